"""What a build was made from, with what, and what came out, each file with its hash."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from typing import Any

from report import project


def manifest(inputs: Mapping[str, bytes], outputs: Mapping[str, bytes], engine: str) -> dict[str, Any]:
    """The record of a build: ``inputs`` by path in the project, ``outputs`` by path in the build folder.

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
        "outputs": fingerprints(outputs),
    }


def fingerprints(files: Mapping[str, bytes]) -> dict[str, dict[str, str | int]]:
    """The length and the hash of each file, sorted by name."""
    return {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(files.items())
    }
