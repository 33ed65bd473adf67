"""The build folder as one state: files are put into it all together or not at all, by one build at a time.

It promises this. New files are written whole into a folder of their own, which one rename then declares good. Until
that moment the last good outputs stay as they are; after it the new ones count, and are moved to their places one by
one. A process that is killed or finds the disk full before the rename has changed nothing; one that is killed while
files are moved has left each of them whole, old or new, and the next command that looks at the folder moves the rest
before it does anything else. Somebody who opens the folder in that moment without a command may see old files and new.
After a loss of power it promises only that the next build notices, because it compares files with their fingerprints.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from analysis.problem import Problem

Files = dict[str, bytes]
"""Contents by path within the build folder."""

_NEW: Final = ".new-"
_PENDING: Final = ".pending"
_REMOVALS: Final = ".removals.json"


@contextmanager
def held(build: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """The build folder for this process alone, as its last writer meant to leave it; ``waiting`` if it is taken.

    The lock is on the folder itself and goes with its process, however that ends. A folder that nothing is put into
    goes as well.
    """
    lock = _locked(build, waiting)
    _LOCKS.add(lock)
    try:
        _settle(build)
        for left in build.glob(f"{_NEW}*"):
            shutil.rmtree(left, ignore_errors=True)  # of a process that was killed
        yield
    finally:
        with suppress(OSError):
            build.rmdir()
        _LOCKS.remove(lock)
        os.close(lock)


_LOCKS: Final[set[int]] = set()


def _let_go() -> None:
    """What a process forks holds no lock: it may outlive a process that is killed."""
    while _LOCKS:
        os.close(_LOCKS.pop())


os.register_at_fork(after_in_child=_let_go)


def _locked(build: Path, waiting: Callable[[], None]) -> int:
    while True:
        try:
            build.mkdir(parents=True, exist_ok=True)
            lock = os.open(build, os.O_RDONLY)
        except (FileExistsError, FileNotFoundError):
            if build.is_file():
                raise
            continue  # the folder was removed meanwhile, by a process that put nothing into it
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), build.stat()):
                return lock
        os.close(lock)  # the folder was removed meanwhile


def settle(build: Path) -> None:
    """Move what a process that was killed has left to be moved; without any, nothing is touched."""
    if (build / _PENDING).is_dir():
        with held(build):
            pass


def write(files: Mapping[str, bytes], build: Path) -> None:
    """Put files into the build folder, alone.

    What an earlier build left in the folders of figures, notebooks and the manuscript, and this one did not make, goes.
    """
    folders = {name.partition("/")[0] for name in files if "/" in name} - {"report"}
    with held(build):
        put(files.items(), build, gone=within(build, folders))


def within(build: Path, folders: Iterable[str]) -> list[str]:
    """What lies in some folders of the build folder."""
    paths = [path for folder in sorted(folders) for path in (build / folder).rglob("*") if path.is_file()]
    return [path.relative_to(build).as_posix() for path in paths]


def put(files: Iterable[tuple[str, bytes]], build: Path, gone: Collection[str] = ()) -> None:
    """Put files into the build folder that this process holds, and remove what is ``gone`` and not among them.

    Each is written aside as it comes: memory holds one at a time.

    Raises :class:`Problem` if the disk is full, and whatever stops the files; nothing has changed then.
    """
    with tempfile.TemporaryDirectory(dir=build, prefix=_NEW, ignore_cleanup_errors=True) as name:
        new = Path(name)
        try:
            for path, content in files:
                (new / path).parent.mkdir(parents=True, exist_ok=True)
                (new / path).write_bytes(content)
            for folder in new.rglob("*/"):
                (build / folder.relative_to(new)).mkdir(parents=True, exist_ok=True)
            removals = sorted(path for path in gone if not (new / path).exists())
            (new / _REMOVALS).write_text(json.dumps(removals), encoding="utf-8")
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise Problem(
                f"The disk is full: there is no room for the new files in {build}, and those of the last build stay as "
                f"they are. Make room, then run the command again."
            ) from error
        new.rename(build / _PENDING)
    _settle(build)


def _settle(build: Path) -> None:
    """Move every pending file to its place, remove what is to go, and then the folder of what was pending."""
    pending = build / _PENDING
    if not pending.is_dir():
        return
    removals = pending / _REMOVALS
    for path in sorted(pending.rglob("*")):
        if path.is_file() and path != removals:
            path.replace(build / path.relative_to(pending))
    if removals.is_file():
        for name in json.loads(removals.read_text(encoding="utf-8")):
            _remove(build / name, build)
    shutil.rmtree(pending)


def _remove(path: Path, build: Path) -> None:
    """Remove a file, and the folders in the build folder that it leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == build or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()
