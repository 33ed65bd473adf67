"""How a value is worked out, in words and then in numbers, as one would write it under a table."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose
from typing import NamedTuple

from analysis.formulas.formula import Formula
from analysis.formulas.key import breakdown_words
from analysis.formulas.term import Term
from analysis.formulas.trail import Observation, TermTrail, Trail
from analysis.formulas.units import UNITS
from figures import number


class Working(NamedTuple):
    """A formula twice: with the names of what it reads and with the numbers; both are empty if there is none."""

    words: str
    numbers: str


def working(trail: Trail) -> Working:
    """The formula of a value, or for a derived one its numerator over its denominator.

    A value that is derived from others, and no ratio, has no working of its own: its definition says how.
    """
    formula = trail.definition.formula.at(trail.key.period) if trail.definition.formula else None
    if formula is not None:
        return _of_formula(formula, trail)
    above, below = trail.result.numerator, trail.result.denominator
    if above is None or below is None:
        return Working("", "")
    scale = _scale(_per(trail, above, below))
    return Working(f"numerator ÷ denominator{scale}", f"{number.in_full(above)} ÷ {number.in_full(below)}{scale}")


def _per(trail: Trail, above: float, below: float) -> float:
    """What a ratio is multiplied by to give the value: a rate of children is, and a mean of such rates is not."""
    per, value = float(UNITS[trail.definition.unit].per or 1), trail.result.value
    return per if value is not None and below and isclose(value, per * above / below) else 1


def in_words(formula: Formula) -> str:
    """A formula with the names of what it reads, before it is applied to a place and a period.

    >>> from analysis.indicators.looked_after import looked_after_rate_per_10k
    >>> in_words(looked_after_rate_per_10k())
    'children looked after at 31 March ÷ children aged 0 to 17 at mid-year × 10,000'
    """
    deflation = " × deflator of the newest outturn year ÷ deflator of the year" if formula.deflated else ""
    return _arithmetic(formula, formula.terms, [term.words for term in formula.terms], deflation)


def _of_formula(formula: Formula, trail: Trail) -> Working:
    terms = [term.term for term in trail.terms]
    words = numbers = ""
    if trail.deflation:
        base, period = trail.deflation.base, trail.deflation.period
        words = f" × deflator of {_years(base)} ÷ deflator of {_years(period)}"
        numbers = f" × {_index(base)} ÷ {_index(period)}"
    return Working(
        _arithmetic(formula, terms, [_named(term, trail.key.breakdown) for term in terms], words),
        _arithmetic(formula, terms, [_total(term) for term in trail.terms], numbers),
    )


def _arithmetic(formula: Formula, terms: Sequence[Term], parts: Sequence[str], deflation: str) -> str:
    """The formula with a text for each of its terms, the numerator's first."""
    count = len(formula.numerator)
    alone = not (terms[count:] or deflation) and formula.per == 1
    text = _sum(terms[:count], parts[:count], alone=alone) + deflation
    if terms[count:]:
        text += f" ÷ {_sum(terms[count:], parts[count:])}"
    return text + _scale(formula.per)


def _sum(terms: Sequence[Term], parts: Sequence[str], *, alone: bool = False) -> str:
    text = "".join(
        (" − " if term.sign < 0 else " + ") + part if position else part
        for position, (term, part) in enumerate(zip(terms, parts, strict=True))
    )
    return text if alone or len(parts) == 1 else f"({text})"


def _named(term: Term, breakdown: str) -> str:
    return f"{term.words} ({breakdown_words(breakdown)})" if term.of_each and breakdown else term.words


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
