"""Intervals of counts against published examples and statsmodels, and what must be true of every interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import derived_indicator, formula_indicator
from analysis.formulas.intervals import (
    FEW,
    LIMIT_COLUMNS,
    Estimate,
    count_limits,
    difference,
    estimate,
    limits,
    rank_limits,
    share_limits,
    with_limits,
)
from analysis.formulas.term import Term
from analysis.formulas.units import UNITS
from analysis.indicators.definitions import counted, definitions
from analysis.problem import Problem

LEVELS = (0.95, 0.998)
NOT_OF_CHILDREN = {
    "private_share_of_homes": "a register of homes",
    "private_share_of_home_places": "the places of a home are private together",
    "private_share_of_inspected_homes": "a register of homes",
    "filled_foster_places_share": "places of foster carers",
    "looked_after_revision_share": "two releases of the same count",
}
"""Shares of things that chance does not move one by one."""

CHILDREN = Term("children", "looked_after", "looked_after_children")
POPULATION = Term("population", "population", "children_0_17")
SPENDING = Term("spending", "section_251", "gross_expenditure_gbp", "total")


def one(number: float) -> np.ndarray:
    return np.array([number])


def interval_of(count: float, level: float = 0.95) -> tuple[float, float]:
    lower, upper = count_limits(one(count), level)
    return lower.item(), upper.item()


# Published examples.


def test_byars_lower_limit_of_a_hundred_is_that_of_the_health_departments_own_package() -> None:
    # Department of Health and Social Care, PHStatsMethods, its test of byars_lower(100).
    assert interval_of(100)[0] == pytest.approx(81.36210549052788, abs=1e-9)


def test_the_limits_of_no_event_are_those_of_the_exact_method() -> None:
    # epitools, help of pois.exact: the upper limit of no event is 3.689.
    lower, upper = interval_of(0)
    assert (lower, round(upper, 3)) == (0, 3.689)


@pytest.mark.parametrize(
    ("count", "total", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_limits_are_those_that_newcombe_printed(count: int, total: int, lower: float, upper: float) -> None:
    # Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
    found = share_limits(one(count), one(total))
    assert [round(limit.item(), 4) for limit in found] == [lower, upper]


@pytest.mark.parametrize(
    ("counts", "totals", "lower", "upper"),
    [
        ((56, 48), (70, 80), 0.0524, 0.3339),
        ((9, 3), (10, 10), 0.1705, 0.8090),
        ((6, 2), (7, 7), 0.0582, 0.8062),
        ((5, 0), (56, 29), -0.0381, 0.1926),
        ((0, 0), (10, 20), -0.1611, 0.2775),
        ((0, 0), (10, 10), -0.2775, 0.2775),
        ((10, 0), (10, 20), 0.6791, 1.0),
        ((10, 0), (10, 10), 0.6075, 1.0),
    ],
)
def test_differences_of_shares_are_those_that_newcombe_printed(
    counts: tuple[int, int], totals: tuple[int, int], lower: float, upper: float
) -> None:
    # Newcombe (1998), Interval estimation for the difference between independent proportions, table II, method 10.
    first, second = (
        estimate(one(count), one(total), "share", one(count / total))
        for count, total in zip(counts, totals, strict=True)
    )
    found = difference(first, second)
    assert (round(found.lower.item(), 4), round(found.upper.item(), 4)) == (lower, upper)


# A second computation.


@pytest.mark.parametrize("level", LEVELS)
def test_limits_of_few_are_the_exact_ones_of_scipy_and_statsmodels(level: float) -> None:
    for count in range(FEW):
        lower, upper = interval_of(count, level)
        tail = (1 - level) / 2
        assert lower == pytest.approx(chi2.ppf(tail, 2 * count) / 2 if count else 0.0)
        assert upper == pytest.approx(chi2.ppf(1 - tail, 2 * count + 2) / 2)
        assert upper == pytest.approx(confint_poisson(count, 1, method="exact-c", alpha=1 - level)[1])


@pytest.mark.parametrize(("level", "apart"), [(0.95, 0.002), (0.998, 0.015)])
def test_byars_limits_of_ten_and_more_are_nearly_the_exact_ones(level: float, apart: float) -> None:
    # Public Health England's guide says the 0.2% of 95% intervals.
    for count in (FEW, 11, 20, 50, 100, 1_000, 20_000):
        exact = confint_poisson(count, 1, method="exact-c", alpha=1 - level)
        assert interval_of(count, level) == pytest.approx(exact, rel=apart)


@pytest.mark.parametrize("level", LEVELS)
def test_wilsons_limits_are_those_of_statsmodels(level: float) -> None:
    counts, totals = np.array([0.0, 1, 7, 50, 999, 1_000]), np.array([3.0, 1, 9, 1_000, 1_000, 1_000])
    for mine, theirs in zip(
        share_limits(counts, totals, level), proportion_confint(counts, totals, 1 - level, "wilson"), strict=True
    ):
        assert mine == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(("first", "second"), [((56, 70), (48, 80)), ((3, 100), (0, 40)), ((900, 1_000), (880, 1_000))])
def test_differences_of_shares_are_those_of_statsmodels(first: tuple[int, int], second: tuple[int, int]) -> None:
    mine = difference(
        *(estimate(one(count), one(total), "share", one(count / total)) for count, total in (first, second))
    )
    theirs = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert (mine.lower.item(), mine.upper.item()) == pytest.approx(theirs, abs=1e-8)


@pytest.mark.parametrize(("first", "second"), [((3, 1_000), (9, 800)), ((0, 500), (5, 900))])
def test_differences_of_rates_are_those_of_statsmodels(first: tuple[int, int], second: tuple[int, int]) -> None:
    mine = difference(
        *(estimate(one(count), one(total), "per_10k", one(10_000 * count / total)) for count, total in (first, second))
    )
    theirs = confint_poisson_2indep(*first, *second, method="mover", compare="diff", method_mover="exact-c")
    assert (mine.lower.item(), mine.upper.item()) == pytest.approx([10_000 * limit for limit in theirs], abs=1e-6)


# What is true of every interval.

COUNTS = st.integers(0, 2_000_000)


@given(COUNTS, st.integers(1, 20_000_000))
def test_the_interval_of_a_rate_holds_the_rate_and_is_wider_if_surer(count: int, population: int) -> None:
    rate = 10_000 * count / population
    (lower, upper), (lowest, highest) = (limits(one(count), one(population), "per_10k", level) for level in LEVELS)
    assert 0 <= lowest.item() <= lower.item() <= rate + 1e-8
    assert rate - 1e-8 <= upper.item() < highest.item() or upper.item() == highest.item()


@given(COUNTS.flatmap(lambda total: st.tuples(st.integers(0, total), st.just(max(total, 1)))))
def test_the_interval_of_a_share_holds_the_share_and_lies_between_nought_and_one(pair: tuple[int, int]) -> None:
    count, total = pair
    (lower, upper), (lowest, highest) = (limits(one(count), one(total), "share", level) for level in LEVELS)
    assert 0 <= lowest.item() <= lower.item() <= round(count / total, 9) <= upper.item() <= highest.item() <= 1


@given(COUNTS)
def test_more_events_have_higher_limits(count: int) -> None:
    for level in LEVELS:
        lower, upper = count_limits(np.array([count, count + 1.0]), level)
        assert lower[0] < lower[1]
        assert upper[0] < upper[1]


@given(*[st.tuples(COUNTS, st.integers(1, 10_000_000))] * 2)
def test_a_difference_the_other_way_round_has_the_same_limits_with_the_other_sign(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    rates = [estimate(one(c), one(n), "per_10k", one(10_000 * c / n)) for c, n in (first, second)]
    there, back = difference(*rates), difference(*reversed(rates))
    assert there.lower == pytest.approx(-back.upper)
    assert there.lower <= there.value <= there.upper


@given(COUNTS, st.floats(0, 1_000))
def test_a_rate_differs_clearly_from_a_benchmark_if_its_own_interval_leaves_it_out(count: int, rate: float) -> None:
    own = estimate(one(count), one(50_000), "per_10k", one(count / 5))
    apart = difference(own, Estimate(one(rate), one(rate), one(rate)))
    assert (apart.lower > 0) == (own.lower > rate) or own.lower == pytest.approx(rate)
    assert (apart.upper < 0) == (own.upper < rate) or own.upper == pytest.approx(rate)


@pytest.mark.parametrize(
    ("count", "total", "unit"),
    [(np.nan, 100, "share"), (10, np.nan, "per_10k"), (10, 0, "per_10k"), (-1, 100, "per_10k"), (11, 10, "share")],
)
def test_what_is_no_count_of_a_total_has_no_interval_and_not_zero(count: float, total: float, unit: str) -> None:
    assert np.isnan(np.concatenate(limits(one(count), one(total), unit))).all()


# Ranks.


def test_rates_far_apart_keep_their_ranks_and_equal_ones_share_all() -> None:
    assert rank_limits(np.array([1_000.0, 500, 100]), np.full(3, 10_000.0)).tolist() == [[1, 1], [2, 2], [3, 3]]
    assert rank_limits(np.full(5, 100.0), np.full(5, 10_000.0)).tolist() == [[1, 5]] * 5


def test_the_rank_of_a_small_place_is_less_sure_than_that_of_a_large_one_with_the_same_rate() -> None:
    populations = np.array([1_000.0, 1_000_000, *np.linspace(10_000, 20_000, 49)])
    counts = populations * np.concatenate([[0.006, 0.006], np.linspace(0.003, 0.009, 49)])
    (low, high), (lower, upper) = rank_limits(counts, populations)[:2]
    assert low < lower <= upper < high


def test_the_interval_of_a_rank_holds_the_rank_of_nearly_every_council(rates: pd.DataFrame) -> None:
    ranks = rates["value"].rank(ascending=False, method="min")
    limits_of = rank_limits(rates["numerator"].to_numpy(), rates["denominator"].to_numpy())
    assert ((limits_of[:, 0] <= ranks) & (ranks <= limits_of[:, 1])).mean() > 0.97


def test_ranks_are_those_of_draws_from_the_gamma_distribution_itself(rates: pd.DataFrame) -> None:
    counts, populations = rates["numerator"].to_numpy(), rates["denominator"].to_numpy()
    drawn = np.random.default_rng(2).gamma(counts + 0.5, size=(4_000, len(counts))) / populations
    ranks = np.sort((-drawn).argsort(axis=1).argsort(axis=1) + 1, axis=0)
    assert np.abs(rank_limits(counts, populations) - ranks[[100, -101]].T).max() <= 3


@pytest.fixture(scope="module")
def rates(indicators: pd.DataFrame) -> pd.DataFrame:
    """The looked-after rates of councils in one year."""
    of_councils = indicators["area_code"].str.match(r"E0[6-9]|E10")
    rate = (indicators["indicator"] == "looked_after_rate_per_10k") & (indicators["period"] == "2025")
    return indicators[rate & of_councils & indicators["value"].notna()]


# Which indicators have intervals.


def test_every_rate_and_share_of_counts_of_children_is_declared_as_counted_and_no_other() -> None:
    of_counts = {
        name
        for name, definition in definitions().items()
        if (formula := definition.formula) and formula.denominator
        if UNITS[definition.unit].per or UNITS[definition.unit].is_per_cent
        if not any(term.measure.endswith(("_gbp", "_fte", "_percent")) for term in formula.terms)
    }
    assert {name for name in counted() if definitions()[name].formula} == of_counts - NOT_OF_CHILDREN.keys()


def test_the_table_has_limits_of_what_is_counted_and_none_of_money(indicators: pd.DataFrame) -> None:
    table = with_limits(indicators, counted())
    names = [name for pair in LIMIT_COLUMNS.values() for name in pair]
    assert list(table.columns) == [*indicators.columns, *names]
    held = table[names].notna().all(axis="columns")
    assert set(table.loc[held, "indicator"]) == set(counted()) & set(table.loc[table["value"].notna(), "indicator"])
    assert table.loc[held, "value"].notna().all()
    assert not table.loc[~held, names].notna().any(axis=None)
    rows = table[held]
    assert (rows["lower_998"] <= rows["lower_95"]).all()
    assert (rows["lower_95"] <= rows["value"] + 1e-9).all()
    assert (rows["value"] <= rows["upper_95"] + 1e-9).all()
    assert (rows["upper_95"] <= rows["upper_998"]).all()


@pytest.mark.parametrize(
    ("unit", "formula", "words"),
    [
        ("gbp_per_child", Formula((CHILDREN,), (POPULATION,)), "neither a rate nor a share"),
        ("share", Formula((SPENDING,), (POPULATION,)), "reads gross_expenditure_gbp"),
        ("share", Formula((CHILDREN,)), "has no denominator"),
    ],
)
def test_what_is_no_count_cannot_be_declared_as_counted(unit: str, formula: Formula, words: str) -> None:
    with pytest.raises(Problem, match=f"The indicator wrongly_counted is declared as counted.*{words}"):

        @formula_indicator("Declared wrongly", unit, counted=True)
        def wrongly_counted() -> Formula:
            return formula

    assert "wrongly_counted" not in definitions()


def test_a_derived_indicator_is_counted_only_if_it_is_a_rate_or_a_share() -> None:
    with pytest.raises(Problem, match="neither a rate nor a share"):

        @derived_indicator("Declared wrongly", "children", derived_from=(), parts=lambda *_: (), counted=True)
        def wrongly_derived(*_: object) -> pd.DataFrame:
            return pd.DataFrame()
