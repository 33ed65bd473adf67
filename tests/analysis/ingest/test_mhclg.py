"""Returns of local authority finance: every trap of their layouts, on sheets of a country of four councils."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.utility import xl_cell_to_rowcol

from analysis.ingest import mhclg
from analysis.ingest.extract import Context, Extract
from analysis.ingest.mhclg.layout import E_CODE
from analysis.ingest.sheet import Cell, OfficialFile, Sheet
from analysis.problem import Problem
from analysis.tables.corrections import CodeCorrection, Corrections, Discrepancy, NotReported
from tests.analysis.ingest.small_country import places

Grid = list[list[Cell]]

AREAS = """\
area_code,area_name,level,class,region_code,subregion_code,county_group,opened,closed,predecessors
E92000001,England,country,,,,false,,,
E06000022,Northport,authority,UA,,,false,,,
E10000008,Northshire,authority,SC,,,true,,,
E08000016,Millborough,authority,MD,,,false,,,
E09000007,Thameside,authority,LB,,,false,,,
E06000077,Newport,authority,UA,,,false,2023-04-01,,
E10000099,Oldshire,authority,SC,,,false,,2010-03-31,
"""
CODES = """\
code,area_code
E92000001,E92000001
E0101,E06000022
E06000022,E06000022
E1121,E10000008
E10000008,E10000008
E4401,E08000016
E08000016,E08000016
E5011,E09000007
E09000007,E09000007
E9001,E06000077
E06000077,E06000077
E9921,E10000099
E10000099,E10000099
"""
TITLES = (
    *("Education services", "Highways and transport services", "Children Social Care", "Adult Social Care"),
    *("Public Health", "Housing services (GFRA only)", "Cultural and related services"),
    *("Environmental and regulatory services", "Planning and development services", "Police services"),
    *("Fire and rescue services", "Central services", "Other services"),
)
BREAKDOWNS = (
    *("education", "highways_and_transport", "childrens_social_care", "adult_social_care", "public_health", "housing"),
    *("cultural", "environmental", "planning", "police", "fire", "central", "other"),
)
ASSETS = ("edu", "trans", "csc", "asc", "phs", "hous", "cul", "env", "plan", "pol", "frs", "cen", "oth")
LINES = (190, 290, 330, 360, 390, 490, 509, 590, 599, 601, 602, 690, 698)
AUTHORITIES = (
    ("E0101", "E06000022", "Northport UA", "UA", 1),
    ("E1121", "E10000008", "Northshire", "SC", 4),
    ("E1131", "E07000040", "North District", "SD", 0.01),
    ("E4401", "E08000016", "Millborough", "MD", 2),
    ("E5011", "E09000007", "Thameside", "L", 3),
    ("E5100", "E12000007", "Greater London Authority", "O", 0.5),
)
CLASSES = (
    *(("LONDON BOROUGHS", "L"), ("METROPOLITAN DISTRICTS", "MD"), ("UNITARY AUTHORITIES", "UA")),
    *(("SHIRE COUNTIES", "SC"), ("SHIRE DISTRICTS", "SD"), ("OTHER AUTHORITIES", "O")),
)

OF_CLASS = {code: sum(size for *_, each, size in AUTHORITIES if each == code) for _, code in CLASSES}
EVERYTHING = sum(size for *_, size in AUTHORITIES)


def context(corrections: Corrections | None = None) -> Context:
    return Context(places(AREAS, CODES), corrections or Corrections())


def figures(size: float) -> list[Cell]:
    """Thirteen services of a council of a size, and their total, in £ thousand; highways earn more than they cost."""
    services = [round(size * 1000 * place * (-10 if place == 2 else 10)) for place in range(1, 14)]
    return [*services, sum(services)]


def sheet(title: str, grid: Grid, *, hidden: bool = False) -> Sheet:
    return Sheet("download.xlsx", title, grid, hidden=hidden)


def read_file(*sheets: Sheet, name: str = "download.xlsx", corrections: Corrections | None = None) -> Extract:
    file = OfficialFile(name, "0" * 64, sheets)
    assert mhclg.recognise(file)
    (extract,) = mhclg.extract(file, context(corrections))
    return extract


def read(grid: Grid, title: str = "RS_LA_Data_2022-23", corrections: Corrections | None = None) -> Extract:
    return read_file(sheet(title, grid), corrections=corrections)


def with_front_page(*lines: str, title: str = "Front_Page") -> Extract:
    """A summary behind a page of some lines."""
    return read_file(sheet(title, [[line] for line in lines]), sheet("RS", summary()))


def values(extract: Extract, measure: str = "") -> dict[tuple[str, str], str]:
    rows = extract.rows if not measure else extract.rows[extract.rows["measure"] == measure]
    shown = rows["value"] + rows["marker"]
    return dict(zip(zip(rows["area_code"], rows["breakdown"], strict=True), shown, strict=True))


def summary(
    *,
    period: str = "2022-23",
    unit: str = "Net current expenditure (£ thousand)",
    factor: Decimal | int = 1,
    shown: Callable[[float], Cell] = float,
) -> Grid:
    """An outturn summary as of 2019-20: titles in one row, no identifiers, classes under a line of their own."""

    def cells(size: float) -> list[Cell]:
        return [shown(float(Decimal(str(figure)) * factor)) for figure in figures(size)]

    return [
        [f"Revenue Outturn (RO) {period}: Revenue Outturn Summary (RS) data"],
        [unit],
        ["", "", "", "", "", *LINES, 699],
        ["E-code", "ONS Code", "Local authority", "", "Class", *TITLES, "TOTAL SERVICE EXPENDITURE (lines 190 to 698)"],
        *[[code, ons, name, "", letter, *cells(size)] for code, ons, name, letter, size in AUTHORITIES],
        [],
        ["", "", "ENGLAND", "", "", *cells(EVERYTHING)],
        [],
        ["", "", "CLASS BREAKDOWN"],
        *[["", "", name, "", code, *cells(OF_CLASS[code])] for name, code in CLASSES],
        [],
        [f"Source: Department for Communities and Local Government Revenue Outturn (RO) returns {period}"],
    ]


FIRST, NOTES, FIRST_SERVICE, CHILDREN, PLANNING, TOTAL = 4, 3, 5, 7, 13, 18
FIGURES = [(FIRST, column) for column in range(FIRST_SERVICE, TOTAL + 1)]
"""The cells of Northport in a summary that hold figures."""


def identified(*, hidden_last: bool = False) -> Grid:
    """A service expenditure summary as of 2022-23: identifiers, seven columns a service, a second, identical header."""
    measures = (
        *("Employees", "Running Expenses", "Total Expenditure"),
        *("Sales, Fees and Charges", "Other Income", "Total Income", "Net Current Expenditure"),
    )
    suffixes = ("empl", "run-exp", "tot-exp", "sfc", "oth-inc", "tot-inc", "net-cur-exp")
    names = (*TITLES, "Total Service Expenditure")
    header: list[Cell] = ["E-code", "ONS Code", "Local authority", "Notes", "Class", "Detailed Class", "Certified"]
    header += [f"{name} - {measure}\n (C{number})" for name in names for number, measure in enumerate(measures, 1)]
    assets = [f"RSX-{asset}-{suffix}" for asset in (*ASSETS, "totsx") for suffix in suffixes]

    def cells(size: float) -> list[Cell]:
        return [float(str(figure)) if number == 7 else 7.0 for figure in figures(size) for number in range(1, 8)]

    reference: Grid = [["", "", "", "", "", "", "", *assets]]
    return [
        ["Worksheet 2: Revenue Outturn (RO) 2022-23: Service Expenditure Summary (RSX) data"],
        ["This worksheet contains 2 tables. Data is reported in £ thousand."],
        ["Source: Department for Levelling Up, Housing and Communities Revenue Outturn (RO) returns 2022-23"],
        ["Last updated: 8 July 2024"],
        *([] if hidden_last else reference),
        header,
        *[
            [code, ons, name, "", {"L": "LB"}.get(letter, letter), letter, "Y", *cells(size)]
            for code, ons, name, letter, size in AUTHORITIES
        ],
        ["Eng", "E92000001", "ENGLAND", "", "Eng", "Eng", "[Y]", *cells(EVERYTHING)],
        [*header[:2], "Class Breakdown [o]", *header[3:]],
        *[["[Y]", "E06", name.title(), "", code, code, 3.0, *cells(OF_CLASS[code])] for name, code in CLASSES],
        *(reference if hidden_last else []),
    ]


def two_rows() -> Grid:
    """A service expenditure summary as of 2014-15: services over their first column only, form numbers alone."""
    measures = ((3, "Total Expenditure"), (7, "Net Current Expenditure"))

    def cells(size: float) -> list[Cell]:
        return [float(str(figure)) if number == 7 else 5.0 for figure in figures(size) for number, _ in measures]

    def over_first(labels: Sequence[Cell]) -> list[Cell]:
        return [cell for label in labels for cell in (label, "")]

    return [
        ["Revenue Outturn Service Expenditure Summary (RSX): 2014-15 data"],
        ["£ thousand"],
        ["", "", "", *over_first([*LINES, 699])],
        ["", "", "", *[number for number, _ in measures] * 14],
        ["", "", "", *over_first([*TITLES, "TOTAL SERVICE EXPENDITURE"])],
        [],
        [*("E-code", "Local authority", "Class"), *[f"{name}\n(C{number})" for number, name in measures] * 14],
        *[[code, name, letter, *cells(size)] for code, _, name, letter, size in AUTHORITIES],
        ["", "ENGLAND", "", *cells(EVERYTHING)],
    ]


EXPECTED = {
    (area, breakdown): str(figure * 1000)
    for area, size in {"E06000022": 1, "E10000008": 4, "E08000016": 2, "E09000007": 3, "E92000001": 10.51}.items()
    for breakdown, figure in zip((*BREAKDOWNS, "total_services"), figures(size), strict=True)
    if isinstance(figure, int)
}


def changed(cells: Mapping[tuple[int, int], Cell], grid: Grid | None = None) -> Grid:
    """A sheet, if none is given a summary, with other cells by row and column."""
    grid = grid or summary()
    for (row, column), cell in cells.items():
        grid[row][column] = cell
    return grid


def swapped(row: Sequence[Cell], one: Cell, other: Cell) -> list[Cell]:
    """A row with two of its cells in each other's place."""
    return [other if cell == one else one if cell == other else cell for cell in row]


def raised(row: int, *columns: int) -> Grid:
    """A summary with 100 more in some columns of a row."""
    return changed({(row, column): float(str(summary()[row][column])) + 100 for column in columns})


def of_northport(extract: Extract) -> set[str]:
    return {value for (area, _), value in values(extract).items() if area == "E06000022"}


def test_a_council_s_net_current_expenditure_is_read_in_pounds() -> None:
    extract = read(summary())
    assert extract.table == "outturn"
    assert values(extract) == EXPECTED
    assert set(extract.rows["measure"]) == {"outturn_gbp"}
    assert set(extract.rows["period"]) == {"2022-23"}


def test_the_made_country_is_as_simple_as_it_says() -> None:
    assert EXPECTED["E06000022", "childrens_social_care"] == "30000000"
    assert EXPECTED["E06000022", "highways_and_transport"] == "-20000000"
    assert EXPECTED["E06000022", "total_services"] == "870000000"


def test_the_cell_is_named_as_a_spreadsheet_names_it() -> None:
    rows = read(summary()).rows
    row = rows[(rows["area_code"] == "E10000008") & (rows["breakdown"] == "childrens_social_care")].iloc[0]
    assert row["source_ref"] == "RS_LA_Data_2022-23!H6"


def test_in_a_csv_file_the_cell_is_named_by_code_and_identifier() -> None:
    extract = read(identified(), title="")
    rows = extract.rows[extract.rows["breakdown"] == "childrens_social_care"]
    assert dict(zip(rows["area_code"], rows["source_ref"], strict=True))["E10000008"] == "E1121!RSX-csc-net-cur-exp"
    assert dict(zip(rows["area_code"], rows["source_ref"], strict=True))["E92000001"] == "Eng!RSX-csc-net-cur-exp"


WORKING: Grid = [
    ["Revenue Outturn Summary (RS) working"],
    ["Net current expenditure (£ thousand)"],
    ["E-code", "Local authority", "", "Class", "Public Health", "PH Grant"],
    ["E0101", "Northport UA", "", "UA", 8964, 9166],
]
LOOKUP: Grid = [["E-code", "Local authority", "Class", "Region"], ["E0101", "Northport UA", "UA", "North"]]
ENVIRONMENTAL = 7 + 7 * BREAKDOWNS.index("environmental") + 6
SAME: dict[str, Sequence[Sheet]] = {
    "columns go by the identifiers above": [sheet("RSX", identified())],
    "columns go by the identifiers in the hidden last row": [sheet("RSX", identified(hidden_last=True))],
    "a title has lost its service beside an identifier": [
        sheet("RSX", changed({(5, ENVIRONMENTAL): "Net Current Expenditure\n (C7 = C3 - C6)"}, identified()))
    ],
    "titles are over two rows with the service over its first column": [sheet("RSX LA Data 2014-15", two_rows())],
    "of several sheets of one layout one is headed net current expenditure": [
        sheet("RS LA Data 2014-15 (1)", summary(unit="Financial reserves levels (£ thousand)", factor=3)),
        sheet("RS LA Data 2014-15 (2)", summary()),
    ],
    "a sheet has some of the columns": [sheet("PHE Check", WORKING), sheet("RS", summary())],
    "a hidden sheet has some of the columns": [sheet("PHE Check", WORKING, hidden=True), sheet("RS", summary())],
    "there is a hidden copy of the return": [sheet("Old", summary(factor=3), hidden=True), sheet("RS", summary())],
    "a sheet lists the authorities alone": [sheet("Lookup", LOOKUP), sheet("RS", summary())],
    "a column of regions has no title": [
        sheet(
            "RS", changed({(FIRST + at, NOTES): region for at, region in enumerate(["NE", "SW", "SW", "NW", "L", "L"])})
        )
    ],
    "what is above the table is no number": [sheet("RS", changed({(2, 0): float("nan")}))],
    "an authority is there twice with the same figures": [
        sheet("RS", [*summary()[: FIRST + 2], summary()[FIRST + 5], *summary()[FIRST + 2 :]])
    ],
}


@pytest.mark.parametrize("sheets", SAME.values(), ids=SAME)
def test_the_figures_are_the_same_though(sheets: Sequence[Sheet]) -> None:
    assert values(read_file(*sheets)) == EXPECTED


REFUSED: dict[str, tuple[Grid, str]] = {
    "a column number contradicts the title": (
        changed({(3, place): number for place, number in enumerate([7, 3] * 14, start=3)}, two_rows()),
        "column 7 of the form, and carries the column number 3",
    ),
    "a line number contradicts the title": (
        [*summary()[:2], swapped(summary()[2], 330, 360), *summary()[3:]],
        "line 330 of the form, and carries the line number 360",
    ),
    "an identifier contradicts the title": (
        [*identified()[:4], swapped(identified()[4], "RSX-asc-net-cur-exp", "RSX-csc-net-cur-exp"), *identified()[5:]],
        r"has the identifier of childrens social care .* and the title of adult",
    ),
    "there are no classes of authorities": (changed({(FIRST - 1, 4): "Kind"}), "none headed Class"),
    "the column of codes is doubled": (changed({(FIRST - 1, NOTES): "E-code"}), "has the column 'E-code' 2 times"),
    "no year is stated": (changed({(0, 0): "Revenue Outturn Summary (RS) data"}), "does not say which financial year"),
    "a sheet of another measure has the same columns": (
        summary(unit="Net total cost (excl. specific grants) (£ thousand)"),
        r"is under the heading 'Net total cost \(excl. specific grants\)', and net",
    ),
    "no council has a figure": (
        summary(factor=0),
        r"\(RS 2022-23\) has a figure of no council: its sheet holds something else",
    ),
    "no unit is stated": (summary(unit="Net current expenditure"), "does not say in what unit its figures are"),
    "the figures are in pounds": (summary(factor=1000), "the heading does not fit the figure"),
    "the figures are in millions": (summary(factor=Decimal("0.001")), "the heading does not fit the figure"),
    "no calendar has the day of publication": (
        changed({(3, 0): "Last updated: 31 June 2024"}, identified()),
        "says that it was published on 31 June 2024, and there is no such day",
    ),
    "a letter beside a council is unknown": (
        changed({(FIRST, NOTES): "Q"}),
        "row 5 has the note 'Q' beside Northport UA",
    ),
    **{
        f"a cell holds {cell!r}": (
            changed({(FIRST + 1, CHILDREN): cell}),
            r"download\.xlsx, sheet RS_LA_Data_2022-23, row 6, column H",
        )
        for cell in ("n.k.", "#REF!", "12,34", "", "?")
    },
    "rows have lost their figures": (
        [*summary()[:FIRST], ["E0101"]],
        "has no row of Millborough, Northport, Northshire, Thameside",
    ),
    "the code of a council is unknown": (
        changed({(FIRST, 0): "E0199"}),
        r"row 5 has the code E0199 \(Northport UA, class UA\)",
    ),
    **{
        f"figures are beside {code!r} and no code": (changed({(FIRST + 1, 0): code}), "row 6 has figures beside")
        for code in ("E01", "0101", "", "Northport")
    },
    "a council has a class without children's services": (
        changed({(FIRST, 4): "SD"}),
        "the class SD, and it is a council with children's services",
    ),
    "a class is unknown": (changed({(FIRST, 4): "XX"}), "gives E0101 the class 'XX'"),
    **{
        f"the code is contradicted by {code}": (changed({(FIRST, 1): code}), f"E0101 .* beside the ONS code {code}")
        for code in ("E10000008", "E06009999")
    },
    "a council had closed": (
        [*summary()[:FIRST], ["E9921", "", "Oldshire", "", "SC", *[0.0] * 14], *summary()[FIRST:]],
        r"Oldshire .* was not there in 2022-23",
    ),
    "a council is absent": (
        [*summary()[: FIRST + 3], *summary()[FIRST + 4 :]],
        r"no row of Millborough|no return missing",
    ),
    "a council of that year alone is absent": (summary(period="2023-24"), "has no row of Newport"),
    "there is no line of England": (summary()[: FIRST + 6], "has no line of England"),
    "a council is there twice with different figures": (
        [*summary()[: FIRST + 2], swapped(summary()[FIRST], 30_000, 40_000), *summary()[FIRST + 2 :]],
        r"E0101 \(Northport UA\) again, with other figures",
    ),
    "a council's services do not make its total": (raised(FIRST, CHILDREN), "further apart than rounding"),
    "England's services do not make its total": (raised(FIRST + 7, CHILDREN), "further apart than rounding"),
    "councils do not make their class": (
        raised(FIRST, CHILDREN, TOTAL),
        r"childrens social care .* of class UA is £30,000,000, and its rows make £30,100,000",
    ),
    "classes do not make England": (raised(FIRST + 7, CHILDREN, TOTAL), "of England is"),
    "no table is by authority": (
        [["Revenue Outturn Summary (RS) 2022-23"], ["Total", 5.0]],
        "no sheet has a column titled E-code",
    ),
}


@pytest.mark.parametrize(("grid", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_return_stops_if(grid: Grid, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        read(grid)


@pytest.mark.parametrize("period", ["2007-08", "2008-09", "2010-11"])
def test_a_return_without_a_line_of_children_s_social_care_is_named_by_its_year(period: str) -> None:
    grid = changed({(FIRST - 1, CHILDREN): "Social care", (FIRST - 1, CHILDREN + 1): ""}, summary(period=period))
    with pytest.raises(Problem, match=rf"^download.xlsx is of {period}; returns are read from 2011-12 on"):
        read(grid)


@pytest.mark.parametrize("period", ["2011-12", "2012-13"])
def test_returns_before_councils_had_public_health_are_read_without_it(period: str) -> None:
    grid = summary(period=period)
    place = FIRST_SERVICE + BREAKDOWNS.index("public_health")
    for row in grid[2:]:
        if len(row) > TOTAL:
            if row[2] in ("ENGLAND", *(name for name, _ in CLASSES)) or E_CODE.fullmatch(str(row[0])):
                row[TOTAL] = float(str(row[TOTAL])) - float(str(row[place]))
            del row[place]
    read_values = values(read(grid))
    assert read_values["E10000008", "childrens_social_care"] == EXPECTED["E10000008", "childrens_social_care"]
    assert "public_health" not in {breakdown for _, breakdown in read_values}


def test_two_sheets_headed_net_current_expenditure_stop() -> None:
    with pytest.raises(Problem, match="2 sheets of one layout"):
        read_file(sheet("(1)", summary()), sheet("(2)", summary()))


def test_classes_without_a_header_of_their_own_are_read_apart() -> None:
    grid = summary()
    del grid[FIRST + 9]
    london = next(row for row in grid if len(row) > 2 and row[2] == "LONDON BOROUGHS")
    london[1], london[2] = "E09", "London Boroughs"
    greater = list(grid[FIRST + 5])
    greater[4] = "GLA"
    others = next(place for place, row in enumerate(grid) if len(row) > 2 and row[2] == "OTHER AUTHORITIES")
    grid[others] = greater
    assert values(read(grid)) == EXPECTED


def test_the_year_is_that_of_the_heading_and_not_of_the_file_name() -> None:
    extract = read_file(sheet("RS_LA_Data", summary(period="2016-17")), name="RS_2021-22_data_by_LA.xlsx")
    assert set(extract.rows["period"]) == {"2016-17"}
    assert extract.source.source_id == "mhclg-rs-2016-17-2017-final"


def test_a_front_page_of_another_year_stops() -> None:
    with pytest.raises(Problem, match=r"more than one financial year in its headings \(2015-16, 2022-23\)"):
        with_front_page("RS - REVENUE OUTTURN SUMMARY 2015-16")


def test_a_paragraph_of_the_front_page_that_was_left_from_last_year_does_not_matter() -> None:
    left = "... for the financial year April 2021 to March 2022."
    assert set(with_front_page("RS - REVENUE OUTTURN SUMMARY 2022-23", left).rows["period"]) == {"2022-23"}


def test_the_date_of_the_last_update_makes_the_release() -> None:
    source = read(identified()).source
    assert (source.published, source.release) == ("2024-07-08", "2024-07")
    assert source.publisher == "Department for Levelling Up, Housing and Communities"
    assert (source.scale, source.licence, source.kind) == (1000, "OGL-UK-3.0", "official file")


@pytest.mark.parametrize("title", ["Front_Page", "Sheet1"])
def test_a_front_page_under_another_name_still_dates_the_release(title: str) -> None:
    lines = ("RS - REVENUE OUTTURN SUMMARY 2022-23", "Published 7 December 2023.")
    assert with_front_page(*lines, title=title).source.release == "2023-12"


def test_without_a_front_page_no_date_is_taken_from_the_notes() -> None:
    note = "Further aggregates are in another report, which was published on 13 November 2025."
    assert with_front_page(note, title="Notes").source.release == "2023-final"


def test_a_provisional_release_is_told_by_its_data_sheet() -> None:
    assert set(read(changed({(2, 0): "PROVISIONAL (1)"})).rows["status"]) == {"provisional"}


@pytest.mark.parametrize(("number", "status"), [("First", "provisional"), ("Second", "final")])
def test_the_first_release_is_provisional_and_the_second_is_not(number: str, status: str) -> None:
    line = f'the release "2022-23 Outturn, England  - {number} release" published on 4 December 2023'
    assert set(with_front_page(line).rows["status"]) == {status}


def test_a_front_page_that_still_speaks_of_the_provisional_outturn_is_told_as_a_doubt() -> None:
    line = "Data used for '2018-19 Provisional Outturn, England' which was published 14 November 2019. See:"
    extract = with_front_page(line)
    assert set(extract.rows["status"]) == {"final"}
    assert any("provisional outturn" in note for note in extract.notes)
    assert extract.source.published == "2019-11-14"


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("Net current expenditure (£ thousand)", 1),
        ("Data are reported in £ thousand. ", 1),
        ("£000", 1),
        ("£'000s", 1),
        ("Net current expenditure (£)", 1000),
        ("Data are reported in £.", 1000),
        ("Net current expenditure (£ million)", Decimal("0.001")),
    ],
)
def test_the_unit_of_the_heading_scales_the_figures(unit: str, factor: Decimal | int) -> None:
    assert values(read(summary(unit=unit, factor=factor))) == EXPECTED


@pytest.mark.parametrize("code", ["E0101", "E1121", "E4401", "E5011"])
@pytest.mark.parametrize("factor", [1000, 0.001])
def test_one_council_in_another_unit_stops_where_no_line_of_england_tells(code: str, factor: float) -> None:
    grid = budget()
    row = next(place for place, cells in enumerate(grid) if cells[0] == code)
    grid[row] = [cell * factor if isinstance(cell, int | float) else cell for cell in grid[row]]
    with pytest.raises(Problem, match=rf"row {row + 1}: the total services of .* heading does not fit the figure"):
        read(grid)


def test_decimals_are_kept_as_they_stand_in_the_cell() -> None:
    grid = summary(factor=Decimal("1.0001377169"))
    assert grid[FIRST][CHILDREN] == 30004.131507
    assert values(read(grid))["E06000022", "childrens_social_care"] == "30004131.507"


@pytest.mark.parametrize(
    "shown",
    [
        lambda figure: f"{figure:,.0f}",
        lambda figure: f" {figure:,.0f} [note 4]",
        lambda figure: f"({-figure:,.0f})" if figure < 0 else f"{figure:,.0f}\xa0",
        lambda figure: f"−{-figure:.0f}" if figure < 0 else f"{figure:.0f}¹",
        lambda figure: f"{figure:,.0f} (R)",
        int,
    ],
)
def test_a_number_is_read_however_it_is_written(shown: Callable[[float], Cell]) -> None:
    assert values(read(summary(shown=shown))) == EXPECTED


@pytest.mark.parametrize("symbol", ["[x]", "…", "...", "S", "[note 4]"])
def test_a_missing_value_is_never_zero(symbol: str) -> None:
    extract = read(changed(dict.fromkeys(FIGURES, symbol)))
    assert of_northport(extract) == {"x"}
    for other in ("E10000008", "E92000001"):
        assert values(extract)[other, "education"] == EXPECTED[other, "education"]


def without(service: Cell, *, total_follows: bool) -> Grid:
    """A summary in which Northport has a symbol for children's social care, and its total, class and England follow."""
    grid = summary()
    spent = float(str(grid[FIRST][CHILDREN]))
    grid[FIRST][CHILDREN] = service
    if total_follows:
        for row in grid[FIRST:]:
            if len(row) > TOTAL and (row is grid[FIRST] or row[2] in ("ENGLAND", "UNITARY AUTHORITIES")):
                row[TOTAL] = float(str(row[TOTAL])) - spent
                if row is not grid[FIRST]:
                    row[CHILDREN] = float(str(row[CHILDREN])) - spent
    return grid


@pytest.mark.parametrize("symbol", ["[z]", "Category discontinued"])
def test_what_is_not_relevant_is_marked_so(symbol: str) -> None:
    grid = without(symbol, total_follows=True)
    assert values(read(grid))["E06000022", "childrens_social_care"] == "z"


@pytest.mark.parametrize("dash", ["-", " -   ", "–", "—", "£ -", " £-?? "])
def test_a_dash_is_zero_if_the_other_services_add_up_to_the_total(dash: str) -> None:
    grid = without(dash, total_follows=True)
    assert values(read(grid))["E06000022", "childrens_social_care"] == "0"


@pytest.mark.parametrize("symbol", ["-", " -   ", "[z]", "Category discontinued", "c", "low"])
def test_only_not_available_switches_off_the_check_of_a_row(symbol: str) -> None:
    with pytest.raises(Problem, match=r"the total services of Northport UA is £870,000,000, and its parts make £840,0"):
        read(without(symbol, total_follows=False))
    assert values(read(without("[x]", total_follows=False)))["E06000022", "childrens_social_care"] == "x"


def test_a_row_of_dashes_is_a_return_not_received() -> None:
    assert of_northport(read(changed(dict.fromkeys(FIGURES, " -   ")))) == {"x"}


def accounting(cell: Cell) -> Cell:
    """A number as a spreadsheet's accounting format saves it."""
    if not isinstance(cell, float | int):
        return cell
    return " -   " if cell == 0 else f" ({-cell:,.0f})" if cell < 0 else f" {cell:,.0f} "


@settings(deadline=None, max_examples=25)
@given(
    st.sets(st.sampled_from(range(len(BREAKDOWNS)))), st.integers(-9000, 9000).filter(lambda change: abs(change) > 10)
)
def test_the_accounting_format_gives_the_same_figures_and_no_changed_figure_gets_through(
    idle: set[int], change: int
) -> None:
    grid = summary()
    for row in grid[FIRST:]:
        if len(row) > TOTAL:
            spent = [0.0 if place in idle else float(str(cell)) for place, cell in enumerate(row[5:TOTAL])]
            row[5 : TOTAL + 1] = [*spent, sum(spent)]
    expected = values(read(grid))
    for row in grid[FIRST:]:
        row[5:] = [accounting(cell) for cell in row[5:]]
    assert values(read(grid)) == expected
    grid[FIRST][CHILDREN] = accounting((0 if CHILDREN - 5 in idle else 30_000) + change)
    with pytest.raises(Problem, match="the total services of Northport UA is"):
        read(grid)


@pytest.mark.parametrize("note", ["M", "S", "I", "Grossed", "[x]", "M [note 4]", "(d), M"])
def test_a_council_marked_as_without_a_return_has_no_figures_even_if_zeros_are_shown(note: str) -> None:
    assert of_northport(read(changed({**dict.fromkeys(FIGURES, 0.0), (FIRST, NOTES): note}))) == {"x"}


def test_a_council_of_zeros_alone_is_a_return_not_received() -> None:
    extract = read(changed(dict.fromkeys(FIGURES, 0.0)))
    assert of_northport(extract) == {"x"}
    assert any("nothing but zeros" in note for note in extract.notes)


def test_figures_beside_a_note_that_no_return_came_are_not_the_council_s_own() -> None:
    extract = read(changed({(FIRST, NOTES): "S"}))
    assert of_northport(extract) == {"x"}
    assert any("without a return" in note for note in extract.notes)


@pytest.mark.parametrize("note", ["R", "(d) R", "[note 11]", "(a)"])
def test_a_revised_return_and_references_to_notes_leave_the_figures(note: str) -> None:
    assert values(read(changed({(FIRST, NOTES): note}))) == EXPECTED


@pytest.mark.parametrize("column", [*range(5, 19)])
def test_a_missing_column_stops(column: int) -> None:
    grid = summary()
    for row in grid:
        del row[column : column + 1]
    with pytest.raises(Problem, match="has no column of"):
        read(grid)


@pytest.mark.parametrize(("grid", "titles"), [(summary(), 3), (identified(), 4)])
def test_a_doubled_column_stops(grid: Grid, titles: int) -> None:
    column = next(
        place for place, title in enumerate(grid[titles]) if title in ("Adult Social Care", "RSX-asc-net-cur-exp")
    )
    for row in grid:
        row[column:column] = row[column : column + 1]
    with pytest.raises(Problem, match=r"adult social care .* 2 times"):
        read(grid)


SLIP = CodeCorrection("slip", "what", "why", "E0101", "E06009999", "E06000022", ("RS 2022-23",))


def test_a_declared_slip_of_a_code_passes() -> None:
    assert values(read(changed({(FIRST, 1): "E06009999"}), corrections=Corrections(codes=(SLIP,)))) == EXPECTED


def test_a_declared_slip_that_the_publisher_has_corrected_stops() -> None:
    with pytest.raises(Problem, match="no longer carries E06009999"):
        read(summary(), corrections=Corrections(codes=(SLIP,)))


DIFFERENCE = Discrepancy(
    correction_id="late",
    what="The line of the class lacks a late correction.",
    why="It was not made anew.",
    table="outturn",
    period="2022-23",
    of="areas",
    area_codes=("UA",),
    breakdowns=("planning", "total_services"),
    expect=Decimal(-100_000),
    release="RS 2000-01",
)


def test_a_declared_discrepancy_passes() -> None:
    assert values(read(raised(FIRST, PLANNING, TOTAL), corrections=Corrections(discrepancies=(DIFFERENCE,))))


@pytest.mark.parametrize("declared", [(), (replace(DIFFERENCE, expect=Decimal(-300_000)),)])
def test_an_undeclared_discrepancy_and_one_of_another_size_stop(declared: tuple[Discrepancy, ...]) -> None:
    with pytest.raises(Problem, match=r"planning .* of class UA"):
        read(raised(FIRST, PLANNING, TOTAL), corrections=Corrections(discrepancies=declared))


def test_a_declared_discrepancy_that_the_publisher_has_corrected_stops() -> None:
    with pytest.raises(Problem, match=r"the difference of £-100,000 that corrections\.toml expects is gone"):
        read(summary(), corrections=Corrections(discrepancies=(DIFFERENCE,)))


def test_an_earlier_release_need_not_have_the_declared_discrepancy() -> None:
    later = replace(DIFFERENCE, release="RS 2099-01")
    assert values(read(summary(), corrections=Corrections(discrepancies=(later,)))) == EXPECTED


def test_other_returns_are_not_recognised() -> None:
    other: Grid = [["Revenue Outturn (RO) 2022-23: Highways and Transport Services (RO2) data"], ["E-code", "Class"]]
    tidy: Grid = [["time_period", "geographic_level"], ["2023", "National"]]
    for title, grid in (("RO2", other), ("", tidy)):
        assert not mhclg.recognise(OfficialFile("download.xlsx", "0" * 64, (sheet(title, grid),)))


# -- the budget ------------------------------------------------------------------------------------------------------


def budget() -> Grid:
    """A revenue account budget as of 2022-23: a column of detail before each total, no identifiers, no England."""
    header: list[Cell] = ["E-code", "ONS Code", "Local authority", "Class", "Subclass", "Notes"]
    for title in TITLES:
        header += [f"{title}: something of it", f"TOTAL {title.upper()}"]
    header += ["TOTAL SERVICE EXPENDITURE", 'Total service expenditure on non-IAS19 and PFI "On Balance Sheet" basis']

    def cells(size: float) -> list[Cell]:
        *services, total = figures(size)
        return [*[cell for figure in services for cell in (1.0, figure)], total, 5.0]

    return [
        ["Worksheet 2: Revenue Account Budget (RA) 2022-23: Revenue Account data"],
        ["Data are reported in £ thousand. "],
        ["Last updated: 22 June 2022"],
        header,
        *[[code, ons, name, letter, letter, "", *cells(size)] for code, ons, name, letter, size in AUTHORITIES],
    ]


def test_the_budget_is_read_from_its_totals_and_not_from_their_detail() -> None:
    extract = read(budget(), title="RA_LA_Data_2022-23")
    assert extract.table == "budget"
    assert set(extract.rows["measure"]) == {"budget_gbp"}
    assert values(extract) == {key: value for key, value in EXPECTED.items() if key[0] != "E92000001"}
    assert any("no line of England" in note for note in extract.notes)
    assert extract.source.source_id == "mhclg-ra-2022-23-2022-06"


def test_identifiers_in_the_last_row_are_found_without_a_table_of_classes() -> None:
    grid = budget()
    assets = (
        *("edutot", "transtot", "csctot", "asctot", "phtot", "housgfcftot", "cultot"),
        *("envtot", "plantot", "poltot", "frstot", "centot", "othtot"),
    )
    grid.append([*[""] * 6, *[name for asset in assets for name in ("", asset)], "servicetot", ""])
    extract = read(grid, title="")
    assert values(extract) == values(read(budget()))
    assert "E1121!csctot" in set(extract.rows["source_ref"])


def test_columns_on_the_pandemic_in_front_do_not_matter() -> None:
    grid = budget()
    for row in grid[3:]:
        row[6:6] = ["Budget Basis" if row[0] == "E-code" else "No Covid adjustment", "", "COVID grant (£1.6bn) (a)"]
    assert values(read(grid)) == values(read(budget()))


# -- lines of children's social care ---------------------------------------------------------------------------------

CHILDRENS = (
    ("sure_start_and_early_years", "Sure start children's centres/flying start and early years"),
    ("children_looked_after", "Children looked after"),
    ("other_children_and_families", "Other children and family services"),
    ("family_support", "Family support services"),
    ("youth_justice", "Youth justice"),
    ("safeguarding", "Safeguarding children and young people’s services"),
    ("asylum_seekers", "Asylum seekers"),
    ("services_for_young_people", "Services for young people"),
)


def childrens_lines(measure: str, number: int, factor: int) -> Grid:
    """One of the sheets over which RO3 spread its columns until 2014-15."""

    def cells(size: float) -> list[Cell]:
        lines = [round(size * factor * 1000 * place) for place in range(1, 9)]
        return [*(float(figure) for figure in (*lines, sum(lines))), 99.0]

    titles = [f"Children's social care: {title}" for _, title in CHILDRENS]
    return [
        ["Revenue Outturn Social Care and Public Health Services (RO3): 2014-15 data"],
        ["£ thousand"],
        ["", "", "", *titles, "TOTAL CHILDREN'S SOCIAL CARE", "Social support: Asylum seeker support"],
        ["E-code", "Local authority", "Class", *[f"{measure} (C{number})"] * 10],
        *[[code, name, letter, *cells(size)] for code, _, name, letter, size in AUTHORITIES],
        ["", "ENGLAND", "", *cells(EVERYTHING)],
    ]


def test_lines_of_children_s_social_care_are_read_over_the_sheets_that_hold_them() -> None:
    extract = read_file(
        sheet("RO3 LA Data 2014-15 (1)", childrens_lines("Total Expenditure", 3, 3)),
        sheet("RO3 LA Data 2014-15 (2)", childrens_lines("Total Income", 6, 1)),
        sheet("RO3 LA Data 2014-15 (3)", childrens_lines("Net Current Expenditure", 7, 2)),
    )
    assert extract.table == "outturn_childrens_lines"
    gross, net = values(extract, "total_expenditure_gbp"), values(extract, "net_current_expenditure_gbp")
    assert gross["E10000008", "children_looked_after"] == "24000000"
    assert net["E10000008", "children_looked_after"] == "16000000"
    assert net["E06000022", "childrens_social_care"] == "72000000"
    assert {breakdown for _, breakdown in net} == {*dict(CHILDRENS), "childrens_social_care"}
    refs = extract.rows.set_index(["area_code", "measure", "breakdown"])["source_ref"]
    assert refs["E06000022", "net_current_expenditure_gbp", "children_looked_after"] == "RO3 LA Data 2014-15 (3)!E5"


def test_a_sheet_of_the_return_that_is_missing_stops() -> None:
    with pytest.raises(Problem, match="no column of net current expenditure of sure start"):
        read(childrens_lines("Total Expenditure", 3, 3))


# -- properties ------------------------------------------------------------------------------------------------------


def rearranged(grid: Grid, order: Sequence[int], front: int, above: Sequence[Cell]) -> Grid:
    """The same sheet with its columns in another order, empty ones in front and rows above all others."""
    width = max(len(row) for row in grid)
    full = [[*row, *[""] * (width - len(row))] for row in grid]
    head = next(place for place, row in enumerate(full) if "E-code" in row)
    headings = [row for row in full[: head - 1] if sum(cell != "" for cell in row) == 1]
    table = [row for row in full if not any(row is heading for heading in headings)]
    return [
        *[[cell] for cell in above],
        *[[*row[:1], *[""] * front] for row in headings],
        *[[*[""] * front, *[row[column] for column in order]] for row in table],
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([summary(), identified(), identified(hidden_last=True), budget()]),
    st.integers(0, 3),
    st.lists(st.sampled_from(["", "Note that some cells refer to notes.", 5.0]), max_size=6),
    st.randoms(use_true_random=False),
)
def test_moving_columns_and_rows_gives_the_same_figures(
    grid: Grid, front: int, above: list[Cell], random: Random
) -> None:
    order = list(range(max(len(row) for row in grid)))
    random.shuffle(order)
    moved = read(rearranged(grid, order, front, above))
    pd.testing.assert_frame_equal(moved.rows.drop(columns="source_ref"), read(grid).rows.drop(columns="source_ref"))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([summary(), identified()]), st.data())
def test_a_file_cut_short_anywhere_among_its_authorities_stops(grid: Grid, data: st.DataObject) -> None:
    england = next(place for place, row in enumerate(grid) if len(row) > 2 and row[2] == "ENGLAND")
    kept = data.draw(st.integers(1, england))
    with pytest.raises(Problem):
        read(grid[:kept])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([summary(), identified()]), st.data())
def test_a_digit_more_in_one_needed_cell_never_passes(grid: Grid, data: st.DataObject) -> None:
    extract = read(grid)
    ref = data.draw(st.sampled_from(list(extract.rows["source_ref"])))
    row, column = xl_cell_to_rowcol(ref.split("!")[1])
    changed = [list(cells) for cells in grid]
    changed[row][column] = float(f"{float(str(changed[row][column])):.0f}7")
    with pytest.raises(Problem):
        read(changed)


def not_reported(release: str) -> Corrections:
    """The police of one council, declared as not reported in a release; the file does not state its own."""
    return Corrections(
        not_reported=(NotReported("police", "", "", "outturn", "2022-23", release, ("E06000022",), ("police",)),)
    )


@pytest.mark.parametrize("release", ["2023-final", "2024-07"])
def test_a_zero_that_is_declared_as_not_reported_is_no_figure(release: str) -> None:
    grid = summary()
    police = FIRST_SERVICE + BREAKDOWNS.index("police")
    for row in grid[FIRST:]:
        if len(row) > TOTAL:
            row[TOTAL] = float(str(row[TOTAL])) - float(str(row[police]))
            row[police] = 0.0
    found = values(read(grid, corrections=not_reported(release)))
    assert (found[("E06000022", "police")], found[("E10000008", "police")]) == ("x", "0")


def test_a_figure_in_place_of_a_zero_declared_as_not_reported_stops() -> None:
    with pytest.raises(
        Problem, match=r"for the police of Northport UA, where corrections.toml expects a zero \(police\)"
    ):
        read(summary(), corrections=not_reported("2023-final"))
    assert values(read(summary(), corrections=not_reported("2024-07"))) == values(read(summary()))
