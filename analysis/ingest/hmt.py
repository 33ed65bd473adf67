"""HM Treasury's GDP deflators: the workbook issued with each Quarterly National Accounts and each Budget."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import NOT_APPLICABLE, marker, value_and_marker
from analysis.ingest.sheet import LONGEST_HEAD, Cell, Listing, OfficialFile, Sheet, plain_header
from analysis.problem import Problem
from analysis.tables.areas import UNITED_KINGDOM
from analysis.tables.periods import MONTHS, ending_year, is_financial_year, last_day, written_date

TABLE = "deflators"
MEASURE = "gdp_deflator_index"
PAGE = "https://www.gov.uk/government/collections/gdp-deflators-at-market-prices-and-money-gdp"
FINANCIAL_YEAR = re.compile(r"(\d{4}-\d{2})( ?[(\[*†¹²³].*| \d(, ?\d)*)?")
"""A year, with the marks of its footnotes: ``2019-20 (1), (2)``."""
BASE = re.compile(r"(\d{4}-\d{2}) ?= ?100")
BASE_ROUNDING = Decimal("0.0001")
LARGEST_FALL, LARGEST_RISE = Decimal("-0.1"), Decimal("0.4")
"""Beyond what any year since 1955 had: the index rose by a quarter in 1975-76."""
DATE = re.compile(rf"(?P<next>\bnext\b[^.;]*?)?\b(?P<month>{'|'.join(MONTHS)}),? (?P<year>\d{{4}})", re.I)
"""A month that a heading names; one that follows ``next`` is that of another issue."""


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet lists financial years beside an index that is 100 in one of them."""
    return any(_block(sheet) is not None for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:  # noqa: ARG001 - the interface of importers
    """The index by financial year, as published; a year that had not ended when the file was issued is provisional.

    Years with a forecast of the change and no index are left out. Raises ``Problem`` where the file does not say its
    base year or when it was issued, an index is no number, or a year is doubled.
    """
    sheet, (header, years, index) = next(
        (sheet, block) for sheet in file.sheets_with(_block) if (block := _block(sheet))
    )
    above = " ".join(title for row in sheet.headings[: header + 2] for title in row if title)
    base = BASE.search(above)
    issued = _newest_month(sheet.rows[: header + 2]) or _newest_month(
        row for other in file.sheets for row in other.rows[:LONGEST_HEAD]
    )
    if base is None or not issued:
        lacking = "the base year of its index" if base is None else "the month in which it was issued"
        raise Problem(
            f"{file.name}, sheet {sheet.name or file.name}, does not say {lacking} above its table, where HM "
            "Treasury's workbook does: use the workbook as it was published."
        )
    source = Source.of(
        source_id=f"hmt-gdp-deflators-{issued}",
        publisher="HM Treasury",
        title=f"GDP deflators at market prices and money GDP, {written_date(issued)} ({base[1]} = 100)",
        page=PAGE,
        published=issued,
        file=file,
    )
    listing = Listing(sheet, header)
    found = []
    for row_number in range(header + 1, len(sheet.rows)):
        named = FINANCIAL_YEAR.fullmatch(str(sheet.cell(row_number, years)).strip())
        cell = sheet.cell(row_number, index)
        if named is None or marker(cell) == NOT_APPLICABLE or not str(cell).strip():
            continue
        period = named[1]
        where = f"{sheet.where(row_number)}, {period}"
        ref = listing.ref(row_number, index, named[0])
        figure = value_and_marker(cell, where)
        found.append(Figure(UNITED_KINGDOM, period, MEASURE, "", *figure, where, ref))
    check_series(f"{file.name}, sheet {sheet.name}", base[1], found)
    ended = [replace(one, status="final" if last_day(one.period)[:7] <= issued else "provisional") for one in found]
    return [Extract.of(TABLE, ended, source)]


def check_series(where: str, base: str, indices: Sequence[Figure]) -> None:
    """Stop where indices by financial year cannot be a series of prices.

    It must have each year once, without a gap, 100 in its base year, and from one year to the next no change that
    prices have not made.
    """
    for index in indices:
        if not is_financial_year(index.period):
            raise Problem(
                f"{index.where} has the year '{index.period}', where a financial year such as 2023-24 was expected."
            )
        if not index.value or Decimal(index.value) <= 0:
            raise Problem(f"{index.where} has no index above zero, where each year needs one: look it up.")
    if not any(index.period == base and abs(Decimal(index.value) - 100) < BASE_ROUNDING for index in indices):
        raise Problem(f"{where} has no index of 100 for its base year {base}: it is cut short or has another base.")
    for before, after in pairwise(sorted(indices, key=attrgetter("period"))):
        if ending_year(after.period) != ending_year(before.period) + 1:
            raise Problem(
                f"{after.where} follows {before.period}, where each financial year was expected once and without a gap."
            )
        if not LARGEST_FALL <= Decimal(after.value) / Decimal(before.value) - 1 <= LARGEST_RISE:
            raise Problem(
                f"{after.where} has the index {after.value} after {before.value} in {before.period}: prices did not "
                "change so much."
            )


def _block(sheet: Sheet) -> tuple[int, int, int] | None:
    """Header row, column of financial years and column of the index, of the sheet's first such block.

    "Financial year" may head the block and again title its column: the row next to the years is the header.
    """
    found = None
    for header, titles in enumerate(sheet.headings):
        if found and FINANCIAL_YEAR.fullmatch(str(sheet.cell(header, found[1])).strip()):
            break
        for years in (column for column, title in enumerate(titles) if title == "financial year"):
            if found and found[1] != years:
                continue
            for index in range(years + 1, len(titles)):
                near = " ".join(
                    row[index] for row in sheet.headings[max(0, header - 4) : header + 2] if index < len(row)
                )
                if "deflator" in near or BASE.search(near):
                    found = (header, years, index)
                    break
    return found


def _newest_month(rows: Iterable[Sequence[Cell]]) -> str:
    """The newest month that some rows name, such as ``2020-03``; empty if they name none.

    >>> _newest_month([["Outturn: 11 February 2020", "Forecast: 11 March 2020"], ["Next release: 30 June 2020"]])
    '2020-03'
    """
    found = {""}
    for cell in (cell for row in rows for cell in row):
        if isinstance(cell, date):
            found.add(f"{cell:%Y-%m}")
        elif isinstance(cell, str):
            found |= {
                f"{match['year']}-{MONTHS.index(match['month'].capitalize()) + 1:02d}"
                for match in DATE.finditer(plain_header(cell))
                if not match["next"]
            }
    return max(found)
