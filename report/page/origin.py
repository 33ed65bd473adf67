"""The sources of every series, for the formats that list every value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from analysis.formulas.observations import Observed
from analysis.indicators.definitions import definitions
from report.formats.origin import Origin
from report.page.sources import SourcesOfSeries

_SERIES: Final = ["indicator", "breakdown", "period"]


def origin_of(indicators: pd.DataFrame, tables: Observed, sources: Mapping[str, Mapping[str, Any]]) -> Origin:
    """The origin of all values of a table of indicators; 1 s for 5,300 series and periods."""
    found = SourcesOfSeries(indicators, tables, definitions())
    series = indicators[_SERIES].drop_duplicates().itertuples(index=False, name=None)
    return Origin(sources, {one: ", ".join(sorted(found.of(*one))) for one in series})
