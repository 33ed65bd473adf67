"""England since 1994, stability, and homes outside the boundary: files made by hand, and as published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from analysis.ingest import looked_after_tidy
from analysis.ingest.catalogue import importer_of, importers
from analysis.ingest.extract import Context, Extract
from analysis.ingest.looked_after_tidy import ENGLAND_SINCE_1994, LOCATION, LOCATIONS, NEW, STABILITY
from analysis.ingest.sheet import OfficialFile
from analysis.problem import Problem
from tests.analysis.ingest.small_country import PLACE, Read, Rows, place_cells

TENS = {"E92000001": 6, "E12000001": 3, "E12000008": 3, "E06000001": 1, "E06000063": 2, "E10000016": 3}


def of_places(columns: Sequence[str], counts: Sequence[tuple[Sequence[str], int]], last: Sequence[str] = ()) -> Rows:
    """A tidy file of 2024: for each place and what is counted so many for each ten of the place."""
    rows = [["time_period", *PLACE, *columns]]
    for code, tens in TENS.items():
        rows += [["2024", *place_cells(code), *words, str(each * tens), *last] for words, each in counts]
    return rows


def stability(three: int = 10) -> Rows:
    counts = dict.fromkeys(STABILITY, 100) | {("cla on 31 march", "with 3 or more placements during the year"): three}
    rows = of_places(("cla_group", "placement_stability", "children_count"), list(counts.items()))
    shares = ["children_percent", *(("10" if int(row[-1]) % 100 else "100") for row in rows[1:])]
    return [[*row, share] for row, share in zip(rows, shares, strict=True)]


def new_placements(total: int = 50) -> Rows:
    counts = [((LOCATION, location), 10) for location in LOCATIONS] + [((LOCATION, NEW), total)]
    return of_places(("characteristic", "breakdown", "children_count"), counts)


def homes(words: str, number: str = "10") -> Rows:
    width = len(PLACE) + 5
    head = ["Children Looked After (CLA) on 31 March placed in children's homes, 2014 to 2024"]
    rows = of_places(("cla_group", "characteristic", "number"), [(("Locality", words), int(number))], ())
    body = [[*row, "percentage" if row[0] == "time_period" else "67"] for row in rows]
    return [[*head, *[""] * (width - 1)], *body]


def series(years: Sequence[int] = (2022, 2023, 2024), unknown: str = "7") -> Rows:
    rows = [["time_period", "geographic_level", "country_code", "country_name", "population_count", "number"]]
    for year in years:
        for words in ENGLAND_SINCE_1994:
            number = unknown if "asylum" in words[0] and year == years[0] else "70"
            rows.append([str(year), "National", "E92000001", "England", words[0].capitalize(), number])
    return rows


def extracts(file: OfficialFile, country: Context) -> dict[tuple[str, str], Extract]:
    """The extracts by table and measure."""
    assert importer_of(file, importers()) is looked_after_tidy
    found = looked_after_tidy.extract(file, country)
    return {(one.table, measure): one for one in found for measure in one.rows["measure"].unique()}


def test_england_is_held_apart_and_its_unaccompanied_children_with_the_councils(
    file_of: Read, country: Context
) -> None:
    found = extracts(file_of(series(unknown="x")), country)
    assert ("looked_after_england", "starting_children") in found
    asylum = found["looked_after_by_characteristic", "looked_after_children"].rows
    assert list(asylum["period"]) == ["2023", "2024"]
    assert set(asylum["breakdown"]) == {"asylum/unaccompanied"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [row for row in series() if row[0] != "2022" or "adopted" not in row[4]],
            "lacks a year of 'children looked after who were adopted during the year'",
        ),
        (series((2021, 2023, 2024)), "lacks a year"),
        (stability(three=40), "per cent, and the file prints"),
    ],
    ids=["a series lacks its first year", "a series lacks a year", "a per cent does not follow from its count"],
)
def test_a_file_that_does_not_hang_together_stops_the_import(
    file_of: Read, country: Context, rows: Rows, said: str
) -> None:
    with pytest.raises(Problem, match=said):
        extracts(file_of(rows), country)


def test_a_series_that_begins_later_than_the_one_held_stops_the_import(file_of: Read, country: Context) -> None:
    held = {"looked_after_england": [{"period": "2021"}]}
    with pytest.raises(Problem, match="lacks a year of 'children looked after at 31 march'"):
        extracts(file_of(series()), replace(country, held=held))


def test_children_in_three_or_more_placements_are_held(file_of: Read, country: Context) -> None:
    found = extracts(file_of(stability()), country)
    rows = found["placement_stability", "children_in_three_or_more_placements"].rows.set_index("area_code")
    assert rows.loc["E10000016", "value"] == "30"


def test_new_placements_by_location_must_make_all_of_them(file_of: Read, country: Context) -> None:
    found = extracts(file_of(new_placements()), country)
    assert found["placement_stability", "new_placements"].rows.set_index("area_code").loc["E06000001", "value"] == "50"
    with pytest.raises(Problem, match="those by location differ from them by 20"):
        extracts(file_of(new_placements(total=60)), country)


def test_homes_outside_the_boundary_have_a_number_and_a_per_cent(file_of: Read, country: Context) -> None:
    found = extracts(file_of(homes("Placed outside the local authority boundary")), country)
    table = "childrens_homes_outside_boundary"
    assert {measure for of, measure in found if of == table} == {
        "children_placed_outside_boundary",
        "placed_outside_boundary_percent",
    }


def test_a_net_gain_may_be_below_nought_and_no_other_count(file_of: Read, country: Context) -> None:
    found = extracts(file_of(homes("Net gain of children by responsible LA", "-10")), country)
    rows = found["childrens_homes_outside_boundary", "net_gain_children"].rows.set_index("area_code")
    assert rows.loc["E10000016", "value"] == "-30"
    with pytest.raises(Problem, match="a count of children was expected"):
        extracts(file_of(homes("Placed outside the local authority boundary", "-10")), country)


def test_words_that_are_not_known_stop_the_import(file_of: Read, country: Context) -> None:
    rows = new_placements()
    rows[-1][rows[0].index("breakdown")] = "Placed on the moon"
    with pytest.raises(Problem, match="counts 'location of new placements during the year / placed on the moon'"):
        extracts(file_of(rows), country)
