"""The explorer: one page with every value of every indicator, which asks nothing of anybody.

What a reader needs at once (definitions, places, sources) is a JSON text in the page; each series is a compressed block
(``report.page.series``) that the page reads if it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any, Final

from analysis.formulas.indicator import Definition
from analysis.formulas.intervals import LIMIT_COLUMNS
from analysis.formulas.key import STORED_KEY, Key, keys_in, series_name, with_breakdown
from analysis.formulas.sources import SourcesOfSeries
from analysis.formulas.units import UNITS
from analysis.indicators.definitions import definitions
from analysis.indicators.neighbours import neighbours
from analysis.tables.areas import Place
from analysis.tables.loading import Tables
from analysis.wording import typographic
from figures.drawing import colours
from report.engines import pandoc, script
from report.manuscript.annex import Annex, anchor, in_text
from report.manuscript.document import Manuscript, titles_in
from report.manuscript.draft import Measured
from report.manuscript.working import in_words, working
from report.page.series import Block, More, Names, blocks, names_of
from report.versions import Version

FOLDER: Final = Path(__file__).parents[1] / "templates" / "explore"
OPENS: Final = "looked_after_rate_per_10k"
"""The series that the page opens with. Its values come first, since a browser shows a page while it still reads it."""
FORMAT: Final = 1
"""Of index and blocks: a page reads another version's page if it has the same."""
HOLDER: Final = 200_000
"""How many letters of blocks an element of the page holds at least: what it holds can be read before the next one."""


def page(known: Measured, manuscript: Manuscript, version: str, versions: Sequence[Version] = ()) -> str:
    """The page: values and definitions, and for the numbers that the report prints where it does and their cells.

    ``versions`` are those of the data that were accepted, with what they changed in the headline numbers.
    """
    sources = sorted(known.tables.sources)
    names = names_of(known.indicators)
    more = _more(known, manuscript, names, sources)
    found = sorted(blocks(known.indicators, names, more), key=lambda block: block.name != OPENS)
    template = (FOLDER / "explore.html").read_text(encoding="utf-8")
    code = script.joined(FOLDER)
    index = index_of(known.tables, names, found, sources) | {
        "format": FORMAT,
        "version": version,
        "data": known.data_version,
        "report": titles_in(manuscript.markdown),
        "accepted": _accepted(versions),
    }
    parts = {
        "style": pandoc.base_style() + style(),
        "policy": script.policy(code),
        "index": script.block("index", index),
        "script": f"<script>{code}</script>",
        "values": "\n".join(
            f'<script type="text/plain" class="values">{"".join(block.content for block in held)}</script>'
            for held in _holders(found)
        ),
    }
    return re.sub(r"<!--(\w+)-->|/\*(\w+)\*/", lambda mark: parts[mark[1] or mark[2]], template)


def style() -> str:
    """The style sheets of the page, those of its views after its own."""
    sheets = (FOLDER / name for name in ("explore.css", "atlas.css"))
    return "".join(colours.filled(sheet.read_text(encoding="utf-8")) for sheet in sheets)


def index_of(tables: Tables, names: Names, found: Sequence[Block], sources: Sequence[str]) -> dict[str, Any]:
    """What the page knows before it reads a value."""
    known = definitions()
    order = {name: position for position, name in enumerate(known)}
    series = []
    for at, held in enumerate(_holders(found)):
        start = 0
        for name, breakdown, printed, content in held:
            label = typographic(with_breakdown(known[name].label, breakdown))
            series.append([order[name], breakdown, label, printed, at, start, len(content)])
            start += len(content)
    return {
        "units": {name: _unit(name) for name in UNITS},
        "levels": {
            columns[0].removeprefix("lower_"): NormalDist().inv_cdf((1 + level) / 2)
            for level, columns in LIMIT_COLUMNS.items()
        },
        "indicators": [_indicator(definition) for definition in known.values()],
        "opens": OPENS,
        "series": sorted(series),
        "areas": [_area(place, tables) for place in tables.places.places.values()],
        "hexagons": _hexagons(tables),
        "codes": {code: area for code, area in tables.places.codes.items() if code not in tables.places.places},
        "listed": list(names.areas),
        "periods": list(names.periods),
        "notes": list(names.notes),
        "sources": [{"id": source, **_source(tables.sources[source])} for source in sources],
    }


def _accepted(versions: Sequence[Version]) -> dict[str, list[tuple[str, float | None]]]:
    """The values of each headline number by its key, the newest first, each with the data version that brought it."""
    found: dict[str, list[tuple[str, float | None]]] = {}
    for version in reversed(versions):
        for change in version.changes:
            found.setdefault(change.key, []).append((version.data, change.after))
    return found


def _holders(found: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks that an element of the page holds together: the first alone, then as many as are long enough."""
    held: list[Block] = []
    for position, block in enumerate(found):
        held.append(block)
        if position == 0 or sum(len(each.content) for each in held) >= HOLDER:
            yield held
            held = []
    if held:
        yield held


def _unit(name: str) -> dict[str, Any]:
    unit = UNITS[name]
    return {
        "heading": unit.heading,
        "decimals": unit.decimals,
        "prefix": unit.prefix,
        "suffix": unit.suffix,
        "suffixOfOne": unit.suffix_of_one,
        "factor": unit.factor,
        "per": unit.per,
        "isScaled": unit.is_scaled,
        "isPerCent": unit.is_per_cent,
    }


def _indicator(definition: Definition) -> dict[str, Any]:
    formula = definition.formula
    return {
        "name": definition.name,
        "label": typographic(definition.label),
        "unit": definition.unit,
        "definition": typographic(definition.definition),
        "counted": definition.counted,
        "alternatives": list(definition.alternatives),
        "derivedFrom": list(definition.derived_from),
        "formula": typographic(in_words(formula)) if formula is not None else "",
        "per": formula.per if formula is not None else 1,
    }


def _area(place: Place, tables: Tables) -> dict[str, Any]:
    others = sorted(name for name, code in tables.places.other_names.items() if code == place.area_code)
    return {
        "code": place.area_code,
        "name": place.area_name,
        "level": place.level,
        "region": place.region_code,
        "class": place.class_code,
        "county": place.county_group,
        "opened": place.opened.isoformat() if place.opened else "",
        "closed": place.closed.isoformat() if place.closed else "",
        "names": others,
        "neighbours": neighbours(tables, place.area_code),
    }


def _hexagons(tables: Tables) -> dict[str, list[int]]:
    """Where each council lies on the map: its column and its row, by its code."""
    hexagons = tables.text("hexagons").itertuples(index=False, name=None)
    return {code: [int(column), int(row)] for code, column, row in hexagons}


def _source(source: Mapping[str, Any]) -> dict[str, str]:
    known = {name: str(source.get(name, "")) for name in ("publisher", "title", "path", "file", "published")}
    return known | {"kind": source["kind"]}


def _more(known: Measured, manuscript: Manuscript, names: Names, sources: Sequence[str]) -> dict[str, More]:
    """What is said of each series besides its values."""
    found = SourcesOfSeries(known.indicators, known.tables, definitions())
    position = {source: at for at, source in enumerate(sources)}
    period_at = {period: at for at, period in enumerate(names.periods)}
    more: dict[str, More] = {}
    columns = ["indicator", "breakdown", "period"]
    rows = known.indicators[columns].drop_duplicates().astype(str)
    for indicator, breakdown, period in zip(*(rows[name].tolist() for name in columns), strict=True):
        ids = sorted(position[source] for source in found.of(indicator, breakdown, period))
        more.setdefault(series_name(indicator, breakdown), More({}, {})).sources[period_at[period]] = ids
    for key, entry in _printed(known, manuscript):
        more[series_name(key.indicator, key.breakdown)].printed[f"{key.area}:{key.period}"] = entry
    return more


def _printed(known: Measured, manuscript: Manuscript) -> Iterator[tuple[Key, dict[str, Any]]]:
    """The values that the report prints: where, with which numbers worked out, and the cells that they rest on."""
    annex = Annex(known.trails, known.tables.sources)
    linked = {key for entry in in_text(manuscript.headline) for key in keys_in(entry["key"])}
    places: dict[Key, dict[str, None]] = {}
    for entry in manuscript.headline:
        if STORED_KEY.fullmatch(entry["key"]):
            places.setdefault(Key.parse(entry["key"]), {}).update(dict.fromkeys(entry["places"]))
    for key in sorted({*places, *linked}):
        trail = known.trails.of(key)
        entry = {
            "anchor": anchor(str(key)) if key in linked else "",
            "places": list(places.get(key, ())),
            "working": working(trail).numbers,
            "cells": "".join(run.text for run in annex.cells(trail)).replace("\u200b", ""),
        }
        yield key, entry
