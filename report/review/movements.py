"""What moved between two builds of the report, and which of data, method and code moved it.

The cause of a movement is found by rebuilding: first the new data with the old method and code, then the new method,
then the new code. The differences of a number over these steps add up to its whole difference. What two parts do only
together counts under the later one. If a mixture cannot be built, for example because a new definition needs new code,
its parts are one step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from typing import Any, Final, NamedTuple

from report.records.inputs import Step

KINDS: Final = ("moved", "changed in print only", "appeared", "vanished")
"""What can become of a number from one build to another."""

_ROW_KEY: Final = 5
"""The columns that are the key of an observation, the first of each row."""


@dataclass(frozen=True)
class Stated:
    """A number, or the verdict on a claim, as one build states it.

    ``value`` is None if there is none, as for names. ``texts`` are the ways in which the number is printed, or the
    verdict.
    """

    key: str
    label: str
    value: float | None
    unit: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Contribution:
    """What one step did to a number: its difference, or None if there is no number before or after the step."""

    step: Step
    difference: float | None


@dataclass(frozen=True)
class Move:
    """A number or verdict that differs between two builds: ``old`` is None if it appeared, ``new`` if it vanished."""

    key: str
    old: Stated | None
    new: Stated | None
    causes: tuple[Contribution, ...]

    @property
    def label(self) -> str:
        """What the newer of the two builds calls it."""
        stated = self.new or self.old
        return stated.label if stated else ""

    @property
    def kind(self) -> str:
        """One of ``KINDS``."""
        if self.old is None or self.new is None:
            return "appeared" if self.old is None else "vanished"
        same = self.old.value is not None and (self.old.value, self.old.unit) == (self.new.value, self.new.unit)
        return "changed in print only" if same else "moved"

    @property
    def difference(self) -> float | None:
        """New less old, in the unit of both."""
        return _difference(self.old, self.new)

    @property
    def unit(self) -> str:
        """The unit of the difference."""
        stated = self.new or self.old
        return stated.unit if stated else ""


class Revision(NamedTuple):
    """A row of a table whose contents differ under the same key; ``columns`` are the columns that differ."""

    key: str
    columns: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class TableChange:
    """How a table differs: the rows that were revised, and how many were added and removed."""

    path: str
    revised: tuple[Revision, ...]
    added: int
    removed: int


def ways(blocks: Sequence[Step]) -> list[list[Step]]:
    """The ways from the old build to the new one, the one with the most steps first.

    ``blocks`` are the parts that differ, those that can only change together in one block.

    >>> ways([("data",), ("method", "code")])
    [[('data',), ('method', 'code')], [('data', 'method', 'code')]]
    """
    return [
        [tuple(chain.from_iterable(blocks[start:end])) for start, end in pairwise((0, *cuts, len(blocks)))]
        for count in reversed(range(len(blocks)))
        for cuts in combinations(range(1, len(blocks)), count)
    ]


def numbers(headline: Iterable[Mapping[str, Any]]) -> dict[str, Stated]:
    """The numbers of ``headline.json`` by key; a number that is printed in several ways has several entries there."""
    found: dict[str, Stated] = {}
    for entry in headline:
        key = entry["key"]
        before = found[key].texts if key in found else ()
        label = ", ".join(text for text in (entry["label"], entry["area"], entry["period"]) if text)
        texts = tuple(sorted({*before, entry["text"]}, key=lambda text: (len(text), text)))
        found[key] = Stated(key, label, entry["value"], entry["unit"], texts)
    return found


def verdicts(claims: Iterable[Mapping[str, str]]) -> dict[str, Stated]:
    """The verdicts of ``claims.csv`` by claim, with what the data gives."""
    return {
        row["claim_id"]: Stated(
            row["claim_id"],
            row["statement"],
            float(row["recomputed"]) if row["recomputed"] else None,
            row["unit"],
            (row["verdict"],),
        )
        for row in claims
    }


def moves(states: Sequence[Mapping[str, Stated]], steps: Sequence[Step]) -> list[Move]:
    """What differs between the first and the last of several builds, and which steps moved it.

    ``states`` are the builds on the way from old to new, one more than the ``steps`` between them. The result is sorted
    by key; values of indicators come before what is derived from them.
    """
    old, new = states[0], states[-1]
    return [
        Move(key, old.get(key), new.get(key), tuple(_causes(key, states, steps)))
        for key in sorted({*old, *new}, key=lambda key: ("(" in key, key))
        if _moved(old.get(key), new.get(key))
    ]


def table_change(path: str, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> TableChange:
    """How two versions of a table differ. Each is its header and its rows; the first five columns are a row's key.

    >>> header = ["area_code", "period", "measure", "breakdown", "release", "value"]
    >>> table_change("data/t.csv", [header, [*"abcde", "1"]], [header, [*"abcde", "2"], [*"abcdf", "1"]])
    TableChange(path='data/t.csv', revised=(Revision(key='a / b / c / d / e', columns=('value',), old=('1',), \
new=('2',)),), added=1, removed=0)
    """
    before, after = ({tuple(row) for row in version[1:]} for version in (old, new))
    gone, come = ({row[:_ROW_KEY]: row for row in rows} for rows in (before - after, after - before))
    header = new[0] if new else ()
    revised = (_revision(header, gone[key], come[key]) for key in sorted(gone.keys() & come.keys()))
    return TableChange(path, tuple(revised), len(come.keys() - gone.keys()), len(gone.keys() - come.keys()))


def _causes(key: str, states: Sequence[Mapping[str, Stated]], steps: Sequence[Step]) -> Iterable[Contribution]:
    for (before, after), step in zip(pairwise(states), steps, strict=True):
        if _moved(before.get(key), after.get(key)):
            yield Contribution(step, _difference(before.get(key), after.get(key)))


def _moved(before: Stated | None, after: Stated | None) -> bool:
    if before is None or after is None:
        return before is not after
    return (before.value, before.unit, before.texts) != (after.value, after.unit, after.texts)


def _difference(before: Stated | None, after: Stated | None) -> float | None:
    if before is None or after is None or before.value is None or after.value is None or before.unit != after.unit:
        return None
    return round(after.value - before.value, 9)  # what binary fractions leave behind


def _revision(header: Sequence[str], old: tuple[str, ...], new: tuple[str, ...]) -> Revision:
    differing = [number for number, (was, now) in enumerate(zip(old, new, strict=False)) if was != now]
    columns, before, after = (tuple(row[number] for number in differing) for row in (header, old, new))
    return Revision(" / ".join(part for part in new[:_ROW_KEY] if part), columns, before, after)
