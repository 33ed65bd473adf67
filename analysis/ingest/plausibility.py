"""Whether a release is plausible, compared with what was held before it.

Publishers' own totals are checked against their parts when a file is read. Here it is checked whether figures are of
the size that earlier years suggest, and whether as many councils have one. Each series declares in ``datapackage.json``
how large a change it allows. A larger change that is right is accepted by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.formulas.key import Key
from analysis.ingest.series import Plausibility
from analysis.tables.areas import ENGLAND, UNITED_KINGDOM
from analysis.tables.loading import Tables
from analysis.tables.periods import ending_year

COVERAGE = "coverage"
"""Takes the position of a place in a key, for the number of councils that have a figure."""

WHOLES = (ENGLAND, UNITED_KINGDOM)


@dataclass(frozen=True)
class Doubt:
    """A change that somebody has to look at: the name by which it is accepted, and what is doubtful in it."""

    key: Key
    why: str


def doubts(before: pd.DataFrame, after: pd.DataFrame, limits: Plausibility, tables: Tables) -> list[Doubt]:
    """The changes between two states of observations that the declared limits do not allow, England's first.

    ``before`` and ``after`` hold one row for each place, period, measure and breakdown, as ``Tables.current`` gives
    them; ``tables`` knows the places.
    """
    found: list[Doubt] = []
    for measure, breakdown in after[["measure", "breakdown"]].drop_duplicates().itertuples(index=False):
        if limits.looks_at(measure, breakdown):
            old, new = (_by_period(held, measure, breakdown) for held in (before, after))
            found += _Changes(measure, breakdown, old, new, tables).doubts(limits)
    return sorted(found, key=lambda doubt: (doubt.key.area not in WHOLES, doubt.key.area != COVERAGE, doubt.key))


def _by_period(held: pd.DataFrame, measure: str, breakdown: str) -> pd.DataFrame:
    """Values of one measure: a row a place, a column a period, earliest first."""
    rows = held[(held["measure"] == measure) & (held["breakdown"] == breakdown)]
    return rows.pivot(index="area_code", columns="period", values="value").dropna(axis="columns", how="all")


@dataclass(frozen=True)
class _Changes:
    """One measure before and after a release."""

    measure: str
    breakdown: str
    old: pd.DataFrame
    new: pd.DataFrame
    tables: Tables

    def doubts(self, limits: Plausibility) -> Iterator[Doubt]:
        for period in map(str, self.new.columns):
            now = self.new[period]
            if period in self.old:
                was, since, allowed = self.old[period], "as held so far", limits.revision
            else:
                earlier = [other for other in map(str, self.new.columns) if other < period]
                if not earlier:
                    continue
                years = ending_year(period) - ending_year(earlier[-1])
                was, since, allowed = self.new[earlier[-1]], f"in {earlier[-1]}", (1 + limits.year) ** years - 1
            was, now = was.align(now)
            yield from self._coverage(period, was, now, since, limits.missing)
            yield from self._whole(period, was, now, since, allowed)
            yield from self._councils(period, was, now, since, limits)

    def _coverage(self, period: str, was: pd.Series, now: pd.Series, since: str, missing: int) -> Iterator[Doubt]:
        before, after = int(was[self._are_councils(was)].count()), int(now[self._are_councils(now)].count())
        if before - after > missing:
            yield Doubt(
                Key(self.measure, self.breakdown, COVERAGE, period),
                f"{after} councils have a figure in {period}, {before} {since}; at most {missing} fewer were expected",
            )

    def _whole(self, period: str, was: pd.Series, now: pd.Series, since: str, allowed: float) -> Iterator[Doubt]:
        """England, or if its publisher gives no total, the sum of the councils that have both figures."""
        both = was.notna() & now.notna()
        area = next((code for code in WHOLES if both.get(code, False)), None)
        if area:
            before, after = float(was[area]), float(now[area])
        else:
            area, both = ENGLAND, both & self._are_councils(was)
            before, after = float(was[both].sum()), float(now[both].sum())
        if before > 0 and abs(after / before - 1) > allowed:
            yield Doubt(
                Key(self.measure, self.breakdown, area, period),
                f"{self._name(area)} has {after:,.0f} in {period}, {before:,.0f} {since}: a change of "
                f"{after / before - 1:+.1%}, where at most {allowed:.1%} was expected",
            )

    def _councils(
        self, period: str, was: pd.Series, now: pd.Series, since: str, limits: Plausibility
    ) -> Iterator[Doubt]:
        pair = pd.DataFrame({"was": was, "now": now})[self._are_councils(was)].dropna()
        larger, smaller = pair.max(axis=1), pair.min(axis=1).clip(lower=0)
        for area in pair.index[(larger >= limits.floor) & (larger > limits.council * smaller)]:
            yield Doubt(
                Key(self.measure, self.breakdown, str(area), period),
                f"{self._name(area)} has {pair['now'][area]:,.0f} in {period}, {pair['was'][area]:,.0f} {since}: more "
                f"than {limits.council:g} times as much, or as little",
            )

    def _are_councils(self, of: pd.Series) -> pd.Series:
        areas = self.tables.areas
        return pd.Series(of.index.isin(areas.loc[areas["level"] == "authority", "area_code"]), index=of.index)

    def _name(self, area: str) -> str:
        return self.tables.places.name(area)
