"""The values of a series as a page holds them: nothing is lost, and nothing that is missing becomes a number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.formulas.results import INDICATOR_COLUMNS
from report.page.series import NUMERATOR, OWN, RATIO, Block, More, Names, blocks, names_of
from tests.report.conftest import unpacked

ROWS = [
    ("count", "", "E1", "One", "2024", 5.0, "children", 5.0, None, 1, 1, ""),
    ("count", "", "E1", "One", "2025", None, "children", None, None, 0, 1, "not held"),
    ("count", "", "E2", "Two", "2025", 0.0, "children", 0.0, None, 1, 1, ""),
    ("part", "a", "E1", "One", "2024", 0.25, "share", 1.0, 4.0, 1, 1, ""),
    ("part", "a", "E2", "Two", "2024", None, "share", 1.0, 0.0, 1, 1, "the denominator is not above zero"),
    ("part", "b", "E2", "Two", "2024", 0.125, "share", 1.0, 4.0, 1, 1, "rounded otherwise"),
    ("rate", "", "E1", "One", "2024", 12.5, "per_10k", 5.0, 4000.0, 1, 1, ""),
]


def table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(INDICATOR_COLUMNS))
    return frame.astype({"value": float, "numerator": float, "denominator": float})


@pytest.fixture
def indicators() -> pd.DataFrame:
    return table(ROWS)


def made(indicators: pd.DataFrame) -> list[Block]:
    names = indicators["indicator"] + np.where(indicators["breakdown"] == "", "", "[" + indicators["breakdown"] + "]")
    return list(blocks(indicators, names_of(indicators), {name: More({}, {}) for name in names}))


def read(block: Block) -> dict[str, Any]:
    return dict(unpacked(block.content))


def test_a_series_is_an_indicator_with_one_of_its_breakdowns(indicators: pd.DataFrame) -> None:
    assert [block.name for block in made(indicators)] == ["count", "part[a]", "part[b]", "rate"]


def test_places_periods_and_notes_are_named_once(indicators: pd.DataFrame) -> None:
    names = names_of(indicators)
    assert names == Names(
        ["E1", "E2"], ["2024", "2025"], ["", "not held", "rounded otherwise", "the denominator is not above zero"]
    )
    count = read(made(indicators)[0])
    assert (count["areas"], count["periods"], count["absent"], count["notes"]) == ([0, 1], [0, 1], [2], [0, 1, 0])


def test_a_value_that_is_missing_is_not_zero_and_zero_is_not_missing(indicators: pd.DataFrame) -> None:
    assert read(made(indicators)[0])["numerator"] == [5, None, 0]


def test_a_value_that_follows_from_its_counts_is_not_written_twice(indicators: pd.DataFrame) -> None:
    found = {block.name: read(block) for block in made(indicators)}
    assert {name: block["how"] for name, block in found.items()} == {
        "count": NUMERATOR,
        "part[a]": RATIO,
        "part[b]": OWN,
        "rate": RATIO,
    }
    assert found["part[b]"]["value"] == 0.125
    assert found["rate"]["value"] == []


def test_the_same_values_give_the_same_bytes(indicators: pd.DataFrame) -> None:
    assert made(indicators) == made(indicators.copy())


def test_a_table_without_rows_has_no_series() -> None:
    assert made(table([])) == []
