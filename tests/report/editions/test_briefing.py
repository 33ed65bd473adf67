"""The briefing: the first page of an edition, whole on one sheet."""

from __future__ import annotations

import io
import re

import page as validator
import pikepdf
import pytest

from analysis.tables.areas import Areas
from report.editions import index
from report.editions.edition import Press
from report.editions.places import chosen, places
from report.review.print_text import read_print

PLACES = ("Kent", "Isles of Scilly", "South East")
A4 = (595, 842)


@pytest.fixture(scope="module", params=PLACES)
def made(request: pytest.FixtureRequest, press: Press, areas: Areas) -> dict[str, bytes]:
    (found,) = press.editions(chosen([request.param], areas), ("pdf", "briefing"))
    return {"name": request.param.encode(), **found}


def tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_briefing_is_one_tagged_page_of_a4_with_a_title_of_its_own(made: dict[str, bytes]) -> None:
    found = validator.validate_pdf_bytes(made["briefing"], profile="ua1")
    assert found.is_compliant, found
    with pikepdf.open(io.BytesIO(made["briefing"])) as pdf:
        (page,) = pdf.pages
        assert tuple(round(float(length)) for length in page.mediabox[2:]) == A4
        assert str(pdf.docinfo["/Title"]) == f"Valuing Care in brief: {made['name'].decode()}"


def test_a_briefing_says_what_the_first_page_of_its_edition_says(made: dict[str, bytes]) -> None:
    brief, edition = read_print(made["briefing"]).words, read_print(made["pdf"]).words
    chapter = brief.partition("ataglance")[2].partition("Firstpageof")[0]
    sentences = [sentence for sentence in chapter.split(".") if len(sentence) > 10 and "oftheedition" not in sentence]
    assert len(sentences) > 3
    assert [sentence for sentence in sentences if sentence not in edition] == []


def test_a_briefing_says_where_the_rest_is_from_which_data_and_day_and_links_to_nothing(
    made: dict[str, bytes], press: Press
) -> None:
    text = read_print(made["briefing"]).words
    assert tight(f"First page of the edition Valuing Care: {made['name'].decode()}") in text
    assert re.search(r"Newestsourcepublishedon\d+[A-Z][a-z]+\d{4}", text)
    assert tight(f"data version {press.known.data_version}") in text
    assert tight("Open Government Licence") in text
    with pikepdf.open(io.BytesIO(made["briefing"])) as pdf:
        assert "/Annots" not in pdf.pages[0]


@pytest.mark.slow
def test_every_briefing_is_one_page(press: Press, areas: Areas) -> None:
    for place in places(areas):
        (found,) = press.editions([place], ("briefing",))
        with pikepdf.open(io.BytesIO(found["briefing"])) as pdf:
            assert len(pdf.pages) == 1, place.area_name


def test_the_index_leads_to_the_briefings_that_are_there(press: Press, areas: Areas) -> None:
    rows = index.rows(places(areas), areas, press.prose, {"briefings/kent.pdf"})
    page = index.page(rows, press.prose, press.style_sheet).decode()
    assert re.findall(r'<a href="([^"#]+\.pdf)"', page) == ["briefings/kent.pdf"]
