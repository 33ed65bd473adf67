"""The executed notebooks as pages, code beside result, for reviewers: nbconvert, and a template without links."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from figures.drawing import colours
from report.manuscript.execute import Notebook

if TYPE_CHECKING:
    from nbconvert.exporters.html import HTMLExporter

_TEMPLATES = Path(__file__).parents[1] / "templates"


def page(notebook: Notebook) -> str:
    """One executed notebook as a self-contained HTML page."""
    import nbformat
    from nbconvert.exporters.templateexporter import TemplateExporter

    node = nbformat.from_dict(dict(notebook.content))  # type: ignore[no-untyped-call]  # nbformat has no types
    # The exporter of HTML itself would read the page again, in twice the time, for images without alternative text and
    # for parts of another template: there are none.
    body, _ = TemplateExporter.from_notebook_node(_exporter(), node, {"metadata": {"name": notebook.name}})
    return str(body).strip() + "\n"


@cache
def _exporter() -> HTMLExporter:
    """The exporter, which reads its templates once."""
    from nbconvert.exporters.html import HTMLExporter
    from nbconvert.filters.highlight import Highlight2HTML

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]  # nbconvert has no types
        template_name="notebook", extra_template_basedirs=[str(_TEMPLATES)]
    )
    template = (_TEMPLATES / "notebook" / "index.html.j2").read_text(encoding="utf-8")
    exporter.raw_template = colours.filled(template)
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="python", parent=exporter))  # type: ignore[no-untyped-call]
    return exporter


def serialised(notebook: Notebook) -> str:
    """The notebook as a file."""
    return json.dumps(notebook.content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def joined(notebooks: Sequence[Notebook]) -> Notebook:
    """All chapters as one notebook, in their order; a cell's id begins with its chapter's."""
    cells = [{**cell, "id": f"{notebook.name}-{cell['id']}"[:64]} for notebook in notebooks for cell in notebook.cells]
    return Notebook("valuing-care", {**notebooks[0].content, "cells": cells})
