"""Every choice of definition, year and councils that a headline figure could have rested on.

Sources: as of the indicators chosen from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import pandas as pd

from analysis.formulas.indicator import Values, derived_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.values import VALUE_COLUMNS, empty_values
from analysis.indicators.budgets import CHILDREN
from analysis.indicators.spending import BASE_YEAR, LINES_SINCE
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.periods import ending_year, financial_year_ending, is_financial_year

Series = tuple[str, str]
"""Indicator and breakdown."""
ValuesOf = Callable[[str, str, str], Mapping[str, float]]
"""The values of an indicator, breakdown and area by period, those missing left out."""

COVERAGES: Final = (ENGLAND, COUNTY_GROUP)
"""The places that published claims about the headline figures are made for."""
LOOKED_AFTER: Final = "children_looked_after"
ONE_SET_OF_LINES: Final = "looked_after_on_one_set_of_lines_real_gbp"
FIRST_YEAR: Final = 2008
"""No series that is chosen from begins before."""


class Headline(NamedTuple):
    """A headline figure: the first of its ``definitions``, of England, in its newest period.

    ``since`` makes it a change over all years since then, as a share; ``changes`` are indicators that are such a change
    already.
    """

    definitions: tuple[Series, ...]
    since: str = ""
    changes: tuple[Series, ...] = ()


class Choice(NamedTuple):
    """One figure that a headline could have been; ``since`` is empty unless it is a change."""

    indicator: str
    breakdown: str
    area: str
    since: str
    period: str
    value: float


HEADLINES: Final[Mapping[str, Headline]] = {
    "looked_after_rate": Headline(
        (("looked_after_rate_per_10k", ""), ("looked_after_without_unaccompanied_rate_per_10k", ""))
    ),
    "narrow_share": Headline((("statutory_share_narrow", ""), ("statutory_share_broad", ""))),
    "broad_share": Headline((("statutory_share_broad", ""), ("statutory_share_narrow", ""))),
    "real_growth": Headline(
        (
            ("expenditure_real_gbp", LOOKED_AFTER),
            ("expenditure_gbp", LOOKED_AFTER),
            ("expenditure_real_smoothed_gbp", LOOKED_AFTER),
            (ONE_SET_OF_LINES, ""),
        ),
        since=BASE_YEAR,
        changes=(("expenditure_real_growth_share", LOOKED_AFTER),),
    ),
    "weekly_cost": Headline(
        (("unit_cost_gbp_per_week", "looked_after_all"), ("unit_cost_real_gbp_per_week", "looked_after_all"))
    ),
    "overspend_share_of_budget": Headline((("overspend_share_of_budget", CHILDREN),)),
    "share_of_overspends": Headline(
        (
            ("overspend_share_of_all_services", ""),
            ("overspend_share_of_all_services_with_education", ""),
            ("overspend_share_of_all_services_by_council", ""),
            ("overspend_share_of_all_services_by_council_with_education", ""),
            ("overspend_share_of_net", ""),
        )
    ),
    "private_share_of_homes": Headline(
        (("private_share_of_homes", ""), ("private_share_of_home_places", ""), ("private_share_of_inspected_homes", ""))
    ),
}
"""The headline figures by name, each with every definition that its indicator declares as an alternative, or that
declares it as one, in the same unit; a week's cost also in real terms."""


def choices(headline: Headline, values_of: ValuesOf) -> list[Choice]:
    """The figure printed for a headline, and after it all others that it could have been; none if it has no value.

    A change is taken from every earlier period to the newest. Cash and real spending begin with the present lines,
    since a change over two sets of lines is one of definition.
    """
    printed = headline.definitions[0]
    newest = max(values_of(*printed, ENGLAND), default="")
    found = [
        Choice(*definition, area, since, period, value)
        for area in COVERAGES
        for definition in headline.definitions
        for since, period, value in _figures(definition, headline, newest, values_of(*definition, area))
    ]
    found += [
        Choice(*change, area, headline.since, newest, values[newest])
        for area in COVERAGES
        for change in headline.changes
        if newest in (values := values_of(*change, area))
    ]
    first = [one for one in found if one[:5] == (*printed, ENGLAND, headline.since, newest)]
    return first + [one for one in found if one not in first] if first else []


def _figures(
    definition: Series, headline: Headline, newest: str, values: Mapping[str, float]
) -> list[tuple[str, str, float]]:
    """Since when, the period, and the figure."""
    if not headline.since:
        return [("", period, value) for period, value in values.items()]
    first = "" if definition[0] == ONE_SET_OF_LINES else LINES_SINCE
    return [
        (start, newest, values[newest] / value - 1)
        for start, value in values.items()
        if first <= start < newest and newest in values
    ]


def _of_every_choice(key: Key, _: Observed) -> list[Key]:
    """The values of all definitions and coverages of a headline in all periods up to its own."""
    headline = HEADLINES[key.breakdown]
    years = range(FIRST_YEAR, ending_year(key.period) + 1)
    periods = [financial_year_ending(year) if is_financial_year(key.period) else str(year) for year in years]
    return [
        Key(*definition, area, period)
        for definition in (*headline.definitions, *headline.changes)
        for area in COVERAGES
        for period in periods
    ]


@derived_indicator(
    "Other choices for a headline figure that would be lower",
    "share",
    derived_from=dict.fromkeys(
        name for headline in HEADLINES.values() for name, _ in (*headline.definitions, *headline.changes)
    ),
    parts=_of_every_choice,
)
def lower_choices_share(values: Values, _: Observed) -> pd.DataFrame:
    """Choices of definition, year and councils that give a lower figure than the printed one, as a share of all others.

    The printed figure is England's in the newest period. The others are of its declared alternatives in the same unit,
    of all periods held, and of the county group; a change is taken since every earlier period. Source: as of the
    indicators chosen from.
    """
    known = {name: _in_coverages(frame) for name, frame in values.items()}
    rows = []
    for name, headline in HEADLINES.items():
        printed, *others = choices(headline, lambda *series: known[series[0]].get(series[1:], {})) or (None,)
        if printed is None or not others:
            continue
        lower = sum(one.value < printed.value - abs(printed.value) * 1e-9 for one in others)
        figures = (lower / len(others), lower, len(others), float("nan"), float("nan"), "")
        rows.append((name, ENGLAND, printed.period, *figures))
    return pd.DataFrame(rows, columns=list(VALUE_COLUMNS)) if rows else empty_values()


def _in_coverages(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, float]]:
    """The values of the places that are chosen from, by breakdown and area, then period."""
    rows = frame.loc[frame["area_code"].isin(COVERAGES) & frame["value"].notna()]
    found: dict[tuple[str, str], dict[str, float]] = {}
    columns = (rows[name].astype(str) for name in ("breakdown", "area_code", "period"))
    for breakdown, area, period, value in sorted(zip(*columns, rows["value"].astype(float), strict=True)):
        found.setdefault((breakdown, area), {})[period] = value
    return found
