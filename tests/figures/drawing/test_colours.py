"""Colours are in one place, and everything else knows them by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from figures.drawing import colours

DIGITS = re.compile(
    r"(?<![&\w])#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})(?![\w-])|\brgba?\(\s*\d"
    rf"|\b(?:FF)?(?:{'|'.join(colour[1:] for colour in colours.BY_NAME.values() if colour.startswith('#'))})\b",
    re.IGNORECASE,
)
FOLDERS = ("analysis", "benchmarks", "figures", "report")


def texts(*places: Path) -> Iterator[tuple[Path, str]]:
    """Every text file among some files and in some folders, and what it holds."""
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                content = path.read_bytes()
                if b"\0" not in content:
                    yield path, content.decode("utf-8")


def test_no_file_but_one_holds_the_digits_of_a_colour(root: Path) -> None:
    holding = {path: DIGITS.findall(text) for path, text in texts(root / "figures", root / "report")}
    assert [path for path, found in holding.items() if found] == [root / "figures" / "drawing" / "colours.py"]


def test_to_change_the_first_colour_one_file_is_changed(root: Path) -> None:
    places = [path for path in root.iterdir() if path.is_file() or path.name in FOLDERS]
    first = colours.BLUE.removeprefix("#").lower()
    assert [path for path, text in texts(*places) if first in text.lower()] == [
        root / "figures" / "drawing" / "colours.py"
    ]


def test_a_template_is_filled_with_the_digits_of_the_colours_it_names() -> None:
    assert colours.filled("a { color: #@blue@; } @media x { b { border: @cover-rule@; } }") == (
        f"a {{ color: {colours.BLUE}; }} @media x {{ b {{ border: {colours.BY_NAME['cover-rule']}; }} }}"
    )


def test_a_template_that_names_an_unknown_colour_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"names the colour 'bleu': figures/drawing/colours\.py has blue, turquoise"):
        colours.filled("#@bleu@")


def test_every_name_in_the_templates_is_that_of_a_colour(root: Path) -> None:
    named = {
        name for _, text in texts(root / "report" / "templates") for name in re.findall(r"@([a-z]+(?:-[a-z]+)*)@", text)
    }
    assert {"blue", "ink", "muted", "tint"} <= named <= set(colours.BY_NAME)
