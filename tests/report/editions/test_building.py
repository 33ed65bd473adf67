"""Editions on top of the last ones: printed again if what they are made from has changed, and only then."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def editions(build: Path, *arguments: str) -> str:
    """What the command says; its editions are in the folder."""
    command = [sys.executable, "-m", "report.cli", "editions", "--build", str(build), "--jobs", "1", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def names(build: Path) -> set[str]:
    return {path.name for path in (build / "editions").iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the edition of Kent."""
    folder = tmp_path_factory.mktemp("built") / "build"
    editions(folder, "Kent")
    return folder


def test_with_nothing_changed_no_edition_is_printed(built: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    assert editions(built, "Kent").startswith("Nothing to do: ")
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before


@pytest.mark.parametrize(
    ("name", "change"),
    [("index.html", Path.unlink), ("kent.html", lambda path: path.write_bytes(path.read_bytes()[:-1]))],
    ids=["missing", "cut short"],
)
def test_a_file_that_is_not_as_it_was_written_is_made_again(
    built: Path, tmp_path: Path, name: str, change: Callable[[Path], object]
) -> None:
    copy = shutil.copytree(built, tmp_path / "build")
    change(copy / "editions" / name)
    editions(copy, "Kent")
    assert (copy / "editions" / name).read_bytes() == (built / "editions" / name).read_bytes()


def test_an_edition_that_is_no_longer_current_goes_when_others_are_printed(built: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(built, tmp_path / "build")
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    (data / "placements.csv").write_bytes((data / "placements.csv").read_bytes() + b"\n")
    editions(copy, "Surrey", "--format", "html", "--data", str(data))
    assert names(copy) == {"surrey.html", "index.html", "editions.csv"}


def test_other_places_and_other_formats_join_those_that_are_there(built: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(built, tmp_path / "build")
    editions(copy, "Surrey", "--format", "docx")
    assert names(copy) == {"kent.html", "kent.pdf", "surrey.docx", "index.html", "editions.csv"}
    page = (copy / "editions" / "index.html").read_text(encoding="utf-8")
    assert '<a href="kent.html">' in page
    assert '<a href="surrey.docx">' in page
