"""What became of first releases, and the flags of councils' returns."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.formulas.key import series_name
from analysis.formulas.notes import PROVISIONAL
from analysis.indicators.flags import FLAGS
from analysis.indicators.revisions import LINES, LOOKED_AFTER, OUTTURN, counted
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import Tables
from analysis.tables.periods import in_runs, written_date
from analysis.wording import say
from figures.figure import NoValues, Table, Value, left, right
from figures.lookup import lookup
from figures.places import area_name, class_of
from figures.selection import councils_open, note_of

FIGURES: Final = (
    ("Outturn, children’s social care", OUTTURN, "childrens_social_care"),
    ("Outturn, all services", OUTTURN, "total_services"),
    ("RO3, looked-after children", LINES, "children_looked_after"),
    ("RO3, residential care of them", LINES, "children_looked_after_residential"),
    ("Looked-after children, number", LOOKED_AFTER, ""),
)
"""The first releases that are shown: what they count, the share of their revision, and its breakdown."""
TABLES: Final = {
    OUTTURN: ("outturn", "outturn_childrens_lines"),
    LINES: ("outturn_childrens_lines",),
    LOOKED_AFTER: ("looked_after", "looked_after_england"),
}
"""The tables that hold the releases behind a revision."""
INTERVAL: Final = "outturn_childrens_social_care"
"""The revisions that a first release of children's social care is judged by."""


def first_releases(indicators: pd.DataFrame, tables: Tables) -> Table:
    """Every pair of a first and a later release of councils' figures: how many were revised, and how far.

    Raises ``NoValues`` if no such pair is held.
    """
    found = lookup(indicators)
    rows: list[list[str | Value]] = [
        [
            words,
            period,
            _releases(tables, share, period),
            say("denominator", f"first_release_revised_share[{over}]", ENGLAND, period),
            say("numerator", f"first_release_revised_share[{over}]", ENGLAND, period),
            Value(series_name(share, breakdown), ENGLAND, period, decimals=2),
            Value(f"first_release_absolute_revision_share[{over}]", ENGLAND, period, decimals=2),
            Value(f"first_release_90th_percentile_share[{over}]", ENGLAND, period, decimals=2),
            Value(f"first_release_within_1_percent_share[{over}]", ENGLAND, period),
        ]
        for words, share, breakdown in FIGURES
        for over in [counted(share, breakdown)]
        for period in found.periods(("first_release_revised_share", over))
    ]
    if not rows:
        raise NoValues("A table compares first releases with later ones, and no pair of releases is held.")
    return Table(
        id="first-releases",
        title="How far later releases moved the first",
        caption="The councils with a figure in both releases; a council is revised if its figure moved by a thousand "
        "pounds or a child. Revisions are shares of the first release. Sum: these councils together. Up and down: "
        "their revisions added up whichever way they went. Nine in ten within: what nine in ten councils’ revisions "
        "stay within. Outturn: net current expenditure; RO3: total expenditure. Sources: Ministry of Housing, "
        "Communities and Local Government; Department for Education.",
        columns=left("Figure", "Year", "First and newest release")
        + right("Councils", "Revised (councils)", "Sum", "Up and down", "Nine in ten within")
        + right("Within 1% (of councils)"),
        rows=rows,
        at_end=True,
    )


def flags(indicators: pd.DataFrame) -> Table:
    """The flags of every council's money returns in the newest year.

    Raises ``NoValues`` if no year has a flag.
    """
    first = next(iter(FLAGS))
    periods = lookup(indicators).periods((first, ""))
    if not periods:
        raise NoValues("A table shows flags of councils' returns, and no year has any.")
    period = periods[-1]
    return Table(
        id="flags",
        title=f"Flags of every council’s money returns, {period}",
        caption="Missing: no figure of budget, outturn or RO3 on children’s social care, or in section 251, though "
        "others have one. Estimated: England’s line of budget or outturn has the publisher’s estimate in place of the "
        "return. Revised: the first release of the outturn on children’s social care moved by a thousand pounds or "
        "more. Apart: RO3 and section 251 differ by more than a tenth on looked-after children. –: no; [z]: cannot be "
        "said, with only one release or return. Sources: Department for Education; Ministry of Housing, Communities "
        "and Local Government.",
        columns=left("Council", "Class", "Missing", "Estimated", "Revised", "Apart"),
        rows=[
            [
                area_name(indicators, code),
                class_of(code),
                *(_flag(indicators, flag, code, period, words) for flag, words in FLAGS.items()),
            ]
            for code in councils_open(indicators, first, period)["area_code"]
        ],
        long=True,
        at_end=True,
    )


def provisional(indicators: pd.DataFrame, series: str, area: str, periods: list[str]) -> str:
    """Sentences that say which values of a series are from a first release, and how far such have moved; else empty.

    ``series`` is an indicator with its breakdown in brackets, as in keys. A space follows them.
    """
    first = [period for period in periods if PROVISIONAL in note_of(indicators, series, area, period)]
    if not first:
        return ""
    says = f"{in_runs(first)}: a first release, which a final one has yet to replace. "
    known = lookup(indicators).periods(("first_release_lower_share", INTERVAL))
    if not known:
        return says
    lower, upper = (
        say("n", f"first_release_{side}_share[{INTERVAL}]", ENGLAND, known[-1]) for side in ("lower", "upper")
    )
    return (
        f"{says}Of councils’ first figures of children’s social care up to {known[-1]}, nineteen in twenty moved by "
        f"between {lower} and {upper}. "
    )


def _releases(tables: Tables, share: str, period: str) -> str:
    """The first and the newest release of a year's figures, as months or years."""
    found = [
        {release for name in TABLES[share] for release in _at(tables.of_release(name, which), period)}
        for which in ("first", "later")
    ]
    return f"{_dated(min(found[0]))}; {_dated(max(found[1]))}"


def _at(rows: pd.DataFrame, period: str) -> set[str]:
    return set(rows.loc[rows["period"] == period, "release"])


def _dated(release: str) -> str:
    return written_date(release) if release.replace("-", "").isdigit() else "no date"


def _flag(indicators: pd.DataFrame, flag: str, area: str, period: str, words: str) -> str:
    value = lookup(indicators).value((flag, ""), area, period)
    if value is None:
        return "[z]"
    return (note_of(indicators, flag, area, period) or words) if value else "–"
