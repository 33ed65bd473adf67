"""Tables as CSV: each value exactly, and read back as it was."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas.intervals import with_limits
from analysis.formulas.results import INDICATOR_COLUMNS
from report.formats.csv_text import csv_text, indicators, number_texts

TABLE = pd.DataFrame({"area": ["Kent", "Kent", "Surrey"], "value": [1.0, 0.5, None]})


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-3.0, "-3"),
        (0.1 + 0.2, "0.30000000000000004"),
        (6_440_598_000.0, "6440598000"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1e-7, "1e-07"),
        (math.nan, ""),
    ],
)
def test_a_number_is_written_as_it_is(number: float, text: str) -> None:
    assert list(number_texts(pd.Series([number]))) == [text]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_a_number_is_read_back_as_it_was_to_the_last_bit(numbers: list[float]) -> None:
    assert [float(text) for text in number_texts(pd.Series(numbers, dtype="float64"))] == numbers


def test_counts_are_whole_and_a_missing_one_is_empty() -> None:
    assert list(number_texts(pd.Series([152, pd.NA, 0], dtype="Int64"))) == ["152", "", "0"]


@pytest.mark.parametrize("missing", [None, np.nan])
def test_a_missing_text_is_empty_and_others_are_quoted_if_they_must_be(missing: float | None) -> None:
    texts = ['said "no"', "one,\ntwo", missing, "=1+1", ""]
    for kind in ("str", "object"):
        text = csv_text(pd.DataFrame({"note": pd.Series(texts, dtype=kind), "number": 1})).decode()
        read = [row[0] for row in csv.reader(io.StringIO(text, newline=""))]
        assert read == ["note", 'said "no"', "one,\ntwo", "", "'=1+1", ""]


def test_every_row_ends_with_a_line_feed() -> None:
    assert csv_text(TABLE) == b"area,value\nKent,1\nKent,0.5\nSurrey,\n"


def test_a_table_without_rows_is_its_header() -> None:
    assert csv_text(TABLE[:0]) == b"area,value\n"


def test_indicators_are_read_back_as_they_were_without_their_limits() -> None:
    row = ("rate_per_10k", "", "E10000016", "Kent", "2025", 53.34984102, "per_10k", 1896.0, 355390.0, 1, 1, "")
    table = pd.DataFrame([row], columns=list(INDICATOR_COLUMNS))
    table = table.astype({"value": float, "areas_covered": "Int64", "areas_expected": "Int64"})
    read = indicators(csv_text(with_limits(table, {"rate_per_10k"})))
    pd.testing.assert_frame_equal(read, table, check_dtype=False)
