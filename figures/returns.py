"""Two returns about the same spending: how far section 251 and the revenue outturn (RO3) are apart, by council."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.tables.areas import ENGLAND
from analysis.tables.corrections import Corrections
from analysis.wording import listed, say
from figures.coverage import coverage, covered_of, part_of
from figures.figure import Figure, Table, Value, left, right
from figures.places import area_name, class_of
from figures.revisions import provisional
from figures.selection import across_councils, at_least, councils_open, newest_of
from figures.spending import CATEGORY_NAMES
from figures.spread import classes_as_a_whole, dots_by_class, large_enough

LOOKED_AFTER: Final = "children_looked_after"
SECTION_251: Final = "expenditure_gbp"
OUTTURN: Final = "revenue_outturn_total_expenditure_gbp"
LESS: Final = "revenue_outturn_less_section_251_gbp"
DIFFERENCE: Final = "revenue_outturn_difference_share"
ALL_LINES: Final = "revenue_outturn_difference_of_all_lines_share"
SMALL: Final = 1_000_000
"""A share of less than this in section 251, such as that of the Isles of Scilly, means nothing."""
AGREE: Final = 0.01
UNLIKELY: Final = -0.95
"""A share below which the revenue outturn has so little that an error of recording is likelier than a difference."""

SOURCES: Final = (
    "Sources: Department for Education, section 251 outturn, gross expenditure; Ministry of Housing, Communities and "
    "Local Government, revenue outturn (RO3), total expenditure."
)


def differences(indicators: pd.DataFrame) -> Figure:
    """How far each council's revenue outturn on looked-after children is from its section 251 return, by class.

    Raises ``NoValues`` if no council has both.
    """
    period = newest_of(indicators, DIFFERENCE, ENGLAND, LOOKED_AFTER)
    every = across_councils(indicators, DIFFERENCE, period, LOOKED_AFTER)
    councils, not_drawn = large_enough(every, every["denominator"] < SMALL, "less than £1m in section 251")
    series, beyond = f"{DIFFERENCE}[{LOOKED_AFTER}]", f"returns_beyond_10_percent_share[{LOOKED_AFTER}]"

    def where(row: int) -> str:
        council = councils.iloc[row]
        return f"{council['area_name']} {say('n', series, council['area_code'], period)}"

    return Figure(
        id="two-returns-by-council",
        title=f"In {period} the two returns on looked-after children were more than 10% apart in "
        f"{part_of(beyond, ENGLAND, period)} councils",
        caption=f"Total expenditure in the revenue outturn (RO3) less gross expenditure in section 251, as a share of "
        f"the latter. A dot is a council, a bar the class as a whole; below zero section 251 has more. {not_drawn}"
        f"{_unlikely(every, period)}"
        f"{provisional(indicators, f'{OUTTURN}[{LOOKED_AFTER}]', ENGLAND, [period])}"
        f"{coverage(indicators, series, ENGLAND, period)} {SOURCES}",
        alt=f"Dots for councils along a scale of per cent, in a row for each class, close together around zero and "
        f"thinning out to both sides. Taken as a whole: {classes_as_a_whole(series, period)}. Lowest: {where(-1)}; "
        f"highest: {where(0)}.",
        drawing=dots_by_class(indicators, councils, narrow_ticks=5),
        data=every[["area_code", "area_name", "value"]].rename(columns={"value": DIFFERENCE}),
    )


def by_line(indicators: pd.DataFrame) -> Table:
    """Both returns by line, and how many councils agree, in the newest year that has both.

    Raises ``NoValues`` if no council has both.
    """
    period = newest_of(indicators, DIFFERENCE, ENGLAND, LOOKED_AFTER)
    return Table(
        id="two-returns-by-line",
        title=f"Two returns of the same spending, line by line, {period}",
        caption="The councils with both returns, cash; counts and median are of councils with spending on the line in "
        "section 251. The revenue outturn has a line for asylum seekers of its own, which is left out here. "
        f"{provisional(indicators, f'{OUTTURN}[{LOOKED_AFTER}]', ENGLAND, [period])}{SOURCES}",
        columns=left("Line")
        + right("Councils (with both)", "Section 251", "RO3 less section 251", "Difference (of section 251)")
        + right("Within 1% (councils)", "Within 5% (councils)", "Beyond 10% (councils)", "Median (either way)"),
        rows=[
            [
                name,
                say("covered", f"{LESS}[{line}]", ENGLAND, period),
                say("denominator", f"{DIFFERENCE}[{line}]", ENGLAND, period, unit="gbp", style="m"),
                Value(f"{LESS}[{line}]", ENGLAND, period, style="m", decimals=0),
                Value(f"{DIFFERENCE}[{line}]", ENGLAND, period),
                *(
                    say("numerator", f"returns_{how}_percent_share[{line}]", ENGLAND, period)
                    for how in ("within_1", "within_5", "beyond_10")
                ),
                Value(f"returns_median_difference_share[{line}]", ENGLAND, period),
            ]
            for line, name in CATEGORY_NAMES.items()
        ],
    )


def every_council(indicators: pd.DataFrame, declared: Corrections) -> Table:
    """Every council's spending on looked-after children in both returns, and the reason that the files give.

    Raises ``NoValues`` if no council has both.
    """
    period = newest_of(indicators, DIFFERENCE, ENGLAND, LOOKED_AFTER)
    councils = councils_open(indicators, DIFFERENCE, period, LOOKED_AFTER)
    return Table(
        id="two-returns-every-council",
        title=f"Looked-after children: two returns of every council, {period}",
        caption="Section 251: gross expenditure; RO3: total expenditure. All lines: the seven lines together, with the "
        "line of asylum seekers in RO3. Unexplained: neither file says why the two differ. [x]: the publisher’s file "
        "has no figure, and so there is no difference (–). Amounts too small for millions are in pounds. SC shire "
        "county, UA unitary authority, MD metropolitan district, LB London borough. "
        f"{provisional(indicators, f'{OUTTURN}[{LOOKED_AFTER}]', ENGLAND, [period])}{SOURCES}",
        columns=left("Council", "Class")
        + right("Section 251", "RO3", "Difference", "Difference (of section 251)", "All lines (of section 251)")
        + left("Reason given"),
        rows=[
            [
                area_name(indicators, code),
                class_of(code),
                Value(f"{SECTION_251}[{LOOKED_AFTER}]", code, period, style="m", decimals=1, missing="[x]"),
                Value(f"{OUTTURN}[{LOOKED_AFTER}]", code, period, style="m", decimals=1, missing="[x]"),
                Value(f"{LESS}[{LOOKED_AFTER}]", code, period, style="m", decimals=1, missing="–"),
                Value(f"{DIFFERENCE}[{LOOKED_AFTER}]", code, period, missing="–"),
                Value(ALL_LINES, code, period, missing="–"),
                reason(float(value), str(note), declared, code, period),
            ]
            for code, value, note in zip(councils["area_code"], councils["value"], councils["note"], strict=True)
        ],
        long=True,
        at_end=True,
    )


def reason(difference: float, note: str, declared: Corrections, area: str, period: str) -> str:
    """Why the returns of a council on looked-after children differ, or why one is missing, as far as the files say.

    ``difference`` is a share of section 251, NaN if a return is missing; ``note`` is what the indicator notes.

    >>> [reason(share, "", Corrections(), "E10000016", "2024-25") for share in (0.004, -0.2, -0.999)]
    ['within 1%', 'unexplained', 'likely an error of recording in RO3']
    >>> reason(float("nan"), "revenue outturn: not available", Corrections(), "E06000039", "2024-25")
    'no figure in RO3'
    """
    if not pd.isna(difference):
        if difference < UNLIKELY:
            return "likely an error of recording in RO3"
        return "within 1%" if abs(difference) <= AGREE else "unexplained"
    reasons = []
    if "revenue outturn" in note:
        zeros = {
            entry.what
            for entry in declared.not_reported
            if entry.period == period and area in entry.area_codes and LOOKED_AFTER in entry.breakdowns
        }
        reasons += sorted(zeros) or ["no figure in RO3"]
    if "section 251" in note:
        absent = declared.absence("section_251", period, area, LOOKED_AFTER)
        reasons.append(f"left out of section 251: {absent.why}" if absent else "no figure in section 251")
    return "; ".join(reasons)


def asylum(indicators: pd.DataFrame) -> Table:
    """Spending on asylum-seeking children in the revenue outturn (RO3), by year.

    Raises ``NoValues`` if no year is held.
    """
    periods = at_least(indicators, "asylum_expenditure_gbp", ENGLAND, values=1).index
    net = "asylum_net_current_expenditure_gbp"
    return Table(
        id="asylum-expenditure",
        title="Spending on asylum-seeking children in the revenue outturn",
        caption="England’s line of RO3, with the publisher’s estimates for councils without a return, cash. Net "
        f"current expenditure is before any government grant. {provisional(indicators, net, ENGLAND, list(periods))}"
        "Source: Ministry of Housing, Communities and Local Government, revenue outturn (RO3).",
        columns=left("Year")
        + right("Looked after (total expenditure)", "Other asylum seekers (total expenditure)")
        + right("Both lines (total expenditure)", "Both lines (net current expenditure)")
        + right("Share of children’s social care (net)", "Councils (with figures of their own)"),
        rows=[
            [
                str(period),
                Value(f"{OUTTURN}[children_looked_after_asylum_seekers]", ENGLAND, period, style="m"),
                Value(f"{OUTTURN}[asylum_seekers]", ENGLAND, period, style="m"),
                Value("asylum_expenditure_gbp", ENGLAND, period, style="m"),
                Value(net, ENGLAND, period, style="m"),
                Value("asylum_net_current_expenditure_share", ENGLAND, period),
                covered_of(net, ENGLAND, period),
            ]
            for period in periods
        ],
        at_end=True,
    )


def _unlikely(councils: pd.DataFrame, period: str) -> str:
    """The councils whose figure in RO3 is likely to be an error of recording; empty if there is none."""
    found = councils.loc[councils["value"] < UNLIKELY, ["area_code", "area_name"]]
    named = [
        f"{name} ({say('n', f'{OUTTURN}[{LOOKED_AFTER}]', code, period)} in RO3)"
        for code, name in found.itertuples(index=False)
    ]
    return f"Likely an error of recording, and in sums as printed: {listed(sorted(named))}. " if named else ""
