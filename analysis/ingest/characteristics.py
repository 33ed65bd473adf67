"""Looked-after children by characteristic: sheets compiled from the Department for Education's dashboard.

A sheet counts children looked after at 31 March, or those starting and ceasing to be looked after, by placement,
provider, age and other groups. A figure is held as ``group/value``; per cents are not held, nor are totals that repeat
those of ``looked_after.csv``. A cell that the sums of a council would give back is hidden by another one.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib import resources
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

MEASURES: Final = {"": "looked_after_children", "starting": "starting_children", "ceasing": "ceasing_children"}
"""The measure of a ``population_type``; a sheet without that column counts children at 31 March."""
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


def _groups() -> dict[str, dict[str, tuple[str, dict[str, str]]]]:
    known: dict[str, dict[str, tuple[str, dict[str, str]]]] = {counted: {} for counted in MEASURES}
    with resources.files(__package__).joinpath("characteristics.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            groups = known[row["population_type"]]
            _, names = groups.setdefault(row["characteristic_group"], (row["group"], {}))
            names[row["characteristic"]] = row["name"]
    return known


GROUPS: Final = _groups()
"""By ``population_type``, what the dashboard calls a group, and the words of ``data/`` for it and its characteristics.

``characteristics.csv`` has them, a row a characteristic.
"""


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
    return TABLES.get(group, BY_CHARACTERISTIC if measure == MEASURES[""] else STARTING_CEASING)


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
        measure, groups = MEASURES[counted], GROUPS[counted]
        published_group, published_name = str(row[group_column]).strip(), str(row[name_column]).strip()
        group, names = groups.get(published_group, ("", {}))
        name = TOTAL if published_name == "Total" else names.get(published_name)
        if name is None or not group:
            raise Problem(
                f"{where} counts '{published_group}: {published_name}', which is no group and characteristic that is "
                "known: check how it is spelt, or add it to analysis/ingest/characteristics.csv."
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
    at_31_march = any(measure == MEASURES[""] for _, measure, _ in grouped)
    for counted, measure in MEASURES.items():
        for group, names in GROUPS[counted].values():
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
