"""What an import changed, in sentences: every figure that moved, and where figures are now held from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

from analysis.formulas.key import Key
from analysis.ingest.extract import KEY_COLUMNS, OBSERVATION_COLUMNS
from analysis.ingest.releases import CONTENT, RELEASE, SOURCE, Row, current
from analysis.tables.areas import Areas

Sources = Mapping[str, Mapping[str, Any]]
"""The entries of the data package by the id of the source."""


@dataclass(frozen=True)
class Table:
    """One table of ``data/`` as text: its columns, its key and its rows."""

    name: str
    path: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: list[Row]

    def position(self, column: str) -> int:
        """The number of a column, from zero."""
        return self.columns.index(column)

    @property
    def is_observations(self) -> bool:
        """Whether the table has one observation a row, as most have."""
        return self.columns == OBSERVATION_COLUMNS


def changes(before: Table, after: Table, sources_before: Sources, sources: Sources, areas: Areas) -> list[str]:
    """What moved in a table: how many rows were added, changed and removed, then each figure that changed."""
    key = itemgetter(*map(after.position, after.key))
    old, new = ({key(row): row for row in table.rows} for table in (before, after))
    counts = {
        "added": len(new.keys() - old.keys()),
        "changed": sum(key in old and old[key] != row for key, row in new.items()),
        "removed": len(old.keys() - new.keys()),
    }
    said = [f"{count:,} {'row' if count == 1 else 'rows'} {what}" for what, count in counts.items() if count]
    lines = [f"{after.name}: {', '.join(said)}."] if said else []
    if not after.is_observations:
        return [*lines, *_changed_rows(after, old, new)]
    listed = [] if not said else [*_moved(before.rows, after.rows, sources, areas), *_revised(old, new, sources, areas)]
    return [*lines, *listed, *_held_elsewhere(before.rows, after.rows, sources_before, sources)]


def _moved(before: Sequence[Row], after: Sequence[Row], sources: Sources, areas: Areas) -> Iterator[str]:
    """The figures that hold, where they are others than before."""
    old, new = current(before), current(after)
    for figure in sorted(old.keys() & new.keys()):
        if old[figure][CONTENT] != new[figure][CONTENT]:
            step = _step(old[figure], new[figure])
            yield f"  {named(figure, areas)}: {step}, from {_named(new[figure], sources)}."
    for figure in sorted(old.keys() - new.keys()):
        yield f"  {named(figure, areas)}: {''.join(old[figure][CONTENT])} is no longer held."


def _revised(old: Mapping[Row, Row], new: Mapping[Row, Row], sources: Sources, areas: Areas) -> Iterator[str]:
    """The figures of older releases that are others than before."""
    holding = {row[: len(KEY_COLUMNS)] for row in (*current(old.values()).values(), *current(new.values()).values())}
    for key in sorted(old.keys() & new.keys() - holding):
        if old[key][CONTENT] != new[key][CONTENT]:
            step = _step(old[key], new[key])
            yield f"  {named(key, areas)}, in the release {key[RELEASE]}: {step}, from {_named(new[key], sources)}."


def _held_elsewhere(
    before: Sequence[Row], after: Sequence[Row], sources_before: Sources, sources: Sources
) -> Iterator[str]:
    """How many figures stayed as they were and are now held from another file or release."""
    old, new = current(before), current(after)
    moves: Counter[tuple[str, str]] = Counter()
    for figure in old.keys() & new.keys():
        if old[figure][CONTENT] == new[figure][CONTENT]:
            was, now = _file(old[figure], sources_before), _file(new[figure], sources)
            if was != now:
                moves[was, now] += 1
    for (was, now), count in sorted(moves.items()):
        figures = "1 figure that did not change is" if count == 1 else f"{count:,} figures that did not change are"
        yield f"  {figures} now held from {now}, before from {was}."


def _changed_rows(after: Table, old: Mapping[Row, Row], new: Mapping[Row, Row]) -> Iterator[str]:
    """The rows of a table that has no observations, where they say something else than before."""
    says = [place for place, name in enumerate(after.columns) if name not in (*after.key, "source_id", "source_ref")]
    for key in sorted(old.keys() & new.keys()):
        was, now = (" ".join(rows[key][place] for place in says) for rows in (old, new))
        if was != now:
            yield f"  {' / '.join(key)}: {was} is now {now}."


def named(figure: Sequence[str], areas: Areas) -> str:
    """A figure by its address, the place by its name: ``outturn_gbp[education]:Kent:2023-24``."""
    area_code, period, measure, breakdown = figure[:4]
    return str(Key(measure, breakdown, areas.name(area_code), period))


def _step(old: Row, new: Row) -> str:
    """The old figure, the new one and the difference.

    >>> row = ("", "", "", "", "", "")
    >>> _step((*row, "111", ""), (*row, "1113.5", "")), _step((*row, "", "c"), (*row, "5", ""))
    ('111 is now 1,113.5 (+1,002.5)', 'c is now 5')
    """
    was, now = (f"{Decimal(row[CONTENT][0]):,}" if row[CONTENT][0] else row[CONTENT][1] for row in (old, new))
    if not (old[CONTENT][0] and new[CONTENT][0]):
        return f"{was} is now {now}"
    return f"{was} is now {now} ({Decimal(new[CONTENT][0]) - Decimal(old[CONTENT][0]):+,})"


def _named(row: Row, sources: Sources) -> str:
    entry = sources.get(row[SOURCE], {})
    return str(entry.get("file") or entry.get("title") or row[SOURCE])


def _file(row: Row, sources: Sources) -> str:
    """The file and release of a row; those of one content are the same, whatever they are called."""
    return f"{_named(row, sources)} ({row[RELEASE]})"
