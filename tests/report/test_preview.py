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


def test_a_notebook_that_is_not_a_chapter_is_refused_in_one_sentence(manuscript: Manuscript) -> None:
    with pytest.raises(Problem, match=r"The notebook is not a chapter"):
        shown('{"cells": [{"id": "other"}]}', manuscript.notebooks)


def test_the_project_is_found_wherever_quarto_calls_the_filter_from(root: Path, tmp_path: Path) -> None:
    asked = f"import runpy; print(runpy.run_path({str(root / 'report/chapters/../preview.py')!r})['PROJECT'])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(root.resolve())


def setting(root: Path, pattern: str) -> str:
    """A setting of Quarto's for the preview."""
    found = re.search(pattern, (root / "report" / "_quarto.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert found, pattern
    return found[1]


def rendered(pattern: str, project: Path) -> set[Path]:
    """The files that Quarto renders for a pattern under ``render``.

    A pattern that begins with a slash is relative to the project, and its asterisk does not cross folders. Any other
    matches in every folder below.
    """
    return set(project.glob(pattern[1:]) if pattern.startswith("/") else project.rglob(pattern))


def test_the_preview_renders_exactly_the_chapters(root: Path) -> None:
    report = root / "report"
    chapters = set((report / "chapters").glob("*.ipynb"))
    assert rendered(setting(root, r"^  render:\n    - \"(.+)\"\n\n"), report) == chapters
    assert rendered("*.ipynb", report) > chapters  # the chapters of editions too


def test_the_files_that_the_preview_names_are_there(root: Path) -> None:
    for pattern in (r"^ipynb-filters:\n  - (\S+)$", r"^bibliography: (\S+)$"):
        assert (root / "report" / setting(root, pattern)).is_file()


def test_every_chapter_begins_with_its_heading_from_which_quarto_takes_the_title(root: Path) -> None:
    for path in (root / "report" / "chapters").glob("*.ipynb"):
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
        assert "".join(first["source"]).startswith("# "), path.name
