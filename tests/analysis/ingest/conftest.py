"""What importers know, and folders and files for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from analysis.ingest.download import Downloads, downloading
from analysis.ingest.extract import Context
from analysis.ingest.series import Series, read_series
from analysis.ingest.sheet import OfficialFile, read_official_file
from analysis.tables.corrections import Corrections
from analysis.tables.loading import Tables, load
from tests.analysis.ingest.small_country import AREA_CODES, AREAS, Read, places, written
from tests.analysis.ingest.stand_in.server import StandIn


@pytest.fixture
def country() -> Context:
    """What importers know of the small country; nothing is declared."""
    return Context(places(), Corrections())


@pytest.fixture
def folder(tmp_path: Path, data: Path) -> Path:
    """A folder of tables with the project's schemas, the small country and no figures."""
    folder = tmp_path / "data"
    folder.mkdir()
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    package["sources"] = []
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    (folder / "area_codes.csv").write_text(AREA_CODES, encoding="utf-8")
    for resource in package["resources"]:
        if resource["name"] not in ("areas", "area_codes"):
            header = ",".join(field["name"] for field in resource["schema"]["fields"])
            (folder / resource["path"]).write_text(header + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def download(tmp_path: Path) -> Callable[[Sequence[Sequence[str]]], Path]:
    """Writes rows as a downloaded CSV and gives its path."""

    def write(rows: Sequence[Sequence[str]], name: str = "download.csv") -> Path:
        return written(tmp_path / name, rows)

    return write


@pytest.fixture
def file_of(tmp_path: Path) -> Read:
    """Reads rows as a downloaded CSV."""

    def read(rows: Sequence[Sequence[str]], name: str = "download.csv") -> OfficialFile:
        return read_official_file(written(tmp_path / name, rows))

    return read


@pytest.fixture(scope="session")
def real(data: Path) -> Context:
    """What importers know of England, with what is declared."""
    return Context(load(data).places, Corrections.load(data / "corrections.toml"))


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """A stand-in for the publishers, with nothing on it."""
    with StandIn().open() as server:
        yield server


@pytest.fixture
def downloads(stand_in: StandIn, tmp_path: Path) -> Iterator[Downloads]:
    """Downloads from the stand-in, without pauses."""
    with downloading(tmp_path / "downloads" / "cache", transport=stand_in.network, pause=lambda _: None) as found:
        yield found


@pytest.fixture(scope="session")
def declared(tables: Tables) -> dict[str, Series]:
    """The series that can be refreshed, by name."""
    return {series.name: series for series in read_series(tables.package)}
