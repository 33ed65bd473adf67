"""What moved, and why: in made-up folders, in the real tables with one cell changed, and in a git repository."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import pytest

from analysis.formulas.key import Key
from analysis.formulas.provenance import Trails
from analysis.indicators.definitions import definitions
from analysis.problem import Problem
from analysis.tables.loading import Tables
from report import project
from report.build import build_headline
from report.project import Files
from report.records.inputs import PARTS, Step, differing, inputs
from report.review import comparison
from report.review.comparison import Comparison, Statements, compare
from report.review.movements import Move
from tests.report.conftest import notebook

KENT = "E10000016"
CELL = (KENT, "2023-24", "outturn_gbp", "childrens_social_care")
BY_RANK = ("councils_overspending_share", "first_release_lower_share", "first_release_upper_share")
"""Indicators that count or rank councils: one that overspends more is still one, and none need pass another."""


# Made-up folders: what two builds state, and what they record that they were made from.

MakeBuild = Callable[..., str]


@pytest.fixture
def make_build(tmp_path: Path) -> MakeBuild:
    """Makes a build folder in which one number has a value; returns its name."""

    def make(name: str, value: float, inputs: object = None) -> str:
        folder = tmp_path / name
        folder.mkdir()
        entry = {"key": "k:E92000001:2025", "label": "Children", "area": "England", "period": "2025"}
        headline = [entry | {"value": value, "unit": "children", "text": f"{value:,.0f}"}]
        (folder / "headline.json").write_text(json.dumps(headline), encoding="utf-8")
        if inputs is not None:
            (folder / "inputs.json").write_text(json.dumps(inputs), encoding="utf-8")
        return name

    return make


def made_from(**versions: str) -> dict[str, dict[str, str]]:
    return {part: {f"{part}/file": versions.get(part, "same")} for part in ("data", "method", "code")}


def causes(*moves: Move) -> list[tuple[str, ...]]:
    return [cause.step for move in moves for cause in move.causes]


SAME = made_from()
LEFT_OPEN = "New data and code cannot be told apart: the files that old and new was made from are no longer here."


@pytest.mark.parametrize("part", ["data", "method", "code"])
def test_of_two_build_folders_the_one_part_that_differs_is_the_cause(
    part: str, make_build: MakeBuild, tmp_path: Path
) -> None:
    found = compare(make_build("old", 1, SAME), make_build("new", 2, made_from(**{part: "other"})), tmp_path)
    assert causes(*found.numbers) == [(part,)]
    assert found.files == {part: [f"{part}/file"]}
    assert found.remarks == []


@pytest.mark.parametrize(
    ("old", "new", "cause", "said"),
    [
        (SAME, made_from(data="other", code="other"), ("data", "code"), f"^{re.escape(LEFT_OPEN)}$"),
        (None, SAME, (), "what old was made from is not recorded"),
        (SAME, SAME, (), "^Both were made from the same files: the libraries or the machines must differ.$"),
    ],
    ids=["several parts differ", "what one was made from is not recorded", "all files are the same"],
)
def test_a_cause_that_is_not_known_is_left_open_with_a_remark(
    old: object, new: object, cause: Step, said: str, make_build: MakeBuild, tmp_path: Path
) -> None:
    found = compare(make_build("old", 1, old), make_build("new", 2, new), tmp_path)
    assert causes(*found.numbers) == [cause]
    assert re.search(said, found.remarks[0])
    assert len(found.remarks) == 1


def test_a_folder_goes_by_its_name_and_not_by_its_place_on_a_machine(make_build: MakeBuild, tmp_path: Path) -> None:
    found = compare(make_build("old", 1), str(tmp_path / make_build("new", 1)), tmp_path)
    assert (found.old, found.new) == ("old", f"{tmp_path.name}/new")


def test_equal_numbers_have_not_moved_whatever_differs(make_build: MakeBuild, tmp_path: Path) -> None:
    found = compare(make_build("old", 1, made_from()), make_build("new", 1, made_from(data="other")), tmp_path)
    assert (found.numbers, found.verdicts) == ([], [])


def test_definitions_that_two_builds_register_are_compared(make_build: MakeBuild, tmp_path: Path) -> None:
    old, new = make_build("old", 1, made_from()), make_build("new", 1, made_from(method="other"))
    for name, row in ((old, "a,2024-11,2024"), (new, "b,2025-11,2025")):
        table = f"kind,name,words,computation,published,period\nindicator,rate,w,{row}\n"
        (tmp_path / name / "registered.csv").write_text(table, encoding="utf-8")
    (said,) = compare(old, new, tmp_path).definitions
    assert said.startswith("Definitions computed otherwise since newer data came (figures to 2024")
    (tmp_path / old / "registered.csv").unlink()
    assert compare(old, new, tmp_path).definitions == [
        "Which definitions have changed is not known: old does not register them."
    ]


def test_a_build_that_cannot_be_read_is_a_problem_that_names_it(make_build: MakeBuild, tmp_path: Path) -> None:
    old, new = make_build("old", 1), make_build("new", 1)
    (tmp_path / "new" / "headline.json").write_text("[{}]", encoding="utf-8")
    with pytest.raises(Problem, match=r"new states cannot be read .*: build that report again\.$"):
        compare(old, new, tmp_path)


def test_a_folder_without_a_build_is_a_problem_that_says_what_to_do(make_build: MakeBuild, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Problem, match="'empty' is not a folder with a build"):
        compare("empty", make_build("new", 1), tmp_path)


# The real tables with one cell changed in a copy.


@pytest.fixture(scope="module")
def builds(data: Path, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of two builds, ``old`` and ``new``: Kent spent £20m more on children's social care."""
    folder = tmp_path_factory.mktemp("one cell")
    shutil.copytree(data, folder / "data")
    add_to_cell(folder / "data" / "outturn.csv")
    (folder / "old").symlink_to(built)
    build_headline(folder / "data", folder / "new")
    return folder


@pytest.fixture(scope="module")
def one_cell(builds: Path) -> Comparison:
    """What moves between them."""
    return compare("old", "new", builds)


def add_to_cell(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    (changed,) = [row for row in rows if tuple(row[:4]) == CELL]
    changed[6] = str(int(changed[6]) + 20_000_000)
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def rests_on_the_cell(key: str, trails: Trails) -> bool:
    return any(
        (seen.area_code, seen.period, seen.measure, seen.breakdown) == CELL
        for seen in trails.of(Key.parse(key)).observations()
    )


def test_one_cell_moves_exactly_the_numbers_that_rest_on_it(
    one_cell: Comparison, builds: Path, indicators: pd.DataFrame, tables: Tables
) -> None:
    stated = {entry["key"] for entry in json.loads((builds / "old" / "headline.json").read_text(encoding="utf-8"))}
    moved = {move.key for move in one_cell.numbers}
    trails = Trails(indicators, tables, definitions())
    values = {key for key in stated if "(" not in key}
    resting = {key for key in values if rests_on_the_cell(key, trails)}
    assert len(moved & values) > 10
    assert moved & values <= resting
    assert {key for key in resting - moved if not key.startswith(BY_RANK)} == set()
    # What is derived from values moves with one of them, and with no other.
    for key in moved - values:
        parts = re.findall(r"[a-z0-9_]+(?:\[\w*\])?:\w+:[\d-]+", key)
        assert any(rests_on_the_cell(part, trails) for part in parts), key


def test_one_cell_moves_numbers_and_claims_by_data_alone(one_cell: Comparison) -> None:
    assert set(causes(*one_cell.numbers)) == {("data",)}
    assert {move.kind for move in one_cell.numbers} == {"moved"}
    assert one_cell.files == {"data": ["data/outturn.csv"]}
    assert set(causes(*one_cell.verdicts)) == {("data",)}


# A git repository: a short report, then new data, another method and other code at once.

CHAPTER = """# Kent {#sec-kent}

{{ n("overspend_gbp[childrens_social_care]", "Kent", "2023-24") }} more was spent than budgeted,
{{ n("overspend_share_of_all_services", "Kent", "2023-24") }} of all overspends.
{{ n("looked_after_rate_per_10k", "Kent", 2025) }} in 10,000 children were looked after, and
{{ n("looked_after_children", "Kent", 2025) }} in all.
"""
UNITS = "analysis/formulas/units.py"
RATE = '"per_10k": Unit("per 10,000 children", "decimal",'
SHOWN_BEFORE = '{{ n("starting_children", "Kent", 2025) }} started to be looked after.\n'
SHOWN_AFTER = '{{ n("ceasing_children", "Kent", 2025) }} ceased to be looked after.\n'


def git(repository: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A. Researcher", "-c", "user.email=researcher@example.org")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=repository, check=True, capture_output=True, encoding="utf-8").stdout.strip()


def write_chapter(repository: Path, text: str) -> None:
    chapter = notebook({"cell_type": "markdown", "source": text}).content
    (repository / "report" / "chapters" / "01-kent.ipynb").write_text(json.dumps(chapter), encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} no longer reads '{old}': name another edit"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def repository(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with one short chapter, and the tags ``before``, ``data``, ``method`` and ``code``."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    folder = tmp_path_factory.mktemp("repository")
    for name in ("analysis", "data", "figures", "report"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("[0-9]*.ipynb", "__pycache__"))
    shutil.copy(root / "pyproject.toml", folder)
    write_chapter(folder, CHAPTER + SHOWN_BEFORE)
    git(folder, "init", "--quiet")

    def commit(tag: str) -> None:
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", tag)
        git(folder, "tag", tag)

    commit("before")
    add_to_cell(folder / "data" / "outturn.csv")
    commit("data")
    edit(
        folder / "analysis" / "indicators" / "budgets.py", '("education", "police", "fire")', '("education", "police")'
    )
    write_chapter(folder, CHAPTER + SHOWN_AFTER)
    commit("method")
    edit(folder / UNITS, f"{RATE} decimals=1,", f"{RATE} decimals=2,")
    commit("code")
    return folder


@pytest.fixture(scope="module")
def all_at_once(repository: Path) -> dict[str, Move]:
    """What moved from before to after the three, by key."""
    found = compare("before", "code", repository)
    assert found.remarks == []
    assert found.files == {
        "data": ["data/outturn.csv"],
        "method": ["analysis/indicators/budgets.py", "report/chapters/01-kent.ipynb"],
        "code": [UNITS],
    }
    (outturn,) = found.tables
    assert [(row.columns, int(row.new[0]) - int(row.old[0])) for row in outturn.revised] == [(("value",), 20_000_000)]
    return {move.key: move for move in found.numbers}


def test_a_changed_cell_moves_a_number_by_data(all_at_once: dict[str, Move]) -> None:
    move = all_at_once[f"overspend_gbp[childrens_social_care]:{KENT}:2023-24"]
    assert (move.kind, move.difference, causes(move)) == ("moved", 20_000_000, [("data",)])


def test_a_changed_definition_moves_a_number_by_method_after_the_data(all_at_once: dict[str, Move]) -> None:
    move = all_at_once[f"overspend_share_of_all_services:{KENT}:2023-24"]
    assert causes(move) in ([("data",), ("method",)], [("data",)])
    assert move.difference == pytest.approx(sum(cause.difference or 0 for cause in move.causes))


def test_a_changed_rounding_changes_the_print_by_code(all_at_once: dict[str, Move]) -> None:
    move = all_at_once[f"looked_after_rate_per_10k:{KENT}:2025"]
    assert (move.kind, move.difference, causes(move)) == ("changed in print only", 0, [("code",)])


def test_a_number_shown_or_no_longer_shown_appears_or_vanishes_by_method(all_at_once: dict[str, Move]) -> None:
    for name, kind in (("ceasing", "appeared"), ("starting", "vanished")):
        move = all_at_once[f"{name}_children:{KENT}:2025"]
        assert (move.kind, causes(move)) == (kind, [("method",)])


def test_what_rests_on_none_of_it_has_not_moved(all_at_once: dict[str, Move]) -> None:
    assert f"looked_after_children:{KENT}:2025" not in all_at_once


def test_a_repository_is_left_as_it_was(repository: Path, all_at_once: dict[str, Move]) -> None:
    assert all_at_once
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "worktree", "list").count("\n") == 0


def test_a_checkout_is_compared_with_its_uncommitted_changes(repository: Path) -> None:
    committed = comparison.side("code", repository)
    assert comparison.side(".", repository).inputs == committed.inputs
    edit(repository / UNITS, f"{RATE} decimals=2,", f"{RATE} decimals=3)")
    try:
        changed = comparison.side(".", repository)
    finally:
        git(repository, "checkout", "--quiet", ".")
    assert changed.inputs
    assert committed.inputs
    assert differing(committed.inputs, changed.inputs) == {"code": [UNITS]}


def test_accepted_numbers_were_made_from_the_commit_that_accepted_them(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "-b", "accepted")
    files = project.in_folder(repository)
    accepted = repository / "expected"
    accepted.mkdir()
    (accepted / "headline.json").write_text("[]", encoding="utf-8")
    assert comparison.side("expected", repository).inputs is None
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "The numbers accepted")
    commit = git(repository, "rev-parse", "HEAD")
    write_chapter(repository, CHAPTER)
    git(repository, "commit", "--quiet", "--all", "--message", "A chapter changed since")
    side = comparison.side("expected", repository)
    assert (side.name, side.files, side.inputs) == (f"expected ({commit[:7]})", files, inputs(files))
    (accepted / "headline.json").write_text("[ ]", encoding="utf-8")
    assert comparison.side("expected", repository).inputs is None
    git(repository, "checkout", "--quiet", "--force", "--detach", "code")


def test_a_revision_that_is_not_known_is_a_problem_that_names_it(repository: Path) -> None:
    with pytest.raises(Problem, match="'nonsense' is neither a folder with a build"):
        compare("before", "nonsense", repository)


def test_a_revision_older_than_the_list_of_numbers_is_a_problem_that_says_what_to_do(
    make_build: MakeBuild, tmp_path: Path
) -> None:
    (tmp_path / "older" / "report").mkdir(parents=True)
    (tmp_path / "older" / "report" / "__init__.py").touch()
    (tmp_path / "older" / "report" / "cli.py").write_text("raise SystemExit(2)\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"^The numbers of older cannot be computed: it is older than the command"):
        compare("older", make_build("new", 1), tmp_path)


# Mixtures that cannot be built.


def way(before: Files, after: Files) -> tuple[list[Step], list[Statements], list[str]]:
    """The way between two sides whose statements differ."""
    old, new = (comparison.Side(name, inputs(files), files, None) for name, files in (("old", before), ("new", after)))
    last = Statements({}, dict.fromkeys("x"))  # type: ignore[arg-type]  # any two that differ
    return comparison._way(old, new, Statements({}, {}), last)


@pytest.mark.parametrize(
    ("unbuildable", "expected"),
    [
        ([], [("data",), ("method",), ("code",)]),
        ([{"data", "method"}], [("data",), ("method", "code")]),
        ([{"data"}], [("data", "method"), ("code",)]),
        ([{"data"}, {"data", "method"}], [PARTS]),
    ],
)
def test_parts_whose_mixture_cannot_be_built_are_one_step(
    unbuildable: list[set[str]], expected: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def built(mixtures: Iterable[Files]) -> list[Statements | Problem]:
        found: list[Statements | Problem] = []
        for files in mixtures:
            renewed = {part for path, part in paths.items() if files[path] == b"new"}
            found.append(Problem("A definition is missing.") if renewed in unbuildable else Statements({}, {}))
        return found

    paths = {"data/a.csv": "data", "analysis/indicators/budgets.py": "method", "report/manuscript/prose.py": "code"}
    monkeypatch.setattr(comparison, "_built", built)
    taken, states, remarks = way(dict.fromkeys(paths, b"old"), dict.fromkeys(paths, b"new"))
    assert taken == expected
    assert len(states) == len(taken) + 1
    assert len(remarks) == len(unbuildable)
    assert all(remark.endswith(": A definition is missing.") for remark in remarks)


def test_across_a_move_of_the_method_to_another_folder_the_old_method_never_runs_under_the_new_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mixtures: list[Files] = []

    def built(asked: Iterable[Files]) -> list[Statements | Problem]:
        mixtures.extend(asked)
        return [Statements({}, {}) for _ in mixtures]

    before = {"data/a.csv": b"1", "analysis/budgets.py": b"1", "figures/number.py": b"1"}
    after = {"data/a.csv": b"2", "analysis/indicators/budgets.py": b"1", "figures/number.py": b"2"}
    monkeypatch.setattr(comparison, "_built", built)
    steps, _, remarks = way(before, after)
    assert steps == [("data",), ("method", "code")]
    assert mixtures == [before | {"data/a.csv": b"2"}]
    assert remarks == ["The two keep their method in different folders, so new method and code are one step."]
