"""Charts and tables of placements and unit costs."""

from __future__ import annotations

import pandas as pd

from analysis.tables.areas import COUNTY_GROUP
from figures import placements
from figures.places import CLASSES
from figures.selection import over_time
from tests.figures.conftest import Fill, Printed


def test_the_eight_types_of_placement_make_all_looked_after_children(indicators: pd.DataFrame) -> None:
    counts = placements.by_type(indicators).data.drop(columns="placement")
    every = over_time(indicators, "looked_after_children", "E92000001")
    for period in map(str, counts):
        assert abs(counts[period].sum() - every[period]) <= 45  # eight counts and a total, each rounded to 10


def test_the_break_of_2024_is_stated(indicators: pd.DataFrame, fill: Fill) -> None:
    for chart in (placements.by_type, placements.providers):
        assert "2024" in fill(chart(indicators).caption)


def test_lines_of_providers_break_where_no_year_is_held(indicators: pd.DataFrame) -> None:
    private = placements.providers(indicators).data.set_index("period")["private"]
    assert private[["2012", "2025"]].tolist() == [20_630, 32_980]
    assert private[["2013", "2018", "2021"]].isna().all()


def test_children_in_homes_are_outside_the_boundary_more_often_than_all(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = placements.outside_boundary(indicators)
    shares = figure.data.set_index("period")
    assert shares.loc["2014", "homes"] == 0.55
    assert shares.loc["2024", "homes"] == 0.67
    assert (shares.dropna()["homes"] > shares.dropna()["all"]).all()
    assert fill(figure.title).startswith("67%")


def test_a_net_gain_is_what_comes_in_less_what_goes_out(indicators: pd.DataFrame, printed: Printed) -> None:
    for row in printed(placements.net_gain(indicators)):
        others, own, gain = (int(cell.replace(",", "").replace("−", "-")) for cell in row[1:4])
        assert gain == others - own


def test_real_and_cash_meet_in_the_year_of_the_prices(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = {row[0]: row for row in printed(placements.unit_cost_table(indicators))}
    for service in placements.SERVICES.values():
        assert rows[f"{service}, cash"][-2] == rows[f"{service}, real"][-2]


def test_the_title_of_the_unit_costs_says_which_way_they_went(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = placements.unit_costs(indicators)
    residential, fostering = fill(figure.title).split(", and a week of")
    ends = figure.data.iloc[[0, -1]]
    assert ("rose" in residential) == bool(ends["residential_care"].is_monotonic_increasing)
    assert ("rose" in fostering) == bool(ends["fostering"].is_monotonic_increasing)


def test_half_of_the_councils_lie_between_the_costs_that_the_title_names(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = placements.residential_costs_of_councils(indicators)
    costs = figure.data["residential_care_gbp_per_week"]
    named = [int(word.strip("£;").replace(",", "")) for word in fill(figure.title).split() if word.startswith("£")]
    low, high = named
    assert 0.48 <= costs.between(low, high).mean() <= 0.54
    assert f"{costs.max():,.0f}" not in fill(figure.title), "an extreme may come from how spending was recorded"


def test_the_regions_are_ordered_from_the_dearest_to_the_least_dear(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = placements.residential_costs(indicators)
    regions = figure.data[figure.data["area_code"].str.startswith("E")]
    assert regions[placements.COST].is_monotonic_decreasing
    assert "London" in fill(figure.title)


def test_an_approximate_mean_is_called_so(indicators: pd.DataFrame) -> None:
    for shown in (placements.residential_costs, placements.unit_cost_places):
        assert "approximate means" in shown(indicators).caption


def test_before_the_new_definition_nothing_speaks_of_a_break(indicators: pd.DataFrame, fill: Fill) -> None:
    before = indicators[indicators["period"] < placements.BREAK]
    figure = placements.by_type(before)
    assert placements.BREAK not in fill(figure.caption) + figure.alt


def test_a_single_year_of_placements_is_compared_with_nothing(indicators: pd.DataFrame, fill: Fill) -> None:
    first_year = indicators[indicators["period"] <= "2021"]
    assert fill(placements.by_type(first_year).title).startswith("In 2021 the number of children in foster care was ")
    headings = [column.heading for column in placements.placement_table(first_year).columns]
    assert headings[:3] == ["Place", "Foster care 2021", "Homes 2021"]


def test_places_are_shown_in_the_newest_year_in_which_the_classes_have_a_mean(
    indicators: pd.DataFrame, fill: Fill
) -> None:
    costs = over_time(indicators, placements.COST, "E92000001", "residential_care")
    newer, before = costs.index[-1], costs.index[-2]
    classes = indicators["area_code"].isin([*CLASSES, COUNTY_GROUP])
    without_weights = indicators[~(classes & (indicators["period"] == newer))]
    for chart in (placements.residential_costs, placements.residential_costs_of_councils):
        assert f" in {before}" in fill(chart(without_weights).title)
    assert placements.unit_cost_places(without_weights).title.endswith(before)
