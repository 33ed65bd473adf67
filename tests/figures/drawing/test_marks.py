"""The marks of charts: one for each value that is drawn, and none for a value that is missing."""

from __future__ import annotations

import io
import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd
import pytest
from matplotlib.axes import Axes

from analysis.formulas.key import series_of
from figures.drawing import style
from figures.drawing.marks import Mark, Meaning, note
from figures.lookup import lookup
from figures.marks import mark_line, mark_value
from figures.number import text

WITHOUT_MARKS: Final[Mapping[str, str]] = {}
"""Charts whose marks are not read out, with the reason: none."""
NOT_DRAWN: Final = {
    "certainty-funnel": ["looked_after_children", "child_population"],  # a remark, and where the mark is
    "certainty-councils": ["lower_95", "upper_95"],  # the ends of a line through the mark
    "need-and-cost": ["areas_covered"],
    "overspend-by-year": ["share_of_budget"],  # a remark
    "spending-by-category": ["growth_share"],  # a label
}
"""Columns of data that are no marks of their own."""
BESIDES: Final = {
    **dict.fromkeys(("looked-after-councils", "residential-costs-councils"), 4),  # the classes
    "projection-of-2021": 1,  # the claim
    "spending-per-child-councils": 4 - 2,  # the classes, and two councils that are too small to be drawn
    **dict.fromkeys(("overspend-by-council", "two-returns-by-council"), 4 - 1),
}
"""How many marks a chart has besides the values of its data."""


def marks_of(charts: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mark]]:
    return ((name, mark) for name, chart in charts.items() for mark in chart["marks"])


def test_every_chart_of_the_report_says_what_its_marks_stand_for(charts: Mapping[str, Mapping[str, Any]]) -> None:
    assert len(charts) > 40
    assert {name for name, chart in charts.items() if not chart["marks"]} == set(WITHOUT_MARKS)


def test_a_chart_has_a_mark_for_each_of_its_values_and_none_for_a_missing_one(
    charts: Mapping[str, Mapping[str, Any]],
) -> None:
    expected = {name: _values(name, chart["data"]) + BESIDES.get(name, 0) for name, chart in charts.items()}
    assert {name: len(chart["marks"]) for name, chart in charts.items()} == expected


def test_a_mark_reads_out_a_value_of_the_indicators_as_printed(
    charts: Mapping[str, Mapping[str, Any]], indicators: pd.DataFrame
) -> None:
    found, checked, other = lookup(indicators), 0, []
    for name, mark in marks_of(charts):
        one = mark.meaning
        if one.series:
            row = indicators.iloc[found.values(series_of(one.series))[one.area_code, one.period]]
            checked += 1
            if (text(row["value"], row["unit"]), row["area_name"]) != (one.value, one.place):
                other.append(name)
    assert checked > 2000
    # In whole per cents as published, and to the hundred: a finer figure would say nothing.
    assert set(other) == {"outside-boundary", "projection"}


def test_a_mark_of_no_indicator_has_a_value_and_a_name(charts: Mapping[str, Mapping[str, Any]]) -> None:
    others = [mark.meaning for _, mark in marks_of(charts) if not mark.meaning.series]
    assert others
    assert all(one.row and one.value and not one.area_code for one in others)


def test_a_mark_lies_within_both_drawings(charts: Mapping[str, Mapping[str, Any]]) -> None:
    for name, chart in charts.items():
        for shape in ("wide", "narrow"):
            _, _, width, height = map(float, ET.fromstring(chart[shape]).attrib["viewBox"].split())
            places = [getattr(mark, shape) for mark in chart["marks"]]
            assert all(0 <= x <= 10 * width and 0 <= y <= 10 * height for x, y in places), (name, shape)


def test_a_mark_is_where_the_chart_paints_it() -> None:
    def paint(axes: Axes) -> None:
        axes.plot([0, 1], [0, 10], marker="o")
        note(axes, (1, 10), Meaning("a line", "", "", "2025", "10", ""))
        axes.set(xlim=(0, 1), ylim=(0, 10))

    mark = style.draw(paint, left=0, right=64, top=32, bottom=0, height=320).marks[0]
    assert mark.wide == (4320, 240)  # points are three quarters of pixels


def test_a_missing_value_has_no_mark_and_no_place_at_nought(indicators: pd.DataFrame) -> None:
    series, area = "expenditure_gbp[total]", "E06000053"
    line = pd.Series({"2023-24": math.nan, "2024-25": 1.0, "1994-95": 1.0})

    def paint(axes: Axes) -> None:
        axes.plot(range(3), line)
        mark_line(axes, indicators, line, series, area, row="a line")
        mark_value(axes, indicators, (0, 0), (series, area, "1994-95"))

    assert [mark.meaning.period for mark in style.draw(paint).marks] == ["2024-25"]


def test_an_edition_notes_no_marks() -> None:
    def paint(axes: Axes) -> None:
        note(axes, (1, 1), Meaning("a line", "", "", "2025", "1", ""))

    with style.only_narrow():
        assert style.draw(paint).marks == ()


def test_the_two_shapes_of_a_chart_have_the_same_marks() -> None:
    def paint(axes: Axes) -> None:
        note(axes, (1, 1), Meaning("a line", "", "", str(axes.figure.bbox.width), "1", ""))

    with pytest.raises(ValueError, match="other marks in its narrow shape than in its wide one"):
        style.draw(paint)


def _values(name: str, data: str) -> int:
    """How many values the data of a chart has, but for those that it does not draw."""
    frame = pd.read_csv(io.StringIO(data)).drop(columns=["period", "years_ahead"], errors="ignore")
    return int(frame.select_dtypes("number").drop(columns=NOT_DRAWN.get(name, [])).notna().sum().sum())
