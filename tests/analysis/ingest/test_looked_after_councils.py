"""Looked-after children by council, 2010 to 2017: a file made by hand, and the files as published."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from analysis.ingest import looked_after_councils
from analysis.ingest.catalogue import importer_of, importers
from analysis.ingest.extract import Context
from analysis.ingest.sheet import OfficialFile
from analysis.problem import Problem
from tests.analysis.ingest.small_country import Read, Rows

PLACES = {
    "England": ("E92000001", "NATIONAL", "999", 10),
    "NORTH": ("E12000001", "REGION", "A", 6),
    "SOUTH": ("E12000008", "REGION", "J", 4),
    "Northport": ("E06000001", "LA", "805", 2),
    "Northshire": ("E10000006", "LA", "909", 4),
    "Southshire": ("E10000016", "LA", "886", 4),
}
"""Code, level, old code, and tens of children in each placement but foster care, which has twenty times as many."""
PLACEMENTS = ("CLA_Fost", *("CLA_Adopt", "CLA_Parent", "CLA_Ocom", "CLA_Secure", "CLA_Ores", "CLA_RSch", "CLA_Miss"))
PROVIDERS = ("CLA_OwnP", "CLA_OthLA", "CLA_OthPP", "CLA_Priv", "CLA_Vol", "CLA_Par", "CLA_Nrep")
REST = ("CLA_InBound", "CLA_Outbound", "CLA_UASC", "CLA_ExtPl", "CLA_NetGain ")
CODES = [
    *("Q1", "Q2", "A3", "A4", "A5", "A6", "P1", "P2", "P3", "K1", "K2", "H5"),
    *("R1", "R2", "R3", "R5", "S1", "M1", "M2", "M3", "Z1"),
]


def wide(changed: Mapping[tuple[str, str], str] | None = None, year: int = 2016) -> Rows:
    """A file in the layout of 2016; ``changed`` has other cells by place and column."""
    header = ["New_geog_code", "geog_l", "geog_c", "geog_n", f"CLA_Mar{year}", *PLACEMENTS, *PROVIDERS, *REST]
    rows = [header]
    for name, (code, level, old, tens) in PLACES.items():
        each = 10 * tens
        counts = dict.fromkeys((*PLACEMENTS, *PROVIDERS), each) | {"CLA_Fost": 20 * each, "CLA_OwnP": 21 * each}
        counts |= {"CLA_InBound": 20 * each, "CLA_Outbound": 7 * each, "CLA_UASC": each, "CLA_ExtPl": 6 * each}
        cells = {f"CLA_Mar{year}": 27 * each, **counts, "CLA_NetGain ": -each}
        row = [code, level, old, name, *(str(cells[column]) for column in header[4:])]
        rows.append([(changed or {}).get((name, column), cell) for column, cell in zip(header, row, strict=True)])
    return rows


def coded(shuffled: bool = True) -> Rows:  # noqa: FBT001, FBT002 - one fact about the file
    """A file in the layout of 2010: titles in one order, figures in the alphabetical order of their codes."""
    rows = [["geog_l", "geog_c", "geog_n", "MarTotal_2010", *(f"MarPlace_{code}_2010" for code in CODES)]]
    for name, (_, level, old, tens) in PLACES.items():
        counts = dict.fromkeys(CODES, 10 * tens) | {"Q2": 300 * tens}
        order = sorted(CODES) if shuffled else CODES
        cells = [str(counts[code]) for code in order]
        rows.append([level.replace("REGION", "GOR"), old, name, str(500 * tens), *cells])
    return rows


def extract(file: OfficialFile, country: Context) -> pd.DataFrame:
    """The rows of all extracts."""
    assert importer_of(file, importers()) is looked_after_councils
    return pd.concat([one.rows for one in looked_after_councils.extract(file, country)])


def test_a_figure_has_the_words_of_the_files_since_if_it_means_the_same(file_of: Read, country: Context) -> None:
    rows = extract(file_of(wide()), country).set_index(["area_code", "breakdown"])
    assert rows.loc[("E10000016", "placement/foster_care"), "value"] == "800"
    assert rows.loc[("E10000016", "placement/homes_secure_and_hostels"), "value"] == "40"
    assert rows.loc[("E10000016", "placing_council/other_councils"), "source_ref"] == "E10000016!CLA_ExtPl"
    assert rows.loc[("E10000016", "placement/other"), "value"] == "40"


def test_the_number_first_printed_is_held_of_years_without_a_sheet_of_figures(file_of: Read, country: Context) -> None:
    numbers = looked_after_councils.extract(file_of(wide()), country)[-1]
    assert numbers.table == "looked_after"
    southshire = numbers.rows.set_index("area_code").loc["E10000016"]
    assert tuple(southshire[["breakdown", "value", "source_ref"]]) == ("", "1080", "E10000016!CLA_Mar2016")
    earlier = looked_after_councils.extract(file_of(wide(year=2015)), country)
    assert "looked_after" not in {each.table for each in earlier}


def test_englands_unaccompanied_children_are_left_to_the_time_series(file_of: Read, country: Context) -> None:
    rows = extract(file_of(wide()), country)
    unaccompanied = rows[rows["breakdown"] == "asylum/unaccompanied"]
    assert set(unaccompanied["area_code"]) == {"E12000001", "E12000008", "E06000001", "E10000006", "E10000016"}


def test_a_cross_is_a_suppressed_figure(file_of: Read, country: Context) -> None:
    rows = extract(file_of(wide({("Northport", "CLA_Miss"): "x"})), country).set_index(["area_code", "breakdown"])
    assert tuple(rows.loc[("E06000001", "placement/other"), ["value", "marker"]]) == ("", "c")


def test_the_placements_of_2010_are_read_in_the_order_of_their_codes(file_of: Read, country: Context) -> None:
    rows = extract(file_of(coded()), country).set_index(["area_code", "breakdown"])
    assert rows.loc[("E92000001", "placement/foster_care"), "value"] == "3100"
    assert rows.loc[("E10000016", "placement/placed_for_adoption"), "value"] == "160"


@pytest.mark.parametrize(
    ("place", "column", "cell", "said"),
    [
        ("Southshire", "CLA_Fost", "700", "those by placement differ from them by 100"),
        ("Southshire", "CLA_Priv", "140", "those by provider differ from them by -100"),
        ("Southshire", "CLA_InBound", "700", "those by locality differ from them by 100"),
        ("Southshire", "CLA_NetGain ", "60", "has a net gain of 60"),
        ("Northport", "CLA_UASC", "n.k.", "neither a number nor a symbol"),
        ("SOUTH", "geog_n", "NOWHERE", "No area is called or coded 'NOWHERE'"),
        ("Southshire", "geog_l", "WARD", "has the level 'WARD'"),
        ("Southshire", "New_geog_code", "E99999999", "which no council has"),
        ("Southshire", "New_geog_code", "E10000006", "repeats Northshire"),
    ],
)
def test_what_does_not_add_up_or_is_not_known_stops_the_import(
    file_of: Read, country: Context, place: str, column: str, cell: str, said: str
) -> None:
    with pytest.raises(Problem, match=said):
        extract(file_of(wide({(place, column): cell})), country)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (coded(shuffled=False), "in another order than that of the publisher's file"),
        (wide({("England", "CLA_OwnP"): "2200", ("England", "CLA_Priv"): "0"}), "add up to"),
        (wide()[:-1], "no row for Southshire"),
        ([[*row[:17], *row[18:]] for row in wide()], "has no column of provider/voluntary"),
    ],
    ids=["the titles of 2010 were put right", "councils do not make England", "a council is gone", "a column is gone"],
)
def test_a_file_that_is_not_as_published_stops_the_import(
    file_of: Read, country: Context, rows: Rows, said: str
) -> None:
    with pytest.raises(Problem, match=said):
        extract(file_of(rows), country)
