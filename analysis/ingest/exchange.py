"""Two folders that take each other's place in one step, so that neither is missing at any moment."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

HERE = -100
"""AT_FDCWD: paths are read from the working folder."""
EXCHANGE = 2
"""RENAME_EXCHANGE: both have to be there, and each gets the other's name."""


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders of one file system; False where the system cannot, and nothing is changed.

    Linux can. Python has no name for it, so the C library is called.
    """
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):  # another system, or one too old
        return False
    done: int = rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE)
    return done == 0
