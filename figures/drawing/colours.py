"""Every colour of the project: charts, pages light and dark, print, Word and spreadsheets.

To change a colour, change it here. Charts take it by its constant, and the templates of the report by its name between
two signs, such as ``@blue@``, for which :func:`filled` puts its digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_PAGE: Final = {
    # The categorical palette of the Government Analysis Function, in its order of use: at most four series a chart.
    "blue": ("#12436D", "#7DB4E6"),
    "turquoise": ("#28A197", "#4CC9BE"),
    "plum": ("#801650", "#E58FB8"),
    "orange": ("#F46A25", "#FF9A62"),
    "grey": ("#3D3D3D", "#C9CED3"),
    "lilac": ("#A285D1", "#C3ADE8"),
    # The same hues for words, dark enough to be read on white (4.5 to 1).
    "turquoise-words": ("#1A7770", "#4CC9BE"),
    "orange-words": ("#B5480F", "#FF9A62"),
    "lilac-words": ("#7B57B5", "#C3ADE8"),
    "ink": ("#1D2730", "#ECEFF2"),  # text that carries the message
    "muted": ("#56616C", "#AAB4BD"),  # ticks, units, remarks
    "rule": ("#D8DDE2", "#3A444E"),  # grid lines
    "faint": ("#B7C0C8", "#5F6B76"),  # marks of the many in the background
    "paper": ("#FFFFFF", "#12181E"),
    "tint": ("#EFF3F7", "#1B242D"),  # behind what stands out: a finding, the row of a total
    # The classes of a map, from the lowest values to the highest: one hue, further from the paper the higher. Words on
    # the first two are of the ink, on the others of the paper.
    "lowest": ("#E4EDF7", "#1E3448"),
    "low": ("#A6C6E6", "#2F5B87"),
    "middle": ("#4475AF", "#74A8DA"),
    "high": ("#265691", "#A9CCEE"),
    "highest": ("#0A2B52", "#E3F0FC"),
}
"""Each colour of charts and pages by name: on a light page, and what becomes of it on a dark one."""

_ELSEWHERE: Final = {
    "cover-rule": "rgb(255 255 255 / 0.4)",
    "hairline": "#C9D0D6",  # rules in print
    "code": "#F4F6F8",  # behind the code of a notebook
    "word-muted": "#505A5F",  # captions and remarks in Word
    "word-rule": "#C8CDD2",  # between the rows of a table in Word
    "black": "#000000",  # text and borders of spreadsheets
    "link": "#0563C1",  # links in spreadsheets: the colour that Excel gives them
}
"""The colours of single formats by name."""

BY_NAME: Final[Mapping[str, str]] = {name: light for name, (light, _) in _PAGE.items()} | _ELSEWHERE
"""Every colour by the name that templates use."""

BLUE: Final = BY_NAME["blue"]
TURQUOISE: Final = BY_NAME["turquoise"]
PLUM: Final = BY_NAME["plum"]
ORANGE: Final = BY_NAME["orange"]
GREY: Final = BY_NAME["grey"]
LILAC: Final = BY_NAME["lilac"]
PALETTE: Final = (BLUE, TURQUOISE, PLUM, ORANGE, GREY, LILAC)
INK: Final = BY_NAME["ink"]
MUTED: Final = BY_NAME["muted"]
RULE: Final = BY_NAME["rule"]
FAINT: Final = BY_NAME["faint"]
PAPER: Final = BY_NAME["paper"]
LINK: Final = BY_NAME["link"]

_WORDS: Final = {
    TURQUOISE: BY_NAME["turquoise-words"],
    ORANGE: BY_NAME["orange-words"],
    LILAC: BY_NAME["lilac-words"],
    FAINT: MUTED,
}
CLASSES: Final = ("lowest", "low", "middle", "high", "highest")
"""The names of the colours of a map's classes."""

_VARIABLES: Final = {light.lower(): f"var(--{name})" for name, (light, _) in _PAGE.items()}


def for_words(colour: str) -> str:
    """The colour of words that belong to marks of a colour."""
    return _WORDS.get(colour, colour)


def themed(svg: str, prefix: str) -> str:
    """An SVG for the inside of a page: its colours follow the page's light or dark scheme, its ids are its own."""
    svg = re.sub(r"#[0-9a-fA-F]{6}\b", lambda match: _VARIABLES.get(match[0].lower(), match[0]), svg)
    for reference in (' id="', "url(#", 'href="#'):
        svg = svg.replace(reference, f"{reference}{prefix}-")
    return svg.rstrip("\n")


def scheme(*, dark: bool) -> dict[str, str]:
    """The page's colour variables and their values, light or dark."""
    return {f"--{name}": shades[dark] for name, shades in _PAGE.items()}


def filled(template: str) -> str:
    """A template with the digits of each colour in the place of its name.

    Raises ``ValueError`` if the template names a colour that there is not.

    >>> filled('<w:color w:val="@blue@"/>') == f'<w:color w:val="{BLUE.removeprefix("#")}"/>'
    True
    """

    def digits(found: re.Match[str]) -> str:
        if found[1] not in BY_NAME:
            raise ValueError(
                f"A template names the colour '{found[1]}': figures/drawing/colours.py has {', '.join(BY_NAME)}."
            )
        return BY_NAME[found[1]].removeprefix("#")

    return re.sub(r"@([a-z]+(?:-[a-z]+)*)@", digits, template)
