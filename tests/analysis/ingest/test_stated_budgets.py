"""The budget of England as the texts of releases state it."""

from __future__ import annotations

import pytest

from analysis.ingest import stated_budgets
from analysis.ingest.extract import Context, Extract
from analysis.ingest.sheet import Cell, OfficialFile, Sheet
from analysis.problem import Problem
from analysis.tables.areas import Areas
from analysis.tables.corrections import Corrections

ROW: dict[str, Cell] = {
    "period": "2024-25",
    "service": "childrens_social_care",
    "stated_gbp_bn": "14.1",
    "decimals": "1",
    "price_basis": "cash",
    "release": "2024-25 budget, England",
    "released": "2024-10-03",
    "publisher": "The ministry",
    "source": "release text",
}


def sheet(*rows: dict[str, Cell]) -> OfficialFile:
    grid: list[list[Cell]] = [list(ROW), *([{**ROW, **row}[name] for name in ROW] for row in rows)]
    return OfficialFile("stated.csv", "0" * 64, (Sheet("stated.csv", "", grid),))


def read(*rows: dict[str, Cell]) -> list[Extract]:
    file = sheet(*rows)
    assert stated_budgets.recognise(file)
    return stated_budgets.extract(file, Context(Areas.from_records([], []), Corrections()))


def test_an_issue_is_held_in_pounds_under_its_month() -> None:
    (extract,) = read({})
    row = extract.rows.iloc[0]
    assert (row["value"], row["release"], row["period"]) == ("14100000000", "2024-10", "2024-25")
    assert (extract.source.source_id, extract.source.published) == (
        "mhclg-budget-stated-2024-25-2024-10",
        "2024-10-03",
    )


def test_two_issues_of_one_year_are_two_releases() -> None:
    extracts = read({}, {"stated_gbp_bn": "14.2", "released": "2024-06-20"})
    assert {each.rows["release"].iloc[0] for each in extracts} == {"2024-06", "2024-10"}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"service": "education"}], "has the service 'education'"),
        ([{"price_basis": "real"}], "has the price_basis 'real'"),
        ([{"period": "2024"}], "where a year such as 2024-25 was expected"),
        ([{"stated_gbp_bn": "14100"}], "where £ billion between 5 and 50 were expected"),
        ([{"stated_gbp_bn": "14.15"}], "does not give its budget to one decimal"),
        ([{"stated_gbp_bn": ""}], "where £ billion between 5 and 50 were expected"),
        ([{"released": "June"}], "A release is named by its month"),
        ([{}, {"stated_gbp_bn": "14.2"}], "two figures of one year and one release"),
        ([], "a header and no rows"),
    ],
)
def test_what_is_not_as_the_releases_state_it_stops(rows: list[dict[str, Cell]], sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        read(*rows)
