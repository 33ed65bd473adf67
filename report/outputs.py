"""The files in a build folder that more than one part of the report writes or reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

INDICATORS: Final = "indicators.csv"
"""Every value of every indicator."""

HEADLINE: Final = "headline.json"
"""Every number that the report prints."""

CLAIMS: Final = "claims.csv"
"""Every claim, with its verdict."""

REGISTERED: Final = "registered.csv"
"""The hash of every definition and of every rule of claims, with the data that it is registered with."""

INPUTS: Final = "inputs.json"
"""Fingerprints of what the report was made from."""

MANIFEST: Final = "manifest.json"
"""Every file of the build, with its fingerprint."""


API: Final = "api/v1"
"""The folder of the interface for programs."""


class Format(NamedTuple):
    """What a document of the report is, as the research object describes it.

    ``file`` is its path in the build folder, if that is not ``report/valuing-care`` with the format as its ending; of
    several files, the one that leads to the others.
    """

    media_type: str
    description: str
    file: str = ""


FORMATS: Final[Mapping[str, Format]] = {
    "html": Format("text/html", "The report as one page for browsers"),
    "pdf": Format("application/pdf", "The report in print, tagged to PDF/UA-1 and PDF/A-2a"),
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "The report, to comment on in Word",
    ),
    "ods": Format(
        "application/vnd.oasis.opendocument.spreadsheet",
        "Every indicator in accessible spreadsheets, a sheet each",
    ),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Every indicator in accessible spreadsheets, a sheet each",
    ),
    "api": Format("application/json", "Every value as static JSON, described in OpenAPI", f"{API}/openapi.json"),
    "explore": Format("text/html", "Every value of every indicator as one page for browsers", "report/explore.html"),
}
"""The documents of the report. ``report.build.render`` makes each."""
