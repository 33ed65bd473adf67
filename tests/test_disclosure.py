"""A children's home is the address of looked-after children: nothing held or built leads to one."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from analysis.ingest.ofsted import owners
from analysis.ingest.ofsted.homes import TYPES
from analysis.ingest.ofsted.providers import OWNER
from analysis.ingest.sheet import Listing, header_row, read_official_file
from analysis.tables.areas import ENGLAND, as_at
from analysis.tables.loading import Tables
from tests.analysis.ingest.ofsted.attack import Sums

FEWEST = 5
OF_A_HOME = (
    r"sc\d{5,7}\b",
    r"ofsted\.gov\.uk/provider",
    r"urn\b(?<!\wurn)",
    r"parliamentary constituency",
    r"short.break.only",
    r"multi.building",
    r"latest full inspection",
    r"registration date",
    r"event number",
    r"redacted\b",
)
"""Numbers of homes, and titles of the columns of Ofsted's lists that are not read, in small letters.

One pattern for each, which begins with a letter: they are looked for in hundreds of megabytes.
"""
POSTCODE = re.compile(r"\b(?!E\d)[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b")
PACKED = re.compile(r"[A-Za-z0-9+/]{500,}")
"""What the explorer holds packed, in letters that spell anything: values, each of which indicators.csv has too."""
TEXTS = {".csv", ".json", ".toml", ".html", ".md", ".svg", ".txt", ".ipynb", ".jinja"}
TABLES = (("childrens_homes", "homes"), ("supported_accommodation", "premises"))


@pytest.fixture(scope="module")
def everything(root: Path, built: Path) -> dict[Path, str]:
    """The tables, the chapters and what is built of them in every format, as far as it is text, by path."""
    files = (path for folder in (root / "data", root / "report" / "chapters", built) for path in folder.rglob("*"))
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in files if path.suffix in TEXTS}
    return {path: PACKED.sub("", text) for path, text in texts.items()}


@pytest.fixture(scope="module")
def names(everything: dict[Path, str]) -> set[str]:
    """All words that may be the name of an owner as the tables have it: three parts or more."""
    return {name for text in everything.values() for name in re.findall(r"[a-z0-9]+(?:_[a-z0-9]+){2,}", text)}


def test_no_text_has_a_number_an_address_or_a_column_of_a_home(everything: dict[Path, str]) -> None:
    found = set()
    for path, text in everything.items():
        small = text.lower()
        found |= {(path.name, match) for pattern in OF_A_HOME for match in re.findall(pattern, small)}
        found |= {(path.name, match) for match in POSTCODE.findall(text)}
    assert found == set()


@pytest.mark.parametrize("year", ["2018_part_2", "2021", "2025"])
def test_no_text_names_an_owner_below_the_threshold(
    names: set[str], official_folders: list[Path], tables: Tables, year: str
) -> None:
    path = next((path for of in official_folders for path in of.rglob(f"provider_level_{year}.csv")), None)
    if path is None:
        pytest.skip(f"no folder of VALUING_CARE_OFFICIAL holds the providers of {year}")
    (sheet,) = read_official_file(path).sheets
    listing = Listing(sheet, header_row(sheet, ("urn", "provision type")) or 0)
    owner, region, kind = (
        listing.column(*names) for names in (OWNER, ("government office region",), ("provision type",))
    )
    counted: dict[str, list[str]] = defaultdict(list)
    for _, row in listing.rows():
        if str(row[kind]).strip().lower() in TYPES:
            counted[owners.plain_owner(str(row[owner]))].append(str(row[region]))
    small = {
        name
        for name, regions in counted.items()
        if len(regions) < 10 and max(map(regions.count, regions)) < FEWEST and name.count("_") > 1
    }
    assert len(small) > 100
    held = tables.current("home_owners").astype({"breakdown": str, "period": str})
    named = set(held.loc[held["period"] == year[:4], "breakdown"])
    assert small & named == set()
    assert (small - set(held["breakdown"])) & names == set()


def cells(tables: Tables, table: str, counted: str) -> pd.DataFrame:
    """The cells of a table by place, year, measure and sector."""
    rows = tables.current(table)
    return rows[rows["measure"].isin([counted, "places"]) & rows["breakdown"].isin(["total", "private"])]


@pytest.mark.parametrize(("table", "counted"), TABLES)
def test_every_count_that_is_held_of_a_place_is_five_or_more(tables: Tables, table: str, counted: str) -> None:
    rows = tables.current(table)
    shown = rows[(rows["measure"] != "independent_fostering_agencies") & rows["value"].notna()]
    assert shown["value"].min() >= FEWEST
    hidden = rows[rows["value"].isna()]
    assert set(hidden["marker"]) == {"c"}
    pattern = hidden.groupby(["area_code", "period", "breakdown"], observed=True)["measure"].nunique()
    assert (pattern == 2).all(), f"{counted} and places are hidden together"


@pytest.mark.parametrize(("table", "counted"), TABLES)
def test_no_sum_or_difference_gives_back_a_count_below_five(tables: Tables, table: str, counted: str) -> None:
    """Regions less councils, totals less sectors: each hidden cell may still be five, and is not found."""
    rows = cells(tables, table, counted)
    attacked = 0
    for (period, measure), year in rows.groupby(["period", "measure"], observed=True):
        known = year[year["value"].notna()].astype({"area_code": str, "breakdown": str})
        held: dict[tuple[str, str], float] = dict(
            zip(zip(known["area_code"], known["breakdown"], strict=True), known["value"], strict=True)
        )
        present = set(year["area_code"])
        for region in (place for place in tables.places.places.values() if place.level == "region"):
            councils = [
                place.area_code
                for place in tables.places.places.values()
                if place.region_code == region.area_code
                and place.level == "authority"
                and place.exists(as_at(str(period)))
            ]
            if region.area_code not in present:
                continue
            assert set(councils) <= present, "a council without a row would be one more hidden cell"
            sums: dict[tuple[str, str], list[tuple[str, str]]] = {
                (region.area_code, group): [(code, group) for code in councils] for group in ("private", "rest")
            }
            sums |= {(code, "total"): [(code, "private"), (code, "rest")] for code in (region.area_code, *councils)}
            attack = Sums(held, sums)
            for cell in attack.hidden:
                least, most = attack.bounds(cell)
                attacked += 1
                assert most > FEWEST - 0.5, f"{cell} of {period} is found to have fewer than {FEWEST} {measure}"
                assert most - least > 0.5 or least > FEWEST - 0.5, f"{cell} of {period} is found: {least} {measure}"
    assert attacked > 100


def test_local_authorities_homes_in_regions_do_not_give_back_few_of_the_rest(tables: Tables) -> None:
    rows = tables.current("childrens_homes")
    rows = rows[(rows["measure"] == "homes") & rows["area_code"].map(lambda code: code[:3] in ("E12", "E92"))]
    wide = rows.pivot(index=["area_code", "period"], columns="breakdown", values="value")
    rest = (wide["total"] - wide["private"] - wide["local_authority"]).dropna()
    assert len(rest) >= 4 * 10
    assert rest.min() >= FEWEST
    assert (wide["total"] - wide["private"] - wide["local_authority"] - wide["voluntary"]).dropna().min() >= FEWEST


def test_what_is_left_of_a_named_owner_outside_its_named_regions_is_nothing_or_five(tables: Tables) -> None:
    rows = tables.current("home_owners")
    rows = rows[rows["measure"] == "homes_of_owner"].astype({"breakdown": str, "period": str, "area_code": str})
    assert rows["value"].min() >= FEWEST
    in_england = rows["area_code"] == ENGLAND
    whole = rows[in_england].set_index(["breakdown", "period"])["value"]
    assert whole.min() >= 10
    parts = rows[~in_england].groupby(["breakdown", "period"])["value"].sum()
    left = (whole - parts.reindex(whole.index).fillna(0)).astype(int)
    assert not ((left > 0) & (left < FEWEST)).any()
    assert all(owners.is_organisation(name) for name in set(rows["breakdown"]))
    assert not any(owners.names_council(name, tables.places) for name in set(rows["breakdown"]))


def test_incomplete_lists_are_held_for_england_alone(tables: Tables) -> None:
    rows = tables.current("childrens_homes")
    assert set(rows.loc[rows["measure"] == "inspected_homes", "area_code"]) == {ENGLAND}
