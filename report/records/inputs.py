"""What a build is made from, in three parts: the data, the method and the code.

*Data* is in ``data/``. *Method* is what analysts decide: how indicators are defined, by which rules claims are judged,
and which numbers the chapters show. *Code* carries that out: it reads the tables, evaluates the formulas, rounds and
prints. Every file that a number can depend on belongs to one of the three. The ingestion belongs to none, because its
results are in ``data/``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final, Literal

Part = Literal["data", "method", "code"]
PARTS: Final[tuple[Part, ...]] = ("data", "method", "code")

Step = tuple[Part, ...]
"""The parts that change at once; empty if it is not known what changed."""

Inputs = Mapping[str, Mapping[str, str]]
"""What a build was made from: by part, the SHA-256 of each file by its path in the project."""

METHOD: Final = ("analysis/indicators/", "analysis/claims/rules.py", "report/chapters/")
"""How indicators are defined, by which rules claims are judged, and which numbers the chapters show."""

CODE: Final = ("analysis/", "figures/", "report/manuscript/", "report/formats/")
"""What carries that out and prints it, apart from the ingestion."""


def part_of(path: str) -> Part | None:
    """The part that a file of the project belongs to; None if no number can depend on it.

    >>> part_of("data/outturn.csv"), part_of("analysis/indicators/need.py"), part_of("report/chapters/03.ipynb")
    ('data', 'method', 'method')
    >>> part_of("analysis/formulas/formula.py"), part_of("figures/budgets.py"), part_of("report/manuscript/prose.py")
    ('code', 'code', 'code')
    >>> part_of("analysis/ingest/mhclg.py"), part_of("report/templates/report.css"), part_of("README.md")
    (None, None, None)
    """
    folder, _, name = path.rpartition("/")
    if folder == "data" and name.endswith((".csv", ".json", ".toml")):
        return "data"
    if path.startswith("analysis/ingest/") or folder == "report/chapters/editions":
        return None
    if path.startswith(METHOD) and name.endswith((".py", ".ipynb", ".jinja", ".yml")):
        return "method"
    # Libraries compute too, so their versions are part of the code, and so is the version that the cover prints.
    in_code = (path.startswith(CODE) or folder == "report") and name.endswith(".py")
    if in_code or path in ("requirements.lock", "pyproject.toml"):
        return "code"
    return None


def inputs(files: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """The SHA-256 of the files that a build is made from, by part and path."""
    found: dict[str, dict[str, str]] = {part: {} for part in PARTS}
    for path in sorted(files):
        part = part_of(path)
        if part is not None:
            found[part][path] = hashlib.sha256(files[path]).hexdigest()
    return found


def differing(old: Inputs, new: Inputs) -> dict[Part, list[str]]:
    """The paths of the files that differ between two builds, by part; a part in which none differs is left out."""
    found = {
        part: sorted(path for path in {*old[part], *new[part]} if old[part].get(path) != new[part].get(path))
        for part in PARTS
    }
    return {part: paths for part, paths in found.items() if paths}


def separable(old: Inputs, new: Inputs) -> list[Step]:
    """The parts that differ between two builds, each as a step of its own if it can change alone.

    Method and code are one step if the two builds keep their method in different folders. The old code would look for
    the new method in the old folders, find none of it, and compute without it.

    >>> old = {"data": {}, "method": {"analysis/budgets.py": "1"}, "code": {"figures/number.py": "1"}}
    >>> new = {"data": {}, "method": {"analysis/indicators/budgets.py": "1"}, "code": {"figures/number.py": "2"}}
    >>> separable(old, new)
    [('method', 'code')]
    """
    parts = list(differing(old, new))
    if _folders_of_method(old) == _folders_of_method(new):
        return [(part,) for part in parts]
    together: Step = tuple(part for part in parts if part != "data")
    return [step for step in (("data",) if "data" in parts else (), together) if step]


def mixture(old: Mapping[str, bytes], new: Mapping[str, bytes], renewed: Iterable[Part]) -> dict[str, bytes]:
    """The old files of a project with some parts taken from the new ones.

    A file that no number depends on, such as a template, goes with the code.
    """
    taken = set(renewed)
    return {
        path: content
        for files, are_new in ((old, False), (new, True))
        for path, content in files.items()
        if ((part_of(path) or "code") in taken) == are_new
    }


def _folders_of_method(build: Inputs) -> set[str]:
    return {str(PurePosixPath(path).parent) for path in build["method"]}
