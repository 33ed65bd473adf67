"""Years that are typed where the data could name them: a year of data later, what is said with them would be false.

Templates, captions, titles and alternative texts name their periods (``report/chapters/periods.toml``). A year may be
typed if it is a fact that no new data changes: the date of a document, of a law, of a reorganisation.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

TYPED: Final[Mapping[str, str]] = {}
"""What may be typed, as patterns of the words around a year, and why."""

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
    for path in sorted((root / "figures").rglob("*.py")):
        for line, text in _strings(path.read_text(encoding="utf-8")):
            found += _typed(path.relative_to(root).as_posix(), f"line {line}", text)
    for name in ("README.md", "report/templates/readme.md"):
        text = _GENERATED.sub("", (root / name).read_text(encoding="utf-8"))
        found += _typed(name, "", text)
    return found


def _typed(file: str, part: str, text: str) -> Iterator[Literal]:
    """The years of a text that are typed, in its templates as in its words."""
    text = _REMARK.sub("", text)
    for template in _TEMPLATE.findall(text):
        yield from _found(file, part, _NAME.sub('""', template))
    words = _TEMPLATE.sub("□", text)
    for pattern in TYPED:
        words = re.sub(pattern, "□", words)
    yield from _found(file, part, words)


def _found(file: str, part: str, text: str) -> Iterator[Literal]:
    for match in YEAR.finditer(text):
        start, end = max(match.start() - _AROUND, 0), match.end() + _AROUND
        yield Literal(file, part, match[0], " ".join(text[start:end].split()))


def _strings(source: str) -> Iterator[tuple[int, str]]:
    """The texts of a module but for its docstrings, with their lines."""
    tree = ast.parse(source)
    described = {
        id(statement.value)
        for node in ast.walk(tree)
        for body in [getattr(node, "body", [])]
        if isinstance(body, list)
        for statement in body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value
