"""Years that are typed where the data could name them: a year of data later, what is said with them would be false.

Templates, captions, titles and alternative texts name their periods (``report/chapters/periods.toml``). A year may be
typed if it is a fact that no new data changes: the date of a document, of a law, of a reorganisation. The code of
figures may hold a period that ``periods.toml`` declares as fixed, with its reason.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

TYPED: Final[Mapping[str, str]] = {
    r"the County Councils Network (?:as listed )?in 2024": "the year of a list of members",
    r"reorganisation in 2019|population estimate before 2019|Before 2019 it has old Dorset|To 2019 the county group "
    r"counts old Dorset|Rates up to 2019 leave out Bournemouth, Poole and Dorset": "the reorganisation of Dorset",
    r"Bournemouth, Christchurch and Poole in 2019, Northamptonshire in 2021, Cumbria in 2023|Buckinghamshire in 2020 "
    r"or North Yorkshire and Somerset in 2023": "reorganisations of councils",
    r"statutory_share_narrow:England:2016-17\b": "the example of a key",
    r"--release 2025-12\b": "the example of a release",
    r"http://www\.w3\.org/\S+": "the name of a standard",
    r"© 2017 Open Innovations": "the year of a licence",
}
"""What may be typed, as patterns of the words around a year, and what it is."""

YEAR: Final = re.compile(r"(?<![\w.,£-])(?:19|20)\d\d(?:[-–]\d\d)?(?![\w])")
_TEMPLATE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAME: Final = re.compile(r"[\"'][a-z][\w-]*-[\w-]*[\"']")
"""A name in a template, such as that of a claim, which may end in a year."""
_REMARK: Final = re.compile(r"\{##.*?##\}", re.DOTALL)
_GENERATED: Final = re.compile(r"<!-- generated.*?<!-- until here -->", re.DOTALL)
_AROUND: Final = 30


class Literal(NamedTuple):
    """A year that is typed: in which file and part of it, and the words around it."""

    file: str
    part: str
    year: str
    words: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.part}" if self.part else self.file
        return f"{where}: {self.year} is typed in “{self.words}”: name the period, or give the reason in {__name__}."


def literals(root: Path) -> list[Literal]:
    """Every year that is typed without a reason in the chapters, the texts of figures and the README of a project."""
    found: list[Literal] = []
    for path in sorted((root / "report" / "chapters").rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            for number, cell in enumerate(cells, start=1):
                found += _typed(name, f"cell {number}", "".join(cell["source"]))
        elif path.suffix in (".jinja", ".yml") or path.name == "metadata.json":
            found += _typed(name, "", path.read_text(encoding="utf-8"))
    fixed = _fixed_periods(root / "report" / "chapters" / "periods.toml")
    for path in sorted((root / "figures").rglob("*.py")):
        for line, text in _strings(path.read_text(encoding="utf-8")):
            if text not in fixed:
                found += _typed(path.relative_to(root).as_posix(), f"line {line}", text)
    for name in ("README.md", "report/templates/readme.md"):
        text = _GENERATED.sub("", (root / name).read_text(encoding="utf-8"))
        found += _typed(name, "", text)
    return found


def _typed(file: str, part: str, text: str) -> Iterator[Literal]:
    """The years of a text that are typed, in its templates as in its words."""
    text = " ".join(_REMARK.sub("", text).split())
    for template in _TEMPLATE.findall(text):
        yield from _found(file, part, _NAME.sub('""', template))
    words = _TEMPLATE.sub("□", text)
    for pattern in TYPED:
        words = re.sub(pattern, "□", words)
    yield from _found(file, part, words)


def _fixed_periods(path: Path) -> set[str]:
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    return {about["fixed"] for about in declared.values() if "fixed" in about}


def _found(file: str, part: str, text: str) -> Iterator[Literal]:
    for match in YEAR.finditer(text):
        start, end = max(match.start() - _AROUND, 0), match.end() + _AROUND
        yield Literal(file, part, match[0], text[start:end].strip())


def _strings(source: str) -> Iterator[tuple[int, str]]:
    """The texts of a module but for its docstrings, with their lines."""
    tree = ast.parse(source)
    described = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value
