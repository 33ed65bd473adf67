"""Building editions: which places, by whom, and what is written where.

All are put into the build folder together, when the last one is whole (``report.store``): a build that stops leaves the
editions of the last good one. One content key covers all editions. While it is the same, those that are there stay;
when it changes, those that are not asked for go, so that no reader is led to what is out of date.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from report import keys, store
from report.keys import Key
from report.last_build import LastBuild
from report.progress import Progress

if TYPE_CHECKING:
    from analysis.tables.areas import Place
    from report.editions.edition import Edition, Press

FOLDER: Final = "editions"
INDEX: Final = f"{FOLDER}/index.html"
TABLE: Final = f"{FOLDER}/editions.csv"
FEW: Final = 10
"""Of more editions, the index alone is named."""
_RECORD: Final = ".editions.json"


def build_editions(
    data: Path,
    build: Path,
    words: Sequence[str],
    formats: Sequence[str],
    say: Callable[[str], None],
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
) -> None:
    """Build the editions of the places that are named, of all if none is, into ``build/editions/``.

    They are printed by ``jobs`` processes of this machine, or by the workers of a dask ``scheduler``. The index lists
    every place, with links to the editions that are there. ``say`` is told if there is nothing to do.

    Raises :class:`Problem` if a name is no place's, or the data does not bear an edition; nothing is written then.
    """
    from analysis.tables.loading import load
    from report.editions.places import chosen, file_of, places

    areas = load(data).places
    wanted = chosen(words, areas)
    names = sorted(set(formats))
    with store.held(build, lambda: say(f"Another build is writing into {build}: waiting until it is done.")):
        key, key_of_indicators = _keys(data)
        current = {} if force else _current(build, key)
        paths = {place.area_code: [f"{FOLDER}/{file_of(place, name)}" for name in names] for place in wanted}
        due = [place for place in wanted if not current.keys() >= set(paths[place.area_code])]
        if not due and INDEX in current:
            say(f"Nothing to do: nothing has changed since the editions in {build / FOLDER} were made.")
            return

        # What draws and prints is loaded if there is something to print.
        from report.editions import index
        from report.editions.edition import Press
        from report.engines import pandoc
        from report.manuscript.draft import measured, other_families
        from report.processes import pool, start

        made = [path for place in due for path in paths[place.area_code]]
        there = {*current, *made} - {INDEX, TABLE}
        gone = {*store.within(build, [FOLDER])} - there
        with Progress(sys.stdout, steps=3) as progress:
            progress.step("Reading the tables and computing the indicators")
            with pool(1, start()) as worker:
                computed = None if force else LastBuild.read(build).indicators(key_of_indicators)
                others = worker.submit(other_families, data) if computed is None else None
                style_sheet = worker.submit(pandoc.style_sheet)
                known = measured(data, computed, others)
                press = Press(known, style_sheet.result())
            press.warm(wanted[0])
            known.tables.forget_superseded()
            progress.step(f"Printing {len(due)} editions" if len(due) != 1 else f"Printing {due[0].area_name}")

            def written() -> Iterator[tuple[str, bytes]]:
                fingerprints = {path: current[path] for path in there - {*made}}
                for place, edition in _printed(press, due, names, jobs, scheduler):
                    for name, content in edition.items():
                        path = f"{FOLDER}/{file_of(place, name)}"
                        fingerprints[path] = keys.fingerprint(content)
                        yield path, content
                progress.step("Writing the files")
                listed = {path.removeprefix(f"{FOLDER}/") for path in there}
                rows = index.rows(places(areas), areas, press.prose, listed)
                about = {
                    TABLE: index.table(rows, press.prose),
                    INDEX: index.page(rows, press.prose, press.style_sheet),
                }
                fingerprints |= {path: keys.fingerprint(content) for path, content in about.items()}
                yield from about.items()
                yield _RECORD, json.dumps({"key": key, "files": fingerprints}).encode()

            store.put(written(), build, gone)
            progress.done([str(build / path) for path in [*(made if len(due) <= FEW else []), INDEX]])


def _printed(
    press: Press, places: Sequence[Place], formats: Sequence[str], jobs: int | None, scheduler: str | None
) -> Iterator[tuple[Place, Edition]]:
    from report.editions import cluster, workers

    if not places:
        return iter(())
    if scheduler is None:
        return workers.printed(press, places, formats, jobs)
    return cluster.printed(press, places, formats, scheduler)


def _keys(data: Path) -> tuple[Key, Key]:
    """The keys of the editions and of the indicators. The files that they cover take 18 MB, and are not kept."""
    files = keys.files_of_build(data)
    return keys.of_editions(files), keys.of_indicators(files)


def _current(build: Path, key: Key) -> Mapping[str, str]:
    """The files of the last build, by their fingerprints, that were made from the same and are as it wrote them."""
    try:
        last = json.loads((build / _RECORD).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    if last.get("key") != key:
        return {}
    return {path: found for path, found in last["files"].items() if _fingerprint(build / path) == found}


def _fingerprint(path: Path) -> str:
    return keys.fingerprint(path.read_bytes()) if path.is_file() else ""
