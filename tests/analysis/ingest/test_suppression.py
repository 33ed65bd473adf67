"""What a publisher suppresses is not given back by the other cells of its table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.characteristics import BY_CHARACTERISTIC, STARTING_CEASING, TABLES
from analysis.ingest.suppression import (
    ACROSS_GROUPS,
    TOTAL,
    WHOLE_GROUPS,
    Sum,
    protected,
    suppressed_numbers,
    withheld_as_well,
)
from analysis.tables.areas import Level
from analysis.tables.loading import Tables
from analysis.tables.periods import ending_year

NUMBER, STARTS, CEASES = "looked_after_children", "starting_children", "ceasing_children"
RATES = ("starting_rate_per_10k", "ceasing_rate_per_10k")
COSTS = [f"unit_cost_{kind}gbp_per_week" for kind in ("", "real_", "published_", "published_real_")]
KENT, ENGLAND = "E10000016", "E92000001"


def given_back(cells: Mapping[str, int | None], sums: list[Sum]) -> set[str]:
    """The hidden cells that can be found by taking the others of a sum from it, again and again."""
    known = dict(cells)
    found: set[str] = set()
    while True:
        single = [
            hidden[0]
            for of in sums
            if len(hidden := [name for name in (of.total, *of.parts) if known[name] is None]) == 1
        ]
        if not single:
            return found
        found.add(single[0])
        known[single[0]] = 0


@given(st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=6, max_size=6))
def test_no_hidden_cell_of_a_table_with_both_margins_can_be_found(inner: list[int | None]) -> None:
    sides = [Sum(f"side-{side}", tuple(f"{side}{mile}" for mile in range(3))) for side in range(2)]
    miles = [Sum(f"mile-{mile}", tuple(f"{side}{mile}" for side in range(2))) for mile in range(3)]
    cells: dict[str, int | None] = {f"{side}{mile}": inner[3 * side + mile] for side in range(2) for mile in range(3)}
    for of in (*sides, *miles):
        cells[of.total] = sum(cells[part] or 3 for part in of.parts)
    sums = [*sides, *miles]
    cells |= dict.fromkeys(withheld_as_well(cells, sums))
    assert given_back(cells, sums) == set()


def test_a_table_without_hidden_cells_stays_as_it_is() -> None:
    assert withheld_as_well({"total": 9, "a": 5, "b": 4}, [Sum("total", ("a", "b"))]) == set()


def test_a_hidden_cell_hides_the_one_that_says_the_same_in_another_group() -> None:
    cells = {"provider/parents": None, "placement/with_parents": 3}
    assert withheld_as_well(cells, ACROSS_GROUPS) == {"placement/with_parents"}


def row(area: str, breakdown: str, value: str, marker: str = "") -> tuple[str, ...]:
    return (area, "2016", "looked_after_children", breakdown, "2016", "final", value, marker, "source", "ref")


def test_the_smallest_other_cell_of_a_council_is_withheld_and_the_rounded_ones_of_england_stay(tables: Tables) -> None:
    rows = [
        row(place, f"provider/{name}", value, marker)
        for place in (KENT, ENGLAND)
        for name, value, marker in (("own", "800", ""), ("private", "", "c"), ("voluntary", "40", ""))
    ]
    totals = {(place, "2016", "looked_after_children"): "843" for place in (KENT, ENGLAND)}
    shown = {(found[0], found[3]): found[6] or found[7] for found in protected(rows, totals, tables.places)}
    assert shown[KENT, "provider/voluntary"] == "c"
    assert shown[KENT, "provider/own"] == "800"
    assert shown[ENGLAND, "provider/voluntary"] == "40"


def test_the_parts_of_a_number_that_is_not_shown_do_not_make_it(tables: Tables) -> None:
    rows = [row(KENT, "provider/own", "5"), row(KENT, "provider/private", "3"), row(KENT, "provider/voluntary", "0")]
    totals = {(KENT, "2016", "looked_after_children"): "c"}
    assert [found[6] or found[7] for found in protected(rows, totals, tables.places)] == ["5", "c", "0"]


def number_of(year: str, marker: str, release: str) -> tuple[str, ...]:
    return (KENT, year, NUMBER, "", release, "final", "" if marker else "12", marker, "source", "ref")


def test_a_number_is_suppressed_if_the_newest_release_that_has_it_says_so() -> None:
    rows = [number_of("2025", "c", "2025-11"), number_of("2026", "c", "2026-11"), number_of("2025", "", "2026-11")]
    assert suppressed_numbers(rows) == {(KENT, 2026)}
    assert suppressed_numbers(rows[::-1]) == {(KENT, 2026)}


def places_and_years_of(indicators: pd.DataFrame, names: Collection[str], breakdown: str) -> set[tuple[str, int]]:
    """The places and years that have a value of one of some indicators."""
    rows = indicators[indicators["indicator"].isin(names) & (indicators["breakdown"] == breakdown)]
    rows = rows[rows["value"].notna()]
    return {(area, ending_year(period)) for area, period in zip(rows["area_code"], rows["period"], strict=True)}


def test_neither_flows_nor_the_cost_of_a_week_give_a_suppressed_number_back(indicators: pd.DataFrame) -> None:
    """The number of a year is near that before it, more starts, less ceases; it is spending over the cost of a week."""
    numbers = indicators[indicators["indicator"] == NUMBER]
    numbers = numbers[numbers["note"].str.contains("suppressed") & numbers["value"].isna()]
    suppressed = {(area, int(year)) for area, year in zip(numbers["area_code"], numbers["period"], strict=True)}
    assert suppressed
    flows = places_and_years_of(indicators, (STARTS, CEASES, *RATES), "")
    costs = places_and_years_of(indicators, COSTS, "looked_after_all")
    assert len(flows) > 1_000
    assert len(costs) > 1_000
    assert not flows & (suppressed | {(area, year + 1) for area, year in suppressed})
    assert not costs & suppressed


def test_a_sum_of_councils_less_those_that_are_shown_leaves_nothing(indicators: pd.DataFrame, tables: Tables) -> None:
    counts = indicators[indicators["indicator"].isin((NUMBER, STARTS, CEASES))]
    value = counts.set_index(["area_code", "indicator", "period"])["value"]
    levels = tables.membership.levels
    for place in levels.index[levels.isin((Level.CLASS, Level.GROUP))]:
        members = value[value.index.isin(tables.membership.members(place), level="area_code")]
        sums = value[place].dropna()
        pd.testing.assert_series_equal(
            members.groupby(["indicator", "period"]).sum().loc[sums.index], sums, check_names=False
        )


def test_no_suppressed_count_that_is_held_can_be_found_from_the_others(tables: Tables) -> None:
    """Sums of a group, both margins of distance and locality, and what two groups have in common."""
    texts = dict.fromkeys(("area_code", "period", "measure", "breakdown", "marker"), str)
    names = sorted({*TABLES.values(), BY_CHARACTERISTIC, STARTING_CEASING})
    rows = pd.concat([tables.current(name).astype(texts) for name in names])
    children = tables.current("looked_after").astype(dict.fromkeys(("area_code", "period", "measure"), str))
    shown = children[children["value"].notna() | (children["marker"] == "c")]
    totals = shown.set_index(["area_code", "period", "measure"])["value"].astype(object).replace(np.nan, None)
    levels = tables.membership.levels
    whole: dict[tuple[str, str, str], dict[str, int | None]] = defaultdict(dict)
    for row in rows.to_dict("records"):
        figure = (row["area_code"], row["period"], row["measure"])
        value = 0 if row["marker"] else int(row["value"])
        whole[figure][row["breakdown"]] = None if row["marker"] == "c" else value
    attacked = 0
    for figure, cells in whole.items():
        hidden = list(cells.values()).count(None)
        if not hidden or levels[figure[0]] != "authority":
            continue
        sums = [of for of in ACROSS_GROUPS if {of.total, *of.parts} <= cells.keys()]
        if figure in totals:
            cells[TOTAL] = totals[figure]
            groups = [tuple(name for name in cells if name.startswith(f"{group}/")) for group in WHOLE_GROUPS]
            sums += [Sum(TOTAL, parts) for parts in groups if len(parts) > 1]
        assert given_back(cells, sums) == set(), figure
        attacked += hidden
    assert attacked > 2_000
