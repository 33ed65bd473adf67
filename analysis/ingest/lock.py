"""One at a time: a folder that one process has for itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.problem import Problem


@contextmanager
def alone(folder: Path, otherwise: str) -> Iterator[None]:
    """Keep a folder for oneself; it is free again when the process ends, however it ends.

    Raises ``Problem`` where it cannot be opened and, in the words of ``otherwise``, where another process has it.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise Problem(f"The folder {folder.name} cannot be opened ({error.strerror}): check that it may be.") from error
    try:
        _lock(handle, otherwise)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, otherwise: str) -> None:
    try:
        import fcntl
    except ImportError:  # Windows, where folders cannot be locked
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Problem(otherwise) from error
