"""From the value of an indicator back to the observations that made it.

A value is a formula over observations of one place, of a publisher's total, or of the councils of a region, class or
group; or it is derived from other values. Each step names what it read, so that a reader ends at published cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.formula import EACH, PUBLISHED_TOTAL, Formula, Observed, Term
from analysis.indicator import Definition, definitions
from analysis.key import Key
from analysis.period import mid_year_before


@dataclass(frozen=True)
class TermTrail:
    """One term of a formula and the observations that stand in it for one value.

    ``observations`` has the columns of the tidy tables and one row a council, or the one row of the place itself.
    """

    term: Term
    table: str
    observations: pd.DataFrame

    @property
    def total(self) -> float:
        """The sum of the observations, without the sign of the term."""
        return float(self.observations["value"].sum())


@dataclass(frozen=True)
class Trail:
    """How one value came about: its formula's terms with their observations, or the values it is derived from."""

    key: Key
    definition: Definition
    row: pd.Series
    terms: tuple[TermTrail, ...]
    derived_from: tuple[Key, ...]


def trail(key: Key, indicators: pd.DataFrame, tables: Observed) -> Trail:
    """The trail of one value: ``key.area`` is a code. The row is looked up in the indicators' table.

    Raises ``KeyError`` where the table has no such value.
    """
    definition = definitions()[key.indicator]
    row = _row(key, indicators)
    if definition.formula is None:
        return Trail(key, definition, row, (), _derived_from(key, definition, indicators, tables))
    return Trail(key, definition, row, _terms(key, definition.formula, row, tables), ())


def source_ids(key: Key, indicators: pd.DataFrame, tables: Observed) -> list[str]:
    """The sources of every observation behind a value, sorted."""
    found = trail(key, indicators, tables)
    ids = {source for term in found.terms for source in term.observations["source_id"]}
    for other in found.derived_from:
        ids |= set(source_ids(other, indicators, tables))
    return sorted(ids)


def _row(key: Key, indicators: pd.DataFrame) -> pd.Series:
    rows = indicators[
        (indicators["indicator"] == key.indicator)
        & (indicators["breakdown"] == key.breakdown)
        & (indicators["area_code"] == key.area)
        & (indicators["period"] == key.period)
    ]
    if rows.empty:
        raise KeyError(str(key))
    return rows.iloc[0]


def _terms(key: Key, formula: Formula, row: pd.Series, tables: Observed) -> tuple[TermTrail, ...]:
    alone = _stands_alone(row, str(tables.membership.levels.get(key.area)))
    places = [key.area] if alone else tables.membership.members(key.area)
    found = [_observed(term, key, places, tables) for term in formula.terms]
    whole = set.intersection(*(set(rows["area_code"]) for _, rows in found))
    return tuple(
        TermTrail(term, term.table, rows[rows["area_code"].isin(whole)].reset_index(drop=True)) for term, rows in found
    )


def _stands_alone(row: pd.Series, level: str) -> bool:
    """Whether the value rests on the place's own figures: an authority's, or a publisher's total."""
    return level == "authority" or str(row["note"]).startswith(PUBLISHED_TOTAL) or pd.isna(row["areas_expected"])


def _observed(term: Term, key: Key, places: list[str], tables: Observed) -> tuple[Term, pd.DataFrame]:
    rows = _held(term, key, places, tables)
    if term.otherwise is None:
        return term, rows
    instead = _held(term.otherwise, key, [place for place in places if place not in set(rows["area_code"])], tables)
    if rows.empty and len(instead):
        return term.otherwise, instead
    return term, pd.concat([rows, instead])


def _held(term: Term, key: Key, places: list[str], tables: Observed) -> pd.DataFrame:
    current = tables.current(term.table)
    breakdown = key.breakdown if term.breakdown == EACH else term.breakdown
    period = mid_year_before(key.period) if term.mid_year else key.period
    return current[
        (current["measure"] == term.measure)
        & (current["breakdown"] == breakdown)
        & (current["period"] == period)
        & current["area_code"].isin(places)
        & current["value"].notna()
    ]


def _derived_from(key: Key, definition: Definition, indicators: pd.DataFrame, tables: Observed) -> tuple[Key, ...]:
    if definition.parts is None:
        return ()
    valued = indicators[indicators["value"].notna() & indicators["indicator"].isin(definition.derived_from)]
    known = set(map(Key._make, valued[["indicator", "breakdown", "area_code", "period"]].itertuples(index=False)))
    return tuple(part for part in definition.parts(key, tables) if part in known)
