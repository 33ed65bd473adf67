"""The importers, one a publisher or kind of sheet, and which of them reads a file."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from analysis.ingest.extract import Importer
from analysis.ingest.sheet import OfficialFile, UnknownFile
from analysis.problem import Problem

IMPORTERS = (
    "dfe",
    "mhclg",
    "ons",
    "hmt",
    "section_251",
    "workforce",
    "characteristics",
    "looked_after_councils",
    "looked_after_tidy",
    "interactive_tool",
    "ofsted",
    "stated_budgets",
    "assessments",
    "wellbeing",
    "deprivation",
    "compiled",
)
"""Modules of this package; each has the two functions of ``Importer``."""


def importers() -> list[Importer]:
    """The modules that read official files and compiled sheets."""
    return [import_module(f"analysis.ingest.{name}") for name in IMPORTERS]


def importer_of(file: OfficialFile, known: Sequence[Importer]) -> Importer:
    """The one importer that recognises a file.

    Raises ``UnknownFile`` if none does, ``Problem`` if more than one.
    """
    recognising = [importer for importer in known if importer.recognise(file)]
    if not recognising:
        raise UnknownFile(
            f"{file.name} is not recognised: none of its sheets has the columns of a file that the import reads; the "
            "table in data/README.md names them."
        )
    if len(recognising) > 1:
        raise Problem(f"{file.name} is recognised as more than one kind of file: leave it out and report it.")
    return recognising[0]
