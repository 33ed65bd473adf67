"""Children's social workers: what a good file gives, and which sentence stops a bad one."""

from __future__ import annotations

import pytest

from analysis.ingest import workforce
from analysis.ingest.extract import Context
from analysis.problem import Problem
from tests.analysis.ingest.small_country import PLACE, Read, Rows, place_cells

FIGURES = {
    "inpost_fte": ("90", "60", "30", "40", "20", "30"),
    "vacancy_fte": ("10", "7", "3", "5", "2", "3"),
    "vacancy_rate_fte": ("10", "10.4", "9.1", "11.1", "9.1", "9.1"),
    "agency_fte": ("10", "6", "4", "4", "low", "4"),
    "agency_rate_fte": ("10", "9.1", "11.8", "9.1", "low", "11.8"),
    "leavers_fte": ("9", "6", "3", "4", "2", "3"),
    "turnover_rate_fte": ("10", "10", "10", "10", "10", "10"),
    "cases": ("600", "400", "200", "300", "100", "200"),
    "case_holders_fte": ("40", "25", "15", "20", "5", "15"),
    "caseload_fte": ("15", "16", "13.3", "15", "20", "13.3"),
}
PLACES = ("E92000001", "E12000001", "E12000008", "E06000001", "E06000063", "E10000016")


def sheet(**changed: tuple[str, ...]) -> Rows:
    """A file of one year of the small country, whose councils make its totals; ``changed`` replaces columns."""
    figures = FIGURES | changed
    rows = [
        ["2024", *place_cells(code), *(column[at] for column in figures.values())] for at, code in enumerate(PLACES)
    ]
    return [["time_period", *PLACE, *figures], *rows]


def test_counts_and_printed_rates_are_held_and_low_stays_low(file_of: Read, country: Context) -> None:
    file = file_of(sheet())
    assert workforce.recognise(file)
    (found,) = workforce.extract(file, country)
    rows = found.rows.set_index(["area_code", "measure"])
    assert rows.loc[("E06000001", "social_workers_in_post_fte"), "value"] == "40"
    assert tuple(rows.loc[("E06000063", "agency_social_worker_percent"), ["value", "marker"]]) == ("", "low")
    assert set(found.rows["measure"]) == {*workforce.COUNTS.values(), *workforce.RATES.values()}


def test_a_return_of_two_councils_is_held_for_neither_and_counts_in_the_totals(file_of: Read, country: Context) -> None:
    rows = [row for row in sheet() if "E06000063" not in row]
    joint = next(row for row in rows if "E06000001" in row)
    joint[joint.index("E06000001")] = "E06000001 / E06000063"
    for name, value in (("inpost_fte", "60"), ("vacancy_fte", "7"), ("vacancy_rate_fte", "10.4"), ("cases", "400"),
                        ("case_holders_fte", "25"), ("caseload_fte", "16")):  # fmt: skip
        joint[rows[0].index(name)] = value
    for name in ("agency_fte", "agency_rate_fte", "leavers_fte", "turnover_rate_fte"):
        joint[rows[0].index(name)] = "x"
    (found,) = workforce.extract(file_of(rows), country)
    assert not set(found.rows["area_code"]) & {"E06000001", "E06000063"}
    assert found.notes == ("Northport and Newshire make one return, which is in the totals and is held for neither.",)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (sheet(inpost_fte=("91", "60", "30", "40", "20", "30")), "has 91 in inpost_fte, and its councils add up to 90"),
        (sheet(vacancy_rate_fte=("10", "10.4", "9.1", "12.1", "9.1", "9.1")), "prints 12.1 in vacancy_rate_fte"),
        (sheet(cases=("600", "400", "200", "n/a", "100", "200")), "holds 'n/a'"),
        (sheet(cases=("600", "400", "200", "-300", "100", "200")), "a figure that is not below zero was expected"),
        (sheet()[:-1], "has no row of Southshire in 2024"),
        ([*sheet(), sheet()[-1]], "repeats E10000016 in 2024"),
        ([*sheet(), [*sheet()[-1][:8], "E10000099", *sheet()[-1][9:]]], "has the code 'E10000099', which no place has"),
        (sheet()[:1], "has a header and no rows"),
    ],
)
def test_what_is_wrong_stops_the_import_with_a_sentence(
    rows: Rows, sentence: str, file_of: Read, country: Context
) -> None:
    with pytest.raises(Problem) as stopped:
        workforce.extract(file_of(rows), country)
    assert sentence in str(stopped.value)
