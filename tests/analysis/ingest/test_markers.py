"""Cells as values or markers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.markers import MARKERS, marker, number, plain, value_and_marker
from analysis.problem import Problem


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("[x]", "x"),
        ("x", "x"),
        ("…", "x"),
        ("...", "x"),
        (" [C] ", "c"),
        ("z", "z"),
        ("[z]", "z"),
        ("-", "z"),
        ("Category discontinued", "z"),
        ("low", "low"),
        ("[low]", "low"),
        ("u", "u"),
    ],
)
def test_each_publisher_s_symbol_is_one_of_five_markers(cell: str, expected: str) -> None:
    assert value_and_marker(cell, "here") == ("", expected)


@pytest.mark.parametrize(
    "cell", ["n.k.", ".", "12x", "1,23", "R", "nan", "inf", "1e9999", date(2024, 3, 31), "--", "1 234"]
)
def test_what_is_neither_number_nor_known_symbol_stops(cell: str | date) -> None:
    with pytest.raises(Problem, match=r"^here holds '.+', which is neither a number nor a symbol that is known"):
        value_and_marker(cell, "here")


@pytest.mark.parametrize("cell", ["", "  "])
def test_an_empty_cell_is_no_zero(cell: str) -> None:
    with pytest.raises(Problem, match=r"^here is empty"):
        value_and_marker(cell, "here")


def test_no_number_that_binary_arithmetic_cannot_hold_is_rounded() -> None:
    assert value_and_marker(216019.53099999996, "here", scale=1000) == ("216019530.99999996", "")
    assert value_and_marker(0.1, "here", scale=3) == ("0.3", "")
    assert value_and_marker("1,234,567.80", "here") == ("1234567.8", "")
    assert value_and_marker(-0.0, "here") == ("0", "")


def test_a_number_that_no_publisher_counts_is_none() -> None:
    assert number(1e300) is None
    assert number("9" * 40) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_comes_back_as_it_was_written(value: Decimal) -> None:
    assert number(str(value)) == value
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_scaling_keeps_every_digit_of_a_workbook_s_number(value: float) -> None:
    text, symbol = value_and_marker(value, "here", scale=1000)
    assert symbol == ""
    assert Decimal(text) == Decimal(repr(value)) * 1000


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_a_marker_or_a_problem(text: str) -> None:
    try:
        value, symbol = value_and_marker(text, "here")
    except Problem:
        assert marker(text) is None
        assert number(text) is None
    else:
        assert (value == "") != (symbol == "")
        assert symbol in ("", *MARKERS)
