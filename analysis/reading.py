"""Tables that note which of them are read, so that it is known what an indicator or a chapter rests on."""

from __future__ import annotations

from typing import Any, Final

from analysis.tables.loading import CORRECTIONS, PACKAGE, Tables

_TABLES: Final = {
    "areas": ("areas",),
    "membership": ("areas",),
    "area_codes": ("area_codes",),
    "places": ("areas", "area_codes"),
    "neighbours": ("statistical_neighbours",),
    "claims": ("claims",),
    "documents": ("documents",),
    "sources": (),
    "package": (),
}
"""The tables behind what is asked for without naming one; the data package stands behind everything."""

_NAMED: Final = frozenset({"observations", "current", "text"})
"""What is asked for by the name of a table."""


class Reading:
    """The tidy tables (``analysis.tables.loading.Tables``), with a note of every file that stands behind what is read.

    >>> from types import SimpleNamespace
    >>> files = {"resource": lambda name: {"path": f"{name}.csv"}}
    >>> reading = Reading(SimpleNamespace(sources={}, current=lambda name: f"rows of {name}", **files))
    >>> reading.current("outturn"), sorted(reading.noted())
    ('rows of outturn', ['areas.csv', 'datapackage.json', 'outturn.csv'])
    >>> reading.sources, sorted(reading.noted()), reading.noted()
    ({}, ['datapackage.json'], set())
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._noted: set[str] = set()

    def noted(self) -> set[str]:
        """The files read since this was last asked, by their names in the folder of the tables."""
        noted, self._noted = self._noted, set()
        return noted

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._tables, name)
        if name == "corrections":
            self._noted |= {PACKAGE, CORRECTIONS}
            return asked
        if name in _NAMED:

            def read(table: str) -> Any:
                self._note(table, *_TABLES["areas"])
                return asked(table)

            return read
        self._note(*(_TABLES[name] if name in _TABLES else self._all()))
        return asked

    def _note(self, *tables: str) -> None:
        self._noted |= {PACKAGE, *(self._tables.resource(table)["path"] for table in tables)}

    def _all(self) -> list[str]:
        """What is not known to read less is taken to read all."""
        return [resource["name"] for resource in self._tables.package["resources"]]
