"""Time, processor time and memory of what people wait for, into ``build/benchmarks.json`` (`make bench`).

Each command runs as its reader runs it: a process of its own, an empty home folder, an empty build folder. The commands
take turns, so that a busy minute of the machine falls on all of them, and each is also given as a multiple of a
yardstick measured in the same turns: across machines, compare the multiples and not the seconds.
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
VALUING_CARE = str(Path(sys.executable).with_name("valuing-care"))
YARDSTICK = "importing pandas and matplotlib"
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


def commands(prepared: Path) -> list[Command]:
    """The yardstick, the start, the indicators, the report, the report again and the import of official files.

    ``prepared`` is a copy of the project with its report built; the import is left out where there are no such files.
    """
    data = str(ROOT / "data")
    report = [VALUING_CARE, "report", "--engine", "pandoc", "--data", data]
    every_format = [f"--format={name}" for name in ("html", "pdf", "docx", "ods", "xlsx")]
    measured = [
        Command(YARDSTICK, lambda _: [sys.executable, "-c", "import pandas, matplotlib.pyplot"]),
        Command("help", lambda _: [VALUING_CARE, "--help"]),
        Command("indicators", lambda folder: [VALUING_CARE, "indicators", "--data", data, "--build", str(folder)]),
        Command("report", lambda folder: [*report, "--build", str(folder)]),
        Command("report in every format", lambda folder: [*report, *every_format, "--build", str(folder)]),
    ]
    measured += [Command(name, partial(again.changed, prepared, change)) for name, change in again.CHANGES.items()]
    official = os.environ.get("VALUING_CARE_OFFICIAL", "").split(os.pathsep)[0]
    if official:
        measured.append(Command("import of every official file", lambda folder: _import(folder, official)))
    return measured


def _import(folder: Path, official: str) -> list[str]:
    data = shutil.copytree(ROOT / "data", folder / "data")
    return [VALUING_CARE, "data", "import", official, "--data", str(data)]


def run(command: Command, measurement: Measurement) -> None:
    """Run a command once and add what it took; stops where the command fails."""
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
        "measurements": {
            name: {
                "median": {kind: round(statistics.median(values), 3) for kind, values in vars(measurement).items()},
                "times_the_yardstick": round(statistics.median(measurement.wall_seconds) / yardstick, 2),
                "runs": {kind: [round(value, 3) for value in values] for kind, values in vars(measurement).items()},
            }
            for name, measurement in measurements.items()
        },
    }


def main() -> None:
    """Measure in turns, write the summary and print its medians."""
    parser = argparse.ArgumentParser(description="Measure what people wait for.")
    parser.add_argument("--runs", type=int, default=5, help="turns (default: %(default)s)")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="where benchmarks.json goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = commands(again.prepared(ROOT, Path(folder)))
        measurements = {command.name: Measurement() for command in measured}
        for _ in range(options.runs):
            for command in measured:
                run(command, measurements[command.name])
    options.build.mkdir(parents=True, exist_ok=True)
    report = options.build / "benchmarks.json"
    report.write_text(json.dumps(summary(measurements, options.runs), indent=2) + "\n", encoding="utf-8")
    print(f"{'':32}{'wall s':>8}{'CPU s':>8}{'MB':>8}")
    for name, measurement in measurements.items():
        medians = [statistics.median(values) for values in vars(measurement).values()]
        print(f"{name:32}{medians[0]:8.2f}{medians[1]:8.2f}{medians[2]:8.0f}")


if __name__ == "__main__":
    main()
