"""Strips: a row for each measure, and on it a dot for each choice of how to measure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from matplotlib.axes import Axes

from figures.drawing.colours import PAPER


class Dot(NamedTuple):
    """A choice at its value and row: filled or hollow, a circle or a diamond."""

    value: float
    row: float
    colour: str
    is_filled: bool
    is_diamond: bool


def paint_dots(axes: Axes, dots: Iterable[Dot]) -> None:
    """Paint dots in their order, hollow ones first, so that none hides one that is filled."""
    looks: dict[tuple[bool, bool, str], list[tuple[float, float]]] = {}
    for dot in sorted(dots, key=lambda dot: dot.is_filled):
        looks.setdefault((dot.is_filled, dot.is_diamond, dot.colour), []).append((dot.value, dot.row))
    for (is_filled, is_diamond, colour), places in looks.items():
        values, rows = zip(*places, strict=True)
        axes.plot(
            values,
            rows,
            marker="D" if is_diamond else "o",
            markersize=6 if is_diamond else 7,
            markerfacecolor=colour if is_filled else PAPER,
            markeredgecolor=colour,
            linestyle="none",
        )
