"""Printing editions on machines that a dask scheduler knows, for who has outgrown one.

The workers need the project installed as it is here; tables and indicators are sent to each of them once, as bytes.
Workers hand on to each other what they were sent: a press would go on as the first had used it, in mid-edition.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from analysis.problem import Problem
from report.editions.edition import Edition, Press
from report.editions.workers import batches

if TYPE_CHECKING:
    from analysis.tables.areas import Place

CONNECTING = 5
"""Seconds to wait for a scheduler to answer."""

_one_at_a_time = Lock()


def printed(
    press: Press, places: Sequence[Place], formats: Sequence[str], scheduler: str
) -> Iterator[tuple[Place, Edition]]:
    """The edition of each place, in the order of places, printed by the workers of a scheduler at an address.

    Raises :class:`Problem` where dask is not installed, the scheduler does not answer, or an edition cannot be.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise Problem(
            "The package 'distributed' is not installed: install it (pip install distributed) to hand editions to a "
            "dask scheduler, or leave out --backend dask."
        ) from error
    try:
        client = Client(scheduler, timeout=CONNECTING, set_as_default=False)  # type: ignore[no-untyped-call]  # half typed
    except (OSError, ValueError) as error:
        raise Problem(
            f"No dask scheduler answers at '{scheduler}': expected an address such as tcp://127.0.0.1:8786, and a "
            f"scheduler that runs there."
        ) from error
    with client:
        sent = client.scatter(packed(press), broadcast=True, hash=False)  # type: ignore[no-untyped-call]  # as above
        shares = batches(places, max(1, len(client.nthreads())))  # type: ignore[no-untyped-call]  # as above
        futures = client.map(printed_batch, [sent] * len(shares), shares, [list(formats)] * len(shares), pure=False)
        for batch, future in zip(shares, futures, strict=True):
            yield from zip(batch, future.result(), strict=True)


def packed(press: Press) -> bytes:
    """A press to be sent: what this process has found for itself, such as templates and trails, is not sent."""
    return pickle.dumps(Press(replace(press.known), press.style_sheet))


def printed_batch(sent: bytes, places: Sequence[Place], formats: Sequence[str]) -> list[Edition]:
    """The editions of some places, printed by a worker that was sent a press."""
    with _one_at_a_time:  # a worker may have threads, and an edition is written alone
        return _unpacked(sent).editions(places, formats)


@lru_cache(maxsize=1)
def _unpacked(sent: bytes) -> Press:
    """The worker's own press, warm from one place to the next."""
    press: Press = pickle.loads(sent)  # noqa: S301 - what the first process packed
    return press
