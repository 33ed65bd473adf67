"""Row headers in a tagged PDF. Typst tags only the cells of a table's header row as headers.

The first cell of each row says what the row is about. It becomes a header cell, and the row's other cells name it
beside the header of their column, so that a screen reader says both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pikepdf import Array, Dictionary, Name, NameTree, Object, Pdf, String

from analysis.problem import Problem

_WITHOUT_TABLES: Final = {"/P", "/Span", "/Link", "/Caption", "/THead", "/H1", "/H2", "/H3", "/Lbl"}
"""Most tags of a document, below which no table need be looked for: 0.4 ms an edition instead of 5."""


def add_row_headers(pdf: Pdf) -> None:
    """Make the first cell of every table row that row's header.

    Raises :class:`Problem` if Typst has tagged a table in another way than expected.
    """
    structure = pdf.Root.StructTreeRoot
    for table, body in enumerate(_table_bodies(structure), start=1):
        identified = NameTree(structure.IDTree)
        for row, cells in enumerate(body.K, start=1):
            first, *others = cells.K
            name = f"T{table}R{row}"
            _attributes(first).Scope = Name.Row
            first.S = Name.TH
            first.ID = String(name)
            identified[name] = first
            for cell in others:
                _attributes(cell).Headers.append(String(name))


def _table_bodies(element: Object) -> Iterator[Object]:
    """The bodies of all tables below an element, in the order in which they are read."""
    kids: Object | list[Object] = element.get("/K", [])
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary):
            tag = str(kid.get("/S"))
            if tag == "/TBody":
                yield kid
            elif tag not in _WITHOUT_TABLES:
                yield from _table_bodies(kid)


def _attributes(cell: Object) -> Object:
    """What a cell's tag says of its place in the table."""
    for attributes in cell.get("/A", []):
        if "/Headers" in attributes:
            return attributes
    raise Problem(
        f"Typst has tagged a cell of a table as {cell.get('/S')} that names no header: "
        "is the version of Typst the one of requirements.lock?"
    )
