"""The embedded engine: pandoc for HTML, pandoc and Typst for PDF, with the programs and typefaces of the installation.

Nothing of the machine, the clock or the network reaches a document: the same manuscript gives the same bytes.
"""

from __future__ import annotations

import base64
import html as markup
import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from analysis.problem import Problem
from figures.drawing import colours
from report.engines import drawings, script, webfont
from report.manuscript.document import (
    CITATION,
    Manuscript,
    PrintedFigure,
    PrintedTable,
    annex_html,
    annex_id,
    table_html,
    with_keys,
    without_contents,
    without_keys,
)

TEMPLATES = Path(__file__).parents[1] / "templates"
LITERATURE = Path(__file__).parents[1] / "chapters" / "references.json"

WRITERS: Final = {"html": "html5", "pdf": "typst"}
"""What pandoc writes a format as: a page, or the source of printed pages."""
_PAGES: Final = {"html": "report.html", "pdf": "report.typ"}
_MEMORY: Final = ("+RTS", "-H1m", "-A16m", "-O24m", "-RTS")
"""Of itself pandoc takes 64 MB for what it has not cleared away; with 16 MB of new and 24 MB of old it is as quick."""
_YEARS: Final = re.compile(r"<(code|script|style|title)\b.*?</\1>|<[^>]*>|\b(\d{4}-\d{2})\b", re.DOTALL)
"""The financial years of a page, and before them what they are not looked for in."""
_POLICY: Final = "<!--policy-->"
READER = "markdown-tex_math_dollars-raw_tex-example_lists-fancy_lists-implicit_figures"


def html(manuscript: Manuscript) -> bytes:
    """The report as one self-contained HTML page."""
    page = written([manuscript], ["html"])[0]["html"]
    return completed(page, manuscript, style_with_script()).encode()


def completed(page: str, manuscript: Manuscript, style: str) -> str:
    """A page with drawings, tables, data, annex and style sheet put in at their marks, whichever engine wrote it.

    A financial year stays in one line: browsers break it at its hyphen.
    """
    page = _YEARS.sub(lambda found: f'<span class="year">{found[2]}</span>' if found[2] else found[0], page)
    for figure in manuscript.figures:
        page = page.replace(f"<!--figure:fig-{figure.id}-->", _drawing(figure), 1)
        page = page.replace(f"<!--data:fig-{figure.id}-->", _download("figure", figure, manuscript), 1)
    for table in manuscript.tables:
        page = page.replace(f"<!--table:tbl-{table.id}-->", _region(table), 1)
        page = page.replace(f"<!--data:tbl-{table.id}-->", _download("table", table, manuscript), 1)
    for part, groups in manuscript.annex.items():
        page = page.replace(f"<!--annex:{part}-->", annex_html(groups), 1)
    page = page.replace("/*style*/", style, 1)
    return _scripted(page, manuscript.blocks) if _POLICY in page else page


def _scripted(page: str, blocks: Mapping[str, object]) -> str:
    """The report's page with its scripts, after the data that they read, and the policy that allows them.

    The box on top of the page comes first, so that it answers while the browser is still reading the rest.
    """
    early, rest = script.joined_in_two(TEMPLATES / "page", "chooser")
    first = [script.block(name, blocks[name]) for name in blocks if name == "places"]
    later = [script.block(name, content) for name, content in blocks.items() if name != "places"]
    page = page.replace(
        _POLICY, f'<meta http-equiv="Content-Security-Policy" content="{script.policy(early, rest)}">', 1
    )
    page = page.replace("<!--chooser-->", "\n".join([*first, f"<script>{early}</script>"]), 1)
    return page.replace("<!--script-->", "\n".join([*later, f'<script type="module">{rest}</script>']), 1)


def pdf(manuscript: Manuscript) -> bytes:
    """The report as PDF, tagged to PDF/UA-1 and PDF/A-2a."""
    from report.engines import typesetting

    return typesetting.document(written([manuscript], ["pdf"])[0]["pdf"], manuscript)


def written(manuscripts: Sequence[Manuscript], formats: Iterable[str]) -> list[dict[str, str]]:
    """What pandoc writes of manuscripts in one call, a text a format: see ``WRITERS``.

    Drawings, cells and the annex are still to be put in. What a manuscript becomes does not depend on the others.

    Raises :class:`Problem` if pandoc fails or warns.
    """
    templates = {WRITERS[name]: (TEMPLATES / _PAGES[name]).read_text(encoding="utf-8") for name in formats}
    cites = any(CITATION.search(manuscript.markdown) for manuscript in manuscripts)
    task = {
        "manuscripts": [without_contents(manuscript.markdown) for manuscript in manuscripts],
        "reader": READER,
        "filter": str(TEMPLATES / "manuscript.lua"),
        "templates": templates,
        **({"literature": str(LITERATURE)} if cites else {}),
    }
    answer = _run([*_MEMORY, "lua", "-E", str(TEMPLATES / "set.lua")], json.dumps(task).encode(), ", ".join(templates))
    pages = zip(manuscripts, json.loads(answer), strict=True)
    return [
        {name: _with_numbers(name, texts[WRITERS[name]], manuscript) for name in formats} for manuscript, texts in pages
    ]


def _with_numbers(name: str, text: str, manuscript: Manuscript) -> str:
    return with_keys(text, manuscript.markdown) if name == "html" else without_keys(text)


def converted(
    manuscript: Manuscript,
    to: str,
    lua_filter: Path,
    options: Sequence[str],
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """The manuscript in a format of pandoc's, its own blocks as a Lua filter makes them.

    Raises :class:`Problem` if pandoc fails or warns.
    """
    command = [
        f"--from={READER}",
        f"--to={to}",
        f"--data-dir={TEMPLATES}",  # and not a user's own
        f"--lua-filter={lua_filter}",
        "--wrap=none",
        "--syntax-highlighting=none",
        "--columns=10000",  # a table's lines are never too long for the page
        "--fail-if-warnings",
        *options,
    ]
    if CITATION.search(manuscript.markdown):
        command += ["--citeproc", f"--bibliography={LITERATURE}"]
    return _run(command, manuscript.markdown.encode(), to, environment)


def _run(options: Sequence[str], given: bytes, to: str, environment: Mapping[str, str] | None = None) -> bytes:
    """What pandoc answers to what it is given.

    Raises :class:`Problem` if it fails.
    """
    run = subprocess.run(  # noqa: S603
        [str(program()), *options], input=given, capture_output=True, check=False, env=os.environ | (environment or {})
    )
    if run.returncode:
        lines = run.stderr.decode(errors="replace").strip().splitlines()
        raise Problem(f"pandoc could not render the report as {to}: {' '.join(lines[-3:])}")
    return run.stdout


def program() -> Path:
    """The pandoc that comes with the libraries."""
    spec = find_spec("pypandoc")
    folder = Path(spec.origin).parent / "files" if spec and spec.origin else Path()
    for name in ("pandoc", "pandoc.exe"):
        if (folder / name).is_file():
            return folder / name
    raise Problem("pandoc was not found with pypandoc: install the locked libraries (pypandoc_binary holds it).")


def citation_style() -> str:
    """How works are cited: the style of this pandoc, in the Citation Style Language."""
    return default("default.csl").decode()


def default(name: str) -> bytes:
    """A file that comes with pandoc."""
    command = [str(program()), f"--print-default-data-file={name}"]
    return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603


# HTML: drawings, tables and the style sheet are put in after pandoc, which need not read them.


def _drawing(figure: PrintedFigure) -> str:
    alt = markup.escape(figure.alt)
    if figure.wide == figure.narrow:  # in an edition: compact drawings would take 18 KB of 395 off it, in 5 ms of 300
        shapes = {"drawing": colours.themed(figure.wide, f"{figure.id}-drawing")}
    else:
        shapes = {
            f"drawing {name}": drawings.compact(colours.themed(svg, f"{figure.id}-{name}"), f"{name[0]}{figure.number}")
            for name, svg in (("wide", figure.wide), ("narrow", figure.narrow))
        }
    return "\n".join(
        f'<div class="{kind}">' + svg.replace("<svg ", f'<svg role="img" aria-label="{alt}" ', 1) + "</div>"
        for kind, svg in shapes.items()
    )


def _download(kind: str, part: PrintedFigure | PrintedTable, manuscript: Manuscript) -> str:
    """The figures behind a chart or table, as a file that the page itself holds, and where its numbers come from.

    It is CSV or, in a page with a script, CSV in a zip archive, which the script unpacks.
    """
    place = f"{'fig' if kind == 'figure' else 'tbl'}-{part.id}"
    archive = manuscript.archives.get(place)
    media_type, suffix = ("application/zip", "zip") if archive else ("text/csv;charset=utf-8", "csv")
    data = base64.b64encode(archive or part.data.encode()).decode()
    zipped = '<span class="unscripted">, zipped</span>' if archive else ""
    link = f' <a href="#{annex_id(place)}">Where its numbers come from</a>' if place in manuscript.explained else ""
    return (
        f'<p class="download"><a download="{part.id}.{suffix}" href="data:{media_type};base64,{data}">'
        f"Data of {kind} {part.number} (CSV{zipped})</a>{link}</p>"
    )


def _region(table: PrintedTable) -> str:
    """A table in a region that scrolls sideways on a phone, and can be reached and scrolled by keyboard."""
    name = f"tbl-{table.id}-title"
    return (
        f'<div class="scroll" role="region" aria-labelledby="{name}" tabindex="0">\n{table_html(table, name)}\n</div>'
    )


@cache
def style_sheet() -> str:
    """The style sheet of every page of the report, typefaces and colours included."""
    return base_style() + colours.filled((TEMPLATES / "report.css").read_text(encoding="utf-8"))


@cache
def base_style() -> str:
    """What every style sheet begins with: the typefaces, and the colours as variables, light and dark."""
    light, dark = (
        ";".join(f"{name}:{value}" for name, value in colours.scheme(dark=dark).items()) for dark in (False, True)
    )
    return "\n".join(
        (
            webfont.css(),
            f":root{{{light}}}",
            f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}",
            "",
        )
    )


@cache
def style_with_script() -> str:
    """The style sheet of the report's page: with that of what its script adds to it."""
    sheets = [path.read_text(encoding="utf-8") for path in sorted((TEMPLATES / "page").glob("*.css"))]
    return "\n".join((style_sheet(), *map(colours.filled, sheets)))
