"""The terms of a formula: which measure of which table each reads, and for which period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from analysis.tables.periods import ending_year, financial_year_ending, mid_year_before

EACH: Final = "*"


@dataclass(frozen=True)
class Term:
    """One measure of one table in a formula, with the words a reader knows it by.

    ``breakdown`` names a category; ``EACH`` is each category of the indicator in turn, ``need/*`` each of those that
    begin so, and the empty text a measure without categories. ``mid_year`` reads a population at the mid-year before
    the period, ``year_before`` a figure of the financial year before. ``otherwise`` is read if the measure itself is
    not held. ``remarks`` has periods whose figures are unlike those of others, each with a note for its values.
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

    @property
    def each(self) -> bool:
        """Whether the term reads each of several categories in turn, and not one.

        >>> Term("children by need", "looked_after_by_characteristic", "looked_after_children", "need/*").each
        True
        """
        return self.breakdown.endswith(EACH)

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
