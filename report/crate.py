"""The build folder as a research object: RO-Crate 1.1, for repositories and search engines.

https://www.researchobject.org/ro-crate/specification/1.1/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final

from report.manifest import fingerprints

FILE_NAME: Final = "ro-crate-metadata.json"

_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_OPEN_GOVERNMENT: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def crate(
    record: Mapping[str, Any],
    outputs: Mapping[str, bytes],
    sources: Iterable[Mapping[str, Any]],
    published: int,
) -> dict[str, Any]:
    """The crate of a build: its outputs, the software that made them, and the official sources that they rest on.

    ``record`` is the build's manifest; ``published`` is when the newest source came out (seconds since 1970).
    """
    files = [_file(name, about) for name, about in fingerprints(outputs).items()]
    origins = [_source(source) for source in sorted(sources, key=lambda source: str(source["id"]))]
    software = {
        "@id": "#software",
        "@type": "SoftwareApplication",
        "name": record["name"],
        "softwareVersion": record["revision"] or record["version"],
        "license": "https://spdx.org/licenses/MIT",
    }
    making = {
        "@id": "#build",
        "@type": "CreateAction",
        "name": f"The report, rendered by {record['engine']}",
        "instrument": _references([software]),
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
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    context = [
        {"@id": "#contributors", "@type": "Organization", "name": "Valuing Care as code contributors"},
        _licence(_LICENCE, "Creative Commons Attribution 4.0 International"),
        _licence(_OPEN_GOVERNMENT, "Open Government Licence v3.0"),
    ]
    return {
        "@context": [
            "https://w3id.org/ro/crate/1.1/context",
            {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
        ],
        "@graph": [described, root, *files, *origins, software, making, *context],
    }


def _file(name: str, about: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": name,
        "@type": "File",
        "name": PurePosixPath(name).name,
        "contentSize": str(about["bytes"]),
        "encodingFormat": _MEDIA_TYPES[PurePosixPath(name).suffix],
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


def _licence(address: str, name: str) -> dict[str, Any]:
    return {"@id": address, "@type": "CreativeWork", "name": name}


def _references(entities: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"@id": entity["@id"]} for entity in entities]
