"""What a build writes, and what it leaves alone when it stops."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from report import engines
from report.formats import notebooks
from report.making import building, kept
from report.making.beside import Helper, helper
from report.making.products import Products
from report.making.renewal import MANUSCRIPT, Renewal
from report.making.store import Files
from report.manuscript.document import Manuscript
from report.progress import Progress


@pytest.fixture(scope="module")
def beside() -> Iterator[Helper]:
    with helper() as process:
        yield process


@pytest.fixture(scope="module")
def made(manuscript: Manuscript, beside: Helper, tmp_path_factory: pytest.TempPathFactory) -> Files:
    return rendered(manuscript, ["html", "pdf"], beside, tmp_path_factory.mktemp("made"))


def rendered(manuscript: Manuscript, formats: list[str], beside: Helper, build: Path) -> Files:
    renewal = Renewal(build, {})
    pages = {kept.page(notebook.name): kept.content(notebook) for notebook in manuscript.notebooks}
    written = pages | {kept.MANUSCRIPT: kept.manuscript(manuscript)}
    renewal.made(MANUSCRIPT, [], written | building.described(manuscript))
    products = Products(renewal, build, Progress(io.StringIO(), steps=1), beside, beside)
    products.draw()
    products.draw()
    products.render(engines.choose("pandoc"), formats)
    return {path: renewal.content(path) for path in renewal.outputs()}


def test_a_build_has_documents_notebooks_figures_and_the_record_of_its_numbers(made: Files) -> None:
    assert {
        "report/valuing-care.html",
        "report/valuing-care.pdf",
        "headline.json",
        "manuscript/valuing-care.md",
        "manuscript/valuing-care.ipynb",
        "notebooks/01-summary.html",
        "figures/rate.svg",
        "figures/rate.png",
        "figures/rate.csv",
        "figures/regions.csv",
    } <= set(made)
    keys = [entry["key"] for entry in json.loads(made["headline.json"])]
    assert "looked_after_rate_per_10k:E92000001:2025" in keys


def test_the_second_process_renders_what_this_one_would(made: Files, page: str, document: bytes) -> None:
    assert made["report/valuing-care.html"] == page.encode()
    assert made["report/valuing-care.pdf"] == document


def test_a_format_that_is_not_asked_for_is_not_made(manuscript: Manuscript, beside: Helper, tmp_path: Path) -> None:
    made = rendered(manuscript, ["pdf"], beside, tmp_path)
    assert [name for name in made if name.startswith("report/")] == ["report/valuing-care.pdf"]


def test_the_pages_of_notebooks_link_to_nothing_that_they_load(manuscript: Manuscript) -> None:
    for notebook in manuscript.notebooks:
        text = notebooks.page(notebook)
        assert "<script" not in text
        assert " src=" not in text
        assert "@import" not in text


def test_the_pages_of_notebooks_show_drawings_with_their_alternative_texts(manuscript: Manuscript) -> None:
    text = "".join(map(notebooks.page, manuscript.notebooks))
    assert "<img" not in text
    assert text.count('role="img" aria-label="') == text.count("<svg ") == len(manuscript.figures)


def test_the_chapters_as_one_notebook_have_ids_of_their_own(made: Files) -> None:
    cells = json.loads(made["manuscript/valuing-care.ipynb"])["cells"]
    ids = [cell["id"] for cell in cells]
    assert len(ids) == len(set(ids))
    assert all(len(name) <= 64 for name in ids)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_plain_lines_elsewhere() -> None:
    plain, terminal = io.StringIO(), Terminal()
    for stream in (plain, terminal):
        progress = Progress(stream, steps=2)
        progress.step("Reading")
        progress.step("Writing")
        progress.done(["build/report/valuing-care.pdf"])
    assert plain.getvalue() == "[1/2] Reading\n[2/2] Writing\nbuild/report/valuing-care.pdf\n"
    assert terminal.getvalue().endswith("\r\x1b[2Kbuild/report/valuing-care.pdf\n")
    assert terminal.getvalue().count("\n") == 1
