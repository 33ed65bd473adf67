"""Scales drawn at once, beside those that matplotlib draws tick by tick."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from matplotlib.axes import Axes

from figures.drawing import style
from figures.drawing.backend import canvas

Paint = Callable[[Axes], None]


def years_and_thousands(axes: Axes) -> None:
    axes.bar(range(16), [1_000 + 50 * step for step in range(16)])
    style.years(axes, [str(2010 + step) for step in range(16)])
    style.thousands(axes)


def shares_below_zero(axes: Axes) -> None:
    axes.plot(range(9), [-0.11, 0.2, 0.05, 0.3, 0.12, 0.4, 0.31, 0.02, -0.2])
    axes.set_ylim(-0.25, 0.4)
    style.years(axes, [f"20{16 + step}-{17 + step}" for step in range(9)])
    style.percent(axes)


def names_of_bars(axes: Axes) -> None:
    axes.barh(range(3), [1, 2, 3])
    style.names(axes, ["North East", "Yorkshire and\nthe Humber", "England"])


def names_of_bars_the_first_over_two_lines(axes: Axes) -> None:
    axes.barh(range(3), [1, 2, 3])
    style.names(axes, ["Yorkshire and\nthe Humber", "North East", "England"])


def grid_across(axes: Axes) -> None:
    axes.plot([20, 90], [0, 1], marker="o")
    axes.set_yticks([0, 1], ["first", "second"])
    axes.tick_params(axis="y", labelcolor=style.INK, length=0)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")


def words(svg: str) -> list[tuple[str, str, str, str]]:
    """What is written where, and in which colour and size."""
    return sorted(re.findall(r'<text style="([^"]*)" x="([\d.-]+)" y="([\d.-]+)"[^>]*>([^<]*)</text>', svg))


def strokes(svg: str) -> set[str]:
    """Where straight strokes begin and end; those of a scale stand in one path, matplotlib's each in its own."""
    paths = re.findall(r'<path d="((?:M [\d.-]+ [\d.-]+\s*L [\d.-]+ [\d.-]+\s*)+)"', svg)
    return {" ".join(stroke.split()) for path in paths for stroke in re.findall(r"M[^M]+", path)}


@pytest.mark.parametrize(
    "paint",
    [years_and_thousands, shares_below_zero, names_of_bars, names_of_bars_the_first_over_two_lines, grid_across],
)
def test_a_scale_says_what_matplotlib_would_say_at_the_same_places(
    paint: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = style.draw(paint)
    monkeypatch.setattr(canvas, "Panel", Axes)
    monkeypatch.setattr(canvas, "_frozen", cache(canvas._frozen.__wrapped__))  # as if none had been made before
    tick_by_tick = style.draw(paint)
    for ours, theirs in ((at_once.wide, tick_by_tick.wide), (at_once.narrow, tick_by_tick.narrow)):
        assert words(ours) == words(theirs)
        assert len(words(ours)) > 1
        assert strokes(theirs) <= strokes(ours)


def test_a_chart_without_ticks_has_no_scale() -> None:
    def paint(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1])
        axes.set_xticks([])
        axes.set_yticks([])

    assert not words(style.draw(paint).wide)


def test_an_axis_says_its_unit_above_the_chart_and_not_beside_it() -> None:
    def paint(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1])
        axes.set_xlabel("years ahead")

    with pytest.raises(ValueError, match="'years ahead' has a title of its own"):
        style.draw(paint)
