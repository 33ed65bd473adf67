"""What prose says of the second computation of the indicators, in SQL: how many it computes, and how many values."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.audit.queries import EXEMPT, audited
from analysis.problem import refuse_unknown
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
        if counted == "values":
            count = int(indicators.loc[indicators["indicator"].isin(list(audited())), "value"].count())
        else:
            count = len(audited() if counted == "indicators" else EXEMPT)
        key = f"computed_twice({counted})"
        return prose.count(key, COUNTED[counted], count, "counted in the queries of analysis/audit")

    prose.know(computed_twice)
    return prose
