"""Where each value is in the table of indicators: an index made once a table, asked thousands of times."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.formulas.results import Results

Series = tuple[str, str]
"""Indicator and breakdown."""


class Lookup:
    """The rows of one table of indicators, by number, in the order of the table."""

    def __init__(self, indicators: pd.DataFrame) -> None:
        found: Mapping[Any, Any] = indicators.groupby(["indicator", "breakdown"], sort=False).indices
        self._rows: Mapping[Series, NDArray[np.intp]] = found
        self._areas: NDArray[Any] = indicators["area_code"].to_numpy()
        self._periods: NDArray[Any] = indicators["period"].to_numpy()
        self._names: NDArray[Any] = indicators["area_name"].to_numpy()
        self.numbers: NDArray[np.float64] = indicators["value"].to_numpy()
        self.results = Results(indicators)
        self._places: dict[tuple[str, str], tuple[str, str]] = {}  # series share them, which saves 15 MB
        self._values: dict[Series, dict[tuple[str, str], int]] = {}
        self._over_time: dict[Series, dict[str, dict[str, int]]] = {}
        self._periods_of: dict[Series, list[str]] = {}

    @property
    def series(self) -> Collection[Series]:
        """Every series of the table."""
        return self._rows.keys()

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of each place of the table, by its code."""
        return dict(zip(self._areas, self._names, strict=True))

    def rows(self, series: Series) -> NDArray[np.intp]:
        """The rows of a series; none if the table has no such series."""
        return self._rows.get(series, np.array([], dtype=np.intp))

    def values(self, series: Series) -> dict[tuple[str, str], int]:
        """The row of each area and period of a series."""
        if series not in self._values:
            rows = self.rows(series)
            pairs = zip(self._areas[rows], self._periods[rows], strict=True)
            places = [self._places.setdefault(pair, pair) for pair in pairs]
            self._values[series] = dict(zip(places, rows.tolist(), strict=True))
        return self._values[series]

    def over_time(self, series: Series, area: str) -> dict[str, int]:
        """The row of each period of an area in a series, in order; none if the table has no row of it."""
        if series not in self._over_time:
            periods: dict[str, dict[str, int]] = {}
            for (place, period), row in sorted(self.values(series).items()):
                periods.setdefault(place, {})[period] = row
            self._over_time[series] = periods
        return self._over_time[series].get(area, {})

    def value(self, series: Series, area: str, period: str) -> float | None:
        """One value; None if the table has none."""
        row = self.values(series).get((area, period))
        return None if row is None or np.isnan(self.numbers[row]) else float(self.numbers[row])

    def periods(self, series: Series) -> list[str]:
        """Every period in which some area has a value of a series, in order."""
        if series not in self._periods_of:
            values = self.values(series).items()
            self._periods_of[series] = sorted(
                {period for (_, period), row in values if not np.isnan(self.numbers[row])}
            )
        return self._periods_of[series]


_LOOKUPS: dict[int, Lookup] = {}


def lookup(indicators: pd.DataFrame) -> Lookup:
    """The index of a table, which lives as long as the table; the table must not be changed."""
    table = id(indicators)
    if table not in _LOOKUPS:
        _LOOKUPS[table] = Lookup(indicators)
        weakref.finalize(
            indicators, _LOOKUPS.pop, table
        )  # a frame is no key of a dictionary, and its id may come again
    return _LOOKUPS[table]
