"""Numerator and denominator of every place's own value, and why some places have none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.formulas.deflator import deflator
from analysis.formulas.formula import Formula
from analysis.formulas.grid import Grid, provisional, read
from analysis.formulas.notes import PROVISIONAL, append
from analysis.formulas.observations import MARKERS, NOT_HELD, SUPPRESSED, meaning_of
from analysis.formulas.term import Term


@dataclass(frozen=True)
class Operands:
    """Numerator and denominator of every place on a grid, NaN unless both are ``complete``.

    ``expected`` places should have a value; those ``in_total`` are within their publisher's total, with a figure of
    their own or a suppressed one. ``notes`` say why a value is missing, or what is remarked of one.
    """

    numerator: np.ndarray
    denominator: np.ndarray
    complete: np.ndarray
    expected: np.ndarray
    in_total: np.ndarray
    notes: np.ndarray


def operands(formula: Formula, grid: Grid) -> Operands:
    """The operands of a formula for every place, period and breakdown of its grid."""
    above = len(formula.numerator)
    sums = [np.zeros(grid.shape), np.zeros(grid.shape)]
    applicable = np.ones(grid.shape, dtype=bool)
    suppressed = np.zeros(grid.shape, dtype=bool)
    notes = np.full(grid.shape, "", dtype=object)
    remarks = np.full(grid.shape, "", dtype=object)
    for number, term in enumerate(formula.terms):
        values, markers = read(term, grid)
        if term.otherwise is not None:
            others, _ = read(term.otherwise, grid)
            instead = np.isnan(values) & ~np.isnan(others)
            values = np.where(instead, others, values)
            named = [term.words, *(other.otherwise.words for other in formula.terms[:number] if other.otherwise)]
            if term.otherwise.words not in named:
                append(remarks, np.where(instead, term.otherwise.words, "").astype(object))
        values[:, [not term.is_read_at(period) for period in grid.periods]] = 0.0
        missing = np.isnan(values)
        applicable &= ~(missing & (markers == MARKERS.get_loc("z")))
        suppressed |= missing & np.isin(markers, MARKERS.get_indexer(pd.Index(SUPPRESSED)))
        sums[number >= above] += term.sign * values
        if any(term.words == other.words for other in formula.terms[:number]):
            continue
        for marker in np.unique(markers[missing]):
            at = missing & (markers == marker)
            notes[at & (notes != "")] += "; "
            why = "not held" if marker == NOT_HELD else meaning_of(MARKERS[marker], term.table, term.measure)
            notes[at] += f"{term.words}: {why}"
        for remarked in _remarked(term, grid):
            append(remarks, remarked)
    numerator, denominator = sums
    if formula.deflated:
        factor = deflator(grid.observations.tables, smoothed=formula.deflated == "gdp smoothed")
        numerator = numerator * factor.reindex(grid.periods).to_numpy()[None, :, None]
    complete = ~np.isnan(numerator) & ~np.isnan(denominator)
    append(notes, np.where(complete, remarks, ""))
    return Operands(
        np.where(complete, numerator, np.nan),
        np.where(complete, denominator, np.nan),
        complete,
        grid.asked & applicable,
        complete | suppressed,
        notes,
    )


def _remarked(term: Term, grid: Grid) -> Iterator[np.ndarray]:
    """The remarks on a term's figures: first releases, years unlike others, totals that do not add up."""
    read_at = np.array([term.read_at(period) for period in grid.periods])
    own = grid.observations.own
    if term.release == "newest" and grid.observations.of(term).provisional.any():
        yield np.where(provisional(term, grid), PROVISIONAL, "").astype(object)
    for period, remark in term.remarks:
        remarked = np.full(grid.shape, "", dtype=object)
        remarked[:, read_at == period] = remark
        yield remarked
    for declared in grid.observations.tables.corrections.discrepancies:
        concerned = term.breakdown in declared.breakdowns or term.of_each
        if not (declared.table == term.table and declared.period in read_at and concerned):
            continue
        remarked = np.full(grid.shape, "", dtype=object)
        breakdowns = grid.breakdowns.isin(declared.breakdowns) | (not term.of_each)
        for place in np.flatnonzero(own.isin(declared.area_codes)):
            at = np.ix_([place], read_at == declared.period, breakdowns)
            remarked[at] = declared.noted(grid.observations.names[place])
        yield remarked
