"""What a chapter shows: a chart or a table, with its title, caption, alternative text and the figures behind it.

Titles, captions, alternative texts and cells are templates of the report's prose (``report.manuscript.prose``): their
numbers are looked up in the indicators, never typed, and are recorded like any number in a sentence.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from analysis.problem import Problem
from figures.cells import escape_formula

if TYPE_CHECKING:
    import pandas as pd

    from figures.drawing.style import Drawing

FIGURE_MIME = "application/vnd.valuing-care.figure+json"
TABLE_MIME = "application/vnd.valuing-care.table+json"

P = ParamSpec("P")
T = TypeVar("T")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Figure:
    """A chart as the report prints it.

    ``id`` names it in cross references (``@fig-<id>``) and files; ``title`` says what the chart shows, as a sentence;
    ``caption`` holds coverage and source; ``alt`` says what the chart shows to a reader who cannot see it, and does
    not repeat the caption; ``data`` are the figures behind the marks, published with the chart as CSV: numbers as the
    indicators have them. ``unit`` is that of all of them, unless the names of their columns say it.

    Raises :class:`Problem` if the alternative text is missing or repeats the title or the caption.
    """

    id: str
    title: str
    caption: str
    alt: str
    drawing: Drawing
    data: pd.DataFrame
    unit: str = ""

    def __post_init__(self) -> None:
        _check_id("figure", self.id)
        check_alternative(self.id, self.title, self.caption, self.alt)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        texts = {"id": self.id, "title": self.title, "caption": self.caption, "alt": self.alt}
        data = self.data.assign(unit=self.unit) if self.unit else self.data
        return {
            FIGURE_MIME: texts
            | {"narrow": self.drawing.narrow, "data": _csv(data)}
            | {"marks": self.drawing.marks, "absent": self.drawing.absent},
            "image/svg+xml": self.drawing.wide,
            "text/plain": f"Figure '{self.id}': {self.title}",
        }


@dataclass(frozen=True)
class Value:
    """A cell that holds the value of an indicator, looked up, printed and recorded like ``n(…)`` in prose.

    ``missing`` is printed if there is no value; without it a missing value stops the build. An ``interval`` prints the
    95% limits of the value in its place.
    """

    indicator: str
    area: str
    period: str | int
    decimals: int | None = None
    style: str | None = None
    missing: str | None = None
    interval: bool | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, the unit of its cells in the heading's second line, and their alignment.

    Names align left and figures right, so that digits of the same place are below each other.
    """

    heading: str
    unit: str = ""
    align: Literal["left", "right"] = "right"


@dataclass(frozen=True)
class Table:
    """A table as the report prints it; the first cell of a row is the row's header.

    ``rows`` hold text, templates or :class:`Value`. ``strong`` are the numbers (from 0) of rows to emphasise, such
    as totals or England; ``long`` marks a table over many rows, set more tightly. One ``at_end`` is looked up and not
    read through, such as that of every council: print has it before the annex, the page where it is shown. ``working``
    is a text for each row, which the page folds away in the row's last cell, if it is not empty; print has none.
    """

    id: str
    title: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Value]]
    strong: Sequence[int] = ()
    long: bool = False
    at_end: bool = False
    working: Sequence[str] = ()

    def __post_init__(self) -> None:
        _check_id("table", self.id)
        _check_texts("Table", self.id, title=self.title, caption=self.caption)
        for number, column in enumerate(self.columns, start=1):
            if not column.heading.strip():
                raise Problem(f"Column {number} of table '{self.id}' has no heading: every column needs one.")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise Problem(
                    f"Row {number} of table '{self.id}' has {len(row)} cells, but its header has {len(self.columns)} "
                    f"columns."
                )
        if not self.rows:
            raise Problem(f"Table '{self.id}' has no rows.")
        if self.working and len(self.working) != len(self.rows):
            raise Problem(f"Table '{self.id}' has {len(self.rows)} rows, but the working of {len(self.working)}.")
        for row_number in self.strong:
            if not 0 <= row_number < len(self.rows):
                raise Problem(
                    f"Table '{self.id}' has no row {row_number} to make strong: its rows end at {len(self.rows) - 1}."
                )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        content = {
            "id": self.id,
            "title": self.title,
            "caption": self.caption,
            "columns": [asdict(column) for column in self.columns],
            "rows": [[_cell(cell) for cell in row] for row in self.rows],
            "strong": list(self.strong),
            "long": self.long,
            "at_end": self.at_end,
            "working": list(self.working),
        }
        return {TABLE_MIME: content, "text/html": self._preview(), "text/plain": f"Table '{self.id}': {self.title}"}

    def _preview(self) -> str:
        """The table as an author sees it in Jupyter, its templates not yet filled in."""
        head = "".join(f'<th scope="col">{html.escape(_heading(column))}</th>' for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_source(cell))}</td>" for cell in row) + "</tr>" for row in self.rows
        )
        return (
            f"<table><caption>{html.escape(self.title)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
        )


def left(*headings: str) -> list[Column]:
    """Columns of names and other words, by their headings."""
    return [Column(heading, align="left") for heading in headings]


def right(*headings: str) -> list[Column]:
    """Columns of figures, by their headings; one with a unit has it at its end, in brackets.

    >>> [(column.heading, column.unit) for column in right("Homes", "Budget (England)")]
    [('Homes', ''), ('Budget', 'England')]
    """
    parts = (heading.removesuffix(")").partition(" (") for heading in headings)
    return [Column(heading, unit) for heading, _, unit in parts]


class NoValues(Problem):
    """The place that a figure is about has no values to show: an edition leaves it out, and its text says why."""


def show(*items: Figure | Table | None) -> None:
    """Display figures or tables from a notebook's cell, each as one MIME bundle; None shows nothing.

    A figure or table as the last line of a cell is displayed without it.
    """
    for item in items:
        sys.displayhook(item)


def if_held(figure: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T | None:
    """The figure or table that a function makes, or None if the place has no values for it."""
    try:
        return figure(*arguments, **named)
    except NoValues:
        return None


def check_alternative(name: str, title: str, caption: str, alt: str) -> None:
    """Check that a figure has its texts, and an alternative text that says something of its own.

    Raises :class:`Problem` if one is missing, or if the alternative text repeats the title or the caption.
    """
    _check_texts("Figure", name, title=title, caption=caption, alt=alt)
    if _words(alt) in (_words(title), _words(caption), _words(f"{title} {caption}")):
        raise Problem(
            f"The alternative text of figure '{name}' repeats its title or caption: it should say what "
            f"the chart shows to a reader who cannot see it."
        )


def _cell(cell: str | Value) -> str | dict[str, Any]:
    if isinstance(cell, Value):
        return {name: value for name, value in vars(cell).items() if value is not None}
    return cell


def _heading(column: Column) -> str:
    return f"{column.heading} ({column.unit})" if column.unit else column.heading


def _source(cell: str | Value) -> str:
    return f"{cell.indicator}:{cell.area}:{cell.period}" if isinstance(cell, Value) else cell


def _csv(data: pd.DataFrame) -> str:
    """The table as CSV; a missing value is an empty cell."""
    escaped = data.map(lambda cell: escape_formula(cell) if isinstance(cell, str) else cell)
    return escaped.to_csv(index=False, lineterminator="\n")


def _check_id(kind: str, name: str) -> None:
    if not _ID.fullmatch(name):
        raise Problem(
            f"The {kind} id '{name}' is not valid: expected small letters and digits joined by hyphens, such as "
            f"'looked-after-rate'."
        )


def _check_texts(kind: str, name: str, **texts: str) -> None:
    words: Mapping[str, str] = {"title": "title", "caption": "caption", "alt": "alternative text"}
    for key, text in texts.items():
        if not text.strip():
            raise Problem(f"{kind} '{name}' has no {words[key]}: every {kind.lower()} needs one.")


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
