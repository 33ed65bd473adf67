"""A place compared with its peers: ranks and sentences by hand, in a country of five councils."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.formulas.results import INDICATOR_COLUMNS
from analysis.indicators.peers import Peers
from figures import gaps, peers
from figures.figure import NoValues, if_held
from report.manuscript.prose import Prose
from tests.figures.conftest import printed_cell

ENGLAND = "E92000001"
REGION = "E12000001"
PLACES = {
    ENGLAND: ("England", "country"),
    REGION: ("North East", "region"),
    "E06000001": ("Ayton", "authority"),
    "E06000002": ("Beeford", "authority"),
    "E06000003": ("Ceeham", "authority"),
    "E06000004": ("Deeley", "authority"),
    "E06000005": ("Eaton", "authority"),
}
RATES = {ENGLAND: 50.0, REGION: 60.0, "E06000001": 75.0, "E06000002": 40.0, "E06000003": 100.0, "E06000004": 40.0}
AYTON = Peers("E06000001", "authority", (REGION, ENGLAND), ("E06000002", "E06000003", "E06000005"))


EARLY = "early_intervention_share"


def country(rates: dict[str, float], **more: float) -> pd.DataFrame:
    """Rates of looked-after children and shares of early intervention alike, and what more Ayton has, by indicator."""
    rows = [
        (
            indicator,
            "",
            area,
            "2025",
            rates.get(area),
            "per_10k",
            "" if area in rates else "rate: suppressed by the publisher",
        )
        for indicator in ("looked_after_rate_per_10k", EARLY)
        for area in PLACES
    ]
    rows += [(name, "", "E06000001", "2025", value, "per_10k", "") for name, value in more.items()]
    frame = pd.DataFrame(rows, columns=["indicator", "breakdown", "area_code", "period", "value", "unit", "note"])
    names = frame["area_code"].map({code: name for code, (name, _) in PLACES.items()})
    frame = frame.assign(area_name=names, numerator=None, denominator=None, areas_covered=1, areas_expected=1)
    return frame[list(INDICATOR_COLUMNS)].astype({"value": float})


@pytest.fixture
def indicators() -> pd.DataFrame:
    return country(RATES, **{f"{name}_of_neighbours": 70.0 for name in ("looked_after_rate_per_10k", EARLY)})


@pytest.fixture
def prose(indicators: pd.DataFrame) -> Prose:
    areas = pd.DataFrame(
        [(code, name, level) for code, (name, level) in PLACES.items()], columns=["area_code", "area_name", "level"]
    )
    found = Prose(indicators, areas, {})
    found.begin(area=AYTON.area)  # as in the edition about a place
    return found


def test_a_place_is_compared_with_the_groups_that_it_belongs_to(indicators: pd.DataFrame, prose: Prose) -> None:
    table = peers.headline(indicators, AYTON)
    assert [column.heading for column in table.columns] == ["Measure", "Ayton", "North East", "England"]
    (row,) = table.rows
    assert [printed_cell(cell, prose) for cell in row] == ["Early, share of spending (2025)", "75.0", "60.0", "50.0"]


def test_a_place_is_ranked_among_all_and_set_against_the_ends_of_its_neighbours(
    indicators: pd.DataFrame, prose: Prose
) -> None:
    (row,) = peers.among_others(indicators, AYTON).rows
    # Eaton has no value: the neighbours' ends are those of Beeford and Ceeham, and four councils are ranked.
    assert [printed_cell(cell, prose) for cell in row] == [
        "Early, share of spending (2025)", "75.0", "70.0", "40.0", "100.0", "2\u00a0of\u00a04",
    ]  # fmt: skip


def test_a_chart_sets_each_measure_against_england(indicators: pd.DataFrame, prose: Prose) -> None:
    figure = peers.compared_with_england(indicators, AYTON)
    row = next(figure.data.itertuples())
    assert (row.place, row.mean, row.lowest, row.highest) == (150.0, 140.0, 80.0, 200.0)
    assert figure.title == "One of one measures is higher in Ayton than in England, and none is lower"
    assert "75.0, England 50.0" in prose.text(figure.alt, "test")


def test_a_council_with_few_children_is_neither_charted_nor_ranked() -> None:
    few = country(RATES, child_population=319.0)
    assert if_held(peers.compared_with_england, few, AYTON) is None
    assert if_held(peers.among_others, few, AYTON) is None
    assert if_held(peers.headline, few, AYTON) is None
    assert if_held(peers.placements_and_costs, few, AYTON) is None


def test_a_place_without_a_value_has_no_chart_and_no_table(indicators: pd.DataFrame) -> None:
    eaton = Peers("E06000005", "authority", (REGION, ENGLAND), ("E06000001",))
    for figure in (peers.compared_with_england, peers.headline, peers.among_others, peers.placements_and_costs):
        with pytest.raises(NoValues):
            figure(indicators, eaton)
        assert if_held(figure, indicators, eaton) is None


def test_a_gap_has_its_reason_and_is_none_if_england_has_no_value_either(indicators: pd.DataFrame) -> None:
    eaton = Peers("E06000005", "authority", (REGION, ENGLAND), ())
    assert gaps.missing(indicators, eaton).rows == [
        ["Children looked after per 10,000", "2025", "suppressed by the publisher"]
    ]
    with pytest.raises(NoValues):
        gaps.missing(country({"E06000001": 75.0}), eaton)
    with pytest.raises(NoValues):
        gaps.missing(indicators, AYTON)


def test_a_region_names_the_councils_that_it_is_without() -> None:
    frame = country(RATES)
    at = frame["area_code"] == REGION
    frame = frame.assign(note=frame["note"].mask(at, "without Eaton"))
    (row,) = gaps.covered(frame, Peers(REGION, "region", (ENGLAND,), ())).rows
    assert (row[0], row[1], row[3]) == ("Children looked after per 10,000", "2025", "Eaton")
