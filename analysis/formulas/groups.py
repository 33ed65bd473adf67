"""The values of councils put together for the places that they belong to: region, class, county group, England."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.formulas.indicator import Parts
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed

GROUP: Final = ["area_code", "period", "breakdown"]


def of_each_council(indicator: str) -> Parts:
    """The values of an indicator for the councils of a place, in the breakdown and period of the key."""

    def parts(key: Key, tables: Observed) -> list[Key]:
        return [key._replace(indicator=indicator, area=area) for area in tables.membership.members(key.area)]

    return parts


def in_groups(councils: pd.DataFrame, tables: Observed) -> pd.DataFrame:
    """A row for each place that a council belongs to, under the code of that place; keys are texts."""
    rows = councils.astype({name: str for name in GROUP if name in councils})
    members = rows.merge(tables.membership.pairs.astype(str), on="area_code")
    return members.drop(columns="area_code").rename(columns={"composite": "area_code"})


def added_up(rows: pd.DataFrame, counted: str = "value") -> pd.DataFrame:
    """The sums of numerators over those of denominators, by place, period and breakdown.

    Areas are covered if they have a figure in the column ``counted``.
    """
    grouped = rows.groupby(GROUP, sort=True)
    found = grouped.agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        areas_covered=(counted, "count"),
        areas_expected=(counted, "size"),
    ).reset_index()
    return found.assign(value=found["numerator"] / found["denominator"].where(found["denominator"] > 0))


def share_of_councils(rows: pd.DataFrame, fitting: pd.Series, counted: str = "value") -> pd.DataFrame:
    """The councils that are ``fitting`` as a share of those with a figure, by place, period and breakdown."""
    held = rows[counted].notna().astype(float)
    return added_up(rows.assign(numerator=fitting.astype(float), denominator=held), counted)
