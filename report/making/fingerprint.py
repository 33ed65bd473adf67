"""What a build can depend on: each input by a name that its reader knows, with the fingerprint that it has now.

An input is a file of the project or of its tables (``data/outturn.csv``), the code of a chapter without its sentences,
or what no file holds: Python, the libraries, the engine, the commit. Fingerprints tell of contents alone: neither times
nor places of files are among them.
"""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from report import project

PYTHON: Final = "Python"
LIBRARIES: Final = "the installed libraries"
ENGINE: Final = "the engine"
COMMIT: Final = "the commit"
CHAPTERS: Final = "the list of chapters"
FILES: Final = "the list of files"
SETTINGS: Final = "pyproject.toml"

GIVEN: Final = "report.chapter"
"""What a chapter imports to be given tables and indicators: which of them it reads is noted as it runs."""

_DEFINITIONS: Final = frozenset({"analysis.formulas.indicator.definitions", "analysis.formulas.indicator.compute"})
"""What reads every subject's definitions, whose modules are imported by their names."""


def of(content: bytes | str) -> str:
    """The fingerprint of a content: its SHA-256.

    >>> of("Kent")
    'd96d14f5564eeb355178395b04cdb970c3dc8d01f54d1b7adf0288820457899c'
    """
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def inputs(data: Path, engine: str) -> dict[str, str]:
    """Every input of a build as it stands now, its tables in the folder ``data``."""
    files = project.in_folder(project.ROOT, data)
    found = {name: of(content) for name, content in files.items()}
    found[SETTINGS] = of((project.ROOT / SETTINGS).read_bytes())
    notebooks = [name for name in files if name.endswith(".ipynb")]
    libraries = project.libraries(files.get(project.LOCK, b"").decode())
    found |= {code_of(name): of(json.dumps(code_cells(files[name]))) for name in notebooks}
    return found | {
        PYTHON: f"{platform.python_implementation()} {platform.python_version()}",
        LIBRARIES: of("\n".join(f"{name} {version}" for name, version in libraries.items())),
        ENGINE: engine,
        COMMIT: project.revision() or "",
        CHAPTERS: of("\n".join(name for name in notebooks if name.count("/") == 2)),
        FILES: of("\n".join(files)),
    }


def code_of(notebook: str) -> str:
    """The name of a notebook's code, which its sentences are no part of."""
    return f"the code of {notebook}"


def code_cells(notebook: bytes) -> list[str]:
    """The sources of a notebook's code cells; none where it cannot be read, which whoever executes it will say."""
    try:
        cells = json.loads(notebook)["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        return []


# The code behind a product: the project's own modules, as they import one another.


def code(*modules: str) -> list[str]:
    """The files of some modules and of all that they import of the project, directly or through others; sorted."""
    return sorted(_paths(modules))


def code_behind(cells: Iterable[str]) -> list[str]:
    """The files of all modules that code cells import of the project, directly or through others; sorted."""
    return sorted(_paths(imported_by(cells)))


def imported_by(cells: Iterable[str]) -> set[str]:
    """Every module that code cells import."""
    return {name for cell in cells for name in imported(_parsed(cell))}


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that code imports, wherever in it; ``from a import b`` as ``a`` and ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _paths(modules: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name in _DEFINITIONS:
            waiting += _subjects()
        for path, imports in _module(name).items():
            if path not in found:
                found.add(path)
                waiting += [] if name == GIVEN else imports
    return found


@cache
def _module(name: str) -> Mapping[str, list[str]]:
    """A module of the project and the packages around it: what each imports, by its file."""
    parts = name.split(".")
    if parts[0] not in project.FOLDERS:
        return {}
    files = [Path(*parts[:depth], "__init__.py") for depth in range(1, len(parts) + 1)]
    files.append(Path(*parts).with_suffix(".py"))
    return {
        file.as_posix(): list(imported(ast.parse((project.ROOT / file).read_bytes())))
        for file in files
        if (project.ROOT / file).is_file()
    }


def _subjects() -> list[str]:
    from analysis.formulas.indicator import SUBJECTS

    return [f"analysis.indicators.{subject}" for subject in SUBJECTS]


def _parsed(cell: str) -> ast.AST:
    try:
        return ast.parse(cell)
    except SyntaxError:
        return ast.Module([], [])  # whoever executes it will say so
