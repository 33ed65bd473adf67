"""The products of the report in the order of their making, each with what it reads: those that are current are kept.

In this order: the values of each indicator, the register of claims, the results of each chapter's code, the manuscript,
the documents, pages and pictures, and the records that tell of the build. Of the project's code a product reads the
modules that its own import, directly or through others; of tables and series what was asked for as it was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from report import engines
from report.chapter import REGISTER
from report.engines import Engine, Steps
from report.making import building, chapters, fingerprint, kept
from report.making.beside import Held, Helper, helper
from report.making.building import Draft, Measured
from report.making.chapters import Executed
from report.making.fingerprint import code
from report.making.indicators import EVERYWHERE, INDICATORS, PLACES, computed, noted, values_of, written
from report.making.ledger import INDICATOR
from report.making.renewal import MANUSCRIPT, RECORDS, Renewal, document
from report.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading import Reading
    from analysis.tables.loading import Tables
    from report.manuscript.document import Manuscript
    from report.manuscript.execute import Notebook

PARQUET: Final = "indicators.parquet"
PICTURES: Final = "the charts as pictures"
OUTPUTS: Final = "the list of outputs"

DEFINITIONS: Final = "analysis.formulas.indicator.definitions"

TEMPLATES: Final[Mapping[str, Sequence[str]]] = {
    "html": ("report.html", "report.css", "manuscript.lua"),
    "pdf": ("report.typ", "style.typ", "manuscript.lua"),
    "docx": ("word/",),
    "ods": ("spreadsheets/",),
    "xlsx": ("spreadsheets/",),
    "page": ("notebook/",),
    "quarto": ("quarto.yml", "report.html", "report.typ", "manuscript.lua"),
}
"""Which templates, or folders of them, each kind of document is made with; Quarto's are read for all that it makes."""


@building.short_lived()
def make(renewal: Renewal, data: Path, build: Path, engine: str, formats: Sequence[str]) -> None:
    """Build the report into ``build/``: documents, notebooks, figures, indicators, claims, what they are made from.

    Raises :class:`Problem` where the data, a chapter or a reference does not bear it; nothing is written then.
    """
    chosen = engines.choose(engine)
    wanted = sorted(set(formats))
    with building.told(steps=5) as progress:
        with helper() as draughtsman, helper() as typesetter:
            products = Products(renewal, data, progress, draughtsman, typesetter)
            products.prepare(chosen, wanted)
            products.measure()
            products.execute()
            products.assemble(chosen, wanted)
            progress.step(f"Rendering {building.listed(formats)} with {chosen.name}")
            products.draw()
            products.tabulate(wanted)
            products.let_go()
            products.render(chosen, wanted)
            products.collect()
        progress.step("Writing the files")
        products.record(chosen.fingerprint)
        renewal.write()
    progress.done([str(build / document(suffix)) for suffix in wanted])


class Products:
    """The products of one build; what something is made from is read or made when it is first needed.

    Two processes work beside this one. The ``draughtsman`` executes the chapters, which draw their charts, while this
    one writes the indicators and then fills in the sentences of those that are done, and afterwards makes the page,
    pictures and tables. The ``typesetter`` lays out the printed pages while this one writes the annex, and prints them.
    """

    def __init__(
        self, renewal: Renewal, data: Path, progress: Progress, draughtsman: Helper, typesetter: Helper
    ) -> None:
        self._renewal = renewal
        self._data = data
        self._progress = progress
        self._draughtsman = draughtsman
        self._typesetter = typesetter
        self._under_way: dict[str, Future[Executed]] = {}
        self._draft: Draft | None = None
        self._begun: dict[str, Held[Any]] = {}
        self._drawn: Future[dict[str, bytes]] | None = None
        self._tabulated: dict[str, Future[dict[str, bytes]]] = {}

    def prepare(self, engine: Engine, formats: Sequence[str]) -> None:
        """Has the other processes load what they will need for what may have to be made."""
        due = self._renewal.faults([*self._chapters, *map(document, formats)])
        if cells := [cell for name, notebook in self._chapters.items() if name in due for cell in code_of(notebook)]:
            self._draughtsman.submit(chapters.load_ahead, cells)
        for name in formats:
            if name in engine.beside and document(name) in due:
                self._renderer(name).submit(engine.beside[name].load)

    def measure(self) -> None:
        """The values of every indicator, and the register of claims."""
        last = self._renewal.last(INDICATOR)
        if last and self._renewal.keeps(*last, PLACES, INDICATORS):
            self._progress.skip()
        else:
            self._progress.step("Reading the tables and computing the indicators")
            self._compute()
        if not self._renewal.keeps(REGISTER):
            from report.formats.csv_text import csv_text

            values = {REGISTER: fingerprint.of(csv_text(self._known.claims))}
            read = [INDICATORS, *self._behind_claims, *code("analysis.claims.register", DEFINITIONS)]
            self._renewal.made(REGISTER, read, values=values)

    def execute(self) -> None:
        """The results of each chapter's code, and the text of all where some are new."""
        for name, notebook in self._chapters.items():
            if name not in self._under_way and not self._renewal.keeps(name):
                self._begin(name, notebook)
        if not self._under_way:
            self._progress.skip()
            return
        self._progress.step("Executing the chapters")
        self.tabulate(["parquet"])
        self._draft = self._put_together()

    def assemble(self, engine: Engine, formats: Sequence[str]) -> None:
        """The manuscript, and what is written of it as it is; its documents are begun before it has its annex."""
        if self._renewal.keeps(MANUSCRIPT):
            self._progress.skip()
            return
        from report.formats.csv_text import csv_text

        self._progress.step("Putting the manuscript together")
        draft = self._draft or self._put_together()
        for name in formats:
            if name in engine.beside:
                self._begun[name] = self._renderer(name).hold(engine.beside[name].begin, _in_short(draft.text))
        self._manuscript = draft.annexed()
        files = building.described(self._manuscript)
        files |= {"claims.csv": csv_text(draft.register()), "trails.csv": csv_text(draft.trails())}
        files |= {kept.page(page.name): kept.content(page) for page in self._manuscript.notebooks}
        files[kept.MANUSCRIPT] = kept.manuscript(self._manuscript)
        names = [notebook.name for notebook in self._chapters.values()]
        read = [
            *map(kept.chapter, names),
            *(f"report/chapters/{name}.ipynb" for name in names),
            fingerprint.CHAPTERS,
            *self._renewal.inputs("report/chapters/passages/"),
            "report/chapters/metadata.yml",
            "report/chapters/references.json",
            INDICATORS,
            REGISTER,
            *self._noted(),
            *code("report.manuscript.annex", "report.manuscript.assemble", "report.manuscript.claims"),
            *code("report.formats.csv_text", "report.formats.notebooks"),
            *code("report.manuscript.sources", "analysis.formulas.provenance", DEFINITIONS),
        ]
        self._renewal.made(MANUSCRIPT, read, files)

    def draw(self) -> None:
        """The charts as pictures: under way with the draughtsman, if they are due."""
        if not self._renewal.keeps(PICTURES):
            from report.formats.pictures import pictures

            self._drawn = self._draughtsman.submit(pictures, self._manuscript.figures)

    def tabulate(self, formats: Sequence[str]) -> None:
        """The indicators as Parquet and as spreadsheets: under way with the draughtsman, if any is due."""
        tables = {"parquet": PARQUET} | {name: document(name) for name in formats if name in building.SPREADSHEETS}
        due = [name for name, product in tables.items() if not self._renewal.keeps(product)]
        due = [name for name in due if tables[name] not in self._tabulated]
        if due:
            under_way = self._draughtsman.submit(building.tabulated, self._known_beside, due)
            self._tabulated |= {tables[name]: under_way for name in due}

    def let_go(self) -> None:
        """Let go of the tables and indicators, so that they do not outlive their use."""
        for name in ("_known", "_indicators", "_reading"):
            vars(self).pop(name, None)
        self._draft = None

    def render(self, engine: Engine, formats: Sequence[str]) -> None:
        """The documents, and the pages of notebooks."""
        due = [name for name in formats if name in engine.renderers and not self._renewal.keeps(document(name))]
        elsewhere = {name: self._set(name, engine.beside[name]) for name in due if name in engine.beside}
        for name in due:
            if name not in elsewhere:
                self._rendered(name, engine, engine.renderers[name](self._manuscript))
        for path in self._renewal.files(MANUSCRIPT):
            if path.startswith(kept.PAGES):
                self._page(Path(path).stem)
        if self._drawn:
            drawings = [path for path in self._renewal.files(MANUSCRIPT) if path.startswith("figures/")]
            files = {f"figures/{name}.png": picture for name, picture in self._drawn.result().items()}
            self._renewal.made(PICTURES, [*drawings, *code("report.formats.pictures")], files)
        if building.WORD in formats:
            self._word()
        for name, future in elsewhere.items():
            self._rendered(name, engine, future.result())

    def collect(self) -> None:
        """Note the tables that were under way."""
        for path, table in self._tabulated.items():
            name = path.rpartition(".")[2]
            read = [INDICATORS, *code("report.formats.parquet")]
            if name in building.SPREADSHEETS:
                read = [INDICATORS, *EVERYWHERE, *self._templates(name), *code("report.formats.spreadsheets")]
            self._renewal.made(path, read, {path: table.result()[name]})

    def record(self, engine: str) -> None:
        """What else of the last build is current, and the records that tell of this one."""
        from analysis.tables.loading import load

        self._renewal.keep_current()
        outputs = self._renewal.outputs()
        self._renewal.made(OUTPUTS, [], values={OUTPUTS: fingerprint.of("\n".join(sorted(outputs)))})
        if self._renewal.keeps(RECORDS):
            return
        contents = {path: self._renewal.content(path) for path in outputs}
        files = building.records(contents, self._data, load(self._data).sources, engine)
        read = [
            OUTPUTS,
            *outputs,
            *self._renewal.inputs(""),
            *code("report.records.manifest", "report.records.crate", "analysis.changes"),
        ]
        self._renewal.made(RECORDS, read, files)

    # Making

    def _measured(self, indicators: pd.DataFrame) -> None:
        """The indicators are there: chapters are begun whose results would be made again whatever they read of them."""
        self._indicators = indicators
        for name in self._renewal.out_of_date(self._chapters):
            self._begin(name, self._chapters[name])

    def _compute(self) -> None:
        made = computed(self._renewal, self._reading)
        self._measured(made.indicators)
        text, values = written(made.indicators)
        made.note(self._renewal, values)
        read = [*self._renewal.values(INDICATOR), PLACES, *code("report.formats.csv_text")]
        self._renewal.made(INDICATORS, read, {INDICATORS: text})

    def _begin(self, name: str, notebook: Notebook) -> None:
        """A chapter's code, under way with the draughtsman."""
        self._under_way[name] = self._draughtsman.submit(chapters.executed, notebook, self._known_beside)

    def _executed(self, name: str) -> Notebook:
        """A chapter with the results of its code, which are waited for where they are under way."""
        notebook = self._chapters[name]
        path = kept.chapter(notebook.name)
        if name in self._under_way:
            executed = self._under_way[name].result()
            read = [
                fingerprint.code_of(f"report/chapters/{notebook.name}.ipynb"),
                *fingerprint.code_behind(code_of(notebook)),
                *code("report.manuscript.execute"),
                *sorted(map(values_of, executed.series)),
                *sorted(executed.asked),
                *sorted(f"data/{table}" for table in executed.tables),
            ]
            self._renewal.made(name, read, {path: executed.results})
        return kept.with_results(notebook, self._renewal.content(path))

    def _put_together(self) -> Draft:
        """The draft of all chapters; what it reads of the tables is noted from here on."""
        known = self._known
        self._reading.noted()
        return building.put_together(known, map(self._executed, self._chapters))

    def _set(self, name: str, steps: Steps) -> Future[bytes]:
        """A document, under way in the process that renders it."""
        short = _in_short(self._manuscript)
        renderer = self._renderer(name)
        begun = self._begun.get(name) or renderer.hold(steps.begin, short)
        return renderer.submit(steps.finish, begun, short)

    def _renderer(self, name: str) -> Helper:
        """The process that renders a document: the PDF takes the most room, and is set in one that holds no tables."""
        return self._typesetter if name == "pdf" else self._draughtsman

    def _rendered(self, name: str, engine: Engine, content: bytes) -> None:
        module = engine.renderers[name].__module__
        templates = [*self._templates(name), *self._templates(engine.name)]
        read = [kept.MANUSCRIPT, fingerprint.ENGINE, *templates, "report/chapters/references.json", *code(module)]
        self._renewal.made(document(name), read, {document(name): content})

    def _page(self, name: str) -> None:
        product = f"notebooks/{name}.html"
        if not self._renewal.keeps(product):
            from report.formats import notebooks

            page = notebooks.page(kept.notebook(name, self._renewal.content(kept.page(name))))
            read = [kept.page(name), *self._templates("page"), *code("report.formats.notebooks")]
            self._renewal.made(product, read, {product: page.encode()})

    def _word(self) -> None:
        product = document(building.WORD)
        if not self._renewal.keeps(product):
            from report.formats import word

            pictures = self._renewal.files(PICTURES)
            drawn = {Path(path).stem: self._renewal.content(path) for path in pictures}
            templates = self._templates(building.WORD)
            read = [
                kept.MANUSCRIPT,
                *pictures,
                *templates,
                "report/chapters/references.json",
                *code("report.formats.word"),
            ]
            self._renewal.made(product, read, {product: word.document(self._manuscript, drawn)})

    def _templates(self, kind: str) -> list[str]:
        return [name for part in TEMPLATES.get(kind, ()) for name in self._renewal.inputs(f"report/templates/{part}")]

    # What things are made from

    def _noted(self) -> list[str]:
        return noted(self._reading)

    @cached_property
    def _reading(self) -> Reading:
        from analysis.reading import Reading
        from analysis.tables.loading import load

        return Reading(load(self._data))

    @property
    def _tables(self) -> Tables:
        return cast("Tables", self._reading)

    @cached_property
    def _indicators(self) -> pd.DataFrame:
        from report.formats.csv_text import indicators

        return indicators(self._renewal.content(INDICATORS))

    @cached_property
    def _known(self) -> Measured:
        from analysis.claims.register import register
        from analysis.formulas.indicator import definitions

        tables = self._tables
        self._reading.noted()
        claims = register(tables.claims, tables.documents, self._indicators, definitions())
        self._behind_claims = self._noted()
        return Measured(tables, self._indicators, claims)

    @cached_property
    def _known_beside(self) -> Held[Measured]:
        known = self._known
        return self._draughtsman.hold(chapters.known, self._data, known.indicators, known.claims)

    @cached_property
    def _chapters(self) -> dict[str, Notebook]:
        """The chapters as they stand now, by what their results go by as a product."""
        from report.manuscript.execute import read

        return {f"chapter {notebook.name}": notebook for notebook in read(building.CHAPTERS)}

    @cached_property
    def _manuscript(self) -> Manuscript:
        paths = [path for path in self._renewal.files(MANUSCRIPT) if path.startswith(kept.PAGES)]
        pages = [kept.notebook(Path(path).stem, self._renewal.content(path)) for path in paths]
        return kept.restored(self._renewal.content(kept.MANUSCRIPT), pages)


def code_of(notebook: Notebook) -> list[str]:
    """The sources of a chapter's code cells."""
    return [cell["source"] for cell in notebook.cells if cell["cell_type"] == "code"]


def _in_short(manuscript: Manuscript) -> Manuscript:
    """What a document is made of, which is a quarter of all that a manuscript holds."""
    return replace(manuscript, notebooks=(), headline=())
