"""Two ways to an SVG: they draw the same, and the fast one is not needed."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from matplotlib.axes import Axes
from matplotlib.axis import Axis

from figures.drawing import backend, style, text
from figures.drawing.backend import page, panel

Charts = Mapping[str, Mapping[str, Any]]

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
LOOK = ("fill", "fill-opacity", "opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray")


class Text(NamedTuple):
    words: str
    x: float
    y: float
    anchor: str
    size: float
    bold: bool
    colour: str


class Mark(NamedTuple):
    """A line or outline without a break, by its corners, in points."""

    look: tuple[str, ...]
    letters: str
    corners: tuple[float, ...]


def texts(svg: str) -> Counter[Text]:
    return Counter(_text(element) for element in ET.fromstring(svg).iter(f"{SVG}text"))


def marks(svg: str) -> Counter[Mark]:
    root = ET.fromstring(svg)
    known = {element.get("id"): element for element in root.iter() if element.get("id")}
    return Counter(mark for element in root for mark in _marks(element, known))


def size(svg: str) -> list[str | None]:
    return [ET.fromstring(svg).get(name) for name in ("width", "height", "viewBox")]


def assert_same(fast: Mapping[str, Mapping[str, Any]], plain: Mapping[str, Mapping[str, Any]]) -> None:
    assert fast.keys() == plain.keys()
    assert fast
    for name, shape in ((name, shape) for name in fast for shape in ("wide", "narrow")):
        one, other = fast[name][shape], plain[name][shape]
        assert one != other, name  # they were drawn in two ways
        assert size(one) == size(other), name
        assert texts(one) == texts(other), name
        assert marks(one) == marks(other), name
    for name in fast:
        assert fast[name]["marks"] == plain[name]["marks"], name


@pytest.fixture
def in_both_ways(
    charts_of: Callable[[Path], Charts], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], tuple[Charts, Charts]]:
    """Draws the figures of a folder of chapters the fast way, and as matplotlib does."""

    def drawn(chapters: Path) -> tuple[Charts, Charts]:
        fast = charts_of(chapters)
        monkeypatch.setattr(backend, "_way", lambda: backend._PLAIN)
        return fast, charts_of(chapters)

    return drawn


def test_a_sample_report_is_the_same_drawn_either_way(in_both_ways: Any, root: Path) -> None:
    assert_same(*in_both_ways(root / "tests" / "report" / "sample"))


@pytest.mark.slow
def test_the_report_is_the_same_drawn_either_way(in_both_ways: Any, root: Path) -> None:
    assert_same(*in_both_ways(root / "report" / "chapters"))


def broken(*_: Any, **__: Any) -> Any:
    raise TypeError("changed")


@pytest.mark.parametrize(
    ("where", "name", "instead", "says"),
    [
        (page, "convert_to_string", broken, r"does not write paths as SVG does \(TypeError: changed\)"),
        (panel.Panel, "_init_axis", Axes._init_axis, "do not leave their ticks to whoever draws them"),  # type: ignore[attr-defined]
        (Axis, "get_tick_params", lambda _: {}, "do not leave their ticks to whoever draws them"),
        (page.Page, "draw_markers", lambda *_, **__: None, "do not hand on the paths, marks and texts"),
    ],
)
def test_matplotlib_draws_itself_with_a_warning_if_its_internals_have_changed(
    where: Any, name: str, instead: Any, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def paint(axes: Axes) -> None:
        axes.plot([1, 2, 3], [1, 2, 3], marker="o")
        text.unit(axes, "Children")

    fast = style.draw(paint)
    backend._way.cache_clear()
    monkeypatch.setattr(where, name, instead)
    try:
        with pytest.warns(RuntimeWarning, match=f"matplotlib's own SVG writer, .* expects: .*{says}") as warned:
            plain = style.draw(paint)
    finally:
        backend._way.cache_clear()
    assert len(warned) == 1
    assert texts(plain.wide) == texts(fast.wide)
    assert marks(plain.wide) == marks(fast.wide)


def test_only_the_style_of_charts_knows_who_draws_them(root: Path) -> None:
    knowing = {
        path.relative_to(root / "figures").as_posix()
        for path in (root / "figures").rglob("*.py")
        if path.parent.name != "backend"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        if "backend" in f"{node.module} {[alias.name for alias in node.names]}"
    }
    assert knowing == {"drawing/style.py"}


def test_an_axis_with_a_title_is_refused() -> None:
    def paint(axes: Axes) -> None:
        axes.set_xlabel("years ahead")

    with pytest.raises(ValueError, match="'years ahead' has a title of its own: say it above the chart"):
        style.draw(paint)


def _text(element: ET.Element) -> Text:
    look = _look(element)
    moved = re.findall(r"translate\(([-\d.]+) ([-\d.]+)\)", element.get("transform", ""))
    x, y = moved[0] if moved else (element.get("x", "0"), element.get("y", "0"))
    return Text(
        "".join(element.itertext()),
        _rounded(float(x)),
        _rounded(float(y)),
        look.get("text-anchor", "start"),
        float(look["font-size"].removesuffix("px")),
        look.get("font-weight", "400") in ("600", "bold"),
        look.get("fill", "#000000"),
    )


def _marks(
    element: ET.Element, known: Mapping[str | None, ET.Element], by: tuple[float, float] = (0, 0), drawn_by: str = ""
) -> Iterator[Mark]:
    """The marks that an element draws; definitions draw nothing but where they are used."""
    if element.tag == f"{SVG}use":
        at = float(element.get("x", 0)), float(element.get("y", 0))
        yield from _marks(known[element.get(LINK, "")[1:]], known, at, element.get("style", ""))
    elif element.tag == f"{SVG}path":
        look = _look(element) | _styles(drawn_by)
        for way in re.findall(r"M[^M]+", element.get("d", "")):
            numbers = [float(number) for number in re.findall(r"-?\d[\d.]*", way)]
            corners = tuple(_rounded(number + by[place % 2]) for place, number in enumerate(numbers))
            letters = "".join(re.findall(r"[A-Za-z]", way))
            filled = {} if letters == "ML" else {"fill": look.get("fill", "")}  # a stroke has nothing to fill
            yield Mark(tuple((look | {"fill": ""} | filled).get(name, "") for name in LOOK), letters, corners)
    elif element.tag != f"{SVG}defs":
        for part in element:
            yield from _marks(part, known)


def _look(element: ET.Element) -> dict[str, str]:
    return _styles(element.get("style", ""))


def _styles(style: str) -> dict[str, str]:
    return dict(part.split(": ", 1) for part in style.strip("; ").split("; ") if part)


def _rounded(value: float) -> float:
    """To a hundredth of a point, such that halves, which two ways miss by a hair on either side, are rounded alike."""
    return round(value + 1e-6, 2)
