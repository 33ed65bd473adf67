"""What marks of values stand for: the place, the value as it is printed with its unit, how many councils it covers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.key import series_of
from analysis.formulas.results import Result
from analysis.formulas.units import unit_named
from figures.coverage import left_out_of
from figures.drawing.marks import Absent, Meaning, are_wanted, note, note_absent
from figures.lookup import lookup
from figures.number import text
from figures.selection import councils_open

NO_FIGURE: Final = "no figure is held"
_FEW_WORDS: Final = 60
"""The letters of a list of councils that a mark still names."""


def unit_words(unit: str) -> str:
    """What follows a value as printed, so that it is understood with no other words around it.

    >>> [unit_words(unit) for unit in ("per_10k", "share", "gbp_per_child", "gbp", "count")]
    [' per 10,000 children', '', ' per child', '', '']
    """
    known = unit_named(unit, "A mark")
    if known.words_after or known.suffix or unit in ("count", "ratio"):
        return known.words_after
    return known.heading.removeprefix(known.prefix) if known.prefix else f" {known.heading}"


def mark_value(
    axes: Axes,
    indicators: pd.DataFrame,
    at: tuple[float, float],
    key: tuple[str, str, str],
    *,
    row: str = "",
    remark: str = "",
    decimals: int | None = None,
) -> None:
    """Say that the mark at a place of the axes is a value: that of ``key``, a series, a place by its code and a period.

    ``row`` is the line, bar or group that it belongs to, by default the place. A missing value has no mark, and nothing
    is said of it. ``remark`` is what else a reader must know. The value is printed as its unit is, unless it has other
    ``decimals``.
    """
    if not are_wanted():
        return
    series, area, period = key
    found = lookup(indicators)
    number = found.values(series_of(series)).get((area, period))
    held = None if number is None else found.results.at(number)
    if held is None or held.value is None:
        return
    value = text(held.value, held.unit, decimals=decimals)
    remarks = "; ".join(filter(None, [remark, covered(held)]))
    place = held.area_name
    note(axes, at, Meaning(row or place, area, place, period, value, unit_words(held.unit), remarks, series))


def mark_line(
    axes: Axes,
    indicators: pd.DataFrame,
    line: pd.Series,
    series: str,
    area: str,
    *,
    row: str,
    remark: str = "",
    decimals: int | None = None,
) -> None:
    """Say what the marks of a line, or of bars, over its periods stand for: values of a series in a place.

    ``line`` holds what is drawn by period, from the left. If it holds an index or the like instead of the values,
    ``remark`` says so, with ``{}`` for what is drawn.
    """
    for position, (period, drawn) in enumerate(line.items() if are_wanted() else ()):
        if pd.notna(drawn):
            at, key = (position, float(drawn)), (series, area, str(period))
            said = remark.format(text(float(drawn), "count")) if remark else ""
            mark_value(axes, indicators, at, key, row=row, remark=said, decimals=decimals)


def mark_number(
    axes: Axes,
    at: tuple[float, float],
    value: float,
    unit: str,
    *,
    row: str,
    period: str = "",
    place: str = "",
    remark: str = "",
) -> None:
    """Say that the mark at a place of the axes is a number that no indicator has, such as a change over some years."""
    if are_wanted() and pd.notna(value):
        note(axes, at, Meaning(row, "", place, period, text(value, unit), unit_words(unit), remark))


def mark_absent(
    indicators: pd.DataFrame, key: tuple[str, str], drawn: Iterable[str], *, why: str = "not drawn: too small"
) -> None:
    """Say which councils of a chart have no mark: all of a series and a period but those ``drawn``, by their codes.

    The reason is the one that the indicators note, or ``why`` for a council that has a value.
    """
    if not are_wanted():
        return
    (series, period), shown = key, set(drawn)
    indicator, breakdown = series_of(series)
    rows = councils_open(indicators, indicator, period, breakdown)
    columns = (rows[name].tolist() for name in ("area_code", "area_name", "value", "unit", "note"))
    note_absent(
        Absent(code, name, (remark or NO_FIGURE) if pd.isna(value) else f"{text(value, unit)}{unit_words(unit)}, {why}")
        for code, name, value, unit, remark in zip(*columns, strict=True)
        if code not in shown
    )


def covered(held: Result) -> str:
    """How many councils a value covers, and which it leaves out if they are few; empty for a single council."""
    if held.areas_expected is None or held.areas_expected <= 1:
        return ""
    absent = left_out_of(held.note)
    named = f", without {absent}" if absent and len(absent) <= _FEW_WORDS else ""
    return f"{held.areas_covered} of {held.areas_expected} councils{named}"
