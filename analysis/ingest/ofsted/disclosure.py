"""Disclosure control: a children's home is the address of looked-after children, so small counts are never held.

A table has places in rows, and the homes of each in two sectors. The sums of both columns are published. What is shown
is chosen so that no cell below five can be found, or found to be below five, from the cells and sums that are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 5
"""The fewest homes that a shown cell may hold. Nought is not shown either."""

Row = tuple[int, int]
"""The homes of a place in one sector and in the rest."""


@dataclass(frozen=True)
class Shown:
    """What may be shown of a table: the places whose total is, and those whose two sectors are."""

    totals: frozenset[str]
    sectors: frozenset[str]


def shown(rows: Mapping[str, Row]) -> Shown:
    """The places whose homes, and whose homes by sector, may be shown beside the sums of both columns.

    A total is shown if it is five or more, the sectors if both are. Then the smallest cells that are shown are hidden
    as well until these hold, so that no bound which follows from the sums is below five:

    - the places without a shown total are none, or two or more with five homes or more in all;
    - the homes of a sector in the places without shown sectors are five or more, if there are such places.

    The places without a total could otherwise be found as the sum of all less the totals, the cells of a sector as its
    sum less the cells.

    >>> small = shown({"A": (20, 9), "B": (8, 6), "C": (7, 2), "D": (1, 1)})
    >>> sorted(small.totals), sorted(small.sectors)
    (['A', 'B'], ['A'])
    """
    totals = {place for place, row in rows.items() if sum(row) >= FEWEST}
    sectors = {place for place in totals if min(rows[place]) >= FEWEST}
    while totals and not _hide_each_other([sum(rows[place]) for place in rows.keys() - totals]):
        smallest = min(totals, key=lambda place: (sum(rows[place]), place))
        totals.discard(smallest)
        sectors.discard(smallest)
    for column in (0, 1):
        while sectors and not _enough([rows[place][column] for place in rows.keys() - sectors]):
            sectors.discard(min(sectors, key=lambda place: (rows[place][column], place)))
    return Shown(frozenset(totals), frozenset(sectors))


def _enough(hidden: list[int]) -> bool:
    """Whether hidden cells, if there are any, have so many homes in all that each may have five."""
    return not hidden or sum(hidden) >= FEWEST


def _hide_each_other(hidden: list[int]) -> bool:
    return len(hidden) != 1 and _enough(hidden)
