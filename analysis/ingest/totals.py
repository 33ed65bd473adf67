"""Published totals held against what their published parts add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from analysis.ingest.extract import Context, Figure
from analysis.ingest.markers import CONFIDENTIAL, LOW, NOT_APPLICABLE, plain
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND, UNITED_KINGDOM, Areas
from analysis.tables.corrections import Corrections, Discrepancy

SUPPRESSED_AT_MOST = 100
"""What one suppressed cell may hide: publishers suppress single figures, and now and then a second cell beside."""

Missing = Literal["declared", "small", "unknown"]


@dataclass(frozen=True)
class AreaTotals:
    """How a publisher's regions and England come out of its authorities.

    ``table`` names the table for declared corrections and ``words`` the figure for a sentence. A total is rounded to
    ``rounding``; an authority is unrounded unless all of them are multiples of 10 and ``rounding`` is. ``missing`` says
    what an authority without a row means: left out of the totals and to be declared (``declared``), a few children
    (``small``), or any number of them (``unknown``). ``day`` gives the day on which an authority had to exist.
    ``suppressed_at_most`` is the most that one suppressed cell may hide.
    """

    table: str
    words: str
    rounding: Callable[[str], int]
    missing: Missing
    day: Callable[[str], date]
    suppressed_at_most: int = SUPPRESSED_AT_MOST

    def check(self, cells: Iterable[Figure], context: Context) -> None:
        """Stop where a total is not made by its parts and no correction declares it, or one no longer holds."""
        groups: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
        for cell in cells:
            groups[cell.period, cell.breakdown][cell.area_code] = cell
        for (period, breakdown), group in groups.items():
            if ENGLAND not in group:
                first = next(iter(group.values()))
                raise Problem(
                    f"{first.where.split(',')[0]} has no figure of {self.words} for England in {period}"
                    f"{_under(breakdown)}, against which the authorities are added up: the file is cut short."
                )
            for total in group.values():
                members = _members(context.areas, total.area_code, self.day(period))
                if members:
                    self._check_total(total, members, group, context.corrections, context.areas)

    def _check_total(
        self, total: Figure, members: list[str], group: Mapping[str, Figure], corrections: Corrections, areas: Areas
    ) -> None:
        if total.marker:
            return
        parts = [group[code] for code in members if code in group]
        values = [Decimal(part.value) for part in parts if part.value]
        below = Decimal(self.rounding(total.value)) / 2
        if values and all(value % 10 == 0 for value in values) and self.rounding(total.value) > 1:
            below += 5 * len(values)
        elif self.rounding(total.value) == 1:
            below += Decimal(len(values)) / 2
        above: Decimal | None = below
        for part in parts:
            if part.marker in (CONFIDENTIAL, LOW):
                above = None if above is None else above + self.suppressed_at_most
            elif part.marker and part.marker != NOT_APPLICABLE:
                above = None
        for code in members:
            if code not in group:
                above = self._with_missing(code, total, above, corrections, areas)
            elif corrections.absence(self.table, total.period, code, total.breakdown):
                raise Problem(
                    f"{group[code].where} has {areas.name(code)} in {total.period}{_under(total.breakdown)}, which "
                    "corrections.toml declares left out: the publisher has added it, so take that entry out."
                )
        difference = Decimal(total.value) - sum(values, Decimal(0))
        entry = corrections.discrepancy(self.table, total.period, "areas", total.area_code, total.breakdown)
        if entry:
            check_declared(entry, difference, below, total.where)
        elif difference < -below or (above is not None and difference > above):
            raise Problem(
                f"{total.where}: {self.words}{_under(total.breakdown)} of {areas.name(total.area_code)} in "
                f"{total.period} is {total.value}, but its authorities add up to {plain(sum(values, Decimal(0)))}: "
                "download the file again or, if the publisher has it so, declare it in corrections.toml."
            )

    def _with_missing(
        self, code: str, total: Figure, above: Decimal | None, corrections: Corrections, areas: Areas
    ) -> Decimal | None:
        if corrections.absence(self.table, total.period, code, total.breakdown):
            return above
        if self.missing == "declared":
            raise Problem(
                f"{total.where.split(',')[0]} has no figure of {self.words}{_under(total.breakdown)} for "
                f"{areas.name(code)} in {total.period}: the file is cut short or, if the publisher leaves it out, "
                "it is to be declared in corrections.toml."
            )
        if self.missing == "unknown" or above is None:
            return None
        return above + self.suppressed_at_most


def mid_year_day(year: str) -> date:
    """The day that a population of the middle of a year is of."""
    return date(int(year), 6, 30)


def check_complete(
    cells: Sequence[Figure],
    context: Context,
    day: Callable[[str], date],
    levels: Collection[str] = ("country", "region", "authority"),
    without: Collection[str] = (),
) -> None:
    """Stop where a council, a region or England has no row in a year that the file covers: it is cut short.

    ``levels`` says which of them the file is expected to have, and ``without`` which places it leaves out.
    """
    held: dict[str, set[str]] = {}
    for cell in cells:
        held.setdefault(cell.period, set()).add(cell.area_code)
    for period, codes in held.items():
        for place in context.areas.places.values():
            needed = place.level in levels and place.area_code not in (UNITED_KINGDOM, *without)
            if needed and place.exists(day(period)) and place.area_code not in codes:
                raise Problem(
                    f"{cells[0].where.split(',')[0]} has no row for {place.area_name} in {period}, where all regions "
                    "and councils of that year were expected: it is cut short; download it again."
                )


def check_single(figures: Iterable[Figure]) -> None:
    """Stop if a place has two rows for one period, measure and category."""
    seen = set()
    for figure in figures:
        key = (figure.area_code, figure.period, figure.measure, figure.breakdown)
        if key in seen:
            raise Problem(f"{figure.where} repeats {' / '.join(part for part in key if part)}: one row was expected.")
        seen.add(key)


def check_breakdowns(
    table: str, words: str, cells: Iterable[Figure], total: str, parts: tuple[str, ...], context: Context
) -> None:
    """Stop where the categories of a place do not add up to its total, each rounded to whole units.

    Where the total or a category has no value there is nothing to add up, unless a discrepancy is declared.
    """
    groups: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    for cell in cells:
        groups[cell.area_code, cell.period][cell.breakdown] = cell
    for (area_code, period), group in groups.items():
        if total not in group or any(part not in group for part in parts):
            continue
        if any(group[name].marker for name in (total, *parts)):
            continue
        added = sum((Decimal(group[part].value) for part in parts), Decimal(0))
        difference = Decimal(group[total].value) - added
        tolerance = Decimal(len(parts) + 1) / 2
        entry = context.corrections.discrepancy(table, period, "breakdowns", area_code, total)
        if entry:
            check_declared(entry, difference, tolerance, group[total].where)
        elif abs(difference) > tolerance:
            raise Problem(
                f"{group[total].where}: {words} of {context.areas.name(area_code)} in {period} is "
                f"{group[total].value}, but its categories add up to {plain(added)}: download the file again or, if "
                "the publisher has it so, declare it in corrections.toml."
            )


def check_same_release(figures: Iterable[Figure], release: str, context: Context) -> None:
    """Stop if a number of children is not the one that ``looked_after.csv`` has of the same release.

    The department's dashboard withholds a few more, and has nought for a council to which a count does not apply. A
    number that is withheld here is not compared.
    """
    held = {
        (row["area_code"], row["period"], row["measure"]): row["value"] or row["marker"]
        for row in context.held.get("looked_after", ())
        if row["release"] == release
    }
    for figure in figures:
        expected = held.get((figure.area_code, figure.period, figure.measure), figure.value)
        shown = expected in (figure.value, CONFIDENTIAL) or (figure.value, expected) == ("0", NOT_APPLICABLE)
        if figure.value and not shown:
            raise Problem(
                f"{figure.where} has a total of {figure.value} for {context.areas.name(figure.area_code)} in "
                f"{figure.period}, and looked_after.csv holds {expected} of the same release: check which of the two "
                "was changed."
            )


def check_declared(entry: Discrepancy, difference: Decimal, tolerance: Decimal, where: str) -> None:
    """Stop where a declared discrepancy is no longer what the file has."""
    if abs(difference - entry.expect) > tolerance:
        raise Problem(
            f"{where} differs from its parts by {plain(difference)}, where corrections.toml ({entry.correction_id}) "
            f"expects {plain(entry.expect)}: the publisher has changed it, so mend or take out that entry."
        )


def _members(areas: Areas, area_code: str, day: date) -> list[str]:
    """The authorities of a region, subregion or country that existed on a day; none for an authority."""
    if areas.places[area_code].level == "authority":
        return []
    return [
        council.area_code
        for council in areas.councils(day)
        if area_code in (council.region_code, council.subregion_code, ENGLAND)
    ]


def _under(breakdown: str) -> str:
    return f" ({breakdown})" if breakdown else ""
