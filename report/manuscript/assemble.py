"""From executed notebooks to one manuscript: prose with its numbers, figures and tables numbered, references resolved.

The manuscript is Markdown that every engine renders alike: chapters, figures and tables carry their numbers and every
cross reference is a link with its words, so that no engine numbers anything itself.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from analysis.problem import Problem
from figures.drawing import marks
from figures.drawing.marks import Absent
from figures.figure import FIGURE_MIME, TABLE_MIME, check_alternative
from report.manuscript.document import CITATION, Group, Manuscript, PrintedFigure, PrintedTable, table_html, text_html
from report.manuscript.execute import Cell, Notebook
from report.manuscript.in_markdown import in_attribute, in_markdown, with_code
from report.manuscript.prose import Prose
from report.manuscript.table_data import table_data

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)(?:[ \t]+\{([^}]*)\})?[ \t]*$", re.MULTILINE)
_REFERENCE = re.compile(r"@(?<![\w@.]@)((?:fig|tbl|sec)-[a-z0-9]+(?:-[a-z0-9]+)*)")
_CITED = re.compile(r"\[@([\w-]+)\]")
"""It begins with its sign, for which a search passes over a drawing at once."""
_FENCED = re.compile(r"(```.*?```)", re.DOTALL)
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


class Appendix(Protocol):
    """The last chapter, which says where the numbers come from: the report's annex, or an edition's short one."""

    @property
    def chapter(self) -> str:
        """Its Markdown, with marks for its parts."""

    def linked(self, text: str, place: str, leading: set[str]) -> str:
        """A chapter's Markdown with links to it; ``leading`` gathers their ids."""

    def mark(self, keys: Iterable[str]) -> str:
        """What a caption says if numbers, named by their keys, rest on compiled tables; empty if none does."""

    def parts(self, manuscript: Manuscript) -> Mapping[str, Sequence[Group]]:
        """What replaces its marks, about the numbers that a manuscript prints."""


def assemble(
    notebooks: Iterable[Notebook],
    prose: Prose,
    front_matter: str,
    *,
    literature: Mapping[str, str] | None = None,
    published: int = 0,
    annex: Appendix | None = None,
) -> Manuscript:
    """The manuscript of executed notebooks, without its annex: see :func:`annexed`.

    ``front_matter`` is the YAML of the title page, its numbers as templates; ``literature`` has the works that may be
    cited, each with the words that cite it in a notebook; ``published`` is the time of the newest source. Numbers in
    sentences lead to the ``annex``, if there is one.

    Raises :class:`Problem` if a template, a reference or a citation leads nowhere, an id is used twice, or a cell
    shows what is neither a figure nor a table.
    """
    works = literature or {}
    assembly = _Assembly(prose, annex, works)
    chapters = [assembly.chapter(notebook) for notebook in notebooks]
    markdown = "\n\n".join([*(text for text, _ in chapters), *assembly.annex_chapter()]) + "\n"
    _refuse_unknown_works(markdown, sorted(works))
    return Manuscript(
        markdown=f"---\n{prose.text(front_matter, 'title').strip()}\n---\n\n{assembly.resolved(markdown)}",
        published=published,
        notebooks=[assembly.readable(notebook) for _, notebook in chapters],
        figures=assembly.figures,
        tables=assembly.tables,
        headline=(),
        names=assembly.names,
    )


def annexed(manuscript: Manuscript, prose: Prose, annex: Appendix) -> Manuscript:
    """The manuscript with the numbers that it prints and the annex about them, which an engine needs after the text."""
    listed = replace(manuscript, headline=prose.headline())
    return replace(listed, annex=annex.parts(listed))


class _Assembly:
    """What is known of the report while its chapters are put together: numbers given and places named so far."""

    def __init__(self, prose: Prose, annex: Appendix | None, works: Mapping[str, str]) -> None:
        self.figures: list[PrintedFigure] = []
        self.tables: list[PrintedTable] = []
        self.names: dict[str, str] = {}
        self._prose = prose
        self._annex = annex
        self._works = works
        self._leading: set[str] = set()
        self._chapter = 0
        self._section = 0

    def chapter(self, notebook: Notebook) -> tuple[str, Notebook]:
        """A chapter's Markdown, references unresolved, and its notebook with everything filled in."""
        parts: list[str] = []
        cells: list[Cell] = []
        place = f"sec-{notebook.name}"
        self._prose.begin_chapter()
        for position, cell in enumerate(notebook.cells, start=1):
            try:
                if cell["cell_type"] == "markdown":
                    source = cell["source"]
                    headings = _HEADING.findall(_FENCED.sub("", source))
                    named = [_identifier(attributes) for marks, _, attributes in headings if marks == "#"]
                    place = next((name for name in named if name), place)
                    text = _outside_code(self._prose.markdown(source, place).strip(), _HEADING, self._heading, _FENCED)
                    parts.append(self._annex.linked(text, place, self._leading) if self._annex else text)
                    cells.append({**cell, "source": text})
                elif cell["cell_type"] == "code":
                    blocks, outputs = self._shown(cell.get("outputs", []))
                    parts.extend(blocks)
                    cells.append({**cell, "outputs": outputs})
                else:
                    cells.append(cell)
            except Problem as problem:
                raise Problem(f"{notebook.name}.ipynb, cell {position}: {problem}") from problem
        return "\n\n".join(part for part in parts if part), notebook.with_cells(cells)

    def annex_chapter(self) -> list[str]:
        """The Markdown of the annex, which is the last chapter; nothing if there is no annex."""
        return [_outside_code(self._annex.chapter, _HEADING, self._heading, _FENCED)] if self._annex else []

    def resolved(self, markdown: str) -> str:
        """The Markdown with every reference to a figure, table or section as a link that names it."""
        return _outside_code(markdown, _REFERENCE, self._link)

    def readable(self, notebook: Notebook) -> Notebook:
        """A chapter's notebook as a reader sees it outside the report: marks of the manuscript taken out again."""
        cells = []
        for cell in notebook.cells:
            if cell["cell_type"] == "markdown":
                referring = _outside_code(cell["source"], _REFERENCE, self._words)
                cells.append({**cell, "source": _unmarked(_outside_code(referring, _CITED, self._cited))})
            else:
                outputs = []
                for output in cell.get("outputs", []):
                    data = {kind: _REFERENCE.sub(self._words, text) for kind, text in output["data"].items()}
                    outputs.append({**output, "data": data})
                cells.append({**cell, "outputs": outputs} if outputs else cell)
        return notebook.with_cells(cells)

    def _heading(self, match: re.Match[str]) -> str:
        marks, title, attributes = match[1], match[2], match[3] or ""
        number = ""
        if "unnumbered" not in attributes.replace(".", " ").split() and "-" not in attributes.split():
            if marks == "#":
                self._chapter, self._section = self._chapter + 1, 0
                number = str(self._chapter)
            elif marks == "##" and self._chapter:
                self._section += 1
                number = f"{self._chapter}.{self._section}"
        name = _identifier(attributes)
        if name:
            words = f"{'Chapter' if marks == '#' else 'section'} {number}" if number else f"“{_unmarked(title)}”"
            self._name(name, words)
        shown = f"[{number}]{{.section-number}} {title}" if number else title
        return f"{marks} {shown} {{{attributes}}}" if attributes else f"{marks} {shown}"

    def _shown(self, outputs: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
        blocks, filled = [], []
        for output in outputs:
            data = output.get("data", {})
            if FIGURE_MIME in data:
                figure = self._figure(data)
                blocks.append(_figure_block(figure))
                data = {"text/html": _figure_html(figure), "text/plain": f"Figure {figure.number}: {figure.title}"}
            elif TABLE_MIME in data:
                table = self._table(data[TABLE_MIME])
                blocks.append(_table_block(table))
                data = {
                    "text/html": f"{table_html(table)}<p>{text_html(table.caption)}</p>",
                    "text/plain": f"Table {table.number}: {table.title}",
                }
            else:
                raise Problem(
                    "the cell shows something that is neither a Figure nor a Table; the report prints no other."
                )
            filled.append({**output, "data": data})
        return blocks, filled

    def _figure(self, data: Mapping[str, Any]) -> PrintedFigure:
        texts = data[FIGURE_MIME]
        place = f"fig-{texts['id']}"
        before = len(self._prose.uses)
        title, caption, alt = (self._prose.text(texts[name], place) for name in ("title", "caption", "alt"))
        check_alternative(texts["id"], title, caption, alt)  # templates that differ may say the same
        figure = PrintedFigure(
            id=texts["id"],
            number=len(self.figures) + 1,
            title=title,
            caption=self._marked(caption, before),
            alt=alt,
            wide=data["image/svg+xml"],
            narrow=texts["narrow"],
            data=texts["data"],
            marks=marks.read(texts["marks"]),
            absent=[Absent(*one) for one in texts["absent"]],
        )
        self._name(place, f"Figure {figure.number}")
        self.figures.append(figure)
        return figure

    def _table(self, content: Mapping[str, Any]) -> PrintedTable:
        place = f"tbl-{content['id']}"
        before = len(self._prose.uses)
        cells = [[self._prose.filled(cell, place) for cell in row] for row in content["rows"]]
        rows = [[cell.text for cell in row] for row in cells]
        columns = [
            column | {name: self._prose.text(column[name], place) for name in ("heading", "unit")}
            for column in content["columns"]
        ]
        table = PrintedTable(
            id=content["id"],
            number=len(self.tables) + 1,
            title=self._prose.text(content["title"], place),
            caption=self._marked(self._prose.text(content["caption"], place), before),
            columns=columns,
            rows=rows,
            strong=content["strong"],
            long=content["long"],
            at_end=content["at_end"],
            data=table_data(columns, cells),
            working=[self._folded(text, place) for text in content.get("working", ())],
        )
        self._name(place, f"Table {table.number}")
        self.tables.append(table)
        return table

    def _folded(self, text: str, place: str) -> str:
        """A text that the page folds away, filled in; its numbers are not printed, and so not recorded."""
        before = len(self._prose.uses)
        filled = self._prose.text(text, place)
        del self._prose.uses[before:]
        return filled

    def _marked(self, caption: str, before: int) -> str:
        """A caption that says if numbers printed since ``before`` rest on compiled tables."""
        mark = self._annex.mark({use.number.key for use in self._prose.uses[before:]}) if self._annex else ""
        return f"{caption} {mark}".rstrip()

    def _name(self, place: str, words: str) -> None:
        if place in self.names:
            raise Problem(f"The id '{place}' is used twice: every figure, table and section needs its own.")
        kind, _, name = place.partition("-")
        if {"fig": f"tbl-{name}", "tbl": f"fig-{name}"}.get(kind) in self.names:
            raise Problem(f"A figure and a table have the id '{name}', so one CSV would replace the other: rename one.")
        self.names[place] = words

    def _link(self, match: re.Match[str]) -> str:
        return f"[{self._words(match)}](#{match[1]})"

    def _cited(self, match: re.Match[str]) -> str:
        return self._works.get(match[1], match[0])

    def _words(self, match: re.Match[str]) -> str:
        words = self.names.get(match[1])
        if words is None:
            raise _leads_nowhere("reference", match[1], self.names)
        return words.replace(" ", "\N{NO-BREAK SPACE}", 1) if words[0] != "“" else words


def _figure_html(figure: PrintedFigure) -> str:
    drawing = figure.wide.replace("<svg ", f'<svg role="img" aria-label="{html.escape(figure.alt)}" ', 1)
    title = f"Figure {figure.number}: {text_html(figure.title)}"
    return f"<figure><figcaption>{title}</figcaption>{drawing}<p>{text_html(figure.caption)}</p></figure>"


def _figure_block(figure: PrintedFigure) -> str:
    image = f'![](figures/{figure.id}.svg){{alt="{in_attribute(figure.alt)}"}}'
    return (
        f'::: {{#fig-{figure.id} .figure number="{figure.number}"}}\n'
        f"{with_code(figure.title)}\n\n{image}\n\n{with_code(figure.caption)}\n:::"
    )


def _table_block(table: PrintedTable) -> str:
    """A table as a pipe table; units follow the headings in brackets, for the engine to set."""
    heads = [
        in_markdown(column["heading"]) + (f" [{in_markdown(column['unit'])}]{{.unit}}" if column["unit"] else "")
        for column in table.columns
    ]
    rules = [":--" if column["align"] == "left" else "--:" for column in table.columns]
    rows = [[in_markdown(cell) for cell in row] for row in table.rows]
    lines = [f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows)]
    kind = ".table" + " .long" * table.long + " .at-end" * table.at_end
    strong = " ".join(str(number) for number in table.strong)
    return (
        f'::: {{#tbl-{table.id} {kind} number="{table.number}" strong="{strong}"}}\n{with_code(table.title)}\n\n'
        + "\n".join(lines)
        + f"\n\n{with_code(table.caption)}\n:::"
    )


def _outside_code(
    text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str], code: re.Pattern[str] = _CODE
) -> str:
    """The text with what matches a pattern replaced, but for what it quotes as code."""
    return "".join(part if code.fullmatch(part) else pattern.sub(replace, part) for part in code.split(text))


def _identifier(attributes: str) -> str:
    return next((word[1:] for word in attributes.split() if word.startswith("#")), "")


def _unmarked(text: str) -> str:
    """Markdown without the marks that only the report's engines read."""
    text = re.sub(r"\[([^\[\]]*)\]\{\.(?:number|section-number)[^}]*\}", r"\1", text)
    text = re.sub(r"^:::.*\n?", "", text, flags=re.MULTILINE)
    return re.sub(r"^(#{1,6} .*?)[ \t]+\{[^}]*\}[ \t]*$", r"\1", text, flags=re.MULTILINE)


def _refuse_unknown_works(markdown: str, works: Sequence[str]) -> None:
    for part in _CODE.split(markdown):
        if not _CODE.fullmatch(part):
            for match in CITATION.finditer(part):
                if match[1] not in works:
                    raise _leads_nowhere("citation", match[1], works)


def _leads_nowhere(kind: str, name: str, known: Iterable[str]) -> Problem:
    near = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.3)
    hint = f" the nearest are {', '.join(f'@{word}' for word in near)}." if near else " there is nothing like it."
    return Problem(f"The {kind} @{name} leads nowhere:{hint}")
