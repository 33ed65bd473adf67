"""The blocks of data in the page, by their ids."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Final

import cramjam

from report.manuscript.annex import in_text
from report.manuscript.draft import Draft, Measured
from report.page.cards import cards
from report.page.marks import marks
from report.page.places import councils, register
from report.page.workings import workings

_LEVEL: Final = 9


def blocks(known: Measured, draft: Draft) -> Mapping[str, object]:
    """What the script of the page reads, each block as JSON has it; what it reads later is compressed."""
    manuscript, places = draft.manuscript, councils(known.tables.places)
    return {
        "places": register(known.tables.places),
        "marks": compressed(marks(manuscript.figures)),
        "cards": compressed(cards(draft.prose, known.tables, places)),
        "workings": compressed(workings(in_text(manuscript.headline), known.trails)),
    }


def compressed(content: object) -> str:
    """JSON as the script unpacks it: deflated, by a locked library, and in base 64."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(bytes(cramjam.deflate.compress(text.encode(), level=_LEVEL))).decode()
