"""The report at a glance: children, spending and cost since the first year held, and headline indicators by place."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.periods import ending_year
from analysis.wording import say
from figures import number
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, PLUM, TURQUOISE
from figures.drawing.scales import years
from figures.drawing.style import NARROW, WIDE, draw
from figures.drawing.text import label_ends, unit
from figures.figure import Column, Figure, Table, Value
from figures.selection import CLASSES, over_time, rows_of

BASE: Final = 100


def children_spending_and_cost(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Looked-after children, what is spent on them and what a week costs, each as an index on the first year."""
    weekly = over_time(indicators, "unit_cost_real_gbp_per_week", area, "looked_after_all")
    spending = over_time(indicators, "expenditure_real_gbp", area, "children_looked_after")
    children = over_time(indicators, "looked_after_children", area)
    periods = sorted(set(weekly.index) & set(spending.index))
    children = children.reindex([str(ending_year(period)) for period in periods]).set_axis(periods)
    data = pd.DataFrame({"children": children, "spending": spending[periods], "cost_of_a_week": weekly[periods]})
    index = BASE * data / data.iloc[0]
    first, last = periods[0], periods[-1]
    at, since = str(ending_year(last)), str(ending_year(first))

    def paint(axes: Axes) -> None:
        lines = {
            "spending": ("Spending,\nreal terms", BLUE, "-"),
            "cost_of_a_week": ("Cost of a\nchild’s week,\nreal terms", PLUM, (0, (5, 1.5))),
            "children": ("Children\nlooked after", TURQUOISE, (0, (1.5, 1.2))),
        }
        ends = {}
        for name, (words, colour, style) in lines.items():
            axes.plot(range(len(index)), index[name], color=colour, linestyle=style)
            axes.plot(len(index) - 1, index[name].iloc[-1], color=colour, marker="o")
            value = number.text(float(index[name].iloc[-1]), "count")
            ends[f"{words} {value}"] = (len(index) - 1, float(index[name].iloc[-1]), colour)
        axes.set_ylim(90, 10 * (index.to_numpy().max() // 10 + 1))
        axes.set_xlim(-0.2, len(index) - 0.8)
        years(axes, periods)
        unit(axes, f"{first} = {BASE}" if is_narrow(axes) else f"Index, {first} = {BASE} (the axis starts at 90)")
        label_ends(axes, ends)

    growth = say("percent_change", "expenditure_real_gbp[children_looked_after]", area, first, last, through="size")
    more_children = say("percent_change", "looked_after_children", area, since, at, through="size")
    dearer = say("percent_change", "unit_cost_real_gbp_per_week[looked_after_all]", area, first, last, through="size")
    rose_children = say("rose", "looked_after_children", area, since, at)
    rose_spending = say("rose", "expenditure_real_gbp[children_looked_after]", area, first, last)
    rose_cost = say("rose", "unit_cost_real_gbp_per_week[looked_after_all]", area, first, last)
    return Figure(
        id="children-spending-and-cost",
        title=(
            f"Spending on looked-after children {rose_spending} by {growth} in real terms, "
            f"and their number {rose_children} by {more_children}"
        ),
        caption=(
            f"England, {first} to {last}, in prices of {last}; children at 31 March at the end of each year. "
            "The publisher’s totals leave out two councils in 2023-24 and two others in 2024-25. "
            "Source: Department for Education, section 251 outturn and Children looked after in England; HM Treasury, "
            "GDP deflators."
        ),
        alt=(
            f"Three lines that start together at {BASE} in {first}. The number of looked-after children "
            f"{rose_children} by {more_children} to {at}; the cost of a child’s week {rose_cost} by {dearer} in real "
            f"terms; spending, which is about the product of the two, {rose_spending} by {growth}."
        ),
        drawing=draw(paint, wide=WIDE.sized(right=132), narrow=NARROW.sized(right=96)),
        data=data.rename_axis("period").reset_index(),
    )


def headline_indicators(indicators: pd.DataFrame) -> Table:
    """The headline indicators for England, the classes and the county group."""
    children = max(over_time(indicators, "looked_after_rate_per_10k", ENGLAND).index)
    spending = max(over_time(indicators, "statutory_share_narrow", ENGLAND).index)
    overspend = max(over_time(indicators, "overspend_share_of_budget", ENGLAND, "childrens_social_care").index)
    names = {ENGLAND: "England", **CLASSES, COUNTY_GROUP: "County group"}
    suppressed = {name: _left_out(indicators, "looked_after_children", area, children) for area, name in names.items()}
    without = "".join(f" {name}: the number is {note}." for name, note in suppressed.items() if note)
    rows: list[list[str | Value]] = [
        [
            name,
            Value("looked_after_children", area, children),
            Value("looked_after_rate_per_10k", area, children),
            Value("statutory_share_narrow", area, spending),
            Value("expenditure_per_child_gbp[children_looked_after]", area, spending),
            Value("overspend_share_of_budget[childrens_social_care]", area, overspend),
            say("numerator", "councils_overspending_share[childrens_social_care]", area, overspend)
            + " of "
            + say("denominator", "councils_overspending_share[childrens_social_care]", area, overspend),
        ]
        for area, name in names.items()
    ]
    return Table(
        id="headline-indicators",
        title="Headline indicators for England, the classes of council and the county group",
        caption=(
            "Classes and the county group on today’s membership. Spending is gross expenditure on looked-after "
            "children, section 251; the overspend is outturn less budget of children’s social care, councils with both "
            f"returns. The year {overspend} is the newest for which both budget and outturn are held.{without} "
            "Source: Department for Education; Office for National Statistics; Ministry of Housing, Communities and "
            "Local Government."
        ),
        columns=[
            Column("Place", align="left"),
            Column("Looked after", f"children, March {children}"),
            Column("Rate", f"per 10,000 children, {children}"),
            Column("Share of children’s services", f"narrow, {spending}"),
            Column("Spending per child", f"£ a child aged 0–17, {spending}"),
            Column("Overspend", f"% of budget, {overspend}"),
            Column("Councils that overspent", f"of those with both returns, {overspend}"),
        ],
        rows=rows,
        strong=[0],
    )


def _left_out(indicators: pd.DataFrame, indicator: str, area: str, period: str) -> str:
    """Which councils a sum leaves out, from its note; empty if it leaves out none."""
    rows = rows_of(indicators, indicator)
    notes = rows.loc[(rows["area_code"] == area) & (rows["period"] == period), "note"]
    return str(notes.iloc[0]) if str(notes.iloc[0]).startswith("without") else ""
