"""What the page says of a council at the head of a chapter: a sentence or two, in the words of the editions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import unescape
from typing import Final, TypeAlias

from analysis.indicators.peers import peers
from analysis.tables.areas import Place
from analysis.tables.loading import Tables
from report.manuscript.document import MARKED
from report.manuscript.prose import Prose

CHAPTERS: Final = {
    "sec-summary": "summary",
    "sec-children": "children",
    "sec-need": "need",
    "sec-spending": "money",
    "sec-budgets": "budgets",
    "sec-placements": "placements",
    "sec-market": "market",
    "sec-certainty": "certainty",
}
"""The chapters that have figures of councils, each with the macro of ``passages/cards.jinja`` that says them."""
ITSELF: Final = ":@:"
"""In the keys of a card the council's own code is a sign, so that the cards of all councils compress."""

Run: TypeAlias = str | tuple[str, str]
"""Words, or a number with its key."""
Line: TypeAlias = tuple[str, Sequence[Run]]
"""A sentence (``p``) or an item of a list (``li``)."""


def cards(prose: Prose, tables: Tables, councils: Sequence[Place]) -> dict[str, dict[str, list[Line]]]:
    """The lines of every chapter about every council, by the ids of chapters and the codes of councils."""
    found: dict[str, dict[str, list[Line]]] = {chapter: {} for chapter in CHAPTERS}
    for place in councils:
        prose.begin(peers=peers(tables, place.area_code))
        for chapter, macro in CHAPTERS.items():
            template = f'{{% import "cards.jinja" as cards %}}{{{{ cards.{macro}(peers) }}}}'
            found[chapter][place.area_code] = lines(prose.markdown(template, chapter), place.area_code)
    return found


def lines(markdown: str, area: str) -> list[Line]:
    """The lines of a card: its words, and its numbers with their keys.

    >>> lines('- **[7]{.number key="referrals:E06000001:2025"}** of Bath &#38; more', "E06000001")
    [('li', [('7', 'referrals:@:2025'), ' of Bath & more'])]
    """
    found: list[Line] = []
    for line in filter(None, map(str.strip, markdown.splitlines())):
        words = line.removeprefix("- ").replace("**", "")
        found.append(("li" if line.startswith("- ") else "p", list(_runs(words, f":{area}:"))))
    return found


def _runs(words: str, itself: str) -> Iterator[Run]:
    parts = MARKED.split(words)  # words, the text of a number, its key, words …
    for position in range(0, len(parts), 3):
        if parts[position]:
            yield unescape(parts[position])
        if position + 1 < len(parts):
            yield unescape(parts[position + 1]), parts[position + 2].replace(itself, ITSELF)
