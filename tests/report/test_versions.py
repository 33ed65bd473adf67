"""The versions of the data: what is added when numbers are accepted, and whether the file is whole and up to date."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from analysis.problem import Problem
from report import versions
from report.review import accepted
from report.versions import HEADLINES, held, read, with_newest, written

FIRST = [("looked_after_children", "2024", 83_630.0), ("statutory_share_narrow", "2023-24", 0.54)]


def computed(values: Sequence[tuple[str, str, float | None]]) -> pd.DataFrame:
    rows = [(name, "", "E92000001", "England", period, value, "children") for name, period, value in values]
    columns = ["indicator", "breakdown", "area_code", "area_name", "period", "value", "unit"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64"})


def test_the_first_version_has_every_headline_number() -> None:
    (version,) = with_newest([], computed(FIRST), "aaa", "2024-11-20")
    assert version[:3] == (1, "aaa", "2024-11-20")
    found = [(change.key, change.before, change.after) for change in version.changes]
    assert found == [(f"{name}:E92000001:{period}", None, value) for name, period, value in FIRST]


def test_a_version_has_what_moved_what_is_new_and_what_is_gone_and_nothing_else() -> None:
    before = with_newest([], computed([*FIRST, ("referrals", "2024", 1.0)]), "aaa", "2024-11-20")
    now = [("looked_after_children", "2024", 83_640.0), ("looked_after_children", "2025", 81_770.0), FIRST[1]]
    first, second = with_newest(before, computed([*now, ("referrals", "2024", None)]), "bbb", "2025-11-20")
    assert first == before[0]
    assert [(change.period, change.before, change.after) for change in second.changes] == [
        ("2024", 83_630.0, 83_640.0),
        ("2025", None, 81_770.0),
        ("2024", 1.0, None),
    ]


def test_numbers_that_are_accepted_twice_add_nothing() -> None:
    once = with_newest([], computed(FIRST), "aaa", "2024-11-20")
    gone = with_newest(once, computed(FIRST[:1]), "bbb", "2025-11-20")
    assert with_newest(once, computed(FIRST), "bbb", "2025-11-20") == once
    assert with_newest(gone, computed(FIRST[:1]), "bbb", "2025-11-20") == gone
    assert read(written(gone)) == gone


def test_only_the_headline_series_of_england_are_headline_numbers() -> None:
    others = computed([("child_population", "2024", 1.0), *FIRST])
    others.loc[1, "area_code"] = "E10000016"
    (version,) = with_newest([], others, "aaa", "2024-11-20")
    assert [change.key for change in version.changes] == ["statutory_share_narrow:E92000001:2023-24"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("version,", "number,", 1),
        ("1,aaa", "2,aaa", 2),
        ("83630,83640", "83629,83640", 4),
        (",83640", ",83640,1", 4),
        (",83640", ",about 83640", 4),
    ],
)
def test_a_file_whose_lines_do_not_follow_from_each_other_is_refused_by_line(old: str, new: str, line: int) -> None:
    first = with_newest([], computed(FIRST), "aaa", "2024-11-20")
    second = with_newest(first, computed([("looked_after_children", "2024", 83_640.0), FIRST[1]]), "bbb", "2025")
    table = written(second)
    with pytest.raises(Problem, match=rf"Line {line} of report/versions\.csv"):
        read(table.replace(old.encode(), new.encode(), 1))


def test_the_newest_version_has_the_headline_numbers_of_the_data_and_those_accepted(
    root: Path, indicators: pd.DataFrame
) -> None:
    known = held(root)
    remedy = "the headline numbers have moved: make accept adds a version"
    assert with_newest(known, indicators, "", "") == known, remedy
    values = {change.key: change.after for version in known for change in version.changes}
    stated = json.loads((root / accepted.FOLDER / "headline.json").read_text(encoding="utf-8"))
    both = [(entry["key"], entry["value"]) for entry in stated if entry["key"] in values]
    assert both
    assert [key for key, value in both if values[key] != value] == []


def test_every_headline_series_has_values_and_the_file_stays_small(root: Path) -> None:
    series = {change.key.split(":")[0] for version in held(root) for change in version.changes}
    assert series == set(HEADLINES)
    assert len((root / versions.FILE).read_bytes()) <= 300_000
