"""Children's homes as Ofsted's files have them, one row a home, counted by place and sector and then forgotten.

Nothing that is read of a home leaves this module but counts that ``disclosure`` lets through.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.ingest.ofsted.disclosure import FEWEST, shown
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND, Areas, as_at

TABLE: Final = "childrens_homes"
CONFIDENTIAL: Final = "c"
TOTAL: Final = "total"

TYPES: Final = {
    "children's home": "childrens_home",
    "secure children's home": "secure_childrens_home",
    "residential special school (>295 days/year)": "residential_special_school",
    "residential special school (registered as a children's home)": "residential_special_school",
}
"""The three types of home, as Ofsted words them, without case and with a straight apostrophe."""
OTHER_TYPES: Final = frozenset(
    {
        *("independent fostering agency", "residential special school", "boarding school", "voluntary adoption agency"),
        *("further education college with residential accommodation", "adoption support agency", "cafcass"),
        *("residential family centre", "secure training centre", "supported accommodation"),
        "residential holiday scheme for disabled children",
    }
)
"""Provision that is no children's home."""
SECTORS: Final = {
    "private": "private",
    "local authority": "local_authority",
    "voluntary": "voluntary",
    "health authority": "health_authority",
}

Row = tuple[str, str, str, str, str]
"""Place, measure, breakdown, value and marker."""


@dataclass(frozen=True)
class Home:
    """What is read of one provider, or of several together: its council, type, sector, number, places and owner."""

    area_code: str
    kind: str
    sector: str
    homes: int
    places: int
    owner: str = ""


def kind_of(text: str, where: str) -> str | None:
    """The type of a home, or None for other provision. Raises ``Problem`` if the words are not known."""
    plain = _plain(text)
    if plain in OTHER_TYPES:
        return None
    if plain not in TYPES:
        raise Problem(f"{where} has the provision type '{text}', which is not known: add it to ofsted/homes.py.")
    return TYPES[plain]


def sector_of(text: str, where: str) -> str:
    """The sector of a home. Raises ``Problem`` if the word is not known."""
    if _plain(text) not in SECTORS:
        raise Problem(f"{where} has the sector '{text}', where one of {', '.join(SECTORS)} was expected.")
    return SECTORS[_plain(text)]


def whole_number(text: str, where: str, what: str) -> int:
    """A number of places or homes, at least one. Raises ``Problem`` if it is none."""
    text = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"[1-9]\d{0,4}", text, re.ASCII):
        raise Problem(f"{where} has {what} '{text}', and a whole number from 1 was expected.")
    return int(text)


def council_named(name: str, year: str, areas: Areas, where: str) -> str:
    """The council that a name meant on 31 March of a year.

    A name that two councils bore, one after the other, is that of the one that existed. Raises ``Problem`` if no
    council of that day has the name.
    """
    try:
        found = areas.places[areas.find(name)]
    except Problem as problem:
        raise Problem(f"{where} has the council '{name}'. {problem} Add the name to data/area_names.csv.") from problem
    day = as_at(year)
    candidates = [found, *(areas.places[code] for code in found.predecessors)]
    living = [place for place in candidates if place.level == "authority" and place.exists(day)]
    if len(living) != 1:
        raise Problem(f"{where} has the council '{name}', which is no council of 31 March {year}.")
    return living[0].area_code


def by_place(homes: Sequence[Home], year: str, areas: Areas, counted: str = "homes") -> list[Row]:
    """Homes (or what else is ``counted``) and places in England, regions and councils, as far as they may be shown.

    Regions and councils have the total and the private sector: what is left is the rest added up. England has the
    sectors that the publisher distinguishes, but for the last, which is what is left.
    """
    rows: list[Row] = []
    for region, councils in _councils_of(year, areas).items():
        of_councils = {code: [home for home in homes if home.area_code == code] for code in councils}
        allowed = shown({code: _halves(found) for code, found in of_councils.items()})
        rows += _in_region(region, [home for found in of_councils.values() for home in found], year, counted)
        for code, found in of_councils.items():
            names = {name for name, of in ((TOTAL, allowed.totals), ("private", allowed.sectors)) if code in of}
            rows += _cells(code, {TOTAL: found, "private": _of(found, "private")}, names, counted)
    by_sector = {sector: _of(homes, sector) for sector in ("private", "local_authority", "voluntary")}
    return rows + _cells(ENGLAND, by_sector, by_sector, counted)


def _in_region(region: str, homes: Sequence[Home], year: str, counted: str) -> list[Row]:
    """The cells of a region. Raises ``Problem`` if one of them would show few homes: the rule knows no such region."""
    if any(number < FEWEST for number in _halves(homes)):
        raise Problem(
            f"On 31 March {year} a region has fewer than {FEWEST} {counted} of a sector: regions are shown whole, so "
            "take the sectors of regions out of by_place in analysis/ingest/ofsted/homes.py."
        )
    groups = {TOTAL: homes, "private": _of(homes, "private")}
    return _cells(region, groups, groups, counted)


def public_in_regions(homes: Sequence[Home], year: str, areas: Areas) -> list[Row]:
    """Local authorities' homes by region, beside those of voluntary bodies and health authorities: the same rule."""
    rest = {
        region: [home for home in homes if home.area_code in councils and home.sector != "private"]
        for region, councils in _councils_of(year, areas).items()
    }
    allowed = shown({region: _halves(found, "local_authority") for region, found in rest.items()})
    return [
        row
        for region, found in rest.items()
        for row in _cells(
            region,
            {"local_authority": _of(found, "local_authority")},
            {"local_authority"} if region in allowed.sectors else (),
            "homes",
        )
    ]


def _councils_of(year: str, areas: Areas) -> dict[str, list[str]]:
    councils: dict[str, list[str]] = defaultdict(list)
    for council in areas.councils(as_at(year)):
        councils[council.region_code].append(council.area_code)
    return councils


def _of(homes: Iterable[Home], sector: str) -> list[Home]:
    return [home for home in homes if home.sector == sector]


def _halves(homes: Iterable[Home], sector: str = "private") -> tuple[int, int]:
    counted = Counter[bool]()
    for home in homes:
        counted[home.sector == sector] += home.homes
    return counted[True], counted[False]


def _cells(area_code: str, groups: Mapping[str, Sequence[Home]], allowed: Container[str], counted: str) -> list[Row]:
    """Homes and places of a place by group; both confidential if the group is not allowed."""
    rows: list[Row] = []
    for group, found in groups.items():
        for measure, number in ((counted, sum_homes(found)), ("places", sum(home.places for home in found))):
            cell = (str(number), "") if group in allowed else ("", CONFIDENTIAL)
            rows.append((area_code, measure, group, *cell))
    return rows


def sum_homes(homes: Iterable[Home]) -> int:
    """How many homes there are together."""
    return sum(home.homes for home in homes)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
