"""Places: their codes and names, and when they were there.

A place stands once in ``data/areas.csv``, under the code that the newest release held uses for it. Every other code
that it has had, and the codes of other publishers, lead to it through ``data/area_codes.csv``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from analysis.problem import Problem
from analysis.tables.periods import last_day

ENGLAND = "E92000001"
UNITED_KINGDOM = "K02000001"
CLASSES = ("SC", "UA", "MD", "LB")


@dataclass(frozen=True)
class Place:
    """One row of ``data/areas.csv``.

    ``class_code`` and ``region_code`` are empty for places that are no authorities. ``opened`` and ``closed`` are the
    first and the last day, None where the place was there before the tables begin, or still is. ``predecessors`` are
    the places whose territory, or part of it, this one took over on the day that it opened.
    """

    area_code: str
    area_name: str
    level: str
    class_code: str
    region_code: str
    subregion_code: str
    county_group: bool
    opened: date | None
    closed: date | None
    predecessors: tuple[str, ...]

    def exists(self, on: date) -> bool:
        """Whether the place was there on a day."""
        return (self.opened is None or self.opened <= on) and (self.closed is None or on <= self.closed)


@dataclass(frozen=True)
class Areas:
    """Every place, and every dated code that leads to one.

    ``places`` is keyed by ``area_code``; ``codes`` leads from a code of any scheme (``gss``, ``mhclg``, ``dfe``) to
    the place. No code was ever given to two places, so a code needs no date to be read.
    """

    places: Mapping[str, Place]
    codes: Mapping[str, str]

    @classmethod
    def from_records(cls, areas: Iterable[Mapping[str, str]], codes: Iterable[Mapping[str, str]]) -> Areas:
        """Places and codes from the rows of ``areas.csv`` and ``area_codes.csv``, all of them text.

        Raises ``Problem`` where a code leads to a place that is not there, or to two.
        """
        places = {
            row["area_code"]: Place(
                area_code=row["area_code"],
                area_name=row["area_name"],
                level=row["level"],
                class_code=row["class"],
                region_code=row["region_code"],
                subregion_code=row["subregion_code"],
                county_group=row["county_group"] == "true",
                opened=_day(row["opened"]),
                closed=_day(row["closed"]),
                predecessors=tuple(row["predecessors"].split()),
            )
            for row in areas
        }
        leads: dict[str, str] = {}
        for row in codes:
            code, area_code = row["code"], row["area_code"]
            if area_code not in places:
                raise Problem(f"area_codes.csv leads from {code} to {area_code}, which areas.csv lacks: add it.")
            if leads.setdefault(code, area_code) != area_code:
                raise Problem(f"area_codes.csv leads from {code} to {leads[code]} and to {area_code}: keep one.")
        return cls(places, leads)

    def place(self, code: str) -> str | None:
        """The place that a code of any scheme and date leads to, or None where the code is not known."""
        return self.codes.get(code) or (code if code in self.places else None)

    def name(self, area_code: str) -> str:
        """The name of a place, as the report prints it."""
        return self.places[area_code].area_name

    def find(self, text: str) -> str:
        """The place that a reader means by a code or a name, whatever the case and the customary additions.

        Raises ``Problem`` with the nearest names where there is none.
        """
        text = text.strip()
        by_code = self.place(text) or self.place(text.upper())
        if by_code:
            return by_code
        found = self._names.get(plain_name(text)) or self._short_names.get(short_name(text))
        if found:
            return found
        nearest = difflib.get_close_matches(plain_name(text), self._names, n=3, cutoff=0.5)
        names = ", ".join(self.name(self._names[name]) for name in nearest)
        hint = f"the nearest names are {names}" if names else "data/areas.csv has all the names"
        raise Problem(f"No area is called or coded '{text}': {hint}.")

    @cached_property
    def _names(self) -> dict[str, str]:
        return {plain_name(place.area_name): place.area_code for place in self.places.values()}

    @cached_property
    def _short_names(self) -> dict[str, str]:
        """Names without what is customarily left out; the City of London does not become London."""
        shortened: dict[str, list[str]] = {}
        for place in self.places.values():
            shortened.setdefault(short_name(place.area_name), []).append(place.area_code)
        return {name: codes[0] for name, codes in shortened.items() if len(codes) == 1}


def as_at(period: str) -> date:
    """The day whose councils report a period: the 31 March that it ends on.

    >>> as_at("2025"), as_at("2023-24")
    (datetime.date(2025, 3, 31), datetime.date(2024, 3, 31))
    """
    return date.fromisoformat(last_day(period))


@cache
def plain_name(name: str) -> str:
    """A name without case and punctuation.

    >>> plain_name("Bath & North East Somerset"), plain_name("St. Helens")
    ('bath and north east somerset', 'st helens')
    """
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", name.lower()).replace("&", " and ")))


@cache
def short_name(name: str) -> str:
    """A name in plain form without what is customarily added to it or left out.

    >>> short_name("Herefordshire, County of"), short_name("County Durham"), short_name("Kent County Council")
    ('herefordshire', 'durham', 'kent')
    """
    plain = re.sub(r"^(the )?(county|city|(royal|london) borough) (of )?", "", plain_name(name))
    return re.sub(r" (county of|city of|(county|city|borough) council|council|borough|ua|cc)$", "", plain)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
