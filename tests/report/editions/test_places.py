"""Which places have an edition, and how a reader names one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from analysis.problem import Problem
from analysis.tables.areas import Areas
from report.editions.places import chosen, places, slug


def test_every_council_of_today_region_class_and_the_county_group_has_an_edition(areas: Areas) -> None:
    assert Counter(place.level for place in places(areas)) == {"authority": 153, "region": 9, "class": 4, "group": 1}


def test_no_two_editions_have_one_name(areas: Areas) -> None:
    names = [slug(place) for place in places(areas)]
    assert len(set(names)) == len(names)
    assert "index" not in names
    assert all(name.isascii() and name == name.lower() for name in names)


def test_two_places_whose_files_would_have_one_name_are_refused(areas: Areas) -> None:
    twin = replace(areas.places["E10000016"], area_code="E10000099", area_name="kent’")
    doubled = Areas({**areas.places, twin.area_code: twin}, areas.codes)
    with pytest.raises(Problem, match=r"Kent \(E10000016\) and kent’ \(E10000099\) would both be called 'kent'"):
        places(doubled)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Kent", "Kent"),
        ("kent county council", "Kent"),
        ("E10000016", "Kent"),
        ("e10000016", "Kent"),
        ("886", "Kent"),
        ("Bath & North East Somerset", "Bath and North East Somerset"),
        ("Herefordshire, County of", "Herefordshire"),
        ("durham", "County Durham"),
        ("St. Helens", "St Helens"),
        ("London", "London"),
        ("City of London", "City of London"),
        ("christchurch", "Bournemouth, Christchurch and Poole"),
        ("hull", "Kingston upon Hull"),
        ("the south west", "South West"),
        ("E10000002", "Buckinghamshire"),
        ("Dorset", "Dorset"),
        ("sc", "Shire counties"),
        ("county group", "County group"),
    ],
)
def test_a_place_is_found_by_code_or_name_whatever_the_case_and_the_additions(
    areas: Areas, word: str, name: str
) -> None:
    assert [place.area_name for place in chosen([word], areas)] == [name]


def test_without_a_name_all_are_meant_and_with_two_those_two_in_the_order_of_places(areas: Areas) -> None:
    assert chosen([], areas) == places(areas)
    named = chosen(["surrey", "Kent", "E10000016"], areas)
    assert [place.area_name for place in named] == ["Kent", "Surrey"]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Kemt", "the nearest names are Kent"),
        ("Northamptonshire", "abolished in 2021: ask for North Northamptonshire or West Northamptonshire"),
        ("Yorkshire", "say which by its code, E06000011 for East Riding of Yorkshire, E06000065 for North Yorkshire"),
        ("Bournemouth", "abolished in 2019: ask for Bournemouth, Christchurch and Poole"),
        ("E10000009", "ask for"),
        ("England", "the national report tells of it"),
        ("Inner London", "the national report tells of it"),
    ],
)
def test_a_wrong_name_is_told_with_what_may_be_meant(areas: Areas, word: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        chosen([word], areas)
