"""The words on a chart: units, names and values, each put at a place of a panel and moved from there by some points."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from figures.drawing.canvas import is_narrow, panel_height, room_left
from figures.drawing.colours import INK, MUTED, for_words
from figures.drawing.typeface import REGULAR, SEMIBOLD, SMALL, TEXT

Scale = Literal["data", "panel"]
_COORDINATES: Final = {"data": "data", "panel": "axes fraction"}
FITS: Final = 16
"""The letters of a name at the side of a narrow chart that fit on one line."""


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
    **look: Any,
) -> None:
    """Write a text at a place, moved ``by`` points to the right and up; it may hold line breaks.

    The place is given in units ``of`` the data, or in parts of the panel from its left and its bottom. ``ha`` and
    ``va`` say which point of the text is put there, as in matplotlib; ``spacing`` is the distance of lines in parts of
    the size of the letters. ``look`` is what else matplotlib knows of a text, such as its ``bbox``.
    """
    axes.annotate(
        text,
        place,
        xytext=by,
        xycoords=(_COORDINATES[of[0]], _COORDINATES[of[1]]),
        textcoords="offset points",
        annotation_clip=False,
        ha=ha,
        va=va,
        color=colour,
        fontsize=size,
        fontweight=SEMIBOLD if bold else REGULAR,
        linespacing=spacing,
        **look,
    )


def unit(axes: Axes, text: str) -> None:
    """Say above the axes what the values are and in what unit, instead of a title turned on its side."""
    by = (-room_left(axes), 12.0)
    write(axes, text, (0, 1), of=("panel", "panel"), by=by, va="bottom", colour=MUTED, size=SMALL)


def panel_title(axes: Axes, text: str) -> None:
    """The name of one panel of small multiples."""
    write(axes, text, (0, 1), of=("panel", "panel"), by=(0, 8), va="bottom", bold=True)


def label_ends(axes: Axes, ends: Mapping[str, tuple[float, float, str]], *, offset: float = 6) -> None:
    """Write each series' name at the end of its line: ``{name: (x, y, colour)}``.

    Names that would overlap are moved apart, in the order of their ends. Call it when the limits are set. A name may
    hold line breaks.
    """
    height = TEXT * 1.22
    low, high = axes.get_ylim()
    scale = panel_height(axes) / (high - low)
    placed: list[tuple[str, float, float, str, float]] = []
    top = float("-inf")
    for name, (x, y, colour) in sorted(ends.items(), key=lambda item: (item[1][1], item[0])):
        extent = height * (name.count("\n") + 1)
        centre = max((y - low) * scale, top + extent / 2)
        top = centre + extent / 2
        placed.append((name, x, centre, colour, extent))
    over = max(0.0, top - panel_height(axes) - height)
    for name, x, centre, colour, _ in placed:
        place = (x, low + (centre - over) / scale)
        write(axes, name, place, by=(offset, 0), colour=for_words(colour), bold=True, spacing=1.05)


def label_point(
    axes: Axes, x: float, y: float, text: str, *, colour: str = INK, dx: float = 0, dy: float = 8, ha: str = "center"
) -> None:
    """Write a remark at a point, ``dx`` and ``dy`` points away from it."""
    va = "bottom" if dy > 0 else "top" if dy < 0 else "center"
    write(axes, text, (x, y), by=(dx, dy), ha=ha, va=va, colour=for_words(colour), bold=True, spacing=1.15)


def label_bars(axes: Axes, texts: Sequence[str]) -> None:
    """Write a text at the end of each bar of the last ``barh`` call, outside the bar."""
    bars = [patch for patch in axes.containers[-1] if isinstance(patch, Rectangle)]
    for bar, text in zip(bars, texts, strict=True):
        end = (bar.get_x() + bar.get_width(), bar.get_y() + bar.get_height() / 2)
        is_positive = bar.get_width() >= 0
        write(axes, text, end, by=(5 if is_positive else -5, 0), ha="left" if is_positive else "right")


def folded(axes: Axes, name: str) -> str:
    """A name for the side of a chart, over two lines if the chart is narrow and the name long."""
    if not is_narrow(axes) or len(name) <= FITS:
        return name
    middle = name.rindex(" ", 0, FITS)
    return f"{name[:middle]}\n{name[middle + 1 :]}"


def wrapped(name: str) -> str:
    r"""A name at the end of a line, over as many lines as it needs.

    >>> wrapped("Bournemouth, Christchurch and Poole").split("\n")
    ['Bournemouth,', 'Christchurch', 'and Poole']
    """
    return "\n".join(textwrap.wrap(name, 14, break_long_words=False))
