"""The words that errors, reasons, captions and sentences share: lists, names of places, calls of templates."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
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
    """The template that calls a function of the report's prose and passes its result ``through`` a filter.

    A chart writes the periods and places that it finds in its data into its texts this way. The number itself is looked
    up, and recorded, when the report is assembled.

    >>> say("n", "looked_after_rate_per_10k", "E92000001", 2025, decimals=0)
    "{{ n('looked_after_rate_per_10k', 'E92000001', 2025, decimals=0) }}"
    >>> say("percent_change", "looked_after_children", "Kent", 2015, 2025, through="size")
    "{{ percent_change('looked_after_children', 'Kent', 2015, 2025)|size }}"
    """
    given = [repr(argument) for argument in arguments]
    given += [f"{name}={option!r}" for name, option in options.items()]
    return f"{{{{ {function}({', '.join(given)}){f'|{through}' if through else ''} }}}}"


def in_sentence(name: str) -> str:
    """The name of a place as a sentence has it.

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
    """The name of a place, as a sentence has it, in the genitive.

    >>> possessive("Kent"), possessive("St Helens"), possessive("Shire counties"), possessive("Isle of Wight")
    ('Kent’s', 'St Helens’', 'shire counties’', 'the Isle of Wight’s')
    """
    words = in_sentence(name)
    return f"{words}’" if words.endswith("s") else f"{words}’s"


def typographic(text: str) -> str:
    """A text of the tables with the curved apostrophes of print.

    >>> typographic("Cost of a child's week")
    'Cost of a child’s week'
    """
    return text.replace("'", "’")


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a sentence lists them, with another word than "and" before the ``last`` if asked.

    >>> listed(["Kent", "Essex", "Suffolk"]), listed(["data", "code"], "or"), listed(["Kent"]), listed([])
    ('Kent, Essex and Suffolk', 'data or code', 'Kent', '')
    """
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Up to three known names, those most like a word first; the first three by alphabet if none is like it.

    >>> nearest("abov", ("up to", "above", "below")), nearest("xyz", ("above", "below"))
    (['above', 'below'], ['above', 'below'])
    """
    choices = sorted(set(known))
    return difflib.get_close_matches(word, choices, n=3, cutoff=0.3) or choices[:3]


def owner_name(owner: str) -> str:
    """An owner's name for a reader, made of the plain form that tables hold.

    >>> owner_name("aspris_childrens_services_limited"), owner_name("acorn_homes_uk_limited")
    ('Aspris Children’s Services Limited', 'Acorn Homes UK Limited')
    """
    small = {"and": "and", "of": "of", "uk": "UK", "nw": "NW", "childrens": "Children’s"}
    words = owner.split("_")
    return " ".join(
        small.get(word, word.capitalize()) if number else word.capitalize() for number, word in enumerate(words)
    )
