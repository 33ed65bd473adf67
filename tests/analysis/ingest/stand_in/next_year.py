"""The files of a year that has not come: made up from the tables that are held, in the layouts of the publishers.

Every council grows as it pleases the test; totals are added up as each publisher adds its own, so that the ingestion
has nothing to object to. No figure of these is anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from analysis.ingest.mhclg.returns import CHILDRENS_LINES, RO3, RSX, SERVICES_BUDGET, SERVICES_OUTTURN, Line, Return
from analysis.tables.areas import ENGLAND, Place
from analysis.tables.loading import Tables
from analysis.tables.periods import ending_year, financial_year_ending
from tests.analysis.ingest.small_country import LOOKED_AFTER, LOOKED_AFTER_HEADER, in_csv
from tests.analysis.ingest.stand_in.workbook import Grid, ods, xlsx

GROUPS = {
    "looked_after": LOOKED_AFTER,
    "starting": "Children starting to be looked after each year",
    "ceasing": "Children ceasing to be looked after each year",
}
CLASS_CODES = {
    "UA": ("E06", "Unitary Authorities"),
    "MD": ("E08", "Metropolitan Districts"),
    "LB": ("E09", "London Boroughs"),
    "SC": ("E10", "Shire Counties"),
}
"""Codes and names of the lines of classes in the files since 2022-23."""


def looked_after(tables: Tables, year: int, growth: Decimal) -> bytes:
    """Children looked after, the four years before as they are held and one more."""
    held = tables.current("looked_after")
    population = _shown(tables.current("population"))
    rows: list[list[str]] = [list(LOOKED_AFTER_HEADER)]
    for group, words in GROUPS.items():
        counts = _shown(held[held["measure"] == f"{group}_children"])
        rates = _shown(held[held["measure"] == f"{group}_rate_per_10k_published"])
        for period in map(str, range(year - 4, year)):
            for code in sorted(area for area, of in counts if of == period and (area, period) in rates):
                children = population.get((code, str(int(period) - 1)), "z")
                rows.append(_row(tables, code, period, words, children, counts[code, period], rates[code, period]))
        last = {area: count for (area, of), count in counts.items() if of == str(year - 1)}
        for code, count in _grown(tables, last, growth).items():
            children = population.get((code, str(year - 2)), "z")
            known = count.isdecimal() and children.isdecimal()
            rate = str(_rounded(Decimal(count) / int(children) * 10_000)) if known else count
            rows.append(_row(tables, code, str(year), words, children, count, rate))
    return in_csv(rows)


def estimates(tables: Tables, year: int, growth: Decimal) -> dict[tuple[str, int], int]:
    """Children by code at mid-year, the year before as it is held and one more; England is the sum of its councils."""
    shown = _shown(tables.current("population"))
    held = {code: int(count) for (code, of), count in shown.items() if of == str(year - 1) and count.isdecimal()}
    grown = {code: int(_rounded(Decimal(count) * growth)) for code, count in held.items()}
    places = tables.places.places
    councils = {code: count for code, count in grown.items() if places[code].level == "authority"}
    for code in grown.keys() - councils.keys():
        grown[code] = sum(
            count
            for one, count in councils.items()
            if code in (places[one].region_code, places[one].subregion_code, ENGLAND)
        )
    codes = tables.area_codes[(tables.area_codes["scheme"] == "gss") & (tables.area_codes["valid_to"] == "")]
    today = dict(zip(codes["area_code"], codes["code"], strict=True))
    return {
        (today.get(code, code), of): count
        for of, children in ((year - 1, held), (year, grown))
        for code, count in children.items()
    }


def outturn(tables: Tables, period: str, published: str, growth: Decimal) -> bytes:
    """The service expenditure summary (RSX)."""
    return _outturn(
        tables, RSX, "outturn", "Service Expenditure Summary (RSX)", SERVICES_OUTTURN, period, published, growth
    )


def childrens_lines(tables: Tables, period: str, published: str, growth: Decimal) -> bytes:
    """The social care return (RO3)."""
    words = "Social Care and Public Health Services (RO3)"
    return _outturn(tables, RO3, "outturn_childrens_lines", words, CHILDRENS_LINES, period, published, growth)


def budget_of(tables: Tables, code: str, period: str) -> dict[str, int]:
    """A council's budget by service as ``budget`` makes it up, in £ thousand, without the total."""
    amounts = _amounts(tables, "budget", Decimal("1.05"), upto=period)
    services = (line.breakdown for line in SERVICES_BUDGET if line.part_of_total)
    return {service: int(amounts[code, "budget_gbp", service]) for service in services}


def budget(
    tables: Tables, period: str, published: str, growth: Decimal, known: Mapping[tuple[str, str], int] | None = None
) -> bytes:
    """The revenue account budget (RA) as it is since 2022-23: the lines of classes have short codes, England has none.

    ``known`` has amounts of councils by service, in £ thousand, in place of made-up ones.
    """
    amounts = _amounts(tables, "budget", growth, upto=period)
    for (code, service), amount in (known or {}).items():
        amounts[code, "budget_gbp", service] = Decimal(amount)
    councils = _councils(tables, period, amounts)
    blank = [""] * 6
    head: Grid = [
        [f"Worksheet 2: Revenue Account Budget (RA) {period}: Revenue Account (RA) data by local authority"],
        ["This worksheet contains 1 table. Some cells refer to notes which can be found on the notes worksheet."],
        ["Data are reported in £ thousand. "],
        ["Source: Local authorities' Revenue Account Budget (RA) returns"],
        [f"Last updated: {published}"],
        ["Freeze panes are turned on."],
        [*blank, *(line.asset for line in SERVICES_BUDGET)],
        [*blank, "Services", *[""] * (len(SERVICES_BUDGET) - 1)],  # a merged cell
        [*blank, *(float(min(line.numbers)) for line in SERVICES_BUDGET)],
        ["E-code", "ONS Code", "Local authority", "Class", "Subclass", "Notes", *map(_titled, SERVICES_BUDGET)],
    ]
    cells = _cells(amounts, councils, [("budget_gbp", line) for line in SERVICES_BUDGET])
    rows = [[*_council(tables, place), "", *cells[place.area_code]] for place in councils]
    mayor: list[str | float] = ["E5100", "E12000007", "Greater London Authority", "O", "GLA", ""]
    mayor += [0.0] * len(SERVICES_BUDGET)
    of_class = _by_class(cells, councils)
    classes: Grid = [
        [name, name, title, letter, letter, "", *of_class[letter]] for letter, (name, title) in CLASS_CODES.items()
    ]
    again: list[str | float] = [*mayor[:3], "GLA", "GLA", *mayor[5:]]
    return ods({f"RA_LA_Data_{period}": [*head, *rows, mayor, *classes, again]})


def multi_year(tables: Tables, last: str, growth: Decimal) -> bytes:
    """The multi-year outturn file: the two years before ``last`` as they are held, and one more."""
    columns = ["ONS_code", "LA_LGF_code", "LA_name", "status", "LA_class", "LA_subclass", "year_ending"]
    rows: list[list[str]] = [
        [*columns, "RS_servicetot_nonias_net_exp", *(f"RS_{line.asset}_net_exp" for line in SERVICES_OUTTURN)]
    ]
    year = ending_year(last)
    for period in map(financial_year_ending, (year - 2, year - 1, year)):
        amounts = _amounts(tables, "outturn", growth if period == last else Decimal(1), upto=period)
        councils = _councils(tables, period, amounts)
        ending = f"{ending_year(period)}03"
        cells = _cells(amounts, councils, [("outturn_gbp", line) for line in SERVICES_OUTTURN])
        for place in councils:
            code, ons, name, letter, detailed = _council(tables, place)
            found = cells[place.area_code]
            status = "Not submitted" if "[x]" in found else "Submitted"
            rows.append([ons, code, name, status, letter, detailed, ending, "[x]", *_printed(found)])
        # England has other authorities as well, which are one row here, and estimates for councils without a return;
        # ``outturn`` makes up neither.
        councils_together = _added(list(cells.values()))
        held = [_cell(amounts, ENGLAND, "outturn_gbp", line) for line in SERVICES_OUTTURN]
        england = councils_together if period == last else held
        others = [float(whole) - part for whole, part in zip(england, councils_together, strict=True)]
        rows.append(["", "E5100", "Other", "Submitted", "O", "GLA", ending, "[x]", *_printed(others)])
        of_class = {**_by_class(cells, councils), "O": others}
        for letter, (name, title) in {**CLASS_CODES, "O": ("E12", "Other Authorities")}.items():
            rows.append([name, "", title, "[z]", letter, letter, ending, "[x]", *_printed(of_class[letter])])
        rows.append([ENGLAND, "", "England", "[z]", "Eng", "Eng", ending, "[x]", *_printed(england)])
    return in_csv(rows)


def _printed(amounts: Iterable[str | float]) -> list[str]:
    return [amount if isinstance(amount, str) else f"{amount:.0f}" for amount in amounts]


def _added(rows: Sequence[Sequence[str | float]]) -> list[float]:
    """The sums of columns, without cells that hold a symbol."""
    return [sum(cell for cell in column if not isinstance(cell, str)) for column in zip(*rows, strict=True)]


def deflators(tables: Tables, issued: str, growth: Decimal) -> bytes:
    """HM Treasury's workbook, with one year more; 100 is the newest year that was held."""
    held = {str(row.period): Decimal(str(row.value)) for row in tables.current("deflators").itertuples()}
    last = max(held)
    following = f"{int(last[:4]) + 1}-{int(last[-2:]) + 1:02d}"
    rows: list[list[str | float]] = [[period, float(index)] for period, index in sorted(held.items())]
    head: list[list[str | float]] = [
        ["GDP deflators at market prices, and money GDP"],
        [f"{issued} (Quarterly National Accounts)"],
        ["Financial year", "GDP deflator at market prices"],
        ["", f"{last} = 100"],
    ]
    return xlsx("GDP deflators", [*head, *rows, [following, float(held[last] * growth)]])


def _outturn(
    tables: Tables,
    form: Return,
    table: str,
    words: str,
    lines: Iterable[Line],
    period: str,
    published: str,
    growth: Decimal,
) -> bytes:
    amounts = _amounts(tables, table, growth)
    councils = _councils(tables, period, amounts)
    columns = [(line, measure) for line in lines for measure in form.measures]
    named = {"tot-exp": "Total Expenditure (C3 = C1 + C2)", "net-cur-exp": "Net Current Expenditure (C7 = C3 - C6)"}
    header = ["E-code", "ONS Code", "Local authority", "Notes", "Class", "Detailed Class", "Certification"]
    titles = [*header, *(f"{_titled(line)} - {named[measure.suffix]}" for line, measure in columns)]
    cells = _cells(amounts, councils, [(measure.name, line) for line, measure in columns])
    rows: list[list[str | float]] = []
    for place in councils:
        code, ons, name, letter, _ = _council(tables, place)
        missing = cells[place.area_code][-1] == "[x]"
        noted = ("M", "[x]") if missing else ("", "Y")
        rows.append([code, ons, name, noted[0], letter, letter, noted[1], *cells[place.area_code]])
    of_class = _by_class(cells, councils)
    classes: list[list[str | float]] = [
        ["[Y]", "", title, "", letter, letter, "", *of_class[letter]] for letter, (_, title) in CLASS_CODES.items()
    ]
    grid: Grid = [
        [f"Worksheet 2: Revenue Outturn (RO) {period}: {words} data"],
        ["This worksheet contains two tables. Data are reported in £ thousand."],
        ["Source: Ministry of Housing, Communities & Local Government Revenue Outturn (RO) returns"],
        [f"Last updated: {published}"],
        titles,
        *rows,
        ["Eng", ENGLAND, "ENGLAND", "", "Eng", "Eng", "[Y]", *_added(list(cells.values()))],
        titles,
        *classes,
        ["", "", "", "", "", "", "", *(f"{form.code}-{line.asset}-{measure.suffix}" for line, measure in columns)],
    ]
    return ods({f"{form.code}_LA_Data_{period.replace('-', '')}": grid})


def _amounts(tables: Tables, table: str, growth: Decimal, upto: str = "9") -> dict[tuple[str, str, str], str | Decimal]:
    """The newest amounts that are held ``upto`` a year, grown, in whole £ thousand, or the marker in their place."""
    held = tables.current(table)
    newest = held[held["period"] == max(period for period in held["period"].unique() if period <= upto)]
    return {
        (row.area_code, row.measure, row.breakdown): f"[{row.marker}]"
        if row.marker
        else _rounded(Decimal(str(row.value)) * growth / 1000)
        for row in newest.itertuples()
    }


def _cell(amounts: Mapping[tuple[str, str, str], str | Decimal], code: str, measure: str, line: Line) -> str | float:
    """An amount; a total is that of its parts, so that it adds up."""
    if (
        line.part_of_total
        or line.breakdown not in ("total_services", "childrens_social_care")
        or line.required is False
    ):
        amount = amounts[code, measure, line.breakdown]
        return amount if isinstance(amount, str) else float(amount)
    lines = SERVICES_OUTTURN if line.breakdown == "total_services" else CHILDRENS_LINES
    parts = [amounts[code, measure, part.breakdown] for part in lines if part.part_of_total]
    if any(isinstance(part, str) for part in parts):
        return next(part for part in parts if isinstance(part, str))
    return float(sum(part for part in parts if not isinstance(part, str)))


def _cells(
    amounts: Mapping[tuple[str, str, str], str | Decimal],
    councils: Iterable[Place],
    columns: Sequence[tuple[str, Line]],
) -> dict[str, list[str | float]]:
    """The amounts of councils in columns of a measure and a line each."""
    codes = [place.area_code for place in councils]
    return {code: [_cell(amounts, code, measure, line) for measure, line in columns] for code in codes}


def _by_class(cells: Mapping[str, list[str | float]], councils: Sequence[Place]) -> dict[str, list[float]]:
    """The sums over the councils of each class."""
    return {
        letter: _added([cells[place.area_code] for place in councils if place.class_code == letter])
        for letter in CLASS_CODES
    }


def _councils(tables: Tables, period: str, amounts: Mapping[tuple[str, str, str], object]) -> list[Place]:
    day = date(int(period[:4]) + 1, 3, 31)
    held = {code for code, _, _ in amounts}
    places = [place for place in tables.places.places.values() if place.level == "authority" and place.exists(day)]
    return [place for place in places if place.area_code in held]


def _council(tables: Tables, place: Place) -> list[str]:
    code = _code(tables, place.area_code, "mhclg")
    return [code, place.area_code, place.area_name, place.class_code, place.class_code]


def _titled(line: Line) -> str:
    titles = sorted(line.titles)
    return next((title for title in titles if title.startswith("total")), titles[0])


def _code(tables: Tables, area: str, scheme: str) -> str:
    codes = tables.area_codes
    found = codes[(codes["area_code"] == area) & (codes["scheme"] == scheme)].sort_values("valid_from")
    return str(found["code"].iloc[-1]) if len(found) else ""


def _grown(tables: Tables, counts: Mapping[str, str], growth: Decimal) -> dict[str, str]:
    """Counts of a year later: councils unrounded, regions and England to ten, with what is suppressed below them."""
    places = tables.places.places
    councils = {
        code: str(_rounded(Decimal(count) * growth)) if count.isdecimal() else count
        for code, count in counts.items()
        if places[code].level == "authority"
    }
    wholes = {}
    for code in (code for code in counts if code not in councils):
        within = [one for one in councils if code in (places[one].region_code, places[one].subregion_code, ENGLAND)]
        before, after = (sum(int(held[one]) for one in within if held[one].isdecimal()) for held in (counts, councils))
        suppressed = int(counts[code]) - before if any(councils[one] == "c" for one in within) else 0
        wholes[code] = str(_rounded(Decimal(after + max(suppressed, 0)) / 10) * 10)
    return councils | wholes


def _row(tables: Tables, code: str, period: str, group: str, population: str, count: str, rate: str) -> list[str]:
    place, names = tables.places.places[code], tables.places
    country = [ENGLAND, "England"]
    if place.level == "authority":
        level = "Local authority"
        of = [place.region_code, names.name(place.region_code), _code(tables, code, "dfe"), place.area_name, code]
    elif place.level == "country":
        level, of = "National", ["", "", "", "", ""]
    else:
        level, of = "Regional", [code, place.area_name, "", "", ""]
    return [period, "Reporting year", level, *country, *of, group, population, count, rate]


def _shown(held: pd.DataFrame) -> dict[tuple[str, str], str]:
    return {(str(row.area_code), str(row.period)): str(row.marker or f"{row.value:.0f}") for row in held.itertuples()}


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)
