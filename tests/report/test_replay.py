"""The tables of a replay."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from report.replay import write_tables

DATA = Path(__file__).parents[2] / "data"


def test_no_claim_of_a_replay_is_compared_with_one_published_later(tmp_path: Path) -> None:
    write_tables(DATA, tmp_path / "data", "2021")
    claims = pd.read_csv(tmp_path / "data" / "claims.csv", dtype=str, keep_default_na=False).set_index("claim_id")
    assert claims["published"].max() < "2022"
    assert claims.at["ccn-projection-children-2025", "compare_with"] == ""
    assert claims.at["lga-gap-2025", "compare_with"] == "nlgn-gap-2025"
