"""Editions beside a report: its indicators are taken as they are while they are current, and never longer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pandas as pd
import pytest

from analysis.reading import Reading
from analysis.tables.loading import Tables
from report.making import fingerprint, ledger
from report.making import indicators as indicators_of_build
from report.making.beside import Helper, helper
from report.making.indicators import INDICATORS, PLACES, as_reported, computed, written
from report.making.ledger import INDICATOR
from report.making.renewal import Renewal

INPUTS = fingerprint.inputs(Path(__file__).parents[3] / "data", "")


class ComputedError(Exception):
    """Raised instead of computing."""


@pytest.fixture(scope="module")
def build(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the indicators of a report."""
    folder = tmp_path_factory.mktemp("reported")
    renewal = Renewal(folder, INPUTS)
    made = computed(renewal, Reading(tables))
    text, values = written(made.indicators)
    made.note(renewal, values)
    read = [*renewal.values(INDICATOR), PLACES, *fingerprint.code("report.formats.csv_text")]
    renewal.made(INDICATORS, read, {INDICATORS: text})
    renewal.write()
    return folder


@pytest.fixture(scope="module")
def beside() -> Iterator[Helper]:
    with helper() as found:
        yield found


@pytest.fixture(autouse=True)
def _no_computing(monkeypatch: pytest.MonkeyPatch) -> None:
    def compute(*_: object) -> NoReturn:
        raise ComputedError

    monkeypatch.setattr(indicators_of_build, "computed", compute)


def editions_of(build: Path) -> Renewal:
    return Renewal(build, INPUTS, record=ledger.OF_EDITIONS)


def test_the_indicators_of_a_report_are_taken_to_the_last_bit(
    build: Path, tables: Tables, indicators: pd.DataFrame, beside: Helper
) -> None:
    editions, report = editions_of(build), Renewal(build, INPUTS)
    taken, note = as_reported(editions, report, Reading(tables), beside)
    note()
    pd.testing.assert_frame_equal(taken, indicators, check_exact=True)
    whole = {name: trace for name, trace in report.ledger.items() if name != INDICATORS}
    assert editions.ledger == whole
    assert {name for name in whole if name.startswith(INDICATOR)} == {
        f"{INDICATOR}{name}" for name in indicators["indicator"].unique()
    }


@pytest.mark.parametrize(
    "name",
    [
        *sorted(name for name in INPUTS if name.startswith("data/") and name.endswith(".csv")),
        *(
            "data/corrections.toml",
            "data/datapackage.json",
            "analysis/formulas/formula.py",
            "report/formats/csv_text.py",
            fingerprint.LIBRARIES,
        ),
    ],
)
def test_what_stands_behind_them_has_them_computed_again(
    build: Path, tables: Tables, name: str, beside: Helper
) -> None:
    report = Renewal(build, INPUTS | {name: "another"})
    if name in {"data/area_codes.csv", "data/claims.csv", "data/documents.csv"}:  # which no indicator reads
        assert len(as_reported(editions_of(build), report, Reading(tables), beside)[0])
    else:
        with pytest.raises(ComputedError):
            as_reported(editions_of(build), report, Reading(tables), beside)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes().replace(b"1", b"2", 1)),
    ],
)
def test_a_file_that_is_not_as_it_was_made_is_not_read(
    build: Path, tables: Tables, tmp_path: Path, change: Callable[[Path], None], beside: Helper
) -> None:
    copy = shutil.copytree(build, tmp_path / "build")
    change(copy / INDICATORS)
    with pytest.raises(ComputedError):
        as_reported(editions_of(copy), Renewal(copy, INPUTS), Reading(tables), beside)


def test_without_a_report_or_where_all_is_to_be_made_afresh_they_are_computed(
    build: Path, tables: Tables, tmp_path: Path, beside: Helper
) -> None:
    for report in (Renewal(tmp_path, INPUTS), Renewal(build, INPUTS, afresh=True)):
        with pytest.raises(ComputedError):
            as_reported(editions_of(build), report, Reading(tables), beside)


def test_of_computed_ones_is_noted_what_the_report_notes(
    build: Path, tables: Tables, tmp_path: Path, beside: Helper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indicators_of_build, "computed", computed)
    editions = editions_of(tmp_path)
    _, note = as_reported(editions, Renewal(tmp_path, INPUTS), Reading(tables), beside)
    note()
    recorded = ledger.parsed((build / ledger.OF_REPORT).read_bytes())
    assert editions.ledger == {name: trace for name, trace in recorded.items() if name != INDICATORS}
