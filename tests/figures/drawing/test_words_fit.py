"""The words of every chart of the report are within the chart, on the page and on the phone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache

from matplotlib.ft2font import FT2Font

from figures.drawing import typeface

SVG = "{http://www.w3.org/2000/svg}"
TOLERANCE = 1.0
"""Points: a hair's breadth that no reader sees cut."""


def test_no_word_of_a_chart_is_cut_at_its_edge(drawings: dict[str, str]) -> None:
    assert drawings
    cut = [
        f"{name}: '{words}' runs {over:.1f} points over the edge"
        for name, svg in drawings.items()
        for words, over in runs_over(svg)
        if over > TOLERANCE
    ]
    assert cut == []


def runs_over(svg: str) -> Iterator[tuple[str, float]]:
    """How far the words of a drawing reach over its left or right edge."""
    drawing = ET.fromstring(svg)
    edge = float(drawing.attrib["viewBox"].split()[2])
    for text in drawing.iter(f"{SVG}text"):
        style, words = text.get("style", ""), "".join(text.itertext())
        size = float(re.findall(r"font-size: ([\d.]+)px", style)[0])
        width = advance(words, "Semibold" if re.search("font-weight: (600|bold)", style) else "Regular") * size
        anchor = re.findall(r"text-anchor: (\w+)", style)
        moved = re.findall(r"translate\(([-\d.]+)", text.get("transform", ""))
        start = float(moved[0]) if moved else float(text.get("x", 0))
        start -= width * {"start": 0, "middle": 0.5, "end": 1}[anchor[0] if anchor else "start"]
        yield words, max(-start, start + width - edge)


def advance(words: str, weight: str) -> float:
    """The width of words in a type of size one."""
    face = _face(weight)
    face.set_text(words)
    return float(face.get_width_height()[0]) / 64 / 100


@cache
def _face(weight: str) -> FT2Font:
    face = FT2Font(str(typeface.folder(typeface.SANS) / f"SourceSansPro-{weight}.ttf"))
    face.set_size(100, 72)
    return face
