"""The five tasks of ``docs/walk.md`` by keyboard alone, in the pages of a build."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from analysis.problem import Problem
from docs import walk


@pytest.mark.slow
def test_five_tasks_are_done_by_keyboard_alone(browser: Browser, built: Path) -> None:
    record = walk.walk_through(browser, built / "report")
    assert record.count("\n## ") == len(walk.TASKS) == 5
    assert "10 councils" in record


def test_a_walk_stops_with_a_sentence_if_the_keyboard_leads_nowhere(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "explore.html").write_text("<title>A page</title><p id=value>1<button>Other</button>", encoding="utf-8")
    with pytest.raises(Problem, match=r"A page: 80 presses of Tab do not lead to “Find a number”\."):
        walk.walk_through(browser, tmp_path)
    assert not (tmp_path / "walk").exists()


def test_the_recorded_walk_has_its_pictures_and_they_are_small() -> None:
    record = walk.RECORD.read_text(encoding="utf-8")
    pictures = sorted(walk.PICTURES.iterdir())
    assert [picture for picture in pictures if f"(walk/{picture.name})" not in record] == []
    assert record.count("](walk/") == len(pictures)
    assert sum(picture.stat().st_size for picture in pictures) <= 600_000
