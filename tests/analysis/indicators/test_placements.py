"""Unit costs and placements of classes: approximate means by hand."""

from __future__ import annotations

import pytest

from analysis.formulas.evaluation import evaluate
from analysis.indicators import looked_after, placements
from tests.analysis.conftest import SmallTables, observations
from tests.analysis.formulas.test_evaluation import row


@pytest.fixture
def tables(small_tables: SmallTables) -> SmallTables:
    """The small country with the cost of a child's week."""
    costs = observations(
        "unit_cost_gbp_per_week",
        [
            ("E92000001", "2023-24", 1_500),
            ("E10000001", "2023-24", 1_000),
            ("E06000001", "2023-24", 2_000),
            ("E06000002", "2023-24", 1_200),
            ("E06000003", "2023-24", "c"),
        ],
        "fostering",
    )
    return SmallTables({**small_tables.held, "unit_costs": costs})


def test_a_class_has_a_mean_weighted_by_looked_after_children(tables: SmallTables) -> None:
    values = {
        "unit_cost_published_gbp_per_week": evaluate(placements.unit_cost_published_gbp_per_week(), tables),
        "looked_after_children": evaluate(looked_after.looked_after_children(), tables),
    }
    costs = placements.unit_cost_gbp_per_week(values, tables)
    unitaries = row(costs, "UA", "2023-24", "fostering")
    assert unitaries["value"] == pytest.approx((22 * 2_000 + 30 * 1_200) / 52)
    assert (unitaries["areas_covered"], unitaries["areas_expected"]) == (2, 3)
    assert unitaries["note"].startswith("approximate")


def test_england_and_councils_have_what_the_publisher_printed(tables: SmallTables) -> None:
    costs = evaluate(placements.unit_cost_published_gbp_per_week(), tables)
    assert row(costs, "E92000001", "2023-24", "fostering")["value"] == 1_500
    note = "unit cost: suppressed by the publisher or by this project"
    assert row(costs, "E06000003", "2023-24", "fostering")["note"] == note
