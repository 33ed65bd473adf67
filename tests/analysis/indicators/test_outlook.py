"""Projections and the what-if, by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indicators import outlook
from tests.analysis.conftest import MEMBERSHIP, SmallTables


def england(numbers: list[float]) -> dict[str, pd.DataFrame]:
    """Looked-after children of England from 2010 on."""
    return {
        "looked_after_children": pd.DataFrame(
            {
                "breakdown": "",
                "area_code": "E92000001",
                "period": [str(2010 + number) for number in range(len(numbers))],
                "value": numbers,
            }
        )
    }


NO_TABLES = SmallTables({}, MEMBERSHIP)


def test_a_straight_line_is_carried_on_without_error() -> None:
    projected = outlook.looked_after_projection_children(england([1000.0 + 10 * year for year in range(16)]), NO_TABLES)
    central = projected[projected["breakdown"] == "central"].set_index("period")["value"]
    assert list(central.index) == ["2026", "2027", "2028", "2029", "2030"]
    assert central["2026"] == 1160
    assert central["2030"] == 1200


def test_there_is_no_projection_where_no_model_beats_an_unchanged_number() -> None:
    flat = [1000.0] * 16
    assert outlook.looked_after_projection_children(england(flat), NO_TABLES).empty
    assert outlook.projection_coverage_share(england(flat), NO_TABLES).empty


def test_an_origin_knows_only_the_years_before_it() -> None:
    series = [10.0] * outlook.YEARS_BEFORE_FIRST_ORIGIN + [20.0, 40.0]
    errors = outlook.rolling_origin_errors(series, outlook.no_change)
    assert errors[1] == [10 / 20 - 1, 20 / 40 - 1]
    assert errors[2] == [10 / 40 - 1]


@given(st.lists(st.floats(50_000, 100_000), min_size=12, max_size=20))
def test_intervals_never_narrow_with_the_years_ahead(series: list[float]) -> None:
    for model in outlook.CANDIDATES.values():
        widths = list(outlook.interval_half_widths(outlook.rolling_origin_errors(series, model)).values())
        assert widths == sorted(widths)


def test_the_what_if_moves_a_tenth_of_the_children_in_homes() -> None:
    values = {
        "looked_after_children": pd.DataFrame(
            {"breakdown": "", "area_code": ["E10000001"], "period": ["2024"], "value": [1000.0]}
        ),
        "placement_published_share": pd.DataFrame(
            {
                "breakdown": ["childrens_homes_and_secure"],
                "area_code": ["E10000001"],
                "period": ["2024"],
                "value": [0.10],
                "areas_covered": [1],
                "areas_expected": [1],
            }
        ),
        "unit_cost_published_gbp_per_week": pd.DataFrame(
            {
                "breakdown": ["residential_care", "fostering"],
                "area_code": "E10000001",
                "period": "2023-24",
                "value": [7_000.0, 0.0],
            }
        ),
    }
    moved = outlook.whatif_moved_children(values, NO_TABLES).set_index("breakdown")["value"]
    saved = outlook.whatif_difference_gbp(values, NO_TABLES).set_index("breakdown")["value"]
    assert moved["one_in_ten"] == pytest.approx(10)
    assert saved["one_in_ten"] == pytest.approx(10 * 7_000 * 365 / 7)


def test_the_projection_for_england_lies_within_its_interval(indicators: pd.DataFrame) -> None:
    rows = indicators[indicators["indicator"] == "looked_after_projection_children"]
    wide = rows.pivot(index="period", columns="breakdown", values="value")
    assert (wide["lower"] < wide["central"]).all()
    assert (wide["central"] < wide["upper"]).all()
