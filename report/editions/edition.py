"""An edition: the chapters about one place, as one manuscript. Those of several places are set together."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from analysis.indicators.peers import peers
from analysis.problem import Problem
from analysis.tables.areas import Place
from figures.drawing import style
from report import chapter
from report.editions import briefing
from report.editions.origins import Cells, Origins, table
from report.engines import pandoc, typesetting
from report.formats import word
from report.formats.pictures import pictures
from report.manuscript.assemble import annexed, assemble
from report.manuscript.document import Manuscript
from report.manuscript.draft import Measured, prose_of, published
from report.manuscript.execute import Notebook, execute, read
from report.manuscript.in_markdown import in_markdown
from report.manuscript.prose import Prose

FOLDER: Final = Path(__file__).parents[1] / "chapters" / "editions"
FORMATS: Final = ("html", "pdf", "docx", briefing.FORMAT)

Edition = Mapping[str, bytes]
"""An edition in each of its formats."""


@dataclass(frozen=True)
class Press:
    """What one edition leaves to the next: tables, chapters and templates as read, and nothing of what is printed.

    ``style_sheet`` is that of all pages.
    """

    known: Measured
    style_sheet: str = field(default_factory=pandoc.style_sheet)

    def editions(self, places: Sequence[Place], formats: Sequence[str]) -> list[Edition]:
        """The editions of some places, in their order, each as if it were the only one.

        Raises :class:`Problem` that names the place whose edition the data or a chapter does not bear.
        """
        try:
            editions = self._set([self.manuscript(place) for place in places], formats)
        except Problem as problem:
            if len(places) > 1:  # which of them cannot be, is found out one by one
                return [edition for place in places for edition in self.editions([place], formats)]
            raise Problem(f"The edition of {places[0].area_name} cannot be: {problem}") from problem
        self._cells.forget()  # most are of these places
        return editions

    def warm(self, place: Place) -> None:
        """Read what all editions read, for which a manuscript is written and not set.

        Raises :class:`Problem` as :meth:`editions` does.
        """
        self.editions([place], [])

    def manuscript(self, place: Place) -> Manuscript:
        """The chapters about a place, executed, and put together."""
        known = self.known
        at_hand = chapter.given(known.tables, known.indicators, known.claims)
        compared = peers(known.tables, place.area_code)
        with at_hand, chapter.about(compared), style.only_narrow():
            chapters = [execute(notebook) for notebook in self._chapters]
        origins = Origins(place.area_code, self._cells)
        title = in_markdown(place.area_name)
        self.prose.begin(area=place.area_code, place=place, peers=compared, title=title)
        text = assemble(
            chapters, self.prose, self._front_matter, published=published(known.tables.sources), annex=origins
        )
        return annexed(text, self.prose, origins)

    def _set(self, manuscripts: Sequence[Manuscript], formats: Sequence[str]) -> list[Edition]:
        names = [name for name in formats if name in pandoc.WRITERS]
        texts = pandoc.written(manuscripts, names) if names else [{} for _ in manuscripts]
        editions: list[Edition] = [
            {name: self._document(name, manuscript, text.get(name, "")) for name in formats if name != briefing.FORMAT}
            for manuscript, text in zip(manuscripts, texts, strict=True)
        ]
        if briefing.FORMAT not in formats:
            return editions
        briefings = [briefing.briefing(manuscript, self.known.data_version) for manuscript in manuscripts]
        sources = pandoc.written(briefings, ["pdf"])
        return [
            {**edition, briefing.FORMAT: self._document("pdf", manuscript, source["pdf"])}
            for edition, manuscript, source in zip(editions, briefings, sources, strict=True)
        ]

    def _document(self, name: str, manuscript: Manuscript, text: str) -> bytes:
        """The edition in a format, from what pandoc has written of it."""
        if name == "docx":
            return word.document(manuscript, pictures(manuscript.drawings))
        if name == "pdf":
            pages = typesetting.pages(typesetting.Layout(text), manuscript)
            typesetting.forget()  # no edition is like another
            return pages
        page = pandoc.completed(text, manuscript, self.style_sheet)
        return page.replace("<!--numbers-->", _download(manuscript, self._cells), 1).encode()

    @cached_property
    def _cells(self) -> Cells:
        return Cells(self.known.trails, self.known.tables.sources)

    @cached_property
    def _chapters(self) -> list[Notebook]:
        return read(FOLDER)

    @cached_property
    def _front_matter(self) -> str:
        return (FOLDER / "metadata.json").read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> Prose:
        """The templates' environment, in which one edition follows another."""
        return prose_of(self.known)


def _download(manuscript: Manuscript, cells: Cells) -> str:
    """Every number of an edition, as a file that the page itself holds."""
    data = base64.b64encode(table(manuscript.headline, cells).encode()).decode()
    return (
        f'<p class="download"><a download="numbers.csv" href="data:text/csv;charset=utf-8;base64,{data}">'
        "Every number of this edition with its key, formula, files and cells (CSV)</a></p>"
    )
