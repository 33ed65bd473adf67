"""The tables of the method: definitions, alternatives that move the answer, coverage, and sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.formulas.deflator import DISTORTED_YEAR
from analysis.formulas.key import Key, with_breakdown
from analysis.indicators.budgets import CHILDREN
from analysis.indicators.definitions import definitions
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.wording import say, typographic
from figures.coverage import left_out_of
from figures.figure import Table, Value, left, right
from figures.places import area_name
from figures.selection import all_rows_of, over_time


def indicator_definitions() -> Table:
    """Every indicator with its definition as the code has it."""
    held = definitions().values()
    return Table(
        id="definitions",
        title="Every indicator and its definition",
        caption="The name in the last column is that of the function, of the key and of the table of indicators.",
        columns=left("Indicator", "Definition", "Name"),
        rows=[
            [
                typographic(each.label),
                typographic(re.sub(r" Sources?( as|:).*|``", "", each.definition)),
                _breakable(each.name),
            ]
            for each in held
        ],
        long=True,
    )


def alternatives(indicators: pd.DataFrame) -> Table:
    """Headline indicators with their declared alternatives, for the same place and the newest year of the headline."""
    headlines = [
        *_newest(indicators, "statutory_share_narrow", ENGLAND),
        *_newest(indicators, "overspend_share_of_all_services", COUNTY_GROUP),
        *_newest(indicators, "overspend_share_of_all_services", ENGLAND),
        Key("expenditure_real_gbp", "children_looked_after", ENGLAND, DISTORTED_YEAR),
        *_newest(indicators, "looked_after_rate_per_10k", ENGLAND),
    ]
    rows: list[list[str | Value]] = []
    strong = []
    for key in headlines:
        if not _held(indicators, key):
            continue
        definition = definitions()[key.indicator]
        strong.append(len(rows))
        place = area_name(indicators, key.area)
        rows.append([typographic(with_breakdown(definition.label, key.breakdown)), place, key.period, _value(key), ""])
        for name in definition.alternatives:
            other = key._replace(indicator=name)
            if not _held(indicators, other):
                continue
            same_unit = definitions()[name].unit == definition.unit
            moved = say("difference", str(other), str(key)) if same_unit else "another unit"
            rows.append(
                [
                    typographic(with_breakdown(definitions()[name].label, key.breakdown)),
                    place,
                    key.period,
                    _value(other),
                    moved,
                ]
            )
    return Table(
        id="alternatives",
        title="How far another definition moves a headline figure",
        caption=(
            "Each headline stands first, in bold, with its declared alternatives below it. An alternative that has no "
            "value for the place and year is left out. Source: as for each indicator in its chapter."
        ),
        columns=left("Definition", "Place", "Year") + right("Value", "Moved by"),
        rows=rows,
        strong=strong,
    )


def coverage(indicators: pd.DataFrame) -> Table:
    """How many councils the spending and the overspend of each year cover, and which are missing."""
    spending = _england(indicators, "expenditure_gbp", "total")
    overspend = _england(indicators, "overspend_gbp", CHILDREN)
    rows: list[list[str | Value]] = []
    for period in sorted(set(spending.index) | set(overspend.index)):
        if period < min(overspend.index):
            continue
        rows.append(
            [
                period,
                _covered(spending, period, Key("expenditure_gbp", "total", ENGLAND, period)),
                _covered(overspend, period, Key("overspend_gbp", CHILDREN, ENGLAND, period)),
                _missing(overspend, period),
            ]
        )
    return Table(
        id="coverage",
        title="How many councils each year’s figures cover",
        caption=(
            "Section 251: councils with a total. Overspend: councils with both a budget and an outturn of children’s "
            "social care. Source: Department for Education; Ministry of Housing, Communities and Local Government."
        ),
        columns=left("Year")
        + right("Section 251 (councils covered)", "Overspend (councils covered)")
        + left("Without an overspend"),
        rows=rows,
    )


def sources(held: Mapping[str, Mapping[str, Any]]) -> Table:
    """Every source of the tables: what it is, when it was published, and which file it was read from."""
    return Table(
        id="sources",
        title="Where every figure comes from",
        caption="Open Government Licence v3.0. The file’s fingerprint (SHA-256) stands in `data/datapackage.json`.",
        columns=left("Source", "Publisher", "Published", "Read from", "Name"),
        rows=[
            [
                typographic(str(source["title"])),
                str(source["publisher"]),
                str(source["published"]),
                _breakable(f"file {source['file']}") if source["kind"] == "official file" else "compiled",
                _breakable(name),
            ]
            for name, source in sorted(held.items(), key=lambda item: (item[1]["publisher"], item[0]))
        ],
        long=True,
    )


def _newest(indicators: pd.DataFrame, indicator: str, area: str) -> list[Key]:
    """The newest value of a place, if it has one."""
    return [Key(indicator, "", area, period) for period in over_time(indicators, indicator, area).index[-1:]]


def _value(key: Key) -> Value:
    series = f"{key.indicator}[{key.breakdown}]" if key.breakdown else key.indicator
    return Value(series, key.area, key.period)


def _held(indicators: pd.DataFrame, key: Key) -> bool:
    rows = all_rows_of(indicators, key.indicator, key.breakdown)
    own = rows[(rows["area_code"] == key.area) & (rows["period"] == key.period)]
    return bool(own["value"].notna().any())


def _england(indicators: pd.DataFrame, indicator: str, breakdown: str) -> pd.DataFrame:
    rows = all_rows_of(indicators, indicator, breakdown)
    return rows[rows["area_code"] == ENGLAND].set_index("period")


def _covered(rows: pd.DataFrame, period: str, key: Key) -> str:
    if period not in rows.index:
        return "not held"
    if rows["value"].isna()[period]:
        return "none"
    return say("covered", str(key)) + " of " + say("expected", str(key))


def _missing(rows: pd.DataFrame, period: str) -> str:
    note = str(rows.at[period, "note"]) if period in rows.index else ""
    return left_out_of(note) if period in rows.index and rows["value"].notna()[period] else note


def _breakable(name: str) -> str:
    """A name of the code, which a narrow column may break after underscores and hyphens."""
    return re.sub(r"([_-])", "\\1\u200b", name)
