"""Characters that no text of the tables may hold, because a later reader of the text would obey them.

Braces call functions in the report's templates. Control characters act in a terminal and are not allowed in XML.
Characters that turn the direction of writing show a reader other words than the file holds. No publisher's name or
title has any of them.
"""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[{}\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def first_forbidden(text: str) -> str:
    r"""The first forbidden character of a text, escaped so that it can be printed; empty if there is none.

    >>> first_forbidden("King’s Lynn & West Norfolk [R]"), first_forbidden("{{ 7*7 }}"), first_forbidden("Kent\u202e")
    ('', '{', '\\u202e')
    """
    found = _FORBIDDEN.search(text)
    return found[0].encode("unicode_escape").decode() if found else ""
