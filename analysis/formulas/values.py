"""Values of one indicator: the frame that a formula or a derivation gives, and what it must hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from analysis.formulas.key import Key
from analysis.problem import Problem
from analysis.tables.membership import Membership
from analysis.tables.periods import is_financial_year, is_year

VALUE_KEY: Final = ("breakdown", "area_code", "period")
VALUE_COLUMNS: Final = (*VALUE_KEY, *("value", "numerator", "denominator", "areas_covered", "areas_expected", "note"))


def empty_values() -> pd.DataFrame:
    """No values: a frame with the columns that a derivation returns."""
    return pd.DataFrame({column: [] for column in VALUE_COLUMNS})


def values_of(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """The values of some rows, each in the order of ``VALUE_COLUMNS``."""
    return pd.DataFrame(rows, columns=list(VALUE_COLUMNS)) if rows else empty_values()


def refuse_wrong_values(indicator: str, values: pd.DataFrame, membership: Membership) -> None:
    """Stops if what a derivation returns are not values: other columns, unknown areas, no periods, doubled keys.

    Raises ``Problem`` that names the indicator, what was expected and what was found.

    >>> without = empty_values().drop(columns="note")
    >>> refuse_wrong_values("growth_share", without, Membership(pd.DataFrame()))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    analysis.problem.Problem: The derivation of growth_share returns no column note: expected are breakdown, ...
    """
    returns = f"The derivation of {indicator} returns"
    expected = f"expected are {', '.join(VALUE_COLUMNS)}."
    if missing := [column for column in VALUE_COLUMNS if column not in values.columns]:
        raise Problem(f"{returns} no column {', '.join(missing)}: {expected}")
    if further := [str(column) for column in values.columns if column not in VALUE_COLUMNS]:
        raise Problem(f"{returns} the column {', '.join(further)}: {expected}")
    if unknown := sorted(set(map(str, values["area_code"].unique())) - set(membership.levels.index)):
        raise Problem(f"{returns} a value for the area '{unknown[0]}': expected are the area codes of areas.csv.")
    if wrong := [period for period in map(str, values["period"].unique()) if not _is_period(period)]:
        raise Problem(f"{returns} a value for the period '{wrong[0]}': expected are periods such as 2025 or 2023-24.")
    doubled = values[values.duplicated(list(VALUE_KEY))]
    if len(doubled):
        key = Key(indicator, *(str(doubled.iloc[0][column]) for column in VALUE_KEY))
        raise Problem(f"{returns} several values for {key}: expected is one for a breakdown, area and period.")


def _is_period(text: str) -> bool:
    return is_year(text) or is_financial_year(text)
