"""Charts and tables of unaccompanied asylum-seeking children, and of looked-after children without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.wording import say
from figures.coverage import missing_word, without
from figures.drawing.colours import BLUE, PLUM
from figures.drawing.scales import thousands, years
from figures.drawing.style import draw_panels
from figures.drawing.text import label_ends, panel_title
from figures.figure import Figure, Table, Value, left, right
from figures.lines import Line, paint_lines
from figures.number import text
from figures.places import CLASSES, WIDER_PLACES, area_name
from figures.selection import across_councils, at_least, newest_of
from figures.sources import CENSUS, ESTIMATES, cited

ALL: Final = "looked_after_children"
WITHOUT: Final = "looked_after_without_unaccompanied_children"
UNACCOMPANIED: Final = "unaccompanied_children"
STARTING: Final = "starting_children"
STARTING_WITHOUT: Final = "starting_without_unaccompanied_children"
UNACCOMPANIED_STARTING: Final = "unaccompanied_starting_children"
CEASING: Final = "ceasing_children"
CEASING_WITHOUT: Final = "ceasing_without_unaccompanied_children"
MOVED: Final = "ceasing_to_another_council_children"

COUNCILS_SHOWN: Final = 5
DFE: Final = cited(CENSUS)
DFE_ONS: Final = cited(CENSUS, ESTIMATES)


def with_and_without(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Children looked after and children starting to be, with and without unaccompanied asylum-seeking children.

    Raises ``NoValues`` if the place has fewer than two years of one of them.
    """
    panels = {"Looked after at 31 March": (ALL, WITHOUT), "Starting in the year to it": (STARTING, STARTING_WITHOUT)}
    held = {
        name: pd.DataFrame({series: at_least(indicators, series, area) for series in (every, fewer)}).dropna()
        for name, (every, fewer) in panels.items()
    }
    looked_after, starting = held.values()
    first, last = starting.index[0], starting.index[-1]
    looks = {"All": (BLUE, "-"), "Without": (PLUM, "--")}

    def paint(axes_of_panels: Sequence[Axes]) -> None:
        for axes, (name, lines) in zip(axes_of_panels, held.items(), strict=True):
            ends = {}
            for (label, (colour, style)), series in zip(looks.items(), lines.columns, strict=True):
                line = Line(f"{name}: {label.lower()}", lines[series], series, colour, style)
                paint_lines(axes, indicators, area, [line], dots=0, ends=True)
                end = float(line.values.iloc[-1])
                ends[f"{label}\n{text(end, 'children')}"] = (len(lines) - 1, end, colour)
            axes.set_ylim(0, lines.max().max() * 1.12)
            thousands(axes)
            years(axes, list(lines.index))
            panel_title(axes, name)
            label_ends(axes, ends, offset=8)

    stock_first, stock_last = looked_after.index[0], looked_after.index[-1]
    return Figure(
        id="with-and-without-unaccompanied",
        title=f"From {first} to {last} the number of children starting to be looked after "
        f"{say('rose_by', STARTING, area, first, last)}; without unaccompanied asylum-seeking children it "
        f"{say('rose_by', STARTING_WITHOUT, area, first, last)}",
        caption=f"{area_name(indicators, area)}, all children and those without unaccompanied asylum-seeking children: "
        f"looked after at 31 March {stock_first} to {stock_last}, starting in the years to 31 March {first} to {last}, "
        f"the first for which starts are published without them. {DFE}",
        alt=f"Two small charts of two lines each. Looked after in {stock_first}: {say('n', ALL, area, stock_first)}, "
        f"without {say('n', WITHOUT, area, stock_first)}; in {stock_last}: {say('n', ALL, area, stock_last)}, without "
        f"{say('n', WITHOUT, area, stock_last)}. Starting in {first}: {say('n', STARTING, area, first)}, without "
        f"{say('n', STARTING_WITHOUT, area, first)}; in {last}: {say('n', STARTING, area, last)}, without "
        f"{say('n', STARTING_WITHOUT, area, last)}.",
        drawing=draw_panels(
            paint, len(panels), columns=(2, 1), gap=124, left=(50, 46), right=(70, 66), top=34, height=(270, 430)
        ),
        data=pd.concat(held.values(), axis="columns").sort_index().rename_axis("period").reset_index(),
    )


def one_council(indicators: pd.DataFrame, area: str) -> Table:
    """Starts, ceases and the stock of a council, all and without unaccompanied asylum-seeking children, year by year.

    Raises ``NoValues`` if the council has fewer than two years of starts.
    """
    periods = at_least(indicators, STARTING_WITHOUT, area).index
    columns = (STARTING, STARTING_WITHOUT, CEASING, CEASING_WITHOUT, MOVED, ALL, WITHOUT)
    return Table(
        id="unaccompanied-one-council",
        title=f"Children starting and ceasing to be looked after in {area_name(indicators, area)}, all and without "
        f"unaccompanied asylum-seeking children, {periods[0]} to {periods[-1]}",
        caption=f"Years to 31 March, and at 31 March. A child whose care another council takes over ceases in one and "
        f"starts in the other. {DFE}",
        columns=left("Year")
        + right("Starting (all children)", "Starting (without)", "Ceasing (all children)", "Ceasing (without)")
        + right("Ceasing (to another council)", "Looked after (all children)", "Looked after (without)"),
        rows=[
            [
                str(period),
                *(
                    Value(name, area, period, missing=missing_word(indicators, name, area, str(period)))
                    for name in columns
                ),
            ]
            for period in periods
        ],
    )


def by_place(indicators: pd.DataFrame) -> Table:
    """Places, and the councils where most unaccompanied children started, with and without these children.

    Raises ``NoValues`` if no year has starts without them.
    """
    last = newest_of(indicators, STARTING_WITHOUT, ENGLAND)
    councils = across_councils(indicators, UNACCOMPANIED_STARTING, last).head(COUNCILS_SHOWN)
    names = {**WIDER_PLACES, **dict(zip(councils["area_code"], councils["area_name"], strict=True))}
    groups = (*CLASSES, COUNTY_GROUP)
    suppressed = "".join(
        f"{WIDER_PLACES[place]}, {words}: {councils_left_out}. "
        for series, words in ((UNACCOMPANIED, "unaccompanied"), (UNACCOMPANIED_STARTING, "unaccompanied starting"))
        for place in groups
        if (councils_left_out := without(indicators, series, place, last))
    )
    columns = (
        ALL,
        UNACCOMPANIED,
        "looked_after_rate_per_10k",
        "looked_after_without_unaccompanied_rate_per_10k",
        STARTING,
        UNACCOMPANIED_STARTING,
    )
    return Table(
        id="unaccompanied-by-place",
        title=f"Looked-after children and unaccompanied asylum-seeking children by place, {last}",
        caption=f"At 31 March {last}, or in the year to it; at the end, the councils in which most unaccompanied "
        f"children started to be looked after. Classes and the county group: sums of councils. {suppressed}{DFE_ONS}",
        columns=left("Place")
        + right("Looked after (children)", "Of these unaccompanied (children)", "Rate (per 10,000)")
        + right("Rate without them (per 10,000)", "Starting (children)", "Of these unaccompanied (starting)"),
        rows=[
            [
                name,
                *(
                    Value(series, place, last, missing=missing_word(indicators, series, place, last))
                    for series in columns
                ),
            ]
            for place, name in names.items()
        ],
        strong=[0, len(WIDER_PLACES) - 1],
        at_end=True,
    )
