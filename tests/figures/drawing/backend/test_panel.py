"""The axes of the fast way: the limits that matplotlib would set, and no ticks of its own."""

from __future__ import annotations

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import style
from figures.drawing.backend.panel import Panel
from figures.drawing.canvas import Layout, blank

ALONE = Layout(style.WIDE, 1, 1, 0)


def test_bars_set_the_limits_that_matplotlib_would_set() -> None:
    heights = [3.0, float("nan"), -2.5, 0.0, 8.0, float("nan")]

    def limits(kind: type[Axes]) -> list[tuple[float, float]]:
        found = []
        for sideways in (False, True):
            _, (panel,) = blank(ALONE, kind)
            (panel.barh if sideways else panel.bar)(range(1, 7), heights)
            found += [panel.get_xlim(), panel.get_ylim()]
            panel.axvspan(-4, 2)
            found += [panel.get_xlim(), panel.get_ylim()]
        return found

    assert limits(Panel) == limits(Axes)


def test_a_chart_without_ticks_has_no_scale() -> None:
    def paint(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1])
        axes.set_xticks([])
        axes.set_yticks([])

    assert "<text" not in style.draw(paint).wide


def test_a_panel_is_drawn_on_no_page_but_its_own() -> None:
    figure: Figure
    figure, (panel,) = blank(ALONE, Panel)
    panel.set_xticks([0, 1])
    with pytest.raises(TypeError, match="on no other renderer"):
        figure.savefig("/dev/null", format="svg")
