"""Formulas: how an indicator is made of observations.

A formula is data: the same object that computes an indicator says, later, which observations made one of its values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from analysis.formulas.term import Term
from analysis.problem import Problem

Totals = Literal["published", "councils", "published where complete", "published only"]


@dataclass(frozen=True)
class Formula:
    """Numerator over denominator, times ``per``.

    ``deflated`` restates the numerator in prices of the newest outturn year: with the GDP deflator (``gdp``) or with
    the deflator whose value for 2020-21 is the mean of its neighbours (``gdp smoothed``). ``totals`` says how regions
    and England come about: as the publisher gives them, or as the sum of councils with every term; classes and the
    county group are always sums. ``published only`` has neither: the measure is a rate that cannot be added.
    ``since`` is the first period whose lines mean what the formula takes them to mean.

    Raises ``Problem`` if every term of the numerator reads the year before: no term then says which periods there are.

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

    def __post_init__(self) -> None:
        if all(term.year_before for term in self.numerator):
            words = ", ".join(term.words for term in self.numerator)
            raise Problem(
                f"The numerator of a formula needs a term of the year itself, which says for which years there are "
                f"values; it has {words or 'no term'}."
            )

    def value(self, numerator: list[float], denominator: list[float] | None = None) -> float:
        """The value for one place from the observations of its terms, in the order of the terms."""
        above = sum(term.sign * number for term, number in zip(self.numerator, numerator, strict=True))
        if not self.denominator:
            return self.per * above
        below = sum(term.sign * number for term, number in zip(self.denominator, denominator or [], strict=True))
        return self.per * above / below

    def at(self, period: str) -> Formula:
        """The formula with the terms that it reads in a period: without those that ended before it."""
        numerator, denominator = (
            tuple(term for term in terms if term.is_read_at(period)) for terms in (self.numerator, self.denominator)
        )
        return replace(self, numerator=numerator, denominator=denominator)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, the numerator's first."""
        return self.numerator + self.denominator
