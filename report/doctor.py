"""What the report needs and how much of it is installed, for `valuing-care doctor`."""

from __future__ import annotations

import platform
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from analysis.problem import Problem
from report import project


@dataclass(frozen=True)
class Finding:
    """What was found of one thing that the report needs; ``hinders`` is true if the report cannot be built with it."""

    subject: str
    words: str
    hinders: bool = False


def findings(data: Path, engine: str) -> Iterator[Finding]:
    """What is found, one thing after another, for the tables of a folder and the engine that is asked for."""
    yield Finding("Python", platform.python_version())
    yield _examined("Libraries", _libraries)
    yield _examined("pandoc", _pandoc)
    yield _examined("Typst", lambda: version("typst"))
    yield _examined("Typefaces", _typefaces)
    yield _examined("Data", lambda: _data(data))
    yield _examined("Quarto", _quarto, needed=engine == "quarto")
    yield _examined("Engine", lambda: _engine(engine))


def _examined(subject: str, examine: Callable[[], str], *, needed: bool = True) -> Finding:
    try:
        return Finding(subject, examine())
    except (Problem, PackageNotFoundError, ModuleNotFoundError) as error:
        words = str(error) if isinstance(error, Problem) else f"{error.name} is not installed: run make report."
        return Finding(subject, words, hinders=needed)


def _libraries() -> str:
    """Whether each library that the project declares is installed, in the locked version."""
    lock = (project.ROOT / project.LOCK).read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([^=\s]+)==(\S+)", lock, re.MULTILINE))
    needed = project.declared()["dependencies"]
    declared = [re.split(r"[<>=!~ ;\[]", name)[0].lower().replace("_", "-") for name in needed]
    found = {name: version(name) for name in declared}
    other = [f"{name} {here}, not {locked.get(name)}" for name, here in found.items() if here != locked.get(name)]
    words = f"{len(found) - len(other)} of {len(found)} as locked"
    return f"{words}; bytes may differ with {'; '.join(other)}" if other else words


def _pandoc() -> str:
    from report.engines import pandoc

    try:
        said = subprocess.run([pandoc.program(), "--version"], capture_output=True, check=True, text=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise Problem(f"{pandoc.program()} does not run: install the locked libraries (make report).") from error
    return said.split("\n", 1)[0].removeprefix("pandoc ")


def _typefaces() -> str:
    from figures.drawing import typeface

    faces = {name: len(list(typeface.folder(name).glob("*.ttf"))) for name in (typeface.SANS, typeface.SERIF)}
    names = {name: name.removeprefix("font_").replace("_", " ").title() for name in faces}
    for name, count in faces.items():
        if not count:
            raise Problem(
                f"The package of {names[name]} holds no typeface: install the locked libraries (make report)."
            )
    return ", ".join(f"{names[name]} ({count} faces)" for name, count in faces.items())


def _data(data: Path) -> str:
    from analysis.tables.loading import validate

    return validate(data)


def _quarto() -> str:
    from report.engines import quarto

    found = quarto.installed()
    return f"{found.version}, {found.program}" if found else "not installed; the report does not need it"


def _engine(engine: str) -> str:
    from report import engines

    chosen = engines.choose(engine).name
    return chosen if chosen == engine else f"{chosen} ({engine})"
