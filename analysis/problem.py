"""What the reader of an error needs to know, in one whole sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from analysis.wording import listed, nearest

LONGEST = 2000
"""Signs of a sentence; what a file holds may be of any length."""


class Problem(Exception):
    """Something in the input that stops the work, said as a whole sentence for a policy researcher.

    The sentence says what was expected, what was found, in which file, sheet and row, and what to do.
    The command line prints it alone, without a traceback, and exits with status 1.

    >>> str(Problem("RA_2021-22.xlsx has no sheet with a row that holds 'E-code': it is not a budget by authority."))
    "RA_2021-22.xlsx has no sheet with a row that holds 'E-code': it is not a budget by authority."
    """

    def __str__(self) -> str:
        """The sentence in one line; of a very long one, which quotes what a file holds, the beginning and the end."""
        sentence = in_one_line(super().__str__())
        if len(sentence) <= LONGEST:
            return sentence
        return f"{sentence[: LONGEST // 2]} … {sentence[-LONGEST // 2 :]}"


def refuse_unknown(what: str, name: str, known: Iterable[str]) -> None:
    """Refuse a name that is not a known one.

    Raises ``Problem`` with the nearest names.

    >>> refuse_unknown("reading", "abov", ("above", "below"))
    Traceback (most recent call last):
    analysis.problem.Problem: There is no reading 'abov': the nearest are above and below.
    """
    names = set(known)
    if name not in names:
        raise Problem(f"There is no {what} '{name}': the nearest are {listed(nearest(name, names))}.")


def in_one_line(text: str) -> str:
    r"""A text that came from a file, for a terminal: in one line, with no sign that would do anything there.

    >>> print(in_one_line("Kent\n\x1b[31m council"), in_one_line("a\u202eb"))
    Kent \x1b[31m council a\u202eb
    """
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in " ".join(text.split())
    )


def why_unread(error: Exception) -> str:
    """Why content cannot be read, as a clause without the words of Python.

    >>> why_unread(PermissionError(13, "Permission denied")), why_unread(KeyError("resources"))
    ('Permission denied', "it has no 'resources'")
    >>> why_unread(ValueError("Expected 3 fields in line 5, saw 4")), why_unread(TypeError("unhashable type: 'list'"))
    ('its line 5 is not as expected', 'a part of it is not as expected')
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, UnicodeDecodeError):
        return f"its byte {error.start + 1:,} is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"its line {error.lineno}, column {error.colno}, is not JSON"
    if isinstance(error, KeyError):
        return f"it has no '{error.args[0]}'"
    line = re.search(r"\bline (\d+)", str(error))
    return f"its line {line[1]} is not as expected" if line else "a part of it is not as expected"


class Unreachable(Problem):
    """A publisher that nobody can ask now: there is no network, or it is down.

    What is held is as good as it was, so this need not stop whoever goes on with it; the sentence is a part of one,
    without its full stop.
    """
