"""Canvases thawed from one that is blank: whatever was painted before, a chart is the one painted alone."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from types import FunctionType, ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator
from matplotlib.transforms import TransformNode

from figures.drawing import style
from figures.drawing.backend import canvas
from figures.drawing.scale import Panel
from figures.drawing.style import Drawing

Paint = Callable[[Sequence[Axes]], None]


def bars(panels: Sequence[Axes]) -> None:
    panels[0].bar(range(5), [3, 1, 4, 1, 5])
    style.years(panels[0], [str(year) for year in range(2020, 2025)])
    style.unit(panels[0], "Children")


def bars_that_lie(panels: Sequence[Axes]) -> None:
    panels[0].barh(range(3), [-1, 2, 3], color=[style.PLUM, style.BLUE, style.BLUE])
    style.names(panels[0], ["Kent", "Essex", "Bournemouth,\nChristchurch and Poole"])
    style.label_bars(panels[0], ["−1", "2", "3"])


def lines(panels: Sequence[Axes]) -> None:
    for panel in panels:
        panel.plot([0, 1, 2], [0.1, 0.2, 0.4])
        panel.plot([0, 1, 2], [0.3, 0.2, 0.1], marker="o")
        style.percent(panel)


def everything_turned_over(panels: Sequence[Axes]) -> None:
    for panel in panels:
        panel.set_facecolor("red")
        panel.set_prop_cycle(color=["red"])
        panel.set_ylim(9, -9)
        panel.margins(0.4)
        panel.set_axisbelow(False)
        panel.xaxis.set_major_locator(MultipleLocator(0.5))
        panel.tick_params(labelcolor="red", labelsize=20, length=9)
        panel.grid(visible=True, axis="both")
        panel.spines["bottom"].set(color="red", visible=False)
        panel.spines["left"].set_visible(True)
        panel.set_position((0, 0, 1, 1))
        panel.plot([0, 1], [0, 1], clip_on=False)
        style.pounds(panel, suffix="m")


CHARTS: tuple[tuple[Paint, int], ...] = ((bars, 1), (bars_that_lie, 1), (lines, 3), (lines, 1))


def drawn(paint: Paint, count: int) -> Drawing:
    return style.draw_panels(paint, count)


@pytest.fixture(scope="module")
def alone() -> list[Drawing]:
    """Each chart on a canvas that was made for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canvas, "_frozen", cache(canvas._frozen.__wrapped__))
        return [drawn(paint, count) for paint, count in CHARTS]


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(range(len(CHARTS))), min_size=1, max_size=6))
def test_a_chart_is_the_one_drawn_alone_whatever_was_drawn_before_it(alone: list[Drawing], order: list[int]) -> None:
    for number in order:
        drawn(everything_turned_over, CHARTS[number][1])
        assert drawn(*CHARTS[number]) == alone[number]


def test_a_chart_that_could_not_be_painted_leaves_nothing_on_the_next(alone: list[Drawing]) -> None:
    def stopped(panels: Sequence[Axes]) -> None:
        everything_turned_over(panels)
        raise RuntimeError("There is no ink.")

    with pytest.raises(RuntimeError, match="no ink"):
        drawn(stopped, 1)
    assert drawn(*CHARTS[0]) == alone[0]


def transforms(canvas: Figure) -> Iterator[TransformNode]:
    """Every transform that something on a canvas holds."""
    seen: set[int] = set()
    waiting: list[object] = [canvas]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType):
            continue
        seen.add(id(thing))
        if isinstance(thing, TransformNode):
            yield thing
        waiting += gc.get_referents(thing)


def test_no_transform_of_a_thawed_canvas_can_be_mistaken_for_another() -> None:
    # They are known by address, in a copy by the address of what was copied: it must not be free for another.
    frozen = canvas._frozen(3).canvas
    thawed, _ = canvas.blank(canvas.Layout(style.WIDE, 3, 3, 0, 0))
    taken = {id(node) for whole in (frozen, thawed) for node in transforms(whole)}
    known = {address for node in transforms(thawed) for address in vars(node)["_parents"]}
    assert len(known) > 50
    assert known <= taken


def test_bars_set_the_limits_that_matplotlib_would_set() -> None:
    heights = [3.0, float("nan"), -2.5, 0.0, 8.0, float("nan")]

    def limits(kind: type[Axes]) -> list[tuple[float, float]]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(canvas, "Panel", kind)
            patch.setattr(canvas, "_frozen", cache(canvas._frozen.__wrapped__))
            found = []
            for sideways in (False, True):
                _, (panel,) = canvas.blank(canvas.Layout(style.WIDE, 1, 1, 0, 0))
                (panel.barh if sideways else panel.bar)(range(1, 7), heights)
                found += [panel.get_xlim(), panel.get_ylim()]
                panel.axvspan(-4, 2)
                found += [panel.get_xlim(), panel.get_ylim()]
            return found

    assert limits(Panel) == limits(Axes)
