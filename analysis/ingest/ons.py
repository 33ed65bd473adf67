"""The Office for National Statistics' mid-year population estimates, as the Nomis service gives them in CSV.

The estimates that the Department for Education issues with its own statistics are read with the department's files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import number, plain
from analysis.ingest.sheet import Cell, Listing, OfficialFile, listings, whole
from analysis.ingest.totals import AreaTotals, check_complete, mid_year_day
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import is_year

TABLE = "population"
MEASURE = "children_0_17"
PAGE = "https://www.nomisweb.co.uk/datasets/pestsyoala"
SIGNATURE = ("geography_code", "obs_value")
CHILDHOOD = frozenset(range(18))
ALL_AGES_OF_CHILDHOOD = re.compile(r"aged? 0 ?(to|-) ?17( years)?")
SINGLE_AGE = re.compile(r"(?:age|aged)? ?(\d{1,3})(?: years?(?: old)?)?")
BELOW_AUTHORITIES = ("E07",)
"""Codes of districts, which have no children's services; their figures are within their county's."""


def recognise(file: OfficialFile) -> bool:
    """Whether the file is a Nomis table with a column for age."""
    return bool(_listings(file))


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Children aged 0 to 17 at mid-year: the publisher's own row for them, or the sum of eighteen single ages.

    All years are on the boundaries of the newest; what a council would have had before it was there is not held.
    Raises ``Problem`` where an age or a council is missing or doubled, a code is not known, a figure is no number, or
    councils do not make England.
    """
    counted = _counts(_listings(file)[0], context)
    if not counted:
        raise Problem(f"{file.name} has no figures for both sexes together aged 0 to 17: choose those, and all ages.")
    newest = max(period for _, period, _ in counted)
    source = Source.of(
        source_id=f"ons-mid-year-estimates-{newest}",
        publisher="Office for National Statistics",
        title=f"Mid-year population estimates, children aged 0 to 17, mid-{newest} and before",
        page=PAGE,
        published="",
        release=f"{newest}-mid-year",
        file=file,
    )
    figures = []
    for (area_code, period, code), ages in sorted(counted.items()):
        if ages.keys() != CHILDHOOD and ages.keys() != {-1}:
            missing = ", ".join(str(age) for age in sorted(CHILDHOOD - ages.keys()))
            raise Problem(f"{file.name} lacks the ages {missing} for {code} in {period}: choose all ages from 0 to 17.")
        value = plain(sum(ages.values(), Decimal(0)))
        ref = f"{period} / {code} / aged 0 to 17!obs_value"
        figures.append(Figure(area_code, period, MEASURE, "", value, "", f"{file.name}, {code}", ref))
    _check_places(figures, mid_year_day(newest), context)
    places = context.areas.places
    held = [figure for figure in figures if places[figure.area_code].exists(mid_year_day(figure.period))]
    return [Extract.of(TABLE, held, source)]


def _check_places(cells: Sequence[Figure], boundaries: date, context: Context) -> None:
    """Stop where councils are chosen and one of them is left out, a place stands twice, or England is not their sum."""
    seen: set[tuple[str, str]] = set()
    for cell in cells:
        if (cell.area_code, cell.period) in seen:
            name = context.areas.name(cell.area_code)
            raise Problem(f"{cell.where} is {name} in {cell.period} under a second code: keep the one of that year.")
        seen.add((cell.area_code, cell.period))
    levels = {context.areas.places[cell.area_code].level for cell in cells}
    if "authority" not in levels:
        return
    check_complete(cells, context, lambda _: boundaries, levels & {"region", "authority"})
    of_england = {cell.period for cell in cells if cell.area_code == ENGLAND}
    totals = AreaTotals(TABLE, "children aged 0 to 17", lambda _: 1, "unknown", lambda _: boundaries)
    totals.check([cell for cell in cells if cell.period in of_england], context)


def _listings(file: OfficialFile) -> list[Listing]:
    return [found for found in listings(file, SIGNATURE) if {"c_age_name", "age_name"} & found.columns.keys()]


def _counts(listing: Listing, context: Context) -> dict[tuple[str, str, str], dict[int, Decimal]]:
    """Children by single age (-1 for all ages of childhood in one row), by place, year and published code."""
    code_column, value_column = listing.column("geography_code"), listing.column("obs_value")
    age_column = listing.column("c_age_name", "age_name")
    date_column = listing.column("date_name", "date")
    sex_column = listing.column("gender_name", "c_sex_name", "sex_name")
    unit_column = listing.columns.get("measures_name")
    counted: dict[tuple[str, str, str], dict[int, Decimal]] = defaultdict(dict)
    for row_number, row in listing.rows():
        age = _age(row[age_column])
        if age is None or not _wanted(row, sex_column, unit_column):
            continue
        where = listing.sheet.where(row_number)
        code, period = str(row[code_column]).strip(), whole(row[date_column])
        if code.startswith(BELOW_AUTHORITIES) or not code.startswith(("E", "K02")):
            continue
        area_code = context.place(code, where)
        value = number(row[value_column])
        if value is None or value < 0 or value % 1 or not is_year(period):
            raise Problem(
                f"{where} has '{row[value_column]}' for {code} in '{period}': a number of children in a year was "
                "expected."
            )
        ages = counted[area_code, period, code]
        if age in ages:
            raise Problem(f"{where} repeats the age '{row[age_column]}' for {code} in {period}: one row was expected.")
        ages[age] = value
    return counted


def _wanted(row: Sequence[Cell], sex: int, unit: int | None) -> bool:
    both = str(row[sex]).strip().lower() in ("total", "all persons", "persons")
    return both and (unit is None or str(row[unit]).strip().lower() == "value")


def _age(cell: Cell) -> int | None:
    """A single age of childhood, -1 for all of them in one, None for any other row.

    >>> [_age(name) for name in ("Age 0", "Aged 17 years", "Aged 0 to 17", "All Ages", "Aged 18 years")]
    [0, 17, -1, None, None]
    """
    name = str(cell).strip().lower()
    if ALL_AGES_OF_CHILDHOOD.fullmatch(name):
        return -1
    single = SINGLE_AGE.fullmatch(name)
    return int(single[1]) if single and int(single[1]) in CHILDHOOD else None
