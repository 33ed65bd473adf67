"""The table of indicators: its columns, and what it says of one value."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import pandas as pd

INDICATOR_COLUMNS: Final = (
    "indicator",
    "breakdown",
    "area_code",
    "area_name",
    "period",
    "value",
    "unit",
    "numerator",
    "denominator",
    "areas_covered",
    "areas_expected",
    "note",
)
KEY_COLUMNS: Final = ("indicator", "breakdown", "area_code", "period")
NUMBERS: Final = ("value", "numerator", "denominator")
COUNTS: Final = ("areas_covered", "areas_expected")
DECIMALS: Final = 9
"""Values are rounded to so many, so that the last bits of a division do not reach a file."""


class Result(NamedTuple):
    """What the table of indicators says of a key; a missing number is None."""

    area_name: str
    value: float | None
    unit: str
    numerator: float | None
    denominator: float | None
    areas_covered: int | None
    areas_expected: int | None
    note: str


class Results:
    """The rows of a table of indicators by their positions; the table must not change afterwards.

    >>> frame = pd.DataFrame([("Kent", 1896.0, "children", None, None, 1, 1, "")], columns=list(Result._fields))
    >>> Results(frame).at(0).value, Results(frame).at(0).denominator
    (1896.0, None)
    """

    def __init__(self, indicators: pd.DataFrame) -> None:
        self._texts = [indicators[name].to_numpy(dtype=object) for name in ("area_name", "unit", "note")]
        self._numbers = [indicators[name].astype(float).to_numpy() for name in NUMBERS + COUNTS]

    def at(self, row: int) -> Result:
        """What a row says."""
        area_name, unit, note = [texts[row] for texts in self._texts]
        value, numerator, denominator, covered, expected = [number_or_none(held.item(row)) for held in self._numbers]
        return Result(area_name, value, unit, numerator, denominator, _whole(covered), _whole(expected), note)


def number_or_none(value: float) -> float | None:
    """A number of a table, None if it is missing."""
    return None if math.isnan(value) else float(value)


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
