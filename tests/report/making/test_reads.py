"""What a product is noted to have read is all that it reads: without the rest it comes out the same."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import cast

import pandas as pd
import pytest

from analysis.formulas.indicator import compute
from analysis.reading import Reading
from analysis.tables.loading import Tables
from figures.lookup import reading
from report import chapter, project
from report.formats.csv_text import csv_text
from report.formats.csv_text import indicators as read_indicators
from report.making import fingerprint, kept, ledger
from report.making.products import TEMPLATES
from report.making.renewal import RECORDS
from report.manuscript.document import Manuscript
from report.manuscript.execute import execute, read

CHAPTERS = sorted(path.stem for path in (Path(__file__).parents[3] / "report" / "chapters").glob("*.ipynb"))


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_reads_no_series_but_those_noted(
    name: str, root: Path, tables: Tables, indicators: pd.DataFrame, claims: pd.DataFrame
) -> None:
    notebook = next(notebook for notebook in read(root / "report" / "chapters") if notebook.name == name)
    with chapter.given(tables, indicators, claims) as asked, reading(indicators) as series:
        whole = kept.results(execute(notebook))
    names = pd.MultiIndex.from_frame(indicators[["indicator", "breakdown"]])
    few = indicators[names.isin(list(series))].reset_index(drop=True)
    assert len(few) < len(indicators)
    with chapter.given(tables, few, claims if chapter.REGISTER in asked else claims.iloc[:0]):
        assert kept.results(execute(notebook)) == whole


@pytest.mark.parametrize(
    "names", [["statutory_share_narrow"], ["overspend_share_of_net"], ["unit_cost_real_gbp_per_week"]]
)
def test_an_indicator_reads_no_table_but_those_noted(tables: Tables, names: list[str]) -> None:
    noted: set[str] = set()
    noting = Reading(tables)
    whole = compute(cast("Tables", noting), names, lambda _: noted.update(noting.noted()))

    class Poorer(Reading):
        def current(self, name: str) -> pd.DataFrame:
            rows = tables.current(name)
            return rows if f"{name}.csv" in noted else rows.iloc[:0]

    pd.testing.assert_frame_equal(compute(cast("Tables", Poorer(tables)), names), whole)
    assert noted >= {"areas.csv", "datapackage.json"}
    assert noted < {path.name for path in tables.folder.iterdir()}


def test_the_indicators_are_read_back_as_they_were_to_the_last_bit(indicators: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(read_indicators(csv_text(indicators)), indicators, check_exact=True)


def test_a_manuscript_is_read_back_as_it_was(manuscript: Manuscript) -> None:
    assert kept.restored(kept.manuscript(manuscript), manuscript.notebooks) == manuscript
    for notebook in manuscript.notebooks:
        assert kept.notebook(notebook.name, kept.content(notebook)) == notebook


def test_every_template_is_read_by_some_document_or_command(root: Path) -> None:
    """Those that no document of the report reads are named, so that none is forgotten."""
    folder = root / "report" / "templates"
    read_by_documents = tuple(part for parts in TEMPLATES.values() for part in parts)
    others = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(read_by_documents)
    }
    assert others == {"changes.md", "edition.html", "index.html", "index.js", "page.html", "readme.md"}


def test_a_build_opens_no_file_of_the_project_that_its_ledger_does_not_name(root: Path, tmp_path: Path) -> None:
    """Opened by its processes but to be fingerprinted, or named to a program that they start."""
    listening = (
        "import sys\n"
        f"heard = open({str(tmp_path / 'heard')!r}, 'a', buffering=1)\n"
        "def fingerprinting(frame):\n"
        "    while frame and not frame.f_code.co_filename.endswith('report/project.py'): frame = frame.f_back\n"
        "    return frame\n"
        "def hear(event, details):\n"
        "    if event == 'open' and not fingerprinting(sys._getframe()): heard.write(f'{details[0]}\\n')\n"
        "    if event == 'subprocess.Popen': heard.writelines(f'{word}\\n' for word in details[1])\n"
        "sys.addaudithook(hear)\n"
    )
    (tmp_path / "sitecustomize.py").write_text(listening, encoding="utf-8")  # every process of the build loads it
    formats = [word for name in ("html", "pdf", "docx", "ods", "xlsx") for word in ("--format", name)]
    build = ["--engine", "pandoc", "--build", str(tmp_path / "build"), *formats]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"}
    command = [sys.executable, "-B", "-m", "report.cli", "report", *build]
    subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True)
    heard = (tmp_path / "heard").read_text(encoding="utf-8")
    files = re.findall(
        rf"^(?:--[a-z-]+=)?(?:{re.escape(str(root))}/)?((?:analysis|data|figures|report)/\S+)$", heard, re.M
    )
    sources = {re.sub(r"__pycache__/(\w+)\.[\w.-]+\.pyc$", r"\1.py", path) for path in files}  # of what was imported
    opened = {path for path in sources if (root / path).is_file()}
    traces = ledger.parsed((tmp_path / "build" / ledger.OF_REPORT).read_bytes())
    named = {name for product, trace in traces.items() if product != RECORDS for name in trace.read}
    expected = {
        "data/budget.csv",
        "report/templates/style.typ",
        "report/templates/manuscript.lua",
        "report/manuscript/prose.py",
    }
    assert expected <= opened
    # What starts a build and ends it, and the records, which read everything.
    around = {
        f"report/{name}.py"
        for name in (
            "cli",
            "progress",
            "project",
            "making/store",
            "records/__init__",
            "records/crate",
            "records/manifest",
        )
    }
    assert opened - named <= around | {"analysis/changes.py", "pyproject.toml"}


def test_code_is_followed_through_all_that_it_imports() -> None:
    found = fingerprint.code_behind(["from figures import spending\nfrom report.chapter import indicators"])
    assert {
        "figures/spending.py",
        "figures/lookup.py",
        "analysis/indicators/spending.py",
        "analysis/formulas/formula.py",
        "report/chapter.py",
    } <= set(found)
    assert not {
        "analysis/indicators/budgets.py",
        "analysis/claims/register.py",
        "figures/budgets.py",
        "report/manuscript/prose.py",
    } & set(found)
    assert "analysis/indicators/budgets.py" in fingerprint.code_behind(["from figures import method"])


def test_a_module_is_loaded_by_its_name_only_where_its_reader_is_known(root: Path) -> None:
    """Imports that code computes cannot be followed: those of the subjects are known, and no build ingests.

    What is loaded ahead is loaded again, by its name, by the chapter that reads it.
    """
    loading = {
        path.relative_to(root).as_posix()
        for folder in ("analysis", "figures", "report")
        for path in (root / folder).rglob("*.py")
        if {"import_module", "__import__"}
        & {
            getattr(node, "id", getattr(node, "attr", ""))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        }
    }
    known = {"analysis/formulas/indicator.py", "report/making/chapters.py"}
    assert {path for path in loading if "/ingest/" not in path} == known


def test_a_library_counts_by_the_version_that_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Some_Library-1.2.dist-info").mkdir()
    (tmp_path / "another-3.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    lock = "some-library==1.1 \\\n    --hash=sha256:0\nmissing==1\n"
    assert project.libraries(lock) == {"some-library": "1.2"}


def test_the_code_of_a_notebook_is_no_part_of_its_sentences() -> None:
    cells = [{"cell_type": "markdown", "source": "One."}, {"cell_type": "code", "source": ["a = 1\n", "a"]}]
    assert fingerprint.code_cells(json.dumps({"cells": cells}).encode()) == ["a = 1\na"]
    assert fingerprint.code_cells(b"no notebook") == []
