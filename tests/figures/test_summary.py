"""The summary's chart and table, and the tables of the method."""

from __future__ import annotations

import pandas as pd

from analysis.tables.loading import Tables
from figures import method, summary
from figures.figure import Figure, if_held
from report.manuscript.prose import Prose
from tests.figures.conftest import Printed


def test_the_three_lines_start_together_and_end_at_the_values_of_the_indicators(indicators: pd.DataFrame) -> None:
    figure = summary.children_spending_and_cost(indicators)
    assert isinstance(figure, Figure)
    data = figure.data.set_index("period")
    assert list(data.columns) == ["looked_after_children", "spending_real_gbp", "week_real_gbp_per_week"]
    assert data.notna().all().all()
    england = indicators[(indicators["area_code"] == "E92000001") & (indicators["period"] == "2025")]
    number = england.loc[england["indicator"] == "looked_after_children", "value"].iloc[0]
    assert data["looked_after_children"].iloc[-1] == number


def test_what_is_spent_is_about_children_times_cost(indicators: pd.DataFrame) -> None:
    data = summary.children_spending_and_cost(indicators).data
    product = data["looked_after_children"] * data["week_real_gbp_per_week"] * 365 / 7
    # Two councils are left out of spending in each of the last two years, and unit costs are rounded to £5.
    assert (product / data["spending_real_gbp"]).between(0.97, 1.03).all()


def test_the_caption_names_the_councils_that_a_years_total_leaves_out(indicators: pd.DataFrame) -> None:
    caption = summary.children_spending_and_cost(indicators).caption
    spending = indicators[indicators["indicator"].eq("expenditure_real_gbp") & indicators["area_code"].eq("E92000001")]
    partial = spending[
        spending["breakdown"].eq("children_looked_after") & spending["note"].str.contains("no figure of")
    ]
    assert len(partial)
    for row in partial.itertuples():
        assert f"{row.period}: figures of" in caption
        assert str(row.note).rpartition("own: ")[2] in caption


def test_a_single_year_is_no_chart_over_time(indicators: pd.DataFrame) -> None:
    first = indicators[indicators["period"].isin(["2016-17", "2017"])]
    assert if_held(summary.children_spending_and_cost, first) is None


def test_the_table_says_which_class_is_without_a_suppressed_council(indicators: pd.DataFrame) -> None:
    table = summary.headline_indicators(indicators)
    assert "London boroughs, number: without City of London." in table.caption
    assert len(table.rows) == 6


def test_every_cell_of_the_methods_tables_can_be_filled_in(
    indicators: pd.DataFrame, tables: Tables, prose: Prose
) -> None:
    made = [
        method.indicator_definitions(),
        method.alternatives(indicators),
        method.coverage(indicators),
        method.sources(tables.sources),
    ]
    texts = [cell for table in made for row in table.rows for cell in row if isinstance(cell, str)]
    assert all("{{" not in prose.text(text, "tbl-method") for text in texts)


def test_every_source_of_the_tables_is_listed(tables: Tables) -> None:
    assert len(method.sources(tables.sources).rows) == len(tables.sources)


def test_coverage_names_the_councils_without_an_overspend(indicators: pd.DataFrame) -> None:
    rows = {str(row[0]): str(row[3]) for row in method.coverage(indicators).rows}
    assert "Birmingham" in rows["2023-24"]
    assert rows["2022-23"] == "budget: not held"


def test_a_definition_of_one_category_names_it(indicators: pd.DataFrame) -> None:
    labels = [str(row[0]) for row in method.alternatives(indicators).rows]
    assert all(label.endswith(": children looked after") for label in labels if label.startswith("Gross expenditure"))


def test_the_three_ratios_stand_next_to_the_claims_about_them(
    indicators: pd.DataFrame, claims: pd.DataFrame, printed: Printed
) -> None:
    rows = printed(summary.three_ratios(indicators, claims))
    assert [row[0].rpartition(",")[0] for row in rows] == [name for name, _, _ in summary.RATIOS]
    said = {row[0].rpartition(",")[0]: (row[4], row[5]) for row in rows}
    assert said["Children’s share of all overspends"] == ("45%", "cannot be checked from open data")
    assert said["Looked after, per 100,000"][1] == "wrong unit"


def test_a_ratio_without_a_claim_says_so(indicators: pd.DataFrame, claims: pd.DataFrame) -> None:
    rows = summary.three_ratios(indicators, claims.iloc[:0]).rows
    assert {row[-1] for row in rows} == {"not claimed"}
