"""Charts and tables of budgets and overspends: what they claim, against the tables and the publisher's figures."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.indicators.budgets import CHILDREN, LEFT_OUT_OF_SHARE, SERVICES
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.periods import ending_year
from figures import budgets
from figures.figure import NoValues, Value
from figures.places import CLASSES, REGIONS
from figures.selection import across_councils, value_of
from tests.conftest import WITHOUT_BUDGET
from tests.figures.conftest import Fill, Printed

WEST_MIDLANDS = "E12000005"
ISLES_OF_SCILLY = "E06000053"


def test_a_year_without_a_budget_has_no_bar(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = budgets.overspend_by_year(indicators)
    data = figure.data.set_index("period")["overspend_gbp"]
    assert list(data.index[data.isna()]) == list(WITHOUT_BUDGET)
    assert "No budget is held for 2022-23 and 2024-25." in fill(figure.caption)


def test_overspends_are_those_that_the_publisher_s_files_give(indicators: pd.DataFrame) -> None:
    data = budgets.overspend_by_year(indicators).data.set_index("period")["overspend_gbp"] / 1e6
    expected = {"2015-16": 605, "2017-18": 806.6, "2018-19": 806, "2019-20": 816, "2023-24": 1_835.0}
    for period, millions in expected.items():
        assert data[period] == pytest.approx(millions, abs=0.5)


def test_the_pandemic_year_is_marked_wherever_its_overspend_is_shown(indicators: pd.DataFrame, fill: Fill) -> None:
    assert "mixed basis" in fill(budgets.overspend_by_year(indicators).caption)
    table = budgets.by_year(indicators)
    assert [row[0] for row in table.rows if "2020-21" in str(row[0])] == ["2020-21*"]
    assert "mixed basis" in fill(table.caption)


def test_outturn_was_above_budget_in_every_year_held(indicators: pd.DataFrame) -> None:
    assert (budgets.overspend_by_year(indicators).data["overspend_gbp"].dropna() > 0).all()


def test_councils_over_budget_are_counted_among_those_with_both_returns(
    indicators: pd.DataFrame, printed: Printed
) -> None:
    rows = {row[0]: row for row in printed(budgets.by_year(indicators))}
    assert rows["2017-18"][5] == "133 of 152"
    assert rows["2023-24"][1] == "147 of 153"
    assert rows["2023-24"][5] == "141 of 147"
    assert rows["2023-24"][6] == "£639m"


def test_the_headline_share_divides_by_the_services_that_overspent(indicators: pd.DataFrame) -> None:
    data = budgets.by_service(indicators).data.set_index("service")
    overspend = data["overspend_gbp"]
    share = overspend[CHILDREN] / overspend[data["counted"] & (overspend > 0)].sum()
    assert share == pytest.approx(value_of(indicators, "overspend_share_of_all_services", ENGLAND, "2023-24"), abs=1e-6)
    assert set(data.index) == set(SERVICES)
    assert set(data.index[~data["counted"]]) == set(LEFT_OUT_OF_SHARE)


def test_the_county_group_s_share_moves_with_the_definition(indicators: pd.DataFrame) -> None:
    shares = budgets.childrens_share(indicators).data.set_index("definition")["County group"]
    assert [round(100 * share) for share in shares] == [41, 27, 31, 22, 30]


def test_alternatives_say_how_far_they_move_the_share(indicators: pd.DataFrame, printed: Printed) -> None:
    headline, *others = printed(budgets.share_alternatives(indicators))
    assert headline[3] == "–"
    for row in others:
        moved = float(row[3].replace("−", "-"))
        assert moved == pytest.approx(float(row[2].rstrip("%")) - float(headline[2].rstrip("%")), abs=0.11)


def test_growth_is_charted_for_every_service_but_the_balance_of_small_items(indicators: pd.DataFrame) -> None:
    data = budgets.growth_by_service(indicators).data
    assert set(data["service"]) == {*SERVICES, "total_services"} - {"other"}
    # £9,375m of 2018-19 and £15,556m of 2024-25, GDP deflators 76.1639 and 96.6694.
    children = data.set_index("service").loc[CHILDREN, "change_real_share"]
    assert children == pytest.approx(15_556.14 / 9_375.428 * 76.1639 / 96.6694 - 1, abs=1e-3)


def test_a_series_starts_at_a_hundred(indicators: pd.DataFrame) -> None:
    data = budgets.outturn_over_time(indicators).data.set_index("period")
    assert (data.iloc[0] == 100).all()
    assert data.notna().all(axis=None)


def test_every_kind_of_place_is_compared(indicators: pd.DataFrame) -> None:
    rows = budgets.by_place(indicators).rows
    assert len(rows) == 1 + len(REGIONS) + len(CLASSES) + 1
    assert isinstance(rows[-1][3], Value)
    assert rows[-1][3].area == COUNTY_GROUP


def test_the_three_lowest_and_the_highest_share_of_budget_are_london_boroughs(indicators: pd.DataFrame) -> None:
    data = budgets.spread_over_councils(indicators).data
    drawn = data[data["area_name"] != "Isles of Scilly"]
    assert drawn["area_code"].iloc[[0, -1, -2, -3]].str.startswith("E09").all()


def test_a_council_with_a_tiny_budget_is_named_and_not_drawn(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = budgets.spread_over_councils(indicators)
    assert "Not drawn: Isles of Scilly" in fill(figure.caption)
    assert "Scilly" not in fill(figure.alt)


def test_every_council_is_in_the_long_table_with_the_reason_for_a_gap(
    indicators: pd.DataFrame, printed: Printed
) -> None:
    table = budgets.every_council(indicators)
    rows = {row[0]: row for row in printed(table)}
    assert table.long
    assert len(rows) == 1 + 153
    assert rows["Birmingham"][3:] == ["[x]", "no outturn", "–"]
    assert rows["Slough"][2] == "[x]"
    assert rows["Slough"][4] == "no budget"
    assert rows["Westmorland and Furness"][2:5] == ["[x]", "[x]", "no budget or outturn"]
    assert sum(row[4].startswith("no ") for row in rows.values()) == 153 - 147


def test_the_councils_of_the_long_table_add_up_to_england(indicators: pd.DataFrame) -> None:
    councils = across_councils(indicators, "overspend_gbp", "2023-24", CHILDREN)
    assert councils["value"].sum() == pytest.approx(
        value_of(indicators, "overspend_gbp", ENGLAND, "2023-24", CHILDREN), abs=1
    )


def test_a_chart_of_one_place_speaks_of_that_place(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = budgets.overspend_by_year(indicators, COUNTY_GROUP)
    assert "£639m above budget in 2023-24" in fill(figure.title)
    assert fill(figure.caption).startswith("County group")


def test_no_share_is_given_of_a_very_small_budget(indicators: pd.DataFrame) -> None:
    rows = {row[0]: row for row in budgets.every_council(indicators).rows}
    assert rows["Isles of Scilly"][-1] == "–"
    assert rows["Kent"][-1] != "–"


def test_a_region_shows_the_budgets_of_the_councils_whose_overspend_it_shows(
    indicators: pd.DataFrame, printed: Printed
) -> None:
    table = budgets.budget_and_outturn(indicators, WEST_MIDLANDS)
    headings = [column.heading for column in table.columns]
    assert headings == ["Service", "Budget", "Outturn less budget", "Share of budget"]
    rows = indicators[(indicators["area_code"] == WEST_MIDLANDS) & (indicators["period"] == "2023-24")]
    rows = rows[rows["breakdown"] == CHILDREN].set_index("indicator")
    share = rows.loc["overspend_share_of_budget"]
    # Birmingham has a budget and no outturn: the line of all budgets is not that of the councils with both.
    assert rows.loc["budget_gbp", "value"] > share["denominator"]
    (row,) = (row for row in printed(table) if row[0] == "Children’s social care")
    assert row[1:] == ["£1,141m", "£186.6m", "16.4%"]
    assert share["numerator"] / share["denominator"] == pytest.approx(0.164, abs=5e-4)


def test_a_very_small_budget_has_no_share_and_is_printed_in_full(indicators: pd.DataFrame, printed: Printed) -> None:
    table = budgets.budget_and_outturn(indicators, ISLES_OF_SCILLY)
    (row,) = (row for row in printed(table) if row[0] == "Children’s social care")
    assert (row[1], row[-1]) == ("£34,000", "–")
    assert "%" not in budgets.by_service(indicators, ISLES_OF_SCILLY).title.partition(" and ")[0]


def test_a_place_without_both_returns_has_neither_chart_nor_table(indicators: pd.DataFrame) -> None:
    for figure in (budgets.by_service, budgets.budget_and_outturn):
        with pytest.raises(NoValues):
            figure(indicators, "E06000063")


@pytest.fixture(scope="module")
def of_2019(indicators: pd.DataFrame) -> pd.DataFrame:
    """The indicators up to 31 March 2019: every budget is held, and the net of all services was never above zero."""
    return indicators[indicators["period"].map(ending_year) <= 2019]


def test_a_report_with_every_budget_says_nothing_of_missing_ones(of_2019: pd.DataFrame, fill: Fill) -> None:
    figure = budgets.overspend_by_year(of_2019)
    assert "No budget is held" not in fill(figure.caption)
    assert "There is no bar" not in fill(figure.alt)
    assert "mixed basis" not in figure.caption + budgets.by_year(of_2019).caption


def test_a_definition_without_a_share_is_left_out(of_2019: pd.DataFrame, fill: Fill, printed: Printed) -> None:
    figure = budgets.childrens_share(of_2019)
    assert list(figure.data["definition"]) == [rule for rule in budgets.DEFINITIONS if rule != budgets.NET]
    assert "all leave out police and fire" in fill(figure.caption)
    assert len(printed(budgets.share_alternatives(of_2019))) == len(figure.data)


def test_no_growth_is_shown_before_a_year_has_come_since(of_2019: pd.DataFrame) -> None:
    for figure in (budgets.growth_by_service, budgets.outturn_growth):
        with pytest.raises(NoValues):
            figure(of_2019)


def test_growth_to_one_year_has_one_pair_of_columns(indicators: pd.DataFrame) -> None:
    of_2022 = indicators[indicators["period"].map(ending_year) <= 2022]
    headings = [column.heading for column in budgets.outturn_growth(of_2022).columns]
    assert headings == ["Service", "2018-19", "2021-22", "Change to 2021-22", "Change to 2021-22"]


def test_an_underspend_is_below_budget(indicators: pd.DataFrame, fill: Fill) -> None:
    turned = indicators.assign(
        value=indicators["value"].where(~indicators["indicator"].str.startswith("overspend"), -indicators["value"])
    )
    assert "£1,835m below budget in 2023-24" in fill(budgets.overspend_by_year(turned).title)
    with pytest.raises(NoValues):
        budgets.childrens_share(turned[turned["indicator"] != budgets.SHARE])
