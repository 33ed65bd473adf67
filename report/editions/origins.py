"""Where the numbers of an edition come from: the cells of its ratios, and the files that it rests on.

The national report gives each of its numbers an entry. An edition gives entries to the three ratios of its first page;
the file that its page offers has the cells of every number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from analysis.formulas.key import STORED_KEY, Key, keys_in
from analysis.formulas.provenance import Trails
from analysis.indicators.definitions import definitions
from analysis.indicators.neighbours import SUFFIX
from analysis.wording import typographic
from report.manuscript.annex import Annex, source_of
from report.manuscript.document import Group, Item, Manuscript, Run
from report.manuscript.provenance import COMPILED, kind_of_numbers
from report.manuscript.working import working

COLUMNS: Final = ("key", "label", "text", "value", "unit", "area", "period", "formula", "sources", "cells", "places")
RATIOS: Final = "tbl-three-ratios"
FIRST_PAGE: Final = "sec-glance"

_CHAPTER = """\
# Where every number comes from {#sec-origins}

No number of this edition is typed: each is looked up in the table of indicators, or worked out from it, by its key.
`valuing-care trace` and a key, which has the form `indicator:%s:period`, print its formula with file, sheet and cell; \
the edition on the web offers them for all its numbers as one CSV file.

## The figures of the first page {.unnumbered}

::: {.annex part="ratios"}
:::

## The files of this edition {.unnumbered}

::: {.annex part="sources"}
:::
"""


@dataclass(frozen=True)
class Cells:
    """The cells behind numbers, in words; what one edition has found, those of its batch need not look up again."""

    trails: Trails
    sources: Mapping[str, Mapping[str, Any]]
    _found: dict[Key, Sequence[Run]] = field(default_factory=dict, repr=False)

    def of(self, key: Key) -> Sequence[Run]:
        """The file, sheet and cells of a value: each cell if they are few, else how many of which columns."""
        if key not in self._found:
            self._found[key] = tuple(self._annex.cells(self.trails.of(key)))
        return self._found[key]

    def forget(self) -> None:
        """Let go of what was found, and of its keys and trails: 1.5 MB an edition, of which others need little."""
        self._found.clear()
        self.trails.forget()
        keys_in.cache_clear()

    def in_words(self, entry: Mapping[str, Any]) -> str:
        """The cells of a printed number, those of each of its keys once."""
        texts = ("".join(run.text for run in self.of(key)) for key in keys_in(entry["key"]))
        return "; ".join(dict.fromkeys(texts)).replace("\u200b", "")

    @cached_property
    def _annex(self) -> Annex:
        return Annex(self.trails, self.sources)


@dataclass(frozen=True)
class Origins:
    """Tells where the numbers of the edition about an area come from."""

    area: str
    cells: Cells

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
        return COMPILED.get(kind_of_numbers(keys, self.cells.trails, self.cells.sources), "")

    def parts(self, manuscript: Manuscript) -> dict[str, Sequence[Group]]:
        """The figures of the first page with their cells, and the files."""
        return {
            "ratios": [Group("", (), self._ratios(manuscript.headline))],
            "sources": [Group("", (), self._files(manuscript.headline))],
        }

    def _ratios(self, headline: Sequence[Mapping[str, Any]]) -> list[Item]:
        """An entry for each ratio of the place, those of the same cells together; of its amounts if it has no ratio."""
        own = {place: self._own(headline, place) for place in (RATIOS, FIRST_PAGE)}
        together: dict[Sequence[Run], list[Run]] = {}
        for key, text in (own[RATIOS] or own[FIRST_PAGE]).items():
            numbers = working(self.cells.trails.of(key)).numbers
            name = f" {definitions()[key.indicator].label}, {key.period}{f': {numbers}' if numbers != text else ''}. "
            together.setdefault(self.cells.of(key), []).extend([Run(text, strong=True), Run(typographic(name))])
        return [(*names, *cells, Run(".")) for cells, names in together.items()]

    def _own(self, headline: Sequence[Mapping[str, Any]], place: str) -> dict[Key, str]:
        """The values of the area, not of its neighbours, that are printed in a place, as they are printed."""
        stored = [entry for entry in headline if place in entry["places"] and STORED_KEY.fullmatch(entry["key"])]
        found = {Key.parse(entry["key"]): entry["text"] for entry in stored}
        return {
            key: text for key, text in found.items() if key.area == self.area and not key.indicator.endswith(SUFFIX)
        }

    def _files(self, headline: Sequence[Mapping[str, Any]]) -> list[Item]:
        """The files that the edition rests on."""
        keys = {key for entry in headline for key in keys_in(entry["key"])}
        files = {file for key in keys for file in self.cells.trails.sources(key)}
        return [source_of(self.cells.sources, file) for file in sorted(files)]


def table(headline: Sequence[Mapping[str, Any]], cells: Cells) -> str:
    """Every number of an edition as CSV, with its key, formula, files, cells and the places where it is printed."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in headline:
        row = {**entry, "cells": cells.in_words(entry)}
        writer.writerow(" ".join(cell) if isinstance(cell := row[name], list) else cell for name in COLUMNS)
    return page.getvalue()
