"""The blocks of data in the page, by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from report.manuscript.annex import in_text
from report.manuscript.draft import Draft, Measured
from report.page.cards import cards
from report.page.marks import marks
from report.page.places import councils, register
from report.page.series import as_json, compressed
from report.page.workings import workings

_LEVEL: Final = 9


def blocks(known: Measured, draft: Draft) -> Mapping[str, object]:
    """What the script of the page reads, each block as JSON has it; what it reads later is compressed."""
    manuscript, places = draft.manuscript, councils(known.tables.places)
    return {
        "places": register(known.tables.places),
        "marks": compressed(as_json(marks(manuscript.figures)), _LEVEL),
        "cards": compressed(as_json(cards(draft.prose, known.tables, places)), _LEVEL),
        "workings": compressed(as_json(workings(in_text(manuscript.headline), known.trails)), _LEVEL),
    }
