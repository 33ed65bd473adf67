"""The notebook filter of ``quarto preview report/``: a chapter as its readers see it, while its author writes.

Quarto hands over a chapter as it lies on the disk and shows what it gets back. The whole report is executed for it,
since numbers of figures and references to other chapters come from all of it.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from report.manuscript.execute import Notebook

PROJECT = Path(__file__).parents[1]


def shown(notebook: str, chapters: Iterable[Notebook]) -> str:
    """The one of the executed chapters that a notebook is, as a notebook with its texts in lines, which Quarto expects.

    Raises :class:`Problem` where it is none of them.
    """
    import nbformat

    from analysis.problem import Problem

    asked = [cell.get("id") for cell in json.loads(notebook)["cells"]]
    for chapter in chapters:
        if [cell["id"] for cell in chapter.cells] == asked:
            node = nbformat.from_dict(dict(chapter.content))  # type: ignore[no-untyped-call]  # nbformat has no types
            return str(nbformat.writes(node)) + "\n"  # type: ignore[no-untyped-call]
    raise Problem(
        "The notebook is none of the report's chapters as they lie in report/chapters/: save it there and try again."
    )


def main() -> int:
    """Read a chapter from the input and write it as it is shown; the exit status is 1 where the report has a fault."""
    # Quarto runs this file as a script; the modules beside it must not stand in for libraries of the same name.
    sys.path[0] = str(PROJECT)
    from analysis.problem import Problem
    from report.build import draft_anew
    from report.progress import Progress

    try:
        draft = draft_anew(PROJECT / "data", Progress(io.StringIO(), steps=3))
        sys.stdout.write(shown(sys.stdin.read(), draft.manuscript.notebooks))
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
