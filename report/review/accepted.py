"""The accepted numbers: those of the last build that somebody has looked through and accepted.

They show what has moved since. They are not evidence that a number is true: other tests are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from report.outputs import CLAIMS, HEADLINE
from report.review import movements
from report.review.movements import Stated

FOLDER: Final = "tests/expected"
STATED: Final = (HEADLINE, CLAIMS)
"""The files of a build that say what it states."""

_FIELDS = ("key", "label", "area", "period", "value", "unit", "text")


def files(stated: Mapping[str, str]) -> dict[str, str]:
    """The files of accepted numbers by path, from those of a build by name: ``headline.json`` is shortened."""
    return {f"{FOLDER}/{name}": headline(text) if name == HEADLINE else text for name, text in stated.items()}


def changes(headline: Sequence[Mapping[str, Any]], accepted: bytes) -> list[dict[str, Any]]:
    """The printed numbers that differ from the accepted ones, old and new; none if no numbers are accepted.

    >>> was = b'[{"key": "k", "label": "Children", "area": "Kent", "period": "2025", "value": 1.0, "unit": "children", \
"text": "1"}]'
    >>> changes([{**json.loads(was)[0], "value": 2.0, "text": "2"}], was)[0]["difference"]
    1.0
    """
    if not accepted:
        return []
    states = [movements.numbers(entries) for entries in (json.loads(accepted), headline)]
    return [
        {
            "key": move.key,
            "label": move.label,
            "kind": move.kind,
            "old": _stated(move.old),
            "new": _stated(move.new),
            "difference": move.difference,
            "unit": move.unit,
        }
        for move in movements.moves(states, [()])
    ]


def _stated(stated: Stated | None) -> dict[str, Any] | None:
    return None if stated is None else {"value": stated.value, "texts": list(stated.texts)}


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
