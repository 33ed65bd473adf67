"""A workbook unpacked, in a process of its own that ends where it takes too much.

This file is run as a program, by its path: a small file may unpack to more than any machine holds, or lead the library
that reads it in a circle. Whatever happens to this process, the one that asked has a sentence to say and all its
memory. What comes by standard output are the sheets, or one text that says why there are none.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import sys
import zipfile
import zlib
from typing import Any

ZIP_SIGNATURE = b"PK\x03\x04"
MEMORY_AT_MOST = 3 * 1024**3 // 2
"""Bytes. The largest workbook so far (RA 2020-21, of 16,384 columns) takes less than half of it."""
SECONDS_AT_MOST = 120
"""Of processor time; the largest takes less than one."""
UNPACKED_AT_MOST = 256 * 1024**2
"""Bytes of all parts together."""
PARTS_AT_MOST = 5000
CHUNK = 1024**2
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
"""What XML must hold to define entities, which may expand to anything."""
NOT_READ = "Basic/"
"""Where LibreOffice puts the macros of a workbook: with such declarations, and read by nobody here."""

UNREADABLE = "cannot be opened as a workbook (xls, xlsx or ods)"
CUT_SHORT = "is cut short or damaged as a workbook"
TOO_LARGE = "takes more memory or time to open than any workbook of a publisher"

Sheets = list[tuple[str, list[list[Any]], bool]]


def main() -> None:
    """Read a workbook from standard input and give its sheets, or the reason for giving none."""
    _limit()
    pickle.dump(_read(sys.stdin.buffer.read()), sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


def _read(content: bytes) -> Sheets | str:
    fault = _fault_of_archive(content) if content.startswith(ZIP_SIGNATURE) else ""
    if fault:
        return fault
    try:
        return _sheets(content)
    except MemoryError:
        return TOO_LARGE
    # The library's errors, and its panics, which are no Exception: no more than this process is lost with them.
    except BaseException:  # noqa: BLE001
        return UNREADABLE


def _limit() -> None:
    """What this process may take; Windows knows no such limits, and the time that the other waits must do there."""
    with contextlib.suppress(ImportError):
        import resource

        for kind, most in ((resource.RLIMIT_AS, MEMORY_AT_MOST), (resource.RLIMIT_CPU, SECONDS_AT_MOST)):
            with contextlib.suppress(ValueError, OSError):  # a system without that limit, or with a lower one
                resource.setrlimit(kind, (most, most))


def _fault_of_archive(content: bytes) -> str:
    """Why a zip archive is not unpacked; empty where nothing speaks against it."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS_AT_MOST:
                return f"has {len(parts)} parts, more than any workbook of a publisher"
            for part in parts:
                seen = b""
                with archive.open(part) as stream:
                    while chunk := stream.read(CHUNK):
                        unpacked += len(chunk)
                        if unpacked > UNPACKED_AT_MOST:
                            return "unpacks to more than any workbook of a publisher"
                        seen = seen[-16:] + chunk
                        if not part.filename.startswith(NOT_READ) and any(mark in seen for mark in DECLARATIONS):
                            return f"declares entities in its part {part.filename}, which no publisher's workbook does"
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        return CUT_SHORT
    return ""


def _sheets(content: bytes) -> Sheets:
    """Each sheet's name, its rows from the first cell of the sheet on, and whether it is hidden."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [
        (
            sheet.name,
            workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
            sheet.visible != SheetVisibleEnum.Visible,
        )
        for sheet in workbook.sheets_metadata
    ]


if __name__ == "__main__":
    main()
