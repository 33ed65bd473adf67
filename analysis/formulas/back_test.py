"""Simple models of a yearly series, and what they would have missed: rolling origins, scaled errors, tested bands.

The candidates were declared before any was fitted to the series since 1994, and none has been added since: with a
longer list the best of it would look better by chance alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Final, NamedTuple

import numpy as np

from analysis.formulas.intervals import share_limits

Series = Sequence[float]
Candidate = Callable[[Series, int], float]
Errors = Mapping[int, Sequence[float]]
"""The misses of a model by years ahead, in the order of their origins, as shares of what came."""

HORIZONS: Final = (1, 2, 3, 4, 5)
YEARS_BEFORE_FIRST_ORIGIN: Final = 6
RECENT_YEARS: Final = 5
ORIGINS_NEEDED: Final = 10
"""The origins without which nothing is projected so many years ahead."""
LEVELS: Final = (50, 80)
"""The per cent of numbers to come that each band is to hold."""
MISSES_FOR_A_BAND: Final = 4
"""The fewest misses of which the largest bounds four in five."""


def no_change(series: Series, _: int) -> float:
    """The last value, for every year ahead.

    >>> no_change([10.0, 12.0], 3)
    12.0
    """
    return series[-1]


def trend_since_start(series: Series, years: int) -> float:
    """The last value and the mean annual change since the start of the series.

    >>> trend_since_start([10.0, 11.0, 14.0], 2)
    18.0
    """
    return series[-1] + years * (series[-1] - series[0]) / (len(series) - 1)


def trend_of_five_years(series: Series, years: int) -> float:
    """The last value and the mean annual change of the last five years.

    >>> trend_of_five_years([0.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0], 1)
    16.0
    """
    recent = series[-RECENT_YEARS - 1 :]
    return recent[-1] + years * (recent[-1] - recent[0]) / (len(recent) - 1)


def growth_of_five_years(series: Series, years: int) -> float:
    """The last value, growing at the mean annual rate of the last five years.

    >>> growth_of_five_years([1.0, 2.0, 4.0, 8.0, 16.0, 32.0], 1)
    64.0
    """
    recent = series[-RECENT_YEARS - 1 :]
    rate = (recent[-1] / recent[0]) ** (1 / (len(recent) - 1))
    return float(recent[-1] * rate**years)


BENCHMARK: Final = "no_change"
CANDIDATES: Final[Mapping[str, Candidate]] = {
    BENCHMARK: no_change,
    "trend_since_start": trend_since_start,
    "trend_of_five_years": trend_of_five_years,
    "growth_of_five_years": growth_of_five_years,
}


def origins(years: int) -> dict[int, int]:
    """How many origins can be tried in a series of so many years without a gap, by years ahead.

    >>> origins(32)[5], origins(16)[5], origins(9), origins(5)[1]
    (22, 6, {1: 3, 2: 2, 3: 1, 4: 0, 5: 0}, 0)
    """
    return {ahead: max(0, years - YEARS_BEFORE_FIRST_ORIGIN - ahead + 1) for ahead in HORIZONS}


def rolling_origin_errors(series: Series, candidate: Candidate) -> dict[int, list[float]]:
    """How far a candidate missed, as a share of what came, by years ahead: each origin knows only its own past.

    >>> errors = rolling_origin_errors([10.0] * 6 + [20.0], no_change)
    >>> errors[1], errors[2]
    ([-0.5], [])
    """
    return {
        ahead: [
            candidate(series[:origin], ahead) / series[origin + ahead - 1] - 1
            for origin in range(YEARS_BEFORE_FIRST_ORIGIN, YEARS_BEFORE_FIRST_ORIGIN + count)
        ]
        for ahead, count in origins(len(series)).items()
    }


def mean_absolute_error(misses: Sequence[float]) -> float:
    """The mean size of some misses; not a number if there are none.

    >>> mean_absolute_error([0.1, -0.3])
    0.2
    """
    return fmean(map(abs, misses)) if misses else math.nan


def scaled_errors(errors: Errors, benchmark: Errors) -> dict[int, float]:
    """The mean miss of a model over that of the benchmark, by years ahead: below one, it missed by less.

    This is the mean absolute scaled error of Hyndman and Koehler (2006), with the misses of the benchmark at the same
    origins and years ahead as the scale, so that one means the same at every horizon. Not a number if there is no miss,
    or if the benchmark has never missed.

    >>> scaled_errors({1: [0.1, -0.3], 2: []}, {1: [0.4, 0.4], 2: []})
    {1: 0.5, 2: nan}
    """
    scales = {ahead: mean_absolute_error(misses) for ahead, misses in benchmark.items()}
    return {
        ahead: mean_absolute_error(misses) / scales[ahead] if scales[ahead] > 0 else math.nan
        for ahead, misses in errors.items()
    }


def mean_over_horizons(by_years_ahead: Mapping[int, float]) -> float:
    """The mean over the years ahead that have a value; not a number if none has.

    >>> mean_over_horizons({1: 0.5, 2: 0.7, 3: math.nan})
    0.6
    """
    held = [value for value in by_years_ahead.values() if not math.isnan(value)]
    return fmean(held) if held else math.nan


class Choice(NamedTuple):
    """The candidate that is projected, its misses, and the years ahead that it may be projected to."""

    name: str
    errors: dict[int, list[float]]
    horizons: tuple[int, ...]


def choice(series: Series) -> Choice | None:
    """The candidate with the least mean scaled error, as far ahead as it passes its back-test; None if it never does.

    It passes at so many years ahead if its scaled error there and nearer is below one, over ``ORIGINS_NEEDED`` origins
    or more.

    >>> passed = choice([float(year) for year in range(10, 42)])
    >>> passed.name, passed.horizons
    ('trend_since_start', (1, 2, 3, 4, 5))
    >>> choice([float(year) for year in range(10, 27)]).horizons  # seventeen years: ten origins two years ahead
    (1, 2)
    >>> choice([10.0] * 32) is None, choice([10.0, 11.0]) is None
    (True, True)
    """
    errors = {name: rolling_origin_errors(series, model) for name, model in CANDIDATES.items()}
    scaled = {name: scaled_errors(misses, errors[BENCHMARK]) for name, misses in errors.items() if name != BENCHMARK}
    means = {name: mean_over_horizons(by_years) for name, by_years in scaled.items()}
    name = min(means, key=lambda one: math.inf if math.isnan(means[one]) else means[one])
    passed: list[int] = []
    for ahead in HORIZONS:
        if not (scaled[name][ahead] < 1 and len(errors[name][ahead]) >= ORIGINS_NEEDED):
            break
        passed.append(ahead)
    return Choice(name, errors[name], tuple(passed)) if passed else None


def errors_if_chosen_anew(series: Series) -> dict[int, list[float]]:
    """The misses if the candidate had been chosen anew at every origin, from the misses that were known there.

    A candidate's misses in hindsight flatter it, since they helped to choose it; these do not. With nothing known, or
    no candidate better, the choice is no change.

    >>> errors_if_chosen_anew([10.0] * 6 + [20.0])[1]
    [-0.5]
    """
    errors = {name: rolling_origin_errors(series, model) for name, model in CANDIDATES.items()}

    def chosen_at(origin: int) -> str:
        known = {name: known_at(origin, misses) for name, misses in errors.items()}
        scores = {
            name: mean_over_horizons({ahead: mean_absolute_error(misses) for ahead, misses in by_years.items()})
            for name, by_years in known.items()
        }
        return min(scores, key=lambda name: math.inf if math.isnan(scores[name]) else scores[name])

    chosen = [chosen_at(origin) for origin in range(len(errors[BENCHMARK][HORIZONS[0]]))]
    return {
        ahead: [errors[chosen[origin]][ahead][origin] for origin in range(len(misses))]
        for ahead, misses in errors[BENCHMARK].items()
    }


def known_at(origin: int, errors: Errors) -> dict[int, Sequence[float]]:
    """The misses that were known at an origin, counted from 0: those whose years ahead had passed.

    >>> known_at(2, {1: [0.1, 0.2, 0.3], 2: [0.4, 0.5]})
    {1: [0.1, 0.2], 2: [0.4]}
    """
    return {ahead: misses[: max(0, origin - ahead + 1)] for ahead, misses in errors.items()}


def half_widths(errors: Errors, level: int) -> dict[int, float]:
    """How far a band reaches above and below a projection, as a share of it, by years ahead.

    Of n misses so far it is the one that a share of ``level`` per cent of n + 1 does not exceed, counted from the
    smallest, and never less than at fewer years ahead. There is none from fewer than ``MISSES_FOR_A_BAND``.

    >>> half_widths({1: [0.1, -0.2, 0.4, -0.3], 2: [0.1, 0.1, 0.1, 0.1], 3: [0.5]}, 80)
    {1: 0.4, 2: 0.4}
    >>> half_widths({1: [0.1, -0.2, 0.4, -0.3]}, 50)
    {1: 0.3}
    """
    widths: dict[int, float] = {}
    widest = 0.0
    for ahead, misses in errors.items():
        if len(misses) < MISSES_FOR_A_BAND:
            break
        rank = -(-(len(misses) + 1) * level // 100)
        widest = max(widest, sorted(map(abs, misses))[rank - 1])
        widths[ahead] = widest
    return widths


class Coverage(NamedTuple):
    """How often a band held what came: ``held`` times of ``tried``, with the limits of the 95% interval of that share.

    Tests that share years are not independent: the true interval is wider.
    """

    held: int
    tried: int
    lower: float
    upper: float

    @property
    def share(self) -> float:
        """The share of tries that it held; not a number if nothing was tried."""
        return self.held / self.tried if self.tried else math.nan


def back_tested_coverage(errors: Errors, level: int) -> dict[int, Coverage]:
    """How often a band made of the misses known at an origin held what came after it, by years ahead.

    >>> back_tested_coverage({1: [0.1, -0.3, 0.2, 0.2, 0.5, 0.4], 2: [0.1, 0.1]}, 80)[1][:2]
    (1, 2)
    """
    found: dict[int, Coverage] = {}
    for ahead, misses in errors.items():
        bands = [half_widths(known_at(origin, errors), level).get(ahead) for origin in range(len(misses))]
        inside = [abs(miss) <= band for miss, band in zip(misses, bands, strict=True) if band is not None]
        lower, upper = share_limits(np.array([float(sum(inside))]), np.array([float(len(inside))]))
        found[ahead] = Coverage(sum(inside), len(inside), lower.item(), upper.item())
    return found


def is_too_narrow(coverage: Mapping[int, Coverage], level: int) -> bool:
    """Whether at some years ahead a band held what came clearly less often than it says.

    >>> is_too_narrow({1: Coverage(4, 14, 0.117, 0.546)}, 80), is_too_narrow({1: Coverage(9, 14, 0.388, 0.837)}, 80)
    (True, False)
    """
    return any(100 * found.upper < level for found in coverage.values())
