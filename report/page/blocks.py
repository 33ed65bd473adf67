"""The blocks of data in the page, by their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from report.manuscript.document import PrintedFigure
from report.manuscript.draft import Measured
from report.page.marks import marks
from report.page.places import councils


def blocks(known: Measured, figures: Sequence[PrintedFigure]) -> Mapping[str, object]:
    """What the script of the page reads, each block as JSON has it."""
    return {"places": councils(known.tables.places), "marks": marks(figures)}
