"""What the marks of a chart stand for, and where they are: what a page reads out under a finger or an arrow key.

A figure says it as it paints. Positions are taken from the axes after painting, so that every way of writing an SVG
(``figures.drawing.backend``) gives the same ones, and a drawing is the same whether they are asked for or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:  # what a chart is drawn with is not needed to read what its marks mean
    from matplotlib.axes import Axes

_PARTS: Final = 10
"""Parts of a point in which positions are given."""


class Meaning(NamedTuple):
    """What a mark stands for.

    ``row`` is the line, bar or group of the chart that it belongs to; ``value`` is as printed, and ``unit`` the words
    that follow it; ``note`` says how many councils it covers, or what else a reader must know; ``series`` is the
    indicator with its breakdown, as in keys. What a mark does not have is empty: a count of claims has no place.
    """

    row: str
    area_code: str
    place: str
    period: str
    value: str
    unit: str
    note: str = ""
    series: str = ""


class Absent(NamedTuple):
    """A place that a chart of places has no mark for, and why."""

    area_code: str
    place: str
    reason: str


class Position(NamedTuple):
    """Tenths of a point from the left and the top of an SVG, in the units of its view box."""

    x: int
    y: int


class Mark(NamedTuple):
    """A mark, and where it is in the wide and in the narrow drawing."""

    meaning: Meaning
    wide: Position
    narrow: Position


def read(held: Iterable[tuple[Iterable[str], Iterable[int], Iterable[int]]]) -> list[Mark]:
    """Marks as a notebook holds them, in lists."""
    return [Mark(Meaning(*meaning), Position(*wide), Position(*narrow)) for meaning, wide, narrow in held]


class _Noted(NamedTuple):
    axes: Axes
    at: tuple[float, float]
    meaning: Meaning


class Notes:
    """What a figure says about its marks while it is painted."""

    def __init__(self) -> None:
        self.marks: list[_Noted] = []
        self.absent: list[Absent] = []


_NOTED: ContextVar[Notes | None] = ContextVar("noted", default=None)


def are_wanted() -> bool:
    """Whether somebody reads the marks of the chart that is being painted; nobody does in an edition."""
    return _NOTED.get() is not None


def note(axes: Axes, at: tuple[float, float], meaning: Meaning) -> None:
    """Say what the mark at a place of the axes, in units of the data, stands for."""
    noted = _NOTED.get()
    if noted is not None:
        noted.marks.append(_Noted(axes, (float(at[0]), float(at[1])), meaning))


def note_absent(places: Iterable[Absent]) -> None:
    """Say which places have no mark, and why."""
    noted = _NOTED.get()
    if noted is not None:
        noted.absent.extend(places)


@contextmanager
def noting() -> Iterator[Notes]:
    """Collect what is said about marks within the ``with``."""
    noted = Notes()
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


def located(wide: Notes, narrow: Notes) -> tuple[Mark, ...]:
    """The marks that were noted in both shapes of a chart.

    Raises ``ValueError`` if the shapes do not have the same marks: each has all of them, whatever words it leaves out.
    """
    if [one.meaning for one in wide.marks] != [one.meaning for one in narrow.marks]:
        raise ValueError("A chart has other marks in its narrow shape than in its wide one.")
    return tuple(
        Mark(one.meaning, _position(one), _position(other)) for one, other in zip(wide.marks, narrow.marks, strict=True)
    )


def _position(noted: _Noted) -> Position:
    from figures.drawing.canvas import chart_height

    axes = noted.axes
    axes.get_xlim(), axes.get_ylim()  # limits that follow the data are found when they are asked for
    x, y = axes.transData.transform(noted.at).tolist()
    return Position(round(x * _PARTS), round((chart_height(axes) - y) * _PARTS))
