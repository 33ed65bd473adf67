"""The places of charts and tables: England, regions, classes and councils, and how each is named."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.wording import in_sentence
from figures.figure import NoValues
from figures.lookup import lookup

CLASSES: Final = {
    "LB": "London boroughs",
    "MD": "Metropolitan districts",
    "SC": "Shire counties",
    "UA": "Unitary authorities",
}
CLASS_OF_CODES: Final = {"E06": "UA", "E08": "MD", "E09": "LB", "E10": "SC"}
REGIONS: Final = {
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and the Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
}
WIDER_PLACES: Final = {ENGLAND: "England", **REGIONS, **CLASSES, COUNTY_GROUP: "County group"}
"""The names of England and the groups of councils that tables set next to it."""


def is_council(area_code: str) -> bool:
    """Whether a place is a single council, judged by its code.

    >>> is_council("E10000016"), is_council("E12000008"), is_council("CCN")
    (True, False, False)
    """
    return area_code[:3] in CLASS_OF_CODES


def class_of(area_code: str) -> str:
    """The class of a council of today, judged by its code.

    >>> class_of("E10000016")
    'SC'
    """
    return CLASS_OF_CODES[area_code[:3]]


def area_name(indicators: pd.DataFrame, area: str) -> str:
    """The name of a place.

    Raises ``NoValues`` if the indicators have no such place.
    """
    name = lookup(indicators).names.get(area)
    if name is None:
        raise NoValues(f"A chart asks for the area {area}, and the indicators have no value of it.")
    return name


def place_in_sentence(indicators: pd.DataFrame, area: str) -> str:
    """The name of a place as a sentence has it."""
    return in_sentence(area_name(indicators, area))


def group_in_sentence(code: str) -> str:
    """The name of a region or class as a sentence has it.

    >>> [group_in_sentence(code) for code in ("E12000001", "E12000007", "SC", "LB")]
    ['the North East', 'London', 'shire counties', 'London boroughs']
    """
    return in_sentence({**CLASSES, **REGIONS}[code])
