"""Suppressed counts of children that a publisher's own figures give back: others are withheld, so that ours do not.

A publisher that suppresses one cell of a council's table and prints its total has printed the cell. The tables of
``data/`` and all that is made of them do not repeat that: the smallest other cell of the sum is withheld as well.
Neither do they repeat the children who started and ceased to be looked after between a suppressed number and another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from analysis.ingest.markers import CONFIDENTIAL, LOW
from analysis.tables.areas import Areas

CHILDREN: Final = "looked_after_children"
FLOWS: Final = ("starting_", "ceasing_")
"""How the measures begin, counts and rates, of children who start and cease to be looked after."""

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


def without_flows(rows: Iterable[Row], held: Iterable[Mapping[str, str]] = ()) -> list[Row]:
    """Children looked after, starting and ceasing, with the flows to and from a suppressed number withheld.

    The number of a year is near that of the year before, more those who started, less those who ceased. So these are
    withheld, and their rates, of the year that ends with a suppressed number and of the year that begins with one.
    ``held`` are rows of ``looked_after.csv``, for numbers of years before the first of ``rows``.

    >>> def row(year, measure, value, marker=""):
    ...     return ("E09000001", year, measure, "", "2025-11", "final", value, marker, "source", "ref")
    >>> rows = [row("2025", "looked_after_children", "", "c"), row("2026", "looked_after_children", "12")]
    >>> flows = [row(year, "starting_children", "15") for year in ("2024", "2025", "2026", "2027")]
    >>> [(found[1], found[6] or found[7]) for found in without_flows(rows + flows)[2:]]
    [('2024', '15'), ('2025', 'c'), ('2026', 'c'), ('2027', '15')]
    """
    given = list(rows)
    numbers = [(row[:2], row[7]) for row in given if row[2] == CHILDREN]
    replaced = {place for place, _ in numbers}
    numbers += [
        (place, row["marker"])
        for row in held
        if row["measure"] == CHILDREN and row["status"] != "superseded"
        if (place := (row["area_code"], row["period"])) not in replaced
    ]
    suppressed = {(area, int(year)) for (area, year), marker in numbers if marker in (CONFIDENTIAL, LOW)}
    years = suppressed | {(area, year + 1) for area, year in suppressed}
    return [
        _withheld(row) if row[6] and row[2].startswith(FLOWS) and (row[0], int(row[1])) in years else row
        for row in given
    ]


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
