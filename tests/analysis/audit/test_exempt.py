"""What SQL does not compute a second time, with statsmodels and NumPy's quantiles."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.proportion import proportion_confint
from statsmodels.tools.eval_measures import meanabs

from analysis.audit.queries import EXEMPT
from analysis.tables.areas import ENGLAND

Numbers = NDArray[np.float64]
Values = dict[tuple[str, str], float]
"""Values of England by breakdown and period."""

FIRST_ORIGIN = 6
"""The years that a model is fitted to at the first origin."""
AHEAD = range(1, 6)
LEVELS = (50, 80)
FEWEST_MISSES = 4
"""The misses that a band needs."""
FEWEST_ORIGINS = 10
"""The origins that a projection needs."""


def of_england(indicators: pd.DataFrame, indicator: str) -> pd.DataFrame:
    own = indicators[(indicators["indicator"] == indicator) & (indicators["area_code"] == ENGLAND)]
    return own[own["value"].notna()].sort_values("period")


def series(indicators: pd.DataFrame) -> pd.Series:
    """The numbers that projections are fitted to, by year: from each year's own release, earlier ones since 1994."""
    own, earlier = (of_england(indicators, f"looked_after_children{end}") for end in ("", "_since_1994"))
    rows = pd.concat([earlier[earlier["period"] < own["period"].min()], own])
    return pd.Series(rows["value"].to_numpy(dtype=float), index=rows["period"].astype(int).to_numpy())


def random_walk(numbers: Numbers, ahead: int) -> float:
    """The forecast of a random walk whose drift is fitted to the yearly changes by least squares."""
    changes = np.diff(numbers)
    return float(numbers[-1] + ahead * OLS(changes, np.ones_like(changes)).fit().params[0])


MODELS: Final[dict[str, Callable[[Numbers, int], float]]] = {
    "no_change": lambda numbers, _: float(numbers[-1]),
    "trend_since_start": random_walk,
    "trend_of_five_years": lambda numbers, ahead: random_walk(numbers[-6:], ahead),
    "growth_of_five_years": lambda numbers, ahead: float(np.exp(random_walk(np.log(numbers[-6:]), ahead))),
}


def misses(numbers: Numbers, model: str, ahead: int) -> Numbers:
    """What a model missed by so many years ahead, as a share of what came, from every origin."""
    origins = range(FIRST_ORIGIN, len(numbers) - ahead + 1)
    came = numbers[[origin + ahead - 1 for origin in origins]]
    return np.array([MODELS[model](numbers[:origin], ahead) for origin in origins]) / came - 1


def mean_misses(numbers: Numbers, model: str) -> Numbers:
    """The mean absolute miss of a model by years ahead."""
    return np.array([meanabs(misses(numbers, model, ahead), 0.0) for ahead in AHEAD])


def errors(indicators: pd.DataFrame) -> Values:
    numbers = series(indicators)
    found: Values = {}
    for model in MODELS:
        means = mean_misses(numbers.to_numpy(), model)
        found |= by_years_ahead(model, means, numbers)
    return found | by_years_ahead("chosen_anew", chosen_anew(numbers.to_numpy()), numbers)


def chosen_anew(numbers: Numbers) -> Numbers:
    """The mean miss by years ahead if each origin takes the model that had missed least in the years known there."""
    missed: list[list[float]] = [[] for _ in AHEAD]
    for origin in range(FIRST_ORIGIN, len(numbers)):
        known = {
            model: [meanabs(found, 0.0) for ahead in AHEAD if len(found := misses(numbers[:origin], model, ahead))]
            for model in MODELS
        }
        best = min(MODELS, key=lambda model: np.mean(known[model]) if known[model] else math.inf)
        for ahead in AHEAD[: len(numbers) - origin]:
            missed[ahead - 1].append(MODELS[best](numbers[:origin], ahead) / numbers[origin + ahead - 1] - 1)
    return np.array([meanabs(np.array(found), 0.0) for found in missed])


def scaled_errors(indicators: pd.DataFrame) -> Values:
    numbers = series(indicators)
    found: Values = {}
    for model in list(MODELS)[1:]:
        found |= by_years_ahead(model, scaled(numbers.to_numpy(), model), numbers)
    return found


def scaled(numbers: Numbers, model: str) -> Numbers:
    return mean_misses(numbers, model) / mean_misses(numbers, "no_change")


def by_years_ahead(name: str, means: Numbers, numbers: pd.Series) -> Values:
    """Means by years ahead, and the mean of them, under the newest year."""
    newest = str(numbers.index[-1])
    of_each = {(f"{name}_{ahead}_ahead", newest): mean for ahead, mean in zip(AHEAD, means, strict=True)}
    return of_each | {(name, newest): float(np.mean(means))}


def chosen(numbers: Numbers) -> str:
    """The model with the least mean scaled error, which every horizon of the tables at hand passes."""
    best = min(list(MODELS)[1:], key=lambda model: float(np.mean(scaled(numbers, model))))
    assert (scaled(numbers, best) < 1).all()
    assert len(misses(numbers, best, AHEAD[-1])) >= FEWEST_ORIGINS
    return best


def half_widths(missed: list[Numbers], level: int) -> Numbers:
    """The reach of a band by years ahead, as far as there are misses enough: a conformal quantile of their size."""
    enough = [np.abs(found) for found in missed if len(found) >= FEWEST_MISSES]
    ranks = [math.ceil((len(sizes) + 1) * level / 100) / len(sizes) for sizes in enough]
    reach = [np.quantile(sizes, rank, method="inverted_cdf") for sizes, rank in zip(enough, ranks, strict=True)]
    return np.maximum.accumulate(np.array(reach)) if reach else np.array([])


def held(numbers: Numbers, level: int) -> Iterator[tuple[int, int]]:
    """How often a band of the misses known at an origin held what came, and of how many, by years ahead."""
    missed = [misses(numbers, chosen(numbers), ahead) for ahead in AHEAD]
    for ahead in AHEAD:
        inside = []
        for origin, miss in enumerate(missed[ahead - 1]):
            reach = half_widths([found[: max(0, origin + 1 - years)] for years, found in enumerate(missed, 1)], level)
            if len(reach) >= ahead:
                inside.append(abs(miss) <= reach[ahead - 1])
        yield sum(inside), len(inside)


def coverage(indicators: pd.DataFrame) -> Values:
    numbers = series(indicators)
    return {
        (f"{level}_{ahead}_ahead", str(numbers.index[-1])): inside / tried
        for level in LEVELS
        for ahead, (inside, tried) in zip(AHEAD, held(numbers.to_numpy(), level), strict=True)
        if tried
    }


def projection(indicators: pd.DataFrame) -> Values:
    held_numbers = series(indicators)
    numbers, newest = held_numbers.to_numpy(), int(held_numbers.index[-1])
    model = chosen(numbers)
    central = {str(newest + ahead): MODELS[model](numbers, ahead) for ahead in AHEAD}
    found = {("central", period): value for period, value in central.items()}
    for level in LEVELS:
        limits = [proportion_confint(*counts, method="wilson")[1] for counts in held(numbers, level) if counts[1]]
        if min(limits) < level / 100:
            continue
        reach = half_widths([misses(numbers, model, ahead) for ahead in AHEAD], level)
        for (period, value), width in zip(central.items(), reach, strict=False):
            found |= {(f"lower_{level}", period): value * (1 - width), (f"upper_{level}", period): value * (1 + width)}
    return found


def placements(indicators: pd.DataFrame) -> Values:
    rows = of_england(indicators, "children_by_placement_share")
    newest = rows[rows["period"] == str(series(indicators).index[-1])]
    shares = dict(zip(newest["breakdown"], newest["numerator"] / newest["denominator"], strict=True))
    return {
        (placement, period): value * shares[placement]
        for placement in ("foster_care", "childrens_homes_and_secure")
        for (bound, period), value in projection(indicators).items()
        if bound == "central"
    }


def spending(indicators: pd.DataFrame) -> Values:
    spent = of_england(indicators, "expenditure_real_gbp")
    newest = spent[spent["breakdown"] == "children_looked_after"].iloc[-1]
    for_each = newest["value"] / series(indicators)[int(newest["period"][:4]) + 1]
    return {
        (bound, f"{int(period) - 1}-{period[2:]}"): value * for_each
        for (bound, period), value in projection(indicators).items()
    }


AGAIN: Final[dict[str, Callable[[pd.DataFrame], Values]]] = {
    "looked_after_projection_children": projection,
    "projection_error_share": errors,
    "projection_scaled_error": scaled_errors,
    "projection_coverage_share": coverage,
    "placement_projection_children": placements,
    "spending_projection_real_gbp": spending,
}
"""What computes each indicator that is exempt from the audit."""


@pytest.mark.parametrize("indicator", EXEMPT)
def test_what_is_exempt_from_the_audit_is_the_same_by_another_library(indicators: pd.DataFrame, indicator: str) -> None:
    rows = of_england(indicators, indicator)
    printed = dict(zip(zip(rows["breakdown"], rows["period"], strict=True), rows["value"], strict=True))
    assert printed == pytest.approx(AGAIN[indicator](indicators), rel=1e-9, abs=1e-9)
