"""Building editions: which places, by whom, and what is written where.

All are printed beside the build folder's own files and renamed into it when the last one is whole: a build that stops
leaves the editions of the last good one.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from report.progress import Progress

FORMATS = ("html", "pdf")


def build_editions(data: Path, build: Path, words: Sequence[str], formats: Sequence[str], jobs: int | None) -> None:
    """Build the editions of the places that are named, of all where none is, into ``build/editions/``.

    Raises :class:`Problem` where a name is no place's, or the data does not bear an edition; nothing is written then.
    """
    from report.editions.edition import press
    from report.editions.places import chosen, slug
    from report.editions.workers import printed

    progress = Progress(sys.stdout, steps=3)
    try:
        progress.step("Reading the tables and computing the indicators")
        ready = press(data)
        places = chosen(words, ready.tables.places)
        progress.step(f"Printing {len(places)} editions" if len(places) > 1 else f"Printing {places[0].area_name}")
        build.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=build, prefix=".new-") as new:
            for place, files in printed(ready, places, sorted(set(formats)), jobs):
                for name, content in files.items():
                    (Path(new) / f"{slug(place)}.{name}").write_bytes(content)
            progress.step("Writing the files")
            made = sorted(path.name for path in Path(new).iterdir())
            (build / "editions").mkdir(exist_ok=True)
            for name in made:
                (Path(new) / name).replace(build / "editions" / name)
    except BaseException:
        progress.clear()
        raise
    progress.done([str(build / "editions" / name) for name in made])
