"""Places, and the codes and names that lead to them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.problem import Problem
from analysis.tables.areas import CLASSES, ENGLAND, Areas, as_at, plain_name
from analysis.tables.loading import Tables


@pytest.fixture(scope="module")
def places(tables: Tables) -> Areas:
    return tables.places


def test_there_are_153_councils_with_children_s_services(places: Areas) -> None:
    councils = [place for place in places.places.values() if place.level == "authority" and place.closed is None]
    assert len(councils) == 153
    assert {of: sum(place.class_code == of for place in councils) for of in CLASSES} == {
        "SC": 21,
        "UA": 63,
        "MD": 36,
        "LB": 33,
    }


def test_the_county_group_is_37_of_today_s_councils(places: Areas) -> None:
    group = [place for place in places.places.values() if place.county_group]
    assert len(group) == 37
    assert all(place.level == "authority" and place.closed is None for place in group)


@pytest.mark.parametrize(
    ("year", "councils"), [("2013", 152), ("2019", 152), ("2020", 151), ("2021", 151), ("2022", 152), ("2024", 153)]
)
def test_as_many_councils_stood_each_year_as_the_publisher_counts(places: Areas, year: str, councils: int) -> None:
    standing = [place for place in places.places.values() if place.level == "authority" and place.exists(as_at(year))]
    assert len(standing) == councils


def test_every_council_lies_in_a_region_and_every_borough_in_inner_or_outer_london(places: Areas) -> None:
    for place in places.places.values():
        if place.level == "authority":
            assert places.places[place.region_code].level == "region"
            assert (place.subregion_code != "") == (place.class_code == "LB") == (place.region_code == "E12000007")


def test_what_opened_took_over_what_closed_the_day_before(places: Areas) -> None:
    closed = {place.area_code for place in places.places.values() if place.closed}
    followed = set()
    for place in places.places.values():
        assert (place.opened is None) == (not place.predecessors)
        for code in place.predecessors:
            before = places.places[code].closed
            assert before is not None
            assert place.opened is not None
            assert (place.opened - before).days == 1
            followed.add(code)
    assert followed == closed


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("E10000002", "Buckinghamshire"),
        ("E06000060", "Buckinghamshire"),
        ("E0421", "Buckinghamshire"),
        ("E0402", "Buckinghamshire"),
        ("825", "Buckinghamshire"),
        ("E10000023", "North Yorkshire"),
        ("E2702", "North Yorkshire"),
        ("E10000027", "Somerset"),
        ("E08000020", "Gateshead"),
        ("E06000048", "Northumberland"),
        ("E08000038", "Barnsley"),
        ("E08000039", "Sheffield"),
        ("835", "Dorset (to March 2019)"),
        ("838", "Dorset"),
        ("E13000001", "Inner London"),
    ],
)
def test_every_dated_code_leads_to_one_place(places: Areas, code: str, name: str) -> None:
    area_code = places.place(code)
    assert area_code is not None
    assert places.name(area_code) == name


def test_every_council_has_a_code_of_each_publisher(tables: Tables) -> None:
    councils = set(tables.areas.loc[tables.areas["level"] == "authority", "area_code"])
    for scheme in ("gss", "mhclg", "dfe"):
        assert councils <= set(tables.area_codes.loc[tables.area_codes["scheme"] == scheme, "area_code"]), scheme


def test_the_codes_of_a_place_follow_each_other_without_overlap(tables: Tables) -> None:
    for _, of_place in tables.area_codes.groupby(["area_code", "scheme"]):
        spans = sorted(zip(of_place["valid_from"].tolist(), of_place["valid_to"].tolist(), strict=True))
        for (_, ended), (began, _) in pairwise(spans):
            assert (date.fromisoformat(began) - date.fromisoformat(ended)).days == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kent", "E10000016"),
        ("E10000016", "E10000016"),
        ("Kent County Council", "E10000016"),
        ("Bristol, City of", "E06000023"),
        ("Herefordshire, County of", "E06000019"),
        ("Bath & North East Somerset UA", "E06000022"),
        ("St. Helens", "E08000013"),
        ("Durham", "E06000047"),
        ("london", "E12000007"),
        ("City of London", "E09000001"),
        ("Dorset", "E06000059"),
        ("england", ENGLAND),
        ("county group", "CCN"),
        ("london boroughs", "LB"),
    ],
)
def test_a_place_is_found_as_people_write_it(places: Areas, text: str, code: str) -> None:
    assert places.find(text) == code


def test_a_name_that_no_place_has_is_answered_with_the_nearest(places: Areas) -> None:
    with pytest.raises(
        Problem, match=r"^No area is called or coded 'Glouchester': the nearest names are Gloucestershire"
    ):
        places.find("Glouchester")


@given(st.text(max_size=20))
def test_any_text_is_a_place_or_a_problem(places: Areas, text: str) -> None:
    try:
        assert places.find(text) in places.places
    except Problem as problem:
        assert "\n" not in str(problem).replace(text, "")  # noqa: PT017 - either way is right


def test_a_code_that_leads_nowhere_or_to_two_places_stops() -> None:
    area = dict.fromkeys(
        [
            *("area_code", "area_name", "level", "class", "region_code", "subregion_code"),
            *("county_group", "opened", "closed", "predecessors"),
        ],
        "",
    )
    areas = [{**area, "area_code": "E1"}, {**area, "area_code": "E2"}]
    with pytest.raises(Problem, match=r"leads from X to E3, which areas.csv lacks"):
        Areas.from_records(areas, [{"code": "X", "area_code": "E3"}])
    with pytest.raises(Problem, match="leads from X to E1 and to E2"):
        Areas.from_records(areas, [{"code": "X", "area_code": "E1"}, {"code": "X", "area_code": "E2"}])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hull", "Kingston upon Hull"),
        ("Kingston upon Hull, City of", "Kingston upon Hull"),
        ("hull city council", "Kingston upon Hull"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
        ("BCP Council", "Bournemouth, Christchurch and Poole"),
        ("Kent CC", "Kent"),
        ("Bath", "Bath and North East Somerset"),
        ("B&NES", "Bath and North East Somerset"),
        ("Telford", "Telford and Wrekin"),
        ("Southend", "Southend-on-Sea"),
        ("Durham", "County Durham"),
        ("Brighton", "Brighton and Hove"),
        ("Stoke", "Stoke-on-Trent"),
        ("LB Camden", "Camden"),
        ("London Borough of Camden", "Camden"),
        ("Walsall MBC", "Walsall"),
        ("Metropolitan Borough of Wigan", "Wigan"),
        ("Bucks", "Buckinghamshire"),
        ("RBKC", "Kensington and Chelsea"),
        ("Bournemouth", "Bournemouth"),
    ],
)
def test_a_place_is_found_by_what_people_call_it(places: Areas, text: str, name: str) -> None:
    assert places.name(places.find(text)) == name


def test_no_name_that_people_use_is_that_of_another_place(places: Areas) -> None:
    official = {plain_name(place.area_name) for place in places.places.values()}
    assert official.isdisjoint(places.other_names)


ADDITIONS = ("{}", "{} Council", "{} City Council", "{} UA", "{} MBC", " {}  borough council")


@given(st.integers(0, 10_000), st.sampled_from(ADDITIONS), st.sampled_from(["lower", "upper", "title"]))
def test_a_name_is_found_in_any_case_and_with_any_customary_addition(
    places: Areas, number: int, addition: str, case: str
) -> None:
    councils = [place for place in places.places.values() if place.level == "authority"]
    council = councils[number % len(councils)]
    assert places.find(getattr(addition.format(council.area_name), case)()) == council.area_code
