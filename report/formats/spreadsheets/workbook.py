"""The sheets in any format: from the table of indicators to cells as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from string import ascii_uppercase
from typing import Final, Literal

import numpy as np
import pandas as pd

from analysis.formulas.indicator import Definition
from analysis.formulas.key import breakdown_words
from analysis.formulas.observations import MARKER_MEANING
from analysis.formulas.units import UNITS, Cell
from analysis.indicators.definitions import definitions
from analysis.tables.areas import Level
from analysis.tables.membership import Membership
from analysis.tables.periods import written_date
from report.formats.csv_text import number_texts

Kind = Cell | Literal["text", "prose"]
"""What a column holds: figures of one kind of cell, a word or two, or sentences."""

LETTERS: Final = [*ascii_uppercase, *(f"A{letter}" for letter in ascii_uppercase)]
"""The columns of a sheet as a reader names them."""
TITLE: Final = "Valuing Care: the tables"

SYMBOLS: Final = {
    "[c]": "Confidential: the figure, or one that it is computed from, is suppressed: homes, and counts that would "
    "give a suppressed one back, by this project, all others by the publisher.",
    "[low]": "The figure, or one that it is computed from, rounds to zero but is not zero.",
    "[u]": "Unreliable: the publisher does not stand by the figure, or one that it is computed from.",
    "[x]": "Not available: there is no figure, or one that it is computed from is missing.",
    "[z]": "Not applicable: the place did not exist at the time, or the indicator has no meaning there.",
}
_MEANINGS: Final = (
    (MARKER_MEANING["c"], "[c]"),
    (MARKER_MEANING["low"], "[low]"),
    (MARKER_MEANING["u"], "[u]"),
    (MARKER_MEANING["x"], "[x]"),
    ("not held", "[x]"),
)
_LEVELS: Final[Mapping[str, str]] = {
    Level.COUNTRY: "Country",
    Level.REGION: "Region",
    Level.SUBREGION: "Part of London",
    Level.CLASS: "Type of council",
    Level.GROUP: "Group of councils",
    Level.AUTHORITY: "Council",
}
_NO_REMARK: Final = "no remark"


@dataclass(frozen=True)
class Column:
    """A column of a sheet's table; ``width`` is in characters."""

    heading: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A sheet: a heading and lines of text down its first column, then at most one table.

    ``name`` is the tab's, ``table`` the table's. A cell of a column of figures holds a number in plain notation or a
    symbol in brackets; other cells hold text. If a sheet is ``linking``, the first cell of a row names the sheet that
    it leads to.
    """

    name: str
    heading: str
    lines: Sequence[str]
    table: str = ""
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[str]] = ()
    linking: bool = False

    @property
    def header(self) -> int:
        """The number of the table's header row, as a reader counts."""
        return len(self.lines) + 2

    @property
    def last(self) -> str:
        """The table's last cell."""
        return f"{LETTERS[len(self.columns) - 1]}{self.header + len(self.rows)}"

    @property
    def widths(self) -> list[int]:
        """The width of each column in characters."""
        return [column.width for column in self.columns] or [100]

    @property
    def links(self) -> dict[int, str]:
        """The sheet that the first cell of a row leads to, by the row's number."""
        return {row: cells[0] for row, cells in enumerate(self.rows, start=self.header + 1)} if self.linking else {}


@dataclass(frozen=True)
class Workbook:
    """The sheets in their order; ``published`` is the day of the newest source, as an ISO date."""

    title: str
    published: str
    sheets: Sequence[Sheet]
    author: str = "Valuing Care as code contributors"
    language: str = "en-GB"


def is_figure(cell: str) -> bool:
    """Whether a cell of a column of figures holds a figure rather than a symbol in brackets."""
    return cell[0] != "["


def workbook(indicators: pd.DataFrame, areas: pd.DataFrame, published: int) -> Workbook:
    """All indicators: one sheet each, one row an area and breakdown, one column a period."""
    known = definitions()
    places = _Places(areas)
    cells = _cells(indicators)
    notes = indicators["note"].to_numpy(dtype=object)
    positions = indicators.groupby("indicator", sort=False).indices
    present = [known[name] for name in known if name in positions]
    keys = indicators[["area_code", "period", "breakdown"]]
    tables = [
        _table(number, indicator, keys.iloc[at], cells[at], notes[at], places)
        for number, indicator in enumerate(present, start=1)
        for at in [np.asarray(positions[indicator.name])]
    ]
    day = datetime.fromtimestamp(published, UTC).date().isoformat()
    return Workbook(
        TITLE,
        day,
        [_cover(day), _contents(present, tables), _notes(present), _symbols(), *tables],
    )


def symbol(note: str) -> str:
    """The symbol of a value that is missing for the reason in its note.

    >>> symbol("budget: not held"), symbol("plans: suppressed by the publisher"), symbol("the net is not above zero")
    ('[x]', '[c]', '[z]')
    """
    return next((found for meaning, found in _MEANINGS if meaning in note), "[z]")


class _Places:
    """Names and kinds of places, and their order: the country first, councils last."""

    def __init__(self, areas: pd.DataFrame) -> None:
        levels = list(_LEVELS)
        records = sorted(
            areas[["area_code", "area_name", "level"]].itertuples(index=False, name=None),
            key=lambda area: (levels.index(area[2]), area[1], area[0]),
        )
        self.labels = [(code, name, _LEVELS[level]) for code, name, level in records]
        self.ranks = {code: rank for rank, (code, _, _) in enumerate(records)}
        self._authorities = {code for code, _, level in records if level == Level.AUTHORITY}
        self._membership = Membership(areas)

    @cache  # noqa: B019 - lives as long as the build of one workbook
    def gone(self, period: str) -> frozenset[str]:
        """The councils that did not exist in a period."""
        return frozenset(self._authorities.difference(self._membership.standing(period)))


def _cells(indicators: pd.DataFrame) -> np.ndarray:
    """Each value as in indicators.csv, or its symbol."""
    cells = number_texts(indicators["value"])
    missing = indicators["value"].isna().to_numpy()
    codes, notes = pd.factorize(indicators["note"][missing])
    cells[missing] = np.array([symbol(note) for note in notes], dtype=object)[codes]
    return cells


def _table(
    number: int, indicator: Definition, keys: pd.DataFrame, cells: np.ndarray, notes: np.ndarray, places: _Places
) -> Sheet:
    unit = UNITS[indicator.unit]
    period_of, periods = pd.factorize(keys["period"], sort=True)
    breakdown_of, breakdowns = pd.factorize(keys["breakdown"], sort=True)
    area_of, areas = pd.factorize(keys["area_code"])
    rank_of = np.array([places.ranks[area] for area in areas])[area_of]
    series, row_of = np.unique(rank_of * len(breakdowns) + breakdown_of, return_inverse=True)
    grid = np.full((len(series), len(periods)), "", dtype=object)
    remarks = np.full_like(grid, "")
    grid[row_of, period_of] = cells
    remarks[row_of, period_of] = notes
    gone = [places.gone(period) for period in periods]
    rows = []
    for one, figures, why in zip(series.tolist(), grid.tolist(), remarks.tolist(), strict=True):
        code, name, level = places.labels[one // len(breakdowns)]
        breakdown = [_words(breakdowns[one % len(breakdowns)])] if any(breakdowns) else []
        row = [figure or ("[z]" if code in left else "[x]") for figure, left in zip(figures, gone, strict=True)]
        rows.append([code, name, level, *breakdown, *row, _remark(tuple(periods), tuple(why))])
    columns = [Column("Area code"), Column("Area name", width=36), Column("Area type", width=18)]
    columns += [Column("Breakdown", width=36)] if any(breakdowns) else []
    columns += [Column(f"{period} ({unit.heading})", unit.cell, 16) for period in periods]
    columns.append(Column("Coverage and gaps", width=60))
    used = sorted({cell for row in rows for cell in row if cell in SYMBOLS})
    return Sheet(
        name=f"Table_{number}",
        heading=f"Table {number}: {indicator.label} [note {number}]",
        lines=[
            "This sheet holds one table. A row is an area" + (" and a breakdown" if any(breakdowns) else "") + ", a "
            "column a year: 2025 is 31 March 2025 or the year to it, 2024-25 a financial year.",
            *([f"{', '.join(used)} in place of a figure: see the sheet Symbols."] if used else []),
        ],
        table=indicator.name,
        columns=columns,
        rows=rows,
    )


@cache
def _remark(periods: tuple[str, ...], notes: tuple[str, ...]) -> str:
    """The remarks on a row's values, each with the periods that it holds for."""
    runs: list[str] = []
    for note, run in groupby(zip(periods, notes, strict=True), key=lambda pair: pair[1]):
        held = [period for period, _ in run]
        if note:
            said = "; ".join(dict.fromkeys(note.split("; ")))
            span = held[0] if len(held) == 1 else f"{held[0]} to {held[-1]}"
            runs.append(said if len(held) == len(periods) else f"{span}: {said}")
    return ". ".join(runs) or _NO_REMARK


def _words(breakdown: str) -> str:
    words = breakdown_words(breakdown)
    return words[:1].upper() + words[1:] or "All"


def _cover(day: str) -> Sheet:
    what = (
        "What looking after children costs England’s councils, computed from official statistics: every indicator of "
        "the report Valuing Care, for England, its regions, types of council, the county group and every council, in "
        "all years that the data allows."
    )
    when = f"The newest source was published on {written_date(day)}."
    where = (
        "The sheet Contents lists the tables, Notes defines each indicator, and Symbols explains what stands where "
        "there is no figure. A missing figure is never zero."
    )
    units = (
        "Money is in pounds, in cash unless the table’s title says real terms. Figures are shown rounded and held in "
        "full."
    )
    origin = (
        "The file indicators.csv, built with this one, holds the same values with their numerators, denominators and "
        "the number of councils covered. The command valuing-care trace follows any of them back to the cell of the "
        "published file."
    )
    licence = (
        "Contains public sector information licensed under the Open Government Licence v3.0. Source of population "
        "estimates: Office for National Statistics licensed under the Open Government Licence v.3.0."
    )
    return Sheet(name="Cover", heading=TITLE, lines=[what, when, where, units, origin, licence])


def _contents(present: Sequence[Definition], tables: Sequence[Sheet]) -> Sheet:
    first = [
        ("Notes", "The definition of each indicator", "none", "none", "none"),
        ("Symbols", "What stands in place of a figure", "none", "none", "none"),
    ]
    rows = first + [
        (table.name, indicator.label, UNITS[indicator.unit].heading, _span(table), indicator.name)
        for indicator, table in zip(present, tables, strict=True)
    ]
    return Sheet(
        name="Contents",
        heading="Contents",
        lines=["This sheet holds one table: the other sheets, with links."],
        table="contents",
        columns=[
            Column("Sheet", width=14),
            Column("What it holds", "prose", 70),
            Column("Unit", width=22),
            Column("Years", width=22),
            Column("Name in indicators.csv", width=60),
        ],
        rows=rows,
        linking=True,
    )


def _span(table: Sheet) -> str:
    periods = [column.heading.partition(" ")[0] for column in table.columns if column.kind not in ("text", "prose")]
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


def _notes(present: Sequence[Definition]) -> Sheet:
    labels = {indicator.name: indicator.label for indicator in present}
    return Sheet(
        name="Notes",
        heading="Notes",
        lines=["This sheet holds one table: what each indicator is. A note’s number is its table’s."],
        table="notes",
        columns=[
            Column("Note", width=12),
            Column("Indicator", "prose", 50),
            Column("Definition", "prose", 100),
            Column("Defined otherwise", "prose", 50),
        ],
        rows=[
            (
                f"[note {number}]",
                indicator.label,
                indicator.definition,
                "; ".join(labels.get(name, _words(name)) for name in indicator.alternatives) or "none",
            )
            for number, indicator in enumerate(present, start=1)
        ],
    )


def _symbols() -> Sheet:
    return Sheet(
        name="Symbols",
        heading="Symbols",
        lines=["This sheet holds one table: what stands where there is no figure."],
        table="symbols",
        columns=[Column("Symbol", width=12), Column("Meaning", "prose", 100)],
        rows=list(SYMBOLS.items()),
    )
