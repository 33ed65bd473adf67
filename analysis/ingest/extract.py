"""What the ingestion takes from one official file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from analysis.ingest.sheet import OfficialFile
from analysis.problem import Problem
from analysis.tables.areas import Areas
from analysis.tables.corrections import Corrections

KEY_COLUMNS = ("area_code", "period", "measure", "breakdown", "release")
OBSERVATION_COLUMNS = (*KEY_COLUMNS, "status", "value", "marker", "source_id", "source_ref")


@dataclass(frozen=True)
class Figure:
    """A figure of one place and period, with where it stands: ``where`` in a sentence, ``ref`` in the tables.

    ``value`` is an exact decimal in plain notation, or empty with a ``marker``.
    """

    area_code: str
    period: str
    measure: str
    breakdown: str
    value: str
    marker: str
    where: str
    ref: str = ""
    status: str = "final"


@dataclass(frozen=True)
class Source:
    """Where figures come from: an entry of ``sources`` in ``datapackage.json``.

    ``file`` and ``sha256`` name the file that was read; they are empty if no file is at hand. ``page`` is the
    publisher's landing page. ``published`` is an ISO date or month. ``scale`` is what a cell is multiplied by to give
    the value held (1000 for £ thousand).
    """

    source_id: str
    publisher: str
    title: str
    page: str
    published: str
    release: str
    licence: str = "OGL-UK-3.0"
    file: str = ""
    sha256: str = ""
    scale: int = 1

    @classmethod
    def of(
        cls,
        *,
        source_id: str,
        publisher: str,
        title: str,
        page: str,
        published: str,
        release: str = "",
        scale: int = 1,
        file: OfficialFile | None = None,
    ) -> Source:
        """The source of figures in a file, or compiled if there is none; the release is a month unless it is named."""
        name, sha256 = (file.name, file.sha256) if file else ("", "")
        release = release or published[:7]
        return cls(source_id, publisher, title, page, published, release, file=name, sha256=sha256, scale=scale)

    @property
    def kind(self) -> str:
        """``official file``, or ``compiled`` if no file is at hand."""
        return "official file" if self.sha256 else "compiled"

    def rows(self, figures: Iterable[Figure]) -> list[tuple[str, ...]]:
        """Figures as observations of this source, in the order of ``OBSERVATION_COLUMNS``."""
        return [
            (
                *(figure.area_code, figure.period, figure.measure, figure.breakdown, self.release, figure.status),
                *(figure.value, figure.marker, self.source_id, figure.ref),
            )
            for figure in figures
        ]


@dataclass(frozen=True)
class Extract:
    """The rows that one file gives one table.

    ``rows`` has the columns of the table, for most those of ``OBSERVATION_COLUMNS``, all of them text.
    """

    table: str
    rows: pd.DataFrame
    source: Source
    notes: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, table: str, figures: Iterable[Figure], source: Source, notes: tuple[str, ...] = ()) -> Extract:
        """Figures of a source that go to a table of observations."""
        return cls(table, observations(source.rows(figures)), source, notes)


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

    def place(self, code: str, where: str) -> str:
        """The place that a published code is of. Raises ``Problem`` if no place has it."""
        area_code = self.areas.place(code)
        if area_code is None:
            raise Problem(
                f"{where} has the code '{code}', which no place has: check it, and add it to data/area_codes.csv if it "
                "is new."
            )
        return area_code


class Importer(Protocol):
    """A module that reads the files of one publisher."""

    def recognise(self, file: OfficialFile) -> bool:
        """Whether the file is one of those that the importer reads, by its content and never by its name."""

    def extract(self, file: OfficialFile, context: Context) -> list[Extract]:
        """What the file gives to each table. Raises ``Problem`` on anything that is not as it should be."""


def observations(rows: Iterable[tuple[str, ...]]) -> pd.DataFrame:
    """Rows in the order of ``OBSERVATION_COLUMNS`` as the frame of an ``Extract``."""
    return pd.DataFrame(list(rows), columns=list(OBSERVATION_COLUMNS), dtype=str)
