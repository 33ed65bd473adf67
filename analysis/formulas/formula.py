"""How an indicator is made of observations: terms, formulas and their values for every place and period.

A formula is data: the same object that computes an indicator says, later, which observations made one of its values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol

import numpy as np
import pandas as pd

from analysis.problem import Problem
from analysis.tables.areas import Level
from analysis.tables.corrections import Corrections
from analysis.tables.membership import Membership
from analysis.tables.periods import ending_year, financial_year_ending, mid_year_before

EACH: Final = "*"
VALUE_COLUMNS: Final = (
    "breakdown",
    "area_code",
    "period",
    "value",
    "numerator",
    "denominator",
    "areas_covered",
    "areas_expected",
    "note",
)
MARKER_MEANING: Final = {
    "c": "suppressed by the publisher",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero but is not zero",
    "u": "unreliable",
}
SUPPRESSED: Final = ("c", "low")
"""Markers of figures that a publisher withholds, and yet has in its totals."""
MARKERS: Final = pd.Index(("", *MARKER_MEANING))
NOT_HELD: Final = 0
"""What stands, as a number into ``MARKERS``, for a figure that the table has no row for, or no marker."""
DISTORTED_YEAR: Final = "2020-21"
"""The year whose GDP deflator the pandemic distorted."""
YEARS_BESIDE: Final = ("2019-20", "2021-22")
NAMED_AT_MOST: Final = 6
PUBLISHED_TOTAL: Final = "publisher's total"

Totals = Literal["published", "councils", "published where complete", "published only"]


class Observed(Protocol):
    """The tidy tables as formulas read them."""

    @property
    def membership(self) -> Membership:
        """The places, and which authorities make up which."""

    @property
    def neighbours(self) -> pd.DataFrame:
        """Statistical neighbours: columns ``area_code``, ``model``, ``rank`` and ``neighbour_code``."""

    @property
    def corrections(self) -> Corrections:
        """What is declared of published figures that do not add up."""

    def current(self, name: str) -> pd.DataFrame:
        """The newest final observations of a table."""


@dataclass(frozen=True)
class Term:
    """One measure of one table in a formula, with the words a reader knows it by.

    ``breakdown`` names a category, ``EACH`` stands for each category of the indicator in turn, and the empty text for a
    measure without categories. ``mid_year`` reads a population at the mid-year before the period, ``year_before`` a
    figure of the financial year before. ``otherwise`` is read where the measure itself is not held. ``remarks`` has
    periods whose figures are unlike those of others, each with what is to be noted of them.
    """

    words: str
    table: str
    measure: str
    breakdown: str = ""
    sign: int = 1
    mid_year: bool = False
    year_before: bool = False
    otherwise: Term | None = None
    remarks: tuple[tuple[str, str], ...] = ()

    def read_at(self, period: str) -> str:
        """The period of the observation that stands in the formula for a period of the indicator.

        >>> Term("children", "population", "children_0_17", mid_year=True).read_at("2024-25")
        '2024'
        >>> Term("outturn", "outturn", "outturn_gbp", EACH, year_before=True).read_at("2024-25")
        '2023-24'
        """
        if self.mid_year:
            return mid_year_before(period)
        return financial_year_ending(ending_year(period) - 1) if self.year_before else period


@dataclass(frozen=True)
class Formula:
    """Numerator over denominator, times ``per``.

    ``deflated`` restates the numerator in prices of the newest outturn year: with the GDP deflator (``gdp``) or with
    the deflator whose value for 2020-21 is the mean of its neighbours (``gdp smoothed``). ``totals`` says how regions
    and England come about: as the publisher gives them, or as the sum of councils with every term; classes and the
    county group are always sums. ``published only`` has neither: the measure is a rate that cannot be added.
    ``since`` is the first period whose lines mean what the formula takes them to mean.

    >>> children = Term("children", "looked_after", "looked_after_children")
    >>> population = Term("population", "population", "children_0_17")
    >>> round(Formula((children,), (population,), per=10_000).value([81_770], [12_183_016]), 1)
    67.1
    """

    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...] = ()
    per: float = 1.0
    deflated: Literal["", "gdp", "gdp smoothed"] = ""
    totals: Totals = "published"
    since: str = ""

    def value(self, numerator: list[float], denominator: list[float] | None = None) -> float:
        """The value for one place from the observations of its terms, in the order of the terms."""
        above = sum(term.sign * number for term, number in zip(self.numerator, numerator, strict=True))
        if not self.denominator:
            return self.per * above
        below = sum(term.sign * number for term, number in zip(self.denominator, denominator or [], strict=True))
        return self.per * above / below

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, the numerator's first."""
        return self.numerator + self.denominator


class Held(NamedTuple):
    """The observations of a term: an array for each, with numbers for places, periods, breakdowns and markers.

    The numbers count the places of :class:`Observations`, the ``periods`` and ``breakdowns`` beside, and ``MARKERS``.
    """

    place: np.ndarray
    period: np.ndarray
    breakdown: np.ndarray
    value: np.ndarray
    marker: np.ndarray
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
        self._of: dict[tuple[str, str, str], Held] = {}

    def standing(self, period: str) -> np.ndarray:
        """Which of the places are authorities that stood on the last day of a period."""
        if period not in self._standing:
            self._standing[period] = np.zeros(len(self.own), dtype=bool)
            self._standing[period][self._positions(self.membership.standing(period))] = True
        return self._standing[period]

    def of(self, term: Term) -> Held:
        """The observations of a term in the places that have values of their own."""
        key = (term.table, term.measure, term.breakdown)
        rows = self.tables.current(term.table)  # asked for each time, for whoever notes what an indicator reads
        if key not in self._of:
            held = rows["measure"] == term.measure
            if term.breakdown != EACH:
                held &= rows["breakdown"] == term.breakdown
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
                periods=periods.categories,
                breakdowns=breakdowns.categories,
            )
        return self._of[key]

    def _positions(self, places: list[str]) -> np.ndarray:
        return np.asarray(self.own.get_indexer(pd.Index(places)))


def evaluate(formula: Formula, tables: Observed | Observations) -> pd.DataFrame:
    """The values of a formula for every authority, region, England, class and the county group, all periods.

    Returns the columns of ``VALUE_COLUMNS``, places, periods and breakdowns as categories in the order of their texts;
    a place with a gap has an empty value and a note that says why.
    """
    observations = tables if isinstance(tables, Observations) else Observations(tables)
    grid = _grid(formula, observations)
    parts = _parts(formula, grid, observations)
    rows = [_own_rows(formula, grid, parts)]
    if formula.totals != "published only":
        rows += [_composite_rows(formula, grid, parts, composite) for composite in observations.composites]
    return _values(formula, grid, rows)


def deflator(tables: Observed, *, smoothed: bool = False) -> pd.Series:
    """What money of each financial year is multiplied by to stand in prices of the newest outturn year.

    ``smoothed`` replaces the index of 2020-21, which the pandemic distorted, by the mean of 2019-20 and 2021-22.
    """
    index = tables.current("deflators").set_index("period")["value"].sort_index()
    if smoothed and set(YEARS_BESIDE) <= set(index.index):
        index.loc[DISTORTED_YEAR] = index.loc[list(YEARS_BESIDE)].mean()
    factor: pd.Series = index.loc[price_base(tables)] / index
    return factor


def price_base(tables: Observed) -> str:
    """The financial year in whose prices real terms are stated: the newest one with outturn."""
    periods = tables.current("outturn")["period"].unique()
    if not len(periods):
        raise Problem("Real terms need a year of outturn to state prices in, and outturn.csv has none: import one.")
    return str(max(periods))


@dataclass(frozen=True)
class _Grid:
    """The places, periods and breakdowns that a formula has values for: the axes of every array below.

    ``asked`` says of which authority, when and in which breakdown a value is to be expected.
    """

    observations: Observations
    periods: pd.Index
    breakdowns: pd.Index
    asked: np.ndarray

    @property
    def shape(self) -> tuple[int, int, int]:
        return len(self.observations.own), len(self.periods), len(self.breakdowns)


@dataclass(frozen=True)
class _Parts:
    """Numerator and denominator of every place's own value, and what stands in the way of those that have none."""

    numerator: np.ndarray
    denominator: np.ndarray
    complete: np.ndarray
    expected: np.ndarray
    in_total: np.ndarray
    notes: np.ndarray


class _Rows(NamedTuple):
    """Rows of the result as arrays, before their values are divided out.

    Places, periods and breakdowns are numbers, which count the categories of the columns that they become.
    """

    area_code: np.ndarray
    period: np.ndarray
    breakdown: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    areas_covered: np.ndarray
    areas_expected: np.ndarray
    note: np.ndarray


def _grid(formula: Formula, observations: Observations) -> _Grid:
    spoken = [_spoken(term, observations) for term in formula.numerator if not term.year_before]
    periods = pd.Index(sorted({period for held in spoken for period in held.periods if period >= formula.since}))
    breakdowns = pd.Index(sorted({breakdown for held in spoken for breakdown in held.breakdowns}))
    standing = np.stack([observations.standing(period) for period in periods], axis=1)
    asked_at = np.zeros((len(periods), len(breakdowns)), dtype=bool)
    for held in spoken:
        period = periods.get_indexer(held.periods)[held.period]
        breakdown = breakdowns.get_indexer(held.breakdowns)[held.breakdown]
        at = observations.authority[held.place] & (period >= 0)
        asked_at[period[at], breakdown[at]] = True
    return _Grid(observations, periods, breakdowns, standing[:, :, None] & asked_at[None, :, :])


def _spoken(term: Term, observations: Observations) -> Held:
    """The observations of a term under the periods and breakdowns of an indicator that they speak of."""
    held = observations.of(term)
    if term.mid_year:
        held = held._replace(periods=pd.Index([str(int(mid_year) + 1) for mid_year in held.periods]))
    if term.breakdown != EACH:
        held = held._replace(breakdown=np.zeros_like(held.breakdown), breakdowns=pd.Index([""]))
    return held


def _on_grid(term: Term, grid: _Grid) -> tuple[np.ndarray, np.ndarray]:
    """The values of a term, NaN where there is none, and then its marker, as a number into ``MARKERS``."""
    held = grid.observations.of(term)
    values = np.full(grid.shape, np.nan)
    markers = np.full(grid.shape, NOT_HELD)
    read_at = pd.Index([term.read_at(period) for period in grid.periods])
    period = read_at.get_indexer(held.periods)[held.period]
    breakdown = grid.breakdowns.get_indexer(held.breakdowns)[held.breakdown] if term.breakdown == EACH else 0 * period
    on = (period >= 0) & (breakdown >= 0)
    at = (held.place[on], period[on], breakdown[on])
    values[at], markers[at] = held.value[on], held.marker[on]
    if term.breakdown != EACH and grid.shape[2] > 1:
        values[:, :, 1:], markers[:, :, 1:] = values[:, :, :1], markers[:, :, :1]
    return values, markers


def _parts(formula: Formula, grid: _Grid, observations: Observations) -> _Parts:
    above = len(formula.numerator)
    sums = [np.zeros(grid.shape), np.zeros(grid.shape)]
    applicable = np.ones(grid.shape, dtype=bool)
    suppressed = np.zeros(grid.shape, dtype=bool)
    notes = np.full(grid.shape, "", dtype=object)
    remarks = np.full(grid.shape, "", dtype=object)
    for number, term in enumerate(formula.terms):
        values, markers = _on_grid(term, grid)
        if term.otherwise is not None:
            others, _ = _on_grid(term.otherwise, grid)
            instead = np.isnan(values) & ~np.isnan(others)
            values = np.where(instead, others, values)
            notes[instead] += term.otherwise.words
        missing = np.isnan(values)
        applicable &= ~(missing & (markers == MARKERS.get_loc("z")))
        suppressed |= missing & np.isin(markers, MARKERS.get_indexer(pd.Index(SUPPRESSED)))
        sums[number >= above] += term.sign * values
        if any(term.words == other.words for other in formula.terms[:number]):
            continue
        for marker in np.unique(markers[missing]):
            at = missing & (markers == marker)
            notes[at & (notes != "")] += "; "
            notes[at] += f"{term.words}: {MARKER_MEANING.get(MARKERS[marker], 'not held')}"
        for remarked in _remarked(term, grid):
            _append(remarks, remarked)
    numerator, denominator = sums
    if formula.deflated:
        factor = deflator(observations.tables, smoothed=formula.deflated == "gdp smoothed")
        numerator = numerator * factor.reindex(grid.periods).to_numpy()[None, :, None]
    complete = ~np.isnan(numerator) & ~np.isnan(denominator)
    _append(notes, np.where(complete, remarks, ""))
    return _Parts(
        np.where(complete, numerator, np.nan),
        np.where(complete, denominator, np.nan),
        complete,
        grid.asked & applicable,
        complete | suppressed,
        notes,
    )


def _remarked(term: Term, grid: _Grid) -> Iterator[np.ndarray]:
    """What is to be noted of a term's figures, each where it is: years unlike others, totals that do not add up."""
    read_at = np.array([term.read_at(period) for period in grid.periods])
    own = grid.observations.own
    for period, remark in term.remarks:
        remarked = np.full(grid.shape, "", dtype=object)
        remarked[:, read_at == period] = remark
        yield remarked
    for declared in grid.observations.tables.corrections.discrepancies:
        concerned = term.breakdown in declared.breakdowns or term.breakdown == EACH
        if not (declared.table == term.table and declared.period in read_at and concerned):
            continue
        remarked = np.full(grid.shape, "", dtype=object)
        breakdowns = grid.breakdowns.isin(declared.breakdowns) | (term.breakdown != EACH)
        for place in np.flatnonzero(own.isin(declared.area_codes)):
            at = np.ix_([place], read_at == declared.period, breakdowns)
            remarked[at] = declared.noted(grid.observations.names[place])
        yield remarked


def _own_rows(formula: Formula, grid: _Grid, parts: _Parts) -> _Rows:
    """The rows of authorities, and of regions and England where the measure cannot be added."""
    shown = grid.asked | (grid.observations.authority[:, None, None] & parts.complete)
    if formula.totals == "published only":
        shown = shown | parts.complete
    at = np.nonzero(shown)
    place, period, breakdown = at
    return _Rows(
        grid.observations.places.categories.get_indexer(grid.observations.own)[place],
        period,
        breakdown,
        parts.numerator[at],
        parts.denominator[at],
        parts.complete[at].astype(int),
        (parts.expected | parts.complete)[at].astype(int),
        parts.notes[at],
    )


def _composite_rows(formula: Formula, grid: _Grid, parts: _Parts, composite: str) -> _Rows:
    """The rows of one region, class, group or England: the publisher's total, or the sum of councils with all terms."""
    members = grid.observations.composites[composite]
    counted = parts.expected[members]
    held = counted & parts.complete[members]
    covered, expected = held.sum(axis=0), counted.sum(axis=0)
    numerator = np.where(held, parts.numerator[members], 0.0).sum(axis=0)
    denominator = np.where(held, parts.denominator[members], 0.0).sum(axis=0)
    notes = _remarks(parts.notes[members], held)
    _append(notes, _left_out(counted & ~held, members, grid, "without"))
    nothing = covered == 0
    numerator[nothing] = np.nan
    notes[nothing] = _reasons(parts.notes[members], counted & nothing)[nothing]
    shown = expected > 0
    if formula.totals != "councils" and composite in grid.observations.own:
        own = grid.observations.own.get_loc(composite)
        published = parts.complete[own]
        if formula.totals == "published where complete":
            published = published & ((covered == expected) | (expected == 0))
        numerator = np.where(published, parts.numerator[own], numerator)
        denominator = np.where(published, parts.denominator[own], denominator)
        inside = counted & parts.in_total[members]
        covered = np.where(published, inside.sum(axis=0), covered)
        totals = np.full(published.shape, PUBLISHED_TOTAL, dtype=object)
        _append(totals, parts.notes[own])
        _append(totals, _left_out(counted & ~inside, members, grid, "no figure of their own:"))
        notes = np.where(published, totals, notes)
        shown = shown | published
    at = np.nonzero(shown)
    period, breakdown = at
    return _Rows(
        np.full(len(period), grid.observations.places.categories.get_loc(composite)),
        period,
        breakdown,
        numerator[at],
        denominator[at],
        covered[at],
        expected[at],
        notes[at],
    )


def _values(formula: Formula, grid: _Grid, rows: list[_Rows]) -> pd.DataFrame:
    joined = _Rows(*(np.concatenate(columns) for columns in zip(*rows, strict=True)))
    numerator, denominator, notes = joined.numerator, joined.denominator, joined.note
    if formula.denominator:
        possible = denominator > 0
        value = formula.per * numerator / np.where(possible, denominator, np.nan)
        undefined = ~possible & ~np.isnan(numerator) & ~np.isnan(denominator)
        notes = np.where(undefined, "no value: the denominator is not above zero", notes)
        denominator = np.where(np.isnan(numerator), np.nan, denominator)
    else:
        value = formula.per * numerator
        denominator = np.full(len(numerator), np.nan)
    # No councils are named for totals of years in which the publisher gives England alone.
    known = joined.areas_expected > 0
    return pd.DataFrame(
        {
            "breakdown": pd.Categorical.from_codes(joined.breakdown, grid.breakdowns),
            "area_code": pd.Categorical.from_codes(joined.area_code, dtype=grid.observations.places),
            "period": pd.Categorical.from_codes(joined.period, grid.periods),
            "value": value,
            "numerator": numerator,
            "denominator": denominator,
            "areas_covered": np.where(known, joined.areas_covered, np.nan),
            "areas_expected": np.where(known, joined.areas_expected, np.nan),
            "note": notes,
        },
        columns=list(VALUE_COLUMNS),
    )


def _remarks(notes: np.ndarray, held: np.ndarray) -> np.ndarray:
    """What is remarked of councils that a sum holds, once for each period and breakdown."""
    remarks = np.full(notes.shape[1:], "", dtype=object)
    remarked = held & (notes != "")
    for period, breakdown in zip(*np.nonzero(remarked.any(axis=0)), strict=True):
        remarks[period, breakdown] = "; ".join(sorted(set(notes[remarked[:, period, breakdown], period, breakdown])))
    return remarks


def _reasons(notes: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Why no council has a value: what is noted most often, once for each period and breakdown."""
    reasons = np.full(notes.shape[1:], "", dtype=object)
    for period, breakdown in zip(*np.nonzero(counted.any(axis=0)), strict=True):
        said = Counter(notes[counted[:, period, breakdown], period, breakdown])
        reasons[period, breakdown] = min(said, key=lambda note: (-said[note], note))
    return reasons


def _left_out(absent: np.ndarray, members: np.ndarray, grid: _Grid, words: str) -> np.ndarray:
    """Which councils a sum leaves out: by name where they are few, else how many."""
    notes = np.full(absent.shape[1:], "", dtype=object)
    for period, breakdown in zip(*np.nonzero(absent.any(axis=0)), strict=True):
        left_out = members[absent[:, period, breakdown]]
        if len(left_out) > NAMED_AT_MOST:
            listed = f"{len(left_out)} councils"
        else:
            listed = ", ".join(sorted(grid.observations.names[place] for place in left_out))
        notes[period, breakdown] = f"{words} {listed}"
    return notes


def _append(notes: np.ndarray, more: np.ndarray) -> None:
    """Adds to each note what more there is to say."""
    both = (notes != "") & (more != "")
    notes[both] += "; "
    notes += more
