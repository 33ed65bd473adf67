"""The shapes of the publishers' three interfaces, filled with whatever files a test gives.

Explore Education Statistics: ``/publications``, their ``/data-sets``, the ``/versions`` of each and their ``/changes``,
all lists in pages of 20 at most, and the ``/csv`` of a version, compressed; and of its data catalogue ``/title``,
``/data-set-files`` and the ``/csv`` of a file. GOV.UK: ``/api/content`` of a collection and of its documents, whose
attachments lie under an address of their own. Nomis: ``.data.csv`` with a query, 25,000 rows at most at a time.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.analysis.ingest.stand_in.server import Answer, StandIn

API = "https://api.education.gov.uk/statistics/v1"
CONTENT = "https://content.explore-education-statistics.service.gov.uk/api"
CATALOGUE = "https://explore-education-statistics.service.gov.uk/data-catalogue/data-set"
GOVUK = "https://www.gov.uk"
FINANCE = "/government/collections/local-authority-revenue-expenditure-and-financing"
ASSETS = "https://assets.publishing.service.gov.uk/media"
NOMIS = "https://www.nomisweb.co.uk/api/v01/dataset/NM_2002_1.data.csv"


def identity(*names: str) -> str:
    """An id as Explore Education Statistics has them, always the same for the same names."""
    return str(uuid5(NAMESPACE_URL, "/".join(names)))


def in_json(content: Any) -> Answer:
    return Answer(json.dumps(content).encode(), packed=True)


@dataclass(frozen=True)
class Version:
    """One version of a data set: its number, the slug of its release, its day, its file, and what it changed."""

    number: str
    release: str
    published: str
    content: bytes
    changes: Mapping[str, Any] = field(default_factory=dict)
    status: str = "Published"


@dataclass(frozen=True)
class Attachment:
    """A file of a page of GOV.UK."""

    title: str
    filename: str
    content: bytes
    kind: str = "application/vnd.oasis.opendocument.spreadsheet"


class ExploreEducationStatistics:
    """Publications of the service, some in the public API and the others in the data catalogue alone."""

    def __init__(self, stand_in: StandIn, fillers: int = 0) -> None:
        self._stand_in = stand_in
        # Others fill the first page, so that what is looked for stands on a later one.
        self._publications = [self._publication(f"other-{number:02d}") for number in range(fillers)]
        self._data_sets: dict[str, list[dict[str, str]]] = {}
        self._files: list[dict[str, Any]] = []
        stand_in.pages[f"{API}/publications"] = lambda query: self._page(self._publications, query)
        stand_in.pages[f"{CONTENT}/data-set-files"] = lambda query: self._page(
            [file for file in self._files if file["publication"]["id"] == query["publicationId"]], query
        )

    def data_set(self, slug: str, title: str, versions: Sequence[Version]) -> None:
        """A data set of the public API; the newest version comes last."""
        publication = self._publication(slug)
        if publication not in self._publications:
            self._publications.append(publication)
        listed = [one for one in self._data_sets.get(slug, []) if one["title"] != title]
        self._data_sets[slug] = [*listed, {"id": identity(slug, title), "title": title, "status": "Published"}]
        self._stand_in.pages[f"{API}/publications/{publication['id']}/data-sets"] = lambda query: self._page(
            self._data_sets[slug], query
        )
        where = f"{API}/data-sets/{identity(slug, title)}"
        described = [self._version(version) for version in reversed(versions)]
        self._stand_in.pages[f"{where}/versions"] = lambda query: self._page(described, query)
        by_number = {version.number: version for version in versions}
        self._stand_in.pages[f"{where}/csv"] = lambda query: Answer(
            by_number[query["dataSetVersion"]].content, "text/csv", packed=True
        )
        for version in versions:
            changes = {"majorChanges": version.changes, "minorChanges": {}}
            self._stand_in.serve(f"{where}/versions/{version.number}/changes", in_json(changes))

    def catalogue_file(
        self, slug: str, title: str, filename: str, release: str, published: str, content: bytes
    ) -> None:
        """A file of the data catalogue, of a publication that the public API does not have."""
        publication = identity(slug)
        self._stand_in.serve(f"{CONTENT}/publications/{slug}/title", in_json({"id": publication, "title": slug}))
        file = {
            "id": identity(slug, filename, release),
            "fileId": identity(filename, release),
            "filename": filename,
            "fileSize": f"{len(content) // 1000} Kb",
            "fileExtension": "csv",
            "title": title,
            "content": "",
            "publication": {"id": publication, "title": slug, "slug": slug},
            "release": {"id": identity(slug, release), "title": f"Reporting year {release}", "slug": release},
            "latestData": True,
            "isSuperseded": False,
            "published": f"{published}T09:30:00",
            "lastUpdated": f"{published}T09:30:00",
        }
        self._files.append(file)
        self._stand_in.serve(f"{CATALOGUE}/{file['id']}/csv", Answer(content, "text/csv"))

    @staticmethod
    def _publication(slug: str) -> dict[str, str]:
        return {
            "id": identity(slug),
            "title": slug.replace("-", " ").capitalize(),
            "slug": slug,
            "summary": "",
            "lastPublished": "2026-11-19T09:30:00+00:00",
        }

    @staticmethod
    def _version(version: Version) -> dict[str, Any]:
        return {
            "version": version.number,
            "type": "Major" if version.number.endswith(".0") else "Minor",
            "status": version.status,
            "published": f"{version.published}T09:30:00+00:00",
            "withdrawn": None,
            "notes": "",
            "totalResults": version.content.count(b"\n") - 1,
            "file": {"id": identity(version.number, version.release)},
            "release": {"title": f"Reporting year {version.release}", "slug": version.release},
            "timePeriods": {"start": "2013", "end": version.release},
            "geographicLevels": ["National", "Regional", "Local authority"],
            "filters": [],
            "indicators": [],
        }

    @staticmethod
    def _page(listed: Sequence[Any], query: Mapping[str, str]) -> Answer:
        page, size = int(query.get("page", "1")), int(query.get("pageSize", "20"))
        shown = listed[(page - 1) * size : page * size]
        total = {"totalResults": len(listed), "totalPages": max(1, -(-len(listed) // size))}
        return in_json({"paging": {"page": page, "pageSize": size, **total}, "results": shown})


class GovUk:
    """Pages of GOV.UK."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._documents: dict[str, list[dict[str, str]]] = {}

    def document(
        self, collection: str, title: str, published: str, attachments: Sequence[Attachment], path: str = ""
    ) -> None:
        """A page of a collection with its files; a page of the same title is replaced."""
        path = path or "/government/statistics/" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        listed = {
            "title": title,
            "base_path": path,
            "public_updated_at": f"{published}T09:30:00Z",
            "document_type": "official_statistics",
            "schema_name": "publication",
            "api_url": f"{GOVUK}/api/content{path}",
            "web_url": GOVUK + path,
        }
        documents = [one for one in self._documents.get(collection, []) if one["title"] != title]
        self._documents[collection] = [listed, *documents]
        self._stand_in.serve(f"{GOVUK}/api/content{path}", in_json(self._item(listed, attachments)))
        self._stand_in.serve(
            f"{GOVUK}/api/content{collection}",
            in_json(
                {
                    "base_path": collection,
                    "document_type": "document_collection",
                    "schema_name": "document_collection",
                    "title": "Collection",
                    "details": {"collection_groups": [], "body": ""},
                    "links": {"documents": self._documents[collection]},
                }
            ),
        )

    def _item(self, listed: Mapping[str, str], attachments: Sequence[Attachment]) -> dict[str, Any]:
        files = []
        for attachment in attachments:
            # Another content has another address, as the publisher's assets have.
            url = f"{ASSETS}/{sha256(attachment.content).hexdigest()[:24]}/{attachment.filename}"
            self._stand_in.serve(url, Answer(attachment.content, attachment.kind))
            files.append(
                {
                    "accessible": False,
                    "attachment_type": "file",
                    "content_type": attachment.kind,
                    "file_size": len(attachment.content),
                    "filename": attachment.filename,
                    "id": attachment.filename,
                    "title": attachment.title,
                    "url": url,
                }
            )
        notes = {"attachment_type": "html", "title": "Technical notes", "url": f"{listed['base_path']}/notes"}
        return {**listed, "details": {"attachments": [notes, *files], "body": "", "political": False}, "links": {}}

    def redirect(self, path: str, to: str) -> None:
        """A page that has moved, as the content API says it."""
        led = {"document_type": "redirect", "schema_name": "redirect", "redirects": [{"destination": to}]}
        self._stand_in.serve(f"{GOVUK}/api/content{path}", in_json({"base_path": path, **led}))


class Nomis:
    """Mid-year estimates by code and year, children spread evenly over the ages; ``page`` rows at most at a time."""

    def __init__(self, stand_in: StandIn, children: Mapping[tuple[str, int], int], page: int = 25_000) -> None:
        self.children = dict(children)
        self._page = page
        stand_in.pages[NOMIS] = self._answer

    def _answer(self, query: Mapping[str, str]) -> Answer:
        newest = max(year for _, year in self.children)
        years = [newest] if query["date"] == "latest" else [int(year) for year in query["date"].split(",")]
        first, _, last = query["c_age"].partition("...")
        ages = range(int(first), int(last or first) + 1)
        rows = [
            self._row(year, code, age)
            for year in years
            for code in query["geography"].split(",")
            for age in ages
            if (code, year) in self.children
        ]
        offset = int(query.get("recordoffset", "0"))
        text = io.StringIO()
        names = query["select"].upper().split(",")
        writer = csv.DictWriter(text, names, extrasaction="ignore", quoting=csv.QUOTE_NONNUMERIC)
        writer.writeheader()
        for row in rows[offset : offset + self._page]:
            writer.writerow(row | {"RECORD_OFFSET": offset, "RECORD_COUNT": len(rows)})
        return Answer(text.getvalue().encode(), "text/csv")

    def _row(self, year: int, code: str, age: int) -> dict[str, str | int]:
        children = self.children[code, year]
        single = children // 18 + (1 if age - 101 < children % 18 else 0)
        return {
            "DATE_NAME": year,
            "GEOGRAPHY_CODE": code,
            "GEOGRAPHY_NAME": code,
            "GENDER_NAME": "Total",
            "C_AGE_NAME": "All Ages" if age == 200 else f"Age {age - 101}",
            "MEASURES_NAME": "Value",
            "OBS_VALUE": children * 5 if age == 200 else single,
        }
