"""What a build was made from, with what, and what came out, each file with its hash."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from typing import Any

from report import project

About = Mapping[str, str | int]
"""The length and the hash of a file."""


def manifest(inputs: Mapping[str, bytes], outputs: Mapping[str, About], engine: str) -> dict[str, Any]:
    """The record of a build: ``inputs`` by path in the project, what ``outputs`` are by path in the build folder.

    ``revision`` is the commit that is checked out, or None outside the project's repository. Changes since that commit
    show in the hashes of the inputs.
    """
    return {
        "name": project.declared()["name"],
        "version": project.version(),
        "revision": project.revision(),
        "engine": engine,
        "python": platform.python_version(),
        "libraries": project.libraries(inputs[project.LOCK].decode()),
        "inputs": fingerprints(inputs),
        "outputs": dict(sorted(outputs.items())),
    }


def fingerprints(files: Mapping[str, bytes]) -> dict[str, About]:
    """The length and the hash of each file, sorted by name."""
    return {name: about(content) for name, content in sorted(files.items())}


def about(content: bytes) -> About:
    """The length and the hash of a file's content."""
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
