"""Charts as drawn: the same bytes, real text, two shapes, colours that follow the page."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes

from figures.drawing import colours, scales, style, text, typeface
from figures.drawing.style import NARROW, WIDE, Drawing

ROOT = Path(__file__).parents[3]
SIGNS = "{http://www.w3.org/2000/svg}"


def paint(axes: Axes) -> None:
    axes.plot([0, 1, 2], [1.0, 3.0, 2.0], color=colours.BLUE)
    axes.plot([0, 1, 2], [1.0, 2.0, 2.01], color=colours.TURQUOISE)
    axes.set_xlim(0, 2)
    axes.set_ylim(0, 4)
    text.unit(axes, "Children per 10,000")
    scales.years(axes, ["2022-23", "2023-24", "2024-25"])
    text.label_ends(axes, {"England": (2, 2.0, colours.BLUE), "London": (2, 2.01, colours.TURQUOISE)})


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return style.draw(paint)


def words(svg: str) -> dict[str, tuple[float, float]]:
    """The words of a drawing and their places."""
    found = {}
    for element in ET.fromstring(svg).iter(f"{SIGNS}text"):
        found["".join(element.itertext())] = (float(element.get("x", 0)), float(element.get("y", 0)))
    return found


def test_the_same_chart_is_drawn_to_the_same_bytes_whatever_a_user_has_set(drawing: Drawing) -> None:
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.facecolor": "red"}):
        assert style.draw(paint) == drawing


def test_charts_are_drawn_without_what_matplotlib_needs_for_windows_and_for_files_of_its_own() -> None:
    script = (
        "import sys; from figures.drawing import style; style.draw(lambda axes: axes.plot([1, 2], [1, 2]));"
        "unused = ('matplotlib.pyplot', 'matplotlib.backends.backend_');"
        "print([name for name in sys.modules if name.startswith(unused)])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_drawing_holds_text_as_text_in_the_bundled_typeface(drawing: Drawing) -> None:
    assert {"England", "London", "Children per 10,000", "2024–25"} <= set(words(drawing.wide))
    assert set(re.findall(r"font-family[=:] ?[\"']([^\"',]+)", drawing.wide)) == {"Source Sans Pro"}


def test_a_drawing_holds_nothing_of_the_machine_or_the_clock(drawing: Drawing) -> None:
    for svg in (drawing.wide, drawing.narrow):
        assert svg.startswith("<svg ")
        assert "<metadata" not in svg
        assert "<!--" not in svg
        assert "matplotlib" not in svg.casefold()
        assert not re.search(r"20\d\d-\d\d-\d\dT", svg)


def test_the_two_shapes_have_the_sizes_of_page_and_phone(drawing: Drawing) -> None:
    assert f'width="{WIDE.width}" height="{WIDE.height}"' in drawing.wide
    assert f'width="{NARROW.width}" height="{NARROW.height}"' in drawing.narrow
    assert {"22–23", "24–25"} <= set(words(drawing.narrow))  # years are short where there is little room


def test_names_at_the_ends_of_lines_never_overlap(drawing: Drawing) -> None:
    for svg in (drawing.wide, drawing.narrow):
        heights = [words(svg)[name][1] for name in ("England", "London")]
        assert abs(heights[0] - heights[1]) >= typeface.TEXT


def test_every_id_in_a_drawing_is_referred_to(drawing: Drawing) -> None:
    assert set(re.findall(r' id="([^"]+)"', drawing.wide)) == set(
        re.findall(r'(?:href="|url\()#([^")]+)', drawing.wide)
    )


def test_two_drawings_in_one_page_share_no_ids_and_follow_its_colours(drawing: Drawing) -> None:
    first, second = colours.themed(drawing.wide, "one"), colours.themed(drawing.wide, "two")
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert not re.search(r"#[0-9a-fA-F]{6}\b", first)
    assert set(re.findall(r"var\((--[a-z-]+)\)", first)) <= set(colours.scheme(dark=True))


def test_panels_are_next_to_each_other_on_the_page_and_below_each_other_on_the_phone() -> None:
    def paint_both(panels: list[Axes]) -> None:
        for name, axes in zip(("One", "Two"), panels, strict=True):
            text.panel_title(axes, name)

    drawing = style.draw_panels(paint_both, 2)  # type: ignore[arg-type]  # a list is the sequence that it is given
    wide, narrow = words(drawing.wide), words(drawing.narrow)
    assert wide["One"][1] == wide["Two"][1]
    assert narrow["One"][1] < narrow["Two"][1]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_the_page_by_four_and_a_half_to_one(dark: bool) -> None:  # noqa: FBT001 - a case
    scheme = colours.scheme(dark=dark)
    of_words = {
        colours.themed(f"<svg {colours.for_words(colour)}", "")[5:] for colour in (*colours.PALETTE, colours.MUTED)
    }
    for name in {variable[4:-1] for variable in of_words} | {"--ink"}:
        assert contrast(scheme[name], scheme["--paper"]) >= 4.5, name


@pytest.mark.parametrize("dark", [False, True])
def test_marks_stand_out_from_the_page(dark: bool) -> None:  # noqa: FBT001 - a case
    scheme = colours.scheme(dark=dark)
    for name in ("--blue", "--turquoise", "--plum", "--orange", "--grey"):
        assert contrast(scheme[name], scheme["--paper"]) >= 2.9, name


@pytest.mark.parametrize("dark", [False, True])
def test_classes_of_a_map_stand_out_by_their_fill_or_their_outline_and_their_words_can_be_read(
    dark: bool,  # noqa: FBT001 - a case
) -> None:
    scheme = colours.scheme(dark=dark)
    fills = [scheme[f"--{name}"] for name in colours.CLASSES]
    from_paper = [contrast(fill, scheme["--paper"]) for fill in fills]
    assert from_paper == sorted(from_paper)
    assert min(contrast(one, other) for one, other in pairwise(fills)) >= 1.4
    for position, fill in enumerate(fills):
        assert contrast(fill, scheme["--ink" if position < 2 else "--paper"]) >= 4.5
        assert max(contrast(fill, scheme["--paper"]), contrast(fill, scheme["--muted"])) >= 3
    assert contrast(scheme["--muted"], scheme["--paper"]) >= 3


def test_a_chart_is_drawn_in_the_shapes_that_are_asked_for(drawing: Drawing) -> None:
    with style.only_narrow():
        assert style.draw(paint) == Drawing(drawing.narrow, drawing.narrow)
        with style.blank():
            assert style.draw(paint) == Drawing("", "")
    with style.blank(), style.only_narrow():
        assert style.draw(paint) == Drawing("", "")
    assert style.draw(paint) == drawing
