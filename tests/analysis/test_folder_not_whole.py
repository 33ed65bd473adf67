"""A data folder that is not whole: what can be computed is, or one sentence says what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.formulas.evaluation import compute
from analysis.indicators.definitions import definitions
from analysis.ingest.importing import PROJECT_DATA, import_files
from analysis.problem import Problem
from analysis.tables.loading import load, validate
from report.review.trace import traced
from tests.analysis.ingest.small_country import looked_after, written
from tests.conftest import OfficialFiles

TABLES = [
    resource["name"] for resource in json.loads((PROJECT_DATA / "datapackage.json").read_text("utf-8"))["resources"]
]


def computed_or_said(folder: Path) -> str:
    """What stops the indicators, in one sentence; empty if nothing does."""
    try:
        compute(load(folder), definitions())
    except Problem as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize("table", ["looked_after", "population", "statistical_neighbours", "claims"])
def test_a_table_without_rows_is_named(copied: Path, table: str) -> None:
    path = copied / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    tables = load(copied)
    readings: dict[str, Callable[[], object]] = {
        "statistical_neighbours": lambda: tables.neighbours,
        "claims": lambda: tables.claims,
    }
    with pytest.raises(Problem, match=rf"^{table}.csv in .* has no rows, and the report rests on it: import"):
        readings.get(table, lambda: tables.current(table))()


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("missing", [False, True])
def test_any_table_emptied_or_missing_stops_in_one_sentence_or_not_at_all(
    copied: Path, table: str, *, missing: bool
) -> None:
    path = copied / f"{table}.csv"
    if missing:
        path.unlink()
    else:
        path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    assert not computed_or_said(copied) or table not in ("area_codes", "area_names")


def test_a_file_that_is_refused_leaves_no_folder_behind(tmp_path: Path) -> None:
    path = written(tmp_path / "codes.csv", looked_after())
    with pytest.raises(Problem, match="no row for"):  # a country of four councils is not England
        import_files([path], tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_an_official_file_in_an_empty_folder_is_held_and_what_is_missing_is_said(
    official: OfficialFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    import_files([official["dfe-cla-2025"]], folder)
    # The source of the file, and that of the children of districts, which are kept by hand.
    assert validate(folder).endswith(" and 2 sources are as datapackage.json says.")
    assert " has no rows, and the report rests on it" in computed_or_said(folder)
    tables = load(folder)
    assert len(traced("looked_after_children:Hull:2025", tables, None).observations()) == 1
    with pytest.raises(Problem, match="has no rows, and the report rests on it"):
        traced("looked_after_rate_per_10k:Hull:2025", tables, None)
