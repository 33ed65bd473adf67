"""Places: their codes, names and levels, and the days from which and until which they existed.

``data/areas.csv`` has each place once, under the code that the newest release held uses for it.
``data/area_codes.csv`` maps every other code to that place: its earlier codes, and those of other publishers.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import Final

from analysis.problem import Problem
from analysis.tables.periods import last_day

ENGLAND: Final = "E92000001"
UNITED_KINGDOM: Final = "K02000001"
ISLES_OF_SCILLY: Final = "E06000053"
COUNTY_GROUP: Final = "CCN"
COUNCIL: Final = r"E0\d|E10"
"""How the codes of councils begin."""
CLASSES: Final = ("SC", "UA", "MD", "LB")


class Level(StrEnum):
    """What kind of place a place is, as the column ``level`` of ``data/areas.csv`` writes it; the widest first."""

    COUNTRY = "country"
    REGION = "region"
    SUBREGION = "subregion"
    CLASS = "class"
    GROUP = "group"
    AUTHORITY = "authority"


@dataclass(frozen=True)
class Place:
    """One row of ``data/areas.csv``.

    ``class_code`` and ``region_code`` are empty for places that are not authorities. ``opened`` is the first day, None
    if the place existed before the tables begin; ``closed`` is the last day, None if it still exists. ``predecessors``
    are the places whose territory this one took over, in whole or in part, on the day that it opened.
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
        """Whether the place existed on a day."""
        return (self.opened is None or self.opened <= on) and (self.closed is None or on <= self.closed)


@dataclass(frozen=True)
class Areas:
    """Every place, and every dated code of one.

    ``places`` is keyed by ``area_code``; ``codes`` maps a code of any scheme (``gss``, ``mhclg``, ``dfe``) to the
    place. No code was ever given to two places, so a code can be looked up without a date. ``other_names`` maps what
    people call a place, in plain form, to the place.
    """

    places: Mapping[str, Place]
    codes: Mapping[str, str]
    other_names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_records(
        cls,
        areas: Iterable[Mapping[str, str]],
        codes: Iterable[Mapping[str, str]],
        names: Iterable[Mapping[str, str]] = (),
    ) -> Areas:
        """Places, codes and names from the rows of ``areas.csv``, ``area_codes.csv`` and ``area_names.csv``, all text.

        Raises ``Problem`` if a code or a name leads to an unknown place, or to two places.
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
        leads = _leads("area_codes.csv", ((row["code"], row["area_code"]) for row in codes), places)
        called = ((plain_name(row["name"]), row["area_code"]) for row in names)
        return cls(places, leads, _leads("area_names.csv", called, places))

    def place(self, code: str) -> str | None:
        """The place that a code of any scheme and date leads to, None if the code is unknown."""
        return self.codes.get(code) or (code if code in self.places else None)

    def name(self, area_code: str) -> str:
        """The name of a place, as the report prints it."""
        return self.places[area_code].area_name

    def councils(self, on: date) -> list[Place]:
        """The councils with children's services that existed on a day."""
        return [place for place in self.places.values() if place.level == Level.AUTHORITY and place.exists(on)]

    def find(self, text: str) -> str:
        """The place that a reader means by a code or a name; case and customary additions do not matter.

        Raises ``Problem`` with the nearest names if there is no such place.
        """
        text = text.strip()
        by_code = self.place(text) or self.place(text.upper())
        if by_code:
            return by_code
        plain, short = plain_name(text), short_name(text)
        found = self._names.get(plain) or self._names.get(_without_ending(plain)) or self._short_names.get(short)
        found = found or self.other_names.get(plain) or self.other_names.get(short)
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
        """Names without their customary additions; the City of London does not become London."""
        shortened: dict[str, list[str]] = {}
        for place in self.places.values():
            shortened.setdefault(short_name(place.area_name), []).append(place.area_code)
        return {name: codes[0] for name, codes in shortened.items() if len(codes) == 1}


def as_at(period: str) -> date:
    """The 31 March that a period ends on: the councils of that day report it.

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
    """A name in plain form without the additions that some publishers make and others do not.

    >>> short_name("Herefordshire, County of"), short_name("County Durham"), short_name("Kent County Council")
    ('herefordshire', 'durham', 'kent')
    >>> short_name("LB Camden"), short_name("Walsall MBC"), short_name("Metropolitan Borough of Wigan")
    ('camden', 'walsall', 'wigan')
    """
    plain = re.sub(
        r"^(the )?((county|city|(royal|london|metropolitan) (borough|district)|borough) (of )?|(lb|rb) (of )?)",
        "",
        plain_name(name),
    )
    return _without_ending(plain)


def _without_ending(plain: str) -> str:
    """A name in plain form without what publishers add after it.

    >>> _without_ending("city of london council")
    'city of london'
    """
    return re.sub(
        r" (county of|city of|(metropolitan )?((county|city|borough|district) )?council|borough|m?[bd]c|lb|ua|cc)$",
        "",
        plain,
    )


def _leads(file: str, pairs: Iterable[tuple[str, str]], places: Mapping[str, Place]) -> dict[str, str]:
    leads: dict[str, str] = {}
    for code, area_code in pairs:
        if area_code not in places:
            raise Problem(f"{file} leads from {code} to {area_code}, which areas.csv lacks: add it.")
        if leads.setdefault(code, area_code) != area_code:
            raise Problem(f"{file} leads from {code} to {leads[code]} and to {area_code}: keep one.")
    return leads


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
