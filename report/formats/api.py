"""Every value as static JSON with a description in OpenAPI, for programs that read over a web server of any kind.

What one indicator has is one file, its columns lists of one length. Numbers are written as in ``indicators.csv``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from analysis.formulas.indicator import Definition
from analysis.formulas.intervals import LIMIT_COLUMNS
from analysis.formulas.results import COUNTS
from analysis.formulas.units import UNITS
from analysis.indicators.definitions import definitions
from analysis.wording import listed
from figures import number
from report.formats.csv_text import number_texts
from report.formats.origin import Origin
from report.formats.spreadsheets.workbook import symbol
from report.keys import fingerprint
from report.manuscript.working import in_words
from report.outputs import API
from report.project import Files
from report.versions import Change, Version

NUMBERS: Final = ("numerator", "denominator", *COUNTS, *(name for names in LIMIT_COLUMNS.values() for name in names))
"""The columns of numbers beside the value, each left out of an indicator that has none."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_XHTML: Final = "http://www.w3.org/1999/xhtml"


def files(
    indicators: pd.DataFrame,
    areas: pd.DataFrame,
    origin: Origin,
    version: Mapping[str, str],
    versions: Sequence[Version],
) -> Files:
    """The files of the interface, by path in the build folder.

    ``indicators`` have their limits. ``version`` names the data and the code, and the day of the newest source.
    ``versions`` are those of the data that were accepted, the oldest first.
    """
    known = definitions()
    positions = indicators.groupby("indicator", sort=False).indices
    present = [known[name] for name in known if name in positions]
    about = {"version": dict(version)}
    series = {
        f"indicators/{indicator.name}.json": _indicator(indicator, indicators.iloc[at], origin, about)
        for indicator in present
        for at in [np.sort(positions[indicator.name])]
    }
    listed = [_listed(indicator, indicators.iloc[positions[indicator.name]]) for indicator in present]
    sources = [{"id": name, **_plain(source)} for name, source in sorted(origin.sources.items())]
    found = {
        "areas.json": _written(about | {"areas": [_area(row) for row in areas.to_dict("records")]}),
        "sources.json": _written(about | {"sources": sources}),
        "indicators.json": _written(about | {"indicators": listed}),
        **series,
        "changes.json": _written(about | {"versions": [_version(one) for one in reversed(versions)]}),
        "feed.atom": _feed(versions, version["published"]),
        "openapi.json": _written(_description(version, [indicator.name for indicator in present])),
    }
    return {f"{API}/{name}": content for name, content in found.items()}


def _indicator(indicator: Definition, rows: pd.DataFrame, origin: Origin, about: Mapping[str, Any]) -> bytes:
    """All values of an indicator: what it is, and a list for each column."""
    columns = {name: _each(rows[name], _json) for name in ("breakdown", "area_code", "period") if rows[name].any()}
    columns["value"] = _numbers(rows["value"])
    columns["text"] = _each(rows["value"], lambda value: _json(number.text(value, indicator.unit)))
    columns |= {name: _numbers(rows[name]) for name in NUMBERS if rows[name].notna().any()}
    columns["marker"] = _each(rows["note"].where(rows["value"].isna()), lambda note: _json(symbol(note)[1:-1]))
    columns["note"] = _each(rows["note"], lambda note: _json(note or None))
    series = rows[["breakdown", "period"]].drop_duplicates().itertuples(index=False, name=None)
    behind = [
        {"breakdown": breakdown, "period": period, "ids": ids.split(", ")}
        for breakdown, period in series
        if (ids := origin.behind.get((indicator.name, breakdown, period)))
    ]
    head = dict(about) | {"indicator": _listed(indicator, rows), "sources": behind}
    lines = ",\n".join(f"{json.dumps(name)}: {column}" for name, column in columns.items())
    return f'{_json(head)[:-1]}, "rows": {len(rows)}, "columns": {{\n{lines}\n}}}}\n'.encode()


def _numbers(column: pd.Series) -> str:
    return f"[{','.join(text or 'null' for text in number_texts(column))}]"


def _each(column: pd.Series, of: Callable[[Any], str]) -> str:
    """A column as a list, each of its values made JSON once; null if one is missing."""
    codes, values = pd.factorize(column)
    texts = [*map(of, values), "null"]  # the code of a missing value, -1, points at the last
    return f"[{','.join(texts[code] for code in codes)}]"


def _listed(indicator: Definition, rows: pd.DataFrame) -> dict[str, Any]:
    """What an indicator is, and which breakdowns and periods it has values of."""
    unit = UNITS[indicator.unit]
    return {
        "name": indicator.name,
        "label": indicator.label,
        "definition": indicator.definition,
        "unit": indicator.unit,
        "unit_in_words": unit.heading,
        "formula": in_words(indicator.formula) if indicator.formula else None,
        "derived_from": list(indicator.derived_from),
        "alternatives": list(indicator.alternatives),
        "has_intervals": indicator.counted,
        "breakdowns": sorted(set(rows["breakdown"]) - {""}),
        "periods": sorted(set(rows["period"])),
        "values": int(rows["value"].notna().sum()),
        "file": f"indicators/{indicator.name}.json",
    }


def _area(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {
        "code": row["area_code"],
        "name": row["area_name"],
        "level": row["level"],
        "class": row["class"] or None,
        "region": row["region_code"] or None,
        "in_county_group": bool(row["county_group"]),
        "opened": row["opened"] or None,
        "closed": row["closed"] or None,
        "predecessors": row["predecessors"].split(),
    }


def _plain(source: Mapping[str, Any]) -> dict[str, Any]:
    return {name: source.get(name) or None for name in ("title", "publisher", "published", "licence")} | {
        "kind": source["kind"],
        "page": source.get("path") or None,
        "sha256": source.get("sha256") or None,
    }


def _version(version: Version) -> dict[str, Any]:
    """A version of the data, and what each headline number that it changed was before and is after."""
    changes = [
        change._asdict() | {"before": _stated(change, change.before), "after": _stated(change, change.after)}
        for change in version.changes
    ]
    return version._asdict() | {"changes": changes}


def _stated(change: Change, value: float | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"value": int(value) if value.is_integer() else value, "text": number.text(value, change.unit)}


def _feed(versions: Sequence[Version], published: str) -> bytes:
    """A feed with an entry for each version of the data, the newest first, that lists what it changed."""
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en-GB"})
    _entry(feed, "feed", "Valuing Care: headline numbers", versions[-1].published if versions else published)
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": "feed.atom"})
    ET.SubElement(ET.SubElement(feed, "author"), "name").text = "Valuing Care as code contributors"
    for version in reversed(versions):
        entry = ET.SubElement(feed, "entry")
        title = f"Version {version.number} (headline numbers: {_counted(version)})"
        _entry(entry, f"version {version.number} {version.data}", title, version.published)
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "application/json", "href": "changes.json"})
        summary = f"Data version {version.data}; its newest source was published on {version.published}."
        ET.SubElement(entry, "summary", {"type": "text"}).text = summary
        lines = ET.SubElement(ET.SubElement(entry, "content", {"type": "xhtml"}), "div", {"xmlns": _XHTML})
        for change in version.changes:
            ET.SubElement(lines, "p").text = _line(change)
    ET.indent(feed)
    found: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return found + b"\n"


def _line(change: Change) -> str:
    """A change in words, with enough decimals to show it.

    >>> _line(Change("k", "Spending", "England", "2024-25", "gbp", 9_030_000_000.0, 9_010_000_000.0))
    'Spending, England, 2024-25: £9.03bn → £9.01bn'
    """
    for decimals in (None, *range(1, 10)):
        before, after = (
            "–" if value is None else number.text(value, change.unit, decimals=decimals)
            for value in (change.before, change.after)
        )
        if before != after:
            break
    return f"{change.label}, {change.area}, {change.period}: {before} → {after}"


def _counted(version: Version) -> str:
    """How many headline numbers a version moved, and how many came and went."""
    new = sum(change.before is None for change in version.changes)
    gone = sum(change.after is None for change in version.changes)
    counts = {"moved": len(version.changes) - new - gone, "new": new, "gone": gone}
    return listed([f"{count:,} {kind}" for kind, count in counts.items() if count])


def _entry(parent: ET.Element, name: str, title: str, day: str) -> None:
    ET.SubElement(parent, "id").text = _id(name)
    ET.SubElement(parent, "title").text = title
    ET.SubElement(parent, "updated").text = f"{day}T00:00:00Z"


def _id(name: str) -> str:
    """A UUID of version 8 that is made from a name's SHA-256: the project has no domain that an id could bear.

    >>> _id("feed")
    'urn:uuid:92b2f3b2-783b-8880-af34-6653bbf080e5'
    """
    digits = fingerprint(f"Valuing Care as code: {name}")
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def _description(version: Mapping[str, str], names: Sequence[str]) -> dict[str, Any]:
    """The description of the interface in OpenAPI 3.1, with a schema for each kind of file."""
    paths = {
        "/areas.json": ("Every place", "Areas"),
        "/sources.json": ("Every source", "Sources"),
        "/indicators.json": ("Every indicator, without its values", "Indicators"),
        "/indicators/{name}.json": ("All values of one indicator", "Indicator"),
        "/changes.json": (
            "Every version of the data, the newest first, and the headline numbers that it changed",
            "Changes",
        ),
    }
    described: dict[str, Any] = {
        path: {"get": _operation(summary, "application/json", {"$ref": f"#/components/schemas/{schema}"})}
        for path, (summary, schema) in paths.items()
    }
    described["/indicators/{name}.json"]["parameters"] = [
        {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "enum": list(names)}}
    ]
    described["/feed.atom"] = {
        "get": _operation("The same as an Atom feed, with an entry for each version", "application/atom+xml", _TEXT)
    }
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Valuing Care: every indicator",
            "version": f"1+data.{version['data']}",
            "description": "What looking after children costs England’s councils, computed from official statistics. "
            "The files are static. A missing value is null, never zero, and its marker and note say why.",
            "license": {"name": "Creative Commons Attribution 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": "."}],
        "paths": described,
        "components": {"schemas": _schemas()},
    }


def _operation(summary: str, kind: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    answer = {"description": summary, "content": {kind: {"schema": schema}}}
    return {"summary": summary, "responses": {"200": answer, "404": {"description": "There is no such file."}}}


_TEXT: Final = {"type": "string"}
_MAYBE_TEXT: Final = {"type": ["string", "null"]}
_MAYBE_NUMBER: Final = {"type": ["number", "null"]}
_TEXTS: Final = {"type": "array", "items": _TEXT}


def _schemas() -> dict[str, Any]:
    version = _object({"api": _TEXT, "data": _TEXT, "code": _TEXT, "published": {"type": "string", "format": "date"}})
    listed = _object(
        {
            **dict.fromkeys(("name", "label", "definition", "unit", "unit_in_words", "file"), _TEXT),
            "formula": _MAYBE_TEXT,
            **dict.fromkeys(("derived_from", "alternatives", "breakdowns", "periods"), _TEXTS),
            "has_intervals": {"type": "boolean"},
            "values": {"type": "integer", "minimum": 0},
        }
    )
    area = _object(
        {
            **dict.fromkeys(("code", "name", "level"), _TEXT),
            **dict.fromkeys(("class", "region", "opened", "closed"), _MAYBE_TEXT),
            "in_county_group": {"type": "boolean"},
            "predecessors": _TEXTS,
        }
    )
    source = _object(
        {
            **dict.fromkeys(("id", "kind"), _TEXT),
            **dict.fromkeys(("title", "publisher", "published", "licence", "page", "sha256"), _MAYBE_TEXT),
        }
    )
    stated = {"anyOf": [_object({"value": {"type": "number"}, "text": _TEXT}), {"type": "null"}]}
    change = _object(
        {
            **dict.fromkeys(("key", "label", "area", "period", "unit"), _TEXT),
            "before": {"description": "Null if the number is new.", **stated},
            "after": {"description": "Null if there is no value any more.", **stated},
        }
    )
    changed = _object(
        {
            "number": {"type": "integer", "minimum": 1, "description": "The first that was accepted is 1."},
            "data": {"type": "string", "description": "The version of the data, as all files name it."},
            "published": {"type": "string", "format": "date", "description": "The day of its newest source."},
            "changes": _list_of(change),
        }
    )
    columns = _object(
        {
            **dict.fromkeys(("area_code", "period"), _TEXTS),
            "value": _list_of(_MAYBE_NUMBER),
            **dict.fromkeys(("text", "marker", "note"), _list_of(_MAYBE_TEXT)),
        },
        optional={"breakdown": _TEXTS} | dict.fromkeys(NUMBERS, _list_of(_MAYBE_NUMBER)),
        description="Lists of one length, a place in each for every row. A column without any value is left out.",
    )
    behind = _object(dict.fromkeys(("breakdown", "period"), _TEXT) | {"ids": _TEXTS})
    rows = {"type": "integer", "minimum": 0}
    return {
        "Areas": _object({"version": version, "areas": _list_of(area)}),
        "Sources": _object({"version": version, "sources": _list_of(source)}),
        "Indicators": _object({"version": version, "indicators": _list_of(listed)}),
        "Indicator": _object(
            {
                "version": version,
                "indicator": listed,
                "sources": _list_of(behind),
                "rows": rows,
                "columns": columns,
            }
        ),
        "Changes": _object({"version": version, "versions": _list_of(changed)}),
    }


def _object(properties: Mapping[str, Any], *, optional: Mapping[str, Any] | None = None, **more: str) -> dict[str, Any]:
    """The schema of an object with these properties and no others."""
    every = dict(properties) | dict(optional or {})
    return {"type": "object", "properties": every, "required": list(properties), "additionalProperties": False, **more}


def _list_of(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _written(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)


def version_of(data: str, code: str, published: int) -> dict[str, str]:
    """What every file says of its version; ``published`` is the time of the newest source (seconds since 1970)."""
    day = datetime.fromtimestamp(published, UTC).date().isoformat()
    return {"api": "1", "data": data, "code": code, "published": day}
