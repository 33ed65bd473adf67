"""The observations that terms read: the tidy tables as arrays over places, periods and breakdowns."""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

import numpy as np
import pandas as pd

from analysis.formulas.term import Term
from analysis.tables.areas import Level
from analysis.tables.corrections import Corrections
from analysis.tables.membership import Membership
from analysis.tables.neighbours import Neighbours
from analysis.tables.releases import Release

MARKER_MEANING: Final = {
    "c": "suppressed",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero but is not zero",
    "u": "unreliable",
}
HOMES: Final = ("childrens_homes", "supported_accommodation")
"""Tables made of lists of every home, whose small counts are suppressed here and not by their publisher."""
CHILDREN_BY_GROUP: Final = (
    "ceasing_by_reason",
    "looked_after_by_characteristic",
    "looked_after_by_locality",
    "looked_after_by_placement",
    "starting_ceasing_by_characteristic",
)
"""Tables in which further counts are suppressed here, so that sums give none back that the publisher suppresses."""
GIVING_BACK: Final = ("starting_children", "ceasing_children", "unit_cost_gbp_per_week")
"""Measures suppressed here if they would give a number of looked-after children back that the publisher suppresses."""
SUPPRESSED: Final = ("c", "low")
"""Markers of figures that a publisher withholds, and yet has in its totals."""
MARKERS: Final = pd.Index(("", *MARKER_MEANING))
NOT_HELD: Final = 0
"""The position in ``MARKERS`` of a figure that the table has no row for, or no marker."""


def meaning_of(marker: str, table: str, measure: str) -> str:
    """What a marker means of a measure in a table; of a suppressed figure, by whom it is suppressed.

    >>> meaning_of("x", "looked_after", "looked_after_children"), meaning_of("c", "childrens_homes", "homes")
    ('not available', 'suppressed by this project')
    >>> meaning_of("c", "looked_after", "looked_after_children")
    'suppressed by the publisher'
    >>> meaning_of("c", "looked_after", "starting_children")
    'suppressed by the publisher or by this project'
    """
    if marker != "c":
        return MARKER_MEANING[marker]
    if table in HOMES:
        return "suppressed by this project"
    by_us_too = table in CHILDREN_BY_GROUP or measure in GIVING_BACK
    return f"suppressed by the publisher{' or by this project' if by_us_too else ''}"


class Observed(Protocol):
    """The tidy tables as formulas read them."""

    @property
    def membership(self) -> Membership:
        """The places, and which authorities make up which."""

    @property
    def neighbours(self) -> Neighbours:
        """The statistical neighbours of each council."""

    @property
    def corrections(self) -> Corrections:
        """What is declared of published figures that do not add up."""

    @property
    def is_replay(self) -> bool:
        """Whether the tables are those of another year, in which a series may not have begun."""

    def current(self, name: str) -> pd.DataFrame:
        """The newest final observations of a table."""

    def of_release(self, name: str, release: Release) -> pd.DataFrame:
        """The observations of a table in its newest, first or later release."""


class Held(NamedTuple):
    """The observations of a term: an array for each, with numbers for places, periods, breakdowns and markers.

    The numbers count the places of :class:`Observations`, the ``periods`` and ``breakdowns`` given here, and
    ``MARKERS``. ``provisional`` says which figures are of a first release that no final one has replaced.
    """

    place: np.ndarray
    period: np.ndarray
    breakdown: np.ndarray
    value: np.ndarray
    marker: np.ndarray
    provisional: np.ndarray
    periods: pd.Index
    breakdowns: pd.Index


class Observations:
    """The tidy tables prepared for many formulas: places in one order, and each term's observations found once."""

    def __init__(self, tables: Observed) -> None:
        self.tables = tables
        self.membership = tables.membership
        levels = self.membership.levels
        self.places = self.membership.places
        self.own = pd.Index(levels.index[levels.isin((Level.AUTHORITY, Level.REGION, Level.COUNTRY))])
        self.authority = (levels[self.own] == Level.AUTHORITY).to_numpy()
        self.names = [str(name) for name in self.membership.names[self.own]]
        self.composites = {place: self._positions(members) for place, members in self.membership.composites.items()}
        self._standing: dict[str, np.ndarray] = {}
        self._of: dict[tuple[str, str, str, Release], Held] = {}

    def standing(self, period: str) -> np.ndarray:
        """Which of the places are authorities that stood on the last day of a period."""
        if period not in self._standing:
            self._standing[period] = np.zeros(len(self.own), dtype=bool)
            self._standing[period][self._positions(self.membership.standing(period))] = True
        return self._standing[period]

    def of(self, term: Term) -> Held:
        """The observations of a term in the places that have values of their own."""
        key = (term.table, term.measure, term.breakdown, term.release)
        if key not in self._of:
            rows = self.tables.of_release(term.table, term.release)
            read = {name: term.category_of(name) for name in rows["breakdown"].unique()}
            held = (rows["measure"] == term.measure) & rows["breakdown"].isin(
                [name for name, category in read.items() if category is not None]
            )
            rows = rows[held & rows["area_code"].isin(self.own)]
            areas, periods, breakdowns = (
                rows[name].astype("category").cat.remove_unused_categories().cat
                for name in ("area_code", "period", "breakdown")
            )
            self._of[key] = Held(
                place=self.own.get_indexer(areas.categories)[areas.codes],
                period=periods.codes.to_numpy(),
                breakdown=breakdowns.codes.to_numpy(),
                value=rows["value"].to_numpy(),
                marker=MARKERS.get_indexer(pd.Index(rows["marker"])).clip(NOT_HELD),
                provisional=(rows["status"] == "provisional").to_numpy(),
                periods=periods.categories,
                breakdowns=pd.Index([read[name] for name in breakdowns.categories], dtype=str),
            )
        return self._of[key]

    def _positions(self, places: list[str]) -> np.ndarray:
        return np.asarray(self.own.get_indexer(pd.Index(places)))
