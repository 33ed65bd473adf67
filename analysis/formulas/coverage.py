"""Coverage: which places have a row, and how many councils of how many a total or a sum covers."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from analysis.formulas.formula import Formula
from analysis.formulas.grid import Grid
from analysis.formulas.notes import append, left_out, reasons, remarks
from analysis.formulas.operands import Operands

PUBLISHED_TOTAL: Final = "publisher's total"


class Rows(NamedTuple):
    """Rows of values as arrays, before numerator is divided by denominator.

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


def own_rows(formula: Formula, grid: Grid, operands: Operands) -> Rows:
    """The rows of authorities; of regions and England too, if the measure cannot be added."""
    shown = grid.asked | (grid.observations.authority[:, None, None] & operands.complete)
    if formula.totals == "published only":
        shown = shown | operands.complete
    at = np.nonzero(shown)
    place, period, breakdown = at
    return Rows(
        grid.observations.places.categories.get_indexer(grid.observations.own)[place],
        period,
        breakdown,
        operands.numerator[at],
        operands.denominator[at],
        operands.complete[at].astype(int),
        (operands.expected | operands.complete)[at].astype(int),
        operands.notes[at],
    )


def composite_rows(formula: Formula, grid: Grid, operands: Operands, composite: str) -> Rows:
    """The rows of one region, class, group or England: the publisher's total, or the sum of councils with all terms."""
    members = grid.observations.composites[composite]
    names = [grid.observations.names[place] for place in members]
    counted = operands.expected[members]
    held = counted & operands.complete[members]
    covered, expected = held.sum(axis=0), counted.sum(axis=0)
    numerator = np.where(held, operands.numerator[members], 0.0).sum(axis=0)
    denominator = np.where(held, operands.denominator[members], 0.0).sum(axis=0)
    notes = remarks(operands.notes[members], held)
    append(notes, left_out(counted & ~held, names, "without"))
    nothing = covered == 0
    numerator[nothing] = np.nan
    notes[nothing] = reasons(operands.notes[members], counted & nothing)[nothing]
    shown = expected > 0
    if formula.totals != "councils" and composite in grid.observations.own:
        own = grid.observations.own.get_loc(composite)
        published = operands.complete[own]
        if formula.totals == "published where complete":
            published = published & ((covered == expected) | (expected == 0))
        numerator = np.where(published, operands.numerator[own], numerator)
        denominator = np.where(published, operands.denominator[own], denominator)
        inside = counted & operands.in_total[members]
        covered = np.where(published, inside.sum(axis=0), covered)
        totals = np.full(published.shape, PUBLISHED_TOTAL, dtype=object)
        append(totals, operands.notes[own])
        append(totals, left_out(counted & ~inside, names, "no figure of their own:"))
        notes = np.where(published, totals, notes)
        shown = shown | published
    at = np.nonzero(shown)
    period, breakdown = at
    return Rows(
        np.full(len(period), grid.observations.places.categories.get_loc(composite)),
        period,
        breakdown,
        numerator[at],
        denominator[at],
        covered[at],
        expected[at],
        notes[at],
    )
