"""The grid of a formula: the places, periods and breakdowns that it has values for, and its terms read onto it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.observations import NOT_HELD, Held, Observations
from analysis.formulas.term import Term
from analysis.problem import Problem
from analysis.tables.periods import is_financial_year, is_year


@dataclass(frozen=True)
class Grid:
    """The axes of every array of an evaluation: places, periods and breakdowns.

    ``asked`` says of which authority, when and in which breakdown a value is to be expected.
    """

    observations: Observations
    periods: pd.Index
    breakdowns: pd.Index
    asked: np.ndarray

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many places, periods and breakdowns there are."""
        return len(self.observations.own), len(self.periods), len(self.breakdowns)


def grid_of(formula: Formula, observations: Observations) -> Grid:
    """The grid that the observations of a formula's numerator span.

    Raises ``Problem`` if the tables hold no observation of the numerator.
    """
    terms = [term for term in formula.numerator if not term.year_before]
    own = [_in_periods_of_indicator(term, observations) for term in terms]
    instead = [_in_periods_of_indicator(term.otherwise, observations) for term in terms if term.otherwise is not None]
    spanning = [*own, *instead]
    periods = pd.Index(sorted({period for held in spanning for period in held.periods if period >= formula.since}))
    breakdowns = pd.Index(sorted({breakdown for held in own for breakdown in held.breakdowns}))
    if periods.empty:
        read = " and ".join(f"{term.measure} in {term.table}.csv" for term in formula.numerator)
        raise Problem(f"There is no observation of {read}: import its files, or correct the name in the formula.")
    standing = np.stack([observations.standing(period) for period in periods], axis=1)

    def has_councils(several: Iterable[Held]) -> np.ndarray:
        found = np.zeros((len(periods), len(breakdowns)), dtype=bool)
        for held in several:
            period = periods.get_indexer(held.periods)[held.period]
            breakdown = breakdowns.get_indexer(held.breakdowns)[held.breakdown]
            at = observations.authority[held.place] & (period >= 0) & (breakdown >= 0)
            found[period[at], breakdown[at]] = True
        return found

    asked_at = has_councils(spanning)
    for term in terms:
        if term.release != "newest":
            read_for = [term, *([term.otherwise] if term.otherwise is not None else [])]
            asked_at &= has_councils(_in_periods_of_indicator(each, observations) for each in read_for)
    return Grid(observations, periods, breakdowns, standing[:, :, None] & asked_at[None, :, :])


def read(term: Term, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """The values of a term on a grid, NaN if there is none, and their markers, as numbers into ``MARKERS``.

    Raises ``Problem`` if the term reads calendar years of a table of financial years, or the reverse.
    """
    held = grid.observations.of(term)
    values, markers = np.full(grid.shape, np.nan), np.full(grid.shape, NOT_HELD)
    for onto, column in ((values, held.value), (markers, held.marker)):
        _lay(onto, column, term, grid)
    return values, markers


def provisional(term: Term, grid: Grid) -> np.ndarray:
    """Which figures of a term on a grid are of a first release that no final one has replaced."""
    found = np.zeros(grid.shape, dtype=bool)
    _lay(found, grid.observations.of(term).provisional, term, grid)
    return found


def _lay(onto: np.ndarray, column: np.ndarray, term: Term, grid: Grid) -> None:
    """Write a column of a term's observations onto an array of a grid; the same for every breakdown if it has none."""
    held = grid.observations.of(term)
    read_at = pd.Index([term.read_at(period) for period in grid.periods])
    _refuse_other_years(term, read_at, held.periods)
    period = read_at.get_indexer(held.periods)[held.period]
    breakdown = grid.breakdowns.get_indexer(held.breakdowns)[held.breakdown] if term.of_each else 0 * period
    on = (period >= 0) & (breakdown >= 0)
    onto[held.place[on], period[on], breakdown[on]] = column[on]
    if not term.of_each and grid.shape[2] > 1:
        onto[:, :, 1:] = onto[:, :, :1]


def _in_periods_of_indicator(term: Term, observations: Observations) -> Held:
    """The observations of a term under the periods and breakdowns of the indicator that they are read for."""
    held = observations.of(term)
    if term.mid_year:
        if not all(map(is_year, held.periods)):
            raise _other_years(term, "a mid-year", held.periods)
        held = held._replace(periods=pd.Index([str(int(mid_year) + 1) for mid_year in held.periods]))
    if not term.of_each:
        held = held._replace(breakdown=np.zeros_like(held.breakdown), breakdowns=pd.Index([""]))
    return held


def _refuse_other_years(term: Term, read_at: pd.Index, periods: pd.Index) -> None:
    held = {is_financial_year(period) for period in periods}
    if held and held.isdisjoint(is_financial_year(period) for period in read_at):
        raise _other_years(term, read_at[-1], periods)


def _other_years(term: Term, period: str, periods: pd.Index) -> Problem:
    shift = "mid_year reads calendar years, " if term.mid_year else ""
    shift = "year_before reads financial years, " if term.year_before else shift
    return Problem(
        f"The term '{term.words}' is read at {period}, and {term.table}.csv has {term.measure} for periods such as "
        f"{periods[-1]}: {shift or 'a term reads the period of the indicator, '}so choose a table of such years, or "
        "another shift (mid_year, year_before)."
    )
