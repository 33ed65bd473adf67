"""Children's social workers by council at 30 September: a tidy file of the Department for Education.

Two pairs of councils make one return each. Their row has both codes and belongs to neither: it counts in the totals and
is held for no council.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from analysis.ingest.dfe import PUBLISHER, STATISTICS, published_rows
from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import value_and_marker
from analysis.ingest.sheet import Cell, Listing, OfficialFile, listings
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND
from analysis.wording import listed

TABLE = "workforce"
COUNTS = {
    "inpost_fte": "social_workers_in_post_fte",
    "vacancy_fte": "social_worker_vacancies_fte",
    "cases": "cases_held",
    "case_holders_fte": "case_holders_fte",
}
"""The counts that are held, by their columns. They add up to England."""
RATES = {"agency_rate_fte": "agency_social_worker_percent", "turnover_rate_fte": "social_worker_turnover_percent"}
"""The rates that are held as printed: those of England and regions leave out councils whose counts are not usable."""
PARTS_OF_LONDON = ("E13000001", "E13000002")
JOINT = " / "
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class _Ratio:
    """A printed rate, and the columns that it follows from: one over the sum of others, times ``per``."""

    printed: str
    above: str
    below: tuple[str, ...]
    per: int


OF_COUNTS = (
    _Ratio("vacancy_rate_fte", "vacancy_fte", ("vacancy_fte", "inpost_fte"), 100),
    _Ratio("caseload_fte", "cases", ("case_holders_fte",), 1),
)
"""The rates that are not held, since they follow from the counts everywhere."""
OF_COUNCILS = (
    _Ratio("agency_rate_fte", "agency_fte", ("agency_fte", "inpost_fte"), 100),
    _Ratio("turnover_rate_fte", "leavers_fte", ("inpost_fte",), 100),
)
"""The rates that follow from the counts in councils alone."""
COLUMNS = sorted(
    {*COUNTS, *RATES}.union(*({ratio.printed, ratio.above, *ratio.below} for ratio in (*OF_COUNTS, *OF_COUNCILS)))
)


@dataclass(frozen=True)
class _Row:
    where: str
    period: str
    published_code: str
    places: tuple[str, ...]
    region: str
    figures: dict[str, Figure]

    @property
    def is_council(self) -> bool:
        return self.published_code[:3] not in ("E92", "E12")

    def value(self, column: str) -> Decimal | None:
        """The figure in a column, None if there is a marker."""
        text = self.figures[column].value
        return Decimal(text) if text else None


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet has the columns of the counts of social workers."""
    return bool(listings(file, COUNTS))


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Social workers in post, vacancies, cases and their holders, and the rates of agency workers and of turnover.

    Raises ``Problem`` if a code or symbol is unknown, a row is missing or doubled, councils do not add up to their
    region and England, or a printed rate does not follow from its counts.
    """
    listing = listings(file, COUNTS)[0]
    rows = _rows(listing, context)
    _check_complete(file, rows, context)
    for row in rows:
        _check_rates(row)
    for column in COUNTS:
        _check_totals(column, rows)
    newest = max(row.period for row in rows)
    source = Source.of(
        source_id=f"dfe-workforce-{newest}",
        publisher=PUBLISHER,
        title=f"Children's social work workforce, reporting year {newest}",
        page=f"{STATISTICS}/children-s-social-work-workforce/{newest}",
        published=file.published or newest,
        file=file,
    )
    found = [
        replace(row.figures[column], area_code=row.places[0], measure=measure)
        for row in rows
        if len(row.places) == 1
        for column, measure in {**COUNTS, **RATES}.items()
    ]
    return [Extract.of(TABLE, found, source, _notes(rows, context))]


def _rows(listing: Listing, context: Context) -> list[_Row]:
    """The rows of England, regions and councils, without the two parts of London."""
    columns = {name: listing.column(name) for name in COLUMNS}
    found: dict[tuple[str, str], _Row] = {}
    for row in published_rows(listing):
        code = row.published_code
        if code in PARTS_OF_LONDON:
            continue
        places = tuple(context.place(part, row.where) for part in code.split(JOINT))
        figures = {name: row.figure(at, name, read=_figure) for name, at in columns.items()}
        if (row.period, code) in found:
            raise Problem(f"{row.where} repeats {code} in {row.period}: one row a place and year was expected.")
        region = context.areas.places[places[0]].region_code
        found[row.period, code] = _Row(row.where, row.period, code, places, region, figures)
    return list(found.values())


def _figure(cell: Cell, where: str) -> tuple[str, str]:
    value, marker = value_and_marker(cell, where)
    if value.startswith("-"):
        raise Problem(f"{where} holds '{cell}', and a figure that is not below zero was expected: look it up.")
    return value, marker


def _check_complete(file: OfficialFile, rows: Sequence[_Row], context: Context) -> None:
    """Stop if a place that stood on 30 September of a year has no row, or two."""
    held: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        held[row.period].extend(row.places)
    for period, places in held.items():
        doubled = sorted(place for place in set(places) if places.count(place) > 1)
        expected = {
            place.area_code
            for place in context.areas.places.values()
            if place.level in ("country", "region", "authority")
            and place.area_code.startswith("E")
            and place.exists(date(int(period), 9, 30))
        }
        for codes, fault in ((sorted(expected - {*places}), "no row"), (doubled, "more than one row")):
            if codes:
                raise Problem(
                    f"{file.name} has {fault} of {listed([context.areas.name(code) for code in codes[:3]])} in "
                    f"{period}, and one of every region and council of that year was expected: download it again."
                )


def _check_totals(column: str, rows: Iterable[_Row]) -> None:
    """Stop if councils do not make the count of their region or of England; those withheld only leave it higher."""
    parts: dict[tuple[str, str], list[Decimal | None]] = defaultdict(list)
    totals: list[tuple[_Row, str]] = []
    for row in rows:
        if row.is_council:
            for whole_of in (row.region, ENGLAND):
                parts[row.period, whole_of].append(row.value(column))
        else:
            totals.append((row, row.places[0]))
    for row, place in totals:
        total, counted = row.value(column), parts[row.period, place]
        known = [value for value in counted if value is not None]
        if total is None:
            continue
        above = total - sum(known, Decimal(0))
        allowed = TENTH / 2 * (len(counted) + 1)
        if above < -allowed or (above > allowed and len(known) == len(counted)):
            raise Problem(
                f"{row.where} has {total:,} in {column}, and its councils add up to {sum(known, Decimal(0)):,}: check "
                "the file against the publisher's."
            )


def _check_rates(row: _Row) -> None:
    """Stop if a printed rate is not what its counts give, within the rounding of each."""
    for ratio in (*OF_COUNTS, *(OF_COUNCILS if row.is_council else ())):
        printed, above = row.value(ratio.printed), row.value(ratio.above)
        below = [row.value(column) for column in ratio.below]
        known = [value for value in below if value is not None]
        if printed is None or above is None or len(known) < len(below) or sum(known) <= 0:
            continue
        exact = ratio.per * above / sum(known, Decimal(0))
        rounding = TENTH / 2 * (1 + (ratio.per + exact * len(known)) / sum(known, Decimal(0)))
        if abs(exact - printed) > rounding * Decimal("1.01"):
            raise Problem(
                f"{row.where} prints {printed} in {ratio.printed}, and its counts make {exact:.1f}: check the file "
                "against the publisher's."
            )


def _notes(rows: Iterable[_Row], context: Context) -> tuple[str, ...]:
    """Which councils make one return together."""
    pairs = sorted({row.places for row in rows if len(row.places) > 1})
    return tuple(
        f"{' and '.join(map(context.areas.name, pair))} make one return, which is in the totals and is held for "
        "neither."
        for pair in pairs
    )
