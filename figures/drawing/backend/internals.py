"""What the fast way relies on inside matplotlib, tried on a small chart before the first drawing of a process.

This is the one place that says so: ``matplotlib._path.convert_to_string`` writes paths, ``Axes._init_axis`` makes the
axes of a panel, an axis asks ``get_major_ticks`` for its ticks and knows their look without them, and artists hand a
renderer their paths, marks and texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from figures.drawing.canvas import Layout, Shape, blank

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

    from figures.drawing.backend.panel import Panel

_SQUARE: Final = Layout(Shape(width=96, height=96, left=0, right=0, top=0, bottom=0), 1, 1, 0)
"""A panel of 72 by 72 points."""


def unmet() -> str:
    """The first expectation that does not hold, as the end of a sentence; empty if all hold."""
    for said, holds in _EXPECTED.items():
        try:
            if not holds():
                return said
        except Exception as error:  # noqa: BLE001 - whatever a changed matplotlib raises, charts can still be drawn
            return f"{said} ({type(error).__name__}: {error})"
    return ""


def _writes_paths() -> bool:
    from matplotlib.path import Path
    from matplotlib.transforms import IdentityTransform

    from figures.drawing.backend.page import as_svg

    written = as_svg(Path([(0, 0), (1, 2), (0, 0)], closed=True), IdentityTransform())
    return " ".join(written.split()) == "M 0 0 L 1 2 z"


def _makes_no_ticks() -> bool:
    _, panel = _canvas()
    panel.tick_params(axis="x", labelsize=7, color="red")
    panel.set_xticks([0, 1], ["first", "second"])
    look = panel.xaxis.get_tick_params()
    made = [*panel.xaxis.get_major_ticks(), *panel.xaxis.get_minor_ticks(), *panel.xaxis.majorTicks]
    return not made and (look["labelsize"], look["color"]) == (7, "red")


def _hands_on_what_is_drawn() -> bool:
    from figures.drawing.backend import page
    from figures.drawing.text import write

    canvas, panel = _canvas()
    panel.bar([0.5], [1], width=1, color="black", linewidth=0)
    panel.plot([0.5], [0.5], linestyle="none", marker="s", color="black")
    panel.set(xlim=(0, 1), ylim=(0, 1), xticks=[0.5], yticks=[])
    panel.text(0, 0, "Kent")
    write(panel, "Essex", (0.5, 1))
    svg = page.written(canvas, _SQUARE.shape)
    bar = " ".join("".join(re.findall(r'<path d="(M[^"]*)" clip', svg)).split())
    texts = re.findall(r"<text [^>]*>([^<]+)<", svg)
    placed = (r'<use [^>]*x="36" y="36"', r'<text [^>]*x="36" y="[^"]+">Essex')
    return (
        bar == "M 0 72 L 72 72 L 72 0 L 0 0 z"
        and texts == ["0.5", "Kent", "Essex"]
        and all(re.search(found, svg) for found in placed)
    )


def _canvas() -> tuple[Canvas, Panel]:
    from figures.drawing.backend.panel import Panel

    canvas, (panel,) = blank(_SQUARE, Panel)
    return canvas, panel


_EXPECTED: Final[Mapping[str, Callable[[], bool]]] = {
    "its convert_to_string does not write paths as SVG does": _writes_paths,
    "its axes do not leave their ticks to whoever draws them": _makes_no_ticks,
    "its artists do not hand on the paths, marks and texts that they draw": _hands_on_what_is_drawn,
}
