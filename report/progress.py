"""How far a build or a download is: a line that renews itself on a terminal, plain lines or nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

LARGE = 500_000
"""Bytes of a download from which a bar is shown."""
BAR = 30
"""Characters of a bar."""
_RENEWED = "\r\x1b[2K"
"""What begins a line of a terminal anew."""


class Progress:
    """The steps of a build, written to ``stream`` as they begin."""

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
        """Begin the next step."""
        self._step += 1
        line = f"[{self._step}/{self._steps}] {words}"
        self._stream.write(f"{_RENEWED}{line}" if self._terminal else f"{line}\n")
        self._stream.flush()

    def done(self, lines: list[str]) -> None:
        """End a build that succeeded with some lines that stay."""
        self._stream.write((_RENEWED if self._terminal else "") + "".join(f"{line}\n" for line in lines))
        self._stream.flush()

    def clear(self) -> None:
        """End a build that failed: the line that renews itself makes room for the reason."""
        if self._terminal:
            _clear(self._stream)


@contextmanager
def download_bars(stream: TextIO) -> Iterator[Callable[[str, int, int | None], None]]:
    """A bar for a large download on a terminal until all have ended; nothing elsewhere.

    It yields a function to call as a download goes on, with its name, the bytes received, and the bytes expected if
    their number is known.
    """
    if not stream.isatty():
        yield lambda *_: None
        return

    def on_progress(name: str, received: int, expected: int | None) -> None:
        if received > LARGE:
            bar = f"[{'=' * (BAR * received // expected):{BAR}}] " if expected else ""
            of = f" of {expected / 1e6:.1f}" if expected else ""
            stream.write(f"{_RENEWED}{name} {bar}{received / 1e6:.1f}{of} MB")
            stream.flush()

    try:
        yield on_progress
    finally:
        _clear(stream)


def _clear(stream: TextIO) -> None:
    with suppress(OSError):  # what was going on may have ended because its terminal was closed
        stream.write(_RENEWED)
        stream.flush()
