"""Intervals of rates and shares from counts: the range of underlying rates that chance alone could hide.

The methods are those of official public-health profiles (Public Health England, Technical Guide: Confidence Intervals,
2018): Byar's for a count of ten or more, exact Poisson limits below, Wilson's for a share. A difference or a change
squares and adds the distances of the limits of its two values: for shares this is Newcombe's tenth method (1998), for
any two values the method of variance estimates recovery (Zou and Donner 2008).
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from functools import cache
from math import factorial
from statistics import NormalDist
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.formulas.results import DECIMALS, Result
from analysis.formulas.units import UNITS

Numbers: TypeAlias = NDArray[np.float64]

USUAL: Final = 0.95
"""How sure the intervals are that sentences and tables print."""
LIMIT_COLUMNS: Final = {USUAL: ("lower_95", "upper_95"), 0.998: ("lower_998", "upper_998")}
"""The columns of ``indicators.csv`` that hold the lower and the upper limits of each level."""
FEW: Final = 10
"""Counts below it have exact limits."""
TOLERANCE: Final = Decimal("1e-20")
"""How near an exact limit is found: below the last digit of any number of its size."""
DRAWS: Final = 2_000
SEED: Final = 1996
"""The simulation of ranks starts from it, so that every machine draws the same; it has no meaning."""


class Interval(NamedTuple):
    """Lower and upper limits, NaN if there are none."""

    lower: Numbers
    upper: Numbers


class Estimate(NamedTuple):
    """Values with their limits. A value that chance does not move, such as a benchmark, is its own limits."""

    value: Numbers
    lower: Numbers
    upper: Numbers


def limits(numerator: Numbers, denominator: Numbers, unit: str, level: float = USUAL) -> Interval:
    """The limits of rates or shares in their unit, from the counts that they are made of.

    >>> lower, upper = limits(np.array([81_770.0]), np.array([12_183_016.0]), "per_10k")
    >>> print(lower.round(1), upper.round(1))
    [66.7] [67.6]
    """
    known = UNITS[unit]
    if known.is_per_cent:
        found = share_limits(numerator, denominator, level)
    else:
        held = np.where(denominator > 0, denominator, np.nan)
        found = Interval(*(known.per * limit / held for limit in count_limits(numerator, level)))
    return Interval(*(limit.round(DECIMALS) + 0.0 for limit in found))


def count_limits(counts: Numbers, level: float = USUAL) -> Interval:
    """The limits of counts: Byar's from ten on, exact Poisson limits of whole numbers below; no others have any.

    >>> lower, upper = count_limits(np.array([0.0, 100.0]))
    >>> print(lower.round(2), upper.round(2))
    [ 0.   81.36] [  3.69 121.63]
    """
    many = np.where(counts >= FEW, counts, np.nan)
    z = _z(level) / 3
    lower, upper = _cube(many, -z), _cube(many + 1, z)
    few = np.isin(counts, np.arange(FEW))
    lower[few], upper[few] = _limits_of_few(level)[:, counts[few].astype(int)]
    return Interval(lower, upper)


def share_limits(counts: Numbers, totals: Numbers, level: float = USUAL) -> Interval:
    """The limits of shares, by Wilson's method; none if a count is no part of its total.

    >>> lower, upper = share_limits(np.array([81.0]), np.array([263.0]))
    >>> print(lower.round(4), upper.round(4))
    [0.2553] [0.3662]
    """
    z = _z(level)
    held = np.where((totals > 0) & (counts >= 0) & (counts <= totals), totals, np.nan)
    half = z * np.sqrt(z * z + 4 * counts * (1 - counts / held))
    middle, whole = 2 * counts + z * z, 2 * (held + z * z)
    return Interval(np.maximum((middle - half) / whole, 0.0), np.minimum((middle + half) / whole, 1.0))


def estimate(numerator: Numbers, denominator: Numbers, unit: str, value: Numbers) -> Estimate:
    """Values with the limits that follow from the counts that they are made of."""
    return Estimate(value, *limits(numerator, denominator, unit))


def difference(one: Estimate, other: Estimate) -> Estimate:
    """Values less others, with their limits, if chance moves the two independently.

    >>> one = estimate(np.array([56.0]), np.array([70.0]), "share", np.array([0.8]))
    >>> other = estimate(np.array([48.0]), np.array([80.0]), "share", np.array([0.6]))
    >>> [round(limit.item(), 4) for limit in difference(one, other)]
    [0.2, 0.0524, 0.3339]
    """
    value = one.value - other.value
    down = np.hypot(one.value - one.lower, other.upper - other.value)
    up = np.hypot(one.upper - one.value, other.value - other.lower)
    return Estimate(value, value - down, value + up)


def limits_by_column(result: Result) -> dict[str, float]:
    """The limits of one value that is made of counts, by the columns of ``LIMIT_COLUMNS``; empty if it has none.

    >>> limits_by_column(Result("Kent", 53.35, "per_10k", 1_896.0, 355_390.0, 1, 1, ""))["lower_95"]
    50.975205351
    """
    if result.numerator is None or result.denominator is None:
        return {}
    counts = np.array([result.numerator]), np.array([result.denominator])
    return {
        name: limit.item()
        for level, names in LIMIT_COLUMNS.items()
        for name, limit in zip(names, limits(*counts, result.unit, level), strict=True)
    }


def with_limits(indicators: pd.DataFrame, counted: Collection[str]) -> pd.DataFrame:
    """The table of indicators with the columns of ``LIMIT_COLUMNS``, empty but for the indicators that are ``counted``.

    >>> columns = ["indicator", "numerator", "denominator", "unit"]
    >>> rows = [("rate", 100.0, 10_000.0, "per_10k"), ("narrow_share", 5e9, 9e9, "share")]
    >>> with_limits(pd.DataFrame(rows, columns=columns), {"rate"})["upper_95"].round(1).tolist()
    [121.6, nan]
    """
    rows = np.flatnonzero(indicators["indicator"].isin(list(counted)))
    held = indicators.iloc[rows]
    numerator, denominator = held["numerator"].to_numpy(), held["denominator"].to_numpy()
    columns = {name: np.full(len(indicators), np.nan) for names in LIMIT_COLUMNS.values() for name in names}
    for unit, at in held.groupby("unit", sort=False).indices.items():
        for level, names in LIMIT_COLUMNS.items():
            for name, found in zip(names, limits(numerator[at], denominator[at], str(unit), level), strict=True):
                columns[name][rows[at]] = found
    return indicators.assign(**columns)


def rank_limits(counts: Numbers, populations: Numbers, level: float = USUAL) -> NDArray[np.intp]:
    """The limits of the ranks of rates, 1 for the highest: two columns, a row for each of the counts in their order.

    Each rate is drawn many times from what its count leaves possible, a gamma distribution of the count and a half, by
    the approximation that Byar's limits rest on; each draw is ranked, and the limits leave out as many of a rate's
    ranks at either end (Goldstein and Spiegelhalter 1996).

    >>> rank_limits(np.array([400.0, 390.0, 100.0]), np.full(3, 10_000.0)).tolist()
    [[1, 2], [1, 2], [3, 3]]
    """
    drawn = np.random.Generator(np.random.PCG64(SEED)).standard_normal((DRAWS, len(counts)))
    rates = _cube(counts + 0.5, drawn / 3) / populations
    ranks = (-rates).argsort(axis=1).argsort(axis=1) + 1
    ranks.sort(axis=0)
    left_out = int(DRAWS * (1 - level) / 2)
    return ranks[[left_out, -1 - left_out]].T


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


@cache
def _limits_of_few(level: float) -> Numbers:
    """The exact limits of counts below ten: a row of lower limits and one of upper limits."""
    lower = [_mean_of_few(count - 1, (1 + level) / 2) if count else 0.0 for count in range(FEW)]
    return np.array([lower, [_mean_of_few(count, (1 - level) / 2) for count in range(FEW)]])


def _mean_of_few(events: int, chance: float) -> float:
    """The mean of the Poisson distribution that gives so many events or fewer with some chance.

    By Newton's method, from the mean at which that chance falls most steeply: no step goes too far from there.

    >>> round(_mean_of_few(0, 0.025), 3)
    3.689
    """
    mean = step = Decimal(events or 1)
    while abs(step) > TOLERANCE:
        terms = [mean**count / factorial(count) for count in range(events + 1)]
        step = (sum(terms) - Decimal(chance) * mean.exp()) / terms[-1]
        mean += step
    return float(mean)


def _cube(counts: Numbers, steps: Numbers | float) -> Numbers:
    """Wilson and Hilferty's approximation of what a count may come from, some ``steps`` from its middle."""
    root = 1 - 1 / (9 * counts) + steps / np.sqrt(counts)
    return counts * root * root * root
