"""Explore Education Statistics, the Department for Education's service: its public API, else its data catalogue.

Not every publication is in the API. Those that are list their data sets, each with a version for every release and
every correction of one; the others are files of the data catalogue. Both give the file as CSV, compressed or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.ingest.download import Downloads
from analysis.ingest.series import Listed, Offer, Series
from analysis.problem import Problem, in_one_line
from analysis.tables.loading import Tables

API = "https://api.education.gov.uk/statistics/v1"
CONTENT = "https://content.explore-education-statistics.service.gov.uk/api"
CATALOGUE = "https://explore-education-statistics.service.gov.uk/data-catalogue/data-set"
PAGE_SIZE = 20
MOST_PAGES = 50
"""More than any list has; one that says it has more does not come to its end."""

EDITION = re.compile(r"\d{4}(-\d{2})?")


def listed(series: Series, downloads: Downloads, tables: Tables) -> Listed:  # noqa: ARG001 - of every publisher
    """The newest version of the data set for each release, or the file of the newest release in the catalogue.

    ``find`` names the ``publication`` by its slug, the ``file`` by its name and, if its title in the API is known, the
    ``dataSet``. The catalogue is asked if the API does not have the data set. If neither has it, ``unmatched`` names
    what they have.
    """
    of_api = _of_api(series, downloads) if "dataSet" in series.find else Listed(())
    return of_api if of_api.offers else _of_catalogue(series, downloads, of_api.unmatched)


def fetch(offer: Offer, downloads: Downloads) -> bytes:
    """The CSV of a version."""
    return downloads.content(offer.address, size=offer.size)


def changes(offer: Offer, downloads: Downloads) -> list[str]:
    """What the publisher says has gone or become something else since the version before, a phrase each."""
    major: Mapping[str, Any] = downloads.json(offer.changes).get("majorChanges", {})
    return [_change(kind, change) for kind, listed in sorted(major.items()) for change in listed]


def _change(kind: str, change: Mapping[str, Any]) -> str:
    """One change in words.

    >>> _change("indicators", {"previousState": {"label": "Number", "column": "number"}})
    'number (indicators) is gone'
    """
    before, after = (_called(change.get(state)) for state in ("previousState", "currentState"))
    return f"{before or after} ({kind}) " + (
        f"is now {after}" if before and after else "is gone" if before else "is new"
    )


def _called(state: Mapping[str, Any] | None) -> str:
    return in_one_line(str(state.get("column") or state.get("label") or state.get("id") or "")) if state else ""


def _of_api(series: Series, downloads: Downloads) -> Listed:
    publication = next(
        (found for found in _pages(f"{API}/publications", downloads) if found["slug"] == series.find["publication"]),
        None,
    )
    if publication is None:
        return Listed(())
    titled = re.compile(series.find["dataSet"], re.I)
    everything = list(_pages(f"{API}/publications/{publication['id']}/data-sets", downloads))
    data_sets = [found for found in everything if found["status"] == "Published" and titled.search(found["title"])]
    others = tuple(f"the data set {in_one_line(str(found['title']))}" for found in everything)
    if len(data_sets) > 1:
        titles = "; ".join(sorted(found["title"] for found in data_sets))
        raise Problem(f"{len(data_sets)} data sets are called as {series.title} is ({titles}): one was expected.")
    found: dict[str, Offer] = {}
    for data_set in data_sets:
        # The newest version comes first: it is that of its release which holds.
        for version in _pages(f"{API}/data-sets/{data_set['id']}/versions", downloads):
            edition = _edition(version["release"]["slug"])
            if version["status"] == "Published" and edition >= series.since:
                found.setdefault(edition, _of_version(series, data_set, version, edition))
    return Listed(tuple(found.values()), () if data_sets else others)


def _of_version(series: Series, data_set: Mapping[str, Any], version: Mapping[str, Any], edition: str) -> Offer:
    number = version["version"]
    where = f"{API}/data-sets/{data_set['id']}"
    return Offer(
        edition=edition,
        title=f"{data_set['title']}, {version['release']['title']}",
        published=str(version["published"])[:10],
        address=f"{where}/csv?dataSetVersion={number}",
        name=f"{series.name}_{edition}.csv",
        version=number,
        changes="" if number == "1.0" else f"{where}/versions/{number}/changes",
    )


def _of_catalogue(series: Series, downloads: Downloads, unmatched: tuple[str, ...]) -> Listed:
    slug = series.find["publication"]
    publication = downloads.json(f"{CONTENT}/publications/{slug}/title")["id"]
    named = re.compile(series.find["file"])
    everything = list(_pages(f"{CONTENT}/data-set-files?publicationId={publication}&latestOnly=true", downloads))
    offers = tuple(
        Offer(
            edition=edition,
            title=f"{file['title']}, {file['release']['title']}",
            published=str(file.get("lastUpdated") or file["published"])[:10],
            address=f"{CATALOGUE}/{file['id']}/csv",
            name=file["filename"],
        )
        for file in everything
        if named.fullmatch(file["filename"]) and (edition := _edition(file["release"]["slug"])) >= series.since
    )
    others = (f"the file {in_one_line(str(file['filename']))} of {file['release']['slug']}" for file in everything)
    return Listed(offers, () if offers else (*unmatched, *others))


def _edition(slug: str) -> str:
    """The year of a release: its slug begins with it.

    >>> _edition("2025"), _edition("2024-25-final")
    ('2025', '2024-25')
    """
    match = EDITION.match(slug)
    if match is None:
        raise Problem(f"A release of Explore Education Statistics is called '{slug}', where a year was expected.")
    return match[0]


def _pages(address: str, downloads: Downloads) -> Iterator[Mapping[str, Any]]:
    """Everything that a list has, page after page. Raises ``Problem`` if it does not come to an end."""
    mark = "&" if "?" in address else "?"
    for page in range(1, MOST_PAGES + 1):
        answer = downloads.json(f"{address}{mark}page={page}&pageSize={PAGE_SIZE}")
        last = int(answer["paging"]["totalPages"])
        yield from answer["results"]
        if not answer["results"] or page >= last:
            return
    raise Problem(f"A list of Explore Education Statistics ({address}) goes on after {MOST_PAGES} pages: it was left.")
