"""What charts and tables of England have in common: words that say what a chart shows, cells that can be printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import FunctionType

import numpy as np
import pandas as pd
import pytest

from analysis.formulas.intervals import with_limits
from analysis.indicators.definitions import counted
from figures import (
    asylum,
    budgets,
    certainty,
    choices,
    decomposition,
    demand,
    funnel,
    looked_after,
    market,
    need,
    outlook,
    placements,
    returns,
    spending,
    workforce,
)
from figures.figure import Figure, NoValues, Table
from tests.figures.conftest import Fill, Printed

WITHOUT_GAPS = (
    looked_after.numbers,
    looked_after.number_rate_and_population,
    looked_after.starting_and_ceasing,
    looked_after.regions,
    looked_after.classes,
    looked_after.councils,
    placements.by_type,
    placements.unit_costs,
    placements.residential_costs,
    placements.residential_costs_of_councils,
    market.homes_and_places,
    market.places_by_region,
)
OF_ADDED_COUNCILS = (
    spending.total_over_time,
    spending.change_by_category,
    spending.late_and_early,
    spending.shares_over_time,
    spending.per_child_by_region,
    spending.per_child_by_council,
    budgets.overspend_by_year,
    budgets.by_service,
    budgets.childrens_share,
    budgets.outturn_over_time,
    budgets.growth_by_service,
    budgets.spread_over_councils,
    spending.since_the_first_return,
    decomposition.contributions,
    decomposition.contributions_by_place,
    returns.differences,
)
CHARTS = (
    *(*WITHOUT_GAPS, *OF_ADDED_COUNCILS, demand.rates, outlook.errors, outlook.projection),
    *(placements.providers, placements.outside_boundary, asylum.with_and_without),
    *(need.categories, need.factors, need.by_deprivation, need.need_and_cost),
    *(spending.private_providers, workforce.rates, funnel.rates_of_councils, choices.of_headlines),
    certainty.councils_with_intervals,
)
FULL_TABLES = (
    *(placements.placement_table, placements.unit_cost_table, placements.unit_cost_places),
    *(market.regions, market.largest_owners, market.every_council),
    *(spending.categories, spending.deflator_alternatives, spending.per_child_by_place),
    *(decomposition.groups, need.difficulties, need.fifths),
    workforce.by_region,
    *(budgets.by_year, budgets.share_alternatives, budgets.outturn_growth, budgets.by_place, budgets.every_council),
    *(budgets.stated, returns.by_line, returns.asylum),
)
TABLES = (
    *FULL_TABLES,
    *(placements.net_gain, asylum.by_place),
    *(looked_after.england, looked_after.regions_and_classes, looked_after.every_council),
    *(outlook.back_tests, outlook.parts, outlook.projection_table, outlook.what_if),
)

OF_ANY_PLACE = (
    *(looked_after.numbers, looked_after.number_rate_and_population, placements.by_type, placements.unit_costs),
)
OR_WHY_NOT, POUNDS = r"[\d−–\[]", r"[−£]*\d"
"""How cells begin that are a number or say why there is none, and cells that are a number of any unit."""
OF_NUMBERS = (
    *((demand.steps, 1, OR_WHY_NOT), (demand.regions_and_classes, 1, OR_WHY_NOT)),
    *((table, 2, OR_WHY_NOT) for table in (looked_after.england, looked_after.regions_and_classes)),
    (looked_after.every_council, 2, OR_WHY_NOT),
    *((table, 1, POUNDS) for table in (placements.placement_table, placements.unit_cost_table)),
    (placements.unit_cost_places, 1, POUNDS),
)
"""Tables whose cells from some column on are numbers."""
BEGINNINGS = (
    *((choices.of_headlines, "2008"), (funnel.rates_of_councils, "2008")),
    *((need.categories, "2017"), (need.factors, "2017"), (need.difficulties, "2017")),
    *((need.by_deprivation, "2017"), (need.fifths, "2017")),
    *((asylum.with_and_without, "2021"), (asylum.by_place, "2021"), (asylum.one_council, "2021")),
    *((placements.by_type, "2021"), (placements.placement_table, "2021"), (returns.differences, "2023")),
)
"""Charts and tables, and a year before which the figures of some of them are not held."""
COMPUTED = (
    looked_after.number_rate_and_population,
    budgets.growth_by_service,
    budgets.outturn_over_time,
    choices.of_headlines,
)
"""Charts of indices and changes, which are computed from values as the chart is drawn."""
NAME_A_UNIT = {"population", "gbp", "share", "per", "children", "homes", "places", "claims"}
"""Words in the name of a column that say what its numbers count."""
KENT = "E10000016"
PLACES = ["period", "area_code", "since", "fifth"]
POSITIONS = ["years_ahead"]

Chart = Callable[[pd.DataFrame], Figure]
Tabulate = Callable[[pd.DataFrame], Table]


@pytest.fixture(scope="module")
def written(indicators: pd.DataFrame) -> frozenset[float]:
    """Every number of ``indicators.csv``."""
    numbers = with_limits(indicators, counted()).select_dtypes("number")
    return frozenset(number for column in numbers for number in numbers[column].dropna().astype(float))


def name(part: object) -> str | None:
    """The name of a function; any other part of a case is named as it is."""
    return f"{part.__module__}.{part.__name__}" if isinstance(part, FunctionType) else None


@pytest.mark.parametrize("chart", CHARTS, ids=name)
def test_a_chart_says_in_words_what_it_shows_and_has_two_shapes(
    chart: Chart, indicators: pd.DataFrame, fill: Fill
) -> None:
    figure = chart(indicators)
    texts = [fill(text) for text in (figure.title, figure.caption, figure.alt)]
    assert len(set(texts)) == 3
    assert all("{{" not in text and "nan" not in text.casefold().split() for text in texts)
    assert "Source" in texts[1]
    assert figure.drawing.wide != figure.drawing.narrow


@pytest.mark.parametrize("chart", CHARTS, ids=name)
def test_the_data_of_a_chart_are_numbers_with_their_unit(chart: Chart, indicators: pd.DataFrame) -> None:
    figure = chart(indicators)
    data = figure.data
    numbers, words = data.select_dtypes("number"), data.select_dtypes(["object", "str"])
    assert figure.unit or "unit" in data or all(set(str(column).split("_")) & NAME_A_UNIT for column in numbers), list(
        data
    )
    assert not any(
        re.search(r"[£%]|^[\d,.]+$", str(text)) for text in words.drop(columns=PLACES, errors="ignore").stack()
    )


@pytest.mark.parametrize("chart", [chart for chart in CHARTS if chart not in COMPUTED], ids=name)
def test_the_data_of_a_chart_are_values_of_the_indicators(
    chart: Chart, indicators: pd.DataFrame, written: frozenset[float]
) -> None:
    data = chart(indicators).data
    numbers = data.select_dtypes("number").drop(columns=POSITIONS, errors="ignore").to_numpy(dtype=float).ravel()
    assert sorted(set(numbers[~np.isnan(numbers)].tolist()) - written) == []


@pytest.mark.parametrize("chart", WITHOUT_GAPS, ids=name)
def test_a_chart_of_a_series_without_gaps_carries_every_figure(chart: Chart, indicators: pd.DataFrame) -> None:
    assert not chart(indicators).data.isna().any().any()


@pytest.mark.parametrize("chart", OF_ADDED_COUNCILS, ids=name)
def test_a_chart_of_what_councils_add_up_to_says_how_many_it_covers(
    chart: Chart, indicators: pd.DataFrame, fill: Fill
) -> None:
    assert "of 153 councils" in fill(chart(indicators).caption)


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_no_cell_of_a_table_prints_a_value_that_is_not_there(
    table: Tabulate, indicators: pd.DataFrame, printed: Printed
) -> None:
    assert all("nan" not in cell.casefold().split() for row in printed(table(indicators)) for cell in row)


@pytest.mark.parametrize("table", FULL_TABLES, ids=name)
def test_every_cell_of_a_full_table_is_filled(table: Tabulate, indicators: pd.DataFrame, printed: Printed) -> None:
    assert all(cell.strip() for row in printed(table(indicators)) for cell in row)


@pytest.mark.parametrize(
    ("table", "first", "begins"), OF_NUMBERS, ids=lambda part: name(part) if callable(part) else ""
)
def test_every_cell_of_a_table_of_numbers_is_one_or_says_why_not(
    table: Tabulate, first: int, begins: str, indicators: pd.DataFrame, printed: Printed
) -> None:
    assert all(re.match(begins, cell) for row in printed(table(indicators)) for cell in row[first:])


@pytest.mark.parametrize("chart", OF_ANY_PLACE, ids=name)
def test_a_chart_of_england_is_as_well_one_of_a_council(
    chart: Callable[..., Figure], indicators: pd.DataFrame, fill: Fill
) -> None:
    figure = chart(indicators, KENT)
    assert "E92000001" not in figure.title + figure.caption + figure.alt
    assert fill(figure.title)


@pytest.mark.parametrize(("shown", "begun"), BEGINNINGS, ids=name)
def test_what_is_not_held_yet_is_not_shown(shown: Callable[..., object], begun: str, indicators: pd.DataFrame) -> None:
    place = [KENT] if shown is asylum.one_council else []
    with pytest.raises(NoValues):
        shown(indicators[indicators["period"] < begun], *place)
