"""Reading a cell again, on made files and on every kind of official file."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.formulas.key import Key
from analysis.formulas.provenance import Trails
from analysis.formulas.trail import Observation
from analysis.indicators.definitions import definitions
from analysis.ingest.originals import Originals
from analysis.problem import Problem
from analysis.tables.loading import Tables
from tests.conftest import OfficialFiles

TIDY = "time_period,code,children_count\n2024,E1,2025\n2025,E1,81\n2025,E2, [c] \n"
RETURN = 'Budget of councils,,\nE-code,Council,Children\n,,csctot\nE0901,Northport,"1,546"\nE0902,Southport,...\n'
KEYS = 200
SEED = 20250331


def source(name: str, content: str, scale: int = 1) -> dict[str, Any]:
    return {
        "kind": "official file",
        "file": name,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "scale": scale,
    }


def held(ref: str, value: float | None, marker: str = "") -> Observation:
    return Observation("looked_after", "E1", "2025", "looked_after_children", "", "1", "final", value, marker, "s", ref)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "tidy.csv").write_text(TIDY, encoding="utf-8")
    (tmp_path / "return.csv").write_text(RETURN, encoding="utf-8")
    return tmp_path


def test_a_cell_that_still_says_so_agrees(folder: Path) -> None:
    reading = Originals(folder).read(source("tidy.csv", TIDY), held("2025 / E1!children_count", 81.0))
    assert (reading.agrees, reading.sentence) == (True, "the cell says “81”, the same")


def test_a_count_that_looks_like_a_year_is_not_taken_for_one(folder: Path) -> None:
    assert Originals(folder).read(source("tidy.csv", TIDY), held("2025 / E1!children_count", 2025.0)).agrees is False


def test_thousands_of_pounds_are_read_as_pounds(folder: Path) -> None:
    reading = Originals(folder).read(source("return.csv", RETURN, 1000), held("E0901!csctot", 1_546_000.0))
    assert (reading.agrees, reading.sentence) == (True, "the cell says “1,546” (× 1,000), the same")


@pytest.mark.parametrize(
    ("ref", "marker", "agrees"), [("2025 / E2!children_count", "c", True), ("2025 / E2!children_count", "x", False)]
)
def test_a_symbol_agrees_with_its_marker_alone(folder: Path, ref: str, marker: str, *, agrees: bool) -> None:
    assert Originals(folder).read(source("tidy.csv", TIDY), held(ref, None, marker)).agrees is agrees


def test_a_number_where_a_symbol_is_held_is_told_and_not_judged(folder: Path) -> None:
    reading = Originals(folder).read(source("return.csv", RETURN, 1000), held("E0901!csctot", None, "x"))
    assert reading.agrees is None
    assert "1,546" in reading.sentence


@pytest.mark.parametrize("ref", ["2023 / E1!children_count", "2025 / E1!children", "Sheet!A1"])
def test_a_cell_that_is_not_there_disagrees(folder: Path, ref: str) -> None:
    assert Originals(folder).read(source("tidy.csv", TIDY), held(ref, 81.0)).agrees is False


def test_a_file_is_known_by_its_fingerprint_whatever_its_name(folder: Path) -> None:
    (folder / "return.csv").rename(folder / "renamed.csv")
    assert Originals(folder).read(source("return.csv", RETURN, 1000), held("E0901!csctot", 1_546_000.0)).agrees


def test_a_file_published_anew_under_the_old_name_is_not_mistaken_for_the_old_one(folder: Path) -> None:
    (folder / "return.csv").write_text(RETURN.replace("1,546", "1,547"), encoding="utf-8")
    reading = Originals(folder).read(source("return.csv", RETURN, 1000), held("E0901!csctot", 1_546_000.0))
    assert reading.agrees is None
    assert "other content" in reading.sentence


def test_a_compiled_figure_has_no_file_to_be_read_in(folder: Path) -> None:
    reading = Originals(folder).read({"kind": "compiled"}, held("E1 / 2016!looked_after", 80.0))
    assert reading.agrees is None
    assert "compiled" in reading.sentence


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="nowhere"):
        Originals(tmp_path / "nowhere")


@pytest.fixture(scope="module")
def originals(every_official: OfficialFiles) -> Originals:
    return Originals(every_official.folder)


@pytest.mark.parametrize(
    ("table", "start", "cells"),
    [
        ("section_251_lines", "", 40),
        ("looked_after_england", "", 20),
        ("placement_stability", "", 20),
        ("childrens_homes_outside_boundary", "", 20),
        ("looked_after_by_characteristic", "dfe-cla-councils-", 20),
        ("looked_after_by_locality", "dfe-cla-councils-", 20),
        ("looked_after_by_placement", "dfe-cla-councils-", 20),
    ],
)
def test_what_is_held_is_what_the_published_cells_say(
    originals: Originals, tables: Tables, table: str, start: str, cells: int
) -> None:
    held = tables.observations(table)
    held = held[held["source_id"].str.startswith(start)].sample(cells, random_state=SEED)
    held = held.assign(value=held["value"].astype(object).where(held["marker"] == "", None))
    for row in held.itertuples():
        reading = originals.read(tables.sources[str(row.source_id)], row)  # type: ignore[arg-type] # a row of the table
        withheld = reading.agrees is None and row.marker == "c" and "is withheld" in reading.sentence
        assert reading.agrees or withheld, (row.source_ref, reading.sentence)


def test_random_keys_of_official_measures_are_read_again_as_the_very_values(
    originals: Originals, tables: Tables, indicators: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = defaultdict(set)
    for name in dict.fromkeys(resource["name"] for resource in tables.package["resources"]):
        if "measure" in [field["name"] for field in tables.resource(name)["schema"]["fields"]]:
            for measure, source_id in tables.current(name)[["measure", "source_id"]].drop_duplicates().to_numpy():
                kinds[name, measure].add(tables.sources[source_id]["kind"])
    trails = Trails(indicators, tables, definitions())
    tried, cells = 0, 0
    columns = ["indicator", "breakdown", "area_code", "period"]
    for row in indicators.sample(frac=1, random_state=SEED)[columns].itertuples(index=False):
        found = list(trails.of(Key._make(row)).observations())
        if found and all(tables.sources[observation.source_id]["kind"] == "official file" for observation in found):
            tried += 1
            cells += len(found)
            for observation in found:
                reading = originals.read(tables.sources[observation.source_id], observation)
                made_of_rows = "many rows" in reading.sentence
                assert reading.agrees or made_of_rows or observation.value is None, (row, observation, reading.sentence)
        if tried == KEYS:
            break
    compiled = [measure for measure, of in kinds.items() if "official file" not in of]
    partly = [measure for measure, of in kinds.items() if len(of) > 1]
    with capsys.disabled():
        print(  # noqa: T201 - how much can be read again, and how much cannot, is what this test tells
            f"\n{tried} keys of official-file measures read again in {cells:,} cells; of {len(kinds)} measures "
            f"{len(compiled)} are compiled, and {len(partly)} for some years."
        )
    assert tried == KEYS
