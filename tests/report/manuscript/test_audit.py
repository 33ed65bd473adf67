"""What prose says of the second computation."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.audit.queries import EXEMPT
from analysis.indicators.definitions import definitions
from analysis.problem import Problem
from analysis.tables.loading import Tables
from report.manuscript.audit import counting_audit
from report.manuscript.prose import Prose


@pytest.fixture(scope="module")
def prose(tables: Tables, indicators: pd.DataFrame) -> Prose:
    return counting_audit(Prose(indicators, tables.areas, definitions()), indicators)


def test_every_indicator_is_counted_as_computed_twice_or_as_exempt(prose: Prose) -> None:
    twice, exempt = prose.text('{{ computed_twice() }} {{ computed_twice("exempt") }}', "test").split()
    assert int(twice) + int(exempt) == len(definitions())


def test_values_are_those_of_the_indicators_computed_twice(prose: Prose, indicators: pd.DataFrame) -> None:
    held = indicators[indicators["value"].notna() & ~indicators["indicator"].isin(list(EXEMPT))]
    assert prose.text('{{ computed_twice("values") }}', "test") == f"{len(held):,}"


def test_another_count_is_refused(prose: Prose) -> None:
    with pytest.raises(Problem, match="values"):
        prose.text('{{ computed_twice("value") }}', "test")
