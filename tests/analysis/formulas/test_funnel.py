"""Funnels with over-dispersion: against the reference implementation's published example, by hand and by identity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from analysis.formulas.funnel import LIMITS, LOGARITHM, SQUARE_ROOT, Funnel, funnels, variance_between, winsorised

Array = npt.NDArray[np.float64]

HOSPITALS = (
    (406, 523.70), (642, 612.98), (46, 53.79), (764, 763.72), (82, 120.94), (201, 250.19), (193, 155.49),
    (569, 484.71), (404, 362.22), (134, 188.93), (614, 554.38), (491, 616.74), (501, 360.15), (131, 245.61),
    (274, 263.56), (124, 154.66), (456, 475.02), (48, 38.93), (429, 445.10), (14, 28.80), (369, 347.54),
    (8, 7.56), (37, 73.21), (128, 118.11), (145, 273.34), (493, 449.79), (104, 172.38), (6, 19.20),
    (308, 321.86), (34, 36.56), (7, 19.96), (935, 851.72), (134, 198.94), (339, 302.39), (458, 410.16),
    (22, 45.87), (2, 9.67), (160, 212.34), (87, 38.92), (55, 31.74), (252, 285.64), (174, 186.66),
    (43, 33.98), (228, 255.65), (210, 242.03), (321, 279.48), (631, 619.26), (543, 626.13), (105, 145.67),
    (389, 413.86), (92, 111.26), (1012, 685.59), (283, 181.11), (95, 24.81),
)  # fmt: skip
"""Days in hospital of 54 Arizona hospitals in 1991, observed and expected.

The data ``medpar`` of the R package COUNT (J. M. Hilbe), with the Poisson regression of the README of FunnelPlotR
(NHS-R Community): length of stay on health maintenance organisation, death, age over eighty and type of admission.
"""

BCG = (
    (4, 123, 11, 139), (6, 306, 29, 303), (3, 231, 11, 220), (62, 13598, 248, 12867), (33, 5069, 47, 5808),
    (180, 1541, 372, 1451), (8, 2545, 10, 629), (505, 88391, 499, 88391), (29, 7499, 45, 7277), (17, 1716, 65, 1665),
    (186, 50634, 141, 27338), (5, 2498, 3, 2341), (27, 16913, 29, 17854),
)  # fmt: skip
"""Tuberculosis cases and people, vaccinated and not, in the thirteen trials of Colditz and others (1994)."""


def days() -> tuple[Array, Array]:
    observed, expected = np.array(HOSPITALS, dtype=float).T
    return observed, expected


def outside(name: str) -> int:
    observed, expected = days()
    return int((np.abs(funnels(observed, expected)[name].scores(observed, expected)) > LIMITS["998"]).sum())


def test_chance_leaves_25_of_54_hospitals_outside_as_published_for_the_reference_implementation() -> None:
    """README of FunnelPlotR 0.4: "54 points of which 25 are outliers. Plot is not adjusted for overdispersion"."""
    assert outside("chance") == 25


def test_the_way_of_the_hospital_mortality_indicator_leaves_nine_of_54_as_published() -> None:
    """README of FunnelPlotR 0.4: "54 points of which 9 are outliers. Plot is adjusted for overdispersion"."""
    assert outside("logarithmic") == 9


def test_the_variance_between_units_gives_the_published_mean_of_the_bcg_trials() -> None:
    """The tests of the R package metafor against Stata's metan: Q 152.2330 and, by DerSimonian and Laird, -0.7141."""
    cases, people, untreated_cases, untreated = np.array(BCG, dtype=float).T
    effects = np.log(cases / people) - np.log(untreated_cases / untreated)
    errors = np.sqrt(1 / cases - 1 / people + 1 / untreated_cases - 1 / untreated)
    scores = (effects - np.average(effects, weights=errors**-2)) / errors
    assert (scores**2).sum() == pytest.approx(152.2330, abs=5e-5)
    weights = 1 / (errors**2 + variance_between(scores, errors))
    assert np.average(effects, weights=weights) == pytest.approx(-0.7141, abs=5e-5)


def test_the_variance_between_hospitals_about_their_weighted_mean_is_that_of_statsmodels() -> None:
    observed, expected = days()
    effects, errors = np.sqrt(observed / expected), Funnel(SQUARE_ROOT).deviation(expected)
    scores = (effects - np.average(effects, weights=errors**-2)) / errors
    found = combine_effects(effects, errors**2, method_re="chi2")
    assert variance_between(scores, errors) == pytest.approx(found.tau2, rel=1e-9)


@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 5000)), min_size=30, max_size=60))
def test_a_unit_is_outside_its_limits_exactly_if_its_score_is_beyond_them(counts: list[tuple[int, int]]) -> None:
    observed, expected = np.array(counts, dtype=float).T
    for funnel in funnels(observed, expected).values():
        scores = funnel.scores(observed, expected)
        low, high = funnel.limits(expected, LIMITS["998"])
        clear = np.abs(np.abs(scores) - LIMITS["998"]) > 1e-9
        beyond = (observed / expected < low) | (observed / expected > high)
        assert list(beyond[clear]) == list((np.abs(scores) > LIMITS["998"])[clear])


@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 5000)), min_size=30, max_size=60))
def test_over_dispersion_never_brings_the_limits_nearer_than_chance(counts: list[tuple[int, int]]) -> None:
    observed, expected = np.array(counts, dtype=float).T
    found = funnels(observed, expected)
    chance = {SQUARE_ROOT: found["chance"], LOGARITHM: Funnel(LOGARITHM)}
    for funnel in found.values():
        assert (funnel.deviation(expected) >= chance[funnel.scale].deviation(expected) * (1 - 1e-12)).all()


def test_units_that_chance_explains_have_the_limits_of_chance() -> None:
    expected = np.full(40, 100.0)
    observed = expected + np.tile([-5.0, 5.0], 20)
    found = funnels(observed, expected)
    assert found["additive"].added == 0
    assert found["multiplicative"].multiplied == 1


def test_one_extreme_unit_widens_the_limits_no_more_than_the_unit_that_bounds_it() -> None:
    expected = np.full(41, 100.0)
    observed = np.concatenate([np.linspace(60, 140, 40), [150.0]])
    further = np.concatenate([np.linspace(60, 140, 40), [900.0]])
    assert funnels(observed, expected)["additive"] == funnels(further, expected)["additive"]


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=80))
def test_winsorising_keeps_the_order_and_the_number_of_scores(numbers: list[float]) -> None:
    scores = np.sort(np.array(numbers))
    found = winsorised(scores)
    assert len(found) == len(scores)
    assert (np.diff(found) >= 0).all()
    assert scores[0] <= found[0]
    assert found[-1] <= scores[-1]


def test_the_limits_are_the_published_numbers_of_standard_deviations() -> None:
    assert {level: round(score, 3) for level, score in LIMITS.items()} == {"95": 1.96, "998": 3.09}
