"""The English indices of deprivation, whose scores are by district, and the districts that make up each council.

Three kinds of file are read: the indices by district; a sheet of districts with their council and children; and the
Office for National Statistics' list of which district lies in which council, against which the districts are checked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Final

import pandas as pd

from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import number, plain
from analysis.ingest.sheet import Listing, OfficialFile, Sheet, listings, whole
from analysis.problem import Problem
from analysis.tables.areas import Level
from analysis.tables.periods import is_year

TABLE: Final = "deprivation"
DISTRICTS: Final = "districts"
MEASURE: Final = "average_score"
INDICES: Final[Mapping[str, str]] = {
    "Index of Multiple Deprivation": "imd",
    "Income Deprivation Affecting Children": "idaci",
}
"""The indices that are held; the file has the other domains of the first as well."""
RELEASED: Final = {"2025": "2025-10-30"}
"""The day of publication by the year of the index, which the file does not state."""
DECIMALS: Final = Decimal("0.000001")
"""What a mean over districts is rounded to; published scores have three decimals."""

SCORES: Final = ("area_code", "deprivation_data_year", "index_domain", "average_score")
CHILDREN: Final = ("area_code", "area_name", "upper_tier_code", "children_0_17")
DISTRICT_COLUMNS: Final = ("district_code", "district_name", "area_code", "children_0_17", "source_id", "source_ref")


@dataclass(frozen=True)
class _District:
    area_code: str
    children: Decimal


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet has the columns of one of the three kinds of file."""
    has_lookup = any(_lookup_header(sheet) is not None for sheet in file.sheets)
    return bool(listings(file, SCORES) or listings(file, CHILDREN) or has_lookup)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Average scores by council, or the districts; the list of districts gives nothing and is checked.

    Raises ``Problem`` if a district or council is missing, doubled or unknown, lies in another council than is held, or
    a score or number is none.
    """
    for read, columns in ((_scores, SCORES), (_districts, CHILDREN)):
        for listing in listings(file, columns):
            return [read(file, listing, context)]
    _check_lookup(next(sheet for sheet in file.sheets if _lookup_header(sheet) is not None), context)
    return []


def _scores(file: OfficialFile, listing: Listing, context: Context) -> Extract:
    """Scores of the councils: the mean of their districts', weighted by children."""
    districts = _held(context, file.name)
    code, year, domain, score = map(listing.column, SCORES)
    scores: dict[str, dict[str, Decimal]] = {index: {} for index in INDICES.values()}
    years = set()
    for row_number, row in listing.rows():
        index = INDICES.get(str(row[domain]).strip())
        if index is None:
            continue
        where, district, value = listing.sheet.where(row_number), str(row[code]).strip(), number(row[score])
        if district not in districts:
            raise Problem(f"{where} has the district '{district}', which data/districts.csv lacks: import its sheet.")
        if district in scores[index]:
            raise Problem(f"{where} repeats {district} in {row[domain]}: one row was expected.")
        if value is None or value < 0:
            raise Problem(f"{where} has the average score '{row[score]}', where a number from 0 on was expected.")
        scores[index][district] = value
        years.add(whole(row[year]))
    if len(years) != 1 or not is_year(year_of_index := years.pop()):
        raise Problem(f"{file.name} was expected to have the indices of one year, and has more or none: check it.")
    release = RELEASED.get(year_of_index, year_of_index)
    source = Source.of(
        source_id=f"mhclg-indices-of-deprivation-{year_of_index}",
        publisher="Ministry of Housing, Communities and Local Government",
        title=f"English indices of deprivation {year_of_index}, summaries by district",
        page=f"https://www.gov.uk/government/statistics/english-indices-of-deprivation-{year_of_index}",
        published=release,
        file=file,
    )
    parts: dict[str, list[str]] = defaultdict(list)
    for district, held in districts.items():
        parts[held.area_code].append(district)
    found = []
    for name, index in INDICES.items():
        missing = sorted(set(districts) - set(scores[index]))
        if missing:
            raise Problem(f"{file.name} has no {name} of {', '.join(missing)}: it is cut short; download it again.")
        for area_code, own in sorted(parts.items()):
            value = _mean({district: scores[index][district] for district in own}, districts)
            ref = f"{' + '.join(sorted(own))} / {name}!{listing.title(score)}"
            found.append(Figure(area_code, year_of_index, MEASURE, index, plain(value), "", file.name, ref))
    return Extract.of(TABLE, sorted(found, key=attrgetter("area_code", "breakdown")), source)


def _mean(scores: Mapping[str, Decimal], districts: Mapping[str, _District]) -> Decimal:
    """The mean of districts' scores, weighted by children; of one district, its score as published.

    >>> districts = {"E07000105": _District("E10000016", Decimal(30)), "E07000106": _District("E10000016", Decimal(10))}
    >>> _mean({"E07000105": Decimal("12.5"), "E07000106": Decimal("20.5")}, districts)
    Decimal('14.500000')
    """
    if len(scores) == 1:
        return next(iter(scores.values()))
    children = sum(districts[district].children for district in scores)
    total = sum(score * districts[district].children for district, score in scores.items())
    return (total / Decimal(children)).quantize(DECIMALS)


def _districts(file: OfficialFile, listing: Listing, context: Context) -> Extract:
    code, name, council, children = map(listing.column, CHILDREN)
    source = Source.of(
        source_id="ons-children-by-district-2023",
        publisher="Office for National Statistics",
        title="Mid-year population estimates, children aged 0 to 17 by district, mid-2023 as first issued",
        page="https://www.nomisweb.co.uk/datasets/pestsyoala",
        published="2024-07",
    )
    found: dict[str, tuple[str, ...]] = {}
    for row_number, row in listing.rows():
        where, district = listing.sheet.where(row_number), str(row[code]).strip()
        area_code, count = context.place(str(row[council]).strip(), where), number(row[children])
        if count is None or count < 0 or count % 1:
            raise Problem(f"{where} has '{row[children]}' children, where a whole number was expected: look it up.")
        if district in found:
            raise Problem(f"{where} repeats {district}: one row a district was expected.")
        ref = f"{district}!{listing.title(children)}"
        found[district] = (district, str(row[name]).strip(), area_code, plain(count), source.source_id, ref)
    councils = {row[2] for row in found.values()}
    for place in context.areas.places.values():
        if place.level == Level.AUTHORITY and place.closed is None and place.area_code not in councils:
            raise Problem(f"{file.name} has no district of {place.area_name}: it is cut short.")
    rows = pd.DataFrame([found[key] for key in sorted(found)], columns=list(DISTRICT_COLUMNS), dtype=str)
    return Extract(DISTRICTS, rows, source)


def _lookup_header(sheet: Sheet) -> int | None:
    """The row with a column of districts and one of councils, whatever their year."""
    for row_number, row in enumerate(sheet.headings):
        kinds = {title[:4] for title in row if len(title) == len("ltla23cd") and title.endswith("cd")}
        if {"ltla", "utla"} <= kinds:
            return row_number
    return None


def _check_lookup(sheet: Sheet, context: Context) -> None:
    """Stop if a district lies in another council than ``districts.csv`` says, or one of the two lists lacks it."""
    listing = Listing(sheet, _lookup_header(sheet) or 0)
    district, council = (
        next(column for title, column in listing.columns.items() if title.startswith(kind) and title.endswith("cd"))
        for kind in ("ltla", "utla")
    )
    districts = _held(context, sheet.file)
    listed = {}
    for row_number, row in listing.rows():
        code = str(row[district]).strip()
        if not code.startswith("E"):
            continue
        listed[code] = context.areas.place(str(row[council]).strip())
        if code not in districts or districts[code].area_code != listed[code]:
            raise Problem(
                f"{listing.sheet.where(row_number)} has {code} in {row[council]}, and data/districts.csv has it "
                "elsewhere or not at all: the boundaries of the two differ; check which year is wanted."
            )
    missing = sorted(set(districts) - set(listed))
    if missing:
        raise Problem(f"{sheet.file} does not list {', '.join(missing)}, which data/districts.csv has: check its year.")


def _held(context: Context, file: str) -> dict[str, _District]:
    """The districts that are held. Raises ``Problem`` if there are none."""
    rows = context.held.get(DISTRICTS, ())
    if not rows:
        raise Problem(f"{file} needs the districts of data/districts.csv, which has no rows: import its sheet first.")
    return {row["district_code"]: _District(row["area_code"], Decimal(row["children_0_17"])) for row in rows}
