"""How far a build or a download is: what renews itself on a terminal, and plain lines or nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

LARGE = 500_000
"""The bytes of a download from which on its reader sees how far it is."""


class Progress:
    """The steps of a build, told to ``stream`` as they begin."""

    def __init__(self, stream: TextIO, steps: int) -> None:
        self._stream = stream
        self._steps = steps
        self._step = 0
        self._terminal = stream.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.clear()

    def step(self, words: str) -> None:
        """The next step begins."""
        self._step += 1
        line = f"[{self._step}/{self._steps}] {words}"
        self._stream.write(f"\r\x1b[2K{line}" if self._terminal else f"{line}\n")
        self._stream.flush()

    def done(self, lines: list[str]) -> None:
        """The build has ended well: what it wrote stays to be read."""
        self._stream.write(("\r\x1b[2K" if self._terminal else "") + "".join(f"{line}\n" for line in lines))
        self._stream.flush()

    def clear(self) -> None:
        """The build has stopped: the line that renews itself makes room for the reason."""
        if self._terminal:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()


@contextmanager
def download_bars(stream: TextIO) -> Iterator[Callable[[str, int, int | None], None]]:
    """A bar a large download on a terminal, gone when all is done; nothing elsewhere.

    Gives what is to be told of each: its name, the bytes that are here, and all there will be where that is known.
    """
    if not stream.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bars: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(file=stream), transient=True) as shown:

        def tell(name: str, here: int, expected: int | None) -> None:
            if here > LARGE:
                if name not in bars:
                    bars[name] = shown.add_task(name)
                shown.update(bars[name], completed=here, total=expected)

        yield tell
