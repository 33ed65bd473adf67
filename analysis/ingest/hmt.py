"""HM Treasury's GDP deflators: the workbook issued with each Quarterly National Accounts and each Budget."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from analysis.ingest.extract import Context, Extract, Source, observations
from analysis.ingest.markers import NOT_APPLICABLE, marker, value_and_marker
from analysis.ingest.sheet import LONGEST_HEAD, Cell, Listing, OfficialFile, Sheet, plain_header
from analysis.problem import Problem
from analysis.tables.areas import UNITED_KINGDOM
from analysis.tables.periods import ending_year, is_financial_year, last_day

TABLE = "deflators"
MEASURE = "gdp_deflator_index"
PAGE = "https://www.gov.uk/government/collections/gdp-deflators-at-market-prices-and-money-gdp"
FINANCIAL_YEAR = re.compile(r"(\d{4}-\d{2})( ?[(\[*†¹²³].*| \d(, ?\d)*)?")
"""A year, with the marks of its footnotes: ``2019-20 (1), (2)``."""
BASE = re.compile(r"(\d{4}-\d{2}) ?= ?100")
BASE_ROUNDING = Decimal("0.0001")
LARGEST_FALL, LARGEST_RISE = Decimal("-0.1"), Decimal("0.4")
"""Beyond what any year since 1955 had: the index rose by a quarter in 1975-76."""
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
DATE = re.compile(rf"(?P<next>\bnext\b[^.;]*?)?\b(?P<month>{'|'.join(MONTHS)}),? (?P<year>\d{{4}})")
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
    release = issued
    year, month = issued.split("-")
    source = Source.of(
        source_id=f"hmt-gdp-deflators-{release}",
        publisher="HM Treasury",
        title="GDP deflators at market prices and money GDP, "
        f"{MONTHS[int(month) - 1].capitalize()} {year} ({base[1]} = 100)",
        page=PAGE,
        published=release,
        file=file,
    )
    listing = Listing(sheet, header)
    found = []
    indices = []
    for row_number in range(header + 1, len(sheet.rows)):
        named = FINANCIAL_YEAR.fullmatch(str(sheet.cell(row_number, years)).strip())
        cell = sheet.cell(row_number, index)
        if named is None or marker(cell) == NOT_APPLICABLE or not str(cell).strip():
            continue
        period = named[1]
        where = f"{sheet.where(row_number)}, {period}"
        value, symbol = value_and_marker(cell, where)
        indices.append((where, period, value))
        key = str(sheet.cell(row_number, years)).strip()
        found.append((period, value, symbol, listing.ref(row_number, index, key)))
    check_series(f"{file.name}, sheet {sheet.name}", base[1], indices)
    rows = [
        (
            UNITED_KINGDOM,
            period,
            MEASURE,
            "",
            release,
            "final" if last_day(period)[:7] <= release else "provisional",
            value,
            symbol,
            source.source_id,
            ref,
        )
        for period, value, symbol, ref in found
    ]
    return [Extract(TABLE, observations(rows), source)]


def check_series(where: str, base: str, indices: Sequence[tuple[str, str, str]]) -> None:
    """Stop where a series of (place in the file, financial year, index) cannot be one of prices.

    It must have each year once, without a gap, 100 in its base year, and from one year to the next no change that
    prices have not made.
    """
    for place, period, value in indices:
        if not is_financial_year(period):
            raise Problem(f"{place} has the year '{period}', where a financial year such as 2023-24 was expected.")
        if not value or Decimal(value) <= 0:
            raise Problem(f"{place} has no index above zero, where each year needs one: look it up.")
    if not any(period == base and abs(Decimal(value) - 100) < BASE_ROUNDING for _, period, value in indices):
        raise Problem(f"{where} has no index of 100 for its base year {base}: it is cut short or has another base.")
    for (_, before, lower), (place, after, higher) in pairwise(sorted(indices, key=lambda index: index[1])):
        if ending_year(after) != ending_year(before) + 1:
            raise Problem(f"{place} follows {before}, where each financial year was expected once and without a gap.")
        change = Decimal(higher) / Decimal(lower) - 1
        if not LARGEST_FALL <= change <= LARGEST_RISE:
            raise Problem(f"{place} has the index {higher} after {lower} in {before}: prices did not change so much.")


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
                f"{match['year']}-{MONTHS.index(match['month']) + 1:02d}"
                for match in DATE.finditer(plain_header(cell))
                if not match["next"]
            }
    return max(found)
