"""Provenance: from the key of a value back to the observations that made it.

This is the one answer to what a number rests on: ``valuing-care trace`` prints it, and every list of sources is taken
from it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from numpy.typing import NDArray

from analysis.formulas.coverage import PUBLISHED_TOTAL
from analysis.formulas.deflator import ADJACENT_YEARS, DISTORTED_YEAR, price_base
from analysis.formulas.formula import Formula
from analysis.formulas.indicator import Definition
from analysis.formulas.key import Key
from analysis.formulas.observations import SUPPRESSED, Observed, meaning_of
from analysis.formulas.results import KEY_COLUMNS, Result, Results
from analysis.formulas.term import Term
from analysis.formulas.trail import Deflation, LeftOut, Observation, TermTrail, Trail
from analysis.tables.areas import Level
from analysis.tables.releases import Release


class Trails:
    """The trails of many values.

    ``indicators`` is the table that ``analysis.formulas.evaluation.compute`` gives, of all ``definitions`` or of some.
    """

    def __init__(self, indicators: pd.DataFrame, tables: Observed, definitions: Mapping[str, Definition]) -> None:
        self._indicators = indicators
        self._tables = tables
        self._definitions = definitions
        self._results = Results(indicators)
        self._found: dict[Key, Trail | None] = {}
        self._cuts: dict[tuple[str, str, str], _Cut] = {}
        self._sliced: dict[tuple[str, Release], tuple[dict[Hashable, Any], list[Any]]] = {}
        self._held: dict[tuple[str, str, str, str, Release], dict[str, Observation]] = {}

    def of(self, key: Key) -> Trail:
        """The trail of one value; ``key.area`` is a code. A key without a value has a trail too: it says why.

        Raises ``KeyError`` if the table of indicators has no such key.
        """
        trail = self._known(key)
        if trail is None:
            raise KeyError(str(key))
        return trail

    def sources(self, key: Key) -> tuple[str, ...]:
        """The ids of the sources that one value rests on, sorted.

        Raises ``KeyError`` if the table of indicators has no such key.
        """
        return self.of(key).source_ids

    def forget(self) -> None:
        """Let go of the trails that were asked for, 0.25 MB an edition; what they are made from stays."""
        self._found.clear()

    def _known(self, key: Key) -> Trail | None:
        """The trail of a value, None if the table of indicators has no such key."""
        if key not in self._found:
            position = self._position(key)
            self._found[key] = None if position is None else self._trail(key, position)
        return self._found[key]

    def _trail(self, key: Key, position: int) -> Trail:
        definition = self._definitions[key.indicator]
        result = self._results.at(position)
        if definition.formula is not None:
            return self._over_observations(key, definition, definition.formula, result)
        found = definition.parts(key, self._tables) if definition.parts else ()
        parts = tuple(trail for part in dict.fromkeys(found) if (trail := self._known(part)) is not None)
        return Trail(key, definition, result, parts=parts)

    def _over_observations(self, key: Key, definition: Definition, formula: Formula, result: Result) -> Trail:
        cut = self._cut(key, formula)
        terms_read = cut.formula.terms
        councils = [] if self._is_authority(key.area) else cut.counted(self._tables.membership.members(key.area))
        missing = [place for place in councils if place not in cut.complete]
        if self._rests_on_own(key, formula, result):
            own = cut.figures(key.area)
            terms = tuple(
                TermTrail(term, (found,) if found else ()) for term, found in zip(terms_read, own, strict=True)
            )
            missing = [place for place in missing if not _suppressed(cut.figures(place))]
        else:
            whole = [place for place in councils if place in cut.complete]
            terms = tuple(
                TermTrail(term, tuple(found for place in whole if (found := column.figure(place))))
                for term, column in zip(terms_read, cut.columns, strict=True)
            )
        left_out = tuple(_left_out(place, terms_read, cut.figures(place)) for place in missing)
        return Trail(key, definition, result, terms, cut.deflation, left_out)

    def _rests_on_own(self, key: Key, formula: Formula, result: Result) -> bool:
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
            formula = formula.at(key.period)
            columns = [self._column(term, key) for term in formula.terms]
            asking = [column for term, column in zip(formula.numerator, columns, strict=False) if not term.year_before]
            asked = any(self._is_authority(area) for column in asking for area in column.all())
            standing = frozenset(self._tables.membership.standing(key.period)) if asked else frozenset[str]()
            self._cuts[name] = _Cut(formula, columns, standing, self._deflation(key, formula))
        return self._cuts[name]

    def _column(self, term: Term, key: Key) -> _Column:
        """The observations of a term in the period and breakdown of a key."""
        instead = self._held_of(term.otherwise, key) if term.otherwise is not None else {}
        return _Column(self._held_of(term, key), instead)

    def _held_of(self, term: Term, key: Key) -> dict[str, Observation]:
        breakdown, period = term.read_in(key.breakdown), term.read_at(key.period)
        return self._observations(term.table, term.measure, breakdown, period, term.release)

    def _observations(
        self, table: str, measure: str, breakdown: str, period: str, release: Release = "newest"
    ) -> dict[str, Observation]:
        key = (table, measure, breakdown, period, release)
        if key not in self._held:
            slices, columns = self._slices(table, release)
            rows = slices.get((measure, breakdown, period), [])
            found = (Observation(table, *row) for row in zip(*(column[rows] for column in columns), strict=True))
            self._held[key] = {observation.area_code: observation for observation in found}
        return self._held[key]

    def _slices(self, table: str, release: Release) -> tuple[dict[Hashable, Any], list[Any]]:
        """The positions of the rows of each measure, breakdown and period of a table, and the table's columns."""
        if (table, release) not in self._sliced:
            rows = self._tables.of_release(table, release)
            slices = dict(rows.groupby(["measure", "breakdown", "period"], sort=False).indices)
            plain = rows.assign(value=rows["value"].astype(object).where(rows["value"].notna(), None))
            columns = [plain[name].to_numpy(dtype=object) for name in Observation._fields[1:]]
            self._sliced[table, release] = slices, columns
        return self._sliced[table, release]

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
        adjacent = [found for other in ADJACENT_YEARS for found in self._deflator(other)]
        if smoothed and year == DISTORTED_YEAR and len(adjacent) == len(ADJACENT_YEARS):
            return tuple(adjacent)
        return self._deflator(year)

    def _deflator(self, year: str) -> tuple[Observation, ...]:
        return tuple(self._observations("deflators", "gdp_deflator_index", "", year).values())

    def _position(self, key: Key) -> int | None:
        """The row of a key: the table is sorted by its columns, one after the other."""
        start, end = 0, len(self._indicators)
        for texts, text in zip(self._keys, key, strict=True):
            start, end = bisect_left(texts, text, start, end), bisect_right(texts, text, start, end)
        return start if start < end else None

    @cached_property
    def _keys(self) -> list[NDArray[Any]]:
        return [self._indicators[name].to_numpy(dtype=object) for name in KEY_COLUMNS]


class _Column(NamedTuple):
    """The observations of a term by place, and those that are read if it has none."""

    measure: dict[str, Observation]
    instead: dict[str, Observation]

    def figure(self, area: str) -> Observation | None:
        """The observation that the formula reads for a place, None if the table has none."""
        found = self.measure.get(area)
        if found is None or found.value is None:
            other = self.instead.get(area)
            return other if other is not None and other.value is not None else found
        return found

    def all(self) -> set[str]:
        """The places that the tables have an observation of."""
        return {*self.measure, *self.instead}

    def held(self) -> set[str]:
        """The places that have a value."""
        return {
            area for rows in (self.measure, self.instead) for area, found in rows.items() if found.value is not None
        }

    def inapplicable(self) -> set[str]:
        """The places that the measure does not apply to."""
        return {area for area, found in self.measure.items() if found.marker == "z"} - self.held()


_Figures: TypeAlias = "list[Observation | None]"
"""The observation in each term of a formula for one place, None if the table has none."""


@dataclass(frozen=True)
class _Cut:
    """What a formula reads in one period and breakdown: the observations of its terms by place, and the deflation.

    ``formula`` has the terms that it reads in the period. ``standing`` are the councils that a value is to be expected
    of, if it applies to them.
    """

    formula: Formula
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


def _left_out(place: str, terms: Sequence[Term], figures: _Figures) -> LeftOut:
    return LeftOut(place, _reason(terms, figures), tuple(found for found in figures if found))


def _reason(terms: Sequence[Term], figures: _Figures) -> str:
    missing = [
        (term.words, meaning_of(found.marker, found.table, found.measure) if found else "not held")
        for term, found in zip(terms, figures, strict=True)
        if found is None or found.value is None
    ]
    return "; ".join(f"{words}: {why}" for words, why in dict.fromkeys(missing))
