"""The chart and the table of who does the work."""

from __future__ import annotations

import pandas as pd
import pytest

from figures import workforce
from figures.figure import NoValues
from figures.number import half_up
from tests.figures.conftest import Fill, Printed


def test_englands_rates_of_2025_are_those_that_the_department_printed(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = workforce.rates(indicators)
    row = figure.data.set_index("period").loc["2025"].to_dict()
    rates = [str(half_up(100 * row[name], 1)) for name in ("vacancies_share", "agency_share", "turnover_share")]
    assert rates == ["14.2", "13.0", "11.8"]
    assert fill(figure.title).startswith("14.2% of posts")


def test_the_table_has_england_and_nine_regions_beside_safeguarding(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = printed(workforce.by_region(indicators))
    assert len(rows) == 10
    assert rows[0][:2] == ["England", "36,186"]
    assert all(row[-1].startswith("£") for row in rows)


def test_a_council_that_makes_its_return_with_another_has_no_chart(indicators: pd.DataFrame) -> None:
    with pytest.raises(NoValues):
        workforce.rates(indicators, "E09000021")
