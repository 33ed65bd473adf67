"""Factors found at the end of assessments: the Department for Education's tidy file, with a column for each factor.

An assessment may find several factors, so they are never added up. The file has some forty; those of ``FACTORS`` are
held.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Final

from analysis.ingest.dfe import PUBLISHER, ROUNDED_TO, STATISTICS, TidyRow, tidy_header, tidy_rows
from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.sheet import Listing, OfficialFile, Sheet
from analysis.ingest.totals import AreaTotals, check_complete, check_single
from analysis.problem import Problem
from analysis.tables.areas import as_at

TABLE: Final = "assessment_factors"
WITH_FACTOR: Final = "assessments_with_factor"
WITH_ANY: Final = "assessments_with_any_factor"
ANY: Final = "episodes_with_assessment_factor"
"""The column of assessments that found any factor."""
FACTORS: Final[Mapping[str, str]] = {
    ANY: "",
    "domestic_abuse_parent": "domestic_abuse_of_parent",
    "domestic_abuse_child": "domestic_abuse_of_child",
    "mental_health_parent": "mental_health_of_parent",
    "mental_health_child": "mental_health_of_child",
    "drug_misuse_parent": "drug_misuse_by_parent",
    "alcohol_misuse_parent": "alcohol_misuse_by_parent",
    "learning_disability_child": "learning_disability_of_child",
    "neglect": "neglect",
    "emotional_abuse": "emotional_abuse",
    "physical_abuse_adult_on_child": "physical_abuse_by_adult",
    "sexual_abuse_adult_on_child": "sexual_abuse_by_adult",
    "unaccompanied_asylum_seeker": "unaccompanied_asylum_seeking",
    "child_criminal_exploitation": "child_criminal_exploitation",
    "child_sexual_exploitation": "child_sexual_exploitation",
}
"""Columns that are held, and their breakdown.

Physical and sexual abuse were each one column until they were split by who abused, from 2021 on; child criminal
exploitation is counted from 2022 on. All three are ``x`` before.
"""


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet has a column of assessments with a factor."""
    return any(_is_listing(sheet) for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Assessments that found a factor in the year, by factor, of England, regions and councils.

    Raises ``Problem`` if a column, council or year is missing or doubled, a code or symbol is unknown, a factor was
    found in more assessments than have any, or councils do not add up to their totals.
    """
    sheet = next(sheet for sheet in file.sheets if _is_listing(sheet))
    listing = Listing(sheet, tidy_header(sheet) or 0)
    columns = {breakdown: listing.column(title) for title, breakdown in FACTORS.items()}
    rows = list(tidy_rows(listing, context))
    newest = max(row.period for row in rows)
    source = Source.of(
        source_id=f"dfe-cin-factors-{newest}",
        publisher=PUBLISHER,
        title=f"Children in need: factors identified at the end of assessment, reporting year {newest}",
        page=f"{STATISTICS}/children-in-need/{newest}",
        published=file.published or newest,
        file=file,
    )
    figures: list[Figure] = []
    for row in rows:
        _check_most(listing, row, columns)
        for breakdown, column in columns.items():
            figures.append(row.figure(column, WITH_FACTOR if breakdown else WITH_ANY, breakdown))
    check_single(figures)
    check_complete(figures, context, as_at)
    totals = AreaTotals(TABLE, "assessments with the factor", lambda _: ROUNDED_TO, "unknown", as_at)
    totals.check(figures, context)
    return [Extract.of(TABLE, sorted(figures, key=attrgetter("area_code", "period", "measure", "breakdown")), source)]


def _is_listing(sheet: Sheet) -> bool:
    header = tidy_header(sheet)
    return header is not None and ANY in sheet.headings[header]


def _check_most(listing: Listing, row: TidyRow, columns: Mapping[str, int]) -> None:
    """Stop if a factor was found in more assessments than found any."""
    counts = {breakdown: str(row.cells[column]).strip() for breakdown, column in columns.items()}
    if not counts[""].isdigit():
        return
    for breakdown, count in counts.items():
        if count.isdigit() and int(count) > int(counts[""]) + ROUNDED_TO:
            raise Problem(
                f"{listing.sheet.where(row.number)} has {count} assessments with {breakdown.replace('_', ' ')}, which "
                f"is more than the {counts['']} with any factor: download the file again."
            )
