"""Row headers in a tagged PDF: Typst tags the cells of a table's header row as headers, and no others.

The first cell of each row says what the row is about. It becomes a header cell, and the row's other cells name it
beside their column's header, so that a screen reader says both.

Written anew, the document must also stay one that archives accept: a stream's end needs a look of its own.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, Stream, String


def head_rows(pdf: pikepdf.Pdf) -> None:
    """Makes the first cell of every table row that row's header."""
    tree = pdf.Root.StructTreeRoot
    if "/IDTree" in tree:
        names = NameTree(tree.IDTree)
        for table, body in enumerate(_elements(tree.K, "/TBody"), start=1):
            for row, cells in enumerate(_elements(body.K, "/TR"), start=1):
                _head(cells, f"T{table}R{row}", names)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The document as a file.

    A line break stands before each ``endstream``, and a stream whose last byte is a carriage return would seem to end
    one byte early, which PDF/A forbids: such a stream, one in 256, is written as text.
    """
    for stream in pdf.objects:
        if isinstance(stream, Stream) and "/DecodeParms" not in stream:
            raw = stream.read_raw_bytes()
            if raw.endswith(b"\r"):
                filters = stream.get("/Filter", Array())
                inner = list(filters) if isinstance(filters, Array) else [filters]
                stream.write(base64.a85encode(raw) + b"~>", filter=Array([Name.ASCII85Decode, *inner]))
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True, compress_streams=False)  # Typst has compressed them
    return file.getvalue()


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
