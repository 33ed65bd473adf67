"""How the columns of a table share the width of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isqrt, sqrt
from typing import Final

from report.manuscript.document import PrintedTable

LINE: Final = 20
"""Characters that a column of longer texts has at least."""
COLUMN_GAP: Final = 3
PAGE: Final = 104
"""Characters of a line in a table as wide as the page."""
MANY: Final = 6
"""Columns from which on print sets a table in a smaller type."""
MANY_PAGE: Final = 109
"""Characters of a line in such a table."""
DENSE_PAGE: Final = 122
"""Characters of such a line in smaller type."""

UNIT: Final = 80
"""The width of a letter of a unit, in per cent of the width of a heading's."""


def is_dense(table: PrintedTable) -> bool:
    """Whether a long table has nothing but texts, which print sets smaller."""
    return table.long and all(column["align"] == "left" for column in table.columns)


def widths(table: PrintedTable) -> list[int]:
    """The width that each column needs, in characters. Texts are broken into lines, figures and single words are not.

    If the columns are wider than the page, those of texts become narrower, none narrower than its longest word.
    """
    if is_dense(table):
        return _by_amount(table)
    needed = []
    spare = []
    for column, cells, longest_word in _columns(table):
        longest = max(map(len, cells))
        word = max(longest_word, *(len(word) * UNIT // 100 for word in column["unit"].split() or [""]))
        heading = -(-len(column["heading"]) // 3)
        if column["align"] == "left":
            longest = min(longest, LINE + 2 * isqrt(longest))
        needed.append(max(word, heading, longest, 4) + COLUMN_GAP)
        spare.append(needed[-1] - max(word, heading, 4) - COLUMN_GAP if column["align"] == "left" else 0)
    page = PAGE if len(table.columns) <= MANY else MANY_PAGE
    excess = min(max(0, sum(needed) - page), sum(spare))
    return [width - excess * give // max(1, sum(spare)) for width, give in zip(needed, spare, strict=True)]


def _by_amount(table: PrintedTable) -> list[int]:
    """The widths of columns of texts: by the roots of what they hold, for which a table is lowest."""
    found = [(word + COLUMN_GAP, sqrt(sum(map(len, cells)))) for _, cells, word in _columns(table)]
    roots = sum(root for _, root in found)
    return [max(word, round(DENSE_PAGE * root / roots)) for word, root in found]


def _columns(table: PrintedTable) -> Iterator[tuple[Mapping[str, str], list[str], int]]:
    """Each column with its cells and the length of its longest word."""
    for position, column in enumerate(table.columns):
        cells = [row[position].replace("\u200b", " ") for row in table.rows]
        yield column, cells, max(len(word) for text in [column["heading"], *cells] for word in text.split() or [""])
