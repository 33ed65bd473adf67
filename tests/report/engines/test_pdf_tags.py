"""The tags and descriptions that the PDF has beyond what Typst writes, read by another library."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import page as validator
import pikepdf
import pytest
import typst

from analysis.problem import Problem
from report.engines import pdf_tags

TABLE = b"""
#set document(title: "Children")
#table(columns: 3, table.header[Place][2024][2025], [Kent], [1,981], [2,035], [Surrey], [1,055], [])
#link(label("below"))[below] #pagebreak() = Below <below>
"""


def completed(document: bytes) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "document.pdf"
        file.write_bytes(document)
        return pdf_tags.completed(file)


@pytest.fixture(scope="module")
def page() -> bytes:
    return bytes(typst.compile(TABLE, format="pdf", timestamp=0, pdf_standards=["ua-1", "a-2a"]))


def test_the_first_cell_of_each_row_becomes_a_header_that_the_others_name(page: bytes) -> None:
    with pikepdf.open(io.BytesIO(completed(page))) as pdf:
        assert not pdf.check_pdf_syntax()
        cells = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") in ("/TH", "/TD")]
        read = sorted((str(one.S), str(one.get("/ID", "")), [*map(str, one.A[0].get("/Headers", []))]) for one in cells)
        tree = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert all(str(one.ID) == str(name) for name, one in tree.items())
        scopes = {str(one.ID): str(one.A[0].Scope) for one in tree.values()}
    assert read == [
        ("/TD", "", ["U1x1y0", "T1R1"]),
        ("/TD", "", ["U1x1y0", "T1R2"]),
        ("/TD", "", ["U1x2y0", "T1R1"]),
        ("/TD", "", ["U1x2y0", "T1R2"]),
        ("/TH", "T1R1", ["U1x0y0"]),
        ("/TH", "T1R2", ["U1x0y0"]),
        *(("/TH", f"U1x{column}y0", []) for column in range(3)),
    ]
    assert scopes == {"T1R1": "/Row", "T1R2": "/Row"} | {f"U1x{column}y0": "/Column" for column in range(3)}


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_the_document_still_meets_its_standards(page: bytes, profile: str) -> None:
    assert validator.validate_pdf_bytes(completed(page), profile=profile).is_compliant


def test_the_same_document_gives_the_same_bytes(page: bytes) -> None:
    assert completed(page) == completed(page)


def test_no_stream_ends_in_a_carriage_return_and_each_holds_what_it_held(page: bytes) -> None:
    texts = [bytes([number]) for number in range(256)]
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(page)) as pdf:
        packed = [pdf.make_stream(zlib.compress(text), Filter=pikepdf.Name.FlateDecode) for text in texts]
        pdf.Root.Streams = pikepdf.Array([*packed, pdf.make_stream(b"\r")])
        assert any(stream.read_raw_bytes().endswith(b"\r") for stream in packed)
        pdf.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pikepdf.open(io.BytesIO(completed(file.getvalue()))) as pdf:
        written = list(pdf.Root.Streams)
        assert [stream.read_bytes() for stream in written] == [*texts, b"\r"]
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        assert not [one for one in streams if one.read_raw_bytes()[-1:] == b"\r"]
        assert not pdf.check_pdf_syntax()


def test_a_cell_that_names_no_header_is_refused(page: bytes) -> None:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(page)) as pdf:
        cell = next(one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TD")
        del cell.A
        pdf.save(file)
    with pytest.raises(Problem, match=r"a cell of a table as /TD that names no header: is the version of Typst"):
        completed(file.getvalue())
