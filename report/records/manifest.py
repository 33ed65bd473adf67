"""What a build was made from, with what, and what came out, each file with its hash."""

from __future__ import annotations

import hashlib
import platform
import re
import tomllib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from report import project


def manifest(inputs: Mapping[str, bytes], outputs: Mapping[str, bytes], engine: str) -> dict[str, Any]:
    """The record of a build: ``inputs`` by path within the project, ``outputs`` by path within the build folder.

    ``revision`` is the commit that is checked out, and null outside the project's repository. What was changed since
    shows in the hashes of the inputs.
    """
    declared = tomllib.loads((project.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "name": declared["name"],
        "version": declared["version"],
        "revision": project.revision(),
        "engine": engine,
        "python": platform.python_version(),
        "libraries": _libraries(inputs[project.LOCK].decode()),
        "inputs": fingerprints(inputs),
        "outputs": fingerprints(outputs),
    }


def _libraries(lock: str) -> dict[str, str]:
    """The version of each locked library that is installed."""
    found = {}
    for name in sorted(set(re.findall(r"^([a-z0-9][^=\s]*)==", lock, re.MULTILINE))):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue  # needed on another system
    return found


def fingerprints(files: Mapping[str, bytes]) -> dict[str, dict[str, str | int]]:
    """How long each file is, and its hash, in the order of their names."""
    return {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(files.items())
    }
