"""GOV.UK, where MHCLG and HM Treasury publish: the content API, which has every page as JSON.

A collection lists its documents, a document its attachments. The address of an attachment is another one each time
that it is replaced, so it is looked up and never written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.ingest.download import Downloads, file_name
from analysis.ingest.series import Offer, Series
from analysis.problem import Problem
from analysis.tables.loading import Tables
from analysis.tables.periods import financial_year_ending

API = "https://www.gov.uk/api/content"
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def offers(series: Series, downloads: Downloads, tables: Tables) -> list[Offer]:  # noqa: ARG001 - of every publisher
    """The attachments of a collection's documents.

    ``find`` names the ``collection`` by its path, its documents by their ``title``, in which groups tell the edition
    (``to``, the year in which a financial year ends; or ``month`` and ``year``; without any it is the month in which
    the document was last published), and an ``attachment`` by its file.
    """
    titled, named = re.compile(series.find["title"], re.I), re.compile(series.find["attachment"], re.I)
    found: dict[str, Offer] = {}
    for document in _item(series.find["collection"], downloads)["links"]["documents"]:
        title = titled.search(document["title"])
        if title is None or (edition := _edition(title, document)) < series.since:
            continue
        item = _item(document["base_path"], downloads)
        for attachment in _attachments(item):
            if named.fullmatch(file_name(attachment["url"])):
                offer = _offer(edition, item, attachment)
                found[offer.address] = offer
    return list(found.values())


def fetch(offer: Offer, downloads: Downloads) -> bytes:
    """The attachment."""
    return downloads.content(offer.address, size=offer.size)


def _item(path: str, downloads: Downloads) -> Mapping[str, Any]:
    """A page as JSON. Raises ``Problem`` where it has moved or was taken back."""
    item: Mapping[str, Any] = downloads.json(API + path)
    if item["document_type"] in ("redirect", "gone", "vanish"):
        led = next((f" to {redirect['destination']}" for redirect in item.get("redirects") or ()), "")
        raise Problem(f"The page {path} of GOV.UK has moved{led} or was taken back: mend data/datapackage.json.")
    return item


def _attachments(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The files of a page; what is a page of its own, or lies elsewhere, is none."""
    for attachment in item["details"].get("attachments", ()):
        if attachment.get("attachment_type", "file") == "file":
            yield attachment


def _offer(edition: str, item: Mapping[str, Any], attachment: Mapping[str, Any]) -> Offer:
    return Offer(
        edition=edition,
        title=f"{item['title']}: {attachment['title']}",
        published=str(item["public_updated_at"])[:10],
        address=attachment["url"],
        name=file_name(attachment["url"]),
        size=attachment.get("file_size"),
    )


def _edition(title: re.Match[str], document: Mapping[str, Any]) -> str:
    r"""The financial year, or the month of issue, that a title names; else the month in which the document came out.

    >>> _edition(re.search(r"to (?P<to>\d{4})", "England: 2026 to 2027 budget"), {})
    '2026-27'
    >>> _edition(re.search(r"(?P<month>[a-z]+) (?P<year>\d{4})", "GDP June 2026", re.I), {})
    '2026-06'
    >>> _edition(re.search("multi-year", "multi-year data set"), {"public_updated_at": "2026-09-17T09:30:00Z"})
    '2026-09'
    """
    named = title.groupdict()
    if named.get("to"):
        return financial_year_ending(int(named["to"]))
    if "month" not in named:
        return str(document["public_updated_at"])[:7]
    month = named["month"].lower()
    if month not in MONTHS:
        raise Problem(f"The title '{title.string}' on GOV.UK names no month of issue, where one was expected.")
    return f"{named['year']}-{MONTHS.index(month) + 1:02d}"
