"""Releases of one figure: the one that printed it first, and the one that has since revised or confirmed it."""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd

from analysis.tables.periods import is_year

Release = Literal["newest", "first", "later"]
"""Which release of a figure is read: the newest, the one that printed it first, or a final one after that."""
FIGURE: Final = ["area_code", "period", "measure", "breakdown"]


def first_release(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each figure the release that printed it first, if the table holds it.

    A count at 31 March is printed first within that year. The return of a financial year may be published twice within
    a year, so its status says which is the first: a provisional release, or one that another has superseded. A release
    that the next one repeats figure by figure is none: nobody looked at its figures again.

    ``rows`` are all observations of a table.
    """
    first = rows[_printed_first(rows)]
    first = first.sort_values([*FIGURE, "release"], key=_dated_last, kind="stable").drop_duplicates(FIGURE)
    later = later_release(rows[rows["period"].isin(first["period"].unique())])
    both = first.merge(later, on=FIGURE, suffixes=("", "_later"))
    same = both["marker"].eq(both["marker_later"]) & (both["value"].eq(both["value_later"]) | both["value"].isna())
    repeated = same.groupby([both["period"], both["release"]]).all()
    is_repeated = pd.MultiIndex.from_frame(first[["period", "release"]]).isin(repeated.index[repeated])
    return first[~is_repeated].reset_index(drop=True)


def later_release(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each figure the newest final release, if it is not the one that printed it first.

    ``rows`` are all observations of a table.
    """
    later = rows[(rows["status"] == "final") & ~(_of_31_march(rows) & (rows["release"].str[:4] <= rows["period"]))]
    return later.sort_values([*FIGURE, "release"], kind="stable").drop_duplicates(FIGURE, keep="last")


def _printed_first(rows: pd.DataFrame) -> pd.Series:
    return rows["release"].str[:4].eq(rows["period"]).where(_of_31_march(rows), rows["status"] != "final")


def _of_31_march(rows: pd.DataFrame) -> pd.Series:
    return rows["period"].isin([period for period in rows["period"].unique() if is_year(period)])


def _dated_last(column: pd.Series) -> pd.Series:
    """Releases in order of age: one that is not dated, such as ``2021-final``, is older than any that is."""
    return column.str.replace(r"^(?=\d{4}-[a-z])", "0", regex=True) if column.name == "release" else column
