"""Comparing the numbers of two builds or revisions: what moved, and which of data, method and code moved it.

Revisions are built from their files, each mixture of old and new in a process and a temporary folder of its own. So are
build folders whose files are still at hand. Of others it is known what they were made from: where one part alone
differs, it is the cause; where several do, they cannot be told apart.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import changes
from analysis.changes import Inputs, Move, Part, Stated, Step, TableChange
from analysis.problem import Problem
from analysis.wording import listed
from report import project
from report.outputs import CLAIMS, HEADLINE, INPUTS
from report.project import Files
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
    """One of the two that are compared, by the name that its reader gave it.

    ``inputs`` is None for a build that does not say what it was made from, ``files`` where it cannot be made again,
    ``statements`` where it has not been made yet.
    """

    name: str
    inputs: Inputs | None
    files: Files | None
    statements: Statements | None


@dataclass(frozen=True)
class Comparison:
    """What moved from one side to the other; ``files`` and ``tables`` are what differs between their inputs."""

    old: str
    new: str
    files: Mapping[Part, Sequence[str]]
    tables: Sequence[TableChange]
    numbers: Sequence[Move]
    verdicts: Sequence[Move]
    remarks: Sequence[str]


def compare(old: str, new: str, folder: Path, tell: Callable[[str], None] = lambda _: None) -> Comparison:
    """What moved from ``old`` to ``new``: build folders, checkouts or revisions, seen from a folder of the repository.

    What it does meanwhile goes to ``tell``.

    Raises :class:`Problem` where one of them is none of these or cannot be built.
    """
    tell("Computing what each of the two states")
    before, after = side(old, folder), side(new, folder)
    first, last = _both(before, after)
    tell("Computing what the old states with parts of the new")
    files = changes.differing(before.inputs, after.inputs) if before.inputs and after.inputs else {}
    steps, states, remarks = _way(before, after, first, last, list(files))
    if project.LOCK in files.get("code", []):
        remarks = [
            *remarks,
            f"{project.LOCK} differs, but whatever was computed again was so with the libraries installed.",
        ]
    return Comparison(
        old=before.name,
        new=after.name,
        files=files,
        tables=_tables(before, after, files.get("data", [])),
        numbers=changes.moves([state.numbers for state in states], steps),
        verdicts=changes.moves([state.verdicts for state in states], steps),
        remarks=remarks,
    )


def side(name: str, folder: Path) -> Side:
    """What a name stands for: a folder with a build, a checkout of the project, or else a revision."""
    path = folder / name
    # What a reader is told of does not depend on where on a machine it stands.
    called = "/".join(path.parts[-2:]) if Path(name).is_absolute() else name
    if (path / HEADLINE).is_file():
        return _of_build(called, path)
    if (path / "report" / "cli.py").is_file():
        files = project.in_folder(path)
        return Side(called, changes.inputs(files), files, None)
    commit = project.commit_of(name, folder)
    files = project.in_revision(commit, folder)
    return Side(name if commit.startswith(name) else f"{name} ({commit[:7]})", changes.inputs(files), files, None)


def _of_build(name: str, build: Path) -> Side:
    recorded = build / INPUTS
    try:
        inputs = json.loads(recorded.read_text(encoding="utf-8")) if recorded.is_file() else None
    except ValueError as error:
        raise Problem(f"{recorded} cannot be read ({error}): build that report again.") from error
    files = next((files for files in _at_hand(recorded) if changes.inputs(files) == inputs), None)
    return Side(name, inputs, files, _read(build))


def _at_hand(recorded: Path) -> Iterator[Files]:
    """Where the files that a build was made from may still be: the project as it stands, or as its record was kept."""
    yield project.in_folder(project.ROOT)
    commit = project.last_commit(recorded)
    if commit:
        yield project.in_revision(commit, recorded.parent)


def _read(build: Path) -> Statements:
    headline, claims = build / HEADLINE, build / CLAIMS
    try:
        numbers = changes.numbers(json.loads(headline.read_text(encoding="utf-8")))
        header, *rows = _rows(claims.read_bytes()) if claims.is_file() else [[]]
        return Statements(numbers, changes.verdicts(dict(zip(header, row, strict=True)) for row in rows))
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(f"What {build} states cannot be read ({error!r}): build that report again.") from error


def _both(before: Side, after: Side) -> tuple[Statements, Statements]:
    """What the two sides state, built where they are not yet."""
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
    before: Side, after: Side, first: Statements, last: Statements, parts: list[Part]
) -> tuple[list[Step], list[Statements], list[str]]:
    """The steps from the old numbers to the new ones, what is stated before and after each, and what to say of them."""
    if before.inputs is None or after.inputs is None:
        silent = listed([part.name for part in (before, after) if part.inputs is None])
        remark = f"What moved the numbers is not known: {silent} does not say what it was made from (inputs.json)."
        return [()], [first, last], [remark]
    if first == last or len(parts) == 1:
        return [tuple(parts)], [first, last], []
    if not parts:
        return (
            [()],
            [first, last],
            ["Both were made from the same files: it is their libraries or machines that differ."],
        )
    if before.files is None or after.files is None:
        fixed = listed([part.name for part in (before, after) if part.files is None])
        remark = f"New {listed(parts)} cannot be told apart: what {fixed} was made from is not at hand any more."
        return [tuple(parts)], [first, last], [remark]
    built: dict[frozenset[Part], Statements | Problem] = {}
    for steps in changes.ways(parts):
        renewed = [frozenset(part for step in steps[:count] for part in step) for count in range(1, len(steps))]
        wanted = [taken for taken in renewed if taken not in built]
        built |= zip(
            wanted, _built([changes.mixture(before.files, after.files, taken) for taken in wanted]), strict=True
        )
        between = [state for taken in renewed if isinstance(state := built[taken], Statements)]
        if len(between) == len(renewed):
            break
    remarks = [_unbuilt(taken, parts, state) for taken, state in built.items() if isinstance(state, Problem)]
    return steps, [first, *between, last], remarks


def _unbuilt(renewed: frozenset[Part], parts: Sequence[Part], problem: Problem) -> str:
    new, old = ([part for part in parts if (part in renewed) == taken] for taken in (True, False))
    return (
        f"The new {listed(new)} cannot be built with the old {listed(old)}, so some moves are not told apart: {problem}"
    )


def _built(mixtures: Sequence[Files]) -> list[Statements | Problem]:
    """What the report states when it is made from each of some sets of files, or why it cannot be made."""
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
            # Its own modules come before those that are installed.
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
                "it is older than the command that lists a report's numbers (valuing-care headline); build its report "
                "with its own code, and compare the build folders."
            )
        return Problem((run.stderr.strip().splitlines() or ["it stopped without a word."])[-1])


def _tables(before: Side, after: Side, paths: Sequence[str]) -> list[TableChange]:
    """How the rows of tables differ, where both versions are at hand."""
    if before.files is None or after.files is None:
        return []
    versions = {path: [_rows((side.files or {}).get(path, b"")) for side in (before, after)] for path in paths}
    return [changes.table_change(path, *rows) for path, rows in versions.items() if path.endswith(".csv")]


def _rows(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8"), newline="")))
