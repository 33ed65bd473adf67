"""The index of editions: whole without a script, and what it says is what the indicators hold."""

from __future__ import annotations

import csv
import io
import re

import pytest

from analysis.tables.areas import Areas
from report.editions import index
from report.editions.edition import Press
from report.editions.places import places
from report.engines.self_contained import refuse_what_is_fetched
from report.manuscript.printed import Number


@pytest.fixture(scope="module")
def rows(press: Press, areas: Areas) -> list[index.Row]:
    return index.rows(places(areas), areas, press.prose, {"kent.html", "kent.pdf", "surrey.html", "surrey.docx"})


@pytest.fixture(scope="module")
def page(rows: list[index.Row], press: Press) -> str:
    return index.page(rows, press.prose, press.style_sheet).decode()


def test_every_place_has_a_row_that_it_heads(page: str, areas: Areas) -> None:
    headed = re.findall(r'<tr><th scope="row">(?:<a href="[^"]*">)?([^<]*)', page)
    assert headed == [place.area_name for place in places(areas)]


def test_the_page_needs_nothing_beside_it(page: str) -> None:
    refuse_what_is_fetched(page, "index")


def test_links_lead_to_editions_that_are_there_and_to_no_others(page: str) -> None:
    assert set(re.findall(r'<a href="([a-z-]+\.(?:html|pdf|docx))"', page)) == {
        *("kent.html", "kent.pdf", "surrey.html", "surrey.docx")
    }


def test_a_value_that_is_missing_is_a_dash_and_never_zero(rows: list[index.Row], page: str) -> None:
    scilly = next(row for row in rows if row.place.area_name == "Isles of Scilly")
    missing = sum(cell is None for cell in scilly.cells)
    assert missing
    line = next(line for line in page.splitlines() if ">Isles of Scilly<" in line)
    assert line.count(">–<") == missing
    assert "nan" not in page


def test_the_table_holds_the_values_themselves(rows: list[index.Row], press: Press) -> None:
    table = list(csv.DictReader(io.StringIO(index.table(rows, press.prose).decode())))
    assert len(table) == len(rows)
    kent = next(row for row in table if row["area_name"] == "Kent")
    found = press.prose.n("looked_after_children", "Kent", 2025)
    assert isinstance(found, Number)
    assert float(kent["looked_after_children:2025"]) == found.value
    assert (kent["html"], kent["pdf"], kent["docx"]) == ("kent.html", "kent.pdf", "")
    scilly = next(row for row in table if row["area_name"] == "Isles of Scilly")
    assert "" in [scilly[key] for key in table[0] if ":" in key]


def test_the_page_leads_with_what_an_edition_is(page: str) -> None:
    assert re.search(
        r'<main [^>]*>\s*<h2[^>]*>[^<]*</h2>\s*<p class="first">An edition is a briefing about one place', page
    )


def test_a_council_with_few_children_has_its_number_alone(rows: list[index.Row]) -> None:
    for name in ("Isles of Scilly", "City of London"):
        row = next(row for row in rows if row.place.area_name == name)
        assert [cell for cell in row.cells[1:] if cell] == []
