"""Describes the build folder as a research object (RO-Crate 1.3), for repositories and search engines.

https://www.researchobject.org/ro-crate/specification/1.3/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any, Final

from analysis.problem import Problem
from report.outputs import API, CLAIMS, FORMATS, HEADLINE, INPUTS, MANIFEST, REGISTERED
from report.records.manifest import fingerprints

FILE_NAME: Final = "ro-crate-metadata.json"

_SPECIFICATION: Final = "https://w3id.org/ro/crate/1.3"
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_MIT: Final = "https://spdx.org/licenses/MIT"
_OPEN_GOVERNMENT: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_MEDIA_TYPES: Final = {
    ".atom": "application/atom+xml",
    ".csv": "text/csv",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    **{f".{name}": each.media_type for name, each in FORMATS.items() if not each.file},
}

_DESCRIPTIONS: Final = (
    *((each.file, each.description) for each in FORMATS.values() if each.file),
    *((f"report/*.{name}", each.description) for name, each in FORMATS.items() if not each.file),
    (f"{API}/*", FORMATS["api"].description),
    ("figures/*.csv", "The data behind a chart or table of the report"),
    ("figures/*.png", "A chart of the report as a picture, for slides"),
    ("figures/*.svg", "A chart of the report as a drawing"),
    ("notebooks/*", "A chapter of the report with its code beside the result"),
    ("manuscript/figures/*", "A chart that the manuscript shows"),
    ("manuscript/*", "The report before it is rendered: text with every number filled in"),
    (CLAIMS, "What others have claimed, beside what the official data gives, with a verdict"),
    (REGISTERED, "The hash of every definition and of every rule of claims, with the data that it is registered with"),
    (HEADLINE, "Every number that the report prints, with its formula and its sources"),
    ("indicators.*", "Every value of every indicator, with numerator, denominator and coverage"),
    (INPUTS, "Fingerprints of what the report is made from"),
    (MANIFEST, "What the report was made from, with what, and what came out, with hashes"),
    ("trails.csv", "Every published figure behind every number of the report’s text"),
)
"""What a file is, by the pattern of its name."""


def crate(
    record: Mapping[str, Any],
    unlisted: Mapping[str, bytes],
    sources: Iterable[Mapping[str, Any]],
    published: int,
) -> dict[str, Any]:
    """The crate of a build: its outputs, the software that made them, and the official sources behind them.

    ``record`` is the build's manifest, and ``unlisted`` has the files that it does not list, such as itself.
    ``published`` is when the newest source came out, in seconds since 1970.

    Raises :class:`Problem` if no description here fits an output.
    """
    listed = record["outputs"] | fingerprints(unlisted)
    files = [_file(name, about) for name, about in sorted(listed.items())]
    origins = [_source(source) for source in sorted(sources, key=lambda source: str(source["id"]))]
    software = {
        "@id": "#software",
        "@type": "CreativeWork",  # the type for software demands an address, and none is known
        "name": record["name"],
        "version": record["revision"] or record["version"],
        "license": {"@id": _MIT},
    }
    making = {
        "@id": "#build",
        "@type": "CreateAction",
        "name": f"The report, rendered by {record['engine']}",
        "instrument": {"@id": software["@id"]},
        "object": _references(origins),
        "result": _references(files),
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": "Valuing Care",
        "description": "What looking after children costs England’s councils, computed from official statistics: the "
        "report, its tables and charts, and every indicator behind them.",
        "datePublished": datetime.fromtimestamp(published, UTC).strftime("%Y-%m-%d"),
        "inLanguage": "en-GB",
        "license": {"@id": _LICENCE},
        "author": {"@id": "#contributors"},
        "publisher": {"@id": "#contributors"},
        "hasPart": _references(files),
        "isBasedOn": _references(origins),
        "mentions": {"@id": "#build"},
    }
    described = {
        "@id": FILE_NAME,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _SPECIFICATION},
        "about": {"@id": "./"},
    }
    context = [
        {"@id": "#contributors", "@type": "Organization", "name": "Valuing Care as code contributors"},
        _licence(_LICENCE, "Creative Commons Attribution 4.0 International", "The report, its charts and its tables"),
        _licence(_MIT, "MIT License", "The code that makes them; the places of councils on the map"),
        _licence(_OPEN_GOVERNMENT, "Open Government Licence v3.0", "The official statistics that they rest on"),
    ]
    return {
        "@context": f"{_SPECIFICATION}/context",
        "@graph": [described, root, *files, *origins, software, making, *context],
    }


def _file(name: str, about: Mapping[str, Any]) -> dict[str, Any]:
    description = next((what for pattern, what in _DESCRIPTIONS if fnmatchcase(name, pattern)), None)
    media_type = _MEDIA_TYPES.get(PurePosixPath(name).suffix)
    if description is None or media_type is None:
        raise Problem(f"The research object cannot say what {name} is: describe such files in report/records/crate.py.")
    return {
        "@id": name,
        "@type": "File",
        "name": PurePosixPath(name).name,
        "description": description,
        "contentSize": str(about["bytes"]),
        "encodingFormat": media_type,
        "sha256": about["sha256"],
    }


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    described = {
        "@id": f"#source-{source['id']}",
        "@type": "CreativeWork",
        "name": source["title"],
        "creditText": source["publisher"],
        "license": {"@id": _OPEN_GOVERNMENT},
        "datePublished": source.get("published"),
        "url": source.get("path"),
    }
    return {name: value for name, value in described.items() if value}


def _licence(address: str, name: str, description: str) -> dict[str, Any]:
    return {"@id": address, "@type": "CreativeWork", "name": name, "description": description}


def _references(entities: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"@id": entity["@id"]} for entity in entities]
