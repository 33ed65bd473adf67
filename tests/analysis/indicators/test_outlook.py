"""Projections of the number and of what hangs on it, by hand and from the data held."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.indicators import outlook
from analysis.tables.areas import ENGLAND
from tests.analysis.conftest import MEMBERSHIP, SmallTables

NO_TABLES = SmallTables({}, MEMBERSHIP)
FASTER = [1000.0 + year + max(0, year - 16) ** 2 for year in range(32)]
"""A slow rise that quickens: the misses known at an origin are smaller than those to come."""


def series(first: int, values: list[float], breakdown: str = "") -> pd.DataFrame:
    periods = [str(first + at) for at in range(len(values))]
    return pd.DataFrame({"breakdown": breakdown, "area_code": ENGLAND, "period": periods, "value": values, "note": ""})


def england(numbers: list[float], *, own: int = 16) -> dict[str, pd.DataFrame]:
    """The looked-after children of England to 2025; the newest ``own`` years by their own releases."""
    first = 2026 - len(numbers)
    return {
        outlook.EARLIER_NUMBER: series(first, [*numbers[:-own], *(-1.0 for _ in numbers[-own:])]),
        outlook.NUMBER: series(2026 - own, numbers[-own:]),
    }


def test_a_straight_line_is_carried_on_without_error() -> None:
    line = [1000.0 + 10 * year for year in range(32)]
    projected = outlook.looked_after_projection_children(england(line), NO_TABLES)
    central = projected[projected["breakdown"] == "central"].set_index("period")["value"]
    assert list(central.index) == ["2026", "2027", "2028", "2029", "2030"]
    assert central["2026"] == 1320
    assert central["2030"] == 1360


def test_there_is_no_projection_where_no_model_beats_an_unchanged_number() -> None:
    flat = england([1000.0] * 32)
    assert outlook.looked_after_projection_children(flat, NO_TABLES).empty
    assert outlook.projection_coverage_share(flat, NO_TABLES).empty


def test_a_band_that_failed_its_back_test_is_left_out_and_says_so() -> None:
    projected = outlook.looked_after_projection_children(england(FASTER), NO_TABLES)
    central = projected["breakdown"] == "central"
    assert projected.loc[central, "value"].notna().all()
    assert projected.loc[~central, "value"].isna().all()
    assert set(projected.loc[~central, "note"]) == {outlook.NO_BAND}


def test_a_gap_in_the_years_leaves_the_years_before_it_out() -> None:
    numbers = england([1000.0 + 10 * year for year in range(32)])
    numbers[outlook.EARLIER_NUMBER] = numbers[outlook.EARLIER_NUMBER].query("period != '2005'")
    shares = pd.concat([series(2010, [0.7] * 3, "foster_care"), series(2014, [0.7] * 12, "foster_care")])
    values = {**numbers, outlook.PLACED: shares, outlook.WEEKLY: series(2025, [])}
    origins = outlook.back_test_origins(values, NO_TABLES).set_index("breakdown")
    assert origins.at["number_5_ahead", "note"] == "2006 to 2025"
    assert origins.at["number_5_ahead", "value"] == 20 - 6 - 4
    assert origins.at["foster_care_share_1_ahead", "value"] == 12 - 6
    assert not any(name.startswith("residential_week") for name in origins.index)


def test_spending_goes_with_the_number_alone() -> None:
    spent = pd.DataFrame(
        {"breakdown": outlook.LOOKED_AFTER, "area_code": ENGLAND, "period": ["2023-24", "2024-25"], "value": [5e6, 6e6]}
    )
    projected = pd.concat([series(2026, [1100.0], "central"), series(2026, [900.0], "lower_80")])
    values = {**england([1000.0] * 32), outlook.PROJECTION: projected, outlook.SPENDING: spent}
    found = outlook.spending_projection_real_gbp(values, NO_TABLES).set_index(["breakdown", "period"])["value"]
    assert found["central", "2025-26"] == pytest.approx(6.6e6)
    assert found["lower_80", "2025-26"] == pytest.approx(5.4e6)


def test_children_by_placement_keep_the_mix_of_the_newest_year() -> None:
    shares = series(2024, [0.70, 0.65], "foster_care")
    values = {
        **england([1000.0] * 32),
        outlook.PROJECTION: series(2026, [1100.0], "central"),
        outlook.PLACED: shares,
    }
    found = outlook.placement_projection_children(values, NO_TABLES)
    assert list(found["value"]) == [pytest.approx(715)]
    values[outlook.PLACED] = shares.query("period == '2024'")
    assert outlook.placement_projection_children(values, NO_TABLES).empty


def of_england(indicators: pd.DataFrame, name: str) -> pd.Series:
    rows = indicators[(indicators["indicator"] == name) & (indicators["area_code"] == ENGLAND)]
    return rows.set_index("breakdown")["value"]


def test_the_edge_of_the_trend_over_no_change_is_two_points_five_years_ahead(indicators: pd.DataFrame) -> None:
    errors = of_england(indicators, "projection_error_share")
    assert errors["no_change_5_ahead"] == pytest.approx(0.076, abs=5e-4)
    assert errors["trend_since_start_5_ahead"] == pytest.approx(0.054, abs=5e-4)
    assert of_england(indicators, "back_test_origins")["number_5_ahead"] == 22


def test_chosen_anew_at_every_origin_the_models_missed_by_more_than_no_change(indicators: pd.DataFrame) -> None:
    errors = of_england(indicators, "projection_error_share")
    assert errors["chosen_anew_5_ahead"] > errors["no_change_5_ahead"]


def test_the_projection_for_england_lies_within_its_bands(indicators: pd.DataFrame) -> None:
    rows = indicators[indicators["indicator"] == "looked_after_projection_children"]
    wide = rows.pivot(index="period", columns="breakdown", values="value")
    ordered = wide[["lower_80", "lower_50", "central", "upper_50", "upper_80"]]
    assert (ordered.diff(axis="columns").iloc[:, 1:] > 0).all(axis=None)
