"""How charts look: the Analysis Function's palette, one bundled typeface, room for direct labels, two shapes.

Every chart is drawn twice, wide for the page and the desk, narrow for the phone, so that its text is read at the size
of the text around it. The SVG holds real text, no ids that nothing refers to, and nothing of the machine or the clock.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.rcsetup import cycler
from matplotlib.ticker import FuncFormatter

from analysis.tables.periods import is_financial_year
from figures.drawing import typeface
from figures.drawing.backend import canvas
from figures.drawing.backend.canvas import Layout
from figures.drawing.backend.canvas import Shape as Shape
from figures.drawing.backend.lettering import FACES, FAMILY
from figures.drawing.backend.lettering import SMALL as SMALL
from figures.drawing.backend.lettering import TEXT as TEXT
from figures.drawing.backend.svg import Page
from figures.drawing.colours import BLUE as BLUE
from figures.drawing.colours import FAINT as FAINT
from figures.drawing.colours import GREY as GREY
from figures.drawing.colours import INK as INK
from figures.drawing.colours import LILAC as LILAC
from figures.drawing.colours import MUTED as MUTED
from figures.drawing.colours import ORANGE as ORANGE
from figures.drawing.colours import PALETTE as PALETTE
from figures.drawing.colours import PAPER as PAPER
from figures.drawing.colours import PLUM as PLUM
from figures.drawing.colours import RULE as RULE
from figures.drawing.colours import TURQUOISE as TURQUOISE
from figures.drawing.colours import for_words
from figures.drawing.scale import set_ticks
from figures.drawing.words import write as write

_BLANK: ContextVar[bool] = ContextVar("blank", default=False)
_NARROW: ContextVar[bool] = ContextVar("narrow", default=False)

_RC: dict[Any, Any] = {
    "text.parse_math": False,  # a name is a name, whatever signs it has
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


WIDE = Shape(width=640, height=344, left=46, right=108, top=30, bottom=30)
NARROW = Shape(width=320, height=320, left=40, right=86, top=30, bottom=30)


@dataclass(frozen=True)
class Drawing:
    """A chart as two SVG documents: ``wide`` (page and desk) and ``narrow`` (phone); in an edition they are one."""

    wide: str
    narrow: str


def draw(paint: Callable[[Axes], None], *, wide: Shape = WIDE, narrow: Shape = NARROW) -> Drawing:
    """Draw a chart of one panel in both shapes; ``paint`` puts the marks and labels on the axes it is given.

    Where the two need different words or fewer ticks, ``paint`` asks :func:`is_narrow`.
    """

    def paint_one(panels: Sequence[Axes]) -> None:
        paint(panels[0])

    return draw_panels(paint_one, 1, wide=wide, narrow=narrow)


def draw_panels(
    paint: Callable[[Sequence[Axes]], None],
    count: int,
    *,
    wide: Shape = WIDE,
    narrow: Shape = NARROW,
    wide_columns: int = 3,
    narrow_columns: int = 1,
    gap: int = 40,
    row_gap: int = 62,
) -> Drawing:
    """Draw small multiples in both shapes; ``paint`` is given the axes of all ``count`` panels, row by row.

    ``gap`` and ``row_gap`` are the room between panels in pixels, beside and below each other; a panel's own title is
    set with :func:`panel_title`.
    """
    if _BLANK.get():
        return Drawing("", "")
    small = Layout(narrow, count, min(count, narrow_columns), gap, row_gap)
    if _NARROW.get():
        drawn = _svg(paint, small)
        return Drawing(drawn, drawn)
    with _settled():
        return Drawing(_svg(paint, Layout(wide, count, min(count, wide_columns), gap, row_gap)), _svg(paint, small))


@contextmanager
def blank() -> Iterator[None]:
    """Charts made within the ``with`` are not drawn: for who asks for the report's numbers alone."""
    token = _BLANK.set(True)
    try:
        yield
    finally:
        _BLANK.reset(token)


@contextmanager
def only_narrow() -> Iterator[None]:
    """Charts made within the ``with`` are drawn in the narrow shape alone: two of them fit side by side on a page."""
    token = _NARROW.set(True)
    try:
        with _settled():  # once for all of them
            yield
    finally:
        _NARROW.reset(token)


def is_narrow(axes: Axes) -> bool:
    """Whether the axes belong to a chart in the narrow shape."""
    return _points(axes)[0] < 360


def unit(axes: Axes, text: str) -> None:
    """Say above the axes what the values are and in what unit, instead of a title turned on its side."""
    by = (-_room_left(axes), 12.0)
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
    scale = _axes_height(axes) / (high - low)
    placed: list[tuple[str, float, float, str, float]] = []
    top = float("-inf")
    for name, (x, y, colour) in sorted(ends.items(), key=lambda item: (item[1][1], item[0])):
        extent = height * (name.count("\n") + 1)
        centre = max((y - low) * scale, top + extent / 2)
        top = centre + extent / 2
        placed.append((name, x, centre, colour, extent))
    over = max(0.0, top - _axes_height(axes) - height)
    for name, x, centre, colour, _ in placed:
        place = (x, low + (centre - over) / scale)
        write(axes, name, place, by=(offset, 0), colour=for_words(colour), bold=True, spacing=1.05)


def label_point(
    axes: Axes, x: float, y: float, text: str, *, colour: str = INK, dx: float = 0, dy: float = 8, ha: str = "center"
) -> None:
    """Write a remark at a point, ``dx`` and ``dy`` points away from it."""
    va = "bottom" if dy > 0 else "top" if dy < 0 else "center"
    write(axes, text, (x, y), by=(dx, dy), ha=ha, va=va, colour=for_words(colour), bold=True, spacing=1.15)


def label_bars(axes: Axes, texts: Sequence[str], *, colour: str = INK) -> None:
    """Write a text at the end of each bar of the last ``barh`` or ``bar`` call, outside the bar."""
    bars = [patch for patch in axes.containers[-1] if isinstance(patch, Rectangle)]
    lying = getattr(axes.containers[-1], "orientation", "vertical") == "horizontal"
    for bar, text in zip(bars, texts, strict=True):
        x, y, width, height = bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()
        if lying:
            end, by = (x + width, y + height / 2), (5 if width >= 0 else -5, 0)
            write(axes, text, end, by=by, ha="left" if width >= 0 else "right", colour=colour)
        else:
            end, by = (x + width / 2, y + height), (0, 4 if height >= 0 else -4)
            write(axes, text, end, by=by, ha="center", va="bottom" if height >= 0 else "top", colour=colour)


def names(axes: Axes, labels: Sequence[str]) -> None:
    """The names of horizontal bars, one a bar from the top, where values are read from labels and not from a scale."""
    set_ticks(axes.yaxis, range(len(labels)), labels)
    axes.invert_yaxis()
    axes.tick_params(axis="y", labelcolor=INK, labelsize=TEXT, length=0)
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)


def folded(axes: Axes, name: str, *, fits: int = 16) -> str:
    """A name for the side of a chart, over two lines where the chart is narrow and the name longer than ``fits``."""
    if not is_narrow(axes) or len(name) <= fits:
        return name
    middle = name.rindex(" ", 0, fits)
    return f"{name[:middle]}\n{name[middle + 1 :]}"


def wrapped(name: str, *, fits: int = 14) -> str:
    r"""A name at the end of a line, over as many lines as it needs.

    >>> wrapped("Bournemouth, Christchurch and Poole").split("\n")
    ['Bournemouth,', 'Christchurch', 'and Poole']
    """
    return "\n".join(textwrap.wrap(name, fits, break_long_words=False))


def reference(axes: Axes, value: float, text: str, *, colour: str = MUTED) -> None:
    """A dashed line across at a value of comparison, named at its left end."""
    axes.axhline(value, color=colour, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    write(axes, text, (0, value), of=("panel", "data"), by=(2, 4), va="bottom", colour=colour, size=SMALL)


def years(axes: Axes, labels: Sequence[str | int], *, at_most: int | None = None) -> None:
    """Ticks at positions 0, 1, 2 … named by year, thinned from the last backwards where there is no room for all.

    Financial years are written whole (``2024-25``) where they fit and short (``24-25``) on a narrow chart.
    """
    texts = [str(label) for label in labels]
    if is_narrow(axes):
        texts = [text[2:] if is_financial_year(text) else text for text in texts]
    widest = max(len(text) for text in texts) * TEXT * 0.5 + 12
    fits = max(2, int(_axes_width(axes) / widest))
    step = -(-len(texts) // min(fits, at_most or fits))
    shown = sorted(range(len(texts) - 1, -1, -step))
    set_ticks(axes.xaxis, shown, [texts[position].replace("-", "–") for position in shown])


def thousands(axes: Axes) -> None:
    """Values as 81,770."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _sign(value) + f"{abs(value):,.0f}"))


def percent(axes: Axes) -> None:
    """Shares (0 to 1) as 45%."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _sign(value) + f"{abs(value) * 100:.0f}%"))


def pounds(axes: Axes, *, scale: float = 1, suffix: str = "", decimals: int = 0) -> None:
    """Pounds as £10bn: ``pounds(axes, scale=1e9, suffix="bn")``."""
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{_sign(value)}£{abs(value) / scale:,.{decimals}f}{suffix}")
    )


def _svg(paint: Callable[[Sequence[Axes]], None], layout: Layout) -> str:
    chart, panels = canvas.blank(layout)
    paint(panels)
    page = Page(*chart.bbox.size)
    chart.draw(page)
    for part in chart.findobj():
        vars(part).clear()  # parts hold each other in circles, and would lie about until garbage is searched for
    return page.svg(layout.shape.width, layout.shape.height)


@contextmanager
def _settled() -> Iterator[None]:
    """Within the ``with``, matplotlib's settings are those of charts."""
    _settle()
    with mpl.rc_context(_RC):
        yield


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


def _sign(value: float) -> str:
    return "−" if value < 0 else ""


def _points(axes: Axes) -> tuple[float, float]:
    """Width and height of the whole chart."""
    chart = axes.get_figure(root=True)
    if chart is None:
        raise ValueError("These axes were removed from their chart.")
    width, height = chart.get_size_inches()
    return float(width) * 72, float(height) * 72


def _axes_width(axes: Axes) -> float:
    return _points(axes)[0] * float(axes.get_position().width)


def _axes_height(axes: Axes) -> float:
    return _points(axes)[1] * float(axes.get_position().height)


def _room_left(axes: Axes) -> float:
    return _points(axes)[0] * float(axes.get_position().x0)
