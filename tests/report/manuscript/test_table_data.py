"""The data of a table: numbers with their codes, units and notes, and never a number as text."""

from __future__ import annotations

import csv
import io

import pytest

from figures.figure import Value
from report.manuscript.prose import Prose
from report.manuscript.table_data import COLUMNS, table_data

HEADINGS = [{"heading": "Place", "unit": ""}, {"heading": "Rate", "unit": "per 10,000"}]
RATE = "looked_after_rate_per_10k"


def rows_of(prose: Prose, *cells: str | Value) -> list[dict[str, str]]:
    """The rows that the cells of one column make, in a table whose rows are called by their numbers."""
    filled = [
        [prose.filled(f"Row {position}", "tbl-t"), prose.filled(_held(cell), "tbl-t")]
        for position, cell in enumerate(cells)
    ]
    return list(csv.DictReader(io.StringIO(table_data(HEADINGS, filled))))


def _held(cell: str | Value) -> str | dict[str, object]:
    return cell if isinstance(cell, str) else {name: part for name, part in vars(cell).items() if part is not None}


def test_a_value_is_a_number_with_its_code_period_unit_and_coverage(prose: Prose) -> None:
    [row] = rows_of(prose, Value("statutory_share_narrow", "England", "2024-25"))
    assert list(row) == list(COLUMNS)
    assert (row["value"], row["unit"]) == ("0.559", "share")
    assert (row["indicator"], row["area_code"], row["period"]) == ("statutory_share_narrow", "E92000001", "2024-25")
    assert (row["areas_covered"], row["areas_expected"], row["text"]) == ("151", "153", "")
    assert (row["row_header"], row["column"]) == ("Row 0", "Rate (per 10,000)")


def test_a_missing_value_has_no_number_and_a_note_that_says_why(prose: Prose) -> None:
    [row] = rows_of(prose, Value(RATE, "Northumberland", 2013, missing="–"))
    assert (row["value"], row["note"], row["text"]) == ("", "not held", "")
    assert (row["area_code"], row["period"], row["unit"]) == ("E06000057", "2013", "per_10k")


def test_money_is_pounds_whatever_scale_the_table_prints(prose: Prose) -> None:
    [row] = rows_of(prose, Value("expenditure_gbp[children_looked_after]", "England", "2024-25", style="bn"))
    assert (row["value"], row["unit"], row["breakdown"]) == ("8955400000", "gbp", "children_looked_after")


def test_a_cell_of_two_numbers_has_a_row_for_each_and_no_text(prose: Prose) -> None:
    covered = "{{ covered('statutory_share_narrow') }} of {{ expected('statutory_share_narrow') }}"
    rows = rows_of(prose, covered)
    assert [(row["value"], row["unit"], row["area_code"], row["text"]) for row in rows] == [
        ("151", "count", "E92000001", ""),
        ("153", "count", "E92000001", ""),
    ]


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("no outturn", ["no outturn"]),
        ("{{ n('looked_after_children', 'England', 2025) }} and rising", ["", "81,768 and rising"]),
        ("RA_\N{ZERO WIDTH SPACE}2024", ["RA_2024"]),
        ("=1+1", ["'=1+1"]),
    ],
)
def test_words_stay_words_and_none_is_a_formula(prose: Prose, cell: str, texts: list[str]) -> None:
    assert [row["text"] for row in rows_of(prose, cell)] == texts


def test_a_derived_number_is_named_by_how_it_is_derived(prose: Prose) -> None:
    [row] = rows_of(prose, f"{{{{ change('{RATE}', 'England', 2013, 2025) }}}}")
    assert row["key"] == f"change({RATE}:E92000001:2025, {RATE}:E92000001:2013)"
    assert (row["indicator"], row["area_code"], row["period"], row["value"]) == ("", "E92000001", "2013 to 2025", "7.1")
