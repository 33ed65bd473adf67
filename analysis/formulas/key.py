"""The key of one indicator value: ``indicator:area:period``, or ``indicator[breakdown]:area:period``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from analysis.problem import Problem
from analysis.tables.periods import PERIOD_PATTERN

STORED_KEY: Final = re.compile(rf"[a-z0-9_]+(?:\[[a-z0-9_/]*\])?:[A-Z0-9]+:{PERIOD_PATTERN}")
"""A key within a longer text, its area by code."""

_ABBREVIATED: Final = {
    "idaci": "income deprivation affecting children",
    "imd": "index of multiple deprivation",
    "lmdi": "Divisia index",
    "lmdi_same_councils": "Divisia index, same councils",
    "sdq": "SDQ score",
    "shapley": "mean over every order (Shapley)",
    "shapley_same_councils": "mean over every order (Shapley), same councils",
}
"""Parts of breakdowns whose names a reader need not know."""

_KEY = re.compile(r"(?P<indicator>[a-z0-9_]+)(\[(?P<breakdown>[^\]]*)\])?:(?P<area>.+):(?P<period>[^:]+)")


def breakdown_words(breakdown: str) -> str:
    """A breakdown in a reader's words.

    >>> breakdown_words("childrens_social_care"), breakdown_words("other_children_and_families")
    ('children’s social care', 'other children and families')
    >>> breakdown_words("imd/1_least_deprived"), breakdown_words("sdq/week_fostering/councils")
    ('index of multiple deprivation, 1 least deprived', 'SDQ score, week fostering, councils')
    """
    parts = (_ABBREVIATED.get(part, part) for part in breakdown.split("/"))
    return ", ".join(parts).replace("childrens", "children’s").replace("_", " ")


def with_breakdown(label: str, breakdown: str) -> str:
    """The label of an indicator, and its breakdown if there is one.

    >>> with_breakdown("Budget", "fire"), with_breakdown("Referrals", "")
    ('Budget: fire', 'Referrals')
    """
    return f"{label}: {breakdown_words(breakdown)}" if breakdown else label


def series_name(indicator: str, breakdown: str) -> str:
    """What keys call an indicator with its breakdown.

    >>> series_name("budget_gbp", "fire"), series_name("referrals", "")
    ('budget_gbp[fire]', 'referrals')
    """
    return f"{indicator}[{breakdown}]" if breakdown else indicator


def series_of(name: str) -> tuple[str, str]:
    """The indicator and breakdown of a series' name, as keys write it: what :func:`series_name` joins.

    >>> series_of("budget_gbp[fire]"), series_of("referrals")
    (('budget_gbp', 'fire'), ('referrals', ''))
    """
    indicator, _, breakdown = name.rstrip("]").partition("[")
    return indicator, breakdown


class Key(NamedTuple):
    """What one value is about; ``area`` is the code of a place, or its name in a key that a reader wrote."""

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
        return f"{series_name(self.indicator, self.breakdown)}:{self.area}:{self.period}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """The parts of a key as written; the area is not looked up.

        Raises ``Problem`` if the text is not a key.

        >>> Key.parse("budget_gbp[fire]:Kent:2023-24")
        Key(indicator='budget_gbp', breakdown='fire', area='Kent', period='2023-24')
        """
        match = _KEY.fullmatch(text.strip())
        if match is None:
            raise Problem(
                f"'{text}' is not the key of a value: expected indicator:area:period, such as "
                "looked_after_rate_per_100k:England:2025, or indicator[breakdown]:area:period."
            )
        return cls(match["indicator"], match["breakdown"] or "", match["area"].strip(), match["period"].strip())


@lru_cache(10_000)  # the keys of a report or an edition, which are asked for several times each
def keys_in(text: str) -> Sequence[Key]:
    """The keys that a text holds, each once, in its order.

    >>> [str(key) for key in keys_in("ratio(referrals:E92000001:2025, referrals:E92000001:2021)")]
    ['referrals:E92000001:2025', 'referrals:E92000001:2021']
    >>> [str(key) for key in keys_in("difference(rate[imd/1_least_deprived]:E92000001:2025, rate:E92000001:2025)")]
    ['rate[imd/1_least_deprived]:E92000001:2025', 'rate:E92000001:2025']
    """
    return tuple(Key.parse(found) for found in dict.fromkeys(STORED_KEY.findall(text)))
