"""What a file was packed in: gzip, or a zip archive of files. A workbook is a zip archive too, and is left as it is."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib

from analysis.ingest.workbook import ZIP_SIGNATURE
from analysis.problem import Problem, in_one_line

GZIP_SIGNATURE = b"\x1f\x8b"
LARGEST_FILE = 256 * 1024**2
"""Bytes, packed or not; the largest official file so far has 24 million."""
MOST_MEMBERS = 5000
PARTS_OF_A_WORKBOOK = ("[content_types].xml", "_rels/", "xl/", "mimetype", "content.xml")
"""How parts begin, in small letters, that an xlsx or ods workbook has and an archive of files has not."""


def unpacked(name: str, content: bytes) -> list[tuple[str, bytes]] | None:
    """The files in a gzip file or a zip archive, each with its own name; None if the content is neither.

    Folders, hidden files and what macOS adds to an archive are left out. Raises ``Problem`` if it is damaged, locked by
    a password, or unpacks to more than ``LARGEST_FILE``.

    >>> unpacked("counts.csv", b"year,count")
    >>> unpacked("counts.csv.gz", gzip.compress(b"year,count"))
    [('counts.csv', b'year,count')]
    """
    if content.startswith(GZIP_SIGNATURE):
        return [(name.removesuffix(".gz") or name, _unzipped(name, content))]
    if content.startswith(ZIP_SIGNATURE):
        return _members(name, content)
    return None


def _unzipped(name: str, content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            inside = stream.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Problem(f"{name} is a gzip file that is cut short or damaged: download it again.") from error
    if len(inside) > LARGEST_FILE:
        raise Problem(f"{name} unpacks to more than {LARGEST_FILE:,} bytes, which no official file has: check it.")
    return inside


def _members(name: str, content: bytes) -> list[tuple[str, bytes]] | None:
    found: list[tuple[str, bytes]] = []
    room = LARGEST_FILE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if any(part.filename.lower().startswith(PARTS_OF_A_WORKBOOK) for part in parts):
                return None
            if len(parts) > MOST_MEMBERS:
                raise Problem(f"{name} is a zip archive of {len(parts):,} files: unpack it and name those to import.")
            for part in parts:
                path = in_one_line(part.filename)
                if part.is_dir() or any(folder.startswith((".", "__MACOSX")) for folder in path.split("/")):
                    continue
                with archive.open(part) as stream:
                    inside = stream.read(room + 1)
                room -= len(inside)
                if room < 0:
                    raise Problem(
                        f"{name} is a zip archive that unpacks to more than {LARGEST_FILE:,} bytes, which no official "
                        "files have: check it, or unpack it and name the file to import."
                    )
                found.append((path, inside))
    except RuntimeError as error:
        raise Problem(
            f"{name} is a zip archive that is locked by a password: unpack it and name the file to import."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        return None  # the reader of workbooks says what is wrong with it
    return found
