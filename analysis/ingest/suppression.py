"""Suppressed counts of children that a publisher's own figures give back: others are withheld, so that ours do not.

A publisher that suppresses one cell of a council's table and prints its total has printed the cell. The tables of
``data/`` and all that is made of them do not repeat that: the smallest other cell of the sum is withheld as well.
Neither do they repeat the children who started and ceased to be looked after between a suppressed number and another,
nor the cost of a week that spending was divided by a suppressed number for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from analysis.ingest.markers import CONFIDENTIAL, LOW
from analysis.tables.areas import Areas
from analysis.tables.periods import ending_year

CHILDREN: Final = "looked_after_children"
FLOWS: Final = ("starting_", "ceasing_")
"""How the measures begin, counts and rates, of children who start and cease to be looked after."""
COST, ALL = "unit_cost_gbp_per_week", "looked_after_all"
"""The measure and breakdown of spending on looked-after children over their number at 31 March, for a week."""
NUMBERS: Final = "looked_after"
TABLES: Final = (NUMBERS, "unit_costs")
"""The tables that have figures which would give a suppressed number back."""

Row = tuple[str, ...]
"""An observation, its fields in the order of the tables."""
Figure = tuple[str, str, str]
"""A place, a period and a measure."""

TOTAL: Final = "total"
WHOLE_GROUPS: Final = (
    *("placement", "provider", "locality", "distance", "distance_and_locality", "asylum", "need", "legal_status"),
    *("age", "reason"),
)
"""Groups of characteristics that every child is in once; a group of one cell makes no sum."""
SIDES: Final = ("inside", "outside")
DISTANCES: Final = ("up_to_20_miles", "over_20_miles", "not_known")


@dataclass(frozen=True)
class Sum:
    """A cell that is the sum of others; two that are the same are a sum of one part."""

    total: str
    parts: tuple[str, ...]


ACROSS_GROUPS: Final = (
    Sum("provider/parents", ("placement/with_parents",)),
    Sum("placing_council/own", ("locality/inside",)),
    Sum("placing_council/total", ("placing_council/own", "placing_council/other_councils")),
    *(Sum(f"locality/{side}", tuple(f"distance_and_locality/{side}_{miles}" for miles in DISTANCES)) for side in SIDES),
    *(
        Sum(f"distance/{miles}", tuple(f"distance_and_locality/{side}_{miles}" for side in SIDES))
        for miles in DISTANCES
    ),
)


def withheld_as_well(cells: Mapping[str, int | None], sums: Iterable[Sum]) -> set[str]:
    """The published cells to withhold, so that no sum has a single cell that is not shown; None marks those hidden.

    The smallest part above nought is withheld, and all children of a place never.

    >>> fostered = Sum("total", ("foster_care", "homes", "adoption"))
    >>> sorted(withheld_as_well({"total": 90, "foster_care": 80, "homes": 7, "adoption": None}, [fostered]))
    ['homes']
    >>> withheld_as_well({"total": 90, "foster_care": 80, "homes": None, "adoption": None}, [fostered])
    set()
    """
    known = dict(cells)
    held = [Sum(of.total, of.parts) for of in sums if {of.total, *of.parts} <= known.keys()]
    found: set[str] = set()
    while (bare := next((of for of in held if _hidden(of, known) == 1), None)) is not None:
        candidates = {name: value for name in bare.parts if (value := known[name]) is not None}
        if not candidates and bare.total != TOTAL:
            candidates = {bare.total: known[bare.total] or 0}
        if not candidates:
            held.remove(bare)
            continue
        chosen = min(candidates, key=lambda name: (candidates[name] == 0, candidates[name], name))
        known[chosen] = None
        found.add(chosen)
    return found


def _hidden(of: Sum, known: Mapping[str, int | None]) -> int:
    return sum(known[name] is None for name in (of.total, *of.parts))


def suppressed_numbers(rows: Iterable[Row]) -> set[tuple[str, int]]:
    """The places and years whose number of looked-after children is suppressed in the newest release that has it."""
    newest_last = sorted((row for row in rows if row[2] == CHILDREN), key=itemgetter(4))
    markers = {(row[0], int(row[1])): row[7] for row in newest_last}
    return {place for place, marker in markers.items() if marker in (CONFIDENTIAL, LOW)}


def without_what_gives_back(rows: Iterable[Row], suppressed: Collection[tuple[str, int]]) -> list[Row]:
    """Observations of ``TABLES``, with what would give a suppressed number of looked-after children back withheld.

    The number of a year is near that of the year before, more those who started, less those who ceased. So these are
    withheld, and their rates, of the year that ends with a suppressed number and of the year that begins with one. It
    is also the spending on all of them over the cost of a week of one, so that cost is withheld.

    >>> def row(period, measure, breakdown=""):
    ...     return ("E09000001", period, measure, breakdown, "2025-12", "final", "15", "", "source", "ref")
    >>> rows = [row(year, "starting_children") for year in ("2024", "2025", "2026", "2027")]
    >>> rows += [row("2024-25", COST, service) for service in ("fostering", "looked_after_all")]
    >>> found = without_what_gives_back(rows, {("E09000001", 2025)})
    >>> [(found[1], found[6] or found[7]) for found in found]
    [('2024', '15'), ('2025', 'c'), ('2026', 'c'), ('2027', '15'), ('2024-25', '15'), ('2024-25', 'c')]
    """
    flows = {*suppressed, *((area, year + 1) for area, year in suppressed)}

    def gives_back(row: Row) -> bool:
        place = (row[0], ending_year(row[1]))
        return (row[2].startswith(FLOWS) and place in flows) or (row[2:4] == (COST, ALL) and place in suppressed)

    return [_withheld(row) if row[6] and gives_back(row) else row for row in rows]


def _withheld(row: Row) -> Row:
    return (*row[:6], "", CONFIDENTIAL, *row[8:])


def protected(rows: Iterable[Row], totals: Mapping[Figure, str], areas: Areas) -> list[Row]:
    """Observations of councils by characteristic, with what is withheld as well marked as confidential.

    ``totals`` has all children of a place, or the marker of a number that is not shown. Regions and England are
    rounded: a sum with them gives no cell back.
    """
    given = list(rows)
    of_figure: dict[Figure, dict[str, int | None]] = defaultdict(dict)
    for row in given:
        area, period, measure, breakdown = row[:4]
        if areas.places[area].level == "authority":
            of_figure[area, period, measure][breakdown] = None if row[7] in (CONFIDENTIAL, LOW) else int(row[6] or 0)
    found: set[tuple[str, ...]] = set()
    for figure, cells in of_figure.items():
        sums = list(ACROSS_GROUPS)
        total = totals.get(figure, "")
        if total.isdigit() or total in (CONFIDENTIAL, LOW):
            sums += [Sum(TOTAL, parts) for parts in _groups(cells)]
            cells[TOTAL] = int(total) if total.isdigit() else None
        found |= {(*figure, name) for name in withheld_as_well(cells, sums)}
    return [_withheld(row) if row[:4] in found else row for row in given]


def _groups(cells: Collection[str]) -> list[tuple[str, ...]]:
    groups = [tuple(name for name in cells if name.startswith(f"{group}/")) for group in WHOLE_GROUPS]
    return [parts for parts in groups if len(parts) > 1]
