"""Official files as people have them: saved again, rounded, in accounting format, without their date, cut off."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from analysis.ingest.importing import ImportReport, import_files
from analysis.ingest.sheet import Cell, Sheet, read_official_file
from analysis.problem import Problem
from tests.conftest import OfficialFiles

NUMBER = re.compile(r"-?[\d,]+(\.\d+)?")
RSX_2023, RSX_2024, RA_2021 = "mhclg-rsx-2023-24", "mhclg-rsx-2024-25-2025-12", "mhclg-ra-2021-22-2021-06"


@pytest.fixture
def held(data: Path, tmp_path: Path) -> Path:
    """A copy of the tables."""
    return Path(shutil.copytree(data, tmp_path / "data"))


def rows_of(path: Path) -> list[list[Cell]]:
    """The rows of a file's largest sheet."""
    return [list(row) for row in max(read_official_file(path).sheets, key=lambda sheet: _size(sheet)).rows]


def _size(sheet: Sheet) -> int:
    return sum(len(row) for row in sheet.rows)


def saved(path: Path, rows: list[list[Cell]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def accounting(cell: Cell) -> Cell:
    if not (isinstance(cell, str) and NUMBER.fullmatch(cell)):
        return cell
    return " -   " if cell == "0" else f" ({cell[1:]})" if cell.startswith("-") else f" {cell} "


def in_accounting_format(path: Path, **changes: int) -> list[list[Cell]]:
    """The outturn of 2023-24 in accounting format, with amounts of councils changed and totals left as they are."""
    rows = rows_of(path)
    head = next(number for number, row in enumerate(rows) if row and row[0] == "E-code")
    for row in rows[head + 1 :]:
        if row[0] in changes:
            row[27] = f"{int(str(row[27]).replace(',', '')) + changes[str(row[0])]:,}"
        row[7:] = [accounting(cell) for cell in row[7:]]
    return rows


def imported(held: Path, path: Path) -> ImportReport:
    before = contents(held)
    report = import_files([path], held)
    assert contents(held) == before
    return report


def test_a_return_in_accounting_format_changes_nothing(official: OfficialFiles, held: Path, tmp_path: Path) -> None:
    imported(held, saved(tmp_path / "dashes.csv", in_accounting_format(official[RSX_2023])))


def test_an_amount_moved_between_two_councils_is_refused_in_an_empty_folder(
    official: OfficialFiles, tmp_path: Path
) -> None:
    path = saved(tmp_path / "moved.csv", in_accounting_format(official[RSX_2023], E2221=5000, E1521=-5000))
    with pytest.raises(
        Problem, match=r"the total services of Essex CC is £1,980,931,000, and its parts make £1,975,931,0"
    ):
        import_files([path], tmp_path / "data")
    assert not (tmp_path / "data").exists()
    path = saved(tmp_path / "kent.csv", in_accounting_format(official[RSX_2023], E2221=5000))
    with pytest.raises(Problem, match="the total services of Kent CC is"):
        import_files([path], tmp_path / "data")


def rounded(path: Path) -> list[list[Cell]]:
    rows: list[list[Cell]] = [["Last updated: 4 December 2025"]]
    rows += ([f"{round(cell):,}" if isinstance(cell, int | float) else cell for cell in row] for row in rows_of(path))
    return rows


def test_a_rounded_copy_leaves_figures_name_and_hash_as_they_are(
    official: OfficialFiles, held: Path, tmp_path: Path
) -> None:
    report = imported(held, saved(tmp_path / "rounded.csv", rounded(official[RSX_2024])))
    assert (
        "rounded.csv has the figures of RSX_LA_Data_2024-25_data_by_LA.ods, which stays the file that is held."
        in report
    )


def test_the_exact_file_takes_the_place_of_a_rounded_copy_and_says_so(official: OfficialFiles, tmp_path: Path) -> None:
    copy = saved(tmp_path / "rounded.csv", rounded(official[RSX_2024]))
    folder = tmp_path / "data"
    import_files([copy], folder)
    report = import_files([official[RSX_2024]], folder)
    assert any(" is now " in line and line.endswith(", from RSX_LA_Data_2024-25_data_by_LA.ods.") for line in report)
    both, alone = tmp_path / "both", tmp_path / "alone"
    import_files([copy, official[RSX_2024]], both)
    import_files([official[RSX_2024]], alone)
    assert contents(both) == contents(alone) == contents(folder)


def test_a_copy_without_its_date_does_not_supersede_and_what_it_says_otherwise_is_named(
    official: OfficialFiles, held: Path, tmp_path: Path
) -> None:
    rows = rows_of(official[RA_2021])
    report = imported(held, saved(tmp_path / "undated.csv", rows))
    assert "undated.csv has the figures of RA_2021-22_data_by_LA.xlsx, which stays the file that is held." in report
    titles = next([str(cell) for cell in row] for row in rows if "TOTAL EDUCATION SERVICES" in map(str, row))
    education, planning = (titles.index(f"TOTAL {name} SERVICES") for name in ("EDUCATION", "PLANNING AND DEVELOPMENT"))
    kent = next(row for row in rows if row[0] == "E2221")
    kent[education], kent[planning] = float(str(kent[education])) - 1000, float(str(kent[planning])) + 1000
    with pytest.raises(Problem, match=r"of class SC|of England"):
        import_files([saved(tmp_path / "moved.csv", rows)], held)
    essex = next(row for row in rows if row[0] == "E1521")
    essex[education], essex[planning] = float(str(essex[education])) + 1000, float(str(essex[planning])) - 1000
    report = import_files([saved(tmp_path / "altered.csv", rows)], held)
    assert [line.split(":")[1] for line in report if line.endswith("is held.") and line.startswith("  ")] == [
        *("Essex", "Essex", "Kent", "Kent")
    ]
    with (held / "budget.csv").open(encoding="utf-8", newline="") as file:
        of_year = {(row["release"], row["status"]) for row in csv.DictReader(file) if row["period"] == "2021-22"}
    assert of_year == {("2021-06", "final"), ("2022-final", "superseded")}


def test_neighbours_cut_off_above_their_rows_are_refused(official: OfficialFiles, held: Path, tmp_path: Path) -> None:
    rows = rows_of(official["dfe-statistical-neighbours-2025"])
    head = next(number for number, row in enumerate(rows) if "SN1" in map(str, row))
    before = contents(held)
    with pytest.raises(
        Problem, match=r"^cut.csv has the header of a table of statistical neighbours and no neighbours"
    ):
        import_files([saved(tmp_path / "cut.csv", rows[: head + 1])], held)
    assert contents(held) == before


def test_the_older_neighbours_are_whole_without_the_councils_of_2023(
    official: OfficialFiles, held: Path, tmp_path: Path
) -> None:
    rows = rows_of(official["dfe-statistical-neighbours-2021"])
    later = ("Cumberland", "Westmorland and Furness")
    kept = [row for row in rows if not any(str(cell) in later for cell in row[:4])]
    assert len(kept) < len(rows)
    report = imported(held, saved(tmp_path / "original.csv", kept))
    assert any("model of 2021; 1,560 rows" in line for line in report)
    package = json.loads((held / "datapackage.json").read_text(encoding="utf-8"))
    assert "original.csv" not in {entry.get("file") for entry in package["sources"]}
