"""The axes of the fast way: scales, words and the limits of bars without matplotlib's artists for them.

Matplotlib keeps six artists for each tick and lays out every glyph of every text, which takes most of the time of a
small chart. Here an axis draws all its ticks at once, and :mod:`figures.drawing.backend.lettering` lays out texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex, to_rgba
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from figures.drawing.backend.lettering import Letters
from figures.drawing.backend.page import Page

_AT_THE_END: Final = 1e-6
"""How far beyond the end of an axis, in points, a tick still counts as on it."""
_LOOK_OF_WORDS: Final = {"ha", "va", "color", "fontsize", "fontweight", "linespacing"}


class Panel(Axes):
    """The axes of a chart or of a part of it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for spine in self.spines.values():
            spine.set_position(("outward", 0))  # as ticks would make it, if there were any

    def _init_axis(self) -> None:
        """Use axes of another kind, at the one place where matplotlib makes them."""
        self.xaxis, self.yaxis = _Below(self, clear=False), _AtLeft(self, clear=False)
        for axis, sides in ((self.xaxis, ("bottom", "top")), (self.yaxis, ("left", "right"))):
            for side in sides:
                self.spines[side].register_axis(axis)

    def add_patch(self, p: Patch) -> Patch:
        """Add a patch; the limits of the data depend on nothing of a bar but its corners."""
        if not isinstance(p, Rectangle) or p.is_transform_set():
            return super().add_patch(p)
        x, y, width, height = p.get_x(), p.get_y(), p.get_width(), p.get_height()
        self.add_artist(p)
        if np.isfinite([x, y, width, height]).all() and (width or height):
            self.update_datalim([(x, y), (x + width, y + height)])
        return p

    def annotate(  # type: ignore[override]  # words are no annotation of matplotlib's, and nothing asks them to be one
        self, text: str, xy: tuple[float, float], xytext: Any = None, xycoords: Any = "data", **look: Any
    ) -> Artist:
        """Write words at a place and some points away; what is more than words is left to matplotlib."""
        how = {name: look[name] for name in look.keys() - {"textcoords", "annotation_clip"}}
        if look.get("textcoords") != "offset points" or how.keys() != _LOOK_OF_WORDS:
            return super().annotate(text, xy, xytext=xytext, xycoords=xycoords, **look)
        letters = Letters(how["fontsize"], how["fontweight"], how["linespacing"])
        return self.add_artist(
            _Words(self, text, xy, xycoords, xytext, (letters, to_hex(how["color"]), how["ha"], how["va"]))
        )


class _Words(Artist):
    """A text at a place of a panel: as parts of the panel or in units of the data, across and along."""

    zorder = Text.zorder

    def __init__(
        self,
        panel: Axes,
        text: str,
        place: tuple[float, float],
        scales: tuple[str, str],
        by: tuple[float, float],
        written: tuple[Letters, str, str, str],
    ) -> None:
        super().__init__()
        self._panel, self._text, self._place, self._by, self._written = panel, text, place, by, written
        ways = {"data": panel.transData, "axes fraction": panel.transAxes}
        self._ways = [ways[scale] for scale in scales]

    def set_clip_path(self, path: object, transform: object = None) -> None:
        """Do nothing: words are not cut at the edges of their panel."""

    def draw(self, renderer: RendererBase) -> None:
        """Write the text on a page."""
        x, y = (float(way.transform(self._place)[number]) for number, way in enumerate(self._ways))
        page = _page(renderer)
        page.open_group("text")
        page.write(self._text, (x + self._by[0], y + self._by[1]), *self._written)
        page.close_group("text")


class _Scale(Axis):
    """The ticks of an axis below a chart or at its left."""

    majorTicks = minorTicks = ()  # type: ignore[assignment]  # noqa: N815 - a list in matplotlib: here always empty

    def get_major_ticks(self, numticks: int | None = None) -> list[Tick]:
        """None: ticks are no artists here."""
        del numticks
        return []

    get_minor_ticks = get_major_ticks

    def draw(self, renderer: RendererBase) -> None:
        """Draw the grid, the ticks and their labels."""
        ticks = self._ticks() if self.get_visible() else []
        if not ticks:
            return
        page, look, box = _page(renderer), self._look(), self.axes.bbox
        edge, far = (box.y0, box.y1) if self._lies else (box.x0, box.x1)
        if look["gridOn"]:
            self._strokes(page, ticks, edge, far, mpl.rcParams["grid.color"], mpl.rcParams["grid.linewidth"])
        if look["length"]:
            self._strokes(page, ticks, edge, edge - look["length"], look["color"], look["width"])
        self._names(page, ticks, edge - (look["length"] + look["pad"]), look)

    @property
    def _lies(self) -> bool:
        return isinstance(self, XAxis)

    def _ticks(self) -> list[tuple[float, str]]:
        """Where the ticks within the axis are, in points, and what they say."""
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
        """How ticks look: as was set, or else as by default."""
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


def _page(renderer: RendererBase) -> Page:
    """The page that a renderer is.

    Raises ``TypeError`` for another renderer: canvases of these panels are written by ``page.written`` alone.
    """
    if not isinstance(renderer, Page):
        raise TypeError("A Panel is drawn on a page of figures.drawing.backend.page and on no other renderer.")
    return renderer
