"""An edition: the chapters about one place, as one manuscript, rendered page by page for place after place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.areas import Place
from analysis.indicator import definitions
from analysis.peers import peers
from figures import style
from report import chapter
from report.assemble import assemble
from report.editions import page, sheets
from report.execute import Notebook, execute, read
from report.manuscript import Manuscript
from report.prose import Prose
from report.sources import Sources

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables import Tables

FOLDER = Path(__file__).parent
RENDERERS: Final[Mapping[str, Callable[[Manuscript], bytes]]] = {"html": page.html, "pdf": sheets.pdf}


@dataclass(frozen=True)
class Press:
    """What one edition leaves to the next: tables, chapters and templates as read, and nothing of what is printed."""

    tables: Tables
    indicators: pd.DataFrame
    register: pd.DataFrame
    published: int

    def edition(self, place: Place, formats: Sequence[str]) -> dict[str, bytes]:
        """The edition of a place in each format."""
        manuscript = self.manuscript(place)
        return {name: RENDERERS[name](manuscript) for name in formats}

    def manuscript(self, place: Place) -> Manuscript:
        """The chapters about a place, executed, and put together.

        Raises :class:`Problem` that names the place, where a chapter does not bear it.
        """
        at_hand = chapter.given(self.tables, self.indicators, self.register)
        beside = peers(self.tables, place.area_code)
        with at_hand, chapter.about(beside), style.only_narrow():
            chapters = [execute(notebook) for notebook in self._chapters]
        self._prose.begin(area=place.area_code, place=place, peers=beside)
        return assemble(chapters, self._prose, self._front_matter, published=self.published)

    @cached_property
    def _chapters(self) -> list[Notebook]:
        return read(FOLDER)

    @cached_property
    def _front_matter(self) -> str:
        return (FOLDER / "metadata.json").read_text(encoding="utf-8")

    @cached_property
    def _prose(self) -> Prose:
        return Prose(self.indicators, self.tables.areas, definitions(), Sources(self.tables).of)


def press(data: Path) -> Press:
    """A press with the tables of a folder."""
    from analysis.indicator import compute
    from analysis.register import register
    from analysis.tables import load
    from report.building import published

    tables = load(data)
    indicators = compute(tables)
    claims = register(tables.claims, tables.documents, indicators, definitions())
    return Press(tables, indicators, claims, published(tables.sources))
