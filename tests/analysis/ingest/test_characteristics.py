"""Looked-after children by characteristic, as the department's dashboard gives them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from analysis.ingest import characteristics
from analysis.ingest.catalogue import importer_of, importers
from analysis.ingest.characteristics import BY_CHARACTERISTIC, STARTING_CEASING, TABLES, table_of
from analysis.ingest.extract import Context
from analysis.ingest.sheet import OfficialFile
from analysis.problem import Problem
from analysis.tables.corrections import Absence, Corrections
from analysis.tables.loading import Tables
from tests.analysis.ingest.small_country import Read, Rows

Counts = dict[tuple[str, str, str], str]

HEADER = ["time_period", "geographic_level", "area_code", "characteristic_group", "characteristic", "number"]
PLACES = {"E92000001": 60, "E12000001": 30, "E12000008": 30, "E06000001": 9, "E06000063": 21, "E10000016": 31}
"""How many children each characteristic of a place has; regions and England are rounded to 10."""
FOSTER, PARENTS = "Foster placements", "Placed with parents or other person with parental responsibility"


def listing(changed: Counts | None = None, year: str = "2024") -> Rows:
    """The sheet of children at 31 March; ``changed`` has other cells by place, group and characteristic."""
    rows = [HEADER]
    for group, (_, names) in characteristics.GROUPS[""].items():
        for code, each in PLACES.items():
            counts = dict.fromkeys(names, str(each)) | {"Total": str(each * len(names))}
            counts |= {name: cell for (at, of, name), cell in (changed or {}).items() if (at, of) == (code, group)}
            rows += [[year, "Place", code, group, name, cell] for name, cell in counts.items()]
    return rows


def extract(file: OfficialFile, country: Context, release: str = "2024-11") -> pd.DataFrame:
    """The rows of all extracts, each of them in the table of its group."""
    assert importer_of(file, importers()) is characteristics
    found = characteristics.extract(replace(file, published=release), country)
    for one in found:
        groups = one.rows["breakdown"].str.partition("/")[0]
        tables = {table_of(str(row), group) for row, group in zip(one.rows["measure"], groups, strict=True)}
        assert tables == {one.table}
    return pd.concat([one.rows for one in found])


def test_a_count_has_its_group_and_value_and_totals_are_not_held(file_of: Read, country: Context) -> None:
    rows = extract(file_of(listing()), country).set_index(["area_code", "breakdown"])
    assert rows.loc[("E10000016", "placement/foster_care"), "value"] == "31"
    assert rows.loc[("E10000016", "placing_council/total"), "value"] == "62"
    assert ("E10000016", "placement/total") not in rows.index
    assert rows.loc[("E10000016", "age/under_1"), "source_ref"] == (
        "E10000016 / 2024 / Age group / Under 1 year!number"
    )


def test_a_withheld_count_stays_withheld(file_of: Read, country: Context) -> None:
    withheld: Counts = {("E06000001", "Placement", FOSTER): "c", ("E06000001", "Placement", PARENTS): "c"}
    rows = extract(file_of(listing(withheld)), country).set_index(["area_code", "breakdown"])
    assert tuple(rows.loc[("E06000001", "placement/foster_care"), ["value", "marker"]]) == ("", "c")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({("E10000016", "Placement", FOSTER): "30"}, r"placement of Southshire in 2024 has a total of 248.* up to 247"),
        ({("E12000008", "Placement", FOSTER): "80"}, r"placement of South in 2024 has a total of 240"),
        (
            {("E92000001", "Placement", FOSTER): "80", ("E92000001", "Placement", PARENTS): "40"},
            r"placement/foster_care of England in 2024 is 80, but its councils add up to 61",
        ),
        ({("E10000016", "Placement", FOSTER): "3.1"}, r"column number holds '3.1', where a count of children"),
        ({("E10000016", "Placement", FOSTER): "?"}, r"neither a number nor a symbol"),
        ({("E10000016", "Placement", "Barges"): "1"}, r"counts 'Placement: Barges', which is no group"),
    ],
)
def test_a_sheet_with_a_wrong_count_is_refused(file_of: Read, country: Context, changed: Counts, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        extract(file_of(listing(changed)), country)


def without(test: Callable[[list[str]], bool]) -> Rows:
    return [row for row in listing() if not test(row)]


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        (lambda row: row[2] == "E10000016", r"has no placement of Southshire in 2024"),
        (lambda row: row[2] == "E92000001", r"has no placement of England in 2024"),
        (lambda row: row[3] == "Legal status", r"has no looked_after_children by legal_status in 2024"),
        (lambda row: row[2:5] == ["E10000016", "Placement", FOSTER], r"no row of placement/foster_care for E10000016"),
        (lambda row: row != HEADER, r"has a header and no rows"),
    ],
)
def test_a_sheet_that_is_cut_short_is_refused(
    file_of: Read, country: Context, left_out: Callable[[list[str]], bool], sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence):
        extract(file_of(without(left_out)), country)


def test_a_council_that_the_publisher_leaves_out_is_declared(file_of: Read, country: Context) -> None:
    absence = Absence("id", "", "", (*TABLES.values(), BY_CHARACTERISTIC), "2024", ("E10000016",), ())
    declared = replace(country, corrections=Corrections(absences=(absence,)))
    rows = extract(file_of(without(lambda row: row[2] == "E10000016")), declared)
    assert "E10000016" not in set(rows["area_code"])
    with pytest.raises(Problem, match="declares left out: take that entry out"):
        extract(file_of(listing()), declared)


def test_a_total_is_the_one_that_is_held_of_the_same_release(file_of: Read, country: Context) -> None:
    held = {"area_code": "E10000016", "period": "2024", "measure": "looked_after_children", "release": "2024-11"}
    changed = replace(country, held={"looked_after": [held | {"value": "249", "marker": ""}]})
    with pytest.raises(Problem, match=r"total of 248 for Southshire in 2024, and looked_after.csv holds 249"):
        extract(file_of(listing()), changed)


@pytest.mark.parametrize("release", ["", "2024-02", "autumn"])
def test_a_sheet_needs_a_release_that_came_out_after_its_newest_year(
    file_of: Read, country: Context, release: str
) -> None:
    with pytest.raises(Problem, match="release"):
        extract(file_of(listing()), country, release)


def test_each_group_held_makes_its_published_total(tables: Tables) -> None:
    texts = dict.fromkeys(("breakdown", "area_code", "period", "measure"), str)
    names = sorted({*TABLES.values(), BY_CHARACTERISTIC, STARTING_CEASING})
    held = pd.concat([tables.current(name).astype(texts) for name in names])
    published = tables.current("looked_after").astype(texts)
    totals = published.set_index(["area_code", "period", "measure"])["value"]
    of_dashboard = held["source_id"].str.fullmatch(r"dfe-cla-\S+-characteristics-\S+")
    held = held[of_dashboard & ~held["breakdown"].str.startswith("placing_council/")]
    held = held.assign(group=held["breakdown"].str.partition("/")[0], withheld=held["value"].isna())
    sums = held.groupby(["area_code", "period", "measure", "group"]).agg(
        value=("value", "sum"), withheld=("withheld", "any")
    )
    sums = sums[~sums["withheld"]].reset_index("group")
    difference = (sums["value"] - totals.reindex(sums.index)).dropna()
    rounded = difference.index.get_level_values("area_code").str.startswith(("E12", "E13", "E92"))
    assert (difference[~rounded] == 0).all()
    assert difference[rounded].abs().max() <= 40
    assert len(difference) > 2_000
