"""What `quarto preview report/` shows to authors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.problem import Problem
from report.manuscript.document import Manuscript
from report.manuscript.execute import Notebook
from report.preview import shown

TEMPLATES_AND_MARKS = re.compile(r"\{\{|@fig-|@tbl-|@sec-|\]\{\.number")


def texts(notebook: str) -> str:
    """All that a notebook says and shows; its texts come in lines, as Quarto reads them."""
    parts: list[str] = []
    for cell in json.loads(notebook)["cells"]:
        assert isinstance(cell["source"], list)
        if cell["cell_type"] == "markdown":
            parts += cell["source"]
        for output in cell.get("outputs", []):
            for lines in output["data"].values():
                assert isinstance(lines, list)
                parts += lines
    return "".join(parts)


def test_a_chapter_comes_back_executed_with_its_numbers_and_without_templates(
    sample: list[Notebook], manuscript: Manuscript
) -> None:
    written = json.dumps(sample[1].content)
    assert "{{" in written
    text = texts(shown(written, manuscript.notebooks))
    assert not TEMPLATES_AND_MARKS.search(text)
    assert f"Figure {manuscript.figures[0].number}: {manuscript.figures[0].title}" in text
    assert "<table" in text


def test_a_notebook_that_is_no_chapter_is_said_in_one_sentence(manuscript: Manuscript) -> None:
    with pytest.raises(Problem, match=r"The notebook is none of the report's chapters"):
        shown('{"cells": [{"id": "other"}]}', manuscript.notebooks)


def test_quarto_can_run_it_as_the_filter_that_its_settings_name(root: Path) -> None:
    settings = (root / "report" / "_quarto.yml").read_text(encoding="utf-8")
    assert re.search(r"^ipynb-filters:\n  - preview\.py$", settings, re.MULTILINE)
    written = (root / "report" / "chapters" / "01-summary.ipynb").read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "preview.py"],
        cwd=root / "report",
        input=written,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not TEMPLATES_AND_MARKS.search(texts(done.stdout))
    assert [cell["id"] for cell in json.loads(done.stdout)["cells"]] == [
        cell["id"] for cell in json.loads(written)["cells"]
    ]
