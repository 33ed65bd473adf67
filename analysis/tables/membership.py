"""The authorities that make up a region, a class, the county group and England, by today's membership in all years."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from analysis.tables.areas import COUNTY_GROUP, ENGLAND, Level
from analysis.tables.periods import last_day


@dataclass(frozen=True, eq=False)
class Membership:
    """Composite places and their authorities, chosen so that a series follows a territory.

    A place that a reorganisation abolished belongs where its successors belong today. The county group counts old
    Dorset as today's Dorset, although old Dorset held Christchurch, which is now part of Bournemouth, Christchurch and
    Poole: the tables do not separate the two parts.

    ``areas`` has the columns of ``areas.csv``.
    """

    areas: pd.DataFrame
    _standing: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def today(self) -> pd.DataFrame:
        """The places that no reorganisation has abolished, by code."""
        return self.areas[self.areas["closed"] == ""].set_index("area_code")

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Every composite place with each of its authorities, abolished ones included.

        The columns ``composite`` and ``area_code`` are categories of ``places``; rows are sorted.
        """
        pairs = {
            (composite, place)
            for today in self._authorities.values()
            if today["closed"] == ""
            for place in self._territory(str(today["area_code"]))
            for composite in (
                ENGLAND,
                str(today["region_code"]),
                str(today["class"]),
                *([COUNTY_GROUP] if today["county_group"] else []),
            )
        }
        return pd.DataFrame(sorted(pairs), columns=["composite", "area_code"], dtype=self.places)

    @cached_property
    def composites(self) -> dict[str, list[str]]:
        """The authorities of each composite place, abolished ones included."""
        return {str(place): list(rows["area_code"]) for place, rows in self.pairs.groupby("composite")}

    @cached_property
    def places(self) -> pd.CategoricalDtype:
        """Every place by code, in order: columns of this type are compared as numbers, not as texts."""
        return pd.CategoricalDtype(sorted(self.areas["area_code"]))

    @cached_property
    def levels(self) -> pd.Series:
        """The level of each place, by code."""
        return self.areas.set_index("area_code")["level"]

    @cached_property
    def names(self) -> pd.Series:
        """The name of each place, by code."""
        return self.areas.set_index("area_code")["area_name"]

    @cached_property
    def clusters(self) -> dict[str, str]:
        """Each authority with the one that represents all those with which reorganisations exchanged its territory."""
        leads = {code: code for code in self._authorities}

        def leader(code: str) -> str:
            return code if leads[code] == code else leader(leads[code])

        for code, place in self._authorities.items():
            for earlier in str(place["predecessors"]).split():
                first, second = sorted((leader(code), leader(earlier)))
                leads[second] = first
        return {code: leader(code) for code in leads}

    def members(self, area: str) -> list[str]:
        """The authorities of a composite place, abolished ones included; of an authority, itself."""
        return self.composites.get(area, [area])

    def standing(self, period: str) -> list[str]:
        """The authorities that existed on the last day of a period."""
        if period not in self._standing:
            day = last_day(period)
            self._standing[period] = [
                code
                for code, place in self._authorities.items()
                if str(place["opened"]) <= day and (place["closed"] == "" or str(place["closed"]) >= day)
            ]
        return self._standing[period]

    @cached_property
    def _authorities(self) -> dict[str, dict[Hashable, object]]:
        authorities = self.areas[self.areas["level"] == Level.AUTHORITY]
        return {str(row["area_code"]): dict(row) for row in authorities.to_dict("records")}

    def _territory(self, area: str) -> set[str]:
        """A place and every place whose territory it took over."""
        earlier = str(self._authorities[area]["predecessors"]).split()
        return {area}.union(*(self._territory(place) for place in earlier))
