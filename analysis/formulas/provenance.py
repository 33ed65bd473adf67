"""From the value of an indicator back to the observations that made it.

A value is a formula over observations of one place, of a publisher's total, or of the councils of a region, class or
group; or it is derived from other values, each with a trail of its own. So every trail ends at published cells, and
``recomputed`` makes the value again from nothing but its trail.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from analysis.formulas.formula import (
    DISTORTED_YEAR,
    EACH,
    MARKER_MEANING,
    PUBLISHED_TOTAL,
    SUPPRESSED,
    VALUE_COLUMNS,
    YEARS_BESIDE,
    Formula,
    Observed,
    Term,
    price_base,
)
from analysis.formulas.indicator import KEY_COLUMNS, Definition, definitions
from analysis.formulas.key import Key
from analysis.formulas.results import Result, Results, number_or_none
from analysis.tables.areas import Level


class Observation(NamedTuple):
    """One row of a tidy table; ``value`` is None where ``marker`` stands in its place."""

    table: str
    area_code: str
    period: str
    measure: str
    breakdown: str
    release: str
    status: str
    value: float | None
    marker: str
    source_id: str
    source_ref: str


@dataclass(frozen=True)
class TermTrail:
    """One term of a formula and the observations that stand in it for one value, sorted by place."""

    term: Term
    observations: tuple[Observation, ...]

    @property
    def total(self) -> float:
        """The sum of the observations, without the sign of the term."""
        return sum(observation.value or 0.0 for observation in self.observations)


@dataclass(frozen=True)
class Deflation:
    """The deflators that restate money of a period in prices of the base year.

    Each side holds one observation, or two whose mean stands for the year that the pandemic distorted.
    """

    base: tuple[Observation, ...]
    period: tuple[Observation, ...]

    @property
    def factor(self) -> float:
        """What money of the period is multiplied by."""
        return _mean(self.base) / _mean(self.period)


@dataclass(frozen=True)
class LeftOut:
    """A council that a sum or a publisher's total goes without, why, and what is held of it instead of figures."""

    area_code: str
    reason: str
    observations: tuple[Observation, ...]


@dataclass(frozen=True)
class Trail:
    """How one value came about.

    Either ``terms`` hold the observations of its formula, with ``deflation`` where money is restated and ``left_out``
    where councils are missing from a sum; or ``parts`` are the trails of the values that it is derived from, those
    without a value among them.
    """

    key: Key
    definition: Definition
    result: Result
    terms: tuple[TermTrail, ...] = ()
    deflation: Deflation | None = None
    left_out: tuple[LeftOut, ...] = ()
    parts: tuple[Trail, ...] = ()

    def own_observations(self) -> Iterator[Observation]:
        """The observations of its formula, and none of its parts; one that serves twice comes twice."""
        for term in self.terms:
            yield from term.observations
        if self.deflation:
            yield from self.deflation.base
            yield from self.deflation.period

    def observations(self) -> Iterator[Observation]:
        """Every observation behind the value, down through its parts; one that serves twice comes twice."""
        yield from self.own_observations()
        for part in self.parts:
            yield from part.observations()

    @property
    def source_ids(self) -> list[str]:
        """The sources of every observation behind the value, sorted."""
        return sorted({observation.source_id for observation in self.observations()})


def recomputed(trail: Trail, tables: Observed) -> float | None:
    """The value again, from the observations of its trail alone; None where they do not give one.

    Of ``tables`` only the membership of places is read.
    """
    formula = trail.definition.formula
    if formula is not None:
        return _of_terms(trail, formula)
    if trail.definition.derivation is None:
        return None
    values = {name: _frame(trail, name, tables) for name in trail.definition.derived_from}
    rows = trail.definition.derivation(values, tables)
    own = (
        (rows["breakdown"] == trail.key.breakdown)
        & (rows["area_code"] == trail.key.area)
        & (rows["period"] == trail.key.period)
    )
    return number_or_none(rows.loc[own, "value"].iloc[0]) if own.any() else None


class Trails:
    """The trails of many values.

    ``indicators`` is the table of ``analysis.formulas.indicator.compute``, sorted by key, of all indicators or of some.
    """

    def __init__(self, indicators: pd.DataFrame, tables: Observed) -> None:
        self._indicators = indicators
        self._tables = tables
        self._results = Results(indicators)
        self._found: dict[Key, Trail | None] = {}
        self._cuts: dict[tuple[str, str, str], _Cut] = {}
        self._sliced: dict[str, tuple[dict[Hashable, Any], list[Any]]] = {}
        self._held: dict[tuple[str, str, str, str], dict[str, Observation]] = {}

    def of(self, key: Key) -> Trail:
        """The trail of one value; ``key.area`` is a code. A key without a value has a trail too: it says why.

        Raises ``KeyError`` where the table of indicators has no such key.
        """
        trail = self._known(key)
        if trail is None:
            raise KeyError(str(key))
        return trail

    def _known(self, key: Key) -> Trail | None:
        """The trail of a value, None where the table of indicators has no such key."""
        if key not in self._found:
            position = self._position(key)
            self._found[key] = None if position is None else self._trail(key, position)
        return self._found[key]

    def _trail(self, key: Key, position: int) -> Trail:
        definition = definitions()[key.indicator]
        result = self._results.at(position)
        if definition.formula is not None:
            return self._over_observations(key, definition, definition.formula, result)
        found = definition.parts(key, self._tables) if definition.parts else ()
        parts = tuple(trail for part in dict.fromkeys(found) if (trail := self._known(part)) is not None)
        return Trail(key, definition, result, parts=parts)

    def _over_observations(self, key: Key, definition: Definition, formula: Formula, result: Result) -> Trail:
        cut = self._cut(key, formula)
        councils = [] if self._is_authority(key.area) else cut.counted(self._tables.membership.members(key.area))
        missing = [place for place in councils if place not in cut.complete]
        if self._stands_alone(key, formula, result):
            own = cut.figures(key.area)
            terms = tuple(
                TermTrail(term, (found,) if found else ()) for term, found in zip(formula.terms, own, strict=True)
            )
            missing = [place for place in missing if not _suppressed(cut.figures(place))]
        else:
            whole = [place for place in councils if place in cut.complete]
            terms = tuple(
                TermTrail(term, tuple(found for place in whole if (found := column.figure(place))))
                for term, column in zip(formula.terms, cut.columns, strict=True)
            )
        left_out = tuple(_left_out(place, formula, cut.figures(place)) for place in missing)
        return Trail(key, definition, result, terms, cut.deflation, left_out)

    def _stands_alone(self, key: Key, formula: Formula, result: Result) -> bool:
        """Whether a value rests on the place's own figures: a council's, or a publisher's total."""
        return (
            self._is_authority(key.area)
            or formula.totals == "published only"
            or result.note.startswith(PUBLISHED_TOTAL)
        )

    def _is_authority(self, area: str) -> bool:
        return area in self._authorities

    @cached_property
    def _authorities(self) -> frozenset[str]:
        levels = self._tables.membership.levels
        return frozenset(levels.index[levels == Level.AUTHORITY])

    def _cut(self, key: Key, formula: Formula) -> _Cut:
        """What the formula of a key reads in its period and breakdown, wherever the place."""
        name = (key.indicator, key.breakdown, key.period)
        if name not in self._cuts:
            columns = [self._column(term, key) for term in formula.terms]
            asking = [column for term, column in zip(formula.numerator, columns, strict=False) if not term.year_before]
            asked = any(self._is_authority(area) for column in asking for area in column.measure)
            standing = frozenset(self._tables.membership.standing(key.period)) if asked else frozenset[str]()
            self._cuts[name] = _Cut(columns, standing, self._deflation(key, formula))
        return self._cuts[name]

    def _column(self, term: Term, key: Key) -> _Column:
        """The observations of a term in the period and breakdown of a key."""
        instead = self._held_of(term.otherwise, key) if term.otherwise is not None else {}
        return _Column(self._held_of(term, key), instead)

    def _held_of(self, term: Term, key: Key) -> dict[str, Observation]:
        breakdown = key.breakdown if term.breakdown == EACH else term.breakdown
        return self._observations(term.table, term.measure, breakdown, term.read_at(key.period))

    def _observations(self, table: str, measure: str, breakdown: str, period: str) -> dict[str, Observation]:
        key = (table, measure, breakdown, period)
        if key not in self._held:
            slices, columns = self._slices(table)
            rows = slices.get((measure, breakdown, period), [])
            found = (Observation(table, *row) for row in zip(*(column[rows] for column in columns), strict=True))
            self._held[key] = {observation.area_code: observation for observation in found}
        return self._held[key]

    def _slices(self, table: str) -> tuple[dict[Hashable, Any], list[Any]]:
        """Where the rows of each measure, breakdown and period of a table stand, and the table's columns."""
        if table not in self._sliced:
            current = self._tables.current(table)
            slices = dict(current.groupby(["measure", "breakdown", "period"], sort=False).indices)
            plain = current.assign(value=current["value"].astype(object).where(current["value"].notna(), None))
            self._sliced[table] = slices, [plain[name].to_numpy(dtype=object) for name in Observation._fields[1:]]
        return self._sliced[table]

    def _deflation(self, key: Key, formula: Formula) -> Deflation | None:
        if not formula.deflated:
            return None
        smoothed = formula.deflated == "gdp smoothed"
        base = self._deflators(self._price_base, smoothed=smoothed)
        period = self._deflators(key.period, smoothed=smoothed)
        return Deflation(base, period) if base and period else None

    @cached_property
    def _price_base(self) -> str:
        return price_base(self._tables)

    def _deflators(self, year: str, *, smoothed: bool) -> tuple[Observation, ...]:
        beside = [found for other in YEARS_BESIDE for found in self._deflator(other)]
        if smoothed and year == DISTORTED_YEAR and len(beside) == len(YEARS_BESIDE):
            return tuple(beside)
        return self._deflator(year)

    def _deflator(self, year: str) -> tuple[Observation, ...]:
        return tuple(self._observations("deflators", "gdp_deflator_index", "", year).values())

    def _position(self, key: Key) -> int | None:
        """The row of a key, found by halving: the table is sorted by key."""
        end = len(self._indicators)
        position = bisect_left(range(end), tuple(key), key=self._key_at)
        return position if position < end and self._key_at(position) == key else None

    def _key_at(self, position: int) -> tuple[str, str, str, str]:
        indicators, breakdowns, areas, periods = self._keys
        return indicators[position], breakdowns[position], areas[position], periods[position]

    @cached_property
    def _keys(self) -> list[Any]:
        return [self._indicators[name].to_numpy(dtype=object) for name in KEY_COLUMNS]


class _Column(NamedTuple):
    """The observations of a term by place, and those that are read where it has none."""

    measure: dict[str, Observation]
    instead: dict[str, Observation]

    def figure(self, area: str) -> Observation | None:
        """The observation that stands in the formula for a place, None where the table has none."""
        found = self.measure.get(area)
        if found is None or found.value is None:
            other = self.instead.get(area)
            return other if other is not None and other.value is not None else found
        return found

    def held(self) -> set[str]:
        """The places that have a value."""
        return {
            area for rows in (self.measure, self.instead) for area, found in rows.items() if found.value is not None
        }

    def inapplicable(self) -> set[str]:
        """The places that the measure does not apply to."""
        return {area for area, found in self.measure.items() if found.marker == "z"} - self.held()


_Figures: TypeAlias = "list[Observation | None]"
"""The observation in each term of a formula for one place, None where the table has none."""


@dataclass(frozen=True)
class _Cut:
    """What a formula reads in one period and breakdown: the observations of its terms by place, and the deflation.

    ``standing`` are the councils that a value is to be expected of, if it applies to them.
    """

    columns: Sequence[_Column]
    standing: frozenset[str]
    deflation: Deflation | None

    def figures(self, area: str) -> _Figures:
        """The figures of a place."""
        return [column.figure(area) for column in self.columns]

    def counted(self, members: Sequence[str]) -> list[str]:
        """The councils that a value is to be expected of: they stood, were asked, and it applies to them."""
        return [area for area in members if area in self._asked]

    @cached_property
    def complete(self) -> set[str]:
        """The places with a value in every term."""
        return set[str].intersection(*(column.held() for column in self.columns))

    @cached_property
    def _asked(self) -> frozenset[str]:
        return self.standing.difference(*(column.inapplicable() for column in self.columns))


def _suppressed(figures: _Figures) -> bool:
    """Whether a council's figure is withheld, and yet within its publisher's totals."""
    return any(found is not None and found.marker in SUPPRESSED for found in figures)


def _left_out(place: str, formula: Formula, figures: _Figures) -> LeftOut:
    return LeftOut(place, _reason(formula, figures), tuple(found for found in figures if found))


def _reason(formula: Formula, figures: _Figures) -> str:
    missing = [
        (term.words, MARKER_MEANING[found.marker] if found else "not held")
        for term, found in zip(formula.terms, figures, strict=True)
        if found is None or found.value is None
    ]
    return "; ".join(f"{words}: {why}" for words, why in dict.fromkeys(missing))


def _of_terms(trail: Trail, formula: Formula) -> float | None:
    if not all(term.observations for term in trail.terms) or (formula.deflated and trail.deflation is None):
        return None
    if any(observation.value is None for term in trail.terms for observation in term.observations):
        return None
    totals = [term.total for term in trail.terms]
    above = len(formula.numerator)
    below = sum(term.sign * total for term, total in zip(formula.denominator, totals[above:], strict=True))
    if formula.denominator and below <= 0:
        return None
    factor = trail.deflation.factor if trail.deflation else 1.0
    return formula.value(totals[:above], totals[above:]) * factor


def _frame(trail: Trail, indicator: str, tables: Observed) -> pd.DataFrame:
    """The parts of one indicator as a derivation reads them, their values computed again."""
    parts = [part for part in trail.parts if part.key.indicator == indicator]
    rows = [
        (
            part.key.breakdown,
            part.key.area,
            part.key.period,
            recomputed(part, tables),
            part.result.numerator,
            part.result.denominator,
            part.result.areas_covered,
            part.result.areas_expected,
            part.result.note,
        )
        for part in parts
    ]
    frame = pd.DataFrame(rows, columns=list(VALUE_COLUMNS))
    numbers = ["value", "numerator", "denominator", "areas_covered", "areas_expected"]
    return frame.astype(dict.fromkeys(numbers, float) | {"note": str})


def _mean(observations: Sequence[Observation]) -> float:
    return sum(observation.value or 0.0 for observation in observations) / len(observations)
