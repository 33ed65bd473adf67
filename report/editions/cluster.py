"""Printing editions on machines that a dask scheduler knows, for who has outgrown one.

The workers need the project installed as it is here; tables and indicators are sent to each of them once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from analysis.problem import Problem
from report.editions.edition import Press
from report.editions.workers import Printed

if TYPE_CHECKING:
    from analysis.areas import Place

CONNECTING = 5
"""Seconds to wait for a scheduler to answer."""

_one_at_a_time = Lock()


def printed(
    press: Press, places: Sequence[Place], formats: Sequence[str], scheduler: str
) -> Iterator[tuple[Place, Printed]]:
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
        # A fresh one: what this process has read for itself, such as templates, does not travel.
        sent = client.scatter(Press(press.known, press.style_sheet), broadcast=True, hash=False)  # type: ignore[no-untyped-call]  # as above
        futures = client.map(_print, [sent] * len(places), places, [list(formats)] * len(places), pure=False)
        for place, future in zip(places, futures, strict=True):
            yield place, future.result()


def _print(press: Press, place: Place, formats: Sequence[str]) -> Printed:
    with _one_at_a_time:  # a worker may have threads, and an edition is written alone
        return Printed(press.edition(place, formats), press.read())
