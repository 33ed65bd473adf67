"""What moved between builds, and which step moved it: by hand on a few numbers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.records.inputs import PARTS, Part, Step
from report.review import movements
from report.review.movements import Stated

CHILDREN = "looked_after_children:E92000001:2025"
RATE = "looked_after_rate_per_10k:E92000001:2025"


def entry(key: str, value: float | None, text: str, unit: str = "children") -> dict[str, object]:
    about = {"key": key, "label": "Children looked after", "area": "England", "period": "2025"}
    return about | {"value": value, "unit": unit, "text": text}


def build(*entries: dict[str, object]) -> dict[str, Stated]:
    return movements.numbers(entries)


def claim(verdict: str, recomputed: str = "0.34") -> dict[str, str]:
    about = {"claim_id": "nine-in-ten", "statement": "Councils that overspent", "unit": "share"}
    return about | {"recomputed": recomputed, "verdict": verdict}


def test_a_number_printed_in_several_ways_has_all_its_texts() -> None:
    stated = build(entry("spent", 9e9, "£9,000m", "gbp"), entry("spent", 9e9, "£9bn", "gbp"))
    assert list(stated) == ["spent"]
    assert stated["spent"].texts == ("£9bn", "£9,000m")
    assert stated["spent"].label == "Children looked after, England, 2025"


def test_nothing_moves_between_a_build_and_itself() -> None:
    same = build(entry(CHILDREN, 81770.0, "81,770"))
    assert movements.moves([same, same], [("data",)]) == []


def test_a_number_that_moved_has_its_difference_and_its_cause() -> None:
    old, new = build(entry(CHILDREN, 81770.0, "81,770")), build(entry(CHILDREN, 81800.0, "81,800"))
    (move,) = movements.moves([old, new], [("data",)])
    assert (move.key, move.kind, move.difference, move.unit) == (CHILDREN, "moved", 30.0, "children")
    assert [(cause.step, cause.difference) for cause in move.causes] == [(("data",), 30.0)]


def test_the_differences_of_the_steps_add_up_to_the_whole() -> None:
    values = [81770.0, 81800.0, 81800.0, 81750.0]
    states = [build(entry(CHILDREN, value, f"{value:,.0f}")) for value in values]
    (move,) = movements.moves(states, [("data",), ("method",), ("code",)])
    assert [(cause.step, cause.difference) for cause in move.causes] == [(("data",), 30.0), (("code",), -50.0)]
    assert move.difference == -20.0


def test_a_number_that_one_step_moves_and_another_moves_back_has_not_moved() -> None:
    states = [build(entry(CHILDREN, value, f"{value:,.0f}")) for value in (81770.0, 81800.0, 81770.0)]
    assert movements.moves(states, [("data",), ("code",)]) == []


@pytest.mark.parametrize(
    ("old", "new", "kind", "difference"),
    [
        ((67.12, "67.1", "per_10k"), (67.13, "67.1", "per_10k"), "moved", 0.01),
        ((67.12, "67.1", "per_10k"), (67.12, "67.12", "per_10k"), "changed in print only", 0.0),
        ((67.1, "67.1", "per_10k"), (671.0, "671", "per_100k"), "moved", None),
        ((None, "Kent", "names"), (None, "Essex", "names"), "moved", None),
    ],
    ids=["less than is printed", "another rounding", "another unit has no difference", "names have no difference"],
)
def test_a_number_moves_by_its_value_and_not_by_its_print(
    old: tuple[float | None, str, str], new: tuple[float | None, str, str], kind: str, difference: float | None
) -> None:
    (move,) = movements.moves([build(entry(RATE, *old)), build(entry(RATE, *new))], [("code",)])
    assert (move.kind, move.difference, move.causes[0].step) == (kind, difference, ("code",))


def test_a_number_that_appears_or_vanishes_is_named_with_the_step_that_did_it() -> None:
    before, after = build(entry(CHILDREN, 1.0, "1")), build(entry(RATE, 2.0, "2"))
    both = before | after
    moves = {move.key: move for move in movements.moves([before, both, after], [("data",), ("method",)])}
    assert [(moves[key].kind, moves[key].causes[0].step) for key in (RATE, CHILDREN)] == [
        ("appeared", ("data",)),
        ("vanished", ("method",)),
    ]
    assert moves[RATE].difference is None


def test_values_of_indicators_come_before_what_is_derived_from_them() -> None:
    keys = (f"change({CHILDREN})", CHILDREN, RATE)
    old, new = (build(*(entry(key, value, str(value)) for key in keys)) for value in (1.0, 2.0))
    assert [move.key for move in movements.moves([old, new], [("data",)])] == [CHILDREN, RATE, f"change({CHILDREN})"]


def test_a_claim_moves_with_its_verdict_or_with_what_the_data_gives() -> None:
    claims = (claim("reproduced"), claim("differs"), claim("reproduced", recomputed="0.35"))
    old, verdict, value = (movements.verdicts([row]) for row in claims)
    (move,) = movements.moves([old, verdict], [("data",)])
    assert (move.label, move.old, move.new) == ("Councils that overspent", *old.values(), *verdict.values())
    assert movements.moves([old, value], [("data",)])[0].difference == pytest.approx(0.01)
    assert movements.verdicts([claim("cannot be checked", recomputed="")])["nine-in-ten"].value is None


@given(st.sets(st.sampled_from(PARTS)), st.booleans())
def test_every_way_takes_every_part_once_and_the_last_way_takes_all_at_once(parts: set[Part], joined: bool) -> None:  # noqa: FBT001 - drawn
    differing = [part for part in PARTS if part in parts]
    blocks: list[Step] = [tuple(differing[:1]), tuple(differing[1:])] if joined else [(part,) for part in differing]
    ways = movements.ways([block for block in blocks if block])
    assert all([part for step in way for part in step] == differing for way in ways)
    assert all(len(one) >= len(other) for one, other in pairwise(ways))
    assert ways[-1:] == ([[tuple(differing)]] if differing else [])


def rows(*values: Iterable[str]) -> list[list[str]]:
    return [["area_code", "period", "measure", "breakdown", "release", "value", "marker"], *map(list, values)]


def test_rows_are_revised_added_or_taken_out_by_their_key() -> None:
    key = ("E10000016", "2024", "referrals", "")
    old = rows((*key, "2024", "10", ""), (*key, "2023", "9", ""), (*key, "2022", "8", ""))
    new = rows((*key, "2024", "", "c"), (*key, "2025", "11", ""), (*key, "2026", "12", ""), (*key, "2022", "8", ""))
    change = movements.table_change("data/children_in_need.csv", old, new)
    (revised,) = change.revised
    assert (revised.key, revised.columns) == ("E10000016 / 2024 / referrals / 2024", ("value", "marker"))
    assert (revised.old, revised.new) == (("10", ""), ("", "c"))
    assert (change.added, change.removed) == (2, 1)


def test_a_table_that_is_new_has_rows_added_and_none_revised() -> None:
    change = movements.table_change("data/new.csv", [], rows(("a", "b", "c", "d", "e", "1", "")))
    assert (change.revised, change.removed) == ((), 0)
    assert change.added == 1
