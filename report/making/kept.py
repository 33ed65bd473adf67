"""What a build keeps for the next one, beside what its readers see: executed chapters and the manuscript, as JSON.

JSON and no pickles: what lies in a folder is read, never run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from report.manuscript.document import Group, Item, Manuscript, PrintedFigure, PrintedTable, Run
from report.manuscript.execute import Notebook

FOLDER: Final = ".made"
MANUSCRIPT: Final = f"{FOLDER}/manuscript.json"
PAGES: Final = f"{FOLDER}/pages/"

_EXECUTED: Final = ("execution_count", "outputs")
_PARTS: Final = ("markdown", "published", "figures", "tables", "headline", "names", "annex")


def chapter(name: str) -> str:
    """Where the results of a chapter's code are kept."""
    return f"{FOLDER}/chapters/{name}.json"


def page(name: str) -> str:
    """Where a chapter is kept as a reader sees it, its numbers filled in."""
    return f"{PAGES}{name}.json"


def results(notebook: Notebook) -> bytes:
    """The results of an executed chapter's code cells, in their order."""
    return _json([{name: cell[name] for name in _EXECUTED} for cell in notebook.cells if cell["cell_type"] == "code"])


def with_results(notebook: Notebook, kept: bytes) -> Notebook:
    """A chapter with the results of its code cells, its sentences as they stand now."""
    executed = iter(json.loads(kept))
    cells = [{**cell, **next(executed)} if cell["cell_type"] == "code" else cell for cell in notebook.cells]
    return Notebook(notebook.name, {**notebook.content, "cells": cells})


def content(notebook: Notebook) -> bytes:
    """A notebook as it is kept."""
    return _json(notebook.content)


def notebook(name: str, kept: bytes) -> Notebook:
    """The notebook that was kept."""
    return Notebook(name, json.loads(kept))


def manuscript(whole: Manuscript) -> bytes:
    """The manuscript as it is kept, without its notebooks."""
    return _json({name: part for name, part in vars(whole).items() if name in _PARTS})


def restored(kept: bytes, notebooks: Sequence[Notebook]) -> Manuscript:
    """The manuscript that was kept, with its notebooks."""
    parts = json.loads(kept)
    return Manuscript(
        markdown=parts["markdown"],
        published=parts["published"],
        notebooks=notebooks,
        figures=[PrintedFigure(**figure) for figure in parts["figures"]],
        tables=[PrintedTable(**table) for table in parts["tables"]],
        headline=parts["headline"],
        names=parts["names"],
        annex={name: [_group(*group) for group in groups] for name, groups in parts["annex"].items()},
    )


def _group(name: str, title: Sequence[Any], items: Sequence[Sequence[Any]]) -> Group:
    return Group(name, _item(title), [_item(item) for item in items])


def _item(runs: Sequence[Any]) -> Item:
    return tuple(Run(*run) for run in runs)


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, default=vars).encode()
