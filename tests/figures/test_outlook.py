"""Charts and tables of projections, of their tests, and of the what-if."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.tables.areas import ENGLAND
from figures import outlook
from figures.figure import if_held
from tests.figures.conftest import Fill, Printed


def test_errors_end_with_the_years_ahead_that_the_series_can_test(indicators: pd.DataFrame, fill: Fill) -> None:
    far = indicators["breakdown"].str.contains("_[345]_ahead")
    short = indicators.assign(value=indicators["value"].where(~(indicators["indicator"].eq(outlook.ERROR) & far)))
    figure = outlook.errors(short)
    assert list(figure.data["years_ahead"]) == [1, 2]
    assert fill(figure.title).endswith("two years ahead")


def test_there_is_no_projection_if_no_model_is_good_enough(indicators: pd.DataFrame) -> None:
    none = indicators[indicators["indicator"] != outlook.PROJECTION]
    assert if_held(outlook.projection, none) is None
    assert if_held(outlook.projection_table, none) is None


def test_the_chosen_model_has_the_least_error_of_all(indicators: pd.DataFrame) -> None:
    data = outlook.errors(indicators).data.set_index("years_ahead")
    best = outlook.chosen(indicators)
    assert (data[best] == data.min(axis="columns")).all()
    assert outlook.model_names(indicators)[best].lower() in outlook.errors(indicators).title


def test_back_tests_say_how_often_a_band_held_and_how_sure_that_is(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = {row[0]: row[1:] for row in printed(outlook.back_tests(indicators))}
    assert rows["Five"] == [
        *("22", "7.6%", "5.4%", "8.8%", "0.70"),
        *("14 of 14 (78% to 100%)", "14 of 14 (78% to 100%)"),
    ]


def test_the_table_of_back_tests_has_no_bands_if_nothing_is_projected(
    indicators: pd.DataFrame, printed: Printed
) -> None:
    none = indicators[~indicators["indicator"].isin([outlook.PROJECTION, outlook.COVERAGE])]
    none = none.assign(value=none["value"].mask(none["indicator"] == outlook.SCALED))
    table = outlook.back_tests(none)
    assert outlook.chosen(none) == "no_change"
    assert [row[-2:] for row in printed(table)] == [["–", "–"]] * 5
    assert "Scaled error" not in [column.heading for column in table.columns]


def test_what_cannot_be_tested_is_held_constant(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = {row[0]: row[1:] for row in printed(outlook.parts(indicators))}
    assert rows["Number of children"] == ["1994 to 2025", "26", "22", "projected"]
    assert rows["Share in foster care"] == ["2021 to 2025", "0", "0", "held constant"]
    assert rows["Cost of a week in residential care, real terms"] == ["2017 to 2025", "3", "0", "held constant"]


def test_past_years_are_counted_and_later_ones_projected(indicators: pd.DataFrame) -> None:
    data = outlook.projection(indicators).data.set_index("period")
    assert data["counted"].first_valid_index() == "1994"
    assert data["counted"].last_valid_index() == "2025"
    assert data["central"].first_valid_index() == "2026"


def test_a_chart_without_bands_says_nothing_of_them(indicators: pd.DataFrame, fill: Fill) -> None:
    bands = indicators["indicator"].eq(outlook.PROJECTION) & indicators["breakdown"].ne("central")
    figure = outlook.projection(indicators.assign(value=indicators["value"].mask(bands)))
    assert "band" not in fill(figure.title)
    assert "shades" not in fill(figure.alt)
    assert list(figure.data) == ["period", "counted", "central"]


def test_a_title_says_that_the_newest_counts_fell_if_they_did(indicators: pd.DataFrame, fill: Fill) -> None:
    assert fill(outlook.projection(indicators).title).endswith("from 2023 to 2025 the number fell")


def test_twice_as_many_children_moved_make_twice_the_difference(indicators: pd.DataFrame) -> None:
    held = indicators[
        (indicators["indicator"] == outlook.DIFFERENCE)
        & (indicators["area_code"] == ENGLAND)
        & (indicators["period"] == "2025")
    ].set_index("breakdown")["value"]
    assert held["one_in_ten"] == pytest.approx(2 * held["one_in_twenty"])
    assert held["one_in_five"] == pytest.approx(2 * held["one_in_ten"])


def test_a_what_if_by_hand(indicators: pd.DataFrame, printed: Printed) -> None:
    england = printed(outlook.what_if(indicators))[0]
    moved = 9_480 * 0.1
    assert england[3] == f"{round(moved, -1):.0f}"
    assert england[4] == f"£{moved * (7_385 - 765) * 365 / 7 / 1e6:.0f}m"


def test_a_projection_is_printed_to_the_hundred_that_its_misses_leave_it(
    indicators: pd.DataFrame, printed: Printed, fill: Fill
) -> None:
    rows = printed(outlook.projection_table(indicators))
    assert all(number.endswith("00") for row in rows for number in row[1:7])
    assert rows[-1][3] in fill(outlook.projection(indicators).title)


def test_a_what_if_says_to_which_side_it_errs_and_that_it_is_no_forecast(indicators: pd.DataFrame) -> None:
    assert "More likely too high than too low, and no forecast" in outlook.what_if(indicators).caption
