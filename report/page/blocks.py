"""The blocks of data in the page, by their ids."""

from __future__ import annotations

from collections.abc import Mapping

from report.manuscript.draft import Measured
from report.page.places import councils


def blocks(known: Measured) -> Mapping[str, object]:
    """What the script of the page reads, each block as JSON has it."""
    return {"places": councils(known.tables.places)}
