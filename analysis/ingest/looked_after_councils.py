"""The department's files of looked-after children by council, 2010 to 2017: a row a place, a column a characteristic.

Figures of councils are not rounded; ``x`` stands for one to five children, or hides another figure. The titles of the
columns change nearly every year, and those of the placements of 2010 are shuffled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter
from typing import Final

from analysis.ingest.characteristics import BY_LOCALITY, extracts, table_of
from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import CONFIDENTIAL, plain, value_and_marker
from analysis.ingest.originals import SUM
from analysis.ingest.sheet import Listing, OfficialFile, Sheet, plain_header, whole
from analysis.ingest.suppression import protected
from analysis.ingest.totals import AreaTotals, check_complete, check_declared, check_same_release
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND, ISLES_OF_SCILLY, as_at

NUMBERS: Final = "looked_after"
NUMBERS_SINCE: Final = 2016
"""The first year whose numbers of all children are taken from these files: those before come in a sheet of figures."""
MEASURE: Final = "looked_after_children"
TOTAL: Final = re.compile(r"(?:cla_mar|martotal_)(20\d\d)", re.ASCII)
GEOGRAPHY: Final = {"geog_l", "geog_c", "geog_n"}
LEVELS: Final = {"national": "country", "gor": "region", "region": "region", "la": "authority"}
ASYLUM: Final = "asylum/unaccompanied"
COLUMNS: Final = {
    "cla_fost": "placement/foster_care",
    "cla_adopt": "placement/placed_for_adoption",
    "cla_parent": "placement/with_parents",
    "cla_ocom": "placement/other_community",
    "cla_secure": "placement/homes_secure_and_hostels",
    "cla_ores": "placement/other_residential",
    "cla_rsch": "placement/residential_schools",
    "cla_miss": "placement/other",
    "cla_othpl": "placement/other",
    "cla_ownp": "provider/own",
    "cla_othla": "provider/other_council",
    "cla_othpp": "provider/other_public",
    "cla_priv": "provider/private",
    "cla_vol": "provider/voluntary",
    "cla_par": "provider/parents",
    "cla_nrep": "provider/not_reported",
    "cla_inbound": "locality/inside",
    "claa_inbound": "locality/inside",
    "cla_outbound": "locality/outside",
    "cla_inla_lte20": "distance_and_locality/inside_up_to_20_miles",
    "cla_outla_lte20": "distance_and_locality/outside_up_to_20_miles",
    "cla_inla_gt20": "distance_and_locality/inside_over_20_miles",
    "cla_outla_gt20": "distance_and_locality/outside_over_20_miles",
    "cla_inla_noinfo": "distance_and_locality/inside_not_known",
    "cla_outla_noinfo": "distance_and_locality/outside_not_known",
    "cla_extpl": "placing_council/other_councils",
    "cla_uasc": ASYLUM,
}
"""What is held of a file since 2011 under which breakdown: the words of the files since 2021 if the meaning is theirs.

``homes_secure_and_hostels`` has hostels within it, and since 2016 most residential schools, by the figures;
``other_community`` is independent living and residential employment, and ``other`` has missing children within it:
the one column of 2016 that is titled as theirs is that of other placements in its notes.
"""
PLACEMENT_CODES: Final = {
    "placement/foster_care": ("Q1", "Q2"),
    "placement/placed_for_adoption": ("A3", "A4", "A5", "A6"),
    "placement/with_parents": ("P1",),
    "placement/other_community": ("P2", "P3"),
    "placement/homes_secure_and_hostels": ("H5", "K1", "K2"),
    "placement/other_residential": ("R1", "R2", "R3", "R5"),
    "placement/residential_schools": ("S1",),
    "placement/other": ("M1", "M2", "M3", "Z1"),
}
"""The placements of 2010 by the codes of the return, added up to the groups that the files print from 2011 on."""
CODED: Final = re.compile(r"marplace_([a-z]\d)_2010", re.ASCII)

FIRST_YEAR: Final = 2010
"""Its figures for England are rounded to 100, and its placements are in codes."""
GROUPS: Final = ("placement", "provider", "locality", "distance_and_locality")
"""Groups whose parts make all children; inside and outside the boundary do from 2015 only."""
LOCALITY_WHOLE_SINCE: Final = 2015
NET_GAIN: Final = "placing_council/net_gain"
"""Children of other councils placed in a council's area less its own placed outside: checked and not held."""


@dataclass(frozen=True)
class _Place:
    """A row of the file with its place, and its figures by breakdown.

    ``total`` is all children of the place, and ``printed`` what stands in single columns, with their titles.
    """

    where: str
    published: str
    area_code: str
    total: Figure
    printed: Sequence[Figure]
    figures: Mapping[str, Figure]
    net_gain: Figure | None


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet has the three columns of a place and one of all children looked after at a 31 March."""
    return any(_header(sheet) is not None for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Children of each place by placement, provider, locality, distance and placing council; unaccompanied children.

    Since 2016 also all children of each place as first printed, which later releases have revised.

    England's unaccompanied children are left out: the department's time series has them revised, and those of 2015 are
    fewer here than its councils have (2,030 of 2,515). Raises ``Problem`` if a column, a council or a region is missing
    or doubled, a code or symbol is unknown, parts do not make their total, or councils not England.
    """
    listing, year = next(found for sheet in file.sheets if (found := _header(sheet)) is not None)
    columns = _columns(listing)
    places = [
        _place(listing, row, cells, year, columns, context)
        for row, cells in listing.rows()
        if not _is_isles_of_scilly(listing, cells, context)
    ]
    _check_places(places, context)
    _check_order(places)
    for place in places:
        _check_parts(place, year, context)
    _check_areas(places, year, context)
    source = Source.of(
        source_id=f"dfe-cla-councils-{year}",
        publisher="Department for Education",
        title=f"Children looked after in England, year ending 31 March {year}: underlying data by council",
        page="https://www.gov.uk/government/collections/statistics-looked-after-children",
        published=file.published or str(year),
        file=file,
    )
    check_same_release((place.total for place in places), str(year), context)

    def figure(place: _Place, breakdown: str, cell: Figure, titles: str) -> Figure:
        return replace(cell, breakdown=breakdown, ref=f"{place.published}!{titles}")

    figures = [
        figure(place, breakdown, cell, SUM.join(map(listing.title, columns[breakdown])))
        for place in places
        for breakdown, cell in place.figures.items()
    ]
    totals = {(place.area_code, str(year), MEASURE): place.total.value for place in places}
    given = extracts(protected(sorted(source.rows(figures)), totals, context.areas), source)
    if year >= NUMBERS_SINCE:
        numbers = [figure(place, "", place.total, place.total.breakdown) for place in places]
        given.append(Extract.of(NUMBERS, sorted(numbers, key=attrgetter("area_code")), source))
    return given


def _header(sheet: Sheet) -> tuple[Listing, int] | None:
    """The table of a sheet and its year, or None if the sheet has no such table."""
    for number, titles in enumerate(sheet.headings):
        years = [int(found[1]) for title in titles if (found := TOTAL.fullmatch(title))]
        if years and set(titles) >= GEOGRAPHY:
            return Listing(sheet, number), years[0]
    return None


def _columns(listing: Listing) -> Mapping[str, Sequence[int]]:
    """Where each breakdown stands. Raises ``Problem`` if a group that the year had is not there."""
    if coded := {found[1].upper(): at for title, at in listing.columns.items() if (found := CODED.fullmatch(title))}:
        return _coded_columns(listing, coded)
    positions: dict[str, list[int]] = {}
    for title, breakdown in COLUMNS.items():
        if title in listing.columns:
            positions.setdefault(breakdown, []).append(listing.columns[title])
    required = {name for name in COLUMNS.values() if not name.startswith("distance_and_locality")}
    if missing := sorted(required - set(positions)):
        raise Problem(
            f"{listing.sheet.where(listing.header)} has no column of {', '.join(missing)}, which every file of its "
            "kind since 2011 has: check the file against the publisher's."
        )
    return positions


def _coded_columns(listing: Listing, coded: Mapping[str, int]) -> Mapping[str, Sequence[int]]:
    """Where the placements of 2010 stand: not under their titles, but in the alphabetical order of their codes.

    The titles come in another order than the figures. England's foster care, most of all children, says so.
    """
    codes = sorted(code for group in PLACEMENT_CODES.values() for code in group)
    if set(coded) != set(codes):
        raise Problem(
            f"{listing.sheet.where(listing.header)} has placements by the codes {', '.join(sorted(coded))}, and "
            f"{', '.join(codes)} were expected: check the file against the publisher's."
        )
    stands = dict(zip(codes, sorted(coded.values()), strict=True))
    return {breakdown: [stands[code] for code in group] for breakdown, group in PLACEMENT_CODES.items()}


def _place(
    listing: Listing,
    row: int,
    cells: Sequence[object],
    year: int,
    columns: Mapping[str, Sequence[int]],
    context: Context,
) -> _Place:
    where = listing.sheet.where(row)
    area_code, published = _area(listing, where, [str(cell).strip() for cell in cells], context)

    def cell(position: int, *, below_zero: bool = False) -> Figure:
        title = listing.title(position)
        at = f"{where}, column {title}"
        value, marker = value_and_marker(listing.sheet.cell(row, position), at)
        if value and not value.removeprefix("-" if below_zero else "").isdigit():
            raise Problem(f"{at} holds '{value}', where a count of children was expected: look it up.")
        # x is the files' symbol of one to five children; where nothing is available they have two dots.
        hidden = plain_header(listing.sheet.cell(row, position)) == "x"
        return Figure(area_code, str(year), MEASURE, title, value, CONFIDENTIAL if hidden else marker, at)

    total = next(position for title, position in listing.columns.items() if TOTAL.fullmatch(title))
    gain = listing.columns.get("cla_netgain")
    printed = {
        breakdown: [cell(position) for position in positions]
        for breakdown, positions in columns.items()
        if (area_code, breakdown) != (ENGLAND, ASYLUM)
    }
    return _Place(
        where=where,
        published=published,
        area_code=area_code,
        total=cell(total),
        printed=[single for name, cells in printed.items() if name != ASYLUM for single in cells],
        figures={breakdown: _added(cells) for breakdown, cells in printed.items()},
        net_gain=None if gain is None else cell(gain, below_zero=True),
    )


def _added(cells: Sequence[Figure]) -> Figure:
    """Several columns as one figure: suppressed if one of them is, for a missing value is never zero."""
    if marked := next((cell for cell in cells if cell.marker), None):
        return marked
    return replace(cells[0], value=plain(sum((Decimal(cell.value) for cell in cells), Decimal(0))))


def _is_isles_of_scilly(listing: Listing, cells: Sequence[object], context: Context) -> bool:
    """Whether a row is that of the Isles of Scilly: no file since 2011 has them but that of 2017, as noughts."""
    code = str(cells[listing.columns.get("new_geog_code", listing.column("geog_c"))]).strip()
    return not str(cells[listing.column("geog_l")]).strip() and context.areas.place(code) == ISLES_OF_SCILLY


def _area(listing: Listing, where: str, cells: Sequence[str], context: Context) -> tuple[str, str]:
    """The place of a row, and its code as published.

    London, Inner and Outer London share one code, and the regions of 2010 have letters: those are known by name.
    """
    words = cells[listing.column("geog_l")]
    level = LEVELS.get(words.lower())
    if level is None:
        raise Problem(f"{where} has the level '{words}', where one of {', '.join(LEVELS)} was expected.")
    if level != "authority":
        name = cells[listing.column("geog_n")]
        return context.areas.find(name), name
    code = whole(cells[listing.columns.get("new_geog_code", listing.column("geog_c"))])
    area_code = context.areas.place(code)
    if area_code is None or context.areas.places[area_code].level != level:
        raise Problem(f"{where} has the code '{code}', which no council has: check it, or add it to area_codes.csv.")
    return area_code, code


def _check_places(places: Sequence[_Place], context: Context) -> None:
    """Stop if a place is there twice, or one of the year is not there."""
    codes = [place.area_code for place in places]
    doubled = next((place for place in places if codes.count(place.area_code) > 1), None)
    if doubled:
        raise Problem(f"{doubled.where} repeats {context.areas.name(doubled.area_code)}: one row a place was expected.")
    totals = [place.total for place in places]
    check_complete(totals, context, as_at, without=(ISLES_OF_SCILLY,))


def _check_order(places: Sequence[_Place]) -> None:
    """Stop if foster care is not most of England's children: the figures of 2010 stand under their own titles then."""
    england = next(place for place in places if place.area_code == ENGLAND)
    foster = england.figures["placement/foster_care"]
    if not foster.value or Decimal(foster.value) * 2 < Decimal(england.total.value or 0):
        raise Problem(
            f"{england.where} has {foster.value or foster.marker} of {england.total.value} children in foster care, "
            "and more than half were expected: the columns are in another order than that of the publisher's file."
        )


def _check_parts(place: _Place, year: int, context: Context) -> None:
    """Stop if the placements, providers or localities of a place do not make all its children, or its net gain is off.

    Where a part is suppressed there is nothing to add up.
    """
    council = context.areas.places[place.area_code].level == "authority"
    coarse = year == FIRST_YEAR and place.area_code == ENGLAND
    rounding = Decimal("0.5") if council else Decimal(50 if coarse else 5)
    for group in GROUPS:
        parts = [cell for name, cell in place.figures.items() if name.startswith(f"{group}/")]
        whole_group = group != "locality" or year >= LOCALITY_WHOLE_SINCE
        if not parts or not whole_group or place.total.marker or any(part.marker for part in parts):
            continue
        difference = Decimal(place.total.value) - sum((Decimal(part.value) for part in parts), Decimal(0))
        if abs(difference) > rounding * (len(parts) + 1):
            raise Problem(
                f"{place.where} has {place.total.value} children, but those by {group.replace('_', ' ')} differ from "
                f"them by {plain(difference)}: check the file against the publisher's."
            )
    others, outside = (place.figures.get(name) for name in ("placing_council/other_councils", "locality/outside"))
    if place.net_gain is None or others is None or outside is None:
        return
    if place.net_gain.marker or others.marker or outside.marker:
        return
    difference = Decimal(place.net_gain.value) - Decimal(others.value) + Decimal(outside.value)
    declared = context.corrections.discrepancy(BY_LOCALITY, str(year), "breakdowns", place.area_code, NET_GAIN)
    if declared:
        check_declared(declared, difference, rounding * 3, place.net_gain.where)
    elif abs(difference) > rounding * 3:
        raise Problem(
            f"{place.net_gain.where} has a net gain of {place.net_gain.value}, but {others.value} children were placed "
            f"there by other councils and {outside.value} placed elsewhere: check the file against the publisher's."
        )


def _check_areas(places: Sequence[_Place], year: int, context: Context) -> None:
    """Stop if the councils of a region or of England do not make its figures."""
    rounding = 100 if year == FIRST_YEAR else 20  # to 10, and grossed up to 2012
    cells: dict[str, list[Figure]] = defaultdict(list)
    for place in places:
        for cell in (place.total, *place.printed):
            cells[table_of(MEASURE, cell.breakdown.partition("/")[0])].append(cell)
    for table, counted in cells.items():
        AreaTotals(table, "children looked after", lambda _: rounding, "small", as_at).check(counted, context)
