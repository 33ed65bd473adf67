"""What numbers rest on: official files at hand, tables compiled from releases without a file, or both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from analysis.formulas.key import keys_in
from analysis.formulas.provenance import Trails
from figures import number
from report.manuscript.printed import Number
from report.manuscript.prose import Prose

Kind = Literal["official", "compiled", "both", "neither"]
LABELS: Final[Mapping[Kind, str]] = {
    "official": "Printed numbers that rest on official files alone",
    "compiled": "Printed numbers that rest on compiled tables alone",
    "both": "Printed numbers that rest on official files and compiled tables",
    "neither": "Printed numbers without a source of their own",
}
COMPILED: Final[Mapping[Kind, str]] = {
    "compiled": "† Its numbers rest on compiled tables.",
    "both": "† Some of its numbers rest on compiled tables.",
}
"""What the caption of a chart or table says of its numbers."""


def kind_of(sources: Iterable[str], held: Mapping[str, Mapping[str, Any]]) -> Kind:
    """What a number with some sources rests on; ``held`` has the entries of the data package by id.

    >>> held = {"outturn": {"kind": "official file"}, "deflators": {"kind": "compiled"}}
    >>> kind_of(["outturn"], held), kind_of(["deflators", "outturn"], held), kind_of([], held)
    ('official', 'both', 'neither')
    """
    kinds = {held[source]["kind"] for source in sources}
    if not kinds:
        return "neither"
    return "both" if len(kinds) > 1 else "compiled" if kinds == {"compiled"} else "official"


def kind_of_numbers(keys: Iterable[str], trails: Trails, held: Mapping[str, Mapping[str, Any]]) -> Kind:
    """What the values within the keys of some numbers rest on, together."""
    behind = {value for key in keys for value in keys_in(key)}
    return kind_of({source for value in behind for source in trails.sources(value)}, held)


def counting_provenance(prose: Prose, held: Mapping[str, Mapping[str, Any]]) -> Prose:
    """The prose, whose templates can now say how many of the numbers printed so far rest on what."""

    def printed_numbers() -> dict[str, Number]:
        """The numbers printed so far, ``all`` and by what they rest on; each as often as it is printed differently."""
        kinds = [kind_of(entry["sources"], held) for entry in prose.headline() if re.search(r"\d", entry["text"])]
        counts = {"all": len(kinds)} | {kind: kinds.count(kind) for kind in LABELS}
        return {name: _count(name, count) for name, count in counts.items()}

    def _count(name: str, count: int) -> Number:
        return Number(
            key=f"printed_numbers({name})",
            label=dict(LABELS).get(name, "Printed numbers"),  # type: ignore[call-overload]  # "all" is no kind
            value=float(count),
            unit="count",
            text=number.text(count, "count"),
            formula="counted in the numbers printed before it, by their sources",
            record=prose.record,
        )

    prose.know(printed_numbers)
    return prose
