"""The chapters' code, run by the process that draws their charts: what it is given, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from report.making import kept
from report.making.building import Measured
from report.making.fingerprint import imported_by
from report.manuscript.execute import Notebook, execute

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading import Reading
    from analysis.tables.loading import Tables
    from figures.lookup import Series


class Executed(NamedTuple):
    """The results of a chapter's code, and what it has read: series, tables, and the register of claims if it did."""

    results: bytes
    series: frozenset[Series]
    tables: frozenset[str]
    asked: frozenset[str]


def load_ahead(cells: Iterable[str]) -> None:
    """Loads what cells import, in a process that has nothing to do yet. What cannot be loaded is told as they run."""
    for name in sorted(imported_by(cells)):
        with suppress(Exception):
            import_module(name)


def known(data: Path, indicators: pd.DataFrame, claims: pd.DataFrame) -> Measured:
    """What chapters are given; of the tables, that of a folder, each is read where it is asked for."""
    from analysis.reading import Reading
    from analysis.tables.loading import load

    return Measured(cast("Tables", Reading(load(data))), indicators, claims)


def executed(notebook: Notebook, known: Measured) -> Executed:
    """A chapter's code, run."""
    from figures.lookup import reading
    from report import chapter

    tables = cast("Reading", known.tables)
    tables.noted()
    with chapter.given(known.tables, known.indicators, known.claims) as asked, reading(known.indicators) as series:
        results = kept.results(execute(notebook))
    return Executed(results, frozenset(series), frozenset(tables.noted()), frozenset(asked))
