"""Whether sentences say the periods of their numbers: a year of data later, a number that does not would be false.

Three things must hold. A sentence whose newest number of an indicator is older than the indicator's newest says the
period in its own words. A sentence that compares two periods names the earlier, and the later unless it is the newest.
A tile, a lead or a title mixes no periods of one indicator without naming them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from analysis.formulas.key import Key, keys_in, series_name
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import PERIOD_PATTERN, ending_year, is_financial_year, is_year
from analysis.wording import listed
from report.outputs import INDICATORS
from report.review.page_text import Block, Piece

Newest = Mapping[str, str]
"""The newest period of each series: England's, or of any area if England has no value."""

SAME_YEARS: Final = re.compile(r"\b(?:same|those|these|that) (?:years?|period|time)\b|\bover that time\b")
"""Words that refer to the periods of the sentence before."""
WHOLE: Final = ("figcaption", "h1", "h2", "h3", "h4", "h5")
"""Blocks that are a title."""
SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z“*])")
_NAMED: Final = re.compile(rf"(?<![\d-])(?:{PERIOD_PATTERN})(?![\d])")


class Sentence(NamedTuple):
    """A sentence of the page with the keys of the numbers that it prints.

    ``kind`` is ``text``, ``lead``, ``tile`` or ``title``, and ``before`` the sentences before it in its paragraph.
    """

    place: str
    text: str
    keys: tuple[str, ...]
    kind: str
    before: str

    @property
    def named(self) -> set[str]:
        """The periods that it names, or refers to."""
        text = f"{self.before} {self.text}" if SAME_YEARS.search(self.text) else self.text
        found = _NAMED.findall(text.replace("–", "-").replace("\u2011", "-"))
        return {period for period in found if is_year(period) or is_financial_year(period)}


def newest_periods(build: Path) -> Newest:
    """The newest period of each series of a build."""
    england: dict[str, str] = {}
    anywhere: dict[str, str] = {}
    with (build / INDICATORS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["value"]:
                series = series_name(row["indicator"], row["breakdown"])
                anywhere[series] = max(anywhere.get(series, ""), row["period"])
                if row["area_code"] == ENGLAND:
                    england[series] = max(england.get(series, ""), row["period"])
    return anywhere | england


def period_faults(page: Sequence[Block], newest: Newest) -> Iterator[str]:
    """The sentences that do not say the periods of their numbers, in whole sentences."""
    for sentence in sentences(page):
        found = [*_unsaid(sentence, newest), *_uncompared(sentence, newest), *_mixed(sentence)]
        yield from found[:1]  # one mend serves all


def sentences(page: Sequence[Block]) -> Iterator[Sentence]:
    """The sentences that print numbers."""
    for block in page:
        before = ""
        for text, keys in _split(block.pieces):
            if keys:
                yield Sentence(block.place, text, keys, _kind(block), before)
            before += f" {text}"


def _kind(block: Block) -> str:
    if block.kind in WHOLE:
        return "title"
    return {"lead": "lead", "headlines": "tile"}.get(block.panel, "text")


def _split(pieces: Iterable[Piece]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sentences of a block: their text, and the keys of their numbers."""
    text, marks = "", []
    for piece in pieces:
        if piece.key:
            marks.append((len(text), piece.key))
        text += piece.text
    start = 0
    ends = [found.end() for found in SENTENCE_END.finditer(text)] + [len(text)]
    for end in ends:
        yield " ".join(text[start:end].split()), tuple(key for at, key in marks if start <= at < end)
        start = end


def _unsaid(sentence: Sentence, newest: Newest) -> Iterator[str]:
    """A newest number that is older than its indicator's newest, and whose period the sentence does not say."""
    periods = sorted((series_name(*key[:2]), key.period) for name in sentence.keys for key in keys_in(name))
    for series, group in groupby(periods, key=lambda pair: pair[0]):
        last = max(period for _, period in group)
        if last < newest.get(series, "") and not _says(sentence, last):
            yield (
                f"{sentence.place}: “{sentence.text}” prints {series} of {last}, while {newest[series]} is held, and "
                f"does not say {last}: name the period, or print the newest."
            )


def _uncompared(sentence: Sentence, newest: Newest) -> Iterator[str]:
    """A comparison of two periods of one indicator that are not named."""
    for name in sentence.keys:
        keys = keys_in(name)
        periods = sorted({key.period for key in keys if key[:3] == keys[0][:3]})
        if len(periods) < 2:
            continue
        current = newest.get(series_name(*keys[0][:2]))
        unsaid = [period for period in periods if not _says(sentence, period) and period != current]
        if unsaid:
            yield (
                f"{sentence.place}: “{sentence.text}” compares {listed(periods)} by {name} and does not name "
                f"{listed(unsaid)}."
            )


def _mixed(sentence: Sentence) -> Iterator[str]:
    """A tile, lead or title with values of one indicator and place of different periods that are not named."""
    if sentence.kind == "text":
        return
    values: dict[tuple[str, str, str], set[str]] = {}
    for name in sentence.keys:
        if "(" not in name:
            key = Key.parse(name)
            values.setdefault((key.indicator, key.breakdown, key.area), set()).add(key.period)
    for (indicator, breakdown, _), periods in values.items():
        unsaid = [period for period in sorted(periods) if not _says(sentence, period)]
        if len(periods) > 1 and unsaid:
            yield (
                f"{sentence.place}: the {sentence.kind} “{sentence.text}” mixes {listed(sorted(periods))} of "
                f"{series_name(indicator, breakdown)} and does not name {listed(unsaid)}."
            )


def _says(sentence: Sentence, period: str) -> bool:
    """Whether a sentence names a period, or one that ends on the same day: 2016-17 and 31 March 2017."""
    return ending_year(period) in {ending_year(named) for named in sentence.named}
