"""The places that have an edition: the councils of today, the regions, the classes and the county group.

England's is the national report. A reader names a place by its code or its name, whatever the case and the customary
additions, or by a part of the name that no other has; an edition's file is called by the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analysis.problem import Problem
from analysis.tables.areas import Areas, Place, plain_name, short_name

LEVELS = ("authority", "region", "class", "group")


def places(areas: Areas) -> list[Place]:
    """Every place that has an edition, councils first, each level in the order of names.

    Raises :class:`Problem` where the files of two would go by one name.
    """
    found = [place for place in areas.places.values() if place.level in LEVELS and place.closed is None]
    named: dict[str, Place] = {}
    for place in found:
        other = named.setdefault(slug(place), place)
        if other is not place:
            raise Problem(
                f"The editions of {other.area_name} ({other.area_code}) and {place.area_name} ({place.area_code}) "
                f"would both be called '{slug(place)}': let their names in areas.csv differ by a letter or digit."
            )
    return sorted(found, key=lambda place: (LEVELS.index(place.level), place.area_name))


def slug(place: Place) -> str:
    """What an edition's files are called: the place's name in small letters, joined by hyphens.

    >>> from analysis.tables.areas import Place
    >>> slug(Place("E06000022", "Bath and North East Somerset", "authority", "UA", "", "", False, None, None, ()))
    'bath-and-north-east-somerset'
    """
    return "-".join(re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", place.area_name.lower())))


def file_of(place: Place, name: str) -> str:
    """The file of an edition in a format, within the folder of editions.

    >>> from analysis.tables.areas import Place
    >>> kent = Place("E10000016", "Kent", "authority", "SC", "", "", False, None, None, ())
    >>> file_of(kent, "pdf"), file_of(kent, "briefing")
    ('kent.pdf', 'briefings/kent.pdf')
    """
    return f"briefings/{slug(place)}.pdf" if name == "briefing" else f"{slug(place)}.{name}"


def chosen(words: Iterable[str], areas: Areas) -> list[Place]:
    """The places that a reader names, each once and in the order of :func:`places`; all of them where none is named.

    Raises :class:`Problem` for a name that no place has, that several have, or whose place has no edition.
    """
    everywhere = places(areas)
    wanted = {_chosen(word, areas) for word in words}
    return [place for place in everywhere if not wanted or place.area_code in wanted]


def _chosen(word: str, areas: Areas) -> str:
    for form in (plain_name, short_name):
        found = _only(word, [place for place in places(areas) if form(place.area_name) == form(word)])
        if found:
            return found.area_code
    try:
        place = areas.places[areas.find(word)]
    except Problem:
        part = f" {plain_name(word).removeprefix('the ')} "
        found = _only(word, [place for place in places(areas) if part in f" {plain_name(place.area_name)} "])
        if found is None:
            raise
        return found.area_code
    if place.level not in LEVELS:
        raise Problem(f"{place.area_name} has no edition: the national report tells of it (make report).")
    if place.closed is not None:
        heirs = [other.area_name for other in areas.places.values() if place.area_code in other.predecessors]
        raise Problem(
            f"{place.area_name} has no edition, since it was abolished in {place.closed.year}: "
            f"ask for {' or '.join(heirs)}."
        )
    return place.area_code


def _only(word: str, found: Sequence[Place]) -> Place | None:
    """The one place found, if any."""
    if len(found) > 1:
        codes = ", ".join(f"{place.area_code} for {place.area_name}" for place in found)
        raise Problem(f"Several places go by the name '{word}': say which by its code, {codes}.")
    return found[0] if found else None
