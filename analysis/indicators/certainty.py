"""How sure the figures are: differences between councils that chance alone would hide.

Source: Department for Education, Children looked after in England; population: Office for National Statistics.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.formulas.indicator import Values, derived_indicator
from analysis.formulas.intervals import Estimate, difference, estimate
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.values import values_of
from analysis.indicators.funnel import RATE, england_and_every_council
from analysis.tables.areas import ENGLAND, Level

UNIT: Final = "per_10k"
SPAN: Final = 5
"""The years over which a change of the rate is compared."""
HIGHER: Final = "clearly_higher"
LOWER: Final = "clearly_lower"
ALIKE: Final = "not_clearly_different"


@derived_indicator(
    "Councils by how clearly their looked-after rate differs from England's",
    "count",
    derived_from=(RATE,),
    parts=england_and_every_council,
)
def councils_by_rate_against_england(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose looked-after rate is clearly higher or lower than England's, or not clearly different.

    A rate is clearly different if the 95% interval of its difference from England's leaves out zero. Sources:
    Department for Education; Office for National Statistics.
    """
    rates = values[RATE]
    england = rates[rates["area_code"] == ENGLAND].set_index("period")[["value", "numerator", "denominator"]]
    councils = _councils(rates, tables)
    return _by_difference(councils, councils.join(england.add_suffix("_other"), on="period"))


def _in_both_years(key: Key, tables: Observed) -> list[Key]:
    """The rates of all councils in the year and some years before it."""
    before = str(int(key.period) - SPAN)
    return [
        Key(RATE, "", area, period)
        for area in tables.membership.standing(key.period)
        for period in (before, key.period)
    ]


@derived_indicator(
    "Councils by how clearly their looked-after rate has changed over five years",
    "count",
    derived_from=(RATE,),
    parts=_in_both_years,
)
def councils_by_change_of_rate(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose looked-after rate is clearly higher or lower than five years before, or not clearly different.

    A rate is clearly different if the 95% interval of its change leaves out zero. Councils without a rate in both
    years, such as those formed since, are left out. Sources: Department for Education; Office for National Statistics.
    """
    councils = _councils(values[RATE], tables)
    before = councils.assign(period=[str(int(period) + SPAN) for period in councils["period"]])
    return _by_difference(
        councils[councils["period"].isin(before["period"])],
        councils.merge(before, on=["area_code", "period"], suffixes=("", "_other")),
    )


def _councils(rates: pd.DataFrame, tables: Observed) -> pd.DataFrame:
    """The rates of councils, keys as text."""
    levels = tables.membership.levels
    rows = rates[["area_code", "period", "value", "numerator", "denominator"]].astype({"area_code": str, "period": str})
    return rows[rows["area_code"].map(levels) == Level.AUTHORITY]


def _by_difference(councils: pd.DataFrame, compared: pd.DataFrame) -> pd.DataFrame:
    """How many councils are higher, lower or neither, by period; ``compared`` has each rate next to another."""
    found = difference(estimate_of(compared), estimate_of(compared, "_other"))
    held = ~np.isnan(found.value)
    periods, clear = compared["period"].to_numpy()[held].tolist(), verdicts(found)[held].tolist()
    counts, covered, expected = Counter(zip(periods, clear, strict=True)), Counter(periods), Counter(councils["period"])
    rows = [
        (name, ENGLAND, period, float(counts[period, name]), np.nan, np.nan, covered[period], expected[period], "")
        for period in sorted(covered)
        for name in (HIGHER, LOWER, ALIKE)
    ]
    return values_of(rows)


def estimate_of(rates: pd.DataFrame, suffix: str = "") -> Estimate:
    """Rates with their limits, from columns whose names end with a suffix."""
    numerator, denominator, value = (
        rates[f"{name}{suffix}"].to_numpy(dtype=float) for name in ("numerator", "denominator", "value")
    )
    return estimate(numerator, denominator, UNIT, value)


def verdicts(differences: Estimate) -> NDArray[np.str_]:
    """Whether differences are clearly above zero, clearly below it, or neither.

    >>> differences = Estimate(np.array([3.0, -3.0, 1.0]), np.array([1.0, -5.0, -1.0]), np.array([5.0, -1.0, 3.0]))
    >>> verdicts(differences).tolist()
    ['clearly_higher', 'clearly_lower', 'not_clearly_different']
    """
    return np.where(differences.lower > 0, HIGHER, np.where(differences.upper < 0, LOWER, ALIKE))
