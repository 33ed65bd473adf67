"""What prose says of the second computation of the indicators, in SQL: how many it computes, and how many values."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.audit.queries import EXEMPT, audited
from analysis.problem import refuse_unknown
from figures import number
from report.manuscript.printed import Number
from report.manuscript.prose import Prose

COUNTED: Final = {
    "indicators": "Indicators computed a second time",
    "values": "Values computed a second time",
    "exempt": "Indicators not computed a second time",
}
"""What sentences count."""


def counting_audit(prose: Prose, indicators: pd.DataFrame) -> Prose:
    """The prose, whose templates can now say how many indicators and values are computed a second time."""

    def computed_twice(counted: str = "indicators") -> Number:
        refuse_unknown("count of the audit", counted, COUNTED)
        value = _count(counted, indicators)
        return Number(
            key=f"computed_twice({counted})",
            label=COUNTED[counted],
            value=float(value),
            unit="count",
            text=number.text(value, "count"),
            formula="counted in the queries of analysis/audit",
            record=prose.record,
        )

    prose.know(computed_twice)
    return prose


def _count(counted: str, indicators: pd.DataFrame) -> int:
    if counted == "values":
        return int(indicators.loc[indicators["indicator"].isin(list(audited())), "value"].count())
    return len(audited() if counted == "indicators" else EXEMPT)
