"""The sheet of measures from the department's Interactive Tool."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.ingest import interactive_tool
from analysis.ingest.extract import Context, Extract
from analysis.ingest.sheet import OfficialFile
from analysis.problem import Problem
from tests.analysis.ingest.small_country import Read, Rows

HEADER = ["measure", "area_code", "period", "value"]
CASES = "Work_Force_Num_CaseHeld"
PLACES = {"E06000001": "40", "E06000063": "25", "E10000016": "-", "E12000001": "65", "E12000008": "35"}


def sheet(measure: str = CASES, period: str = "2025", **figures: str) -> Rows:
    """A measure of the small country; figures by code replace those of ``PLACES``."""
    return [[measure, code, period, text] for code, text in ({**PLACES, "E92000001": "100"} | figures).items()]


def extract(file: OfficialFile, country: Context) -> Extract:
    """What the file gives, imported with a stated release."""
    (found,) = interactive_tool.extract(replace(file, published="2026"), country)
    return found


def test_a_dash_is_not_available_and_never_zero(file_of: Read, country: Context) -> None:
    found = extract(file_of([HEADER, *sheet()]), country).rows.set_index("area_code")
    assert dict(found.loc["E10000016", ["measure", "value", "marker"]]) == {
        "measure": "cases_held",
        "value": "",
        "marker": "x",
    }
    assert found.loc["E92000001", "value"] == "100"


def test_a_dash_of_a_council_that_did_not_exist_is_no_row(file_of: Read, country: Context) -> None:
    rows = extract(file_of([HEADER, *sheet(E10000006="-")]), country).rows
    assert "E10000006" not in set(rows["area_code"])


def test_an_average_score_of_nought_is_no_score(file_of: Read, country: Context) -> None:
    given = [["Emotional_LAC", code, "2025", score] for code, score in (("E06000001", "0"), ("E92000001", "14.9"))]
    scores = extract(file_of([HEADER, *given]), country).rows.set_index("area_code")
    assert (scores.loc["E06000001", "value"], scores.loc["E06000001", "marker"]) == ("", "x")
    assert scores.loc["E92000001", "value"] == "14.9"


def test_other_measures_of_the_tool_are_left_out(file_of: Read, country: Context) -> None:
    rows = extract(file_of([HEADER, *sheet("PriFSM"), *sheet()]), country).rows
    assert set(rows["measure"]) == {"cases_held"}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (sheet("Unheard_Of"), "has the measure 'Unheard_Of', which is not known"),
        (sheet(E06000099="1"), "has the code 'E06000099', which no place has"),
        (sheet(period="2025/26"), r"has the period '2025/26', and a year"),
        (sheet(E06000001="n/a"), "holds 'n/a', which is neither a number nor a symbol"),
        (sheet(E06000001="-3"), "has '-3' for Work_Force_Num_CaseHeld, and a figure from 0"),
        (sheet("ChildPov", E06000001="140"), "has '140' for ChildPov, and a figure from 0 to 100"),
        (sheet() + sheet()[:1], "repeats E06000001 / 2025 / cases_held"),
        (sheet()[:-1], "has no Work_Force_Num_CaseHeld for England in 2025: it is cut short"),
        (sheet(E12000001="70"), "its 2 regions add up to 105"),
        (sheet(E06000001="90"), "its councils to 115"),
        (sheet("PriFSM"), "has none of the measures that are held"),
    ],
)
def test_a_sheet_that_is_not_as_it_should_be_stops(file_of: Read, country: Context, rows: Rows, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        extract(file_of([HEADER, *rows]), country)


def test_a_sheet_without_a_release_is_refused(file_of: Read, country: Context) -> None:
    file = file_of([HEADER, *sheet()])
    assert interactive_tool.recognise(file)
    with pytest.raises(Problem, match="does not state the release"):
        interactive_tool.extract(file, country)
