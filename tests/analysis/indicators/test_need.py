"""Fifths of deprivation and rank correlations: by hand and by identity."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas.correlation import rank_correlation
from analysis.indicators.need import fifths_by_children, fifths_by_number

Scores = st.lists(st.integers(0, 1000), min_size=5, max_size=160)


@given(Scores)
def test_fifths_of_councils_differ_by_one_council_at_most_and_follow_the_scores(numbers: list[int]) -> None:
    scores = pd.Series(numbers, index=[f"E{place:03}" for place in range(len(numbers))], dtype=float)
    fifths = fifths_by_number(scores)
    sizes = fifths.value_counts()
    assert len(sizes) == 5
    assert sizes.max() - sizes.min() <= 1
    ordered = pd.DataFrame({"score": scores, "fifth": fifths}).sort_values("fifth")
    highest, lowest = ordered.groupby("fifth")["score"].max(), ordered.groupby("fifth")["score"].min()
    assert all(highest.iloc[fifth] <= lowest.iloc[fifth + 1] for fifth in range(4))


def test_a_hundred_and_fifty_one_councils_make_fifths_of_31_and_30() -> None:
    assert list(fifths_by_number(pd.Series(range(151))).value_counts(sort=False)) == [31, 30, 30, 30, 30]


def test_fifths_of_children_are_those_of_councils_if_councils_are_alike() -> None:
    scores = pd.Series(range(50), index=[f"E{place:03}" for place in range(50)])
    assert list(fifths_by_children(scores, scores * 0 + 7)) == list(fifths_by_number(scores))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=60))
def test_a_correlation_without_weights_is_spearmans(pairs: list[tuple[int, int]]) -> None:
    one, other = pd.Series([first for first, _ in pairs]), pd.Series([second for _, second in pairs])
    found = rank_correlation(one, other)
    if one.nunique() == 1 or other.nunique() == 1:
        assert np.isnan(found)
    else:
        expected = np.corrcoef(one.rank(), other.rank())[0, 1]
        assert found == pytest.approx(expected, abs=1e-9)
        assert rank_correlation(one, other, pd.Series([3.0] * len(one))) == pytest.approx(found, abs=1e-9)


def test_a_council_with_no_weight_does_not_count() -> None:
    one, other = pd.Series([1, 2, 3, 4]), pd.Series([1, 2, 3, 0])
    assert rank_correlation(one, other, pd.Series([1, 1, 1, 0])) == 1
