"""How far a build is: one line that renews itself on a terminal, a plain line a step elsewhere."""

from __future__ import annotations

from typing import TextIO


class Progress:
    """The steps of a build, told to ``stream`` as they begin."""

    def __init__(self, stream: TextIO, steps: int) -> None:
        self._stream = stream
        self._steps = steps
        self._step = 0
        self._terminal = stream.isatty()

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
