"""Values of the table of indicators, selected for a chart or a table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Final

import pandas as pd

from analysis.formulas.key import series_name
from analysis.formulas.observations import MARKER_MEANING
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.periods import ending_year, financial_year_ending
from analysis.wording import in_sentence, listed, say
from figures.figure import NoValues
from figures.lookup import Series, lookup

CLASSES: Final = {
    "LB": "London boroughs",
    "MD": "Metropolitan districts",
    "SC": "Shire counties",
    "UA": "Unitary authorities",
}
_CLASS_OF_CODES: Final = {"E06": "UA", "E08": "MD", "E09": "LB", "E10": "SC"}
REGIONS: Final = {
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and the Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
}
WIDER_PLACES: Final = {ENGLAND: "England", **REGIONS, **CLASSES, COUNTY_GROUP: "County group"}
_COUNTED: Final = re.compile(r"\d+ councils")
"""What a note has in place of councils that are too many to name."""
"""The names of England and the groups of councils that tables set next to it."""


def all_rows_of(indicators: pd.DataFrame, indicator: str, breakdown: str = "") -> pd.DataFrame:
    """The rows of one indicator and breakdown, including those without a value."""
    return indicators.iloc[lookup(indicators).rows((indicator, breakdown))]


def rows_of(indicators: pd.DataFrame, indicator: str, breakdown: str = "") -> pd.DataFrame:
    """The rows of one indicator and breakdown that have a value.

    Raises ``NoValues`` if there are none.
    """
    rows = all_rows_of(indicators, indicator, breakdown)
    rows = rows[rows["value"].notna()]
    if rows.empty:
        raise _no_value(series_name(indicator, breakdown))
    return rows


def over_time(
    indicators: pd.DataFrame, indicator: str, area: str, breakdown: str = "", *, since: str = ""
) -> pd.Series:
    """The values of one place by period, in order; empty if the place has none.

    Raises ``NoValues`` if no place has a value.
    """
    found = lookup(indicators)
    rows = found.over_time(_series(indicators, indicator, breakdown), area).items()
    held = {period: found.numbers[row] for period, row in rows if period >= since}
    held = {period: value for period, value in held.items() if not math.isnan(value)}
    return pd.Series([*held.values()], index=pd.Index([*held], name="period", dtype=str), name="value", dtype=float)


def calendar(indicators: pd.DataFrame, indicator: str, breakdown: str = "", *, since: str = "") -> list[str]:
    """The periods in which at least one place has a value of an indicator, in order."""
    return [period for period in lookup(indicators).periods((indicator, breakdown)) if period >= since]


def at_least(
    indicators: pd.DataFrame, indicator: str, area: str, breakdown: str = "", *, values: int = 2, since: str = ""
) -> pd.Series:
    """The values of one place by period, in order: as many ``values`` as a chart over time needs, or more.

    Raises ``NoValues`` if there are fewer.
    """
    series = over_time(indicators, indicator, area, breakdown, since=since)
    if len(series) < values:
        raise NoValues(
            f"A chart needs {values} values of {indicator} for {area}, and the indicators have {len(series)}."
        )
    return series


def across_councils(indicators: pd.DataFrame, indicator: str, period: str, breakdown: str = "") -> pd.DataFrame:
    """The councils' rows of one period, from the highest value to the lowest: columns as in the indicators."""
    rows = rows_of(indicators, indicator, breakdown)
    councils = rows[(rows["period"] == period) & rows["area_code"].str[:3].isin(_CLASS_OF_CODES)]
    return councils.sort_values(["value", "area_name"], ascending=[False, True], ignore_index=True)


def across(indicators: pd.DataFrame, indicator: str, areas: list[str], period: str, breakdown: str = "") -> pd.Series:
    """The values of some places in one period, by code, in the order given; places without a value are left out.

    Raises ``NoValues`` if no place has a value in any period.
    """
    series = _series(indicators, indicator, breakdown)
    values = [lookup(indicators).value(series, area, period) for area in areas]
    return pd.Series(values, index=pd.Index(areas, name="area_code"), name="value", dtype=float).dropna()


def councils_open(indicators: pd.DataFrame, indicator: str, period: str, breakdown: str = "") -> pd.DataFrame:
    """The rows of all councils that existed in a period, with or without a value, by name."""
    rows = all_rows_of(indicators, indicator, breakdown)
    rows = rows[(rows["period"] == period) & rows["area_code"].str[:3].isin(_CLASS_OF_CODES)]
    return rows.sort_values("area_name", ignore_index=True)


def is_council(area_code: str) -> bool:
    """Whether a place is a single council, judged by its code.

    >>> is_council("E10000016"), is_council("E12000008"), is_council("CCN")
    (True, False, False)
    """
    return area_code[:3] in _CLASS_OF_CODES


def class_of(area_code: str) -> str:
    """The class of a council of today, judged by its code.

    >>> class_of("E10000016")
    'SC'
    """
    return _CLASS_OF_CODES[area_code[:3]]


def missing_word(indicators: pd.DataFrame, indicator: str, area: str, period: str) -> str:
    """What a table prints instead of a missing value: the publisher's marker, or ``[z]`` if the place did not exist."""
    row = lookup(indicators).values((indicator, "")).get((area, period))
    if row is None:
        return "[z]"
    note = _note(indicators, row)
    markers = [marker for marker, meaning in MARKER_MEANING.items() if meaning in note]
    return f"[{markers[0]}]" if markers else "[x]"


def on_calendar(series: pd.Series) -> pd.Series:
    """A series over financial years with every year from its first to its last, NaN in years without a value.

    A line through it breaks at the missing years.

    >>> list(on_calendar(pd.Series({"2013-14": 1.0, "2016-17": 2.0})).index)
    ['2013-14', '2014-15', '2015-16', '2016-17']
    """
    first, last = ending_year(str(series.index.min())), ending_year(str(series.index.max()))
    return series.reindex([financial_year_ending(year) for year in range(first, last + 1)])


def area_name(indicators: pd.DataFrame, area: str) -> str:
    """The name of a place.

    Raises ``NoValues`` if the indicators have no such place.
    """
    name = lookup(indicators).names.get(area)
    if name is None:
        raise _no_value(f"the area {area}")
    return name


def value_of(indicators: pd.DataFrame, indicator: str, area: str, period: str, breakdown: str = "") -> float:
    """One value.

    Raises ``NoValues`` if the place has none in the period.
    """
    value = lookup(indicators).value((indicator, breakdown), area, period)
    if value is None:
        raise NoValues(f"A chart asks for {indicator} of {area} in {period}, and the indicators have no value of it.")
    return value


def newest(series: pd.Series) -> str:
    """The last period that has a value."""
    return str(series.last_valid_index())


def since_gap(series: pd.Series) -> str:
    """The first period of the newest run of periods without a gap.

    >>> since_gap(on_calendar(pd.Series({"2012-13": 1.0, "2016-17": 2.0, "2017-18": 3.0})))
    '2016-17'
    """
    held = series.dropna().index
    gaps = [number for number in range(1, len(held)) if ending_year(held[number]) - ending_year(held[number - 1]) > 1]
    return str(held[gaps[-1]] if gaps else held[0])


def left_out(series: pd.Series) -> str:
    """A sentence that names the periods of a series without a value; empty if all have one.

    >>> left_out(pd.Series({"2023": 7.0, "2024": None, "2025": None}))
    'There is no figure for 2024 and 2025. '
    >>> left_out(pd.Series({"2023": 7.0}))
    ''
    """
    missing = [str(period) for period in series.index[series.isna()]]
    return f"There is no figure for {listed(missing)}. " if missing else ""


def coverage(indicators: pd.DataFrame, series: str, area: str, period: str = "") -> str:
    """A sentence that says how many councils a value covers and which have no figure; of the newest period by default.

    ``series`` is an indicator with its breakdown in brackets, as in keys.
    """
    indicator, _, breakdown = series.rstrip("]").partition("[")
    period = period or newest(over_time(indicators, indicator, area, breakdown))
    absent = left_out_of(note_of(indicators, series, area, period))
    named = f" (without {absent})" if absent and not _COUNTED.fullmatch(absent) else ""
    return f"{period}: figures of {_covered(series, area, period)}{named}."


def _covered(series: str, area: str, period: str) -> str:
    return f"{say('covered', series, area, period)} of {say('expected', series, area, period)} councils"


def left_out_of(note: str) -> str:
    """The councils that a value does not include, by its note; empty if it includes all.

    >>> left_out_of("publisher's total; no figure of their own: Luton"), left_out_of("on the population then used")
    ('Luton', '')
    """
    found = re.search(r"\b(?:without|no figure of their own:) ([^;]+)", note)
    return found[1].strip() if found else ""


def without(indicators: pd.DataFrame, series: str, area: str, period: str) -> str:
    """Which councils a sum of councils leaves out, or if they are too many to name, how many it has; else empty."""
    note = note_of(indicators, series, area, period)
    if not note.startswith("without"):
        return ""
    absent = left_out_of(note)
    return _covered(series, area, period) if _COUNTED.fullmatch(absent) else f"without {absent}"


def gaps_in_coverage(indicators: pd.DataFrame, series: str, area: str, periods: Iterable[str]) -> str:
    """A sentence for each period whose value does not include every council, with a space after it."""
    partial = [period for period in periods if left_out_of(note_of(indicators, series, area, period))]
    return "".join(f"{coverage(indicators, series, area, period)} " for period in partial)


def covering(indicators: pd.DataFrame, series: str, area: str, period: str = "") -> str:
    """The sentence of :func:`coverage` and a space after it; empty for a single council."""
    return "" if is_council(area) else f"{coverage(indicators, series, area, period)} "


def place_in_sentence(indicators: pd.DataFrame, area: str) -> str:
    """The name of a place as a sentence has it."""
    return in_sentence(area_name(indicators, area))


def price_year(indicators: pd.DataFrame) -> str:
    """The financial year whose prices real terms use: the newest one with outturn."""
    return lookup(indicators).periods(("outturn_gbp", "childrens_social_care"))[-1]


def group_in_sentence(code: str) -> str:
    """The name of a region or class as a sentence has it.

    >>> [group_in_sentence(code) for code in ("E12000001", "E12000007", "SC", "LB")]
    ['the North East', 'London', 'shire counties', 'London boroughs']
    """
    return in_sentence({**CLASSES, **REGIONS}[code])


def _series(indicators: pd.DataFrame, indicator: str, breakdown: str) -> Series:
    """The series of an indicator and breakdown.

    Raises ``NoValues`` if the indicators do not have it.
    """
    if (indicator, breakdown) not in lookup(indicators).series:
        raise _no_value(series_name(indicator, breakdown))
    return indicator, breakdown


def _no_value(of: str) -> NoValues:
    return NoValues(f"A chart asks for {of}, and the indicators have no value of it.")


def note_of(indicators: pd.DataFrame, series: str, area: str, period: str) -> str:
    """What is noted of a value; empty if there is no row for it. ``series`` is named as in keys."""
    indicator, _, breakdown = series.rstrip("]").partition("[")
    row = lookup(indicators).values((indicator, breakdown)).get((area, period))
    return "" if row is None else _note(indicators, row)


def _note(indicators: pd.DataFrame, row: int) -> str:
    return str(indicators["note"].iloc[row])
