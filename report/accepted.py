"""The accepted numbers: those of the last build that somebody looked through and took as they are.

They show what has moved since, and are no evidence that a number is true: that is what the other tests are for.
"""

from __future__ import annotations

import json
from typing import Final

FOLDER: Final = "tests/expected"
_FIELDS = ("key", "label", "area", "period", "value", "unit", "text")


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
