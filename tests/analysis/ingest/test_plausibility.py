"""What a release may change: held against everything that publishers have changed so far."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from analysis.ingest.plausibility import doubts
from analysis.ingest.series import Plausibility, Series
from analysis.tables.loading import Tables

LIMITS = Plausibility(year=0.15, revision=0.02, council=3, floor=50, missing=5, measures=("looked_after_children",))

KNOWN = {
    # Slough, whose returns of the years between have next to nothing on children's social care.
    *(f"budget_gbp[childrens_social_care]:E06000039:{period}" for period in ("2016-17", "2021-22")),
    *(f"outturn_gbp[childrens_social_care]:E06000039:{period}" for period in ("2016-17", "2022-23")),
    # Southwark took £40m of other income off the looked-after children of its first return of 2023-24.
    "net_current_expenditure_gbp[children_looked_after]:E09000028:2024-25",
    # West Sussex is printed with 509 assessments between years of 7,447 and 6,365.
    *(f"assessments_with_any_factor:E10000032:{period}" for period in ("2023", "2024")),
    # Lancashire is printed with 118 conferences between years of 1,387 and 1,298.
    *(f"initial_child_protection_conferences:E10000017:{period}" for period in ("2014", "2015")),
}


@pytest.fixture(scope="module")
def held(tables: Tables) -> pd.DataFrame:
    return tables.current("looked_after")


def named(before: pd.DataFrame, after: pd.DataFrame, tables: Tables, limits: Plausibility = LIMITS) -> list[str]:
    return [str(doubt.key) for doubt in doubts(before, after, limits, tables)]


def with_value(held: pd.DataFrame, area: str, period: str, factor: float) -> pd.DataFrame:
    changed = held.copy()
    rows = (changed["area_code"] == area) & (changed["period"] == period)
    changed.loc[rows & (changed["measure"] == "looked_after_children"), "value"] *= factor
    return changed


def test_what_publishers_have_changed_so_far_would_have_passed_but_for_what_was_wrong(
    tables: Tables, declared: dict[str, Series]
) -> None:
    found: set[str] = set()
    for series in declared.values():
        held = tables.current(series.table)
        for earlier, later in pairwise(sorted(held["period"].unique())):
            before, after = held[held["period"] == earlier], held[held["period"].isin([earlier, later])]
            found |= set(named(before, after, tables, series.plausibility))
    assert found == KNOWN


def test_nothing_that_stays_is_doubted(tables: Tables, held: pd.DataFrame) -> None:
    assert named(held, held, tables) == []


def test_a_new_year_is_set_against_the_year_before(tables: Tables, held: pd.DataFrame) -> None:
    before = held[held["period"] < "2025"]
    assert named(before, held, tables) == []
    assert named(before, with_value(held, "E92000001", "2025", 1.2), tables) == ["looked_after_children:E92000001:2025"]
    assert named(before, with_value(held, "E10000016", "2025", 0.2), tables) == ["looked_after_children:E10000016:2025"]


def test_a_year_after_a_gap_may_have_changed_by_more(tables: Tables, held: pd.DataFrame) -> None:
    two_years = held[held["period"].isin(["2023", "2025"])]
    before = two_years[two_years["period"] == "2023"]
    grown = with_value(two_years, "E92000001", "2025", 1.25)
    assert named(before, grown, tables) == []
    assert named(before, with_value(grown, "E92000001", "2025", 1.2), tables) == [
        "looked_after_children:E92000001:2025"
    ]


def test_a_revision_may_change_less_than_a_year(tables: Tables, held: pd.DataFrame) -> None:
    assert named(held, with_value(held, "E92000001", "2024", 1.01), tables) == []
    (doubt,) = doubts(held, with_value(held, "E92000001", "2024", 1.1), LIMITS, tables)
    assert doubt.why == (
        "England has 91,883 in 2024, 83,530 as held so far: a change of +10.0%, where at most 2.0% was expected"
    )


def test_pounds_for_thousands_are_seen_in_every_council_and_england_first(tables: Tables, held: pd.DataFrame) -> None:
    changed = held.copy()
    changed.loc[changed["period"] == "2025", "value"] *= 1000
    found = named(held[held["period"] < "2025"], changed, tables)
    assert found[0] == "looked_after_children:E92000001:2025"
    assert len(found) > 150


def test_councils_that_are_gone_are_counted(tables: Tables, held: pd.DataFrame) -> None:
    councils = sorted(code for code in held["area_code"].unique() if code.startswith("E10"))
    for missing, expected in ((4, []), (8, ["looked_after_children:coverage:2025"])):
        fewer = held[~((held["period"] == "2025") & held["area_code"].isin(councils[-missing:]))]
        assert named(held[held["period"] < "2025"], fewer, tables) == expected
        assert named(held, fewer, tables) == expected


def test_without_a_line_of_england_the_councils_that_have_both_are_added(tables: Tables, held: pd.DataFrame) -> None:
    councils = held[held["area_code"] != "E92000001"].copy()
    councils.loc[councils["period"] == "2025", "value"] *= 1.3
    assert named(councils[councils["period"] < "2025"], councils, tables) == ["looked_after_children:E92000001:2025"]


def test_few_children_may_become_many_times_as_many(tables: Tables, held: pd.DataFrame) -> None:
    """The City of London has looked after 10 children and 20 a year later."""
    assert named(held, with_value(held, "E09000001", "2025", 2.5), tables) == []


def test_every_series_is_declared_for_a_table_and_a_measure_that_it_gives(
    tables: Tables, declared: dict[str, Series]
) -> None:
    for series in declared.values():
        measures = set(tables.observations(series.table)["measure"])
        assert set(series.plausibility.measures) <= measures, series.name
        assert series.title, series.name
