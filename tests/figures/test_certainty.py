"""Charts of how sure the figures are."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.formulas.key import Key
from analysis.formulas.provenance import Trails
from analysis.formulas.trail import recomputed
from analysis.indicators.choices import HEADLINES
from analysis.indicators.definitions import definitions
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import Tables
from figures import certainty
from figures.figure import NoValues
from tests.figures.conftest import Fill


def test_the_funnel_counts_as_many_councils_outside_as_the_indicator(indicators: pd.DataFrame, fill: Fill) -> None:
    data = certainty.funnel(indicators).data
    assert len(data) == 151
    assert (data["outside_chance"].sum(), data["outside_additive"].sum()) == (105, 4)
    assert "105 of 151" in fill(certainty.funnel(indicators).title)


def test_the_funnel_names_the_councils_outside_in_words(indicators: pd.DataFrame) -> None:
    figure = certainty.funnel(indicators)
    named = figure.data.loc[figure.data["outside_additive"], "area_name"]
    assert set(named) == {"Blackpool", "Stoke-on-Trent", "Hartlepool", "Liverpool"}
    assert all(name in figure.alt and name in figure.drawing.wide for name in named)


def test_other_ways_to_allow_for_over_dispersion_leave_other_numbers(indicators: pd.DataFrame) -> None:
    rows = indicators[(indicators["indicator"] == certainty.OUTSIDE) & (indicators["period"] == "2025")]
    numbers = rows.set_index("breakdown")["numerator"]
    assert [numbers[f"{name}_998"] for name in ("chance", "additive", "multiplicative", "logarithmic")] == [
        *(105, 4, 5, 8)
    ]


def test_the_strips_show_every_headline_and_mark_the_printed_figure(indicators: pd.DataFrame) -> None:
    data = certainty.headline_choices(indicators).data
    assert set(data["headline"]) == set(HEADLINES)
    assert (data[data["changes"] == ""].groupby("headline").size() == 1).all()


def test_the_place_of_a_figure_is_counted_over_the_dots_of_its_strip(indicators: pd.DataFrame) -> None:
    data = certainty.headline_choices(indicators).data
    rows = indicators[indicators["indicator"] == certainty.LOWER].set_index("breakdown")
    for name, dots in data.groupby("headline"):
        printed = dots.loc[dots["changes"] == "", "value"].iloc[0]
        row = rows.loc[str(name)]
        assert row["numerator"] == (dots["value"] < printed - 1e-9).sum(), name
        assert row["denominator"] == len(dots) - 1, name


@pytest.mark.parametrize(
    "key",
    [Key(certainty.OUTSIDE, "additive_998", ENGLAND, "2025"), Key(certainty.LOWER, "real_change", ENGLAND, "2024-25")],
    ids=str,
)
def test_a_value_can_be_made_again_from_its_trail(key: Key, indicators: pd.DataFrame, tables: Tables) -> None:
    trail = Trails(indicators, tables, definitions()).of(key)
    assert recomputed(trail, tables) == pytest.approx(trail.result.value, abs=1e-8)


@pytest.mark.parametrize("chart", [certainty.funnel, certainty.headline_choices])
def test_years_without_enough_figures_have_no_chart(chart: object, indicators: pd.DataFrame) -> None:
    with pytest.raises(NoValues):
        chart(indicators[indicators["period"] < "2008"])  # type: ignore[operator]  # one of two functions
