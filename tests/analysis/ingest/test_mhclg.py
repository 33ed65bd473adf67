"""Returns of local authority finance: every trap of their layouts, on sheets of a country of four councils."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ingest import mhclg
from analysis.ingest.extract import Context, Extract
from analysis.ingest.mhclg.layout import E_CODE
from analysis.ingest.sheet import Cell, OfficialFile, Sheet
from analysis.problem import Problem
from analysis.tables.areas import Areas
from analysis.tables.corrections import CodeCorrection, Corrections, Discrepancy, NotReported

Grid = list[list[Cell]]

AREA_COLUMNS = (
    *("area_code", "area_name", "level", "class", "region_code", "subregion_code"),
    *("county_group", "opened", "closed", "predecessors"),
)
AREAS = (
    ("E92000001", "England", "country", "", "", "", "false", "", "", ""),
    ("E06000022", "Northport", "authority", "UA", "", "", "false", "", "", ""),
    ("E10000008", "Northshire", "authority", "SC", "", "", "true", "", "", ""),
    ("E08000016", "Millborough", "authority", "MD", "", "", "false", "", "", ""),
    ("E09000007", "Thameside", "authority", "LB", "", "", "false", "", "", ""),
    ("E06000077", "Newport", "authority", "UA", "", "", "false", "2023-04-01", "", ""),
    ("E10000099", "Oldshire", "authority", "SC", "", "", "false", "", "2010-03-31", ""),
)
CODES = {
    "E0101": "E06000022",
    "E1121": "E10000008",
    "E4401": "E08000016",
    "E5011": "E09000007",
    "E9001": "E06000077",
    "E9921": "E10000099",
    **{area[0]: area[0] for area in AREAS},
}
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


def context(corrections: Corrections | None = None) -> Context:
    areas = [dict(zip(AREA_COLUMNS, area, strict=True)) for area in AREAS]
    codes = [{"code": code, "area_code": area} for code, area in CODES.items()]
    return Context(Areas.from_records(areas, codes), corrections or Corrections())


def figures(size: float) -> list[Cell]:
    """Thirteen services of a council of a size, and their total, in £ thousand; highways earn more than they cost."""
    services = [round(size * 1000 * place * (-10 if place == 2 else 10)) for place in range(1, 14)]
    return [*services, sum(services)]


def official(*sheets: tuple[str, Grid], name: str = "download.xlsx") -> OfficialFile:
    return OfficialFile(name, "0" * 64, tuple(Sheet(name, title, grid) for title, grid in sheets))


def read(grid: Grid, sheet: str = "RS_LA_Data_2022-23", corrections: Corrections | None = None) -> Extract:
    file = official((sheet, grid))
    assert mhclg.recognise(file)
    (extract,) = mhclg.extract(file, context(corrections))
    return extract


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

    everything = sum(authority[4] for authority in AUTHORITIES)
    of_class = {code: sum(size for *_, each, size in AUTHORITIES if each == code) for _, code in CLASSES}
    return [
        [f"Revenue Outturn (RO) {period}: Revenue Outturn Summary (RS) data"],
        [unit],
        ["", "", "", "", "", *LINES, 699],
        ["E-code", "ONS Code", "Local authority", "", "Class", *TITLES, "TOTAL SERVICE EXPENDITURE (lines 190 to 698)"],
        *[[code, ons, name, "", letter, *cells(size)] for code, ons, name, letter, size in AUTHORITIES],
        [],
        ["", "", "ENGLAND", "", "", *cells(everything)],
        [],
        ["", "", "CLASS BREAKDOWN"],
        *[["", "", name, "", code, *cells(of_class[code])] for name, code in CLASSES],
        [],
        [f"Source: Department for Communities and Local Government Revenue Outturn (RO) returns {period}"],
    ]


FIRST, NOTES, FIRST_SERVICE, CHILDREN, PLANNING, TOTAL = 4, 3, 5, 7, 13, 18


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

    everything = sum(authority[4] for authority in AUTHORITIES)
    of_class = {code: sum(size for *_, each, size in AUTHORITIES if each == code) for _, code in CLASSES}
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
        ["Eng", "E92000001", "ENGLAND", "", "Eng", "Eng", "[Y]", *cells(everything)],
        [*header[:2], "Class Breakdown [o]", *header[3:]],
        *[["[Y]", "E06", name.title(), "", code, code, 3.0, *cells(of_class[code])] for name, code in CLASSES],
        *(reference if hidden_last else []),
    ]


def two_rows() -> Grid:
    """A service expenditure summary as of 2014-15: services over their first column only, form numbers alone."""
    measures = ((3, "Total Expenditure"), (7, "Net Current Expenditure"))

    def cells(size: float) -> list[Cell]:
        return [float(str(figure)) if number == 7 else 5.0 for figure in figures(size) for number, _ in measures]

    def over_first(labels: Sequence[Cell]) -> list[Cell]:
        return [cell for label in labels for cell in (label, "")]

    everything = sum(authority[4] for authority in AUTHORITIES)
    return [
        ["Revenue Outturn Service Expenditure Summary (RSX): 2014-15 data"],
        ["£ thousand"],
        ["", "", "", *over_first([*LINES, 699])],
        ["", "", "", *[number for _ in range(14) for number, _ in measures]],
        ["", "", "", *over_first([*TITLES, "TOTAL SERVICE EXPENDITURE"])],
        [],
        [
            "E-code",
            "Local authority",
            "Class",
            *[f"{name}\n(C{number})" for _ in range(14) for number, name in measures],
        ],
        *[[code, name, letter, *cells(size)] for code, _, name, letter, size in AUTHORITIES],
        ["", "ENGLAND", "", *cells(everything)],
    ]


EXPECTED = {
    (area, breakdown): str(figure * 1000)
    for area, size in {"E06000022": 1, "E10000008": 4, "E08000016": 2, "E09000007": 3, "E92000001": 10.51}.items()
    for breakdown, figure in zip((*BREAKDOWNS, "total_services"), figures(size), strict=True)
    if isinstance(figure, int)
}


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


def test_districts_police_and_the_greater_london_authority_are_not_held() -> None:
    assert {area for area, _ in values(read(summary()))} == {"E92000001", *sorted({area for area, _ in EXPECTED})}


def test_the_cell_is_named_as_a_spreadsheet_names_it() -> None:
    rows = read(summary()).rows
    row = rows[(rows["area_code"] == "E10000008") & (rows["breakdown"] == "childrens_social_care")].iloc[0]
    assert row["source_ref"] == "RS_LA_Data_2022-23!H6"


def test_in_a_csv_file_the_cell_is_named_by_code_and_identifier() -> None:
    extract = read(identified(), sheet="")
    rows = extract.rows[extract.rows["breakdown"] == "childrens_social_care"]
    assert dict(zip(rows["area_code"], rows["source_ref"], strict=True))["E10000008"] == "E1121!RSX-csc-net-cur-exp"
    assert dict(zip(rows["area_code"], rows["source_ref"], strict=True))["E92000001"] == "Eng!RSX-csc-net-cur-exp"


@pytest.mark.parametrize("hidden_last", [False, True])
def test_columns_go_by_the_asset_identifier_above_or_in_the_hidden_last_row(*, hidden_last: bool) -> None:
    assert values(read(identified(hidden_last=hidden_last))) == EXPECTED


def test_a_title_that_has_lost_its_service_does_not_matter_beside_an_identifier() -> None:
    grid = identified()
    column = next(
        place for place, title in enumerate(grid[5]) if str(title).startswith("Environmental") and "C7" in str(title)
    )
    grid[5][column] = "Net Current Expenditure\n (C7 = C3 - C6)"
    assert values(read(grid)) == EXPECTED


def test_titles_over_two_rows_with_the_service_over_its_first_column_are_read() -> None:
    assert values(read(two_rows(), sheet="RSX LA Data 2014-15")) == EXPECTED


def test_a_column_number_that_contradicts_the_title_stops() -> None:
    grid = two_rows()
    grid[3] = ["", "", "", *[7, 3] * 14]
    with pytest.raises(Problem, match="column 7 of the form, and carries the column number 3"):
        read(grid)


def test_a_line_number_that_contradicts_the_title_stops() -> None:
    grid = summary()
    grid[2][CHILDREN], grid[2][CHILDREN + 1] = grid[2][CHILDREN + 1], grid[2][CHILDREN]
    with pytest.raises(Problem, match="line 330 of the form, and carries the line number 360"):
        read(grid)


def test_an_identifier_that_contradicts_the_title_stops() -> None:
    grid = identified()
    adult = next(place for place, name in enumerate(grid[4]) if name == "RSX-asc-net-cur-exp")
    children = next(place for place, name in enumerate(grid[4]) if name == "RSX-csc-net-cur-exp")
    grid[4][adult], grid[4][children] = grid[4][children], grid[4][adult]
    with pytest.raises(Problem, match=r"has the identifier of childrens social care .* and the title of adult"):
        read(grid)


def test_of_several_sheets_of_one_layout_the_one_headed_net_current_expenditure_counts() -> None:
    reserves = summary(unit="Financial reserves levels (£ thousand)", factor=3)
    file = official(("RS LA Data 2014-15 (1)", reserves), ("RS LA Data 2014-15 (2)", summary()))
    (extract,) = mhclg.extract(file, context())
    assert values(extract) == EXPECTED


def working_sheet() -> Grid:
    return [
        ["Revenue Outturn (RO) 2021-22: Revenue Outturn Summary (RS) data"],
        ["Net current expenditure (£ thousand)"],
        ["E-code", "Local authority", "", "Class", "Public Health", "PH Grant"],
        ["E0101", "Northport UA", "", "UA", 8964, 9166],
    ]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_sheet_with_some_of_the_columns_is_no_rival_of_the_return(*, hidden: bool) -> None:
    name = "download.xlsx"
    sheets = (
        Sheet(name, "PHE Check", working_sheet(), hidden=hidden),
        Sheet(name, "RS_LA_Data", summary(period="2022-23")),
    )
    sheets[0].rows[0][0] = "Revenue Outturn Summary (RS) working"  # type: ignore[index]
    (extract,) = mhclg.extract(OfficialFile(name, "0" * 64, sheets), context())
    assert values(extract) == EXPECTED


def test_a_hidden_copy_of_the_return_is_no_rival_of_the_visible_one() -> None:
    name = "download.xlsx"
    hidden = Sheet(name, "Old", summary(factor=3), hidden=True)
    file = OfficialFile(name, "0" * 64, (hidden, Sheet(name, "RS_LA_Data", summary())))
    (extract,) = mhclg.extract(file, context())
    assert values(extract) == EXPECTED


@pytest.mark.parametrize("period", ["2007-08", "2008-09", "2010-11"])
def test_a_return_without_a_line_of_children_s_social_care_is_named_by_its_year(period: str) -> None:
    grid = summary(period=period)
    grid[FIRST - 1][CHILDREN : CHILDREN + 2] = ["Social care", ""]
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
        mhclg.extract(official(("(1)", summary()), ("(2)", summary())), context())


def test_a_sheet_that_lists_the_authorities_alone_does_not_matter() -> None:
    lookup: Grid = [["E-code", "Local authority", "Class", "Region"], ["E0101", "Northport UA", "UA", "North"]]
    (extract,) = mhclg.extract(official(("Lookup", lookup), ("RS_LA_Data", summary())), context())
    assert values(extract) == EXPECTED


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


def test_a_column_of_regions_without_a_title_is_no_column_of_notes() -> None:
    grid = summary()
    for place, region in enumerate(("NE", "SW", "SW", "NW", "L", "L")):
        grid[FIRST + place][NOTES] = region
    assert values(read(grid)) == EXPECTED


def test_a_table_without_classes_of_authorities_stops() -> None:
    grid = summary()
    grid[FIRST - 1][4] = "Kind"
    with pytest.raises(Problem, match="none headed Class"):
        read(grid)


def test_a_doubled_column_of_codes_stops() -> None:
    grid = summary()
    grid[FIRST - 1].append("E-code")
    with pytest.raises(Problem, match="has the column 'E-code' 2 times"):
        read(grid)


def test_the_year_is_that_of_the_heading_and_not_of_the_file_name() -> None:
    file = official(("RS_LA_Data", summary(period="2016-17")), name="RS_2021-22_data_by_LA.xlsx")
    (extract,) = mhclg.extract(file, context())
    assert set(extract.rows["period"]) == {"2016-17"}
    assert extract.source.source_id == "mhclg-rs-2016-17-2017-final"


def test_a_front_page_of_another_year_stops() -> None:
    front: Grid = [["RS - REVENUE OUTTURN SUMMARY 2015-16"]]
    with pytest.raises(Problem, match=r"more than one financial year in its headings \(2015-16, 2022-23\)"):
        mhclg.extract(official(("Front_Page", front), ("RS", summary())), context())


def test_a_paragraph_of_the_front_page_that_was_left_from_last_year_does_not_matter() -> None:
    front: Grid = [["RS - REVENUE OUTTURN SUMMARY 2022-23"], ["... for the financial year April 2021 to March 2022."]]
    (extract,) = mhclg.extract(official(("Front_Page", front), ("RS", summary())), context())
    assert set(extract.rows["period"]) == {"2022-23"}


def test_a_file_that_does_not_state_its_year_stops() -> None:
    grid = summary()
    grid[0] = ["Revenue Outturn Summary (RS) data"]
    with pytest.raises(Problem, match="does not say which financial year"):
        read(grid)


def test_the_date_of_the_last_update_makes_the_release() -> None:
    source = read(identified()).source
    assert (source.published, source.release) == ("2024-07-08", "2024-07")
    assert source.publisher == "Department for Levelling Up, Housing and Communities"
    assert (source.scale, source.licence, source.kind) == (1000, "OGL-UK-3.0", "official file")


def test_a_front_page_under_another_name_still_dates_the_release() -> None:
    front: Grid = [["RS - REVENUE OUTTURN SUMMARY 2022-23"], ["Published 7 December 2023."]]
    for name in ("Front_Page", "Sheet1"):
        (extract,) = mhclg.extract(official((name, front), ("RS", summary())), context())
        assert extract.source.release == "2023-12"


def test_without_a_front_page_no_date_is_taken_from_the_notes() -> None:
    notes: Grid = [["Further aggregates are in another report, which was published on 13 November 2025."]]
    (extract,) = mhclg.extract(official(("Notes", notes), ("RS", summary())), context())
    assert extract.source.release == "2023-final"


def test_a_sheet_of_another_measure_stops_although_it_has_the_same_columns() -> None:
    with pytest.raises(Problem, match=r"is under the heading 'Net total cost \(excl. specific grants\)', and net"):
        read(summary(unit="Net total cost (excl. specific grants) (£ thousand)"))


def test_a_sheet_in_which_no_council_has_a_figure_stops() -> None:
    with pytest.raises(Problem, match=r"\(RS 2022-23\) has a figure of no council: its sheet holds something else"):
        read(summary(factor=0))


def test_a_provisional_release_is_told_by_its_data_sheet() -> None:
    grid = summary()
    grid[2][0] = "PROVISIONAL (1)"
    assert set(read(grid).rows["status"]) == {"provisional"}


def test_the_first_release_is_provisional_and_the_second_is_not() -> None:
    def status(number: str) -> set[str]:
        front: Grid = [[f'the release "2022-23 Outturn, England  - {number} release" published on 4 December 2023']]
        (extract,) = mhclg.extract(official(("Front_Page", front), ("RS", summary())), context())
        return set(extract.rows["status"])

    assert status("First") == {"provisional"}
    assert status("Second") == {"final"}


def test_a_front_page_that_still_speaks_of_the_provisional_outturn_is_told_as_a_doubt() -> None:
    front: Grid = [["Data used for '2018-19 Provisional Outturn, England' which was published 14 November 2019. See:"]]
    (extract,) = mhclg.extract(official(("Front_Page", front), ("RS", summary())), context())
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


def test_a_file_that_does_not_state_its_unit_stops() -> None:
    with pytest.raises(Problem, match="does not say in what unit its figures are"):
        read(summary(unit="Net current expenditure"))


@pytest.mark.parametrize("factor", [1000, Decimal("0.001")])
def test_figures_that_do_not_fit_the_unit_of_the_heading_stop(factor: Decimal | int) -> None:
    with pytest.raises(Problem, match="the heading does not fit the figure"):
        read(summary(factor=factor))


@pytest.mark.parametrize("code", ["E0101", "E1121", "E4401", "E5011"])
@pytest.mark.parametrize("factor", [1000, 0.001])
def test_one_council_in_another_unit_stops_where_no_line_of_england_tells(code: str, factor: float) -> None:
    grid = budget()
    row = next(place for place, cells in enumerate(grid) if cells[0] == code)
    grid[row] = [cell * factor if isinstance(cell, int | float) else cell for cell in grid[row]]
    with pytest.raises(Problem, match=rf"row {row + 1}: the total services of .* heading does not fit the figure"):
        read(grid)


def test_a_day_of_publication_that_no_calendar_has_stops() -> None:
    grid = identified()
    grid[3] = ["Last updated: 31 June 2024"]
    with pytest.raises(Problem, match="says that it was published on 31 June 2024, and there is no such day"):
        read(grid)


def test_what_is_no_number_above_the_table_does_not_matter() -> None:
    grid = summary()
    grid[2][0] = float("nan")
    assert values(read(grid)) == EXPECTED


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
    grid = summary()
    grid[FIRST][5:] = [symbol] * 14
    read_values = values(read(grid))
    assert {read_values["E06000022", breakdown] for breakdown in (*BREAKDOWNS, "total_services")} == {"x"}
    assert read_values["E10000008", "education"] == EXPECTED["E10000008", "education"]


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
    grid = summary()
    grid[FIRST][5:19] = [" -   "] * 14
    assert {value for (area, _), value in values(read(grid)).items() if area == "E06000022"} == {"x"}


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
    grid = summary()
    grid[FIRST][NOTES] = note
    grid[FIRST][5:] = [0.0] * 14
    assert {value for (area, _), value in values(read(grid)).items() if area == "E06000022"} == {"x"}


def test_a_council_of_zeros_alone_is_a_return_not_received() -> None:
    grid = summary()
    grid[FIRST][5:] = [0.0] * 14
    extract = read(grid)
    assert {value for (area, _), value in values(extract).items() if area == "E06000022"} == {"x"}
    assert any("nothing but zeros" in note for note in extract.notes)


def test_figures_beside_a_note_that_no_return_came_are_not_the_council_s_own() -> None:
    grid = summary()
    grid[FIRST][NOTES] = "S"
    extract = read(grid)
    assert {value for (area, _), value in values(extract).items() if area == "E06000022"} == {"x"}
    assert any("without a return" in note for note in extract.notes)


@pytest.mark.parametrize("note", ["R", "(d) R", "[note 11]", "(a)"])
def test_a_revised_return_and_references_to_notes_leave_the_figures(note: str) -> None:
    grid = summary()
    grid[FIRST][NOTES] = note
    assert values(read(grid)) == EXPECTED


def test_an_unknown_letter_beside_a_council_stops() -> None:
    grid = summary()
    grid[FIRST][NOTES] = "Q"
    with pytest.raises(Problem, match="row 5 has the note 'Q' beside Northport UA"):
        read(grid)


@pytest.mark.parametrize("cell", ["n.k.", "#REF!", "12,34", "", "?"])
def test_an_unknown_symbol_or_an_empty_cell_stops_and_is_named(cell: str) -> None:
    grid = summary()
    grid[FIRST + 1][CHILDREN] = cell
    with pytest.raises(Problem, match=r"download\.xlsx, sheet RS_LA_Data_2022-23, row 6, column H"):
        read(grid)


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


def test_a_table_whose_rows_have_lost_their_figures_stops() -> None:
    grid = summary()[: FIRST + 1]
    grid[FIRST] = ["E0101"]
    with pytest.raises(Problem, match="has no row of Millborough, Northport, Northshire, Thameside"):
        read(grid)


def test_an_unknown_code_of_a_council_stops() -> None:
    grid = summary()
    grid[FIRST][0] = "E0199"
    with pytest.raises(Problem, match=r"row 5 has the code E0199 \(Northport UA, class UA\)"):
        read(grid)


@pytest.mark.parametrize("code", ["E01", "0101", "", "Northport"])
def test_figures_beside_no_code_at_all_stop(code: str) -> None:
    grid = summary()
    grid[FIRST + 1][0] = code
    with pytest.raises(Problem, match="row 6 has figures beside"):
        read(grid)


def test_a_council_that_is_given_a_class_without_children_s_services_stops() -> None:
    grid = summary()
    grid[FIRST][4] = "SD"
    with pytest.raises(Problem, match="the class SD, and it is a council with children's services"):
        read(grid)


def test_an_unknown_class_stops() -> None:
    grid = summary()
    grid[FIRST][4] = "XX"
    with pytest.raises(Problem, match="gives E0101 the class 'XX'"):
        read(grid)


@pytest.mark.parametrize("ons_code", ["E10000008", "E06009999"])
def test_codes_that_contradict_each_other_stop(ons_code: str) -> None:
    grid = summary()
    grid[FIRST][1] = ons_code
    with pytest.raises(Problem, match=f"E0101 .* beside the ONS code {ons_code}"):
        read(grid)


SLIP = CodeCorrection("slip", "what", "why", "E0101", "E06009999", "E06000022", ("RS 2022-23",))


def test_a_declared_slip_of_a_code_passes() -> None:
    grid = summary()
    grid[FIRST][1] = "E06009999"
    assert values(read(grid, corrections=Corrections(codes=(SLIP,)))) == EXPECTED


def test_a_declared_slip_that_the_publisher_has_corrected_stops() -> None:
    with pytest.raises(Problem, match="no longer carries E06009999"):
        read(summary(), corrections=Corrections(codes=(SLIP,)))


def test_a_council_that_had_closed_stops() -> None:
    grid = summary()
    grid.insert(FIRST, ["E9921", "", "Oldshire", "", "SC", *[0.0] * 14])
    with pytest.raises(Problem, match=r"Oldshire .* was not there in 2022-23"):
        read(grid)


def test_a_council_that_is_absent_stops_as_a_file_cut_short() -> None:
    grid = summary()
    del grid[FIRST + 3]
    with pytest.raises(Problem, match=r"no row of Millborough|no return missing"):
        read(grid)


def test_a_council_of_that_year_alone_is_expected() -> None:
    with pytest.raises(Problem, match="has no row of Newport"):
        read(summary(period="2023-24"))


def test_a_file_without_its_line_of_england_is_cut_short() -> None:
    with pytest.raises(Problem, match="has no line of England"):
        read(summary()[: FIRST + 6])


def test_a_council_twice_with_different_figures_stops() -> None:
    grid = summary()
    again = list(grid[FIRST])
    again[CHILDREN], again[CHILDREN + 1] = again[CHILDREN + 1], again[CHILDREN]
    grid.insert(FIRST + 2, again)
    with pytest.raises(Problem, match=r"E0101 \(Northport UA\) again, with other figures"):
        read(grid)


def test_an_authority_twice_with_the_same_figures_counts_once() -> None:
    grid = summary()
    grid.insert(FIRST + 2, list(grid[FIRST + 5]))
    assert values(read(grid)) == EXPECTED


@pytest.mark.parametrize("row", [FIRST, FIRST + 7])
def test_a_total_that_its_services_do_not_make_stops(row: int) -> None:
    grid = summary()
    grid[row][CHILDREN] = float(str(grid[row][CHILDREN])) + 100
    with pytest.raises(Problem, match="further apart than rounding"):
        read(grid)


def test_a_class_that_its_councils_do_not_make_stops() -> None:
    grid = summary()
    for column in (CHILDREN, TOTAL):
        grid[FIRST][column] = float(str(grid[FIRST][column])) + 100
    with pytest.raises(
        Problem, match=r"childrens social care .* of class UA is £30,000,000, and its rows make £30,100,000"
    ):
        read(grid)


def test_england_that_its_classes_do_not_make_stops() -> None:
    grid = summary()
    for column in (CHILDREN, TOTAL):
        grid[FIRST + 7][column] = float(str(grid[FIRST + 7][column])) + 100
    with pytest.raises(Problem, match="of England is"):
        read(grid)


def test_a_missing_return_is_in_the_publisher_s_lines_only_and_no_discrepancy() -> None:
    grid = summary()
    grid[FIRST][5:] = ["[x]"] * 14
    assert values(read(grid))["E92000001", "education"] == EXPECTED["E92000001", "education"]


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


def with_late_correction() -> Grid:
    grid = summary()
    for column in (PLANNING, TOTAL):
        grid[FIRST][column] = float(str(grid[FIRST][column])) + 100
    return grid


def test_a_declared_discrepancy_passes_and_an_undeclared_one_stops() -> None:
    assert values(read(with_late_correction(), corrections=Corrections(discrepancies=(DIFFERENCE,))))
    with pytest.raises(Problem, match=r"planning .* of class UA"):
        read(with_late_correction())


def test_a_declared_discrepancy_of_another_size_stops() -> None:
    other = replace(DIFFERENCE, expect=Decimal(-300_000))
    with pytest.raises(Problem, match=r"planning .* of class UA"):
        read(with_late_correction(), corrections=Corrections(discrepancies=(other,)))


def test_a_declared_discrepancy_that_the_publisher_has_corrected_stops() -> None:
    with pytest.raises(Problem, match=r"the difference of £-100,000 that corrections\.toml expects is gone"):
        read(summary(), corrections=Corrections(discrepancies=(DIFFERENCE,)))


def test_an_earlier_release_need_not_have_the_declared_discrepancy() -> None:
    later = replace(DIFFERENCE, release="RS 2099-01")
    assert values(read(summary(), corrections=Corrections(discrepancies=(later,)))) == EXPECTED


def test_a_workbook_without_the_table_by_authority_stops() -> None:
    with pytest.raises(Problem, match="no sheet has a column titled E-code"):
        mhclg.extract(official(("RS", [["Revenue Outturn Summary (RS) 2022-23"], ["Total", 5.0]])), context())


def test_other_returns_are_not_recognised() -> None:
    other: Grid = [["Revenue Outturn (RO) 2022-23: Highways and Transport Services (RO2) data"], ["E-code", "Class"]]
    assert not mhclg.recognise(official(("RO2", other)))
    assert not mhclg.recognise(official(("", [["time_period", "geographic_level"], ["2023", "National"]])))


# -- the budget ------------------------------------------------------------------------------------------------------


def budget() -> Grid:
    """A revenue account budget as of 2022-23: a column of detail before each total, no identifiers, no England."""
    header: list[Cell] = ["E-code", "ONS Code", "Local authority", "Class", "Subclass", "Notes"]
    for title in TITLES:
        header += [f"{title}: something of it", f"TOTAL {title.upper()}"]
    return [
        ["Worksheet 2: Revenue Account Budget (RA) 2022-23: Revenue Account data"],
        ["Data are reported in £ thousand. "],
        ["Last updated: 22 June 2022"],
        [
            *header,
            "TOTAL SERVICE EXPENDITURE",
            'Total service expenditure on non-IAS19 and PFI "On Balance Sheet" basis',
        ],
        *[
            [
                code,
                ons,
                name,
                letter,
                letter,
                "",
                *[c for f in figures(size)[:-1] for c in (1.0, f)],
                figures(size)[-1],
                5.0,
            ]
            for code, ons, name, letter, size in AUTHORITIES
        ],
    ]


def test_the_budget_is_read_from_its_totals_and_not_from_their_detail() -> None:
    extract = read(budget(), sheet="RA_LA_Data_2022-23")
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
    extract = read(grid, sheet="")
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
        ["", "ENGLAND", "", *cells(sum(authority[4] for authority in AUTHORITIES))],
    ]


def test_lines_of_children_s_social_care_are_read_over_the_sheets_that_hold_them() -> None:
    file = official(
        ("RO3 LA Data 2014-15 (1)", childrens_lines("Total Expenditure", 3, 3)),
        ("RO3 LA Data 2014-15 (2)", childrens_lines("Total Income", 6, 1)),
        ("RO3 LA Data 2014-15 (3)", childrens_lines("Net Current Expenditure", 7, 2)),
    )
    (extract,) = mhclg.extract(file, context())
    assert extract.table == "outturn_childrens_lines"
    gross, net = values(extract, "total_expenditure_gbp"), values(extract, "net_current_expenditure_gbp")
    assert gross["E10000008", "children_looked_after"] == "24000000"
    assert net["E10000008", "children_looked_after"] == "16000000"
    assert net["E06000022", "childrens_social_care"] == "72000000"
    assert {breakdown for _, breakdown in net} == {*dict(CHILDRENS), "childrens_social_care"}
    refs = extract.rows.set_index(["area_code", "measure", "breakdown"])["source_ref"]
    assert refs["E06000022", "net_current_expenditure_gbp", "children_looked_after"] == "RO3 LA Data 2014-15 (3)!E5"


def test_a_sheet_of_the_return_that_is_missing_stops() -> None:
    file = official(("RO3 LA Data 2014-15 (1)", childrens_lines("Total Expenditure", 3, 3)))
    with pytest.raises(Problem, match="no column of net current expenditure of sure start"):
        mhclg.extract(file, context())


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


def position(ref: str) -> tuple[int, int]:
    """Row and column of a cell, counted from zero."""
    cell = ref.split("!")[1]
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell.removeprefix(letters)) - 1, column - 1


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([summary(), identified()]), st.data())
def test_a_digit_more_in_one_needed_cell_never_passes(grid: Grid, data: st.DataObject) -> None:
    extract = read(grid)
    ref = data.draw(st.sampled_from(list(extract.rows["source_ref"])))
    row, column = position(ref)
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
