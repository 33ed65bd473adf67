"""The releases that the values of a series rest on, period by period.

Of one value the trail says more: which of these, and the cells (``analysis.formulas.provenance``). Trails of all values
take minutes; here the tables are read once, and not a place at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import pandas as pd

from analysis.formulas.deflator import ADJACENT_YEARS, DISTORTED_YEAR, price_base
from analysis.formulas.formula import Formula
from analysis.formulas.indicator import Definition
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.term import Term
from analysis.tables.releases import Release

Sources: TypeAlias = frozenset[str]
_Read: TypeAlias = tuple[str, str, str]
"""Measure, breakdown and period of an observation."""
_Series: TypeAlias = tuple[str, str, str]
"""Indicator, breakdown and period."""


class SourcesOfSeries:
    """The sources of series, by period; what one look-up finds serves the next."""

    def __init__(self, indicators: pd.DataFrame, tables: Observed, definitions: Mapping[str, Definition]) -> None:
        self._tables = tables
        self._definitions = definitions
        self._read: dict[tuple[str, Release], dict[_Read, Sources]] = {}
        self._found: dict[_Series, Sources] = {}
        self._places = _places(indicators)

    def of(self, indicator: str, breakdown: str, period: str) -> Sources:
        """The ids of the sources of a series in a period; none if there is no such value."""
        key = (indicator, breakdown, period)
        if key not in self._found:
            self._found[key] = frozenset()  # no indicator is derived from itself
            self._found[key] = self._look_up(key)
        return self._found[key]

    def _look_up(self, key: _Series) -> Sources:
        definition = self._definitions[key[0]]
        if definition.formula is not None:
            formula = definition.formula.at(key[2])
            terms = (self._of_term(term, key) for term in formula.terms)
            return self._of_deflator(formula, key[2]).union(*terms)
        if definition.parts is None or key not in self._places:
            return frozenset()
        found = definition.parts(Key(key[0], key[1], self._places[key], key[2]), self._tables)
        parts = {(part.indicator, part.breakdown, part.period) for part in found}
        return frozenset[str]().union(*(self.of(*part) for part in parts))

    def _of_term(self, term: Term, key: _Series) -> Sources:
        read = (term.measure, term.read_in(key[1]), term.read_at(key[2]))
        own = self._of_table(term.table, term.release).get(read, frozenset())
        return own | self._of_term(term.otherwise, key) if term.otherwise is not None else own

    def _of_deflator(self, formula: Formula, period: str) -> Sources:
        if not formula.deflated:
            return frozenset()
        smoothed = formula.deflated == "gdp smoothed" and period == DISTORTED_YEAR
        years = (price_base(self._tables), *(ADJACENT_YEARS if smoothed else (period,)))
        held = self._of_table("deflators", "newest")
        return frozenset[str]().union(*(held.get(("gdp_deflator_index", "", year), ()) for year in years))

    def _of_table(self, table: str, release: Release) -> dict[_Read, Sources]:
        if (table, release) not in self._read:
            columns = ["measure", "breakdown", "period", "source_id"]
            rows = self._tables.of_release(table, release)[columns].drop_duplicates()
            found: dict[_Read, set[str]] = {}
            for measure, breakdown, period, source in _rows(rows):
                found.setdefault((measure, breakdown, period), set()).add(source)
            self._read[table, release] = {read: frozenset(sources) for read, sources in found.items()}
        return self._read[table, release]


def _places(indicators: pd.DataFrame) -> dict[_Series, str]:
    """A place that each series has in a period: which one decides nothing, since the parts of all are read alike."""
    columns = ["indicator", "breakdown", "period", "area_code"]
    rows = indicators[columns].drop_duplicates(columns[:3])
    return {(indicator, breakdown, period): place for indicator, breakdown, period, place in _rows(rows)}


def _rows(frame: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    texts: Iterable[list[str]] = (frame[name].astype(str).tolist() for name in frame.columns)
    return zip(*texts, strict=True)
