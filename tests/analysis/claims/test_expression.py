from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims.expression import Expression, Tree
from analysis.problem import Problem

VALUES = {"budget_gbp[fire]:East Kent:2018-19": 30.0, "budget_gbp[fire]:East Kent:2017-18": 20.0, "a-claim": 4.0}
NUMBERS = st.integers(0, 1000).map(float)
TREES: st.SearchStrategy[Tree] = st.recursive(
    NUMBERS | st.sampled_from(sorted(VALUES)),
    lambda trees: st.tuples(st.sampled_from("+-*/"), trees, trees),
    max_leaves=8,
)


def value(text: str) -> float | None:
    return Expression.parse(text).value(VALUES.__getitem__)


def test_a_financial_year_is_no_difference() -> None:
    assert value("budget_gbp[fire]:East Kent:2018-19 - budget_gbp[fire]:East Kent:2017-18") == 10


def test_products_come_before_sums_and_brackets_before_both() -> None:
    assert value("1 + 2 * 3 - 4 / 2") == 5
    assert value("(1 + 2) * (3 - 4) / 2") == -1.5
    assert value("8 / 2 / 2") == 2


def test_ids_of_claims_are_names_and_their_hyphens_no_signs() -> None:
    assert Expression.parse("a-claim / 2 - another-claim").names == ("a-claim", "another-claim")


def test_a_division_by_zero_has_no_value() -> None:
    assert value("a-claim / (3 - 3)") is None


@pytest.mark.parametrize("text", ["", "1 +", "(1", "1)", "referrals:England", "1 2", "a-claim a-claim", "x", "1 ^ 2"])
def test_what_is_no_formula_stops_with_a_sentence(text: str) -> None:
    with pytest.raises(Problem, match="cannot be read as a formula: expected keys such as"):
        Expression.parse(text)


@given(TREES)
def test_an_expression_reads_as_it_writes(tree: Tree) -> None:
    expression = Expression(tree)
    read = Expression.parse(str(expression))
    assert str(read) == str(expression)
    written, own = read.value(VALUES.__getitem__), expression.value(VALUES.__getitem__)
    assert written == own or written == pytest.approx(own)
