"""Setting the report's pages with Typst: its data, its typefaces, and the places of figures.

A figure is set where the text calls it if the page has room for it. If it has none, the figure floats to the head of
the next page and the text goes on, so that no page ends in a gap. Typst cannot choose between the two, so the pages are
laid out, looked at and laid out again, a figure a chapter each time; Typst remembers what has not changed. A figure
that floats to the page that calls it has found room there after all. From then on it is set where it is called, unless
that changes the order of the figures. A drawing that lacks up to a fifth of its height is set lower instead. If the
text goes on so far that the figure of a later call is not on the page after that call, a figure before it is set where
it is called, and the text waits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from functools import cache
from itertools import pairwise
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import typst

from analysis.problem import Problem
from figures.drawing import colours, typeface
from report.engines.columns import is_dense, widths
from report.engines.pdf_tags import completed
from report.manuscript.document import Item, Manuscript, Run

ROUNDS: Final = 24
"""How often the pages are laid out at most; then figures stay where they are."""
HEAD_OF_PAGE: Final = 85
"""Points from the paper's edge at which the text of a page begins, if no figure floats above it."""
NEXT_TO: Final = 40
"""Points within which a figure is next to what is above it: wider than the space between two figures, and than none."""
FOOT_OF_PAGE: Final = 765
"""Points from the paper's edge at which the text of a page ends."""
ABOVE: Final = 20
"""Points above a figure that is set where it is called."""
SHRUNK_AT_MOST: Final = 0.2
"""The share of its height by which a figure is lower at most, if it then fits the page that calls it."""
LONGEST_WHOLE: Final = 24
"""How many rows a table of the text has at most if no page break may part it."""
REMEMBERED: Final = 10
"""For how many documents Typst remembers what the last ones have not asked for."""

_STANDARDS = ["ua-1", "a-2a"]


class Layout(NamedTuple):
    """A Typst source, which of its figures float, and by how many points some are lower than at full width."""

    source: str
    floating: Set[str] = frozenset()
    shrunk: Mapping[str, int] = {}  # of a tuple, which nobody changes


def document(source: str, manuscript: Manuscript) -> bytes:
    """The PDF of a Typst source and the manuscript that its figures and tables are from.

    Raises :class:`Problem` if Typst finds the source, or its accessibility, wanting.
    """
    return pages(laid_out(source, manuscript), manuscript)


def laid_out(source: str, manuscript: Manuscript) -> Layout:
    """The places of the figures of a Typst source. The annex and the tables at the end come after them all.

    Raises :class:`Problem` as :func:`document` does.
    """
    floating: set[str] = set()
    settled: set[str] = set()
    unsettled: set[str] = set()
    bound: set[str] = set()
    shrunk: dict[str, int] = {}
    files = _files(source, manuscript, annexed=False)
    for _ in range(ROUNDS):
        placed = _placed(files | _places(floating, shrunk))
        housed = {figure["id"] for figure in placed if figure["id"] in floating and figure["page"] == figure["called"]}
        homeless = _without_room(placed, floating, settled | shrunk.keys()) | (_overtaking(placed) & settled)
        unsettled |= homeless & settled
        ahead = _too_far_ahead(placed, floating) - bound
        if housed <= unsettled and not homeless and not ahead:
            break
        bound |= ahead
        shrunk |= (short := _short_of_room(placed, homeless - settled))
        homeless -= short.keys()
        settled = (settled | housed) - unsettled | bound
        floating = (floating | homeless) - settled
    return Layout(source, floating, shrunk)


def pages(layout: Layout, manuscript: Manuscript) -> bytes:
    """The PDF of a Typst source whose figures have the places and sizes of a layout.

    Raises :class:`Problem` as :func:`document` does.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "document.pdf"
        try:
            _compiler().compile(
                _files(layout.source, manuscript, annexed=True) | _places(layout.floating, layout.shrunk),
                output=str(file),
                format="pdf",
                timestamp=manuscript.published,
                pdf_standards=_STANDARDS,
            )
        except typst.TypstError as error:
            raise _unset(error) from error
        return completed(file)


def forget() -> None:
    """Makes Typst let go of all that it remembers: ten megabytes a document, of use to none but a like one."""
    for _ in range(REMEMBERED):
        _compiler().compile({"main": b""}, format="svg")


def _placed(files: Mapping[str, bytes]) -> list[Mapping[str, Any]]:
    """Where each figure of some pages is called, and where it begins and ends."""
    try:
        (found,) = json.loads(
            typst.query(files, "<places>", field="value", font_paths=fonts())  # type: ignore[type-var]  # as in _compiler
        )
    except typst.TypstError as error:
        raise _unset(error) from error
    places: list[Mapping[str, Any]] = found
    return places


def _unset(error: typst.TypstError) -> Problem:
    return Problem(f"Typst could not set the report: {error}")


@cache
def fonts() -> typst.Fonts:
    """The typefaces of the installation, looked for once."""
    folders = [str(typeface.folder(package)) for package in (typeface.SANS, typeface.SERIF)]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def has_set_pages() -> bool:
    """Whether Typst has worked in this process."""
    return fonts.cache_info().currsize > 0


@cache
def _compiler() -> Any:  # files by name are missing from its types
    """Typst, which remembers from one document to the next what does not change."""
    return typst.Compiler(font_paths=fonts())


def _files(source: str, manuscript: Manuscript, *, annexed: bool) -> dict[str, bytes]:
    drawings = {f"figures/{figure.id}.svg": figure.wide.encode() for figure in manuscript.figures}
    return {"main": source.encode(), **_styles(), "data.json": _data(manuscript, annexed=annexed), **drawings}


def _places(floating: Set[str], shrunk: Mapping[str, int]) -> dict[str, bytes]:
    return {"places.json": json.dumps({"floating": sorted(floating), "shrunk": shrunk}).encode()}


@cache
def _styles() -> dict[str, bytes]:
    templates = Path(__file__).parents[1] / "templates"
    return {
        name: colours.filled((templates / name).read_text(encoding="utf-8")).encode()
        for name in ("style.typ", "edition.typ", "briefing.typ")
    }


def _without_room(placed: Sequence[Mapping[str, Any]], floating: Set[str], settled: Set[str]) -> set[str]:
    """The next figure of each chapter that the page before had no room for, or that comes before its forerunner."""
    found: dict[int, str] = {}
    overtaking = _overtaking(placed)
    heads: dict[int, float] = {}  # where the text of each page begins, below the figures that float
    for figure in placed:
        if figure["id"] in floating:
            heads[figure["page"]] = max(figure["end"], heads.get(figure["page"], HEAD_OF_PAGE))
    for figure in placed:
        opens = figure["y"] < heads.get(figure["page"], HEAD_OF_PAGE) + NEXT_TO
        if figure["id"] not in floating | settled and (figure["id"] in overtaking or opens):
            found.setdefault(figure["chapter"], figure["id"])
    return set(found.values())


def _short_of_room(placed: Sequence[Mapping[str, Any]], homeless: Set[str]) -> dict[str, int]:
    """The drawings that would fit the page that calls them if they were a little lower, and by how many points."""
    short = {}
    for figure in placed:
        height = figure["end"] - figure["y"]
        lacking = height + ABOVE - (FOOT_OF_PAGE - figure["called_y"])
        if figure["id"] in homeless and figure["id"].startswith("fig-") and 0 < lacking <= SHRUNK_AT_MOST * height:
            short[figure["id"]] = ceil(lacking) + 1
    return short


def _too_far_ahead(placed: Sequence[Mapping[str, Any]], floating: Set[str]) -> set[str]:
    """The floating figures while which the text goes on too far: to a call whose figure is not on the page after it."""
    found = set()
    for position, figure in enumerate(placed):
        if figure["page"] > figure["first_called"] + 1:
            before = [
                other["id"]
                for other in placed[:position]
                if other["id"] in floating and other["called"] == figure["first_called"]
            ]
            found |= set(before[-1:])
    return found


def _overtaking(placed: Sequence[Mapping[str, Any]]) -> set[str]:
    """The figures that come before their forerunner."""
    return {
        figure["id"]
        for before, figure in pairwise(placed)
        if (figure["page"], figure["y"]) < (before["page"], before["y"])
    }


def _data(manuscript: Manuscript, *, annexed: bool) -> bytes:
    """The texts and cells that the document refers to, and whether the annex is set as well."""
    alternatives = {f"fig-{figure.id}": figure.alt for figure in manuscript.figures}
    tables = {
        f"tbl-{table.id}": {
            "columns": [{**column, "width": width} for column, width in zip(table.columns, widths(table), strict=True)],
            "rows": table.rows if annexed or not table.at_end else (),  # after all figures: it moves none
            "strong": table.strong,
            "long": table.long,
            "dense": is_dense(table),
            "breakable": table.long or table.at_end or len(table.rows) > LONGEST_WHOLE,
        }
        for table in manuscript.tables
    }
    parts = {
        "alternatives": alternatives,
        "tables": tables,
        "annexed": annexed,
        "explained": manuscript.explained if annexed else [],
        "entries": _entries(manuscript) if annexed else {},
    }
    return json.dumps(parts, ensure_ascii=False).encode()


def _entries(manuscript: Manuscript) -> dict[str, Any]:
    """The parts of the annex. A file is named so often in it that in print no link leads to it."""
    return {
        part: [[group.name, _runs(group.title), [_runs(item) for item in group.items]] for group in groups]
        for part, groups in manuscript.annex.items()
    }


def _runs(item: Item) -> list[Run]:
    return [run._replace(to="") if run.to.startswith("#s-") else run for run in item]
