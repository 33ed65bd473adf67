"""Notes of values: why there is none, which councils are left out, and what is unlike other years."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

NAMED_AT_MOST: Final = 6
PROVISIONAL: Final = "provisional, from a first release"


def append(notes: np.ndarray, more: np.ndarray) -> None:
    """Adds to each note, in place, what more there is to say."""
    both = (notes != "") & (more != "")
    notes[both] += "; "
    notes += more


def remarks(notes: np.ndarray, held: np.ndarray) -> np.ndarray:
    """What is remarked of the councils that a sum holds, once for each period and breakdown."""
    found = np.full(notes.shape[1:], "", dtype=object)
    remarked = held & (notes != "")
    for period, breakdown in zip(*np.nonzero(remarked.any(axis=0)), strict=True):
        found[period, breakdown] = "; ".join(sorted(set(notes[remarked[:, period, breakdown], period, breakdown])))
    return found


def reasons(notes: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Why no council has a value: what is noted most often, once for each period and breakdown."""
    found = np.full(notes.shape[1:], "", dtype=object)
    for period, breakdown in zip(*np.nonzero(counted.any(axis=0)), strict=True):
        said = Counter(notes[counted[:, period, breakdown], period, breakdown])
        found[period, breakdown] = min(said, key=lambda note: (-said[note], note))
    return found


def left_out(absent: np.ndarray, names: list[str], words: str) -> np.ndarray:
    """Which councils a sum leaves out: their names if they are few, else how many.

    ``absent`` says which of the councils called ``names`` are absent, by council, period and breakdown.

    >>> left_out(np.array([[[True]], [[False]], [[True]]]), ["Kent", "Essex", "Devon"], "without")
    array([['without Devon, Kent']], dtype=object)
    """
    found = np.full(absent.shape[1:], "", dtype=object)
    counts = absent.sum(axis=0)
    for at in zip(*np.nonzero(counts), strict=True):
        if counts[at] <= NAMED_AT_MOST:
            listed = ", ".join(sorted(names[council] for council in np.flatnonzero(absent[:, *at])))
        else:
            listed = f"{counts[at]} councils"
        found[at] = f"{words} {listed}"
    return found
