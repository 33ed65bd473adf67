"""Decomposition of a change: how much of it each factor of a product contributes.

Two methods are in use. Both leave no remainder: the contributions add up to the change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Factors:
    """What spending is the product of, in one year, for any number of places.

    ``number`` has the children of each place; ``mix`` their shares and ``price`` the pounds a child and year, a row a
    place and a column a group.
    """

    number: Array
    mix: Array
    price: Array

    @property
    def spending(self) -> Array:
        """Pounds by place and group."""
        return self.number[:, None] * self.mix * self.price

    @property
    def of_groups(self) -> tuple[Array, Array, Array]:
        """Number, mix and price, each of which multiplies with a row a place and a column a group."""
        return self.number[:, None], self.mix, self.price


@dataclass(frozen=True)
class Effects:
    """What each factor contributes to a change of spending, in pounds by place; the three add up to the change."""

    number: Array
    mix: Array
    price: Array


def lmdi(before: Factors, after: Factors) -> Effects:
    """The logarithmic mean Divisia index in its additive form (LMDI-I).

    A factor's effect in a group is the logarithmic mean of its spending in the two years, times the logarithm of how
    many times the factor grew. If a group had no spending in one of the years, the change belongs in equal parts to the
    factors that were nought, which is the limit of the index.

    By hand: 10 children of one group cost 100 each; then 20 cost 100 each. All of the change is number.

    >>> one = np.ones((1, 1))
    >>> effects = lmdi(Factors(np.array([10.0]), one, 100 * one), Factors(np.array([20.0]), one, 100 * one))
    >>> [round(float(effect[0]), 6) + 0.0 for effect in (effects.number, effects.mix, effects.price)]
    [1000.0, 0.0, 0.0]
    """
    first, last = before.spending, after.spending
    change = last - first
    both = (first > 0) & (last > 0)
    growth = np.log(np.divide(last, first, out=np.ones_like(change), where=both))
    mean = np.divide(change, growth, out=1.0 * last, where=growth != 0)
    nought = [
        np.broadcast_to((one == 0) | (other == 0), change.shape)
        for one, other in zip(before.of_groups, after.of_groups, strict=True)
    ]
    equal_part = change / np.maximum(np.sum(nought, axis=0), 1)
    effects = []
    for one, other, zero in zip(before.of_groups, after.of_groups, nought, strict=True):
        times = np.divide(other, one, out=np.ones_like(change), where=both)
        effects.append(np.where(both, mean * np.log(times), np.where(zero, equal_part, 0 * change)).sum(axis=1))
    return Effects(*effects)


def shapley(before: Factors, after: Factors) -> Effects:
    """The mean effect of each factor over every order in which the factors may change one after the other.

    By hand: 10 children at 100 become 20 at 150, a change of 2,000. Number first gives 1,000 and then 1,000 of price;
    price first gives 500 and then 1,500 of number; the means are 1,250 and 750.

    >>> one = np.ones((1, 1))
    >>> effects = shapley(Factors(np.array([10.0]), one, 100 * one), Factors(np.array([20.0]), one, 150 * one))
    >>> [float(effect[0]) for effect in (effects.number, effects.mix, effects.price)]
    [1250.0, 0.0, 750.0]
    """

    def effect(step: Array, one: tuple[Array, Array], other: tuple[Array, Array]) -> Array:
        (first, last), (start, end) = one, other
        weights = 2 * first * start + first * end + last * start + 2 * last * end
        found: Array = (step * weights).sum(axis=1) / 6
        return found

    number, mix, price = zip(before.of_groups, after.of_groups, strict=True)
    return Effects(
        effect(number[1] - number[0], mix, price),
        effect(mix[1] - mix[0], number, price),
        effect(price[1] - price[0], number, mix),
    )


METHODS: Final[dict[str, Callable[[Factors, Factors], Effects]]] = {"lmdi": lmdi, "shapley": shapley}
