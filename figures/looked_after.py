"""Charts and tables of how many children are looked after, start and cease to be looked after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.indicators.neighbours import SUFFIX
from analysis.indicators.peers import Peers
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.wording import in_sentence, say
from figures.coverage import coverage, left_out, missing_word, without
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, FAINT, INK, MUTED, PAPER, PLUM, TURQUOISE
from figures.drawing.scales import thousands, years
from figures.drawing.style import draw, draw_panels
from figures.drawing.text import folded, label_ends, label_point, panel_title, unit, wrapped, write
from figures.figure import Column, Figure, NoValues, Table, Value, left, right
from figures.lines import LONG_DASHES, SHORT_DASHES, Line, name_lines, paint_lines
from figures.marks import mark_line, mark_value
from figures.number import text, words
from figures.places import CLASSES, REGIONS, WIDER_PLACES, area_name, class_of, group_in_sentence, place_in_sentence
from figures.selection import across, across_councils, at_least, by_period, calendar, councils_open, newest, over_time
from figures.sources import CENSUS, ESTIMATES, cited
from figures.spread import dots_by_class

NUMBER: Final = "looked_after_children"
RATE: Final = "looked_after_rate_per_10k"
STARTING: Final = "starting_children"
CEASING: Final = "ceasing_children"
POPULATION: Final = "child_population"

FIRST_RATE: Final = "2013"
"""The first 31 March with today’s population estimates; that of 2010 stands on the population then used."""
YEARS_COMPARED: Final = 10
BALANCE: Final = {1: "More started than ceased", 0: "As many started as ceased", -1: "More ceased than started"}

DFE: Final = cited(CENSUS)
DFE_ONS: Final = cited(CENSUS, ESTIMATES)
NEIGHBOURS: Final = f"{RATE}{SUFFIX}"
CLOSE: Final = 3  # bars

MEAN_OF_NEIGHBOURS: Final = (
    "The mean of the ten statistical neighbours is that of those with a figure, each counting alike. "
)
TODAY: Final = "Classes and the county group hold the same territory throughout: today’s membership."
CHRISTCHURCH: Final = "To 2019 the county group counts old Dorset whole, with Christchurch."
NO_POPULATION: Final = (
    "Rates up to 2019 leave out Bournemouth, Poole and Dorset, which have no population estimate on the old boundaries."
)
MARKERS: Final = "[c] suppressed by the publisher, [x] not available, [z] the council did not exist."


def numbers(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Children looked after at 31 March, a bar a year, the highest and the newest year marked.

    Raises ``NoValues`` if the place has fewer than two years with a number, or never looked after a child.
    """
    held = at_least(indicators, NUMBER, area)
    if not held.max():
        raise NoValues(f"A chart needs a looked-after child, and {area} has had none.")
    first, peak, last = held.index[0], str(held.idxmax()), held.index[-1]
    periods = calendar(indicators, NUMBER, since=first)
    series = held.reindex(periods)
    marked, place = {first, peak, last}, place_in_sentence(indicators, area)

    def paint(axes: Axes) -> None:
        colours = [BLUE if period in marked else FAINT for period in periods]
        axes.bar(range(len(series)), list(series), color=colours, width=0.74)
        mark_line(axes, indicators, series, NUMBER, area, row="Children looked after at 31 March")
        axes.set_ylim(0, held.max() * 1.1)
        for period in sorted(marked):
            # On a phone there is no room for a label next to a taller bar, or next to another label.
            after = series.iloc[1:2].max()
            if is_narrow(axes) and period == first != peak and (after > held[first] or periods.index(peak) < CLOSE):
                continue
            if is_narrow(axes) and period == peak and periods.index(last) - periods.index(peak) == 1:
                continue
            ha = "right" if is_narrow(axes) and period == peak != last else "center"
            middle = periods.index(period) + (0.5 if ha == "right" else 0)
            label_point(axes, middle, series[period], text(series[period], "children"), dy=3, ha=ha)
        thousands(axes)
        years(axes, periods)
        unit(axes, "Children looked after at 31 March")

    highest = "" if peak == last else f"the highest bar is {peak} with {say('n', NUMBER, area, peak)}; "
    since_peak = "" if peak == last else f", after {say('n', NUMBER, area, peak)} in {peak}"
    return Figure(
        id="looked-after-numbers",
        title=f"{say('n', NUMBER, area, last)} {_were(held[last])} looked after in {place} at 31 March "
        f"{last}{since_peak}",
        caption=f"Children looked after at 31 March, {first} to {periods[-1]}. {_total(indicators, area)}"
        f"{left_out(series)}{DFE}",
        alt=f"Bars, one a year. {say('n', NUMBER, area, first)} {_were(held[first])} looked after in "
        f"{place} in {first}; {highest}the newest, {last}, has {say('n', NUMBER, area, last)}.",
        drawing=draw(paint, right=(16, 14), height=(344, 272)),
        data=by_period(**{NUMBER: series}),
    )


def rate_compared(indicators: pd.DataFrame, peers: Peers) -> Figure:
    """The rate of a place over time, with England's and, for a council, the mean of its statistical neighbours.

    Raises ``NoValues`` if the place has fewer than two years with a rate, or never looked after a child.
    """
    held = at_least(indicators, RATE, peers.area, since=FIRST_RATE)
    if not held.max():
        raise NoValues(f"A chart needs a looked-after child, and {peers.area} has had none.")
    periods = calendar(indicators, RATE, since=FIRST_RATE)
    rates = {peers.area: held, ENGLAND: over_time(indicators, RATE, ENGLAND)}
    mean = over_time(indicators, NEIGHBOURS, peers.area) if peers.is_council else pd.Series(dtype=float)
    if len(mean):
        rates[NEIGHBOURS] = mean
    series = pd.DataFrame({name: line.reindex(periods) for name, line in rates.items()})
    place, words = area_name(indicators, peers.area), place_in_sentence(indicators, peers.area)
    first, last = held.index[0], held.index[-1]
    lines = [
        Line(f"{wrapped(place)}\n", series[peers.area], RATE, BLUE),
        Line("England\n", series[ENGLAND], RATE, PLUM, LONG_DASHES),
    ]
    if len(mean):
        lines.append(Line("Statistical\nneighbours\n", series[NEIGHBOURS], NEIGHBOURS, TURQUOISE, SHORT_DASHES))

    def paint(axes: Axes) -> None:
        for line, of in zip(lines, (peers.area, ENGLAND, peers.area), strict=False):
            paint_lines(axes, indicators, of, [line], dots=0, ends=True)
        axes.set_ylim(0, series.max().max() * 1.08)
        axes.set_xlim(-0.3, len(periods) - 0.8)
        years(axes, periods)
        unit(axes, "Looked after per 10,000 children")
        name_lines(axes, lines, "per_10k")

    others = f"England: {say('n', RATE, ENGLAND, first)} and {say('n', RATE, ENGLAND, last)}."
    if last in mean.index:
        others += f" Mean of the statistical neighbours in {last}: {say('n', NEIGHBOURS, peers.area, last)}."
    return Figure(
        id="looked-after-rate-beside",
        title=f"{say('n', RATE, peers.area, last)} of every 10,000 children in {words} were looked after in {last}, "
        f"against {say('n', RATE, ENGLAND, last)} in England",
        caption=f"Children looked after at 31 March per 10,000 children aged 0 to 17, {periods[0]} to {periods[-1]}. "
        f"{MEAN_OF_NEIGHBOURS if len(mean) else ''}{left_out(series.loc[first:, peers.area])}{DFE_ONS}",
        alt=f"{'Three' if len(mean) else 'Two'} lines. {place}: {say('n', RATE, peers.area, first)} per 10,000 "
        f"children in {first}, {say('n', RATE, peers.area, last)} in {last}. {others}",
        drawing=draw(paint, right=(132, 112), height=(344, 290)),
        data=series.rename(
            columns={peers.area: place, ENGLAND: "England", NEIGHBOURS: "mean_of_neighbours"}
        ).reset_index(),
        unit="per_10k",
    )


def number_rate_and_population(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Children looked after, their rate and the child population, each as an index on the first year with all three."""
    looks = {
        NUMBER: ("Children\nlooked after", BLUE, "-"),
        RATE: ("Rate", PLUM, "--"),
        POPULATION: ("Child\npopulation", TURQUOISE, ":"),
    }
    # The population of 2010 was revised since, and the two years after it have none in the data.
    series = pd.DataFrame({name: over_time(indicators, name, area) for name in looks}).dropna()
    series = series[series.index >= FIRST_RATE]
    index = series / series.iloc[0] * 100
    first, peak, last = series.index[0], str(series[RATE].idxmax()), series.index[-1]
    changed = {name: say("rose_by", name, area, first, last) for name in looks}

    lines = [Line(words, index[name], name, colour, style) for name, (words, colour, style) in looks.items()]

    def paint(axes: Axes) -> None:
        paint_lines(axes, indicators, area, lines, dots=0, remark=f"{{}} on the scale, {first} = 100")
        axes.set_ylim(*_padded(index))
        name_lines(axes, lines)
        years(axes, list(index.index))
        unit(axes, f"{first} = 100")

    return Figure(
        id="looked-after-rate-and-population",
        title=f"From {first} to {last} the number of looked-after children {changed[NUMBER]}, and their number per "
        f"10,000 children {changed[RATE]}",
        caption=f"Children looked after at 31 March; rate per 10,000 children aged 0 to 17 at "
        f"the mid-year before; {first} to {last}. {_total(indicators, area)}{DFE_ONS}",
        alt=f"Three lines from 100 in {first}. By {last} the number of looked-after children "
        f"{changed[NUMBER]}, the rate {changed[RATE]} and the child population {changed[POPULATION]}. The rate was "
        f"highest in {peak}, at "
        f"{say('n', RATE, area, peak)} per 10,000.",
        drawing=draw(paint),
        data=index.reset_index(),
        unit=f"index, {first} = 100",
    )


def starting_and_ceasing(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Children starting and ceasing to be looked after in the year to 31 March."""
    series = pd.DataFrame({name: over_time(indicators, name, area) for name in (STARTING, CEASING)})
    first, last = series.index[0], series.index[-1]

    def paint(axes: Axes) -> None:
        axes.plot(range(len(series)), series[STARTING], color=BLUE, marker="o")
        axes.plot(range(len(series)), series[CEASING], color=PLUM, marker="s", linestyle="--")
        for name, label in ((STARTING, "Starting"), (CEASING, "Ceasing")):
            mark_line(axes, indicators, series[name], name, area, row=label)
        axes.set_ylim(*_padded(series))
        end = len(series) - 1
        label_ends(
            axes,
            {
                "Starting": (end, float(series[STARTING].iloc[-1]), BLUE),
                "Ceasing": (end, float(series[CEASING].iloc[-1]), PLUM),
            },
            offset=9,
        )
        thousands(axes)
        years(axes, list(series.index))
        unit(axes, "Children in the year to 31 March")

    started, ceased = f"{STARTING}:{area}:{last}", f"{CEASING}:{area}:{last}"
    return Figure(
        id="starting-and-ceasing",
        title=f"{say('n', started)} children started and {say('n', ceased)} ceased to be looked after in the year to "
        f"March {last}",
        caption=f"{first} to {last}; the scale does not start at zero. {_total(indicators, area)}{DFE}",
        alt=f"Two lines. Starting: {say('n', STARTING, area, first)} in {first}, {say('n', started)} in {last}. "
        f"Ceasing: {say('n', CEASING, area, first)} in {first}, {say('n', ceased)} in {last}. {_crossing(series)}",
        drawing=draw(paint),
        data=series.reset_index(),
    )


def regions(indicators: pd.DataFrame) -> Figure:
    """The rate of each region and of England, ten years ago, or in the first year held since, and now."""
    held = over_time(indicators, RATE, ENGLAND, since=FIRST_RATE).index
    last, before = held[-1], _years_before(held, YEARS_COMPARED)
    areas = [*REGIONS, ENGLAND]
    rates = pd.DataFrame(
        {before: across(indicators, RATE, areas, before), last: across(indicators, RATE, areas, last)}
    ).sort_values(last, ascending=False)

    def paint(axes: Axes) -> None:
        for row, (code, rate) in enumerate(rates.iterrows()):
            colour = PLUM if code == ENGLAND else BLUE
            axes.plot([rate[before], rate[last]], [row, row], color=FAINT, linewidth=3, zorder=1)
            axes.plot(rate[before], row, marker="o", markersize=7, markerfacecolor=PAPER, markeredgecolor=colour)
            axes.plot(rate[last], row, marker="o", markersize=8, color=colour)
            for period in (before, last):
                mark_value(axes, indicators, (rate[period], row), (RATE, str(code), period))
            write(axes, text(rate[last], "per_10k"), (1, row), of=("panel", "data"), by=(8, 0))
        axes.set_yticks(range(len(rates)), [folded(axes, WIDER_PLACES[str(code)]) for code in rates.index])
        axes.set_ylim(len(rates) - 0.5, -0.9)
        axes.set_xlim(0, rates.max().max() * 1.04)
        axes.tick_params(axis="y", labelcolor=INK)
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        top = rates.iloc[0]
        label_point(axes, top[before], 0, before, colour=MUTED, dy=7)
        label_point(axes, top[last], 0, last, colour=BLUE, dy=7)
        unit(axes, "Children looked after per 10,000")

    highest, lowest = (str(code) for code in (rates.drop(ENGLAND).index[0], rates.drop(ENGLAND).index[-1]))
    risen = int((rates.drop(ENGLAND)[last] > rates.drop(ENGLAND)[before]).sum())
    return Figure(
        id="looked-after-regions",
        title=f"In {last}, {say('n', RATE, highest, last)} of every 10,000 children were looked after in "
        f"{group_in_sentence(highest)} and {say('n', RATE, lowest, last)} in {group_in_sentence(lowest)}; in "
        f"{before}, {say('n', RATE, highest, before)} and {say('n', RATE, lowest, before)}",
        caption=f"Children looked after per 10,000 aged 0 to 17 at 31 March {before} (hollow) and {last} (filled), the "
        f"publisher’s totals. {DFE_ONS}",
        alt=f"A row for each of the nine regions and England, from the highest rate of {last} to the lowest, with a "
        f"hollow dot for {before} and a filled one for {last}. {WIDER_PLACES[highest]}: "
        f"{say('n', RATE, highest, before)}, then {say('n', RATE, highest, last)}; England: "
        f"{say('n', RATE, ENGLAND, before)}, then {say('n', RATE, ENGLAND, last)}; {WIDER_PLACES[lowest]}: "
        f"{say('n', RATE, lowest, before)}, then {say('n', RATE, lowest, last)}. "
        f"The rate is higher than in {before} in {words(risen)} of the {words(len(REGIONS))} regions.",
        drawing=draw(paint, left=(164, 104), right=(52, 40), top=36, height=(340, 350)),
        data=rates.reset_index(names="area_code"),
        unit="per_10k",
    )


def classes(indicators: pd.DataFrame) -> Figure:
    """The rate of England, the county group and each class of council over time, a panel each."""
    labels = {code: WIDER_PLACES[code] for code in (ENGLAND, COUNTY_GROUP, "SC", "UA", "MD", "LB")}
    rates = pd.DataFrame({code: over_time(indicators, RATE, code) for code in labels})
    rates = rates[rates.index >= FIRST_RATE]
    first, last = rates.index[0], rates.index[-1]

    def paint(panels: Sequence[Axes]) -> None:
        for axes, (code, label) in zip(panels, labels.items(), strict=True):
            place = range(len(rates))
            if code != ENGLAND:
                axes.plot(place, rates[ENGLAND], color=FAINT, linewidth=1.5, linestyle=(0, (4, 2)))
            axes.plot(place, rates[code], color=PLUM if code == ENGLAND else BLUE)
            mark_line(axes, indicators, rates[code], RATE, code, row=label)
            axes.set_ylim(0, max(110, rates.max().max() * 1.1))
            axes.set_yticks([0, 50, 100])
            axes.set_xticks([0, len(rates) - 1], [first, last])
            for end, ha in ((0, "left"), (len(rates) - 1, "right")):
                # A number below England's line is written below its point, so that the line does not cross it.
                under = code != ENGLAND and rates[code].iloc[end] < rates[ENGLAND].iloc[end]
                label_point(
                    axes, end, rates[code].iloc[end], text(rates[code].iloc[end], "per_10k", decimals=0),
                    dy=-5 if under else 5, ha=ha,
                )  # fmt: skip
            panel_title(axes, f"{label} (per 10,000)" if code == ENGLAND else label)

    ends = rates[list(CLASSES)].iloc[[0, -1]]
    gap = ends.max(axis="columns") - ends.min(axis="columns")
    highest, lowest = str(ends.iloc[1].idxmax()), str(ends.iloc[1].idxmin())
    return Figure(
        id="looked-after-classes",
        title=f"In {last}, {say('n', RATE, highest, last)} of every 10,000 children were looked after in "
        f"{group_in_sentence(highest)}, {say('n', RATE, lowest, last)} in {group_in_sentence(lowest)}: classes differ "
        f"{'more' if gap.iloc[1] > gap.iloc[0] else 'less'} than in {first}",
        caption=f"Children looked after at 31 March per 10,000 children aged 0 to 17, {first} to {last}; the dashed "
        f"line is England. {TODAY} {NO_POPULATION} {DFE_ONS}",
        alt=f"Six small charts with one line each, {first} and {last}: "
        + "; ".join(
            f"{label} {say('n', RATE, code, first)} and {say('n', RATE, code, last)}" for code, label in labels.items()
        )
        + ".",
        drawing=draw_panels(
            paint, len(labels), columns=(3, 2), left=(34, 32), right=(14, 12), top=34, height=(344, 470)
        ),
        data=rates.reset_index(),
        unit="per_10k",
    )


def councils(indicators: pd.DataFrame) -> Figure:
    """The rate of every council in the newest year, a dot each, in a row for each class."""
    last = newest(over_time(indicators, RATE, ENGLAND))
    rows = across_councils(indicators, RATE, last)
    rows["class"] = rows["area_code"].map(class_of)

    def where(row: pd.Series) -> str:
        return f"{say('n', RATE, row['area_code'], last)} in {in_sentence(row['area_name'])}"

    without = councils_open(indicators, RATE, last)
    without = without[without["value"].isna() & (without["areas_expected"] == 1)]
    none = f" (without {', '.join(without['area_name'])})" if len(without) else ""
    ranges = "; ".join(
        f"{CLASSES[code]} from {where(own.iloc[-1])} to {where(own.iloc[0])}"
        for code, own in ((code, rows[rows["class"] == code]) for code in CLASSES)
    )
    return Figure(
        id="looked-after-councils",
        title=f"Children looked after per 10,000 range from {where(rows.iloc[-1])} to {where(rows.iloc[0])}",
        caption=f"Children looked after at 31 March {last} per 10,000 children aged 0 to 17. A dot is a council with a "
        f"published number{none}, a bar the class as a whole. {DFE_ONS}",
        alt=f"Dots for councils along a scale of children looked after per 10,000, in a row for each class. {ranges}. "
        f"A dashed line stands at England’s {say('n', RATE, ENGLAND, last)}.",
        drawing=dots_by_class(indicators, rows),
        data=rows[["area_code", "area_name", "class", "value"]].rename(columns={"value": RATE}),
    )


def england(indicators: pd.DataFrame, area: str = ENGLAND) -> Table:
    """Numbers and rates of a place at steps of five years and in the newest, and the change over 1, 5 and 10 years.

    Years before the first are left out.
    """
    series = {
        name: over_time(indicators, name, area)
        for name in (NUMBER, RATE, "looked_after_rate_per_100k", STARTING, CEASING)
    }
    held = series[NUMBER]
    first, peak, last = held.index[0], str(held.idxmax()), held.index[-1]
    shown = sorted({first, *(str(int(last) - back) for back in (10, 5, 1, 0)), peak} & set(held.index))
    rows: list[list[str | Value]] = [
        [period, *(Value(name, area, period) if period in own.index else "–" for name, own in series.items())]
        for period in shown
    ]
    for before in (str(int(last) - back) for back in (1, 5, 10) if str(int(last) - back) in held.index):
        changes = (
            say("percent_change", name, area, before, last) if {before, last} <= set(own.index) else "–"
            for name, own in series.items()
        )
        rows.append([f"Change since {before}", *changes])
    return Table(
        id="looked-after-england",
        title=f"Looked-after children in {area_name(indicators, area)}, {first} to {last}",
        caption=f"At 31 March, or in the year to it. The rate of {first} is on the population then used, which was "
        f"revised since. – not held. {DFE_ONS}",
        columns=left("31 March")
        + right("Looked after (children)", "Rate (per 10,000 children)", "Rate (per 100,000 children)")
        + right("Starting in the year (children)", "Ceasing in the year (children)"),
        rows=rows,
        strong=[len(shown) - 1],
        at_end=True,
    )


def regions_and_classes(indicators: pd.DataFrame) -> Table:
    """Numbers and rates of England, the regions, the classes and the county group."""
    held = over_time(indicators, NUMBER, ENGLAND).index
    ten_before, five_before, last = _years_before(held, YEARS_COMPARED), _years_before(held, 5), held[-1]
    rated = newest(over_time(indicators, RATE, ENGLAND))
    regions_now = across(indicators, RATE, list(REGIONS), rated).sort_values(ascending=False)
    classes_now = across(indicators, RATE, list(CLASSES), rated).sort_values(ascending=False)
    places = [ENGLAND, *map(str, regions_now.index), *map(str, classes_now.index), COUNTY_GROUP]
    absent = {place: without(indicators, NUMBER, place, last) for place in (*classes_now.index, COUNTY_GROUP)}
    suppressed = "".join(f"{WIDER_PLACES[place]}: {councils}. " for place, councils in absent.items() if councils)
    return Table(
        id="looked-after-regions-and-classes",
        title=f"Looked-after children by region and class of council, {ten_before}, {five_before} and {last}",
        caption=f"At 31 March. England and regions: the publisher’s totals, rounded to 10; classes and the county "
        f"group: sums of councils. {TODAY} {CHRISTCHURCH} {suppressed}{DFE_ONS}",
        columns=left("Place")
        + right(f"{ten_before} (children)", f"{five_before} (children)", f"{last} (children)")
        + right(f"Change since {ten_before} (per cent)", f"Rate {five_before} (per 10,000)")
        + right(f"Rate {rated} (per 10,000)"),
        rows=[
            [
                WIDER_PLACES[place],
                *(Value(NUMBER, place, period) for period in (ten_before, five_before, last)),
                say("percent_change", NUMBER, place, ten_before, last),
                *(Value(RATE, place, period, missing="–") for period in (five_before, rated)),
            ]
            for place in places
        ],
        strong=[0, len(places) - 1],
        at_end=True,
    )


def every_council(indicators: pd.DataFrame) -> Table:
    """Every council of today: its number five and ten years ago and now, and its rate now with its interval."""
    held = over_time(indicators, NUMBER, ENGLAND).index
    periods = [_years_before(held, back) for back in (10, 5, 0)]
    last, rated = periods[-1], newest(over_time(indicators, RATE, ENGLAND))

    def cells(area: str) -> list[str | Value]:
        asked = [(NUMBER, period) for period in periods] + [(RATE, rated)]
        values = [
            Value(name, area, period, missing=missing_word(indicators, name, area, period)) for name, period in asked
        ]
        return [*values, replace(values[-1], interval=True)]

    open_now = councils_open(indicators, NUMBER, last)
    return Table(
        id="looked-after-every-council",
        title=f"Looked-after children in every council, {periods[0]}, {periods[1]} and {last}",
        caption=f"At 31 March; SC shire county, UA unitary authority, MD metropolitan district, LB London borough. "
        f"{MARKERS} A council formed by a reorganisation has no figure before it; its predecessors are in the data. "
        f"{DFE_ONS}",
        columns=[
            *left("Council", "Class"),
            *(Column(period, "children") for period in periods),
            *right(f"Rate {rated} (per 10,000)", "95% interval (per 10,000)"),
        ],
        rows=[
            ["England", "", *cells(ENGLAND)],
            *(
                [str(row.area_name), class_of(str(row.area_code)), *cells(str(row.area_code))]
                for row in open_now.itertuples()
            ),
        ],
        strong=[0],
        long=True,
        at_end=True,
    )


def _were(children: float) -> str:
    return "child was" if children == 1 else "children were"


def _total(indicators: pd.DataFrame, area: str) -> str:
    """What England's number is and which councils it covers; empty for another place."""
    if area != ENGLAND:
        return ""
    return f"England is the publisher’s total, rounded to 10; {coverage(indicators, NUMBER, ENGLAND)} "


def _years_before(held: pd.Index, years: int) -> str:
    """The period so many years before the last, or the first that is held if that is later.

    >>> _years_before(pd.Index(["2020", "2023", "2025"]), 5), _years_before(pd.Index(["2020", "2025"]), 10)
    ('2020', '2020')
    """
    return max(str(held[0]), str(int(held[-1]) - years))


def _crossing(series: pd.DataFrame) -> str:
    """Since when more children have started than ceased to be looked after, or the other way round."""
    balance = (series[STARTING] - series[CEASING]).map(np.sign)
    run = int((balance.iloc[::-1] == balance.iloc[-1]).cumprod().sum())
    words = BALANCE[int(balance.iloc[-1])]
    since = series.index[-run]
    return f"{words} in every year since {since}." if run > 1 else f"{words} in {since}."


def _padded(frame: pd.DataFrame) -> tuple[float, float]:
    """Limits with a tenth of the range as room above and below."""
    low, high = float(frame.min().min()), float(frame.max().max())
    room = (high - low) / 10
    return low - room, high + room
