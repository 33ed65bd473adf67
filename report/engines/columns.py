"""How the columns of a table share the width of a page."""

from __future__ import annotations

from math import isqrt
from typing import Final

from report.manuscript.document import PrintedTable

LINE: Final = 20
"""Characters that a column of texts has at least where its texts are longer."""
COLUMN_GAP: Final = 3
PAGE: Final = 104
"""Characters that stand side by side in a table as wide as the page."""

UNIT: Final = 80
"""How wide a letter of a unit is, in per cent of a heading's."""


def widths(table: PrintedTable) -> list[int]:
    """How much room each column needs, in characters: texts are broken into lines, figures and single words are not.

    Where a line of the page does not hold them all, texts give way, none to less than its longest word.
    """
    needed = []
    spare = []
    for position, column in enumerate(table.columns):
        cells = [row[position].replace("\u200b", " ") for row in table.rows]
        longest = max(len(cell) for cell in cells)
        word = max(len(word) for text in [column["heading"], *cells] for word in text.split() or [""])
        word = max(word, *(len(word) * UNIT // 100 for word in column["unit"].split() or [""]))
        heading = -(-len(column["heading"]) // 3)
        if column["align"] == "left":
            longest = min(longest, LINE + 2 * isqrt(longest))
        needed.append(max(word, heading, longest, 4) + COLUMN_GAP)
        spare.append(needed[-1] - max(word, heading, 4) - COLUMN_GAP if column["align"] == "left" else 0)
    excess = min(max(0, sum(needed) - PAGE), sum(spare))
    return [width - excess * give // max(1, sum(spare)) for width, give in zip(needed, spare, strict=True)]
