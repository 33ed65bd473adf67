"""HM Treasury's GDP deflators."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.ingest import hmt
from analysis.ingest.extract import Context, Extract
from analysis.ingest.sheet import Cell, OfficialFile, Sheet
from analysis.problem import Problem

Grid = list[list[Cell]]


def workbook(*, title: str = "GDP deflators at market prices, and money GDP, June 2026", base: str = "2025-26") -> Grid:
    """The layout of the Quarterly National Accounts issue: financial years at the left, calendar years at the right."""
    return [
        [title, "", "", "", "", ""],
        ["Financial and calendar years", "", "", "", "", ""],
        ["", "GDP deflator at market prices", "", "", "", "GDP deflator at market prices"],
        ["Financial year", f"{base} = 100", "per cent change", "", "Calendar year", f"{base} = 100"],
        ["2023-24", 92.8945, 5.26, "", 2023.0, 90.1],
        ["2024-25", 96.6694, 4.06, "", 2024.0, 94.2],
        ["2025-26", 100.0, 3.45, "", 2025.0, 99.1],
        ["2026-27 (1), (2)", "-", 2.2, "", "2026 (1), (2)", "-"],
        ["Sources and footnotes:", "", "", "", "", ""],
    ]


def extract(grid: Grid, country: Context) -> Extract:
    file = OfficialFile("gdp.xlsx", "0" * 64, (Sheet("gdp.xlsx", "Deflators", grid),))
    assert hmt.recognise(file)
    (found,) = hmt.extract(file, country)
    return found


def changed(row: int, column: int, cell: Cell) -> Grid:
    grid = workbook()
    grid[row][column] = cell
    return grid


def test_financial_years_are_read_and_not_calendar_years(country: Context) -> None:
    found = extract(workbook(), country)
    assert list(found.rows["period"]) == ["2023-24", "2024-25", "2025-26"]
    assert list(found.rows["value"]) == ["92.8945", "96.6694", "100"]
    assert found.rows["source_ref"].iloc[0] == "Deflators!B5"
    assert (found.source.release, found.source.source_id) == ("2026-06", "hmt-gdp-deflators-2026-06")


def test_a_year_that_had_not_ended_when_the_file_was_issued_is_provisional(country: Context) -> None:
    grid = workbook(title="GDP deflators, 30 March 2025")
    assert list(extract(grid, country).rows["status"]) == ["final", "final", "provisional"]


@pytest.mark.parametrize(
    ("grid", "sentence"),
    [
        (workbook(title="GDP deflators"), "does not say the month in which it was issued"),
        (workbook(base="2022-23"), "has no index of 100 for its base year 2022-23"),
        (changed(6, 1, 99.0), "has no index of 100 for its base year 2025-26"),
        (changed(5, 0, "2023-24"), "2023-24 follows 2023-24"),
        (changed(5, 1, 966.694), "prices did not change so much"),
        (changed(4, 1, 0), "2023-24 has no index above zero"),
        (changed(4, 1, -92.8945), "2023-24 has no index above zero"),
        (changed(5, 0, "2024-26"), "has the year '2024-26', where a financial year"),
        (changed(5, 1, "x"), "2024-25 has no index above zero"),
        (changed(5, 1, "see note"), "holds 'see note'"),
    ],
)
def test_a_series_that_cannot_be_one_of_prices_stops(country: Context, grid: Grid, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        extract(grid, country)


def own_workbook(*, block_heading: str = "Financial year") -> Grid:
    """The layout of the workbook of 2020: a heading over the block, the titles two rows below, two dates above."""
    return [
        ["", "GDP DEFLATORS AT MARKET PRICES, AND MONEY GDP"],
        [],
        ["", "Outturn data are as at the First Quarterly Estimate of GDP - last updated 11 February 2020"],
        ["", "Forecast data are consistent with OBR Budget 2020 EFO data as at 11 March 2020"],
        ["", block_heading, "", "", "", "", "Calendar year", "", ""],
        ["", "", "GDP deflator at market prices ", "", "Money GDP", "", "", "GDP deflator at market prices ", ""],
        ["", "Financial year", "2018-19 = 100", "per cent change", "Cash", "", "Calendar year", "2019 = 100", ""],
        ["", "2016-17", "96.245425", "2.37", "2019484", "", "2016", "94.3314", "2.14"],
        ["", "2017-18", "97.908175", "1.73", "2085654", "", "2017", "96.1167", "1.89"],
        ["", "2018-19", "100", "2.14", "2167319", "", "2018", "98.1698", "2.14"],
        ["", "2019-20 (1), (2)", "-", "1.92", "2228673", "", "2019", "100", "1.86"],
        ["", "Sources and footnotes:"],
    ]


@pytest.mark.parametrize("block_heading", ["Financial year", ""])
def test_the_titles_next_to_the_years_are_the_header_and_the_newest_date_is_the_issue(
    country: Context, block_heading: str
) -> None:
    found = extract(own_workbook(block_heading=block_heading), country)
    assert dict(zip(found.rows["period"], found.rows["value"], strict=True)) == {
        "2016-17": "96.245425",
        "2017-18": "97.908175",
        "2018-19": "100",
    }
    assert set(found.rows["release"]) == {"2020-03"}
    assert "2018-19 = 100" in found.source.title


def test_a_text_file_names_its_cells_by_year_and_title(country: Context) -> None:
    file = OfficialFile("gdp.csv", "0" * 64, (Sheet("gdp.csv", "", own_workbook()),))
    (found,) = hmt.extract(file, country)
    assert found.rows["source_ref"].iloc[0] == "2016-17!2018-19 = 100"


MARKS = ["", " (1), (2)", "(1)", " [note 1]", "*", "¹", " 1, 2", " † provisional"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.permutations(["2 March 2019", "11 February 2020", "June 2018"]), st.lists(st.sampled_from(MARKS), min_size=3))
def test_footnote_marks_and_the_order_of_dates_change_no_figure(
    country: Context, dates: list[str], marks: list[str]
) -> None:
    grid = own_workbook()
    grid[2][1], grid[3][1] = f"As at {dates[0]}, then {dates[1]}", f"as at {dates[2]}. Next release: 31 December 2021"
    for row, mark in zip(grid[7:10], marks, strict=False):
        row[1] = f"{row[1]}{mark}"
    found = extract(grid, country)
    assert list(found.rows["value"]) == ["96.245425", "97.908175", "100"]
    assert set(found.rows["release"]) == {"2020-02"}
