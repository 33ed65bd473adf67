"""A report on top of the last one: exactly what has changed is made again, and the bytes are those of a clean build.

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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.formulas.indicator import definitions
from report.making import fingerprint, ledger
from report.making.ledger import Fault, Ledger
from report.making.products import OUTPUTS, PICTURES
from report.making.renewal import MANUSCRIPT, RECORDS, Renewal, document

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
        "from figures import claims\nfrom report.chapter import register\n\nclaims.verdicts(register())",
    ),
    "04-sources": (
        "# Sources {#sec-sources}",
        "from figures import method\nfrom report.chapter import tables\n\nmethod.sources(tables().sources)",
    ),
}
HTML, PDF, DOCX, ODS = map(document, ("html", "pdf", "docx", "ods"))
EVERY_FORMAT = ("html", "pdf", "docx", "ods")
ROUNDS = 5


@dataclass(frozen=True)
class Project:
    """A copy of the project, and the report that is built in it."""

    root: Path

    @property
    def build(self) -> Path:
        return self.root / "build"

    def run(self, command: str, *arguments: str, formats: tuple[str, ...] = ("html",), build: str = "build") -> str:
        """What a command says that has ended well."""
        asked = [word for name in formats for word in ("--format", name)]
        done = subprocess.run(
            [sys.executable, "-m", "report.cli", command, "--engine", "pandoc", "--build", build, *asked, *arguments],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ledger(self, build: str = "build") -> Ledger:
        return ledger.parsed((self.root / build / ledger.OF_REPORT).read_bytes())

    def remade(self, formats: tuple[str, ...] = ("html",)) -> set[str]:
        """Build the report, and say what was made again, but for the records that tell of every build."""
        before = self.ledger()
        self.run("report", formats=formats)
        after = self.ledger()
        return {name for name in after if after[name] != before.get(name)} - {RECORDS, OUTPUTS}

    def named(self, path: str) -> set[str]:
        """What `valuing-care stale` says of a file that has changed: the products that may be made again."""
        lines = [line for line in self.run("stale").splitlines() if f"{path} changed" in line]
        names = (line.partition(":")[0].removesuffix(", unless what it reads comes out as before") for line in lines)
        return {name for name in names if not name.startswith("indicator")}

    def edit(self, path: str, old: str, new: str) -> None:
        """Put one text of a file in place of another."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    def add_byte(self, path: str) -> None:
        """A file with one more line end, which says nothing."""
        with (self.root / path).open("ab") as file:
            file.write(b"\n")

    def change_value(self, table: str, row_of: str, area: str = "E92000001") -> None:
        """Another last digit of the newest value of a place; ``row_of`` stands in its measure or breakdown."""
        path = self.root / "data" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        newest = max(row for row in rows[1:] if row[0] == area and row_of in row[2:4] and row[5] == "final" and row[6])
        newest[6] = f"{newest[6][:-1]}{(int(newest[6][-1]) + 1) % 10}"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


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
    """Every file of a build, but for its ledger, whose order is that of the making."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in paths.items() if name != ledger.OF_REPORT}


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with a report of every format; the tests change it one after the other."""
    place = tmp_path_factory.mktemp("project")
    for name in ("analysis", "data", "figures", "report"):
        shutil.copytree(root / name, place / name, ignore=shutil.ignore_patterns("__pycache__", "0*.ipynb"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(root / name, place)
    for name, cells in CHAPTERS.items():
        (place / "report" / f"{name}.ipynb").write_text(notebook(*cells), encoding="utf-8")
    for table in (place / "data").glob("*.csv"):
        shorten(table)
    made = Project(place)
    made.run("report", formats=EVERY_FORMAT)
    yield made
    # Whatever the tests have changed, and in whatever order: a clean build gives the same.
    formats = tuple(path.suffix[1:] for path in (made.build / "report").iterdir())
    made.run("report", formats=formats)
    made.run("report", formats=formats, build="clean")
    assert contents(made.build) == contents(place / "clean")
    assert made.ledger() == made.ledger("clean")


def test_with_nothing_changed_nothing_is_done_and_one_line_says_so(project: Project) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.build.rglob("*")}
    said = project.run("report", formats=EVERY_FORMAT)
    assert said.startswith("Nothing to do: ")
    assert said.count("\n") == 1
    assert {path: path.stat().st_mtime_ns for path in project.build.rglob("*")} == before
    assert project.run("stale", formats=EVERY_FORMAT).startswith("Nothing: ")


def test_nothing_heavy_is_imported_where_nothing_is_done(project: Project) -> None:
    program = (
        "import sys; from report.cli import main; main(sys.argv[1:]); "
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'typst', 'pikepdf', 'jinja2'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, "report", "--engine", "pandoc"]
    command += [word for name in EVERY_FORMAT for word in ("--format", name)]
    environment = os.environ | {"PYTHONPATH": str(project.root)}
    done = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == ["[]"]


@pytest.mark.parametrize(
    ("template", "documents"),
    [
        ("report.css", {HTML}),
        ("style.typ", {PDF}),
        ("manuscript.lua", {HTML, PDF}),
        ("word/styles.xml", {DOCX}),
        ("spreadsheets/opendocument-styles.xml", {ODS}),
        ("notebook/index.html.j2", {f"notebooks/{name}.html" for name in CHAPTERS}),
        ("edition.html", set()),
    ],
)
def test_a_changed_template_renders_again_what_it_is_for_and_executes_nothing(
    project: Project, template: str, documents: set[str]
) -> None:
    project.add_byte(f"report/templates/{template}")
    assert project.remade(EVERY_FORMAT) == documents


def test_a_file_of_the_build_that_is_missing_cut_short_or_edited_is_made_again(project: Project) -> None:
    before = contents(project.build)
    (project.build / HTML).write_bytes(before[HTML][:-1])
    (project.build / "figures/children-in-need-rates.svg").unlink(missing_ok=True)
    (project.build / "indicators.csv").unlink()
    (project.build / "headline.json").write_bytes(before["headline.json"].replace(b"1", b"2", 1))
    said = project.run("stale", formats=EVERY_FORMAT).splitlines()
    assert f"{HTML}: {HTML} changed" in said
    assert "indicators.csv: indicators.csv is gone" in said
    assert not [line for line in said if line.startswith(PDF)]
    project.run("report", formats=EVERY_FORMAT)
    assert contents(project.build) == before


def test_a_document_that_is_not_asked_for_stays_while_it_is_current_and_goes_when_it_is_not(project: Project) -> None:
    project.run("report", formats=("html",))
    assert (project.build / PDF).exists()
    project.edit("report/chapters/02-spending.ipynb", "What is spent", "what is spent")
    page = "notebooks/02-spending.html"
    assert project.remade() == {MANUSCRIPT, HTML, page}
    assert not (project.build / PDF).exists()
    assert not (project.build / DOCX).exists()
    assert (project.build / ODS).exists()


def test_an_edited_sentence_executes_nothing(project: Project) -> None:
    project.edit("report/chapters/01-children.ipynb", " children [", " Children [")
    assert "Executing" not in project.run("report")
    assert "Children" in (project.build / "manuscript/valuing-care.md").read_text(encoding="utf-8")


def test_an_edited_cell_executes_its_chapter_alone(project: Project) -> None:
    project.edit("report/chapters/02-spending.ipynb", "import spending", "import spending ")
    assert project.named("the code of report/02-spending.ipynb") == {
        *("chapter 02-spending", PICTURES, HTML, RECORDS),
        *(f"notebooks/{name}.html" for name in CHAPTERS),
    }
    assert project.remade() == {"chapter 02-spending", MANUSCRIPT, "notebooks/02-spending.html"}


def test_a_changed_figure_module_draws_only_in_the_chapters_that_import_it(project: Project) -> None:
    project.add_byte("figures/demand.py")
    assert project.remade() == {"chapter 01-children"}
    project.edit("figures/demand.py", "per 10,000", "for 10,000")
    assert "chapter 02-spending" not in project.remade()


def test_a_changed_indicator_that_comes_out_as_before_rebuilds_nothing_behind_it(project: Project) -> None:
    project.add_byte("analysis/indicators/demand.py")
    remade = project.remade()
    # The definitions in a table of the last chapter are its code's own words.
    assert {name for name in remade if name.startswith("chapter")} == {"chapter 04-sources"}
    assert not [name for name in remade if name.startswith(("report/", "notebooks/", "indicators"))]
    indicators = {name.removeprefix("indicator ") for name in remade if name.startswith("indicator")}
    assert {"referrals", "child_protection_plans"} <= indicators
    assert not indicators & {"looked_after_children", "expenditure_gbp", "overspend_gbp"}


@pytest.mark.parametrize(
    ("table", "measure", "chapters"),
    [
        ("children_in_need", "referrals", {"chapter 01-children"}),
        ("section_251", "children_looked_after", {"chapter 02-spending"}),
        ("placements", "foster_care", set()),
    ],
)
def test_a_changed_table_executes_only_the_chapters_that_read_it(
    project: Project, table: str, measure: str, chapters: set[str]
) -> None:
    project.change_value(table, measure)
    remade = project.remade()
    assert {name for name in remade if name.startswith("chapter")} == chapters
    assert {"indicators.csv", "indicators.parquet"} <= remade
    assert (HTML in remade) == bool(chapters)


@pytest.mark.parametrize(
    ("file", "chapters"),
    [
        ("areas.csv", {"01-children", "02-spending", "03-claims", "04-sources"} - {"04-sources"}),
        ("budget.csv", {"03-claims"}),
        ("children_in_need.csv", {"01-children", "03-claims"}),
        ("claims.csv", {"03-claims"}),
        ("corrections.toml", {"01-children", "02-spending", "03-claims"}),
        ("datapackage.json", {"01-children", "02-spending", "03-claims", "04-sources"}),
        ("deflators.csv", {"02-spending", "03-claims"}),
        ("documents.csv", {"03-claims"}),
        ("looked_after.csv", {"03-claims"}),
        ("outturn.csv", {"02-spending", "03-claims"}),
        ("outturn_childrens_lines.csv", {"03-claims"}),
        ("placements.csv", {"03-claims"}),
        ("population.csv", {"01-children", "03-claims"}),
        ("section_251.csv", {"02-spending", "03-claims"}),
        ("unit_costs.csv", {"03-claims"}),
    ],
)
def test_stale_names_a_changed_table_and_the_chapters_that_may_move(
    project: Project, file: str, chapters: set[str]
) -> None:
    path = project.root / "data" / file
    before = path.read_bytes()
    project.add_byte(f"data/{file}")
    named = project.named(f"data/{file}")
    path.write_bytes(before)
    assert {name.removeprefix("chapter ") for name in named if name.startswith("chapter")} == chapters
    assert RECORDS in named


def test_every_table_is_tried(project: Project) -> None:
    parameters = next(
        mark.args[1]
        for mark in test_stale_names_a_changed_table_and_the_chapters_that_may_move.pytestmark  # type: ignore[attr-defined]  # as pytest marks it
    )
    read = {path.name for path in (project.root / "data").iterdir()} - {"README.md"}
    assert read - {file for file, _ in parameters} == {"area_codes.csv", "statistical_neighbours.csv"}


def test_tables_elsewhere_count_by_what_is_in_them(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.root / "data", tmp_path / "data")
    assert project.run("report", "--data", str(tmp_path / "data")).startswith("Nothing to do")
    (tmp_path / "data" / "deflators.csv").write_bytes(b"")
    assert "chapter 02-spending" in project.run("stale", "--data", str(tmp_path / "data"))


@pytest.mark.parametrize(
    ("path", "remade"),
    [
        ("report/chapters/references.json", {MANUSCRIPT, HTML}),
        ("report/chapters/metadata.yml", {MANUSCRIPT}),
        ("requirements.lock", set()),
        ("pyproject.toml", set()),
        ("data/corrections.toml", {f"indicator {name}" for name, known in definitions().items() if known.formula}),
    ],
)
def test_other_files_make_again_what_reads_them(project: Project, path: str, remade: set[str]) -> None:
    project.add_byte(path)
    before = project.ledger()[RECORDS]
    assert project.remade() == remade
    assert project.ledger()[RECORDS] != before


def test_a_format_that_is_added_is_all_that_is_made(project: Project) -> None:
    assert "Computing" not in project.run("report", formats=("html", "pdf"))
    assert (project.build / PDF).exists()
    assert project.run("report").startswith("Nothing to do")


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        (fingerprint.ENGINE, {"chapter 01-children", MANUSCRIPT, PICTURES}),
        (fingerprint.LIBRARIES, set()),
        (fingerprint.PYTHON, set()),
    ],
)
def test_another_engine_renders_again_and_other_versions_make_everything_again(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, stays: set[str]
) -> None:
    monkeypatch.setattr("report.project.ROOT", project.root)
    inputs = fingerprint.inputs(project.root / "data", "pandoc")
    faults = Renewal(project.build, inputs | {name: "another"}).faults([])
    assert faults[HTML].inputs == (f"{name} changed",)
    assert set(project.ledger()) - set(faults) >= stays
    assert stays or set(project.ledger()) == set(faults)


def test_a_chapter_that_comes_or_goes_is_noticed(project: Project) -> None:
    place = project.root / "report" / "chapters" / "05-more.ipynb"
    place.write_text(notebook("# More {#sec-more}", ""), encoding="utf-8")
    assert project.remade() == {"chapter 05-more", MANUSCRIPT, HTML, "notebooks/05-more.html"}
    place.unlink()
    project.run("report")
    assert "chapter 05-more" not in project.ledger()
    assert not (project.build / "notebooks/05-more.html").exists()


def test_fresh_makes_everything_again(project: Project) -> None:
    before = contents(project.build)
    assert project.run("report", "--fresh").startswith("[1/5]")
    assert {name: content for name, content in contents(project.build).items() if name != PDF}.items() <= before.items()


def test_a_build_killed_at_any_moment_leaves_the_last_outputs_or_the_new_ones(project: Project) -> None:
    states = []
    for sentence in ("What", "what"):
        project.edit("report/chapters/02-spending.ipynb", "What" if sentence == "what" else "what", sentence)
        project.run("report")
        states.append(contents(project.build))
    for turn in range(ROUNDS):
        project.edit("report/chapters/02-spending.ipynb", *(("what", "What") if turn % 2 == 0 else ("What", "what")))
        command = [sys.executable, "-m", "report.cli", "report", "--engine", "pandoc", "--format", "html"]
        environment = os.environ | {"PYTHONPATH": str(project.root)}
        with subprocess.Popen(
            command, cwd=project.root, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        ) as process:
            time.sleep(0.3 + 4 * turn / ROUNDS)
            os.killpg(process.pid, signal.SIGKILL)
        project.run("stale")  # which puts in its place what was declared good
        seen = {name: text for name, text in contents(project.build).items() if not name.startswith(".new-")}
        assert seen in states
    project.run("report")
    assert contents(project.build) in states


def test_two_builds_at_once_leave_one_state(project: Project) -> None:
    project.edit("report/chapters/02-spending.ipynb", "hat is spent", "hat was spent")
    command = [sys.executable, "-m", "report.cli", "report", "--engine", "pandoc", "--format", "html"]
    environment = os.environ | {"PYTHONPATH": str(project.root)}
    pair = [
        subprocess.Popen(command, cwd=project.root, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate()[0] for process in pair)
    assert [process.returncode for process in pair] == [0, 0]
    assert said[0].startswith("Another build is writing into build: waiting until it is done.\nNothing to do: ")
    assert said[1].startswith("[1/5]") or said[1].startswith("[3/5]")
    assert project.run("stale").startswith("Nothing: ")


def test_a_fault_says_what_is_gone_new_or_changed() -> None:
    traces = {
        "a": ledger.Trace({"data/a.csv": "1", "data/b.csv": "1", "data/c.csv": ""}, {"a.csv": "1"}, {}),
        "b": ledger.Trace({"a.csv": "1"}, {}, {}),
    }
    now = {"data/a.csv": "2", "data/c.csv": "1"}
    changed = ("data/a.csv changed", "data/b.csv is gone", "data/c.csv is new")
    assert ledger.faults(traces, now, {"a.csv": "1"}, ["c"]) == {
        "a": Fault(inputs=changed),
        "b": Fault(upstream=changed),
        "c": Fault(),
    }
