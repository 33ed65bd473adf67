"""The choices of definition, year and councils that a headline figure could have rested on.

Sources: as of the indicators chosen from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import pandas as pd

from analysis.formulas.indicator import Values, derived_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.values import values_of
from analysis.indicators.budgets import CHILDREN
from analysis.indicators.spending import BASE_YEAR, LINES_SINCE
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.periods import ending_year, financial_year_ending, is_financial_year

Series = tuple[str, str]
"""Indicator and breakdown."""
ValuesOf = Callable[[str, str, str], Mapping[str, float]]
"""The values of an indicator, breakdown and area by period, those missing left out."""

LOOKED_AFTER: Final = "children_looked_after"
FIRST_YEAR: Final = 2008
"""No series that is chosen from begins before."""


class Headline(NamedTuple):
    """A headline figure: the first of its ``definitions``, of England, in its newest period.

    ``since`` makes it a change over all years since then, as a share, which may be taken from ``earliest`` on;
    ``same_councils`` is that change over the councils with a figure at both ends.
    """

    definitions: tuple[Series, ...]
    since: str = ""
    earliest: str = ""
    same_councils: Series | None = None


class Choice(NamedTuple):
    """One figure that a headline could have been.

    ``changes`` says which choice differs from the printed figure's: ``definition``, ``year``, ``councils``, or none if
    empty. ``since`` is empty unless the figure is a change.
    """

    changes: str
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
    "real_change": Headline(
        (
            ("expenditure_real_gbp", LOOKED_AFTER),
            ("expenditure_gbp", LOOKED_AFTER),
            ("expenditure_real_smoothed_gbp", LOOKED_AFTER),
            ("looked_after_on_one_set_of_lines_real_gbp", ""),
        ),
        since=BASE_YEAR,
        earliest=LINES_SINCE,
        same_councils=("expenditure_real_growth_share", LOOKED_AFTER),
    ),
    "weekly_cost": Headline((("unit_cost_gbp_per_week", "looked_after_all"),)),
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
declares it as one, in the same unit."""


def choices(headline: Headline, values_of: ValuesOf) -> list[Choice]:
    """The figure printed for a headline, and after it the others that change one choice; none if it has no value.

    Others are of another definition, of another period (of a change: since another), or of other councils: the county
    group, or those with a figure at both ends.
    """
    printed, *others = headline.definitions
    newest = max(values_of(*printed, ENGLAND), default="")

    def figures(changes: str, series: Series, area: str) -> list[Choice]:
        return [
            Choice(changes, *series, area, since, period, value)
            for since, period, value in _figures(headline, newest, values_of(*series, area))
        ]

    own = figures("year", printed, ENGLAND)
    first = [one._replace(changes="") for one in own if (one.since, one.period) == (headline.since, newest)]
    if not first:
        return []
    found = [one for one in own if (one.since, one.period) != (headline.since, newest)]
    found += [one for other in others for one in figures("definition", other, ENGLAND)]
    found += figures("councils", printed, COUNTY_GROUP)
    found = [one for one in found if one.changes == "year" or (one.since, one.period) == (headline.since, newest)]
    if headline.same_councils and newest in (same := values_of(*headline.same_councils, ENGLAND)):
        found.append(Choice("councils", *headline.same_councils, ENGLAND, headline.since, newest, same[newest]))
    return first + found


def _figures(headline: Headline, newest: str, values: Mapping[str, float]) -> list[tuple[str, str, float]]:
    """Since when, the period, and the figure."""
    if not headline.since:
        return [("", period, value) for period, value in values.items()]
    return [
        (start, newest, values[newest] / value - 1)
        for start, value in values.items()
        if headline.earliest <= start < newest and newest in values
    ]


def _of_every_choice(key: Key, _: Observed) -> list[Key]:
    """The values behind every choice for a headline."""
    headline = HEADLINES[key.breakdown]
    printed, *others = headline.definitions
    ends = [headline.since, key.period] if headline.since else [key.period]
    years = range(FIRST_YEAR, ending_year(key.period))
    periods = [financial_year_ending(year) if is_financial_year(key.period) else str(year) for year in years]
    found = [Key(*printed, ENGLAND, period) for period in (*periods, key.period)]
    found += [Key(*series, ENGLAND, period) for series in others for period in ends]
    found += [Key(*printed, COUNTY_GROUP, period) for period in ends]
    return found + ([Key(*headline.same_councils, ENGLAND, key.period)] if headline.same_councils else [])


@derived_indicator(
    "Other choices for a headline figure that would be lower",
    "share",
    derived_from=dict.fromkeys(
        name
        for headline in HEADLINES.values()
        for name, _ in (*headline.definitions, *([headline.same_councils] if headline.same_councils else []))
    ),
    parts=_of_every_choice,
)
def lower_choices_share(values: Values, _: Observed) -> pd.DataFrame:
    """Other choices that give a lower figure than the one printed for a headline, as a share of all others.

    The figure printed is England's in the newest period. Others change one choice: the definition, to an alternative in
    the same unit; the year, to any held, or for a change, which is since 2016-17, the year to start from, which is
    2012-13 or later; or the councils, to the county group or to those with a figure at both ends of a change. Source:
    as of the indicators chosen from.
    """
    known = {name: _of_england_and_county_group(frame) for name, frame in values.items()}
    rows = []
    for name, headline in HEADLINES.items():
        printed, *others = choices(headline, lambda *series: known[series[0]].get(series[1:], {})) or (None,)
        if printed is None or not others:
            continue
        lower = sum(one.value < printed.value - abs(printed.value) * 1e-9 for one in others)
        figures = (lower / len(others), lower, len(others), float("nan"), float("nan"), "")
        rows.append((name, ENGLAND, printed.period, *figures))
    return values_of(rows)


def _of_england_and_county_group(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, float]]:
    """The values of England and the county group, by breakdown and area, then period."""
    rows = frame.loc[frame["area_code"].isin((ENGLAND, COUNTY_GROUP)) & frame["value"].notna()]
    found: dict[tuple[str, str], dict[str, float]] = {}
    columns = (rows[name].astype(str) for name in ("breakdown", "area_code", "period"))
    for breakdown, area, period, value in sorted(zip(*columns, rows["value"].astype(float), strict=True)):
        found.setdefault((breakdown, area), {})[period] = value
    return found
