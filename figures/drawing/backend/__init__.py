"""How a painted chart becomes an SVG: one function, and two ways behind it.

The fast way takes a quarter of the processor time of matplotlib's own (12 ms a drawing against 50 ms, in pairs on a
busy machine); the report has some sixty drawings, its editions over a thousand. It relies on internals of matplotlib
(:mod:`figures.drawing.backend.internals`). If they are not what it expects, matplotlib's own way writes the same texts
and marks.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.drawing.backend import internals, plain
from figures.drawing.canvas import Layout, Shape, blank


def svg(paint: Callable[[Sequence[Axes]], None], layout: Layout) -> str:
    """The SVG of the chart that ``paint`` puts on the panels of a layout.

    Raises ``ValueError`` for an axis with a title: a chart names its unit above the axes (``text.unit``).
    """
    way = _way()
    canvas, panels = blank(layout, way.panel)
    paint(panels)
    for axis in (axis for panel in panels for axis in (panel.xaxis, panel.yaxis)):
        if axis.get_label_text():
            raise ValueError(f"The axis '{axis.get_label_text()}' has a title of its own: say it above the chart.")
    return way.written(canvas, layout.shape)


class _Way(NamedTuple):
    """The kind of axes to paint on, and what writes the canvas that holds them."""

    panel: type[Axes]
    written: Callable[[Canvas, Shape], str]


_PLAIN = _Way(Axes, plain.written)


@cache
def _way() -> _Way:
    """The fast way if matplotlib is what it expects, or else matplotlib's own, with a warning that says so."""
    unmet = internals.unmet()
    if unmet:
        warnings.warn(
            f"Charts are drawn by matplotlib's own SVG writer, which takes four times as long, because matplotlib "
            f"{mpl.__version__} is not what the fast one expects: {unmet}.",
            RuntimeWarning,
            stacklevel=2,
        )
        return _PLAIN
    from figures.drawing.backend import page
    from figures.drawing.backend.panel import Panel

    return _Way(Panel, page.written)
