"""A page: what is drawn on it is written, what has no place is not, and what it cannot write is refused."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from matplotlib.axes import Axes

from figures.drawing import colours, style, text

NOWHERE = float("nan")


def drawn(paint: Callable[[Axes], object]) -> str:
    def alone(axes: Axes) -> None:
        paint(axes)
        axes.set_axis_off()

    return style.draw(alone).narrow


def tags(svg: str) -> list[str]:
    return [element.tag.rpartition("}")[2] for element in ET.fromstring(svg).iter()]


def test_a_mark_without_a_place_is_not_written() -> None:
    svg = drawn(lambda axes: axes.plot([1, 2], [NOWHERE, NOWHERE], marker="o", color=colours.BLUE))
    assert tags(svg) == ["svg"]


def test_a_missing_value_breaks_a_line() -> None:
    svg = drawn(lambda axes: axes.plot([1, 2, 3, 4, 5], [1, 2, NOWHERE, 2, 1]))
    (way,) = re.findall(r'<path d="([^"]+)"', svg)
    assert re.findall(r"[A-Z]", way) == ["M", "L", "M", "L"]


def test_the_same_mark_is_written_once_and_used_at_each_of_its_places() -> None:
    svg = drawn(lambda axes: axes.plot([1, 2, 3], [1, 2, 3], linestyle="none", marker="o"))
    (name,) = re.findall(r'<path id="([^"]+)"', svg)
    assert re.findall(r'<use xlink:href="#([^"]+)"', svg) == [name] * 3


def test_signs_of_markup_in_words_are_words() -> None:
    svg = drawn(lambda axes: text.write(axes, "<b>R&D</b>", (0.5, 0.5)))
    assert [found.text for found in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")] == ["<b>R&D</b>"]


@pytest.mark.parametrize(
    ("look", "written"), [({"alpha": 0.5}, "opacity: 0.5"), ({"facecolor": (1, 0, 0, 0.5)}, "fill-opacity: 0.5")]
)
def test_what_shines_through_does_so_on_the_page(look: dict[str, Any], written: str) -> None:
    assert written in drawn(lambda axes: axes.bar([1], [1], **look))


@pytest.mark.parametrize(
    ("paint", "says"),
    [
        (lambda axes: axes.text(0.5, 0.5, "Kent", rotation=90), "lie level and hold no formula: 'Kent'"),
        (lambda axes: axes.bar([1], [1], hatch="/"), "are not hatched"),
        (
            lambda axes: axes.plot([1, 2], [1, 2])[0].set_clip_path(axes.spines["bottom"]),
            "cut at the edges of their panel and nowhere else",
        ),
    ],
)
def test_what_a_page_cannot_write_is_refused(paint: Callable[[Axes], object], says: str) -> None:
    with pytest.raises(NotImplementedError, match=says):
        drawn(paint)
