"""The processes that print editions, each warm from the first place to the last.

The first process reads the tables and computes the indicators; the others are forked from it, and none copies them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from report.processes import collect_less_garbage, give_back_memory, pool, start

if TYPE_CHECKING:
    from analysis.tables.areas import Place
    from report.editions.edition import Edition, Press


BATCH: Final = 12
"""The editions that are set in one call of pandoc, at most: it starts in 50 ms and takes as long for each edition."""

_presses: list[Press] = []
"""A worker's own press."""


def printed(
    press: Press, places: Sequence[Place], formats: Sequence[str], jobs: int | None = None
) -> Iterator[tuple[Place, Edition]]:
    """The edition of each place, in the order of places, printed by ``jobs`` processes (default: one a processor).

    This process is one of them: each takes a hundred megabytes of its own, so none only waits for the others.

    Raises :class:`Problem` that names the place whose edition cannot be.
    """
    count = min(jobs or processors(), len(places))
    shares = batches(places, count)
    collect_less_garbage()
    give_back_memory()
    with pool(count - 1, start(), _begin, press) as executor:
        others = {turn: executor.submit(_print, shares[turn], formats) for turn in range(len(shares)) if turn % count}
        for turn, share in enumerate(shares):
            editions = others.pop(turn).result() if turn in others else _set(press, share, formats)
            yield from zip(share, editions, strict=True)


def batches(places: Sequence[Place], workers: int) -> list[Sequence[Place]]:
    """The places in batches, in their order, so that each of some workers has its share.

    >>> [len(batch) for batch in batches(range(5), 2)], [len(batch) for batch in batches(range(30), 2)]
    ([3, 2], [12, 12, 6])
    """
    size = min(BATCH, -(-len(places) // workers))
    return [places[start : start + size] for start in range(0, len(places), size)]


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(press: Press) -> None:
    _presses[:] = [press]
    collect_less_garbage()


def _print(places: Sequence[Place], formats: Sequence[str]) -> list[Edition]:
    return _set(_presses[0], places, formats)


def _set(press: Press, places: Sequence[Place], formats: Sequence[str]) -> list[Edition]:
    editions = press.editions(places, formats)
    give_back_memory()  # Typst takes 20 MB for a batch
    return editions
