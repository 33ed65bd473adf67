"""How a value is worked out, in words and then in numbers, as one would write it under a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from analysis.formulas.formula import Formula
from analysis.formulas.key import breakdown_words
from analysis.formulas.term import EACH, Term
from analysis.formulas.trail import Observation, TermTrail, Trail
from figures import number


class Working(NamedTuple):
    """A formula twice: with the names of what it reads and with the numbers; both are empty if there is none."""

    words: str
    numbers: str


def working(trail: Trail) -> Working:
    """The formula of a value, or for a derived one its numerator over its denominator.

    A value that is derived from others, and no ratio, has no working of its own: its definition says how.
    """
    formula = trail.definition.formula
    if formula is not None:
        return _of_formula(formula, trail)
    above, below = trail.result.numerator, trail.result.denominator
    if above is None or below is None:
        return Working("", "")
    return Working("numerator ÷ denominator", f"{number.in_full(above)} ÷ {number.in_full(below)}")


def _of_formula(formula: Formula, trail: Trail) -> Working:
    above, below = trail.terms[: len(formula.numerator)], trail.terms[len(formula.numerator) :]
    alone = not (below or trail.deflation) and formula.per == 1
    words = _sum(above, [_named(term.term, trail.key.breakdown) for term in above], alone=alone)
    numbers = _sum(above, [_total(term) for term in above], alone=alone)
    if trail.deflation:
        words = f"{words} × deflator of {_years(trail.deflation.base)} ÷ deflator of {_years(trail.deflation.period)}"
        numbers = f"{numbers} × {_index(trail.deflation.base)} ÷ {_index(trail.deflation.period)}"
    if below:
        words += f" ÷ {_sum(below, [_named(term.term, trail.key.breakdown) for term in below])}"
        numbers += f" ÷ {_sum(below, [_total(term) for term in below])}"
    scale = _scale(formula.per)
    return Working(words + scale, numbers + scale)


def _sum(terms: Sequence[TermTrail], parts: Sequence[str], *, alone: bool = False) -> str:
    text = "".join(
        (" − " if term.term.sign < 0 else " + ") + part if position else part
        for position, (term, part) in enumerate(zip(terms, parts, strict=True))
    )
    return text if alone or len(parts) == 1 else f"({text})"


def _named(term: Term, breakdown: str) -> str:
    return f"{term.words} ({breakdown_words(breakdown)})" if term.breakdown == EACH and breakdown else term.words


def _total(term: TermTrail) -> str:
    held = [observation for observation in term.observations if observation.value is not None]
    return number.in_full(term.total) if held else "no figure"


def _years(deflators: Sequence[Observation]) -> str:
    return " and ".join(deflator.period for deflator in deflators)


def _index(deflators: Sequence[Observation]) -> str:
    """The index of a year, or the two that its mean is taken of."""
    indices = [number.in_full(deflator.value) for deflator in deflators if deflator.value is not None]
    return indices[0] if len(indices) == 1 else f"(({' + '.join(indices)}) ÷ {len(indices)})"


def _scale(per: float) -> str:
    if per == 1:
        return ""
    return f" × {number.in_full(per)}" if per > 1 else f" ÷ {number.in_full(1 / per)}"
