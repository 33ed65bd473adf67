"""Reconciles the indicators with the totals that the publishers printed."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.indicators.spending import CATEGORIES
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import Tables
from figures.number import half_up

CHILDRENS, LOOKED_AFTER = "childrens_social_care", "children_looked_after"
MILLIONS, PER_CENT = 1e-6, 100
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
    ("indicator", "breakdown", "period", "scale", "printed"),
    [
        ("overspend_gbp", CHILDRENS, "2015-16", MILLIONS, 605.4),
        ("overspend_gbp", CHILDRENS, "2017-18", MILLIONS, 806.6),
        ("overspend_gbp", CHILDRENS, "2018-19", MILLIONS, 806.1),
        ("overspend_gbp", CHILDRENS, "2019-20", MILLIONS, 816.0),
        ("overspend_gbp", CHILDRENS, "2023-24", MILLIONS, 1835.0),
        ("outturn_gbp", CHILDRENS, "2021-22", MILLIONS, 11_270.0),
        ("outturn_gbp", CHILDRENS, "2023-24", MILLIONS, 14_592.9),
        ("budget_gbp", CHILDRENS, "2021-22", MILLIONS, 10_384.0),
        ("revenue_outturn_total_expenditure_gbp", LOOKED_AFTER, "2023-24", MILLIONS, 8_132.7),
        ("revenue_outturn_net_current_expenditure_gbp", CHILDRENS, "2023-24", MILLIONS, 14_454.7),
        ("revenue_outturn_total_expenditure_gbp", LOOKED_AFTER, "2024-25", MILLIONS, 8_917.0),
        ("revenue_outturn_net_current_expenditure_gbp", CHILDRENS, "2024-25", MILLIONS, 15_556.1),
        ("expenditure_gbp", LOOKED_AFTER, "2024-25", MILLIONS, 8_955.4),
        ("statutory_share_narrow", "", "2016-17", PER_CENT, 45.4),
        ("statutory_share_narrow", "", "2019-20", PER_CENT, 50.1),
        ("statutory_share_narrow", "", "2024-25", PER_CENT, 55.9),
        ("statutory_share_broad", "", "2016-17", PER_CENT, 73.8),
        ("statutory_share_broad", "", "2019-20", PER_CENT, 78.3),
        ("statutory_share_broad", "", "2024-25", PER_CENT, 80.6),
        ("private_share_of_homes", "", "2025", PER_CENT, 83.7),
        ("social_worker_vacancy_share", "", "2025", PER_CENT, 14.2),
        ("agency_social_worker_share", "", "2025", PER_CENT, 13.0),
        ("social_worker_turnover_share", "", "2025", PER_CENT, 11.8),
        ("section_47_enquiries_per_10k", "", "2025", 1, 189.3),
    ],
)
def test_england_rounds_to_what_the_publishers_printed(
    indicators: pd.DataFrame, indicator: str, breakdown: str, period: str, scale: float, printed: float
) -> None:
    assert float(half_up(scale * value(indicators, indicator, period, breakdown), 1)) == printed


@pytest.mark.parametrize(
    ("period", "over", "both"),
    [("2015-16", 114, 152), ("2017-18", 133, 152), ("2018-19", 125, 152), ("2019-20", 129, 151), ("2023-24", 141, 147)],
)
def test_councils_that_overspent_are_counted_among_those_with_both_returns(
    indicators: pd.DataFrame, period: str, over: int, both: int
) -> None:
    rows = values(indicators, "councils_overspending_share", CHILDRENS)
    england = rows[(rows["area_code"] == ENGLAND) & (rows["period"] == period)].iloc[0]
    assert (england["numerator"], england["denominator"]) == (over, both)


def test_narrow_and_early_shares_leave_room_for_the_rest(indicators: pd.DataFrame) -> None:
    shares = indicators[indicators["indicator"].isin(["statutory_share_broad", "early_intervention_share"])]
    assert shares["value"].dropna().between(0, 1).all()
    both = shares.pivot(index=["area_code", "period"], columns="indicator", values="value").dropna().sum(axis=1)
    assert (both <= 1 + 1e-9).all()


@pytest.fixture(scope="module")
def budgets(tables: Tables) -> pd.Series:
    """The budgets of councils for children's social care, by year."""
    held = tables.current("budget")
    held = held[(held["breakdown"] == CHILDRENS) & (held["area_code"] != ENGLAND)]
    return held.set_index(["period", "area_code"])["value"]


def spent(tables: Tables, release: str, table: str = "outturn") -> pd.Series:
    """The outturn of councils for children's social care in a release."""
    held = tables.observations(table)
    held = held[(held["release"] == release) & (held["breakdown"] == CHILDRENS) & (held["area_code"] != ENGLAND)]
    return held[held["measure"] != "total_expenditure_gbp"].set_index("area_code")["value"]


def test_budget_and_outturn_of_2015_16_are_those_that_the_lga_published(tables: Tables, budgets: pd.Series) -> None:
    both = (budgets["2015-16"].sum(), spent(tables, "2016-11").sum())
    assert [round(amount / 1e6, 1) for amount in both] == [7696.4, 8301.8]


def test_the_first_release_of_2017_18_has_150_councils(tables: Tables, budgets: pd.Series) -> None:
    over = (spent(tables, "2018-08") - budgets["2017-18"]).dropna()
    assert (round(over.sum() / 1e6, 1), (over > 0).sum(), len(over)) == (817.0, 134, 150)


def test_councils_without_a_budget_are_those_that_made_no_return(tables: Tables, budgets: pd.Series) -> None:
    missing = budgets["2023-24"].index[budgets["2023-24"].isna()]
    assert sorted(map(tables.places.name, missing)) == [
        *("Cumberland", "Hillingdon", "North Yorkshire", "Slough", "Westmorland and Furness"),
    ]


def test_the_return_of_social_care_agrees_with_the_service_summary(tables: Tables) -> None:
    lines, summary = spent(tables, "2025-12", "outturn_childrens_lines"), spent(tables, "2025-12")
    pd.testing.assert_series_equal(lines, summary, check_like=True, check_exact=True)


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


@pytest.mark.parametrize(
    ("period", "homes", "places", "private"),
    [
        ("2018", 2209, 11_746, None),
        ("2021", 2706, 12_732, None),
        ("2023", 3119, 13_528, 2506),
        ("2025", 4009, 15_742, 3354),
    ],
)
def test_homes_and_places_are_those_that_ofsted_counts_and_add_up_from_regions(
    indicators: pd.DataFrame, period: str, homes: int, places: int, private: int | None
) -> None:
    for indicator, number in (("childrens_homes", homes), ("places_in_homes", places)):
        rows = values(indicators, indicator, "total")
        regions = rows[rows["area_code"].str.startswith("E12") & (rows["period"] == period)]
        assert value(indicators, indicator, period, "total") == regions["value"].sum() == number
    if private:
        assert value(indicators, "childrens_homes", period, "private") == private


@pytest.mark.parametrize(
    ("period", "inspected", "homes"),
    [
        *(("2015", 1944, 2074), ("2016", 1981, 2071), ("2017", 2018, 2145), ("2018", 2123, 2209)),
        *(("2019", 2192, 2304), ("2020", 2311, 2460), ("2023", 2890, 3119), ("2024", 3219, 3491)),
    ],
)
def test_lists_of_inspected_homes_are_short_of_the_homes_that_existed(
    indicators: pd.DataFrame, period: str, inspected: int, homes: int
) -> None:
    assert value(indicators, "inspected_homes", period, "") == inspected
    assert value(indicators, "childrens_homes", period, "total") == homes


@pytest.mark.parametrize("year", ["2010-11", "2011-12", "2012-13", "2013-14"])
def test_section_251_of_councils_makes_the_sheet_of_england_to_the_pound(
    tables: Tables, indicators: pd.DataFrame, year: str
) -> None:
    for category in (*CATEGORIES, "total"):
        every = values(indicators, "expenditure_gbp", category)
        spent = every[every["period"] == year].set_index("area_code")["value"]
        if ENGLAND not in spent:  # a line of councils that the sheet of England does not have
            continue
        councils = spent.reindex(tables.membership.standing(year))
        assert councils.notna().all()
        assert councils.sum() == pytest.approx(spent[ENGLAND], abs=1)


def test_shares_of_councils_before_2014_make_the_shares_of_england(tables: Tables, indicators: pd.DataFrame) -> None:
    for name in ("statutory_share_narrow", "statutory_share_broad"):
        rows = values(indicators, name)
        rows = rows[rows["period"].isin(["2012-13", "2013-14"])].set_index(["area_code", "period"])
        for period in ("2012-13", "2013-14"):
            own = rows.loc[[(area, period) for area in tables.membership.standing(period)]]
            assert own["numerator"].sum() / own["denominator"].sum() == pytest.approx(
                rows.loc[(ENGLAND, period), "value"], abs=1e-9
            )


def test_looked_after_children_on_one_set_of_lines_are_the_lines_added(
    tables: Tables, indicators: pd.DataFrame
) -> None:
    lines = tables.current("section_251_lines")
    lines = lines[(lines["period"] == "2008-09") & (lines["area_code"] == "E10000016")]
    spent = lines.set_index(lines["breakdown"].astype(str))["value"]
    index = tables.current("deflators").set_index("period")["value"]
    cash = sum(
        spent[name]
        for name in (
            "children_looked_after/total/total",
            "other_children_and_families/adoption/total",
            "other_children_and_families/special_guardianship/total",
            "asylum_seekers/total/total",
        )
    )
    newest = max(tables.current("outturn")["period"].astype(str))
    found = value(indicators, "looked_after_on_one_set_of_lines_real_gbp", "2008-09", area="E10000016")
    assert found == pytest.approx(cash * index[newest] / index["2008-09"])


@pytest.mark.parametrize(
    ("indicator", "breakdown", "period", "area", "expected"),
    [
        ("looked_after_children_since_1994", "", "1994", ENGLAND, 47_590),
        ("unaccompanied_children", "", "2025", ENGLAND, 6_540),
        ("unaccompanied_children", "", "2015", ENGLAND, 2_760),
        ("starting_without_unaccompanied_children", "", "2021", "E10000016", 498),
        ("starting_without_unaccompanied_children", "", "2025", "E10000016", 541),
        ("ceasing_to_another_council_children", "", "2025", ENGLAND, 2_640),
        ("children_by_placement", "foster_care", "2010", ENGLAND, 47_200),
        ("children_by_placement", "foster_care", "2025", ENGLAND, 54_820),
        ("children_by_provider", "private", "2012", ENGLAND, 20_630),
        ("children_by_provider", "private", "2025", ENGLAND, 32_980),
        ("children_by_provider", "not_reported", "2023", ENGLAND, 1_180),
        ("children_by_provider", "not_reported", "2024", ENGLAND, 4_020),
        ("homes_outside_boundary_children", "", "2024", ENGLAND, 5_760),
        ("homes_outside_boundary_share", "", "2014", ENGLAND, 0.55),
        ("homes_outside_boundary_share", "", "2024", ENGLAND, 0.67),
        ("three_or_more_placements_children", "", "2025", ENGLAND, 8_500),
        ("new_placements", "", "2025", ENGLAND, 90_930),
        ("children_by_placement", "foster_care", "2021", ENGLAND, 56_990),
        ("starting_without_unaccompanied_children", "", "2025", ENGLAND, 25_320),
        ("supported_accommodation_premises", "total", "2025", ENGLAND, 8_118),
        ("supported_accommodation_places", "total", "2025", ENGLAND, 20_223),
        ("section_47_enquiries", "", "2025", ENGLAND, 230_590),
        ("section_47_enquiries", "", "2024", ENGLAND, 224_520),
        ("initial_child_protection_conferences", "", "2025", ENGLAND, 72_100),
        ("social_workers_in_post_fte", "", "2025", ENGLAND, 36_186.3),
    ],
)
def test_counts_are_the_published_ones(
    indicators: pd.DataFrame, indicator: str, breakdown: str, period: str, area: str, expected: float
) -> None:
    assert value(indicators, indicator, period, breakdown, area) == expected


def test_providers_and_placements_make_all_looked_after_children_of_england(indicators: pd.DataFrame) -> None:
    children = values(indicators, "looked_after_children").set_index(["area_code", "period"])["value"]
    for indicator in ("children_by_placement", "children_by_provider"):
        rows = indicators[(indicators["indicator"] == indicator) & (indicators["area_code"] == ENGLAND)]
        for period in sorted(set(rows["period"])):
            parts = rows[rows["period"] == period].dropna(subset="value")
            if period > "2010" and len(parts):  # of that year two types are suppressed
                # Eight rounded parts; the totals of 2016 and 2017 have been revised by up to 80 children since.
                difference = abs(parts["value"].sum() - children[(ENGLAND, period)])
                assert difference <= ROUNDING * 9 + (80 if period < "2021" else 0), (indicator, period)
