"""What moved between two builds of the report, and why: the data, the method or the code.

*Data* is what stands in ``data/``. *Method* is what analysts decide: how indicators, places and periods are defined, by
which rules claims are judged, and which numbers chapters, charts and tables show. *Code* is what carries that out: it
reads the tables, evaluates the formulas, rounds and prints. Each file that a number can depend on belongs to one of the
three (``part_of``); the ingestion belongs to none, since what it does stands in ``data/``.

The cause of a move is found by rebuilding: first the new data under the old method and code, then the new method, then
the new code. A number's differences over these steps add up to its whole difference, and what two parts do only
together counts under the later one. Where a mixture cannot be built, as when a new definition needs new code, its parts
are one step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Final, Literal, NamedTuple

Part = Literal["data", "method", "code"]
Step = tuple[Part, ...]
"""What changes at once on the way from the old build to the new one; empty where it is not known."""

Inputs = Mapping[str, Mapping[str, str]]
"""What a build was made from: by part, the SHA-256 of each file by its path in the project."""

KINDS: Final = ("moved", "changed in print only", "appeared", "vanished")
"""What can become of a number from one build to another."""

PARTS: Final[tuple[Part, ...]] = ("data", "method", "code")
METHOD: Final = ("analysis/indicators/", "analysis/claims/rules.py", "report/chapters/")
"""How indicators are defined, by which rules claims are judged, and which numbers chapters show."""

CODE: Final = ("analysis/", "figures/", "report/manuscript/", "report/formats/")
"""What carries that out and prints it, but for the ingestion."""

_ROW_KEY: Final = 5


@dataclass(frozen=True)
class Stated:
    """A number, or the verdict on a claim, as one build states it.

    ``value`` is None where there is none, as for names; ``texts`` are the ways in which the number is printed, or the
    verdict.
    """

    key: str
    label: str
    value: float | None
    unit: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Contribution:
    """What one step did to a number: its difference, None where there is no number before or after it."""

    step: Step
    difference: float | None


@dataclass(frozen=True)
class Move:
    """A number or verdict that differs between two builds: ``old`` is None where it appeared, ``new`` where it went."""

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
    """A row of a table that has other contents under the same key; ``columns`` are those that differ."""

    key: str
    columns: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class TableChange:
    """How a table differs: the rows revised, and how many were added and taken out."""

    path: str
    revised: tuple[Revision, ...]
    added: int
    removed: int


def part_of(path: str) -> Part | None:
    """What a file of the project is to its numbers; None where none can depend on it.

    >>> part_of("data/outturn.csv"), part_of("analysis/indicators/budgets.py"), part_of("report/chapters/03-a.ipynb")
    ('data', 'method', 'method')
    >>> part_of("analysis/formulas/formula.py"), part_of("figures/budgets.py"), part_of("report/manuscript/prose.py")
    ('code', 'code', 'code')
    >>> part_of("analysis/ingest/mhclg.py"), part_of("report/templates/report.css"), part_of("README.md")
    (None, None, None)
    """
    folder, _, name = path.rpartition("/")
    if folder == "data" and name.endswith((".csv", ".json", ".toml")):
        return "data"
    if path.startswith("analysis/ingest/") or folder == "report/chapters/editions":
        return None
    if path.startswith(METHOD) and name.endswith((".py", ".ipynb", ".jinja", ".yml")):
        return "method"
    # Libraries compute as well: their versions are part of the code.
    if ((path.startswith(CODE) or folder == "report") and name.endswith(".py")) or path == "requirements.lock":
        return "code"
    return None


def inputs(files: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """What a build is made from, by part and path: the files' fingerprints."""
    found: dict[str, dict[str, str]] = {part: {} for part in PARTS}
    for path in sorted(files):
        part = part_of(path)
        if part is not None:
            found[part][path] = hashlib.sha256(files[path]).hexdigest()
    return found


def mixture(old: Mapping[str, bytes], new: Mapping[str, bytes], renewed: Iterable[Part]) -> dict[str, bytes]:
    """The files of a project, some parts as they are in the new one: what no number depends on goes with the code."""
    taken = set(renewed)
    return {
        path: content
        for files, are_new in ((old, False), (new, True))
        for path, content in files.items()
        if ((part_of(path) or "code") in taken) == are_new
    }


def differing(old: Inputs, new: Inputs) -> dict[Part, list[str]]:
    """The files that differ between two builds' inputs, by part; a part without any is left out."""
    found = {
        part: sorted(path for path in {*old[part], *new[part]} if old[part].get(path) != new[part].get(path))
        for part in PARTS
    }
    return {part: paths for part, paths in found.items() if paths}


def ways(parts: Sequence[Part]) -> list[list[Step]]:
    """The ways from the old build to the new one, in order of preference: first those of the most steps.

    >>> ways(["data", "code"])
    [[('data',), ('code',)], [('data', 'code')]]
    """
    return [
        [tuple(parts[start:end]) for start, end in pairwise((0, *cuts, len(parts)))]
        for count in reversed(range(len(parts)))
        for cuts in combinations(range(1, len(parts)), count)
    ]


def numbers(headline: Iterable[Mapping[str, Any]]) -> dict[str, Stated]:
    """The numbers of ``headline.json`` by key; one that is printed in several ways has several entries there."""
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
    """What differs between the first and the last of some builds, and which of the steps moved it.

    ``states`` are the builds on the way from old to new, one more than there are ``steps`` between them. Values of
    indicators come before what is derived from them, sorted by key.
    """
    old, new = states[0], states[-1]
    return [
        Move(key, old.get(key), new.get(key), tuple(_causes(key, states, steps)))
        for key in sorted({*old, *new}, key=lambda key: ("(" in key, key))
        if _moved(old.get(key), new.get(key))
    ]


def table_change(path: str, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> TableChange:
    """How two versions of a table differ, each its rows below its header; the first five columns are a row's key.

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
