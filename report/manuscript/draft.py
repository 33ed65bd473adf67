"""The draft of the report: its chapters with every number filled in, and what lies behind the numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.claims.register import register
from analysis.formulas.evaluation import families, joined, values_of
from analysis.formulas.provenance import Trails
from analysis.indicators.definitions import definitions
from analysis.tables.loading import Tables, load
from analysis.tables.periods import written_date
from report import project
from report.manuscript.annex import Annex
from report.manuscript.assemble import annexed, assemble
from report.manuscript.audit import counting_audit
from report.manuscript.claims import quoting, with_reasons
from report.manuscript.document import Manuscript
from report.manuscript.execute import Notebook
from report.manuscript.periods import Named, named_periods
from report.manuscript.prose import Prose
from report.manuscript.provenance import counting_provenance
from report.manuscript.values import Values


@dataclass(frozen=True)
class Measured:
    """What is known before a sentence is written: the tables, the indicators, and the claims held against them."""

    tables: Tables
    indicators: pd.DataFrame
    claims: pd.DataFrame
    data_version: str = ""

    @cached_property
    def trails(self) -> Trails:
        """The way back from every value of the indicators to its observations."""
        return Trails(self.indicators, self.tables, definitions())


def measured(
    data: Path, indicators: pd.DataFrame | None = None, others: Future[dict[str, pd.DataFrame]] | None = None
) -> Measured:
    """The tables of a folder with all that is computed from them.

    ``indicators`` are given if they are known already. Else another process may compute some, ``others``
    (:func:`other_families`).
    """
    tables = load(data)
    if indicators is None:
        values = values_of(tables, definitions(), families(definitions())[0] if others else None)
        indicators = joined(values | (others.result() if others else {}), tables, definitions())
    claims = register(tables.claims, tables.documents, indicators, definitions(), is_replay=tables.is_replay)
    return Measured(tables, indicators, claims, project.data_version(data))


def other_families(data: Path) -> dict[str, pd.DataFrame]:
    """The values of all indicators but those of the largest family, which take as long."""
    return values_of(load(data), definitions(), chain.from_iterable(families(definitions())[1:]))


@dataclass(frozen=True)
class Draft:
    """The manuscript of the report with its annex, and the tables that list its claims and its trails.

    ``prose`` has filled in its templates, and can fill in those of what goes with it.
    """

    manuscript: Manuscript
    claims: pd.DataFrame
    trails: pd.DataFrame
    prose: Prose


@dataclass(frozen=True)
class Text:
    """The chapters with every number filled in, which pages can be laid out from; what lies behind them is to come."""

    manuscript: Manuscript
    prose: Prose
    annex: Annex


def text_of(known: Measured, chapters: Iterable[Notebook]) -> Text:
    """The text of executed chapters.

    Raises :class:`Problem` if a template, a reference or a citation leads nowhere.
    """
    prose = prose_of(known)
    annex = Annex(known.trails, known.tables.sources)
    newest = published(known.tables.sources)
    text = assembled(chapters, prose, published=newest, data_version=known.data_version, annex=annex)
    return Text(text, prose, annex)


def drafted(known: Measured, text: Text) -> Draft:
    """The draft with what lies behind the numbers of its text."""
    manuscript = annexed(text.manuscript, text.prose, text.annex)
    claims = with_reasons(known.claims, text.prose)
    return Draft(manuscript, claims, text.annex.observations(manuscript.headline), text.prose)


def prose_of(known: Measured) -> Prose:
    """The templates' environment over the indicators and the claims."""
    is_replay = known.tables.is_replay
    prose = Prose(known.indicators, known.tables.areas, definitions(), known.trails.sources, is_replay=is_replay)
    prose.name_periods(periods_of(known))
    counting_provenance(counting_audit(prose, known.indicators), known.tables.sources)
    return quoting(prose, known.claims)


def periods_of(known: Measured) -> list[Named]:
    """The periods that sentences name, in the order in which ``periods.toml`` declares them."""
    newest = Values(known.indicators, known.tables.areas).newest
    return named_periods(project.CHAPTERS / "periods.toml", newest)


def assembled(
    chapters: Iterable[Notebook],
    prose: Prose,
    *,
    published: int = 0,
    data_version: str = "",
    annex: Annex | None = None,
) -> Manuscript:
    """The manuscript of executed chapters, with the project's title page and literature, its annex still empty.

    Its templates may ask for the month of the newest source with ``newest_source()``, and for the versions of the code
    and of the data with ``version_of()``, and whether there is an annex with ``annexed()``.
    """

    def newest_source() -> str:
        return written_date(f"{datetime.fromtimestamp(published, UTC):%Y-%m}")

    def version_of(part: str) -> str:
        return data_version if part == "data" else project.version()

    def annexed() -> bool:
        return annex is not None

    prose.know(newest_source, version_of, annexed)
    literature = json.loads((project.CHAPTERS / "references.json").read_text(encoding="utf-8"))
    front_matter = (project.CHAPTERS / "metadata.yml").read_text(encoding="utf-8")
    works = {work["id"]: _cited(work) for work in literature}
    return assemble(chapters, prose, front_matter, literature=works, published=published, annex=annex)


def published(sources: Mapping[str, Mapping[str, Any]]) -> int:
    """When the newest source was published, in seconds since 1970: the date that every document bears.

    >>> published({"budget": {"published": "2023-06-22"}, "outturn": {"published": "2024"}})
    1704067200
    """
    # Some publishers give no more than the month or the year: it counts from its first day.
    days = [f"{source['published']}-01-01"[:10] for source in sources.values() if source.get("published")]
    return int(datetime.fromisoformat(max(days)).replace(tzinfo=UTC).timestamp()) if days else 0


def _cited(work: Mapping[str, Any]) -> str:
    """The words that cite a work if no engine does.

    >>> _cited({"author": [{"literal": "DfE"}, {"family": "Munro"}], "issued": {"date-parts": [[2011, 5]]}})
    '(DfE and Munro 2011)'
    """
    authors = " and ".join(author.get("literal") or author["family"] for author in work["author"])
    return f"({authors} {work['issued']['date-parts'][0][0]})"
