"""Official files changed at random, a case at a time, and what the import made of each (`make fuzz MINUTES=10`).

Takes the files that ``VALUING_CARE_OFFICIAL`` names, and the compiled sheets beside them. A case is one file with one
to three changes to its cells or one to its bytes, read as the import reads it, in a process of its own with a time
limit. Every case follows from its number and the seed alone, so one that went wrong is seen again with ``--case``.

What may come of it: a refusal in one sentence; the same figures; other figures that the import tells to have changed.
Wrong are other figures after changes that keep the meaning, other figures of which nothing is told, data that a refusal
left changed, a traceback, and a case that does not end. The counts go to ``build/fuzz.json``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from unittest.mock import patch

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from analysis.ingest import importing  # noqa: E402 - found by the line above, from wherever this is run
from analysis.ingest.catalogue import importer_of, importers  # noqa: E402
from analysis.ingest.extract import Context  # noqa: E402
from analysis.ingest.sheet import OfficialFile, UnknownFile, read_official_file  # noqa: E402
from analysis.problem import Problem  # noqa: E402
from analysis.tables.corrections import Corrections  # noqa: E402
from analysis.tables.loading import load  # noqa: E402
from tests.analysis.ingest.mutations import MUTATIONS, broken_bytes, encoded, mutated  # noqa: E402
from tests.analysis.ingest.releases import stated  # noqa: E402

SECONDS_OF_A_CASE = 120
ENCODINGS = (("utf-8", ","), ("utf-8-sig", ","), ("utf-16", ","), ("cp1252", ","), ("mac_roman", ","), ("utf-8", ";"))
REFUSED, SAME, TOLD = "refused", "same figures", "other figures, told"
WRONG, UNTOLD, TRACEBACK, ENDLESS = "WRONG FIGURES", "OTHER FIGURES, NOT TOLD", "TRACEBACK", "NO END"
FAULTS = (WRONG, UNTOLD, TRACEBACK, ENDLESS)
Figures = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Seed:
    """A file as published, and the figures that it gives: table, key, value and marker of each."""

    path: Path
    file: OfficialFile
    figures: Figures


@dataclass(frozen=True)
class Outcome:
    """What came of a case: its file, what was done to it, what the import made of it, and the words it used."""

    file: str
    changes: tuple[str, ...]
    result: str
    words: str


def seeds(folders: list[Path], context: Context) -> list[Seed]:
    """Every official file and compiled sheet that gives figures."""
    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        try:
            file = stated(read_official_file(path))
            figures = figures_of(file, context)
        except UnknownFile:
            continue
        if figures:
            found.append(Seed(path, narrowed(file), figures))
    return found


def narrowed(file: OfficialFile) -> OfficialFile:
    """The file without columns that hold nothing, of which one has 16,000."""
    sheets = []
    for sheet in file.sheets:
        width = max(
            (1 + max((n for n, cell in enumerate(row) if cell != ""), default=0) for row in sheet.rows), default=0
        )
        sheets.append(replace(sheet, rows=[row[:width] for row in sheet.rows]))
    return replace(file, sheets=tuple(sheets))


def figures_of(file: OfficialFile, context: Context) -> Figures:
    """What a file gives the tables, but for where each figure stands in it."""
    return frozenset(
        (extract.table, *row)
        for extract in importer_of(file, importers()).extract(file, context)
        for row in extract.rows.drop(columns="source_ref").itertuples(index=False, name=None)
    )


def run_case(seed: Seed, random: Random, context: Context, data: Path) -> Outcome:
    """Change a file, read it, and where its figures are others import it into a copy of the data."""
    with tempfile.TemporaryDirectory() as scratch:
        keeps = False
        changes: tuple[str, ...] = ()
        try:
            if random.random() < 0.35:
                path = Path(scratch) / seed.path.name
                if not seed.file.sheets[0].name and random.random() < 0.4:
                    encoding, delimiter = random.choice(ENCODINGS)
                    changes, keeps = (f"saved as {encoding} with '{delimiter}'",), True
                    path.write_bytes(encoded(seed.file, encoding, delimiter))
                else:
                    change, content = broken_bytes(seed.path.read_bytes(), random)
                    changes = (change,)
                    path.write_bytes(content)
                file = replace(read_official_file(path), published=seed.file.published)
            else:
                mutations = random.choices(MUTATIONS, k=random.choice([1, 1, 2, 3]))
                changes = tuple(mutation.name for mutation in mutations)
                keeps = all(mutation.keeps_meaning for mutation in mutations)
                file = replace(mutated(seed.file, mutations, random), sha256=f"{random.getrandbits(256):064x}")
            figures = figures_of(file, context)
        except Problem as problem:
            words = str(problem)
            return Outcome(seed.path.name, changes, REFUSED if words.isprintable() and words else WRONG, words)
        except UnicodeEncodeError:
            return Outcome(seed.path.name, changes, SAME, "the encoding lacks a sign of the file")
        if figures == seed.figures:
            return Outcome(seed.path.name, changes, SAME, "")
        if keeps:
            return Outcome(seed.path.name, changes, WRONG, str(sorted(figures ^ seed.figures)[:4]))
        return Outcome(seed.path.name, changes, *told(seed, file, Path(scratch), data))


def told(seed: Seed, file: OfficialFile, scratch: Path, data: Path) -> tuple[str, str]:
    """Whether an import tells that figures change, or else leaves every byte as it was."""
    folder = scratch / "data"
    shutil.copytree(data, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with patch.object(importing, "read_official_file", lambda *_: file):
        try:
            report = importing.import_files([seed.path], folder, release=seed.file.published)
        except Problem as problem:
            same = {path.name: path.read_bytes() for path in folder.iterdir()} == before
            return (REFUSED if same else UNTOLD), str(problem)
    moved = [line for line in report if " now " in line or line.endswith(("added.", "changed.", "removed."))]
    return (TOLD, "; ".join(moved[:3])) if moved or not report.changed else (UNTOLD, " ".join(report))


def isolated(seed: Seed, random: Random, context: Context, data: Path) -> Outcome:
    """A case in a process of its own, which is ended where it takes too long."""
    system = multiprocessing.get_context("fork")
    receiver, sender = system.Pipe(duplex=False)
    process = system.Process(target=_send, args=(sender, seed, random, context, data))
    process.start()
    sender.close()
    if not receiver.poll(SECONDS_OF_A_CASE):
        process.kill()
        process.join()
        return Outcome(seed.path.name, (), ENDLESS, "")
    try:
        outcome: Outcome = receiver.recv()
    except EOFError:
        outcome = Outcome(seed.path.name, (), TRACEBACK, "the process ended without a word")
    process.join()
    return outcome


def _send(sender: Connection, seed: Seed, random: Random, context: Context, data: Path) -> None:
    try:
        sender.send(run_case(seed, random, context, data))
    except Exception:  # noqa: BLE001 - what is no Problem is what is looked for
        sender.send(Outcome(seed.path.name, (), TRACEBACK, traceback.format_exc(limit=-4)))


def cases(first: int, minutes: float) -> Iterator[int]:
    """The numbers of cases until the minutes are over."""
    end = time.monotonic() + 60 * minutes
    number = first
    while time.monotonic() < end:
        yield number
        number += 1


def main() -> None:
    """Run cases for some minutes, or one; the exit status is 1 where any went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--case", type=int, help="run this one alone, here, and say what came of it")
    options = parser.parse_args()
    official = [Path(name) for name in os.environ.get("VALUING_CARE_OFFICIAL", "").split(os.pathsep) if name]
    if not official:
        sys.exit("VALUING_CARE_OFFICIAL names no folder of official files.")
    data = ROOT / "data"
    context = Context(load(data).places, Corrections.load(data / "corrections.toml"))
    folders = [folder for folder in (official[0], official[0].parent / "figures") if folder.is_dir()]
    held = seeds(folders, context)

    def chance(number: int) -> tuple[Seed, Random]:
        random = Random(f"{options.seed}:{number}")  # noqa: S311 - repeatable, and nothing is kept secret with it
        return random.choice(held), random

    if options.case is not None:
        outcome = run_case(*chance(options.case), context, data)
        print(f"{outcome.file}: {', '.join(outcome.changes)}: {outcome.result}. {outcome.words}")
        return
    results: Counter[str] = Counter()
    by_change: dict[str, Counter[str]] = {}
    faults = []
    longest, number = 0.0, options.first
    for number in cases(options.first, options.minutes):
        began = time.monotonic()
        outcome = isolated(*chance(number), context, data)
        longest = max(longest, time.monotonic() - began)
        results[outcome.result] += 1
        for change in outcome.changes:
            by_change.setdefault(change, Counter())[outcome.result] += 1
        if outcome.result in FAULTS:
            faults.append({"case": number, **outcome.__dict__})
            print(f"Case {number}, {outcome.file}: {', '.join(outcome.changes)}: {outcome.result}. {outcome.words}")
    summary = {
        "seed": options.seed,
        "first case": options.first,
        "last case": number,
        "files": len(held),
        "longest case in seconds": round(longest, 1),
        "results": dict(sorted(results.items())),
        "results by change": {change: dict(sorted(counts.items())) for change, counts in sorted(by_change.items())},
        "faults": faults,
    }
    path = ROOT / "build" / "fuzz.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for result, count in results.most_common():
        print(f"{count:7,}  {result}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
