"""Charts and tables of what comes before a child is looked after: referrals, need, protection plans, enquiries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.tables.areas import ENGLAND
from analysis.wording import say
from figures.coverage import coverage
from figures.drawing.colours import BLUE, PLUM
from figures.drawing.style import draw_panels
from figures.drawing.text import label_point, panel_title
from figures.figure import Figure, Table, Value, left, right
from figures.marks import mark_line
from figures.number import text
from figures.places import WIDER_PLACES
from figures.selection import newest, over_time, rows_of
from figures.sources import ESTIMATES, cited

REFERRALS: Final = "referral_rate_per_10k"
IN_NEED: Final = "children_in_need_rate_per_10k"
ENQUIRIES: Final = "section_47_enquiries_per_10k"
PLANS: Final = "child_protection_plan_rate_per_10k"
RATES: Final = {
    REFERRALS: "Referrals in the year",
    IN_NEED: "Children in need at 31 March",
    ENQUIRIES: "Section 47 enquiries in the year",
    PLANS: "Protection plans at 31 March",
}
SOURCES: Final = cited("Department for Education, Children in need", ESTIMATES)


def rates(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """The four steps before a child is looked after, per 10,000 children: a panel each, on its own scale."""
    series = pd.DataFrame({name: over_time(indicators, name, area) for name in RATES})
    periods = list(series.index)
    first = periods[0]

    def paint(panels: Sequence[Axes]) -> None:
        for axes, (name, label) in zip(panels, RATES.items(), strict=True):
            own = series[name]
            axes.plot(range(len(own)), own, color=PLUM if name == ENQUIRIES else BLUE)
            mark_line(axes, indicators, own, name, area, row=label)
            axes.set_xlim(-0.4, len(own) - 0.6)
            axes.set_ylim(0, own.max() * 1.3)
            held = [period for period in periods if pd.notna(own[period])]
            axes.set_xticks([0, periods.index(held[-1])], [first, held[-1]])
            for period, ha in ((held[0], "left"), (held[-1], "right")):
                label_point(axes, periods.index(period), own[period], text(own[period], "per_10k", decimals=0), ha=ha)
            panel_title(axes, label)

    starts = {name: str(series[name].first_valid_index()) for name in RATES}
    ends = {name: newest(series[name]) for name in RATES}
    began, ended = starts[ENQUIRIES], str(series[[ENQUIRIES, REFERRALS]].dropna().index[-1])
    same_years = (began, ends[ENQUIRIES]) == (first, ends[REFERRALS])
    enquired = "" if same_years else f" (section 47 enquiries {began} to {ends[ENQUIRIES]})"
    lines = "; ".join(
        f"{label}, {say('n', name, area, starts[name])} in {starts[name]} and {say('n', name, area, ends[name])} in "
        f"{ends[name]}"
        for name, label in RATES.items()
    )
    return Figure(
        id="demand-rates",
        title=f"Section 47 enquiries {say('rose', ENQUIRIES, area, began, ended, same='went')} from "
        f"{say('n', ENQUIRIES, area, began)} to {say('n', ENQUIRIES, area, ended)} per 10,000 children between {began} "
        f"and {ended}; referrals {say('rose', REFERRALS, area, began, ended, same='went')} from "
        f"{say('n', REFERRALS, area, began)} to {say('n', REFERRALS, area, ended)}",
        caption=f"All per 10,000 children aged 0 to 17, {first} to {ends[REFERRALS]}{enquired}; "
        f"each panel has its own scale, from zero. England is the publisher’s total. "
        f"{coverage(indicators, REFERRALS, area)} {SOURCES}",
        alt=f"Four small charts with one line each, per 10,000 children. {lines}.",
        drawing=draw_panels(paint, len(RATES), columns=(2, 1), left=36, right=14, top=34, height=(430, 620)),
        data=series.reset_index(),
    )


def steps(indicators: pd.DataFrame, area: str = ENGLAND) -> Table:
    """The numbers at each step before a child is looked after, in the first year that has all and in the newest."""
    counts = {
        "Referrals in the year": "referrals",
        "Children in need at 31 March": "children_in_need",
        "Child protection plans starting in the year": "child_protection_plans_starting",
        "Child protection plans at 31 March": "child_protection_plans",
        "Section 47 enquiries in the year": "section_47_enquiries",
        "Children starting to be looked after in the year": "starting_children",
        "Children looked after at 31 March": "looked_after_children",
    }
    held = pd.DataFrame({name: over_time(indicators, name, area) for name in counts.values()}).dropna().index
    first, last = str(held[0]), str(held[-1])
    periods = [period for period in held if period == first or int(last) - int(period) in (0, 1, 5)]
    since = list(dict.fromkeys((periods[-2:][0], first)))
    return Table(
        id="demand-steps",
        title=f"From referral to looked after: the steps in numbers, England, {first} to {last}",
        caption="Counts of referrals, plans and children, rounded to 10 by the publisher; one child may be referred, "
        f"or be the subject of a plan, more than once in a year. {SOURCES}",
        columns=left("Step") + right(*periods, *(f"Change since {period} (per cent)" for period in since)),
        rows=[
            [
                label,
                *(Value(name, area, period) for period in periods),
                *(say("percent_change", name, area, period, last) for period in since),
            ]
            for label, name in counts.items()
        ],
        at_end=True,
    )


def regions_and_classes(indicators: pd.DataFrame) -> Table:
    """The rates of these steps in England, the regions, the classes and the county group."""
    last = over_time(indicators, REFERRALS, ENGLAND).index[-1]
    measures = (REFERRALS, IN_NEED, ENQUIRIES, PLANS, "looked_after_rate_per_10k")
    held = {name: set(across_areas.index) for name, across_areas in _by_area(indicators, measures, last).items()}
    return Table(
        id="demand-regions-and-classes",
        title=f"The steps before, per 10,000 children, by region and class of council, {last}",
        caption=f"Per 10,000 children aged 0 to 17; classes and the county group are sums of councils. {SOURCES}",
        columns=left("Place")
        + right("Referrals (in the year)", "In need (at 31 March)", "Section 47 enquiries (in the year)")
        + right("Protection plans (at 31 March)", "Looked after (at 31 March)"),
        rows=[
            [label, *(Value(name, place, last) if place in held[name] else "–" for name in measures)]
            for place, label in WIDER_PLACES.items()
        ],
        strong=[0, len(WIDER_PLACES) - 1],
        at_end=True,
    )


def _by_area(indicators: pd.DataFrame, measures: Sequence[str], period: str) -> dict[str, pd.Series]:
    rows = {name: rows_of(indicators, name) for name in measures}
    return {name: held[held["period"] == period].set_index("area_code")["value"] for name, held in rows.items()}
