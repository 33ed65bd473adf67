"""Lines over periods: how a chart draws them, says what their marks stand for, and names them at their ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from figures.drawing.text import label_ends
from figures.marks import mark_line
from figures.number import text
from figures.selection import newest

DASHED: Final = (0, (3, 1.6))
DOTTED: Final = (0, (1, 1.2))
LONG_DASHES: Final = (0, (5, 1.5))
SHORT_DASHES: Final = (0, (1.5, 1.2))


class Line(NamedTuple):
    """A line: its name, its values by period from the left, the series that they are of, and its look.

    The name may hold line breaks. If the last value is written after it, it ends with a space or a line break.
    """

    name: str
    values: pd.Series
    series: str
    colour: str
    style: Any = "-"
    decimals: int | None = None

    @property
    def row(self) -> str:
        """The name as a sentence has it."""
        return self.name.replace("-\n", "-").replace("\n", " ").strip()


def paint_lines(
    axes: Axes,
    indicators: pd.DataFrame,
    area: str,
    lines: Iterable[Line],
    *,
    dots: float = 3.5,
    ends: bool = False,
    remark: str = "",
) -> None:
    """Draw lines with dots of a size, or with one at their ends alone, and say what their marks stand for.

    ``remark`` is that of :func:`figures.marks.mark_line`.
    """
    for line in lines:
        places = range(len(line.values))
        marker = "o" if dots else None
        axes.plot(places, line.values, color=line.colour, linestyle=line.style, marker=marker, markersize=dots)
        mark_line(axes, indicators, line.values, line.series, area, row=line.row, remark=remark, decimals=line.decimals)
        if ends:
            end = newest(line.values)
            axes.plot(list(line.values.index).index(end), line.values[end], color=line.colour, marker="o")


def name_lines(
    axes: Axes, lines: Iterable[Line], unit: str = "", *, offset: float = 6, are_dated: bool = False
) -> None:
    """Write at the end of each line its name and, if they have a unit, its last value; call it with limits set.

    If they are dated, a value of an earlier period than the last has its period.
    """
    ends = {}
    for line in lines:
        held, last = newest(line.values), line.values.index[-1]
        when = f" in {held}" if are_dated and held != last else ""
        value = text(line.values[held], unit, decimals=line.decimals) + when if unit else ""
        ends[line.name + value] = (len(line.values) - 1, float(line.values[held]), line.colour)
    label_ends(axes, ends, offset=offset)
