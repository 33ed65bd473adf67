"""The report on top of the last build: the bytes are those of a clean build, and what is still right is not made again.

Tried on a copy of the project with four short chapters and the tables of a few places.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from report.build import document
from report.outputs import FORMATS

PLACES = ("K02", "E92", "E12", "E10000016", "E09000007", "E08000025", "E06000052")
CHAPTERS = {
    "01-children": (
        "# Children {#sec-children}\n\n{{ n('looked_after_children', 'England', 2025) }} children [@dfe2025].",
        "from figures import demand\nfrom report.chapter import indicators\n\ndemand.rates(indicators())",
    ),
    "02-spending": (
        "# Spending {#sec-spending}\n\nWhat is spent on those of @sec-children.",
        "from figures import spending\nfrom report.chapter import indicators\n\nspending.categories(indicators())",
    ),
    "03-claims": (
        "# Claims {#sec-claims}",
        "from figures import claims\nfrom report.chapter import register\n\nclaims.by_document(register())",
    ),
    "04-sources": (
        "# Sources {#sec-sources}",
        "from figures import method\nfrom report.chapter import tables\n\nmethod.sources(tables().sources)",
    ),
}
HTML, PDF, DOCX = map(document, ("html", "pdf", "docx"))
ROUNDS = 3


@dataclass(frozen=True)
class Project:
    """A copy of the project, and the report that is built in it."""

    root: Path

    @property
    def build(self) -> Path:
        return self.root / "build"

    def run(self, command: str, *formats: str, options: tuple[str, ...] = (), build: str = "build") -> str:
        """What a command prints that ends well; the report is made as HTML if no format is named."""
        asked = [word for name in formats or ("html",) for word in ("--format", name)]
        done = subprocess.run(
            [sys.executable, "-m", "report.cli", command, "--engine", "pandoc", "--build", build, *asked, *options],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout + done.stderr, "a pipe gets plain lines"
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(self.root)}

    def edit(self, path: str, old: str, new: str) -> None:
        """Put one text of a file in place of another."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    def executed(self) -> dict[str, bytes]:
        """What the code of each chapter gave, as it is kept for the next build."""
        return {path.stem: path.read_bytes() for path in (self.build / ".executed").iterdir()}

    def is_as_clean(self) -> bool:
        """Whether the build is what a clean one gives."""
        formats = [name for name in FORMATS if (self.build / document(name)).exists()]
        self.run("report", *formats, build="clean")
        same = contents(self.build) == contents(self.root / "clean")
        shutil.rmtree(self.root / "clean")
        return same


def notebook(sentences: str, code: str) -> str:
    cells = [
        {"id": "sentences", "cell_type": "markdown", "metadata": {}, "source": sentences},
        {"id": "code", "cell_type": "code", "metadata": {}, "source": code, "outputs": [], "execution_count": None},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def shorten(table: Path) -> None:
    """Leave the rows of a few places in a table of observations, and three claims that stand alone."""
    with table.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    if head[:2] == ["area_code", "period"]:
        rows = [row for row in rows if row[0].startswith(PLACES)]
    if table.stem == "claims":
        held = head.index("area"), head.index("compare_with")
        rows = [row for row in rows if [row[column] for column in held] == ["England", ""]][:3]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a build by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a report as HTML, PDF and Word; the tests change it one after the other."""
    place = tmp_path_factory.mktemp("project")
    for name in ("analysis", "data", "figures", "report"):
        shutil.copytree(root / name, place / name, ignore=shutil.ignore_patterns("__pycache__", "[0-9]*.ipynb"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(root / name, place)
    for name, cells in CHAPTERS.items():
        (place / "report" / "chapters" / f"{name}.ipynb").write_text(notebook(*cells), encoding="utf-8")
    for table in (place / "data").glob("*.csv"):
        shorten(table)
    made = Project(place)
    made.run("report", "html", "pdf", "docx")
    return made


def test_with_nothing_changed_nothing_is_done_and_one_line_says_so(project: Project) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.build.rglob("*")}
    said = project.run("report", "html", "pdf", "docx")
    assert said.startswith("Nothing to do: ")
    assert said.count("\n") == 1
    assert {path: path.stat().st_mtime_ns for path in project.build.rglob("*")} == before
    assert project.run("stale", "html", "pdf", "docx").startswith("Nothing: ")


def test_nothing_heavy_is_imported_if_nothing_is_to_be_done(project: Project) -> None:
    program = (
        "import sys; from report.cli import main; main(sys.argv[1:]); "
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'typst', 'pikepdf', 'jinja2'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, "report", "--engine", "pandoc", "--format", "html"]
    done = subprocess.run(
        command, cwd=project.root, env=project.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[1:] == ["[]"]


def test_tables_elsewhere_count_by_what_is_in_them(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.root / "data", tmp_path / "data")
    elsewhere = ("--data", str(tmp_path / "data"))
    assert project.run("report", options=elsewhere).startswith("Nothing to do")
    with (tmp_path / "data" / "deflators.csv").open("ab") as file:
        file.write(b"\n")
    said = project.run("stale", options=elsewhere)
    assert "the indicators: data/deflators.csv changed\n" in said
    assert "the code of 02-spending: the indicators changed\n" in said


def test_an_edited_sentence_executes_nothing(project: Project) -> None:
    before = project.executed()
    project.edit("report/chapters/02-spending.ipynb", "What is spent", "All that is spent")
    assert project.run("stale", "html", "pdf") == "the report: report/chapters/02-spending.ipynb changed\n"
    project.run("report", "html", "pdf", "docx")
    assert project.executed() == before
    assert "All that is spent" in (project.build / "manuscript/valuing-care.md").read_text(encoding="utf-8")


def test_an_edited_cell_executes_its_chapter(project: Project) -> None:
    before = project.executed()
    project.edit("report/chapters/02-spending.ipynb", "spending.categories", "spending.total_over_time")
    assert "the code of 02-spending: its code cells changed\n" in project.run("stale")
    assert "the code of 01-children" not in project.run("stale")
    project.run("report")
    assert [name for name, results in project.executed().items() if results != before[name]] == ["02-spending"]
    assert project.is_as_clean()


def test_a_document_that_is_not_asked_for_stays_while_it_is_right_and_goes_when_it_is_not(project: Project) -> None:
    project.run("report", "html", "pdf")
    project.run("report", "html")
    assert (project.build / PDF).exists()
    project.edit("report/chapters/02-spending.ipynb", "All that is spent", "What is spent")
    project.run("report", "html")
    assert not (project.build / PDF).exists()


def test_the_charts_alone_are_those_of_the_report(project: Project, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "report.cli", "figures", "--build", str(tmp_path)]
    subprocess.run(command, cwd=project.root, env=project.environment, check=True, capture_output=True)
    assert [path.name for path in tmp_path.iterdir()] == ["figures"]
    assert contents(tmp_path / "figures") == contents(project.build / "figures")


def test_quarto_previews_a_chapter_from_its_folder(project: Project) -> None:
    chapters = project.root / "report" / "chapters"
    written = (chapters / "01-children.ipynb").read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "../preview.py"],
        cwd=chapters,
        env=project.environment,
        input=written,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "81,770" in done.stdout
    assert "{{" not in done.stdout
    assert [cell["id"] for cell in json.loads(done.stdout)["cells"]] == ["sentences", "code"]


def test_a_changed_figure_a_changed_definition_and_a_changed_table_are_seen(project: Project) -> None:
    project.edit("figures/demand.py", "per 10,000", "for 10,000")
    assert "the code of 01-children: figures/demand.py changed\n" in project.run("stale")
    project.edit("analysis/indicators/looked_after.py", '"Children looked after', '"Children who are looked after')
    table = project.root / "data" / "looked_after.csv"
    text = table.read_text(encoding="utf-8")
    assert "81770" in text
    table.write_text(text.replace("81770", "81771"), encoding="utf-8")
    said = project.run("stale")
    assert "the indicators: analysis/indicators/looked_after.py changed, data/looked_after.csv changed\n" in said
    project.run("report")
    assert "81,771" in (project.build / HTML).read_text(encoding="utf-8")
    assert project.is_as_clean()


def test_a_file_of_the_build_that_is_missing_cut_short_or_edited_is_made_again(project: Project) -> None:
    before = contents(project.build)
    (project.build / HTML).write_bytes(before[HTML][:-1])
    (project.build / "indicators.csv").unlink()
    (project.build / ".executed" / "02-spending.json").write_bytes(b"{")
    said = project.run("stale").splitlines()
    assert said == [f"{name}: changed or gone since it was made" for name in ("indicators.csv", HTML)]
    project.run("report")
    assert contents(project.build) == before


def test_a_chapter_that_comes_or_goes_is_noticed(project: Project) -> None:
    place = project.root / "report" / "chapters" / "05-more.ipynb"
    place.write_text(notebook("# More {#sec-more}", ""), encoding="utf-8")
    assert "the code of 05-more: not made yet\n" in project.run("stale")
    project.run("report")
    assert (project.build / "notebooks" / "05-more.html").exists()
    place.unlink()
    project.run("report")
    assert not list(project.build.rglob("*05-more*"))


@pytest.mark.slow
def test_force_makes_everything_again(project: Project) -> None:
    before = contents(project.build)
    assert project.run("report", options=("--force",)).startswith("[1/3]")
    assert contents(project.build) == before


@pytest.mark.slow  # each run kills a process that writes the files (test_store.py)
def test_a_build_killed_at_any_moment_leaves_the_last_outputs_or_the_new_ones(project: Project) -> None:
    states = []
    for old, new in (("What", "what"), ("what", "What")):
        project.edit("report/chapters/02-spending.ipynb", old, new)
        project.run("report")
        states.append(contents(project.build))
    for turn in range(ROUNDS):
        project.edit("report/chapters/02-spending.ipynb", *(("What", "what") if turn % 2 == 0 else ("what", "What")))
        command = [sys.executable, "-m", "report.cli", "report", "--engine", "pandoc", "--format", "html"]
        with subprocess.Popen(
            command, cwd=project.root, env=project.environment, stdout=subprocess.DEVNULL, start_new_session=True
        ) as process:
            time.sleep(0.3 + 4 * turn / ROUNDS)
            os.killpg(process.pid, signal.SIGKILL)
        project.run("stale")  # which first puts in place what was declared good
        seen = {name: text for name, text in contents(project.build).items() if not name.startswith(".new-")}
        assert seen in states
    project.run("report")
    assert contents(project.build) in states


def test_two_builds_at_once_leave_one_state(project: Project) -> None:
    project.edit("report/chapters/02-spending.ipynb", "hat is spent", "hat was spent")
    command = [sys.executable, "-m", "report.cli", "report", "--engine", "pandoc", "--format", "html"]
    pair = [
        subprocess.Popen(command, cwd=project.root, env=project.environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate()[0] for process in pair)
    assert [process.returncode for process in pair] == [0, 0]
    assert said[0].startswith("Another build is writing into build: waiting until it is done.\nNothing to do: ")
    assert said[1].startswith("[1/3]")
    assert project.run("stale").startswith("Nothing: ")
