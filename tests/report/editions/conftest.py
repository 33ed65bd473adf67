"""The real tables up to a year, their indicators, and a press on them: what an edition is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.tables.areas import Areas
from report.editions.edition import Press
from report.manuscript.draft import Measured, measured


@pytest.fixture(scope="session")
def known(printed_data: Path) -> Measured:
    return measured(printed_data)


@pytest.fixture(scope="session")
def press(known: Measured) -> Press:
    return Press(known)


@pytest.fixture(scope="session")
def areas(known: Measured) -> Areas:
    return known.tables.places
