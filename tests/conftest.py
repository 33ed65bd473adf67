"""Where the tests find what they read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.claims.register import register
from analysis.formulas.indicator import compute, definitions
from analysis.tables.loading import Tables, load

ROOT = Path(__file__).parent.parent
ValuingCare = Callable[..., subprocess.CompletedProcess[str]]


def interruptible(code: str) -> str:
    """Python code for a process that a signal is sent to.

    The tests may run under nohup or in the background of a script. The processes that they start then ignore a hangup
    or an interrupt, unless they restore their handlers themselves.
    """
    return (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
        f"{code}"
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def data() -> Path:
    """The tidy tables that the report is made from."""
    return ROOT / "data"


@pytest.fixture(scope="session")
def official() -> Path:
    """Official files as published, where ``VALUING_CARE_OFFICIAL`` names a folder that holds them."""
    folder = os.environ.get("VALUING_CARE_OFFICIAL")
    if not folder:
        pytest.skip("VALUING_CARE_OFFICIAL names no folder of official files")
    return Path(folder)


@pytest.fixture(scope="session")
def compiled(official: Path) -> Path:
    """Figures compiled from earlier releases, in the folder beside the official files."""
    folder = official.parent / "figures"
    if not folder.is_dir():
        pytest.skip(f"there are no compiled figures beside {official.name}")
    return folder


@pytest.fixture(scope="session")
def tables(data: Path) -> Tables:
    """The tidy tables, loaded."""
    return load(data)


@pytest.fixture(scope="session")
def indicators(tables: Tables) -> pd.DataFrame:
    """Every indicator, computed once."""
    return compute(tables)


@pytest.fixture(scope="session")
def claims(tables: Tables, indicators: pd.DataFrame) -> pd.DataFrame:
    """The register of claims."""
    return register(tables.claims, tables.documents, indicators, definitions())


@pytest.fixture(scope="session")
def valuing_care(root: Path) -> ValuingCare:
    """Runs the command line as its user does, in a process of its own."""

    def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "report.cli", *map(str, arguments)],
            cwd=root,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def every_format() -> list[str]:
    """What asks the command line for the report in every format."""
    return [word for name in ("html", "pdf", "docx", "ods", "xlsx") for word in ("--format", name)]


@pytest.fixture(scope="session")
def built(valuing_care: ValuingCare, every_format: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make report` leaves when every format is asked for."""
    build = tmp_path_factory.mktemp("built") / "build"
    done = valuing_care("report", "--engine", "pandoc", *every_format, "--build", build)
    assert done.returncode == 0, done.stderr
    return build
