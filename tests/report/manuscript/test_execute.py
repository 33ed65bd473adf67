"""Chapters executed: in this process as in a kernel, without timings, and stopped with a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from analysis.problem import Problem
from report.manuscript.execute import Notebook, execute, read
from tests.report.conftest import notebook


def chapter(*sources: str) -> Notebook:
    return notebook(*({"source": source} for source in sources), name="chapter")


def outputs(executed: Notebook) -> list[list[dict[str, Any]]]:
    return [cell["outputs"] for cell in executed.cells]


def test_a_chapter_run_in_this_process_gives_what_a_kernel_gives(
    sample: list[Notebook], monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(root))
    written = sample[1]
    node = nbformat.from_dict(dict(written.content))  # type: ignore[no-untyped-call]  # nbformat has no types
    NotebookClient(node, kernel_name="python3", record_timing=False).execute()
    expected = json.loads(json.dumps(node)) | {"metadata": written.content["metadata"]}
    assert execute(written).content == expected


def test_the_last_expression_of_a_cell_is_shown_and_a_semicolon_keeps_it_back() -> None:
    shown = outputs(execute(chapter("a = 1\na + 1", "a;", "a = 3", "None")))
    assert [[output["data"] for output in cell] for cell in shown] == [[{"text/plain": "2"}], [], [], []]


def test_names_live_on_from_cell_to_cell_and_not_from_chapter_to_chapter() -> None:
    assert outputs(execute(chapter("a = 1", "a")))[1][0]["data"] == {"text/plain": "1"}
    with pytest.raises(Problem, match="NameError: name 'a' is not defined"):
        execute(chapter("a"))


def test_an_executed_chapter_holds_no_time(chapters: list[Notebook]) -> None:
    for chapter in chapters:
        assert "execution" not in json.dumps([cell["metadata"] for cell in chapter.cells])


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("x = {}\nx['rate']", r"chapter.ipynb, cell 1 stopped with KeyError: 'rate'.*line 2"),
        ("def (", r"chapter.ipynb, cell 1 stopped with SyntaxError"),
        ("from analysis.problem import Problem\nraise Problem('No such council.')", "cell 1: No such council."),
    ],
)
def test_a_cell_that_stops_is_named_with_its_cause(source: str, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        execute(chapter(source))


def test_a_file_that_is_no_notebook_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="holds no notebook"):
        read(tmp_path)
    (tmp_path / "01-summary.ipynb").write_text("<html>", encoding="utf-8")
    with pytest.raises(Problem, match=r"01-summary.ipynb is not a notebook"):
        read(tmp_path)
    (tmp_path / "01-summary.ipynb").write_text('{"cells": [{"cell_type": "code", "source": []}]}', encoding="utf-8")
    with pytest.raises(Problem, match=r"Cell 1 of 01-summary.ipynb has no id"):
        read(tmp_path)
