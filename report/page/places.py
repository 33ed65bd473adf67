"""The councils that a reader of the page can choose, and the names by which they are found."""

from __future__ import annotations

from analysis.tables.areas import Areas, Level, Place
from report.editions.places import places, slug


def councils(areas: Areas) -> list[Place]:
    """The councils of today, in the order of names."""
    return [place for place in places(areas) if place.level == Level.AUTHORITY]


def register(areas: Areas) -> list[list[object]]:
    """Every council of today: its code, name, other names, region, class, and the name of its edition's files.

    The script of the page (``templates/page/places.js``) reads them in this order.
    """
    names: dict[str, list[str]] = {}
    for name, code in areas.other_names.items():
        names.setdefault(code, []).append(name)
    return [
        [
            place.area_code,
            place.area_name,
            names.get(place.area_code, []),
            areas.name(place.region_code),
            areas.name(place.class_code),
            slug(place),
        ]
        for place in councils(areas)
    ]
