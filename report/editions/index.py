"""The index of editions: every place with its headline indicators, to be searched and sorted, and the same as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader, Template

from figures.spending import FEW_CHILDREN
from report.editions.edition import FORMATS
from report.editions.places import file_of
from report.engines.pandoc import TEMPLATES
from report.formats.csv_text import csv_text
from report.manuscript.printed import Number
from report.manuscript.prose import Prose

if TYPE_CHECKING:
    from analysis.tables.areas import Areas, Place

KINDS: Final = {"region": "Region", "class": "Class of council", "group": "Group of councils"}
CLASSES: Final = {
    "LB": "London borough",
    "MD": "Metropolitan district",
    "SC": "Shire county",
    "UA": "Unitary authority",
}


class Headline(NamedTuple):
    """A column of the index: an indicator in the newest period that England has, under a short heading."""

    indicator: str
    heading: str
    unit: str
    decimals: int | None = None


HEADLINES: Final = (
    Headline("looked_after_children", "Children looked after", "at 31 March"),
    Headline("looked_after_rate_per_10k", "Rate", "per 10,000 children"),
    Headline("overspend_share_of_budget[childrens_social_care]", "Overspend", "share of budget", 0),
    Headline("overspend_share_of_all_services", "Of all overspends", "children’s part", 0),
    Headline("statutory_share_narrow", "Statutory, narrow", "share of spending", 0),
    Headline("statutory_share_broad", "Statutory, broad", "share of spending", 0),
    Headline("expenditure_per_child_gbp[total]", "Spending", "£ per child"),
)


CHILDREN: Final = Headline("child_population", "Children", "aged 0 to 17")


@dataclass(frozen=True)
class Row:
    """A place in the index: ``made`` are the formats that it has an edition in."""

    place: Place
    kind: str
    region: str
    cells: Sequence[Number | None]
    made: Sequence[str]

    @property
    def files(self) -> Mapping[str, str]:
        """The files of the place's edition, by the formats that it is made in."""
        return {name: file_of(self.place, name) for name in self.made}


def rows(places: Sequence[Place], areas: Areas, prose: Prose, files: Set[str]) -> list[Row]:
    """A row for each place; ``files`` are the names of the editions' files that are there."""
    return [
        Row(
            place=place,
            kind=KINDS.get(place.level) or CLASSES[place.class_code],
            region=areas.name(place.region_code) if place.region_code else "",
            cells=_cells(prose, place),
            made=[name for name in FORMATS if file_of(place, name) in files],
        )
        for place in places
    ]


def page(rows: Sequence[Row], prose: Prose, style: str) -> bytes:
    """The index as one page: a table that a script, where there is one, lets a reader search and sort."""
    columns = [(headline, _period(prose, headline)) for headline in HEADLINES]
    script = (TEMPLATES / "index.js").read_text(encoding="utf-8")
    return _template().render(rows=rows, columns=columns, script=script, style=style).encode()


def table(rows: Sequence[Row], prose: Prose) -> bytes:
    """The index as CSV: the places and their values, each under its key without the area."""
    keys = [f"{headline.indicator}:{_period(prose, headline)}" for headline in HEADLINES]
    frame = pd.DataFrame(
        [
            {
                "area_code": row.place.area_code,
                "area_name": row.place.area_name,
                "kind": row.kind,
                "region": row.region,
                **{key: cell and cell.value for key, cell in zip(keys, row.cells, strict=True)},
                **{name: row.files.get(name, "") for name in FORMATS},
            }
            for row in rows
        ]
    )
    return csv_text(frame.astype(dict.fromkeys(keys, float)))


def _template() -> Template:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    ).get_template("index.html")


def _cells(prose: Prose, place: Place) -> list[Number | None]:
    """The values of a place; of a council with few children its number alone, as its ratios say nothing."""
    children = _value(prose, CHILDREN, place.area_code)
    few = place.level == "authority" and children is not None and (children.value or 0) < FEW_CHILDREN
    return [
        None if few and headline is not HEADLINES[0] else _value(prose, headline, place.area_code)
        for headline in HEADLINES
    ]


def _value(prose: Prose, headline: Headline, area: str) -> Number | None:
    found = prose.n(headline.indicator, area, _period(prose, headline), decimals=headline.decimals)
    return found if isinstance(found, Number) else None


def _period(prose: Prose, headline: Headline) -> str:
    return prose.latest(headline.indicator)
