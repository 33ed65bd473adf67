"""The multi-year outturn file: every year since 2017-18 in one CSV, one row per authority and year.

It has all the figures of all the returns, under their asset identifiers (``RS_csc_net_exp``), and the publisher revises
earlier years in it. It states neither its unit nor its date. The unit is £ thousand, as in the returns, and is checked
against the size of councils. The date is on the page that the file is published on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.ingest.mhclg.layout import E_CODE
from analysis.ingest.mhclg.release import Release
from analysis.ingest.sheet import Cell, OfficialFile, Sheet, listings, plain_header
from analysis.problem import Problem
from analysis.tables.periods import financial_year_ending

SIGNATURE = ("year_ending", "la_lgf_code", "la_class")
TITLES = {
    "la_lgf_code": "E-code",
    "ons_code": "ONS Code",
    "la_name": "Local authority",
    "la_class": "Class",
    "status": "Notes",
}
"""What the returns call the columns that identify a row."""

YEAR_ENDING = re.compile(r"(20\d\d)03")
RECEIVED = {"certified": "", "uncertified": "", "not certified": "", "submitted": "", "validated": "", "": ""}
NOT_RECEIVED = {"not received": "M", "not submitted": "M", "imputed": "M", "estimated": "M", "grossed": "M", "[x]": "M"}
"""The status of a return, and the note that the returns print in its place."""

MONTH_OF_FINAL_RELEASE = 12
"""The returns of a year are final in the December after it; before that, the file has their first release."""


@dataclass(frozen=True)
class Year:
    """One year of the file, laid out as a return: rows keep their numbers, and those of other years are empty."""

    ending: str
    file: OfficialFile
    release: Release


def is_multi_year(file: OfficialFile) -> bool:
    """Whether a file has one row per authority and year."""
    return bool(listings(file, SIGNATURE))


def years(file: OfficialFile) -> Iterator[Year]:
    """The years of a file, one after the other.

    Raises ``Problem`` if the date of the release is not known, a year or a status is not one that is known, or a row
    is cut short.
    """
    if not file.published:
        raise Problem(
            f"{file.name} does not say when it was published: give the month with --release 2026-09, or fetch the file "
            "with valuing-care data refresh --only outturn-multi-year, which asks the publisher."
        )
    sheet, header = listings(file, SIGNATURE)[0].sheet, listings(file, SIGNATURE)[0].header
    names = [plain_header(cell) for cell in sheet.rows[header]]
    missing = [name for name in TITLES if names.count(name) != 1]
    if missing:
        raise Problem(f"{sheet.where(header)} has not one column each called {', '.join(missing)}, as was expected.")
    endings = [_ending(sheet, row, names) if row > header else "" for row in range(len(sheet.rows))]
    for ending in sorted(set(endings) - {""}):
        rows = [
            _as_return(sheet, row, names) if endings[row] == ending or row == header else []
            for row in range(len(sheet.rows))
        ]
        alone = replace(file, sheets=(replace(sheet, rows=rows),))
        yield Year(ending, alone, _release(file, ending))


def _ending(sheet: Sheet, row: int, names: Sequence[str]) -> str:
    """The month in which a row's year ends: ``202403``; empty for an empty row."""
    cells = sheet.rows[row]
    if not any(str(cell).strip() for cell in cells):
        return ""
    if len(cells) != len(names):
        raise Problem(
            f"{sheet.where(row)} has {len(cells)} cells where the header has {len(names)}: the file is cut short or "
            "damaged there; download it again."
        )
    ending = str(cells[names.index("year_ending")]).strip()
    if not YEAR_ENDING.fullmatch(ending):
        raise Problem(f"{sheet.where(row)} has the year_ending '{ending}', where a month such as 202403 was expected.")
    return ending


def _as_return(sheet: Sheet, row: int, names: Sequence[str]) -> list[Cell]:
    """A row, or the header, with the columns that identify it as the returns have them."""
    cells = list(sheet.rows[row])
    status = names.index("status")
    if plain_header(cells[status]) == "status":
        return [TITLES.get(name, cell) for name, cell in zip(names, cells, strict=True)]
    says = {**RECEIVED, **NOT_RECEIVED}.get(plain_header(cells[status]))
    if not E_CODE.fullmatch(str(cells[names.index("la_lgf_code")]).strip().upper()):
        says = ""  # a class or England, which send no return
    if says is None:
        raise Problem(
            f"{sheet.where(row)} has the status '{cells[status]}', and only {', '.join(filter(None, RECEIVED))} and "
            f"{', '.join(NOT_RECEIVED)} are known: find out in the publisher's notes what it means, and add it to "
            "analysis/ingest/mhclg/multi_year.py."
        )
    cells[status] = says
    return cells


def _release(file: OfficialFile, ending: str) -> Release:
    year = int(ending[:4])
    if file.published[:7] <= f"{year}-03":
        raise Problem(
            f"{file.name} has figures of the year to March {year}, and its release is said to be {file.published}: "
            "give the month in which it came out, such as --release 2026-09."
        )
    final = file.published[:7] >= f"{year}-{MONTH_OF_FINAL_RELEASE}"
    return Release(
        period=financial_year_ending(year),
        scale=1000,
        publisher="Ministry of Housing, Communities and Local Government",
        published=file.published,
        release=file.published[:7],
        status="final" if final else "provisional",
    )
