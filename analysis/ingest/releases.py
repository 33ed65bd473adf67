"""Which figures of a table hold: those of the newest release, of the publisher's own file, and not of a copy of it."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from analysis.ingest.extract import KEY_COLUMNS, OBSERVATION_COLUMNS
from analysis.problem import Problem

Row = tuple[str, ...]
Figure = tuple[str, ...]
"""What a figure is of: place, period, measure and breakdown."""

PERIOD, MEASURE, RELEASE, STATUS, VALUE = map(
    OBSERVATION_COLUMNS.index, ("period", "measure", "release", "status", "value")
)
SOURCE = OBSERVATION_COLUMNS.index("source_id")
FIGURE = slice(0, RELEASE)
CONTENT = slice(VALUE, VALUE + 2)
"""Value and marker."""

UNDATED = re.compile(r"\d{4}-(final|provisional)")
"""The release of a file that does not say when it was published."""
NOISE = Decimal("1e-13")
"""How far two numbers may be apart, as a share, after a program that keeps fifteen digits has saved one of them."""

ONE_BASE = ("gdp_deflator_index",)
"""Measures whose figures mean something only beside those of the same release, which has them on one base."""


def is_undated(release: str) -> bool:
    """Whether a release is named by its year and status, because its file does not say when it was published.

    >>> is_undated("2022-final"), is_undated("2021-06"), is_undated("2023-mid-year")
    (True, False, False)
    """
    return UNDATED.fullmatch(release) is not None


def with_status(rows: Sequence[Row]) -> list[Row]:
    """The rows, ``superseded`` if a final figure of a newer release is there for the same thing.

    A release without a date is older than any with one. Figures that need one base are superseded release by release,
    so that those of two never make one series.
    """
    newest: dict[Row, tuple[bool, str]] = {}
    dated = {_thing(row) for row in rows if not is_undated(row[RELEASE])}
    for row in rows:
        if row[STATUS] != "provisional":
            newest[_thing(row)] = max(newest.get(_thing(row), (False, "")), _age(row[RELEASE]))
    return [_with_status(row, newest.get(_thing(row), (False, "")), _thing(row) in dated) for row in rows]


def _with_status(row: Row, newest: tuple[bool, str], dated: bool) -> Row:  # noqa: FBT001 - a fact, and no option
    status = row[STATUS]
    if _age(row[RELEASE]) < newest or (dated and is_undated(row[RELEASE])):
        status = "superseded"
    elif status == "superseded":
        status = "final"
    return (*row[:STATUS], status, *row[STATUS + 1 :])


def _thing(row: Row) -> Row:
    return (row[0], row[MEASURE]) if row[MEASURE] in ONE_BASE else row[FIGURE]


def _age(release: str) -> tuple[bool, str]:
    return (not is_undated(release), release)


def current(rows: Iterable[Row]) -> dict[Figure, Row]:
    """The row that holds for each figure: the newest final one, else the newest provisional one."""
    held: dict[Figure, Row] = {}
    for row in rows:
        if row[STATUS] != "superseded":
            known = held.setdefault(row[FIGURE], row)
            if (row[STATUS] == "final", row[RELEASE]) > (known[STATUS] == "final", known[RELEASE]):
                held[row[FIGURE]] = row
    return held


def without_echoes(rows: Sequence[Row]) -> list[Row]:
    """One row a key, if two files of one release give the same figure: the one that is not rounded to thousands.

    Raises ``Problem`` if they give different ones.
    """
    key = len(KEY_COLUMNS)
    single: dict[Row, Row] = {}
    for row in sorted(rows, key=lambda row: row[SOURCE]):
        first = single.setdefault(row[:key], row)
        if first[CONTENT] == row[CONTENT]:
            continue
        if is_rounded(first[VALUE], row[VALUE]):
            single[row[:key]] = row
        elif not is_rounded(row[VALUE], first[VALUE]):
            raise Problem(
                f"{' / '.join(part for part in row[:key] if part)} is {''.join(first[CONTENT])} in {first[SOURCE]} and "
                f"{''.join(row[CONTENT])} in {row[SOURCE]}: one release cannot say both; leave out the file that is "
                "wrong."
            )
    return list(single.values())


def is_rounded(rounded: str, exact: str) -> bool:
    """Whether one amount is another to the nearest thousand, the unit of the revenue account files.

    >>> is_rounded("23498348000", "23498347959.7"), is_rounded("480", "482"), is_rounded("", "482")
    (True, False, False)
    """
    if not rounded or not exact:
        return False
    return Decimal(rounded) % 1000 == 0 and abs(Decimal(rounded) - Decimal(exact)) <= 500


Contents = Mapping[Row, Row]
"""Value and marker by what they are of."""


def differing(copy: Contents, held: Contents, most: int) -> list[Row]:
    """What a file says otherwise than another of the same release, beyond the rounding of its own figures.

    ``most`` is what figures may be rounded to, such as 1000 for an amount published in £ thousand.

    >>> held = {("a",): ("1234500.5", ""), ("b",): ("77000", "")}
    >>> differing({("a",): ("1235000", ""), ("b",): ("77000", "")}, held, 1000)
    []
    >>> differing({("a",): ("1235000", ""), ("b",): ("78000", "")}, held, 1000)
    [('b',)]
    """
    allowed = _last_digit(copy.values(), most) / 2
    return sorted(
        key
        for key in copy.keys() | held.keys()
        if key not in copy or key not in held or not _is_near(copy[key], held[key], allowed)
    )


def is_coarser(copy: Contents, held: Contents, most: int) -> bool:
    """Whether the figures of one file have fewer digits than those of another."""
    return _last_digit(copy.values(), most) > _last_digit(held.values(), most)


def _is_near(one: Row, other: Row, allowed: Decimal) -> bool:
    if one == other or not (one[0] and other[0]):
        return one == other
    apart = abs(Decimal(one[0]) - Decimal(other[0]))
    return apart <= max(allowed, NOISE * abs(Decimal(other[0])))


def _last_digit(contents: Collection[Row], most: int) -> Decimal:
    """The largest power of ten, up to ``most``, of which nine in ten values are multiples."""
    largest = int(math.log10(most))
    places = sorted(
        min(largest, place) if isinstance(place := value.normalize().as_tuple().exponent, int) else largest
        for value in (Decimal(content[0] or 0) for content in contents)
        if value
    )
    return Decimal(10) ** (places[len(places) // 10] if places else largest)


def check_bases(rows: Sequence[Row], brought: Collection[str], file_of: Mapping[str, str]) -> None:
    """Stop if an older release on another base is brought in for years that the newest does not have.

    ``brought`` are the ids of the sources that come in, ``file_of`` the names of their files. They could not be joined
    with the newest, and no later year could be set against them.
    """
    for measure in ONE_BASE:
        by_release: dict[str, dict[str, Row]] = {}
        for row in rows:
            if row[MEASURE] == measure:
                by_release.setdefault(row[RELEASE], {})[row[PERIOD]] = row
        if not by_release:
            continue
        newest = by_release[max(by_release)]
        for release, series in by_release.items():
            source = next(iter(series.values()))[SOURCE]
            alone = sorted(series.keys() - newest.keys())
            if source in brought and alone and _base(series) != _base(newest):
                raise Problem(
                    f"{file_of[source]} has its index on {_base(series)} = 100, and the newer issue that is held "
                    f"({max(by_release)}) on {_base(newest)} = 100 and without {', '.join(alone)}: two bases are never "
                    f"one series. Import the newest issue that has these years; {release} is not needed then."
                )


def _base(series: Mapping[str, Row]) -> str:
    return next((period for period, row in sorted(series.items()) if row[VALUE] == "100"), "an unknown year")
