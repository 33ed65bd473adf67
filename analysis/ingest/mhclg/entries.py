"""The rows of a return: authorities, the publisher's line of England, and the lines of classes to reconcile with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analysis.ingest.markers import NOT_AVAILABLE
from analysis.ingest.mhclg.amounts import Amount, is_dash, read_amount, return_received, rounding
from analysis.ingest.mhclg.layout import E_CODE, Located, Table
from analysis.ingest.mhclg.returns import Column, Return, words
from analysis.ingest.sheet import column_letters
from analysis.problem import Problem
from analysis.tables.areas import CLASSES, ENGLAND

_CLASS_OF = {**{code: code for code in CLASSES}, "L": "LB", "SD": "SD", "O": "O", "GLA": "O"}
# Some years print the lines of classes without a header of their own, under the last authority.
_CLASS_LINES = (
    "london boroughs",
    "metropolitan districts",
    "unitary authorities",
    "shire counties",
    "shire districts",
    "other authorities",
    "police",
    "fire and rescue authorities",
    "waste authorities",
    "national park authorities",
    "combined authorities",
)
_CLASS_ONS_CODE = re.compile(r"E\d\d")


@dataclass(frozen=True)
class Entry:
    """One row: codes and name as printed, class, and for each column its amount or marker and the cell it stands in.

    ``authority_class`` is SC, UA, MD, LB, SD (district) or O (other); of England it is empty. ``where`` is file, sheet
    and row for a sentence. ``remark`` says what was made of the row, if that is not plain from its cells. ``dashes``
    are the columns in which it has a dash.
    """

    where: str
    e_code: str
    ons_code: str
    name: str
    authority_class: str
    amounts: Mapping[Column, Amount]
    refs: Mapping[Column, str]
    remark: str = ""
    dashes: frozenset[Column] = frozenset()


@dataclass(frozen=True)
class Entries:
    """All rows of a return. ``classes`` holds one sum a class over its lines in the table of classes."""

    authorities: tuple[Entry, ...]
    england: Entry | None
    classes: Mapping[str, Mapping[Column, Decimal]]


def read_entries(located: Mapping[Column, Located], form: Return, scale: int) -> Entries:
    """The rows of a return, over the sheets that hold its columns; a figure is multiplied by ``scale`` to give pounds.

    A dash in a row whose other figures add up to its total is zero, as in a spreadsheet's accounting format; any other
    dash is "not relevant".

    Raises ``Problem`` on an unknown symbol, letter, class or code, and on an authority that stands twice with figures
    that differ.
    """
    tables: dict[str, Table] = {place.table.sheet.name: place.table for place in located.values()}
    parts = []
    for name, table in tables.items():
        here = {wanted: place for wanted, place in located.items() if place.table.sheet.name == name}
        parts.append(_entries_of(table, here))
    entries = parts[0] if len(parts) == 1 else _joined(parts)
    return replace(
        entries,
        authorities=tuple(_without_empty_return(_with_zeros(entry, form, scale)) for entry in entries.authorities),
        england=_with_zeros(entries.england, form, scale) if entries.england else None,
    )


def _with_zeros(entry: Entry, form: Return, scale: int) -> Entry:
    """An entry with zero for each dash, if its other figures add up to the total that it belongs to.

    In a row that has nothing else, the total is a dash as well.
    """
    amounts = dict(entry.amounts)
    for whole, parts in form.sums():
        columns = [column for column in (whole, *parts) if column in amounts]
        dashes = [column for column in columns if column in entry.dashes and isinstance(amounts[column], str)]
        figures = {column: amount for column in columns if isinstance(amount := amounts[column], Decimal)}
        if not dashes or whole not in columns or len(dashes) + len(figures) < len(columns):
            continue
        total = figures.pop(whole, Decimal(0))
        if abs(total - sum(figures.values(), Decimal(0))) <= rounding((total, *figures.values()), scale):
            amounts |= dict.fromkeys(dashes, Decimal(0))
    return replace(entry, amounts=amounts)


def _without_empty_return(entry: Entry) -> Entry:
    """An entry as not received, if a council with children's services shows that it spends nothing at all."""
    figures = [amount for amount in entry.amounts.values() if isinstance(amount, Decimal)]
    if not figures or any(figures) or entry.authority_class not in CLASSES:
        return entry
    return replace(
        entry,
        amounts={
            column: NOT_AVAILABLE if isinstance(amount, Decimal) else amount for column, amount in entry.amounts.items()
        },
        remark=f"{entry.name} ({entry.e_code}) shows nothing but zeros: taken as a return not received.",
    )


def _entries_of(table: Table, located: Mapping[Column, Located]) -> Entries:
    notes = _note_columns(table)
    authorities: dict[str, Entry] = {}
    repeats: list[Entry] = []
    england: Entry | None = None
    classes: dict[str, dict[Column, Decimal]] = {}
    for row in range(table.start, len(table.sheet.rows)):
        cells = {place.name: table.text(row, place.column) for place in located.values()}
        if not any(cells.values()) or any(cell == name for name, cell in cells.items()):
            continue  # nothing there, or the names of the columns again
        code, name = table.code(row).upper(), table.identify(row, "name")
        if name.upper() == "ENGLAND" or table.identify(row, "ons_code") == ENGLAND:
            amounts, refs = _amounts(table, row, located), _refs(table.code(row) or name, row, located)
            dashes = _dashes(table, row, located)
            england = Entry(table.sheet.where(row), code, ENGLAND, name, "", amounts, refs, dashes=dashes)
        elif row < table.classes and E_CODE.fullmatch(code):
            entry = _authority(table, row, code, notes, located)
            known = authorities.setdefault(code, entry)
            if known is not entry:
                repeats.append(entry)
            if known.amounts != entry.amounts:
                raise Problem(
                    f"{table.sheet.where(row)} has {code} ({name}) again, with other figures than before, and one row "
                    "an authority was expected: check the file against the publisher's."
                )
        elif row >= table.classes or _is_class_line(table, row):
            if name and table.identify(row, "class") not in ("", "Class"):
                code_of_class = _CLASS_OF.get(table.identify(row, "class"), "O")
                _add(classes.setdefault(code_of_class, {}), _amounts(table, row, located))
        else:
            raise Problem(
                f"{table.sheet.where(row)} has figures beside '{code or name}', which is no code of an authority "
                "(E and four digits), England or a class: check the file against the publisher's."
            )
    if classes and table.classes == len(table.sheet.rows):
        # Among lines of classes without a header of their own the Greater London Authority stands again, as a class.
        for entry in repeats:
            _add(classes.setdefault(entry.authority_class, {}), entry.amounts)
    return Entries(tuple(authorities.values()), england, classes)


def _add(line: dict[Column, Decimal], amounts: Mapping[Column, Amount]) -> None:
    for wanted, amount in amounts.items():
        if isinstance(amount, Decimal):
            line[wanted] = line.get(wanted, Decimal(0)) + amount


def _note_columns(table: Table) -> tuple[int, ...]:
    """The columns of notes: the one titled so, and those without a title, unless something else fills them."""
    rows = range(table.start, table.classes)
    unnamed = [
        column
        for column in table.unnamed
        if sum(return_received(table.text(row, column)) is None for row in rows) <= len(rows) / 2
    ]
    titled = [table.identity[what] for what in ("notes", "certified") if what in table.identity]
    return (*unnamed, *titled)


def _is_class_line(table: Table, row: int) -> bool:
    code = table.identify(row, "ons_code") or table.code(row)
    return words(table.identify(row, "name")) in _CLASS_LINES or bool(_CLASS_ONS_CODE.fullmatch(code))


def _refs(code: str, row: int, located: Mapping[Column, Located]) -> dict[Column, str]:
    """Where each amount of a row stands: sheet and cell, or E-code and column in a CSV file, which has no sheets."""
    return {
        wanted: place.table.sheet.cell_ref(row, place.column) if place.table.sheet.name else f"{code}!{place.name}"
        for wanted, place in located.items()
    }


def _authority(table: Table, row: int, code: str, notes: Sequence[int], located: Mapping[Column, Located]) -> Entry:
    printed = table.identify(row, "class")
    if printed not in _CLASS_OF:
        raise Problem(
            f"{table.sheet.where(row)} gives {code} the class '{printed}', and one of {', '.join(_CLASS_OF)} was "
            "expected: check the file against the publisher's."
        )
    name = table.identify(row, "name")
    received = True
    for note in (table.text(row, column) for column in notes):
        says = return_received(note)
        if says is None:
            raise Problem(
                f"{table.sheet.where(row)} has the note '{note}' beside {name or code}, and only M, S, I, Grossed (no "
                "return), R (revised), Y, N and references to notes are known: find out in the publisher's notes what "
                "it means, and add it to analysis/ingest/mhclg/amounts.py."
            )
        received = received and says
    amounts = _amounts(table, row, located, received=received)
    remark = ""
    figures = [amount for amount in amounts.values() if isinstance(amount, Decimal)]
    if not received and any(figures):
        remark = (
            f"{name} ({code}) is marked as without a return; the figures shown for it are not its own and not held."
        )
    if not received:
        amounts = {
            wanted: NOT_AVAILABLE if isinstance(amount, Decimal) else amount for wanted, amount in amounts.items()
        }
    refs = _refs(code, row, located)
    ons_code = table.identify(row, "ons_code")
    dashes = _dashes(table, row, located)
    return Entry(table.sheet.where(row), code, ons_code, name, _CLASS_OF[printed], amounts, refs, remark, dashes)


def _dashes(table: Table, row: int, located: Mapping[Column, Located]) -> frozenset[Column]:
    return frozenset(wanted for wanted, place in located.items() if is_dash(table.cell(row, place.column)))


def _amounts(
    table: Table, row: int, located: Mapping[Column, Located], *, received: bool = True
) -> dict[Column, Amount]:
    amounts: dict[Column, Amount] = {}
    for wanted, place in located.items():
        cell = table.cell(row, place.column)
        amount = read_amount(cell)
        if amount is None and not received and not str(cell).strip():
            amount = NOT_AVAILABLE
        if amount is None:
            shown = f"'{cell}'" if str(cell).strip() else "nothing"
            raise Problem(
                f"{table.sheet.where(row)}, column {column_letters(place.column)} holds {shown} for "
                f"{wanted[0].breakdown.replace('_', ' ')}, where a number or one of the publisher's symbols (such as "
                "[x], …, -, [z]) was expected: look up in the publisher's notes what it means."
            )
        amounts[wanted] = amount
    return amounts


def _joined(parts: Sequence[Entries]) -> Entries:
    """One return out of several sheets, each with some of its columns (RO3 2013-14)."""
    first, *others = parts
    codes = {entry.e_code for entry in first.authorities}
    for other in others:
        differing = sorted(codes ^ {entry.e_code for entry in other.authorities})
        if differing:
            raise Problem(
                f"The sheets of the return do not list the same authorities ({', '.join(differing[:5])}): check the "
                "file against the publisher's."
            )
    by_code = [{entry.e_code: entry for entry in part.authorities} for part in parts]
    authorities = tuple(_merged([entries[entry.e_code] for entries in by_code]) for entry in first.authorities)
    lines = [part.england for part in parts if part.england]
    classes = {
        code: {wanted: amount for part in parts for wanted, amount in part.classes.get(code, {}).items()}
        for code in first.classes
    }
    return Entries(authorities, _merged(lines) if len(lines) == len(parts) else None, classes)


def _merged(entries: Sequence[Entry]) -> Entry:
    amounts = {wanted: amount for entry in entries for wanted, amount in entry.amounts.items()}
    refs = {wanted: ref for entry in entries for wanted, ref in entry.refs.items()}
    remark = next((entry.remark for entry in entries if entry.remark), "")
    dashes = frozenset().union(*(entry.dashes for entry in entries))
    return replace(entries[0], amounts=amounts, refs=refs, remark=remark, dashes=dashes)
