"""Blank canvases: the panels of a chart before anything is painted on them.

To make panels takes longer than to paint them. A canvas is therefore made once and kept frozen, and each chart has its
own copy of it: whatever is done to that one, the next chart begins with nothing of it.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from matplotlib.figure import Figure as Canvas
from matplotlib.gridspec import GridSpec
from matplotlib.ticker import MaxNLocator

from figures.drawing.scale import Panel

_INCH = 96  # pixels


@dataclass(frozen=True)
class Shape:
    """The size of a chart and the room around its axes, in pixels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    def sized(self, **room: int) -> Shape:
        """The same shape with some of its measures changed, for instance ``WIDE.sized(left=180)`` for long names."""
        return replace(self, **room)


@dataclass(frozen=True)
class Layout:
    """Panels of the same size in a shape, row by row, the gaps between them in pixels, beside and below each other."""

    shape: Shape
    count: int
    columns: int
    gap: int
    row_gap: int


def blank(layout: Layout) -> tuple[Canvas, list[Panel]]:
    """A canvas on which nothing is painted, and its panels."""
    canvas: Canvas = pickle.loads(_frozen(layout.count).copy)  # noqa: S301 - nothing but what was frozen here
    shape = layout.shape
    canvas.set_size_inches(shape.width / _INCH, shape.height / _INCH)
    rows = -(-layout.count // layout.columns)
    grid = GridSpec(
        rows,
        layout.columns,
        left=shape.left / shape.width,
        right=1 - shape.right / shape.width,
        top=1 - shape.top / shape.height,
        bottom=shape.bottom / shape.height,
        wspace=_space(shape.width - shape.left - shape.right, layout.columns, layout.gap),
        hspace=_space(shape.height - shape.top - shape.bottom, rows, layout.row_gap),
    )
    panels = [panel for panel in canvas.axes if isinstance(panel, Panel)]
    for number, panel in enumerate(panels):
        panel.set_position(grid[number].get_position(canvas))
    return canvas, panels


class _Frozen(NamedTuple):
    """A canvas that has been copied, and the copy.

    It lives on although nobody draws on it. Matplotlib's transforms know those that depend on them by address, and in
    a copy by the address of the one copied: were it free, a new transform could come to stand there and be taken for
    the copy's, whose lines would then stay where they are when limits change.
    """

    canvas: Canvas
    copy: bytes


@cache
def _frozen(count: int) -> _Frozen:
    """A canvas with some panels, wherever they will be."""
    canvas = Canvas(dpi=72)  # a point is a dot
    canvas.patch.set_visible(False)
    for _ in range(count):
        panel = canvas.add_axes(Panel(canvas, (0, 0, 1, 1)))
        panel.patch.set_visible(False)
        panel.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
        for spine in panel.spines.values():
            spine.set_position(("outward", 0))  # as ticks would see to, if there were any
    return _Frozen(canvas, pickle.dumps(canvas))


def _space(room: float, parts: int, gap: int) -> float:
    """A gap in pixels as matplotlib counts it: in parts of a panel's width or height."""
    return gap / ((room - gap * (parts - 1)) / parts)
