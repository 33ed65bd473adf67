"""The notebook filter of ``quarto preview report/``: it shows authors a chapter as readers will see it.

Quarto gives the filter a chapter as it is on the disk, and shows what comes back. The filter executes the whole report,
because the numbers of figures and the references to other chapters depend on all of it.
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

# Quarto calls this file by a path from the folder of the chapter, such as chapters/../preview.py.
PROJECT = Path(__file__).resolve().parents[1]


def shown(notebook: str, chapters: Iterable[Notebook]) -> str:
    """The executed chapter that has the cells of a notebook, with its texts as lists of lines, as Quarto expects.

    Raises :class:`Problem` if no chapter has them.
    """
    import nbformat

    from analysis.problem import Problem

    asked = [cell.get("id") for cell in json.loads(notebook)["cells"]]
    for chapter in chapters:
        if [cell["id"] for cell in chapter.cells] == asked:
            node = nbformat.from_dict(dict(chapter.content))  # type: ignore[no-untyped-call]  # nbformat has no types
            return str(nbformat.writes(node)) + "\n"  # type: ignore[no-untyped-call]
    raise Problem("The notebook is not a chapter as saved in report/chapters/: save it there and try again.")


def main() -> int:
    """Read a chapter from the input and write it as it is shown; the exit status is 1 if the report cannot be built."""
    # Quarto runs this file as a script, and its folder must not hide libraries that have the name of a module there.
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
