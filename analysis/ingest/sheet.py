"""Official files as grids of cells: one reader for xls, xlsx, ods and csv."""

from __future__ import annotations

import csv
import hashlib
import io
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path

from analysis.ingest import workbook
from analysis.ingest.container import LARGEST_FILE, unpacked
from analysis.problem import Problem, in_one_line, why_unread

Cell = str | float | int | bool | date | datetime | time | timedelta

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_CELLS = 20_000_000
"""Of a text file; the largest workbook so far has 8 million, nearly all of them empty."""
MOST_COLUMNS = 16_384
"""Of any sheet: what the programs that publishers use allow."""
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters, which no table has."""
LONGEST_HEAD = 40
"""Rows within which every header known so far begins."""
SEPARATORS = (",", ";", "\t", "|")
"""What stands between the cells of a text file; a comma if nothing speaks for another."""
SEPARATOR_STATED = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n", re.I)
"""The first line by which Excel is told the separator."""
SAMPLE = 1_000_000
"""Characters that the separator is found from: some hundred rows of the widest file."""
DOCUMENTS = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
"""How files begin that are no tables, and what they are."""


class UnknownFile(Problem):
    """A file that is none of those that are read: a document, a web page, or a table of something else.

    It stops an import that names it, and is left out of a folder that has files that are read.
    """


@dataclass(frozen=True)
class Sheet:
    """One sheet of an official file: its rows from the first of the file on, so that row and column numbers hold.

    ``name`` is empty for a text file, which has no sheets. ``hidden`` sheets are not shown by a spreadsheet program.
    """

    file: str
    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: bool = False

    @cached_property
    def headings(self) -> tuple[tuple[str, ...], ...]:
        """The cells of the first rows, where titles and headers stand, in plain form; numbers are left empty."""
        return tuple(
            tuple(plain_header(cell) if isinstance(cell, str) and cell else "" for cell in row)
            for row in self.rows[:LONGEST_HEAD]
        )

    def cell(self, row: int, column: int) -> Cell:
        """A cell; empty where the row ends before the column, as rows of a CSV file may."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def cell_ref(self, row: int, column: int) -> str:
        """The sheet and cell as a spreadsheet names them; ``row`` and ``column`` count from zero.

        >>> Sheet("a.xlsx", "RSX_LA_Data_202425", []).cell_ref(16, 27)
        'RSX_LA_Data_202425!AB17'
        """
        return f"{self.name}!{column_letters(column)}{row + 1}"

    def where(self, row: int) -> str:
        """The place of a row, for a sentence: file, sheet and row number as a spreadsheet shows it.

        >>> Sheet("a.csv", "", []).where(4)
        'a.csv, row 5'
        """
        sheet = f", sheet {self.name}" if self.name else ""
        return f"{self.file}{sheet}, row {row + 1}"


@dataclass(frozen=True)
class OfficialFile:
    """A file as its publisher issued it: its name, the SHA-256 of its content, and its sheets.

    Name and content are those inside a gzip file or zip archive, not of what they were packed in. ``published`` is the
    ISO date or month of its release, as the publisher's page or whoever imports it states; it is empty if neither does.
    Few files state their own.
    """

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    published: str = ""

    def sheets_with(self, has: Callable[[Sheet], object]) -> list[Sheet]:
        """The visible sheets that have something; the hidden ones only if no visible sheet has it."""
        found = [sheet for sheet in self.sheets if has(sheet)]
        return [sheet for sheet in found if not sheet.hidden] or found


def column_letters(column: int) -> str:
    """The letters a spreadsheet gives a column, counted from zero.

    >>> [column_letters(column) for column in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    number = column + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def read_official_file(path: Path, wanted: Callable[[OfficialFile], bool] = lambda _: True) -> OfficialFile:
    """Read a file, recognised as workbook, text, gzip or zip archive by its content and not by its name.

    Of the files in a zip archive it is the one that is ``wanted``. Raises ``Problem`` if the file cannot be read, is
    damaged, or is or unpacks to more than a publisher's file would; ``UnknownFile`` if it is an archive without one
    file that is wanted, or is a web page, a document or a text in no known encoding.
    """
    name = in_one_line(path.name)
    content = read_content(path)
    packed = unpacked(name, content)
    if packed is None:
        return _read(name, content)
    if len(packed) == 1:
        (inside,) = packed
        return _read(inside[0].rpartition("/")[2], inside[1])
    return _wanted_member(name, packed, wanted)


def read_content(path: Path) -> bytes:
    """The bytes of a file. Raises ``Problem`` if there is no such file, or it is larger than any official file."""
    name = in_one_line(path.name)
    try:
        if path.exists() and not path.is_file():
            raise Problem(f"{name} is no file: name a file that was downloaded, or a folder of them.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Problem(
                f"{name} has {size:,} bytes, and an official file of no more than {LARGEST_FILE:,} was expected: "
                "check what was downloaded."
            )
        return path.read_bytes()
    except OSError as error:
        raise Problem(f"{name} cannot be read ({error.strerror}): check that the path is right.") from error


def _wanted_member(
    name: str, members: Sequence[tuple[str, bytes]], wanted: Callable[[OfficialFile], bool]
) -> OfficialFile:
    """The one file of an archive that is wanted."""
    found: list[tuple[str, OfficialFile]] = []
    for path, content in members:
        try:
            file = None if unpacked(path, content) else _read(path.rpartition("/")[2], content)
        except UnknownFile:
            continue
        if file and wanted(file):
            found.append((path, file))
    if len(found) == 1:
        return found[0][1]
    if not members:
        raise UnknownFile(f"{name} is a zip archive with no file in it.")
    listed = ", ".join(path for path, _ in (found or members))
    what = f"{len(found)} of them can be read" if found else "none of them is a file that is read"
    raise UnknownFile(
        f"{name} is a zip archive of {len(members)} files, and {what} ({listed}): unpack it, and name the folder or "
        "one of its files."
    )


def _read(name: str, content: bytes) -> OfficialFile:
    if not content.strip():
        raise Problem(f"{name} is empty, and an official file was expected: download it again.")
    for beginning, what in DOCUMENTS:
        if content.startswith(beginning):
            raise UnknownFile(f"{name} is {what} and not a table: name the workbook or CSV that it belongs to.")
    if content.startswith((OLE_SIGNATURE, workbook.ZIP_SIGNATURE)):
        sheets = _read_workbook(name, content)
    else:
        sheets = (Sheet(name, "", _read_csv(name, content)),)
    for sheet in sheets:
        if any(len(row) > MOST_COLUMNS for row in sheet.rows):
            raise Problem(f"{name} has more than {MOST_COLUMNS:,} columns, and no publisher's file has: check it.")
    return OfficialFile(name, hashlib.sha256(content).hexdigest(), sheets)


def _read_workbook(name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook, unpacked by a process of its own, which may fail without harm to this one."""
    try:
        done = subprocess.run(  # noqa: S603 - this very Python, with a file of this package
            [sys.executable, "-P", workbook.__file__],
            input=content,
            capture_output=True,
            timeout=2 * workbook.SECONDS_AT_MOST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Problem(f"{name} {workbook.TOO_LARGE}: check what was downloaded.") from error
    # What ended it before it could say anything was a limit.
    found: workbook.Sheets | str = workbook.TOO_LARGE if done.returncode else pickle.loads(done.stdout)  # noqa: S301 - our own
    if isinstance(found, str):
        raise Problem(f"{name} {found}: check what was downloaded.")
    return tuple(Sheet(name, *sheet) for sheet in found)


def _read_csv(name: str, content: bytes) -> list[list[Cell]]:
    text = _decode(name, content)
    if text.lstrip().startswith("<"):
        raise UnknownFile(f"{name} is a web page and not a table: download the file itself.")
    if NO_TEXT.search(text):
        raise UnknownFile(f"{name} holds characters that no text has: save it as CSV in UTF-8.")
    if sum(map(text.count, (*SEPARATORS, "\n"))) > MOST_CELLS:
        raise Problem(f"{name} has more than {MOST_CELLS:,} cells, and no publisher's file has: check it.")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))]
    except csv.Error as error:
        raise Problem(f"{name} cannot be read as CSV ({why_unread(error)}): check what was downloaded.") from error


def _separator(text: str) -> str:
    r"""What stands between the cells of a text: the separator that puts most cells under one another.

    Commas inside titles do not line up, and those of thousands have no header above them.

    >>> _separator("a;b;c\n1,5;2,5;3\n4;5;6,5\n"), _separator("year,count; per cent\n2024,1; 2\n")
    (';', ',')
    """
    stated = SEPARATOR_STATED.match(text)
    if stated:
        return stated[1]
    return max(SEPARATORS, key=lambda separator: _lined_up(text[:SAMPLE], separator))


def _lined_up(text: str, separator: str) -> int:
    """How many separators stand in rows of the commonest width that a header has: a row with two titles or more."""
    widths: Counter[int] = Counter()
    of_headers = set()
    try:
        for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1000):
            widths[len(row)] += 1
            if sum(any(map(str.isalpha, cell)) for cell in row) > 1:
                of_headers.add(len(row))
    except csv.Error:
        return 0
    return max(((width - 1) * widths[width] for width in of_headers), default=0)


def _decode(name: str, content: bytes) -> str:
    """UTF-8 or UTF-16, else Mac Roman or Windows-1252, whichever gives the words of the field.

    The budget of 2023-24 was saved as Mac Roman: 0xC9 is an ellipsis and 0xD5 an apostrophe there; in Windows-1252
    the apostrophe is 0x92 and 0xA0 a blank. Bytes that are letters in the wrong encoding would give wrong titles
    without an error.
    """
    wide = _utf_16(content)
    if wide:
        try:
            return content.decode(wide).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise Problem(f"{name} is not a whole UTF-16 file: save it as UTF-8 and try again.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    marks = {"mac_roman": b"\xc9\xd0\xd5\xd4", "cp1252": b"\x85\x96\x92\x91\xa3\xa0"}
    counts = {encoding: sum(content.count(bytes([mark])) for mark in found) for encoding, found in marks.items()}
    if not any(counts.values()) or len(set(counts.values())) == 1:
        raise UnknownFile(f"{name} is not UTF-8 and fits no other known encoding: save it as UTF-8 and try again.")
    encoding = max(counts, key=lambda key: counts[key])
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownFile(f"{name} is neither UTF-8 nor {encoding}: save it as UTF-8 and try again.") from error


def _utf_16(content: bytes) -> str:
    """Which UTF-16 a content is in; empty if it is in none. Without a byte order mark, most of every other byte is 0.

    >>> _utf_16("year".encode("utf-16-le")), _utf_16("year".encode("utf-16")), _utf_16(b"year")
    ('utf-16-le', 'utf-16', '')
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = content[:1000]
    for encoding, zeros, letters in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if 2 * zeros.count(0) > len(zeros) and 0 not in letters:
            return encoding
    return ""


def whole(cell: Cell) -> str:
    """A cell that holds a year or a code, as text: a program that takes it for a number may add a decimal to it.

    >>> whole(2025.0), whole("2025.0 "), whole("E10000016"), whole("805")
    ('2025', '2025', 'E10000016', '805')
    """
    return re.sub(r"(?<=\d)\.0+$", "", str(cell).strip())


def plain_header(cell: Cell) -> str:
    """The name of a column without case, doubled blanks and line breaks.

    >>> plain_header(" E-code "), plain_header("Financial  Year")
    ('e-code', 'financial year')
    """
    return " ".join(str(cell).lower().split())


def header_row(sheet: Sheet, names: Collection[str]) -> int | None:
    """The first row that has all of some column names (in plain form), or None; counted from zero."""
    wanted = set(names)
    return next((number for number, row in enumerate(sheet.headings) if wanted <= set(row)), None)


@dataclass(frozen=True)
class Listing:
    """The part of a sheet under one header row, one observation or more a row.

    ``header`` is the number of the header row, counted from zero.
    """

    sheet: Sheet
    header: int

    @cached_property
    def columns(self) -> dict[str, int]:
        """Columns by their name in plain form. Raises ``Problem`` where two have the same."""
        columns: dict[str, int] = {}
        for position, cell in enumerate(self.sheet.rows[self.header]):
            name = plain_header(cell)
            if name in columns:
                raise Problem(
                    f"{self.sheet.where(self.header)} has two columns called '{name}' ({column_letters(columns[name])} "
                    f"and {column_letters(position)}), where one was expected: take out the one that is wrong."
                )
            if name:
                columns[name] = position
        return columns

    def column(self, *names: str) -> int:
        """The position of a column under the first of its known names that is there.

        Raises ``Problem`` where none is.
        """
        for name in names:
            if name in self.columns:
                return self.columns[name]
        known = " or ".join(f"'{name}'" for name in names)
        raise Problem(
            f"{self.sheet.where(self.header)} has no column called {known}: it has {', '.join(self.columns)}."
        )

    def title(self, position: int) -> str:
        """The name of a column as the file has it."""
        return str(self.sheet.rows[self.header][position]).strip()

    def ref(self, row: int, column: int, key: str) -> str:
        """Where a figure stands: sheet and cell of a workbook; the key of its row and the column of a text file."""
        return self.sheet.cell_ref(row, column) if self.sheet.name else f"{key}!{self.title(column)}"

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows under the header that are not empty, with their number.

        Raises ``Problem`` if there is none, or one is shorter or longer than the header: the file was cut, or a comma
        is loose.
        """
        width, empty = len(self.sheet.rows[self.header]), True
        for number in range(self.header + 1, len(self.sheet.rows)):
            row = self.sheet.rows[number]
            if not any(str(cell).strip() for cell in row):
                continue
            if len(row) != width:
                raise Problem(
                    f"{self.sheet.where(number)} has {len(row)} cells where the header has {width}: "
                    "the file is cut short or damaged there; download it again."
                )
            empty = False
            yield number, row
        if empty:
            raise Problem(f"{self.sheet.file} has a header and no rows: it is cut short; download it again.")


def listings(file: OfficialFile, names: Collection[str]) -> list[Listing]:
    """What stands under a header with all of some column names: on the visible sheets, else on hidden ones."""
    having = file.sheets_with(lambda sheet: header_row(sheet, names) is not None)
    return [Listing(sheet, header_row(sheet, names) or 0) for sheet in having]
