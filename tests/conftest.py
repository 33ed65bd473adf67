"""Options of the tests, and what they read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

import pandas as pd
import pytest
from hypothesis import settings

from analysis.claims.register import register
from analysis.formulas.evaluation import compute
from analysis.indicators.definitions import definitions
from analysis.tables.loading import OBSERVATION_KEY, Tables, load
from analysis.tables.periods import ending_year
from report.outputs import FORMATS
from tests.analysis.ingest.releases import RELEASES

ROOT = Path(__file__).parent.parent
SAME_IN_THOUSANDS = "6897c07424ec959cf2fb8601225321ec30e1e0b631f43ec0cec3b9794f4c5f61"
"""An official file (SHA-256) with the figures of another in thousands, which an import therefore passes over."""
PRINTED: Final = 2025
"""The year whose figures, as publishers have printed them, the tests of charts and editions state."""
WITHOUT_BUDGET: Final = ("2022-23", "2024-25")
"""Years whose budgets were not held when these figures were stated."""
ValuingCare = Callable[..., subprocess.CompletedProcess[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """An option for the tests that take long."""
    parser.addoption("--full", action="store_true", help="run the tests marked slow too, and draw samples at random")


def pytest_configure(config: pytest.Config) -> None:
    """Without ``--full`` every run draws the same samples, so that a test fails only because of a change."""
    settings.register_profile("fixed", derandomize=True, database=None, deadline=None)  # a busy machine is no fault
    settings.load_profile("default" if config.getoption("--full") else "fixed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``--full`` the tests marked slow are left out."""
    slow = [] if config.getoption("--full") else [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


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


@pytest.fixture
def copied(data: Path, tmp_path: Path) -> Path:
    """A copy of the tidy tables, of which a test may change one."""
    return Path(shutil.copytree(data, tmp_path / "data"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path within it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def printed_data(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tidy tables up to 31 March of the year ``PRINTED``, whatever is held of later years."""
    folder = shutil.copytree(data, tmp_path_factory.mktemp("printed") / "data")
    for resource in load(data).package["resources"]:
        if resource["schema"]["primaryKey"] == OBSERVATION_KEY:
            frame = pd.read_csv(folder / resource["path"], dtype="str", keep_default_na=False)
            ends = frame["period"].map(ending_year) + (resource["name"] == "population")
            left_out = frame["period"].isin(WITHOUT_BUDGET) & (resource["name"] == "budget")
            frame[(ends <= PRINTED) & ~left_out].to_csv(folder / resource["path"], index=False, lineterminator="\n")
    return folder


class OfficialFiles(dict[str, Path]):
    """Official files as published, by the id of their source; a test that needs one that is missing is skipped.

    ``folder`` holds them all, each in a folder named after its source, under the name that its publisher gave it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, source_id: str) -> Path:
        pytest.skip(f"no folder of VALUING_CARE_OFFICIAL holds the file of {source_id}")

    def of(self, start: str) -> list[Path]:
        """The files of the sources whose ids have this start, in their order."""
        return [path for source_id, path in sorted(self.items()) if source_id.startswith(start)] or [self[f"{start}…"]]


@pytest.fixture(scope="session")
def official_folders() -> list[Path]:
    """The folders that ``VALUING_CARE_OFFICIAL`` names, with a colon between two."""
    folders = [Path(name) for name in os.environ.get("VALUING_CARE_OFFICIAL", "").split(os.pathsep) if name]
    if not folders:
        pytest.skip("VALUING_CARE_OFFICIAL names no folder of official files")
    return folders


@pytest.fixture(scope="session")
def official(official_folders: list[Path], data: Path, tmp_path_factory: pytest.TempPathFactory) -> OfficialFiles:
    """The official files that the tables are made from, recognised by their content wherever they are."""
    sources = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["sources"]
    wanted = {source["sha256"]: (source["id"], source["file"]) for source in sources if "sha256" in source}
    wanted[SAME_IN_THOUSANDS] = ("mhclg-rsx-2023-24", "RSX_2023-24_data_by_LA.csv")
    found = OfficialFiles(tmp_path_factory.mktemp("official"))
    for path in (path for folder in official_folders for path in sorted(folder.rglob("*")) if path.is_file()):
        source_id, name = wanted.get(sha256(path.read_bytes()).hexdigest(), ("", ""))
        if source_id and source_id not in found:
            found[source_id] = found.folder / source_id / name
            found[source_id].parent.mkdir()
            found[source_id].symlink_to(path.resolve())
    if not found:
        pytest.skip("the folders of VALUING_CARE_OFFICIAL hold none of the files that data/datapackage.json lists")
    return found


@pytest.fixture(scope="session")
def every_official(official: OfficialFiles, data: Path) -> OfficialFiles:
    """The official files, if all that the tables are made from are there."""
    sources = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["sources"]
    for source in sources:
        if source["kind"] == "official file":
            official[source["id"]]
    return official


@pytest.fixture(scope="session")
def compiled(official_folders: list[Path]) -> Path:
    """Figures compiled from earlier releases, in a folder `figures` next to those of official files."""
    for folder in official_folders:
        if (folder.parent / "figures").is_dir():
            return folder.parent / "figures"
    pytest.skip("there is no folder of compiled figures next to those of VALUING_CARE_OFFICIAL")


@pytest.fixture(scope="session")
def further(official_folders: list[Path]) -> list[Path]:
    """Sheets of figures in a folder `figures` within one of official files, of those whose release is known."""
    found = [path for folder in official_folders for path in sorted((folder / "figures").glob("*.csv"))]
    return [path for path in found if path.name in RELEASES]


@pytest.fixture(scope="session")
def tables(data: Path) -> Tables:
    """The tidy tables, loaded."""
    return load(data)


@pytest.fixture(scope="session")
def indicators(tables: Tables) -> pd.DataFrame:
    """Every indicator, computed once."""
    return compute(tables, definitions())


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
    return [word for name in FORMATS for word in ("--format", name)]


@pytest.fixture(scope="session")
def built(valuing_care: ValuingCare, every_format: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make report` leaves when every format is asked for: one folder for all processes that run the tests.

    One of them builds it, and the others wait: a build holds its folder, and the next finds nothing to do.
    """
    own = tmp_path_factory.getbasetemp()
    build = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "built" / "build"
    done = valuing_care("report", "--engine", "pandoc", *every_format, "--build", build)
    assert done.returncode == 0, done.stderr
    return build
