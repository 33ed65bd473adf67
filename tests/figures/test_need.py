"""Charts and tables of need."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.indicators.need import choices
from figures import need
from tests.figures.conftest import Fill, Printed


def test_the_fifths_have_the_rates_that_were_found_from_the_same_files(
    indicators: pd.DataFrame, printed: Printed
) -> None:
    rows = printed(need.fifths(indicators))
    assert [row[1] for row in rows] == ["47.6", "60.4", "66.3", "81.0", "91.6"]
    assert [row[3] for row in rows] == ["48.5", "61.6", "69.1", "82.3", "84.4"]
    assert sum(int(row[5]) for row in rows) == sum(int(row[6]) for row in rows) == 32


def test_england_has_the_printed_average_score(indicators: pd.DataFrame, printed: Printed) -> None:
    assert printed(need.difficulties(indicators))[-1][:2] == ["2025", "14.9"]


def test_the_strip_shows_every_choice_and_no_other(indicators: pd.DataFrame) -> None:
    data = need.need_and_cost(indicators).data
    last = data[data["period"] == data["period"].max()]
    assert set(last["need"] + "/" + last["cost"] + "/" + last["weighting"]) == set(choices())
    assert data["value"].between(-1, 1).all()


def test_the_title_of_the_strip_states_its_ends(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = need.need_and_cost(indicators)
    weekly = figure.data[figure.data["cost"] != "per_child"]["value"]
    title = fill(figure.title).replace("−", "-")
    assert f"{weekly.min():.2f} to {weekly.max():.2f}" in title


def test_the_first_category_of_the_chart_is_the_most_frequent(indicators: pd.DataFrame) -> None:
    data = need.categories(indicators).data
    assert data["share"].is_monotonic_decreasing
    assert data["share"].sum() == pytest.approx(1, abs=0.001)


def test_shares_of_factors_that_were_split_are_not_compared(indicators: pd.DataFrame) -> None:
    data = need.factors(indicators).data.set_index("factor")
    assert data.loc[list(need.SPLIT)].iloc[:, 0].isna().all()
