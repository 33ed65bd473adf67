"""Rank correlation: whether places that are high in one measure are high in another."""

from __future__ import annotations

import numpy as np
import pandas as pd


def rank_correlation(one: pd.Series, other: pd.Series, weights: pd.Series | None = None) -> float:
    """Spearman's coefficient of two measures of the same places, from -1 to 1; equal values share their mean rank.

    With ``weights`` each place counts as often as its weight says; ranks do not depend on weights. NaN if one of the
    measures is the same everywhere. ``pandas.Series.corr(method="spearman")`` gives the same without weights and has
    none; neither has ``scipy.stats.spearmanr``.

    By hand: the ranks 1 2 3 4 and 2 1 3 4 differ by 1, 1, 0 and 0, so the coefficient is 1 - 6 * 2 / (4 * 15).

    >>> round(rank_correlation(pd.Series([10, 20, 30, 40]), pd.Series([2, 1, 3, 4])), 9)
    0.8
    >>> rank_correlation(pd.Series([1, 2, 3]), pd.Series([30, 20, 10]), pd.Series([5, 1, 1]))
    -1.0
    """
    first, second = one.rank().to_numpy(dtype=float), other.rank().to_numpy(dtype=float)
    weight = np.ones(len(first)) if weights is None else weights.to_numpy(dtype=float)
    first = first - np.average(first, weights=weight)
    second = second - np.average(second, weights=weight)
    spread = float(np.sqrt((weight * first**2).sum() * (weight * second**2).sum()))
    if spread == 0:
        return float("nan")
    return float(np.clip(round((weight * first * second).sum() / spread, 12), -1, 1))
