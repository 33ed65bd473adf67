"""The report before an engine renders it: one Markdown text, with its figures, tables, numbers and notebooks."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple, TypeAlias

from figures.drawing.marks import Absent, Mark
from report.manuscript.execute import Notebook

ANNEX = "sec-numbers"
"""The id of the annex, which says where every number comes from."""
BREAK = "\N{ZERO WIDTH SPACE}"
"""Where a line of print may break within the name of a file."""
CITATION = re.compile(r"@(?<![\w@.]@)(?!fig-|tbl-|sec-)([a-zA-Z0-9_][\w:.#$%&\-+?<>~/]*\w)")
MARKED = re.compile(r'\[([^\[\]]*)\]\{\.number key="([^"]*)"\}')
"""A number of the text, or words in place of one, with its key."""

_FIRST = 0xF0000
"""The first of the characters for private use by which numbers of a text are known, in the order of the text."""
_END = "\ue001"
_SHORT = re.compile(f"([{chr(_FIRST)}-\U000ffffd])(.*?){_END}", re.DOTALL)
"""A number of the text with such a character instead of its key."""
_CELLS = re.compile(r"^(::: \{#tbl-.*\n.*\n\n)(?:\|.*\n)+", re.MULTILINE)
"""A numbered table with its title and its cells."""
_DRAWING = re.compile(r"^!\[\]\(figures/.*$", re.MULTILINE)
"""A figure's drawing with its alternative text."""
_CHAPTER = re.compile(r"^# \[(?P<number>\d+)\]\{[^}]*\} (?P<title>.+?) \{#(?P<id>sec-[\w-]+)", re.MULTILINE)
_SHOWN = re.compile(
    r'^::: \{#(?P<id>(?:fig|tbl)-[\w-]+) [^}]*number="(?P<number>\d+)"[^}]*\}\n(?P<title>.+)$', re.MULTILINE
)


@dataclass(frozen=True)
class PrintedFigure:
    """A figure as the report prints it: its texts filled in, its number known, its drawings, marks and data."""

    id: str
    number: int
    title: str
    caption: str
    alt: str
    wide: str
    narrow: str
    data: str
    marks: Sequence[Mark] = ()
    absent: Sequence[Absent] = ()


@dataclass(frozen=True)
class PrintedTable:
    """A table as the report prints it; ``data`` is its CSV, ``working`` what the page folds away in its rows."""

    id: str
    number: int
    title: str
    caption: str
    columns: Sequence[Mapping[str, str]]
    rows: Sequence[Sequence[str]]
    strong: Sequence[int]
    long: bool
    at_end: bool
    data: str
    working: Sequence[str] = ()


class Run(NamedTuple):
    """A run of text in the annex: ``to`` is where it leads (``#id`` or an address), ``name`` its own id."""

    text: str
    to: str = ""
    name: str = ""
    strong: bool = False


Item: TypeAlias = tuple[Run, ...]


class Group(NamedTuple):
    """Entries of the annex under a title, which may be empty; ``name`` is its id."""

    name: str
    title: Item
    items: Sequence[Item]


@dataclass(frozen=True)
class Manuscript:
    """The whole report before an engine renders it.

    ``markdown`` is its text, with the title page's as its front matter; ``notebooks`` are the chapters as executed,
    their prose and outputs filled in; ``names`` say what chapters, charts and tables are called in references, by their
    ids, in the order of the text; ``annex`` holds the parts of an annex, by the names of their marks; ``published``
    dates the report by the newest of its sources (seconds since 1970). ``blocks`` are what the script of the page
    reads, as JSON has it, by the ids of their elements, and ``archives`` the data of charts and tables as zip archives,
    by the ids of these.
    """

    markdown: str
    published: int
    notebooks: Sequence[Notebook]
    figures: Sequence[PrintedFigure]
    tables: Sequence[PrintedTable]
    headline: Sequence[Mapping[str, Any]]
    names: Mapping[str, str] = field(default_factory=dict)
    annex: Mapping[str, Sequence[Group]] = field(default_factory=dict)
    blocks: Mapping[str, object] = field(default_factory=dict)
    archives: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def drawings(self) -> dict[str, str]:
        """The wide drawing of each chart, by the chart's id."""
        return {figure.id: figure.wide for figure in self.figures}

    @cached_property
    def explained(self) -> list[str]:
        """The ids of the charts and tables whose numbers the annex explains."""
        groups = [group for part in self.annex.values() for group in part]
        names = {group.name for group in groups} | {
            run.name for group in groups for item in group.items for run in item
        }
        shown = [f"fig-{figure.id}" for figure in self.figures] + [f"tbl-{table.id}" for table in self.tables]
        return [place for place in shown if annex_id(place) in names]


def without_contents(markdown: str) -> str:
    """A manuscript's Markdown without the cells of its tables, the alternative texts of its figures and numbers' keys.

    Engines put them in afterwards, so that pandoc need not read them: it sets an edition in a fifth less time.
    """
    character = count(_FIRST)
    short = MARKED.sub(lambda found: f"{chr(next(character))}{found[1]}{_END}", markdown)
    return _DRAWING.sub("![]()", _CELLS.sub(r"\1![]()\n", short))


def with_keys(page: str, markdown: str) -> str:
    """A page from a manuscript's Markdown :func:`without_contents`, each number marked with its key again.

    >>> told = '[Two]{.number key="started"} of [nine]{.number key="held"}'
    >>> with_keys(without_contents(told), told)
    '<span class="number" data-key="started">Two</span> of <span class="number" data-key="held">nine</span>'
    >>> without_keys(without_contents(told))
    'Two of nine'
    """
    keys = [html.escape(found[2]) for found in MARKED.finditer(markdown)]
    return _SHORT.sub(
        lambda found: f'<span class="number" data-key="{keys[ord(found[1]) - _FIRST]}">{found[2]}</span>', page
    )


def without_keys(text: str) -> str:
    """A text of print from a manuscript's Markdown :func:`without_contents`, its numbers not marked."""
    return _SHORT.sub(r"\2", text)


def titles_in(markdown: str) -> dict[str, str]:
    """The titles of the chapters, charts and tables of a manuscript's Markdown by their ids."""
    named = {found["id"]: f"Chapter {found['number']}, {found['title']}" for found in _CHAPTER.finditer(markdown)}
    for found in _SHOWN.finditer(markdown):
        kind = "Figure" if found["id"].startswith("fig-") else "Table"
        title = MARKED.sub(r"\1", found["title"])
        named[found["id"]] = f"{kind} {found['number']}: {title}"
    return named


def annex_id(place: str) -> str:
    """The id under which the annex says where the numbers of a chart or table come from."""
    return f"n-{place}"


def table_html(table: PrintedTable, title_id: str = "") -> str:
    """A table as HTML, column and row headers marked as such; its title is its caption, or is at ``title_id``."""
    head = "".join(
        f'<th scope="col" class="{column["align"]}">{text_html(column["heading"])}{_unit_html(column)}</th>'
        for column in table.columns
    )
    body = "\n".join(_row_html(table, number, row) for number, row in enumerate(table.rows))
    title = f"<caption>Table {table.number}: {text_html(table.title)}</caption>"
    opening = f'<table class="data" aria-labelledby="{title_id}">' if title_id else f'<table class="data">{title}'
    return f"{opening}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"


def annex_html(groups: Sequence[Group]) -> str:
    """A part of the annex as HTML: lists under headings of the fourth level."""
    lines = []
    for group in groups:
        if group.title:
            lines.append(f'<h4 id="{group.name}">{_item_html(group.title)}</h4>')
        lines += ["<ul>", *(f"<li>{_item_html(item)}</li>" for item in group.items), "</ul>"]
    return "\n".join(lines)


def _item_html(item: Item) -> str:
    return "".join(map(_run_html, item))


def _run_html(run: Run) -> str:
    name = f' id="{run.name}"' if run.name else ""
    words = text_html(run.text.replace(BREAK, ""))  # a browser breaks long names of itself
    text = f"<strong{'' if run.to else name}>{words}</strong>" if run.strong else words
    if run.to:
        return f'<a href="{html.escape(run.to)}"{name}>{text}</a>'
    return f"<span{name}>{text}</span>" if name and not run.strong else text


def text_html(text: str) -> str:
    """A text as HTML."""
    return html.escape(text, quote=False)


def _unit_html(column: Mapping[str, str]) -> str:
    return f' <span class="unit">{text_html(column["unit"])}</span>' if column["unit"] else ""


def _row_html(table: PrintedTable, number: int, row: Sequence[str]) -> str:
    cells = "".join(
        f'<{tag} class="{column["align"]}">{text_html(text)}</{tag.split()[0]}>'
        for column, text, tag in zip(table.columns, row, ['th scope="row"', *["td"] * (len(row) - 1)], strict=True)
    )
    if table.working and table.working[number]:
        folded = f'<details class="working"><summary>Working</summary>{text_html(table.working[number])}</details>'
        cells = f"{cells.removesuffix('</td>')}{folded}</td>"
    return f'<tr class="strong">{cells}</tr>' if number in table.strong else f"<tr>{cells}</tr>"
