"""Who owns children's homes: legal entities, named only if they own many, and never if they are a person."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from analysis.ingest.ofsted.homes import Home, Row, sum_homes
from analysis.tables.areas import ENGLAND, Areas, short_name

TABLE: Final = "home_owners"
NAMED_IN_ENGLAND: Final = 10
NAMED_IN_REGION: Final = 5
"""The fewest homes with which an owner is named, in England and in a region."""

SIZES: Final = (("one", 1), ("two_to_four", 4), ("five_to_nine", 9), ("ten_or_more", 10**6))
"""Owners by how many homes they own: the name of each group, and the most homes in it."""
ORGANISATION: Final = re.compile(
    r"\b(limited|llp|plc|cic|trust|charity|foundation|society|association|company|partnership|group|support|services|"
    r"care|homes)\b"
)
"""A word that names no person. An owner without one is not named, however many homes it has."""
PERSON: Final = re.compile(r"(mr|mrs|ms|miss|mx|dr|doctor|prof|professor|sir|dame|lady|lord|rev|reverend)\b")
NAMED_SECTORS: Final = ("private", "voluntary")
"""An owner that is a council would be its council's homes, which may be hidden; health bodies own few."""


def plain_owner(name: str) -> str:
    """An owner's name as keys write it: spellings of one name become one.

    >>> plain_owner("Cambian Childcare Ltd "), plain_owner("Priory Education Services Limited 06244880")
    ('cambian_childcare_limited', 'priory_education_services_limited')
    >>> plain_owner("Aspris Children's Services Limited"), plain_owner("Phoenix Learning & Care Holdings Ltd.")
    ('aspris_childrens_services_limited', 'phoenix_learning_and_care_holdings_limited')
    """
    plain = re.sub(r"['’`]", "", name.lower()).replace("&", " and ")
    words = re.findall(r"[a-z0-9]+", re.sub(r"\b(company (number|no)|\d{6,8})\b", " ", plain))
    return "_".join("limited" if word == "ltd" else word for word in words)


def is_organisation(owner: str) -> bool:
    """Whether a name is that of an organisation beyond doubt.

    >>> is_organisation("cambian_childcare_limited"), is_organisation("mr_a_n_other_care"), is_organisation("a_other")
    (True, False, False)
    """
    words = owner.replace("_", " ")
    return bool(ORGANISATION.search(words)) and not PERSON.match(words)


def names_council(owner: str, areas: Areas) -> bool:
    """Whether a name has that of a council in it: its homes would most likely be those of one council."""
    words = f" {owner.replace('_', ' ')} "
    return any(
        f" {short_name(place.area_name.split(' (')[0])} " in words
        for place in areas.places.values()
        if place.level == "authority"
    )


def by_owner(homes: Sequence[Home], areas: Areas) -> list[Row]:
    """Homes and places of named owners in England and regions, and how many owners have how many homes.

    Owners are counted with all sectors; a home whose owner is not stated is left out.
    """
    owned: dict[str, list[Home]] = defaultdict(list)
    for home in homes:
        if home.owner:
            owned[home.owner].append(home)
    rows = _sizes([sum_homes(found) for found in owned.values()])
    for owner, found in sorted(owned.items()):
        may_be_named = is_organisation(owner) and {home.sector for home in found} <= set(NAMED_SECTORS)
        if may_be_named and sum_homes(found) >= NAMED_IN_REGION and not names_council(owner, areas):
            rows += _named(owner, found, areas)
    return rows


def _named(owner: str, homes: Sequence[Home], areas: Areas) -> list[Row]:
    """An owner's homes and places where they are enough to name it.

    If England names it, the regions that do not are to have none of its homes or five and more together: they are what
    is left of England.
    """
    regions: dict[str, list[Home]] = defaultdict(list)
    for home in homes:
        regions[areas.places[home.area_code].region_code].append(home)
    named = {code: found for code, found in sorted(regions.items()) if sum_homes(found) >= NAMED_IN_REGION}
    rows: list[Row] = []
    if sum_homes(homes) >= NAMED_IN_ENGLAND:
        while 0 < sum_homes(homes) - sum(map(sum_homes, named.values())) < NAMED_IN_REGION and named:
            del named[min(named, key=lambda code: (sum_homes(named[code]), code))]
        rows += _figures(ENGLAND, owner, homes)
    for code, found in named.items():
        rows += _figures(code, owner, found)
    return rows


def _figures(area_code: str, owner: str, homes: Sequence[Home]) -> list[Row]:
    return [
        (area_code, "homes_of_owner", owner, str(sum_homes(homes)), ""),
        (area_code, "places_of_owner", owner, str(sum(home.places for home in homes)), ""),
    ]


def _sizes(numbers: Iterable[int]) -> list[Row]:
    owners, homes = Counter[str](), Counter[str]()
    for number in numbers:
        size = next(name for name, most in SIZES if number <= most)
        owners[size] += 1
        homes[size] += number
    return [
        (ENGLAND, measure, size, str(counted[size]), "")
        for measure, counted in (("owners", owners), ("homes_by_size_of_owner", homes))
        for size, _ in SIZES
    ]
