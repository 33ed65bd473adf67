"""Drawings within a page, in fewer bytes than for themselves: half of a page of charts is the text of its drawings.

What is drawn is the same. Coordinates have two decimals, a hundredth of a point; a style that many marks share has a
name; names that only the drawing itself refers to are short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, product
from string import ascii_lowercase

_REFERRED = re.compile(r'(?:url\(|href=")#([^")]+)')
_STYLED = re.compile(r'(<[a-zA-Z][^>]*?) style="([^"]*)"([^>]*>)')
_COORDINATE = re.compile(r' (x|y|x1|x2|y1|y2)="([^"]*)"')
_PATH = re.compile(r' d="([^"]*)"')
_COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")


def compact(svg: str, prefix: str) -> str:
    r"""A drawing in fewer bytes; the names of styles and of what it refers to begin with a prefix of its own.

    >>> compact('<svg>\n<path d="M 0.126 2\nL 0.5 2\n" style="fill: none"/>\n</svg>', "w1")
    '<svg><style>.w1a{fill:none}</style><path d="M0.13 2H0.5" class="w1a"/></svg>'
    """
    svg = svg.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "").replace("xlink:href=", "href=")
    svg = svg.replace(' version="1.1"', "")
    names = {name: f"{prefix}-{position}" for position, name in enumerate(dict.fromkeys(_REFERRED.findall(svg)))}
    svg = re.sub(r'(?<= id=")[^"]+(?=")', lambda found: names.get(found[0], found[0]), svg)
    svg = _REFERRED.sub(lambda found: found[0].replace(found[1], names[found[1]]), svg)
    svg = _COORDINATE.sub(lambda found: f' {found[1]}="{_rounded(found[2])}"', svg)
    svg = _PATH.sub(lambda found: f' d="{_path(found[1])}"', svg)
    return re.sub(r">\s+<", "><", _with_named_styles(svg, prefix))


def _rounded(numbers: str) -> str:
    return _DECIMALS.sub(lambda found: f"{round(float(found[0]), 2) + 0:g}", numbers)


def _path(path: str) -> str:
    """The commands of a path, level and upright lines by their ends alone.

    >>> _path("M 1.2345 2 L 5 2 L 5 7.5 z")
    'M1.23 2H5V7.5z'
    """
    commands: list[str] = []
    x = y = ""
    for command, numbers in _COMMAND.findall(_rounded(path)):
        at = numbers.split()
        if command == "L" and len(at) == 2 and (at[0] == x or at[1] == y):
            commands.append(f"V{at[1]}" if at[0] == x else f"H{at[0]}")
        else:
            commands.append(command + " ".join(at))
        x, y = at[-2:] if len(at) >= 2 else ("", "")
    return "".join(commands)


def _with_named_styles(svg: str, prefix: str) -> str:
    """The drawing with its styles said once, by classes; an element with a class of its own has its style."""
    names: dict[str, str] = {}
    letters = _letters()

    def named(found: re.Match[str]) -> str:
        if " class=" in found[0]:
            return found[0]
        if found[2] not in names:
            names[found[2]] = f"{prefix}{next(letters)}"
        return f'{found[1]} class="{names[found[2]]}"{found[3]}'

    styled = _STYLED.sub(named, svg)
    rules = "".join(f".{name}{{{style.replace(': ', ':').replace('; ', ';')}}}" for style, name in names.items())
    return styled.replace(">", f"><style>{rules}</style>", 1) if rules else styled


def _letters() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=length))
