"""What a place has no figure of, and why: told beside its figures, so that a gap is not read as a zero."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.indicators.peers import Peers
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import ending_year
from analysis.wording import listed, say
from figures.figure import Column, NoValues, Table
from figures.lookup import lookup
from figures.selection import left_out_of, place_in_sentence

ASKED: Final = {
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
"""What is asked of every place, with the words that a reader knows it by."""
CAPTION: Final = (
    "Years that England has a figure for and the place has not. Suppressed: too small to publish, so that no child can "
    "be told from it. Not available: the publisher’s file has a symbol in its place, as where a return was not made. "
    "Not held: the file has nothing, as where the publisher leaves a council out over the quality of its return."
)


def missing(indicators: pd.DataFrame, peers: Peers) -> Table:
    """Which figures of a council are missing in which years, and why.

    Raises ``NoValues`` where none is, or where the place is more than one council.
    """
    rows = [
        [label, _in_runs(periods), reason]
        for series, label in ASKED.items()
        for reason, periods in _reasons(indicators, series, peers.area).items()
    ]
    if not rows or not peers.is_council:
        raise NoValues(f"A table tells what is missing of {peers.area}, and there is nothing to tell.")
    return Table(
        id="missing",
        title=f"What is missing for {place_in_sentence(indicators, peers.area)}",
        caption=CAPTION,
        columns=[Column("Figure", align="left"), Column("Years", align="left"), Column("Why", align="left")],
        rows=rows,
    )


def covered(indicators: pd.DataFrame, peers: Peers) -> Table:
    """Which councils the newest figures of a region, a class or the county group are without.

    Raises ``NoValues`` where they are whole, or where the place is one council.
    """
    rows = []
    for series, label in ASKED.items():
        period, note = _newest(indicators, series, peers.area)
        absent = left_out_of(note)
        if absent:
            of = (series, peers.area, period)
            rows.append([label, period, f"{say('covered', *of)} of {say('expected', *of)}", absent])
    if not rows or peers.is_council:
        raise NoValues(f"A table tells which councils {peers.area} is without, and there are none to tell of.")
    return Table(
        id="covered",
        title=f"Councils without a figure in {place_in_sentence(indicators, peers.area)}",
        caption="The newest year of each figure, how many of the place’s councils it covers, and which have none. A "
        "sum is that of the others; a publisher’s total may hold what it suppresses for a single council.",
        columns=[
            Column("Figure", align="left"),
            Column("Year", align="left"),
            Column("Councils covered"),
            Column("Without", align="left"),
        ],
        rows=rows,
    )


def _reasons(indicators: pd.DataFrame, series: str, area: str) -> dict[str, list[str]]:
    """The periods for which a place has a gap where England has a value, by what the indicators note of them."""
    found, key = lookup(indicators), _key(series)
    england = {period for period, row in found.over_time(key, ENGLAND).items() if not pd.isna(found.numbers[row])}
    reasons: dict[str, list[str]] = {}
    for period, row in found.over_time(key, area).items():
        if pd.isna(found.numbers[row]) and period in england:
            reasons.setdefault(_reason(str(indicators["note"].iloc[row])), []).append(period)
    return reasons


def _reason(note: str) -> str:
    """What a note says, without the names of the figures that it says it of.

    >>> _reason("budget: not available; outturn: not available"), _reason("children looked after: not held")
    ('not available', 'not held')
    """
    return listed(list(dict.fromkeys(part.rpartition(": ")[2] for part in note.split("; ")))) or "not held"


def _newest(indicators: pd.DataFrame, series: str, area: str) -> tuple[str, str]:
    """The newest period of a series for which a place has a value, and what is noted of it."""
    found = lookup(indicators)
    held = [(period, row) for period, row in found.over_time(_key(series), area).items() if found.numbers[row] >= 0]
    return (held[-1][0], str(indicators["note"].iloc[held[-1][1]])) if held else ("", "")


def _key(series: str) -> tuple[str, str]:
    indicator, _, breakdown = series.rstrip("]").partition("[")
    return indicator, breakdown


def _in_runs(periods: list[str]) -> str:
    """Periods in order, those that follow each other as from the first to the last.

    >>> _in_runs(["2011", "2012", "2013", "2020"]), _in_runs(["2022-23", "2023-24"])
    ('2011 to 2013 and 2020', '2022-23 and 2023-24')
    """
    runs: list[list[str]] = []
    for period in periods:
        if runs and ending_year(period) == ending_year(runs[-1][-1]) + 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    told = [[f"{run[0]} to {run[-1]}"] if len(run) > 2 else run for run in runs]
    return listed([period for run in told for period in run])
