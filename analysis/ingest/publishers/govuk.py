"""GOV.UK, where MHCLG, HM Treasury and Ofsted publish: the content API, which has every page as JSON.

A collection lists its documents, a document its attachments. The address of an attachment is another one each time
that it is replaced, so it is looked up and never written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.ingest.download import Downloads, file_name
from analysis.ingest.series import Listed, Offer, Series, read_series
from analysis.problem import Problem, in_one_line
from analysis.tables.loading import Tables
from analysis.tables.periods import MONTHS, financial_year_ending

SITE = "https://www.gov.uk"
API = f"{SITE}/api/content"


def listed(series: Series, downloads: Downloads, tables: Tables) -> Listed:
    """The attachments of a collection's documents.

    ``find`` names the ``collection`` by its path, its documents by their ``title``, in which groups tell the edition
    (``to``, the year in which a financial year ends; or ``year``, with ``month`` if it is one of issue; without any it
    is the month in which the document was last published), and an ``attachment`` by its file. Of attachments of one
    document that differ in their group ``version`` only the highest is offered.

    ``unmatched`` names documents without such an attachment, and documents newer than all that are offered whose title
    is like theirs but fits no series.
    """
    titled = re.compile(series.find["title"], re.I)
    offers: dict[str, Offer] = {}
    unmatched: list[str] = []
    others: list[Mapping[str, Any]] = []
    titles: list[str] = []
    for document in _item(series.find["collection"], downloads)["links"]["documents"]:
        title = titled.search(document["title"])
        if title is None:
            others.append(document)
            continue
        titles.append(document["title"])
        if (edition := _edition(title, document)) < series.since:
            continue
        item = _item(document["base_path"], downloads)
        found = _newest_version(item, re.compile(series.find["attachment"], re.I))
        offers |= {attachment["url"]: _offer(edition, item, attachment) for attachment in found}
        if not found:
            names = ", ".join(file_name(attachment["url"]) for attachment in _attachments(item)) or "no file"
            unmatched.append(f"{edition} ({str(document['public_updated_at'])[:10]}) with {names}")
    newest = max((offer.published for offer in offers.values()), default="")
    known = [one.find["title"] for one in read_series(tables.package) if one.publisher == series.publisher]
    for document in others:
        published = str(document["public_updated_at"])[:10]
        fits_another = any(re.search(pattern, document["title"], re.I) for pattern in known)
        if (
            published > newest
            and not fits_another
            and any(_is_like(document["title"], title) for title in titles or [series.find["title"]])
        ):
            unmatched.append(f"a page called '{in_one_line(document['title'])}' ({published})")
    return Listed(tuple(offers.values()), tuple(unmatched))


def _newest_version(item: Mapping[str, Any], named: re.Pattern[str]) -> list[Mapping[str, Any]]:
    """The attachments of a page whose names match; of several versions the highest."""
    found = [
        (match.groupdict().get("version"), attachment)
        for attachment in _attachments(item)
        if (match := named.fullmatch(file_name(attachment["url"])))
    ]
    highest = max((_in_numbers(version) for version, _ in found if version), default=[])
    return [attachment for version, attachment in found if not version or _in_numbers(version) == highest]


def _in_numbers(version: str) -> list[int]:
    """A version in an order that has 10 after 9.

    >>> _in_numbers("2.10") > _in_numbers("2.9")
    True
    """
    return [int(part) for part in version.split(".")]


def _is_like(title: str, other: str) -> bool:
    """Whether a title has nearly all the words of another one, apart from numbers.

    >>> _is_like("England: 2027/28 budget, individual local authority data", "England: 2026 to 2027 budget data")
    True
    >>> _is_like("England: 2026 to 2027 outturn", "England: 2026 to 2027 budget data")
    False
    """
    words, wanted = (set(re.findall(r"[a-z]{3,}", text.lower())) for text in (title, other))
    return len(wanted & words) >= 0.8 * len(wanted)


def fetch(offer: Offer, downloads: Downloads) -> bytes:
    """The attachment."""
    return downloads.content(offer.address, size=offer.size)


def _item(path: str, downloads: Downloads) -> Mapping[str, Any]:
    """A page as JSON. Raises ``Problem`` if it has moved or was taken back."""
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
        page=SITE + item["base_path"],
    )


def _edition(title: re.Match[str], document: Mapping[str, Any]) -> str:
    r"""The financial year, the month of issue or the year that a title names; else the month of the document.

    >>> _edition(re.search(r"to (?P<to>\d{4})", "England: 2026 to 2027 budget"), {})
    '2026-27'
    >>> _edition(re.search(r"(?P<month>[a-z]+) (?P<year>\d{4})", "GDP June 2026", re.I), {})
    '2026-06'
    >>> _edition(re.search(r"in England (?P<year>\d{4})", "Social care in England 2026"), {})
    '2026'
    >>> _edition(re.search("multi-year", "multi-year data set"), {"public_updated_at": "2026-09-17T09:30:00Z"})
    '2026-09'
    """
    named = title.groupdict()
    if named.get("to"):
        return financial_year_ending(int(named["to"]))
    if "month" not in named:
        return named.get("year") or str(document["public_updated_at"])[:7]
    month = named["month"].capitalize()
    if month not in MONTHS:
        raise Problem(f"The title '{title.string}' on GOV.UK names no month of issue, where one was expected.")
    return f"{named['year']}-{MONTHS.index(month) + 1:02d}"
