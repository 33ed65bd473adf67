"""What publishers, spreadsheets and browsers do to a file, as functions from one file to another.

Those that keep the meaning of a file must give the same figures or a refusal; those that change it, a refusal or
figures that differ and are told to differ. The tests draw them for small files, ``benchmarks/fuzz.py`` for real ones.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from analysis.ingest.sheet import Cell, OfficialFile, Sheet

Rows = list[list[Cell]]
HEAD = 40


@dataclass(frozen=True)
class Mutation:
    """A change to the cells of a file, and whether a careful reader would still read the same figures."""

    name: str
    keeps_meaning: bool
    apply: Callable[[OfficialFile, Random], OfficialFile]


def mutated(file: OfficialFile, mutations: Sequence[Mutation], random: Random) -> OfficialFile:
    """A file after some mutations, one after the other."""
    for mutation in mutations:
        file = mutation.apply(file, random)
    return file


# -- where to change something ---------------------------------------------------------------------------------------


def _on_sheet(change: Callable[[Rows, Random], Rows]) -> Callable[[OfficialFile, Random], OfficialFile]:
    """A change to one sheet, the more likely the more rows it has."""

    def apply(file: OfficialFile, random: Random) -> OfficialFile:
        chosen = random.choices(range(len(file.sheets)), [1 + len(sheet.rows) ** 2 for sheet in file.sheets])[0]
        sheets = list(file.sheets)
        rows = [list(row) for row in sheets[chosen].rows]
        sheets[chosen] = replace(sheets[chosen], rows=change(rows, random))
        return replace(file, sheets=tuple(sheets))

    return apply


def _header(rows: Rows) -> int:
    """The row with the most different texts, among the first: where the columns are named."""
    return max(range(min(HEAD, len(rows))), key=lambda row: len({cell for cell in rows[row] if _is_text(cell)}))


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and not _is_number(cell)


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, str):
        return cell.strip().lstrip("-").replace(".", "", 1).isdecimal()
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _body(rows: Rows) -> range:
    return range(_header(rows) + 1, len(rows))


def _numbers(rows: Rows, random: Random) -> tuple[int, int] | None:
    """The place of a number below the header; None where chance finds none."""
    for _ in range(50):
        row = random.choice(_body(rows) or range(len(rows)))
        columns = [column for column, cell in enumerate(rows[row]) if _is_number(cell)]
        if columns:
            return row, random.choice(columns)
    return None


def _columns(rows: Rows) -> int:
    return max((len(row) for row in rows), default=0)


def _padded(rows: Rows) -> Rows:
    width = _columns(rows)
    return [row + [""] * (width - len(row)) for row in rows]


def _on_number(change: Callable[[Cell, Random], Cell]) -> Callable[[OfficialFile, Random], OfficialFile]:
    def apply(rows: Rows, random: Random) -> Rows:
        place = _numbers(rows, random)
        if place:
            row, column = place
            rows[row][column] = change(rows[row][column], random)
        return rows

    return _on_sheet(apply)


def _on_every_number(change: Callable[[Cell], Cell]) -> Callable[[OfficialFile, Random], OfficialFile]:
    def apply(rows: Rows, random: Random) -> Rows:
        del random
        body = _body(rows)
        return [
            [change(cell) if _is_number(cell) and column > 3 else cell for column, cell in enumerate(row)]
            if number in body
            else row
            for number, row in enumerate(rows)
        ]

    return _on_sheet(apply)


# -- what keeps the meaning ------------------------------------------------------------------------------------------


def _reorder_columns(rows: Rows, random: Random) -> Rows:
    """The named columns in another order, with what stands under them; what stands above stays in the first column."""
    rows, header = _padded(rows), _header(rows)
    order = list(range(_columns(rows)))
    random.shuffle(order)
    alone = [sum(cell != "" for cell in row) <= 1 for row in rows]
    return [
        row if number < header and alone[number] else [row[column] for column in order]
        for number, row in enumerate(rows)
    ]


def _add_column(rows: Rows, random: Random) -> Rows:
    rows, header = _padded(rows), _header(rows)
    fillings: list[Cell] = ["", "note", 7.0, "[x]"]
    place, filled = random.randint(0, _columns(rows)), random.choice(fillings)
    for number, row in enumerate(rows):
        row.insert(place, "Something new" if number == header else filled if number > header else "")
    return rows


def _move_header(rows: Rows, random: Random) -> Rows:
    above: Rows = [[random.choice(["", "", "See the notes.", "Table 1"])] for _ in range(random.randint(1, 5))]
    return above + rows


def _insert_blank_rows(rows: Rows, random: Random) -> Rows:
    for _ in range(random.randint(1, 3)):
        rows.insert(random.randint(0, len(rows)), [""] * random.choice([0, _columns(rows)]))
    return rows


def _insert_footnote(rows: Rows, random: Random) -> Rows:
    note = random.choice(
        ["1. Figures are provisional.", "[note 4] Some councils did not return.", "Source: the returns"]
    )
    rows.insert(random.choice(_body(rows) or range(1, 2)), [note, *[""] * (_columns(rows) - 1)])
    return rows


def _double_row(rows: Rows, random: Random) -> Rows:
    row = random.choice(_body(rows) or range(len(rows)))
    return [*rows[: row + 1], list(rows[row]), *rows[row + 1 :]]


def _rename_sheet(file: OfficialFile, random: Random) -> OfficialFile:
    sheets = list(file.sheets)
    chosen = random.randrange(len(sheets))
    if sheets[chosen].name:
        sheets[chosen] = replace(sheets[chosen], name=random.choice(["Sheet1", "Data (2)", "RS", "'; --", "Tabelle"]))
    return replace(file, sheets=tuple(sheets))


def _reorder_sheets(file: OfficialFile, random: Random) -> OfficialFile:
    return replace(file, sheets=tuple(random.sample(file.sheets, len(file.sheets))))


def _add_sheet(file: OfficialFile, random: Random) -> OfficialFile:
    notes = Sheet(file.name, "Notes to readers", [["Notes"], ["E-code", "Local authority"], ["See the front page."]])
    place = random.randint(0, len(file.sheets))
    return replace(file, sheets=(*file.sheets[:place], notes, *file.sheets[place:])) if file.sheets[0].name else file


def _with_separators(cell: Cell) -> Cell:
    if isinstance(cell, int | float):
        return f"{cell:,.0f}" if float(cell).is_integer() else f"{cell:,}"
    whole, point, part = str(cell).partition(".")
    return f"{int(whole):,}{point}{part}" if whole.lstrip("-").isdecimal() else cell


def _change_case(rows: Rows, random: Random) -> Rows:
    del random
    header = _header(rows)
    rows[header] = [f" {cell.upper()} " if isinstance(cell, str) and cell else cell for cell in rows[header]]
    return rows


# -- what changes the meaning ----------------------------------------------------------------------------------------


def _other_number(cell: Cell, random: Random) -> Cell:
    number = float(str(cell))
    other = random.choice([number * 1000, number / 1000, -number - 1, number + 1, number * 10 + 7, 0, 1e300])
    return (
        str(int(other)) if isinstance(cell, str) and float(other).is_integer() and abs(other) < 1e15 else float(other)
    )


SYMBOLS: tuple[Cell, ...] = (
    *("[x]", "…", "c", "n.k.", "?", "#REF!", "", "-", "[note 4]", "M", "1.2.3", "½"),
    float("nan"),
)


def _symbol(_cell: Cell, random: Random) -> Cell:
    return random.choice(SYMBOLS)


def _drop_row(rows: Rows, random: Random) -> Rows:
    del rows[random.choice(_body(rows) or range(len(rows)))]
    return rows


def _cut_rows(rows: Rows, random: Random) -> Rows:
    return rows[: random.randint(1, len(rows))]


def _double_row_with_other_figures(rows: Rows, random: Random) -> Rows:
    place = _numbers(rows, random)
    if place:
        row = list(rows[place[0]])
        row[place[1]] = _other_number(row[place[1]], random)
        rows.insert(place[0] + 1, row)
    return rows


def _times(cell: Cell, factor: float) -> Cell:
    """A number in another unit, as a file of its kind would write it."""
    if not _is_number(cell):
        return cell
    changed = float(str(cell)) * factor
    return f"{changed:.6f}".rstrip("0").rstrip(".") if isinstance(cell, str) else changed


def _another_unit_in_a_row(rows: Rows, random: Random) -> Rows:
    place = _numbers(rows, random)
    if place:
        factor = random.choice([1000, 0.001])
        rows[place[0]] = [_times(cell, factor) if column > 3 else cell for column, cell in enumerate(rows[place[0]])]
    return rows


def _another_unit(rows: Rows, random: Random) -> Rows:
    factor = random.choice([1000, 0.001])
    body = _body(rows)
    return [
        [_times(cell, factor) if column > 3 else cell for column, cell in enumerate(row)] if number in body else row
        for number, row in enumerate(rows)
    ]


def _another_heading(rows: Rows, random: Random) -> Rows:
    words = [
        ("thousand", "million"),
        ("thousand", "s"),
        ("2023", "2022"),
        ("-24", "-23"),
        ("202", "203"),
        ("Net", "Gross"),
    ]
    was, now = random.choice(words)
    head = rows[: _header(rows) + 1]
    return [[cell.replace(was, now) if isinstance(cell, str) else cell for cell in row] for row in head] + rows[
        len(head) :
    ]


def _drop_column(rows: Rows, random: Random) -> Rows:
    column = random.randrange(_columns(rows) or 1)
    return [row[:column] + row[column + 1 :] for row in rows]


def _double_column(rows: Rows, random: Random) -> Rows:
    rows = _padded(rows)
    column = random.randrange(_columns(rows) or 1)
    return [[*row, row[column]] for row in rows]


def _swap_figures_of_two_columns(rows: Rows, random: Random) -> Rows:
    rows, body = _padded(rows), _body(rows)
    one, other = random.choices(range(_columns(rows) or 1), k=2)
    for number in body:
        rows[number][one], rows[number][other] = rows[number][other], rows[number][one]
    return rows


def _another_code(rows: Rows, random: Random) -> Rows:
    row, other = (random.choice(_body(rows) or range(len(rows))) for _ in range(2))
    codes = [
        column
        for column, cell in enumerate(rows[row])
        if isinstance(cell, str) and cell[:1] == "E" and cell[1:].isdecimal()
    ]
    for column in codes[: random.randint(1, 2)]:
        if column < len(rows[other]):
            rows[row][column] = random.choice([rows[other][column], "E99999999", "E9999", "e0101 ", ""])
    return rows


def _break_a_row(rows: Rows, random: Random) -> Rows:
    row = random.choice(_body(rows) or range(len(rows)))
    rows[row] = rows[row][: random.randint(0, len(rows[row]))] if random.random() < 0.5 else [*rows[row], "loose"]
    return rows


def _hostile_text(rows: Rows, random: Random) -> Rows:
    row = random.randrange(len(rows))
    if rows[row]:
        rows[row][random.randrange(len(rows[row]))] = random.choice(HOSTILE)
    return rows


HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    '#import "x.typ"',
    "](javascript:alert(1))",
    "=cmd|' /C calc'!A0",
    "`$x$ @fig-x ```",
    "\u202egnp.exe",
    "x" * 40_000,
    "[note[note" * 4_000,
    "0000-00",
    "31 February 2024 published",
    "\uff12\uff10\uff12\uff13",
)


MUTATIONS = (
    Mutation("columns reordered", keeps_meaning=True, apply=_on_sheet(_reorder_columns)),
    Mutation("a column added", keeps_meaning=True, apply=_on_sheet(_add_column)),
    Mutation("header moved down", keeps_meaning=True, apply=_on_sheet(_move_header)),
    Mutation("blank rows inside", keeps_meaning=True, apply=_on_sheet(_insert_blank_rows)),
    Mutation("a footnote inside the table", keeps_meaning=True, apply=_on_sheet(_insert_footnote)),
    Mutation("a row twice", keeps_meaning=True, apply=_on_sheet(_double_row)),
    Mutation("a sheet renamed", keeps_meaning=True, apply=_rename_sheet),
    Mutation("sheets reordered", keeps_meaning=True, apply=_reorder_sheets),
    Mutation("a sheet added", keeps_meaning=True, apply=_add_sheet),
    Mutation("thousands separators", keeps_meaning=True, apply=_on_every_number(_with_separators)),
    Mutation("blanks around numbers", keeps_meaning=True, apply=_on_every_number(lambda cell: f" {cell}\u00a0")),
    Mutation("[note 4] behind a number", keeps_meaning=True, apply=_on_number(lambda cell, _: f"{cell} [note 4]")),
    Mutation("header in capitals", keeps_meaning=True, apply=_on_sheet(_change_case)),
    Mutation("another number", keeps_meaning=False, apply=_on_number(_other_number)),
    Mutation("a symbol for a number", keeps_meaning=False, apply=_on_number(_symbol)),
    Mutation("a row left out", keeps_meaning=False, apply=_on_sheet(_drop_row)),
    Mutation("rows cut off", keeps_meaning=False, apply=_on_sheet(_cut_rows)),
    Mutation("a row twice with other figures", keeps_meaning=False, apply=_on_sheet(_double_row_with_other_figures)),
    Mutation("a row in another unit", keeps_meaning=False, apply=_on_sheet(_another_unit_in_a_row)),
    Mutation("a sheet in another unit", keeps_meaning=False, apply=_on_sheet(_another_unit)),
    Mutation("a heading changed", keeps_meaning=False, apply=_on_sheet(_another_heading)),
    Mutation("a column left out", keeps_meaning=False, apply=_on_sheet(_drop_column)),
    Mutation("a column twice", keeps_meaning=False, apply=_on_sheet(_double_column)),
    Mutation("figures of two columns swapped", keeps_meaning=False, apply=_on_sheet(_swap_figures_of_two_columns)),
    Mutation("another code", keeps_meaning=False, apply=_on_sheet(_another_code)),
    Mutation("a row broken", keeps_meaning=False, apply=_on_sheet(_break_a_row)),
    Mutation("a hostile text", keeps_meaning=False, apply=_on_sheet(_hostile_text)),
)


# -- bytes -----------------------------------------------------------------------------------------------------------


def broken_bytes(content: bytes, random: Random) -> tuple[str, bytes]:
    """The bytes of a file after something that happens on the way or on a disk, and what it was."""
    start = random.randrange(len(content))
    length = random.choice([1, 2, 16, 512, 4096])
    match random.choice(
        ["flipped", "cut off", "left out", "twice", "zeroed", "inserted", "a page in its place", "inside"]
    ):
        case "flipped":
            changed = bytearray(content)
            for _ in range(random.choice([1, 1, 1, 8])):
                changed[random.randrange(len(content))] ^= 1 << random.randrange(8)
            return "bits flipped", bytes(changed)
        case "cut off":
            return "cut off", content[:start]
        case "left out":
            return "bytes left out", content[:start] + content[start + length :]
        case "twice":
            return "bytes twice", content[: start + length] + content[start:]
        case "zeroed":
            return "bytes zeroed", content[:start] + bytes(length) + content[start + length :]
        case "inserted":
            return "bytes inserted", content[:start] + random.randbytes(length) + content[start:]
        case "a page in its place":
            page = b"<!DOCTYPE html><html><head><title>Log in</title></head></html>"
            return "a page in its place", random.choice([page, page.decode().encode("utf-16"), b'{"error": 503}', b""])
        case _:
            return "inside the archive", _inside(content, random)


def _inside(content: bytes, random: Random) -> bytes:
    """One part of a workbook changed and zipped again, so that no checksum gives it away."""
    if not content.startswith(b"PK"):
        return content[::-1]
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        parts = old.infolist()
        chosen = random.choices(parts, [part.file_size**0.5 + 1 for part in parts])[0]
        for part in parts:
            held = old.read(part)
            if part is chosen and held:
                place = random.randrange(len(held))
                patch = random.choice([b"", b"9", b"&x;", b"<", b'"', b"\0", b"</row>", b"<!DOCTYPE a>", b"99999"])
                held = held[:place] + patch + held[place + random.choice([0, 1, 5]) :]
            new.writestr(part.filename, held)
    return written.getvalue()


def encoded(file: OfficialFile, encoding: str, delimiter: str = ",") -> bytes:
    """A CSV file as another program would save it. Raises ``UnicodeEncodeError`` where the encoding lacks a sign."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(file.sheets[0].rows)
    return text.getvalue().encode(encoding)
