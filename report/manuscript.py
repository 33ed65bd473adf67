"""The report before an engine renders it: one Markdown text, with its figures, tables, numbers and notebooks."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from report.execute import Notebook

CITATION = re.compile(r"(?<![\w@.])@(?!fig-|tbl-|sec-)([a-zA-Z0-9_][\w:.#$%&\-+?<>~/]*\w)")


@dataclass(frozen=True)
class PrintedFigure:
    """A figure as the report prints it: its texts filled in, its number known, its drawings and its data."""

    id: str
    number: int
    title: str
    caption: str
    alt: str
    wide: str
    narrow: str
    data: str


@dataclass(frozen=True)
class PrintedTable:
    """A table as the report prints it; ``data`` is its CSV."""

    id: str
    number: int
    title: str
    caption: str
    columns: Sequence[Mapping[str, str]]
    rows: Sequence[Sequence[str]]
    strong: Sequence[int]
    long: bool
    data: str


@dataclass(frozen=True)
class Manuscript:
    """The whole report before an engine renders it.

    ``markdown`` is its text, with the title page's as its front matter; ``notebooks`` are the chapters as executed,
    their prose and outputs filled in; ``published`` dates the report by the newest of its sources (seconds since 1970).
    """

    markdown: str
    published: int
    notebooks: Sequence[Notebook]
    figures: Sequence[PrintedFigure]
    tables: Sequence[PrintedTable]
    headline: Sequence[Mapping[str, Any]]


def table_html(table: PrintedTable, title_id: str = "") -> str:
    """A table as HTML, column and row headers marked as such; its title is its caption, or stands at ``title_id``."""
    head = "".join(
        f'<th scope="col" class="{column["align"]}">{text_html(column["heading"])}{_unit_html(column)}</th>'
        for column in table.columns
    )
    body = "\n".join(_row_html(table, number, row) for number, row in enumerate(table.rows))
    title = f"<caption>Table {table.number}: {text_html(table.title)}</caption>"
    opening = f'<table class="data" aria-labelledby="{title_id}">' if title_id else f'<table class="data">{title}'
    return f"{opening}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"


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
    return f'<tr class="strong">{cells}</tr>' if number in table.strong else f"<tr>{cells}</tr>"
