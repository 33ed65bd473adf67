"""Draws ``docs/architecture.svg``: the rooms of the code and the imports between them, as the code has them."""

from __future__ import annotations

import ast
import html
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Final

from figures.drawing.colours import BLUE, GREY, INK, MUTED, PAPER, TURQUOISE

ROOT: Final = Path(__file__).parents[1]
PICTURE: Final = ROOT / "docs" / "architecture.svg"
PACKAGES: Final = ("analysis", "figures", "report")
COMMANDS: Final = "report.cli"
"""Commands may import every room, so the picture leaves them out."""

Imports = Mapping[str, Set[str]]
"""The rooms that each room imports."""

PLACES: Final = {
    "official files": (1, 0, "as the publishers have them"),
    "analysis.ingest": (1, 1, "file → rows"),
    "data/": (0, 1, "one row an observation"),
    "analysis.tables": (0, 2, "rows → frames"),
    "analysis.formulas": (0, 3, "terms, formulas, trails"),
    "analysis.audit": (1, 3, "indicators again, in SQL"),
    "analysis.indicators": (0, 4, "the method"),
    "analysis.claims": (0, 5, "what others say, checked"),
    "figures.drawing": (1, 5, "style, colours, scales"),
    "figures": (0, 6, "indicators → charts, tables"),
    "report/chapters/": (1, 6, "sentences and calls"),
    "report.manuscript": (0, 7, "text with its numbers"),
    "report/templates/": (1, 7, "what pages look like"),
    "report.engines": (0, 8, "manuscript → page, PDF"),
    "report.review": (1, 8, "trace, diff, check"),
    "report.formats": (0, 9, "Word, spreadsheets, Parquet"),
    "report.records": (1, 9, "manifest, RO-Crate"),
    "report.editions": (1, 10, "the report about one place"),
    "report.build": (0, 11, "the report, top to bottom"),
    "report.page": (1, 11, "what the pages know"),
    "build/": (0, 12, "everything that is made"),
}
"""Column, row and words of every box; names with a slash or a space are files."""

FILES: Final = (
    ("official files", "analysis.ingest"),
    ("analysis.ingest", "data/"),
    ("data/", "analysis.tables"),
    ("data/", "analysis.audit"),
    ("report/chapters/", "report.manuscript"),
    ("report/templates/", "report.engines"),
    ("report.build", "build/"),
    ("report.editions", "build/"),
)
"""What is read and written: arrows that no import shows."""

WIDTH, HEIGHT = 230, 46
COLUMN, ROW, MARGIN = 360, 78, 24


def modules() -> dict[str, Path]:
    """The file of every module of the code, by the module's name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def rooms() -> dict[str, set[str]]:
    """Every room with those that it imports.

    A room is a package within ``analysis``, ``figures`` or ``report``. The subjects of ``figures`` are one room, and so
    is the build. The other modules of ``analysis`` and ``report`` that lie in no package serve several rooms and are
    left out, and so are the commands.
    """
    found: dict[str, set[str]] = {}
    for module, path in modules().items():
        room = _room(module)
        if room:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found.setdefault(room, set()).update(filter(None, map(_room, _imported(tree))))
    return {room: imported - {room} for room, imported in found.items()}


def direct(imports: Imports) -> dict[str, set[str]]:
    """The imports without those that follow from others.

    >>> direct({"a": set(), "b": {"a"}, "c": {"a", "b"}})
    {'a': set(), 'b': {'a'}, 'c': {'b'}}
    """
    behind = {room: set().union(*(_behind(imports, other) for other in imports[room])) for room in imports}
    return {room: set(imports[room]) - behind[room] for room in imports}


def picture(imports: Imports) -> str:
    """The rooms as boxes, with an arrow from each room to those that import it.

    Raises ``KeyError`` for a room that has no place in the picture.
    """
    arrows = [(source, room, INK) for room, sources in direct(imports).items() for source in sorted(sources)]
    arrows += [(source, target, TURQUOISE) for source, target in FILES]
    width = MARGIN * 2 + COLUMN + WIDTH
    height = MARGIN * 2 + ROW * max(row for _, row, _ in PLACES.values()) + HEIGHT
    words = "; ".join(f"{source} to {target}" for source, target, _ in arrows)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" role="img"',
        f' width="{width}" height="{height}" aria-labelledby="title description">',
        '<title id="title">The way from a published file to the page</title>',
        f'<desc id="description">Arrows lead from {html.escape(words)}.</desc>',
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        *(_head(colour) for colour in (INK, TURQUOISE)),
        *(_arrow(*arrow) for arrow in arrows),
        *(_box(name) for name in PLACES),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _room(module: str) -> str:
    package, _, rest = module.partition(".")
    name = f"{package}.{rest.partition('.')[0]}"
    if name == COMMANDS:
        return ""
    if package in PACKAGES and rest and ((ROOT / name.replace(".", "/")).is_dir() or name == "report.build"):
        return name
    return "figures" if package == "figures" else ""


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _behind(imports: Imports, room: str) -> set[str]:
    return set(imports[room]).union(*(_behind(imports, other) for other in imports[room]))


def _head(colour: str) -> str:
    return (
        f'<marker id="head-{colour[1:]}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
        f'orient="auto"><path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
    )


def _arrow(source: str, target: str, colour: str) -> str:
    (from_column, from_row, _), (to_column, to_row, _) = PLACES[source], PLACES[target]
    x1, y1, x2, y2 = *_middle(source), *_middle(target)
    if from_column == to_column:
        down = 1 if to_row > from_row else -1
        y1, y2 = y1 + down * HEIGHT / 2, y2 - down * HEIGHT / 2
    else:
        right = 1 if to_column > from_column else -1
        x1, x2 = x1 + right * WIDTH / 2, x2 - right * WIDTH / 2
    end = f'stroke="{colour}" stroke-width="1.5" marker-end="url(#head-{colour[1:]})"'
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" {end}/>'


def _box(name: str) -> str:
    x, y = _middle(name)
    is_code = "." in name or name == "figures"
    fill, edge, ink, words = (BLUE, BLUE, PAPER, PAPER) if is_code else (PAPER, TURQUOISE, GREY, MUTED)
    return (
        f'<rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" height="{HEIGHT}" rx="4" fill="{fill}" '
        f'stroke="{edge}"/><text x="{x:g}" y="{y - 3:g}" text-anchor="middle" font-size="14" font-weight="bold" '
        f'fill="{ink}">{name}</text><text x="{x:g}" y="{y + 14:g}" text-anchor="middle" font-size="12" '
        f'fill="{words}">{PLACES[name][2]}</text>'
    )


def _middle(name: str) -> tuple[float, float]:
    column, row, _ = PLACES[name]
    return MARGIN + WIDTH / 2 + COLUMN * column, MARGIN + HEIGHT / 2 + ROW * row


if __name__ == "__main__":
    PICTURE.write_text(picture(rooms()), encoding="utf-8", newline="\n")
