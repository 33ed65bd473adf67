"""The report at a glance: children, spending and cost since the first year held, and headline indicators by place."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.key import series_of
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.periods import ending_year
from analysis.wording import say
from figures.claims import NONE, claimed
from figures.coverage import covered_of, gaps_in_coverage, part_of, without
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, PLUM, TURQUOISE
from figures.drawing.scales import years
from figures.drawing.style import draw
from figures.drawing.text import unit
from figures.figure import Figure, NoValues, Table, Value, left, right
from figures.lines import LONG_DASHES, SHORT_DASHES, Line, name_lines, paint_lines
from figures.places import CLASSES
from figures.selection import over_time, price_year

BASE: Final = 100
SPENDING: Final = "expenditure_real_gbp[children_looked_after]"
WEEK: Final = "unit_cost_real_gbp_per_week[looked_after_all]"

RATIOS: Final = (
    ("Overspend, share of budget", "overspend_share_of_budget[childrens_social_care]", ""),
    ("Children’s share of all overspends", "overspend_share_of_all_services", "valuing-care-childrens-share"),
    ("Statutory spending, narrow", "statutory_share_narrow", "valuing-care-statutory-2025"),
    ("Statutory spending, broad", "statutory_share_broad", ""),
    ("Looked after, per 10,000", "looked_after_rate_per_10k", ""),
    ("Looked after, per 100,000", "looked_after_rate_per_100k", "future-rate-2020"),
)
"""The three ratios of Valuing Care in their readings: its words, its indicator, and the claim about it."""
CLAIMED_BY: Final = {
    "valuing-care-childrens-share": "The claim on overspends, of county councils, and that on "
    "statutory spending are Valuing Care’s.",
    "future-rate-2020": "The rate claimed is Bevan Brittan’s.",
}
"""Whose the claims are."""


def claimants(register: pd.DataFrame) -> str:
    """Whose the claims about the ratios are, in sentences that a caption goes on after; empty if none is held."""
    held = set(register["claim_id"])
    return "".join(f"{words} " for claim_id, words in CLAIMED_BY.items() if claim_id in held)


def said_of(claim: Any, period: str) -> str:
    """The figure that is claimed, and its period if that is not the row's."""
    return claimed(claim) if claim.period == period else f"{claimed(claim)} in {claim.period}"


def three_ratios(indicators: pd.DataFrame, register: pd.DataFrame) -> Table:
    """Overspend, statutory spending and looked-after rate: England, the county group, the claim and its verdict."""
    claims = {str(claim.claim_id): claim for claim in register.itertuples(index=False)}
    rows: list[list[str | Value]] = []
    for name, indicator, claim_id in RATIOS:
        series, breakdown = series_of(indicator)
        period = max(over_time(indicators, series, ENGLAND, breakdown).index)
        claim = claims.get(claim_id)
        rows.append(
            [
                f"{name}, {period}",
                Value(indicator, ENGLAND, period),
                covered_of(indicator, ENGLAND, period),
                Value(indicator, COUNTY_GROUP, period, missing=NONE),
                said_of(claim, period) if claim else NONE,
                say("verdict", claim_id) if claim else "not claimed",
            ]
        )
    return Table(
        id="three-ratios",
        title="The three ratios of Valuing Care, and what was claimed of them",
        caption=(
            "Overspend: children’s social care. Statutory spending: share of children’s services on looked-after "
            f"children (narrow) or late intervention (broad). {claimants(register)}"
            "Sources: DfE; ONS; Ministry of Housing, Communities and Local Government (MHCLG); the documents."
        ),
        columns=left("Ratio") + right("England", "Councils", "County group", "Claimed") + left("Verdict"),
        rows=rows,
        long=True,
    )


def children_spending_and_cost(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Looked-after children, what is spent on them and what a week costs, each as an index on the first year.

    Raises ``NoValues`` if the place has all three in fewer than two years.
    """
    weekly = over_time(indicators, "unit_cost_real_gbp_per_week", area, "looked_after_all")
    spending = over_time(indicators, "expenditure_real_gbp", area, "children_looked_after")
    children = over_time(indicators, "looked_after_children", area)
    periods = sorted(set(weekly.index) & set(spending.index))
    children = children.reindex([str(ending_year(period)) for period in periods]).set_axis(periods)
    data = pd.DataFrame({"children": children, "spending": spending[periods], "cost_of_a_week": weekly[periods]})
    data = data.dropna()
    periods = list(data.index)
    if len(periods) < 2:
        raise NoValues(f"A chart over time needs children, spending and cost of two years, which {area} does not have.")
    index = BASE * data / data.iloc[0]
    first, last = periods[0], periods[-1]
    start = min(90, int(10 * (index.to_numpy().min() // 10)))
    at, since = str(ending_year(last)), str(ending_year(first))
    years_of_children = [str(ending_year(period)) for period in periods]

    by_march = index["children"].set_axis(years_of_children)
    lines = [
        Line("Spending,\nreal terms ", index["spending"], SPENDING, BLUE),
        Line("Cost of a\nchild’s week,\nreal terms ", index["cost_of_a_week"], WEEK, PLUM, LONG_DASHES),
        Line("Children\nlooked after ", by_march, "looked_after_children", TURQUOISE, SHORT_DASHES),
    ]

    def paint(axes: Axes) -> None:
        paint_lines(axes, indicators, area, lines, dots=0, ends=True, remark=f"{{}} on the scale, {first} = {BASE}")
        axes.set_ylim(start, 10 * (index.to_numpy().max() // 10 + 1))
        axes.set_xlim(-0.2, len(index) - 0.8)
        years(axes, periods)
        unit(axes, f"{first} = {BASE}" if is_narrow(axes) else f"Index, {first} = {BASE} (the axis starts at {start})")
        name_lines(axes, lines, "count")

    spending_rose = say("rose_by", SPENDING, area, first, last)
    children_rose = say("rose_by", "looked_after_children", area, since, at)
    cost_rose = say("rose_by", WEEK, area, first, last)
    return Figure(
        id="children-spending-and-cost",
        title=(
            f"From {first} to {last} the cost of a looked-after child’s week {cost_rose} in real terms, and the number "
            f"of children {children_rose}"
        ),
        caption=(
            f"England, {first} to {last}, in prices of {price_year(indicators)}; children at 31 March at the end of "
            f"each year. Spending is the publisher’s total. {gaps_in_coverage(indicators, SPENDING, area, periods)}"
            "Source: Department for Education, section 251 outturn and Children looked after in England; HM Treasury, "
            "GDP deflators."
        ),
        alt=(
            f"Three lines that start together at {BASE} in {first}. The number of looked-after children "
            f"{children_rose} to {at}; the cost of a child’s week {cost_rose} in real terms to {last}; spending "
            f"{spending_rose}."
        ),
        drawing=draw(paint, right=(132, 96)),
        data=data.set_axis(["looked_after_children", "spending_real_gbp", "week_real_gbp_per_week"], axis=1)
        .rename_axis("period")
        .reset_index(),
    )


def headline_indicators(indicators: pd.DataFrame) -> Table:
    """The headline indicators for England, the classes and the county group."""
    children = max(over_time(indicators, "looked_after_rate_per_10k", ENGLAND).index)
    spending = max(over_time(indicators, "statutory_share_narrow", ENGLAND).index)
    per_child = max(over_time(indicators, "expenditure_per_child_gbp", ENGLAND, "children_looked_after").index)
    overspend = max(over_time(indicators, "overspend_share_of_budget", ENGLAND, "childrens_social_care").index)
    names = {ENGLAND: "England", **CLASSES, COUNTY_GROUP: "County group"}
    absent = {name: without(indicators, "looked_after_children", area, children) for area, name in names.items()}
    left_out = "".join(f" {name}, number: {councils}." for name, councils in absent.items() if councils)
    return Table(
        id="headline-indicators",
        title="Headline indicators for England, the classes of council and the county group",
        caption=(
            "Classes and the county group on today’s membership. Spending is gross expenditure on looked-after "
            "children, section 251; the overspend is outturn less budget of children’s social care, councils with both "
            f"returns. The year {overspend} is the newest for which both budget and outturn are held.{left_out} "
            "Source: Department for Education; Office for National Statistics; Ministry of Housing, Communities and "
            "Local Government."
        ),
        columns=left("Place")
        + right(f"Looked after (children, March {children})", f"Rate (per 10,000 children, {children})")
        + right(f"Share of children’s services (narrow, {spending})")
        + right(f"Spending per child (£ a child aged 0–17, {per_child})", f"Overspend (% of budget, {overspend})")
        + right(f"Councils that overspent (of those with both returns, {overspend})"),
        rows=[
            [
                name,
                Value("looked_after_children", area, children),
                Value("looked_after_rate_per_10k", area, children),
                Value("statutory_share_narrow", area, spending),
                Value("expenditure_per_child_gbp[children_looked_after]", area, per_child),
                Value("overspend_share_of_budget[childrens_social_care]", area, overspend),
                part_of("councils_overspending_share[childrens_social_care]", area, overspend),
            ]
            for area, name in names.items()
        ],
        strong=[0],
        at_end=True,
    )
