"""The data of a table: a row for each number that its cells print or miss, with its codes, unit and note."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from analysis.formulas.key import STORED_KEY, Key, keys_in
from analysis.formulas.results import Result
from figures.cells import escape_formula
from report.manuscript.printed import Number

COLUMNS: Final = (
    "row", "row_header", "column", "key", "indicator", "breakdown", "area_code", "area_name", "period", "value", "unit",
    "areas_covered", "areas_expected", "note", "text",
)  # fmt: skip
"""``key`` is how ``headline.json`` names the number; ``text`` has the words of a cell that is more than its numbers."""
_JOINING: Final = frozenset({"", "of", "to", "points"})
"""The words of a cell that is nothing but its numbers, such as “150 of 152”."""


class Figure(NamedTuple):
    """A value that a cell names: its number, or None if it is missing; and what the indicators say of its key."""

    key: str
    number: Number | None
    result: Result | None


class FilledCell(NamedTuple):
    """A cell as it is printed, and the values that it names."""

    text: str
    figures: Sequence[Figure]


def table_data(columns: Sequence[Mapping[str, str]], rows: Iterable[Sequence[FilledCell]]) -> str:
    """The cells of a table as CSV, with the columns of ``COLUMNS``; the first cell of a row is its header.

    A value has a row of its own, with its number as it is in ``indicators.csv``. One that is missing has no number, and
    the note says why. Texts are escaped from spreadsheets that would compute them.
    """
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    for position, row in enumerate(rows, start=1):
        header = _unbroken(row[0].text)
        for number, (column, cell) in enumerate(zip(columns, row, strict=True)):
            place = (position, header, _heading(column))
            writer.writerows(_safe(*place, *_values(figure, cell.text), "") for figure in cell.figures)
            if number and _is_text(cell):
                writer.writerow(_safe(*place, *[""] * (len(COLUMNS) - 4), _unbroken(cell.text)))
    return page.getvalue()


def _safe(*cells: object) -> list[object]:
    return [escape_formula(cell) if isinstance(cell, str) else cell for cell in cells]


def _heading(column: Mapping[str, str]) -> str:
    return f"{column['heading']} ({column['unit']})" if column["unit"] else column["heading"]


def _unbroken(text: str) -> str:
    """A text without the places at which a narrow column may break it."""
    return text.replace("\N{ZERO WIDTH SPACE}", "")


def _is_text(cell: FilledCell) -> bool:
    if any(figure.number is None for figure in cell.figures):
        return False
    words = cell.text
    for figure in cell.figures:
        words = words.replace(figure.number.text if figure.number else "", "", 1)
    return words.strip() not in _JOINING


def _values(figure: Figure, text: str) -> tuple[object, ...]:
    """The cells of a value, from ``key`` to ``note``."""
    key, number, result = figure
    stored = Key.parse(key) if STORED_KEY.fullmatch(key) else None
    areas = {stored.area} if stored else {behind.area for behind in keys_in(key)}
    return (
        key,
        stored.indicator if stored else "",
        stored.breakdown if stored else "",
        *(areas if len(areas) == 1 else [""]),
        (number.area if number else result.area_name if result else ""),
        stored.period if stored else number.period if number else "",
        "" if number is None or number.value is None else _plain(number.value),
        number.unit if number else result.unit if result else "",
        *_coverage(result),
        (result.note if result else "") or ("" if number else text),
    )


def _coverage(result: Result | None) -> tuple[object, object]:
    if result is None:
        return "", ""
    covered, expected = result.areas_covered, result.areas_expected
    return "" if covered is None else covered, "" if expected is None else expected


def _plain(value: float) -> float | int:
    """A value as ``indicators.csv`` has it: a whole number without a point."""
    return int(value) if float(value).is_integer() else value
