"""Where figures of Ofsted's come from, as rows of tables name it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.ofsted.homes import TABLE, Home, Row
from analysis.ingest.sheet import OfficialFile
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND

PAGE = "https://www.gov.uk/government/collections/childrens-social-care-statistics"
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)", re.ASCII)


def year_of(file: OfficialFile, titles: Iterable[str] = ()) -> str:
    """The year of whose 31 March a file is, which its titles, its sheet or its name say.

    Raises ``Problem`` if none does.
    """
    for text in (*titles, file.name):
        found = YEAR.findall(text)
        if found:
            return str(found[0])
    raise Problem(
        f"{file.name} does not say of which 31 March its providers are: give it its publisher's name, which has the "
        "year, such as provider_level_2025.csv."
    )


source_of = partial(Source.of, publisher="Ofsted", page=PAGE)
"""A source of Ofsted's."""


def extract_of(table: str, year: str, rows: Iterable[Row], source: Source, notes: tuple[str, ...] = ()) -> Extract:
    """Counts as rows of a table. A count stands for rows of the file, which no reference of ours names."""
    figures = (
        Figure(area_code, year, measure, breakdown, value, marker, "", f"{area_code} / {breakdown}!{measure}")
        for area_code, measure, breakdown, value, marker in rows
    )
    return Extract.of(table, figures, source, notes)


def check_england(file: OfficialFile, year: str, homes: Sequence[Home], context: Context) -> None:
    """Stop if a list of all homes has not as many of a type, or places in them, as the publisher counts in England."""
    counted: dict[tuple[str, str], int] = {}
    for home in homes:
        for measure, number in (("homes", home.homes), ("places", home.places)):
            counted[measure, home.kind] = counted.get((measure, home.kind), 0) + number
    for (measure, kind), number in _published(year, context).items():
        if counted.get((measure, kind), 0) != number:
            raise Problem(
                f"{file.name} has {counted.get((measure, kind), 0):,} {measure} of the type {kind}, and Ofsted counts "
                f"{number:,} in England on 31 March {year}: the file is cut short, or is of another year."
            )


def _published(year: str, context: Context) -> Mapping[tuple[str, str], int]:
    kinds = ("childrens_home", "secure_childrens_home", "residential_special_school")
    return {
        (row["measure"], row["breakdown"]): int(row["value"])
        for row in context.held.get(TABLE, ())
        if (row["area_code"], row["period"]) == (ENGLAND, year) and row["breakdown"] in kinds
    }
