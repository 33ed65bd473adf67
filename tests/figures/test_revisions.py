"""First releases and flags as the report shows them."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.formulas.notes import PROVISIONAL
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import Tables
from figures import returns, revisions
from figures.figure import NoValues
from tests.figures.conftest import Fill, Printed


def test_every_pair_of_releases_has_a_row(indicators: pd.DataFrame, tables: Tables, printed: Printed) -> None:
    rows = {(row[0], row[1]): row[2:] for row in printed(revisions.first_releases(indicators, tables))}
    social_care = "Outturn, children’s social care"
    assert rows[social_care, "2024-25"][:4] == ["September 2025; December 2025", "145", "24", "0.56%"]
    assert rows[social_care, "2023-24"][0] == "August 2024; December 2024"
    assert rows["Looked-after children, number", "2016"][0] == "2016; November 2025"


def test_every_council_has_its_flags(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = {row[0]: row[2:] for row in printed(revisions.flags(indicators))}
    assert len(rows) == 153
    assert rows["Birmingham"] == ["no outturn, no RO3", "no outturn", "[z]", "[z]"]
    assert rows["Southwark"] == ["–", "–", "revised", "–"]


def test_a_first_release_that_is_not_replaced_is_said_to_be_one(indicators: pd.DataFrame, fill: Fill) -> None:
    caption = fill(returns.asylum(indicators).caption)
    assert "2023-24: a first release, which a final one has yet to replace." in caption
    assert "nineteen in twenty moved by between −0.7% and 1.6%" in caption
    final = indicators.assign(note=indicators["note"].str.replace(PROVISIONAL, ""))
    assert "first release" not in returns.asylum(final).caption


def test_without_two_releases_there_is_no_interval_and_no_table(indicators: pd.DataFrame, tables: Tables) -> None:
    without = indicators[~indicators["indicator"].str.startswith("first_release_")]
    said = revisions.provisional(without, "asylum_net_current_expenditure_gbp", ENGLAND, ["2023-24"])
    assert said == "2023-24: a first release, which a final one has yet to replace. "
    with pytest.raises(NoValues):
        revisions.first_releases(without, tables)
