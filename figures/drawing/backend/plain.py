"""A chart as matplotlib's own SVG writer writes it, made fit to stand in a page with others."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas

from figures.drawing.canvas import Shape
from figures.drawing.typeface import FAMILY


def written(canvas: Canvas, shape: Shape) -> str:
    """The SVG of a painted canvas."""
    page = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "valuing-care"}):
        canvas.savefig(page, format="svg", metadata={"Creator": None, "Date": None, "Format": None, "Type": None})
    return _part_of_a_page(page.getvalue(), shape)


def _part_of_a_page(svg: str, shape: Shape) -> str:
    """The SVG without doctype, metadata, comments and unused ids, its size in pixels."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->\s*|<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    # A style sheet inside an SVG would hold for the whole page around it.
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", f'<svg stroke-linejoin="round" font-family="{FAMILY}, sans-serif" ', 1)
    svg = svg.replace(f"font-family: '{FAMILY}'; ", "")
    svg = re.sub(r' transform="rotate\(-?0 [^"]*\)"', "", svg)
    svg = re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', f'width="{shape.width}" height="{shape.height}"', svg, count=1)
    used = set(re.findall(r'(?:url\(|href=")#([^")]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda match: match[0] if match[1] in used else "", svg)
    svg = re.sub(r"<g>\s*</g>\s*", "", svg)
    return re.sub(r"\s*\n\s*", "\n", svg)
