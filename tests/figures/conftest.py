"""What the tests of charts and tables read: the indicators up to a year, and the texts filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest

from analysis.claims.register import register
from analysis.formulas.evaluation import compute
from analysis.indicators.definitions import definitions
from analysis.tables.loading import Tables, load
from figures.figure import Table, Value
from report.manuscript.claims import quoting
from report.manuscript.prose import Prose

Fill = Callable[[str], str]
Printed = Callable[[Table], list[list[str]]]


@pytest.fixture(scope="session")
def tables(printed_data: Path) -> Tables:
    """The tidy tables up to the year whose figures the tests state."""
    return load(printed_data)


@pytest.fixture(scope="session")
def indicators(tables: Tables) -> pd.DataFrame:
    """Every indicator of them."""
    return compute(tables, definitions())


@pytest.fixture(scope="session")
def claims(tables: Tables, indicators: pd.DataFrame) -> pd.DataFrame:
    """The register of claims over them."""
    return register(tables.claims, tables.documents, indicators, definitions())


@pytest.fixture(scope="session")
def prose(tables: Tables, indicators: pd.DataFrame, claims: pd.DataFrame) -> Prose:
    """The prose over the report's indicators and claims."""
    return quoting(Prose(indicators, tables.areas, definitions()), claims)


@pytest.fixture(scope="session")
def fill(prose: Prose) -> Fill:
    """Fills in a template."""
    return lambda template: prose.text(template, "test")


@pytest.fixture(scope="session")
def printed(prose: Prose) -> Printed:
    """The cells of a table as the report prints them."""

    def cells(table: Table) -> list[list[str]]:
        return [[printed_cell(cell, prose) for cell in row] for row in table.rows]

    return cells


def printed_cell(cell: str | Value, prose: Prose) -> str:
    """A cell of a table as the report prints it."""
    if isinstance(cell, str):
        return prose.text(cell, "test")
    return prose.filled({name: part for name, part in asdict(cell).items() if part is not None}, "test").text
