"""The what-if on placements, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.indicators import what_if
from tests.analysis.conftest import MEMBERSHIP, SmallTables

NO_TABLES = SmallTables({}, MEMBERSHIP)


def test_the_what_if_moves_a_tenth_of_the_children_in_homes() -> None:
    children = pd.DataFrame({"breakdown": "", "area_code": ["E10000001"], "period": "2024", "value": 100.0})
    week = {"residential_care": 7_000.0, "fostering": 0.0}
    costs = pd.DataFrame({"breakdown": list(week), "value": list(week.values())})
    values = {
        "childrens_homes_children": children.assign(areas_covered=1, areas_expected=1),
        "unit_cost_published_gbp_per_week": costs.assign(area_code="E10000001", period="2023-24"),
    }
    moved = what_if.whatif_moved_children(values, NO_TABLES).set_index("breakdown")["value"]
    saved = what_if.whatif_difference_gbp(values, NO_TABLES).set_index("breakdown")["value"]
    assert moved["one_in_ten"] == pytest.approx(10)
    assert saved["one_in_ten"] == pytest.approx(10 * 7_000 * 365 / 7)
