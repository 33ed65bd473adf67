"""Overspends by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis.formulas.evaluation import evaluate
from analysis.indicators import budgets
from tests.analysis.conftest import SmallTables
from tests.analysis.formulas.test_evaluation import row


@pytest.fixture
def overspend(small_tables: SmallTables) -> dict[str, pd.DataFrame]:
    """Outturn less budget of the small country."""
    return {"overspend_gbp": evaluate(budgets.overspend_gbp(), small_tables)}


def test_the_share_of_overspends_adds_services_over_the_group_first(
    overspend: dict[str, pd.DataFrame], small_tables: SmallTables
) -> None:
    share = row(budgets.overspend_share_of_all_services(overspend, small_tables), "E92000001", "2023-24")
    assert (share["numerator"], share["denominator"]) == (25, 25 + 15)
    assert share["value"] == 0.625


def test_the_share_council_by_council_sets_nothing_off(
    overspend: dict[str, pd.DataFrame], small_tables: SmallTables
) -> None:
    share = row(budgets.overspend_share_of_all_services_by_council(overspend, small_tables), "E92000001", "2023-24")
    assert (share["numerator"], share["denominator"]) == (30, 30 + 10 + 5)


def test_a_council_that_did_not_overspend_on_children_has_no_share(
    overspend: dict[str, pd.DataFrame], small_tables: SmallTables
) -> None:
    share = row(budgets.overspend_share_of_all_services(overspend, small_tables), "E06000001", "2023-24")
    assert math.isnan(share["value"])
    assert "did not overspend" in share["note"]


def test_the_share_of_the_net_is_empty_where_the_net_is_not_above_zero(
    overspend: dict[str, pd.DataFrame], small_tables: SmallTables
) -> None:
    share = row(budgets.overspend_share_of_net(overspend, small_tables), "E10000001", "2023-24")
    assert math.isnan(share["value"])
    assert "the net is not above zero" in share["note"]


def test_councils_overspending_are_counted_among_those_with_both_returns(
    overspend: dict[str, pd.DataFrame], small_tables: SmallTables
) -> None:
    share = row(
        budgets.councils_overspending_share(overspend, small_tables), "E92000001", "2023-24", "childrens_social_care"
    )
    assert (share["numerator"], share["denominator"], share["value"]) == (1, 2, 0.5)
    assert (share["areas_covered"], share["areas_expected"]) == (2, 4)
