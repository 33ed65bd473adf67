"""The sheets in any format: from the table of indicators to cells as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.formulas.indicator import Definition
from analysis.formulas.key import breakdown_words
from analysis.formulas.observations import MARKER_MEANING
from analysis.formulas.results import DECIMALS, NUMBERS
from analysis.formulas.units import UNITS, Cell
from analysis.indicators.definitions import definitions
from analysis.tables.areas import Level
from analysis.tables.membership import Membership
from analysis.tables.periods import written_date
from analysis.wording import listed
from report.formats.csv_text import number_texts
from report.formats.origin import Origin
from report.manuscript.working import in_words

Kind = Cell | Literal["text", "prose"]
"""What a column holds: figures of one kind of cell, a word or two, or sentences."""

Texts: TypeAlias = NDArray[np.object_]
Numbers: TypeAlias = NDArray[np.float64]

LETTERS: Final = [*ascii_uppercase, *(first + second for first in "ABC" for second in ascii_uppercase)]
"""The columns of a sheet as a reader names them."""
TITLE: Final = "Valuing Care: the tables"
_COVER: Final = Path(__file__).parents[2] / "templates" / "spreadsheets" / "cover.md"

SYMBOLS: Final = {
    "[c]": "Confidential: the figure, or one that it is computed from, is suppressed: homes, and what would give "
    "a suppressed count back, by this project, all others by the publisher.",
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
    (MARKER_MEANING["z"], "[z]"),
    ("not above zero", "[z]"),
    ("did not overspend", "[z]"),
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
_NO_SOURCE: Final = "none of its own"
_TOLERANCE: Final = 10**-DECIMALS
"""A formula gives a value if they differ by no more: numerator, denominator and value are rounded, each on its own."""


class Ratio(str):
    """A figure in plain notation that its cell computes: a numerator's cell over a denominator's, times a factor.

    The ``factor`` is in plain notation too, and empty if it is one.
    """

    __slots__ = ("denominator", "factor", "numerator")

    def __new__(cls, figure: str, numerator: str, denominator: str, factor: str) -> Ratio:
        """A figure with the cells and the factor that give it."""
        ratio = super().__new__(cls, figure)
        ratio.numerator, ratio.denominator, ratio.factor = numerator, denominator, factor
        return ratio

    numerator: str
    denominator: str
    factor: str


@dataclass(frozen=True)
class Column:
    """A column of a sheet's table; ``width`` is in characters."""

    heading: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A sheet: a heading and lines of text down its first column, then at most one table.

    ``name`` is the tab's, ``table`` the table's. A cell of a column of figures holds a number in plain notation, which
    may be a :class:`Ratio`, or a symbol in brackets; other cells hold text. If a sheet is ``linking``, the first cell
    of a row names the sheet that it leads to.
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
    def layout(self) -> Sequence[Column]:
        """How the columns are laid out: those of the table, or one for text."""
        return self.columns or [Column("", "prose", 100)]


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


def workbook(indicators: pd.DataFrame, areas: pd.DataFrame, origin: Origin, published: int) -> Workbook:
    """All indicators: one sheet each, one row an area and breakdown, one column a period.

    If values are ratios, their numerators and denominators follow, and each value that they give is a formula.
    """
    known = definitions()
    places = _Places(areas)
    cells = _cells(indicators)
    positions = indicators.groupby("indicator", sort=False).indices
    present = [known[name] for name in known if name in positions]
    keys = indicators[["area_code", "period", "breakdown"]]
    tables = [
        _table(number, indicator, keys.iloc[at], cells.at(at), places, origin)
        for number, indicator in enumerate(present, start=1)
        for at in [np.asarray(positions[indicator.name])]
    ]
    day = datetime.fromtimestamp(published, UTC).date().isoformat()
    first = [_cover(day), _contents(present, tables), _notes(present), _symbols(), _sources(origin.sources)]
    return Workbook(TITLE, day, [*first, *tables])


def symbol(note: str) -> str:
    """The symbol of a value that is missing for the reason in its note.

    >>> symbol("budget: not held"), symbol("plans: suppressed by the publisher"), symbol("the net is not above zero")
    ('[x]', '[c]', '[z]')
    """
    return next((found for meaning, found in _MEANINGS if meaning in note), "[x]")


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


class _Cells(NamedTuple):
    """The columns of indicators as cells, a number as in indicators.csv, or the symbol for its absence; and as numbers.

    ``ratio`` is the numerator over the denominator.
    """

    value: Texts
    numerator: Texts
    denominator: Texts
    note: Texts
    number: Numbers
    ratio: Numbers

    def at(self, rows: NDArray[np.intp]) -> _Cells:
        """The cells of some rows."""
        value, numerator, denominator, note = (column[rows] for column in self[:4])
        return _Cells(value, numerator, denominator, note, self.number[rows], self.ratio[rows])

    def is_given(self, factor: float) -> NDArray[np.bool_]:
        """Whether a factor times the ratio gives the value."""
        return np.abs(factor * self.ratio - self.number) <= _TOLERANCE

    def factor(self, indicator: Definition) -> float:
        """The factor that makes values of ratios: the formula's, else the unit's if it gives more values than one."""
        if indicator.formula:
            return indicator.formula.per
        return max((1.0, float(UNITS[indicator.unit].per or 1)), key=lambda factor: int(self.is_given(factor).sum()))


def _cells(indicators: pd.DataFrame) -> _Cells:
    notes = indicators["note"].to_numpy(dtype=object)
    codes, distinct = pd.factorize(notes)
    symbols = np.array([symbol(note) for note in distinct], dtype=object)[codes]
    columns = [indicators[name] for name in NUMBERS]
    value, above, below = (np.where(column.isna(), symbols, number_texts(column)) for column in columns)
    number, numerator, denominator = (column.to_numpy(dtype=float) for column in columns)
    ratio = numerator / np.where(denominator == 0, np.nan, denominator)
    return _Cells(value, above, below, notes, number, ratio)


class _Grid:
    """Where the values of an indicator are: a row for an area and breakdown, a column for a period."""

    def __init__(self, keys: pd.DataFrame, places: _Places) -> None:
        self._period_of, periods = pd.factorize(keys["period"], sort=True)
        breakdown_of, breakdowns = pd.factorize(keys["breakdown"], sort=True)
        area_of, areas = pd.factorize(keys["area_code"])
        rank_of = np.array([places.ranks[area] for area in areas])[area_of]
        series, self._row_of = np.unique(rank_of * len(breakdowns) + breakdown_of, return_inverse=True)
        self.periods: tuple[str, ...] = tuple(periods)
        self.has_breakdowns = any(breakdowns)
        self.rows = [(places.labels[one // len(breakdowns)], breakdowns[one % len(breakdowns)]) for one in series]

    def filled(self, cells: NDArray[Any], otherwise: NDArray[Any] | str | bool) -> NDArray[Any]:  # noqa: FBT001 - a cell
        """The cells of each row and period, and what is there otherwise."""
        grid = np.empty((len(self.rows), len(self.periods)), dtype=cells.dtype)
        grid[:] = otherwise
        grid[self._row_of, self._period_of] = cells
        return grid


def _table(
    number: int, indicator: Definition, keys: pd.DataFrame, cells: _Cells, places: _Places, origin: Origin
) -> Sheet:
    unit = UNITS[indicator.unit]
    grid = _Grid(keys, places)
    gone = [places.gone(period) for period in grid.periods]
    absent = np.array([["[z]" if code in left else "[x]" for left in gone] for (code, _, _), _ in grid.rows], object)
    figures = grid.filled(cells.value, absent)
    has_figure = grid.filled(~np.isnan(cells.number), otherwise=False)
    factor = cells.factor(indicator)
    is_ratio = grid.filled(cells.is_given(factor), otherwise=False)
    parts = [grid.filled(column, absent) for column in (cells.numerator, cells.denominator)] if is_ratio.any() else []

    columns = [Column("Area code"), Column("Area name", width=36), Column("Area type", width=18)]
    columns += [Column("Breakdown", width=36)] if grid.has_breakdowns else []
    first = len(columns)
    columns += [Column(f"{period} ({unit.heading})", unit.cell, 16) for period in grid.periods]
    columns.append(Column("Coverage and gaps", width=60))
    for name, part in zip(("numerator", "denominator"), parts, strict=False):
        columns += [Column(f"{period} ({name})", _kind(part), 18) for period in grid.periods]
    columns.append(Column("Sources", width=60))

    used = sorted(SYMBOLS.keys() & {cell for part in (figures, *parts) for cell in part.ravel().tolist()})
    lines = [
        "This sheet holds one table. A row is an area" + (" and a breakdown" if grid.has_breakdowns else "") + ", a "
        "column a year: 2025 is 31 March 2025 or the year to it, 2024-25 a financial year.",
        _formula_in_words(number, indicator, factor, given=is_ratio.sum() / max(1, has_figure.sum())),
        *([f"{', '.join(used)} in place of a figure: see the sheet Symbols."] if used else []),
    ]
    header = len(lines) + 2
    for row, column in np.argwhere(is_ratio).tolist():
        above = first + len(grid.periods) + 1 + column
        ends = [f"{LETTERS[at]}{header + 1 + row}" for at in (above, above + len(grid.periods))]
        figures[row, column] = Ratio(figures[row, column], ends[0], ends[1], "" if factor == 1 else f"{factor:g}")
    remarks = grid.filled(cells.note, "")
    behind = {
        breakdown: [origin.behind.get((indicator.name, breakdown, period), "") for period in grid.periods]
        for breakdown in {breakdown for _, breakdown in grid.rows}
    }
    rows = [
        [
            *place,
            *([_words(breakdown)] if grid.has_breakdowns else []),
            *values,
            _remark(grid.periods, tuple(why)),
            *(cell for part in of_row for cell in part),
            _sources_of(grid.periods, tuple(np.where(has, behind[breakdown], "").tolist())),
        ]
        for (place, breakdown), values, why, has, *of_row in zip(
            grid.rows, figures.tolist(), remarks.tolist(), has_figure, *(part.tolist() for part in parts), strict=True
        )
    ]
    return Sheet(
        name=f"Table_{number}",
        heading=f"Table {number}: {indicator.label} [note {number}]",
        lines=lines,
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
            runs.append(said if len(held) == len(periods) else f"{_run(held)}: {said}")
    return ". ".join(runs) or _NO_REMARK


@cache
def _sources_of(periods: tuple[str, ...], sources: tuple[str, ...]) -> str:
    """The sources of a row's values, each with the periods that it serves."""
    held = [(period, source) for period, source in zip(periods, sources, strict=True) if source]
    runs = [(source, [period for period, _ in run]) for source, run in groupby(held, key=lambda pair: pair[1])]
    said = [source if len(runs) == 1 else f"{_run(served)}: {source}" for source, served in runs]
    return "; ".join(said) or _NO_SOURCE


def _run(periods: Sequence[str]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


def _kind(part: Texts) -> Cell:
    """How numerators or denominators are shown: to one decimal if not all are whole."""
    return "decimal" if any("." in cell for cell in part.ravel().tolist()) else "count"


def _formula_in_words(number: int, indicator: Definition, factor: float, *, given: float) -> str:
    """What gives the figures of a sheet, of which a share is ``given`` by formulas in cells."""
    if indicator.formula:
        words = in_words(indicator.formula)
    elif given:
        words = "numerator ÷ denominator" + ("" if factor == 1 else f" × {factor:,g}")
    else:
        labels = listed(sorted({definitions()[name].label for name in indicator.derived_from}))
        return f"Formula: none within the sheet. Note {number} says how the figures are computed from others: {labels}."
    if not given:
        return f"Formula: {words}."
    rest = "" if given == 1 else " A figure that they do not give to nine decimals is held as a value."
    return f"Formula: {words}. A figure’s cell computes it from the numerator and the denominator in its row.{rest}"


def _words(breakdown: str) -> str:
    words = breakdown_words(breakdown)
    return words[:1].upper() + words[1:] or "All"


def _cover(day: str) -> Sheet:
    text = _COVER.read_text(encoding="utf-8").format(published=written_date(day))
    return Sheet(name="Cover", heading=TITLE, lines=text.strip().split("\n\n"))


def _contents(present: Sequence[Definition], tables: Sequence[Sheet]) -> Sheet:
    first = [
        ("Notes", "The definition of each indicator", "none", "none", "none"),
        ("Symbols", "What is shown in place of a figure", "none", "none", "none"),
        ("Sources", "The files and tables that the figures come from", "none", "none", "none"),
    ]
    rows = first + [
        (table.name, indicator.label, UNITS[indicator.unit].heading, _span(table), indicator.name)
        for indicator, table in zip(present, tables, strict=True)
    ]
    columns = [
        Column("Sheet", width=14),
        Column("What it holds", "prose", 70),
        Column("Unit", width=22),
        Column("Years", width=22),
        Column("Name in indicators.csv", width=60),
    ]
    return replace(_list("Contents", "the other sheets, with links", columns, rows), linking=True)


def _list(name: str, what: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Sheet:
    """A sheet about the book, which holds one table."""
    lines = [f"This sheet holds one table: {what}."]
    return Sheet(name=name, heading=name, lines=lines, table=name.lower(), columns=columns, rows=rows)


def _sources(sources: Mapping[str, Mapping[str, Any]]) -> Sheet:
    held = ("title", "publisher", "published", "kind", "licence", "path")
    columns = [
        Column("Source", width=44),
        Column("Title", "prose", 70),
        Column("Publisher", "prose", 36),
        Column("Published", width=14),
        Column("Kind", width=16),
        Column("Licence", width=16),
        Column("Page", width=100),
    ]
    rows = [
        (name, *(str(source.get(field) or "not stated") for field in held)) for name, source in sorted(sources.items())
    ]
    return _list("Sources", "the official files and compiled tables that the figures come from", columns, rows)


def _span(table: Sheet) -> str:
    return _run([column.heading.partition(" ")[0] for column in table.columns if column.kind not in ("text", "prose")])


def _notes(present: Sequence[Definition]) -> Sheet:
    labels = {indicator.name: indicator.label for indicator in present}
    columns = [
        Column("Note", width=12),
        Column("Indicator", "prose", 50),
        Column("Definition", "prose", 100),
        Column("Defined otherwise", "prose", 50),
    ]
    rows = [
        (
            f"[note {number}]",
            indicator.label,
            indicator.definition,
            "; ".join(labels.get(name, _words(name)) for name in indicator.alternatives) or "none",
        )
        for number, indicator in enumerate(present, start=1)
    ]
    return _list("Notes", "what each indicator is. A note’s number is its table’s", columns, rows)


def _symbols() -> Sheet:
    columns = [Column("Symbol", width=12), Column("Meaning", "prose", 100)]
    return _list("Symbols", "what is shown in place of a figure", columns, list(SYMBOLS.items()))
