"""The processes that print editions, each warm from the first place to the last.

They are forked once tables and indicators are there, which all of them read and none of them copies.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_all_start_methods, get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.tables.areas import Place
    from report.editions.edition import Press


_presses: list[Press] = []
"""A worker's own press."""


def printed(
    press: Press, places: Sequence[Place], formats: Sequence[str], jobs: int | None = None
) -> Iterator[tuple[Place, Mapping[str, bytes]]]:
    """The edition of each place, in the order of places, printed by ``jobs`` processes (default: one a processor).

    Raises :class:`Problem` that names the place whose edition cannot be.
    """
    count = min(jobs or processors(), len(places))
    start = "spawn"
    if "fork" in get_all_start_methods():
        # Typst computes on threads, which a fork leaves behind: this process must not have set a page before.
        start = "fork"
        gc.freeze()  # what is there is shared as long as no search for garbage touches it
    with ProcessPoolExecutor(count, mp_context=get_context(start), initializer=_begin, initargs=(press,)) as pool:
        try:
            yield from zip(places, pool.map(_print, places, [formats] * len(places)), strict=True)
        except BaseException:
            for process in active_children():
                process.terminate()  # nobody waits any more for what it prints
            raise


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(press: Press) -> None:
    # An interrupt goes to all processes; the first one says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _presses[:] = [press]
    # Charts leave their garbage in circles. Searching for it as it comes takes a quarter of the time of a chart.
    gc.freeze()
    gc.disable()


def _print(place: Place, formats: Sequence[str]) -> Mapping[str, bytes]:
    files = _presses[0].edition(place, formats)
    gc.collect(0)  # what outlives its edition is kept for all that follow
    return files
