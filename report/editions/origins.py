"""Where the numbers of an edition come from, in short: the files behind each of its measures.

The national report gives each of its numbers an entry with its cells. An edition names, for each measure, the periods
and the published files; every number of it can be followed to its cells by its key.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from analysis.formulas.key import Key, keys_in
from analysis.formulas.provenance import Trails
from analysis.indicators.definitions import definitions
from analysis.wording import typographic
from report.manuscript.annex import file_of, source_of
from report.manuscript.document import Group, Manuscript, Run
from report.manuscript.provenance import COMPILED, kind_of_numbers

COLUMNS: Final = ("key", "label", "text", "value", "unit", "area", "period", "formula", "sources", "places")

_CHAPTER = """\
# Where every number comes from {#sec-origins}

No number of this edition is typed: each is looked up in the table of indicators, or worked out from it, by its key.
`valuing-care trace` and the key, which has the form `indicator:%s:period`, give the formula with its numbers, and \
file, sheet and cell of each figure behind them.

::: {.annex part="measures"}
:::

::: {.annex part="sources"}
:::
"""


@dataclass(frozen=True)
class Origins:
    """Tells where the numbers of the edition about an area come from."""

    area: str
    trails: Trails
    sources: Mapping[str, Mapping[str, Any]]

    @property
    def chapter(self) -> str:
        """The chapter, with marks for its parts."""
        return _CHAPTER % self.area

    def linked(self, text: str, place: str, leading: set[str]) -> str:
        """The text as it is: numbers keep their keys, and have no entries to lead to."""
        del place, leading
        return text

    def mark(self, keys: Iterable[str]) -> str:
        """What a caption says if numbers of a chart or table, named by their keys, rest on compiled tables."""
        return COMPILED.get(kind_of_numbers(keys, self.trails, self.sources), "")

    def parts(self, manuscript: Manuscript) -> dict[str, Sequence[Group]]:
        """The measures with their files, those that rest on the same together, and the files with their publishers."""
        keys: dict[str, set[Key]] = {}
        for entry in manuscript.headline:
            for key in keys_in(entry["key"]):
                keys.setdefault(key.indicator, set()).add(key)
        together: dict[tuple[str, ...], list[str]] = {}
        for indicator in sorted(keys, key=list(definitions()).index):
            found = {file for key in keys[indicator] for file in self.trails.sources(key)}
            together.setdefault(tuple(sorted(found)), []).append(indicator)
        used = sorted({file for files in together for file in files})
        measures = [
            tuple(self._item(files, indicators, {key.period for indicator in indicators for key in keys[indicator]}))
            for files, indicators in together.items()
        ]
        return {
            "measures": [Group("", (), measures)],
            "sources": [Group("", (), [source_of(self.sources, file) for file in used])],
        }

    def _item(self, files: Sequence[str], indicators: Sequence[str], periods: Set[str]) -> Iterator[Run]:
        """Measures that rest on the same files: their labels, the periods from first to last, and the files."""
        first, last = min(periods), max(periods)
        yield Run(typographic("; ".join(definitions()[indicator].label for indicator in indicators)), strong=True)
        yield Run(f", {first if first == last else f'{first} to {last}'}")
        for position, file in enumerate(files):
            yield Run(", " if position else ": ")
            yield from file_of(self.sources, file)
        yield Run(".")


def table(headline: Sequence[Mapping[str, Any]]) -> str:
    """Every number of an edition as CSV, with its key, formula, files and the places where it is printed."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in headline:
        writer.writerow(" ".join(cell) if isinstance(cell := entry[name], list) else cell for name in COLUMNS)
    return page.getvalue()
