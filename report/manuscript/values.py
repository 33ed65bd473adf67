"""The values of the table of indicators by the names that templates use: areas by code or name, in any case.

An unknown name raises ``Problem`` with a sentence that gives the nearest names.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from analysis.formulas.key import series_name
from analysis.formulas.results import Result, Results
from analysis.problem import Problem
from analysis.wording import listed, nearest
from figures.lookup import Series, lookup


class Address(NamedTuple):
    """The address of a value: its series as keys name it, the code of its area, and its period."""

    series: str
    area: str
    period: str

    def __str__(self) -> str:
        return ":".join(self)


class Values:
    """The values of one table with the columns of ``indicators.csv``; ``areas`` has those of ``areas.csv``."""

    def __init__(self, indicators: pd.DataFrame, areas: pd.DataFrame) -> None:
        self._indicators = indicators
        self._areas = areas

    def address(self, indicator: str, area: str | None, period: str | int | None) -> Address:
        """The address of the value of an indicator for an area and period, or of a whole key.

        Raises :class:`Problem` for an unknown indicator or area, and for a period that no area has.
        """
        if area is None and period is None:
            parts = indicator.split(":")
            if len(parts) != 3:
                raise Problem(
                    f"The key '{indicator}' is not one: expected indicator:area:period, such as "
                    f"looked_after_children:E92000001:2025."
                )
            indicator, area, period = parts
        if area is None or period is None:
            raise Problem(f"{indicator} is asked for without its area or period.")
        held, when = self._rows(indicator), str(period)
        code = self.code(area, indicator, when)
        if (code, when) not in held and all(when != other for _, other in held):
            near = listed(nearest(when, {other for _, other in held}))
            raise Problem(f"{indicator} has no period {when}; the nearest that it has are {near}.")
        return Address(indicator, code, when)

    def result(self, address: Address) -> Result | None:
        """What the table says of a value, None if it has no row for it."""
        row = self._rows(address.series).get((address.area, address.period))
        return None if row is None else self._results.at(row)

    def value(self, indicator: str, area: str, period: str | int) -> float | None:
        """The bare value of an indicator for an area and period, None if there is none."""
        series, *place = self.address(indicator, area, period)
        return lookup(self._indicators).value(self.series(series), *place)

    def series(self, name: str) -> Series:
        """The indicator and breakdown of a series that is named as in keys.

        Raises :class:`Problem` if there is none of that name.
        """
        if name not in self._series:
            raise Problem(f"There is no indicator '{name}'; the nearest are {listed(nearest(name, self._series))}.")
        return self._series[name]

    def code(self, area: str, series: str = "", period: str = "") -> str:
        """The code of an area, given by code or name; of those that share it, the one with a value in the period."""
        codes = self._codes.get(area.casefold(), [])
        if not codes:
            raise Problem(f"There is no area '{area}'; the nearest are {listed(nearest(area, self.names.values()))}.")
        if len(codes) > 1 and series:
            codes = [code for code in codes if (code, period) in self._rows(series)] or codes
        if len(codes) > 1:
            raise Problem(f"Several areas are called '{area}': name one by its code, of {listed(codes)}.")
        return codes[0]

    def periods(self, series: str, area: str) -> list[str]:
        """The periods for which an area, given by its code, has a value, in order; empty if it has none."""
        held = lookup(self._indicators)
        periods = held.over_time(self.series(series), area)
        return [period for period, row in periods.items() if not math.isnan(held.numbers[row])]

    def of_level(self, series: str, period: str, level: str) -> list[tuple[float, str]]:
        """The values of all areas of a level in a period, each with the name of its area."""
        values = lookup(self._indicators).numbers
        return [
            (float(values[row]), self.names[code])
            for (code, when), row in self._rows(series).items()
            if when == period and self.levels.get(code) == level and not math.isnan(values[row])
        ]

    def missing(self, address: Address, note: str | None) -> str:
        """The sentence on a missing value: the table has no row for it, or a row with a ``note`` instead of a value."""
        if note is None:
            (series, code, period), held = address, self._rows(address.series)
            near = [f"{series}:{code}:{when}" for when in nearest(period, {p for c, p in held if c == code})]
            near = near or [
                f"{series}:{other}:{period}" for other in nearest(code, {c for c, p in held if p == period})
            ]
            return f"The key {address} does not exist; the nearest are {listed(near)}."
        reason = f" ({note})" if note else ""
        return (
            f"{address} ({self.names[address.area]}) has no value{reason}: a missing value is not printed as a number. "
            f'Write {{{{ … or "not published" }}}} or choose another key.'
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each area, by its code."""
        return dict(zip(self._areas["area_code"], self._areas["area_name"], strict=True))

    @cached_property
    def levels(self) -> dict[str, str]:
        """The level of each area, by its code."""
        return dict(zip(self._areas["area_code"], self._areas["level"], strict=True))

    def _rows(self, series: str) -> dict[tuple[str, str], int]:
        return lookup(self._indicators).values(self.series(series))

    @cached_property
    def _results(self) -> Results:
        return Results(self._indicators)

    @cached_property
    def _series(self) -> dict[str, Series]:
        """Every series of the table, by its name in keys."""
        return {series_name(*series): series for series in lookup(self._indicators).series}

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        """The codes that a code or a name stands for, in lower case."""
        known: dict[str, list[str]] = {}
        for code, name in self.names.items():
            for word in {str(code).casefold(), str(name).casefold()}:
                known.setdefault(word, []).append(str(code))
        return known
