"""Every indicator of the report."""

from __future__ import annotations

from functools import cache
from typing import Final

from analysis.formulas.indicator import Definition, declared
from analysis.indicators import (
    asylum,
    budgets,
    certainty,
    choices,
    decomposition,
    demand,
    flags,
    funnel,
    looked_after,
    market,
    need,
    neighbours,
    outlook,
    placements,
    returns,
    revisions,
    spending,
    what_if,
    workforce,
)

SUBJECTS: Final = (
    looked_after,
    asylum,
    demand,
    need,
    spending,
    returns,
    revisions,
    flags,
    decomposition,
    budgets,
    placements,
    market,
    workforce,
    outlook,
    what_if,
    neighbours,
    funnel,
    choices,
    certainty,
)


@cache
def definitions() -> dict[str, Definition]:
    """Every indicator by name, in the order of the subjects and, within one, of declaration."""
    names = [subject.__name__ for subject in SUBJECTS]
    known = {name: definition for name, definition in declared().items() if definition.module in names}
    return dict(sorted(known.items(), key=lambda item: names.index(item[1].module)))


@cache
def counted() -> frozenset[str]:
    """The names of the indicators whose values have intervals, because they are made of counts."""
    return frozenset(name for name, definition in definitions().items() if definition.counted)
