"""Building editions: which places, by whom, and what is written where.

All are put into the build folder together, when the last one is whole (``report.store``): a build that stops leaves the
editions of the last good one. One content key covers all editions: while it is the same, those that are there stay;
when it changes, those that are not asked for go, so that no reader is led to what is out of date.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from report import keys, store
from report.last_build import LastBuild
from report.progress import Progress

FOLDER: Final = "editions/"
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
    from report.editions.places import chosen, places, slug

    tables = load(data)
    wanted = chosen(words, tables.places)
    paths = {f"{FOLDER}{slug(place)}.{name}": place for place in wanted for name in sorted(set(formats))}
    with store.held(build, lambda: say(f"Another build is writing into {build}: waiting until it is done.")):
        now = keys.of_build(keys.files_of_build(data), {}, engine="")
        last = _last(build) if not force else {}
        kept = last.get("files", {}) if last.get("key") == now.report else {}
        kept = {path: sha for path, sha in kept.items() if _is_intact(build / path, sha)}
        due = [place for place in wanted if any(paths[path] is place and path not in kept for path in paths)]
        if not due and f"{FOLDER}index.html" in kept:
            say(f"Nothing to do: nothing has changed since the editions in {build / FOLDER} were made.")
            return

        # What draws and prints is loaded if there is something to print.
        from report.editions import cluster, index, workers
        from report.editions.edition import Press
        from report.manuscript.draft import measured

        with Progress(sys.stdout, steps=3) as progress:
            progress.step("Reading the tables and computing the indicators")
            press = Press(measured(data, None if force else LastBuild.read(build).indicators(now.indicators)))
            press.warm(wanted[0])
            progress.step(f"Printing {len(due)} editions" if len(due) != 1 else f"Printing {due[0].area_name}")
            files: store.Files = {}
            if due:
                printed = (
                    workers.printed(press, due, sorted(set(formats)), jobs)
                    if scheduler is None
                    else cluster.printed(press, due, sorted(set(formats)), scheduler)
                )
                for place, edition in printed:
                    files |= {f"{FOLDER}{slug(place)}.{name}": content for name, content in edition.items()}
            progress.step("Writing the files")
            made = {path.removeprefix(FOLDER) for path in (*kept, *files)}
            rows = index.rows(places(tables.places), tables.places, press.prose, made)
            files[FOLDER + index.TABLE] = index.table(rows, press.prose)
            files[FOLDER + index.PAGE] = index.page(rows, press.prose, press.style_sheet)
            fingerprints = kept | {path: keys.fingerprint(content) for path, content in files.items()}
            record = {_RECORD: json.dumps({"key": now.report, "files": fingerprints}).encode()}
            store.put(files | record, build, store.others(build, ["editions"], fingerprints))
            few = [str(build / path) for path, place in paths.items() if place in due] if len(due) <= FEW else []
            progress.done([*few, str(build / FOLDER / index.PAGE)])


def _last(build: Path) -> dict[str, dict[str, str]]:
    """The key and the files of the last build of editions; nothing if there is none that can be read."""
    try:
        found: dict[str, dict[str, str]] = json.loads((build / _RECORD).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _is_intact(path: Path, fingerprint: str) -> bool:
    return path.is_file() and keys.fingerprint(path.read_bytes()) == fingerprint
