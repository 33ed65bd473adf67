"""Reads the words of the HTML report block by block, and which of its numbers templates printed."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import NamedTuple

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OF_TABLES = ("caption", "table", "tbody", "td", "th", "thead", "tr")
_BLOCKS = frozenset(
    (*_HEADINGS, *_OF_TABLES, "blockquote", "dd", "div", "dt", "figcaption", "figure", "li", "ol", "p", "section", "ul")
)
_EMPTY = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "wbr"))
_UNREAD = frozenset(("head", "nav", "script", "style", "svg"))
_ONLY_ON_A_PAGE = ("download", "footnote-back", "skip", "working")
TITLE = "title"
"""The place of what is in no chapter: the title page and the last lines."""
AT_END = "at-end"
"""The panel of a table that print has before the annex."""
_PANELS = ("lead", "headlines", AT_END)
_GENERATED = ("section-number", "label", "citation", "csl-entry")


class Piece(NamedTuple):
    """A run of text. With a ``key`` it is a number that a template printed.

    ``generated`` text numbers a chapter, a figure, a table or a note of the report itself.
    """

    text: str
    key: str = ""
    generated: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, item or cell, or the alternative text of a chart.

    ``place`` is the chapter, chart or table that it is in: ``title`` or an id such as ``sec-summary`` or
    ``fig-placements``. A footnote is in the chapter that refers to it. ``kind`` is its tag, ``alt`` or ``note``, and
    ``panel`` the kind of panel around it, if there is one: ``lead``, ``headlines``, ``at-end``.
    """

    place: str
    kind: str
    pieces: tuple[Piece, ...]
    panel: str = ""

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join("".join(piece.text for piece in self.pieces).split())

    @property
    def typed(self) -> str:
        """Its words, with a box in place of each number that was printed by a template or generated."""
        words = "".join("□" if piece.key or piece.generated else piece.text for piece in self.pieces)
        return " ".join(words.split())


def read_page(page: str) -> list[Block]:
    """The blocks of an HTML report in reading order, without the list of contents and the labels in charts."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.blocks


class _Element(NamedTuple):
    tag: str
    attributes: dict[str, str]

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def unread(self) -> bool:
        return self.tag in _UNREAD or any(name in _ONLY_ON_A_PAGE for name in self.classes)

    @property
    def generated(self) -> bool:
        leads_within = self.tag == "a" and self.attributes.get("href", "").startswith("#")
        return leads_within or any(name in _GENERATED for name in self.classes)

    @property
    def place(self) -> str:
        name = self.attributes.get("id", "")
        chapter = self.tag == "section" and "level2" in self.classes
        return name if chapter or (self.tag == "figure" and name.startswith(("fig-", "tbl-"))) else ""


class _Reader(HTMLParser):
    """Splits a page into blocks as its elements open and close."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._open: list[_Element] = []
        self._pieces: list[Piece] = []
        self._noted_in: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs})
        if tag in _BLOCKS:
            self._cut()
        if tag == "svg" and "aria-label" in element.attributes:
            self._add("alt", (Piece(element.attributes["aria-label"]),))
        if "footnote-ref" in element.classes:
            self._noted_in[element.attributes["href"].removeprefix("#")] = self._place()
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself, as in drawings, has no words."""

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._cut()
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if any(element.unread for element in self._open):
            return
        keys = [element.attributes["data-key"] for element in self._open if "data-key" in element.attributes]
        generated = any(element.generated for element in self._open)
        self._pieces.append(Piece(data, keys[-1] if keys else "", generated))

    def close(self) -> None:
        super().close()
        self._cut()

    def _cut(self) -> None:
        pieces, self._pieces = tuple(self._pieces), []
        if any(piece.text.strip() for piece in pieces):
            kinds = [element.tag for element in self._open if element.tag in _BLOCKS]
            self._add(kinds[-1] if kinds else "", pieces)

    def _add(self, kind: str, pieces: tuple[Piece, ...]) -> None:
        notes = [place for element in self._open if (place := self._noted_in.get(element.attributes.get("id", "")))]
        panel = next((name for element in self._open for name in _PANELS if name in element.classes), "")
        self.blocks.append(Block(notes[-1], "note", pieces) if notes else Block(self._place(), kind, pieces, panel))

    def _place(self) -> str:
        return next((element.place for element in reversed(self._open) if element.place), TITLE)
