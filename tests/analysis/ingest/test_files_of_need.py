"""Section 47 enquiries, factors, SDQ scores and deprivation: what good files give, what stops bad ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from analysis.ingest import assessments, deprivation, dfe, wellbeing
from analysis.ingest.extract import Context
from analysis.problem import Problem
from tests.analysis.ingest.small_country import PLACE, Read, Rows, place_cells

COUNTS = {"E92000001": 60, "E12000001": 30, "E12000008": 30, "E06000001": 10, "E06000063": 20, "E10000016": 30}


def tidy(columns: list[str], cells: Callable[[int], list[str]]) -> Rows:
    """A tidy file of 2025 with a row a place, whose cells come from a number that adds up."""
    rows = [["2025", "Reporting year", *place_cells(code), *cells(count)] for code, count in COUNTS.items()]
    return [["time_period", "time_identifier", *PLACE, *columns], *rows]


def factors(neglect: int = 4) -> Rows:
    columns = list(assessments.FACTORS)
    return tidy(columns, lambda count: [str(10 * count), *(["x"] * 6), *([str(neglect * count)] * 8)])


def scores(average: str = "14.9") -> Rows:
    words = {"SDQ average score": average, "SDQ score was received": "3", "Total ages 5 to 16 years": "4"}
    header, *_ = tidy(["characteristic", "breakdown", "children_count"], lambda _: [])
    group = "Ages 5 to 16 years with SDQ score"
    rows = [
        [
            "2025",
            "Reporting year",
            *place_cells(code),
            group,
            word,
            value if "average" in word else str(count * int(value)),
        ]
        for word, value in words.items()
        for code, count in COUNTS.items()
    ]
    return [header, *rows]


def test_enquiries_and_conferences_are_counted(file_of: Read, country: Context) -> None:
    file = file_of(tidy(["Section47", "ICPC"], lambda count: [str(count), str(count // 10)]))
    found = dfe.extract(file, country)
    assert [set(extract.rows["measure"]) for extract in found] == [
        {"section_47_enquiries"},
        {"initial_child_protection_conferences"},
    ]


def test_each_factor_is_a_breakdown_and_any_factor_is_a_measure(file_of: Read, country: Context) -> None:
    file = file_of(factors())
    assert assessments.recognise(file)
    (found,) = assessments.extract(file, country)
    rows = found.rows[found.rows["area_code"] == "E10000016"].set_index(["measure", "breakdown"])["value"]
    assert rows["assessments_with_any_factor", ""] == "300"
    assert rows["assessments_with_factor", "emotional_abuse"] == "120"
    assert rows["assessments_with_factor", "domestic_abuse_of_parent"] == ""


def test_a_factor_in_more_assessments_than_have_any_stops(file_of: Read, country: Context) -> None:
    with pytest.raises(Problem, match="which is more than the 600 with any factor"):
        assessments.extract(file_of(factors(neglect=11)), country)


def test_the_average_score_and_those_who_have_one_are_held(file_of: Read, country: Context) -> None:
    file = file_of(scores())
    assert wellbeing.recognise(file)
    (found,) = wellbeing.extract(file, country)
    england = found.rows[found.rows["area_code"] == "E92000001"].set_index("measure")["value"]
    assert dict(england) == {
        "sdq_score_average": "14.9",
        "children_with_sdq_score": "180",
        "children_aged_5_to_16": "240",
    }


def test_an_average_that_is_no_score_stops(file_of: Read, country: Context) -> None:
    with pytest.raises(Problem, match="has the average score 41, where one from 0 to 40 was expected"):
        wellbeing.extract(file_of(scores("41")), country)


DISTRICTS = [
    ["area_code", "area_name", "upper_tier_code", "children_0_17"],
    ["E06000001", "Northport", "E06000001", "20"],
    ["E06000063", "Newshire", "E06000063", "20"],
    ["E07000001", "Eastham", "E10000016", "30"],
    ["E07000002", "Westham", "E10000016", "10"],
]


def with_districts(file_of: Read, country: Context) -> Context:
    (found,) = deprivation.extract(file_of(DISTRICTS), country)
    return replace(
        country,
        held={"districts": [dict(zip(found.rows.columns, row, strict=True)) for row in found.rows.to_numpy().tolist()]},
    )


def indices(**scores: str) -> Rows:
    held = {"E06000001": "40", "E06000063": "30", "E07000001": "10", "E07000002": "20"} | scores
    rows = [[code, "2025", name, score] for name in deprivation.INDICES for code, score in held.items() if score]
    return [list(deprivation.SCORES), *rows, ["E06000001", "2025", "Crime", "1"]]


def test_the_score_of_a_county_is_the_mean_of_its_districts_weighted_by_children(
    file_of: Read, country: Context
) -> None:
    (found,) = deprivation.extract(file_of(indices()), with_districts(file_of, country))
    held = found.rows[found.rows["breakdown"] == "imd"].set_index("area_code")["value"]
    assert dict(held) == {"E06000001": "40", "E06000063": "30", "E10000016": "12.5"}


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ({"E07000002": ""}, "has no Index of Multiple Deprivation of E07000002: it is cut short"),
        ({"E07000003": "5"}, "has the district 'E07000003', which data/districts.csv lacks"),
        ({"E07000002": "-"}, "has the average score '-', where a number from 0 on was expected"),
    ],
)
def test_a_district_that_is_missing_or_unknown_stops(
    file_of: Read, country: Context, scores: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence):
        deprivation.extract(file_of(indices(**scores)), with_districts(file_of, country))


def test_indices_without_districts_stop(file_of: Read, country: Context) -> None:
    with pytest.raises(Problem, match="needs the districts"):
        deprivation.extract(file_of(indices()), country)


def test_a_lookup_with_other_boundaries_stops(file_of: Read, country: Context) -> None:
    held = with_districts(file_of, country)
    rows = [[row[0], row[2]] for row in DISTRICTS[1:]]
    assert deprivation.extract(file_of([["LTLA23CD", "UTLA23CD"], *rows]), held) == []
    rows[-1][1] = "E06000001"
    with pytest.raises(Problem, match="the boundaries of the two differ"):
        deprivation.extract(file_of([["LTLA23CD", "UTLA23CD"], *rows]), held)
