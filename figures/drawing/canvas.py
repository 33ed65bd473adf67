"""Blank canvases: the panels of a chart before anything is painted on them, and how much room they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

_INCH = 96  # pixels
_ROW_GAP = 62  # pixels between rows of panels

Panel = TypeVar("Panel", bound=Axes)


@dataclass(frozen=True)
class Shape:
    """The size of a chart and the room around its axes, in pixels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True)
class Layout:
    """Panels of the same size in a shape, row by row, with the gap between columns in pixels."""

    shape: Shape
    count: int
    columns: int
    gap: int


def blank(layout: Layout, kind: type[Panel]) -> tuple[Canvas, list[Panel]]:
    """A canvas on which nothing is painted, and its panels, axes of some kind."""
    shape = layout.shape
    canvas = Canvas(figsize=(shape.width / _INCH, shape.height / _INCH), dpi=72)  # a point is a dot
    canvas.patch.set_visible(False)
    rows = -(-layout.count // layout.columns)
    grid = canvas.add_gridspec(
        rows,
        layout.columns,
        left=shape.left / shape.width,
        right=1 - shape.right / shape.width,
        top=1 - shape.top / shape.height,
        bottom=shape.bottom / shape.height,
        wspace=_space(shape.width - shape.left - shape.right, layout.columns, layout.gap),
        hspace=_space(shape.height - shape.top - shape.bottom, rows, _ROW_GAP),
    )
    panels = []
    for number in range(layout.count):
        panel = kind(canvas, grid[number].get_position(canvas))
        canvas.add_axes(panel)
        panel.patch.set_visible(False)
        panel.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
        panels.append(panel)
    return canvas, panels


def is_narrow(axes: Axes) -> bool:
    """Whether the axes belong to a chart in the narrow shape."""
    return _points(axes)[0] < 360


def panel_width(axes: Axes) -> float:
    """The width of a panel in points."""
    return _points(axes)[0] * float(axes.get_position().width)


def panel_height(axes: Axes) -> float:
    """The height of a panel in points."""
    return _points(axes)[1] * float(axes.get_position().height)


def chart_height(axes: Axes) -> float:
    """The height of the whole chart in points."""
    return _points(axes)[1]


def room_left(axes: Axes) -> float:
    """The room at the left of a panel, up to the edge of the chart, in points."""
    return _points(axes)[0] * float(axes.get_position().x0)


def _points(axes: Axes) -> tuple[float, float]:
    """Width and height of the whole chart."""
    chart = axes.get_figure(root=True)
    if chart is None:
        raise ValueError("These axes were removed from their chart.")
    width, height = chart.get_size_inches()
    return float(width) * 72, float(height) * 72


def _space(room: float, parts: int, gap: int) -> float:
    """A gap in pixels as matplotlib counts it: in parts of a panel's width or height."""
    return gap / ((room - gap * (parts - 1)) / parts)
