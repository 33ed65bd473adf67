"""An edition as its readers and archives have it: accessible, whole in itself, with nothing left of a template."""

from __future__ import annotations

import io
import re

import page as validator
import pikepdf
import pytest

from analysis.tables.areas import Areas
from report.editions.edition import Press
from report.editions.places import chosen
from report.engines.self_contained import refuse_what_is_fetched
from report.review.page_text import read_page
from report.review.print_text import read_print

PLACES = ("Kent", "Isles of Scilly", "CCN")


@pytest.fixture(scope="module", params=PLACES)
def edition(request: pytest.FixtureRequest, press: Press, areas: Areas) -> dict[str, bytes]:
    (place,) = chosen([request.param], areas)
    return press.edition(place, ("html", "pdf"))


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_the_print_meets_the_standards_of_accessibility_and_of_archives(
    edition: dict[str, bytes], profile: str
) -> None:
    found = validator.validate_pdf_bytes(edition["pdf"], profile=profile)
    assert found.is_compliant, found


def test_the_page_is_whole_in_itself_and_works_without_a_script(edition: dict[str, bytes]) -> None:
    text = edition["html"].decode()
    refuse_what_is_fetched(text, "the editions' own renderer")
    assert "<script" not in text


def test_every_chart_says_in_words_what_it_shows(edition: dict[str, bytes]) -> None:
    text = edition["html"].decode()
    charts = re.findall(r'<svg role="img" aria-label="([^"]+)"', text)
    assert len(charts) == text.count('<figure class="figure"')
    assert read_print(edition["pdf"]).alternatives
    assert not [alt for alt in charts if len(alt.split()) < 5]


def test_nothing_of_a_template_or_of_a_missing_value_is_left(edition: dict[str, bytes]) -> None:
    blocks = read_page(edition["html"].decode())
    assert len(blocks) > 50
    for block in blocks:
        assert not re.search(r"\{\{|\{%|<!--|\b(?:nan|None|undefined)\b", block.text), block.text


def test_an_edition_is_four_to_six_pages(edition: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(edition["pdf"])) as pdf:
        assert 4 <= len(pdf.pages) <= 6
