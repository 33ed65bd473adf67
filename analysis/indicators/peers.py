"""The peers of a place: the groups that it belongs to, and others of its kind."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.formulas.observations import Observed
from analysis.indicators.neighbours import MODEL, neighbours
from analysis.problem import Problem
from analysis.tables.areas import CLASSES, COUNTY_GROUP, ENGLAND


@dataclass(frozen=True)
class Peers:
    """A place and the places that it is compared with, all by code.

    ``groups`` contain the place, the smallest first: its region, its class unless that is London's, the county group
    if it is a member, and England; the county group itself is compared with the classes of its members. ``others`` are
    of its kind: a council's ten statistical neighbours, the closest first, the other regions or the other classes; the
    county group has none.
    ``level`` is that of the place: authority, region, class or group.
    """

    area: str
    level: str
    groups: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def is_council(self) -> bool:
        """Whether the place is one council, and so has statistical neighbours."""
        return self.level == "authority"

    @property
    def model(self) -> str:
        """The year of the Department for Education's model that names the statistical neighbours."""
        return MODEL


def peers(tables: Observed, area: str) -> Peers:
    """The places that a place is compared with; ``area`` is its code.

    Raises ``Problem`` for a place that has no peers: the country, a subregion, a council of the past.
    """
    places = tables.membership.today
    level = places["level"].get(area)
    if level == "authority":
        place = places.loc[area]
        county = (COUNTY_GROUP,) if place["county_group"] else ()
        # The London boroughs are all the councils of London: one of the two is enough.
        own_class = () if place["class"] == "LB" else (place["class"],)
        groups = (place["region_code"], *own_class, *county, ENGLAND)
        return Peers(area, level, groups, tuple(neighbours(tables, area)))
    if level in ("region", "class"):
        others = tuple(code for code in places.index[places["level"] == level] if code != area)
        return Peers(area, level, (ENGLAND,), others)
    if level == "group":
        members = places.reindex(tables.membership.members(area))["class"]
        return Peers(area, level, (*(code for code in CLASSES if code in set(members)), ENGLAND), ())
    raise Problem(
        f"The place {area} is not compared with others: expected a council of today, a region, a class of council or "
        "the county group."
    )
