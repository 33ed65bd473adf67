"""Where the rows of each value stand in the table of indicators: found once, asked for thousands of times."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Series = tuple[str, str]
"""Indicator and breakdown."""


class Lookup:
    """The rows of one table of indicators, by number, in the order of the table."""

    def __init__(self, indicators: pd.DataFrame) -> None:
        found: Mapping[Any, Any] = indicators.groupby(["indicator", "breakdown"], sort=False).indices
        self.rows: Mapping[Series, NDArray[np.intp]] = found
        self._areas = indicators["area_code"].to_numpy()
        self._periods = indicators["period"].to_numpy()
        self._names = indicators["area_name"].to_numpy()
        self.numbers: NDArray[np.float64] = indicators["value"].to_numpy()
        self._values: dict[Series, dict[tuple[str, str], int]] = {}
        self._over_time: dict[Series, dict[str, dict[str, int]]] = {}
        self._periods_of: dict[Series, list[str]] = {}

    def values(self, series: Series) -> dict[tuple[str, str], int]:
        """The row of each area and period of a series that the table has."""
        if series not in self._values:
            rows = self.rows[series]
            places = zip(self._areas[rows], self._periods[rows], strict=True)
            self._values[series] = dict(zip(places, rows.tolist(), strict=True))
        return self._values[series]

    def over_time(self, series: Series, area: str) -> dict[str, int]:
        """The row of each period of an area in a series that the table has, in order; none where it has no row."""
        if series not in self._over_time:
            periods: dict[str, dict[str, int]] = {}
            self._over_time[series] = periods
            if series in self.rows:
                for (place, period), row in sorted(self.values(series).items()):
                    periods.setdefault(place, {})[period] = row
        return self._over_time[series].get(area, {})

    def value(self, series: Series, area: str, period: str) -> float | None:
        """One value; None where the table has none."""
        row = self.over_time(series, area).get(period)
        return None if row is None or np.isnan(self.numbers[row]) else float(self.numbers[row])

    def periods(self, series: Series) -> list[str]:
        """Every period in which some area has a value of a series, in order."""
        if series not in self._periods_of:
            values = self.values(series).items() if series in self.rows else ()
            self._periods_of[series] = sorted(
                {period for (_, period), row in values if not np.isnan(self.numbers[row])}
            )
        return self._periods_of[series]

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each area by its code."""
        return dict(zip(self._areas, self._names, strict=True))


_LOOKUPS: dict[int, Lookup] = {}


def lookup(indicators: pd.DataFrame) -> Lookup:
    """The rows of a table, as long as the table lives; it is not to be changed."""
    table = id(indicators)
    if table not in _LOOKUPS:
        _LOOKUPS[table] = Lookup(indicators)
        weakref.finalize(indicators, _LOOKUPS.pop, table)
    return _LOOKUPS[table]
