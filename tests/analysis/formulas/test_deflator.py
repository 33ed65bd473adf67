"""The deflator by hand: a few years of an index."""

from __future__ import annotations

import pytest

from analysis.formulas.deflator import deflator
from analysis.problem import Problem
from tests.analysis.conftest import SmallTables, observations


def test_real_terms_are_in_prices_of_the_newest_outturn_year(small_tables: SmallTables) -> None:
    factor = deflator(small_tables)
    assert factor["2023-24"] == 1.0
    assert factor["2021-22"] == 1.25


def test_the_smoothed_deflator_takes_the_mean_of_the_years_around_2020_21(small_tables: SmallTables) -> None:
    held = dict(small_tables.held)
    held["deflators"] = observations(
        "gdp_deflator_index",
        [("K02000001", "2019-20", 50), ("K02000001", "2020-21", 90), ("K02000001", "2021-22", 70),
         ("K02000001", "2023-24", 120)],
    )  # fmt: skip
    assert deflator(SmallTables(held))["2020-21"] == pytest.approx(120 / 90)
    assert deflator(SmallTables(held), smoothed=True)["2020-21"] == 2.0


def test_real_terms_need_an_index_of_the_year_of_prices(small_tables: SmallTables) -> None:
    older = observations("gdp_deflator_index", [("K02000001", "2016-17", 100)])
    tables = SmallTables({**small_tables.held, "deflators": older})
    with pytest.raises(Problem, match=r"^deflators.csv has no index of 2023-24, the newest year of outturn"):
        deflator(tables)
