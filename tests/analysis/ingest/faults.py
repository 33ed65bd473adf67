"""Imports that are killed, refused by the disk or hurried by another, each in a process of its own.

Run as a program, which forks as often as it needs: ``python -m tests.analysis.ingest.faults KIND FOLDER STRIDE``.
``FOLDER`` holds the tables (``data``) and two files to import, ``held.csv``, which they hold already, and ``new.csv``;
``STRIDE`` 1 tries every step, 10 every tenth. It prints how often each ending was met. An ending names how the import
ended, in which state it left the tables, and in which state they were once a further import had put things in order:
``old``, ``new``, or ``BROKEN``.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from analysis.ingest.importing import import_files
from analysis.problem import Problem

WRITES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.utime", "os.chmod"}
WRITES |= {"shutil.copyfile", "shutil.copystat", "os.scandir", "ctypes.dlsym"}
DONE, REFUSED, CRASHED = 0, 1, 2
NOBODY = 65534


class Trial:
    """A folder in its old state, and what its new state would be."""

    def __init__(self, folder: Path, stride: int) -> None:
        self.stride = stride
        self.folder = folder
        self.data = folder / "data"
        self._kept = folder.with_name(f"{folder.name}-kept")
        shutil.copytree(self.data, self._kept)
        self.old = self.state()
        import_files([folder / "new.csv"], self.data)
        self.new = self.state()
        self.reset()

    def reset(self) -> None:
        """The old state again, and nothing beside it."""
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
        shutil.copytree(self._kept, self.data)

    def state(self) -> dict[str, bytes] | None:
        """Every file of the tables; None where there is no folder of them."""
        return {path.name: path.read_bytes() for path in self.data.iterdir()} if self.data.exists() else None

    def named(self) -> str:
        """The state that the tables are in."""
        return "old" if self.state() == self.old else "new" if self.state() == self.new else "BROKEN"

    def after(self, prepare: Callable[[], object]) -> str:
        """How an import of the new file ends in a process that is prepared for something, and what it leaves."""
        status = ended(forked(lambda: self.run("new.csv", prepare)))
        left = self.named()
        import_files([self.folder / "held.csv"], self.data)
        litter = (
            "" if {path.name for path in self.folder.iterdir()} == {"data", "held.csv", "new.csv"} else ", LITTERED"
        )
        mended = self.named()
        self.reset()
        return f"{status}, left {left}, then {mended}{litter}"

    def run(self, file: str, prepare: Callable[[], object] = lambda: None) -> int:
        """One import; the status is that of the command line, and 2 for a traceback."""
        prepare()
        try:
            import_files([self.folder / file], self.data)
        except Problem as problem:
            return REFUSED if str(problem).isprintable() else CRASHED
        return DONE


def forked(work: Callable[[], int]) -> int:
    """The number of a process that does some work."""
    process = os.fork()
    if process:
        return process
    status = CRASHED
    try:
        status = work()
    except Exception:  # noqa: BLE001 - what is no Problem is what is looked for
        sys.stderr.writelines(traceback.format_exc())
    finally:
        os._exit(status)


def ended(process: int) -> str:
    """How a process ended."""
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        return "killed" if os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGALRM) else "SIGNALLED"
    return {DONE: "done", REFUSED: "refused"}.get(os.waitstatus_to_exitcode(status), "CRASHED")


def at_step(number: int, act: Callable[[], None]) -> Callable[[], None]:
    """Prepares a process to do something at one of its steps upon files, counted from the first."""

    def prepare() -> None:
        steps = iter(range(number))

        def hook(event: str, _arguments: tuple[object, ...]) -> None:
            if event in WRITES and next(steps, None) is None:
                act()

        sys.addaudithook(hook)

    return prepare


def steps(trial: Trial) -> int:
    """How many steps upon files an import takes."""
    reading, writing = os.pipe()
    seen: list[str] = []

    def count() -> int:
        status = trial.run("new.csv", lambda: sys.addaudithook(lambda event, _: seen.append(event)))
        os.write(writing, str(sum(event in WRITES for event in seen)).encode())
        return status

    ended(forked(count))
    trial.reset()
    return int(os.read(reading, 20))


def killed_at_every_step(trial: Trial) -> Counter[str]:
    """Killed at each step upon files."""
    kill = lambda: os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731 - one call
    return Counter(trial.after(at_step(number, kill)) for number in range(0, steps(trial), trial.stride))


def killed_at_random(trial: Trial) -> Counter[str]:
    """Killed from outside at some moment."""
    random = Random(1)  # noqa: S311 - repeatable
    began = time.monotonic()
    ended(forked(partial(trial.run, "new.csv")))
    length = time.monotonic() - began
    trial.reset()
    endings: Counter[str] = Counter()
    for _ in range(60 // trial.stride):
        endings[trial.after(partial(signal.setitimer, signal.ITIMER_REAL, 0.001 + random.random() * length))] += 1
    return endings


def refused_by_the_disk(trial: Trial) -> Counter[str]:
    """No room, no right or a broken disk, met at each step upon files and ever after."""
    endings: Counter[str] = Counter()
    codes = (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS)
    for number in range(0, steps(trial), trial.stride):
        code = codes[number // trial.stride % len(codes)]

        def fail(code: int = code) -> None:
            raise OSError(code, os.strerror(code))

        endings[trial.after(at_step(number, fail))] += 1
    return endings


def without_room(trial: Trial) -> Counter[str]:
    """No file may grow beyond some bytes, which is how a full disk shows in the midst of a file."""
    size = max(map(len, (trial.new or {}).values()))
    sizes = range(0, size + size // 2, max(1, trial.stride * size // 60))
    return Counter(trial.after(partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, most))) for most in sizes)


def read_only(trial: Trial) -> Counter[str]:
    """By somebody who may read the tables and not write them, the folder around them, or either."""
    endings: Counter[str] = Counter()
    for closed in ((trial.data,), (trial.folder,), (trial.data, trial.folder)):

        def become_nobody(closed: tuple[Path, ...] = closed) -> None:
            for path in (trial.folder, trial.data, *trial.data.iterdir()):
                path.chmod(0o555 if path in closed else 0o777)
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)

        endings[trial.after(become_nobody)] += 1
        for path in (trial.folder, trial.data):
            path.chmod(0o755)
    return endings


def two_at_once(trial: Trial) -> Counter[str]:
    """Two imports started together, one of them of what is held."""
    endings: Counter[str] = Counter()
    for _ in range(60 // trial.stride):
        both = [forked(partial(trial.run, file)) for file in ("new.csv", "held.csv")]
        first, second = (ended(process) for process in both)
        endings[f"{first}, left {trial.named()}, then {second}"] += 1
        trial.reset()
    return endings


KINDS = (killed_at_every_step, killed_at_random, refused_by_the_disk, without_room, read_only, two_at_once)

if __name__ == "__main__":
    kind, where, stride = sys.argv[1:]
    found = next(each for each in KINDS if each.__name__ == kind)(Trial(Path(where), int(stride)))
    sys.stdout.write(json.dumps(dict(sorted(found.items()))))
