"""The processes that work beside the first one: each does one task after the other, and holds what later ones need.

They are started afresh on every system, and nothing is forked: once Typst or a library for numbers has computed on
threads, what a fork leaves behind can stand still. What they import is imported while a processor is idle.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing import active_children, get_context
from typing import Any, Final, Generic, TypeVar

from analysis.problem import Problem

T = TypeVar("T")


@dataclass(frozen=True)
class Held(Generic[T]):
    """What a helper holds, by its number there."""

    number: int


class Helper:
    """A process beside this one, which starts with its first task."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._numbers = count()

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """A task, after those that the helper has; of what it holds, it is given the thing itself."""
        return _submitted(self._pool, _run, function, arguments)

    def hold(self, function: Callable[..., T], *arguments: Any) -> Held[T]:
        """A task whose result stays with the helper; where it fails, so does what is given the result."""
        held = Held[T](next(self._numbers))
        _submitted(self._pool, _hold, held, function, arguments)
        return held


@contextmanager
def helper() -> Iterator[Helper]:
    """A process that works beside this one.

    Raises :class:`Problem` where it was ended from outside.
    """
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield Helper(pool)
    except BaseException as error:
        for process in active_children():
            process.terminate()  # nobody waits any more for what it makes
        pool.shutdown()
        if isinstance(error, BrokenProcessPool):
            raise Problem(
                "A part of the build was ended from outside, as systems do that run out of memory: close what else "
                "is running and build again; the outputs of the last build stay as they are."
            ) from error
        raise
    pool.shutdown(wait=False)  # it has nothing left to do, and ends while the files are written


def _submitted(pool: ProcessPoolExecutor, *task: Any) -> Future[Any]:
    # A task may start the process. Until it can ignore an interrupt, which goes to all processes, it is spared it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(*task)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# In the helper's own process.

_HELD: Final[dict[Held[Any], Future[Any]]] = {}


def _begin() -> None:
    # An interrupt goes to all processes; the first one says what there is to say. What is started here hears it too.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    gc.disable()  # as in the first process: see building.short_lived


def _hold(held: Held[T], function: Callable[..., T], arguments: tuple[Any, ...]) -> None:
    _HELD[held] = Future()
    try:
        _HELD[held].set_result(_run(function, arguments))
    except Exception as error:  # noqa: BLE001 - raised to whoever is given the result
        _HELD[held].set_exception(error)


def _run(function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    return function(*(_HELD[one].result() if isinstance(one, Held) else one for one in arguments))
