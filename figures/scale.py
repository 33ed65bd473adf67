"""The scales of a chart: ticks, their labels and the grid, drawn by one artist an axis.

Matplotlib keeps six artists for each tick, and they take most of the time that a small chart takes. Here the axis says
where its ticks are and how they look, as whoever painted the chart has set it, and is drawn at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import IdentityTransform

BELOW_DATA: Final = 0.5
_AT_THE_END: Final = 1e-6
"""How far beyond an end of the axis, in pixels, a tick still stands on it."""


def set_ticks(axis: Axis, places: Iterable[float], labels: Sequence[str]) -> None:
    """Named ticks at some places of an axis."""
    axis.set_major_locator(FixedLocator(list(places)))
    axis.set_major_formatter(FixedFormatter(labels))


def put_scales(panels: Iterable[Axes]) -> None:
    """Let each axis of some panels, which are painted, be drawn by one artist.

    Raises ``ValueError`` for an axis with a title, which stands above the chart instead (``style.unit``).
    """
    for axes in panels:
        for axis in (axes.xaxis, axes.yaxis):
            if axis.get_label_text():
                raise ValueError(f"The axis '{axis.get_label_text()}' has a title of its own: say it above the chart.")
            if axis.get_visible():
                axis.set_visible(False)
                axes.add_artist(_Scale(axis))


class _Scale(Artist):
    """The ticks of an axis below a chart or at its left."""

    def __init__(self, axis: Axis) -> None:
        super().__init__()
        self._axis = axis
        self._lies = isinstance(axis, XAxis)
        self.set_zorder(BELOW_DATA)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the grid, the ticks and their labels."""
        ticks = self._ticks()
        if not ticks:
            return
        look = self._look()
        box = self._panel.bbox
        edge, far = (box.y0, box.y1) if self._lies else (box.x0, box.x1)
        point = _point(renderer)
        if look["gridOn"]:
            self._strokes(renderer, ticks, edge, far, mpl.rcParams["grid.color"], mpl.rcParams["grid.linewidth"])
        if look["length"]:
            self._strokes(renderer, ticks, edge, edge - look["length"] * point, look["color"], look["width"])
        self._names(renderer, ticks, edge - (look["length"] + look["pad"]) * point, look)

    @property
    def _panel(self) -> Axes:
        return self._axis.axes

    def _ticks(self) -> list[tuple[float, str]]:
        """Where ticks are, in pixels, and what they say: those that are on the axis."""
        places = np.asarray(self._axis.get_majorticklocs(), dtype=float).tolist()
        if not places:
            return []
        labels = self._axis.get_major_formatter().format_ticks(places)
        low, high = sorted(self._along(list(self._axis.get_view_interval())))
        return [
            (at, label)
            for at, label in zip(self._along(places), labels, strict=True)
            if low - _AT_THE_END <= at <= high + _AT_THE_END
        ]

    def _along(self, places: Sequence[float]) -> list[float]:
        """Places on the axis in pixels of the chart."""
        nought = np.zeros(len(places))
        points = np.column_stack([places, nought] if self._lies else [nought, places])
        found: list[float] = self._panel.transData.transform(points)[:, 0 if self._lies else 1].tolist()
        return found

    def _look(self) -> dict[str, Any]:
        """How ticks look: as was set, else as by default."""
        name = "xtick" if self._lies else "ytick"
        settings: Any = mpl.rcParams
        default = {
            "length": settings[f"{name}.major.size"],
            "width": settings[f"{name}.major.width"],
            "pad": settings[f"{name}.major.pad"],
            "color": settings[f"{name}.color"],
            "labelcolor": settings[f"{name}.color"],
            "labelsize": settings[f"{name}.labelsize"],
            "gridOn": False,
        }
        return default | self._axis.get_tick_params()

    def _strokes(
        self,
        renderer: RendererBase,
        ticks: Sequence[tuple[float, str]],
        start: float,
        end: float,
        colour: str,
        width: float,
    ) -> None:
        """A stroke across the axis at each tick."""
        points = [(at, depth) if self._lies else (depth, at) for at, _ in ticks for depth in (start, end)]
        gc = renderer.new_gc()
        gc.set_foreground(to_rgba(colour), isRGBA=True)
        gc.set_linewidth(width * _point(renderer))
        renderer.draw_path(gc, Path(points, [Path.MOVETO, Path.LINETO] * len(ticks)), IdentityTransform())
        gc.restore()

    def _names(
        self, renderer: RendererBase, ticks: Sequence[tuple[float, str]], depth: float, look: dict[str, Any]
    ) -> None:
        """The label of each tick, below it or at its left."""
        line = ticks[0][1].partition("\n")[0]  # labels of one line stand as this one does, whatever the first label is
        words = Text(text=line, color=look["labelcolor"], fontsize=look["labelsize"])
        words.set_figure(self._panel.figure)
        words.set_horizontalalignment("center" if self._lies else "right")
        lowest = []
        for alignment in ("baseline", "top" if self._lies else "center_baseline"):
            words.set_verticalalignment(alignment)
            lowest.append(words.get_window_extent(renderer).y0)
        below_line, below = lowest
        face = words.get_fontproperties()
        _, height = renderer.get_canvas_width_height()
        gc = renderer.new_gc()
        gc.set_foreground(to_rgba(look["labelcolor"]), isRGBA=True)
        for at, label in ticks:
            words.set_text(label)
            words.set_position((at, depth) if self._lies else (depth, at))
            if "\n" in label:
                words.draw(renderer)
            elif label:
                # As the text would draw itself, without laying out each line anew.
                x, y = words.get_position()
                renderer.draw_text(gc, x, height - y - below + below_line, label, face, 0, ismath=False, mtext=words)
        gc.restore()


def _point(renderer: RendererBase) -> float:
    """A point in pixels."""
    return float(np.asarray(renderer.points_to_pixels(1)))
