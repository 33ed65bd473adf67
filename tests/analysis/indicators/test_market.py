"""The share of the largest owners of children's homes."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.indicators.market import largest_owners_share_of_homes
from analysis.tables.areas import ENGLAND
from tests.analysis.conftest import SmallTables

OWNED = [(f"owner_{number}", ENGLAND, "2025", 10.0 + number) for number in range(11)]


def frame(rows: list[tuple[str, str, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["breakdown", "area_code", "period", "value"])


@pytest.mark.parametrize(
    ("homes", "share"),
    [({"total": 1_000.0, "local_authority": 200.0}, [[155.0, 800.0]]), ({"total": 1_000.0}, [])],
    ids=["homes have sectors", "homes without sectors give no share"],
)
def test_the_ten_largest_owners_are_set_against_homes_that_are_not_councils_own(
    homes: dict[str, float], share: list[list[float]]
) -> None:
    held = frame([(sector, ENGLAND, "2025", number) for sector, number in homes.items()])
    found = largest_owners_share_of_homes({"homes_of_owner": frame(OWNED), "childrens_homes": held}, SmallTables({}))
    assert found[["numerator", "denominator"]].to_numpy().tolist() == share
