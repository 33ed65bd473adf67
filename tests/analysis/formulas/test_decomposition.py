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


SOME_OR_NO_CHILDREN = st.one_of(in_one_year(), in_one_year(NONE_OR_SOME))


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@given(before=SOME_OR_NO_CHILDREN, after=SOME_OR_NO_CHILDREN)
def test_the_contributions_add_up_to_the_change_even_if_a_group_begins_or_ends(
    method: Method, before: Factors, after: Factors
) -> None:
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


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@pytest.mark.parametrize(
    ("before", "after", "contributions"),
    [
        # 80 children with carers at £30,000 become 70, and 20 in homes at £200,000 become 30.
        (
            factors(100, [0.8, 0.2], [30_000, 200_000]),
            factors(100, [0.7, 0.3], [30_000, 200_000]),
            [0, 1_700_000, 0],
        ),
        # 10 at £100 become 20 at £200, a change of 3,000: both doubled, so each of them has half.
        (factors(10, [1], [100]), factors(20, [1], [200]), [1_500, 0, 1_500]),
        (factors(10, [1, 0], [100, 500]), factors(10, [0.9, 0.1], [100, 500]), [0, 400, 0]),
    ],
    ids=["children move to homes that cost more", "number and price of one group", "a group had no children before"],
)
def test_the_contributions_are_those_worked_out_by_hand(
    method: Method, before: Factors, after: Factors, contributions: list[float]
) -> None:
    assert parts(method(before, after)) == pytest.approx(contributions)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_place_with_a_missing_figure_has_no_contributions(method: Method) -> None:
    before, after = factors(10, [0.5, 0.5], [100, np.nan]), factors(10, [0.5, 0.5], [100, 500])
    assert np.isnan(parts(method(before, after))).all()
