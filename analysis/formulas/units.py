"""The units of values: how each is printed, what heads its column in a table, what kind of cell holds it.

Indicators, claims and what the report computes from them share these units. A new unit is a row of ``UNITS`` and
nothing else: prose, charts, tables and spreadsheets read how to show it from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from analysis.problem import Problem

Cell = Literal["count", "decimal", "share"]
"""How a spreadsheet shows a value: as a whole number, to one decimal, or as per cent."""


@dataclass(frozen=True)
class Unit:
    """How the values of one unit are shown.

    ``heading`` names the unit at the head of a column; ``cell`` is the kind of cell in a spreadsheet. In print a value
    is multiplied by ``factor`` (100 for shares, which are held as 0 to 1), rounded to ``decimals`` and set between
    ``prefix`` and ``suffix``; ``suffix_of_one`` replaces the suffix after 1. ``words_after`` follow a number on its
    own, because no words around it say what it counts. ``per`` is how many children a rate is of, 0 if it is none. A
    unit that is ``indivisible`` counts things that come whole, so that no comparison needs a decimal. ``styles`` names
    the other ways to print it: ``bn``, ``m`` and ``thousand`` scale a large amount, ``full`` does not, ``short``
    chooses millions early, ``bare`` drops the suffix.
    """

    heading: str
    cell: Cell
    decimals: int = 0
    prefix: str = ""
    suffix: str = ""
    suffix_of_one: str = ""
    factor: int = 1
    words_after: str = ""
    per: int = 0
    indivisible: bool = False
    styles: tuple[str, ...] = ()

    @property
    def is_per_cent(self) -> bool:
        """Whether a value is printed as per cent, so that two of them differ by percentage points."""
        return self.suffix == "%"

    @property
    def is_scaled(self) -> bool:
        """Whether a large amount is printed in millions or billions unless a style says otherwise."""
        return "full" in self.styles


PERCENTAGE_POINTS: Final = "percentage_points"

UNITS: Final[Mapping[str, Unit]] = {
    "children": Unit("children", "count", indivisible=True),
    "referrals": Unit("referrals", "count", indivisible=True),
    "plans": Unit("plans", "count", indivisible=True),
    "places": Unit("places", "count", indivisible=True),
    "count": Unit("number", "count", indivisible=True),
    "fte": Unit("full-time equivalents", "decimal", words_after=" full-time equivalents"),
    "per_day": Unit("a day", "count", words_after=" a day"),
    "seconds": Unit("seconds", "count", words_after=" seconds"),
    "gbp": Unit("£", "count", prefix="£", styles=("bn", "m", "thousand", "full", "short")),
    "gbp_per_child": Unit("£ per child", "count", prefix="£"),
    "gbp_per_week": Unit("£ per week", "count", prefix="£"),
    "per_10k": Unit("per 10,000 children", "decimal", decimals=1, per=10_000),
    "per_100k": Unit("per 100,000 children", "decimal", per=100_000),
    "score": Unit("score", "decimal", decimals=1),
    "index_score": Unit("score", "decimal", decimals=3),
    "correlation": Unit("rank correlation", "decimal", decimals=2),
    "enquiries": Unit("enquiries", "count", indivisible=True),
    "conferences": Unit("conferences", "count", indivisible=True),
    "ratio": Unit("ratio", "decimal", decimals=1),
    "share": Unit("%", "share", decimals=1, suffix="%", factor=100),
    "percent": Unit("%", "share", decimals=1, suffix="%", factor=100),
    PERCENTAGE_POINTS: Unit(
        "percentage points",
        "share",
        decimals=1,
        suffix=" percentage points",
        suffix_of_one=" percentage point",
        factor=100,
        styles=("bare",),
    ),
}
"""Every unit, by the name that ``indicators.csv``, ``claims.csv`` and ``headline.json`` give it."""


def unit_named(name: str, owner: str) -> Unit:
    """The unit of a name; ``owner`` begins the sentence of the error and says what is in that unit.

    Raises ``Problem`` if there is no such unit.

    >>> unit_named("per_10k", "A rate").heading
    'per 10,000 children'
    """
    if name not in UNITS:
        raise Problem(
            f"{owner} is in the unit '{name}', which is unknown: expected one of {', '.join(UNITS)}. Correct it, or "
            "add the unit to analysis/formulas/units.py."
        )
    return UNITS[name]


def unit_of_difference(name: str) -> str:
    """The unit that two values of a unit differ by.

    >>> unit_of_difference("share"), unit_of_difference("gbp")
    ('percentage_points', 'gbp')
    """
    return PERCENTAGE_POINTS if name in UNITS and UNITS[name].is_per_cent else name
