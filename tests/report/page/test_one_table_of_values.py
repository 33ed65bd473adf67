"""Page, map, table and interface show what ``indicators.csv`` says, as it is printed there and in no other way.

Each is held against a sample that the keys themselves draw: 500 values, and 10,000 with ``--full``. The spreadsheets
and charts, all of whose values are compared, have tests of their own, and so have the cards of councils.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from analysis.formulas.intervals import LIMIT_COLUMNS
from analysis.formulas.units import UNITS
from analysis.tables.periods import ending_year
from figures import number
from report.outputs import API
from tests.report.conftest import open_explorer, visit

SAMPLE: Final = (500, 10_000)
"""How many values are compared, without ``--full`` and with it."""
KEY: Final = ["indicator", "breakdown", "area_code", "period"]
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
def size(request: pytest.FixtureRequest) -> int:
    """How many values are compared."""
    return SAMPLE[bool(request.config.getoption("--full"))]


@pytest.fixture(scope="module")
def sample(published: pd.DataFrame, size: int) -> pd.DataFrame:
    """The first rows in the order of the hashes of their keys, missing values among them, and some of every unit."""
    drawn = published.iloc[published["key"].map(lambda key: sha256(key.encode()).digest()).argsort()]
    of_each_unit = drawn[drawn["value"].notna()].groupby("unit", sort=True).head(5)
    found = pd.concat([drawn.head(size), of_each_unit]).drop_duplicates("key")
    assert found["value"].isna().sum() > size / 50
    return found


@pytest.fixture(scope="module")
def window(chromium: Browser, explorer: Path) -> Page:
    """The page of every number."""
    return open_explorer(chromium, explorer)


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
        visit(window, "map", "", {"series": series, "period": period})
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
        visit(window, "table", "", {"indicators": ",".join(some), "places": ",".join(somewhere)} | span)
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
