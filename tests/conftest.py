"""Where the tests find what they read."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from analysis.claims.register import register
from analysis.formulas.evaluation import compute
from analysis.indicators.definitions import definitions
from analysis.tables.loading import Tables, load

ROOT = Path(__file__).parent.parent
ValuingCare = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def data() -> Path:
    """The tidy tables that the report is made from."""
    return ROOT / "data"


NOT_HELD = {
    "mhclg-rsx-2023-24-2024-12": (
        "RSX_2023-24_data_by_LA.csv",
        "6897c07424ec959cf2fb8601225321ec30e1e0b631f43ec0cec3b9794f4c5f61",
    )
}
"""Files that give, rounded, the figures of another of their release, which is held in their place: name and SHA-256."""


@pytest.fixture(scope="session")
def official_sources(data: Path) -> dict[str, tuple[str, str]]:
    """The official files that the tables were read from, by their source: name and SHA-256."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    held = [entry for entry in package["sources"] if entry["kind"] == "official file"]
    return {entry["id"]: (entry["file"], entry["sha256"]) for entry in held} | NOT_HELD


@pytest.fixture(scope="session")
def official_folders() -> tuple[Path, ...]:
    """The folders of official files that ``VALUING_CARE_OFFICIAL`` names, with a colon between two of them."""
    folders = tuple(Path(name) for name in os.environ.get("VALUING_CARE_OFFICIAL", "").split(os.pathsep) if name)
    if not folders:
        pytest.skip("VALUING_CARE_OFFICIAL names no folder of official files")
    return folders


@pytest.fixture(scope="session")
def official_file(
    official_folders: tuple[Path, ...], official_sources: dict[str, tuple[str, str]]
) -> Callable[[str], Path]:
    """Finds the official file of a source by its content, wherever it lies and whatever it is called."""
    paths = sorted(path for folder in official_folders for path in folder.rglob("*") if path.is_file())
    found = {sha256(path.read_bytes()).hexdigest(): path for path in paths}
    if found.keys().isdisjoint(digest for _, digest in official_sources.values()):
        pytest.skip("VALUING_CARE_OFFICIAL names no folder with a file that the tables were read from")

    def find(source_id: str) -> Path:
        name, digest = official_sources[source_id]
        if digest not in found:
            pytest.skip(f"VALUING_CARE_OFFICIAL names no folder with {name} as it was read into the tables")
        return found[digest]

    return find


SECTION_251 = re.compile(r"dfe-section-251-\d{4}-\d{2}")


@pytest.fixture(scope="session")
def official(
    official_file: Callable[[str], Path],
    official_sources: dict[str, tuple[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder with all these files but those of section 251, each in a folder called as its source is."""
    folder = tmp_path_factory.mktemp("official")
    for source_id, (name, _) in official_sources.items():
        if not SECTION_251.fullmatch(source_id):
            (folder / source_id).mkdir()
            (folder / source_id / name).symlink_to(official_file(source_id).resolve())
    return folder


@pytest.fixture(scope="session")
def section_251_by_council(
    official_file: Callable[[str], Path],
    official_sources: dict[str, tuple[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder with the section 251 outturn by council of each year."""
    folder = tmp_path_factory.mktemp("section-251")
    for source_id, (name, _) in official_sources.items():
        if SECTION_251.fullmatch(source_id):
            (folder / name).symlink_to(official_file(source_id).resolve())
    return folder


@pytest.fixture(scope="session")
def compiled(official_folders: tuple[Path, ...]) -> Path:
    """Figures compiled from earlier releases, in the folder beside the official files."""
    for folder in official_folders:
        if (folder.parent / "figures").is_dir():
            return folder.parent / "figures"
    pytest.skip("there are no compiled figures beside the official files")


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
    return [word for name in ("html", "pdf", "docx", "ods", "xlsx") for word in ("--format", name)]


@pytest.fixture(scope="session")
def built(valuing_care: ValuingCare, every_format: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make report` leaves when every format is asked for."""
    build = tmp_path_factory.mktemp("built") / "build"
    done = valuing_care("report", "--engine", "pandoc", *every_format, "--build", build)
    assert done.returncode == 0, done.stderr
    return build
