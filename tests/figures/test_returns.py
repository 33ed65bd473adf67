"""Two returns side by side: charts, tables, and the reasons that files give."""

from __future__ import annotations

import pandas as pd

from analysis.tables.areas import ENGLAND
from analysis.tables.corrections import Corrections
from analysis.tables.loading import Tables
from figures import budgets, returns
from tests.figures.conftest import Fill, Printed

HARROW, MIDDLESBROUGH, SLOUGH = "E09000015", "E06000002", "E06000039"


def test_the_title_counts_the_councils_that_are_far_apart(indicators: pd.DataFrame, fill: Fill) -> None:
    assert fill(returns.differences(indicators).title) == (
        "In 2024-25 the two returns on looked-after children were more than 10% apart in 45 of 148 councils"
    )


def test_every_council_has_a_reason_or_is_unexplained(
    indicators: pd.DataFrame, tables: Tables, printed: Printed
) -> None:
    rows = {row[0]: row for row in printed(returns.every_council(indicators, tables.corrections))}
    assert len(rows) == 153
    assert rows["Kent"][-1] == "unexplained"
    assert rows["Middlesbrough"][-1].startswith("left out of section 251: The publisher found")
    assert rows["Slough"][-1] == "no figure in RO3"
    assert sum(row[-1] == "within 1%" for row in rows.values()) == 20


def test_a_zero_that_was_not_reported_is_the_reason(tables: Tables) -> None:
    note = "revenue outturn: not available"
    assert "zeros" in returns.reason(float("nan"), note, tables.corrections, HARROW, "2023-24")
    assert returns.reason(float("nan"), note, Corrections(), HARROW, "2023-24") == "no figure in RO3"


def test_stated_budgets_stand_apart_from_sums_of_councils(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = {row[0]: row[1:] for row in printed(budgets.stated(indicators))}
    assert rows["2024-25"] == ["£14.1bn", "£15.6bn", "£1.5bn", "not held", "£564m"]
    assert rows["2022-23"] == ["£11.2bn", "£12.8bn", "£1.6bn", "not held", "not held"]
    assert rows["2023-24"][3] == "£1,835m"


def test_england_s_line_holds_no_estimates_if_every_council_returned(indicators: pd.DataFrame, fill: Fill) -> None:
    assert "estimates for the others" in fill(budgets.outturn_over_time(indicators).caption)
    whole = indicators.copy()
    outturn = (whole["indicator"] == "outturn_gbp") & (whole["area_code"] == ENGLAND)
    whole.loc[outturn, "note"] = "publisher's total"
    assert "estimates" not in budgets.outturn_over_time(whole).caption
