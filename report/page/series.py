"""The values of all indicators as ``explore.html`` holds them: a compressed block for each series.

A series is an indicator with one of its breakdowns. Its block is JSON, compressed in the way that every browser can
undo by itself, so that a page reads only the series that somebody asks for. Columns are lists over the cells of a grid,
place by place, and in each place period by period. A value that is its numerator, or its numerator over its
denominator, is not written twice.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeAlias

import cramjam
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.formulas.key import series_name
from analysis.formulas.results import COUNTS, DECIMALS, NUMBERS
from analysis.formulas.units import UNITS

Numbers: TypeAlias = NDArray[np.float64]

LEVEL: Final = 7  # of nine: half the time of nine for half a per cent more bytes
NUMERATOR: Final = "numerator"
RATIO: Final = "ratio"
OWN: Final = "own"


class Names(NamedTuple):
    """What blocks name by its position in a list: places by code, periods and notes as text."""

    areas: Sequence[str]
    periods: Sequence[str]
    notes: Sequence[str]


class More(NamedTuple):
    """What a block says of a series besides its values.

    ``sources`` has the positions of its sources in the page's list, by the position of the period; ``printed`` what the
    report prints of its values, by place and period.
    """

    sources: dict[int, list[int]]
    printed: dict[str, Mapping[str, Any]]


class Block(NamedTuple):
    """One series: what it is called, how many of its values the report prints, and its compressed columns as text."""

    indicator: str
    breakdown: str
    printed: int
    content: str

    @property
    def name(self) -> str:
        """What keys call the series."""
        return series_name(self.indicator, self.breakdown)


def names_of(indicators: pd.DataFrame) -> Names:
    """The places, periods and notes that a table of indicators has, each in its order."""
    return Names(*(sorted(map(str, indicators[name].unique())) for name in ("area_code", "period", "note")))


def blocks(indicators: pd.DataFrame, names: Names, more: Mapping[str, More]) -> Iterator[Block]:
    """Every series of a table that is sorted by key; ``more`` has what else there is to say of each, by its name."""
    places, periods, notes = (
        pd.Index(known).get_indexer(pd.Index(indicators[column].astype(str)))
        for known, column in zip(names, ("area_code", "period", "note"), strict=True)
    )
    value, above, below = (indicators[name].to_numpy(dtype=float) for name in NUMBERS)
    covered, expected = (indicators[name].to_numpy(dtype=float, na_value=np.nan) for name in COUNTS)
    indicator, breakdown, unit = (
        indicators[name].to_numpy(dtype=object) for name in ("indicator", "breakdown", "unit")
    )
    if indicators.empty:
        return
    changed = (indicator[1:] != indicator[:-1]) | (breakdown[1:] != breakdown[:-1])
    for start, end in pairwise([0, *(np.flatnonzero(changed) + 1).tolist(), len(indicators)]):
        at = slice(start, end)
        said = more[series_name(indicator[start], breakdown[start])]
        how = _relation(value[at], above[at], below[at], unit[start])
        columns = {
            **_grid(places[at], periods[at]),
            "how": json.dumps(how),
            "numerator": _listed(above[at]),
            "denominator": _listed(below[at]),
            "value": _listed(value[at]) if how == OWN else "[]",
            "covered": _listed(covered[at]),
            "expected": _listed(expected[at]),
            "notes": _listed(notes[at].astype(float)),
            **{name: as_json(content) for name, content in said._asdict().items()},
        }
        text = ",".join(f'"{name}":{content}' for name, content in columns.items())
        yield Block(indicator[start], breakdown[start], len(said.printed), compressed(f"{{{text}}}"))


def compressed(text: str, level: int = LEVEL) -> str:
    """A text, compressed as raw deflate by a locked library, in letters that a page can hold."""
    return base64.b64encode(bytes(cramjam.deflate.compress(text.encode(), level=level))).decode()


def _relation(value: Numbers, above: Numbers, below: Numbers, unit: str) -> str:
    """How the values of a series follow from the counts or amounts that stand with them."""
    if np.array_equal(value, above, equal_nan=True):
        return NUMERATOR
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = ((UNITS[unit].per or 1) * above / np.where(below > 0, below, np.nan)).round(DECIMALS) + 0.0
    return RATIO if np.array_equal(value, ratio, equal_nan=True) else OWN


def _grid(places: NDArray[np.intp], periods: NDArray[np.intp]) -> dict[str, str]:
    """Which cells of the grid of a series have a row: all, unless ``absent`` lists some."""
    rows, columns = (np.flatnonzero(np.bincount(positions)) for positions in (places, periods))
    has_row = np.zeros((len(rows), len(columns)), dtype=bool)
    has_row[np.searchsorted(rows, places), np.searchsorted(columns, periods)] = True
    parts = {"areas": rows, "periods": columns, "absent": np.flatnonzero(~has_row)}
    return {name: as_json(positions.tolist()) for name, positions in parts.items()}


def _listed(numbers: Numbers) -> str:
    """The numbers of a column as JSON: whole ones without a decimal; the one number if all are the same."""
    alike = np.isnan(numbers).all() or (numbers == numbers[0]).all()
    written = json.dumps([numbers[0].item()] if alike else numbers.tolist(), separators=(",", ":"))
    plain = written.replace("NaN", "null").replace(".0,", ",").replace(".0]", "]")
    return plain[1:-1] if alike else plain


def as_json(content: object) -> str:
    """A content as the scripts of pages parse it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
