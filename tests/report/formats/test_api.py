"""The interface for programs: the values of indicators.csv as printed there, and a description of its files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from uuid import UUID
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from analysis.formulas.intervals import with_limits
from analysis.indicators.definitions import counted
from analysis.tables.loading import Tables
from figures import number
from report.formats import api
from report.formats.csv_text import csv_text
from report.formats.origin import origin_of
from report.outputs import API
from report.project import Files
from report.versions import Change, Version

SAMPLE = ("looked_after_children", "looked_after_rate_per_10k", "need_category_share", "agency_social_worker_share")
VERSION = {"api": "1", "data": "0123456789ab", "code": "1.0", "published": "2025-12-04"}
CHANGE = Change("k:E92000001:2025", "Children", "England", "2025", "children", 2.0, 3.0)
VERSIONS = (
    Version(1, "aaaaaaaaaaaa", "2024-11-20", [CHANGE._replace(before=None, after=2.0)]),
    Version(2, "0123456789ab", "2025-12-04", [CHANGE, CHANGE._replace(key="r", unit="share", before=0.5, after=None)]),
)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def sample(indicators: pd.DataFrame) -> pd.DataFrame:
    few = indicators[indicators["indicator"].isin(SAMPLE)].reset_index(drop=True)
    return with_limits(few, counted())


@pytest.fixture(scope="module")
def made(sample: pd.DataFrame, tables: Tables) -> Callable[..., Files]:
    """Makes the files of the sample for some versions of the data."""
    origin = origin_of(sample, tables, tables.sources)
    return lambda versions, areas=tables.areas: api.files(sample, areas, origin, VERSION, versions)


@pytest.fixture(scope="module")
def files(made: Callable[..., Files]) -> Files:
    return made(VERSIONS)


def rows_of(files: Mapping[str, bytes]) -> Iterator[dict[str, str]]:
    """The rows of all indicators, numbers as they are written, what is missing or left out as the empty text."""
    for path, content in files.items():
        if path.startswith(f"{API}/indicators/"):
            found = json.loads(content, parse_float=str, parse_int=str)
            columns = found["columns"]
            assert {len(column) for column in columns.values()} == {int(found["rows"])}
            for cells in zip(*columns.values(), strict=True):
                yield {"indicator": found["indicator"]["name"]} | dict(zip(columns, cells, strict=True))


def assert_as_in_indicators_csv(files: Mapping[str, bytes], indicators: pd.DataFrame) -> None:
    published = csv.DictReader(io.StringIO(csv_text(indicators).decode()))
    key = ("indicator", "breakdown", "area_code", "period")
    found = {tuple(row.get(name, "") for name in key): row for row in rows_of(files)}
    count = 0
    for row in published:
        cells = found[tuple(row[name] for name in key)]
        count += 1
        for name in ("value", "note", *api.NUMBERS):
            assert (cells.get(name) or "") == row[name], (row, name)
        assert (cells["text"] is None) == (row["value"] == "")
        assert (cells["marker"] is None) == (row["value"] != "")
        if row["value"]:
            assert cells["text"] == number.text(float(row["value"]), row["unit"])
    assert count == len(found)


def test_every_number_is_written_as_in_indicators_csv_and_what_is_missing_is_null_with_its_marker(
    files: Files, sample: pd.DataFrame
) -> None:
    assert sample["value"].isna().any()
    assert_as_in_indicators_csv(files, sample)


@pytest.mark.slow
def test_every_value_of_every_indicator_is_written_as_in_indicators_csv(
    indicators: pd.DataFrame, tables: Tables
) -> None:
    every = with_limits(indicators, counted())
    origin = origin_of(indicators, tables, tables.sources)
    assert_as_in_indicators_csv(api.files(every, tables.areas, origin, VERSION, []), every)


def test_every_file_is_as_the_description_says(files: Files) -> None:
    description = json.loads(files[f"{API}/openapi.json"])
    described = set()
    for path, item in description["paths"].items():
        (kind, answer), *_ = item["get"]["responses"]["200"]["content"].items()
        names = [value for part in item.get("parameters", []) for value in part["schema"]["enum"]] or [""]
        for name in names:
            file = API + path.format(name=name)
            described.add(file)
            if kind == "application/json":
                schema = answer["schema"] | {"components": description["components"]}
                Draft202012Validator(schema).validate(json.loads(files[file]))
    assert described | {f"{API}/openapi.json"} == files.keys()


def test_the_description_has_what_openapi_asks_for(files: Files) -> None:
    description = json.loads(files[f"{API}/openapi.json"])
    assert re.fullmatch(r"3\.1\.\d", description["openapi"])
    assert {"title", "version"} <= description["info"].keys()
    for path, item in description["paths"].items():
        assert path.startswith("/")
        named = set(re.findall(r"\{(\w+)\}", path))
        required = [part for part in item.get("parameters", []) if part["in"] == "path" and part["required"]]
        assert {part["name"] for part in required} == named
        assert all(answer["description"] for answer in item["get"]["responses"].values())
    assert {server["url"] for server in description["servers"]} == {"."}
    for schema in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_sources_of_a_series_are_in_the_list_of_sources(files: Files) -> None:
    known = {source["id"] for source in json.loads(files[f"{API}/sources.json"])["sources"]}
    for name in SAMPLE:
        behind = json.loads(files[f"{API}/indicators/{name}.json"])["sources"]
        assert behind
        assert {one for series in behind for one in series["ids"]} <= known


def test_what_each_version_changed_is_listed_with_what_was_before_the_newest_first(files: Files) -> None:
    second, first = json.loads(files[f"{API}/changes.json"])["versions"]
    assert (first["number"], first["data"], first["published"]) == VERSIONS[0][:3]
    moved, gone = second["changes"]
    assert (moved["key"], moved["unit"]) == (CHANGE.key, "children")
    assert (moved["before"], moved["after"]) == ({"value": 2, "text": "2"}, {"value": 3, "text": "3"})
    assert (gone["before"], gone["after"]) == ({"value": 0.5, "text": "50.0%"}, None)
    assert first["changes"][0]["before"] is None


def test_the_feed_has_an_entry_for_each_version_the_newest_first_dated_by_its_data(files: Files) -> None:
    feed = ET.fromstring(files[f"{API}/feed.atom"])
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    second, first = feed.findall(f"{ATOM}entry")
    days = [part.findtext(f"{ATOM}updated") for part in (feed, second, first)]
    assert days == ["2025-12-04T00:00:00Z", "2025-12-04T00:00:00Z", "2024-11-20T00:00:00Z"]
    assert all(part.findtext(f"{ATOM}title") for part in (feed, second, first))
    assert {link.get("href") for link in feed.iter(f"{ATOM}link")} == {"feed.atom", "changes.json"}
    lines = ["".join(line.itertext()) for line in second.find(f"{ATOM}content") or []]
    assert [part for part in ("2 → 3", "50.0% → –") if part not in lines[0]] == []


def test_ids_of_the_feed_bear_no_domain_and_stay_when_a_version_is_added(
    made: Callable[..., Files], files: Files
) -> None:
    def ids(found: Files) -> list[str]:
        return [part.text or "" for part in ET.fromstring(found[f"{API}/feed.atom"]).iter(f"{ATOM}id")]

    feed, second, first = ids(files)
    assert [UUID(one.removeprefix("urn:uuid:")).version for one in (feed, second, first)] == [8, 8, 8]
    assert len({feed, second, first}) == 3
    assert ids(made(VERSIONS[:1])) == [feed, first]


def test_before_any_version_is_accepted_the_feed_is_empty_and_dated_by_the_newest_source(
    made: Callable[..., Files],
) -> None:
    found = made([])
    feed = ET.fromstring(found[f"{API}/feed.atom"])
    assert feed.findtext(f"{ATOM}updated") == f"{VERSION['published']}T00:00:00Z"
    assert json.loads(found[f"{API}/changes.json"])["versions"] == feed.findall(f"{ATOM}entry") == []


def test_a_hostile_name_is_text(made: Callable[..., Files], tables: Tables) -> None:
    name = '"}]</p><script>alert(1)</script>'
    named = VERSIONS[0]._replace(changes=[CHANGE._replace(label=name)])
    found = made([named], tables.areas.assign(area_name=name))
    assert {area["name"] for area in json.loads(found[f"{API}/areas.json"])["areas"]} == {name}
    feed = ET.fromstring(found[f"{API}/feed.atom"])
    assert any(name in (part.text or "") for part in feed.iter())
    assert not [part for part in feed.iter() if part.tag.endswith("script")]
