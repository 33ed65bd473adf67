"""What formats that list every value say of where the values come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.formulas.observations import Observed
from analysis.formulas.sources import SourcesOfSeries
from analysis.indicators.definitions import definitions

_SERIES: Final = ["indicator", "breakdown", "period"]


class Origin(NamedTuple):
    """Every source by its id, as the data package describes it, and the ids behind each series, by period.

    The ids behind an indicator's breakdown in a period are sorted and joined by commas. The trail of one value
    (``analysis.formulas.provenance``) says which of them it rests on, and names the cells.
    """

    sources: Mapping[str, Mapping[str, Any]]
    behind: Mapping[tuple[str, str, str], str]


def origin_of(indicators: pd.DataFrame, tables: Observed, sources: Mapping[str, Mapping[str, Any]]) -> Origin:
    """The origin of all values of a table of indicators; 1 s for 5,300 series and periods."""
    found = SourcesOfSeries(indicators, tables, definitions())
    series = indicators[_SERIES].drop_duplicates().itertuples(index=False, name=None)
    return Origin(sources, {one: ", ".join(sorted(found.of(*one))) for one in series})
