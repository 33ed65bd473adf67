"""Zip archives that hold no clock and no machine: the same parts give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can name


def packed(parts: Mapping[str, bytes], *, plain: str = "") -> bytes:
    """An archive of parts in their order; the one called ``plain`` is not compressed, as OpenDocument asks."""
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.create_system = 0  # not the system that it is made on
            entry.compress_type = zipfile.ZIP_STORED if name == plain else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return page.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The parts of an archive by name, in the order of their names."""
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        return {name: parts.read(name) for name in sorted(parts.namelist())}
