"""The terms of a formula: which measure of which table each reads, and for which period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from analysis.tables.periods import ending_year, financial_year_ending, mid_year_before
from analysis.tables.releases import Release

EACH: Final = "*"


@dataclass(frozen=True)
class Term:
    """One measure of one table in a formula, with the words a reader knows it by.

    ``breakdown`` names a category; ``EACH`` in it stands for each category of the indicator in turn, and the empty text
    is a measure without categories. ``mid_year`` reads a population at the mid-year before the period, ``year_before``
    a figure of the financial year before. ``otherwise`` is read if the measure itself is not held; its words are noted
    with the value unless they are those of the term. ``until`` is the last period in which the term is a line of its
    own: later it is within another term of the formula, and is not read. ``remarks`` has periods whose figures are
    unlike those of others, each with the note that its values carry. ``release`` reads another release than the newest;
    figures without such a release have no value, and no gap either.
    """

    words: str
    table: str
    measure: str
    breakdown: str = ""
    sign: int = 1
    mid_year: bool = False
    year_before: bool = False
    otherwise: Term | None = None
    until: str = ""
    remarks: tuple[tuple[str, str], ...] = ()
    release: Release = "newest"

    @property
    def less(self) -> Term:
        """The same measure, taken off."""
        return replace(self, sign=-1)

    @property
    def of_each(self) -> bool:
        """Whether the term reads each category of the indicator in turn."""
        return EACH in self.breakdown

    def read_in(self, category: str) -> str:
        """The breakdown of the observation that the term reads for a category of the indicator.

        >>> Term("spending", "section_251_lines", "gross_expenditure_gbp", "*/total/total").read_in("safeguarding")
        'safeguarding/total/total'
        """
        return self.breakdown.replace(EACH, category)

    def category_of(self, breakdown: str) -> str | None:
        """The category of the indicator that an observation's breakdown is read for, None if the term does not read it.

        >>> term = Term("private", "section_251_lines", "gross_expenditure_gbp", "children_looked_after/*/private")
        >>> term.category_of("children_looked_after/fostering/private"), term.category_of("safety/total/total")
        ('fostering', None)
        """
        before, _, after = self.breakdown.partition(EACH)
        if not (self.of_each and breakdown.startswith(before) and breakdown.endswith(after)):
            return "" if breakdown == self.breakdown else None
        return breakdown[len(before) : len(breakdown) - len(after)]

    def is_read_at(self, period: str) -> bool:
        """Whether the term is a line of its own in a period of the indicator."""
        return not self.until or period <= self.until

    def read_at(self, period: str) -> str:
        """The period of the observation that the term reads for a period of the indicator.

        >>> Term("children", "population", "children_0_17", mid_year=True).read_at("2024-25")
        '2024'
        >>> Term("outturn", "outturn", "outturn_gbp", EACH, year_before=True).read_at("2024-25")
        '2023-24'
        """
        if self.mid_year:
            return mid_year_before(period)
        return financial_year_ending(ending_year(period) - 1) if self.year_before else period
