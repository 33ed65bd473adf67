"""Reconciles the indicators with the totals that the publishers printed."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.indicators.spending import CATEGORIES
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import Tables
from figures.number import half_up

ROUNDING = 5
"""Half of the ten to which the Department for Education rounds England, regions and, in some years, authorities."""


def values(indicators: pd.DataFrame, indicator: str, breakdown: str = "") -> pd.DataFrame:
    """The rows of one indicator."""
    return indicators[(indicators["indicator"] == indicator) & (indicators["breakdown"] == breakdown)]


def value(indicators: pd.DataFrame, indicator: str, period: str, breakdown: str = "", area: str = ENGLAND) -> float:
    """One value."""
    rows = values(indicators, indicator, breakdown)
    return float(rows.loc[(rows["area_code"] == area) & (rows["period"] == period), "value"].iloc[0])


def printed_rates(tables: Tables) -> pd.DataFrame:
    """The rates per 10,000 as the Department for Education printed them."""
    rows = tables.current("looked_after")
    return rows[(rows["measure"] == "looked_after_rate_per_10k_published") & rows["value"].notna()]


@pytest.mark.parametrize("year", ["2021", "2022", "2023", "2024", "2025"])
def test_englands_rate_rounds_to_the_printed_one(tables: Tables, indicators: pd.DataFrame, year: str) -> None:
    printed = printed_rates(tables)
    own = printed[(printed["area_code"] == ENGLAND) & (printed["period"] == year)]["value"].iloc[0]
    assert half_up(value(indicators, "looked_after_rate_per_10k", year)) == own


def test_every_councils_rate_is_within_half_a_unit_of_the_printed_one(tables: Tables, indicators: pd.DataFrame) -> None:
    rates = values(indicators, "looked_after_rate_per_10k")[["area_code", "period", "value"]]
    both = printed_rates(tables).merge(rates, on=["area_code", "period"], suffixes=("_printed", ""))
    both = both[both["area_code"].map(tables.membership.levels) == "authority"]
    assert len(both) > 700
    assert (both["value"] - both["value_printed"]).abs().max() <= 0.5 + 1e-9


def test_looked_after_children_of_england_and_regions_add_up_from_councils(
    tables: Tables, indicators: pd.DataFrame
) -> None:
    children = values(indicators, "looked_after_children").set_index(["area_code", "period"])["value"]
    for composite, members in tables.membership.composites.items():
        if tables.membership.levels[composite] not in ("country", "region"):
            continue
        for period in sorted({period for area, period in children.index if area == composite}):
            parts = children.reindex([(member, period) for member in members])
            standing = tables.membership.standing(period)
            suppressed = parts.isna().to_numpy() & pd.Index(members).isin(standing)
            # A suppressed council has fewer than ten children.
            allowed = ROUNDING * (1 + int(parts.notna().sum())) + 10 * int(suppressed.sum())
            assert abs(parts.sum() - children[(composite, period)]) <= allowed, (composite, period)


@pytest.mark.parametrize(
    ("period", "expected"),
    [("2015-16", 605.4), ("2017-18", 806.6), ("2018-19", 806.1), ("2019-20", 816.0), ("2023-24", 1835.0)],
)
def test_the_overspend_on_childrens_social_care_is_the_published_one(
    indicators: pd.DataFrame, period: str, expected: float
) -> None:
    overspend = value(indicators, "overspend_gbp", period, "childrens_social_care")
    assert float(half_up(overspend / 1e6, 1)) == expected


@pytest.mark.parametrize(("period", "over", "both"), [("2017-18", 133, 152), ("2023-24", 141, 147)])
def test_councils_that_overspent_are_counted_among_those_with_both_returns(
    indicators: pd.DataFrame, period: str, over: int, both: int
) -> None:
    rows = values(indicators, "councils_overspending_share", "childrens_social_care")
    england = rows[(rows["area_code"] == ENGLAND) & (rows["period"] == period)].iloc[0]
    assert (england["numerator"], england["denominator"]) == (over, both)


@pytest.mark.parametrize(
    ("period", "narrow", "broad"), [("2016-17", 45.4, 73.8), ("2019-20", 50.1, 78.3), ("2024-25", 55.9, 80.6)]
)
def test_the_shares_of_section_251(indicators: pd.DataFrame, period: str, narrow: float, broad: float) -> None:
    assert float(half_up(100 * value(indicators, "statutory_share_narrow", period), 1)) == narrow
    assert float(half_up(100 * value(indicators, "statutory_share_broad", period), 1)) == broad


def test_narrow_and_early_shares_leave_room_for_the_rest(indicators: pd.DataFrame) -> None:
    shares = indicators[indicators["indicator"].isin(["statutory_share_broad", "early_intervention_share"])]
    assert shares["value"].dropna().between(0, 1).all()
    both = shares.pivot(index=["area_code", "period"], columns="indicator", values="value").dropna().sum(axis=1)
    assert (both <= 1 + 1e-9).all()


def test_outturn_against_budget_of_england_in_2021_22_and_2023_24(indicators: pd.DataFrame) -> None:
    outturn, budget = "outturn_gbp", "budget_gbp"
    assert float(half_up(value(indicators, outturn, "2023-24", "childrens_social_care") / 1e6, 1)) == 14_592.9
    assert float(half_up(value(indicators, outturn, "2021-22", "childrens_social_care") / 1e6, 1)) == 11_270.0
    assert float(half_up(value(indicators, budget, "2021-22", "childrens_social_care") / 1e6, 1)) == 10_384.0


def test_the_county_groups_share_of_overspends_and_its_alternatives(indicators: pd.DataFrame) -> None:
    percent = {
        name: int(half_up(100 * value(indicators, name, "2023-24", area="CCN")))
        for name in indicators["indicator"].unique()
        if name.startswith(("overspend_share_of_all_services", "overspend_share_of_net"))
    }
    assert percent == {
        "overspend_share_of_all_services": 41,
        "overspend_share_of_all_services_with_education": 27,
        "overspend_share_of_all_services_by_council": 31,
        "overspend_share_of_all_services_by_council_with_education": 22,
        "overspend_share_of_net": 30,
    }


def test_section_251_of_england_adds_up_from_councils_except_for_declared_discrepancies(
    indicators: pd.DataFrame, tables: Tables
) -> None:
    spending = indicators[indicators["indicator"] == "expenditure_gbp"]
    single = spending[spending["area_code"].map(tables.membership.levels) == "authority"]
    sums = single.groupby(["period", "breakdown"])["value"].sum()
    england = spending[spending["area_code"] == ENGLAND].set_index(["period", "breakdown"])["value"].to_dict()
    differing = {
        key: england[key] - total for key, total in sums.to_dict().items() if abs(england[key] - total) > len(single)
    }
    assert set(differing) == {("2017-18", "children_looked_after"), ("2017-18", "total")}
    assert all(abs(difference - 60_000_000) < 1_000 for difference in differing.values())


def test_categories_of_section_251_add_up_to_the_total_if_both_are_held(indicators: pd.DataFrame) -> None:
    spending = indicators[(indicators["indicator"] == "expenditure_gbp") & (indicators["period"] >= "2016-17")]
    wide = spending.pivot(index=["area_code", "period"], columns="breakdown", values="value")
    gap = (wide[list(CATEGORIES)].sum(axis=1, min_count=len(CATEGORIES)) - wide["total"]).dropna()
    councils = gap[gap.abs() > len(CATEGORIES)].reset_index()
    assert {tuple(pair) for pair in councils[["area_code", "period"]].to_numpy() if pair[0].startswith("E06")} == {
        ("E06000039", "2017-18")
    }


def test_no_indicator_value_is_missing_without_a_reason(indicators: pd.DataFrame) -> None:
    gaps = indicators[indicators["value"].isna()]
    assert (gaps["note"].fillna("") != "").all(), gaps[gaps["note"] == ""].head()


def test_every_declared_discrepancy_of_section_251_is_noted_with_its_value(
    tables: Tables, indicators: pd.DataFrame
) -> None:
    expenditure = indicators[indicators["indicator"] == "expenditure_gbp"]
    notes = expenditure.set_index(["area_code", "period", "breakdown"])["note"]
    declared = [entry for entry in tables.corrections.discrepancies if entry.table == "section_251"]
    assert declared
    for entry in declared:
        for area in entry.area_codes:
            for breakdown in entry.breakdowns:
                assert entry.noted(tables.membership.names[area]) in notes[area, entry.period, breakdown]


def test_every_overspend_of_the_year_of_mixed_budgets_says_so(indicators: pd.DataFrame) -> None:
    overspends = indicators[indicators["indicator"].str.startswith("overspend_") & (indicators["period"] == "2020-21")]
    own = overspends[overspends["value"].notna() & ~overspends["indicator"].str.endswith("_of_neighbours")]
    assert len(own) > 1_000
    assert own["note"].str.contains("budgets of 2020-21 are on a mixed basis").all()


def test_section_47_enquiries_are_englands_and_give_the_rates_that_the_interactive_tool_printed(
    indicators: pd.DataFrame,
) -> None:
    assert value(indicators, "section_47_enquiries", "2025") == 230_590
    assert value(indicators, "section_47_enquiries", "2024") == 224_520
    assert value(indicators, "initial_child_protection_conferences", "2025") == 72_100
    assert half_up(value(indicators, "section_47_enquiries_per_10k", "2025"), 1) == half_up(189.3, 1)


def test_need_is_as_published_and_as_found_once_from_the_same_files(indicators: pd.DataFrame) -> None:
    assert value(indicators, "sdq_score_average", "2025") == 14.9
    fifths = ("1_least_deprived", "2", "3", "4", "5_most_deprived")
    found = {
        index: [
            round(value(indicators, "looked_after_rate_by_deprivation_per_10k", "2025", f"{index}/{fifth}"), 1)
            for fifth in fifths
        ]
        for index in ("imd", "idaci")
    }
    assert found == {"imd": [47.6, 60.4, 66.3, 81.0, 91.6], "idaci": [48.5, 61.6, 69.1, 82.3, 84.4]}
