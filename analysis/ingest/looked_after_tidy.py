"""More tidy files of looked-after children: England since 1994, stability, new placements, and homes outside the area.

The last is the department's answer to a request for information, of children in children's homes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Final

from analysis.ingest.characteristics import BY_CHARACTERISTIC
from analysis.ingest.dfe import (
    PUBLISHER,
    RELEASED,
    STATISTICS,
    TidyRow,
    count_of_children,
    extract_single,
    one_each,
    tidy_header,
    tidy_rows,
)
from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import number, plain, value_and_marker
from analysis.ingest.sheet import Listing, OfficialFile, Sheet, plain_header
from analysis.ingest.totals import AreaTotals, check_complete, check_same_release
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND, ISLES_OF_SCILLY, as_at

PAGE: Final = f"{STATISTICS}/children-looked-after-in-england-including-adoptions"
REQUEST: Final = "2024-0040813"
REQUEST_PAGE: Final = "https://www.gov.uk/government/organisations/department-for-education"
"""The department's own: answers to requests for information have no page that is known."""
ROUNDED_TO: Final = 10
SAMPLE: Final = 40
"""Rows by which a file is known; England's, of all that is counted, are the first."""

Words = tuple[str, ...]

UNACCOMPANIED: Final = "unaccompanied_children"
ASYLUM: Final = "asylum/unaccompanied"
ENGLAND_SINCE_1994: Final[Mapping[Words, str]] = {
    ("children looked after at 31 march",): "looked_after_children",
    ("children starting to be looked after during the year",): "starting_children",
    ("children ceasing to be looked after during the year",): "ceasing_children",
    ("children looked after at 31 march who were unaccompanied asylum-seeking children",): UNACCOMPANIED,
    ("children looked after who were adopted during the year",): "",
}
ON_31_MARCH: Final = "cla on 31 march"
TWO_YEARS: Final = "cla 2 years on 31 march"
LONG_TERM: Final = "children looked after continuously for at least 2.5 years on 31 march aged under 16 years"
ALL: Final = "total children"
STABILITY: Final[Mapping[Words, str]] = {
    (ON_31_MARCH, "with 3 or more placements during the year"): "children_in_three_or_more_placements",
    (ON_31_MARCH, ALL): "",
    (LONG_TERM, "living with the same carer for at least 2 years"): "children_with_same_carer",
    (LONG_TERM, ALL): "children_looked_after_long_term",
    (TWO_YEARS, "with 3 or more placements during the previous 2 years"): "",
    (TWO_YEARS, ALL): "",
}
LOCATION: Final = "location of new placements during the year"
REASON: Final = "reason for placement change during the year"
NEW: Final = "total new placements"
LOCATIONS: Final = (
    "placed inside la boundary less than 20 miles from home",
    "placed inside la boundary more than 20 miles from home",
    "placed outside la boundary less than 20 miles from home",
    "placed outside la boundary more than 20 miles from home",
    "distance not known or not recorded",
)
REASONS: Final = (
    "allegation (s47)",
    "approval removed",
    "carer requests placement end other than due to child's behaviour",
    "carer requests placement ends due to child's behaviour",
    "change in the status of a placement only",
    "change to/implementation of care plan",
    "child requests placement to end",
    "custody arrangement",
    "other",
    "resignation or closure of provision",
    "responsible/area authority requests placement ends",
    "standards of care concern",
    "total placements changing",
)
NEW_PLACEMENTS: Final[Mapping[Words, str]] = {
    (LOCATION, NEW): "new_placements",
    **{(LOCATION, location): "" for location in LOCATIONS},
    **{(REASON, reason): "" for reason in REASONS},
}
HOMES: Final = "placed in children's homes"
OUTSIDE_BOUNDARY: Final = "children_placed_outside_boundary"
OUTSIDE: Final[Mapping[Words, str]] = {("placed outside the local authority boundary",): OUTSIDE_BOUNDARY}
NET_GAIN: Final[Mapping[Words, str]] = {("net gain of children by responsible la",): "net_gain_children"}


@dataclass(frozen=True)
class _Kind:
    """One kind of file, known by its columns and by what its rows count.

    ``words`` are the columns that say what a row counts, ``value`` that of the number, ``known`` the measure by these
    words; it is empty if the rows are read and not held.
    """

    words: tuple[str, ...]
    value: str
    known: Mapping[Words, str]
    table: str
    source_id: str
    title: str
    check: Callable[[_File], None]
    page: str = PAGE
    of_homes: bool = False
    """Whether a line above the header says that the figures are of children's homes."""

    def fits(self, sheet: Sheet) -> bool:
        header = tidy_header(sheet)
        if header is None or not {*self.words, self.value} <= set(sheet.headings[header]):
            return False
        if self.of_homes != any(HOMES in title for row in sheet.headings[:header] for title in row):
            return False
        positions = [sheet.headings[header].index(word) for word in self.words]
        return any(
            tuple(plain_header(row[position]) for position in positions) in self.known
            for row in sheet.rows[header + 1 : header + 1 + SAMPLE]
            if len(row) > max(positions)
        )


@dataclass(frozen=True)
class _File:
    """A file of one kind, read: its release, its rows, and the count of each by the words that say what it counts."""

    kind: _Kind
    listing: Listing
    counts: Sequence[tuple[TidyRow, Words, Figure]]
    context: Context
    release: str

    def of(self, words: Words) -> dict[tuple[str, str], Figure]:
        """The counts of one thing by place and period."""
        found = (cell for _, counted, cell in self.counts if counted == words)
        return {(cell.area_code, cell.period): cell for cell in one_each(list(found))}


def recognise(file: OfficialFile) -> bool:
    """Whether the file is one of ``KINDS``."""
    return any(kind.fits(sheet) for sheet in file.sheets for kind in KINDS)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """The counts that are held of the file.

    Raises ``Problem`` on columns missing or doubled, unknown words, codes or symbols, councils left out, councils that
    do not make their totals, parts that do not make their sum, and per cents that do not follow from their counts.
    """
    sheet, kind = next((sheet, kind) for sheet in file.sheets for kind in KINDS if kind.fits(sheet))
    listing = Listing(sheet, tidy_header(sheet) or 0)
    counts = [_count(listing, kind, row) for row in tidy_rows(listing, context)]
    source = _source(file, kind, max(row.period for row, _, _ in counts))
    read = _File(kind, listing, counts, context, source.release)
    if unknown := next((item for item in read.counts if item[1] not in kind.known), None):
        raise Problem(
            f"{unknown[2].where} counts '{' / '.join(unknown[1])}', where one of "
            f"{'; '.join(' / '.join(words) for words in kind.known)} was expected."
        )
    kind.check(read)
    extracts = []
    for words, name in kind.known.items():
        if name:
            table, measure, breakdown = kind.table, name, ""
            if name == UNACCOMPANIED:
                table, measure, breakdown = BY_CHARACTERISTIC, "looked_after_children", ASYLUM
            counted = [(row, cell) for row, found, cell in read.counts if found == words]
            if name == UNACCOMPANIED:  # counted since 2004
                counted = [(row, cell) for row, cell in counted if cell.value]
            figures = [replace(cell, measure=measure, breakdown=breakdown) for _, cell in counted]
            if name == OUTSIDE_BOUNDARY:
                figures += [_per_cent(listing, row) for row, _ in counted]
            extracts.append(extract_single(table, figures, source))
    return extracts


def _count(listing: Listing, kind: _Kind, row: TidyRow) -> tuple[TidyRow, Words, Figure]:
    words = tuple(plain_header(row.cells[listing.column(column)]) for column in kind.words)
    read = value_and_marker if kind.known is NET_GAIN else count_of_children
    printed = [str(row.cells[listing.column(column)]).strip() for column in kind.words]
    return row, words, row.figure(listing.column(kind.value), kind.known.get(words, ""), read=read, words=printed)


def _per_cent(listing: Listing, row: TidyRow) -> Figure:
    """The per cent of children in homes, which the answer gives without their number."""
    found = row.figure(listing.column("percentage"), "placed_outside_boundary_percent", read=value_and_marker)
    if found.value and not 0 <= Decimal(found.value) <= 100:
        raise Problem(f"{found.where} holds '{found.value}', where a per cent was expected: look it up.")
    return found


def _source(file: OfficialFile, kind: _Kind, newest: str) -> Source:
    published = file.published or (newest if kind.of_homes else RELEASED.get(newest, newest))
    return Source.of(
        source_id=f"{kind.source_id}-{newest}",
        publisher=PUBLISHER,
        title=kind.title,
        page=kind.page if kind.of_homes else f"{kind.page}/{newest}",
        published=published,
        file=file,
    )


def _check_councils(read: _File) -> None:
    """Stop if a council or a region has no row, or the councils do not make the totals of what is held."""
    for words in (words for words, measure in read.kind.known.items() if measure):
        cells = list(read.of(words).values())
        check_complete(cells, read.context, as_at, without=(ISLES_OF_SCILLY,))
        if read.kind.known is not NET_GAIN:
            totals = AreaTotals(read.kind.table, words[-1], lambda _: ROUNDED_TO, "unknown", as_at)
            totals.check(cells, read.context)


def _check_years(read: _File) -> None:
    """Stop if a count lacks a year since the first that is held or in the file, or a figure once it has begun."""
    periods = {row.period for row, _, _ in read.counts}
    periods |= {line["period"] for line in read.context.held.get(read.kind.table, ()) if line["period"] < max(periods)}
    expected = list(range(int(min(periods)), int(max(periods)) + 1))
    for words, name in read.kind.known.items():
        cells = read.of(words)
        years = sorted(int(period) for _, period in cells)
        counted = [year for year in years if cells[ENGLAND, str(year)].value]
        if years != expected or not counted or counted != list(range(counted[0], years[-1] + 1)):
            raise Problem(
                f"{read.listing.sheet.file} lacks a year of '{words[0]}', and one for each year was expected "
                f"({name or 'not held'}): it is cut short; download it again."
            )


def _check_stability(read: _File) -> None:
    """Stop if councils do not make totals, a per cent does not follow from its count, or the total is another's."""
    _check_councils(read)
    percent = read.listing.column("children_percent")
    wholes = {words[0]: read.of(words) for words in read.kind.known if words[1] == ALL}
    for row, words, cell in read.counts:
        whole, printed = wholes[words[0]].get((cell.area_code, cell.period)), number(row.cells[percent])
        if whole is None or not cell.value or not whole.value or not int(whole.value) or printed is None:
            continue
        share = Decimal(cell.value) / Decimal(whole.value) * 100
        rounding = Decimal("0.5") + Decimal(ROUNDED_TO) * 100 / Decimal(whole.value)
        if abs(share - printed) > rounding:
            raise Problem(
                f"{cell.where} has {cell.value} of {whole.value} children, which are {share:.1f} per cent, and the "
                f"file prints {plain(printed)}: download it again."
            )
    of_all = (replace(cell, measure="looked_after_children") for cell in wholes[ON_31_MARCH].values())
    check_same_release(of_all, read.release, read.context)


def _check_locations(read: _File) -> None:
    """Stop if new placements by their location do not make all new placements of a place."""
    _check_councils(read)
    total = read.of((LOCATION, NEW))
    parts = [read.of((LOCATION, location)) for location in LOCATIONS]
    for place, whole in total.items():
        cells = [part[place] for part in parts if place in part]
        if len(cells) < len(LOCATIONS):
            raise Problem(f"{whole.where} has new placements, and not all of their locations: the file is cut short.")
        if whole.marker or any(cell.marker for cell in cells):
            continue
        difference = Decimal(whole.value) - sum((Decimal(cell.value) for cell in cells), Decimal(0))
        council = read.context.areas.places[place[0]].level == "authority"
        if abs(difference) > (0 if council else ROUNDED_TO * len(LOCATIONS)):
            raise Problem(
                f"{whole.where} has {whole.value} new placements, and those by location differ from them by "
                f"{plain(difference)}: check the file against the publisher's."
            )


_of_homes: Final = partial(
    _Kind,
    words=("characteristic",),
    value="number",
    table="childrens_homes_outside_boundary",
    check=_check_councils,
    page=REQUEST_PAGE,
    of_homes=True,
)

KINDS: Final = (
    _Kind(
        words=("population_count",),
        value="number",
        known=ENGLAND_SINCE_1994,
        table="looked_after_england",
        source_id="dfe-cla-time-series",
        title="Children looked after in England including adoptions: time series from 1994",
        check=_check_years,
    ),
    _Kind(
        words=("cla_group", "placement_stability"),
        value="children_count",
        known=STABILITY,
        table="placement_stability",
        source_id="dfe-cla-stability",
        title="Children looked after in England including adoptions: placement stability",
        check=_check_stability,
    ),
    _Kind(
        words=("characteristic", "breakdown"),
        value="children_count",
        known=NEW_PLACEMENTS,
        table="placement_stability",
        source_id="dfe-cla-new-placements",
        title="Children looked after in England including adoptions: new placements during the year",
        check=_check_locations,
    ),
    _of_homes(
        known=NET_GAIN,
        source_id="dfe-foi-net-gain",
        title=f"FOI {REQUEST} part 1: net gain of children placed in children's homes",
    ),
    _of_homes(
        known=OUTSIDE,
        source_id="dfe-foi-outside-boundary",
        title=f"FOI {REQUEST} part 2: children in children's homes outside the local authority boundary",
    ),
)
