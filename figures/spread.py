"""Councils as dots along a scale, a row a class: how far apart they lie, and where each class lies as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.key import series_name
from analysis.tables.areas import ENGLAND
from analysis.wording import listed, say
from figures import number
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, FAINT, INK, MUTED, PAPER, PLUM
from figures.drawing.style import Drawing, draw
from figures.drawing.text import write
from figures.drawing.typeface import SMALL, TEXT
from figures.marks import mark_absent, mark_value
from figures.places import CLASSES, class_of, group_in_sentence
from figures.selection import across, value_of

DOT: Final = 5.4  # pixels across

_STEPS: Final = [0, *(step for distance in range(1, 200) for step in (distance, -distance))]
"""The middle, then one above, one below, and so on."""


def dots_by_class(indicators: pd.DataFrame, councils: pd.DataFrame, *, narrow_ticks: int | None = None) -> Drawing:
    """Draw a row of dots for each class, its value as a whole as a bar with its text, and a line at England's value.

    ``councils`` are rows of one series and period, as :func:`figures.selection.across_councils` gives them. The scale
    starts at zero, or shows zero as a line if a value is below. ``narrow_ticks`` limits the ticks of the narrow shape,
    for labels that need more room than others.
    """
    indicator, breakdown, period, unit = councils[["indicator", "breakdown", "period", "unit"]].iloc[0]
    series = series_name(indicator, breakdown)
    whole = across(indicators, indicator, list(CLASSES), period, breakdown)
    england = value_of(indicators, indicator, ENGLAND, period, breakdown)
    classes = councils["area_code"].map(class_of)
    low, high = min(0.0, councils["value"].min()), councils["value"].max()
    room = 0.03 * (high - low)

    def paint(axes: Axes) -> None:
        axes.set_xlim(low - room if low < 0 else 0, high + room)
        axes.xaxis.set_major_formatter(lambda value, _: number.text(value, unit, decimals=0))
        if narrow_ticks and is_narrow(axes):
            axes.locator_params(axis="x", nbins=narrow_ticks)
        if low < 0:
            axes.axvline(0, color=MUTED, linewidth=1, zorder=1)
        _paint_england(axes, england, f"England {number.text(england, unit)}")
        for row, code in enumerate(CLASSES):
            own = councils[classes == code].sort_values("value", kind="stable")
            heights = _paint_dots(axes, row, list(own["value"]))
            _paint_whole(axes, row, CLASSES[code], whole[code], number.text(whole[code], unit))
            for place, value, height in zip(own["area_code"], own["value"], heights, strict=True):
                mark_value(axes, indicators, (value, height), (series, str(place), period), row=CLASSES[code])
            mark_value(axes, indicators, (whole[code], row), (series, code, period), remark="class as a whole")
        mark_absent(indicators, (series, period), councils["area_code"])
        _name_rows(axes)

    return draw(paint, left=(132, 14), right=(70, 18), top=34, height=(292, 470))


def large_enough(every: pd.DataFrame, is_small: pd.Series, why: str) -> tuple[pd.DataFrame, str]:
    """The councils that are drawn, and a sentence that names the others and says why not; empty if there is none."""
    small = listed(sorted(every.loc[is_small, "area_name"]))
    return every[~is_small].reset_index(drop=True), f"Not drawn: {small}, with {why}. " if small else ""


def classes_as_a_whole(series: str, period: str) -> str:
    """The values of the classes and of England within a sentence, for the alternative text of the chart."""
    classes = ", ".join(f"{group_in_sentence(code)} {say('n', series, code, period)}" for code in CLASSES)
    return f"{classes}; England {say('n', series, ENGLAND, period)}"


def _paint_england(axes: Axes, value: float, words: str) -> None:
    axes.axvline(value, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    write(axes, words, (value, 1), of=("data", "panel"), by=(0, 5), ha="center", va="bottom", colour=MUTED)


def _paint_dots(axes: Axes, row: int, values: Sequence[float]) -> list[float]:
    """Dots at ascending values, stacked so that none overlaps another; how far down the chart each is."""
    low, high = axes.get_xlim()
    across = float(axes.get_window_extent().width) / axes.figure.get_dpi() * 96
    step = 0.085 if is_narrow(axes) else 0.1
    heights = [row + height * step for height in _stacked(values, (high - low) / across * DOT)]
    axes.plot(
        values, heights,
        linestyle="none", marker="o", markersize=DOT * 0.69, color=BLUE, markeredgewidth=0, zorder=2,
    )  # fmt: skip
    return heights


def _paint_whole(axes: Axes, row: int, name: str, value: float, words: str) -> None:
    """A bar at the value of a class as a whole, with its text; in the narrow shape, the name of the class above it."""
    axes.plot([value, value], [row - 0.4, row + 0.4], color=PLUM, linewidth=2.5, zorder=3)
    if not is_narrow(axes):
        write(axes, words, (1, row), of=("panel", "data"), by=(10, 0), colour=PLUM, bold=True)
        return
    write(axes, words, (1, row - 0.42), of=("panel", "data"), ha="right", va="bottom", colour=PLUM, bold=True)
    box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
    write(axes, name, (0, row - 0.42), of=("panel", "data"), va="bottom", bbox=box)


def _name_rows(axes: Axes) -> None:
    names = [] if is_narrow(axes) else list(CLASSES.values())
    if names:
        write(
            axes, "Class as\na whole", (1, -0.42), of=("panel", "data"), by=(10, 0),
            va="bottom", colour=PLUM, size=SMALL,
        )  # fmt: skip
    axes.set_ylim(len(CLASSES) - 0.45, -0.75)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=TEXT, length=0)
    axes.grid(visible=False)
    axes.spines["bottom"].set_color(FAINT)


def _stacked(values: Sequence[float], width: float) -> list[int]:
    """How far from the middle of its row each dot lies, in dots: none overlaps another, values in ascending order.

    >>> _stacked([1.0, 1.1, 5.0], 1.0)
    [0, 1, 0]
    """
    last: dict[int, float] = {}
    heights = []
    for value in values:
        height = next(step for step in _STEPS if value - last.get(step, float("-inf")) >= width)
        last[height] = value
        heights.append(height)
    return heights
