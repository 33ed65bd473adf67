"""Processes that work for this one and end with it."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_all_start_methods, get_context, parent_process
from threading import Thread
from typing import Final

ENDING: Final = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
"""The signals that end a command."""


@contextmanager
def pool(
    count: int, start: str, prepare: Callable[..., None] | None = None, *arguments: object
) -> Iterator[ProcessPoolExecutor]:
    """Some processes or none, each prepared by a function; if this one fails or is interrupted, they are terminated.

    ``start`` is how they begin: ``spawn`` or ``fork``.
    """
    context, first = get_context(start), (prepare, arguments)
    # It must be allowed one process, and starts none before its first task.
    with ProcessPoolExecutor(count or 1, mp_context=context, initializer=_begin, initargs=first) as executor:
        try:
            with _interrupts_held():
                for _ in range(count):
                    executor.submit(int)  # a process starts with the first task that finds none idle
            yield executor
        except BaseException:
            for process in active_children():
                process.terminate()  # nobody waits for its results any more
            raise


def start() -> str:
    """How processes begin: as forks, which share what is there, if the system has them.

    Typst computes on threads, which a fork leaves behind: a process that has set pages spawns others.
    """
    from report.engines.typesetting import has_set_pages

    return "fork" if "fork" in get_all_start_methods() and not has_set_pages() else "spawn"


def collect_less_garbage() -> None:
    """Search for garbage seldom, and never in what is there, which processes share as long as none touches it.

    Charts leave their garbage in circles. Searching for it as often as Python does takes a quarter of a chart's time.
    """
    gc.freeze()
    gc.set_threshold(50_000)


def give_back_memory() -> None:
    """Return to the system what is free again, which the C library of Linux holds on to: 40 MB after the indicators."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    # A process inherits what is held. What ends it while it starts would otherwise leave its traceback.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(prepare: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    # An interrupt goes to all processes; the first one says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in ENDING:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)  # what the first process does then is not for this one to do
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    Thread(target=_end_with_the_first, daemon=True).start()
    if prepare:
        prepare(*arguments)


def _end_with_the_first() -> None:
    # If the first process is killed, this one would wait for its next task for ever.
    if first := parent_process():
        first.join()
        os._exit(1)
