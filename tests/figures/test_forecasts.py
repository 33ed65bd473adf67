"""Forecasts of others, charted and scored against what came."""

from __future__ import annotations

import pandas as pd

from figures import forecasts
from figures.figure import if_held
from tests.figures.conftest import Fill, Printed


def test_the_count_of_2025_lies_below_what_was_projected(
    indicators: pd.DataFrame, claims: pd.DataFrame, fill: Fill
) -> None:
    figure = forecasts.projection_of_2021(indicators, claims)
    assert fill(figure.title).startswith("81,770 children")
    assert "13,230 fewer than projected in November 2021" in fill(figure.title)
    assert "the projected number, 95,000, above the line" in fill(figure.alt)


def test_nothing_is_set_against_a_projection_before_its_year_or_before_it_is_published(
    indicators: pd.DataFrame, claims: pd.DataFrame
) -> None:
    assert if_held(forecasts.projection_of_2021, indicators[indicators["period"] < "2025"], claims) is None
    unpublished = claims[claims["claim_id"] != forecasts.CLAIM]
    assert if_held(forecasts.projection_of_2021, indicators, unpublished) is None


def test_forecasts_of_others_are_scored_by_one_rule(
    indicators: pd.DataFrame, claims: pd.DataFrame, printed: Printed
) -> None:
    rows = {row[0].partition(" (")[0]: row[1:] for row in printed(forecasts.scoreboard(indicators, claims))}
    assert rows["Looked-after children in 2025 if trends continue"] == [
        *("95,000 (2025)", "80,780 (2021)", "81,770 (2025)", "–", "−13,230", "due"),
    ]
    assert rows["Spending on looked-after children in a year, by the end of the decade"] == [
        *("£12bn (2029-30)", "£8.1bn (2023-24)", "£9.0bn (2024-25)", "£8.8bn", "£0.2bn", "not due"),
    ]
    homes = rows["Children who enter residential homes, by the end of the decade"]
    assert homes == ["over 22,000 (2030)", "8,710 (2024)", "9,480 (2025)", "10,925", "−1,445", "not due"]


def test_there_is_no_scoreboard_without_a_forecast_that_a_series_measures(
    indicators: pd.DataFrame, claims: pd.DataFrame
) -> None:
    assert if_held(forecasts.scoreboard, indicators, claims[claims["formula"] == ""]) is None
    assert if_held(forecasts.scoreboard, indicators, claims.iloc[:0]) is None
