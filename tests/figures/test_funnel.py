"""The funnel of looked-after rates."""

from __future__ import annotations

import pandas as pd

from figures import funnel
from tests.figures.conftest import Fill


def test_the_funnel_counts_as_many_councils_outside_as_the_indicator(indicators: pd.DataFrame, fill: Fill) -> None:
    data = funnel.rates_of_councils(indicators).data
    assert len(data) == 151
    assert (data["outside_chance"].sum(), data["outside_additive"].sum()) == (105, 4)
    assert "105 of 151" in fill(funnel.rates_of_councils(indicators).title)


def test_the_funnel_names_the_councils_outside_in_words(indicators: pd.DataFrame) -> None:
    figure = funnel.rates_of_councils(indicators)
    named = figure.data.loc[figure.data["outside_additive"], "area_name"]
    assert set(named) == {"Blackpool", "Stoke-on-Trent", "Hartlepool", "Liverpool"}
    assert all(name in figure.alt and name in figure.drawing.wide for name in named)


def test_other_ways_to_allow_for_over_dispersion_leave_other_numbers(indicators: pd.DataFrame) -> None:
    rows = indicators[(indicators["indicator"] == funnel.OUTSIDE) & (indicators["period"] == "2025")]
    numbers = rows.set_index("breakdown")["numerator"]
    assert [numbers[f"{name}_998"] for name in ("chance", "additive", "multiplicative", "logarithmic")] == [
        *(105, 4, 5, 8)
    ]
