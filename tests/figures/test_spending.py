"""Charts and tables of what is spent: what they claim, against the tables and against a year worked by hand."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from analysis.indicators.spending import BASE_YEAR, CATEGORIES, EARLY_INTERVENTION, LATE_INTERVENTION
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.loading import Tables
from analysis.tables.periods import ending_year
from figures import spending
from figures.figure import Figure, NoValues
from figures.number import text
from figures.places import CLASSES, REGIONS
from figures.selection import newest, over_time, price_year, value_of
from tests.figures.conftest import Fill, Printed

GAP = ["2014-15", "2015-16"]


@pytest.mark.parametrize(
    "chart", [spending.total_over_time, spending.late_and_early, spending.shares_over_time], ids=lambda f: f.__name__
)
def test_missing_years_break_a_chart_over_years(
    chart: Callable[[pd.DataFrame], Figure], indicators: pd.DataFrame
) -> None:
    data = chart(indicators).data.set_index("period")
    assert list(data.index[data.isna().all(axis=1)]) == GAP
    assert data.drop(index=GAP).notna().all(axis=None)


def test_shares_begin_with_the_year_whose_lines_are_those_of_today(indicators: pd.DataFrame) -> None:
    assert spending.shares_over_time(indicators).data["period"].iloc[0] == "2012-13"
    assert spending.late_and_early(indicators).data["period"].iloc[0] == "2012-13"


def test_late_and_early_intervention_are_sums_of_the_categories_charted(indicators: pd.DataFrame) -> None:
    parts = spending.change_by_category(indicators).data.set_index("category")
    whole = spending.late_and_early(indicators).data.set_index("period")
    assert parts.loc[list(LATE_INTERVENTION), "end_gbp"].sum() == pytest.approx(
        whole["late_intervention_real_gbp"].iloc[-1], abs=1
    )
    assert parts.loc[list(EARLY_INTERVENTION), "start_gbp"].sum() == pytest.approx(
        whole.loc["2016-17", "early_intervention_real_gbp"], abs=1
    )


def test_broad_and_early_shares_leave_only_other_services(indicators: pd.DataFrame) -> None:
    data = spending.shares_over_time(indicators).data.dropna()
    rest = 1 - data["late_intervention_share_broad"] - data["early_intervention_share"]
    assert rest.between(0, 0.03).all()
    assert (data["looked_after_share_narrow"] < data["late_intervention_share_broad"]).all()


def test_the_categories_of_the_table_add_up_to_its_last_row(indicators: pd.DataFrame) -> None:
    last = newest(over_time(indicators, "expenditure_gbp", ENGLAND, "total"))
    parts = [value_of(indicators, "expenditure_gbp", ENGLAND, last, name) for name in CATEGORIES]
    assert sum(parts) == pytest.approx(value_of(indicators, "expenditure_gbp", ENGLAND, last, "total"), abs=1)
    assert len(spending.categories(indicators).rows) == len(CATEGORIES) + 1


def test_real_terms_restate_a_year_by_the_deflator(indicators: pd.DataFrame, tables: Tables) -> None:
    index = tables.current("deflators").set_index("period")["value"]
    row = spending.change_by_category(indicators).data.set_index("category").loc["children_looked_after"]
    cash = value_of(indicators, "expenditure_gbp", ENGLAND, BASE_YEAR, "children_looked_after")
    restated = cash * index[price_year(indicators)] / index[BASE_YEAR]
    assert row["start_gbp"] == pytest.approx(restated)


def test_growth_in_titles_and_labels_is_that_of_the_same_councils(indicators: pd.DataFrame, fill: Fill) -> None:
    last = newest(over_time(indicators, "expenditure_real_gbp", ENGLAND, "total"))
    growth = value_of(indicators, "expenditure_real_growth_share", ENGLAND, last, "children_looked_after")
    figure = spending.change_by_category(indicators)
    assert figure.data.set_index("category").loc["children_looked_after", "growth_share"] == growth
    assert f"looked-after children rose by {text(growth, 'share')} in real terms" in fill(figure.title)
    of_all = value_of(indicators, "expenditure_real_growth_share", ENGLAND, last, "total")
    assert f"rose by {text(of_all, 'share')}" in fill(spending.total_over_time(indicators).title)


def test_the_pandemic_deflator_moves_only_spans_that_touch_its_year(indicators: pd.DataFrame, printed: Printed) -> None:
    for span, _, deflated, smoothed in printed(spending.deflator_alternatives(indicators)):
        assert (deflated == smoothed) == ("2020-21" not in span)


def test_england_lies_between_the_regions_and_looked_after_children_within_the_whole(indicators: pd.DataFrame) -> None:
    data = spending.per_child_by_region(indicators).data.set_index("area_code")
    assert set(data.index) == {ENGLAND, *REGIONS}
    assert (data["children_looked_after_gbp_per_child"] < data["total_gbp_per_child"]).all()
    assert data["total_gbp_per_child"].min() < data.loc[ENGLAND, "total_gbp_per_child"]
    assert data["total_gbp_per_child"].is_monotonic_decreasing


def test_councils_lie_further_apart_within_a_class_than_classes_do(indicators: pd.DataFrame) -> None:
    councils = spending.per_child_by_council(indicators).data
    few = councils["area_name"].isin(["City of London", "Isles of Scilly"])
    spread = councils[~few].groupby(councils["area_code"].str[:3])["looked_after_gbp_per_child"].agg(["min", "max"])
    key = "expenditure_per_child_gbp", "children_looked_after"
    last = newest(over_time(indicators, key[0], ENGLAND, key[1]))
    classes = [value_of(indicators, key[0], code, last, key[1]) for code in CLASSES]
    assert (spread["max"] - spread["min"]).min() > max(classes) - min(classes)


def test_councils_with_few_children_are_named_and_not_drawn(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = spending.per_child_by_council(indicators)
    assert "Not drawn: City of London and Isles of Scilly" in fill(figure.caption)
    assert "Isles of Scilly" in set(figure.data["area_name"])
    assert "Scilly" not in fill(figure.title)


def test_every_kind_of_place_is_compared(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = printed(spending.per_child_by_place(indicators))
    assert rows[0][0] == "England"
    assert rows[-1][0] == "County group"
    assert len(rows) == 1 + len(REGIONS) + len(CLASSES) + 1
    last = newest(over_time(indicators, "expenditure_per_child_gbp", COUNTY_GROUP, "total"))
    assert spending.per_child_by_place(indicators).title.endswith(last)


def test_a_chart_of_one_region_speaks_of_that_region(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = spending.shares_over_time(indicators, "E12000007")
    assert fill(figure.caption).startswith("London.")
    assert figure.data["period"].iloc[0] == "2012-13"


@pytest.fixture(scope="module")
def until_base_year(indicators: pd.DataFrame) -> pd.DataFrame:
    """The indicators as if 2016-17 were the newest year."""
    return indicators[indicators["period"].map(ending_year) <= ending_year(BASE_YEAR)]


def test_if_the_unbroken_series_has_one_year_a_chart_compares_it_with_the_first_year(
    until_base_year: pd.DataFrame,
) -> None:
    for chart in (spending.shares_over_time, spending.late_and_early):
        title = chart(until_base_year).title
        assert "2012-13" in title
        assert "2016-17" in title
    assert "2010-11 and 2016-17" in spending.total_over_time(until_base_year).title


def test_a_table_of_changes_needs_two_years(until_base_year: pd.DataFrame) -> None:
    for table in (spending.categories, spending.deflator_alternatives):
        with pytest.raises(NoValues):
            table(until_base_year)
    headings = [column.heading for column in spending.per_child_by_place(until_base_year).columns]
    assert "Change" not in headings


def test_the_title_of_a_comparison_names_its_years(indicators: pd.DataFrame) -> None:
    for chart in (spending.total_over_time, spending.change_by_category, spending.late_and_early):
        last = newest(over_time(indicators, "expenditure_real_gbp", ENGLAND, "total"))
        assert f"between {BASE_YEAR} and {last}" in chart(indicators).title.casefold()


def test_the_history_begins_in_2008_09_and_breaks_where_no_return_is_held(indicators: pd.DataFrame) -> None:
    data = spending.since_the_first_return(indicators).data.set_index("period")["looked_after_real_gbp"]
    assert data.index[0] == "2008-09"
    assert list(data.index[data.isna()]) == ["2009-10", *GAP]


def test_the_history_of_england_compares_years_of_every_council(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = spending.since_the_first_return(indicators)
    assert fill(figure.title).startswith("Between 2010-11 and")
    assert "without Bedford, Central Bedfordshire, Cheshire East, Cheshire West and Chester" in fill(figure.caption)
    assert fill(spending.since_the_first_return(indicators, "E10000016").title).startswith("Between 2008-09 and")


def test_shares_of_private_public_and_voluntary_providers_add_up(indicators: pd.DataFrame) -> None:
    for line in ("total", "residential", "fostering"):
        shares = [
            over_time(indicators, f"looked_after_{sector}_share", ENGLAND, line)
            for sector in ("private", "public", "voluntary")
        ]
        assert list(pd.concat(shares, axis="columns").sum(axis="columns")) == pytest.approx([1] * 5)
    charted = spending.private_providers(indicators).data.set_index("period")
    assert charted.loc["2013-14", "residential_private_share"] == pytest.approx(0.6116, abs=1e-4)
