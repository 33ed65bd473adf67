"""HM Treasury's GDP deflators."""

from __future__ import annotations

import pytest

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
