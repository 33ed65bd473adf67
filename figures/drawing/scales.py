"""The scales of a chart: which ticks it has and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter

from analysis.tables.periods import is_financial_year
from figures.drawing.canvas import is_narrow, panel_width
from figures.drawing.colours import INK
from figures.drawing.typeface import TEXT


def set_ticks(axis: Axis, places: Iterable[float], labels: Sequence[str]) -> None:
    """Put named ticks at some places of an axis."""
    axis.set_major_locator(FixedLocator(list(places)))
    axis.set_major_formatter(FixedFormatter(labels))


def names(axes: Axes, labels: Sequence[str]) -> None:
    """Name horizontal bars, from the top; their values are read from labels, so there is no other scale."""
    set_ticks(axes.yaxis, range(len(labels)), labels)
    axes.invert_yaxis()
    axes.tick_params(axis="y", labelcolor=INK, labelsize=TEXT, length=0)
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)


def years(axes: Axes, labels: Sequence[str | int]) -> None:
    """Ticks at positions 0, 1, 2 … named by year, thinned from the last backwards if there is no room for all.

    Financial years are written whole (``2024-25``), and short (``24-25``) on a narrow chart.
    """
    texts = [str(label) for label in labels]
    if is_narrow(axes):
        texts = [text[2:] if is_financial_year(text) else text for text in texts]
    widest = max(len(text) for text in texts) * TEXT * 0.5 + 12
    fits = max(2, int(panel_width(axes) / widest))
    step = -(-len(texts) // fits)
    shown = sorted(range(len(texts) - 1, -1, -step))
    set_ticks(axes.xaxis, shown, [texts[position].replace("-", "–") for position in shown])


def thousands(axes: Axes) -> None:
    """Values as 81,770."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _sign(value) + f"{abs(value):,.0f}"))


def percent(axes: Axes) -> None:
    """Shares (0 to 1) as 45%."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _sign(value) + f"{abs(value) * 100:.0f}%"))


def pounds(axes: Axes, *, scale: float = 1, suffix: str = "") -> None:
    """Pounds as £10bn: ``pounds(axes, scale=1e9, suffix="bn")``."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{_sign(value)}£{abs(value) / scale:,.0f}{suffix}"))


def tens_of_thousands(*values: float) -> tuple[int, int]:
    """Limits of an axis that hold some numbers of children, in whole tens of thousands.

    >>> tens_of_thousands(64_460.0, 95_000.0)
    (60000, 100000)
    """
    held = [value for value in values if value == value]
    return int(min(held) // 10_000 * 10_000), int(-(-max(held) // 10_000) * 10_000)


def _sign(value: float) -> str:
    return "−" if value < 0 else ""
