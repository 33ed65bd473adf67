from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from analysis.formulas.evaluation import compute
from analysis.formulas.key import Key
from analysis.formulas.provenance import Trails
from analysis.formulas.results import KEY_COLUMNS
from analysis.formulas.trail import Trail, recomputed
from analysis.indicators.definitions import definitions
from analysis.tables.loading import Tables
from tests.analysis.conftest import SmallTables, observations

SEED = 20250331
KEYS_A_LEVEL = 4


@pytest.fixture(scope="module")
def trails(tables: Tables, indicators: pd.DataFrame) -> Trails:
    return Trails(indicators, tables, definitions())


@pytest.fixture(scope="module")
def sampled(tables: Tables, indicators: pd.DataFrame) -> dict[str, list[Key]]:
    """Keys of every indicator drawn at random, some of each level of place."""
    shuffled = indicators.sample(frac=1, random_state=SEED)
    level = shuffled["area_code"].map(tables.membership.levels)
    drawn = shuffled.groupby([shuffled["indicator"], level], sort=True).head(KEYS_A_LEVEL)
    return {
        str(indicator): [Key._make(row) for row in rows[list(KEY_COLUMNS)].itertuples(index=False)]
        for indicator, rows in drawn.groupby("indicator")
    }


def agrees(trail: Trail, tables: Tables | SmallTables) -> bool:
    again = recomputed(trail, tables)
    if again is None or trail.result.value is None:
        return again is trail.result.value
    return math.isclose(again, trail.result.value, rel_tol=1e-9, abs_tol=2e-9)


@pytest.mark.parametrize("indicator", list(definitions()))
def test_a_value_comes_about_again_from_its_trail_alone(
    indicator: str, sampled: dict[str, list[Key]], trails: Trails, tables: Tables
) -> None:
    assert [str(key) for key in sampled[indicator] if not agrees(trails.of(key), tables)] == []


@pytest.mark.parametrize("indicator", [name for name, found in definitions().items() if found.formula])
def test_a_trail_names_every_council_that_a_sum_expects_and_does_not_cover(
    indicator: str, sampled: dict[str, list[Key]], trails: Trails
) -> None:
    for key in sampled[indicator]:
        result, left_out = trails.of(key).result, trails.of(key).left_out
        if result.areas_covered is not None and result.areas_expected is not None and result.areas_expected > 1:
            assert len(left_out) == result.areas_expected - result.areas_covered, key
        assert all(council.reason for council in left_out), key


def test_every_observation_of_a_trail_names_a_source_that_is_known(
    sampled: dict[str, list[Key]], trails: Trails, tables: Tables
) -> None:
    for keys in sampled.values():
        trail = trails.of(keys[0])
        assert set(trail.source_ids) <= set(tables.sources), trail.key
        assert all(observation.source_ref for observation in trail.observations())


@pytest.mark.parametrize("indicator", list(definitions()))
def test_every_value_names_a_source(indicator: str, sampled: dict[str, list[Key]], trails: Trails) -> None:
    found = [trails.of(key) for key in sampled[indicator]]
    assert [str(trail.key) for trail in found if trail.result.value is not None and not trail.source_ids] == []


def test_a_publishers_total_rests_on_its_own_row(small_tables: SmallTables) -> None:
    trail = small_trail(small_tables, Key("looked_after_children", "", "E92000001", "2024"))
    assert [(found.area_code, found.value) for found in trail.terms[0].observations] == [("E92000001", 100.0)]
    assert trail.left_out == ()  # the suppressed council is within the publisher's total


def test_a_sum_rests_on_the_councils_that_have_every_figure(small_tables: SmallTables) -> None:
    trail = small_trail(small_tables, Key("looked_after_rate_per_10k", "", "UA", "2024"))
    children, population = trail.terms
    assert {found.area_code: found.value for found in children.observations} == {"E06000001": 22.0, "E06000002": 30.0}
    of_each = {found.area_code: found.value for found in population.observations}
    assert of_each == {"E06000001": 4_000.0, "E06000002": 5_000.0}
    assert {found.period for found in population.observations} == {"2023"}
    assert [(council.area_code, council.reason) for council in trail.left_out] == [
        ("E06000003", "children looked after at 31 March: suppressed by the publisher")
    ]
    assert [found.marker for found in trail.left_out[0].observations if found.value is None] == ["c"]
    assert trail.source_ids == ("made-children_0_17", "made-looked_after_children")


def test_the_trail_of_a_missing_value_leads_to_the_marker(small_tables: SmallTables) -> None:
    trail = small_trail(small_tables, Key("looked_after_children", "", "E06000003", "2024"))
    assert trail.result.value is None
    assert [found.marker for found in trail.observations()] == ["c"]
    assert recomputed(trail, small_tables) is None


def test_money_in_real_terms_names_both_deflators(small_tables: SmallTables) -> None:
    outturn = observations("outturn_gbp", [("E10000001", "2022-23", 90), ("E10000001", "2023-24", 130)], "education")
    tables = replace(small_tables, held=small_tables.held | {"outturn": outturn})
    trail = small_trail(tables, Key("outturn_real_gbp", "education", "E10000001", "2022-23"))
    assert trail.deflation is not None
    assert [(found.period, found.value) for found in trail.deflation.base] == [("2023-24", 100.0)]
    assert [(found.period, found.value) for found in trail.deflation.period] == [("2022-23", 90.0)]
    assert trail.result.value == recomputed(trail, tables) == 100.0


def test_the_distorted_year_stands_on_the_deflators_beside_it(trails: Trails) -> None:
    trail = trails.of(Key("expenditure_real_smoothed_gbp", "total", "E92000001", "2020-21"))
    assert trail.deflation is not None
    assert [found.period for found in trail.deflation.period] == ["2019-20", "2021-22"]


def test_where_a_measure_is_not_held_the_trail_names_the_one_that_stands_in(trails: Trails) -> None:
    trail = trails.of(Key("looked_after_rate_per_10k", "", "E92000001", "2010"))
    assert [found.measure for found in trail.observations()] == [
        "looked_after_children",
        "child_population_as_published",
    ]


def test_a_derived_value_ends_at_the_observations_of_its_parts(trails: Trails) -> None:
    trail = trails.of(Key("councils_overspending_share", "childrens_social_care", "E92000001", "2023-24"))
    with_both = [part for part in trail.parts if part.result.value is not None]
    assert (len(with_both), sum((part.result.value or 0) > 0 for part in with_both)) == (147, 141)
    assert {found.table for found in trail.observations()} == {"budget", "outturn"}


def test_a_key_that_is_not_there_has_no_trail(trails: Trails) -> None:
    with pytest.raises(KeyError):
        trails.of(Key("looked_after_children", "", "E92000001", "1999"))


def small_trail(tables: SmallTables, key: Key) -> Trail:
    return Trails(compute(tables, definitions(), [key.indicator]), tables, definitions()).of(key)
