"""Signs that no text of the tables may hold, since they command whatever reads it further on.

Braces call functions in the report's templates, control signs act in terminals and are none of XML, and signs that turn
the direction of reading show a reader other words than stand there. No name or title of a publisher has any of them.
"""

from __future__ import annotations

import re

_COMMANDING = re.compile("[{}\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def commanding(text: str) -> str:
    r"""The first sign of a text that the tables do not take, as it may be printed; empty where there is none.

    >>> commanding("King’s Lynn & West Norfolk [R]"), commanding("{{ 7*7 }}"), commanding("Kent\u202e")
    ('', '{', '\\u202e')
    """
    found = _COMMANDING.search(text)
    return found[0].encode("unicode_escape").decode() if found else ""
