"""The accepted numbers: those of the last build that somebody has looked through and accepted.

They show what has moved since. They are not evidence that a number is true: other tests are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from report.outputs import CLAIMS, HEADLINE

FOLDER: Final = "tests/expected"
STATED: Final = (HEADLINE, CLAIMS)
"""The files of a build that say what it states."""

_FIELDS = ("key", "label", "area", "period", "value", "unit", "text")


def files(stated: Mapping[str, str]) -> dict[str, str]:
    """The files of accepted numbers by path, from those of a build by name: ``headline.json`` is shortened."""
    return {f"{FOLDER}/{name}": headline(text) if name == HEADLINE else text for name, text in stated.items()}


def headline(text: str) -> str:
    """``headline.json`` with one line a number and only the fields that can move, so that differences are easy to read.

    >>> print(headline('[{"key": "k", "label": "Children", "area": "Kent", "period": "2025", "value": 1.0, "unit": '
    ...                '"children", "text": "1", "sources": []}]'), end="")
    [
    {"key": "k", "label": "Children", "area": "Kent", "period": "2025", "value": 1.0, "unit": "children", "text": "1"}
    ]
    """
    entries = [{field: entry[field] for field in _FIELDS} for entry in json.loads(text)]
    return "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]\n"
