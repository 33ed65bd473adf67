"""Official files at hand: the cell that an observation came from, read again.

A reader who doubts a figure points to a folder of files as published. Each is known by its fingerprint, so a file that
was renamed is found, and one that was published anew under an old name is not mistaken for it.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from analysis.ingest.container import unpacked
from analysis.ingest.markers import CONFIDENTIAL, NOT_AVAILABLE
from analysis.ingest.mhclg.amounts import read_amount
from analysis.ingest.sheet import Cell, Sheet, read_content, read_official_file
from analysis.problem import Problem

_CELL = re.compile(r"([A-Z]+)(\d+)")
_PARTS_OF_KEY = " / "
_OF_MANY_ROWS = re.compile(r"ofsted-(?:all|inspected)-providers-.+|mhclg-indices-of-deprivation-.+")
"""Sources whose figures are counts of rows, or means over several: no single cell holds one."""
SUM = " + "
"""What stands between the titles of columns of a CSV file whose figures are held added up."""


class Held(Protocol):
    """What the tidy tables hold of a published cell; ``value`` is None where ``marker`` stands in its place."""

    @property
    def value(self) -> float | None:
        """The value, in the unit of its measure."""

    @property
    def marker(self) -> str:
        """The publisher's symbol."""

    @property
    def source_ref(self) -> str:
        """The cell."""


@dataclass(frozen=True)
class Reading:
    """What a published cell says when it is read again.

    ``agrees`` is None where there is nothing to read: the figure is compiled, or its file is not at hand.
    """

    agrees: bool | None
    sentence: str


class Originals:
    """The official files of a folder and those below it. Raises ``Problem`` where it is no folder."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise Problem(f"{folder} is no folder: name the one that holds the official files.")
        self._folder = folder
        self._sheets: dict[str, dict[str, Sheet]] = {}

    def read(self, source: Mapping[str, Any], observation: Held) -> Reading:
        """Whether the cell of an observation still says what is held: its value, or the marker in its place."""
        if source["kind"] == "compiled":
            return Reading(
                agrees=None,
                sentence="compiled from an earlier release, of which no file is held: look it up on the page",
            )
        if _OF_MANY_ROWS.fullmatch(source.get("id", "")):
            return Reading(
                agrees=None,
                sentence="made from many rows of the file, so that no single cell holds it: docs/disclosure.md and "
                "data/README.md say how",
            )
        sheets = self._sheets_of(source)
        if isinstance(sheets, str):
            return Reading(agrees=None, sentence=sheets)
        cell = _cell(sheets, observation.source_ref)
        if cell is None:
            return Reading(agrees=False, sentence="the file has no such cell")
        return _compared(cell, int(source.get("scale", 1)), observation.value, observation.marker)

    def _sheets_of(self, source: Mapping[str, Any]) -> dict[str, Sheet] | str:
        """The sheets of a source by name, or why they are not at hand."""
        fingerprint = source["sha256"]
        if fingerprint not in self._sheets:
            path = self._find(source["file"], fingerprint)
            if path is None:
                namesake = source["file"] in self._by_name
                other = ", and the one so called has other content" if namesake else ""
                return f"the file is not in {self._folder.name or self._folder}{other}"
            file = read_official_file(path, lambda file: file.sha256 == fingerprint)
            self._sheets[fingerprint] = {sheet.name: _stripped(sheet) for sheet in file.sheets}
        return self._sheets[fingerprint]

    def _find(self, name: str, fingerprint: str) -> Path | None:
        for path in self._by_name.get(name, []):
            if fingerprint in _fingerprints(path):
                return path
        return self._by_fingerprint.get(fingerprint)

    @cached_property
    def _by_name(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for path in sorted(self._folder.rglob("*")):
            if path.is_file():
                found.setdefault(path.name, []).append(path)
        return found

    @cached_property
    def _by_fingerprint(self) -> dict[str, Path]:
        found = {}
        for paths in self._by_name.values():
            for path in paths:
                found.update(dict.fromkeys(_fingerprints(path), path))
        return found


def _fingerprints(path: Path) -> set[str]:
    """The SHA-256 of a file, or of each file that it was packed from."""
    contents = [read_content(path)]
    with suppress(Problem):  # a damaged archive has no files, and is no reason not to look at the others
        contents += [inside for _, inside in unpacked(path.name, contents[0]) or ()]
    return {hashlib.sha256(content).hexdigest() for content in contents}


def _stripped(sheet: Sheet) -> Sheet:
    """A CSV file without the blanks around its cells, so that keys and names of columns are found; a sheet as it is."""
    if sheet.name:
        return sheet
    return replace(sheet, rows=[[str(cell).strip() for cell in row] for row in sheet.rows])


def _cell(sheets: Mapping[str, Sheet], ref: str) -> Cell | None:
    """The cell that a reference names: ``Sheet!AB17``, or for a CSV file ``row key!column``."""
    where, _, name = ref.rpartition("!")
    if "" in sheets:
        return _cell_of_csv(sheets[""], where, name)
    match = _CELL.fullmatch(name)
    if where not in sheets or match is None:
        return None
    row, column = int(match[2]) - 1, _column(match[1])
    rows = sheets[where].rows
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _column(letters: str) -> int:
    """The number of a spreadsheet's column, from zero.

    >>> _column("A"), _column("Z"), _column("AB")
    (0, 25, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell_of_csv(sheet: Sheet, key: str, name: str) -> Cell | None:
    """The cell under a column's name in the row that holds every part of a key, those parts furthest to the left.

    A count can happen to look like a year or a code; keys stand before the figures in every file of this kind. Of
    several columns it is their sum, or the symbol of the first that has no figure.
    """
    parts = key.split(_PARTS_OF_KEY)
    header = next((number for number, row in enumerate(sheet.rows) if name in row), None)
    if header is None and SUM in name:
        cells = [_cell_of_csv(sheet, key, title) for title in name.split(SUM)]
        amounts = [None if cell is None else read_amount(cell) for cell in cells]
        numbers = [amount for amount in amounts if isinstance(amount, Decimal)]
        if len(numbers) == len(cells):
            return str(sum(numbers, Decimal(0)))
        return next(cell for cell, amount in zip(cells, amounts, strict=True) if not isinstance(amount, Decimal))
    if header is None:
        return None
    column = sheet.rows[header].index(name)
    rows = [row for row in sheet.rows[header + 1 :] if len(row) > column and all(part in row for part in parts)]
    return min(rows, key=lambda row: [row.index(part) for part in parts])[column] if rows else None


def _compared(cell: Cell, scale: int, value: float | None, marker: str) -> Reading:
    says = read_amount(cell)
    shown = f"“{str(cell).strip()}”" + (f" (× {scale:,})" if scale != 1 and not isinstance(says, str) else "")
    if says is None:
        return Reading(agrees=False, sentence=f"the cell says {shown}, which is neither a number nor a symbol")
    if isinstance(says, str):
        # The x of files up to 2017 is one to five children: it is held as confidential.
        agrees = value is None and (says == marker or (says, marker) == (NOT_AVAILABLE, CONFIDENTIAL))
    elif value is None and marker == CONFIDENTIAL:
        return Reading(
            agrees=None,
            sentence="the cell has a figure that is withheld: with others it would give a suppressed one back",
        )
    elif value is None:
        # A return that the publisher marks as not received may show figures all the same: they are not the council's.
        # A zero that corrections.toml declares as not reported is no figure either.
        return Reading(
            agrees=None,
            sentence=f"the cell says {shown}, which is no figure of the council's own: nothing was reported",
        )
    else:
        agrees = math.isclose(float(says * scale), value, rel_tol=1e-15, abs_tol=0.0)
    return Reading(
        agrees=agrees, sentence=f"the cell says {shown}, " + ("the same" if agrees else "which is not what is held")
    )
