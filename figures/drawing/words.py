"""The words on a chart: each text put at a place of a panel and moved from there by some points."""

from __future__ import annotations

from typing import Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text

from figures.drawing.backend.lettering import REGULAR, SEMIBOLD, TEXT, Letters
from figures.drawing.backend.svg import Page
from figures.drawing.colours import INK

Scale = Literal["data", "panel"]


def write(
    axes: Axes,
    text: str,
    place: tuple[float, float],
    *,
    of: tuple[Scale, Scale] = ("data", "data"),
    by: tuple[float, float] = (0, 0),
    ha: str = "left",
    va: str = "center",
    colour: str = INK,
    size: float = TEXT,
    bold: bool = False,
    spacing: float | None = None,
) -> None:
    """Write a text at a place, moved ``by`` points to the right and up; it may hold line breaks.

    The place is told ``of`` the data or as parts of the panel, from its left and from its bottom; ``ha`` and ``va`` are
    what of the text is put there (``figures.drawing.backend.lettering.lines``). ``spacing`` is the distance of lines in parts of the
    size of the letters.
    """
    letters = Letters(size, SEMIBOLD if bold else REGULAR, spacing)
    axes.add_artist(_Words(axes, text, place, of, by, (letters, colour.lower(), ha, va)))


class _Words(Artist):
    zorder = Text.zorder

    def __init__(
        self,
        panel: Axes,
        text: str,
        place: tuple[float, float],
        of: tuple[Scale, Scale],
        by: tuple[float, float],
        written: tuple[Letters, str, str, str],
    ) -> None:
        super().__init__()
        self._panel, self._text, self._place, self._of, self._by, self._written = panel, text, place, of, by, written

    def set_clip_path(self, path: object, transform: object = None) -> None:
        """Nothing: words are not cut where their panel ends."""

    def draw(self, renderer: RendererBase) -> None:
        """Write the text on a page."""
        if not isinstance(renderer, Page):
            raise TypeError("The words of a chart are written on a page of figures.drawing.backend.svg alone.")
        x, y = self._at()
        renderer.open_group("text")
        renderer.write(self._text, (x + self._by[0], y + self._by[1]), *self._written)
        renderer.close_group("text")

    def _at(self) -> tuple[float, float]:
        """The place in points from the left and the bottom of the chart."""
        ways = {"data": self._panel.transData, "panel": self._panel.transAxes}
        x, y = (float(ways[scale].transform(self._place)[number]) for number, scale in enumerate(self._of))
        return x, y
