"""The strips of choices behind the headline figures."""

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
from figures import choices
from figures.figure import NoValues


def test_the_strips_show_every_headline_and_mark_the_printed_figure(indicators: pd.DataFrame) -> None:
    data = choices.of_headlines(indicators).data
    assert set(data["headline"]) == set(HEADLINES)
    assert (data[data["changes"] == ""].groupby("headline").size() == 1).all()


def test_the_place_of_a_figure_is_counted_over_the_dots_of_its_strip(indicators: pd.DataFrame) -> None:
    data = choices.of_headlines(indicators).data
    rows = indicators[indicators["indicator"] == choices.LOWER].set_index("breakdown")
    for name, dots in data.groupby("headline"):
        printed = dots.loc[dots["changes"] == "", "value"].iloc[0]
        row = rows.loc[str(name)]
        assert row["numerator"] == (dots["value"] < printed - 1e-9).sum(), name
        assert row["denominator"] == len(dots) - 1, name


def test_a_number_can_be_made_again_from_its_trail(indicators: pd.DataFrame, tables: Tables) -> None:
    trail = Trails(indicators, tables, definitions()).of(Key(choices.LOWER, "real_change", ENGLAND, "2024-25"))
    assert recomputed(trail, tables) == pytest.approx(trail.result.value, abs=1e-8)


def test_years_without_enough_figures_have_no_chart(indicators: pd.DataFrame) -> None:
    with pytest.raises(NoValues):
        choices.of_headlines(indicators[indicators["period"] < "2008"])
