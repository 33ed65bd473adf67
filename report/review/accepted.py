"""The accepted numbers: those of the last build that somebody looked through and took as they are.

They show what has moved since, and are no evidence that a number is true: that is what the other tests are for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from report.outputs import CLAIMS, HEADLINE, INPUTS

FOLDER: Final = "tests/expected"
STATED: Final = (HEADLINE, CLAIMS, INPUTS)
"""What is taken of a build: what it states, and what it was made from."""

_FIELDS = ("key", "label", "area", "period", "value", "unit", "text")


def files(stated: Mapping[str, str]) -> dict[str, str]:
    """What the folder of accepted numbers holds of a build, by path: its texts by file name, the headline shortened."""
    return {f"{FOLDER}/{name}": headline(text) if name == HEADLINE else text for name, text in stated.items()}


def headline(text: str) -> str:
    """``headline.json`` with one line a number and no more than can move, so that a difference is read at a glance.

    >>> print(headline('[{"key": "k", "label": "Children", "area": "Kent", "period": "2025", "value": 1.0, "unit": '
    ...                '"children", "text": "1", "sources": []}]'), end="")
    [
    {"key": "k", "label": "Children", "area": "Kent", "period": "2025", "value": 1.0, "unit": "children", "text": "1"}
    ]
    """
    entries = [{field: entry[field] for field in _FIELDS} for entry in json.loads(text)]
    return "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]\n"
