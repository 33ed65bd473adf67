"""HM Treasury's GDP deflators: the workbook issued with each Quarterly National Accounts and each Budget."""

from __future__ import annotations

import re

from analysis.areas import UNITED_KINGDOM
from analysis.ingest.extract import Context, Extract, Source, observations
from analysis.ingest.markers import value_and_marker
from analysis.ingest.sheet import OfficialFile, Sheet, plain_header
from analysis.problem import Problem

TABLE = "deflators"
MEASURE = "gdp_deflator_index"
PAGE = "https://www.gov.uk/government/collections/gdp-deflators-at-market-prices-and-money-gdp"
FINANCIAL_YEAR = re.compile(r"\d{4}-\d{2}")
BASE = re.compile(r"(\d{4}-\d{2}) ?= ?100")
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
ISSUED = re.compile(rf"({'|'.join(MONTHS)}),? (\d{{4}})")


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet lists financial years beside an index that is 100 in one of them."""
    return any(_block(sheet) is not None for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:  # noqa: ARG001 - the interface of importers
    """The index by financial year, as published; years that the publisher calls a forecast are provisional.

    Raises ``Problem`` where the sheet says neither its base year nor when it was issued, or a year has no index.
    """
    sheet, header, years, index = next((sheet, *block) for sheet in file.sheets if (block := _block(sheet)))
    above = " ".join(title for row in sheet.headings[: header + 2] for title in row if title)
    base, issued = BASE.search(above), ISSUED.search(above)
    if base is None or issued is None:
        lacking = "the base year of its index" if base is None else "the month in which it was issued"
        raise Problem(f"{file.name}, sheet {sheet.name}, does not say {lacking} above its table: download it again.")
    release = f"{issued[2]}-{MONTHS.index(issued[1]) + 1:02d}"
    source = Source(
        source_id=f"hmt-gdp-deflators-{release}",
        kind="official file",
        publisher="HM Treasury",
        title=f"GDP deflators at market prices and money GDP, {issued[1].capitalize()} {issued[2]} ({base[1]} = 100)",
        page=PAGE,
        published=release,
        release=release,
        file=file.name,
        sha256=file.sha256,
    )
    found = []
    forecast = False
    for row_number in range(header + 1, len(sheet.rows)):
        row = sheet.rows[row_number]
        forecast = forecast or any("forecast" in plain_header(cell) for cell in row)
        period = str(row[years]).strip()
        if not FINANCIAL_YEAR.fullmatch(period):
            continue
        where = f"{sheet.where(row_number)}, {period}"
        value, marker = value_and_marker(row[index], where)
        found.append(
            (
                UNITED_KINGDOM,
                period,
                MEASURE,
                "",
                release,
                "provisional" if forecast else "final",
                value,
                marker,
                source.source_id,
                sheet.cell_ref(row_number, index),
            )
        )
        if period == base[1] and value != "100":
            raise Problem(f"{where} has the index {value}, where 100 was expected: the sheet calls it the base year.")
    periods = [row[1] for row in found]
    if len(set(periods)) < len(periods) or base[1] not in periods:
        raise Problem(f"{file.name}, sheet {sheet.name}, has a financial year twice or lacks its base year {base[1]}.")
    return [Extract(TABLE, observations(found), source)]


def _block(sheet: Sheet) -> tuple[int, int, int] | None:
    """Header row, column of financial years and column of the index, of the sheet's first such block."""
    for header, titles in enumerate(sheet.headings):
        for years in (column for column, title in enumerate(titles) if title == "financial year"):
            for index in range(years + 1, len(titles)):
                near = " ".join(
                    row[index] for row in sheet.headings[max(0, header - 4) : header + 2] if index < len(row)
                )
                if "deflator" in near or BASE.search(near):
                    return header, years, index
    return None
