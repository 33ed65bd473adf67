"""Charts and a table of number, mix and price: what they claim, against figures worked out independently."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from figures import decomposition
from figures.decomposition import CHANGE, SHARE
from figures.figure import NoValues
from figures.places import CLASSES, REGIONS
from tests.figures.conftest import Fill, Printed

COUNCIL = "E10000016"
SUPPRESSED = "E06000017"


def turned(indicators: pd.DataFrame) -> pd.DataFrame:
    """The indicators with a fall of spending in the place of each rise."""
    changes = indicators["indicator"].str.startswith("looked_after_change_")
    return indicators.assign(value=indicators["value"].where(~changes, -indicators["value"]))


def test_the_bars_of_england_are_contributions_on_the_same_councils(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = decomposition.contributions(indicators)
    data = figure.data.set_index("part")["real_gbp"]
    assert data.to_dict() == pytest.approx(
        {"number": 102.9e6, "mix": 683.8e6, "price": 1598.0e6, "change": 2384.7e6}, abs=0.1e6
    )
    assert fill(figure.title).endswith(
        "rose by £2,385m in real terms between 2020-21 and 2024-25: number £103m, mix £684m, price £1,598m"
    )
    assert "As published, with fewer councils in 2024-25, it is £2.3bn." in fill(figure.caption)


def test_a_fall_is_called_one(indicators: pd.DataFrame) -> None:
    assert "Spending on looked-after children fell by" in decomposition.contributions(turned(indicators)).title


def test_a_class_and_a_council_have_the_chart_as_well(indicators: pd.DataFrame, fill: Fill) -> None:
    assert "of 33 councils" in fill(decomposition.contributions(indicators, "LB").caption)
    assert "councils" not in fill(decomposition.contributions(indicators, COUNCIL).caption)


def test_a_council_with_suppressed_counts_has_no_chart(indicators: pd.DataFrame) -> None:
    with pytest.raises(NoValues):
        decomposition.contributions(indicators, SUPPRESSED)


def test_places_show_every_region_class_and_the_county_group(indicators: pd.DataFrame) -> None:
    data = decomposition.contributions_by_place(indicators).data
    assert list(data["area_code"]) == [ENGLAND, *REGIONS, *CLASSES, COUNTY_GROUP]
    assert (data["number"] + data["mix"] + data["price"]).tolist() == pytest.approx(data["all"].tolist())


def test_a_place_without_a_figure_is_left_out_and_named(indicators: pd.DataFrame, fill: Fill) -> None:
    of_england = (indicators["area_code"] == ENGLAND) & (indicators["indicator"] == SHARE)
    without = indicators.assign(value=indicators["value"].mask(of_england))
    figure = decomposition.contributions_by_place(without)
    assert ENGLAND not in set(figure.data["area_code"])
    assert "No figure for England" in fill(figure.caption)


def test_the_groups_of_england_make_all_its_children_and_spending(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = printed(decomposition.groups(indicators))
    foster, homes, other, everyone = ([int("".join(filter(str.isdigit, cell))) for cell in row[1:]] for row in rows)
    for column in (0, 1):
        assert foster[column] + homes[column] + other[column] == everyone[column]
    for column in (4, 5):
        assert foster[column] + homes[column] + other[column] == pytest.approx(everyone[column], abs=2)


def test_without_a_later_year_there_is_no_chart(indicators: pd.DataFrame) -> None:
    rows = indicators[~indicators["indicator"].isin([CHANGE, SHARE])]
    for chart in (decomposition.contributions, decomposition.contributions_by_place):
        with pytest.raises(NoValues):
            chart(rows.reset_index(drop=True))
