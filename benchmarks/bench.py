"""Time, processor time and memory of what people wait for, into ``build/benchmarks.json`` (`make bench`).

Each command runs as a user runs it: in a process of its own, with an empty home folder and an empty build folder. The
commands take turns, so that a busy minute of the machine affects all of them. Each is also given as a multiple of a
yardstick from the same turns: across machines, compare the multiples and not the seconds.

With ``--base`` every command also runs in another checkout that has its own ``.venv``, in the same turns, and the
ratios of the pairs are printed: what a change costs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import again

ROOT = Path(__file__).parent.parent
YARDSTICK = "importing pandas and matplotlib"
BASE = ", base"
BYTES_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Command:
    """Something that people wait for: ``arguments`` makes its command line, given an empty folder to work in."""

    name: str
    arguments: Callable[[Path], list[str]]


@dataclass
class Measurement:
    """What the runs of one command took; memory is that of its largest process."""

    wall_seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_memory_megabytes: list[float] = field(default_factory=list)


def commands(root: Path, prepared: Path) -> list[Command]:
    """The start, the indicators, the report, the report again, all editions and the import of official files.

    ``root`` is a checkout with its libraries installed, and ``prepared`` a copy of it with its report built. The import
    is left out if there are no official files.
    """
    data, valuing_care = str(root / "data"), str(root / ".venv" / "bin" / "valuing-care")
    report = [valuing_care, "report", "--engine", "pandoc", "--data", data]
    every_format = [f"--format={name}" for name in ("html", "pdf", "docx", "ods", "xlsx")]
    measured = [
        Command("help", lambda _: [valuing_care, "--help"]),
        Command("indicators", lambda folder: [valuing_care, "indicators", "--data", data, "--build", str(folder)]),
        Command("report", lambda folder: [*report, "--build", str(folder)]),
        Command("report in every format", lambda folder: [*report, *every_format, "--build", str(folder)]),
        Command("all editions", lambda folder: [valuing_care, "editions", "--data", data, "--build", str(folder)]),
    ]
    python = root / ".venv" / "bin" / "python"
    measured += [
        Command(name, partial(again.changed, python, prepared, change)) for name, change in again.CHANGES.items()
    ]
    official = os.environ.get("VALUING_CARE_OFFICIAL", "").split(os.pathsep)[0]
    if official:
        measured.append(Command("import of every official file", partial(_import, root, official)))
    return measured


def _import(root: Path, official: str, folder: Path) -> list[str]:
    data = shutil.copytree(root / "data", folder / "data")
    return [str(root / ".venv" / "bin" / "valuing-care"), "data", "import", official, "--data", str(data)]


def run(command: Command, measurement: Measurement) -> None:
    """Run a command once and add what it took; stops if the command fails."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        arguments = command.arguments(Path(folder))
        environment = os.environ | {"HOME": home, "XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home}
        with tempfile.TemporaryFile() as said:
            started = time.perf_counter()
            process = os.posix_spawn(
                arguments[0],
                arguments,
                environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, said.fileno(), 1), (os.POSIX_SPAWN_DUP2, said.fileno(), 2)],
            )
            _, status, usage = os.wait4(process, 0)
            wall = time.perf_counter() - started
            if status:
                said.seek(0)
                sys.exit(f"{command.name} failed:\n{said.read().decode()}")
    measurement.wall_seconds.append(wall)
    measurement.cpu_seconds.append(usage.ru_utime + usage.ru_stime)
    measurement.peak_memory_megabytes.append(usage.ru_maxrss * BYTES_OF_MAXRSS / 1e6)


def machine() -> dict[str, str | int]:
    """What the measurements were made on, without its name."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processors": os.cpu_count() or 1,
        "memory_megabytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000,
        "python": platform.python_version(),
    }


def summary(measurements: dict[str, Measurement], runs: int) -> dict[str, object]:
    """Medians, the runs they come from, and each wall time as a multiple of the yardstick's."""
    yardstick = statistics.median(measurements[YARDSTICK].wall_seconds)
    return {
        "machine": machine(),
        "runs": runs,
        "yardstick": YARDSTICK,
        "ratios": {name: [round(ratio, 3) for ratio in ratios] for name, ratios in paired(measurements).items()},
        "measurements": {
            name: {
                "median": {kind: round(statistics.median(values), 3) for kind, values in vars(measurement).items()},
                "times_the_yardstick": round(statistics.median(measurement.wall_seconds) / yardstick, 2),
                "runs": {kind: [round(value, 3) for value in values] for kind, values in vars(measurement).items()},
            }
            for name, measurement in measurements.items()
        },
    }


def paired(measurements: dict[str, Measurement]) -> dict[str, list[float]]:
    """The medians of the ratios of each pair of runs, here over the base: wall and processor time, and memory."""
    found = {}
    for name, here in measurements.items():
        if base := measurements.get(f"{name}{BASE}"):
            kinds = zip(vars(here).values(), vars(base).values(), strict=True)
            found[name] = [
                statistics.median(ours / theirs for ours, theirs in zip(*kind, strict=True)) for kind in kinds
            ]
    return found


def main() -> None:
    """Measure in turns, write the summary and print its medians."""
    parser = argparse.ArgumentParser(description="Measure what people wait for.")
    parser.add_argument("--runs", type=int, default=5, help="turns (default: %(default)s)")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="where benchmarks.json goes")
    parser.add_argument("--base", type=Path, help="another checkout, with its own .venv, to compare with")
    options = parser.parse_args()
    yardstick = Command(YARDSTICK, lambda _: [sys.executable, "-c", "import pandas, matplotlib.pyplot"])
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        measured = [yardstick, *commands(ROOT, again.prepared(ROOT, Path(folder)))]
        if options.base:
            base = options.base.resolve()
            measured += [
                Command(f"{command.name}{BASE}", command.arguments)
                for command in commands(base, again.prepared(base, Path(other)))
            ]
        measurements = {command.name: Measurement() for command in measured}
        for _ in range(options.runs):
            for command in sorted(measured, key=lambda command: command.name):  # the two of a pair one after the other
                run(command, measurements[command.name])
    options.build.mkdir(parents=True, exist_ok=True)
    report = options.build / "benchmarks.json"
    report.write_text(json.dumps(summary(measurements, options.runs), indent=2) + "\n", encoding="utf-8")
    print(f"{'':48}{'wall s':>8}{'CPU s':>8}{'MB':>8}")
    for name, measurement in measurements.items():
        medians = [statistics.median(values) for values in vars(measurement).values()]
        print(f"{name:48}{medians[0]:8.2f}{medians[1]:8.2f}{medians[2]:8.0f}")
    for name, ratios in paired(measurements).items():
        print(f"{name + ', ratio':48}{ratios[0]:8.2f}{ratios[1]:8.2f}{ratios[2]:8.2f}")


if __name__ == "__main__":
    main()
