"""Official files as people have them: saved again, rounded, in without their date, cut off."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from analysis.ingest.importing import ImportReport, import_files
from analysis.ingest.sheet import Cell, read_official_file
from analysis.problem import Problem
from tests.analysis.ingest.small_country import written
from tests.conftest import OfficialFiles, contents

RSX_2024, RA_2021 = "mhclg-rsx-2024-25-2025-12", "mhclg-ra-2021-22-2021-06"


def rows_of(path: Path) -> list[list[Cell]]:
    """The rows of a file's largest sheet."""
    return [list(row) for row in max(read_official_file(path).sheets, key=lambda sheet: sum(map(len, sheet.rows))).rows]


def imported(copied: Path, path: Path) -> ImportReport:
    before = contents(copied)
    report = import_files([path], copied)
    assert contents(copied) == before
    return report


def rounded(path: Path) -> list[list[Cell]]:
    rows: list[list[Cell]] = [["Last updated: 4 December 2025"]]
    rows += ([f"{round(cell):,}" if isinstance(cell, int | float) else cell for cell in row] for row in rows_of(path))
    return rows


def test_a_rounded_copy_leaves_figures_name_and_hash_as_they_are(
    official: OfficialFiles, copied: Path, tmp_path: Path
) -> None:
    report = imported(copied, written(tmp_path / "rounded.csv", rounded(official[RSX_2024])))
    assert (
        "rounded.csv has the figures of RSX_LA_Data_2024-25_data_by_LA.ods, which stays the file that is held."
        in report
    )


def test_the_exact_file_takes_the_place_of_a_rounded_copy_and_says_so(official: OfficialFiles, tmp_path: Path) -> None:
    copy = written(tmp_path / "rounded.csv", rounded(official[RSX_2024]))
    folder = tmp_path / "data"
    import_files([copy], folder)
    report = import_files([official[RSX_2024]], folder)
    assert any(" is now " in line and line.endswith(", from RSX_LA_Data_2024-25_data_by_LA.ods.") for line in report)
    both, alone = tmp_path / "both", tmp_path / "alone"
    import_files([copy, official[RSX_2024]], both)
    import_files([official[RSX_2024]], alone)
    assert contents(both) == contents(alone) == contents(folder)


def test_a_copy_without_its_date_does_not_supersede_and_what_it_says_otherwise_is_named(
    official: OfficialFiles, copied: Path, tmp_path: Path
) -> None:
    rows = rows_of(official[RA_2021])
    report = imported(copied, written(tmp_path / "undated.csv", rows))
    assert "undated.csv has the figures of RA_2021-22_data_by_LA.xlsx, which stays the file that is held." in report
    titles = next([str(cell) for cell in row] for row in rows if "TOTAL EDUCATION SERVICES" in map(str, row))
    education, planning = (titles.index(f"TOTAL {name} SERVICES") for name in ("EDUCATION", "PLANNING AND DEVELOPMENT"))
    kent = next(row for row in rows if row[0] == "E2221")
    kent[education], kent[planning] = float(str(kent[education])) - 1000, float(str(kent[planning])) + 1000
    with pytest.raises(Problem, match=r"of class SC|of England"):
        import_files([written(tmp_path / "moved.csv", rows)], copied)
    essex = next(row for row in rows if row[0] == "E1521")
    essex[education], essex[planning] = float(str(essex[education])) + 1000, float(str(essex[planning])) - 1000
    report = import_files([written(tmp_path / "altered.csv", rows)], copied)
    assert [line.split(":")[1] for line in report if line.endswith("is held.") and line.startswith("  ")] == [
        *("Essex", "Essex", "Kent", "Kent")
    ]
    with (copied / "budget.csv").open(encoding="utf-8", newline="") as file:
        of_year = {(row["release"], row["status"]) for row in csv.DictReader(file) if row["period"] == "2021-22"}
    assert of_year == {("2021-06", "final"), ("2022-final", "superseded")}


def test_neighbours_cut_off_above_their_rows_are_refused(official: OfficialFiles, copied: Path, tmp_path: Path) -> None:
    rows = rows_of(official["dfe-statistical-neighbours-2025"])
    head = next(number for number, row in enumerate(rows) if "SN1" in map(str, row))
    before = contents(copied)
    with pytest.raises(
        Problem, match=r"^cut.csv has the header of a table of statistical neighbours and no neighbours"
    ):
        import_files([written(tmp_path / "cut.csv", rows[: head + 1])], copied)
    assert contents(copied) == before


def test_the_older_neighbours_are_whole_without_the_councils_of_2023(
    official: OfficialFiles, copied: Path, tmp_path: Path
) -> None:
    rows = rows_of(official["dfe-statistical-neighbours-2021"])
    later = ("Cumberland", "Westmorland and Furness")
    kept = [row for row in rows if not any(str(cell) in later for cell in row[:4])]
    assert len(kept) < len(rows)
    report = imported(copied, written(tmp_path / "original.csv", kept))
    assert any("model of 2021; 1,560 rows" in line for line in report)
    package = json.loads((copied / "datapackage.json").read_text(encoding="utf-8"))
    assert "original.csv" not in {entry.get("file") for entry in package["sources"]}
