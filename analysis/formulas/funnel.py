"""Funnel plots: how far a count may lie from the count expected of it, by chance and with over-dispersion.

After D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005), and
"Handling over-dispersion of performance indicators", Quality and Safety in Health Care 14 (2005). No library that many
maintain has it: the reference implementations are R packages, and ``statsmodels`` has the variance between units alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

LIMITS: Final = {level: NormalDist().inv_cdf((1 + share) / 2) for level, share in (("95", 0.95), ("998", 0.998))}
"""How many standard deviations from the centre the limits lie that hold 95% and 99.8% of a normal distribution."""
EXTREME: Final = 0.1
"""The share of units at each end that do not widen the limits by how far out they lie."""


@dataclass(frozen=True)
class Scale:
    """A scale on which the ratio of an observed to an expected count has a known standard error.

    ``of`` takes ratios to the scale and ``back`` from it; the standard error of a unit is ``error`` over the square
    root of its expected count.
    """

    of: Callable[[Array], Array]
    back: Callable[[Array], Array]
    error: float


SQUARE_ROOT: Final = Scale(np.sqrt, lambda root: np.maximum(root, 0) ** 2, 0.5)
LOGARITHM: Final = Scale(np.log, np.exp, 1.0)


@dataclass(frozen=True)
class Funnel:
    """Limits around an expected count, for any number of units.

    On its ``scale`` the variance of a unit is that of chance, ``multiplied`` by a factor, plus a variance between units
    that is ``added``. Counts are above zero on a logarithmic scale.

    By hand: 121 observed and 100 expected are 1.1 and 1 as square roots, two standard errors of 0.05 apart.

    >>> Funnel(SQUARE_ROOT).scores(np.array([121.0]), np.array([100.0])).round(9)
    array([2.])
    >>> [float(limit[0]) for limit in Funnel(SQUARE_ROOT).limits(np.array([100.0]), 2)]
    [0.81, 1.2100000000000002]
    """

    scale: Scale
    multiplied: float = 1.0
    added: float = 0.0

    def deviation(self, expected: Array) -> Array:
        """The standard deviation of each unit on the scale."""
        found: Array = np.sqrt(self.multiplied * self.scale.error**2 / expected + self.added)
        return found

    def scores(self, observed: Array, expected: Array) -> Array:
        """How many standard deviations each unit lies above what is expected of it."""
        return (self.scale.of(observed / expected) - self._centre) / self.deviation(expected)

    def limits(self, expected: Array, score: float) -> tuple[Array, Array]:
        """The ratios of observed to expected that lie a number of standard deviations below and above one."""
        reach = score * self.deviation(expected)
        return self.scale.back(self._centre - reach), self.scale.back(self._centre + reach)

    @property
    def _centre(self) -> Array:
        return self.scale.of(np.ones(1))


def funnels(observed: Array, expected: Array) -> dict[str, Funnel]:
    """The funnel of chance alone and three with over-dispersion, as estimated from the units.

    ``additive`` adds a variance between units, ``multiplicative`` multiplies that of chance: both on square roots, with
    winsorised scores. ``logarithmic`` adds a variance on logarithms, with the scores at the ends left out, as the
    Summary Hospital-level Mortality Indicator of the NHS does.
    """
    chance, logarithmic = Funnel(SQUARE_ROOT), Funnel(LOGARITHM)
    scores = winsorised(chance.scores(observed, expected))
    of_logarithms = logarithmic.scores(observed, expected)
    held = _is_inside(of_logarithms)
    return {
        "chance": chance,
        "additive": Funnel(SQUARE_ROOT, added=variance_between(scores, chance.deviation(expected))),
        "multiplicative": Funnel(SQUARE_ROOT, multiplied=max(1.0, float(np.mean(scores**2)))),
        "logarithmic": Funnel(
            LOGARITHM, added=variance_between(of_logarithms[held], logarithmic.deviation(expected[held]))
        ),
    }


def winsorised(scores: Array) -> Array:
    """The scores, with the lowest and the highest tenth set to the values that bound them.

    >>> winsorised(np.array([-9.0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 20]))
    array([0., 0., 1., 2., 3., 4., 5., 6., 7., 8., 8.])
    """
    lowest, highest = np.quantile(scores, [EXTREME, 1 - EXTREME])
    return np.clip(scores, lowest, highest)


def variance_between(scores: Array, errors: Array) -> float:
    """The variance between units, by the method of moments of DerSimonian and Laird; zero if chance explains them.

    ``scores`` are distances from the centre in standard ``errors``.

    By hand: scores of -3 and 3 with errors of 1 have a sum of squares of 18, where chance gives 1; 17 over 2 - 2 / 2.

    >>> variance_between(np.array([-3.0, 3.0]), np.array([1.0, 1.0]))
    17.0
    """
    weights = errors**-2.0
    excess = float((scores**2).sum()) - (len(scores) - 1)
    return max(0.0, excess / float(weights.sum() - (weights**2).sum() / weights.sum()))


def _is_inside(scores: Array) -> npt.NDArray[np.bool_]:
    """Whether each score is outside the lowest and the highest tenth, by rank."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(scores) + 1)
    place = ranks / (len(scores) + 1)
    inside: npt.NDArray[np.bool_] = (place >= EXTREME) & (place < 1 - EXTREME)
    return inside
