"""The key of one indicator value: ``indicator:area:period``, or ``indicator[breakdown]:area:period``."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.problem import Problem

_KEY = re.compile(r"(?P<indicator>[a-z0-9_]+)(\[(?P<breakdown>[^\]]*)\])?:(?P<area>.+):(?P<period>[^:]+)")


def in_words(breakdown: str) -> str:
    """A breakdown as a reader knows it.

    >>> in_words("childrens_social_care"), in_words("other_children_and_families")
    ('children’s social care', 'other children and families')
    """
    return breakdown.replace("childrens", "children’s").replace("_", " ")


class Key(NamedTuple):
    """What one value is about; ``area`` is a place's code, or its name where a reader wrote it."""

    indicator: str
    breakdown: str
    area: str
    period: str

    def __str__(self) -> str:
        """The key as the report, the trail and the command line write it.

        >>> str(Key("budget_gbp", "childrens_social_care", "E10000016", "2023-24"))
        'budget_gbp[childrens_social_care]:E10000016:2023-24'
        >>> str(Key("looked_after_children", "", "E92000001", "2025"))
        'looked_after_children:E92000001:2025'
        """
        named = f"{self.indicator}[{self.breakdown}]" if self.breakdown else self.indicator
        return f"{named}:{self.area}:{self.period}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """The parts of a key as written; the area is not looked up.

        Raises ``Problem`` where the text is no key.

        >>> Key.parse("budget_gbp[fire]:Kent:2023-24")
        Key(indicator='budget_gbp', breakdown='fire', area='Kent', period='2023-24')
        """
        match = _KEY.fullmatch(text.strip())
        if match is None:
            raise Problem(
                f"'{text}' is no key of a value: expected indicator:area:period, such as "
                "looked_after_rate_per_100k:England:2025, or indicator[breakdown]:area:period."
            )
        return cls(match["indicator"], match["breakdown"] or "", match["area"].strip(), match["period"].strip())
