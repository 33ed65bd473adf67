"""Indicators on top of the last ones: what a change may reach is computed again, and nothing stale is served.

Tried on the tables of a few places.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import pytest

from analysis.formulas import indicator
from analysis.formulas.formula import Observed
from analysis.reading import Reading
from analysis.tables.loading import load
from report.making import fingerprint
from report.making.indicators import INDICATORS, PLACES, computed, written
from report.making.ledger import INDICATOR
from report.making.renewal import Renewal
from tests.report.making.test_renewal import shorten

ANOTHER_VALUE = (r",final,(\d)", r",final,1\1")
CHANGES = {
    **{f"{name}.csv": ANOTHER_VALUE for name in ("budget", "children_in_need", "looked_after", "outturn")},
    **{f"{name}.csv": ANOTHER_VALUE for name in ("placements", "population", "section_251", "unit_costs")},
    "deflators.csv": (r"(2023-24,.*,final,)(\d)", r"\g<1>1\2"),
    "outturn_childrens_lines.csv": (r"(total_expenditure_gbp,.*,final,)(\d)", r"\g<1>1\2"),
    "areas.csv": (",Kent,", ",Cantia,"),
    "statistical_neighbours.csv": ("E10000016,2025,1,E10000012", "E10000016,2025,1,E08000025"),
    "corrections.toml": ('table = "section_251"', 'table = "outturn"'),
}
"""A pattern of each file behind indicators, and what to put in its first place."""


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a few places."""
    place = tmp_path_factory.mktemp("tables") / "data"
    shutil.copytree(root / "data", place)
    for table in place.glob("*.csv"):
        shorten(table)
    return place


@pytest.fixture(scope="module")
def build(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder with the indicators of these tables."""
    place = tmp_path_factory.mktemp("built")
    renewal = Renewal(place, fingerprint.inputs(folder, ""))
    made(renewal, folder)
    renewal.write()
    return place


def made(renewal: Renewal, data: Path) -> tuple[pd.DataFrame, bytes]:
    """The indicators of a folder of tables, as a build of the report makes and notes them."""
    found = computed(renewal, Reading(load(data)))
    text, values = written(found.indicators)
    found.note(renewal, values)
    read = [*renewal.values(INDICATOR), PLACES, *fingerprint.code("report.formats.csv_text")]
    renewal.made(INDICATORS, read, {INDICATORS: text})
    return found.indicators, text


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The indicators that are computed, but for those that they are derived from."""
    names: list[str] = []
    compute = indicator.compute

    def computing(tables: Observed, due: Iterable[str], tell: Callable[[str], None]) -> pd.DataFrame:
        names.extend(due := list(due))
        return compute(tables, due, tell)

    monkeypatch.setattr(indicator, "compute", computing)
    return names


@pytest.mark.parametrize("file", CHANGES)
def test_after_a_change_the_indicators_are_those_of_a_clean_build(
    folder: Path, build: Path, tmp_path: Path, asked: list[str], file: str
) -> None:
    data = shutil.copytree(folder, tmp_path / "data")
    text = (data / file).read_text(encoding="utf-8")
    (data / file).write_text(changed := re.sub(*CHANGES[file], text, count=1), encoding="utf-8")
    assert changed != text
    inputs = fingerprint.inputs(data, "")
    renewed, clean = Renewal(build, inputs), Renewal(tmp_path / "clean", inputs)
    indicators, written = made(renewed, data)
    due = set(asked)
    whole, anew = made(clean, data)
    pd.testing.assert_frame_equal(indicators, whole, check_exact=True)
    assert written == anew
    assert written != (build / INDICATORS).read_bytes()
    assert renewed.ledger == clean.ledger
    reached: set[str] = set()
    for name, definition in indicator.definitions().items():
        if f"data/{file}" in clean.ledger[f"{INDICATOR}{name}"].read or reached & set(definition.derived_from):
            reached.add(name)
    assert due == reached
    assert (due == set(indicator.definitions())) == (file in {"areas.csv", "corrections.toml"})


def test_every_file_behind_indicators_is_changed(build: Path, folder: Path) -> None:
    last = Renewal(build, fingerprint.inputs(folder, ""))
    last.keeps(*last.last(INDICATOR))
    read = {file.removeprefix("data/") for name in last.last(INDICATOR) for file in last.read(name, "data/")}
    assert read - {"datapackage.json"} == set(CHANGES)


def test_another_digit_in_the_file_of_the_indicators_is_not_carried_on(
    folder: Path, build: Path, tmp_path: Path, asked: list[str]
) -> None:
    copy = shutil.copytree(build, tmp_path / "build")
    text = (copy / INDICATORS).read_bytes()
    (copy / INDICATORS).write_bytes(text.replace(b"1", b"2", 1))
    assert made(Renewal(copy, fingerprint.inputs(folder, "")), folder)[1] == text
    assert set(asked) == set(indicator.definitions())


def test_other_code_of_a_subject_computes_its_indicators_and_what_is_derived_from_them(
    folder: Path, build: Path, asked: list[str]
) -> None:
    inputs = fingerprint.inputs(folder, "") | {"analysis/indicators/placements.py": "another"}
    made(Renewal(build, inputs), folder)
    assert {"placement_share", "placement_share_of_neighbours", "whatif_moved_children"} <= set(asked)
    assert not {"expenditure_gbp", "looked_after_rate_per_10k", "overspend_gbp"} & set(asked)
