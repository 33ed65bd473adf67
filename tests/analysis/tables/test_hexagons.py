"""Where the councils lie on the map of hexagons."""

from __future__ import annotations

from pathlib import Path

from analysis.tables.loading import Tables


def test_each_of_todays_councils_has_one_hexagon(tables: Tables) -> None:
    areas, hexagons = tables.areas, tables.text("hexagons")
    today = areas.loc[(areas["level"] == "authority") & (areas["closed"] == ""), "area_code"]
    assert len(hexagons) == 153
    assert sorted(hexagons["area_code"]) == sorted(today)


def test_no_two_councils_lie_in_one_place(tables: Tables) -> None:
    assert not tables.text("hexagons").duplicated(["column", "row"]).any()


def test_rows_count_north_and_columns_count_east(tables: Tables) -> None:
    hexagons = tables.text("hexagons").set_index("area_code").astype(int)
    places = hexagons.to_dict("index")
    cornwall, northumberland, kent, cumberland = "E06000052", "E06000057", "E10000016", "E06000063"
    assert places[northumberland]["row"] > places[cornwall]["row"]
    assert places[kent]["column"] > places[cornwall]["column"]
    assert places[northumberland]["column"] > places[cumberland]["column"]


def test_the_notice_of_the_layout_is_kept_with_the_other_licences(tables: Tables, data: Path) -> None:
    notice = (data.parent / "LICENSE-MIT-hexagons").read_text(encoding="utf-8")
    assert "Open Innovations" in notice
    assert tables.resource("hexagons")["licenses"][0]["name"] == "MIT"
    assert tables.resource("hexagons")["sources"][0]["title"] == "Hexmaps, Open Innovations"
