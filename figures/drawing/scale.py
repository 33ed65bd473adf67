"""The scales of a chart: ticks, their labels and the grid, drawn by their axis at once.

Matplotlib keeps six artists for each tick, and they take most of the time that a small chart takes. Here the axis knows
where its ticks are and how they look, as whoever paints the chart has set it, and makes no artist of its own for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex, to_rgba
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import IdentityTransform

from figures.drawing.backend.lettering import Letters
from figures.drawing.backend.svg import Page

_AT_THE_END = 1e-6
"""How far beyond an end of the axis, in points, a tick still stands on it."""


def set_ticks(axis: Axis, places: Iterable[float], labels: Sequence[str]) -> None:
    """Named ticks at some places of an axis."""
    axis.set_major_locator(FixedLocator(list(places)))
    axis.set_major_formatter(FixedFormatter(labels))


class Panel(Axes):
    """The axes of a chart or of a part of it, with scales that are drawn at once."""

    def _init_axis(self) -> None:  # where axes of another kind than usual come in
        self.xaxis, self.yaxis = _Below(self, clear=False), _AtLeft(self, clear=False)
        for axis, sides in ((self.xaxis, ("bottom", "top")), (self.yaxis, ("left", "right"))):
            for side in sides:
                self.spines[side].register_axis(axis)

    def add_patch(self, p: Patch) -> Patch:
        """Add a patch; of a bar, the corners are all that the limits of the data depend on."""
        if not isinstance(p, Rectangle) or p.is_transform_set():
            return super().add_patch(p)
        x, y, width, height = p.get_x(), p.get_y(), p.get_width(), p.get_height()
        self.add_artist(p)
        if np.isfinite([x, y, width, height]).all() and (width or height):
            self.update_datalim([(x, y), (x + width, y + height)])
        return p


class _Scale(Axis):
    """The ticks of an axis below a chart or at its left."""

    majorTicks = minorTicks = ()  # type: ignore[assignment]  # noqa: N815 - a list in matplotlib: here ever empty

    def get_major_ticks(self, numticks: int | None = None) -> list[Tick]:
        """None: ticks are no artists here."""
        del numticks
        return []

    get_minor_ticks = get_major_ticks

    def draw(self, renderer: RendererBase) -> None:
        """Draw the grid, the ticks and their labels.

        Raises ``ValueError`` for an axis with a title, which stands above the chart instead (``style.unit``).
        """
        if self.get_label_text():
            raise ValueError(f"The axis '{self.get_label_text()}' has a title of its own: say it above the chart.")
        if not isinstance(renderer, Page):
            raise TypeError("The scales of a chart are drawn on a page of figures.drawing.backend.svg alone.")
        ticks = self._ticks() if self.get_visible() else []
        if not ticks:
            return
        look = self._look()
        box = self.axes.bbox
        edge, far = (box.y0, box.y1) if self._lies else (box.x0, box.x1)
        if look["gridOn"]:
            self._strokes(renderer, ticks, edge, far, mpl.rcParams["grid.color"], mpl.rcParams["grid.linewidth"])
        if look["length"]:
            self._strokes(renderer, ticks, edge, edge - look["length"], look["color"], look["width"])
        self._names(renderer, ticks, edge - (look["length"] + look["pad"]), look)

    @property
    def _lies(self) -> bool:
        return isinstance(self, XAxis)

    def _ticks(self) -> list[tuple[float, str]]:
        """Where ticks are, in points, and what they say: those that are on the axis."""
        places = np.asarray(self.get_majorticklocs(), dtype=float).tolist()
        if not places:
            return []
        labels = self.get_major_formatter().format_ticks(places)
        low, high = sorted(self._along(list(self.get_view_interval())))
        return [
            (at, label)
            for at, label in zip(self._along(places), labels, strict=True)
            if low - _AT_THE_END <= at <= high + _AT_THE_END
        ]

    def _along(self, places: Sequence[float]) -> list[float]:
        """Places on the axis in points of the chart."""
        nought = np.zeros(len(places))
        points = np.column_stack([places, nought] if self._lies else [nought, places])
        found: list[float] = self.axes.transData.transform(points)[:, 0 if self._lies else 1].tolist()
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
        return default | self.get_tick_params()

    def _strokes(
        self, page: Page, ticks: Sequence[tuple[float, str]], start: float, end: float, colour: str, width: float
    ) -> None:
        """A stroke across the axis at each tick."""
        points = [(at, depth) if self._lies else (depth, at) for at, _ in ticks for depth in (start, end)]
        gc = page.new_gc()
        gc.set_foreground(to_rgba(colour), isRGBA=True)
        gc.set_linewidth(width)
        page.draw_path(gc, Path(points, [Path.MOVETO, Path.LINETO] * len(ticks)), IdentityTransform())

    def _names(self, page: Page, ticks: Sequence[tuple[float, str]], depth: float, look: dict[str, Any]) -> None:
        """The label of each tick, below it or at its left."""
        letters, colour = Letters(look["labelsize"]), to_hex(look["labelcolor"])
        for at, label in ticks:
            if "\n" in label:
                page.open_group("text")
            if self._lies:
                page.write(label, (at, depth), letters, colour, "center", "top")
            elif label:
                page.write(label, (depth, at), letters, colour, "right", "center_baseline")
            if "\n" in label:
                page.close_group("text")


class _Below(_Scale, XAxis):
    pass


class _AtLeft(_Scale, YAxis):
    pass
