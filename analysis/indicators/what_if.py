"""What if some children in children's homes lived with foster carers: how many, and what a year's care would cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from analysis.formulas.indicator import Values, derived_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.values import VALUE_COLUMNS
from analysis.indicators.decomposition import WEEKS_IN_A_YEAR
from analysis.tables.periods import ending_year, financial_year_ending

MOVED_SHARES: Final = {"one_in_twenty": 0.05, "one_in_ten": 0.10, "one_in_five": 0.20}


def _children(key: Key, _: Observed) -> list[Key]:
    return [Key("childrens_homes_children", "", key.area, key.period)]


def _children_and_costs(key: Key, tables: Observed) -> list[Key]:
    year = financial_year_ending(int(key.period))
    costs = [
        Key("unit_cost_published_gbp_per_week", kind, key.area, year) for kind in ("residential_care", "fostering")
    ]
    return [*_children(key, tables), *costs]


@derived_indicator(
    "Children moved from residential to foster care in a what-if",
    "children",
    derived_from=("childrens_homes_children",),
    parts=_children,
)
def whatif_moved_children(values: Values, _: Observed) -> pd.DataFrame:
    """Children who would move if one in twenty, ten or five of those in children's homes lived with foster carers.

    Children in homes are those counted in children's homes and secure homes on 31 March.
    """
    homes = _children_in_homes(values)
    return _whatif(homes, lambda row, share: row["homes"] * share)


@derived_indicator(
    "Difference in yearly cost in a what-if on placements",
    "gbp",
    derived_from=("childrens_homes_children", "unit_cost_published_gbp_per_week"),
    parts=_children_and_costs,
)
def whatif_difference_gbp(values: Values, _: Observed) -> pd.DataFrame:
    """What a year's care of the moved children would cost less, at the average costs of the two kinds of placement.

    A year is fifty-two weeks and a day, at the published costs of a week in the financial year that ends on the 31
    March. Assumes that each moved child would cost the average of fostering instead of the average of residential care,
    that carers could be found, and that the children who move are like those who stay: average costs are not the cost
    of the next child, and children in homes often have greater needs. More likely too high than too low.
    """
    cost = values["unit_cost_published_gbp_per_week"]
    cost = cost.assign(year=cost["period"].map(ending_year)).pivot(
        index=["area_code", "year"], columns="breakdown", values="value"
    )
    weekly = (cost["residential_care"] - cost["fostering"]).rename("weekly").reset_index()
    homes = _children_in_homes(values).merge(weekly, on=["area_code", "year"])
    return _whatif(homes, lambda row, share: row["homes"] * share * row["weekly"] * WEEKS_IN_A_YEAR)


def _children_in_homes(values: Values) -> pd.DataFrame:
    homes = values["childrens_homes_children"]
    return homes.assign(homes=homes["value"], year=homes["period"].map(ending_year))


def _whatif(homes: pd.DataFrame, outcome: Callable[[pd.DataFrame, float], pd.Series]) -> pd.DataFrame:
    frames = [
        homes.assign(
            breakdown=breakdown,
            value=outcome(homes, share),
            numerator=float("nan"),
            denominator=float("nan"),
            note="what-if; approximate",
        )
        for breakdown, share in MOVED_SHARES.items()
    ]
    rows = pd.concat(frames)
    return rows.loc[rows["value"].notna(), list(VALUE_COLUMNS)]
