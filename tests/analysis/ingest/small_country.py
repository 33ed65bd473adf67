"""A country of four councils, and files as the Department for Education would issue them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis.ingest.sheet import OfficialFile
from analysis.tables.areas import Areas

AREAS = """\
area_code,area_name,level,class,region_code,subregion_code,county_group,opened,closed,predecessors
E92000001,England,country,,,,false,,,
K02000001,United Kingdom,country,,,,false,,,
E12000001,North,region,,,,false,,,
E12000008,South,region,,,,false,,,
E06000001,Northport,authority,UA,E12000001,,false,,,
E10000006,Northshire,authority,SC,E12000001,,false,,2023-03-31,
E06000063,Newshire,authority,UA,E12000001,,true,2023-04-01,,E10000006
E10000016,Southshire,authority,SC,E12000008,,true,,,
"""
AREA_CODES = """\
code,scheme,area_code,valid_from,valid_to
E92000001,gss,E92000001,,
K02000001,gss,K02000001,,
E12000001,gss,E12000001,,
E12000008,gss,E12000008,,
E06000001,gss,E06000001,,
E10000006,gss,E10000006,,2023-03-31
E06000063,gss,E06000063,2023-04-01,
E10000016,gss,E10000016,,
805,dfe,E06000001,,
909,dfe,E10000006,,2023-03-31
942,dfe,E06000063,2023-04-01,
886,dfe,E10000016,,
"""

Rows = list[list[str]]
Read = Callable[..., OfficialFile]
"""Reads rows as a downloaded file; the fixture ``file_of``."""

PLACE = (
    *("geographic_level", "country_code", "country_name", "region_code", "region_name", "old_la_code", "la_name"),
    "new_la_code",
)
LOOKED_AFTER = "Children looked after on 31 March each year"
LOOKED_AFTER_HEADER = (
    *("time_period", "time_identifier", *PLACE),
    *("population_type", "population_estimate", "children_count", "rate_per_10000"),
)


def places(areas: str = AREAS, codes: str = AREA_CODES) -> Areas:
    """The places of two tables in CSV."""
    return Areas.from_records(csv.DictReader(io.StringIO(areas)), csv.DictReader(io.StringIO(codes)))


def place_cells(code: str) -> list[str]:
    """The cells of place of a row of a tidy file."""
    region = {"E12000001": "North", "E12000008": "South"}
    councils = {
        "E06000001": ("805", "Northport", "E12000001"),
        "E10000006": ("909", "Northshire", "E12000001"),
        "E06000063": ("942", "Newshire", "E12000001"),
        "E10000016": ("886", "Southshire", "E12000008"),
    }
    if code in councils:
        old, name, of = councils[code]
        return ["Local authority", "E92000001", "England", of, region[of], old, name, code]
    if code in region:
        return ["Regional", "E92000001", "England", code, region[code], "", "", ""]
    return ["National", "E92000001", "England", "", "", "", "", ""]


def looked_after(counts: dict[tuple[str, str], str] | None = None, group: str = LOOKED_AFTER) -> Rows:
    """A file of children looked after at 31 March 2023 and 2024, which adds up; ``counts`` changes single cells."""
    held = {
        ("2023", "E92000001"): "600",
        ("2023", "E12000001"): "300",
        ("2023", "E12000008"): "300",
        ("2023", "E06000001"): "102",
        ("2023", "E10000006"): "197",
        ("2023", "E06000063"): "z",
        ("2023", "E10000016"): "301",
        ("2024", "E92000001"): "640",
        ("2024", "E12000001"): "320",
        ("2024", "E12000008"): "310",
        ("2024", "E06000001"): "111",
        ("2024", "E10000006"): "z",
        ("2024", "E06000063"): "212",
        ("2024", "E10000016"): "312",
    } | (counts or {})
    rows: Rows = [list(LOOKED_AFTER_HEADER)]
    for (period, code), count in held.items():
        rate = count if not count.isdigit() else str((int(count) * 2 + 1) // 2 // 10)
        rows.append([period, "Reporting year", *place_cells(code), group, "100000", count, rate])
    return rows


def in_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as a CSV file with the mark of UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def written(path: Path, rows: Iterable[Iterable[object]]) -> Path:
    """A CSV file of rows."""
    path.write_bytes(in_csv(rows))
    return path
