"""The drawings of whole chapters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.tables.loading import Tables
from figures.figure import FIGURE_MIME
from report import chapter
from report.manuscript.execute import execute, read

Drawings = dict[str, str]


@pytest.fixture(scope="session")
def drawings_of(tables: Tables, indicators: pd.DataFrame, claims: pd.DataFrame) -> Callable[[Path], Drawings]:
    """Draws every figure of a folder of chapters: the SVG by the figure's id and shape."""

    def drawn(folder: Path) -> Drawings:
        found = {}
        with chapter.given(tables, indicators, claims):
            for notebook in map(execute, read(folder)):
                for cell in notebook.cells:
                    for output in cell.get("outputs", []):
                        if FIGURE_MIME in output["data"]:
                            name = output["data"][FIGURE_MIME]["id"]
                            found[f"{name}, wide"] = output["data"]["image/svg+xml"]
                            found[f"{name}, narrow"] = output["data"][FIGURE_MIME]["narrow"]
        return found

    return drawn


@pytest.fixture(scope="session")
def drawings(drawings_of: Callable[[Path], Drawings], root: Path) -> Drawings:
    """Every drawing of the report."""
    return drawings_of(root / "report" / "chapters")
