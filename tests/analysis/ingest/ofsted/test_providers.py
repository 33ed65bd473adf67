"""Ofsted's lists of providers on the small country, and the three sheets compiled from its releases."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.ingest import ofsted
from analysis.ingest.extract import Context
from analysis.ingest.sheet import OfficialFile
from analysis.problem import Problem
from tests.analysis.ingest.small_country import Read, Rows

HEADER = [
    *("URN", "Provision type", "Registration status", "Local authority", "Sector", "Places"),
    *("Organisation which owns the provider", "Latest full inspection date"),
]
COUNCILS = {"Northport": (7, 6), "Newshire": (9, 8), "Southshire": (12, 5)}
"""Private and other homes of the councils of 2025."""


def provider(council: str, sector: str = "Private", **other: str) -> list[str]:
    """A row of the list; places 3, of one owner, inspected."""
    cells = dict(
        zip(
            HEADER,
            ["SC000000", "Children’s Home", "Active", council, sector, "3", "Big Care Ltd", "01/02/2025"],
            strict=True,
        )
    )
    return list((cells | other).values())


def listed(councils: dict[str, tuple[int, int]] = COUNCILS) -> Rows:
    """The homes of the councils, the last of them not yet inspected, and a school."""
    rows = [
        row
        for name, (private, other) in councils.items()
        for row in [provider(name)] * private + [provider(name, "Local Authority", **{HEADER[6]: name})] * other
    ]
    rows = [[f"SC{number:06}", *row[1:]] for number, row in enumerate(rows, start=1)]
    rows[-1] = [*rows[-1][:-1], ""]
    return [HEADER, *rows, provider("Northport", **{HEADER[0]: "1", HEADER[1]: "Boarding School", HEADER[5]: ""})]


def extract(file: OfficialFile, country: Context, published: str = "") -> dict[str, pd.DataFrame]:
    """The rows of each table."""
    assert ofsted.recognise(file)
    found = ofsted.extract(replace(file, published=published), country)
    return {name: pd.concat([one.rows for one in found if one.table == name]) for name in {one.table for one in found}}


def homes(rows: pd.DataFrame, measure: str = "homes") -> dict[tuple[str, str], str]:
    """Values or markers by place and breakdown."""
    rows = rows[rows["measure"] == measure]
    said = (row["value"] or row["marker"] for row in rows.to_dict("records"))
    return dict(zip(zip(rows["area_code"], rows["breakdown"], strict=True), said, strict=True))


def test_a_list_of_all_homes_gives_councils_regions_and_england(file_of: Read, country: Context) -> None:
    found = extract(file_of(listed(), "provider_level_2025.csv"), country)
    counted = homes(found["childrens_homes"])
    assert counted["E06000001", "total"] == "13"
    assert counted["E06000001", "private"] == "7"
    assert counted["E12000001", "total"] == "30"
    assert counted["E92000001", "private"] == "28"
    assert homes(found["childrens_homes"], "places")["E12000008", "total"] == "51"


def test_a_council_with_few_homes_takes_its_neighbour_s_figures_with_it(file_of: Read, country: Context) -> None:
    councils = {"Northport": (3, 0), "Newshire": (9, 8), "Southshire": (12, 5)}
    counted = homes(extract(file_of(listed(councils), "provider_level_2025.csv"), country)["childrens_homes"])
    assert counted["E06000001", "total"] == counted["E06000063", "total"] == "c"
    assert counted["E12000001", "total"] == "20"


def test_an_owner_is_named_in_england_and_its_councils_are_not_owners(file_of: Read, country: Context) -> None:
    rows = extract(file_of(listed(), "provider_level_2025.csv"), country)["home_owners"]
    named = homes(rows, "homes_of_owner")
    assert named == {
        ("E92000001", "big_care_limited"): "28",
        ("E12000001", "big_care_limited"): "16",
        ("E12000008", "big_care_limited"): "12",
    }
    assert homes(rows, "owners")["E92000001", "five_to_nine"] == "3"


@pytest.mark.parametrize("owner", ["Mr A N Other Care", "A N Other", "Newshire Care Limited"])
def test_a_person_and_a_name_with_a_council_in_it_are_not_named(file_of: Read, country: Context, owner: str) -> None:
    rows = [[owner if cell == "Big Care Ltd" else cell for cell in row] for row in listed()]
    found = extract(file_of(rows, "provider_level_2025.csv"), country)["home_owners"]
    assert homes(found, "homes_of_owner") == {}


def test_a_list_of_inspected_homes_gives_england_alone(file_of: Read, country: Context) -> None:
    rows = [[*row[:-1], row[-1] or "03/03/2024"] for row in listed()]
    found = extract(file_of(rows, "provider_level_2024.csv"), country)
    assert found.keys() == {"childrens_homes"}
    assert homes(found["childrens_homes"], "inspected_homes") == {
        ("E92000001", "total"): "47",
        ("E92000001", "private"): "28",
    }


def test_a_list_of_fewer_inspected_homes_than_are_held_stops_unless_it_is_a_later_release(
    file_of: Read, country: Context
) -> None:
    rows = [[*row[:-1], row[-1] or "03/03/2024"] for row in listed()]
    held = {"period": "2024", "measure": "inspected_homes", "breakdown": "total", "value": "48"}
    known = replace(country, held={"childrens_homes": [held]})
    file = file_of(rows, "provider_level_2024.csv")
    with pytest.raises(Problem, match="has 47 inspected homes of 31 March 2024, and 48 are held: it is cut short"):
        extract(file, known)
    assert homes(extract(file, known, "2024-09")["childrens_homes"], "inspected_homes")["E92000001", "total"] == "47"


def test_a_council_is_that_of_the_day(file_of: Read, country: Context) -> None:
    counted = homes(extract(file_of(listed(), "provider_level_2021.csv"), country)["childrens_homes"])
    assert counted["E10000006", "total"] == "17"


def test_no_row_has_a_number_of_a_home(file_of: Read, country: Context) -> None:
    found = extract(file_of(listed(), "provider_level_2025.csv"), country)
    assert not any(
        frame.astype(str).apply(lambda column: column.str.contains("SC0")).any().any() for frame in found.values()
    )


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        (HEADER[1], "Children’s Hotel", "has the provision type 'Children’s Hotel', which is not known"),
        (HEADER[2], "Resigned", "has the status 'Resigned'"),
        (HEADER[3], "Nowhere", "has the council 'Nowhere'"),
        (HEADER[3], "North", "which is no council of 31 March 2025"),
        (HEADER[4], "Charity", "has the sector 'Charity'"),
        (HEADER[5], "", "has the places ''"),
        (HEADER[5], "0", "has the places '0'"),
    ],
)
def test_a_word_that_is_not_known_stops(file_of: Read, country: Context, column: str, text: str, sentence: str) -> None:
    rows = [*listed(), provider("Northport", **{column: text})]
    with pytest.raises(Problem, match=sentence):
        extract(file_of(rows, "provider_level_2025.csv"), country)


def test_a_list_that_has_not_the_homes_of_england_stops(file_of: Read, country: Context) -> None:
    england = {
        "area_code": "E92000001",
        "period": "2025",
        "measure": "homes",
        "breakdown": "childrens_home",
        "value": "48",
    }
    with pytest.raises(Problem, match="has 47 homes of the type childrens_home, and Ofsted counts 48 in England"):
        extract(file_of(listed(), "provider_level_2025.csv"), replace(country, held={"childrens_homes": [england]}))


def test_a_provider_in_two_rows_stops(file_of: Read, country: Context) -> None:
    rows = listed()
    with pytest.raises(Problem, match="row 7 has a provider that is in a row above: one row a provider was expected"):
        extract(file_of([*rows[:6], rows[5], *rows[6:]], "provider_level_2024.csv"), country)


def test_a_list_without_its_year_stops(file_of: Read, country: Context) -> None:
    with pytest.raises(Problem, match="does not say of which 31 March"):
        extract(file_of(listed()), country)


BY_YEAR = ["year", "measure", "provision_type", "number"]
TYPES = {
    "All Children's Homes": "20",
    "Children's Homes": "9",
    "Secure Children's Homes": "5",
    "Residential special school (registered as a children's home)": "6",
    "Boarding Schools": "70",
}


def test_england_by_year_has_three_types_that_make_all_homes(file_of: Read, country: Context) -> None:
    rows = [["2012", "providers", kind, number] for kind, number in TYPES.items()]
    found = homes(extract(file_of([BY_YEAR, *rows]), country, "2025-07")["childrens_homes"])
    assert found["E92000001", "total"] == "20"
    assert len(found) == 4
    rows[0][3] = "21"
    with pytest.raises(Problem, match="three types do not add up"):
        extract(file_of([BY_YEAR, *rows]), country, "2025-07")


def test_a_sheet_without_a_release_is_refused(file_of: Read, country: Context) -> None:
    with pytest.raises(Problem, match="does not state the release"):
        extract(file_of([BY_YEAR, ["2012", "providers", "Boarding Schools", "1"]]), country)


def test_premises_are_counted_like_homes(file_of: Read, country: Context) -> None:
    codes = {"E06000001": "Northport", "E06000063": "Newshire", "E10000016": "Southshire"}
    header = ["area_code", "area_name", "provision_type", "sector", "premises", "places"]
    rows = [
        [code, name, "Supported Accommodation", sector, "6", "14"]
        for code, name in codes.items()
        for sector in ("Private", "Voluntary")
    ]
    found = extract(file_of([header, *rows], "premises_2025.csv"), country, "2025-07")["supported_accommodation"]
    counted = homes(found, "premises")
    assert counted["E92000001", "total"] == "36"
    assert counted["E10000016", "private"] == "6"
    assert homes(found, "places")["E12000001", "total"] == "56"
