"""An edition as its readers and archives have it: accessible, whole in itself, with nothing left of a template."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import page as validator
import pikepdf
import pytest
from openxml_audit import OpenXmlValidator

from analysis.tables.areas import Areas
from report.editions.edition import Press
from report.editions.places import chosen
from report.engines.self_contained import refuse_what_is_fetched
from report.formats.archive import unpacked
from report.review.page_text import read_page
from report.review.print_text import read_print

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
PLACES = ("Kent", "Isles of Scilly", "CCN")


@pytest.fixture(scope="module", params=PLACES)
def edition(request: pytest.FixtureRequest, press: Press, areas: Areas) -> dict[str, bytes]:
    (place,) = chosen([request.param], areas)
    (found,) = press.editions([place], ("html", "pdf", "docx"))
    return dict(found)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_the_print_meets_the_standards_of_accessibility_and_of_archives(
    edition: dict[str, bytes], profile: str
) -> None:
    found = validator.validate_pdf_bytes(edition["pdf"], profile=profile)
    assert found.is_compliant, found


def test_the_page_is_whole_in_itself_and_works_without_a_script(edition: dict[str, bytes]) -> None:
    text = edition["html"].decode()
    refuse_what_is_fetched(text, "pandoc")
    assert "<script" not in text


def test_every_chart_says_in_words_what_it_shows(edition: dict[str, bytes]) -> None:
    text = edition["html"].decode()
    charts = re.findall(r'<svg role="img" aria-label="([^"]+)"', text)
    assert len(charts) == text.count('<figure class="figure"')
    assert len(read_print(edition["pdf"]).alternatives) == len(charts)
    assert not [alt for alt in charts if len(alt.split()) < 5]


def test_nothing_of_a_template_or_of_a_missing_value_is_left(edition: dict[str, bytes]) -> None:
    blocks = read_page(edition["html"].decode())
    assert len(blocks) > 50
    for block in blocks:
        assert not re.search(r"\{\{|\{%|<!--|\b(?:nan|None|undefined)\b", block.text), block.text


def test_an_edition_is_four_to_six_pages(edition: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(edition["pdf"])) as pdf:
        assert 4 <= len(pdf.pages) <= 6


def test_the_word_document_is_valid_and_has_the_charts_tables_and_title_of_the_edition(
    edition: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "edition.docx"
    path.write_bytes(edition["docx"])
    assert OpenXmlValidator().validate(str(path)).is_valid
    parts = unpacked(edition["docx"])
    body = ET.fromstring(parts["word/document.xml"])
    title = ET.fromstring(parts["docProps/core.xml"]).findtext(f"{DUBLIN_CORE}title")
    text = edition["html"].decode()
    assert title == unescape(re.findall(r"<title>(.*?)</title>", text)[0])
    described = [part.get("descr") for part in body.iter(f"{DRAWING}docPr")]
    assert described == [unescape(alt) for alt in re.findall(r'<svg role="img" aria-label="([^"]+)"', text)]
    assert len(list(body.iter(f"{W}tbl"))) == text.count('<table class="data"')
