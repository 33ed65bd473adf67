"""A report that is built again: a copy of the project with its build, one change, and the command that follows."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

_RUN = "import sys; sys.path[0] = sys.argv.pop(1); from report.cli import main; sys.exit(main())"
_PARTS = ("analysis", "data", "figures", "report", "pyproject.toml", "requirements.lock")


def prepared(root: Path, folder: Path) -> Path:
    """A copy of the project in a folder, with its report built."""
    for name in _PARTS:
        (shutil.copytree if (root / name).is_dir() else shutil.copy)(root / name, folder / name)
    subprocess.run(command(root / ".venv" / "bin" / "python", folder), check=True, capture_output=True)
    return folder


def command(python: Path, place: Path) -> list[str]:
    """The command that builds the report of a copy."""
    folders = ["--data", str(place / "data"), "--build", str(place / "build")]
    return [str(python), "-c", _RUN, str(place), "report", "--engine", "pandoc", *folders]


def changed(python: Path, prepared: Path, change: Callable[[Path], None], place: Path) -> list[str]:
    """The command that builds the report again in another copy of what was prepared, with a change."""
    shutil.copytree(prepared, place, dirs_exist_ok=True)
    change(place)
    return command(python, place)


def _table(place: Path) -> None:
    path = place / "data" / "section_251.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    newest = max(row for row in rows if row[0] == "E92000001" and row[3] == "children_looked_after" and row[6])
    newest[6] = str(int(newest[6]) + 1_000_000_000)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _sentence(place: Path) -> None:
    path = next((place / "report").rglob("*-placements.ipynb"))
    path.write_text(path.read_text(encoding="utf-8").replace(" children ", " young people ", 1), encoding="utf-8")


def _style_sheet(place: Path) -> None:
    with (place / "report" / "templates" / "report.css").open("a", encoding="utf-8") as file:
        file.write("\n")


CHANGES: dict[str, Callable[[Path], None]] = {
    "report again, nothing changed": lambda _: None,
    "report again, a table changed": _table,
    "report again, a sentence changed": _sentence,
    "report again, the style changed": _style_sheet,
}
"""What is changed before the report is built again."""
