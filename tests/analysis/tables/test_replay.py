"""The tables of another year, by hand: what was held at the end of an earlier one, and a year to come."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis.tables.replay import Direction, as_of, with_next_year

COLUMNS = ["area_code", "period", "measure", "breakdown", "value", "marker", "status", "release", "source_id"]
SOURCES: dict[str, dict[str, Any]] = {
    "2018": {"published": "2018-11-15"},
    "2019": {"published": "2019-12"},
    "2025": {"published": "2025-11-20"},
    "undated": {},
}


def table(*rows: tuple[str, str, str], **same: str) -> pd.DataFrame:
    """Observations of Kent from periods, values and sources; a value that is no number is a marker."""
    of = {"area_code": "Kent", "measure": "children", "breakdown": "", "status": "final"} | same
    return pd.DataFrame(
        [
            of
            | {"period": period, "release": source, "source_id": source}
            | ({"value": value, "marker": ""} if value[:1].isdigit() else {"value": "", "marker": value})
            for period, value, source in rows
        ],
        columns=COLUMNS,
    )


def values(frame: pd.DataFrame) -> dict[str, str]:
    return dict(zip(frame["period"], frame["value"] + frame["marker"], strict=True))


def ended(frame: pd.DataFrame, year: int, *, mid_year: bool = False) -> tuple[dict[str, str], int]:
    found = as_of(frame, SOURCES, year, mid_year=mid_year)
    return values(found.frame), found.later_releases


def continued(frame: pd.DataFrame, direction: Direction, *, mid_year: bool = False) -> dict[str, str]:
    after = values(with_next_year(frame, direction, 2026, mid_year=mid_year))
    return {period: value for period, value in after.items() if period not in values(frame)}


def test_later_periods_are_left_out() -> None:
    held = table(("2018", "1", "2018"), ("2019", "2", "2019"), ("2020", "3", "2019"))
    assert ended(held, 2019) == ({"2018": "1", "2019": "2"}, 0)
    years = table(("2017-18", "1", "2018"), ("2018-19", "2", "2019"), ("2019-20", "3", "2019"))
    assert ended(years, 2019) == ({"2017-18": "1", "2018-19": "2"}, 0)


def test_a_mid_year_belongs_to_the_31_march_after_it() -> None:
    held = table(("2017", "1", "2018"), ("2018", "2", "2019"), ("2019", "3", "2019"))
    assert ended(held, 2019, mid_year=True) == ({"2017": "1", "2018": "2"}, 0)


def test_a_release_of_the_year_counts_though_a_later_one_has_superseded_it() -> None:
    old = table(("2018", "1", "2018"), status="superseded")
    new = table(("2018", "2", "2025"))
    found = as_of(pd.concat([old, new]), SOURCES, 2019, mid_year=False)
    assert (values(found.frame), found.later_releases) == ({"2018": "1"}, 0)
    assert list(found.frame["status"]) == ["final"]


def test_of_the_releases_of_the_time_the_newest_counts_even_if_it_is_provisional() -> None:
    first, second = table(("2018", "1", "2018")), table(("2018", "2", "2019"), status="provisional")
    assert ended(pd.concat([first, second]), 2019) == ({"2018": "2"}, 0)
    assert ended(pd.concat([first, second]), 2018) == ({"2018": "1"}, 0)


@pytest.mark.parametrize("source", ["2025", "undated"])
def test_without_a_release_of_the_time_todays_counts_and_is_counted(source: str) -> None:
    superseded = table(("2018", "1", source), status="superseded")
    current = table(("2018", "2", source), ("2019", "3", "2019")).assign(release="x")
    assert ended(pd.concat([superseded, current]), 2019) == ({"2018": "2", "2019": "3"}, 1)


def test_a_table_that_had_not_begun_is_empty() -> None:
    assert ended(table(("2020", "1", "2025")), 2019) == ({}, 0)


@pytest.mark.parametrize(
    ("direction", "expected"),
    [("continuing", {"Kent": "131", "Poole": "59"}), ("turned", {"Kent": "90", "Poole": "110"})],
)
def test_a_series_goes_on_as_it_went_or_turns(direction: Direction, expected: dict[str, str]) -> None:
    up = table(("2023", "100", "2025"), ("2024", "109", "2025"), ("2025", "120", "2025"))
    down = table(("2023", "100", "2025"), ("2024", "101", "2025"), ("2025", "80", "2025"), area_code="Poole")
    joined = with_next_year(pd.concat([up, down]), direction, 2026, mid_year=False)
    assert dict(joined[joined["period"] == "2026"].set_index("area_code")["value"]) == expected


def test_a_missing_value_stays_missing_with_its_marker() -> None:
    assert continued(table(("2024", "5", "2025"), ("2025", "c", "2025")), "turned") == {"2026": "c"}
    assert continued(table(("2024", "c", "2025"), ("2025", "5", "2025")), "continuing") == {"2026": "5"}


def test_no_value_falls_below_zero_and_each_has_the_decimals_of_the_last() -> None:
    assert continued(table(("2024", "9.5", "2025"), ("2025", "2.5", "2025")), "continuing") == {"2026": "0.0"}
    assert continued(table(("2024", "0.1", "2025"), ("2025", "2.25", "2025")), "turned") == {"2026": "0.00"}


def test_a_table_that_is_behind_gets_the_years_between_in_equal_steps() -> None:
    budget = table(("2022-23", "100", "2025"), ("2023-24", "120", "2025"))
    assert continued(budget, "continuing") == {"2024-25": "140", "2025-26": "160"}
    assert continued(budget, "turned") == {"2024-25": "105", "2025-26": "90"}


def test_what_is_held_for_the_year_to_come_is_not_continued() -> None:
    assert continued(table(("2024-25", "98", "2025"), ("2025-26", "100", "2025")), "continuing") == {}


def test_a_measure_or_a_series_that_has_ended_is_not_continued() -> None:
    live, over = table(("2025", "5", "2025")), table(("2010", "7", "2025"), measure="children_in_2010")
    assert continued(pd.concat([live, over]), "continuing") == {"2026": "5"}
    left = table(("2019", "7", "2025"), area_code="Northamptonshire")
    after = with_next_year(pd.concat([live, left]), "continuing", 2026, mid_year=False)
    assert list(after.loc[after["period"] == "2026", "area_code"]) == ["Kent"]


def test_a_population_is_continued_to_the_mid_year_before() -> None:
    assert continued(table(("2023", "10", "2025"), ("2024", "11", "2025")), "continuing", mid_year=True) == {
        "2025": "12"
    }


def test_superseded_figures_are_not_what_a_series_goes_on_from() -> None:
    series = pd.concat([table(("2024", "5", "2025"), ("2025", "9", "2019")), table(("2025", "6", "2025"))]).reset_index(
        drop=True
    )
    series.loc[1, "status"] = "superseded"
    assert with_next_year(series, "continuing", 2026, mid_year=False).iloc[-1]["value"] == "7"
