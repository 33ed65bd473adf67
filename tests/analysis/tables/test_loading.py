"""The tidy tables: what is loaded, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from analysis.problem import Problem
from analysis.tables.loading import OBSERVATION_KEY, Tables, load, validate
from analysis.tables.releases import FIGURE

HEADER = "area_code,period,measure,breakdown,release,status,value,marker,source_id,source_ref"
ROW = "E92000001,2024-25,gdp_deflator_index,,2026-06,final,96.6694,,hmt-gdp-deflators-2026-06,a"


def deflators(folder: Path, *rows: str) -> pd.DataFrame:
    (folder / "deflators.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return load(folder).observations("deflators")


def test_the_tables_are_as_the_data_package_says(data: Path) -> None:
    assert validate(data).endswith("sources are as datapackage.json says.")


def test_frictionless_finds_the_data_package_valid(data: Path) -> None:
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    report = frictionless.validate(package, type="package", basepath=str(data), limit_rows=300)
    assert report.valid, report.flatten(["resourceName", "message"])


def test_every_source_is_an_official_file_with_its_fingerprint_or_compiled(tables: Tables) -> None:
    for source_id, source in tables.sources.items():
        assert source["publisher"], source_id
        assert source["title"], source_id
        assert source["path"].startswith("https://"), source_id
        assert source["licence"] == "OGL-UK-3.0"
        if source["kind"] == "official file":
            assert len(source["sha256"]) == 64
            assert source["file"]
        else:
            assert source["kind"] == "compiled"
            assert "sha256" not in source


def test_every_column_is_described(tables: Tables) -> None:
    for resource in tables.package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["description"].endswith("."), (resource["name"], field["name"])
            labelled = [category["value"] for category in field.get("categories", ())]
            assert not labelled or labelled == field["constraints"]["enum"]


def test_values_are_numbers_and_what_is_missing_is_not_zero(tables: Tables) -> None:
    frame = tables.observations("looked_after")
    row = frame[
        (frame["area_code"] == "E09000001")
        & (frame["period"] == "2025")
        & (frame["measure"] == "looked_after_children")
    ].iloc[0]
    assert frame["value"].dtype == "float64"
    assert pd.isna(row["value"])
    assert row["marker"] == "c"


def test_current_has_one_row_a_figure_and_nothing_superseded(tables: Tables) -> None:
    frame = tables.current("outturn")
    assert not frame.duplicated(["area_code", "period", "measure", "breakdown"]).any()
    of_2017_18 = frame[frame["period"] == "2017-18"]
    assert set(of_2017_18["status"]) == {"final"}
    assert len(tables.observations("outturn")) > len(frame)


def test_the_newest_figures_stand_in_the_order_of_their_texts(tables: Tables) -> None:
    for resource in tables.package["resources"]:
        if resource["schema"]["primaryKey"] == OBSERVATION_KEY:
            figures = list(tables.current(resource["name"])[FIGURE].itertuples(index=False, name=None))
            assert figures == sorted(figures), resource["name"]


def test_a_final_figure_goes_before_a_newer_provisional_one(copied: Path) -> None:
    newer = ROW.replace("2026-06,final,96.6694", "2026-12,provisional,97")
    deflators(copied, ROW, newer)
    assert list(load(copied).current("deflators")["value"]) == [96.6694]
    deflators(copied, ROW.replace("final", "provisional"), newer)
    assert list(load(copied).current("deflators")["value"]) == [97]


def test_what_is_loaded_is_not_changed_by_who_uses_it(tables: Tables) -> None:
    frame = tables.observations("deflators")
    frame["value"] = 0.0
    assert (tables.observations("deflators")["value"] > 0).all()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda row: row.replace("96.6694", "96,6694"), "row 2, has more cells than the header"),
        (lambda row: f"{row}\n{row.replace('96.6694', '96,6694')}", "cannot be read as UTF-8 CSV"),
        (lambda row: f"{row}\nE92000001,2023-24", "row 3, has no measure, and each row needs one"),
        (lambda row: row.replace("96.6694", "9.6e1"), "row 2, has the value '9.6e1', where a number was expected"),
        (lambda row: row.replace("final", "done"), "has the status 'done', where one of final, provisional"),
        (lambda row: row.replace("96.6694,", ",n"), "has the marker 'n', where one of c, x, z, low, u"),
        (lambda row: row.replace("96.6694,", ","), "row 2, must have either a value or a marker"),
        (lambda row: row.replace("96.6694,", "96.6694,x"), "row 2, must have either a value or a marker"),
        (lambda row: row.replace("gdp_deflator_index", "index"), "has the measure 'index'"),
        (lambda row: row.replace("index,,", "index,all,"), "has the breakdown 'all'"),
        (lambda row: row.replace("E92000001", "E92000002"), "has the area E92000002, which areas.csv does not hold"),
        (lambda row: row.replace("E92000001", ""), "has no area_code"),
        (lambda row: row.replace("hmt-gdp-deflators-2026-06", "hearsay"), "names the source hearsay, which"),
        (lambda row: f"{row}\n{row}", "row 3, repeats the key E92000001 / 2024-25"),
        (lambda row: row.replace("2024-25", "2024/25"), "has the period '2024/25'"),
    ],
)
def test_a_table_that_is_not_as_its_schema_says_is_refused(
    copied: Path, change: Callable[[str], str], sentence: str
) -> None:
    with pytest.raises(Problem, match=f"^deflators.csv.* {sentence}"):
        deflators(copied, change(ROW))


def test_the_first_row_that_is_wrong_is_named(copied: Path) -> None:
    values = {"2021-22": "80", "2022-23": "9.6e1", "2023-24": "+1", "2024-25": "9.6e1"}
    rows = [ROW.replace("2024-25", period).replace("96.6694", value) for period, value in values.items()]
    with pytest.raises(Problem, match=r"^deflators.csv, row 3, has the value '9.6e1'"):
        deflators(copied, *rows)


def test_other_columns_than_the_schema_s_are_refused(copied: Path) -> None:
    (copied / "deflators.csv").write_text(f"{HEADER},note\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"^deflators.csv has the columns .*, note where .* are expected"):
        load(copied).observations("deflators")


def test_a_table_out_of_order_or_a_source_without_use_is_found_by_validation(copied: Path) -> None:
    lines = (copied / "deflators.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (copied / "deflators.csv").write_text("".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    with pytest.raises(Problem, match=r"^deflators.csv is not sorted by its key"):
        validate(copied)
    (copied / "deflators.csv").write_text(lines[0], encoding="utf-8")
    with pytest.raises(Problem, match="names the source hmt-gdp-deflators-2026-06, which no row of any table uses"):
        validate(copied)


def test_a_table_or_a_folder_that_is_not_there_is_said_so(copied: Path) -> None:
    with pytest.raises(Problem, match="has no table called 'weather': it has areas, area_codes"):
        load(copied).observations("weather")
    (copied / "deflators.csv").unlink()
    with pytest.raises(Problem, match=r"^deflators.csv is missing from"):
        load(copied).observations("deflators")
    with pytest.raises(Problem, match=r"^There is no datapackage.json in"):
        load(copied / "nowhere")
    (copied / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(Problem, match=r"^datapackage.json in .* cannot be read"):
        load(copied)


def test_neighbours_are_ten_for_every_council_in_the_model_of_2025(tables: Tables) -> None:
    rows = tables.neighbours.rows
    model = rows[rows["model"] == "2025"]
    councils = tables.areas[(tables.areas["level"] == "authority") & (tables.areas["closed"] == "")]
    ranks = model.groupby("area_code")["rank"].agg(list)
    assert set(councils["area_code"]) <= set(ranks.index)
    assert all(sorted(found) == list(range(1, 11)) for found in ranks)
    assert (model["area_code"] != model["neighbour_code"]).all()
