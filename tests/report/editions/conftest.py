"""The real tables and indicators, and a press on them: what an edition is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.tables.areas import Areas
from report.editions.edition import Press
from report.manuscript.draft import Measured, measured

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="session")
def known() -> Measured:
    return measured(DATA)


@pytest.fixture(scope="session")
def press(known: Measured) -> Press:
    return Press(known)


@pytest.fixture(scope="session")
def areas(known: Measured) -> Areas:
    return known.tables.places
