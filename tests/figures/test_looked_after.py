"""Charts and tables of how many children are looked after, on the data held and on a few rows made by hand."""

from __future__ import annotations

import pandas as pd

from analysis.indicators.peers import Peers
from analysis.tables.areas import ENGLAND
from figures import looked_after
from figures.places import REGIONS
from tests.figures.conftest import Fill, Printed

KENT = "E10000016"


def rows(indicator: str, area: str, values: dict[str, float], name: str = "Kent") -> pd.DataFrame:
    """Rows of indicators made by hand."""
    frame = pd.DataFrame({"period": list(values), "value": list(values.values())})
    frame = frame.assign(indicator=indicator, breakdown="", area_code=area, area_name=name, unit="children", note="")
    return frame.assign(numerator=frame["value"], denominator=None, areas_covered=1, areas_expected=1)


def test_a_title_names_the_highest_year_only_if_it_is_past() -> None:
    fallen = looked_after.numbers(
        rows("looked_after_children", "E10000016", {"2023": 10, "2024": 12, "2025": 11}), "E10000016"
    )
    risen = looked_after.numbers(
        rows("looked_after_children", "E10000016", {"2023": 10, "2024": 12, "2025": 13}), "E10000016"
    )
    assert fallen.title.endswith("in 2024")
    assert risen.title.endswith("31 March 2025")


def test_the_alternative_text_says_since_when_more_cease_than_start() -> None:
    frame = pd.concat(
        [
            rows("starting_children", "E10000016", {"2023": 10, "2024": 8, "2025": 7}),
            rows("ceasing_children", "E10000016", {"2023": 9, "2024": 9, "2025": 9}),
        ]
    )
    assert (
        "More ceased than started in every year since 2024."
        in looked_after.starting_and_ceasing(frame, "E10000016").alt
    )


def test_as_many_starting_as_ceasing_is_neither_more_nor_fewer() -> None:
    frame = pd.concat(
        [
            rows("starting_children", "E10000016", {"2024": 8, "2025": 9}),
            rows("ceasing_children", "E10000016", {"2024": 7, "2025": 9}),
        ]
    )
    assert "As many started as ceased in 2025." in looked_after.starting_and_ceasing(frame, "E10000016").alt


def test_regions_are_compared_with_the_first_year_held_if_ten_years_before_are_not(indicators: pd.DataFrame) -> None:
    since_2018 = indicators[indicators["period"] >= "2018"].reset_index(drop=True)
    assert list(looked_after.regions(since_2018).data.columns[1:]) == ["2018", "2025"]


def test_a_sum_that_leaves_out_no_council_says_nothing_of_one(indicators: pd.DataFrame) -> None:
    whole = indicators.assign(note=indicators["note"].where(~indicators["note"].str.startswith("without"), ""))
    assert "without City of London" in looked_after.regions_and_classes(indicators).caption
    assert "without" not in looked_after.regions_and_classes(whole).caption


def test_the_title_of_the_regions_names_the_highest_and_the_lowest(indicators: pd.DataFrame, fill: Fill) -> None:
    figure = looked_after.regions(indicators)
    latest = figure.data.iloc[:, -1]
    held = figure.data[figure.data["area_code"] != "E92000001"]
    assert list(latest) == sorted(latest, reverse=True)
    assert held["area_code"].iloc[0] in figure.title
    assert held["area_code"].iloc[-1] in figure.title
    assert "North East" in fill(figure.title)


def test_the_dots_are_the_councils_that_have_a_rate(indicators: pd.DataFrame) -> None:
    data = looked_after.councils(indicators).data
    rates = indicators[(indicators["indicator"] == "looked_after_rate_per_10k") & (indicators["period"] == "2025")]
    councils = rates[rates["area_code"].str.match("E06|E08|E09|E10")]
    assert len(data) == councils["value"].notna().sum()
    assert set(data["class"]) == {"SC", "UA", "MD", "LB"}


def test_a_council_without_a_published_number_has_no_dot_and_is_named(indicators: pd.DataFrame) -> None:
    figure = looked_after.councils(indicators)
    assert "a published number (without City of London)" in figure.caption
    assert "City of London" not in set(figure.data["area_name"])


def test_the_index_is_100_in_its_first_year_and_the_rate_is_number_over_population(
    indicators: pd.DataFrame,
) -> None:
    data = looked_after.number_rate_and_population(indicators).data
    assert list(data.iloc[0, 1:]) == [100, 100, 100]
    rate = data["looked_after_children"] / data["child_population"] * 100
    assert (rate - data["looked_after_rate_per_10k"]).abs().max() < 0.02


def test_every_council_of_today_has_its_row(indicators: pd.DataFrame, printed: Printed) -> None:
    cells = {row[0]: row[1:] for row in printed(looked_after.every_council(indicators))}
    assert len(cells) == 154
    assert cells["England"][3:] == ["81,770", "67.1", "66.7 to 67.6"]
    assert cells["Kent"][0] == "SC"


def test_a_suppressed_number_and_a_council_not_yet_formed_have_different_words(
    indicators: pd.DataFrame, printed: Printed
) -> None:
    cells = {row[0]: row[1:] for row in printed(looked_after.every_council(indicators))}
    assert cells["City of London"][3] == "[c]"
    assert cells["Cumberland"][1:3] == ["[z]", "[z]"]


def test_the_rate_per_100_000_is_ten_times_the_rate_per_10_000(indicators: pd.DataFrame, printed: Printed) -> None:
    row = {row[0]: row for row in printed(looked_after.england(indicators))}["2025"]
    assert row[1:4] == ["81,770", "67.1", "671"]


def test_the_regions_add_up_to_england_within_rounding(indicators: pd.DataFrame, printed: Printed) -> None:
    cells = {row[0]: int(row[3].replace(",", "")) for row in printed(looked_after.regions_and_classes(indicators))}
    regions = [cells[name] for name in REGIONS.values()]
    assert abs(sum(regions) - cells["England"]) <= 5 * (len(regions) + 1)


def test_a_council_whose_neighbours_have_no_value_has_two_lines() -> None:
    rate, mean = looked_after.RATE, looked_after.NEIGHBOURS
    held = pd.concat(
        [
            rows(rate, KENT, {"2024": 60.0, "2025": 61.0}),
            rows(rate, ENGLAND, {"2024": 70.0, "2025": 71.0}, "England"),
            rows(mean, KENT, {"2024": float("nan"), "2025": float("nan")}),
        ],
        ignore_index=True,
    )
    figure = looked_after.rate_compared(held, Peers(KENT, "authority", (ENGLAND,), ()))
    assert figure.alt.startswith("Two lines. Kent")
    assert "neighbours" not in f"{figure.caption} {figure.alt} {figure.drawing.wide}".casefold()
