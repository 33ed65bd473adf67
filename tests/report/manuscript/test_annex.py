"""Where every number comes from, on the real tables."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis.formulas.provenance import Trails
from analysis.indicators.definitions import definitions
from analysis.tables.loading import Tables
from report.manuscript.annex import Annex, anchor, back, linked
from report.manuscript.document import Group, Item, Manuscript

CHILDREN = "looked_after_children:E92000001:2025"
BEFORE = "looked_after_children:E92000001:2024"
RATE = "looked_after_rate_per_10k:E10000016:2025"
OVERSPEND = "overspend_gbp[childrens_social_care]:CCN:2023-24"
QUOTED = "claim:b, difference"
FELL = f"percent_change({CHILDREN}, {BEFORE})"
NAMES = {"sec-summary": "Chapter 1", "fig-rate": "Figure 1", "tbl-children": "Table 1"}


def entry(
    key: str, text: str, *places: str, formula: str = "", label: str = "", definition: str = ""
) -> dict[str, Any]:
    _, area, period = key.split(":") if key.count(":") == 2 else ("", "England", "2024 to 2025")
    about = {"area": area, "period": period, "formula": formula, "label": label, "definition": definition}
    return about | {"key": key, "text": text, "places": list(places)}


HEADLINE = [
    entry(CHILDREN, "81,770", "sec-summary", "tbl-children"),
    entry(RATE, "53.3", "fig-rate", "tbl-children"),
    entry(OVERSPEND, "£639m", "sec-summary"),
    entry(FELL, "2.1%", "sec-summary", formula=f"{CHILDREN} ÷ {BEFORE} − 1"),
    entry(f"change({CHILDREN}, {BEFORE})", "fell", "sec-summary"),
    entry("claim:a", "95,000", "sec-summary", formula="as published", label="Children", definition="Quoted from a."),
    entry(QUOTED, "5", "sec-summary", formula=f"{CHILDREN} / 365 - claim-b", label="Places", definition="Of b."),
]


@pytest.fixture(scope="module")
def parts(tables: Tables, indicators: pd.DataFrame) -> dict[str, list[Group]]:
    annex = Annex(Trails(indicators, tables, definitions()), tables.sources)
    markdown = linked(f'[81,770]{{.number key="{CHILDREN}"}}', "sec-summary", set())
    manuscript = Manuscript(markdown, 0, [], [], [], HEADLINE, NAMES)
    return {name: list(groups) for name, groups in annex.parts(manuscript).items()}


def words(item: Item) -> str:
    return "".join(run.text for run in item).replace("\u200b", "").replace("\N{NO-BREAK SPACE}", " ")


def told(parts: dict[str, list[Group]], key: str) -> Item:
    """The entry of a key."""
    items = [item for group in parts["text"] for item in group.items if item[0].name == anchor(key)]
    assert len(items) == 1
    return items[0]


def test_a_number_of_a_sentence_is_a_link_and_the_first_of_a_chapter_can_be_led_back_to() -> None:
    leading: set[str] = set()
    marked = f'[81,770]{{.number key="{CHILDREN}"}}'
    here = anchor(CHILDREN)
    first = f'[81,770](#{here}){{#{here}-sec-summary .number key="{CHILDREN}"}}'
    again = f'[81,770](#{here}){{.number key="{CHILDREN}"}}'
    assert linked(f"Of {marked}, {marked}.", "sec-summary", leading) == f"Of {first}, {again}."
    assert leading == {back(CHILDREN, "sec-summary")}
    assert linked(marked, "sec-summary", leading) == again
    assert linked(marked, "sec-other", leading).startswith(f"[81,770](#{here}){{#{here}-sec-other ")


@pytest.mark.parametrize(
    "text", [f'It [fell]{{.number key="{CHILDREN}"}}.', f'## Of [81,770]{{.number key="{CHILDREN}"}} children']
)
def test_words_and_headings_are_no_links(text: str) -> None:
    assert linked(text, "sec-summary", set()) == text


def test_numbers_in_words_are_links() -> None:
    assert "](#" in linked(f'[Nine in ten]{{.number key="{CHILDREN}"}}', "sec-summary", set())


def test_an_entry_names_file_and_cell_and_leads_back(parts: dict[str, list[Group]]) -> None:
    item = told(parts, CHILDREN)
    assert words(item) == (
        "81,770 England, 2025. Publisher’s total. cla_number_and_rate_per_10k_children.csv, row 2025 / E92000001 / "
        "Children looked after on 31 March each year, column children_count. Chapter 1"
    )
    assert [run.to for run in item if run.to] == ["#s-dfe-cla-2025", f"#{back(CHILDREN, 'sec-summary')}"]


def test_an_entry_shows_the_formula_with_its_numbers(parts: dict[str, list[Group]]) -> None:
    item = told(parts, RATE)
    assert "Kent, 2025. 1,896 ÷ 355,390 × 10,000." in words(item)
    assert item[-1].to == "#fig-rate"


def test_a_sum_tells_how_many_cells_of_which_columns_and_who_is_left_out(parts: dict[str, list[Group]]) -> None:
    text = words(told(parts, OVERSPEND))
    assert "5,304,446,000 − 4,665,680,000" in text
    assert "Without Cumberland, North Yorkshire, Westmorland and Furness" in text
    assert "RS_2023-24_data_by_LA.xlsx, 34 cells, sheet RS_LA_Data_2023-24, column J" in text


def test_a_derived_number_leads_to_the_numbers_it_is_made_of(parts: dict[str, list[Group]]) -> None:
    item = told(parts, FELL)
    assert words(item) == "2.1% change in per cent, England, 2024 to 2025: 81,770 ÷ 83,530 − 1. Chapter 1"
    assert [run.to for run in item if run.to][:2] == [f"#{anchor(CHILDREN)}", f"#{anchor(BEFORE)}"]
    assert told(parts, BEFORE)  # which no sentence prints


def test_words_have_no_entry_and_quoted_figures_have_one(parts: dict[str, list[Group]]) -> None:
    names = [item[0].name for group in parts["text"] for item in group.items]
    assert anchor(f"change({CHILDREN}, {BEFORE})") not in names
    assert words(told(parts, "claim:a")).startswith("95,000 Children. Quoted from a: as published.")


def test_a_claim_s_formula_has_the_signs_of_arithmetic(parts: dict[str, list[Group]]) -> None:
    assert words(told(parts, QUOTED)).startswith("5 Places. Of b: 81,770 ÷ 365 − claim-b.")


def test_charts_and_tables_are_told_of_where_links_expect_them(parts: dict[str, list[Group]]) -> None:
    charts, table = parts["shown"]
    assert [words(item) for item in charts.items] == ["Figure 1: 53.3; drawn from figures/rate.csv"]
    assert charts.items[0][0].name == "n-fig-rate"
    assert (table.name, table.title[0].to) == ("n-tbl-children", "#tbl-children")
    labels = ["Children looked after at 31 March", "Children looked after per 10,000 children"]
    assert [words(item).split(":")[0] for item in table.items] == labels


def test_every_source_is_told_of_and_what_is_compiled_says_so(parts: dict[str, list[Group]], tables: Tables) -> None:
    (sources,) = parts["sources"]
    assert [item[0].name for item in sources.items] == [f"s-{source}" for source in sorted(tables.sources)]
    compiled = {item[0].name for item in sources.items if "(compiled)" in words(item)}
    assert compiled == {f"s-{name}" for name, source in tables.sources.items() if source["kind"] == "compiled"}


def test_a_link_to_no_page_of_a_release_says_so(parts: dict[str, list[Group]]) -> None:
    (sources,) = parts["sources"]
    said = {item[0].name: words(item[3:]).partition(",")[0] for item in sources.items}
    assert said["s-mhclg-ra-2016-17-2016-06"] == " (file)"
    assert said["s-mhclg-ra-2020-21-2020-10"] == " (collection)"
    assert said["s-dfe-foi-net-gain-2024"] == " (publisher)"
    assert said["s-mhclg-ra-2017-18-2017-06"] == ""


def test_the_list_of_observations_holds_every_council_of_a_sum(tables: Tables, indicators: pd.DataFrame) -> None:
    rows = Annex(Trails(indicators, tables, definitions()), tables.sources).observations(HEADLINE)
    overspend = rows[rows["key"] == OVERSPEND]
    assert len(overspend) == 2 * 34
    assert overspend.groupby("measure")["value"].sum().diff().iloc[-1] == 638_766_000


def test_a_number_that_rests_on_a_compiled_table_is_marked_and_another_is_not() -> None:
    marked = f'[81,770]{{.number key="{CHILDREN}"}}'
    assert ".number .compiled key=" in linked(marked, "sec-summary", set(), lambda key: key == CHILDREN)
    assert ".compiled" not in linked(marked, "sec-summary", set(), lambda _: False)
