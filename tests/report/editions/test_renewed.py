"""Editions on top of the last ones: printed again where what they read has changed, and only then."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.tables.areas import Areas
from report.editions.building import INDEX
from report.editions.edition import Press
from report.editions.places import chosen
from report.making import fingerprint, kept, ledger
from report.making.building import Measured
from report.making.renewal import Renewal

ROOT = Path(__file__).parents[3]
KENT = {"editions/kent.html", "editions/kent.pdf"}


def editions(build: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "report.cli", "editions", "--build", str(build), "--jobs", "1", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the edition of Kent."""
    folder = tmp_path_factory.mktemp("renewed") / "build"
    editions(folder, "Kent")
    return folder


def due(build: Path, name: str) -> set[str]:
    """What is out of date once an input is another."""
    inputs = fingerprint.inputs(ROOT / "data", "")
    assert name in inputs
    found = Renewal(build, inputs | {name: "another"}, record=ledger.OF_EDITIONS).faults([])
    return {product for product in found if not product.startswith(ledger.INDICATOR)}


def test_with_nothing_changed_no_edition_is_printed(build: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in build.rglob("*")}
    assert editions(build, "Kent").startswith("Nothing to do: ")
    assert {path: path.stat().st_mtime_ns for path in build.rglob("*")} == before


@pytest.mark.parametrize(
    "name",
    [
        *(
            f"data/{table}.csv"
            for table in ("areas", "looked_after", "population", "section_251", "statistical_neighbours")
        ),
        *(f"data/{table}.csv" for table in ("budget", "outturn", "deflators", "placements", "unit_costs")),
        "data/corrections.toml",
        "data/datapackage.json",
        "analysis/indicators/spending.py",
        "figures/peers.py",
        "report/chapters/editions/01-glance.ipynb",
        "report/chapters/editions/metadata.json",
        "report/chapters/passages/spending.jinja",
        "report/manuscript/prose.py",
        fingerprint.LIBRARIES,
        fingerprint.PYTHON,
    ],
)
def test_what_an_edition_reads_prints_it_again(build: Path, name: str) -> None:
    assert due(build, name) >= {*KENT, INDEX}


def test_a_series_that_no_edition_asks_for_is_none_that_it_has_read(build: Path) -> None:
    read = ledger.parsed((build / ledger.OF_EDITIONS).read_bytes())["editions/kent.html"].read
    assert "the values of looked_after_rate_per_10k" in read
    assert [name for name in read if name.startswith("the values of projection")] == []


@pytest.mark.parametrize("name", ["data/claims.csv", "data/documents.csv", "report/chapters/metadata.yml"])
def test_what_no_edition_reads_prints_none(build: Path, name: str) -> None:
    assert due(build, name) == set()


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("edition.html", {"editions/kent.html", INDEX}),
        ("page.html", {"editions/kent.html", INDEX}),
        ("report.css", {"editions/kent.html", INDEX}),
        ("style.typ", {"editions/kent.pdf", INDEX}),
        ("index.js", {INDEX}),
        ("report.html", set()),
    ],
)
def test_a_template_prints_again_what_it_is_for(build: Path, template: str, printed: set[str]) -> None:
    assert due(build, f"report/templates/{template}") == printed


def test_an_edition_that_is_missing_or_was_edited_is_printed_again_alone(build: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(build, tmp_path / "build")
    (copy / "editions/kent.html").unlink()
    assert "Printing Kent" in editions(copy, "Kent")
    assert (copy / "editions/kent.html").read_bytes() == (build / "editions/kent.html").read_bytes()


def test_an_edition_that_is_no_longer_current_goes_when_others_are_printed(build: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(build, tmp_path / "build")
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    (data / "placements.csv").write_bytes((data / "placements.csv").read_bytes() + b"\n")
    editions(copy, "Surrey", "--format", "html", "--data", str(data))
    names = {path.name for path in (copy / "editions").iterdir()}
    assert names == {"surrey.html", "index.html", "editions.csv"}


@pytest.mark.parametrize("place", ["Kent", "Cumberland", "London", "CCN"])
def test_an_edition_reads_no_series_but_those_noted(known: Measured, areas: Areas, place: str) -> None:
    (wanted,) = chosen([place], areas)
    press = Press(Measured(known.tables, known.indicators.copy(), known.claims))
    whole = kept.manuscript(press.manuscript(wanted))
    names = pd.MultiIndex.from_frame(known.indicators[["indicator", "breakdown"]])
    few = known.indicators[names.isin(list(press.read()))].reset_index(drop=True)
    assert len(few) < len(known.indicators)
    assert kept.manuscript(Press(Measured(known.tables, few, known.claims.iloc[:0])).manuscript(wanted)) == whole
