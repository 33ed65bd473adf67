"""Charts of how sure the figures are."""

from __future__ import annotations

import pandas as pd

from figures import certainty, looked_after
from tests.figures.conftest import Fill, Printed


def test_the_chart_of_councils_counts_those_that_differ_from_england(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = certainty.councils_with_intervals(indicators)
    assert fill(figure.title) == (
        "62 of 151 councils had a rate clearly higher than England’s at 31 March 2025, 56 a clearly lower one and 33 "
        "neither"
    )
    blackpool = figure.data.iloc[0]
    assert blackpool["area_name"] == "Blackpool"
    assert (round(blackpool["lower_95"], 1), round(blackpool["upper_95"], 1)) == (168.3, 199.9)
    assert "183.6 (168.3 to 199.9)" in fill(figure.alt)


def test_every_council_has_its_rate_with_an_interval_or_the_reason_for_none(
    indicators: pd.DataFrame, printed: Printed
) -> None:
    rows = {row[0]: row for row in printed(looked_after.every_council(indicators))}
    assert rows["Kent"][-2:] == ["53.3", "51.0 to 55.8"]
    assert rows["City of London"][-2:] == ["[c]", "[c]"]
