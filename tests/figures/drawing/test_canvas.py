"""Blank canvases: whatever was drawn before, a chart is the one drawn alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from figures.drawing import scales, style, text


def bars(axes: Axes) -> None:
    axes.bar(range(5), [3, 1, 4, 1, 5])
    scales.years(axes, [str(year) for year in range(2020, 2025)])
    text.unit(axes, "Children")


def everything_turned_over(panels: Sequence[Axes]) -> None:
    for panel in panels:
        panel.set_facecolor("red")
        panel.set_ylim(9, -9)
        panel.margins(0.4)
        panel.xaxis.set_major_locator(MultipleLocator(0.5))
        panel.tick_params(labelcolor="red", labelsize=20, length=9)
        panel.grid(visible=True, axis="both")
        panel.spines["bottom"].set(color="red", visible=False)
        panel.set_position((0, 0, 1, 1))
        panel.plot([0, 1], [0, 1], clip_on=False)


def stopped(axes: Axes) -> None:
    everything_turned_over([axes])
    raise RuntimeError("There is no ink.")


def test_a_chart_is_the_one_drawn_alone_whatever_was_drawn_before_it() -> None:
    alone = style.draw(bars)
    style.draw_panels(everything_turned_over, 3)
    with pytest.raises(RuntimeError, match="no ink"):
        style.draw(stopped)
    assert style.draw(bars) == alone
