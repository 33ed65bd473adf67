"""Row headers in a tagged PDF: Typst tags the cells of a table's header row as headers, and no others.

The first cell of each row says what the row is about. It becomes a header cell, and the row's other cells name it
beside their column's header, so that a screen reader says both.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, String


def with_row_headers(document: bytes) -> bytes:
    """The same PDF with the first cell of every table row as that row's header."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        tree = pdf.Root.StructTreeRoot
        if "/IDTree" not in tree:
            return document
        names = NameTree(tree.IDTree)
        for table, body in enumerate(_elements(tree.K, "/TBody"), start=1):
            for row, cells in enumerate(_elements(body.K, "/TR"), start=1):
                _head(cells, f"T{table}R{row}", names)
        page = io.BytesIO()
        pdf.save(page, deterministic_id=True)
    return page.getvalue()


def _head(row: Object, name: str, names: NameTree) -> None:
    first, *others = row.K
    first.S = Name.TH
    first.ID = String(name)
    _attributes(first).Scope = Name.Row
    names[name] = first
    for cell in others:
        headers = _attributes(cell).get("/Headers")
        if headers is not None:
            headers.append(String(name))


def _attributes(cell: Object) -> Object:
    """The attributes that a cell has as part of a table."""
    for attributes in cell.A:
        if str(attributes.O) == "/Table":
            return attributes
    attributes = Dictionary(O=Name.Table)
    cell.A.append(attributes)
    return attributes


def _elements(kids: Object, kind: str) -> Iterator[Object]:
    """The elements of a kind among some elements and all that they hold, in reading order."""
    for element in kids if isinstance(kids, Array) else [kids]:
        if isinstance(element, Dictionary) and "/S" in element:
            if str(element.S) == kind:
                yield element
            elif "/K" in element:
                yield from _elements(element.K, kind)
