"""Councils as dots along a scale, a row a class: how far they lie apart, and where each class lies as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from figures.drawing.canvas import Shape, is_narrow
from figures.drawing.colours import BLUE, FAINT, INK, MUTED, PAPER, PLUM
from figures.drawing.text import write
from figures.drawing.typeface import SMALL, TEXT
from figures.selection import CLASSES, class_of

DOT = 5.4  # pixels across
WIDE = Shape(width=640, height=370, left=132, right=70, top=34, bottom=30)
NARROW = Shape(width=320, height=470, left=14, right=18, top=34, bottom=30)

_STEPS = [0, *(step for distance in range(1, 200) for step in (distance, -distance))]
"""The middle, then one above, one below, and so on."""


def by_class(councils: pd.DataFrame) -> dict[str, list[float]]:
    """The values of councils by class, classes in the order of their names; the class stands in a council's code."""
    classes = councils["area_code"].map(class_of)
    return {code: sorted(councils.loc[classes == code, "value"]) for code in CLASSES}


def paint_spread(
    axes: Axes,
    councils: Mapping[str, Sequence[float]],
    whole: Mapping[str, tuple[float, str]],
    reference: tuple[float, str],
) -> None:
    """Paint a row of dots for each class, its value as a whole as a bar with its text, and a reference line across.

    ``councils`` and ``whole`` are keyed by class; limits and the format of the scale are the caller's, and come first.
    """
    narrow = is_narrow(axes)
    low, high = axes.get_xlim()
    across = float(axes.get_window_extent().width) / axes.figure.get_dpi() * 96
    value, text = reference
    axes.axvline(value, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    write(axes, text, (value, 1), of=("data", "panel"), by=(0, 5), ha="center", va="bottom", colour=MUTED)
    for row, code in enumerate(councils):
        heights = _stacked(councils[code], (high - low) / across * DOT)
        axes.plot(
            councils[code], [row + height * (0.085 if narrow else 0.1) for height in heights],
            linestyle="none", marker="o", markersize=DOT * 0.69, color=BLUE, markeredgewidth=0, zorder=2,
        )  # fmt: skip
        middle, label = whole[code]
        axes.plot([middle, middle], [row - 0.4, row + 0.4], color=PLUM, linewidth=2.5, zorder=3)
        write(
            axes, label, (1, row - 0.42 if narrow else row), of=("panel", "data"), by=(0 if narrow else 10, 0),
            ha="right" if narrow else "left", va="bottom" if narrow else "center", colour=PLUM, bold=True,
        )  # fmt: skip
        if narrow:
            axes.annotate(
                CLASSES[code], (0, row - 0.42), xycoords=("axes fraction", "data"),
                ha="left", va="bottom", color=INK, fontsize=TEXT, annotation_clip=False,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5},
            )  # fmt: skip
    if not narrow:
        write(
            axes, "Class as\na whole", (1, -0.42), of=("panel", "data"), by=(10, 0),
            va="bottom", colour=PLUM, size=SMALL,
        )  # fmt: skip
    axes.set_ylim(len(councils) - 0.45, -0.75)
    axes.set_yticks([] if narrow else range(len(councils)), [] if narrow else [CLASSES[code] for code in councils])
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
