"""Editions beside a report: its indicators are taken as they are while they are current, and never longer."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pandas as pd
import pytest

from analysis.reading import Reading
from analysis.tables import Tables
from report.making import fingerprint, ledger, products
from report.making.ledger import INDICATOR
from report.making.products import INDICATORS, PLACES, as_reported, computed
from report.making.renewal import Renewal

INPUTS = fingerprint.inputs(Path(__file__).parents[3] / "data", "")


class ComputedError(Exception):
    """Raised instead of computing."""


@pytest.fixture(scope="module")
def build(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the indicators of a report."""
    folder = tmp_path_factory.mktemp("reported")
    renewal = Renewal(folder, INPUTS)
    _, text = computed(renewal, Reading(tables))
    read = [*renewal.values(INDICATOR), PLACES, *fingerprint.code("report.formats.csv_text")]
    renewal.made(INDICATORS, read, {INDICATORS: text})
    renewal.write()
    return folder


@pytest.fixture(autouse=True)
def _no_computing(monkeypatch: pytest.MonkeyPatch) -> None:
    def compute(*_: object) -> NoReturn:
        raise ComputedError

    monkeypatch.setattr(products, "computed", compute)


def editions_of(build: Path) -> Renewal:
    return Renewal(build, INPUTS, record=ledger.OF_EDITIONS)


def test_the_indicators_of_a_report_are_taken_to_the_last_bit(
    build: Path, tables: Tables, indicators: pd.DataFrame
) -> None:
    editions, report = editions_of(build), Renewal(build, INPUTS)
    taken = as_reported(editions, report, Reading(tables))
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
            "analysis/formula.py",
            "report/formats/csv_text.py",
            fingerprint.LIBRARIES,
        ),
    ],
)
def test_what_stands_behind_them_has_them_computed_again(build: Path, tables: Tables, name: str) -> None:
    report = Renewal(build, INPUTS | {name: "another"})
    if name in {"data/area_codes.csv", "data/claims.csv", "data/documents.csv"}:  # which no indicator reads
        assert len(as_reported(editions_of(build), report, Reading(tables)))
    else:
        with pytest.raises(ComputedError):
            as_reported(editions_of(build), report, Reading(tables))


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes().replace(b"1", b"2", 1)),
    ],
)
def test_a_file_that_is_not_as_it_was_made_is_not_read(
    build: Path, tables: Tables, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    copy = shutil.copytree(build, tmp_path / "build")
    change(copy / INDICATORS)
    with pytest.raises(ComputedError):
        as_reported(editions_of(copy), Renewal(copy, INPUTS), Reading(tables))


def test_without_a_report_or_where_all_is_to_be_made_afresh_they_are_computed(
    build: Path, tables: Tables, tmp_path: Path
) -> None:
    for report in (Renewal(tmp_path, INPUTS), Renewal(build, INPUTS, afresh=True)):
        with pytest.raises(ComputedError):
            as_reported(editions_of(build), report, Reading(tables))
