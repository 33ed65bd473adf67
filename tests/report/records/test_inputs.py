"""What a build is made from: which file belongs to data, method or code, and what differs between two builds."""

from __future__ import annotations

from pathlib import Path

from report.records.inputs import PARTS, differing, inputs, mixture, part_of, separable


def files(root: Path, pattern: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in root.glob(pattern)]


def test_every_module_that_declares_an_indicator_is_method(root: Path) -> None:
    modules = files(root, "analysis/**/*.py")
    declaring = [path for path in modules if "\n@formula_indicator" in (root / path).read_text(encoding="utf-8")]
    assert declaring
    assert {part_of(path) for path in declaring} == {"method"}


def test_chapters_and_the_rules_of_claims_are_method_and_tables_are_data(root: Path) -> None:
    chapters = files(root, "report/chapters/*.ipynb")
    assert {part_of(path) for path in [*chapters, "analysis/claims/rules.py"]} == {"method"}
    assert {part_of(path) for path in files(root, "data/*.csv")} == {"data"}


def test_every_other_module_that_computes_or_prints_numbers_is_code(root: Path) -> None:
    folders = ("analysis/tables", "analysis/formulas", "figures", "report/manuscript", "report/formats")
    assert {part_of(path) for folder in folders for path in files(root, f"{folder}/**/*.py")} == {"code"}


def test_what_differs_is_named_by_part_and_file() -> None:
    old = inputs({"data/a.csv": b"1", "analysis/indicators/budgets.py": b"1", "figures/number.py": b"1"})
    new = inputs({"data/a.csv": b"2", "data/b.csv": b"1", "figures/number.py": b"1", "README.md": b"1"})
    assert differing(old, new) == {"data": ["data/a.csv", "data/b.csv"], "method": ["analysis/indicators/budgets.py"]}
    assert differing(old, old) == {}


def test_parts_can_change_one_by_one_if_both_builds_have_the_same_folders_of_method() -> None:
    old = inputs({"data/a.csv": b"1", "analysis/indicators/need.py": b"1", "figures/number.py": b"1"})
    new = inputs({"data/a.csv": b"2", "analysis/indicators/demand.py": b"1", "figures/number.py": b"2"})
    assert separable(old, new) == [("data",), ("method",), ("code",)]


def test_method_and_code_change_together_if_the_method_has_moved_to_another_folder() -> None:
    before = inputs({"data/a.csv": b"1", "analysis/budgets.py": b"1", "report/01-summary.ipynb": b"1"})
    after = inputs({"data/a.csv": b"2", "analysis/indicators/budgets.py": b"1", "report/chapters/01.ipynb": b"1"})
    assert separable(before, after) == [("data",), ("method", "code")]
    assert separable(before, {**after, "data": before["data"]}) == [("method", "code")]


def test_a_mixture_takes_each_file_from_one_side_and_leaves_out_what_that_side_lacks() -> None:
    both = ("data/a.csv", "report/manuscript/prose.py", "report/templates/report.css")
    old = dict.fromkeys([*both, "analysis/gone.py"], b"old")
    new = dict.fromkeys([*both, "analysis/indicators/come.py"], b"new")
    data, method = {"data/a.csv": b"new"}, {"analysis/indicators/come.py": b"new"}
    assert mixture(old, new, ["data"]) == old | data
    assert mixture(old, new, ["data", "method"]) == old | data | method
    assert (mixture(old, new, []), mixture(old, new, PARTS)) == (old, new)
