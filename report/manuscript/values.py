"""The values of the table of indicators by the names that templates use: areas by code or name, in any case.

An unknown name raises ``Problem`` with a sentence that gives the nearest names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

import pandas as pd

from analysis.formulas.key import Key, keys_in, series_name, series_of
from analysis.formulas.results import Result
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import PERIOD_PATTERN
from analysis.wording import listed, nearest
from figures.lookup import Series, lookup

_TOP = re.compile(
    rf"top\((?P<series>.+):(?P<period>{PERIOD_PATTERN}), (?P<count>\d+), (?P<level>\w+)(?P<lowest>, lowest)?\)"
)


class Values:
    """The values of one table with the columns of ``indicators.csv``; ``areas`` has those of ``areas.csv``.

    An indicator that is ``defined`` and has no row yet, as placements before 2020, is known and has no periods. In the
    tables of another year (``is_replay``) the same holds for each of its breakdowns.
    """

    def __init__(
        self,
        indicators: pd.DataFrame,
        areas: pd.DataFrame,
        defined: Collection[str] = (),
        *,
        is_replay: bool = False,
    ) -> None:
        self._indicators = indicators
        self._areas = areas
        self._defined = defined
        self._is_replay = is_replay

    def key(self, indicator: str, area: str | None = None, period: str | int | None = None) -> Key:
        """The key of the value of an indicator for an area and period, or of a whole key.

        England and its newest period are meant if nothing else is said.

        Raises :class:`Problem` for an unknown indicator or area, and for a period that no area has.
        """
        if ":" in indicator:
            parts = indicator.split(":")
            if len(parts) != 3 or area is not None or period is not None:
                raise Problem(
                    f"The key '{indicator}' is not one: expected indicator:area:period, such as "
                    f"looked_after_children:E92000001:2025, and nothing after it."
                )
            indicator, area, period = parts
        area = ENGLAND if area is None else area
        held, when = self._rows(indicator), str(self.newest(indicator) if period is None else period)
        code = self.code(area, indicator, when)
        if (code, when) not in held and all(when != other for _, other in held):
            near = listed(nearest(when, {other for _, other in held}))
            raise Problem(f"{indicator} has no period {when}; the nearest that it has are {near}.")
        return Key(*self.series(indicator), code, when)

    def newest(self, indicator: str) -> str:
        """The last period for which England has a value of an indicator, or if it has none, any area.

        Raises :class:`Problem` for an unknown indicator, and for one without any value.
        """
        periods = self.periods(indicator, ENGLAND) or lookup(self._indicators).periods(self.series(indicator))
        if not periods:
            raise Problem(f"{indicator} has no value in any period.")
        return periods[-1]

    def reaches(self, indicator: str, period: str | None) -> bool:
        """Whether some area has a row of an indicator in a period, or in any."""
        return any(period in (None, when) for _, when in self._rows(indicator))

    def result(self, key: Key) -> Result | None:
        """What the table says of a value, None if it has no row for it."""
        row = lookup(self._indicators).values(key[:2]).get(key[2:])
        return None if row is None else lookup(self._indicators).results.at(row)

    def value(self, indicator: str, area: str, period: str | int) -> float | None:
        """The bare value of an indicator for an area and period, None if there is none."""
        key = self.key(indicator, area, period)
        return lookup(self._indicators).value(key[:2], *key[2:])

    def series(self, name: str) -> Series:
        """The indicator and breakdown of a series that is named as in keys.

        Raises :class:`Problem` if there is none of that name.
        """
        if name not in self._series:
            series = series_of(name)
            if series[0] in (self._defined if self._is_replay else self._without_rows):
                return series
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

    def of_level(self, series: str, period: str, level: str) -> dict[str, float]:
        """The values of all areas of a level in a period, by the area's code."""
        return {code: value for code, value in self._of_rows(series, period, level) if not math.isnan(value)}

    def without_value(self, series: str, period: str, level: str) -> list[str]:
        """The names of the areas of a level that should have a value in a period and have none, in order."""
        return sorted(self.names[code] for code, value in self._of_rows(series, period, level) if math.isnan(value))

    def in_order(self, series: str, period: str, level: str, *, lowest: bool = False) -> list[str]:
        """The codes of a level's areas from the highest value (or the ``lowest``) on; equal values by name."""
        values = self.of_level(series, period, level)
        return sorted(values, key=lambda code: (values[code] if lowest else -values[code], self.names[code]))

    def behind(self, number: str) -> Sequence[Key]:
        """The values that a number of the report is made of, by the number's key.

        They are the keys within it or, for a list of areas (``top``), the values of the areas that it names.
        """
        top = _TOP.fullmatch(number)
        if top is None:
            return keys_in(number)
        period = top["period"]
        areas = self.in_order(top["series"], period, top["level"], lowest=bool(top["lowest"]))
        return [Key(*self.series(top["series"]), area, period) for area in areas[: int(top["count"])]]

    def missing(self, key: Key, note: str | None) -> str:
        """The sentence on a missing value: the table has no row for it, or a row with a ``note`` instead of a value."""
        if note is None:
            held = lookup(self._indicators).values(key[:2])
            periods = nearest(key.period, {period for area, period in held if area == key.area})
            areas = nearest(key.area, {area for area, period in held if period == key.period})
            near = [key._replace(period=period) for period in periods] or [key._replace(area=area) for area in areas]
            return f"The key {key} does not exist; the nearest are {listed([str(one) for one in near])}."
        reason = f" ({note})" if note else ""
        return (
            f"{key} ({self.names[key.area]}) has no value{reason}: a missing value is not printed as a number. "
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

    def _of_rows(self, series: str, period: str, level: str) -> Iterator[tuple[str, float]]:
        """The code and the value, or NaN, of each row of a level's areas in a period."""
        numbers = lookup(self._indicators).numbers
        for (code, when), row in self._rows(series).items():
            if when == period and self.levels.get(code) == level:
                yield code, float(numbers[row])

    @cached_property
    def _series(self) -> dict[str, Series]:
        """Every series of the table, by its name in keys."""
        return {series_name(*series): series for series in lookup(self._indicators).series}

    @cached_property
    def _without_rows(self) -> set[str]:
        """The indicators that are defined and have no row."""
        return set(self._defined) - {indicator for indicator, _ in lookup(self._indicators).series}

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        """The codes that a code or a name stands for, in lower case."""
        known: dict[str, list[str]] = {}
        for code, name in self.names.items():
            for word in {str(code).casefold(), str(name).casefold()}:
                known.setdefault(word, []).append(str(code))
        return known


def indicators_behind(number: str) -> list[str]:
    """The indicators whose values a number of the report is made of, by the number's key.

    >>> indicators_behind("top(budget_gbp[fire]:2023-24, 1, region)")
    ['budget_gbp']
    >>> indicators_behind("ratio(referrals:E92000001:2025, children_in_need:E92000001:2025)")
    ['referrals', 'children_in_need']
    """
    if top := _TOP.fullmatch(number):
        return [series_of(top["series"])[0]]
    return list(dict.fromkeys(key.indicator for key in keys_in(number)))
