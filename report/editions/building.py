"""Building editions: which places, by whom, and what is written where.

All are put into the build folder together, when the last one is whole (``report.making.store``): a build that stops
leaves the editions of the last good one. What the last build has printed of the same tables, chapters and code is kept;
what is asked for by nobody and no longer current goes, so that no reader is led to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from report.making import fingerprint, ledger, store
from report.making.beside import helper
from report.making.building import Measured, short_lived, told
from report.making.fingerprint import code, code_behind, code_cells
from report.making.indicators import EVERYWHERE, as_reported, load_ahead, values_of
from report.making.ledger import EDITION, INDICATOR
from report.making.renewal import Renewal

if TYPE_CHECKING:
    from figures.lookup import Series

FEW = 10
"""Of more editions, the index alone is named."""
INDEX: Final = "the index of editions"

_FOLDER: Final = "report/chapters/editions/"
_TABLES: Final = (*EVERYWHERE, "data/area_codes.csv", "data/statistical_neighbours.csv")
_TEMPLATES: Final = {
    "html": ("edition.html", "page.html", "report.css"),
    "pdf": ("style.typ",),
    INDEX: ("index", "page.html", "report.css"),
}
_RENDERERS: Final = {"html": "report.editions.page", "pdf": "report.editions.sheets", INDEX: "report.editions.index"}


@short_lived()
def build_editions(
    data: Path,
    build: Path,
    words: Sequence[str],
    formats: Sequence[str],
    tell: Callable[[str], None],
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    afresh: bool = False,
) -> None:
    """Build the editions of the places that are named, of all where none is, into ``build/editions/``.

    They are printed by ``jobs`` processes of this machine, or by the workers of a dask ``scheduler``. The index lists
    every place, with links to the editions that are there. ``tell`` hears where nothing is to be done.

    Raises :class:`Problem` where a name is no place's, or the data does not bear an edition; nothing is written then.
    """
    from analysis.tables.loading import load
    from report.editions.places import chosen, places, slug

    tables = load(data)
    areas = tables.places
    wanted = chosen(words, areas)
    names = sorted(set(formats))
    paths = {place.area_code: [f"{EDITION}{slug(place)}.{name}" for name in names] for place in wanted}
    with store.held(build, lambda: tell(f"Another build is writing into {build}: waiting until it is done.")):
        inputs = fingerprint.inputs(data, engine="")
        renewal = Renewal(build, inputs, record=ledger.OF_EDITIONS, afresh=afresh)
        if not renewal.faults([*(path for of_place in paths.values() for path in of_place), INDEX]):
            tell(f"Nothing to do: nothing has changed since the editions in {build / EDITION} were made.")
            return

        # What draws and prints is loaded where there is something to print.
        from analysis.claims.register import register
        from analysis.formulas.indicator import definitions
        from analysis.reading import Reading
        from report.editions import cluster, index, workers
        from report.editions.edition import Press
        from report.engines import pandoc

        with told(steps=3) as progress:
            progress.step("Reading the tables and computing the indicators")
            with helper() as beside:  # which ends before others are forked
                style_sheet = beside.submit(pandoc.style_sheet)
                beside.submit(load_ahead)
                reported = Renewal(build, inputs, afresh=afresh)
                indicators, note = as_reported(renewal, reported, Reading(tables), beside)
                claims = register(tables.claims, tables.documents, indicators, definitions())
                press = Press(Measured(tables, indicators, claims), style_sheet.result())
                press.warm(wanted[0])
                note()
            read = cache(partial(_read, renewal))
            due = [place for place in wanted if not renewal.keeps(*paths[place.area_code])]
            progress.step(f"Printing {len(due)} editions" if len(due) != 1 else f"Printing {due[0].area_name}")
            if scheduler is None:
                printed = workers.printed(press, due, names, jobs)
            else:
                printed = cluster.printed(press, due, names, scheduler)
            for place, edition in printed if due else ():
                for name, content in edition.files.items():
                    path = f"{EDITION}{slug(place)}.{name}"
                    renewal.made(path, read(name, edition.series), {path: content})
            progress.step("Writing the files")
            renewal.keep_current()
            made = {path.removeprefix(EDITION) for path in renewal.outputs()}
            rows = index.rows(places(areas), areas, press.prose, made)
            page = index.page(rows, press.prose, press.style_sheet)
            files = {index.TABLE: index.table(rows, press.prose), index.PAGE: page}
            listed = [f"{EDITION}{name}" for name in sorted(made - files.keys())]
            behind = [*read(INDEX, press.read()), *listed]
            renewal.made(INDEX, behind, {f"{EDITION}{name}": content for name, content in files.items()})
            renewal.write()
        few = [str(build / path) for place in due for path in paths[place.area_code]] if len(due) <= FEW else []
        progress.done([*few, str(build / EDITION / index.PAGE)])


def _read(renewal: Renewal, kind: str, series: frozenset[Series]) -> list[str]:
    """What an edition in a format, or the index, has read with certain series."""
    from analysis.formulas.indicator import definitions

    indicators = {indicator for indicator, _ in series if indicator in definitions()}
    waiting = list(indicators)
    while waiting:
        parents = set(definitions()[waiting.pop()].derived_from) - indicators
        indicators |= parents
        waiting += parents
    chapters = [name for name in renewal.inputs(_FOLDER) if not name.endswith(".py")]
    templates = [name for part in _TEMPLATES[kind] for name in renewal.inputs(f"report/templates/{part}")]
    cells = [
        cell
        for path in sorted((Path(__file__).parents[1] / "chapters" / "editions").glob("*.ipynb"))
        for cell in code_cells(path.read_bytes())
    ]
    return [
        *map(values_of, sorted(series)),
        *sorted({table for name in indicators for table in renewal.read(f"{INDICATOR}{name}", "data/")}),
        *_TABLES,
        *chapters,
        *renewal.inputs("report/chapters/passages/"),
        *templates,
        *code("report.editions.edition", _RENDERERS[kind], "report.editions.building"),
        *code_behind(cells),
    ]
