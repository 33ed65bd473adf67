"""Compares the numbers of two builds or revisions: what moved, and which of data, method and code moved it.

Revisions are built from their files, each mixture of old and new in a process and a temporary folder of its own. So are
build folders whose files still exist. Other build folders only record what they were made from: if one part differs, it
is the cause; if several differ, the cause is not known.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.problem import Problem, why_unread
from analysis.wording import listed
from report import project
from report.outputs import CLAIMS, HEADLINE, INPUTS, REGISTERED
from report.project import Files
from report.records import registration
from report.records.inputs import Inputs, Part, Step, differing, inputs, mixture, separable
from report.review import movements
from report.review.movements import Move, Stated, TableChange
from report.store import write

_WRONG_CALL = 2
"""The exit status of a command line that does not know its command."""


@dataclass(frozen=True)
class Statements:
    """What a build states: its numbers by key, and its verdicts by claim."""

    numbers: Mapping[str, Stated]
    verdicts: Mapping[str, Stated]


@dataclass(frozen=True)
class Side:
    """One of the two builds that are compared, under the name that the reader gave it.

    ``inputs`` is None if the build does not record what it was made from, ``files`` if it cannot be built again, and
    ``statements`` if it has not been built yet. ``definitions`` are those registered, empty if none are.
    """

    name: str
    inputs: Inputs | None
    files: Files | None
    statements: Statements | None
    definitions: bytes = b""


@dataclass(frozen=True)
class Comparison:
    """What moved from one side to the other; ``files`` and ``tables`` are what differs between their inputs.

    ``definitions`` says in sentences which definitions have changed, and whether newer data had come before.
    """

    old: str
    new: str
    files: Mapping[Part, Sequence[str]]
    tables: Sequence[TableChange]
    definitions: Sequence[str]
    numbers: Sequence[Move]
    verdicts: Sequence[Move]
    remarks: Sequence[str]


def compare(old: str, new: str, folder: Path, on_progress: Callable[[str], None] = lambda _: None) -> Comparison:
    """What moved from ``old`` to ``new``: build folders, checkouts or revisions, seen from a folder of the repository.

    ``on_progress`` is called with each step as it begins.

    Raises :class:`Problem` if either is none of these, or cannot be built.
    """
    on_progress("Computing the numbers of both")
    before, after = side(old, folder), side(new, folder)
    first, last = _both(before, after)
    on_progress("Computing the numbers of the old with parts of the new")
    files = differing(before.inputs, after.inputs) if before.inputs and after.inputs else {}
    steps, states, remarks = _way(before, after, first, last)
    if project.LOCK in files.get("code", []):
        remarks = [*remarks, f"{project.LOCK} differs, but all builds were computed with the libraries installed here."]
    return Comparison(
        old=before.name,
        new=after.name,
        files=files,
        tables=_tables(before, after, files.get("data", [])),
        definitions=_definitions(before, after),
        numbers=movements.moves([state.numbers for state in states], steps),
        verdicts=movements.moves([state.verdicts for state in states], steps),
        remarks=remarks,
    )


def side(name: str, folder: Path) -> Side:
    """What a name stands for: a folder with a build, a checkout of the project, or else a revision."""
    path = folder / name
    # A title must not depend on where on a machine a folder is.
    title = "/".join(path.parts[-2:]) if Path(name).is_absolute() else name
    if (path / HEADLINE).is_file():
        return _of_build(title, path)
    if (path / "report" / "__init__.py").is_file():
        return _of_files(title, project.in_folder(path))
    commit = project.commit_of(name, folder)
    return _of_files(name if commit.startswith(name) else f"{name} ({commit[:7]})", project.in_revision(commit, folder))


def _of_files(name: str, files: Files, statements: Statements | None = None) -> Side:
    return Side(name, inputs(files), files, statements, files.get(registration.FILE, b""))


def _of_build(name: str, build: Path) -> Side:
    """A build as it is in a folder, made from what it records or else from the commit that it was committed with.

    The accepted numbers record nothing. At every commit they are the numbers of that commit's files, because a test
    fails otherwise, and so the last commit that changed them says what they were made from.
    """
    recorded = build / INPUTS
    if recorded.is_file():
        try:
            made_from = json.loads(recorded.read_text(encoding="utf-8"))
        except ValueError as error:
            raise Problem(f"{recorded} cannot be read ({why_unread(error)}): build that report again.") from error
        files = project.in_folder(project.ROOT)
        table = build / REGISTERED
        defined = table.read_bytes() if table.is_file() else b""
        return Side(name, made_from, files if inputs(files) == made_from else None, _read(build), defined)
    commit = project.last_commit(build)
    files = project.in_revision(commit, build) if commit else {}
    if not commit or not files:
        return Side(name, None, None, _read(build))
    return _of_files(f"{name} ({commit[:7]})", files, _read(build))


def _read(build: Path) -> Statements:
    headline, claims = build / HEADLINE, build / CLAIMS
    try:
        numbers = movements.numbers(json.loads(headline.read_text(encoding="utf-8")))
        header, *rows = _rows(claims.read_bytes()) if claims.is_file() else [[]]
        return Statements(numbers, movements.verdicts(dict(zip(header, row, strict=True)) for row in rows))
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(f"What {build} states cannot be read ({why_unread(error)}): build that report again.") from error


def _both(before: Side, after: Side) -> tuple[Statements, Statements]:
    """What the two sides state; a side without statements is built."""
    asked = [part for part in (before, after) if part.statements is None]
    built = dict(zip([part.name for part in asked], _built([part.files or {} for part in asked]), strict=True))
    found = []
    for part in (before, after):
        stated = part.statements or built[part.name]
        if isinstance(stated, Problem):
            raise Problem(f"The numbers of {part.name} cannot be computed: {stated}") from stated
        found.append(stated)
    return found[0], found[1]


def _way(
    before: Side, after: Side, first: Statements, last: Statements
) -> tuple[list[Step], list[Statements], list[str]]:
    """The steps from the old numbers to the new ones, the statements before and after each, and remarks on them."""
    if before.inputs is None or after.inputs is None:
        silent = listed([part.name for part in (before, after) if part.inputs is None])
        remark = f"What moved the numbers is not known: what {silent} was made from is not recorded (inputs.json)."
        return [()], [first, last], [remark]
    parts = list(differing(before.inputs, after.inputs))
    blocks = separable(before.inputs, after.inputs)
    if first == last or len(parts) == 1:
        return [tuple(parts)], [first, last], []
    if not parts:
        remark = "Both were made from the same files: the libraries or the machines must differ."
        return [()], [first, last], [remark]
    if before.files is None or after.files is None:
        lost = listed([part.name for part in (before, after) if part.files is None])
        remark = f"New {listed(parts)} cannot be told apart: the files that {lost} was made from are no longer here."
        return [tuple(parts)], [first, last], [remark]
    built: dict[frozenset[Part], Statements | Problem] = {}
    for steps in movements.ways(blocks):
        renewed = [frozenset(part for step in steps[:count] for part in step) for count in range(1, len(steps))]
        wanted = [taken for taken in renewed if taken not in built]
        built |= zip(wanted, _built([mixture(before.files, after.files, taken) for taken in wanted]), strict=True)
        between = [state for taken in renewed if isinstance(state := built[taken], Statements)]
        if len(between) == len(renewed):
            break
    remarks = [_unbuilt(taken, parts, state) for taken, state in built.items() if isinstance(state, Problem)]
    if len(blocks) < len(parts):
        remarks.append("The two keep their method in different folders, so new method and code are one step.")
    return steps, [first, *between, last], remarks


def _unbuilt(renewed: frozenset[Part], parts: Sequence[Part], problem: Problem) -> str:
    new, old = ([part for part in parts if (part in renewed) == taken] for taken in (True, False))
    return f"The new {listed(new)} cannot be built with the old {listed(old)}, so some causes stay joined: {problem}"


def _built(mixtures: Sequence[Files]) -> list[Statements | Problem]:
    """What the report states if it is built from each of several sets of files, or why it cannot be built."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            return list(pool.map(_build, mixtures))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _build(files: Files) -> Statements | Problem:
    with TemporaryDirectory(prefix="valuing-care-") as folder:
        home = Path(folder)
        write(files, home)
        run = subprocess.run(
            [sys.executable, "-m", "report.cli", "headline"],
            cwd=home,
            # Its own modules must come before those that are installed.
            env=os.environ | {"PYTHONPATH": folder},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if run.returncode == 0:
            return _read(home / "build")
        if run.returncode == _WRONG_CALL:
            return Problem(
                "it is older than the command that lists the numbers of a report (valuing-care headline). Build its "
                "report with its own code, and compare the build folders."
            )
        return Problem((run.stderr.strip().splitlines() or ["it stopped without a message."])[-1])


def _definitions(before: Side, after: Side) -> list[str]:
    silent = [part.name for part in (before, after) if not part.definitions]
    if len(silent) == 1:
        return [f"Which definitions have changed is not known: {silent[0]} does not register them."]
    return list(registration.changes(*(registration.read(part.definitions) for part in (before, after))))


def _tables(before: Side, after: Side, paths: Sequence[str]) -> list[TableChange]:
    """How the rows of tables differ; nothing if the files of either side are not here."""
    if before.files is None or after.files is None:
        return []
    versions = {path: [_rows((side.files or {}).get(path, b"")) for side in (before, after)] for path in paths}
    return [movements.table_change(path, *rows) for path, rows in versions.items() if path.endswith(".csv")]


def _rows(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8"), newline="")))
