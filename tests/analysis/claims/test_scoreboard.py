"""The score of a forecast, by hand: a straight line from what was known to what was forecast."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.claims.expression import Expression
from analysis.claims.scoreboard import Score, Status, forecasts, score
from analysis.formulas.key import Key

COUNTED = {"2019": 90.0, "2020": 100.0, "2021": 104.0, "2022": 103.0}


def scored(published: str = "2020-11", target: str = "2024", *, without: str = "") -> Score | None:
    """A forecast of 140 children, held against the numbers counted."""
    periods = [period for period in COUNTED if period != without]
    return score("a-forecast", published, f"children:E92000001:{target}", lambda _: periods)


def value(formula: str) -> float | None:
    return Expression.parse(formula).value(
        lambda name: 140.0 if name == "a-forecast" else COUNTED[Key.parse(name).period]
    )


def test_on_the_way_a_forecast_is_scored_against_the_straight_line() -> None:
    found = scored()
    assert found is not None
    assert (found.status, found.base.period, found.newest.period) == (Status.NOT_DUE, "2020", "2022")
    assert value(found.line) == 120  # half of the four years from 100 to 140
    assert value(found.apart) == -17


def test_once_its_year_is_held_a_forecast_is_due_and_scored_against_its_figure() -> None:
    found = scored(target="2022")
    assert found is not None
    assert found.status == Status.DUE
    assert value(found.apart) == 103 - 140


def test_a_later_year_changes_nothing_about_a_forecast_that_was_due() -> None:
    assert scored(target="2021") == scored(target="2021", without="2022")


@pytest.mark.parametrize(("published", "base"), [("2020-04-01", "2020"), ("2020-03-30", "2019"), ("2021", "2020")])
def test_the_base_is_the_newest_year_that_had_ended_when_it_was_published(published: str, base: str) -> None:
    found = scored(published)
    assert found is not None
    assert found.base.period == base


@pytest.mark.parametrize("published", ["2018-11", "2022-11", ""])
def test_a_forecast_without_a_base_or_without_anything_after_it_has_no_score(published: str) -> None:
    assert scored(published) is None


def test_a_forecast_whose_year_went_by_without_a_figure_has_no_score() -> None:
    assert scored(target="2021", without="2021") is None


def test_a_forecast_that_no_single_series_measures_has_no_score() -> None:
    both = "children:E92000001:2024 - children:E92000001:2020"
    assert score("a-forecast", "2020-11", both, lambda _: list(COUNTED)) is None
    assert score("a-forecast", "2020-11", "", lambda _: list(COUNTED)) is None


def test_forecasts_are_the_projections_with_a_figure_by_date() -> None:
    register = pd.DataFrame(
        {
            "claim_id": ["b", "a", "c", "d"],
            "published": ["2022", "2021", "2020", "2019"],
            "kind": ["projection", "projection", "measurement", "projection"],
            "stated": [1.0, 2.0, 3.0, None],
        }
    )
    assert list(forecasts(register)["claim_id"]) == ["a", "b"]
