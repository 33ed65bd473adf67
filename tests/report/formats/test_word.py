"""The Word document: what a screen reader and a commenting reader find in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from openxml_audit import OpenXmlValidator

from report.engines.columns import widths
from report.formats import pictures, word
from report.formats.archive import unpacked
from report.manuscript.annex import CHAPTER
from report.manuscript.document import Group, Manuscript, Run

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BOOKMARK = f"{W}bookmarkStart"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


NUMBER = "n-5f53606c"
FIRST = f"{NUMBER}-sec-children-looked-after-at-the-end-of-march"  # longer than a bookmark of Word's may be
ENTRY = (
    Run("67.1", name=NUMBER, strong=True),
    Run(" England, 2025. "),
    Run("children.csv", "#s-children"),
    Run(". "),
    Run("Chapter 1", f"#{FIRST}"),
)
ANNEX = {
    "text": [Group("n-rate", (Run("Children looked after"),), [ENTRY, (Run("12"),)])],
    "shown": [Group("sec-numbers-charts", (Run("Charts"),), [(Run("Figure 1", "#fig-rate", "n-fig-rate"),)])],
    "sources": [Group("", (), [(Run("children.csv", name="s-children"), Run(" page", "https://example.org/a?b&c"))])],
}


@pytest.fixture(scope="module")
def manuscript(manuscript: Manuscript) -> Manuscript:
    """The sample report with an annex, and a number that leads to it."""
    told = f'\n\nThere were [67.1](#{NUMBER}){{#{FIRST} .number key="rate"}} of them.\n\n{CHAPTER}'
    return replace(manuscript, markdown=manuscript.markdown + told, annex=ANNEX)


@pytest.fixture(scope="module")
def charts(manuscript: Manuscript) -> dict[str, bytes]:
    return pictures.pictures(manuscript.drawings)


@pytest.fixture(scope="module")
def document(manuscript: Manuscript, charts: dict[str, bytes]) -> bytes:
    return word.document(manuscript, charts)


@pytest.fixture(scope="module")
def parts(document: bytes) -> dict[str, bytes]:
    return unpacked(document)


@pytest.fixture(scope="module")
def body(parts: dict[str, bytes]) -> ET.Element:
    return ET.fromstring(parts["word/document.xml"])


def text_of(element: ET.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def styled(body: ET.Element, style: str) -> list[ET.Element]:
    """The paragraphs in a style."""
    named = f"{W}pPr/{W}pStyle[@{W}val='{style}']"
    return [paragraph for paragraph in body.iter(f"{W}p") if paragraph.find(named) is not None]


def paragraphs(body: ET.Element, style: str) -> list[str]:
    """The texts of the paragraphs in a style."""
    return [text_of(paragraph) for paragraph in styled(body, style)]


def captioned(body: ET.Element) -> dict[str, ET.Element]:
    """The tables that have a caption, by it."""
    captions = ((table.find(f"{W}tblPr/{W}tblCaption"), table) for table in body.iter(f"{W}tbl"))
    return {caption.get(f"{W}val", ""): table for caption, table in captions if caption is not None}


def test_headings_are_headings_with_their_numbers(body: ET.Element, manuscript: Manuscript) -> None:
    text = manuscript.markdown.split("\n---\n", 1)[1]
    written = re.findall(r"^(#{1,3}) ", text, re.MULTILINE)
    titles = sum(bool(group.title) for part in manuscript.annex.values() for group in part)
    for level in (1, 2, 3):
        expected = written.count("#" * level) + (titles if level == 3 else 0)
        assert len(paragraphs(body, f"Heading{level}")) == expected
    assert "1 How many children are looked after" in paragraphs(body, "Heading1")


def test_the_contents_are_there_and_word_can_renew_them(body: ET.Element, parts: dict[str, bytes]) -> None:
    assert paragraphs(body, "TOC1") == paragraphs(body, "Heading1")
    assert paragraphs(body, "TOC2") == paragraphs(body, "Heading2")
    assert b'TOC \\o "1-2"' in parts["word/document.xml"]
    kinds = re.findall(r'fldCharType="(\w+)"', parts["word/document.xml"].decode())
    assert kinds == ["begin", "separate", "end"]


def test_every_figure_is_a_picture_with_its_alternative_text_and_caption(
    body: ET.Element, parts: dict[str, bytes], manuscript: Manuscript, charts: dict[str, bytes]
) -> None:
    described = [drawing.get("descr") for drawing in body.iter(f"{DRAWING}docPr")]
    assert described == [figure.alt for figure in manuscript.figures]
    captions = [f"Figure {figure.number}: {figure.title}" for figure in manuscript.figures]
    assert paragraphs(body, "ImageCaption") == captions
    media = {content for name, content in parts.items() if name.startswith("word/media/")}
    assert media == set(charts.values())


def test_every_table_has_a_caption_a_header_row_and_headers_of_rows(body: ET.Element, manuscript: Manuscript) -> None:
    tables = captioned(body)
    captions = [f"Table {table.number}: {table.title}" for table in manuscript.tables]
    assert paragraphs(body, "TableCaption") == [*tables] == captions
    for drawn, table in zip(tables.values(), manuscript.tables, strict=True):
        first, *others = drawn.iter(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert len(others) == len(table.rows)
        look = drawn.find(f"{W}tblPr/{W}tblLook")
        assert look is not None
        assert (look.get(f"{W}firstRow"), look.get(f"{W}firstColumn")) == ("1", "1")
        cells = [text_of(cell) for row in others for cell in row.iter(f"{W}tc")]
        assert cells == [" ".join(cell.split()) for row in table.rows for cell in row]


def test_a_column_is_as_wide_as_what_it_holds(body: ET.Element, manuscript: Manuscript) -> None:
    for drawn, table in zip(captioned(body).values(), manuscript.tables, strict=True):
        found = [int(column.get(f"{W}w", "0")) for column in drawn.iter(f"{W}gridCol")]
        needed = widths(table)
        shares = [need / sum(needed) for need in needed]
        assert [width / sum(found) for width in found] == pytest.approx(shares, abs=1e-3)


def bookmarked(body: ET.Element) -> dict[str, ET.Element]:
    """The paragraph of each bookmark within one, by its name."""
    return {
        mark.get(f"{W}name", ""): paragraph for paragraph in body.iter(f"{W}p") for mark in paragraph.iter(BOOKMARK)
    }


def anchors(paragraph: ET.Element) -> list[str]:
    return [anchor for link in paragraph.iter(f"{W}hyperlink") if (anchor := link.get(f"{W}anchor"))]


def test_a_number_leads_to_its_entry_and_the_entry_back_to_it(body: ET.Element) -> None:
    entry = bookmarked(body)[NUMBER]
    to_file, to_number = anchors(entry)
    assert to_file == "s-children"
    assert len(to_number) <= 40
    assert NUMBER in anchors(bookmarked(body)[to_number])


def test_the_annex_is_lists_under_headings(body: ET.Element) -> None:
    assert {"Children looked after", "Charts"} <= set(paragraphs(body, "Heading3"))
    entries = [item for part in ANNEX.values() for group in part for item in group.items]
    assert paragraphs(body, "Entry") == ["".join(run.text for run in item) for item in entries]
    assert all(paragraph.find(f"{W}pPr/{W}numPr") is not None for paragraph in styled(body, "Entry"))


def test_a_chart_leads_to_where_its_numbers_are_told_and_a_table_without_any_to_nothing(body: ET.Element) -> None:
    sources = paragraphs(body, "Source")
    assert sum(text.endswith("Where its numbers come from.") for text in sources) == 1
    assert "fig-rate" in anchors(bookmarked(body)["n-fig-rate"])


def test_every_link_within_the_document_leads_somewhere(body: ET.Element) -> None:
    names = {mark.get(f"{W}name") for mark in body.iter(BOOKMARK)}
    assert {"fig-rate", "tbl-regions"} <= set(anchors(body)) <= names


def test_the_document_says_its_title_and_language_and_the_day_of_its_newest_source(parts: dict[str, bytes]) -> None:
    about = parts["docProps/core.xml"].decode()
    assert "<dc:title>Valuing Care</dc:title>" in about
    assert "<dc:language>en-GB</dc:language>" in about
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", about)) == {"2025-11-20T00:00:00Z"}
    assert b'w:val="en-GB"' in parts["word/styles.xml"]


def test_the_document_does_not_say_where_it_was_made(parts: dict[str, bytes], root: Path) -> None:
    assert not [name for name, content in parts.items() if str(root).encode() in content]
    assert b"<property " not in parts["docProps/custom.xml"]


def test_word_opens_the_document_without_repairing_it(document: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(document)
    assert not OpenXmlValidator().validate(tmp_path / "report.docx").errors


def test_the_same_manuscript_gives_the_same_bytes(
    manuscript: Manuscript, charts: dict[str, bytes], document: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert word.document(manuscript, pictures.pictures(manuscript.drawings)) == document
    assert pictures.pictures(manuscript.drawings) == charts


def test_a_picture_is_twice_the_size_of_its_drawing(manuscript: Manuscript, charts: dict[str, bytes]) -> None:
    for figure in manuscript.figures:
        picture = charts[figure.id]
        assert picture.startswith(b"\x89PNG")
        found = re.search(r'<svg [^>]*width="(\d+)" height="(\d+)"', figure.wide)
        assert found
        size = (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big"))
        assert size == (2 * int(found[1]), 2 * int(found[2]))
