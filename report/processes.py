"""Processes that work for this one and end with it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context


@contextmanager
def pool(
    count: int, start: str, prepare: Callable[..., None] | None = None, *arguments: object
) -> Iterator[ProcessPoolExecutor]:
    """Some processes, each prepared by a function; if this one fails or is interrupted, they are terminated.

    ``start`` is how they begin: ``spawn`` or ``fork``.
    """
    context, first = get_context(start), (prepare, arguments)
    with ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=first) as executor:
        try:
            yield executor
        except BaseException:
            for process in active_children():
                process.terminate()  # nobody waits for its results any more
            raise


def _begin(prepare: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    # An interrupt goes to all processes; the first one says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if prepare:
        prepare(*arguments)
