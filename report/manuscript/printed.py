"""A number that a reader sees, or a value that is missing, and the words that a sentence makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NoReturn, TypeAlias

from jinja2.filters import do_mark_safe

from analysis.formulas.units import UNITS
from analysis.problem import Problem
from analysis.wording import listed
from figures import number
from report.manuscript.in_markdown import in_markdown

FALLEN: Final = "\ue000out of reach\ue000"
"""What is printed for a value out of reach, until the sentence falls away; no text of the tables has it."""
_SENTENCE: Final = re.compile(r"(?<=[.!?]) +(?=[A-Z“])")


@dataclass(frozen=True)
class Number:
    """A number that a reader sees: its text, its value, and where it comes from.

    ``text`` is what is printed. ``formula`` is empty for a value of the indicators; for a value derived from others it
    says how, in keys. To print a number is to record it.
    """

    key: str
    label: str
    value: float | None
    unit: str
    text: str
    numerator: float | None = None
    denominator: float | None = None
    area: str = ""
    period: str = ""
    definition: str = ""
    formula: str = ""
    areas_covered: int | None = None
    areas_expected: int | None = None
    record: Callable[[Number], None] = field(default=lambda _: None, repr=False, compare=False)

    def __str__(self) -> str:
        self.record(self)
        return self.text


@dataclass(frozen=True)
class Missing:
    """A value that the indicators do not have: it is false in ``or``, and to print it stops the build."""

    sentence: str
    reason: str = ""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        raise Problem(self.sentence)

    def __getattr__(self, name: str) -> NoReturn:
        raise Problem(self.sentence)


@dataclass(frozen=True)
class OutOfReach(Missing):
    """A value of a named period that the data does not reach, such as one before a series begins.

    The sentence that would print it falls away (:func:`without_fallen`).
    """

    value = float("nan")
    text = FALLEN
    key = label = area = period = unit = ""

    def __str__(self) -> str:
        return FALLEN


@dataclass(frozen=True)
class Use:
    """A number printed in a section, figure or table of the report: ``sec-…``, ``fig-…`` or ``tbl-…``."""

    number: Number
    place: str


Found: TypeAlias = Number | Missing
"""What a function of the prose finds."""


def without_fallen(text: str) -> str:
    r"""A text without the sentences that print a value out of reach: one is a line, or a part of one.

    A panel or a list that holds nothing else goes too.

    >>> without_fallen(f"They were 81,770.\nThat is {FALLEN} more.\nSo it is.")
    'They were 81,770.\nSo it is.'
    >>> without_fallen(f"England. It rose by {FALLEN}. Source: DfE.")
    'England. Source: DfE.'
    """
    if FALLEN not in text:
        return text
    lines = [line for line in text.split("\n") if FALLEN not in line or len(_SENTENCE.split(line)) > 1]
    held = [" ".join(part for part in _SENTENCE.split(line) if FALLEN not in part) for line in lines]
    return re.sub(r"^:{3,} \{[^}]*\}\n\s*:{3,}\n", "", "\n".join(held), flags=re.MULTILINE)


def words(found: Found) -> Found:
    """A number with its text in words, if it is a small count."""
    if isinstance(found, Missing) or found.value is None:
        return found
    return replace(found, text=number.words(found.value))


def one_in(found: Found, of: int | None = None, *, down: bool = False) -> Found:
    """A share in words, as so many in so many."""
    if isinstance(found, Missing) or found.value is None:
        return found
    if not UNITS[found.unit].is_per_cent:
        raise Problem(f"one_in is for shares, and {found.key} is in {found.unit}.")
    return replace(found, text=number.fraction(found.value, of=of, down=down))


def size(found: Found) -> Found:
    """A number without its sign, to follow a verb that says the direction."""
    return found if isinstance(found, Missing) else replace(found, text=found.text.removeprefix(number.MINUS))


def plural(found: Number, one: str, many: str) -> str:
    """The noun that follows a count: one child, two children."""
    return one if found.value == 1 else many


def capital(found: Found | str) -> Found | str:
    """A text at the start of a sentence."""
    if isinstance(found, Missing):
        return found
    if isinstance(found, str):
        return found[:1].upper() + found[1:]
    return replace(found, text=found.text[:1].upper() + found.text[1:])


def listed_in_text(names: Sequence[str]) -> str:
    """Names as a sentence lists them, "none" if there are none; Markdown if one of them is Markdown from a passage."""
    if not any(hasattr(name, "__html__") for name in names):
        return listed(names) or "none"
    return do_mark_safe(listed([str(name) if hasattr(name, "__html__") else in_markdown(name) for name in names]))
