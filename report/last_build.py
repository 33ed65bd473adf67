"""What the last build left in its folder: its content keys, and those of its files that are still as it wrote them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from report.keys import Key, Keys, fingerprint
from report.outputs import INDICATORS, MANIFEST
from report.project import Files

if TYPE_CHECKING:
    import pandas as pd

_KEYS: Final = ".keys.json"
EXECUTED: Final = ".executed"

Results = list[dict[str, Any]]
"""The execution count and the outputs of each code cell of a chapter, in their order."""


@dataclass(frozen=True)
class LastBuild:
    """The last build of the report into a folder; of a folder without one, everything is empty.

    ``files`` are those that its manifest lists, with their SHA-256, and ``damaged`` those of them that are gone or have
    changed since.
    """

    folder: Path
    keys: Keys
    files: Mapping[str, str]
    damaged: Sequence[str]

    @classmethod
    def read(cls, folder: Path) -> LastBuild:
        """The last build into a folder."""
        known = _parsed(folder / _KEYS)
        outputs = {name: about["sha256"] for name, about in _parsed(folder / MANIFEST).get("outputs", {}).items()}
        damaged = [name for name, recorded in outputs.items() if _fingerprint(folder / name) != recorded]
        return cls(folder, Keys(*(known.get(name, {}) for name in Keys._fields)), outputs, damaged)

    def forgotten(self) -> LastBuild:
        """The same files, of which nothing is known to be right."""
        return replace(self, keys=Keys({}, {}, {}))

    def indicators(self, key: Key) -> pd.DataFrame | None:
        """The indicators, if they were computed from the same."""
        if key != self.keys.indicators or not self.documents([INDICATORS]):
            return None
        from report.formats.csv_text import indicators

        return indicators((self.folder / INDICATORS).read_bytes())

    def results(self, chapter: str, key: Key) -> Results | None:
        """The results of a chapter's code, if it was the same and was given the same."""
        if key != self.keys.chapters.get(chapter):
            return None
        return _parsed(self.folder / EXECUTED / f"{chapter}.json").get("results")

    def documents(self, names: Iterable[str]) -> Files:
        """Those of some files that are as the build wrote them."""
        whole = [name for name in names if name in self.files and name not in self.damaged]
        return {name: (self.folder / name).read_bytes() for name in whole}


def record(keys: Keys, results: Mapping[str, Results]) -> Files:
    """The files that tell the next build what this one was made from, with the results of each chapter's code."""
    executed = {f"{EXECUTED}/{name}.json": _serialised({"results": found}) for name, found in results.items()}
    return executed | {_KEYS: _serialised(keys._asdict())}


def _parsed(path: Path) -> dict[str, Any]:
    """What a file of JSON says; nothing if it is missing or torn, as then it is made again."""
    try:
        content = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _fingerprint(path: Path) -> str:
    return fingerprint(path.read_bytes()) if path.is_file() else ""


def _serialised(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
