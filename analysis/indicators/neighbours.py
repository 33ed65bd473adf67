"""Statistical neighbours: the councils whose circumstances are most like one's own, and what they have on average.

Source: Department for Education, statistical neighbours, model of 2025; the model of 2021 is held and not used here.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from analysis.formulas.indicator import Parts, Values, declared, derived_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.values import VALUE_COLUMNS
from analysis.indicators import budgets, demand, looked_after, placements, spending
from analysis.tables.areas import Level

MODEL: Final = "2025"
SUFFIX: Final = "_of_neighbours"
"""What the name of a mean over neighbours ends with, behind the name of the indicator that it is a mean of."""
AVERAGED: Final[dict[Any, tuple[str, ...]]] = {
    looked_after.looked_after_rate_per_10k: (),
    looked_after.starting_rate_per_10k: (),
    demand.referral_rate_per_10k: (),
    demand.child_protection_plan_rate_per_10k: (),
    spending.statutory_share_narrow: (),
    spending.statutory_share_broad: (),
    spending.early_intervention_share: (),
    spending.expenditure_per_child_gbp: ("children_looked_after", "total"),
    budgets.overspend_share_of_budget: (budgets.CHILDREN,),
    placements.unit_cost_gbp_per_week: (),
    placements.placement_share: (),
}
"""The indicators that have a mean over neighbours, each with its breakdowns; an empty tuple is all of them."""


def neighbours(tables: Observed, area: str) -> list[str]:
    """The ten statistical neighbours of a council, the closest first; none for a place that is no council."""
    return tables.neighbours.of(area, MODEL)


def mean_over_neighbours(values: pd.DataFrame, tables: Observed) -> pd.DataFrame:
    """The mean of an indicator over each council's neighbours that have a value, each council counting alike.

    Its numerator is the sum of their values, its denominator how many they are; the note names who has none.
    """
    pairs = _pairs(tables).merge(values[["area_code", "breakdown", "period", "value"]], on="area_code")
    together = pairs.groupby(["area", "breakdown", "period"], sort=True)
    means = together["value"].agg(["sum", "count", "size"])
    counted = means["count"].astype(float).where(means["count"] > 0)
    notes = [""] * len(means)
    missing = pairs.assign(mean=together.ngroup())[pairs["value"].isna()].sort_values("area_code")
    for mean, name in zip(missing["mean"], missing["area_code"].map(tables.membership.names), strict=True):
        notes[mean] = f"{notes[mean]}, {name}" if notes[mean] else f"without {name}"
    return (
        means.assign(
            value=means["sum"] / counted,
            numerator=means["sum"].where(means["count"] > 0),
            denominator=counted,
            areas_covered=means["count"],
            areas_expected=means["size"],
            note=notes,
        )
        .reset_index()
        .rename(columns={"area": "area_code"})[list(VALUE_COLUMNS)]
    )


def _pairs(tables: Observed) -> pd.DataFrame:
    """Each council of today (``area``) with each of its neighbours (``area_code``), the closest first."""
    areas, model = tables.membership.areas, tables.neighbours.rows
    today = areas.loc[(areas["level"] == Level.AUTHORITY) & (areas["closed"] == ""), "area_code"]
    model = model[(model["model"] == MODEL) & model["area_code"].isin(today)].sort_values(["area_code", "rank"])
    pairs = model[["area_code", "neighbour_code"]].set_axis(["area", "area_code"], axis="columns")
    return pairs.astype(tables.membership.places)


def _of_each_neighbour(indicator: str) -> Parts:
    """The values of the neighbours that a mean is taken of."""

    def parts(key: Key, tables: Observed) -> list[Key]:
        return [key._replace(indicator=indicator, area=area) for area in neighbours(tables, key.area)]

    return parts


def _declare(indicator: str, breakdowns: tuple[str, ...]) -> None:
    """Declares the mean of an indicator over neighbours, in all its breakdowns or in some of them."""
    averaged = declared()[indicator]

    def mean(values: Values, tables: Observed) -> pd.DataFrame:
        own = values[indicator]
        return mean_over_neighbours(own[own["breakdown"].isin(breakdowns)] if breakdowns else own, tables)

    mean.__name__ = indicator + SUFFIX
    mean.__doc__ = (
        f"{averaged.label}: the mean over a council's ten statistical neighbours (Department for Education, model of "
        f"{MODEL}), of those with a value, each counting alike."
    )
    derived_indicator(
        f"{averaged.label}, mean of statistical neighbours",
        averaged.unit,
        derived_from=(indicator,),
        parts=_of_each_neighbour(indicator),
    )(mean)


for _indicator, _breakdowns in AVERAGED.items():
    _declare(_indicator.__name__, _breakdowns)
