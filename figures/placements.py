"""Charts and tables of where looked-after children live and what a week of their care costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.key import series_name
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.wording import say
from figures.coverage import covered_of, gaps_in_coverage, left_out, missing_word
from figures.drawing.canvas import is_narrow, panel_height
from figures.drawing.colours import BLUE, FAINT, GREY, INK, MUTED, ORANGE, PAPER, PLUM, TURQUOISE
from figures.drawing.scales import names, percent, pounds, thousands, years
from figures.drawing.style import draw
from figures.drawing.text import folded, label_bars, label_point, unit, wrapped, write
from figures.figure import Column, Figure, NoValues, Table, Value, left, right
from figures.lines import LONG_DASHES, SHORT_DASHES, Line, name_lines, paint_lines
from figures.marks import mark_value
from figures.number import text
from figures.places import CLASSES, REGIONS, WIDER_PLACES, area_name, group_in_sentence, place_in_sentence
from figures.selection import across, across_councils, at_least, calendar, newest_of, over_time, price_year, value_of
from figures.sources import CENSUS, DEFLATORS, TOOL, cited
from figures.spread import dots_by_class

COUNT: Final = "children_by_placement"
COUNTED_SHARE: Final = "children_by_placement_share"
PROVIDED: Final = "children_by_provider"
OUTSIDE_SHARE: Final = "outside_boundary_share"
HOMES_OUTSIDE_SHARE: Final = "homes_outside_boundary_share"
OUTSIDE: Final = "outside_boundary_children"
PLACED_HERE: Final = "placed_by_other_councils_children"
NET_GAIN: Final = "net_gain_of_placed_children"
HOMES_NET_GAIN: Final = "homes_net_gain_children"
COST: Final = "unit_cost_gbp_per_week"
REAL_COST: Final = "unit_cost_real_gbp_per_week"
TYPES: Final = {
    "foster_care": "Foster care",
    "childrens_homes_and_secure": "Children’s homes and secure",
    "independent_and_supported_living": "Independent and supported living",
    "with_parents": "With parents",
    "other": "Other placements",
    "placed_for_adoption": "Placed for adoption",
    "other_residential": "Other residential settings",
    "residential_schools": "Residential schools",
}
"""Every type of placement since 2021."""
PROVIDERS: Final = {
    "own": ("The council’s own", BLUE, "-"),
    "private": ("Private", PLUM, "-"),
    "voluntary": ("Voluntary", TURQUOISE, LONG_DASHES),
    "not_reported": ("Not reported", ORANGE, SHORT_DASHES),
}
AT_EACH_END: Final = 5
"""Councils shown at either end of a table."""
SERVICES: Final = {
    "residential_care": "Residential care",
    "fostering": "Fostering",
    "adoption": "Adoption",
    "looked_after_all": "All looked-after children",
}
BREAK: Final = "2024"
"""The first year in which supported living is counted by its new definition."""

DFE: Final = cited(TOOL)
DFE_HMT: Final = cited(TOOL, DEFLATORS)
DFE_COUNTS: Final = cited(CENSUS)
DFE_HOMES: Final = (
    "Source: Department for Education, Children looked after in England, and an answer to a request for information."
)
UNREGISTERED: Final = (
    f"In {BREAK} supported accommodation that was not yet registered is counted with other placements, its provider as "
    "not reported: "
)
APPROXIMATE: Final = (
    "Classes and the county group: approximate means of their councils’ published figures, weighted by looked-after "
    "children."
)


def by_type(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Children in each type of placement, a bar for the newest year, a mark for the first year with these types."""
    homes = "childrens_homes_and_secure"
    held = at_least(indicators, COUNT, area, homes, values=1)
    first, last = str(held.index[0]), str(held.index[-1])
    shown = sorted({first, last})
    counts = pd.DataFrame(
        {period: [value_of(indicators, COUNT, area, period, kind) for kind in TYPES] for period in shown},
        index=pd.Index(TYPES, name="placement"),
    )
    counted = {kind: value_of(indicators, COUNTED_SHARE, area, last, kind) for kind in TYPES}

    def paint(axes: Axes) -> None:
        axes.barh(range(len(TYPES)), list(counts[last]), color=BLUE, height=0.66)
        for row, (kind, label) in enumerate(TYPES.items()):
            for period in shown:
                key = (f"{COUNT}[{kind}]", area, period)
                mark_value(axes, indicators, (float(counts[period][kind]), row), key, row=label)
        for row, kind in enumerate(TYPES):
            words = f"{text(float(counts[last][kind]), 'children')} ({text(counted[kind], 'share')})"
            write(axes, words, (max(float(counts[period][kind]) for period in shown), row), by=(9, 0))
            if first != last:
                axes.plot(float(counts[first][kind]), row, marker="o", mfc=PAPER, mec=INK, clip_on=False)
        names(axes, [folded(axes, label) for label in TYPES.values()])
        axes.set_xlim(0, counts.max().max() * (1.68 if is_narrow(axes) else 1.3))
        unit(axes, f"Children at 31 March {last} (bar){f' and {first} (mark)' if first != last else ''}")

    def number(kind: str, period: str) -> str:
        return say("n", f"{COUNT}[{kind}]", area, period)

    def changed(kind: str) -> str:
        return say("rose_by", f"{COUNT}[{kind}]", area, first, last) if first != last else f"was {number(kind, last)}"

    parts = "; ".join(
        f"{label}, {' and '.join(f'{number(kind, period)} in {period}' for period in shown)}"
        for kind, label in TYPES.items()
    )
    return Figure(
        id="placements",
        title=f"{f'From {first} to {last}' if first != last else f'In {last}'} the number of children in foster care "
        f"{changed('foster_care')}, and the number in children’s homes {changed(homes)}",
        caption=f"{area_name(indicators, area)}, children looked after at 31 March by type of placement, "
        f"{' and '.join(shown)}; in brackets the share of {last}. Counts are rounded to 10. "
        f"{f'{UNREGISTERED}supported living and other placements are no trend. ' if first < BREAK <= last else ''}"
        f"{DFE_COUNTS}",
        alt=f"Eight bars, one a type of placement. {parts}.",
        drawing=draw(paint, left=(214, 116), right=(14, 18), top=34, bottom=12, height=(300, 340)),
        data=counts.reset_index(),
        unit="children",
    )


def providers(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Children by who provides their placement, over the years; lines break where no figures are held."""
    held = {kind: at_least(indicators, PROVIDED, area, kind) for kind in PROVIDERS}
    first, last = str(held["private"].index[0]), str(held["private"].index[-1])
    periods = [str(year) for year in range(int(first), int(last) + 1)]
    series = pd.DataFrame(held).reindex(periods)
    breaks = first < BREAK <= last

    def paint(axes: Axes) -> None:
        lines = [
            Line(f"{wrapped(label)}\n", series[kind], f"{PROVIDED}[{kind}]", colour, style)
            for kind, (label, colour, style) in PROVIDERS.items()
        ]
        paint_lines(axes, indicators, area, lines)
        top = series.max().max() * 1.12
        axes.set_ylim(0, top)
        axes.set_xlim(-0.3, len(periods) - 0.8)
        if breaks:
            axes.axvline(periods.index(BREAK), color=MUTED, linewidth=1, linestyle=(0, (2, 2)), zorder=0)
            write(
                axes,
                f"no trend\nthrough {BREAK}",
                (periods.index(BREAK), top * 0.62),
                by=(-5, 0),
                ha="right",
                colour=MUTED,
            )
        thousands(axes)
        years(axes, periods)
        unit(axes, "Children looked after at 31 March")
        name_lines(axes, lines, "children", offset=8)

    def number(kind: str, period: str) -> str:
        return say("n", f"{PROVIDED}[{kind}]", area, period)

    ends = "; ".join(
        f"{label}, {number(kind, first)} and {number(kind, last)}" for kind, (label, *_) in PROVIDERS.items()
    )
    missing = left_out(series["private"])
    return Figure(
        id="providers",
        title=f"{number('private', last)} children lived in private provision in {last} and {number('own', last)} in "
        f"their own council’s; in {first}, {number('private', first)} and {number('own', first)}",
        caption=f"{area_name(indicators, area)}, children looked after at 31 March by who provides their placement, "
        f"{first} to {last}. Parents, other councils and other public bodies are left out. {missing}"
        f"{f'{UNREGISTERED}no line through that year is a trend. ' if breaks else ''}{DFE_COUNTS}",
        alt=f"Four lines with gaps. {first} and {last}: {ends}.",
        drawing=draw(paint, right=(112, 96)),
        data=series.rename_axis("period").reset_index(),
        unit="children",
    )


def outside_boundary(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """The share of children placed outside their council's boundary: of all, and of those in children's homes."""
    every, homes = at_least(indicators, OUTSIDE_SHARE, area), at_least(indicators, HOMES_OUTSIDE_SHARE, area)
    periods = [
        str(year)
        for year in range(int(min(every.index[0], homes.index[0])), int(max(every.index[-1], homes.index[-1])) + 1)
    ]
    series = pd.DataFrame({"all": every, "homes": homes}).reindex(periods)
    lines = [
        Line("Children in\nchildren’s homes\n", series["homes"], HOMES_OUTSIDE_SHARE, PLUM, decimals=0),
        Line("All looked-after\nchildren\n", series["all"], OUTSIDE_SHARE, BLUE),
    ]

    def paint(axes: Axes) -> None:
        paint_lines(axes, indicators, area, lines)
        axes.set_ylim(0, 1)
        axes.set_xlim(-0.3, len(periods) - 0.8)
        percent(axes)
        years(axes, periods)
        unit(axes, "Share placed outside their council’s boundary")
        name_lines(axes, lines, "share", offset=8, are_dated=True)

    def of_homes(period: str) -> str:
        return say("n", HOMES_OUTSIDE_SHARE, area, period, decimals=0)

    last, first_homes, last_homes = str(every.index[-1]), str(homes.index[0]), str(homes.index[-1])
    return Figure(
        id="outside-boundary",
        title=f"{of_homes(last_homes)} of children in children’s homes lived outside their council’s boundary in "
        f"{last_homes}, and {say('n', OUTSIDE_SHARE, area, last)} of all looked-after children in {last}",
        caption=f"{area_name(indicators, area)}, at 31 March, {periods[0]} to {periods[-1]}. Homes: as published, in "
        f"whole per cents, {first_homes} to {last_homes}. All children: of those inside or outside; in the first years "
        f"some are in neither. Lines break where no figures are held. {DFE_HOMES}",
        alt=f"Two lines. In homes: {of_homes(first_homes)} in {first_homes}, {of_homes(last_homes)} in {last_homes}. "
        f"All: {say('n', OUTSIDE_SHARE, area, str(every.index[0]))} in {every.index[0]}, "
        f"{say('n', OUTSIDE_SHARE, area, last)} in {last}.",
        drawing=draw(paint, right=(128, 112)),
        data=series.rename_axis("period").reset_index(),
        unit="share",
    )


def net_gain(indicators: pd.DataFrame) -> Table:
    """The councils whose areas take most children more, and most fewer, than they place elsewhere."""
    last, homes = (newest_of(indicators, name, ENGLAND) for name in (NET_GAIN, HOMES_NET_GAIN))
    rows = across_councils(indicators, NET_GAIN, last)
    shown = pd.concat([rows.head(AT_EACH_END), rows.tail(AT_EACH_END)])

    def cells(area: str) -> list[str | Value]:
        asked = ((PLACED_HERE, last), (OUTSIDE, last), (NET_GAIN, last), (HOMES_NET_GAIN, homes))
        return [
            Value(name, area, period, missing=missing_word(indicators, name, area, period)) for name, period in asked
        ]

    return Table(
        id="net-gain",
        title=f"Children placed across the boundaries of councils, {last}",
        caption=f"Children looked after at 31 March {last}, and in children’s homes at 31 March {homes}: the councils "
        f"with the largest net gain and the largest net loss. {gaps_in_coverage(indicators, NET_GAIN, ENGLAND, [last])}"
        f"Net gain is children of other councils in the area less the council’s own placed outside it. {DFE_HOMES}",
        columns=left("Council")
        + right("Children of other councils in the area (children)", "Own children placed outside (children)")
        + right("Net gain (children)", f"Net gain in homes, {homes} (children)"),
        rows=[[str(row.area_name), *cells(str(row.area_code))] for row in shown.itertuples()],
    )


def costs_of_a_week(indicators: pd.DataFrame, area: str = ENGLAND) -> dict[str, pd.Series]:
    """The cost of a child's week in real terms, by year: residential care, all looked-after children, and fostering.

    Raises ``NoValues`` if the place has fewer than two years of one of them.
    """
    services = ("residential_care", "looked_after_all", "fostering")
    return {service: at_least(indicators, REAL_COST, area, service) for service in services}


def unit_costs(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """What a child's week costs in real terms: residential care, fostering, and all looked-after children.

    Raises ``NoValues`` as :func:`costs_of_a_week` does.
    """
    looks = {
        "residential_care": ("Residential\ncare ", PLUM, "-"),
        "looked_after_all": ("All looked-\nafter children\n", GREY, LONG_DASHES),
        "fostering": ("Fostering ", BLUE, "-"),
    }
    held = costs_of_a_week(indicators, area)
    ends = {service: (str(line.index[0]), str(line.index[-1])) for service, line in held.items()}
    periods = calendar(indicators, REAL_COST, "fostering", since=min(first for first, _ in ends.values()))
    series, prices = pd.DataFrame(held, index=periods), price_year(indicators)

    def paint(axes: Axes) -> None:
        top, lines = series.max().max() * 1.1, []
        for service, (label, colour, style) in looks.items():
            lines.append(Line(label, series[service], f"{REAL_COST}[{service}]", colour, style))
            # A year between two gaps would not be seen on a line alone.
            paint_lines(axes, indicators, area, lines[-1:], dots=3.5 if series[service].isna().any() else 0, ends=True)
            first, start = ends[service][0], float(held[service].iloc[0])
            apart = abs(start - float(held["fostering"].iloc[0])) > top / 15 or service == "fostering"
            if apart and (first == periods[0] or not is_narrow(axes)):
                rises = held[service].iloc[:2].is_monotonic_increasing
                below = service != "looked_after_all" and rises and start > top / 10  # clear of the line and the axis
                room = 22 / panel_height(axes) * top * (-1 if below else 1)
                if _is_clear(series.drop(columns=service), sorted((start, start + room))):
                    words, dy = text(start, "gbp_per_week"), -6 if below else 8
                    label_point(axes, periods.index(first), start, words, colour=colour, dy=dy, ha="left")
        axes.set_ylim(0, top)
        axes.set_xlim(-0.2, len(series) - 0.8)
        pounds(axes)
        years(axes, periods)
        unit(axes, f"Pounds a week, prices of {prices}")
        name_lines(axes, lines, "gbp_per_week")

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
        f"and a week of fostering {changed('fostering')}{other_years}",
        caption=f"{area_name(indicators, area)}, {periods[0]} to {periods[-1]}. Section 251 expenditure over children "
        f"at 31 March (residential care: over days of care), pounds a child a week in prices of {prices}; published to "
        f"the nearest £5. "
        f"{'' if area[:1] == 'E' else f'{APPROXIMATE} '}{DFE_HMT}",
        alt=f"Three lines of pounds a week in {place_in_sentence(indicators, area)}. Residential care: "
        f"{then_and_now('residential_care')}. Fostering: {then_and_now('fostering')}. All looked-after children: "
        f"{then_and_now('looked_after_all')}.",
        drawing=draw(paint, left=(52, 46), right=(140, 102), height=(344, 290)),
        data=series.rename_axis("period").reset_index(),
        unit=f"gbp_per_week, prices of {prices}",
    )


def _is_clear(others: pd.DataFrame, band: Sequence[float]) -> bool:
    """Whether none of the other lines starts in a band of values, where a label would be struck through."""
    low, high = band
    return not others.iloc[:3].apply(lambda line: line.between(low, high)).to_numpy().any()


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
        for row, (code, cost) in zip(places, costs.items(), strict=True):
            remark = "approximate mean" if code in groups.index else ""
            mark_value(axes, indicators, (cost, row), (f"{COST}[residential_care]", str(code), last), remark=remark)
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
        caption=f"Section 251 expenditure on residential care over days of care, pounds a child a week, "
        f"{last}, cash; published to the nearest £5. {APPROXIMATE} They cover {_covered(last)}. {DFE}",
        alt=f"Bars from the dearest region, {REGIONS[ranked[0]]}, to the least dear, {REGIONS[ranked[-1]]}; "
        f"England is at {say('n', key, ENGLAND, last)}. Below, bars of the approximate means: {means}.",
        drawing=draw(paint, left=(168, 112), right=(64, 52), top=34, bottom=12, height=(300, 460)),
        data=costs.rename(COST).reset_index(),
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
        title=f"In about half of the councils a week of residential care cost between {cost(inner.iloc[-1])} and "
        f"{cost(inner.iloc[0])} in {last}",
        caption=f"Pounds a child a week, {last}, cash. Extreme costs may come from how spending was recorded, or from "
        f"few children in homes. A dot is a council with a published cost, a bar the approximate "
        f"mean of the class, weighted by looked-after children. They cover {_covered(last)}. {DFE}",
        alt=f"Dots for councils along a scale of pounds a week, in a row for each class. The middle half of councils "
        f"lies between {where(inner.iloc[-1])} and {where(inner.iloc[0])}; a dashed line marks England’s "
        f"{say('n', key, ENGLAND, last)}. Highest: {where(rows.iloc[0])}; lowest: {where(rows.iloc[-1])}.",
        drawing=dots_by_class(indicators, rows, narrow_ticks=4),
        data=rows[["area_code", "area_name", "value"]].rename(columns={"value": "residential_care_gbp_per_week"}),
    )


def placement_table(indicators: pd.DataFrame) -> Table:
    """Shares of placements of England, the regions, the classes and the county group, from counts."""
    homes = "childrens_homes_and_secure"
    last = _newest_by_class(indicators, COUNTED_SHARE, homes)
    first = at_least(indicators, COUNTED_SHARE, ENGLAND, homes, values=1).index[0]
    shown = sorted({first, last})
    shares = [(f"{COUNTED_SHARE}[{kind}]", words) for kind, words in (("foster_care", "Foster care"), (homes, "Homes"))]
    alone = [
        (series_name(share, breakdown), words)
        for share, breakdown, words in (
            (COUNTED_SHARE, "independent_and_supported_living", "Supported living"),
            ("private_provision_share", "", "Private"),
            (OUTSIDE_SHARE, "", "Outside the boundary"),
        )
        if last in over_time(indicators, share, ENGLAND, breakdown)
    ]
    redefined = f"; {BREAK} changed what counts as supported living" if last >= BREAK else ""
    return Table(
        id="placements-by-place",
        title=f"Looked-after children by placement, region and class of council, {' and '.join(shown)}",
        caption=f"Per cent of children looked after at 31 March, from counts. Classes and the county group: the "
        f"councils that publish a count{redefined}. {DFE_COUNTS}",
        columns=[
            *left("Place"),
            *right(*(f"{words} {period}" for _, words in shares for period in shown)),
            *right(*(f"{words} {last}" for _, words in alone)),
        ],
        rows=[
            [
                label,
                *(Value(share, place, period) for share, _ in shares for period in shown),
                *(Value(share, place, last, missing="–") for share, _ in alone),
            ]
            for place, label in WIDER_PLACES.items()
        ],
        strong=[0, len(WIDER_PLACES) - 1],
        at_end=True,
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
        f"children at 31 March (residential care: over days of care), to the nearest £5. {DFE_HMT}",
        columns=[
            *left("Service"),
            *(Column(period, "£ a week") for period in shown),
            *right(f"Change since {first} (per cent)"),
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
        at_end=True,
    )


def unit_cost_places(indicators: pd.DataFrame) -> Table:
    """What a week costs in England, the regions, the classes and the county group."""
    last = _newest_by_class(indicators, COST, "fostering")
    return Table(
        id="unit-costs-by-place",
        title=f"A child’s week by region and class of council, {last}",
        caption=f"Pounds a child a week, cash, {last}; to the nearest £5 for England and regions. {APPROXIMATE} "
        f"Residential care covers {_covered(last)}. {DFE}",
        columns=left("Place")
        + right("All looked-after children (£ a week)", "Residential care (£ a week)", "Fostering (£ a week)")
        + right("Residential over fostering (times)"),
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
        at_end=True,
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
    return ", ".join(f"{covered_of(key, code, period)} {group_in_sentence(code)}" for code in CLASSES)
