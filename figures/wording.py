"""The templates that titles, captions and alternative texts are made of, and the names of places within sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_PLURAL: Final = ("Metropolitan districts", "Shire counties", "Unitary authorities", "London boroughs")
_WITH_ARTICLE: Final = (
    "City of London",
    "East Riding of Yorkshire",
    "Isle of Wight",
    "Isles of Scilly",
    "East Midlands",
    "East of England",
    "North East",
    "North West",
    "South East",
    "South West",
    "West Midlands",
)


def say(function: str, *arguments: str | int, through: str = "", **options: str | int) -> str:
    """The template that calls a function of the report's prose, its result passed ``through`` a filter.

    Periods and places that a chart finds in its data reach its texts this way; the number itself is looked up when the
    report is put together, and recorded.

    >>> say("n", "looked_after_rate_per_10k", "E92000001", 2025, decimals=0)
    "{{ n('looked_after_rate_per_10k', 'E92000001', 2025, decimals=0) }}"
    >>> say("percent_change", "looked_after_children", "Kent", 2015, 2025, through="size")
    "{{ percent_change('looked_after_children', 'Kent', 2015, 2025)|size }}"
    """
    given = [repr(argument) for argument in arguments]
    given += [f"{name}={option!r}" for name, option in options.items()]
    return f"{{{{ {function}({', '.join(given)}){f'|{through}' if through else ''} }}}}"


def in_sentence(name: str) -> str:
    """The name of a place as it stands within a sentence.

    >>> in_sentence("Kent"), in_sentence("Isle of Wight"), in_sentence("North East"), in_sentence("County group")
    ('Kent', 'the Isle of Wight', 'the North East', 'the county group')
    >>> in_sentence("Shire counties"), in_sentence("London boroughs")
    ('shire counties', 'London boroughs')
    """
    if name == "County group":
        return "the county group"
    if name in _PLURAL:
        return name if name.startswith("London") else name.lower()
    return f"the {name}" if name in _WITH_ARTICLE else name


def possessive(name: str) -> str:
    """The name of a place within a sentence as what something belongs to.

    >>> possessive("Kent"), possessive("St Helens"), possessive("Shire counties"), possessive("Isle of Wight")
    ('Kent’s', 'St Helens’', 'shire counties’', 'the Isle of Wight’s')
    """
    words = in_sentence(name)
    return f"{words}’" if words.endswith("s") else f"{words}’s"


def typographic(text: str) -> str:
    """A text of the tables as print has it, its apostrophes curved.

    >>> typographic("Cost of a child's week")
    'Cost of a child’s week'
    """
    return text.replace("'", "’")


def listed(names: Sequence[str]) -> str:
    """Names one after the other, the last after "and".

    >>> listed(["Kent", "Essex", "Suffolk"])
    'Kent, Essex and Suffolk'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
