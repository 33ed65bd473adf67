"""Editions side by side with the ordinary way to make them, in one run, into ``build/benchmarks.json`` (`make bench`).

The ordinary way takes a notebook with a parameter through papermill, nbconvert, pandoc and Typst, a process for each
step and edition, one after the other. Its notebook is given the tables and indicators as computed, and the same
chapters, so that both make the same sentences, charts and tables and only the way differs. If Quarto is installed it
renders the same manuscript as well.

With ``--base`` all editions are also made by another checkout that has its own ``.venv``, in the same turns, and the
ratios to it are printed; its memory is that of all its processes, which ``benchmarks.bench`` does not see.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat

from analysis.tables.areas import Place
from benchmarks.bench import BASE, ROOT, machine
from report.editions.places import places
from report.engines.pandoc import program
from report.manuscript.draft import Measured, measured

EDITIONS = 10
ALL = "all editions"
MEASURED = ("wall_seconds", "processor_seconds", "peak_memory_megabytes")
USUAL = "papermill, nbconvert, pandoc and Typst"
TURNS = 3
"""How often the ways take turns, so that a busy minute of the machine falls on all of them."""
BETWEEN_LOOKS = 0.2
"""Seconds between two looks at the memory of a command and all that it has started."""

NOTEBOOK = """\
import pickle
from pathlib import Path
from IPython.display import Markdown
from report.editions.edition import Press

press = Press(pickle.loads(Path(prepared).read_bytes()), style_sheet="")  # pandoc has its own
manuscript = press.manuscript(press.known.tables.places.places[area])
for figure in manuscript.figures:
    drawing = Path(folder) / "figures" / f"{figure.id}.svg"
    drawing.parent.mkdir(parents=True, exist_ok=True)
    drawing.write_text(figure.narrow, encoding="utf-8")
(Path(folder) / "edition.md").write_text(manuscript.markdown, encoding="utf-8")
Markdown(manuscript.markdown)
"""
KERNEL = {
    "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
    "language_info": {"name": "python"},
}
PREPARED = "prepared.pickle"
SET_WITH_TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"


@dataclass
class Way:
    """What a way of making editions took: seconds, and the most memory that all its processes held at once.

    The two are of different runs.
    """

    editions: int = 0
    wall_seconds: float = 0.0
    processor_seconds: float = 0.0
    peak_memory_megabytes: float = 0.0

    @property
    def seconds_an_edition(self) -> float:
        """Wall time over editions."""
        return self.wall_seconds / self.editions

    def run(self, command: Sequence[str], folder: Path, *, root: Path = ROOT, watched: bool = False) -> None:
        """Run one process of this way and add what it took; stops if it fails. It imports from ``root``.

        If it is ``watched``, its memory is looked at, which slows it down, and so its time does not count.
        """
        before, started = os.times(), time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(root), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if watched:
            threading.Thread(target=self._watch, args=(process,)).start()
        said, _ = process.communicate()
        if process.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{said.decode(errors='replace')}")
        if watched:
            return
        after = os.times()
        self.wall_seconds += time.perf_counter() - started
        self.processor_seconds += (
            after.children_user - before.children_user + after.children_system - before.children_system
        )

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            held = sum(map(_share_of_memory, _descendants(process.pid))) / 1e3
            self.peak_memory_megabytes = max(self.peak_memory_megabytes, held)
            time.sleep(BETWEEN_LOOKS)


def ours(way: Way, chosen: Sequence[Place], folder: Path, *, root: Path = ROOT, watched: bool = False) -> None:
    """The command line of a checkout, once for all of them, into an empty folder."""
    codes = [place.area_code for place in chosen]
    python = sys.executable if root == ROOT else str(root / ".venv" / "bin" / "python")
    command = [python, "-m", "report.cli", "editions", *codes, "--data", str(root / "data")]
    with tempfile.TemporaryDirectory(dir=folder) as build:
        way.run([*command, "--build", build], folder, root=root, watched=watched)
    way.editions += 0 if watched else len(chosen)


def prepare(known: Measured, folder: Path) -> None:
    """The notebook of the ordinary way, and the tables and indicators that it is given."""
    (folder / PREPARED).write_bytes(pickle.dumps(known))
    parameters = nbformat.v4.new_code_cell("area = prepared = folder = ''", metadata={"tags": ["parameters"]})  # type: ignore[no-untyped-call]  # nbformat has no types
    cells = [parameters, nbformat.v4.new_code_cell(NOTEBOOK)]  # type: ignore[no-untyped-call]  # as above
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)  # type: ignore[no-untyped-call]  # as above
    (folder / "edition.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")  # type: ignore[no-untyped-call]  # as above


def ordinary(way: Way, chosen: Sequence[Place], folder: Path, *, watched: bool = False) -> None:
    """A kernel, nbconvert, pandoc for HTML and for Typst, and Typst, each a process, for one place after the other."""
    for place in chosen:
        own = folder / place.area_code
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir()
        given = {"area": place.area_code, "prepared": str(folder / PREPARED), "folder": str(own)}
        options = [word for name, value in given.items() for word in ("-r", name, value)]
        steps = [
            [sys.executable, "-m", "papermill", "--kernel", "python3", "../edition.ipynb", "edition.ipynb", *options],
            [sys.executable, "-m", "nbconvert", "--to", "markdown", "--no-input", "--output", "seen", "edition.ipynb"],
            # Pandoc's own template for Typst does not quote keywords.
            *(
                [str(program()), "edition.md", "--standalone", "--metadata=keywords:false", *output]
                for output in (["--embed-resources", "--output=edition.html"], ["--output=edition.typ"])
            ),
            [sys.executable, "-c", SET_WITH_TYPST, "edition.typ", "edition.pdf"],
        ]
        for step in steps:
            way.run(step, own, watched=watched)
        way.editions += 0 if watched else 1


def quarto(chosen: Sequence[Place], folder: Path) -> Way:
    """Quarto, once a format and place, on the manuscripts of the ordinary way."""
    way = Way(len(chosen))
    for place in chosen:
        for name in ("html", "typst"):
            way.run(["quarto", "render", "edition.md", "--to", name], folder / place.area_code)
    return way


def summary(ways: dict[str, Way]) -> dict[str, object]:
    """What each way took, and how many times as long an edition takes it as the command line over the most places."""
    fastest = next(iter(ways.values())).seconds_an_edition
    return {
        "machine": machine(),
        "ratios": ratios(ways),
        "ways": {
            name: {
                **{kind: round(value, 3) for kind, value in asdict(way).items()},
                "seconds_an_edition": round(way.seconds_an_edition, 3),
                "times_ours": round(way.seconds_an_edition / fastest, 1),
            }
            for name, way in ways.items()
        },
    }


def ratios(ways: dict[str, Way]) -> dict[str, float]:
    """How many times as long the ordinary way takes, and what all editions take as a multiple of the base's."""
    here, usual, base = next(iter(ways.values())), ways[USUAL], ways.get(f"{ALL}{BASE}")
    found = {f"{USUAL}, times as long an edition": usual.seconds_an_edition / here.seconds_an_edition}
    if base:
        found |= {f"{ALL}, {kind}, ratio": getattr(here, kind) / getattr(base, kind) for kind in MEASURED}
    return {name: round(ratio, 2) for name, ratio in found.items()}


def _environment(root: Path) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))
    return os.environ | {"PYTHONPATH": path}


def _descendants(process: int) -> list[int]:
    """A process and all that it has started, and they have: as Linux lists them."""
    found = [process]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text()
        except OSError:
            continue
        found += map(int, children.split())
    return found


def _share_of_memory(process: int) -> int:
    """The kilobytes that a process holds, those that it shares divided among their holders; 0 where nobody tells."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main() -> None:
    """Measure the ways in turns, add the summary to the file of benchmarks, and print it."""
    parser = argparse.ArgumentParser(description="Measure editions beside the ordinary way to make them.")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="where benchmarks.json goes")
    parser.add_argument("--base", type=Path, help="another checkout, with its own .venv, to compare all editions with")
    parser.add_argument("--turns", type=int, default=TURNS, help="how often the ways take turns (default: %(default)s)")
    parser.add_argument("--sample", type=int, metavar="COUNT", help="make so many only; their start then counts")
    options = parser.parse_args()
    known = measured(ROOT / "data")
    everywhere = places(known.tables.places)
    count = options.sample or EDITIONS
    few = everywhere[:: len(everywhere) // count][:count]
    usual = Way()
    made_by_us = {ALL: (ROOT, everywhere), f"{count} editions": (ROOT, few)}
    if options.base:
        made_by_us[f"{ALL}{BASE}"] = (options.base.resolve(), everywhere)
    if options.sample:
        made_by_us = {name: made for name, made in made_by_us.items() if made[1] is few}
    ways = {name: Way() for name in made_by_us} | {USUAL: usual}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        prepare(known, folder)
        for turn in range(options.turns):
            for name, (root, chosen) in made_by_us.items():
                ours(ways[name], chosen, folder, root=root)
            ordinary(usual, few[turn :: options.turns], folder)
        for name, (root, chosen) in made_by_us.items():
            ours(ways[name], chosen, folder, root=root, watched=True)
        ordinary(usual, few[:1], folder, watched=True)
        if shutil.which("quarto"):
            ways["Quarto, once executed"] = quarto(few, folder)
    path = options.build / "benchmarks.json"
    held = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    options.build.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(held | {"editions": summary(ways)}, indent=2) + "\n", encoding="utf-8")
    for name, way in ways.items():
        print(f"{name:42}{way.seconds_an_edition:8.3f} s an edition{way.peak_memory_megabytes:8.0f} MB at most")
    for name, ratio in ratios(ways).items():
        print(f"{name:66}{ratio:8.2f}")


if __name__ == "__main__":
    main()
