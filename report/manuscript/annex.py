"""The annex "Where every number comes from": each number of the report, how it is worked out and from which cells.

Numbers in sentences lead to it by links, and it leads back. Numbers in charts' texts are listed with them; those in
tables by column, since a table has hundreds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, ClassVar, Final, NamedTuple

import pandas as pd

from analysis.formulas.key import STORED_KEY, Key, keys_in, with_breakdown
from analysis.formulas.provenance import Trails
from analysis.formulas.trail import Observation, Trail
from analysis.indicators.definitions import definitions
from analysis.wording import typographic
from figures import number
from report.manuscript.citation import cell_in_words
from report.manuscript.document import ANNEX, BREAK, MARKED, Group, Item, Manuscript, Run, annex_id
from report.manuscript.provenance import COMPILED, Kind, kind_of_numbers
from report.manuscript.working import working

Entry = Mapping[str, Any]
"""A number as ``headline.json`` lists it."""
Shown = Mapping[str, Sequence[Entry]]
"""The numbers of each chapter, chart and table, by its id."""

CELLS_AT_MOST: Final = 3
"""Of more cells of one source, their number and columns are given."""
CHAPTER: Final = f"""\
# Where every number comes from {{#{ANNEX}}}

Every number of the text is a link to its entry here, and every entry leads back to where the number stands.
An entry gives the number as printed, its place and period, the formula with the numbers in it, and the published file \
with sheet and cell, or row and column, of each figure that it rests on.
A number over many councils gives how many cells of which columns; `build/trails.csv` lists them all, and \
`valuing-care trace` prints them for one number and reads them again in the official files.
What is *compiled* was taken from a release of which no file is held.
A number of the text that rests on it has dashes below it instead of dots, and the caption of a chart or table has †.

## Numbers in the text {{#{ANNEX}-text}}

::: {{.annex part="text"}}
:::

## Charts and tables {{#{ANNEX}-shown}}

::: {{.annex part="shown"}}
:::

## Files and releases {{#{ANNEX}-sources}}

Each links to the page of its release. *File* says that this page is not known and that the file itself is linked; \
*collection* or *publisher*, that neither is known and that the publisher’s list of releases or its own page is linked.

::: {{.annex part="sources"}}
:::
"""
"""The annex as Markdown; its parts are put in by the engine, as drawings and tables are."""

_KEYS = re.compile(f"({STORED_KEY.pattern})")
_NUMBER = re.compile(r"\d|\b(?:none|one|two|three|four|five|six|seven|eight|nine|ten|all)\b")
_LEADING = re.compile(r"\{#(n-[0-9a-f]{8}-[\w-]+) \.number ")
_SIGN = re.compile(r"(?<= )[-*/](?= )")
_SIGNS: Final = {"-": "−", "*": "×", "/": "÷"}
"""Formulas of claims are typed as expressions; a reader sees the signs of arithmetic."""
_DERIVED: Final = {
    "change": "change",
    "percent_change": "change in per cent",
    "difference": "difference",
    "ratio": "ratio",
    "share_of": "share",
    "numerator": "numerator",
    "denominator": "denominator",
    "covered": "areas covered",
    "expected": "areas expected",
    "rank": "rank",
    "lower_95": "lower 95% limit",
    "upper_95": "upper 95% limit",
    "rank_lower": "lower 95% limit of the rank",
    "rank_upper": "upper 95% limit of the rank",
}


def anchor(key: str) -> str:
    """The id of a number's entry: short, and the same whatever else the report says."""
    return f"n-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def back(key: str, place: str) -> str:
    """The id of the first link of a number in a chapter."""
    return f"{anchor(key)}-{place}"


def linked(text: str, place: str, leading: set[str], is_compiled: Callable[[str], bool] = lambda _: False) -> str:
    """Markdown of a chapter with each number as a link to its entry, and a mark on those that are compiled.

    The first link of a number in a chapter has an id to be led back to, and ``leading`` gathers these. Words such as
    "rose" stay as they are, and so do numbers in headings, which contents lists repeat.
    """

    def link(match: re.Match[str]) -> str:
        shown, key = match[1], match[2]
        if not _NUMBER.search(shown):
            return match[0]
        name = back(key, place)
        identifier = "" if name in leading else f"#{name} "
        leading.add(name)
        mark = ".compiled " if is_compiled(key) else ""
        return f'[{shown}](#{anchor(key)}){{{identifier}.number {mark}key="{key}"}}'

    return "\n".join(line if line.startswith("#") else MARKED.sub(link, line) for line in text.split("\n"))


class _Column(NamedTuple):
    """A column of a published file: its letters in a sheet, or its name in a CSV file."""

    source_id: str
    sheet: str
    name: str


def file_of(sources: Mapping[str, Mapping[str, Any]], source_id: str) -> Iterator[Run]:
    """The file of a source, or the name of its release if it is compiled, as a link to its entry."""
    file = sources[source_id].get("file")
    yield Run(_breakable(file or source_id), f"#s-{source_id}")
    if not file:
        yield Run(" (compiled)")


def source_of(sources: Mapping[str, Mapping[str, Any]], source_id: str) -> Item:
    """The entry of a source: what it is called here, who published it as what and when, and the page."""
    source = sources[source_id]
    file = source.get("file")
    published = f", {source['published']}" if source.get("published") else ""
    return (
        Run(_breakable(file or source_id), name=f"s-{source_id}", strong=True),
        Run(typographic(f"{'' if file else ' (compiled)'} {source['publisher']}, ")),
        Run(typographic(source["title"]), source["path"]),
        Run(f"{_kind_of_link(source['path'])}{published}."),
    )


def _kind_of_link(address: str) -> str:
    """What the link of a source leads to, if it is no page of a release."""
    if "/collections/" in address:
        return " (collection)"
    if "/organisations/" in address:
        return " (publisher)"
    return " (file)" if address.endswith((".xls", ".xlsx")) else ""


@dataclass(frozen=True)
class Annex:
    """Says where numbers come from: ``sources`` are the entries of the data package by id."""

    chapter: ClassVar[str] = CHAPTER

    trails: Trails
    sources: Mapping[str, Mapping[str, Any]]
    _columns: dict[Key, frozenset[_Column]] = field(default_factory=dict, repr=False)

    def linked(self, text: str, place: str, leading: set[str]) -> str:
        """Markdown of a chapter with each number as a link to its entry: see :func:`linked`."""
        return linked(text, place, leading, lambda key: self._kind([key]) in COMPILED)

    def mark(self, keys: Iterable[str]) -> str:
        """What a caption says if numbers of a chart or table, named by their keys, rest on compiled tables."""
        return COMPILED.get(self._kind(keys), "")

    def _kind(self, keys: Iterable[str]) -> Kind:
        return kind_of_numbers(keys, self.trails, self.sources)

    def parts(self, manuscript: Manuscript) -> dict[str, Sequence[Group]]:
        """The text at the marks of ``CHAPTER``, about the numbers that a manuscript prints."""
        headline, names = manuscript.headline, manuscript.names
        leading = frozenset(_LEADING.findall(manuscript.markdown))
        shown: dict[str, list[Entry]] = {}
        for entry in headline:
            for place in entry["places"]:
                shown.setdefault(place, []).append(entry)
        return {
            "text": list(_Numbers(self, in_text(headline), names, leading).groups()),
            "shown": [*_charts(shown, names), *self._tables(shown, names)],
            "sources": [Group("", (), [source_of(self.sources, source_id) for source_id in sorted(self.sources)])],
        }

    def observations(self, headline: Sequence[Entry]) -> pd.DataFrame:
        """Every observation behind every number of the text: ``key``, and the columns of ``Observation``."""
        keys = sorted({key for entry in in_text(headline) for key in keys_in(entry["key"])})
        found = {str(key): dict.fromkeys(self.trails.of(key).observations()) for key in keys}
        frame = pd.DataFrame(chain.from_iterable(found.values()), columns=Observation._fields).astype({"value": float})
        frame.insert(0, "key", [key for key, observations in found.items() for _ in observations])
        return frame

    def _tables(self, shown: Shown, names: Mapping[str, str]) -> Iterator[Group]:
        for place, name in names.items():
            lines = list(self._table(shown.get(place, ()))) if place.startswith("tbl-") else []
            if lines:
                yield Group(annex_id(place), (Run(_spaced(name), f"#{place}"),), lines)

    def _table(self, numbers: Sequence[Entry]) -> Iterator[Item]:
        """Where the numbers of a table come from: measures with the same columns behind them share an item."""
        entries: dict[str, list[Entry]] = {}
        for entry in numbers:
            if STORED_KEY.search(entry["key"]):
                entries.setdefault(definitions()[keys_in(entry["key"])[0].indicator].label, []).append(entry)
        labels: dict[Item, list[str]] = {}
        for label, of_one in sorted(entries.items()):
            labels.setdefault(tuple(self._behind(of_one)), []).append(label)
        for behind, measures in labels.items():
            yield (Run(typographic(f"{'; '.join(measures)}: ")), *behind, Run("."))

    def _behind(self, entries: Sequence[Entry]) -> Iterator[Run]:
        """The areas and periods of some numbers, and the columns behind them, file by file."""
        keys = dict.fromkeys(key for entry in entries for key in keys_in(entry["key"]))
        trails = [self.trails.of(key) for key in keys]
        areas = sorted({trail.result.area_name for trail in trails})
        periods = sorted({key.period for key in keys})
        columns = frozenset[_Column]().union(*map(self._columns_of, trails))
        yield Run(f"{areas[0] if len(areas) == 1 else f'{len(areas)} areas'}, {_few(periods)}")
        for file in sorted({column.source_id for column in columns}):
            yield Run("; ")
            yield from file_of(self.sources, file)
            yield Run(f", {_columns_in_words(columns, file)}")

    def _columns_of(self, trail: Trail) -> frozenset[_Column]:
        """The columns that a value rests on."""
        if trail.key not in self._columns:
            own = _columns(trail.own_observations())
            self._columns[trail.key] = own.union(*map(self._columns_of, trail.parts))
        return self._columns[trail.key]

    def cells(self, trail: Trail) -> Iterator[Run]:
        """The cells of a trail: each if they are few, else how many of which columns."""
        for position, (source, observations) in enumerate(sorted(_by_source(trail.observations()).items())):
            if len(observations) <= CELLS_AT_MOST:
                cells = "; ".join(map(cell_in_words, sorted(observation.source_ref for observation in observations)))
            else:
                cells = f"{len(observations)} cells, {_columns_in_words(self._columns_of(trail), source)}"
            if position:
                yield Run("; ")
            yield from file_of(self.sources, source)
            yield Run(f", {cells}")


class _Numbers:
    """The entries of numbers in sentences and charts, by indicator."""

    def __init__(self, annex: Annex, entries: Iterable[Entry], names: Mapping[str, str], leading: Set[str]) -> None:
        self._annex = annex
        self._names = names
        self._leading = leading
        self._entries: dict[str, list[Entry]] = {}
        for entry in entries:
            self._entries.setdefault(entry["key"], []).append(entry)

    def groups(self) -> Iterator[Group]:
        order = {name: position for position, name in enumerate(definitions())}
        values = sorted({key for text in self._entries for key in keys_in(text)})
        groups: dict[str, list[Item]] = {}
        for key in sorted(values, key=lambda key: order[key.indicator]):
            groups.setdefault(_series(key), []).append(tuple(self._value(key)))
        for text, entries in self._entries.items():
            if not STORED_KEY.fullmatch(text):
                keys = keys_in(text)
                title = _series(keys[0]) if keys else "Quoted and counted"
                groups.setdefault(title, []).append(tuple(self._derived(text, entries)))
        for title, items in groups.items():
            yield Group(anchor(title), (Run(typographic(title)),), items)

    def _value(self, key: Key) -> Iterator[Run]:
        trail = self._annex.trails.of(key)
        entries = self._entries.get(str(key), [])
        result = trail.result
        texts = _texts(entries) or ("no value" if result.value is None else number.text(result.value, result.unit))
        numbers = working(trail).numbers
        about = [f"{result.area_name}, {key.period}"]
        about += [numbers] if numbers and numbers != texts else []
        about += [result.note[:1].upper() + result.note[1:]] if result.note else []
        yield Run(texts, name=anchor(str(key)), strong=True)
        yield Run(typographic(f" {'. '.join(about)}. "))
        yield from self._annex.cells(trail)
        yield Run(".")
        yield from self._places(str(key), entries)

    def _derived(self, text: str, entries: Sequence[Entry]) -> Iterator[Run]:
        entry = entries[0]
        about = ", ".join(filter(None, (_DERIVED.get(text.partition("(")[0], ""), entry["area"], entry["period"])))
        if not STORED_KEY.search(text):
            about = ". ".join(part.rstrip(".") for part in (entry["label"], entry["definition"]) if part)
        yield Run(_texts(entries), name=anchor(text), strong=True)
        yield Run(typographic(f" {about}: "))
        yield from self._formula(entry["formula"])
        yield Run(".")
        yield from self._places(text, entries)

    def _formula(self, formula: str) -> Iterator[Run]:
        """A formula with its keys as numbers, each a link to its entry."""
        for part in _KEYS.split(formula):
            if STORED_KEY.fullmatch(part):
                value = self._annex.trails.of(Key.parse(part)).result.value
                yield Run("no value" if value is None else _in_short(value), f"#{anchor(part)}")
            elif part:
                yield Run(_SIGN.sub(lambda sign: _SIGNS[sign[0]], part))

    def _places(self, text: str, entries: Sequence[Entry]) -> Iterator[Run]:
        """Links back to the chapters and charts that print a number."""
        places = {place for entry in entries for place in entry["places"] if not place.startswith("tbl-")}
        for position, place in enumerate(place for place in self._names if place in places):
            yield Run(", " if position else " ")
            exact = back(text, place)
            yield Run(_spaced(self._names[place]), f"#{exact if exact in self._leading else place}")


def in_text(headline: Sequence[Entry]) -> Iterator[Entry]:
    """The numbers of sentences and charts; words in place of a difference of numbers are none."""
    for entry in headline:
        if _NUMBER.search(entry["text"]) and any(place.startswith(("sec-", "fig-")) for place in entry["places"]):
            yield entry


def _charts(shown: Shown, names: Mapping[str, str]) -> Iterator[Group]:
    items = [
        tuple(_chart(place, name, list(in_text(shown.get(place, ())))))
        for place, name in names.items()
        if place.startswith("fig-")
    ]
    if items:
        yield Group(f"{ANNEX}-charts", (Run("Charts"),), items)


def _chart(place: str, name: str, numbers: Sequence[Entry]) -> Iterator[Run]:
    yield Run(_spaced(name), f"#{place}", annex_id(place))
    for position, entry in enumerate(numbers):
        yield Run(", " if position else ": ")
        yield Run(entry["text"], f"#{anchor(entry['key'])}")
    yield Run(f"; drawn from figures/{place.removeprefix('fig-')}.csv")


def _series(key: Key) -> str:
    return with_breakdown(definitions()[key.indicator].label, key.breakdown)


def _by_source(observations: Iterable[Observation]) -> dict[str, set[Observation]]:
    found: dict[str, set[Observation]] = {}
    for observation in observations:
        found.setdefault(observation.source_id, set()).add(observation)
    return found


def _columns(observations: Iterable[Observation]) -> frozenset[_Column]:
    return frozenset(_column(observation.source_id, observation.source_ref) for observation in observations)


@cache  # many numbers come from one cell
def _column(source_id: str, source_ref: str) -> _Column:
    where, _, name = source_ref.rpartition("!")
    letters = name.rstrip("0123456789")
    in_workbook = letters != name and letters.isupper() and letters.isalpha()
    return _Column(source_id, where if in_workbook else "", letters if in_workbook else name)


def _columns_in_words(columns: Set[_Column], source_id: str) -> str:
    """The columns of one source: sheet and letters in a workbook, names in a CSV file."""
    sheets: dict[str, list[str]] = {}
    for column in sorted(columns, key=lambda column: (column.sheet, len(column.name), column.name)):
        if column.source_id == source_id:
            sheets.setdefault(column.sheet, []).append(column.name)
    return "; ".join(
        (f"sheet {sheet}, " if sheet else "") + f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"
        for sheet, names in sheets.items()
    )


def _texts(entries: Sequence[Entry]) -> str:
    """The texts that a number is printed as, figures before words."""
    texts = {entry["text"] for entry in entries}
    return "; ".join(sorted(texts, key=lambda text: (not _NUMBER.search(text), text)))


def _in_short(value: float) -> str:
    """A value as a formula shows it: whole from a thousand on, else to four decimals."""
    return number.in_full(float(number.half_up(value, 0 if abs(value) >= 1000 else 4)))


def _few(periods: Sequence[str]) -> str:
    return ", ".join(periods) if len(periods) <= 4 else f"{periods[0]} to {periods[-1]}"


def _spaced(name: str) -> str:
    return name.replace(" ", "\N{NO-BREAK SPACE}", 1)


def _breakable(name: str) -> str:
    """The name of a file, which a line may break behind its hyphens."""
    return re.sub(r"([_-])", rf"\1{BREAK}", name)
