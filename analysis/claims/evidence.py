"""The official values that a claim is set against, looked up by key, or for the years next to one not held."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

import pandas as pd

from analysis.claims.expression import Expression
from analysis.formulas.indicator import Definition
from analysis.formulas.key import Key
from analysis.formulas.results import KEY_COLUMNS
from analysis.problem import Problem, refuse_unknown
from analysis.tables.periods import ending_year, is_financial_year

WITHIN_YEARS: Final = 2
"""How far from a year that is not held the neighbouring years may lie that are read in its place."""


class Row(NamedTuple):
    """A value of an indicator with its unit, how many areas it covers of how many, and what is to be noted."""

    value: float
    unit: str
    covered: float
    expected: float
    note: str


class Evidence:
    """The indicators of the places that claims speak of; ``indicators`` has the columns of ``indicators.csv``.

    In the tables of another year (``is_replay``) a breakdown may not have begun, so that none is unknown.
    """

    def __init__(
        self, indicators: pd.DataFrame, definitions: Mapping[str, Definition], *, is_replay: bool = False
    ) -> None:
        self.definitions = definitions
        self._is_replay = is_replay
        self._indicators = indicators
        places = indicators.loc[~indicators["area_code"].duplicated(), ["area_code", "area_name"]]
        self._names: dict[str, str] = dict(places.itertuples(index=False))
        self._codes = {word.casefold(): code for code, name in self._names.items() for word in (code, name)}
        self._read: set[str] = set()
        self._held: dict[Key, Row] = {}
        self._series: dict[Key, list[Key]] = {}

    def resolved(self, expression: Expression) -> Expression:
        """The expression with the codes of its places.

        Raises ``Problem``, with the nearest names, if there is no such indicator, breakdown or place.
        """
        return expression.renamed(lambda name: str(self._known(Key.parse(name))))

    def row(self, key: Key) -> Row:
        """The value of a key that is held."""
        return self._held[key]

    def name(self, key: Key) -> str:
        """The name of a key's place."""
        return self._names[key.area]

    def is_held(self, expression: Expression) -> bool:
        """Whether every value of an expression is held."""
        return all(Key.parse(name) in self._held for name in expression.names)

    def value(self, expression: Expression) -> float:
        """The value of an expression all of whose values are held, to nine decimals, as in the table of indicators.

        Raises ``Problem`` if it would divide by zero.
        """
        value = expression.value(lambda name: self._held[Key.parse(name)].value)
        if value is None:
            raise Problem(f"The formula {expression} divides by zero.")
        return round(value, 9)

    def coverage(self, expression: Expression) -> list[float]:
        """How many areas each value of an expression covers; of a publisher's total that says nothing of areas, -1."""
        covered = [self._held[Key.parse(name)].covered for name in expression.names]
        return [-1 if math.isnan(count) else count for count in covered]

    def held_or_neighbouring(self, expression: Expression) -> list[Expression]:
        """The expression itself if it is held, else over the nearest years before and after; the nearest first.

        Neighbouring years lie within ``WITHIN_YEARS``; there may be one of them, or none.
        """
        if self.is_held(expression):
            return [expression]
        found: dict[str, tuple[int, Expression]] = {}
        for sign in (-1, 1):
            near = {name: self._neighbour(Key.parse(name), sign) for name in expression.names}
            keys = {name: key for name, key in near.items() if key is not None}
            if len(keys) == len(near):
                moved = expression.renamed({name: str(key) for name, key in keys.items()}.__getitem__)
                away = sum(abs(_years_apart(Key.parse(name), key)) for name, key in keys.items())
                found[str(moved)] = (away, moved)
        return [moved for _, moved in sorted(found.values(), key=lambda item: item[0])]

    def earlier(self, key: Key) -> list[Key]:
        """The keys of the same series for earlier years that are held, in order."""
        return [other for other in self._series.get(_series_of(key), []) if _years_apart(key, other) < 0]

    def later(self, key: Key) -> list[Key]:
        """The keys of the same series for later years that are held, in order."""
        return [other for other in self._series.get(_series_of(key), []) if _years_apart(key, other) > 0]

    def siblings(self, key: Key) -> list[Key]:
        """The other breakdowns that are held of the same indicator, place and year, sorted."""
        return sorted(other for other in self._held if other._replace(breakdown=key.breakdown) == key and other != key)

    def _known(self, key: Key) -> Key:
        refuse_unknown("indicator", key.indicator, self.definitions)
        refuse_unknown("place", key.area.casefold(), self._codes)
        key = key._replace(area=self._codes[key.area.casefold()])
        if key.area not in self._read:
            self._read_place(key.area)
        breakdowns = {series.breakdown for series in self._series if series.indicator == key.indicator}
        if breakdowns and not self._is_replay:
            refuse_unknown(f"breakdown of {key.indicator} for {self.name(key)}", key.breakdown, breakdowns)
        series = self._series.get(_series_of(key), [])
        if series and is_financial_year(key.period) != is_financial_year(series[-1].period):
            raise Problem(f"{key.indicator} is held for years such as {series[-1].period}, and not for {key.period}.")
        return key

    def _read_place(self, area: str) -> None:
        """Reads the values of one place, each series in the order of its years."""
        self._read.add(area)
        rows = self._indicators[self._indicators["area_code"] == area]
        rows = rows[rows["value"].notna()].astype({"areas_covered": float, "areas_expected": float})
        keys = map(Key, *(rows[name].tolist() for name in KEY_COLUMNS))
        columns = ("value", "unit", "areas_covered", "areas_expected", "note")
        held = dict(zip(keys, map(Row, *(rows[name].tolist() for name in columns)), strict=True))
        self._held |= held
        for key in sorted(held, key=lambda key: ending_year(key.period)):
            self._series.setdefault(_series_of(key), []).append(key)

    def _neighbour(self, key: Key, sign: int) -> Key | None:
        if key in self._held:
            return key
        others = self._series.get(_series_of(key), [])
        near = [other for other in others if 0 < sign * _years_apart(key, other) <= WITHIN_YEARS]
        return min(near, key=lambda other: abs(_years_apart(key, other)), default=None)


def _series_of(key: Key) -> Key:
    return key._replace(period="")


def _years_apart(key: Key, other: Key) -> int:
    return ending_year(other.period) - ending_year(key.period)
