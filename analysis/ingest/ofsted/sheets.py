"""Three sheets compiled from Ofsted's releases: England by year, the providers of 2023, supported accommodation.

A sheet does not state its release; whoever imports it does. The years of the latter two are in their names.
"""

from __future__ import annotations

from analysis.ingest.extract import Context, Extract
from analysis.ingest.ofsted.homes import (
    TABLE,
    TOTAL,
    Home,
    Row,
    by_place,
    kind_of,
    public_in_regions,
    sector_of,
    sum_homes,
    whole_number,
)
from analysis.ingest.ofsted.source import check_england, extract_of, source_of, year_of
from analysis.ingest.series import stated_release
from analysis.ingest.sheet import Listing, OfficialFile, plain_header
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND, as_at
from analysis.tables.periods import is_year

SUPPORTED = "supported_accommodation"
BY_YEAR = {"year", "measure", "provision_type", "number"}
BY_COUNCIL = {"area_code", "area_name", "provision_type", "sector", "providers", "places"}
PREMISES = {"area_code", "area_name", "provision_type", "sector", "premises", "places"}

MEASURES = {"providers": "homes", "places": "places"}
KINDS = {
    "all children's homes": TOTAL,
    "children's homes": "childrens_home",
    "secure children's homes": "secure_childrens_home",
    "residential special school (registered as a children's home)": "residential_special_school",
}
AGENCIES = "independent fostering agencies"


def recognise(file: OfficialFile) -> bool:
    """Whether the first row of a sheet has the columns of one of the three, and no other."""
    return any(sheet.headings and set(sheet.headings[0]) in (BY_YEAR, BY_COUNCIL, PREMISES) for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """The figures of the sheet, as far as they may be shown.

    Raises ``Problem`` if its release is not stated, a word, code or number is not known, or parts do not make a total.
    """
    listing = Listing(file.sheets[0], 0)
    columns = set(file.sheets[0].headings[0])
    if columns == BY_YEAR:
        stated_release(file.name, file.published)
        return _england(file, listing)
    year = year_of(file)
    stated_release(file.name, file.published, year)
    return [
        _all_providers(file, listing, year, context)
        if columns == BY_COUNCIL
        else _premises(file, listing, year, context)
    ]


def _england(file: OfficialFile, listing: Listing) -> list[Extract]:
    """England's homes and places by type, and its fostering agencies, of every year that the sheet has."""
    columns = [listing.column(name) for name in ("year", "measure", "provision_type", "number")]
    found: dict[tuple[str, str, str], int] = {}
    for number, row in listing.rows():
        where = listing.sheet.where(number)
        year, measure, kind, text = (str(row[column]).strip() for column in columns)
        plain = plain_header(kind).replace("’", "'")
        if not is_year(year) or measure not in MEASURES:
            raise Problem(
                f"{where} has the year '{year}' and the measure '{measure}': a year, and providers or places."
            )
        if plain in KINDS:
            key = (year, MEASURES[measure], KINDS[plain])
        elif plain == AGENCIES and measure == "providers":
            key = (year, "independent_fostering_agencies", "")
        else:
            continue
        if key in found:
            raise Problem(f"{where} repeats {year} / {measure} / {kind}.")
        found[key] = whole_number(text, where, f"for {kind}")
    _check_types(file, found)
    source = source_of(
        source_id=f"ofsted-england-{file.published[:7]}",
        title="Children's social care in England, providers and places by year",
        published=file.published,
    )
    by_year: dict[str, list[Row]] = {}
    for (year, measure, kind), number in found.items():
        by_year.setdefault(year, []).append((ENGLAND, measure, kind, str(number), ""))
    return [extract_of(TABLE, year, rows, source) for year, rows in by_year.items()]


def _check_types(file: OfficialFile, found: dict[tuple[str, str, str], int]) -> None:
    for year, measure, kind in list(found):
        parts = [found.get((year, measure, part)) for part in KINDS.values() if part != TOTAL]
        if kind == TOTAL and (None in parts or sum(part or 0 for part in parts) != found[year, measure, TOTAL]):
            raise Problem(
                f"{file.name} has {found[year, measure, TOTAL]:,} {measure} of all children's homes in {year}, and its "
                "three types do not add up to that: it is cut short."
            )


def _all_providers(file: OfficialFile, listing: Listing, year: str, context: Context) -> Extract:
    homes = _rows(listing, year, "providers", context)
    check_england(file, year, homes, context)
    rows = by_place(homes, year, context.areas) + public_in_regions(homes, year, context.areas)
    title = f"Children's social care, all providers at 31 March {year}, by council"
    source = source_of(source_id=f"ofsted-by-council-{year}", title=title, published=file.published)
    return extract_of(TABLE, year, rows, source)


def _premises(file: OfficialFile, listing: Listing, year: str, context: Context) -> Extract:
    premises = _rows(listing, year, "premises", context)
    rows = by_place(premises, year, context.areas, "premises")
    england = (("premises", sum_homes(premises)), ("places", sum(one.places for one in premises)))
    rows += [(ENGLAND, measure, TOTAL, str(number), "") for measure, number in england]
    title = f"Supported accommodation, premises and places at 31 March {year}, by council"
    source = source_of(source_id=f"ofsted-premises-{year}", title=title, published=file.published)
    return extract_of(SUPPORTED, year, rows, source)


def _rows(listing: Listing, year: str, counted: str, context: Context) -> list[Home]:
    columns = [listing.column(name) for name in ("area_code", "provision_type", "sector", counted, "places")]
    homes = []
    for number, row in listing.rows():
        where = listing.sheet.where(number)
        code, kind, sector, many, places = (str(row[column]).strip() for column in columns)
        found = SUPPORTED if counted == "premises" and kind == "Supported Accommodation" else kind_of(kind, where)
        if found is None:
            continue
        area_code = context.areas.place(code)
        if area_code is None or not context.areas.places[area_code].exists(as_at(year)):
            raise Problem(f"{where} has the code '{code}', which no council of 31 March {year} has.")
        homes.append(
            Home(
                area_code=area_code,
                kind=found,
                sector=sector_of(sector, where),
                homes=whole_number(many, where, f"the {counted}"),
                places=whole_number(places, where, "the places"),
            )
        )
    if not homes:
        raise Problem(f"{listing.sheet.file} has no row that counts: it is cut short.")
    return homes
