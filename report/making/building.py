"""Building the report and its indicators: what is read, in which order it is made, and what is written where.

Everything is made before anything is written, all of it together (``report.making.store``): a build that stops, for
whatever reason, leaves the outputs of the last good one. What is still as the last build left it is not made again
(``report.making.renewal``).
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.changes import inputs
from report import project
from report.making.store import Files, write
from report.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables.loading import Tables
    from report.manuscript.annex import Annex
    from report.manuscript.document import Manuscript
    from report.manuscript.execute import Notebook
    from report.manuscript.prose import Prose

CHAPTERS = Path(__file__).parents[1] / "chapters"
DOCUMENT = "valuing-care"
WORD = "docx"
SPREADSHEETS = {"ods", "xlsx"}


@contextmanager
def short_lived() -> Iterator[None]:
    """Garbage is not searched for: what a build makes lives until its end, and each search goes through all of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@short_lived()
def build_indicators(data: Path, build: Path) -> str:
    """Compute every indicator into ``build/indicators.csv`` and hold every claim against them in ``build/claims.csv``.

    Returns a sentence that says how many there are.
    """
    from analysis.claims.register import register
    from analysis.formulas.indicator import compute, definitions
    from analysis.tables.loading import load
    from report.formats.csv_text import csv_text
    from report.manuscript.claims import in_words, quoting
    from report.manuscript.prose import Prose

    tables = load(data)
    indicators = compute(tables)
    claims = register(tables.claims, tables.documents, indicators, definitions())
    prose = quoting(Prose(indicators, tables.areas, definitions()), claims)
    write(
        {
            "indicators.csv": csv_text(indicators),
            "claims.csv": csv_text(in_words(claims, prose)),
        },
        build,
    )
    return (
        f"{build / 'indicators.csv'}: {len(indicators):,} values of {indicators['indicator'].nunique()} indicators; "
        f"{build / 'claims.csv'}: {len(claims)} claims."
    )


@short_lived()
def build_headline(data: Path, build: Path) -> None:
    """List every number that the report prints in ``build/headline.json``, and every claim, without drawing a chart.

    Raises :class:`Problem` as :func:`build_report` does.
    """
    from figures.drawing import style
    from report.formats.csv_text import csv_text

    with told(steps=4) as progress:
        with style.blank():
            draft = executed(measured(data, progress), progress)
        files = {"headline.json": _json(draft.text.headline), "claims.csv": csv_text(draft.register())}
        files |= _made_from(data)
        progress.step("Writing the files")
        write(files, build)
    progress.done([str(build / name) for name in files])


@short_lived()
def build_figures(data: Path, build: Path) -> None:
    """Draw the report's charts into ``build/figures/``, with the data behind charts and tables, and nothing else.

    Raises :class:`Problem` as :func:`build_report` does.
    """
    from report.formats.pictures import pictures

    with told(steps=4) as progress:
        manuscript = executed(measured(data, progress), progress).text
        files = _figures(manuscript)
        files |= {f"figures/{name}.png": picture for name, picture in pictures(manuscript.figures).items()}
        progress.step("Writing the files")
        write(files, build)
    progress.done([str(build / name) for name in files if name.endswith(".svg")])


@contextmanager
def told(steps: int) -> Iterator[Progress]:
    """The progress of a build, which makes room for the reason where it stops."""
    progress = Progress(sys.stdout, steps)
    try:
        yield progress
    except BaseException:
        progress.clear()
        raise


@dataclass(frozen=True)
class Measured:
    """What is known before a sentence is written: the tables, the indicators, and the claims held against them."""

    tables: Tables
    indicators: pd.DataFrame
    claims: pd.DataFrame


def measured(data: Path, progress: Progress) -> Measured:
    """The tables of a folder, with all that is computed from them alone."""
    from analysis.claims.register import register
    from analysis.formulas.indicator import compute, definitions
    from analysis.tables.loading import load

    progress.step("Reading the tables and computing the indicators")
    tables = load(data)
    indicators = compute(tables)
    claims = register(tables.claims, tables.documents, indicators, definitions())
    return Measured(tables, indicators, claims)


@dataclass(frozen=True)
class Draft:
    """A manuscript whose ``text`` is whole: an engine can begin with it while its annex is being written."""

    text: Manuscript
    annex: Annex
    prose: Prose
    claims: pd.DataFrame

    def annexed(self) -> Manuscript:
        """The manuscript with its annex."""
        from report.manuscript.assemble import annexed

        return annexed(self.text, self.annex)

    def register(self) -> pd.DataFrame:
        """Every claim with its reason as a sentence: what ``claims.csv`` holds."""
        from report.manuscript.claims import in_words

        return in_words(self.claims, self.prose)

    def trails(self) -> pd.DataFrame:
        """Every observation behind every number of the text: what ``trails.csv`` holds."""
        return self.annex.observations(self.text.headline)


def executed(known: Measured, progress: Progress) -> Draft:
    """The draft of the project's chapters."""
    from report import chapter
    from report.manuscript.execute import execute, read

    progress.step("Executing the chapters")
    with chapter.given(known.tables, known.indicators, known.claims):
        chapters = [execute(notebook) for notebook in read(CHAPTERS)]
    progress.step("Putting the manuscript together")
    return put_together(known, chapters)


def put_together(known: Measured, chapters: Iterable[Notebook]) -> Draft:
    """The draft of executed chapters."""
    from analysis.formulas.indicator import definitions
    from analysis.formulas.provenance import Trails
    from report.manuscript.annex import Annex
    from report.manuscript.claims import quoting
    from report.manuscript.prose import Prose
    from report.manuscript.sources import Sources

    tables, indicators = known.tables, known.indicators
    prose = quoting(Prose(indicators, tables.areas, definitions(), Sources(tables).of), known.claims)
    annex = Annex(Trails(indicators, tables), tables.sources)
    text = assembled(chapters, prose, published=published(tables.sources), annex=annex)
    return Draft(text, annex, prose, known.claims)


def assembled(
    chapters: Iterable[Notebook], prose: Prose, *, published: int = 0, annex: Annex | None = None
) -> Manuscript:
    """The manuscript of executed chapters, with the project's title page and literature, its annex still empty.

    Their templates may ask for the month of the newest source with ``newest_source()``.
    """
    from datetime import UTC, datetime

    from report.manuscript.assemble import assemble

    def newest_source() -> str:
        return f"{datetime.fromtimestamp(published, UTC):%B %Y}"

    prose.know(newest_source)
    literature = json.loads((CHAPTERS / "references.json").read_text(encoding="utf-8"))
    front_matter = (CHAPTERS / "metadata.yml").read_text(encoding="utf-8")
    works = {work["id"]: _cited(work) for work in literature}
    return assemble(chapters, prose, front_matter, literature=works, published=published, annex=annex)


def _cited(work: Mapping[str, Any]) -> str:
    """The words that cite a work where no engine does.

    >>> _cited({"author": [{"literal": "DfE"}, {"family": "Munro"}], "issued": {"date-parts": [[2011, 5]]}})
    '(DfE and Munro 2011)'
    """
    authors = " and ".join(author.get("literal") or author["family"] for author in work["author"])
    return f"({authors} {work['issued']['date-parts'][0][0]})"


def described(manuscript: Manuscript) -> Files:
    """What is written of a manuscript as it is: its text, its notebooks as one, its numbers, its charts and tables."""
    from report.formats import notebooks

    files = {
        "headline.json": _json(manuscript.headline),
        f"manuscript/{DOCUMENT}.md": manuscript.markdown.encode(),
        f"manuscript/{DOCUMENT}.ipynb": notebooks.serialised(notebooks.joined(manuscript.notebooks)).encode(),
    }
    files |= {f"manuscript/figures/{figure.id}.svg": figure.wide.encode() for figure in manuscript.figures}
    return files | _figures(manuscript)


def tabulated(known: Measured, names: Sequence[str]) -> dict[str, bytes]:
    """The indicators in some formats of tables, Parquet and spreadsheets."""
    found = {}
    if "parquet" in names:
        from report.formats.parquet import parquet

        found["parquet"] = parquet(known.indicators)
    if sheets := sorted(SPREADSHEETS & set(names)):
        from report.formats import spreadsheets

        gc.collect()  # what charts have left makes room for half a million cells
        tables = known.tables
        found |= spreadsheets.documents(known.indicators, tables.areas, published(tables.sources), sheets)
    return found


def records(outputs: Files, data: Path, sources: Mapping[str, Mapping[str, Any]], engine: str) -> Files:
    """What tells of a build: what it is made from, with what, and what came out."""
    from report.records.crate import FILE_NAME, crate
    from report.records.manifest import manifest

    told = _made_from(data)
    record = manifest(project.in_folder(project.ROOT, data), outputs | told, engine)
    listing = {"manifest.json": _json(record)}
    return told | listing | {FILE_NAME: _json(crate(record, listing, sources.values(), published(sources)))}


def _made_from(data: Path) -> Files:
    """The fingerprints of what a build is made from, for who compares it with another."""
    return {"inputs.json": _json(inputs(project.in_folder(project.ROOT, data)))}


def _figures(manuscript: Manuscript) -> Files:
    """The charts, and the data behind charts and tables."""
    files = {f"figures/{figure.id}.svg": figure.wide.encode() for figure in manuscript.figures}
    files |= {f"figures/{figure.id}.csv": figure.data.encode() for figure in manuscript.figures}
    return files | {f"figures/{table.id}.csv": table.data.encode() for table in manuscript.tables}


def published(sources: Mapping[str, Mapping[str, Any]]) -> int:
    """When the newest source was published, in seconds since 1970: the date that the PDF bears."""
    from datetime import UTC, datetime

    # Some publishers give no more than the month or the year: it counts from its first day.
    days = [f"{source['published']}-01-01"[:10] for source in sources.values() if source.get("published")]
    return int(datetime.fromisoformat(max(days)).replace(tzinfo=UTC).timestamp()) if days else 0


def listed(formats: Sequence[str]) -> str:
    """Formats as a sentence names them."""
    *others, last = (name.upper() for name in formats)
    return f"{', '.join(others)} and {last}" if others else last


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
