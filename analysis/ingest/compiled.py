"""Sheets of figures compiled from releases whose files are not at hand.

A sheet states the release that its figures come from in a column ``release``, or whoever imports it states it. A sheet
without a release is refused: next year's figures would otherwise carry last year's provenance.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.hmt import check_series
from analysis.ingest.markers import MARKERS, value_and_marker
from analysis.ingest.series import stated_release
from analysis.ingest.sheet import Cell, Listing, OfficialFile, Sheet, plain_header
from analysis.ingest.totals import AreaTotals, check_breakdowns, check_single
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND, UNITED_KINGDOM, as_at
from analysis.tables.periods import MONTHS, is_financial_year, is_year, mid_year_before, written_date

DEPARTMENT = "Department for Education"
INTERACTIVE_TOOL = "https://www.gov.uk/government/publications/local-authority-interactive-tool-lait"

SECTION_251_PARTS = (
    "children_looked_after",
    "safeguarding",
    "family_support",
    "youth_justice",
    "services_for_young_people",
    "sure_start_and_early_years",
    "other_children_and_families",
)
SECTION_251_TOTAL = "total"
SECTION_251_TITLE = "Local authority and school expenditure, section 251 outturn"
INDEX = re.compile(r"index_(\d{4})_(\d{2})_100")
"""The column of a price index, named after the financial year that is 100."""


Reader = Callable[[Listing, Context, str], list[Extract]]
"""Reads a sheet: it gets the sheet, what is known of places, and the release that whoever imports the sheet stated,
empty if nobody did."""


@dataclass(frozen=True)
class _Row:
    """One row of a sheet of places, with its place and its year."""

    cells: Sequence[Cell]
    where: str
    area_code: str
    published_code: str
    period: str

    def figure(self, measure: str, breakdown: str, figure: tuple[str, str], column: str, *keys: str) -> Figure:
        """The value and marker in a column of the row, under the key of the row in the source."""
        ref = f"{' / '.join((self.published_code, self.period, *keys))}!{column}"
        return Figure(self.area_code, self.period, measure, breakdown, *figure, self.where, ref)


class _Named(NamedTuple):
    """What a sheet calls by one name: its measure, breakdown, what it is rounded ``to``, and the ``most`` it can be."""

    measure: str
    breakdown: str = ""
    to: str = "1"
    most: int = 10**11


def recognise(file: OfficialFile) -> bool:
    """Whether the file has a column that identifies it as a compiled sheet."""
    return any(_reader(sheet) is not None for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """The sheet's figures, one extract a table and release.

    Raises ``Problem`` if the release is not stated, a column is missing or doubled, a row is cut short, a code, symbol
    or category is unknown, or parts do not make their total and no correction declares it.
    """
    sheet, read = next((sheet, read) for sheet in file.sheets if (read := _reader(sheet)) is not None)
    return read(Listing(sheet, 0), context, file.published)


def _reader(sheet: Sheet) -> Reader | None:
    titles = set(sheet.headings[0]) if sheet.headings else set()
    if titles == COUNTY_GROUP_COLUMNS:
        return _county_group
    if titles >= CHILD_PROTECTION_COLUMNS:
        return _child_protection
    return next(
        (read for column, read in READERS.items() if any(re.fullmatch(column, title) for title in titles)), None
    )


def _rows(listing: Listing, context: Context, year: str) -> list[_Row]:
    code_column, year_column = listing.column("area_code"), listing.column(year)
    rows = []
    for number, cells in listing.rows():
        where = listing.sheet.where(number)
        code, period = str(cells[code_column]).strip(), str(cells[year_column]).strip()
        area_code = context.place(code, where)
        if not (is_year(period) if year == "year" else is_financial_year(period)):
            expected = "a year such as 2020" if year == "year" else "a financial year such as 2023-24"
            raise Problem(f"{where} has the {year} '{period}', where {expected} was expected.")
        rows.append(_Row(cells, where, area_code, code, period))
    return rows


def _figures(
    listing: Listing, context: Context, year: str, column: str, names_in: str, names: Mapping[str, _Named]
) -> list[Figure]:
    """The figures of a column, each called by one of some names in another column."""
    figures_at, names_at = listing.column(column), listing.column(names_in)
    figures = []
    for row in _rows(listing, context, year):
        name = _one_of(str(row.cells[names_at]), names, names_in, row.where)
        measure, breakdown, to, most = names[name]
        figures.append(row.figure(measure, breakdown, _figure(listing, row, figures_at, to, most), column, name))
    check_single(figures)
    return figures


def _looked_after(listing: Listing, context: Context, stated: str) -> list[Extract]:  # noqa: ARG001 - one shape for all sheets
    """Looked after at 31 March; 2010 has the population then used as well, for the rate then printed."""
    children, population = listing.column("looked_after"), listing.column("child_population_as_published")
    release_column, marker_column = listing.column("published_in"), listing.column("marker")
    found: dict[Source, list[Figure]] = defaultdict(list)
    for row in _rows(listing, context, "year"):
        figures = found[_release_named(str(row.cells[release_column]), row.where)]
        symbol = str(row.cells[marker_column]).strip()
        if symbol and symbol not in MARKERS:
            raise Problem(f"{row.where} has the marker '{symbol}', where one of {', '.join(MARKERS)} was expected.")
        figure = ("", symbol) if symbol else _figure(listing, row, children)
        figures.append(row.figure("looked_after_children", "", figure, "looked_after"))
        if str(row.cells[population]).strip():
            figure = _figure(listing, row, population, most=20_000_000)
            figures.append(row.figure("child_population_as_published", "", figure, "child_population_as_published"))
    counted = [figure for of in found.values() for figure in of if figure.measure == "looked_after_children"]
    _counts_of_children("looked_after", "children looked after", "small").check(counted, context)
    check_single(counted)
    return [Extract.of("looked_after", figures, source) for source, figures in found.items()]


def _starting_and_ceasing(listing: Listing, context: Context, stated: str) -> list[Extract]:
    source = _interactive_tool("cla", "Children looked after", _release(listing, stated, "year"))
    names = {group: _Named(f"{group}_children") for group in ("starting", "ceasing")}
    figures = _figures(listing, context, "year", "children", "measure", names)
    for group, named in names.items():
        counted = [figure for figure in figures if figure.measure == named.measure]
        words = f"children {group} to be looked after"
        _counts_of_children("looked_after", words, "small").check(counted, context)
    return [Extract.of("looked_after", figures, source)]


def _child_protection(listing: Listing, context: Context, stated: str) -> list[Extract]:
    """Plans starting in the year; councils left out have no return.

    Section 47 enquiries per 10,000 children are not held, since their counts are: each is checked against its count.
    """
    source = _interactive_tool("cin", "Children in need", _release(listing, stated, "year"))
    plan, enquiry = _Named("child_protection_plans_starting"), _Named("section_47_enquiries_per_10k", "", "0.1", 10_000)
    figures = _figures(listing, context, "year", "value", "measure", {each.measure: each for each in (plan, enquiry)})
    plans, enquiries = ([one for one in figures if one.measure == each.measure] for each in (plan, enquiry))
    words = "child protection plans starting in the year"
    _counts_of_children("children_in_need", words, "unknown").check(plans, context)
    _check_england(enquiries, "year")
    _check_enquiries(enquiries, context)
    return [Extract.of("children_in_need", plans, source)]


def _check_enquiries(cells: Iterable[Figure], context: Context) -> None:
    """Stop if a rate of section 47 enquiries is not that of the count and population held of its place and year."""
    enquiries = _newest(context, "children_in_need", "section_47_enquiries")
    population = _newest(context, "population", "children_0_17")
    for cell in cells:
        count = enquiries.get((cell.area_code, cell.period))
        children = population.get((cell.area_code, mid_year_before(cell.period)))
        if not (cell.value and count and children):
            continue
        rate, rounding = count / children * 10_000, (5 / children * 10_000 if count % 10 == 0 else 0)
        if abs(rate - Decimal(cell.value)) > Decimal("0.05") + rounding:
            raise Problem(
                f"{cell.where} has {cell.value} section 47 enquiries per 10,000 children, but {count:,} of "
                f"{children:,} children are {rate:.1f}: check the sheet against its release."
            )


def _newest(context: Context, table: str, measure: str) -> dict[tuple[str, str], Decimal]:
    """The figures held of a measure by place and year, without superseded ones."""
    return {
        (row["area_code"], row["period"]): Decimal(row["value"])
        for row in context.held.get(table, ())
        if row["measure"] == measure and row["value"] and row["status"] != "superseded"
    }


def _section_251(listing: Listing, context: Context, stated: str) -> list[Extract]:
    """Gross expenditure by category, excluding capital expenditure from revenue (CERA)."""
    source = _interactive_tool("section-251", SECTION_251_TITLE, _release(listing, stated, "financial_year"))
    names = {category: _Named("gross_expenditure_gbp", category) for category in SECTION_251_PARTS}
    names["total_excluding_cera"] = _Named("gross_expenditure_gbp", SECTION_251_TOTAL)
    figures = _figures(listing, context, "financial_year", "gross_expenditure_pounds", "category", names)
    words = "section 251 gross expenditure"
    check_breakdowns("section_251", words, figures, SECTION_251_TOTAL, SECTION_251_PARTS, context)
    AreaTotals("section_251", words, lambda _: 1, "declared", as_at).check(figures, context)
    return [Extract.of("section_251", figures, source)]


ENGLAND_LINES = {
    "total sure start children's centres": "sure_start_and_early_years",
    "total children looked after": "children_looked_after",
    "total children and young people's safety": "safety",
    "total children and young people's safety/children social care": "safeguarding",
    "total safeguarding children and young peoples services": "safeguarding",
    "total family support services": "family_support",
    "total services for young people": "services_for_young_people",
    "total youth justice": "youth_justice",
    "youth justice": "youth_justice",
    "total other children's and families services": "other_children_and_families",
    "total children's services strategy": "childrens_services_strategy",
    "children's services strategy": "childrens_services_strategy",
    "comissioning and children's services strategy": "commissioning_and_childrens_services_strategy",
    "secure accommodation (youth justice)": "youth_justice_secure_accommodation",
    "other youth justice service": "youth_justice_other",
    "other children looked after services": "other_children_looked_after_services",
    "other children looked after": "other_children_looked_after_services",
    "total children and young people's services budget (including cera)": "total_including_cera",
    "children and young people's services budget (including cera)": "total_including_cera",
    "total children and young people's services budget (excluding cera)": SECTION_251_TOTAL,
    "children and young people's services budget (excluding cera)": SECTION_251_TOTAL,
}
"""England's lines of 2010-11 to 2013-14, as the publisher spells them, and the category that they are called today.

Adoption and special guardianship are among the other services until 2011-12 and under looked after from 2012-13.
"Safety" of 2010-11 is without social work; that of 2011-12 has it and is called safeguarding from 2012-13, when the
strategy became part of it.
"""
OTHER_SERVICES = ("other children's and families services", "other childrens and family services")
"""A line of its own in the years with a total of other services, and that category itself in the years without."""
MEMORANDUM = "spend on evidence based, early intervention services"


def _section_251_england(listing: Listing, context: Context, stated: str) -> list[Extract]:  # noqa: ARG001 - one shape for all sheets
    """England's gross and net current expenditure by line, 2010-11 to 2013-14; gross lines make the total."""
    columns = {
        "gross_expenditure_gbp": listing.column("gross_expenditure_pounds"),
        "net_current_expenditure_gbp": listing.column("net_current_expenditure_pounds"),
    }
    year_column, line_column = listing.column("financial_year"), listing.column("line")
    rows = [
        (listing.sheet.where(number), str(row[year_column]).strip(), str(row[line_column]).strip(), row)
        for number, row in listing.rows()
    ]
    for where, period, _, _ in rows:
        _check_financial_year(where, period)
    with_total = {year for _, year, line, _ in rows if line.lower() == "total other children's and families services"}
    first, last = (pick(period for _, period, _, _ in rows) for pick in (min, max))
    source = Source.of(
        source_id=f"dfe-section-251-england-{first}-to-{last}",
        publisher=DEPARTMENT,
        title=f"Section 251 outturn, England, all authorities added, {first} to {last}",
        page="https://www.gov.uk/government/collections/section-251-materials",
        published="",
        release=last,
    )
    found = []
    for where, period, line, row in rows:
        breakdown = _england_breakdown(line, where, other_is_line=period in with_total)
        for measure, column in columns.items():
            value, marker = value_and_marker(row[column], f"{where}, column {listing.title(column)}")
            if value and Decimal(value) % 1:
                raise Problem(
                    f"{where}, column {listing.title(column)} holds '{value}', where whole pounds were expected."
                )
            ref = f"{period} / {line}!{listing.title(column)}"
            found.append(Figure(ENGLAND, period, measure, breakdown, value, marker, where, ref))
    gross = [figure for figure in found if figure.measure == "gross_expenditure_gbp"]
    check_single(gross)
    for period, parts in _england_parts(gross).items():
        of_year = [figure for figure in gross if figure.period == period]
        if not {SECTION_251_TOTAL, "total_including_cera"} <= {figure.breakdown for figure in of_year}:
            raise Problem(f"{listing.sheet.file} lacks one of the two totals of {period}: it is cut short.")
        check_breakdowns("section_251", "gross expenditure", of_year, SECTION_251_TOTAL, parts, context)
    return [Extract.of("section_251", found, source)]


def _england_breakdown(line: str, where: str, *, other_is_line: bool) -> str:
    name = plain_header(line)
    if name in OTHER_SERVICES:
        return "other_children_and_families_line" if other_is_line else "other_children_and_families"
    if name.startswith(MEMORANDUM):
        return "early_intervention_memorandum"
    if name not in ENGLAND_LINES:
        raise Problem(f"{where} has the line '{line}', which is none of those known: check how it is spelt.")
    return ENGLAND_LINES[name]


def _england_parts(figures: Iterable[Figure]) -> dict[str, tuple[str, ...]]:
    """The categories that make the total of each year: the strategy is one unless it is part of safeguarding."""
    held: dict[str, set[str]] = defaultdict(set)
    for figure in figures:
        held[figure.period].add(figure.breakdown)
    return {
        period: (*SECTION_251_PARTS, *({"childrens_services_strategy"} & breakdowns))
        for period, breakdowns in held.items()
    }


def _unit_costs(listing: Listing, context: Context, stated: str) -> list[Extract]:
    """Pounds per child and week, to the nearest £5, over children at 31 March; residential care over days of care."""
    source = _interactive_tool("section-251", SECTION_251_TITLE, _release(listing, stated, "financial_year"))
    services = ("looked_after_all", "residential_care", "fostering", "adoption")
    names = {service: _Named("unit_cost_gbp_per_week", service, "5", 100_000) for service in services}
    figures = _figures(listing, context, "financial_year", "pounds_per_child_per_week", "service", names)
    _check_england(figures, "financial_year")
    return [Extract.of("unit_costs", figures, source)]


def _placements(listing: Listing, context: Context, stated: str) -> list[Extract]:
    """Whole per cents of looked-after children by three types of placement, which do not add up to 100."""
    source = _interactive_tool("cla", "Children looked after", _release(listing, stated, "year"))
    placements = ("foster_care", "childrens_homes_and_secure", "independent_and_supported_living")
    names = {placement: _Named("placement_percent", placement, most=100) for placement in placements}
    figures = _figures(listing, context, "year", "percent_of_looked_after", "placement", names)
    _check_england(figures, "year")
    return [Extract.of("placements", figures, source)]


def _deflators(listing: Listing, context: Context, stated: str) -> list[Extract]:  # noqa: ARG001 - one shape for all sheets
    titles = [title for title in listing.columns if INDEX.fullmatch(title)]
    column, year_column = listing.column(*titles), listing.column("financial_year")
    status_column = listing.column("status")
    base = INDEX.sub(r"\1-\2", titles[0])
    release = _release(listing, stated, "")
    source = Source.of(
        source_id=f"hmt-gdp-deflators-{release}",
        publisher="HM Treasury",
        title=f"GDP deflators at market prices and money GDP, {written_date(release)} ({base} = 100)",
        page="https://www.gov.uk/government/collections/gdp-deflators-at-market-prices-and-money-gdp",
        published=release,
    )
    found = []
    for number, row in listing.rows():
        where, period = listing.sheet.where(number), str(row[year_column]).strip()
        _check_financial_year(where, period)
        outturn = _one_of(str(row[status_column]), ("outturn", "forecast"), "status", where) == "outturn"
        value, marker = value_and_marker(row[column], f"{where}, column {listing.title(column)}")
        found.append(
            Figure(
                *(UNITED_KINGDOM, period, "gdp_deflator_index", "", value, marker, f"{where}, {period}"),
                ref=f"{period}!{titles[0]}",
                status="final" if outturn else "provisional",
            )
        )
    check_series(listing.sheet.file, base, found)
    return [Extract.of("deflators", found, source)]


def _claims(listing: Listing, context: Context, stated: str) -> list[Extract]:  # noqa: ARG001 - one shape for all sheets
    """Claims belong to the claims register, which is no table of observations: nothing is taken."""
    return []


def _county_group(listing: Listing, context: Context, stated: str) -> list[Extract]:  # noqa: ARG001 - one shape for all sheets
    """The members of the county group, which stand in ``areas.csv`` already: nothing is taken.

    Raises ``Problem`` if the list and ``areas.csv`` disagree.
    """
    column = listing.column("area_code")
    listed = {str(row[column]).strip() for _, row in listing.rows()}
    held = {place.area_code for place in context.areas.places.values() if place.county_group}
    if listed != held:
        codes = ", ".join(sorted(listed ^ held))
        raise Problem(
            f"{listing.sheet.file} and data/areas.csv disagree on the county group, about {codes}: mend the "
            "column county_group of areas.csv if the membership has changed."
        )
    return []


READERS: dict[str, Reader] = {
    "looked_after": _looked_after,
    "children": _starting_and_ceasing,
    "net_current_expenditure_pounds": _section_251_england,
    "gross_expenditure_pounds": _section_251,
    "pounds_per_child_per_week": _unit_costs,
    "percent_of_looked_after": _placements,
    INDEX.pattern: _deflators,
    "claim_id": _claims,
}
"""What reads a sheet, by the title of a column that identifies it, as a pattern: the first that the sheet has."""
CHILD_PROTECTION_COLUMNS = {"area_code", "year", "measure", "value"}
"""Sheets of other importers have a column of measures too: this one is recognised by all four."""
COUNTY_GROUP_COLUMNS = {"area_code", "area_name"}
"""The list of members has no column of its own: it is recognised by having these two only."""


def _release(listing: Listing, stated: str, year: str) -> str:
    """The release of a sheet: what its column ``release`` says, else what whoever imports it stated.

    ``year`` names the column of periods that the release must not precede; it is empty if some are forecasts. Raises
    ``Problem`` if there is no release, if there are two, or if one is not a year, a month or a day.
    """
    in_sheet = {}
    if "release" in listing.columns:
        in_sheet = {
            str(row[listing.column("release")]).strip(): listing.sheet.where(number) for number, row in listing.rows()
        }
    places = {**in_sheet, **({stated: "the command"} if stated else {})}
    if not places:
        raise Problem(
            f"{listing.sheet.file} does not state the release that its figures come from: add a column release "
            "(2025-12 for December 2025), or import it with --release 2025-12."
        )
    if len(places) > 1:
        said = " and ".join(f"'{release}' ({place})" for release, place in sorted(places.items()))
        raise Problem(f"{listing.sheet.file} has more than one release, {said}, and one was expected: split the sheet.")
    last = max(str(row[listing.column(year)]).strip() for _, row in listing.rows()) if year else ""
    return stated_release(
        listing.sheet.file, next(iter(places)), last if is_year(last) or is_financial_year(last) else ""
    )


def _release_named(text: str, where: str) -> Source:
    """The release that a row was taken from, as the sheet words it."""
    text = " ".join(text.split())
    first_release = re.fullmatch(r"DfE (SFR(\d+)/(\d{4}))", text)
    if first_release:
        number, year = first_release[2], first_release[3]
        return Source.of(
            source_id=f"dfe-sfr{number}-{year}",
            publisher=DEPARTMENT,
            title=f"Children looked after in England, statistical first release {first_release[1]}",
            page="https://www.gov.uk/government/collections/statistics-looked-after-children",
            published=year,
        )
    tool = re.fullmatch(rf"DfE Local Authority Interactive Tool, CLA topic \(({'|'.join(MONTHS)}) (\d{{4}})\)", text)
    if tool:
        month = f"{tool[2]}-{MONTHS.index(tool[1]) + 1:02d}"
        return _interactive_tool("cla", "Children looked after", month)
    raise Problem(
        f"{where} was published in '{text}', where a release such as 'DfE SFR27/2010' or 'DfE Local Authority "
        "Interactive Tool, CLA topic (November 2025)' was expected: check how it is spelt, or add it to "
        "analysis/ingest/compiled.py."
    )


def _interactive_tool(topic: str, words: str, release: str) -> Source:
    return Source.of(
        source_id=f"dfe-lait-{topic}-{release}",
        publisher=DEPARTMENT,
        title=f"{words}, through the Local Authority Interactive Tool",
        page=INTERACTIVE_TOOL,
        published=release,
    )


def _figure(listing: Listing, row: _Row, column: int, to: str = "1", most: int = 10**11) -> tuple[str, str]:
    """A figure from zero to ``most``, a multiple of what its publisher rounds it ``to``, or a marker.

    Raises ``Problem`` if it is neither: a sign too many, or another unit.
    """
    where = f"{row.where}, column {listing.title(column)}"
    value, marker = value_and_marker(row.cells[column], where)
    if value and not (0 <= Decimal(value) <= most and Decimal(value) % Decimal(to) == 0):
        raise Problem(f"{where} holds '{value}', and a multiple of {to} from 0 to {most:,} was expected: look it up.")
    return value, marker


def _check_financial_year(where: str, period: str) -> None:
    if not is_financial_year(period):
        raise Problem(f"{where} has the year '{period}', where a financial year such as 2023-24 was expected.")


def _one_of(text: str, known: Collection[str], column: str, where: str) -> str:
    name = text.strip()
    if name not in known:
        raise Problem(f"{where} has the {column} '{name}', where one of {', '.join(known)} was expected.")
    return name


def _counts_of_children(table: str, words: str, missing: str) -> AreaTotals:
    """Regions and England are rounded to 10, and older ones for England to 100; some were revised by a few since."""
    return AreaTotals(
        table=table,
        words=words,
        rounding=lambda total: 100 if Decimal(total) % 100 == 0 and Decimal(total) > 20_000 else 20,
        missing="small" if missing == "small" else "unknown",
        day=as_at,
    )


def _check_england(cells: Sequence[Figure], year: str) -> None:
    """Stop if a period and category has no row for England, which comes last: the sheet is cut short."""
    with_england = {(cell.period, cell.breakdown) for cell in cells if cell.area_code == ENGLAND}
    for cell in cells:
        if (cell.period, cell.breakdown) not in with_england:
            raise Problem(
                f"{cell.where.split(',')[0]} has no row for England with the {year} {cell.period}"
                f"{f' and {cell.breakdown}' if cell.breakdown else ''}, which {cell.where.split(', ')[-1]} has: it is "
                "cut short."
            )
