"""Which figures a place does not have, and why, so that no reader takes a gap for a zero."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.formulas.key import series_of
from analysis.indicators.peers import Peers
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import in_runs
from analysis.wording import listed
from figures.coverage import covered_of, left_out_of
from figures.figure import NoValues, Table, left, right
from figures.lookup import lookup
from figures.places import place_in_sentence

EXPECTED: Final = {
    "looked_after_children": "Children looked after at 31 March",
    "looked_after_rate_per_10k": "Children looked after per 10,000",
    "starting_children": "Children starting to be looked after",
    "ceasing_children": "Children ceasing to be looked after",
    "referrals": "Referrals in the year",
    "expenditure_gbp[total]": "Spending on children’s services",
    "expenditure_gbp[children_looked_after]": "Spending on looked-after children",
    "budget_gbp[childrens_social_care]": "Budget of children’s social care",
    "outturn_gbp[childrens_social_care]": "Outturn of children’s social care",
    "placement_share[foster_care]": "Share in foster care",
    "placement_share[childrens_homes_and_secure]": "Share in children’s homes",
    "unit_cost_gbp_per_week[residential_care]": "Cost of a week of residential care",
    "unit_cost_gbp_per_week[fostering]": "Cost of a week of fostering",
}
"""The figures that every place should have, with the words that a reader knows them by."""
CAPTION: Final = (
    "Years that England has a figure for and the place has not. Suppressed: too small to publish, so that no child can "
    "be told from it, or near to giving such a figure back. Not available: the publisher’s file has a symbol in its "
    "place, as where a return was not made. "
    "Not held: the file has nothing, as where the publisher leaves a council out over the quality of its return."
)


def missing(indicators: pd.DataFrame, peers: Peers) -> Table:
    """Which figures of a council are missing in which years, and why.

    Raises ``NoValues`` if none is missing, or if the place is more than one council.
    """
    rows = [
        [label, in_runs(periods), reason]
        for series, label in EXPECTED.items()
        for reason, periods in _reasons(indicators, series, peers.area).items()
    ]
    if not rows or not peers.is_council:
        raise NoValues(f"The table of missing figures has no rows for {peers.area}: it lists those of single councils.")
    return Table(
        id="missing",
        title=f"What is missing for {place_in_sentence(indicators, peers.area)}",
        caption=CAPTION,
        columns=left("Figure", "Years", "Why"),
        rows=rows,
    )


def covered(indicators: pd.DataFrame, peers: Peers) -> Table:
    """Which councils the newest figures of a region, a class or the county group leave out.

    Raises ``NoValues`` if they leave out none, or if the place is one council.
    """
    rows = []
    for series, label in EXPECTED.items():
        period, note = _newest(indicators, series, peers.area)
        absent = left_out_of(note)
        if absent:
            rows.append([label, period, covered_of(series, peers.area, period), absent])
    if not rows or peers.is_council:
        raise NoValues(
            f"The table of councils without a figure has no rows for {peers.area}: it lists those of groups."
        )
    return Table(
        id="covered",
        title=f"Councils without a figure in {place_in_sentence(indicators, peers.area)}",
        caption="The newest year of each figure, how many of the place’s councils it covers, and which have none. A "
        "sum is that of the others; a publisher’s total may hold what it suppresses for a single council.",
        columns=left("Figure", "Year") + right("Councils covered") + left("Without"),
        rows=rows,
        long=True,
    )


def _reasons(indicators: pd.DataFrame, series: str, area: str) -> dict[str, list[str]]:
    """The periods in which a place has no value and England has one, by what the indicators note about them."""
    found, key = lookup(indicators), series_of(series)
    england = {period for period, row in found.over_time(key, ENGLAND).items() if not pd.isna(found.numbers[row])}
    reasons: dict[str, list[str]] = {}
    for period, row in found.over_time(key, area).items():
        if pd.isna(found.numbers[row]) and period in england:
            reasons.setdefault(_reason(str(indicators["note"].iloc[row])), []).append(period)
    return reasons


def _reason(note: str) -> str:
    """What a note says, without the names of the figures that it is about.

    >>> _reason("budget: not available; outturn: not available"), _reason("children looked after: not held")
    ('not available', 'not held')
    """
    return listed(list(dict.fromkeys(part.rpartition(": ")[2] for part in note.split("; ")))) or "not held"


def _newest(indicators: pd.DataFrame, series: str, area: str) -> tuple[str, str]:
    """The newest period in which a place has a value of a series, and its note."""
    found = lookup(indicators)
    rows = found.over_time(series_of(series), area).items()
    held = [(period, row) for period, row in rows if found.numbers[row] >= 0]
    return (held[-1][0], str(indicators["note"].iloc[held[-1][1]])) if held else ("", "")
