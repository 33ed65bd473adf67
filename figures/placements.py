"""Charts and tables of where looked-after children live and what a week of their care costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.wording import say
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, FAINT, GREY, MUTED, PLUM
from figures.drawing.scales import names, pounds, years
from figures.drawing.style import NARROW, WIDE, draw, draw_panels
from figures.drawing.text import folded, label_bars, label_ends, label_point, panel_title, unit, write
from figures.figure import Column, Figure, NoValues, Table, Value
from figures.number import text
from figures.selection import (
    CLASSES,
    REGIONS,
    WIDER_PLACES,
    across,
    across_councils,
    area_name,
    at_least,
    calendar,
    group_in_sentence,
    over_time,
    place_in_sentence,
    price_year,
)
from figures.spread import dots_by_class

SHARE: Final = "placement_share"
COST: Final = "unit_cost_gbp_per_week"
REAL_COST: Final = "unit_cost_real_gbp_per_week"
PLACEMENTS: Final = {
    "foster_care": "Foster care",
    "childrens_homes_and_secure": "Children’s homes and secure",
    "independent_and_supported_living": "Independent and supported living",
}
SERVICES: Final = {
    "residential_care": "Residential care",
    "fostering": "Fostering",
    "adoption": "Adoption",
    "looked_after_all": "All looked-after children",
}
BREAK: Final = "2024"
"""The first year in which supported living is counted by its new definition."""

DFE: Final = "Source: Department for Education, Local Authority Interactive Tool."
DFE_HMT: Final = "Sources: Department for Education, Local Authority Interactive Tool; HM Treasury, GDP deflators."
APPROXIMATE: Final = (
    "Classes and the county group: approximate means of their councils’ published figures, weighted by looked-after "
    "children."
)


def shares(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """The share of looked-after children in each of three types of placement, a panel each, a bar a year."""
    series = pd.DataFrame({kind: at_least(indicators, SHARE, area, kind, values=1) for kind in PLACEMENTS})
    periods = list(series.index)
    first, last = periods[0], periods[-1]
    breaks = first < BREAK <= last
    living = "independent_and_supported_living"

    def paint(panels: Sequence[Axes]) -> None:
        for axes, (kind, label) in zip(panels, PLACEMENTS.items(), strict=True):
            broken = [kind == living and period >= BREAK for period in periods]
            places = [position + (0.6 if late else 0) for position, late in enumerate(broken)]
            axes.bar(places, list(series[kind]), color=[PLUM if late else BLUE for late in broken], width=0.8)
            label_bars(axes, [text(share, "share", decimals=0) for share in series[kind]])
            axes.set_xlim(-0.6, len(periods) + 0.2)
            axes.set_ylim(0, series.max().max() * 1.15)
            axes.set_xticks(sorted({places[0], places[-1]}), sorted({first, last}))
            axes.set_yticks([])
            if any(broken):
                middle = (places[broken.index(True)] + 0.5, series[kind].iloc[-1])
                write(axes, f"new definition\nfrom {BREAK}", middle, by=(0, 24), ha="center", va="bottom", colour=PLUM)
            panel_title(axes, label)

    def share(kind: str, period: str) -> str:
        return say("n", f"{SHARE}[{kind}]", area, period, decimals=0)

    def went(kind: str) -> str:
        if first == last:
            return f"was {share(kind, last)}"
        if text(series[kind].iloc[0], "share", decimals=0) == text(series[kind].iloc[-1], "share", decimals=0):
            return f"was {share(kind, last)} in both years"
        verb = say("rose", f"{SHARE}[{kind}]", area, first, last)
        return f"{verb} from {share(kind, first)} to {share(kind, last)}"

    ends = "; ".join(
        f"{label}, {', '.join(f'{share(kind, period)} in {period}' for period in sorted({first, last}))}"
        for kind, label in PLACEMENTS.items()
    )
    years_shown = f"In {last}" if first == last else f"Between {first} and {last}"
    return Figure(
        id="placements",
        title=f"{years_shown} the share in foster care {went('foster_care')}, and the share in children’s homes "
        f"{went('childrens_homes_and_secure')}",
        caption=f"{area_name(indicators, area)}, {' to '.join(sorted({first, last}))}: share of children looked after "
        f"at 31 March, as published in whole per cents. Three types that do not add up to all placements"
        f"{f'; from {BREAK} supported living is counted by another definition' if breaks else ''}. {DFE}",
        alt=f"Three rows of bars, one bar a year. {ends}.{f' The last row breaks before {BREAK}.' if breaks else ''}",
        drawing=draw_panels(
            paint,
            len(PLACEMENTS),
            wide=WIDE.sized(left=14, right=14, top=34, height=300),
            narrow=NARROW.sized(left=14, right=14, top=34, height=520),
            gap=26,
        ),
        data=series.reset_index(),
    )


def unit_costs(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """What a child's week costs in real terms: residential care, fostering, and all looked-after children.

    Raises ``NoValues`` if the place has fewer than two years of one of them.
    """
    lines = {
        "residential_care": ("Residential\ncare ", PLUM, "-"),
        "looked_after_all": ("All looked-\nafter children\n", GREY, (0, (5, 1.5))),
        "fostering": ("Fostering ", BLUE, "-"),
    }
    held = {service: at_least(indicators, REAL_COST, area, service) for service in lines}
    ends = {service: (str(line.index[0]), str(line.index[-1])) for service, line in held.items()}
    periods = calendar(indicators, REAL_COST, "fostering", since=min(first for first, _ in ends.values()))
    series, prices = pd.DataFrame(held, index=periods), price_year(indicators)

    def paint(axes: Axes) -> None:
        labels, top = {}, series.max().max() * 1.1
        for service, (label, colour, style) in lines.items():
            first, last = ends[service]
            line, cost = series[service], float(held[service][last])
            dots = 3.5 if line.isna().any() else 0  # a year between two gaps would not be seen on a line alone
            axes.plot(range(len(line)), line, color=colour, linestyle=style, marker="o", markersize=dots)
            axes.plot(periods.index(last), cost, color=colour, marker="o")
            labels[f"{label}{text(cost, 'gbp_per_week')}"] = (len(series) - 1, cost, colour)
            start = float(held[service][first])
            apart = abs(start - float(held["fostering"].iloc[0])) > top / 15 or service == "fostering"
            if apart and (first == periods[0] or not is_narrow(axes)):
                above = 8 if service == "looked_after_all" else -6
                words = text(start, "gbp_per_week")
                label_point(axes, periods.index(first), start, words, colour=colour, dy=above, ha="left")
        axes.set_ylim(0, top)
        axes.set_xlim(-0.2, len(series) - 0.8)
        pounds(axes)
        years(axes, periods)
        unit(axes, f"Pounds a week, prices of {prices}")
        label_ends(axes, labels)

    def then_and_now(service: str) -> str:
        first, last = ends[service]
        key = f"{REAL_COST}[{service}]"
        return f"{say('n', key, area, first)} in {first}, {say('n', key, area, last)} in {last}"

    def changed(service: str) -> str:
        return say("rose_by", f"{REAL_COST}[{service}]", area, *ends[service])

    def between(service: str) -> str:
        return "between {} and {}".format(*ends[service])

    other_years = f" {between('fostering')}" if ends["fostering"] != ends["residential_care"] else ""

    return Figure(
        id="unit-costs",
        title=f"A week of residential care {changed('residential_care')} in real terms {between('residential_care')}, "
        f"a week of fostering {changed('fostering')}{other_years}",
        caption=f"{area_name(indicators, area)}, {periods[0]} to {periods[-1]}. Section 251 expenditure over children "
        f"at 31 March, pounds a child a week in prices of {prices}; published to the nearest £5. "
        f"{'' if area[:1] == 'E' else f'{APPROXIMATE} '}{DFE_HMT}",
        alt=f"Three lines of pounds a week in {place_in_sentence(indicators, area)}. Residential care: "
        f"{then_and_now('residential_care')}. Fostering: {then_and_now('fostering')}. All looked-after children: "
        f"{then_and_now('looked_after_all')}.",
        drawing=draw(paint, wide=WIDE.sized(right=140, left=52), narrow=NARROW.sized(left=46, right=102)),
        data=series.round(2).rename_axis("period").reset_index(),
    )


def residential_costs(indicators: pd.DataFrame) -> Figure:
    """What a week of residential care costs in each region, each class and the county group."""
    last = _newest_by_class(indicators, COST, "residential_care")
    regions = across(indicators, COST, [*REGIONS, ENGLAND], last, "residential_care").sort_values(ascending=False)
    groups = across(indicators, COST, [*CLASSES, COUNTY_GROUP], last, "residential_care").sort_values(ascending=False)
    costs = pd.concat([regions, groups])
    places = [*range(len(regions)), *(len(regions) + 1 + row for row in range(len(groups)))]

    def paint(axes: Axes) -> None:
        colours = [PLUM if code == ENGLAND else FAINT if code in groups.index else BLUE for code in costs.index]
        axes.barh(places, list(costs), color=colours, height=0.72)
        label_bars(axes, [text(cost, "gbp_per_week") for cost in costs])
        names(axes, [""] * (len(costs) + 1))
        axes.set_yticks(places, [folded(axes, WIDER_PLACES[str(code)]) for code in costs.index])
        write(axes, "Approximate means", (0, len(regions)), by=(2, -2), colour=MUTED)
        axes.set_ylim(places[-1] + 0.6, -0.6)
        axes.set_xlim(0, costs.max() * (1.0 if is_narrow(axes) else 1.02))
        unit(axes, "Pounds a week")

    ranked = [str(code) for code in regions.index if code != ENGLAND]
    key = f"{COST}[residential_care]"
    means = ", ".join(f"{WIDER_PLACES[str(code)]} {say('n', key, str(code), last)}" for code in groups.index)
    return Figure(
        id="residential-costs",
        title=f"A week of residential care cost {say('n', key, ranked[0], last)} in {group_in_sentence(ranked[0])} and "
        f"{say('n', key, ranked[-1], last)} in {group_in_sentence(ranked[-1])} in {last}",
        caption=f"Section 251 expenditure on residential care over children at 31 March, pounds a child a week, "
        f"{last}, cash; published to the nearest £5. {APPROXIMATE} They cover {_covered(last)}. {DFE}",
        alt=f"Bars from the dearest region, {REGIONS[ranked[0]]}, to the least dear, {REGIONS[ranked[-1]]}; "
        f"England is at {say('n', key, ENGLAND, last)}. Below, bars of the approximate means: {means}.",
        drawing=draw(
            paint,
            wide=WIDE.sized(left=168, right=64, top=34, bottom=12, height=440),
            narrow=NARROW.sized(left=112, right=52, top=34, bottom=12, height=460),
        ),
        data=costs.rename(COST).round(2).reset_index(),
    )


def residential_costs_of_councils(indicators: pd.DataFrame) -> Figure:
    """What a week of residential care costs in every council, a dot each, in a row for each class."""
    last = _newest_by_class(indicators, COST, "residential_care")
    key = f"{COST}[residential_care]"
    rows = across_councils(indicators, COST, last, "residential_care")
    middle = rows["value"].quantile([0.25, 0.75])
    inner = rows[rows["value"].between(middle.iloc[0], middle.iloc[1])]

    def cost(row: pd.Series) -> str:
        return say("n", key, row["area_code"], last)

    def where(row: pd.Series) -> str:
        return f"{cost(row)} in {row['area_name']}"

    return Figure(
        id="residential-costs-councils",
        title=f"In half of the councils a week of residential care cost between {cost(inner.iloc[-1])} and "
        f"{cost(inner.iloc[0])} in {last}; the ends lie at {cost(rows.iloc[-1])} and {cost(rows.iloc[0])}",
        caption=f"Pounds a child a week, {last}, cash. A dot is a council with a published cost, a bar the approximate "
        f"mean of the class, weighted by looked-after children. They cover {_covered(last)}. {DFE}",
        alt=f"Dots for councils along a scale of pounds a week, in a row for each class. The middle half of councils "
        f"lies between {where(inner.iloc[-1])} and {where(inner.iloc[0])}; a dashed line stands at England’s "
        f"{say('n', key, ENGLAND, last)}. Highest: {where(rows.iloc[0])}; lowest: {where(rows.iloc[-1])}.",
        drawing=dots_by_class(indicators, rows, narrow_ticks=4),
        data=rows[["area_code", "area_name", "value"]].rename(columns={"value": "residential_care_gbp_per_week"}),
    )


def placement_table(indicators: pd.DataFrame) -> Table:
    """Placements of England, the regions, the classes and the county group, in the first and the newest year."""
    first = at_least(indicators, SHARE, ENGLAND, "foster_care", values=1).index[0]
    last = _newest_by_class(indicators, SHARE, "foster_care")
    shown = sorted({first, last})
    changed = f"; {BREAK} changed what counts as supported living, so it is shown for {last} alone"
    living = f"{SHARE}[independent_and_supported_living]"
    return Table(
        id="placements-by-place",
        title=f"Looked-after children by placement, region and class of council, {' and '.join(shown)}",
        caption=f"Per cent of children looked after at 31 March, as published in whole per cents"
        f"{changed if first < BREAK <= last else ''}. {APPROXIMATE} {DFE}",
        columns=[
            Column("Place", align="left"),
            *(Column(f"{kind} {period}") for kind in ("Foster care", "Children’s homes") for period in shown),
            Column(f"Supported living {last}"),
        ],
        rows=[
            [
                label,
                *(
                    Value(f"{SHARE}[{kind}]", place, period, decimals=0)
                    for kind in ("foster_care", "childrens_homes_and_secure")
                    for period in shown
                ),
                Value(living, place, last, decimals=0),
            ]
            for place, label in WIDER_PLACES.items()
        ],
        strong=[0, len(WIDER_PLACES) - 1],
    )


def unit_cost_table(indicators: pd.DataFrame, area: str = ENGLAND) -> Table:
    """What a week costs by service, as paid and in real terms.

    Raises ``NoValues`` if the place has fewer than two years.
    """
    periods = list(at_least(indicators, COST, area, "fostering").index)
    first, last = periods[0], periods[-1]
    shown = sorted({first, *periods[-1::-2]})
    return Table(
        id="unit-costs-by-service",
        title=f"A child’s week by service, as paid and in real terms, {first} to {last}",
        caption=f"Pounds a child a week; real: in prices of {price_year(indicators)}. Section 251 expenditure over "
        f"children at 31 March, to the nearest £5, so approximate. {DFE_HMT}",
        columns=[
            Column("Service", align="left"),
            *(Column(period, "£ a week") for period in shown),
            Column(f"Change since {first}", "per cent"),
        ],
        rows=[
            [
                f"{label}, {terms}",
                *(Value(f"{name}[{service}]", area, period) for period in shown),
                say("percent_change", f"{name}[{service}]", area, first, last),
            ]
            for service, label in SERVICES.items()
            for name, terms in ((COST, "cash"), (REAL_COST, "real"))
        ],
    )


def unit_cost_places(indicators: pd.DataFrame) -> Table:
    """What a week costs in England, the regions, the classes and the county group."""
    last = _newest_by_class(indicators, COST, "fostering")
    return Table(
        id="unit-costs-by-place",
        title=f"A child’s week by region and class of council, {last}",
        caption=f"Pounds a child a week, cash, {last}; to the nearest £5 for England and regions. {APPROXIMATE} "
        f"Residential care covers {_covered(last)}. {DFE}",
        columns=[
            Column("Place", align="left"),
            Column("All looked-after children", "£ a week"),
            Column("Residential care", "£ a week"),
            Column("Fostering", "£ a week"),
            Column("Residential over fostering", "times"),
        ],
        rows=[
            [
                label,
                *(
                    Value(f"{COST}[{service}]", place, last)
                    for service in ("looked_after_all", "residential_care", "fostering")
                ),
                say("ratio", f"{COST}[residential_care]:{place}:{last}", f"{COST}[fostering]:{place}:{last}"),
            ]
            for place, label in WIDER_PLACES.items()
        ],
        strong=[0, len(WIDER_PLACES) - 1],
    )


def _newest_by_class(indicators: pd.DataFrame, indicator: str, breakdown: str) -> str:
    """The last year in which England and the classes have a value: the weights of a newer one may not be held yet.

    Raises ``NoValues`` if there is none.
    """
    held = pd.DataFrame({place: over_time(indicators, indicator, place, breakdown) for place in (ENGLAND, *CLASSES)})
    if held.dropna().empty:
        raise NoValues(f"No year has {indicator} for England and for every class.")
    return str(held.dropna().index[-1])


def _covered(period: str) -> str:
    """How many councils of each class have a published cost of residential care."""
    key = f"{COST}[residential_care]"
    return ", ".join(
        f"{say('covered', key, code, period)} of {say('expected', key, code, period)} {group_in_sentence(code)}"
        for code in CLASSES
    )
