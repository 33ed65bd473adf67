"""Executing the notebooks of the report: each once, every code cell in order, the outputs as Jupyter would hold them.

The cells run in the report's own process and no timings are recorded. nbclient, with which the tests compare, starts a
kernel for each notebook, which takes 0.9 s before the first cell.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Any

from analysis.problem import Problem, why_unread
from figures.figure import FIGURE_MIME

Cell = dict[str, Any]
_RESULTS = ("execution_count", "outputs")


@dataclass(frozen=True)
class Notebook:
    """A notebook and the file name, without its ending, that it goes by."""

    name: str
    content: Mapping[str, Any]

    @property
    def cells(self) -> list[Cell]:
        """The cells in their order."""
        return list(self.content["cells"])

    def with_cells(self, cells: Sequence[Cell]) -> Notebook:
        """The notebook with other cells."""
        return Notebook(self.name, {**self.content, "cells": cells})

    @property
    def code_cells(self) -> list[str]:
        """The sources of the code cells."""
        return [cell["source"] for cell in self.cells if cell["cell_type"] == "code"]

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results of the code cells, once they are executed: how often cells were run, and their outputs."""
        return [{name: cell[name] for name in _RESULTS} for cell in self.cells if cell["cell_type"] == "code"]

    @property
    def drawings(self) -> dict[str, str]:
        """The wide drawing of each chart that the code cells show, by the chart's id."""
        shown = [output["data"] for result in self.results for output in result["outputs"]]
        return {data[FIGURE_MIME]["id"]: data["image/svg+xml"] for data in shown if FIGURE_MIME in data}

    def with_results(self, results: Iterable[Mapping[str, Any]]) -> Notebook:
        """The notebook with the results of its code cells, one of each, its sentences as they are now."""
        found = iter(results)
        return self.with_cells(
            [{**cell, **next(found)} if cell["cell_type"] == "code" else cell for cell in self.cells]
        )


def read(folder: Path) -> list[Notebook]:
    """The notebooks of a folder in the order of their names, which is the order of the chapters.

    Raises :class:`Problem` if there are none or one is not a notebook.
    """
    notebooks = [_read(path) for path in sorted(folder.glob("*.ipynb"))]
    if not notebooks:
        raise Problem(f"The folder {folder} holds no notebook (*.ipynb): the report has no chapters.")
    return notebooks


def execute(notebook: Notebook) -> Notebook:
    """The notebook with the outputs of its code cells, run in this process.

    Raises :class:`Problem` if a cell stops, naming notebook, cell and cause.
    """
    main = ModuleType("__main__")
    cells: list[Cell] = []
    count = 0
    for position, cell in enumerate(notebook.cells, start=1):
        if cell["cell_type"] != "code":
            cells.append(cell)
            continue
        count += 1
        outputs = _run(cell["source"], main.__dict__, count, f"{notebook.name}.ipynb, cell {position}")
        cells.append({**cell, "execution_count": count, "outputs": outputs})
    return notebook.with_cells(cells)


def _read(path: Path) -> Notebook:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = content["cells"]
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(
            f"{path.name} is not a notebook that can be read ({why_unread(error)}): save it again in Jupyter."
        ) from error
    for position, cell in enumerate(cells, start=1):
        cell["source"] = "".join(cell["source"])
        if "id" not in cell:
            raise Problem(f"Cell {position} of {path.name} has no id: save the notebook with nbformat 4.5 or newer.")
    return Notebook(path.stem, content)


def _run(source: str, names: dict[str, Any], count: int, place: str) -> list[dict[str, Any]]:
    outputs: list[dict[str, Any]] = []
    try:
        statements, shown = _compiled(source, place)
        with _collecting(outputs, count):
            exec(statements, names)  # noqa: S102 - the report's own notebooks
            if shown is not None:
                sys.displayhook(eval(shown, names))  # noqa: S307
    except Problem as problem:
        raise Problem(f"{place}: {problem}") from problem
    except Exception as error:
        raise Problem(f"{place} stopped with {type(error).__name__}: {error}{_where(error)}") from error
    return outputs


@cache
def _compiled(source: str, place: str) -> tuple[CodeType, CodeType | None]:
    """A cell's statements and the expression that it shows at its end; a chapter may be run for many places."""
    tree = ast.parse(source, filename=place)
    shown = ast.Expression(tree.body.pop().value) if _shows(tree, source) else None  # type: ignore[attr-defined]  # an Expr, as _shows found
    return compile(tree, place, "exec"), None if shown is None else compile(shown, place, "eval")


def _shows(tree: ast.Module, source: str) -> bool:
    """Whether the cell's last line is an expression that Jupyter would show: a semicolon at its end keeps it back."""
    return bool(tree.body) and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";")


@contextmanager
def _collecting(outputs: list[dict[str, Any]], count: int) -> Iterator[None]:
    """What is displayed within the ``with`` becomes outputs, as a kernel would make them."""

    def display(value: object) -> None:
        if value is None:
            return
        bundle = getattr(value, "_repr_mimebundle_", None)
        data = bundle() if bundle else {"text/plain": repr(value)}
        # Through JSON and back, as a kernel's messages go, so that no cell's object lives on in an output.
        data = {
            kind: content if type(content) is str else json.loads(json.dumps(content)) for kind, content in data.items()
        }
        outputs.append({"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data})

    before = sys.displayhook
    sys.displayhook = display
    try:
        yield
    finally:
        sys.displayhook = before


def _where(error: Exception) -> str:
    trace: TracebackType | None = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f" ({Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno})"
