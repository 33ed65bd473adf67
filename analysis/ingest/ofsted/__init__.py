"""Ofsted's lists of children's social care providers, and three sheets compiled from its releases.

A list has a row a provider, with the names and addresses of homes redacted. It is read for counts by place, sector and
owner; ``homes``, ``owners`` and ``disclosure`` say which of them are held. No home, number or address of one is.
"""

from __future__ import annotations

from analysis.ingest.extract import Context, Extract
from analysis.ingest.ofsted import providers, sheets
from analysis.ingest.sheet import OfficialFile


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet has the columns of a list of providers, or of one of the three compiled sheets."""
    return providers.recognise(file) or sheets.recognise(file)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Homes and places by place and sector, and owners; raises ``Problem`` on any word or name that is not known."""
    return providers.extract(file, context) if providers.recognise(file) else sheets.extract(file, context)
