"""Mid-year population estimates as the Nomis service gives them."""

from __future__ import annotations

import pytest

from analysis.ingest import ons
from analysis.ingest.extract import Context
from analysis.problem import Problem
from tests.analysis.ingest.small_country import Read, Rows

HEADER = ["DATE_NAME", "GEOGRAPHY_CODE", "GEOGRAPHY_NAME", "GENDER_NAME", "C_AGE_NAME", "MEASURES_NAME", "OBS_VALUE"]


COUNCILS = ("E06000001", "E06000063", "E10000016")


def single_ages(*codes: str, ages: range = range(20), count: int = 100) -> Rows:
    """People of each age in the councils of 2024, or in the places of some codes."""
    return [
        ["2024", code, "Southshire", "Total", f"Age {age}", "Value", str(count)]
        for code in codes or COUNCILS
        for age in ages
    ]


def test_eighteen_single_ages_are_added(file_of: Read, country: Context) -> None:
    file = file_of([HEADER, *single_ages()])
    assert ons.recognise(file)
    (found,) = ons.extract(file, country)
    row = found.rows.to_dict("records")[-1]
    assert (row["area_code"], row["period"], row["measure"], row["value"]) == (
        *("E10000016", "2024", "children_0_17", "1800"),
    )


def test_a_row_for_all_of_childhood_stands_as_it_is(file_of: Read, country: Context) -> None:
    rows = [["2024", "E92000001", "England", "Total", "Aged 0 to 17", "Value", "12183016"]]
    (found,) = ons.extract(file_of([HEADER, *rows]), country)
    assert list(found.rows["value"]) == ["12183016"]


def test_one_sex_percentages_districts_and_other_countries_are_left_out(file_of: Read, country: Context) -> None:
    rows = [
        *single_ages(),
        ["2024", "E10000016", "Southshire", "Male", "Age 3", "Value", "51"],
        ["2024", "E10000016", "Southshire", "Total", "Age 3", "Percent", "5.1"],
        ["2024", "E07000105", "Ashford", "Total", "Age 3", "Value", "9"],
        ["2024", "W92000004", "Wales", "Total", "Age 3", "Value", "9"],
    ]
    (found,) = ons.extract(file_of([HEADER, *rows]), country)
    assert list(found.rows["value"]) == ["1800"] * 3


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (single_ages(ages=range(17)), "lacks the ages 17 for E06000001 in 2024"),
        (single_ages() + single_ages(ages=range(3, 4)), "repeats the age 'Age 3' for E06000001"),
        (single_ages("E06000099"), "has the code 'E06000099', which no place has"),
        ([[*row[:-1], "n/a"] for row in single_ages()], "has 'n/a' for E06000001 in '2024'"),
        ([[*row[:3], "Male", *row[4:]] for row in single_ages()], "no figures for both sexes together"),
        ([[*row[:4], f"Age {'9' * 5000}", *row[5:]] for row in single_ages()], "no figures for both sexes together"),
        (single_ages(count=-1), "has '-1' for E06000001 in '2024': a number of children"),
        (single_ages(*COUNCILS[:2]), "has no row for Southshire in 2024"),
        (single_ages() + single_ages("E12000001"), "has no row for South in 2024"),
        (single_ages() + single_ages("E92000001", count=301), "of England in 2024 is 5418, but its authorities add up"),
    ],
)
def test_what_would_give_a_wrong_population_stops(file_of: Read, country: Context, rows: Rows, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        ons.extract(file_of([HEADER, *rows]), country)


def test_earlier_years_stand_on_the_boundaries_of_the_newest(file_of: Read, country: Context) -> None:
    before = [["2020", *row[1:]] for row in single_ages()]
    (found,) = ons.extract(file_of([HEADER, *single_ages(), *before]), country)
    held = sorted(zip(found.rows["period"], found.rows["area_code"], strict=True))
    # Newshire was Northshire until 2023: its children of 2020 are counted, and not held under its name.
    assert held == [
        *(("2020", code) for code in ("E06000001", "E10000016")),
        *(("2024", code) for code in ("E06000001", "E06000063", "E10000016")),
    ]
