"""The files that make the report: as they stand in a folder, or as a revision of the project holds them."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from analysis.changes import part_of
from analysis.problem import Problem

ROOT = Path(__file__).parents[1]
FOLDERS = ("analysis", "figures", "report")
DATA = "data"
LOCK = "requirements.lock"

Files = dict[str, bytes]
"""Contents by path within the project."""


def in_folder(root: Path, data: Path | None = None) -> Files:
    """The files of a checkout, its tables from another folder where one is given."""
    code = [
        path for folder in FOLDERS for path in (root / folder).rglob("*") if not _is_leftover(path.relative_to(root))
    ]
    files = {path.relative_to(root).as_posix(): path for path in [*code, root / LOCK]}
    files |= {f"{DATA}/{path.name}": path for path in (data or root / DATA).glob("*") if part_of(f"{DATA}/{path.name}")}
    return {name: files[name].read_bytes() for name in sorted(files) if files[name].is_file()}


def in_revision(commit: str, folder: Path) -> Files:
    """The files of a commit of the repository that a folder belongs to; the repository stays as it is."""
    packed = _git(folder, "archive", "--format=tar", f"{commit}:")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return dict(_unpacked(archive))


def commit_of(revision: str, folder: Path) -> str:
    """The commit that a revision (branch, tag, ``HEAD~1`` …) names in the repository that a folder belongs to.

    Raises :class:`Problem` where there is no such revision, no repository or no git.
    """
    try:
        named = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except subprocess.CalledProcessError as error:
        if error.stderr.strip():
            raise Problem(
                f"'{revision}' is not a folder with a build, and {folder.resolve().name} is in no git repository in "
                f"which it could be a revision."
            ) from error
        raise Problem(
            f"'{revision}' is neither a folder with a build (headline.json) nor a revision that this repository "
            f"knows: build the report into that folder first, or fetch the revision (git fetch)."
        ) from error
    return named.decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True).stdout  # noqa: S603, S607 - git as the user has it
    except FileNotFoundError as error:
        raise Problem("Revisions are read with git, which is not installed: compare two build folders.") from error


def _unpacked(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in archive:
        content = archive.extractfile(member) if member.isfile() else None
        if content and (member.name.partition("/")[0] in (*FOLDERS, DATA) or member.name == LOCK):
            yield member.name, content.read()


def _is_leftover(path: Path) -> bool:
    """Whether a file was left by tools, beside the project's own."""
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)
