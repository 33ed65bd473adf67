"""Where the rows of each value stand in the table of indicators: found once, asked for thousands of times.

Whoever looks a series up reads it: :func:`reading` notes which, so that a chapter is executed again when they change.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Series = tuple[str, str]
"""Indicator and breakdown."""

PLACES: Final[Series] = ("", "")
"""Noted where it is asked what places are called."""


class Lookup:
    """The rows of one table of indicators, by number, in the order of the table."""

    def __init__(self, indicators: pd.DataFrame) -> None:
        found: Mapping[Any, Any] = indicators.groupby(["indicator", "breakdown"], sort=False).indices
        self.noted: set[Series] = set()
        self._rows: Mapping[Series, NDArray[np.intp]] = found
        self._areas: NDArray[Any] = indicators["area_code"].to_numpy()
        self._periods: NDArray[Any] = indicators["period"].to_numpy()
        self._names: NDArray[Any] = indicators["area_name"].to_numpy()
        self.numbers: NDArray[np.float64] = indicators["value"].to_numpy()
        self._values: dict[Series, dict[tuple[str, str], int]] = {}
        self._over_time: dict[Series, dict[str, dict[str, int]]] = {}
        self._periods_of: dict[Series, list[str]] = {}

    @property
    def series(self) -> Collection[Series]:
        """Every series that the table has."""
        return self._rows.keys()

    @property
    def sizes(self) -> Mapping[Series, int]:
        """How many rows each series has: who knows that has not read them."""
        return {series: len(rows) for series, rows in self._rows.items()}

    @property
    def names(self) -> Mapping[str, str]:
        """What each place of the table is called, by its code."""
        self.noted.add(PLACES)
        return self._called

    def rows(self, series: Series) -> NDArray[np.intp]:
        """The rows of a series; none where the table has no such series."""
        self.noted.add(series)
        return self._rows.get(series, np.array([], dtype=np.intp))

    def values(self, series: Series) -> dict[tuple[str, str], int]:
        """The row of each area and period of a series."""
        self.noted.add(series)
        if series not in self._values:
            rows = self.rows(series)
            places = zip(self._areas[rows], self._periods[rows], strict=True)
            self._values[series] = dict(zip(places, rows.tolist(), strict=True))
        return self._values[series]

    def over_time(self, series: Series, area: str) -> dict[str, int]:
        """The row of each period of an area in a series that the table has, in order; none where it has no row."""
        self.noted.add(series)
        if series not in self._over_time:
            periods: dict[str, dict[str, int]] = {}
            self._over_time[series] = periods
            for (place, period), row in sorted(self.values(series).items()):
                periods.setdefault(place, {})[period] = row
        return self._over_time[series].get(area, {})

    def value(self, series: Series, area: str, period: str) -> float | None:
        """One value; None where the table has none."""
        row = self.values(series).get((area, period))
        return None if row is None or np.isnan(self.numbers[row]) else float(self.numbers[row])

    def periods(self, series: Series) -> list[str]:
        """Every period in which some area has a value of a series, in order."""
        self.noted.add(series)
        if series not in self._periods_of:
            values = self.values(series).items()
            self._periods_of[series] = sorted(
                {period for (_, period), row in values if not np.isnan(self.numbers[row])}
            )
        return self._periods_of[series]

    @cached_property
    def _called(self) -> Mapping[str, str]:
        return dict(zip(self._areas, self._names, strict=True))


_LOOKUPS: dict[int, Lookup] = {}


def lookup(indicators: pd.DataFrame) -> Lookup:
    """The rows of a table, as long as the table lives; it is not to be changed."""
    table = id(indicators)
    if table not in _LOOKUPS:
        _LOOKUPS[table] = Lookup(indicators)
        weakref.finalize(indicators, _LOOKUPS.pop, table)
    return _LOOKUPS[table]


@contextmanager
def reading(indicators: pd.DataFrame) -> Iterator[set[Series]]:
    """The series of a table that are looked up within the ``with``, known when it ends."""
    found = lookup(indicators)
    before, found.noted = found.noted, set()
    noted = found.noted
    try:
        yield noted
    finally:
        found.noted = before | noted
