"""The files that the report is made from: as they are in a folder, or in a revision of the project."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.problem import Problem
from report.records.inputs import inputs, part_of

ROOT = Path(__file__).parents[1]
CHAPTERS = ROOT / "report" / "chapters"
FOLDERS = ("analysis", "figures", "report")
DATA = "data"
LOCK = "requirements.lock"
DECLARED = "pyproject.toml"

Files = dict[str, bytes]
"""Contents by path within the project."""


def in_folder(root: Path, data: Path | None = None) -> Files:
    """The files of a checkout, with the tables of another folder if ``data`` names one."""
    found = {path.relative_to(root).as_posix(): path for folder in FOLDERS for path in (root / folder).rglob("*")}
    found |= {f"{DATA}/{path.name}": path for path in (data or root / DATA).glob("*")} | {
        name: root / name for name in (LOCK, DECLARED)
    }
    return {name: path.read_bytes() for name, path in sorted(found.items()) if _belongs(name) and path.is_file()}


def in_revision(commit: str, folder: Path) -> Files:
    """The files of a commit of the repository that a folder belongs to; the repository stays as it is."""
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    packed = _git(top, "archive", "--format=tar", commit)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return dict(_unpacked(archive))


def commit_of(revision: str, folder: Path) -> str:
    """The commit that a revision (branch, tag, ``HEAD~1`` …) names in the repository that a folder belongs to.

    Raises :class:`Problem` if there is no such revision, no repository or no git.
    """
    try:
        named = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except subprocess.CalledProcessError as error:
        if error.stderr.strip():
            raise Problem(
                f"'{revision}' is not a folder with a build, and {folder.resolve().name} is in no git repository, so "
                f"it cannot be a revision either."
            ) from error
        raise Problem(
            f"'{revision}' is neither a folder with a build (headline.json) nor a revision that this repository "
            f"knows: build the report into that folder first, or fetch the revision (git fetch)."
        ) from error
    return named.decode().strip()


def libraries(lock: str) -> dict[str, str]:
    """The installed version of each locked library, read from the folders that installers write."""
    installed: dict[str, str] = {}
    for folder in map(Path, sys.path):
        for entry in folder.glob("*.dist-info"):
            name, _, version = entry.stem.partition("-")
            installed.setdefault(re.sub(r"[-_.]+", "-", name).lower(), version)
    locked = re.findall(r"^([a-z0-9][^=\s]*)==", lock, re.MULTILINE)
    return {name: installed[name] for name in sorted(set(locked)) if name in installed}


def declared() -> dict[str, Any]:
    """What the project says of itself: name, version, dependencies."""
    project: dict[str, Any] = tomllib.loads((ROOT / DECLARED).read_text(encoding="utf-8"))["project"]
    return project


def version() -> str:
    """The version of the code, as the project declares it."""
    return str(declared()["version"])


def data_version(data: Path) -> str:
    """The version of the tables in a folder: the beginning of the SHA-256 of what ``inputs.json`` lists as data."""
    listed = {f"{DATA}/{path.name}": path.read_bytes() for path in data.glob("*")}
    fingerprints = inputs({name: content for name, content in listed.items() if part_of(name)})[DATA]
    return hashlib.sha256(json.dumps(fingerprints, sort_keys=True).encode()).hexdigest()[:12]


def revision() -> str | None:
    """The commit of the project that is checked out; None if this is not a checkout of the project's repository."""
    try:
        top, commit = _git(ROOT, "rev-parse", "--show-toplevel", "HEAD").decode().split("\n")[:2]
    except (subprocess.CalledProcessError, Problem):
        return None
    return commit if Path(top) == ROOT.resolve() else None


def last_commit(folder: Path) -> str | None:
    """The commit that last changed a folder; None if no repository has it, or not as it is now."""
    try:
        changed = _git(folder, "status", "--porcelain", "--", ".")
        return None if changed else _git(folder, "log", "-1", "--format=%H", "--", ".").decode().strip() or None
    except (subprocess.CalledProcessError, Problem):
        return None


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True).stdout  # noqa: S603, S607 - git as the user has it
    except FileNotFoundError as error:
        raise Problem(
            "Revisions are read with git, which is not installed: install it, or compare two build folders."
        ) from error


def _unpacked(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in archive:
        content = archive.extractfile(member) if member.isfile() and _belongs(member.name) else None
        if content:
            yield member.name, content.read()


def _belongs(path: str) -> bool:
    """Whether a file is one that the report is made from, and not one that a tool has left."""
    folder, *rest = path.split("/")
    own = folder in FOLDERS and not any(part.startswith(".") or part == "__pycache__" for part in rest)
    return own or part_of(path) is not None
