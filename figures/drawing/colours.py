"""The colours of charts: the Analysis Function's palette, on a light page and on a dark one."""

from __future__ import annotations

import re

# The categorical palette of the Government Analysis Function, in its order of use: at most four series a chart.
BLUE = "#12436D"
TURQUOISE = "#28A197"
PLUM = "#801650"
ORANGE = "#F46A25"
GREY = "#3D3D3D"
LILAC = "#A285D1"
PALETTE = (BLUE, TURQUOISE, PLUM, ORANGE, GREY, LILAC)

INK = "#1D2730"  # text that carries the message
MUTED = "#56616C"  # ticks, units, remarks
RULE = "#D8DDE2"  # grid lines
FAINT = "#B7C0C8"  # marks of the many in the background
PAPER = "#FFFFFF"

# The same hues for words, dark enough to be read on white (4.5 to 1).
_WORDS = {TURQUOISE: "#1A7770", ORANGE: "#B5480F", LILAC: "#7B57B5", FAINT: MUTED}

# What each colour becomes on a dark page.
_DARK = {
    BLUE: "#7DB4E6",
    TURQUOISE: "#4CC9BE",
    PLUM: "#E58FB8",
    ORANGE: "#FF9A62",
    GREY: "#C9CED3",
    LILAC: "#C3ADE8",
    _WORDS[TURQUOISE]: "#4CC9BE",
    _WORDS[ORANGE]: "#FF9A62",
    _WORDS[LILAC]: "#C3ADE8",
    INK: "#ECEFF2",
    MUTED: "#AAB4BD",
    RULE: "#3A444E",
    FAINT: "#5F6B76",
    PAPER: "#12181E",
}
_VARIABLE = {
    BLUE: "--blue",
    TURQUOISE: "--turquoise",
    PLUM: "--plum",
    ORANGE: "--orange",
    GREY: "--grey",
    LILAC: "--lilac",
    _WORDS[TURQUOISE]: "--turquoise-words",
    _WORDS[ORANGE]: "--orange-words",
    _WORDS[LILAC]: "--lilac-words",
    INK: "--ink",
    MUTED: "--muted",
    RULE: "--rule",
    FAINT: "--faint",
    PAPER: "--paper",
}
_IN_PAGES = {colour.lower(): f"var({name})" for colour, name in _VARIABLE.items()}


def for_words(colour: str) -> str:
    """The colour of words that belong to marks of a colour."""
    return _WORDS.get(colour, colour)


def themed(svg: str, prefix: str) -> str:
    """The SVG to stand inside a page: its colours follow the page's light or dark scheme, its ids are its own."""
    svg = re.sub(r"#[0-9a-fA-F]{6}\b", lambda match: _IN_PAGES.get(match[0].lower(), match[0]), svg)
    for reference in (' id="', "url(#", 'href="#'):
        svg = svg.replace(reference, f"{reference}{prefix}-")
    return svg.rstrip("\n")


def scheme(*, dark: bool) -> dict[str, str]:
    """The page's colour variables and their values, light or dark."""
    return {name: _DARK[colour] if dark else colour for colour, name in _VARIABLE.items()}
