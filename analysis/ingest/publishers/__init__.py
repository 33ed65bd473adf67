"""The publishers: what each has of a series today, and the file itself.

One module a publisher, each with the functions of ``Publisher``. None of them knows an address of a file: it asks for
the publisher's list and takes the address from there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Protocol

from analysis.ingest.download import Downloads
from analysis.ingest.publishers import explore_education_statistics
from analysis.ingest.series import Listed, Offer, Series
from analysis.problem import Problem, why_unread
from analysis.tables.loading import Tables

MODULES = {
    "explore-education-statistics": "explore_education_statistics",
    "gov.uk": "govuk",
    "nomis": "nomis",
}


class Publisher(Protocol):
    """A module that asks one publisher."""

    def listed(self, series: Series, downloads: Downloads, tables: Tables) -> Listed:
        """What the publisher has of a series, from the edition ``since`` which it is followed."""

    def fetch(self, offer: Offer, downloads: Downloads) -> bytes:
        """The file, as it is published."""


def listed(series: Series, downloads: Downloads, tables: Tables) -> Listed:
    """What the publisher has of a series, oldest edition first, and of one edition what came out first.

    Raises ``Problem`` if it offers no file, or answers in another form than it used to.
    """
    with _in_its_form(series):
        found = _publisher(series).listed(series, downloads, tables)
    if not found.offers:
        seen = f" It has {'; '.join(found.unmatched)}." if found.unmatched else ""
        raise Problem(
            f"The publisher lists no file of {series.title}: it goes by another name now; mend what "
            f"data/datapackage.json looks for under the series {series.name}.{seen}"
        )
    in_order = sorted(found.offers, key=lambda offer: (offer.edition, offer.published, offer.version, offer.name))
    return Listed(tuple(in_order), found.unmatched)


def fetch(series: Series, offer: Offer, downloads: Downloads) -> bytes:
    """The file of an offer, whole. Raises ``Problem`` if it cannot be fetched."""
    with _in_its_form(series):
        return _publisher(series).fetch(offer, downloads)


def changes(series: Series, offer: Offer, downloads: Downloads) -> list[str]:
    """What the publisher says has become something else since the version before, a phrase each."""
    with _in_its_form(series):
        return explore_education_statistics.changes(offer, downloads) if offer.changes else []


@contextmanager
def _in_its_form(series: Series) -> Iterator[None]:
    """Say in a sentence that an answer has not what its form has had so far, or not of that kind."""
    try:
        yield
    except (LookupError, TypeError, AttributeError, ValueError, csv.Error) as error:
        raise Problem(
            f"The publisher of {series.title} answers in another form than it used to "
            f"({why_unread(error)}): download the file by hand, and import it with valuing-care data import."
        ) from error


def _publisher(series: Series) -> Publisher:
    module: Publisher = import_module(f"analysis.ingest.publishers.{MODULES[series.publisher]}")
    return module
