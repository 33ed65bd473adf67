"""Wellbeing of looked-after children: scores of the strengths and difficulties questionnaire (SDQ).

The Department for Education's tidy file on convictions, health and development has a row for each thing counted. The
average score is in its column of children.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from analysis.ingest.dfe import (
    PUBLISHER,
    RELEASED,
    ROUNDED_TO,
    STATISTICS,
    extract_single,
    one_each,
    tidy_header,
    tidy_rows,
)
from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import value_and_marker
from analysis.ingest.sheet import Listing, OfficialFile, Sheet, plain_header
from analysis.ingest.totals import AreaTotals, check_complete, check_single
from analysis.problem import Problem
from analysis.tables.areas import as_at

TABLE: Final = "wellbeing"
AVERAGE: Final = "sdq_score_average"
WITH_SCORE: Final = "children_with_sdq_score"
ALL: Final = "children_aged_5_to_16"
GROUP: Final = "ages 5 to 16 years with sdq score"
HELD: Final[Mapping[str, str]] = {
    "sdq average score": AVERAGE,
    "sdq score was received": WITH_SCORE,
    "total ages 5 to 16 years": ALL,
}
NOT_HELD: Final = frozenset({"sdq score is a cause for concern", "sdq score is borderline", "sdq score is normal"})
COLUMNS: Final = ("characteristic", "breakdown", "children_count")
HIGHEST_SCORE: Final = 40


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet counts children by whether they have a score."""
    return any(_is_listing(sheet) for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Average scores, and the children who have one, of England, regions and councils.

    Raises ``Problem`` if a row is missing or doubled, a code, symbol or word is unknown, a score is no score, or
    councils do not add up to their totals.
    """
    sheet = next(sheet for sheet in file.sheets if _is_listing(sheet))
    listing = Listing(sheet, tidy_header(sheet) or 0)
    group, words, count = map(listing.column, COLUMNS)
    rows = [row for row in tidy_rows(listing, context) if plain_header(row.cells[group]) == GROUP]
    newest = max(row.period for row in rows)
    published = file.published or RELEASED.get(newest, newest)
    source = Source.of(
        source_id=f"dfe-cla-wellbeing-{newest}",
        publisher=PUBLISHER,
        title=f"Children looked after in England: convictions, health and development, reporting year {newest}",
        page=f"{STATISTICS}/children-looked-after-in-england-including-adoptions/{newest}",
        published=published,
        file=file,
    )
    figures: list[Figure] = []
    for row in rows:
        said = plain_header(row.cells[words])
        if said in NOT_HELD:
            continue
        if said not in HELD:
            raise Problem(f"{row.where} counts '{row.cells[words]}', where one of {', '.join(HELD)} was expected.")
        figure = row.figure(count, HELD[said], read=value_and_marker, words=(str(row.cells[words]),))
        _check_figure(figure)
        figures.append(figure)
    check_single(figure for figure in figures if figure.marker != "z")
    by_measure = {measure: [figure for figure in figures if figure.measure == measure] for measure in HELD.values()}
    for measure, words_of in ((ALL, "children aged 5 to 16"), (WITH_SCORE, "children with a score")):
        totals = AreaTotals(TABLE, words_of, lambda _: ROUNDED_TO, "unknown", as_at)
        totals.check(one_each(by_measure[measure]), context)
    for counted in by_measure.values():
        check_complete(counted, context, as_at, ("country", "region"))
    found = extract_single(TABLE, figures, source)
    return [replace(found, rows=found.rows.sort_values(["area_code", "period", "measure"]))]


def _is_listing(sheet: Sheet) -> bool:
    header = tidy_header(sheet)
    if header is None or not set(COLUMNS) <= set(sheet.headings[header]):
        return False
    group = sheet.headings[header].index(COLUMNS[0])
    return any(len(row) > group and plain_header(row[group]) == GROUP for row in sheet.rows[header + 1 :])


def _check_figure(figure: Figure) -> None:
    if not figure.value:
        return
    if figure.measure == AVERAGE and not 0 <= Decimal(figure.value) <= HIGHEST_SCORE:
        raise Problem(
            f"{figure.where} has the average score {figure.value}, where one from 0 to {HIGHEST_SCORE} was expected."
        )
    if figure.measure != AVERAGE and not figure.value.isdigit():
        raise Problem(f"{figure.where} has '{figure.value}', where a count of children was expected: look it up.")
