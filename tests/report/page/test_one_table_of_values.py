"""Page, map, table, chart and interface show what ``indicators.csv`` says, as it is printed there and in no other way.

Each is held against a sample that the keys themselves draw: 500 values, and 10,000 with ``--full``. The spreadsheets,
all of whose values are compared, have a test of their own, and so have the cards of councils.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from analysis.formulas.intervals import LIMIT_COLUMNS
from analysis.formulas.key import series_name, series_of
from analysis.formulas.units import UNITS
from analysis.tables.periods import ending_year
from figures import number
from report.build import document
from report.outputs import API
from tests.report.conftest import open_page
from tests.report.page.timing import DRAWN

SAMPLE: Final = (500, 10_000)
"""How many values are compared, without ``--full`` and with it."""
KEY: Final = ["indicator", "breakdown", "area_code", "period"]
ROUNDED: Final = {"homes_outside_boundary_share": 0, "looked_after_projection_children": -2}
"""Decimals of indicators that charts print with fewer than their units have."""
READ: Final = """async (keys) => Promise.all(keys.map(async (key) => {
  const { row, problem } = await number.resolved(key);
  if (problem) return problem;
  const limits = ["95", "998"].flatMap((level) => Object.values(intervals.limits(row, level) ?? {}));
  const unit = row.series.indicator.unit;
  return [
    number.printed(row), row.value, row.numerator, row.denominator, row.covered, row.expected, row.note,
    row.value === null ? [] : limits.map((limit) => printing.text(limit, unit)),
  ];
}))"""
"""What the page says of the values of some keys: as printed, and the numbers beside."""

LABEL: Final = "name => store.series.get(name).label"
FIGURES: Final = """[...document.querySelectorAll("#view-table tbody td a")].map((link) =>
  [link.getAttribute("href"), link.parentElement.textContent.trim()])"""
"""The figures of the reader's own table, each with its address."""


@pytest.fixture(scope="module")
def published(built: Path) -> pd.DataFrame:
    """Every row of indicators.csv with its series and its key, in the order of the hashes of the keys."""
    texts = dict.fromkeys(("breakdown", "period", "note"), "str")
    rows = pd.read_csv(built / "indicators.csv", dtype=texts, low_memory=False).fillna(dict.fromkeys(texts, ""))
    pairs = [*zip(rows["indicator"], rows["breakdown"], strict=True)]
    names = {pair: series_name(*pair) for pair in set(pairs)}
    rows = rows.assign(series=[names[pair] for pair in pairs])
    rows = rows.assign(key=rows["series"] + ":" + rows["area_code"] + ":" + rows["period"])
    hashes = [sha256(key.encode()).digest() for key in rows["key"]]
    return rows.iloc[sorted(range(len(rows)), key=hashes.__getitem__)].reset_index(drop=True)


@pytest.fixture(scope="module")
def size(request: pytest.FixtureRequest) -> int:
    """How many values are compared."""
    return SAMPLE[bool(request.config.getoption("--full"))]


@pytest.fixture(scope="module")
def sample(published: pd.DataFrame, size: int) -> pd.DataFrame:
    """The first rows, values that are missing among them, and some of every unit."""
    of_each_unit = published[published["value"].notna()].groupby("unit", sort=True).head(5)
    found = pd.concat([published.head(size), of_each_unit]).drop_duplicates("key")
    assert found["value"].isna().sum() > size / 50
    return found


@pytest.fixture(scope="module")
def window(browser: Browser, built: Path) -> Iterator[Page]:
    """The page of every number."""
    opened = open_page(browser, built / document("explore"))
    opened.wait_for_selector("#value")
    yield opened
    opened.close()


def batched(names: list[str], size: int = 10) -> Iterator[list[str]]:
    """Some names at a time, as many as a table has room for."""
    return (names[at : at + size] for at in range(0, len(names), size))


def by_key(rows: pd.DataFrame) -> dict[str, Any]:
    return dict(zip(rows["key"], rows.itertuples(index=False), strict=True))


def printed(row: Any) -> str:
    return number.text(row.value, row.unit)


def in_words(row: Any) -> str:
    """A value as the map says it: its unit follows, without the sign that the value bears; a mere number has none."""
    unit = re.sub(r"^([£%]\s*|number$)", "", UNITS[row.unit].heading)
    return f"{printed(row)} {unit}".strip()


def is_missing(row: Any) -> bool:
    return bool(pd.isna(row.value))


def expected(rows: pd.DataFrame) -> Iterator[list[Any]]:
    """What the page of every number is to say of some rows."""
    limits = [name for names in LIMIT_COLUMNS.values() for name in names]
    names = ["value", "numerator", "denominator", "areas_covered", "areas_expected", "note", "unit", *limits]
    plain = rows[names].astype(object).where(rows[names].notna(), None)
    for value, above, below, covered, of, note, unit, *around in plain.itertuples(index=False, name=None):
        text = "no value" if value is None else number.text(value, unit)
        interval = [number.text(limit, unit) for limit in around if limit is not None and value is not None]
        yield [text, value, above, below, covered, of, note, interval]


def visit(window: Page, view: str, query: dict[str, str]) -> None:
    window.evaluate("to => { location.hash = to; }", f"#{view}?{urlencode(query)}")
    window.evaluate(DRAWN)
    window.locator(f"#view-{view}[aria-busy=false]").wait_for()


def test_every_address_gives_the_value_that_indicators_csv_has_as_the_report_prints_it(
    window: Page, sample: pd.DataFrame
) -> None:
    assert window.evaluate(READ, sample["key"].tolist()) == list(expected(sample))


@pytest.mark.slow
def test_all_addresses_give_the_values_that_indicators_csv_has(window: Page, published: pd.DataFrame) -> None:
    for _, rows in published.groupby("indicator"):
        assert window.evaluate(READ, rows["key"].tolist()) == list(expected(rows))


def test_maps_say_of_each_council_what_indicators_csv_has(
    window: Page, published: pd.DataFrame, sample: pd.DataFrame, size: int
) -> None:
    today = set(window.evaluate("Object.keys(store.hexagons)"))
    councils = published[published["area_code"].isin(today)]
    maps = iter(sample.loc[sample["area_code"].isin(today), ["series", "period"]].drop_duplicates().values.tolist())
    compared = missing = 0
    while compared < size:
        series, period = next(maps)
        visit(window, "map", {"series": series, "period": period})
        title = f"{window.evaluate(LABEL, series)}, {period}"
        window.locator("#view-map figcaption", has_text=title).wait_for()
        heard = window.evaluate(
            "Object.fromEntries([...document.querySelectorAll('#view-map .hexagon[data-area]')].map(mark =>"
            " [mark.dataset.area, [mark.getAttribute('aria-label'), mark.classList.contains('missing')]]))"
        )
        assert heard.keys() == today
        rows = councils[(councils["series"] == series) & (councils["period"] == period)]
        for row in rows.itertuples(index=False):
            words, is_hatched = heard[row.area_code]
            said = words.partition(": ")[2]
            assert is_hatched == is_missing(row), row
            assert said == (f"no value: {row.note}" if is_hatched else in_words(row)), row
            missing += is_hatched
        compared += len(rows)
    assert missing


def test_tables_of_a_readers_own_say_what_indicators_csv_has(
    window: Page, published: pd.DataFrame, sample: pd.DataFrame, size: int
) -> None:
    series, places = ([*dict.fromkeys(sample[name])] for name in ("series", "area_code"))
    groups = zip(batched(series), batched(places * len(series)), strict=False)
    compared = missing = 0
    while compared < size:
        some, somewhere = next(groups)
        own = published[published["series"].isin(some)]
        rows = by_key(own[own["area_code"].isin(somewhere)])
        years = own["period"].map(ending_year)
        span = {"from": str(years.min()), "to": str(years.max())}
        visit(window, "table", {"indicators": ",".join(some), "places": ",".join(somewhere)} | span)
        window.locator("#view-table .chips", has_text=window.evaluate(LABEL, some[0])).wait_for()
        everything = window.get_by_role("button", name=re.compile("^Show all"))
        if everything.count():
            everything.click()
        for href, text in window.evaluate(FIGURES):
            row = rows[href.removeprefix("#")]
            compared += 1
            missing += is_missing(row)
            assert row.note in text if is_missing(row) else text.split(" †")[0] == printed(row), row
    assert missing


def test_the_interface_has_what_indicators_csv_has(built: Path, sample: pd.DataFrame) -> None:
    for indicator, rows in sample.groupby("indicator"):
        held = json.loads((built / API / "indicators" / f"{indicator}.json").read_text("utf-8"))["columns"]
        parts = [held.get(name, [""] * len(held["period"])) for name in KEY[1:]]
        at = {key: position for position, key in enumerate(zip(*parts, strict=True))}
        for row in rows.itertuples(index=False):
            position = at[row.breakdown, row.area_code, row.period]
            value, text, note = (held[name][position] for name in ("value", "text", "note"))
            assert (note or "") == row.note, row
            assert (value, text) == ((None, None) if is_missing(row) else (row.value, printed(row))), row


def test_every_mark_of_a_chart_says_what_indicators_csv_has_and_none_is_of_a_missing_value(
    built: Path, published: pd.DataFrame
) -> None:
    held_values = published[published["value"].notna()]
    values = dict(zip(held_values["key"], zip(held_values["value"], held_values["unit"], strict=True), strict=True))
    page = (built / document("html")).read_text("utf-8")
    block = re.search(r'<script type="application/json" id="marks">"(.*?)"</script>', page)
    assert block
    held = json.loads(zlib.decompress(base64.b64decode(block[1]), wbits=-15))
    compared = 0
    for chart in held["charts"].values():
        columns = [
            chart[name] if isinstance(chart[name], list) else [chart[name]] * len(chart["values"])
            for name in ("place", "period", "series")
        ]
        for value, place, period, name in zip(chart["values"], *columns, strict=True):
            series = held["words"][name]
            if series:
                key = f"{series}:{held['places'][place][0]}:{held['words'][period]}"
                assert value == number.text(*values[key], decimals=ROUNDED.get(series_of(series)[0])), key
                compared += 1
    assert compared > 1000
