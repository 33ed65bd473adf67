"""The intervals of values, of differences between them and of ranks, for the numbers that templates print."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.formulas.intervals import Estimate, difference, estimate, rank_limits
from analysis.formulas.key import Key, keys_in, series_name
from analysis.problem import Problem
from report.manuscript.printed import Number
from report.manuscript.values import Values


class Intervals:
    """The intervals of the values of one table; ``is_counted`` says of an indicator whether its values have any."""

    def __init__(self, values: Values, is_counted: Callable[[str], bool]) -> None:
        self._values = values
        self._is_counted = is_counted
        self._estimates: dict[Key, Estimate] = {}
        self._ranks: dict[tuple[str, str, str], dict[str, tuple[int, int]]] = {}

    def of(self, found: Number) -> tuple[float, float]:
        """The limits of a value, of a change or of a difference.

        Raises :class:`Problem` if it is not made of counts.
        """
        keys = keys_in(found.key)
        if not any(self._is_counted(key.indicator) for key in keys):
            raise Problem(
                f"{found.key} has no interval: only rates and shares that are made of counts have one, and what is "
                "declared as counted says which these are. Money from full returns has none."
            )
        if found.key == str(keys[0]):
            whole = self._estimate(keys[0])
        elif found.key.startswith(("change(", "difference(")):
            whole = difference(self._estimate(keys[0]), self._estimate(keys[-1]))
        else:
            raise Problem(f"{found.key} has no interval: values, changes and differences have one.")
        return whole.lower.item(), whole.upper.item()

    def of_rank(self, key: Key, level: str) -> tuple[int, int]:
        """The limits of the rank of a rate, from the highest, among those of a level of places.

        Raises :class:`Problem` if it is not made of counts.
        """
        if not self._is_counted(key.indicator):
            raise Problem(f"The rank of {key} has no interval: only ranks of rates that are made of counts have one.")
        asked = (series_name(key.indicator, key.breakdown), key.period, level)
        if asked not in self._ranks:
            areas = sorted(self._values.of_level(*asked))
            counts = np.array([self._counts(key._replace(area=area)) for area in areas])
            ranks = rank_limits(counts[:, 0], counts[:, 1])
            self._ranks[asked] = {area: (low, high) for area, (low, high) in zip(areas, ranks.tolist(), strict=True)}
        return self._ranks[asked][key.area]

    def _estimate(self, key: Key) -> Estimate:
        """A value with its limits; one that is not made of counts is its own limits."""
        if key not in self._estimates:
            result = self._values.result(key)
            value = np.array([np.nan if result is None or result.value is None else result.value])
            if result is not None and self._is_counted(key.indicator):
                numerator, denominator = self._counts(key)
                self._estimates[key] = estimate(np.array([numerator]), np.array([denominator]), result.unit, value)
            else:
                self._estimates[key] = Estimate(value, value, value)
        return self._estimates[key]

    def _counts(self, key: Key) -> tuple[float, float]:
        result = self._values.result(key)
        if result is None or result.numerator is None or result.denominator is None:
            return np.nan, np.nan
        return result.numerator, result.denominator
