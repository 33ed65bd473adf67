"""Ofsted's list of providers, a row each, at 31 March of a year.

Most years' lists have only the providers that were already inspected: they give shares and no growth. Those that list
all of them are known by having rows without an inspection, or no column of inspections at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.ingest.extract import Context, Extract
from analysis.ingest.ofsted.homes import (
    TABLE,
    TOTAL,
    Home,
    Row,
    by_place,
    council_named,
    kind_of,
    public_in_regions,
    sector_of,
    sum_homes,
    whole_number,
)
from analysis.ingest.ofsted.owners import TABLE as OWNERS
from analysis.ingest.ofsted.owners import by_owner, plain_owner
from analysis.ingest.ofsted.source import check_england, extract_of, source_of, year_of
from analysis.ingest.sheet import Listing, OfficialFile, listings, whole
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND

COLUMNS = ("urn", "provision type", "local authority", "sector")
OWNER = ("organisation which owns the provider", "organisation name", "organisation")
INSPECTED = ("latest full inspection date", "inspection date")
STATUS = ("registration status", "reg status")
REGISTERED = ("active", "suspended")
"""A suspended home exists, and is counted by its publisher."""
FIRST_WITH_PLACES = "2016"


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet has a row a provider, with its number, provision type, council and sector."""
    return bool(listings(file, COLUMNS))


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Homes and places by place, sector and owner of a list of all homes; of another, the inspected homes of England.

    Of two lists in one workbook, one of them of all homes, that one is read.

    Raises ``Problem`` if the year is not known, a type, sector, status or council is unknown, or the homes are not as
    many as the publisher counts in England.
    """
    listing = max(listings(file, COLUMNS), key=_lists_all)
    titles = [str(cell) for row in listing.sheet.rows[: listing.header] for cell in row]
    year = year_of(file, [*titles, listing.sheet.name])
    homes = _homes(listing, year, context)
    everyone = _lists_all(listing)
    which = "all" if everyone else "inspected"
    source = source_of(
        source_id=f"ofsted-{which}-providers-{year}",
        title=f"Children's social care, {which} providers at 31 March {year}",
        published=file.published,
        release=file.published[:7] or year,
        file=file,
    )
    if not everyone:
        _check_not_fewer(file, year, homes, context)
        rows = [
            (ENGLAND, "inspected_homes", group, str(sum_homes(found)), "")
            for group, found in ((TOTAL, homes), ("private", [home for home in homes if home.sector == "private"]))
        ]
        return [extract_of(TABLE, year, rows, source)]
    check_england(file, year, homes, context)
    rows = by_place(homes, year, context.areas) + public_in_regions(homes, year, context.areas)
    found = [extract_of(TABLE, year, rows, source, _notes(rows))]
    if any(name in listing.columns for name in OWNER):
        found.append(extract_of(OWNERS, year, by_owner(homes, context.areas), source))
    return found


def _check_not_fewer(file: OfficialFile, year: str, homes: Sequence[Home], context: Context) -> None:
    """Stop if a list of inspected homes has fewer than are held of its year, and nobody states that it is newer."""
    held = max(
        (
            int(row["value"])
            for row in context.held.get(TABLE, ())
            if (row["period"], row["measure"], row["breakdown"]) == (year, "inspected_homes", TOTAL)
        ),
        default=0,
    )
    if not file.published and sum_homes(homes) < held:
        raise Problem(
            f"{file.name} has {sum_homes(homes):,} inspected homes of 31 March {year}, and {held:,} are held: it is "
            "cut short. A list that Ofsted revised is imported with --release, such as --release 2026-07."
        )


def _homes(listing: Listing, year: str, context: Context) -> list[Home]:
    urn, kind, council, sector = map(listing.column, COLUMNS)
    status = listing.column(*STATUS)
    places = listing.column("places") if year >= FIRST_WITH_PLACES else None
    owner = next((listing.columns[name] for name in OWNER if name in listing.columns), None)
    homes, seen = [], set()
    for number, row in listing.rows():
        where = listing.sheet.where(number)
        if (provider := whole(row[urn])) in seen:
            raise Problem(f"{where} has a provider that is in a row above: one row a provider was expected.")
        seen.add(provider)
        found = kind_of(str(row[kind]), where)
        if str(row[status]).strip().lower() not in REGISTERED:
            raise Problem(f"{where} has the status '{row[status]}', where one of {', '.join(REGISTERED)} was expected.")
        if found is None:
            continue
        homes.append(
            Home(
                area_code=council_named(str(row[council]).strip(), year, context.areas, where),
                kind=found,
                sector=sector_of(str(row[sector]), where),
                homes=1,
                places=0 if places is None else whole_number(str(row[places]).strip(), where, "the places"),
                owner="" if owner is None else plain_owner(str(row[owner])),
            )
        )
    if not homes:
        raise Problem(f"{listing.sheet.file} has no children's home: it is cut short.")
    return homes


def _lists_all(listing: Listing) -> bool:
    """Whether a list has providers that have not been inspected, or says nothing of inspections."""
    column = next((listing.columns[name] for name in INSPECTED if name in listing.columns), None)
    return column is None or any(not str(row[column]).strip() for _, row in listing.rows())


def _notes(rows: Sequence[Row]) -> tuple[str, ...]:
    hidden = sum(bool(marker) for *_, marker in rows)
    return (f"{hidden:,} of {len(rows):,} counts are not held: they could show where few homes are.",)
