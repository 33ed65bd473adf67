"""Values by hand: a country of five councils."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas.evaluation import compute, evaluate, families, joined, values_of
from analysis.formulas.formula import Formula
from analysis.formulas.indicator import Definition, Derivation, Values
from analysis.formulas.observations import Observed
from analysis.formulas.term import Term
from analysis.indicators import budgets, looked_after, spending
from analysis.indicators.definitions import definitions
from analysis.problem import Problem
from analysis.tables.corrections import Corrections, Discrepancy
from tests.analysis.conftest import SmallTables, observations


def row(frame: pd.DataFrame, area: str, period: str, breakdown: str = "") -> pd.Series:
    """The one row of a place and period."""
    found = frame[(frame["area_code"] == area) & (frame["period"] == period) & (frame["breakdown"] == breakdown)]
    assert len(found) == 1
    return found.iloc[0]


def test_a_rate_divides_by_the_population_of_the_mid_year_before(small_tables: SmallTables) -> None:
    rates = evaluate(looked_after.looked_after_rate_per_10k(), small_tables)
    northshire = row(rates, "E10000001", "2024")
    assert northshire["value"] == 50.0
    assert (northshire["numerator"], northshire["denominator"]) == (40, 8_000)


def test_england_and_regions_are_the_publishers_totals(small_tables: SmallTables) -> None:
    rates = evaluate(looked_after.looked_after_rate_per_10k(), small_tables)
    assert row(rates, "E92000001", "2024")["value"] == 50.0
    assert row(rates, "E12000001", "2024")["numerator"] == 60
    assert row(rates, "E12000001", "2024")["note"] == "publisher's total"


def test_a_suppressed_figure_is_in_the_publishers_total_and_not_in_a_sum(small_tables: SmallTables) -> None:
    children = evaluate(looked_after.looked_after_children(), small_tables)
    england, unitaries = row(children, "E92000001", "2024"), row(children, "UA", "2024")
    assert (england["areas_covered"], england["areas_expected"]) == (4, 4)
    assert (unitaries["value"], unitaries["areas_covered"], unitaries["areas_expected"]) == (52, 2, 3)
    assert unitaries["note"] == "without West Southshire"


def test_a_total_that_is_declared_not_to_add_up_says_so_of_its_place_and_period(small_tables: SmallTables) -> None:
    declared = Discrepancy("id", "", "", "section_251", "2023-24", "areas", ("E12000001",), ("total",), Decimal(-7))
    held = observations(
        "gross_expenditure_gbp",
        [(area, period, 10) for area in ("E12000001", "E10000001") for period in ("2022-23", "2023-24")],
        "total",
    )
    tables = SmallTables({**small_tables.held, "section_251": held}, corrections=Corrections(discrepancies=(declared,)))
    notes = evaluate(spending.expenditure_gbp(), tables)
    north = row(notes, "E12000001", "2023-24", "total")
    assert north["note"].startswith("publisher's total; North: published total £7 below the sum of its councils")
    assert "published total" not in row(notes, "E12000001", "2022-23", "total")["note"]
    assert row(notes, "E10000001", "2023-24", "total")["note"] == ""


def test_a_missing_value_is_never_zero(small_tables: SmallTables) -> None:
    children = evaluate(looked_after.looked_after_children(), small_tables)
    northport = row(children, "E06000001", "2023")
    assert math.isnan(northport["value"])
    assert northport["note"] == "children looked after at 31 March: not available"
    assert (northport["areas_covered"], northport["areas_expected"]) == (0, 1)


def test_an_abolished_council_counts_where_its_successors_belong_today(small_tables: SmallTables) -> None:
    children = evaluate(looked_after.looked_after_children(), small_tables)
    assert row(children, "UA", "2023")["value"] == 50
    assert row(children, "SC", "2023")["value"] == 38
    assert row(children, "CCN", "2023")["value"] == 88
    assert not ((children["area_code"] == "E10000002") & (children["period"] == "2024")).any()
    assert not ((children["area_code"] == "E06000002") & (children["period"] == "2023")).any()


def test_a_place_without_a_population_has_no_rate_and_says_why(small_tables: SmallTables) -> None:
    held = dict(small_tables.held)
    held["population"] = held["population"][held["population"]["area_code"] != "E06000002"]
    rates = evaluate(looked_after.looked_after_rate_per_10k(), SmallTables(held))
    assert math.isnan(row(rates, "E06000002", "2024")["value"])
    assert row(rates, "E06000002", "2024")["note"] == "children aged 0 to 17 at mid-year: not held"


def test_an_overspend_counts_councils_with_both_returns_only(small_tables: SmallTables) -> None:
    overspend = evaluate(budgets.overspend_gbp(), small_tables)
    england = row(overspend, "E92000001", "2023-24", "childrens_social_care")
    assert england["value"] == 25
    assert (england["areas_covered"], england["areas_expected"]) == (2, 4)
    assert england["note"] == "without East Southshire, West Southshire"


def test_a_denominator_of_zero_gives_no_value_and_a_note(small_tables: SmallTables) -> None:
    shares = evaluate(budgets.overspend_share_of_budget(), small_tables)
    planning = row(shares, "E10000001", "2023-24", "planning")
    assert math.isnan(planning["value"])
    assert planning["note"] == "no value: the denominator is not above zero"


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=2), st.integers(1, 10**6))
def test_a_sum_over_councils_is_the_sum_of_its_parts(children: list[int], population: int) -> None:
    held = {
        "looked_after": observations(
            "looked_after_children", [("E10000001", "2024", children[0]), ("E06000001", "2024", children[1])]
        ),
        "population": observations(
            "children_0_17", [("E10000001", "2023", population), ("E06000001", "2023", population)]
        ),
    }
    formula = Formula(
        (Term("children", "looked_after", "looked_after_children"),),
        (Term("population", "population", "children_0_17", mid_year=True),),
    )
    north = row(evaluate(formula, SmallTables(held)), "E12000001", "2024")
    assert north["numerator"] == sum(children)
    assert north["value"] == sum(children) / (2 * population)


def test_growth_leaves_out_a_council_that_has_no_figure_in_one_of_the_years(small_tables: SmallTables) -> None:
    spending_rows = observations(
        "gross_expenditure_gbp",
        [
            ("E10000001", "2016-17", 100), ("E06000001", "2016-17", 50), ("E10000002", "2016-17", 80),
            ("E10000001", "2023-24", 150), ("E06000001", "2023-24", 60), ("E06000002", "2023-24", 90),
        ],
        "children_looked_after",
    )  # fmt: skip
    deflators = observations("gdp_deflator_index", [("K02000001", "2016-17", 100), ("K02000001", "2023-24", 100)])
    tables = SmallTables({**small_tables.held, "section_251": spending_rows, "deflators": deflators})
    real = {"expenditure_real_gbp": evaluate(spending.expenditure_real_gbp(), tables)}
    growth = spending.expenditure_real_growth_share(real, tables)
    england = row(growth, "E92000001", "2023-24", "children_looked_after")
    assert (england["numerator"], england["denominator"]) == (60, 150)
    assert (england["areas_covered"], england["areas_expected"]) == (2, 4)
    assert not ((growth["area_code"] == "E12000002") & (growth["period"] == "2023-24")).any()


def test_a_budget_is_compared_with_the_outturn_of_the_year_before(small_tables: SmallTables) -> None:
    tables = SmallTables(
        {
            **small_tables.held,
            "budget": observations("budget_gbp", [("E10000001", "2023-24", 90)], "childrens_social_care"),
            "outturn": observations("outturn_gbp", [("E10000001", "2022-23", 100)], "childrens_social_care"),
        }
    )
    start = evaluate(budgets.budget_change_on_outturn_before_share(), tables)
    assert row(start, "E10000001", "2023-24", "childrens_social_care")["value"] == -0.1


def children_per(term: Term) -> Formula:
    """Children looked after over another term."""
    return Formula((Term("children", "looked_after", "looked_after_children"),), (term,))


def test_the_year_before_cannot_be_read_in_a_table_of_calendar_years(small_tables: SmallTables) -> None:
    before = Term("children before", "population", "children_0_17", year_before=True)
    sentence = (
        r"^The term 'children before' is read at 2022-23, and population.csv has children_0_17 for periods such as "
        r"2023: year_before reads financial years, so choose a table of such years"
    )
    with pytest.raises(Problem, match=sentence):
        evaluate(children_per(before), small_tables)


def test_a_mid_year_cannot_be_read_in_a_table_of_financial_years(small_tables: SmallTables) -> None:
    outturn = Term("outturn", "outturn", "outturn_gbp", "education", mid_year=True)
    with pytest.raises(Problem, match=r"at 2023, and outturn.csv .* such as 2023-24: mid_year reads calendar years"):
        evaluate(children_per(outturn), small_tables)
    with pytest.raises(Problem, match=r"read at a mid-year, and outturn.csv .* mid_year reads calendar years"):
        evaluate(Formula((outturn,)), small_tables)


def test_calendar_years_and_financial_years_do_not_meet_in_a_formula(small_tables: SmallTables) -> None:
    outturn = Term("outturn", "outturn", "outturn_gbp", "education")
    with pytest.raises(Problem, match=r"is read at 2024, .* a term reads the period of the indicator"):
        evaluate(children_per(outturn), small_tables)


def test_a_measure_that_is_not_held_is_named(small_tables: SmallTables) -> None:
    with pytest.raises(Problem, match=r"^There is no observation of looked_after_childern in looked_after.csv: import"):
        evaluate(Formula((Term("children", "looked_after", "looked_after_childern"),)), small_tables)


def test_a_series_that_has_not_begun_in_another_year_gives_no_values(small_tables: SmallTables) -> None:
    outturn = small_tables.held["outturn"]
    for held in (outturn.iloc[:0], outturn[outturn["breakdown"] != "education"]):
        tables = SmallTables({**small_tables.held, "outturn": held}, is_replay=True)
        assert evaluate(Formula((Term("outturn", "outturn", "outturn_gbp", "education"),)), tables).empty


def test_a_term_reads_each_category_of_a_group_and_no_other(small_tables: SmallTables) -> None:
    rows = [
        observations("looked_after_children", [("E06000001", "2024", 7)], "placement/foster_care"),
        observations("looked_after_children", [("E06000001", "2024", 3)], "placement/other"),
        observations("looked_after_children", [("E06000001", "2024", 9)], "age/under_1"),
    ]
    tables = SmallTables({**small_tables.held, "by_characteristic": pd.concat(rows, ignore_index=True)})
    found = evaluate(Formula((Term("children", "by_characteristic", "looked_after_children", "placement/*"),)), tables)
    assert set(found["breakdown"]) == {"foster_care", "other"}
    assert row(found, "E06000001", "2024", "foster_care")["value"] == 7


def test_a_formula_needs_a_figure_of_the_year_itself() -> None:
    with pytest.raises(Problem, match=r"^The numerator of a formula needs a term of the year itself"):
        Formula((budgets.OUTTURN_BEFORE,))


def wrong(column: str, value: str) -> Callable[[Values, Observed], pd.DataFrame]:
    """A derivation whose first value is about something wrong."""

    def derive(values: Values, _: Observed) -> pd.DataFrame:
        frame = values["looked_after_children"].astype({"area_code": str, "period": str, "breakdown": str})
        frame.loc[frame.index[0], column] = value
        return frame

    return derive


@pytest.mark.parametrize(
    ("derivation", "found"),
    [
        (lambda values, _: values["looked_after_children"].drop(columns=["note", "value"]), "no column value, note"),
        (lambda values, _: values["looked_after_children"].assign(unit="gbp"), "the column unit"),
        (
            lambda values, _: pd.concat([values["looked_after_children"]] * 2),
            "several values for growth:E10000001",
        ),
        (wrong("area_code", "E99"), "a value for the area 'E99'"),
        (wrong("period", "2023-25"), "a value for the period '2023-25'"),
    ],
)
def test_a_derivation_that_returns_no_values_is_named(
    small_tables: SmallTables, derivation: Derivation, found: str
) -> None:
    children = definitions()["looked_after_children"]
    growth = Definition("growth", "Growth", "share", "", "", derivation=derivation, derived_from=(children.name,))
    with pytest.raises(Problem, match=f"^The indicator growth cannot be computed. .* returns {re.escape(found)}"):
        compute(small_tables, {children.name: children, growth.name: growth})


def derived(name: str, *needed: str) -> Definition:
    """An indicator that takes the values of the first that it is derived from."""

    def derive(values: Values, _: Observed) -> pd.DataFrame:
        return values[needed[0]]

    return Definition(name, name, "children", "", "", derivation=derive, derived_from=needed)


def test_indicators_that_are_derived_from_one_another_are_one_family() -> None:
    held = {
        "children": definitions()["looked_after_children"],
        "rate": definitions()["looked_after_rate_per_10k"],
        "growth": derived("growth", "children"),
        "share": derived("share", "rate"),
        "both": derived("both", "share", "growth"),
        "alone": derived("alone"),
    }
    assert families(held) == [["both", "children", "growth", "rate", "share"], ["alone"]]
    assert families({}) == []


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] > pair[1])))
def test_no_indicator_is_derived_from_one_of_another_family(links: set[tuple[int, int]]) -> None:
    held = {
        str(number): derived(str(number), *(str(needed) for of, needed in sorted(links) if of == number))
        for number in range(8)
    }
    found = families(held)
    assert sorted(name for family in found for name in family) == sorted(held)
    assert all({*held[name].derived_from} <= {*family} for family in found for name in family)


def test_families_computed_apart_are_the_indicators_computed_together(small_tables: SmallTables) -> None:
    names = ("looked_after_children", "looked_after_rate_per_10k", "outturn_gbp")
    held = {name: definitions()[name] for name in names} | {"again": derived("again", "looked_after_children")}
    parts = [values_of(small_tables, held, family) for family in families(held)]
    assert len(parts) == 3
    apart = joined({name: values for part in parts for name, values in part.items()}, small_tables, held)
    pd.testing.assert_frame_equal(apart, compute(small_tables, held))
