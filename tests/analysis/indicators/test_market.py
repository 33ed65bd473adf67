"""The share of the largest owners of children's homes."""

from __future__ import annotations

import pandas as pd

from analysis.indicators.market import largest_owners_share_of_homes
from analysis.tables.areas import ENGLAND
from tests.analysis.conftest import SmallTables

OWNED = [(f"owner_{number}", ENGLAND, "2025", 10.0 + number) for number in range(11)]


def frame(rows: list[tuple[str, str, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["breakdown", "area_code", "period", "value"])


def test_the_ten_largest_owners_are_set_against_homes_that_are_not_councils_own() -> None:
    homes = frame([("total", ENGLAND, "2025", 1_000.0), ("local_authority", ENGLAND, "2025", 200.0)])
    found = largest_owners_share_of_homes({"homes_of_owner": frame(OWNED), "childrens_homes": homes}, SmallTables({}))
    assert found[["numerator", "denominator"]].to_numpy().tolist() == [[155.0, 800.0]]


def test_homes_without_sectors_give_no_share() -> None:
    homes = frame([("total", ENGLAND, "2025", 1_000.0)])
    found = largest_owners_share_of_homes({"homes_of_owner": frame(OWNED), "childrens_homes": homes}, SmallTables({}))
    assert found.empty
