"""Contributions of number, mix and price to a change, by two methods."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas.decomposition import METHODS, Effects, Factors, lmdi, shapley

Method = Callable[[Factors, Factors], Effects]


def factors(number: float, mix: list[float], price: list[float]) -> Factors:
    return Factors(*(np.array([held], dtype=float) for held in (number, mix, price)))


def parts(effects: Effects) -> list[float]:
    return [float(effect[0]) for effect in (effects.number, effects.mix, effects.price)]


SOME = st.floats(0.05, 1)
NONE_OR_SOME = st.one_of(st.just(0.0), SOME)


def in_one_year(share: st.SearchStrategy[float] = SOME) -> st.SearchStrategy[Factors]:
    """A place with three groups of children, whose shares add up to one."""
    shares = st.tuples(share, share, share).filter(lambda found: sum(found) > 0)
    prices = st.lists(st.floats(1_000, 500_000), min_size=3, max_size=3)
    return st.builds(
        lambda number, mix, price: factors(number, [share / sum(mix) for share in mix], price),
        st.floats(10, 100_000),
        shares,
        prices,
    )


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@given(before=in_one_year(), after=in_one_year())
def test_the_three_contributions_add_up_to_the_change(method: Method, before: Factors, after: Factors) -> None:
    change = float((after.spending - before.spending).sum())
    scale = float(after.spending.sum() + before.spending.sum())
    assert sum(parts(method(before, after))) == pytest.approx(change, abs=1e-9 * scale)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@given(before=in_one_year(NONE_OR_SOME), after=in_one_year(NONE_OR_SOME))
def test_a_group_that_begins_or_ends_leaves_no_remainder(method: Method, before: Factors, after: Factors) -> None:
    change = float((after.spending - before.spending).sum())
    scale = float(after.spending.sum() + before.spending.sum())
    assert sum(parts(method(before, after))) == pytest.approx(change, abs=1e-9 * scale)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@given(before=in_one_year(), after=in_one_year())
def test_the_way_back_has_the_contributions_with_the_other_sign(
    method: Method, before: Factors, after: Factors
) -> None:
    there, back = parts(method(before, after)), parts(method(after, before))
    scale = float(after.spending.sum() + before.spending.sum())
    assert there == pytest.approx([-part for part in back], abs=1e-9 * scale)


@given(before=in_one_year(), growth=st.tuples(st.floats(0.8, 1.25), st.floats(0.8, 1.25)))
def test_both_methods_agree_if_number_and_price_change_by_a_quarter_at_most(
    before: Factors, growth: tuple[float, float]
) -> None:
    after = Factors(before.number * growth[0], before.mix, before.price * growth[1])
    near = 0.01 * float(before.spending.sum())
    assert parts(lmdi(before, after)) == pytest.approx(parts(shapley(before, after)), abs=near)


def test_by_hand_children_move_to_homes_that_cost_more() -> None:
    """100 children; 80 with carers at £30,000 become 70 at £30,000, and 20 in homes at £200,000 become 30."""
    before = factors(100, [0.8, 0.2], [30_000, 200_000])
    after = factors(100, [0.7, 0.3], [30_000, 200_000])
    for method in METHODS.values():
        assert parts(method(before, after)) == pytest.approx([0, 1_700_000, 0])


def test_by_hand_number_and_price_of_one_group() -> None:
    """10 at £100 become 20 at £200, a change of 3,000: both doubled, so each of them has half."""
    before, after = factors(10, [1], [100]), factors(20, [1], [200])
    for method in METHODS.values():
        assert parts(method(before, after)) == pytest.approx([1_500, 0, 1_500])


def test_the_cost_of_a_group_without_children_before_is_mix() -> None:
    before, after = factors(10, [1, 0], [100, 500]), factors(10, [0.9, 0.1], [100, 500])
    assert parts(lmdi(before, after)) == pytest.approx([0, 400, 0])
    assert parts(shapley(before, after)) == pytest.approx([0, 400, 0])


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_place_with_a_missing_figure_has_no_contributions(method: Method) -> None:
    before, after = factors(10, [0.5, 0.5], [100, np.nan]), factors(10, [0.5, 0.5], [100, 500])
    assert np.isnan(parts(method(before, after))).all()
