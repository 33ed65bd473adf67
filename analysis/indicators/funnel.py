"""Which looked-after rates of councils lie further from England's than chance, or their general variation, explains.

Sources: Department for Education; Office for National Statistics.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from analysis.formulas.funnel import LIMITS, funnels
from analysis.formulas.indicator import Values, derived_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.values import values_of
from analysis.tables.areas import ENGLAND, Level

RATE: Final = "looked_after_rate_per_10k"
FEWEST: Final = 30
"""Councils with a rate that a funnel needs."""


def england_and_every_council(key: Key, tables: Observed) -> list[Key]:
    """England's rate and that of each council."""
    return [Key(RATE, "", area, key.period) for area in (ENGLAND, *tables.membership.standing(key.period))]


@derived_indicator(
    "Councils outside the limits of a funnel of looked-after rates",
    "share",
    derived_from=(RATE,),
    parts=england_and_every_council,
)
def councils_outside_funnel_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose looked-after rate lies outside limits around England's, as a share of those with such children.

    There is none in a year with fewer than thirty such councils. Limits hold 95% or 99.8% of a normal distribution of
    scores. A score is twice the square root of a council's children, less twice that of the children expected at
    England's rate, in standard deviations. These are one if chance alone moves rates (chance); the root mean square of
    the scores, and at least one (multiplicative); or that of chance and a variance between councils together, estimated
    from the scores by the method of moments (additive). Both estimates set the scores of the tenth of councils at each
    end to those that bound them (Spiegelhalter 2005). As in the hospital mortality indicator of the NHS, scores may
    instead be the logarithm of observed over expected children times the square root of those expected, and the tenth
    at each end be left out of the estimate (logarithmic). Sources: Department for Education; Office for National
    Statistics.
    """
    rates = values[RATE]
    rates = rates.astype({"area_code": str, "period": str})
    england = rates[rates["area_code"] == ENGLAND].set_index("period")["value"].dropna()
    single = rates[
        (rates["area_code"].map(tables.membership.levels) == Level.AUTHORITY) & (rates["areas_expected"] == 1)
    ]
    rows = []
    for period, councils in single.groupby("period", sort=True):
        held = councils[(councils["numerator"] > 0) & (councils["denominator"] > 0)]
        if period not in england.index or len(held) < FEWEST:
            continue
        children = held["numerator"].to_numpy(dtype=float)
        expected = held["denominator"].to_numpy(dtype=float) * float(england[period]) / 10_000
        missing = sorted(tables.membership.names[councils.loc[~councils.index.isin(held.index), "area_code"]])
        note = f"without {', '.join(missing)}" if missing else ""
        for name, funnel in funnels(children, expected).items():
            distance = np.abs(funnel.scores(children, expected))
            for level, limit in LIMITS.items():
                outside = int((distance > limit).sum())
                figures = (outside / len(held), outside, len(held), len(held), len(councils), note)
                rows.append((f"{name}_{level}", ENGLAND, str(period), *figures))
    return values_of(rows)
