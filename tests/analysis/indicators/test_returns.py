"""Two returns about the same spending, by hand and against what the publishers printed."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.formulas.evaluation import compute, evaluate
from analysis.indicators import returns
from analysis.indicators.definitions import definitions
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import Tables
from tests.analysis.conftest import SmallTables, observations
from tests.analysis.formulas.test_evaluation import row

LOOKED_AFTER = "children_looked_after"
NORTHSHIRE, NORTHPORT, EAST, WEST = "E10000001", "E06000001", "E06000002", "E06000003"


@pytest.fixture
def two_returns() -> SmallTables:
    """Section 251 and RO3 of three councils of the small country; the fourth has no section 251."""
    section_251: list[tuple[str, str, float | str]] = [
        (NORTHSHIRE, "2023-24", 100),
        (NORTHPORT, "2023-24", 50),
        (EAST, "2023-24", 200),
    ]
    outturn: list[tuple[str, str, float | str]] = [
        (NORTHSHIRE, "2023-24", 101),
        (NORTHPORT, "2023-24", 40),
        (EAST, "2023-24", "x"),
        (WEST, "2023-24", 30),
    ]
    return SmallTables(
        {
            "section_251": observations("gross_expenditure_gbp", section_251, LOOKED_AFTER),
            "outturn_childrens_lines": observations("total_expenditure_gbp", outturn, LOOKED_AFTER),
        }
    )


@pytest.fixture
def shares(two_returns: SmallTables) -> dict[str, pd.DataFrame]:
    return {"revenue_outturn_difference_share": evaluate(returns.revenue_outturn_difference_share(), two_returns)}


def test_a_difference_is_of_the_councils_with_both_returns(two_returns: SmallTables) -> None:
    less = evaluate(returns.revenue_outturn_less_section_251_gbp(), two_returns)
    england = row(less, ENGLAND, "2023-24", LOOKED_AFTER)
    assert (england["value"], england["areas_covered"], england["areas_expected"]) == (1 - 10, 2, 4)
    assert "revenue outturn: not available" in row(less, EAST, "2023-24", LOOKED_AFTER)["note"]


def test_councils_are_counted_by_how_far_their_returns_are_apart(
    shares: dict[str, pd.DataFrame], two_returns: SmallTables
) -> None:
    found = {
        derive.__name__: row(derive(shares, two_returns), ENGLAND, "2023-24", LOOKED_AFTER)
        for derive in (
            returns.returns_within_1_percent_share,
            returns.returns_within_5_percent_share,
            returns.returns_beyond_10_percent_share,
        )
    }
    assert [(each["numerator"], each["denominator"]) for each in found.values()] == [(1, 2)] * 3
    median = row(returns.returns_median_difference_share(shares, two_returns), ENGLAND, "2023-24", LOOKED_AFTER)
    assert median["value"] == pytest.approx((0.01 + 0.2) / 2)


@pytest.fixture(scope="module")
def held(tables: Tables) -> pd.DataFrame:
    names = [name for name, each in definitions().items() if each.module == returns.__name__]
    return compute(tables, definitions(), [*names, "expenditure_gbp", "outturn_less_stated_budget_gbp"])


def value(held: pd.DataFrame, indicator: str, breakdown: str, period: str, area: str = ENGLAND) -> float:
    key = (held["indicator"] == indicator) & (held["breakdown"] == breakdown) & (held["period"] == period)
    return float(held.loc[key & (held["area_code"] == area), "value"].iloc[0])


def test_agreement_on_looked_after_children_in_2024_25(held: pd.DataFrame) -> None:
    rows = held[(held["area_code"] == ENGLAND) & (held["breakdown"] == LOOKED_AFTER) & (held["period"] == "2024-25")]
    counted = {row.indicator: row for row in rows.itertuples()}
    names = ["returns_within_1_percent_share", "returns_within_5_percent_share", "returns_beyond_10_percent_share"]
    assert [counted[name].numerator for name in names] == [20, 65, 45]
    assert {counted[name].denominator for name in names} == {148}
    assert counted["returns_median_difference_share"].value == pytest.approx(0.058, abs=0.0005)


def test_the_difference_and_its_share_agree_for_every_council(held: pd.DataFrame) -> None:
    key = ["area_code", "period", "breakdown"]
    less = held[held["indicator"] == "revenue_outturn_less_section_251_gbp"].set_index(key)["value"]
    share = held[held["indicator"] == "revenue_outturn_difference_share"].set_index(key)
    assert (share["numerator"].dropna() == less.reindex(share.index)[share["numerator"].notna()]).all()


def test_a_zero_that_stands_for_nothing_reported_is_no_spending(tables: Tables) -> None:
    lines = tables.current("outturn_childrens_lines").set_index(["area_code", "period", "measure", "breakdown"])
    harrow, plymouth = "E09000015", "E06000026"
    total = "total_expenditure_gbp"
    assert lines.at[(harrow, "2023-24", total, LOOKED_AFTER), "marker"] == "x"
    assert lines.at[(plymouth, "2024-25", total, "children_looked_after_residential"), "marker"] == "x"
    for entry in tables.corrections.not_reported:
        rows = tables.observations(entry.table)
        at = rows["area_code"].isin(entry.area_codes) & rows["breakdown"].isin(entry.breakdowns)
        at &= (rows["period"] == entry.period) & (rows["release"] == entry.release)
        assert at.sum() == 2 * len(entry.area_codes) * len(entry.breakdowns)
        assert rows.loc[at, "value"].isna().all()


def test_the_first_release_of_2024_25_is_held_beside_the_second(tables: Tables) -> None:
    rows = tables.observations("outturn_childrens_lines")
    net = rows[
        (rows["measure"] == "net_current_expenditure_gbp")
        & (rows["breakdown"] == "childrens_social_care")
        & (rows["period"] == "2024-25")
    ]
    releases = net.pivot(index="area_code", columns="release", values="value")
    first, second = releases["2025-09"], releases["2025-12"]
    assert round(first[ENGLAND] / 1e6, 1) == 15_484.0
    change = (second - first).drop(ENGLAND).dropna()
    change = change[change.abs() >= 1_000] / 1e6  # three more moved by £120 or less
    assert (len(change), round(change.sum(), 1)) == (24, 81.9)
    assert (round(change["E09000028"], 1), round(change["E08000037"], 1)) == (46.8, 33.2)


def test_asylum_lines_are_part_of_childrens_social_care(held: pd.DataFrame) -> None:
    for period in ("2023-24", "2024-25"):
        share = value(held, "asylum_net_current_expenditure_share", "", period)
        assert value(held, "asylum_net_current_expenditure_gbp", "", period) == pytest.approx(
            share * value(held, "revenue_outturn_net_current_expenditure_gbp", "childrens_social_care", period)
        )
        assert 0 < share < 0.1


def test_tables_that_end_before_the_lines_begin_give_no_differences(two_returns: SmallTables) -> None:
    earlier = observations("gross_expenditure_gbp", [(NORTHSHIRE, "2022-23", 100)], LOOKED_AFTER)
    none = two_returns.held["outturn_childrens_lines"].iloc[:0]
    before = SmallTables({"section_251": earlier, "outturn_childrens_lines": none})
    assert evaluate(returns.revenue_outturn_less_section_251_gbp(), before).empty
