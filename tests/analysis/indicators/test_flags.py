"""The four flags of councils' returns, against the letters of the files."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.formulas.evaluation import compute
from analysis.indicators.definitions import definitions
from analysis.indicators.flags import FLAGS
from analysis.tables.areas import COUNCIL, ENGLAND
from analysis.tables.loading import Tables
from tests.analysis.formulas.test_evaluation import row

LOOKED_AFTER = "children_looked_after"


@pytest.fixture(scope="module")
def held(tables: Tables) -> pd.DataFrame:
    return compute(tables, definitions(), [*FLAGS, "returns_beyond_10_percent_share"])


def flagged(held: pd.DataFrame, flag: str, period: str) -> dict[str, str]:
    """The councils that carry a flag, with the note of each."""
    rows = held[(held["indicator"] == flag) & (held["period"] == period) & (held["value"] == 1)]
    rows = rows[rows["area_code"].str.match(COUNCIL)]
    return dict(zip(rows["area_name"], rows["note"], strict=True))


def test_a_council_lacks_a_return_that_others_have(held: pd.DataFrame) -> None:
    neither = dict.fromkeys(("Birmingham", "Cumberland", "Slough"), "no outturn, no RO3")
    left_out = dict.fromkeys(("Middlesbrough", "Wandsworth"), "no section 251")
    assert flagged(held, "flag_return_missing", "2024-25") == neither | left_out
    # Harrow's zeros on its lines of looked-after children stand for nothing reported (corrections.toml).
    assert flagged(held, "flag_return_missing", "2023-24")["Harrow"] == "no RO3"


@pytest.mark.parametrize(
    ("period", "letter", "councils"),
    [
        ("2016-17", "Grossed", {"Isles of Scilly"}),
        ("2017-18", "none in the final release", set()),
        ("2020-21", "S", {"Redcar and Cleveland", "Medway", "Shropshire", "Greenwich", "Ealing"}),
        ("2021-22", "S", {"Medway", "Shropshire"}),
        ("2022-23", "M", {"Birmingham"}),
        ("2023-24", "M", {"Birmingham", "Westmorland and Furness"}),
        ("2024-25", "M", {"Birmingham", "Cumberland", "Slough"}),
    ],
)
def test_england_s_line_is_estimated_for_the_councils_with_a_letter(
    held: pd.DataFrame, period: str, letter: str, councils: set[str]
) -> None:
    assert flagged(held, "flag_return_estimated", period).keys() == councils, letter


def test_england_has_the_number_of_councils_that_carry_a_flag(held: pd.DataFrame) -> None:
    for flag in FLAGS:
        england = row(held[held["indicator"] == flag], ENGLAND, "2024-25")
        assert england["value"] == len(flagged(held, flag, "2024-25"))
    beyond = row(held[held["indicator"] == "returns_beyond_10_percent_share"], ENGLAND, "2024-25", LOOKED_AFTER)
    apart = row(held[held["indicator"] == "flag_returns_disagree"], ENGLAND, "2024-25")
    assert (apart["value"], apart["areas_covered"]) == (beyond["numerator"], beyond["denominator"])


def test_a_council_without_two_releases_or_returns_has_no_such_flag(held: pd.DataFrame) -> None:
    birmingham = held[(held["area_code"] == "E08000025") & (held["period"] == "2024-25")]
    assert set(birmingham["indicator"]) & set(FLAGS) == {"flag_return_missing", "flag_return_estimated"}
