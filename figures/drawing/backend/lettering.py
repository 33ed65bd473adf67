"""What the words of a chart measure, and where the lines of a text go: to the point where matplotlib would put them.

Matplotlib lays out every glyph of every text. Here each character of a face is measured once.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from matplotlib.ft2font import FT2Font, LoadFlags

from figures.drawing import typeface
from figures.drawing.typeface import FACES, FAMILY, REGULAR, SEMIBOLD, TEXT

_MEASURED_AT: Final = 100  # points
_PARTS: Final = 64 * _MEASURED_AT


@dataclass(frozen=True)
class Letters:
    """The size of letters in points, their weight, and the distance of lines in parts of the size.

    Without a distance a line takes the height of the typeface, or that of its characters if they are higher.
    """

    size: float = TEXT
    weight: int = REGULAR
    spacing: float | None = None

    def width(self, words: str) -> float:
        """The width of a line in points."""
        return _width(words, self.weight) * self.size

    def reach(self, words: str) -> tuple[float, float]:
        """How far the characters of a line reach above its baseline and below it, in points."""
        reaches = [_reach(character, self.weight) for character in words]
        above, below = max(reach[0] for reach in reaches), max(reach[1] for reach in reaches)
        return above * self.size, below * self.size


class Line(NamedTuple):
    """A line of a text: how far its beginning and its baseline are from where the text is put, in points."""

    words: str
    right: float
    up: float


def lines(text: str, letters: Letters, across: str, along: str) -> list[Line]:
    r"""The lines of a text of which some part is put at a point.

    That part is its ``left``, ``center`` or ``right`` across, and along its ``bottom``, ``center`` or ``top``, the
    ``baseline`` of its last line, or the middle between that and its top, the ``center_baseline``.

    >>> [(line.words, line.up) for line in lines("one\ntwo", Letters(10), "left", "bottom")]
    [('one', 12.5), ('two', 2.5)]
    """
    baselines, bottom, below = [], 0.0, 0.0
    for words in text.split("\n"):
        above, below = _room(words, letters)
        baselines.append((words, bottom - above))
        bottom -= above + below
    shifts = {
        "top": 0.0,
        "center": bottom / 2,
        "bottom": bottom,
        "baseline": bottom + below,
        "center_baseline": baselines[-1][1] / 2,
    }
    part = {"left": 0.0, "center": 0.5, "right": 1.0}[across]
    return [
        Line(words, -part * letters.width(words) if part and "\n" in text else 0.0, up - shifts[along])
        for words, up in baselines
    ]


def _room(words: str, letters: Letters) -> tuple[float, float]:
    """The room that a line takes above and below its baseline, in points."""
    above, below = letters.reach(words) if words else (0.0, 0.0)
    rise, fall = (part * letters.size for part in _line(letters.weight))
    if letters.spacing is None:
        return max(above, rise), max(below, fall)
    leading = letters.spacing * (rise + fall) - (above + below)
    return above + leading / 2, below + leading / 2


@cache
def _width(words: str, weight: int) -> float:
    face = _face(weight)
    face.set_text(words, 0, flags=LoadFlags.NO_HINTING)
    width: int = face.get_width_height()[0]
    return width / _PARTS


@cache
def _reach(character: str, weight: int) -> tuple[float, float]:
    _, bottom, _, top = _face(weight).load_char(ord(character), flags=LoadFlags.NO_HINTING).bbox
    return top / _PARTS, -bottom / _PARTS


@cache
def _line(weight: int) -> tuple[float, float]:
    """How far a line of the face goes above its baseline and below it, in parts of its size."""
    face = _face(weight)
    table = face.get_sfnt_table("OS/2")
    if table is None:
        raise ValueError(f"The typeface {FAMILY} does not say how high its lines are.")
    return table["sTypoAscender"] / face.units_per_EM, -table["sTypoDescender"] / face.units_per_EM


@cache
def _face(weight: int) -> FT2Font:
    if weight not in FACES:
        raise ValueError(f"The letters of charts have the weights {REGULAR} and {SEMIBOLD}, and not {weight}.")
    # From memory: forked processes would read one open file, each from where another has stopped.
    face = FT2Font(io.BytesIO((typeface.folder(typeface.SANS) / FACES[weight]).read_bytes()))
    face.set_size(_MEASURED_AT, 72)
    return face
