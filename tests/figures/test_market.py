"""Charts and tables of who provides places."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.tables.areas import ENGLAND
from figures import market
from tests.figures.conftest import Fill, Printed


def test_homes_doubled_nearly_and_places_rose_by_less(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = market.homes_and_places(indicators)
    assert "rose by 91.8%" in fill(figure.title)
    assert "rose by 30.7%" in fill(figure.title)
    assert "2022 not held" in fill(figure.caption)
    assert figure.data.set_index("period").loc["2025", "places_in_homes"] == 15_742


def test_england_is_among_the_regions_of_places(indicators: pd.DataFrame) -> None:
    data = market.places_by_region(indicators).data.set_index("area_code")["home_places_per_100_looked_after"]
    assert data[ENGLAND] == pytest.approx(19.25, abs=0.005)
    assert data.is_monotonic_decreasing
    assert data.size == 10


def test_regions_add_up_to_england(indicators: pd.DataFrame, printed: Printed) -> None:
    england, *regions = printed(market.regions(indicators))
    for column in (1, 2, 5):
        homes = [int(row[column].replace(",", "")) for row in regions]
        assert sum(homes) == int(england[column].replace(",", ""))


def test_the_largest_owner_is_named_with_its_places(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = printed(market.largest_owners(indicators))
    assert rows[0] == ["Cambian Childcare Limited", "182", "562"]
    assert len(rows) == 10
    assert not any("Council" in row[0] for row in rows)


def test_a_council_with_few_homes_has_no_figure_at_all(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = {row[0]: row for row in printed(market.every_council(indicators))}
    assert rows["City of London"][2:6] == ["[c]"] * 4
    assert rows["Kent"][2:5] == ["106", "83.0%", "548"]
    assert len(rows) == 153
