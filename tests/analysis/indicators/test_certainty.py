"""Councils by how clearly their rate differs, counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.formulas.key import Key
from analysis.indicators.certainty import (
    councils_by_change_of_rate,
    councils_by_rate_against_england,
)
from analysis.indicators.definitions import definitions
from analysis.indicators.funnel import RATE
from tests.analysis.conftest import SmallTables


def rates(*rows: tuple[str, str, float | None, float]) -> pd.DataFrame:
    """Rates from (place, period, children, population)."""
    frame = pd.DataFrame(rows, columns=["area_code", "period", "numerator", "denominator"]).astype({"numerator": float})
    return frame.assign(value=10_000 * frame["numerator"] / frame["denominator"])


def counted(found: pd.DataFrame) -> dict[str, float]:
    return dict(zip(found["breakdown"], found["value"], strict=True))


def test_councils_are_higher_lower_or_neither_than_england(small_tables: SmallTables) -> None:
    frame = rates(
        ("E92000001", "2024", 6_000, 1_000_000),  # 60 per 10,000
        ("E10000001", "2024", 800, 100_000),  # 80, from 74.6 to 85.7
        ("E06000001", "2024", 500, 100_000),  # 50, from 45.7 to 54.6
        ("E06000002", "2024", 6, 900),  # 66.7, from 24.5 to 145.1
        ("E06000003", "2024", None, 900),
        ("E12000001", "2024", 9_000, 100_000),  # a region is no council
    )
    found = councils_by_rate_against_england({RATE: frame}, small_tables)
    assert counted(found) == {"clearly_higher": 1, "clearly_lower": 1, "not_clearly_different": 1}
    assert set(found["areas_covered"]) == {3}
    assert set(found["areas_expected"]) == {4}


def test_a_change_is_from_five_years_before_in_the_same_council(small_tables: SmallTables) -> None:
    frame = rates(
        ("E10000001", "2019", 500, 100_000),
        ("E10000001", "2024", 700, 100_000),
        ("E06000001", "2019", 500, 100_000),
        ("E06000001", "2024", 520, 100_000),
        ("E06000002", "2024", 700, 100_000),  # formed since
    )
    found = councils_by_change_of_rate({RATE: frame}, small_tables)
    assert set(found["period"]) == {"2024"}
    assert counted(found) == {"clearly_higher": 1, "clearly_lower": 0, "not_clearly_different": 1}
    assert set(found["areas_covered"]) == {2}
    assert set(found["areas_expected"]) == {3}


def test_years_without_a_rate_five_years_before_have_no_value(small_tables: SmallTables) -> None:
    assert councils_by_change_of_rate({RATE: rates(("E10000001", "2024", 1, 10))}, small_tables).empty


@pytest.mark.parametrize("name", ["councils_by_rate_against_england", "councils_by_change_of_rate"])
def test_the_count_rests_on_the_rates_of_councils(small_tables: SmallTables, name: str) -> None:
    parts = definitions()[name].parts
    assert parts is not None
    keys = set(parts(Key(name, "clearly_higher", "E92000001", "2024"), small_tables))
    assert Key(RATE, "", "E10000001", "2024") in keys
    assert {key.indicator for key in keys} == {RATE}


def test_the_printed_year_adds_up_to_its_councils(indicators: pd.DataFrame) -> None:
    found = indicators[
        (indicators["indicator"] == "councils_by_rate_against_england") & (indicators["period"] == "2025")
    ]
    assert found["value"].tolist() == [62, 56, 33]
    assert set(found["areas_covered"]) == {151}
