"""Values of the table of indicators, selected for a chart or a table."""

from __future__ import annotations

import math

import pandas as pd

from analysis.formulas.key import series_name, series_of
from analysis.tables.periods import ending_year, financial_year_ending
from figures.figure import NoValues
from figures.lookup import Series, lookup
from figures.places import CLASS_OF_CODES


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
    councils = rows[(rows["period"] == period) & rows["area_code"].str[:3].isin(CLASS_OF_CODES)]
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
    rows = rows[(rows["period"] == period) & rows["area_code"].str[:3].isin(CLASS_OF_CODES)]
    return rows.sort_values("area_name", ignore_index=True)


def on_calendar(series: pd.Series) -> pd.Series:
    """A series over financial years with every year from its first to its last, NaN in years without a value.

    A line through it breaks at the missing years.

    >>> list(on_calendar(pd.Series({"2013-14": 1.0, "2016-17": 2.0})).index)
    ['2013-14', '2014-15', '2015-16', '2016-17']
    """
    first, last = ending_year(str(series.index.min())), ending_year(str(series.index.max()))
    return series.reindex([financial_year_ending(year) for year in range(first, last + 1)])


def value_of(indicators: pd.DataFrame, indicator: str, area: str, period: str, breakdown: str = "") -> float:
    """One value.

    Raises ``NoValues`` if the place has none in the period.
    """
    value = lookup(indicators).value((indicator, breakdown), area, period)
    if value is None:
        raise NoValues(f"A chart asks for {indicator} of {area} in {period}, and the indicators have no value of it.")
    return value


def by_period(**columns: pd.Series) -> pd.DataFrame:
    """Series over the same periods as the data of a chart: a column of the periods, and one for each series."""
    return pd.DataFrame(columns).rename_axis("period").reset_index()


def newest(series: pd.Series) -> str:
    """The last period that has a value."""
    return str(series.last_valid_index())


def newest_of(indicators: pd.DataFrame, indicator: str, area: str, breakdown: str = "") -> str:
    """The newest period in which a place has a value of an indicator.

    Raises ``NoValues`` if there is none.
    """
    return newest(at_least(indicators, indicator, area, breakdown, values=1))


def since_gap(series: pd.Series) -> str:
    """The first period of the newest run of periods without a gap.

    >>> since_gap(on_calendar(pd.Series({"2012-13": 1.0, "2016-17": 2.0, "2017-18": 3.0})))
    '2016-17'
    """
    held = series.dropna().index
    gaps = [number for number in range(1, len(held)) if ending_year(held[number]) - ending_year(held[number - 1]) > 1]
    return str(held[gaps[-1]] if gaps else held[0])


def price_year(indicators: pd.DataFrame) -> str:
    """The financial year whose prices real terms use: the newest one with outturn."""
    return lookup(indicators).periods(("outturn_gbp", "childrens_social_care"))[-1]


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
    row = lookup(indicators).values(series_of(series)).get((area, period))
    return "" if row is None else str(indicators["note"].iloc[row])
