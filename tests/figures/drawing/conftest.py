"""The charts and drawings of whole chapters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.tables.loading import Tables
from figures.drawing import marks
from figures.figure import FIGURE_MIME
from report import chapter
from report.manuscript.execute import execute, read

Charts = dict[str, Mapping[str, Any]]
Drawings = dict[str, str]


@pytest.fixture(scope="session")
def charts_of(tables: Tables, indicators: pd.DataFrame, claims: pd.DataFrame) -> Callable[[Path], Charts]:
    """Makes every figure of a folder of chapters: what it shows in a notebook, by its id."""

    def made(folder: Path) -> Charts:
        with chapter.given(tables, indicators, claims):
            shown = [
                output["data"]
                for notebook in map(execute, read(folder))
                for cell in notebook.cells
                for output in cell.get("outputs", [])
                if FIGURE_MIME in output["data"]
            ]
        held = [(data[FIGURE_MIME], data["image/svg+xml"]) for data in shown]
        return {chart["id"]: {**chart, "wide": svg, "marks": marks.read(chart["marks"])} for chart, svg in held}

    return made


@pytest.fixture(scope="session")
def charts(charts_of: Callable[[Path], Charts], root: Path) -> Charts:
    """Every chart of the report."""
    return charts_of(root / "report" / "chapters")


@pytest.fixture(scope="session")
def drawings(charts: Charts) -> Drawings:
    """Every drawing of the report: the SVG by the figure's id and shape."""
    return {f"{name}, {shape}": chart[shape] for name, chart in charts.items() for shape in ("wide", "narrow")}
