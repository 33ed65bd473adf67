"""Four flags of a council's money returns in a year: one is missing, estimated for, revised, or at odds with another.

A flag is one or nought, and a place of many councils has the number that carry it. No index is made of the four.
Sources: Department for Education, section 251; Ministry of Housing, Communities and Local Government, budgets and
revenue outturn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from analysis.formulas.coverage import PUBLISHED_TOTAL
from analysis.formulas.groups import in_groups
from analysis.formulas.indicator import Parts, Values, derived_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.values import VALUE_COLUMNS, empty_values
from analysis.indicators.returns import BEYOND_TEN_PERCENT
from analysis.indicators.revisions import COUNTED, OUTTURN
from analysis.tables.areas import COUNCIL, ENGLAND

CHILDREN: Final = "childrens_social_care"
LOOKED_AFTER: Final = "children_looked_after"
ESTIMATED: Final = {("budget_gbp", CHILDREN): "budget", ("outturn_gbp", CHILDREN): "outturn"}
"""Returns without which the publisher estimates for England's line, and what they are called."""
RETURNS: Final = ESTIMATED | {
    ("revenue_outturn_total_expenditure_gbp", LOOKED_AFTER): "RO3",
    ("expenditure_gbp", "total"): "section 251",
}
"""The figure that stands for each return of a council, and what the return is called."""
APART: Final = "revenue_outturn_difference_share"
FLAGS: Final = {
    "flag_return_missing": "missing",
    "flag_return_estimated": "estimated",
    "flag_revised": "revised",
    "flag_returns_disagree": "apart",
}
"""The flags, each with a word for a council that carries it."""


def _figures(*figures: tuple[str, str], england: bool = False) -> Parts:
    """Some figures of each council, and of England."""

    def parts(key: Key, tables: Observed) -> list[Key]:
        areas = [*tables.membership.members(key.area), *([ENGLAND] if england else [])]
        return [Key(indicator, breakdown, area, key.period) for area in areas for indicator, breakdown in figures]

    return parts


@derived_indicator(
    "A money return is missing", "count", derived_from=tuple(name for name, _ in RETURNS), parts=_figures(*RETURNS)
)
def flag_return_missing(values: Values, tables: Observed) -> pd.DataFrame:
    """One if a council has no figure in at least one return of the year that is held of other councils, else nought.

    The returns are the budget and the outturn of children's social care, the line of looked-after children in RO3, and
    the total of section 251; the note names those that are missing. Sources: Department for Education; Ministry of
    Housing, Communities and Local Government.
    """
    return _with_groups(_missing(values, RETURNS), tables)


@derived_indicator(
    "England’s line has an estimate for a return",
    "count",
    derived_from=tuple(name for name, _ in ESTIMATED),
    parts=_figures(*ESTIMATED, england=True),
)
def flag_return_estimated(values: Values, tables: Observed) -> pd.DataFrame:
    """One if England's line of the budget or outturn has the publisher's estimate in place of the council's return.

    The files mark imputation by M, S, I or "Grossed" next to the council's name, and give the council itself no figure:
    no figure of a single council is imputed. There is no flag in a year in which the publisher gives no England line,
    and section 251 leaves councils out instead. Source: Ministry of Housing, Communities and Local Government.
    """
    published = {
        returned: set(rows.loc[_is_england(rows) & rows["note"].astype(str).str.startswith(PUBLISHED_TOTAL), "period"])
        for returned, rows in _of_each_return(values, ESTIMATED)
    }
    missing = _missing(values, ESTIMATED, published)
    return _with_groups(missing, tables)


@derived_indicator(
    "The first release was revised", "count", derived_from=(OUTTURN,), parts=_figures((OUTTURN, CHILDREN))
)
def flag_revised(values: Values, tables: Observed) -> pd.DataFrame:
    """One if the outturn on children's social care moved from its first to its newest final release, else nought.

    A move of less than a thousand pounds, the unit of the return, is none. There is no flag in years of which one
    release alone is held. Source: Ministry of Housing, Communities and Local Government.
    """
    rows = _of_councils(values[OUTTURN], CHILDREN)
    rows = rows[rows["numerator"].notna()]
    return _with_groups(rows.assign(flag=rows["numerator"].abs() >= COUNTED[OUTTURN][1], said=""), tables)


@derived_indicator("Two returns disagree", "count", derived_from=(APART,), parts=_figures((APART, LOOKED_AFTER)))
def flag_returns_disagree(values: Values, tables: Observed) -> pd.DataFrame:
    """One if RO3 and section 251 of a council are more than 10% apart on looked-after children, else nought.

    The difference is a share of section 251. There is no flag if one of the two is missing. Sources: Department for
    Education; Ministry of Housing, Communities and Local Government.
    """
    rows = _of_councils(values[APART], LOOKED_AFTER)
    rows = rows[rows["value"].notna()]
    return _with_groups(rows.assign(flag=rows["value"].abs() > BEYOND_TEN_PERCENT, said=""), tables)


def _is_england(rows: pd.DataFrame) -> pd.Series:
    return rows["area_code"].astype(str) == ENGLAND


def _of_councils(rows: pd.DataFrame, breakdown: str) -> pd.DataFrame:
    rows = rows[(rows["breakdown"].astype(str) == breakdown) & rows["area_code"].astype(str).str.match(COUNCIL)]
    return rows.astype({"area_code": str, "period": str})


def _of_each_return(values: Values, returns: dict[tuple[str, str], str]) -> Iterator[tuple[str, pd.DataFrame]]:
    for (indicator, breakdown), called in returns.items():
        rows = values[indicator]
        yield called, rows[rows["breakdown"].astype(str) == breakdown].astype({"period": str})


def _missing(
    values: Values, returns: dict[tuple[str, str], str], periods: dict[str, set[str]] | None = None
) -> pd.DataFrame:
    """Of each council and year whether one of some returns is missing, and which; ``periods`` limits those of each."""
    found = []
    for called, rows in _of_each_return(values, returns):
        own = rows[rows["area_code"].astype(str).str.match(COUNCIL) & (rows["areas_expected"] == 1)]
        if periods is not None:
            own = own[own["period"].isin(periods[called])]
        said = pd.Series(f"no {called}", index=own.index).where(own["value"].isna(), "")
        found.append(pd.DataFrame({"area_code": own["area_code"].astype(str), "period": own["period"], "said": said}))
    joined = pd.concat(found, ignore_index=True)
    key = ["area_code", "period"]
    said = joined[joined["said"] != ""].groupby(key)["said"].agg(", ".join).rename("said")
    every = joined[key].drop_duplicates().sort_values(key).join(said, on=key)
    return every.assign(flag=every["said"].notna(), said=every["said"].fillna(""))


def _with_groups(rows: pd.DataFrame, tables: Observed) -> pd.DataFrame:
    """The flag of each council, and for England and each group the number of councils that carry it."""
    if rows.empty:
        return empty_values()
    own = rows[["area_code", "period"]].assign(value=rows["flag"].astype(float))
    groups = in_groups(own, tables).groupby(["area_code", "period"], sort=True)["value"]
    counted = groups.agg(value="sum", areas_covered="count").reset_index()
    found = pd.concat([own.assign(areas_covered=1, note=rows["said"]), counted.assign(note="")], ignore_index=True)
    found = found.assign(breakdown="", numerator=float("nan"), denominator=float("nan"))
    return found.assign(areas_expected=found["areas_covered"])[list(VALUE_COLUMNS)]
