"""Where looked-after children live and what a week of care costs.

Published figures are rounded and carry no numerators: unit costs to £5, placements to whole per cents. Sources:
Department for Education, through the Local Authority Interactive Tool.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import Parts, Values, derived_indicator, formula_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.term import EACH, Term
from analysis.formulas.values import VALUE_COLUMNS
from analysis.tables.periods import ending_year

UNIT_COST: Final = Term("unit cost", "unit_costs", "unit_cost_gbp_per_week", EACH)
PLACEMENT: Final = Term("share of placements", "placements", "placement_percent", EACH)
RESIDENTIAL: Final = "childrens_homes_and_secure"


@formula_indicator("Cost of a child's week, as published", "gbp_per_week")
def unit_cost_published_gbp_per_week() -> Formula:
    """Section 251 expenditure over children at 31 March, in pounds a child a week, as published, rounded to £5.

    Source: Department for Education.

    >>> unit_cost_published_gbp_per_week().value([7_385])
    7385.0
    """
    return Formula((UNIT_COST,), totals="published only")


@formula_indicator("Cost of a child's week, as published, real terms", "gbp_per_week")
def unit_cost_published_real_gbp_per_week() -> Formula:
    """The published cost of a child's week in prices of the newest outturn year, by the GDP deflator.

    Sources: Department for Education; HM Treasury, GDP deflators.
    """
    return Formula((UNIT_COST,), deflated="gdp", totals="published only")


@formula_indicator("Children by placement, as published", "share")
def placement_published_share() -> Formula:
    """Looked-after children by type of placement on 31 March, as published in whole per cents.

    The three types held do not add up to all placements; supported living changes its definition in 2024. Source:
    Department for Education.

    >>> placement_published_share().value([66])
    0.66
    """
    return Formula((PLACEMENT,), per=0.01, totals="published only")


def _published_and_weights(published: str) -> Parts:
    """The councils' published figures and the looked-after children that weigh them; of one place, its own figure."""

    def parts(key: Key, tables: Observed) -> list[Key]:
        if tables.membership.levels.get(key.area) not in ("class", "group"):
            return [key._replace(indicator=published)]
        figures = [key._replace(indicator=published, area=area) for area in tables.membership.members(key.area)]
        year = str(ending_year(key.period))
        weights = [Key("looked_after_children", "", figure.area, year) for figure in figures]
        return figures + weights

    return parts


@derived_indicator(
    "Cost of a child's week",
    "gbp_per_week",
    derived_from=("unit_cost_published_gbp_per_week", "looked_after_children"),
    parts=_published_and_weights("unit_cost_published_gbp_per_week"),
)
def unit_cost_gbp_per_week(values: Values, tables: Observed) -> pd.DataFrame:
    """Section 251 expenditure over children at 31 March, in pounds a child a week, by service.

    Councils, regions and England as published, rounded to £5. A class or the county group has an approximate mean of
    its councils' costs, weighted by their looked-after children at the end of the year. Source: Department for
    Education.
    """
    return _with_weighted_means(values["unit_cost_published_gbp_per_week"], values["looked_after_children"], tables)


@derived_indicator(
    "Cost of a child's week, real terms",
    "gbp_per_week",
    derived_from=("unit_cost_published_real_gbp_per_week", "looked_after_children"),
    parts=_published_and_weights("unit_cost_published_real_gbp_per_week"),
)
def unit_cost_real_gbp_per_week(values: Values, tables: Observed) -> pd.DataFrame:
    """Section 251 expenditure over children at 31 March, pounds a child a week in prices of the newest outturn year.

    A class or the county group has an approximate mean, weighted by looked-after children. Sources: Department for
    Education; HM Treasury, GDP deflators.
    """
    return _with_weighted_means(
        values["unit_cost_published_real_gbp_per_week"], values["looked_after_children"], tables
    )


@derived_indicator(
    "Children by placement",
    "share",
    derived_from=("placement_published_share", "looked_after_children"),
    parts=_published_and_weights("placement_published_share"),
)
def placement_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Looked-after children by type of placement on 31 March, as a share of all looked-after children.

    Councils, regions and England as published, in whole per cents. A class or the county group has an approximate mean
    of its councils' shares, weighted by their looked-after children. Source: Department for Education.
    """
    return _with_weighted_means(values["placement_published_share"], values["looked_after_children"], tables)


def _with_weighted_means(published: pd.DataFrame, children: pd.DataFrame, tables: Observed) -> pd.DataFrame:
    levels = tables.membership.levels
    membership = tables.membership.pairs
    membership = membership[membership["composite"].map(levels).isin(("class", "group"))]
    weights = children.assign(year=children["period"].map(ending_year))[["area_code", "year", "value"]]
    single = published.assign(year=published["period"].map(ending_year)).merge(
        weights.rename(columns={"value": "weight"}), on=["area_code", "year"], how="left"
    )
    members = single[single["areas_expected"] == 1].merge(membership, on="area_code")
    held = members["value"].notna() & members["weight"].notna()
    members = members.assign(
        held=held,
        weighted=(members["value"] * members["weight"]).where(held),
        weight=members["weight"].where(held),
    )
    means = (
        members.groupby(["composite", "period", "breakdown"], sort=True)
        .agg(
            weighted=("weighted", "sum"),
            weight=("weight", "sum"),
            areas_covered=("held", "sum"),
            areas_expected=("held", "size"),
        )
        .reset_index()
        .rename(columns={"composite": "area_code"})
    )
    means["value"] = means["weighted"] / means["weight"].where(means["weight"] > 0)
    means = means.assign(
        numerator=float("nan"),
        denominator=float("nan"),
        note="approximate: mean of the councils' published figures, weighted by their looked-after children",
    )
    return pd.concat([published, means])[list(VALUE_COLUMNS)]
