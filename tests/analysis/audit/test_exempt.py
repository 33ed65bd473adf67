"""What SQL does not compute a second time, with statsmodels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.eval_measures import meanabs

from analysis.tables.areas import ENGLAND

Numbers = NDArray[np.float64]
FIRST_ORIGIN = 6
"""The years that a model is fitted to at the first origin."""


def of_england(indicators: pd.DataFrame, indicator: str) -> pd.DataFrame:
    own = indicators[(indicators["indicator"] == indicator) & (indicators["area_code"] == ENGLAND)]
    return own[own["value"].notna()].sort_values("period")


def series(indicators: pd.DataFrame) -> Numbers:
    """The numbers that projections are fitted to: each year's own release, and before that the series since 1994."""
    own, earlier = (of_england(indicators, f"looked_after_children{end}") for end in ("", "_since_1994"))
    earlier = earlier[earlier["period"] < own["period"].min()]
    numbers: Numbers = pd.concat([earlier, own])["value"].to_numpy(dtype=float)
    return numbers


def random_walk(numbers: Numbers, ahead: int) -> float:
    """The forecast of a random walk whose drift is fitted to the yearly changes by least squares."""
    changes = np.diff(numbers)
    return float(numbers[-1] + ahead * OLS(changes, np.ones_like(changes)).fit().params[0])


MODELS: dict[str, Callable[[Numbers, int], float]] = {
    "no_change": lambda numbers, _: float(numbers[-1]),
    "trend_since_start": random_walk,
    "trend_of_five_years": lambda numbers, ahead: random_walk(numbers[-6:], ahead),
    "growth_of_five_years": lambda numbers, ahead: float(np.exp(random_walk(np.log(numbers[-6:]), ahead))),
}


@pytest.mark.parametrize("model", MODELS)
def test_the_errors_of_past_projections_are_those_of_statsmodels(indicators: pd.DataFrame, model: str) -> None:
    numbers = series(indicators)
    printed = of_england(indicators, "projection_error_share").set_index("breakdown")["value"]
    for ahead in range(1, 6):
        origins = range(FIRST_ORIGIN, len(numbers) - ahead + 1)
        came = numbers[[origin + ahead - 1 for origin in origins]]
        forecasts = np.array([MODELS[model](numbers[:origin], ahead) for origin in origins])
        assert printed[f"{model}_{ahead}_ahead"] == pytest.approx(meanabs(forecasts / came, 1.0), abs=1e-9)


def test_the_projection_is_that_of_statsmodels(indicators: pd.DataFrame) -> None:
    numbers = series(indicators)
    projected = of_england(indicators, "looked_after_projection_children")
    central = projected[projected["breakdown"] == "central"]
    assert len(central)
    [model] = {note.partition(",")[0].replace(" ", "_") for note in central["note"]}
    forecasts = [MODELS[model](numbers, ahead) for ahead in range(1, len(central) + 1)]
    assert central["value"].tolist() == pytest.approx(forecasts, abs=1e-6)
