"""Content keys: what a build is made from, so that the next one knows what it need not make again.

There are three: of the indicators, of each chapter's executed code, and of the whole. A key is the SHA-256 of every
file that it covers, by path, with the versions that decide the result. Times and places of files are no part of it.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from report import project
from report.project import Files

Key = dict[str, str]


class Keys(NamedTuple):
    """The content keys of a build; those of chapters by their names."""

    indicators: Key
    chapters: Mapping[str, Key]
    report: Key


def fingerprint(content: bytes | str) -> str:
    """The SHA-256 of a content.

    >>> fingerprint("Kent")
    'd96d14f5564eeb355178395b04cdb970c3dc8d01f54d1b7adf0288820457899c'
    """
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def of_build(files: Files, chapters: Mapping[str, Sequence[str]], engine: str) -> Keys:
    """The keys of a build from these files, with the code cells of each chapter and the name of the engine."""
    indicators = of_indicators(files)
    figures = _of(files, "figures/", "report/chapter.py", "report/manuscript/execute.py")
    given = {"the indicators": fingerprint(json.dumps(indicators, sort_keys=True))}
    return Keys(
        indicators=indicators,
        chapters={
            name: given | figures | {"its code cells": fingerprint(json.dumps(code))} for name, code in chapters.items()
        },
        report=of_editions(files) | {"the engine": engine, "the commit": project.revision() or ""},
    )


def of_indicators(files: Files) -> Key:
    """The key of the indicators."""
    return _of(files, "data/", "analysis/") | _versions(files)


def of_editions(files: Files) -> Key:
    """The key of the editions, which every file can change."""
    return _of(files, "") | _versions(files)


def files_of_build(data: Path) -> Files:
    """Every file that a build can depend on, by path in the project; the tables are those in the folder ``data``."""
    return project.in_folder(project.ROOT, data)


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What has changed between two keys, in words.

    >>> differences({"data/a.csv": "1", "data/b.csv": "1"}, {"data/a.csv": "2", "data/c.csv": "1"})
    ['data/a.csv changed', 'data/b.csv is gone', 'data/c.csv is new']
    """
    names = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    return [f"{name} {'is new' if name not in before else 'changed' if name in now else 'is gone'}" for name in names]


def _of(files: Files, *beginnings: str) -> Key:
    # What the ingestion does shows in the tables.
    covered = (name for name in files if name.startswith(beginnings) and not name.startswith("analysis/ingest/"))
    return {name: fingerprint(files[name]) for name in covered}


def _versions(files: Files) -> Key:
    libraries = project.libraries(files[project.LOCK].decode())
    return {
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "the installed libraries": fingerprint(json.dumps(libraries, sort_keys=True)),
    }
