"""An edition: the chapters about one place, as one manuscript, rendered page by page for place after place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from analysis.indicators.definitions import definitions
from analysis.indicators.peers import peers
from analysis.problem import Problem
from analysis.tables.areas import Place
from figures.drawing import style
from report import chapter
from report.editions import page, sheets
from report.editions.origins import Origins
from report.engines import pandoc
from report.manuscript.assemble import annexed, assemble
from report.manuscript.document import Manuscript
from report.manuscript.draft import Measured, published
from report.manuscript.execute import Notebook, execute, read
from report.manuscript.prose import Prose

FOLDER = Path(__file__).parents[1] / "chapters" / "editions"


@dataclass(frozen=True)
class Press:
    """What one edition leaves to the next: tables, chapters and templates as read, and nothing of what is printed.

    ``style_sheet`` is that of all pages.
    """

    known: Measured
    style_sheet: str = field(default_factory=pandoc.style_sheet)

    def edition(self, place: Place, formats: Sequence[str]) -> dict[str, bytes]:
        """The edition of a place in each format.

        Raises :class:`Problem` that names the place, where a chapter does not bear it.
        """
        try:
            manuscript = self.manuscript(place)
            return {name: self._rendered(manuscript, name) for name in formats}
        except Problem as problem:
            raise Problem(f"The edition of {place.area_name} cannot be: {problem}") from problem

    def warm(self, place: Place) -> None:
        """Read what all editions read, such as templates, for which one is written and not printed.

        Raises :class:`Problem` as :meth:`edition` does.
        """
        self.edition(place, ["html"])

    def manuscript(self, place: Place) -> Manuscript:
        """The chapters about a place, executed, and put together."""
        known = self.known
        at_hand = chapter.given(known.tables, known.indicators, known.claims)
        beside = peers(known.tables, place.area_code)
        with at_hand, chapter.about(beside), style.only_narrow():
            chapters = [execute(notebook) for notebook in self._chapters]
        origins = Origins(place.area_code, self.known.trails, known.tables.sources)
        self.prose.begin(area=place.area_code, place=place, peers=beside)
        text = assemble(
            chapters, self.prose, self._front_matter, published=published(known.tables.sources), annex=origins
        )
        return annexed(text, origins)

    def _rendered(self, manuscript: Manuscript, name: str) -> bytes:
        return sheets.pdf(manuscript) if name == "pdf" else page.html(manuscript, self.style_sheet)

    @cached_property
    def _chapters(self) -> list[Notebook]:
        return read(FOLDER)

    @cached_property
    def _front_matter(self) -> str:
        return (FOLDER / "metadata.json").read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> Prose:
        """The templates' environment, in which one edition follows another."""
        return Prose(self.known.indicators, self.known.tables.areas, definitions(), self.known.trails.sources)
