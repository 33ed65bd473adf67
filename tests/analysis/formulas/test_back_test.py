"""Back-tests, by hand and by identity."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.formulas import back_test

SERIES = st.lists(st.floats(50_000, 100_000), min_size=12, max_size=32)


def test_no_candidate_was_added_to_those_registered() -> None:
    assert list(back_test.CANDIDATES) == [
        "no_change",
        "trend_since_start",
        "trend_of_five_years",
        "growth_of_five_years",
    ]
    assert all(model.__doc__ for model in back_test.CANDIDATES.values())


def test_an_origin_knows_only_the_years_before_it() -> None:
    series = [10.0] * back_test.YEARS_BEFORE_FIRST_ORIGIN + [20.0, 40.0]
    errors = back_test.rolling_origin_errors(series, back_test.no_change)
    assert errors[1] == [10 / 20 - 1, 20 / 40 - 1]
    assert errors[2] == [10 / 40 - 1]


@settings(max_examples=40)
@given(SERIES, st.floats(50_000, 100_000))
def test_what_comes_later_changes_no_earlier_miss(series: list[float], later: float) -> None:
    for model in back_test.CANDIDATES.values():
        before = back_test.rolling_origin_errors(series, model)
        after = back_test.rolling_origin_errors([*series, later], model)
        assert all(after[ahead][: len(misses)] == misses for ahead, misses in before.items())
    anew, once_more = (back_test.errors_if_chosen_anew(held) for held in (series, [*series, later]))
    assert all(once_more[ahead][: len(misses)] == misses for ahead, misses in anew.items())


@given(SERIES)
def test_no_change_has_a_scaled_error_of_one(series: list[float]) -> None:
    errors = back_test.rolling_origin_errors(series, back_test.no_change)
    scaled = back_test.scaled_errors(errors, errors)
    assert all(math.isnan(value) or value == pytest.approx(1) for value in scaled.values())


@given(SERIES, st.sampled_from([2.0, 10.0, 1024.0]))
def test_scaled_errors_do_not_depend_on_the_unit_of_the_series(series: list[float], factor: float) -> None:
    for model in back_test.CANDIDATES.values():
        scaled = [
            back_test.scaled_errors(
                back_test.rolling_origin_errors(held, model),
                back_test.rolling_origin_errors(held, back_test.no_change),
            )
            for held in (series, [factor * value for value in series])
        ]
        assert scaled[0] == pytest.approx(scaled[1], rel=1e-6, nan_ok=True)


def test_a_model_is_not_projected_where_it_missed_by_more_than_no_change() -> None:
    there_and_back = [1000.0 + 50 * (year % 2) for year in range(32)]
    assert back_test.choice(there_and_back) is None


def test_a_model_is_not_projected_from_fewer_origins_than_needed() -> None:
    line = [1000.0 + 10 * year for year in range(back_test.YEARS_BEFORE_FIRST_ORIGIN + back_test.ORIGINS_NEEDED)]
    chosen = back_test.choice(line)
    assert chosen is not None
    assert chosen.horizons == (1,)
    assert back_test.choice(line[:-1]) is None


@given(SERIES)
def test_bands_never_narrow_with_the_years_ahead_and_a_wider_band_holds_the_narrower(series: list[float]) -> None:
    for model in back_test.CANDIDATES.values():
        errors = back_test.rolling_origin_errors(series, model)
        half, most = (back_test.half_widths(errors, level) for level in back_test.LEVELS)
        assert list(half.values()) == sorted(half.values())
        assert list(most.values()) == sorted(most.values())
        assert all(half[ahead] <= most[ahead] for ahead in half)


@given(SERIES)
def test_a_band_holds_at_least_its_share_of_the_misses_that_made_it(series: list[float]) -> None:
    errors = back_test.rolling_origin_errors(series, back_test.trend_since_start)
    for level in back_test.LEVELS:
        for ahead, width in back_test.half_widths(errors, level).items():
            inside = sum(abs(miss) <= width for miss in errors[ahead])
            assert 100 * inside >= level * len(errors[ahead])


def test_a_band_from_misses_that_grow_is_found_too_narrow() -> None:
    faster = [1000.0 + year + max(0, year - 16) ** 2 for year in range(36)]
    chosen = back_test.choice(faster)
    assert chosen is not None
    for level in back_test.LEVELS:
        assert back_test.is_too_narrow(back_test.back_tested_coverage(chosen.errors, level), level)
