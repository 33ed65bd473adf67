"""What the ingestion takes from one official file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import pandas as pd

from analysis.ingest.sheet import OfficialFile
from analysis.tables.areas import Areas
from analysis.tables.corrections import Corrections

OBSERVATION_COLUMNS = (
    "area_code",
    "period",
    "measure",
    "breakdown",
    "release",
    "status",
    "value",
    "marker",
    "source_id",
    "source_ref",
)
KEY_COLUMNS = OBSERVATION_COLUMNS[:5]


@dataclass(frozen=True)
class Source:
    """Where figures come from: an entry of ``sources`` in ``datapackage.json``.

    ``kind`` is ``official file`` (``file`` and ``sha256`` name the file that was read) or ``compiled`` (no file at
    hand). ``page`` is the publisher's landing page. ``published`` is an ISO date or month. ``scale`` is what a cell is
    multiplied by to give the value held (1000 for £ thousand).
    """

    source_id: str
    kind: Literal["official file", "compiled"]
    publisher: str
    title: str
    page: str
    published: str
    release: str
    licence: str = "OGL-UK-3.0"
    file: str = ""
    sha256: str = ""
    scale: int = 1


@dataclass(frozen=True)
class Extract:
    """The rows that one file gives one table.

    ``rows`` has the columns of the table: those of ``OBSERVATION_COLUMNS``, all of them text, ``value`` as an exact
    decimal in plain notation or empty with a ``marker``.
    """

    table: str
    rows: pd.DataFrame
    source: Source
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Context:
    """What an importer may know besides the file.

    The places with all their codes, the declared corrections, the rows that are held of each table, as text, and the
    release of each source that is held, by its id.
    """

    areas: Areas
    corrections: Corrections
    held: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    releases: Mapping[str, str] = field(default_factory=dict)


class Importer(Protocol):
    """A module that reads the files of one publisher."""

    def recognise(self, file: OfficialFile) -> bool:
        """Whether the file is one of those that the importer reads, by its content and never by its name."""

    def extract(self, file: OfficialFile, context: Context) -> list[Extract]:
        """What the file gives to each table. Raises ``Problem`` on anything that is not as it should be."""


def observations(rows: Iterable[tuple[str, ...]]) -> pd.DataFrame:
    """Rows in the order of ``OBSERVATION_COLUMNS`` as the frame of an ``Extract``."""
    return pd.DataFrame(list(rows), columns=list(OBSERVATION_COLUMNS), dtype=str)
