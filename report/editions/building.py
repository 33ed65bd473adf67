"""Building editions: which places, by whom, and what is written where.

All are printed beside the build folder's own files and renamed into it when the last one is whole: a build that stops
leaves the editions of the last good one.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from report.building import measured
from report.progress import Progress

FEW = 10
"""Of more editions, the index alone is named."""


def build_editions(
    data: Path,
    build: Path,
    words: Sequence[str],
    formats: Sequence[str],
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> None:
    """Build the editions of the places that are named, of all where none is, into ``build/editions/``.

    They are printed by ``jobs`` processes of this machine, or by the workers of a dask ``scheduler``. The index lists
    every place, with links to the editions that are there.

    Raises :class:`Problem` where a name is no place's, or the data does not bear an edition; nothing is written then.
    """
    from report.editions import cluster, index, workers
    from report.editions.edition import Press
    from report.editions.places import chosen, places, slug

    folder = build / "editions"
    progress = Progress(sys.stdout, steps=3)
    try:
        press = Press(measured(data, progress))
        areas = press.known.tables.places
        wanted = chosen(words, areas)
        progress.step(f"Printing {len(wanted)} editions" if len(wanted) > 1 else f"Printing {wanted[0].area_name}")
        build.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=build, prefix=".new-") as beside:
            new = Path(beside)
            names = sorted(set(formats))
            if scheduler is None:
                printed = workers.printed(press, wanted, names, jobs)
            else:
                printed = cluster.printed(press, wanted, names, scheduler)
            for place, files in printed:
                for name, content in files.items():
                    (new / f"{slug(place)}.{name}").write_bytes(content)
            progress.step("Writing the files")
            folder.mkdir(exist_ok=True)
            made = sorted(path.name for path in new.iterdir())
            rows = index.rows(places(areas), areas, press.prose, {*made, *(path.name for path in folder.iterdir())})
            (new / index.TABLE).write_bytes(index.table(rows, press.prose))
            (new / index.PAGE).write_bytes(index.page(rows, press.prose))
            for name in (*made, index.TABLE, index.PAGE):
                (new / name).replace(folder / name)
    except BaseException:
        progress.clear()
        raise
    few = [str(folder / name) for name in made] if len(wanted) <= FEW else []
    progress.done([*few, str(folder / index.PAGE)])
