"""Which sources the values of an indicator rest on in a period, as the report's list of numbers names them.

The trail of one value, down to its cells, is ``analysis.formulas.provenance``; here a report's worth of numbers is asked for at
once, by measure and period.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Protocol

import pandas as pd

from analysis.formulas.formula import Term
from analysis.formulas.indicator import definitions
from analysis.tables.periods import mid_year_before


class Observed(Protocol):
    """The tidy tables as sources are read from them."""

    def current(self, name: str) -> pd.DataFrame:
        """The newest final observations of a table."""


class Sources:
    """The sources behind indicators, from the tables that they are computed from."""

    def __init__(self, tables: Observed) -> None:
        self._tables = tables
        self._held: dict[str, dict[tuple[str, str], list[str]]] = {}
        self.of = cache(self._of)

    def _of(self, indicator: str, period: str) -> tuple[str, ...]:
        """The ids of the sources of an indicator in a period, sorted.

        A value of another period than its observations', such as a projection, rests on all that its measures hold.
        """
        return tuple(sorted(set(self._behind(indicator, period))))

    def _behind(self, indicator: str, period: str) -> Iterator[str]:
        definition = definitions().get(indicator)
        if definition is None:
            return
        for other in definition.derived_from:
            yield from self._behind(other, period)
        if definition.formula is not None:
            for term in definition.formula.terms:
                yield from self._of_term(term, period)
            if definition.formula.deflated:
                for ids in self._by_measure("deflators").values():
                    yield from ids

    def _of_term(self, term: Term, period: str) -> list[str]:
        held = self._by_measure(term.table)
        found = held.get((term.measure, mid_year_before(period) if term.mid_year else period))
        if found is None and term.otherwise is not None:
            return self._of_term(term.otherwise, period)
        if found is None:
            return [source for (measure, _), ids in held.items() if measure == term.measure for source in ids]
        return found

    def _by_measure(self, table: str) -> dict[tuple[str, str], list[str]]:
        if table not in self._held:
            current = self._tables.current(table)
            keys = ["measure", "period", "source_id"]
            held: dict[tuple[str, str], list[str]] = {}
            for measure, period, source in current[keys].drop_duplicates().itertuples(index=False):
                held.setdefault((measure, period), []).append(source)
            self._held[table] = held
        return self._held[table]
