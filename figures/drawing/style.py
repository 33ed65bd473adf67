"""How charts look: the Analysis Function's palette, one bundled typeface, room for direct labels, two shapes.

Every chart is drawn twice, wide for the page and the desk, narrow for the phone, so that its text is read at the size
of the text around it. The SVG holds real text, no ids that nothing refers to, and nothing of the machine or the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.rcsetup import cycler

from figures.drawing import backend, marks, typeface
from figures.drawing.canvas import Layout, Shape
from figures.drawing.colours import INK, MUTED, PALETTE, RULE
from figures.drawing.marks import Absent, Mark
from figures.drawing.typeface import FACES, FAMILY, SMALL, TEXT

_SETTINGS: Final[dict[Any, Any]] = {
    "text.parse_math": False,  # a name is a name, even with a dollar sign in it
    "path.simplify": False,
    "font.family": [FAMILY],
    "font.size": TEXT,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.75,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": MUTED,
    "axes.labelsize": SMALL,
    "axes.unicode_minus": True,
    "axes.prop_cycle": cycler(color=PALETTE),
    "axes.xmargin": 0.02,
    "grid.color": RULE,
    "grid.linewidth": 0.75,
    "lines.linewidth": 2.25,
    "lines.solid_capstyle": "round",
    "lines.solid_joinstyle": "round",
    "lines.markersize": 5,
    "patch.linewidth": 0,
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelsize": SMALL,
    "xtick.major.size": 3.5,
    "xtick.major.width": 0.75,
    "ytick.color": MUTED,
    "ytick.labelsize": SMALL,
    "ytick.major.size": 0,
    "ytick.major.pad": 5,
}

WIDE: Final = Shape(width=640, height=344, left=46, right=108, top=30, bottom=30)
NARROW: Final = Shape(width=320, height=320, left=40, right=86, top=30, bottom=30)

Room = int | tuple[int, int]
"""A measure in pixels: one for both shapes, or those of the wide and of the narrow one."""

_BOTH: Final = frozenset({"wide", "narrow"})
_SHAPES: ContextVar[frozenset[str]] = ContextVar("shapes", default=_BOTH)


@dataclass(frozen=True)
class Drawing:
    """A chart as two SVG documents: ``wide`` (page and desk) and ``narrow`` (phone); in an edition they are one.

    ``marks`` say what is where in them, and ``absent`` which councils are not and why; an edition has neither.
    """

    wide: str
    narrow: str
    marks: Sequence[Mark] = ()
    absent: Sequence[Absent] = ()


def draw(paint: Callable[[Axes], None], **room: Room) -> Drawing:
    """Draw a chart of one panel in both shapes; ``paint`` puts the marks and labels on the axes that it is given.

    ``room`` holds the measures of :class:`Shape` that are not the usual ones, such as ``left=(180, 100)`` for long
    names. If the two shapes need different words or fewer ticks, ``paint`` asks
    :func:`figures.drawing.canvas.is_narrow`.
    """
    return draw_panels(lambda panels: paint(panels[0]), 1, columns=(1, 1), gap=0, **room)


def draw_panels(
    paint: Callable[[Sequence[Axes]], None],
    count: int,
    *,
    columns: tuple[int, int] = (3, 1),
    gap: int = 40,
    **room: Room,
) -> Drawing:
    """Draw small multiples in both shapes; ``paint`` is given the axes of all ``count`` panels, row by row.

    ``columns`` are those of the wide shape and of the narrow one; ``gap`` is the room in pixels between columns of
    panels; a panel's own title is set with :func:`figures.drawing.text.panel_title`.
    """
    layouts = {
        name: Layout(_sized(shape, room, number), count, min(count, columns[number]), gap)
        for number, (name, shape) in enumerate({"wide": WIDE, "narrow": NARROW}.items())
    }
    shapes = _SHAPES.get()
    _settle()
    with mpl.rc_context(_SETTINGS):
        if shapes != _BOTH:
            drawn = {name: backend.svg(paint, layout) for name, layout in layouts.items() if name in shapes}
            narrow_one = drawn.get("narrow", "")
            return Drawing(drawn.get("wide", narrow_one), narrow_one)
        with marks.noting() as in_wide:
            wide_one = backend.svg(paint, layouts["wide"])
        with marks.noting() as in_narrow:
            narrow_one = backend.svg(paint, layouts["narrow"])
        return Drawing(wide_one, narrow_one, marks.located(in_wide, in_narrow), tuple(in_wide.absent))


def _sized(shape: Shape, room: Mapping[str, Room], number: int) -> Shape:
    return replace(shape, **{name: size if isinstance(size, int) else size[number] for name, size in room.items()})


def blank() -> AbstractContextManager[None]:
    """Charts made within the ``with`` are not drawn: the report's numbers alone take a tenth of the time."""
    return _only()


def only_narrow() -> AbstractContextManager[None]:
    """Charts made within the ``with`` are drawn in the narrow shape alone, in half the time: two fit side by side."""
    return _only("narrow")


@contextmanager
def _only(*shapes: str) -> Iterator[None]:
    token = _SHAPES.set(_SHAPES.get() & frozenset(shapes))
    try:
        yield
    finally:
        _SHAPES.reset(token)


@cache
def _settle() -> None:
    """Let no chart depend on what a machine has installed or a user has set: one typeface, matplotlib's defaults."""
    mpl.rcdefaults()
    folder = typeface.folder(typeface.SANS)
    font_manager.fontManager.ttflist = [
        font_manager.FontEntry(
            fname=str(folder / face),
            name=FAMILY,
            style="normal",
            variant="normal",
            weight=weight,
            stretch="normal",
            size="scalable",
        )
        for weight, face in FACES.items()
    ]
