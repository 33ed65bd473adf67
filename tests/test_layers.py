"""Imports run one way: official files, tidy tables, indicators, figures, report."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("analysis", "figures", "report")
LAYERS = (
    PACKAGES,
    ("analysis.tables", "analysis.formulas", "analysis.indicators", "analysis.claims", "analysis.audit"),
    tuple(
        f"report.{name}"
        for name in ("manuscript", "engines", "formats", "records", "editions", "page", "review", "cli")
    ),
)
"""Packages in the order in which they may know one another: each only what comes before it."""

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}

READERS_OF_OFFICIAL_FILES = {"report.cli.data", "report.cli.review"}
"""Besides the ingestion itself: the commands that run it or read a cell again."""

KNOW_PATHS = {"analysis.tables.loading", "analysis.tables.corrections", "analysis.audit.audit"}
"""The modules of analysis outside the ingestion that load the tidy tables and what is declared about them; the audit
reads the files of the tables apart from the modules that it checks."""

WRITERS = {
    *("report.cli.data", "report.cli.review", "report.store", "report.engines.quarto", "report.formats.word"),
    *("report.replay", "report.editions.building"),
    *("analysis.ingest.importing", "analysis.ingest.download", "analysis.ingest.refresh"),
}
"""The commands, the steps that they run whose result is files, and what passes files to another program."""

PATH_MODULES = {"pathlib", "os", "io", "csv", "shutil", "tempfile", "glob"}
UNREPEATABLE_MODULES = {"random", "secrets", "uuid", "locale", "time"}
WAITING = {"analysis.ingest.download"}
"""It waits before it asks again, and gives up after a time; what it fetches depends on neither."""

NETWORK_MODULES = {"httpx", "urllib.request", "http", "socket", "ssl", "truststore", "requests", "urllib3"}
WRITING_CALLS = {"write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmtree", "copyfile", "copytree", "touch"}
WORK_ON_TABLES = {"pandas", "numpy", "groupby", "merge", "pivot", "pivot_table", "query", "loc", "iloc", "read_csv"}


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that code imports, wherever in it; ``from a import b`` as ``a`` and ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imports_of(module: str, package: str) -> list[str]:
    return sorted({name for name in imported(TREES[module]) if is_within(name, package)})


@pytest.mark.parametrize(("earlier", "later"), [pair for layers in LAYERS for pair in combinations(layers, 2)])
def test_earlier_packages_do_not_import_later_ones(earlier: str, later: str) -> None:
    assert any(is_within(module, earlier) for module in MODULES)
    assert any(is_within(module, later) for module in MODULES)
    wrong = {module: imports_of(module, later) for module in MODULES if is_within(module, earlier)}
    assert not {module: names for module, names in wrong.items() if names}


def test_the_audit_does_not_know_how_indicators_are_computed() -> None:
    known = {
        name for module in MODULES for name in imports_of(module, "analysis") if is_within(module, "analysis.audit")
    }
    allowed = ("analysis.audit", "analysis.problem")
    assert not {name for name in known if not any(is_within(name, room) for room in allowed)} - {"analysis"}


def test_drawing_knows_no_subject() -> None:
    drawing = {module: imports_of(module, "figures") for module in MODULES if is_within(module, "figures.drawing")}
    wrong = {
        module: [name for name in names if not is_within(name, "figures.drawing")] for module, names in drawing.items()
    }
    assert not {module: names for module, names in wrong.items() if set(names) - {"figures"}}


def test_only_the_ingestion_and_its_commands_know_official_files() -> None:
    readers = {module for module in MODULES if imports_of(module, "analysis.ingest")}
    assert {module for module in readers if not is_within(module, "analysis.ingest")} <= READERS_OF_OFFICIAL_FILES


def test_indicators_never_see_a_path() -> None:
    for module in MODULES:
        if is_within(module, "analysis") and not is_within(module, "analysis.ingest") and module not in KNOW_PATHS:
            assert not PATH_MODULES & {name.partition(".")[0] for name in imported(TREES[module])}, module


def test_only_commands_write() -> None:
    writers = {
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (_name(node.func) in WRITING_CALLS or _opens_to_write(node))
    }
    assert writers <= WRITERS


def _opens_to_write(call: ast.Call) -> bool:
    if _name(call.func) not in {"open", "fdopen"}:
        return False
    modes = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    modes += [keyword.value.value for keyword in call.keywords if isinstance(keyword.value, ast.Constant)]
    return any(isinstance(mode, str) and re.fullmatch(r"[rwaxbt+]*[wax+][rwaxbt+]*", mode) for mode in modes)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_nothing_that_is_computed_depends_on_chance_place_or_time() -> None:
    for module in MODULES:
        found = {name.partition(".")[0] for name in imported(TREES[module])}
        assert not UNREPEATABLE_MODULES & found or module in WAITING, module


def test_only_downloads_speak_to_the_network() -> None:
    speaking = {module for module, tree in TREES.items() if NETWORK_MODULES & set(imported(tree))}
    assert speaking == {"analysis.ingest.download"}


def test_the_command_line_imports_nothing_heavy_when_it_starts() -> None:
    for module in (module for module in MODULES if is_within(module, "report.cli")):
        at_the_top = [node for node in TREES[module].body if isinstance(node, ast.Import | ast.ImportFrom)]
        loaded = set(imported(ast.Module(list(at_the_top), [])))
        own = {name for name in loaded if name.partition(".")[0] in PACKAGES}
        light = ("analysis.problem", "report.cli", "report.outputs")
        assert all(any(is_within(name, room) for room in light) for name in own), module
        assert {name.partition(".")[0] for name in loaded - own} <= {*sys.stdlib_module_names, "click"}, module


def test_every_library_in_use_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [name for extra in project["optional-dependencies"].values() for name in extra]
    declared = {_distribution(requirement) for requirement in [*project["dependencies"], *optional]}
    distributions = packages_distributions()
    for module, tree in TREES.items():
        for name in {name.partition(".")[0] for name in imported(tree)} - sys.stdlib_module_names - set(PACKAGES):
            assert declared & {_distribution(found) for found in distributions[name]}, f"{module} imports {name}"


def _distribution(requirement: str) -> str:
    return re.split(r"[<>=!~ ;\[]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def code_cells() -> Iterator[tuple[str, dict[str, Any]]]:
    """The cells of code of every notebook, each with the name of its file."""
    for path in sorted((ROOT / "report").rglob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield path.name, cell


def test_a_notebook_has_sentences_and_calls_but_no_work_on_tables() -> None:
    for name, cell in code_cells():
        tree = ast.parse("".join(cell["source"]))
        words = {getattr(node, "id", None) or getattr(node, "attr", None) or "" for node in ast.walk(tree)}
        assert not (words | set(imported(tree))) & WORK_ON_TABLES, name


def test_a_notebook_is_saved_without_results() -> None:
    for name, cell in code_cells():
        assert (cell["outputs"], cell["execution_count"]) == ([], None), name
