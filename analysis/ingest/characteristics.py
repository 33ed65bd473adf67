"""Looked-after children by characteristic: sheets compiled from the Department for Education's dashboard.

A sheet counts children looked after at 31 March, or those starting and ceasing to be looked after, by placement,
provider, age and other groups. A figure is held as ``group/value``; per cents are not held, nor are totals that repeat
those of ``looked_after.csv``. A cell that the sums of a council would give back is hidden by another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from analysis.ingest.dfe import PUBLISHER, STATISTICS, count_of_children
from analysis.ingest.extract import Context, Extract, Figure, Source, observations
from analysis.ingest.markers import CONFIDENTIAL, NOT_APPLICABLE, plain
from analysis.ingest.series import stated_release
from analysis.ingest.sheet import Listing, OfficialFile, listings, whole
from analysis.ingest.suppression import Row, protected
from analysis.ingest.totals import check_same_release
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND, Areas, as_at
from analysis.tables.periods import is_year

COLUMNS: Final = ("time_period", "area_code", "characteristic_group", "characteristic", "number")
POPULATION: Final = "population_type"
"""The column that only the sheet of children starting and ceasing has."""

BY_CHARACTERISTIC: Final = "looked_after_by_characteristic"
BY_PLACEMENT: Final = "looked_after_by_placement"
BY_LOCALITY: Final = "looked_after_by_locality"
STARTING_CEASING: Final = "starting_ceasing_by_characteristic"
CEASING_BY_REASON: Final = "ceasing_by_reason"
TOTAL: Final = "total"
PLACING_COUNCIL: Final = "placing_council"
"""The group whose total is its own: the children placed in a council's area, whoever looks after them."""

ROUNDED_TO: Final = 10
"""Regions and England are rounded to 10, each cell on its own; councils are not rounded."""

ASYLUM: Final = {
    "Unaccompanied asylum-seeking children": "unaccompanied",
    "Children excluding unaccompanied asylum-seeking children": "others",
}
UNDER_SIXTEEN: Final = {
    "Under 1 year": "under_1",
    "1 to 4 years": "1_to_4",
    "5 to 9 years": "5_to_9",
    "10 to 15 years": "10_to_15",
}
SIXTEEN_AND_OVER: Final = UNDER_SIXTEEN | {"16 years and over": "16_and_over"}

LOOKED_AFTER_GROUPS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "Placement": (
        "placement",
        {
            "Foster placements": "foster_care",
            "Secure homes and children's homes": "childrens_homes_and_secure",
            "Independent and semi-independent living arrangements/supported accommodation": (
                "independent_and_supported_living"
            ),
            "Residential schools": "residential_schools",
            "Other residential settings": "other_residential",
            "Placed with parents or other person with parental responsibility": "with_parents",
            "Placed for adoption": "placed_for_adoption",
            "Other placements": "other",
        },
    ),
    "Place providers": (
        "provider",
        {
            "Own provision (by the LA)": "own",
            "Other LA provision": "other_council",
            "Other public provision (e.g. by a PCT etc)": "other_public",
            "Private provision": "private",
            "Voluntary/third sector provision": "voluntary",
            "Parents or other person with parental responsibility": "parents",
            "Placement provider not reported": "not_reported",
        },
    ),
    "Distance between home and placement": (
        "distance",
        {
            "Placed 20 miles or less from home": "up_to_20_miles",
            "Placed more than 20 miles from home": "over_20_miles",
            "Distance not known or not recorded": "not_known",
        },
    ),
    "Locality of placement": (
        "locality",
        {
            "Placed inside the local authority boundary": "inside",
            "Placed outside the local authority boundary": "outside",
        },
    ),
    "Distance between home and placement and locality of placement": (
        "distance_and_locality",
        {
            "1. Placed inside the LA boundary, 20 miles or less from home": "inside_up_to_20_miles",
            "2. Placed outside the LA boundary, 20 miles or less from home": "outside_up_to_20_miles",
            "3. Placed inside the LA boundary, more than 20 miles from home": "inside_over_20_miles",
            "4. Placed outside the LA boundary, more than 20 miles from home": "outside_over_20_miles",
            "5. Placed inside the LA boundary, distance not known or not recorded": "inside_not_known",
            "6. Placed outside the LA boundary, distance not known or not recorded": "outside_not_known",
        },
    ),
    "LA of placement": (
        PLACING_COUNCIL,
        {
            "1. Own LA children placed internally within the local authority boundary": "own",
            "2. Other LA children externally placed within the local authority boundary": "other_councils",
        },
    ),
    "Unaccompanied asylum-seeking children": ("asylum", ASYLUM),
    "Category of need": (
        "need",
        {
            "N1. Abuse or neglect": "abuse_or_neglect",
            "N2. Child's disability": "childs_disability",
            "N3. Parental illness or disability": "parental_illness_or_disability",
            "N4. Family in acute stress": "family_in_acute_stress",
            "N5. Family dysfunction": "family_dysfunction",
            "N6. Socially unacceptable behaviour": "socially_unacceptable_behaviour",
            "N7. Low income": "low_income",
            "N8. Absent parenting": "absent_parenting",
        },
    ),
    "Legal status": (
        "legal_status",
        {
            "Interim care order": "interim_care_order",
            "Full care order": "full_care_order",
            "Placement order granted": "placement_order",
            "Voluntary agreements under S20 CA 1989": "voluntary_agreement",
            "Youth justice legal statuses": "youth_justice",
            "Detained for child protection": "detained_for_child_protection",
        },
    ),
    "Age group": ("age", SIXTEEN_AND_OVER),
}
"""What the dashboard calls a group and its characteristics, and the words of ``data/`` for them."""
STARTING_GROUPS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "Unaccompanied asylum-seeking children": ("asylum", ASYLUM),
    "Age on starting": ("age", SIXTEEN_AND_OVER),
}
CEASING_GROUPS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "Unaccompanied asylum-seeking children": ("asylum", ASYLUM),
    "Age on ceasing": ("age", UNDER_SIXTEEN | {"16 years": "16", "17 years": "17", "18 years and over": "18_and_over"}),
    "Reason episode ceased": (
        "reason",
        {
            "Adopted": "adopted",
            "Special guardianship order": "special_guardianship_order",
            "Residence order or child arrangement order granted": "child_arrangement_order",
            (
                "Returned home to live with parents or other person with parental responsibility which was part of "
                "the care planning process"
            ): "returned_home_planned",
            (
                "Returned home to live with parents or other person with parental responsibility which was not part "
                "of the care planning process"
            ): "returned_home_unplanned",
            (
                "Left care to live with parents, relatives or other person with no parental responsibility"
            ): "left_to_relatives_without_responsibility",
            "Moved into independent living (with supportive accommodation)": "independent_living_supported",
            "Moved into independent living (with no formalised support)": "independent_living_unsupported",
            "Aged 18 (or over) and remained with current carers": "aged_18_remained_with_carers",
            "Transferred to residential care funded by adult social services": "adult_residential_care",
            "Care taken by another local authority": "taken_by_another_council",
            "Accommodation on remand ended": "remand_ended",
            "Sentenced to custody": "sentenced_to_custody",
            "Age assessment determined child aged 18 or over": "assessed_as_18_or_over",
            "Child moved abroad": "moved_abroad",
            "Died": "died",
            "Care ceased for any other reason": "any_other_reason",
        },
    ),
}
MEASURES: Final = {
    "": ("looked_after_children", LOOKED_AFTER_GROUPS),
    "starting": ("starting_children", STARTING_GROUPS),
    "ceasing": ("ceasing_children", CEASING_GROUPS),
}
"""The measure of a ``population_type`` and its groups; a sheet without that column counts children at 31 March."""
TABLES: Final = {
    "placement": BY_PLACEMENT,
    "provider": BY_PLACEMENT,
    "distance": BY_LOCALITY,
    "locality": BY_LOCALITY,
    "distance_and_locality": BY_LOCALITY,
    PLACING_COUNCIL: BY_LOCALITY,
    "reason": CEASING_BY_REASON,
}
"""The table of a group of characteristics, if it is not that of all other groups."""


class _Count(Figure):
    """A count of children, or its marker; its breakdown is ``group/name``."""

    @property
    def group(self) -> str:
        return self.breakdown.partition("/")[0]

    @property
    def name(self) -> str:
        return self.breakdown.partition("/")[2]


def table_of(measure: str, group: str) -> str:
    """The table that holds a measure by a group of characteristics.

    >>> table_of("looked_after_children", "provider"), table_of("ceasing_children", "age")
    ('looked_after_by_placement', 'starting_ceasing_by_characteristic')
    """
    return TABLES.get(group, BY_CHARACTERISTIC if measure == MEASURES[""][0] else STARTING_CEASING)


_Group = dict[str, _Count]
_Grouped = dict[tuple[str, str, str], dict[str, _Group]]
"""The cells of a period, measure and group: by place, then by name."""


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet of the file counts children by group and characteristic."""
    return bool(listings(file, COLUMNS))


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """The counts of one sheet, for each of its tables.

    Raises ``Problem`` if the release is not stated, a code, group, characteristic or symbol is unknown, a row is
    doubled, a council is missing that no correction declares, or a total is not that of ``looked_after.csv``, of its
    parts, or of its councils.
    """
    listing = listings(file, COLUMNS)[0]
    counted = "starting and ceasing" if POPULATION in listing.columns else "at 31 March"
    cells = [
        cell for cell in _cells(listing, context) if context.areas.places[cell.area_code].exists(as_at(cell.period))
    ]
    if not cells:
        raise Problem(f"{file.name} has a header and no rows: it is cut short.")
    source = _source(file, counted, max(cell.period for cell in cells))
    grouped = _grouped(cells)
    _check_groups(grouped, cells[0].where)
    totals = [cell for cell in cells if cell.name == TOTAL and cell.group != PLACING_COUNCIL]
    check_same_release(totals, source.release, context)
    for (_, measure, group), places in grouped.items():
        for place in places.values():
            _check_parts(place, context.areas)
        _check_areas(table_of(measure, group), places, context)
    rows = source.rows(cell for cell in cells if cell.name != TOTAL or cell.group == PLACING_COUNCIL)
    held = {
        (row["area_code"], row["period"], row["measure"]): row["value"] or row["marker"]
        for row in context.held.get("looked_after", ())
    }
    children = held | {
        figure: cell.value
        for cell in totals
        if cell.value and held.get(figure := (cell.area_code, cell.period, cell.measure)) != CONFIDENTIAL
    }
    return extracts(protected(rows, children, context.areas), source)


def extracts(rows: Iterable[Row], source: Source) -> list[Extract]:
    """Observations of a source by characteristic, each in the table of its group."""
    of_table: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of_table[table_of(row[2], row[3].partition("/")[0])].append(row)
    return [Extract(table, observations(held), source) for table, held in of_table.items()]


def _source(file: OfficialFile, counted: str, newest: str) -> Source:
    release = stated_release(file.name, file.published, newest)
    kind = "looked-after" if counted == "at 31 March" else "starting-ceasing"
    return Source.of(
        source_id=f"dfe-cla-{kind}-characteristics-{release}",
        publisher=PUBLISHER,
        title=f"Children looked after in England, {counted}, by characteristic, through the department's dashboard",
        page=f"{STATISTICS}/children-looked-after-in-england-including-adoptions/{newest}",
        published=release,
    )


def _cells(listing: Listing, context: Context) -> Iterable[_Count]:
    year, code, group_column, name_column, number = map(listing.column, COLUMNS)
    population = listing.columns.get(POPULATION)
    for row_number, row in listing.rows():
        where = listing.sheet.where(row_number)
        period, published_code = whole(row[year]), str(row[code]).strip()
        area_code = context.place(published_code, where)
        if not is_year(period):
            raise Problem(f"{where} has the time_period '{period}', where a year such as 2025 was expected.")
        counted = "" if population is None else str(row[population]).strip()
        if counted not in MEASURES or (population is not None and not counted):
            raise Problem(f"{where} has the population_type '{counted}', where starting or ceasing was expected.")
        measure, groups = MEASURES[counted]
        published_group, published_name = str(row[group_column]).strip(), str(row[name_column]).strip()
        group, names = groups.get(published_group, ("", {}))
        name = TOTAL if published_name == "Total" else names.get(published_name)
        if name is None or not group:
            raise Problem(
                f"{where} counts '{published_group}: {published_name}', which is no group and characteristic that is "
                "known: check how it is spelt, or add it to analysis/ingest/characteristics.py."
            )
        figure = count_of_children(row[number], f"{where}, column {listing.title(number)}")
        key = " / ".join(filter(None, (published_code, period, counted, published_group, published_name)))
        ref = listing.ref(row_number, number, key)
        yield _Count(area_code, period, measure, f"{group}/{name}", *figure, where, ref)


def _grouped(cells: Iterable[_Count]) -> _Grouped:
    grouped: _Grouped = defaultdict(lambda: defaultdict(dict))
    for cell in cells:
        group = grouped[cell.period, cell.measure, cell.group][cell.area_code]
        if cell.name in group:
            raise Problem(f"{cell.where} repeats {cell.area_code} / {cell.period} / {cell.breakdown}: keep one row.")
        group[cell.name] = cell
    return grouped


def _check_groups(grouped: _Grouped, where: str) -> None:
    """Stop if the newest year lacks a group, or a place a characteristic of a group: the sheet is cut short."""
    file = where.split(",")[0]
    newest = max(period for period, _, _ in grouped)
    at_31_march = any(measure == MEASURES[""][0] for _, measure, _ in grouped)
    for counted, (measure, groups) in MEASURES.items():
        for group, names in groups.values():
            if at_31_march == (not counted) and (newest, measure, group) not in grouped:
                raise Problem(f"{file} has no {measure} by {group} in {newest}, its newest year: it is cut short.")
            for (period, counted_measure, counted_group), places in grouped.items():
                if (counted_measure, counted_group) != (measure, group):
                    continue
                for area_code, cells in places.items():
                    if missing := sorted({TOTAL, *names.values()} - set(cells)):
                        raise Problem(
                            f"{file} has no row of {group}/{missing[0]} for {area_code} in {period}, which has others "
                            "of that group: it is cut short."
                        )


def _check_parts(group: _Group, areas: Areas) -> None:
    """Stop if the characteristics of a place do not add up to its total: exactly, or each rounded to 10."""
    total = group[TOTAL]
    if not total.value:
        return
    parts = [cell for name, cell in group.items() if name != TOTAL]
    hidden = _hidden(group) or 0
    rounded = areas.places[total.area_code].level != "authority"
    tolerance = ROUNDED_TO * (len(parts) + 1) // 2 if rounded else 0
    withheld = any(cell.marker for cell in parts)
    if hidden < -tolerance or (hidden > tolerance and not withheld):
        raise Problem(
            f"{total.where}: the {total.group} of {areas.name(total.area_code)} in {total.period} has a total of "
            f"{total.value}, but its parts add up to {int(total.value) - hidden}: download the file again."
        )


def _hidden(group: _Group) -> int | None:
    """How many children of a place its published characteristics leave out; None if the total is withheld too."""
    total = group[TOTAL]
    if total.marker:
        return 0 if total.marker == NOT_APPLICABLE else None
    return int(total.value) - sum(int(cell.value) for name, cell in group.items() if name != TOTAL and cell.value)


def _check_areas(table: str, places: Mapping[str, _Group], context: Context) -> None:
    """Stop if England or a region is not the sum of its councils, for any characteristic.

    A characteristic that a council withholds has between none and all of the children that the council's published
    ones leave out. A council that the publisher leaves out, as declared, has between none and all of its children.
    """
    if ENGLAND not in places:
        first = next(iter(next(iter(places.values())).values()))
        raise Problem(
            f"{first.where.split(',')[0]} has no {first.group} of England in {first.period}: it is cut short."
        )
    some = places[ENGLAND][TOTAL]
    councils = context.areas.councils(as_at(some.period))
    for council in councils:
        declared = context.corrections.absence(table, some.period, council.area_code)
        if council.area_code not in places and declared is None:
            raise Problem(
                f"{some.where.split(',')[0]} has no {some.group} of {council.area_name} in {some.period}: the file is "
                "cut short or, if the publisher leaves it out, it is to be declared in corrections.toml."
            )
        if council.area_code in places and declared is not None:
            raise Problem(
                f"{places[council.area_code][TOTAL].where} has {council.area_name} in {some.period}, which "
                f"corrections.toml ({declared.correction_id}) declares left out: take that entry out."
            )
    for area_code, group in places.items():
        members = [
            council.area_code
            for council in councils
            if area_code in (council.region_code, council.subregion_code, ENGLAND)
        ]
        for cell in group.values() if members else ():
            _check_sum(cell, members, places, context.areas)


def _check_sum(total: _Count, members: Iterable[str], places: Mapping[str, _Group], areas: Areas) -> None:
    if not total.value:
        return
    least, most = 0, Decimal(0)
    for code in members:
        cell = places[code][total.name] if code in places else None
        if cell is not None and cell.value:
            least += int(cell.value)
        elif cell is None or cell.marker != NOT_APPLICABLE:
            hidden = _hidden(places[code]) if cell is not None and total.name != TOTAL else None
            most += Decimal("Infinity") if hidden is None else hidden
    if not least - ROUNDED_TO <= int(total.value) <= least + most + ROUNDED_TO:
        raise Problem(
            f"{total.where}: {total.breakdown} of {areas.name(total.area_code)} in {total.period} is {total.value}, "
            f"but its councils add up to {plain(Decimal(least))}: download the file again."
        )
