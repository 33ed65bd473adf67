"""Trails: the observations that a value was made of, and the value made again from them.

A value is a formula over observations of one place, of a publisher's total, or of the councils of a region, class or
group; or it is derived from other values, each with a trail of its own. So every trail ends at published cells, and
``recomputed`` makes the value again from nothing but its trail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import Definition
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.results import Result, number_or_none
from analysis.formulas.term import Term
from analysis.formulas.values import VALUE_COLUMNS


class Observation(NamedTuple):
    """One row of a tidy table; if ``value`` is None, ``marker`` says why."""

    table: str
    area_code: str
    period: str
    measure: str
    breakdown: str
    release: str
    status: str
    value: float | None
    marker: str
    source_id: str
    source_ref: str


@dataclass(frozen=True)
class TermTrail:
    """One term of a formula and the observations that it reads for one value, sorted by place."""

    term: Term
    observations: tuple[Observation, ...]

    @property
    def total(self) -> float:
        """The sum of the observations, without the sign of the term."""
        return sum(observation.value or 0.0 for observation in self.observations)


@dataclass(frozen=True)
class Deflation:
    """The deflators that restate money of a period in prices of the base year.

    Each side holds one observation, or the two whose mean replaces the year that the pandemic distorted.
    """

    base: tuple[Observation, ...]
    period: tuple[Observation, ...]

    @property
    def factor(self) -> float:
        """What money of the period is multiplied by."""
        return _mean(self.base) / _mean(self.period)


@dataclass(frozen=True)
class LeftOut:
    """A council that a sum or a publisher's total leaves out, why, and the observations that are held of it."""

    area_code: str
    reason: str
    observations: tuple[Observation, ...]


@dataclass(frozen=True)
class Trail:
    """How one value came about.

    Either ``terms`` hold the observations of its formula, with ``deflation`` if money is restated and ``left_out`` if
    councils are missing from a sum; or ``parts`` are the trails of the values that it is derived from, those without a
    value among them.
    """

    key: Key
    definition: Definition
    result: Result
    terms: tuple[TermTrail, ...] = ()
    deflation: Deflation | None = None
    left_out: tuple[LeftOut, ...] = ()
    parts: tuple[Trail, ...] = ()

    def own_observations(self) -> Iterator[Observation]:
        """The observations of its formula, and none of its parts; one that serves twice comes twice."""
        for term in self.terms:
            yield from term.observations
        if self.deflation:
            yield from self.deflation.base
            yield from self.deflation.period

    def observations(self) -> Iterator[Observation]:
        """Every observation behind the value, down through its parts; one that serves twice comes twice."""
        yield from self.own_observations()
        for part in self.parts:
            yield from part.observations()

    @cached_property
    def source_ids(self) -> tuple[str, ...]:
        """The sources of every observation behind the value, down through its parts; sorted, each once."""
        own = {observation.source_id for observation in self.own_observations()}
        return tuple(sorted(own.union(*(part.source_ids for part in self.parts))))


def recomputed(trail: Trail, tables: Observed) -> float | None:
    """The value again, from the observations of its trail alone; None if they do not give one.

    Of ``tables`` only the membership of places is read.
    """
    formula = trail.definition.formula.at(trail.key.period) if trail.definition.formula else None
    if formula is not None:
        return _of_terms(trail, formula)
    if trail.definition.derivation is None:
        return None
    values = {name: _frame(trail, name, tables) for name in trail.definition.derived_from}
    rows = trail.definition.derivation(values, tables)
    own = (
        (rows["breakdown"] == trail.key.breakdown)
        & (rows["area_code"] == trail.key.area)
        & (rows["period"] == trail.key.period)
    )
    return number_or_none(rows.loc[own, "value"].iloc[0]) if own.any() else None


def _of_terms(trail: Trail, formula: Formula) -> float | None:
    if not all(term.observations for term in trail.terms) or (formula.deflated and trail.deflation is None):
        return None
    if any(observation.value is None for term in trail.terms for observation in term.observations):
        return None
    totals = [term.total for term in trail.terms]
    above = len(formula.numerator)
    below = sum(term.sign * total for term, total in zip(formula.denominator, totals[above:], strict=True))
    if formula.denominator and below <= 0:
        return None
    factor = trail.deflation.factor if trail.deflation else 1.0
    return formula.value(totals[:above], totals[above:]) * factor


def _frame(trail: Trail, indicator: str, tables: Observed) -> pd.DataFrame:
    """The parts of one indicator as a derivation reads them, their values computed again."""
    parts = [part for part in trail.parts if part.key.indicator == indicator]
    rows = [
        (
            part.key.breakdown,
            part.key.area,
            part.key.period,
            recomputed(part, tables),
            part.result.numerator,
            part.result.denominator,
            part.result.areas_covered,
            part.result.areas_expected,
            part.result.note,
        )
        for part in parts
    ]
    frame = pd.DataFrame(rows, columns=list(VALUE_COLUMNS))
    numbers = ["value", "numerator", "denominator", "areas_covered", "areas_expected"]
    return frame.astype(dict.fromkeys(numbers, float) | {"note": str})


def _mean(observations: Sequence[Observation]) -> float:
    return sum(observation.value or 0.0 for observation in observations) / len(observations)
