"""The engines that turn one resolved manuscript into documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analysis.problem import Problem
from report.manuscript import Manuscript

FORMATS = ("html", "pdf")


@dataclass(frozen=True)
class Engine:
    """A way to render the manuscript: a function from it to a document's bytes for each format."""

    name: str
    renderers: Mapping[str, Callable[[Manuscript], bytes]]


def choose(name: str) -> Engine:
    """The engine that goes by a name; ``auto`` takes the best that is at hand.

    Raises :class:`Problem` for an engine that is not at hand.
    """
    if name == "quarto":
        raise Problem("The engine quarto is not available yet: use --engine pandoc, which comes with the installation.")
    if name not in ("auto", "pandoc"):
        raise Problem(f"There is no engine '{name}': expected auto, pandoc or quarto.")
    from report.engines import pandoc

    return Engine("pandoc", {"html": pandoc.html, "pdf": pandoc.pdf})
