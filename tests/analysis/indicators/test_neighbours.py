"""Means over statistical neighbours, added up in the head."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.formulas.evaluation import evaluate
from analysis.formulas.key import Key
from analysis.formulas.provenance import Trails
from analysis.formulas.trail import recomputed
from analysis.indicators.definitions import definitions
from analysis.indicators.looked_after import looked_after_rate_per_10k
from analysis.indicators.neighbours import AVERAGED, SUFFIX, mean_over_neighbours, neighbours
from analysis.indicators.peers import peers
from analysis.problem import Problem
from analysis.tables.loading import Tables
from tests.analysis.conftest import SmallTables


def mean_of(rates: pd.DataFrame, tables: SmallTables, area: str) -> pd.Series:
    means = mean_over_neighbours(rates, tables)
    return means[(means["area_code"] == area) & (means["period"] == "2024")].iloc[0]


def test_neighbours_come_the_closest_first(small_tables: SmallTables) -> None:
    assert neighbours(small_tables, "E10000001") == ["E06000001", "E06000002", "E06000003"]
    assert neighbours(small_tables, "E12000001") == []


def test_a_council_of_the_past_has_no_mean(small_tables: SmallTables) -> None:
    rates = evaluate(looked_after_rate_per_10k(), small_tables)
    assert set(mean_over_neighbours(rates, small_tables)["area_code"]) == {"E10000001", "E06000001"}


def test_the_mean_is_that_of_neighbours_with_a_value_and_names_those_without(small_tables: SmallTables) -> None:
    rates = evaluate(looked_after_rate_per_10k(), small_tables)
    northshire = mean_of(rates, small_tables, "E10000001")
    # Northport 22 of 4,000 and East Southshire 30 of 5,000 children; West Southshire's number is suppressed.
    assert northshire["value"] == pytest.approx((55 + 60) / 2)
    assert (northshire["areas_covered"], northshire["areas_expected"]) == (2, 3)
    assert (northshire["numerator"], northshire["denominator"]) == (pytest.approx(115), 2)
    assert northshire["note"] == "without West Southshire"


def test_a_council_whose_neighbours_have_no_value_has_no_mean_and_not_zero(small_tables: SmallTables) -> None:
    rates = evaluate(looked_after_rate_per_10k(), small_tables)
    northport = mean_of(rates, small_tables, "E06000001")
    assert pd.isna(northport["value"])
    assert pd.isna(northport["denominator"])
    assert northport["areas_covered"] == 0


@pytest.mark.parametrize("period", ["2013", "2019", "2025"])
def test_every_mean_lies_between_the_lowest_and_the_highest_neighbour(
    tables: Tables, indicators: pd.DataFrame, period: str
) -> None:
    rates = indicators[(indicators["indicator"] == "looked_after_rate_per_10k") & (indicators["period"] == period)]
    own = rates.set_index("area_code")["value"]
    means = indicators[
        (indicators["indicator"] == f"looked_after_rate_per_10k{SUFFIX}") & (indicators["period"] == period)
    ].set_index("area_code")
    today = tables.membership.areas.query("level == 'authority' and closed == ''")["area_code"]
    places = {area: neighbours(tables, area) for area in today}
    assert len(places) == 153
    assert all(len(others) == 10 and area not in others for area, others in places.items())
    for area in map(str, means.index[means["value"].notna()]):
        mean, held = means["value"][area], own.reindex(places[area]).dropna()
        assert held.min() - 1e-9 <= mean <= held.max() + 1e-9
        assert mean == pytest.approx(held.mean())
        assert means["areas_covered"][area] == len(held)


@pytest.mark.parametrize("indicator", [function.__name__ for function in AVERAGED])
def test_a_mean_is_made_again_from_its_trail(tables: Tables, indicators: pd.DataFrame, indicator: str) -> None:
    rows = indicators[(indicators["indicator"] == indicator + SUFFIX) & indicators["value"].notna()]
    row = rows[rows["area_code"] == "E06000063"].iloc[-1]
    trail = Trails(indicators, tables, definitions()).of(
        Key(row["indicator"], row["breakdown"], row["area_code"], row["period"])
    )
    assert len(trail.parts) == 10
    assert {part.key.indicator for part in trail.parts} == {indicator}
    assert recomputed(trail, tables) == pytest.approx(row["value"], abs=1e-8)


def test_a_council_is_set_beside_its_region_class_county_group_and_england(tables: Tables) -> None:
    kent = peers(tables, "E10000016")
    assert kent.groups == ("E12000008", "SC", "CCN", "E92000001")
    assert kent.others[0] == "E10000012"
    assert peers(tables, "E08000025").groups == ("E12000005", "MD", "E92000001")
    assert peers(tables, "E09000001").groups == ("E12000007", "E92000001")


def test_a_group_of_councils_is_set_beside_others_of_its_kind(tables: Tables) -> None:
    assert peers(tables, "E12000001").groups == ("E92000001",)
    assert len(peers(tables, "E12000001").others) == 8
    assert sorted(peers(tables, "LB").others) == ["MD", "SC", "UA"]
    county = peers(tables, "CCN")
    assert (county.groups, county.others) == (("SC", "UA", "E92000001"), ())


@pytest.mark.parametrize("area", ["E92000001", "E13000001", "E10000006", "K02000001", "nowhere"])
def test_a_place_that_no_edition_is_about_has_no_peers(tables: Tables, area: str) -> None:
    with pytest.raises(Problem, match="not compared with others"):
        peers(tables, area)
