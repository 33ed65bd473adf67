"""The engines that turn one resolved manuscript into documents."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analysis.problem import Problem
from report.manuscript.document import Manuscript


@dataclass(frozen=True)
class Engine:
    """A way to render the manuscript: a function from it to a document's bytes for each format."""

    name: str
    renderers: Mapping[str, Callable[[Manuscript], bytes]]
    version: str = ""

    @property
    def is_embedded(self) -> bool:
        """Whether it comes with the installation."""
        return self.name == "pandoc"

    @property
    def fingerprint(self) -> str:
        """What distinguishes it from another engine, or from another version of it."""
        return f"{self.name} {self.version}".rstrip()


def choose(name: str) -> Engine:
    """The engine that goes by a name; ``auto`` takes Quarto if it is installed, else pandoc.

    Raises :class:`Problem` for an engine that is not at hand.
    """
    if name not in ("auto", "pandoc", "quarto"):
        raise Problem(f"There is no engine '{name}': expected auto, pandoc or quarto.")
    from report.engines import pandoc

    embedded = Engine("pandoc", {"html": pandoc.html, "pdf": pandoc.pdf})
    if name == "pandoc":
        return embedded
    from report.engines import quarto

    try:
        found = quarto.installed()
    except Problem:
        # What the user named must be right. What merely lies on the path may be too old: `doctor` says so.
        if name == "quarto" or os.environ.get("QUARTO_PATH"):
            raise
        found = None
    if found:
        return Engine("quarto", {**embedded.renderers, "html": found.html, "pdf": found.pdf}, version=found.version)
    if name == "quarto":
        raise Problem(
            "Quarto was not found on the path: install it (https://quarto.org/docs/get-started/), name it with "
            "QUARTO_PATH, or use --engine pandoc, which comes with the installation."
        )
    return embedded
