"""The objects of a PDF that Typst has written, changed where they stand: another library must read what comes out."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
import typst

from analysis.problem import Problem
from report.engines import pdf_objects
from report.engines.pdf_objects import PdfObjects
from report.engines.row_headers import head_rows

TABLE = b"""
#set document(title: "Children")
#table(columns: 3, table.header[Place][2024][2025], [Kent], [1,981], [2,035], [Surrey], [1,055], [])
#link(label("below"))[below] #pagebreak() = Below <below>
"""


@pytest.fixture(scope="module")
def page() -> bytes:
    return bytes(typst.compile(TABLE, format="pdf", timestamp=0, pdf_standards=["ua-1", "a-2a"]))


def holding(*streams: bytes) -> PdfObjects:
    """A document of empty pages and some streams, each of them whole."""
    catalogue = b"<</Type/Catalog/Pages 2 0 R/Streams[%b]>>" % b" ".join(
        b"%d 0 R" % (3 + at) for at in range(len(streams))
    )
    bodies = [catalogue, b"<</Type/Pages/Count 0/Kids[]>>", *streams]
    objects = {number: b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in enumerate(bodies, start=1)}
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n" % (len(objects) + 1)
    return PdfObjects(b"%PDF-1.7\n%\x80\x80\x80\x80\n\n", objects, trailer)


def test_a_document_of_which_nothing_is_changed_is_the_same_to_the_byte(page: bytes) -> None:
    assert pdf_objects.read(page).written() == page


@pytest.mark.parametrize("packed", [False, True])
def test_no_stream_ends_in_a_carriage_return_and_each_holds_what_it_held(packed: bool) -> None:  # noqa: FBT001 - a case
    texts = [bytes([number]) for number in (range(256) if packed else b"\r")]
    raw = [zlib.compress(text) if packed else text for text in texts]
    assert any(content.endswith(b"\r") for content in raw)
    filters = b"/Filter/FlateDecode" if packed else b""
    streams = [b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(one), filters, one) for one in raw]
    with pikepdf.open(io.BytesIO(holding(*streams).written())) as pdf:
        written = list(pdf.Root.Streams)
        assert [stream.read_bytes() for stream in written] == texts
        assert not any(stream.read_raw_bytes().endswith(b"\r") for stream in written)
        assert not pdf.check_pdf_syntax()


def test_the_first_cell_of_each_row_becomes_a_header_that_the_others_name(page: bytes) -> None:
    changed = pdf_objects.read(page)
    head_rows(changed)
    with pikepdf.open(io.BytesIO(changed.written())) as pdf:
        assert not pdf.check_pdf_syntax()
        cells = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") in ("/TH", "/TD")]
        told = [(str(one.S), str(one.get("/ID", "")), [*map(str, one.A[0].get("/Headers", []))]) for one in cells]
        tree = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert all(str(one.ID) == str(name) for name, one in tree.items())
        scopes = {str(one.ID): str(one.A[0].Scope) for one in tree.values()}
    assert sorted(told[:3]) == [("/TH", f"U1x{column}y0", []) for column in range(3)]
    assert sorted(told[3:]) == [
        ("/TD", "", ["U1x1y0", "T1R1"]),
        ("/TD", "", ["U1x1y0", "T1R2"]),
        ("/TD", "", ["U1x2y0", "T1R1"]),
        ("/TD", "", ["U1x2y0", "T1R2"]),
        ("/TH", "T1R1", ["U1x0y0"]),
        ("/TH", "T1R2", ["U1x0y0"]),
    ]
    assert scopes == {"T1R1": "/Row", "T1R2": "/Row"} | {f"U1x{column}y0": "/Column" for column in range(3)}


def test_a_document_that_another_program_has_written_is_refused() -> None:
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pytest.raises(Problem, match="Typst has not written the PDF as expected: is its version the one of the lock"):
        pdf_objects.read(file.getvalue())


def test_a_document_whose_table_leads_elsewhere_is_refused(page: bytes) -> None:
    moved = page.replace(b"%PDF-1.7\n", b"%PDF-1.7\n\n", 1)
    with pytest.raises(Problem, match="Typst has not written the PDF as expected"):
        pdf_objects.read(moved)


def test_a_change_that_finds_nothing_to_change_is_refused() -> None:
    pdf = holding()
    with pytest.raises(Problem, match=r"as expected.* Found '2 0 obj"):
        pdf.change(2, b"/Headers", b"")
    with pytest.raises(Problem, match=r"as expected.* Found '2 0 obj"):
        pdf.kids(2)
    with pytest.raises(Problem, match=r"as expected.* Found '0 objects that begin with"):
        pdf.only(b"<</Type/StructTreeRoot")
