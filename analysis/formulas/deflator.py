"""The GDP deflator: what money of one year is worth in prices of another."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.formulas.observations import Observed
from analysis.problem import Problem

DISTORTED_YEAR: Final = "2020-21"
"""The year whose GDP deflator the pandemic distorted."""
ADJACENT_YEARS: Final = ("2019-20", "2021-22")
"""The years whose mean replaces it in the smoothed deflator."""


def deflator(tables: Observed, *, smoothed: bool = False) -> pd.Series:
    """The factor that restates money of each financial year in prices of the newest outturn year.

    ``smoothed`` replaces the index of 2020-21, which the pandemic distorted, by the mean of 2019-20 and 2021-22.
    Raises ``Problem`` if there is no index of the year of prices.
    """
    index = tables.current("deflators").set_index("period")["value"].sort_index()
    if smoothed and set(ADJACENT_YEARS) <= set(index.index):
        index.loc[DISTORTED_YEAR] = index.loc[list(ADJACENT_YEARS)].mean()
    base = price_base(tables)
    if base not in index.index:
        raise Problem(
            f"deflators.csv has no index of {base}, the newest year of outturn, in whose prices real terms are stated: "
            "import HM Treasury's newest workbook."
        )
    factor: pd.Series = index.loc[base] / index
    return factor


def price_base(tables: Observed) -> str:
    """The financial year whose prices real terms are in: the newest one with outturn."""
    periods = tables.current("outturn")["period"].unique()
    if not len(periods):
        raise Problem("Real terms need a year of outturn to state prices in, and outturn.csv has none: import one.")
    return str(max(periods))
