"""The strips of choices behind the headline figures."""

from __future__ import annotations

import pandas as pd

from analysis.indicators.choices import HEADLINES
from figures import choices


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
