"""The real tables and indicators, and a press on them: what an edition is made of."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from analysis.tables.areas import Areas
from report.editions.edition import Press
from report.making.building import Measured, measured
from report.progress import Progress

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="session")
def known() -> Measured:
    return measured(DATA, Progress(io.StringIO(), 1))


@pytest.fixture(scope="session")
def press(known: Measured) -> Press:
    return Press(known)


@pytest.fixture(scope="session")
def areas(known: Measured) -> Areas:
    return known.tables.places
