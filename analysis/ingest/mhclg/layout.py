"""Where the table of authorities stands on a sheet, and which of its columns hold what is needed.

Nothing here goes by row number, sheet name or file name: the publisher moves all of them from year to year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.ingest.mhclg.returns import Column, Line, Measure, Return, words
from analysis.ingest.sheet import Cell, OfficialFile, Sheet, column_letters
from analysis.problem import Problem

E_CODE = re.compile(r"E\d{4}")

_E_CODE_TITLES = ("e code", "ecode")
_IDENTITY_TITLES = {
    "ons_code": ("ons code", "gss code"),
    "name": ("local authority", "local authority name"),
    "notes": ("notes", "note"),
    "class": ("class",),
    "certified": ("certified", "certification"),
}
_MEASURE = re.compile(
    r"(?P<line>.*?)\s*\b(?P<measure>employees|running expenses|total expenditure|sales fees and charges|other income"
    r"|total income|net current(?: expenditure)?|capital (?:items|charges)|net total cost(?: exc\w* specific grants)?"
    r"|management and support services)"
)
_FORM_CELL = re.compile(r"C(\d{1,4})R(\d{1,4})", re.I)
_SERVICE_LINES = {190, 290, 330, 360, 390, 490, 509, 590, 599, 601, 602, 690, 698, 699, 799}
_LONGEST_HEAD = 60  # rows looked through for the header
_LAST_ROWS = 10  # rows looked through for hidden identifiers, where no table of classes follows


@dataclass(frozen=True)
class Table:
    """The table of authorities of one sheet.

    Rows count from zero: ``header`` holds the title of the E-codes, the authorities stand from ``start`` to before
    ``classes``, where the table of classes begins (the end of the sheet where there is none).
    """

    sheet: Sheet
    header: int
    start: int
    classes: int
    e_code: int
    width: int
    identity: dict[str, int]
    unnamed: tuple[int, ...]

    def cell(self, row: int, column: int) -> Cell:
        """A cell; empty where the row ends before the column."""
        return self.sheet.cell(row, column)

    def text(self, row: int, column: int | None) -> str:
        """A cell as text without the blanks around it; empty where the table has no such column."""
        return "" if column is None else " ".join(str(self.cell(row, column)).split())

    def code(self, row: int) -> str:
        """The E-code of a row as printed."""
        return self.text(row, self.e_code)

    def identify(self, row: int, what: str) -> str:
        """One of a row's ``ons_code``, ``name``, ``notes``, ``class`` and ``certified``, as printed."""
        return self.text(row, self.identity.get(what))

    def head(self) -> Iterator[Sequence[Cell]]:
        """The rows above the first authority."""
        return (cells[: self.width] for cells in self.sheet.rows[: self.start])


def find_table(sheet: Sheet) -> Table | None:
    """The table of authorities of a sheet, found by the title of its E-codes; None where there is none."""
    for header, cells in enumerate(sheet.rows[:_LONGEST_HEAD]):
        for e_code, cell in enumerate(cells):
            if _is_e_code_title(cell):
                return _table_under(sheet, header, e_code)
    return None


def _is_e_code_title(cell: Cell) -> bool:
    return isinstance(cell, str) and cell != "" and words(cell) in _E_CODE_TITLES


def _table_under(sheet: Sheet, header: int, e_code: int) -> Table | None:
    codes = [str(cells[e_code]).strip() if e_code < len(cells) else "" for cells in sheet.rows]
    start = next((row for row in range(header + 1, len(codes)) if E_CODE.fullmatch(codes[row])), None)
    if start is None:
        return None
    titles = [words(cell) if isinstance(cell, str) and cell else "" for cell in sheet.rows[header]]
    identity = {
        what: titles.index(next(title for title in titles if title in names))
        for what, names in _IDENTITY_TITLES.items()
        if set(names) & set(titles)
    }
    labelled = (e_code, *identity.values())
    unnamed = tuple(
        column
        for column in range(min(labelled), min(max(labelled), len(titles)))
        if not str(sheet.rows[header][column]).strip()
    )
    return Table(
        sheet=sheet,
        header=header,
        start=start,
        classes=next(
            (row for row in range(start, len(codes)) if _opens_classes(sheet.rows[row], labelled)), len(codes)
        ),
        e_code=e_code,
        width=1 + max(_last_filled(cells) for cells in sheet.rows[:start]),
        identity=identity,
        unnamed=unnamed,
    )


def _last_filled(cells: Sequence[Cell]) -> int:
    return next((column for column in range(len(cells) - 1, -1, -1) if cells[column] != ""), 0)


def _opens_classes(cells: Sequence[Cell], labelled: Sequence[int]) -> bool:
    """Whether a row is the second header or the line that opens the table of classes."""
    here = (cells[column] for column in labelled if column < len(cells))
    return any(isinstance(cell, str) and (_is_e_code_title(cell) or words(cell) == "class breakdown") for cell in here)


@dataclass(frozen=True)
class Located:
    """A column that was looked for: the table it stands in, and how it is called: identifier, title or letters."""

    table: Table
    column: int
    name: str


def columns_held(table: Table, form: Return) -> int:
    """How many of the columns that a return must have a table has, by identifier, title or number of the form."""
    required = {(line, measure) for line in form.lines if line.required for measure in form.measures}
    return len(required & _columns_of(table, form, check=False).keys())


def locate(file: OfficialFile, form: Return, tables: Sequence[Table]) -> dict[Column, Located]:
    """Every needed column of a return, over the sheets that hold it.

    Raises ``Problem`` where a column is missing or doubled, or where identifier, title and form numbers contradict.
    """
    for table in tables:
        _check_identity(table)
    found: dict[Column, list[Located]] = {}
    for table in tables:
        for wanted, columns in _columns_of(table, form).items():
            found.setdefault(wanted, []).extend(columns)
    for (line, measure), places in found.items():
        if len(places) > 1:
            where = " and ".join(f"{place.table.sheet.name} {column_letters(place.column)}".strip() for place in places)
            raise Problem(
                f"{file.name} has the column of {_described(form, line, measure)} {len(places)} times ({where}), and "
                "one was expected: check the file against the publisher's."
            )
    missing = [
        _described(form, line, measure)
        for line in form.lines
        if line.required
        for measure in form.measures
        if (line, measure) not in found
    ]
    if missing:
        where = tables[0].sheet.where(tables[0].header)
        raise Problem(
            f"{where} has no column of {', '.join(missing)}, which a {form.name.lower()} ({form.code}) was expected "
            "to have by its identifier or title: it is another part of the release, or columns were taken out."
        )
    return {wanted: places[0] for wanted, places in found.items()}


def _check_identity(table: Table) -> None:
    """Stop where a column that says whose row it is stands twice, or none gives the classes."""
    titles = [words(cell) if isinstance(cell, str) else "" for cell in table.sheet.rows[table.header]]
    for names in (_E_CODE_TITLES, *_IDENTITY_TITLES.values()):
        columns = [column for column, title in enumerate(titles) if title in names]
        if len(columns) > 1:
            raise Problem(
                f"{table.sheet.where(table.header)} has the column '{table.text(table.header, columns[0])}' "
                f"{len(columns)} times, and one was expected: check the file against the publisher's."
            )
    if "class" not in table.identity:
        raise Problem(
            f"{table.sheet.where(table.header)} has a column of E-codes and none headed Class, which tells counties, "
            "unitary authorities and the others apart: check the file against the publisher's."
        )


def _described(form: Return, line: Line, measure: Measure) -> str:
    kind = measure.name.removesuffix("_gbp").replace("_", " ") + " of " if len(form.measures) > 1 else ""
    return f"{kind}{line.breakdown.replace('_', ' ')} ({form.identifier(line, measure)})"


def _columns_of(table: Table, form: Return, *, check: bool = True) -> dict[Column, list[Located]]:
    """The needed columns of one sheet: by identifier, else by title, else by the numbers of the form.

    Raises ``Problem``, unless they are not to be held against one another, if these contradict.
    """
    identifiers = _identifiers(table, form)
    titles = _titles(table, form)
    numbers = _form_numbers(table)
    found: dict[Column, list[Located]] = {}
    for wanted in ((line, measure) for line in form.lines for measure in form.measures):
        line, measure = wanted
        claims = (
            {column: name for column, name in identifiers.items() if _normal(name) == form.identifier(line, measure)},
            {column: "" for column, claimed in titles.items() if claimed == (line.breakdown, measure.name)},
            {
                column: ""
                for column, (number, measured) in numbers.items()
                if measure.number and measured == measure.number and number in line.numbers
            },
        )
        columns = next((claim for claim in claims if claim), {})
        for column in columns if check else ():
            _check_claims(table, form, wanted, column, titles.get(column), numbers.get(column))
        if columns:
            found[wanted] = [
                Located(table, column, name.strip() or _unique_title(table, column)) for column, name in columns.items()
            ]
    return found


def _unique_title(table: Table, column: int) -> str:
    """The title of a column, or its letters where the title does not tell it from others."""
    title = table.text(table.header, column)
    same = [other for other in range(table.width) if table.text(table.header, other) == title]
    return title if title and len(same) == 1 else f"column {column_letters(column)}"


def _check_claims(
    table: Table,
    form: Return,
    wanted: Column,
    column: int,
    title: tuple[str, str] | None,
    numbers: tuple[int | None, int | None] | None,
) -> None:
    line, measure = wanted
    where = f"{table.sheet.where(table.header)}, column {column_letters(column)}"
    if title and title != (line.breakdown, measure.name):
        raise Problem(
            f"{where} has the identifier of {_described(form, line, measure)} and the title of "
            f"{title[0].replace('_', ' ')}: check the file against the publisher's."
        )
    if numbers is None:
        return
    number, measured = numbers
    if line.numbers and number is not None and number not in line.numbers:
        raise Problem(
            f"{where} is taken for {_described(form, line, measure)}, line {min(line.numbers)} of the form, and "
            f"carries the line number {number}: check the file against the publisher's."
        )
    if measure.number and measured is not None and measured != measure.number:
        raise Problem(
            f"{where} is taken for {_described(form, line, measure)}, column {measure.number} of the form, and "
            f"carries the column number {measured}: check the file against the publisher's."
        )


def _normal(cell: Cell) -> str:
    return cell.strip().lower().replace("_", "-") if isinstance(cell, str) else ""


def _identifiers(table: Table, form: Return) -> dict[int, str]:
    """The needed columns by asset identifier, from the row above the authorities or the hidden last row with them."""
    wanted = {form.identifier(line, measure) for line in form.lines for measure in form.measures}
    rows = table.sheet.rows
    best: dict[int, str] = {}
    last = min(table.classes, max(table.start, len(rows) - _LAST_ROWS))
    for row in (*range(table.start), *range(last, len(rows))):
        here = {column: str(cell) for column, cell in enumerate(rows[row]) if cell and _normal(cell) in wanted}
        best = max(best, here, key=len)
    return best


def _titles(table: Table, form: Return) -> dict[int, tuple[str, str]]:
    """The columns whose titles name a needed line and measure, as ``(breakdown, measure)``."""
    line_of = {title: line.breakdown for line in form.lines for title in line.titles}
    head = [[words(cell) if isinstance(cell, str) else "" for cell in cells] for cells in table.head()]
    if not form.measures[0].title:
        hits = [{column: line_of[title] for column, title in enumerate(row) if title in line_of} for row in head]
        best = max(hits, key=lambda row: len(set(row.values())), default={})
        return {column: (breakdown, form.measures[0].name) for column, breakdown in best.items()}
    return _two_part_titles(head, form, line_of)


def _two_part_titles(head: list[list[str]], form: Return, line_of: dict[str, str]) -> dict[int, tuple[str, str]]:
    """Titles of a line and a measure: in one cell, or the line in a row above and over its first column only.

    A measure without a line, in a header of one row, belongs to the line left of it: the publisher forgets to
    repeat it (RSX 2021-22, environmental services).
    """
    parsed = [
        {column: match for column, title in enumerate(row) if (match := _MEASURE.fullmatch(title))} for row in head
    ]
    measures = max(parsed, key=len, default={})
    if not measures:
        return {}
    above = max(
        (row for row, matches in zip(head, parsed, strict=True) if matches is not measures),
        key=lambda row: len({title for title in row if title in line_of}),
        default=[],
    )
    carried_above = _carried(above, len(head[parsed.index(measures)]))
    in_two_rows = sum(not match["line"] for match in measures.values()) > len(measures) / 2
    claims: dict[int, tuple[str, str]] = {}
    line = ""
    for column, match in sorted(measures.items()):
        line = match["line"] or (carried_above[column] if in_two_rows else line)
        measure = next((each.name for each in form.measures if re.fullmatch(each.title, match["measure"])), None)
        if measure and line in line_of:
            claims[column] = (line_of[line], measure)
    return claims


def _carried(row: list[str], width: int) -> list[str]:
    """A row of titles that stand over the first of their columns only, carried on to the next title."""
    carried, current = [], ""
    for column in range(width):
        current = (row[column] if column < len(row) else "") or current
        carried.append(current)
    return carried


def _form_numbers(table: Table) -> dict[int, tuple[int | None, int | None]]:
    """The numbers of line and column on the form, by column of the sheet, from the rows above the authorities.

    A row is one of line numbers where at least five of its cells are line numbers of services, and one of column
    numbers where all its numbers are between 1 and 9 and 7, that of net current expenditure, is among them.
    """
    lines: dict[int, int] = {}
    measures: dict[int, int] = {}
    for cells in table.head():
        pairs = {
            column: match
            for column, cell in enumerate(cells)
            if isinstance(cell, str) and (match := _FORM_CELL.fullmatch(cell.strip()))
        }
        for column, match in pairs.items():
            measures[column], lines[column] = int(match[1]), int(match[2])
        numbers = {column: number for column, cell in enumerate(cells) if (number := _whole(cell)) is not None}
        if len(_SERVICE_LINES & set(numbers.values())) >= 5:
            lines |= numbers
        elif len(numbers) >= 7 and 7 in numbers.values() and set(numbers.values()) <= set(range(1, 10)):
            measures |= numbers
    # Like the title of a line, its number may stand over the first of its columns only.
    for column in sorted(measures.keys() - lines.keys()):
        nearest = max((other for other in lines if other < column), default=None)
        if nearest is not None:
            lines[column] = lines[nearest]
    return {column: (lines.get(column), measures.get(column)) for column in lines.keys() | measures.keys()}


def _whole(cell: Cell) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if float(cell).is_integer() else None
    return int(cell) if isinstance(cell, str) and re.fullmatch(r"\s*\d{1,4}\s*", cell) else None
