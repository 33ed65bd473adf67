"""The build of the report, straight from top to bottom: read, compute, execute, assemble, render, write.

A worker, forked when the indicators are known, executes the chapters while this process writes the text of those that
are executed, and sets the pages while this process makes the rest.

Everything is made before anything is written, and all of it is written together (``report.store``): a build that stops
leaves the outputs of the last good one. Three content keys (``report.keys``) say what need not be made again: the
indicators, the results of each chapter's code, and, if nothing has changed, the whole.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from analysis.wording import listed
from report import engines, keys, last_build, project, store
from report.last_build import LastBuild, Results
from report.manuscript import execute as notebooks
from report.outputs import API, CLAIMS, FORMATS, HEADLINE, INDICATORS, INPUTS, MANIFEST, REGISTERED
from report.processes import collect_less_garbage, pool, start
from report.progress import Progress
from report.project import Files
from report.records.inputs import inputs

if TYPE_CHECKING:
    import pandas as pd

    from report.engines import Engine
    from report.formats.origin import Origin
    from report.keys import Keys
    from report.manuscript.document import Manuscript
    from report.manuscript.draft import Draft, Measured
    from report.manuscript.execute import Notebook

SPREADSHEETS: Final = ("ods", "xlsx")

_known: list[Measured] = []
"""What is known to a worker."""


class Executed:
    """Chapters in their order, each as soon as a worker has executed it.

    The results that are ``kept`` need not be made again.
    """

    def __init__(
        self, chapters: Sequence[Notebook], kept: Mapping[str, Results | None], worker: ProcessPoolExecutor
    ) -> None:
        self.results: dict[str, Results] = {}
        self._begun = [(chapter, kept[chapter.name] or worker.submit(execute, chapter)) for chapter in chapters]

    def __iter__(self) -> Iterator[Notebook]:
        """The chapters with the results of their code."""
        for chapter, begun in self._begun:
            self.results[chapter.name] = begun.result() if isinstance(begun, Future) else begun
            yield chapter.with_results(self.results[chapter.name])


def document(name: str) -> str:
    """Where a document of the report is written, within the build folder."""
    return FORMATS[name].file or f"report/valuing-care.{name}"


def build_report(
    data: Path,
    build: Path,
    engine: str,
    formats: Sequence[str],
    say: Callable[[str], None],
    *,
    force: bool = False,
    progress_to: TextIO | None = None,
) -> None:
    """Build the report into a folder; ``say`` gets a sentence if nothing is to do, ``force`` makes everything again.

    The steps are written to ``progress_to``, by default standard output.

    Raises :class:`Problem` if the data, a chapter or a reference is at fault; nothing is written then.
    """
    with store.held(build, lambda: say(f"Another build is writing into {build}: waiting until it is done.")):
        chosen = engines.choose(engine)
        chapters = notebooks.read(project.CHAPTERS)
        now = keys.of_build(keys.files_of_build(data), code_of(chapters), chosen.fingerprint)
        last = LastBuild.read(build).forgotten() if force else LastBuild.read(build)
        whole = last.documents(_current(last)) if now.report == last.keys.report else {}
        due = [name for name in FORMATS if name in formats and document(name) not in whole]
        if whole and not due and not last.damaged:
            written = " and ".join(str(build / document(name)) for name in FORMATS if name in formats)
            say(f"Nothing to do: nothing has changed since {written} were made.")
            return

        with Progress(progress_to or sys.stdout, steps=3) as progress:
            progress.step("Reading the tables and computing the indicators")
            known = measure(data, last.indicators(now.indicators), chapters)
            progress.step("Executing the chapters and putting the manuscript together")
            kept = {chapter.name: last.results(chapter.name, now.chapters[chapter.name]) for chapter in chapters}
            workers = 2 if {*SPREADSHEETS} & {*due} else 1  # spreadsheets take as long as all else that a worker does
            with ThreadPoolExecutor(1) as thread, pool(workers, start(), _begin, known) as worker:
                executed = Executed(chapters, kept, worker)
                files = chain(whole.items(), made(known, executed, chosen, due, worker, thread, progress))
                left = store.within(build, ["figures", "manuscript", "notebooks", last_build.EXECUTED])
                records = (data, known, chosen.fingerprint, now, executed.results)
                store.put(recorded(files, *records), build, {*last.files, *left})
            progress.done([str(build / document(name)) for name in FORMATS if name in formats])


def measure(data: Path, indicators: pd.DataFrame | None, chapters: Sequence[Notebook]) -> Measured:
    """What is known before a sentence is written, from the ``indicators`` if they are known already.

    A worker computes half of them, and compiles what is to be written.
    """
    from report.manuscript import templates
    from report.manuscript.draft import measured, other_families

    with pool(1, start()) as worker:
        others = worker.submit(other_families, data) if indicators is None else None
        compiled = worker.submit(templates.compiled, sentences_of(chapters))
        collect_less_garbage()
        known = measured(data, indicators, others)
        templates.COMPILED.codes |= compiled.result()
    collect_less_garbage()
    return known


def _begin(known: Measured) -> None:
    _known[:] = [known]
    collect_less_garbage()


def _current(last: LastBuild) -> list[str]:
    """The documents of the last build, of which the interface for programs is there as a whole or not at all."""
    documents = [document(name) for name in FORMATS if name != "api"]
    interface = [path for path in last.files if path.startswith(f"{API}/")]
    return documents + ([] if {*interface} & {*last.damaged} else interface)


def execute(chapter: Notebook) -> Results:
    """The results of a chapter's code, run by a worker over what it knows."""
    return executed_here(chapter, _known[0])


def executed_here(chapter: Notebook, known: Measured) -> Results:
    """The results of a chapter's code, run in this process over what is known."""
    from report.chapter import given

    with given(known.tables, known.indicators, known.claims):
        return notebooks.execute(chapter).results


def printable(manuscript: Manuscript) -> Manuscript:
    """What the pages of a manuscript are set from: a quarter of the whole."""
    return replace(manuscript, notebooks=(), headline=())


def made(
    known: Measured,
    executed: Executed,
    engine: Engine,
    formats: Sequence[str],
    worker: ProcessPoolExecutor,
    thread: ThreadPoolExecutor,
    progress: Progress,
) -> Iterator[tuple[str, bytes]]:
    """The files of a build, each as soon as it is made: documents in some formats, and what goes with them."""
    from analysis.formulas.intervals import with_limits
    from analysis.indicators.definitions import counted
    from report.engines import pandoc, typesetting
    from report.formats.origin import Origin, origin_of
    from report.formats.parquet import parquet
    from report.manuscript.draft import drafted, text_of

    style = worker.submit(pandoc.style_with_script)
    sheets = [name for name in SPREADSHEETS if name in formats]
    tables = known.tables
    lists_values = sheets or "api" in formats
    origin = origin_of(known.indicators, tables, tables.sources) if lists_values else Origin({}, {})
    values = worker.submit(tabulate, origin, sheets) if sheets else None
    indicators = with_limits(known.indicators, counted())
    yield "indicators.parquet", parquet(indicators)  # while the worker executes the first chapter
    text = text_of(known, executed)
    embedded = [name for name in formats if name in pandoc.WRITERS] if engine.is_embedded else []
    texts = thread.submit(pandoc.written, [printable(text.manuscript)], embedded) if embedded else None
    draft = drafted(known, text)  # while pandoc runs
    files = [FORMATS[name].file.rpartition("/")[2] or name.upper() for name in formats]
    progress.step(f"Rendering {listed(files) or 'charts and tables'} with {engine.name}")
    (pages,) = texts.result() if texts else ({},)
    paper = printable(draft.manuscript)
    pdf = worker.submit(typesetting.document, pages["pdf"], paper) if "pdf" in pages else None
    yield from render(known, indicators, draft, engine, formats, pages, style)
    if "api" in formats:
        yield from serve(known, origin).items()
    if values:
        yield from values.result().items()
    if pdf:
        yield document("pdf"), pdf.result()


def render(
    known: Measured,
    indicators: pd.DataFrame,
    draft: Draft,
    engine: Engine,
    formats: Sequence[str],
    pages: Mapping[str, str],
    style: Future[str],
) -> Iterator[tuple[str, bytes]]:
    """The documents of some formats, and what goes with them (:func:`describe`), charts as pictures among it.

    ``indicators`` have their limits; ``pages`` are as pandoc has written them for the embedded engine.

    A worker sets the printed pages of the embedded engine. What runs Quarto runs here, where an interrupt reaches it,
    so that the program ends too.
    """
    from report import versions
    from report.engines import pandoc
    from report.formats import word
    from report.formats.notebooks import page
    from report.formats.pictures import pictures
    from report.page import explore
    from report.page.archives import archives
    from report.page.blocks import blocks

    manuscript = draft.manuscript
    complete = manuscript
    if "html" in formats:
        complete = replace(manuscript, blocks=blocks(known, draft), archives=archives(manuscript))
    for name in formats:
        if name in engine.renderers and name not in pages:
            yield document(name), engine.renderers[name](complete)
    if "html" in pages:
        yield document("html"), pandoc.completed(pages["html"], complete, style.result()).encode()
    yield from describe(indicators, draft).items()
    for chapter in manuscript.notebooks:
        yield f"notebooks/{chapter.name}.html", page(chapter).encode()
    drawn = pictures(manuscript.drawings)
    for name, picture in drawn.items():
        yield f"figures/{name}.png", picture
    if "docx" in formats:
        yield document("docx"), word.document(manuscript, drawn)
    if "explore" in formats:
        held = versions.held(project.ROOT)
        yield document("explore"), explore.page(known, manuscript, project.version(), held).encode()


def tabulate(origin: Origin, formats: Sequence[str]) -> Files:
    """The indicators that a worker knows as spreadsheets of some formats."""
    from report.formats import spreadsheets
    from report.manuscript.draft import published

    (known,) = _known
    day = published(known.tables.sources)
    made = spreadsheets.documents(known.indicators, known.tables.areas, origin, day, formats)
    return {document(name): content for name, content in made.items()}


def serve(known: Measured, origin: Origin) -> Files:
    """The interface for programs: every value as static JSON, and what each version changed."""
    from analysis.formulas.intervals import with_limits
    from analysis.indicators.definitions import counted
    from report import versions
    from report.formats import api
    from report.manuscript.draft import published

    version = api.version_of(known.data_version, project.version(), published(known.tables.sources))
    indicators = with_limits(known.indicators, counted())
    return api.files(indicators, known.tables.areas, origin, version, versions.held(project.ROOT))


def describe(indicators: pd.DataFrame, draft: Draft) -> Files:
    """What a build writes besides documents: indicators, claims, numbers, trails, the manuscript, charts and data.

    ``indicators`` have their limits.
    """
    from report.formats.csv_text import csv_text
    from report.formats.notebooks import joined, serialised

    manuscript = draft.manuscript
    return figures(manuscript) | {
        INDICATORS: csv_text(indicators),
        CLAIMS: csv_text(draft.claims),
        REGISTERED: definitions(),
        "trails.csv": csv_text(draft.trails),
        HEADLINE: _json(manuscript.headline),
        "manuscript/valuing-care.md": manuscript.markdown.encode(),
        "manuscript/valuing-care.ipynb": serialised(joined(manuscript.notebooks)).encode(),
        **{f"manuscript/figures/{figure.id}.svg": figure.wide.encode() for figure in manuscript.figures},
    }


def figures(manuscript: Manuscript) -> Files:
    """The charts as drawings, and the data behind charts and tables."""
    files = {f"figures/{figure.id}.svg": figure.wide.encode() for figure in manuscript.figures}
    files |= {f"figures/{figure.id}.csv": figure.data.encode() for figure in manuscript.figures}
    return files | {f"figures/{table.id}.csv": table.data.encode() for table in manuscript.tables}


def recorded(
    files: Iterable[tuple[str, bytes]],
    data: Path,
    known: Measured,
    engine: str,
    now: Keys,
    results: Mapping[str, Results],
) -> Iterator[tuple[str, bytes]]:
    """The files of a build and then its records: what it is made from, with what, and what came out."""
    from report.manuscript.draft import published
    from report.records.crate import FILE_NAME, crate
    from report.records.manifest import about, manifest

    outputs = {}
    for name, content in chain(files, [(INPUTS, fingerprints(data))]):
        outputs[name] = about(content)
        yield name, content
    record = manifest(project.in_folder(project.ROOT, data), outputs, engine)
    listing = {MANIFEST: _json(record)}
    sources = known.tables.sources
    yield from listing.items()
    yield FILE_NAME, _json(crate(record, listing, sources.values(), published(sources)))
    yield from last_build.record(now, results).items()


def fingerprints(data: Path) -> bytes:
    """The fingerprints of what a build is made from, by which another build is compared with it."""
    return _json(inputs(project.in_folder(project.ROOT, data)))


def definitions() -> bytes:
    """The definitions and the rules of claims as they are, with the data that each is registered with."""
    from analysis.indicators import definitions as indicators
    from report.records import registration

    now = registration.fingerprints(indicators.definitions())
    return registration.written(registration.as_they_are(registration.register_of(project.ROOT), now))


def stale(data: Path, build: Path, engine: str, formats: Sequence[str]) -> list[str]:
    """What building the report would make again and why, a sentence a part; empty if there is nothing to do."""
    chapters = code_of(notebooks.read(project.CHAPTERS))
    now = keys.of_build(keys.files_of_build(data), chapters, engines.choose(engine).fingerprint)
    last = LastBuild.read(build)
    parts = [("the indicators", last.keys.indicators, now.indicators)]
    parts += [(f"the code of {name}", last.keys.chapters.get(name, {}), key) for name, key in now.chapters.items()]
    parts += [("the report", last.keys.report, now.report)]
    found = {part: keys.differences(before, key) if before else ["not made yet"] for part, before, key in parts}
    found |= {name: ["changed or gone since it was made"] for name in last.damaged}
    missing = (document(name) for name in formats if document(name) not in last.files)
    found |= {name: ["not made yet"] for name in missing}
    return [f"{part}: {', '.join(reasons)}" for part, reasons in found.items() if reasons]


def build_indicators(data: Path, build: Path) -> str:
    """Compute every indicator into ``indicators.csv`` and hold every claim against them in ``claims.csv``.

    Returns a sentence that says how many there are.
    """
    from analysis.formulas.intervals import with_limits
    from analysis.indicators.definitions import counted
    from report.formats.csv_text import csv_text
    from report.manuscript.claims import with_reasons
    from report.manuscript.draft import measured, prose_of

    known = measured(data)
    claims = with_reasons(known.claims, prose_of(known))
    indicators = with_limits(known.indicators, counted())
    store.write({INDICATORS: csv_text(indicators), CLAIMS: csv_text(claims)}, build)
    return (
        f"{build / INDICATORS}: {len(known.indicators):,} values of {known.indicators['indicator'].nunique()} "
        f"indicators; {build / CLAIMS}: {len(claims)} claims."
    )


def build_headline(data: Path, build: Path) -> None:
    """List every number that the report prints in ``headline.json``, and every claim, without drawing a chart.

    Raises :class:`Problem` as :func:`build_report` does.
    """
    from figures.drawing import style
    from report.formats.csv_text import csv_text

    with Progress(sys.stdout, steps=4) as progress:
        with style.blank():
            draft = draft_anew(data, progress)
        files = {
            HEADLINE: _json(draft.manuscript.headline),
            CLAIMS: csv_text(draft.claims),
            REGISTERED: definitions(),
            INPUTS: fingerprints(data),
        }
        progress.step("Writing the files")
        store.write(files, build)
        progress.done([str(build / name) for name in files])


def build_figures(data: Path, build: Path) -> None:
    """Draw the report's charts into ``figures/``, with the data behind charts and tables, and nothing else.

    Raises :class:`Problem` as :func:`build_report` does.
    """
    from report.formats.pictures import pictures

    with Progress(sys.stdout, steps=4) as progress:
        manuscript = draft_anew(data, progress).manuscript
        files = figures(manuscript)
        files |= {f"figures/{name}.png": picture for name, picture in pictures(manuscript.drawings).items()}
        progress.step("Writing the files")
        store.write(files, build)
        progress.done([str(build / name) for name in files if name.endswith(".svg")])


def draft_anew(data: Path, progress: Progress) -> Draft:
    """The draft of the project's chapters over the tables of a folder, whatever was built before."""
    from report.manuscript.draft import drafted, measured, text_of

    progress.step("Reading the tables and computing the indicators")
    known = measured(data)
    progress.step("Executing the chapters")
    chapters = notebooks.read(project.CHAPTERS)
    executed = [chapter.with_results(executed_here(chapter, known)) for chapter in chapters]
    progress.step("Putting the manuscript together")
    return drafted(known, text_of(known, executed))


def sentences_of(chapters: Iterable[Notebook]) -> list[str]:
    """The sources of the chapters' Markdown cells, which are templates."""
    return [cell["source"] for chapter in chapters for cell in chapter.cells if cell["cell_type"] == "markdown"]


def code_of(chapters: Iterable[Notebook]) -> dict[str, list[str]]:
    """The sources of each chapter's code cells, by its name."""
    return {chapter.name: chapter.code_cells for chapter in chapters}


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
