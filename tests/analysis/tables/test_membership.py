"""Which councils make up which place."""

from __future__ import annotations

from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.loading import Tables
from analysis.tables.membership import Membership
from tests.analysis.conftest import MEMBERSHIP


def test_a_place_that_was_split_belongs_where_its_successors_belong_today() -> None:
    assert MEMBERSHIP.members("UA") == ["E06000001", "E06000002", "E06000003", "E10000002"]
    assert MEMBERSHIP.members("SC") == ["E10000001"]
    assert MEMBERSHIP.members(COUNTY_GROUP) == ["E06000002", "E10000001", "E10000002"]


def test_a_council_stands_from_the_day_it_opened_to_the_day_it_closed() -> None:
    assert "E10000002" in MEMBERSHIP.standing("2022-23")
    assert "E10000002" not in MEMBERSHIP.standing("2023-24")
    assert "E06000002" in MEMBERSHIP.standing("2024")


def test_an_authority_is_its_own_only_member() -> None:
    assert MEMBERSHIP.members("E10000001") == ["E10000001"]


def test_councils_that_exchanged_territory_are_one_cluster() -> None:
    clusters = MEMBERSHIP.clusters
    assert clusters["E06000002"] == clusters["E06000003"] == clusters["E10000002"]
    assert clusters["E10000001"] == "E10000001"


def test_england_has_the_councils_that_stood_in_each_year(tables: Tables) -> None:
    standing = {period: len(tables.membership.standing(period)) for period in ("2018", "2020", "2022", "2025")}
    assert standing == {"2018": 152, "2020": 151, "2022": 152, "2025": 153}


def test_the_county_group_has_thirty_seven_members_today(tables: Tables) -> None:
    members = set(tables.membership.members(COUNTY_GROUP)) & set(tables.membership.standing("2025"))
    assert len(members) == 37


def test_every_council_is_in_one_region_and_one_class(tables: Tables) -> None:
    membership: Membership = tables.membership
    for level in ("region", "class"):
        places = membership.levels.index[membership.levels == level]
        members = [set(membership.members(place)) & set(membership.standing("2025")) for place in places]
        assert sum(map(len, members)) == len(set.union(*members)) == 153
    assert len(set(membership.members(ENGLAND)) & set(membership.standing("2025"))) == 153
