"""Cells as values or markers: a number exactly as published, or the symbol that stands where there is none."""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.ingest.sheet import Cell
from analysis.problem import Problem

CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE, LOW, UNRELIABLE = "c", "x", "z", "low", "u"
MARKERS = (CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE, LOW, UNRELIABLE)

SYMBOLS = {
    "c": CONFIDENTIAL,
    "x": NOT_AVAILABLE,
    "…": NOT_AVAILABLE,
    "...": NOT_AVAILABLE,
    "..": NOT_AVAILABLE,
    ":": NOT_AVAILABLE,
    "z": NOT_APPLICABLE,
    "-": NOT_APPLICABLE,
    "–": NOT_APPLICABLE,
    "category discontinued": NOT_APPLICABLE,
    "low": LOW,
    "k": LOW,
    "u": UNRELIABLE,
}
"""What publishers write where there is no number, without brackets and in small letters.

``-`` is "not relevant" in the revenue account files. A single ``.`` or an empty cell is no symbol of theirs.
"""

LARGEST = 10**15
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


def marker(cell: Cell) -> str | None:
    """The marker that a cell's symbol stands for, or None where it is no known symbol.

    >>> [marker(cell) for cell in ("[x]", "z", "…", "Category discontinued", 12.0, "n.k.")]
    ['x', 'z', 'x', 'z', None, None]
    """
    if not isinstance(cell, str):
        return None
    symbol = cell.strip().lower()
    if symbol.startswith("[") and symbol.endswith("]"):
        symbol = symbol[1:-1].strip()
    return SYMBOLS.get(symbol)


def number(cell: Cell) -> Decimal | None:
    """The exact number in a cell as it is written, or None where it is no number.

    A workbook's number is what it shows when written out in full, so no binary noise is added by scaling it. One that
    no publisher counts is none: sums of such would not be exact.

    >>> number(8917.0), number("1,234.50"), number(0.1) * 1000, number("[x]")
    (Decimal('8917.0'), Decimal('1234.50'), Decimal('100.0'), None)
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        written = repr(cell)
    elif isinstance(cell, str):
        written = cell.strip()
        if THOUSANDS.fullmatch(written):
            written = written.replace(",", "")
    else:
        return None
    if not NUMBER.fullmatch(written):
        return None
    found = Decimal(written)
    return found if abs(found) <= LARGEST else None


def plain(value: Decimal) -> str:
    """A decimal in plain notation without trailing zeros.

    >>> plain(Decimal("8917.0") * 1000), plain(Decimal("-0.0")), plain(Decimal("1E+3"))
    ('8917000', '0', '1000')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def value_and_marker(cell: Cell, where: str, scale: int = 1) -> tuple[str, str]:
    """What a cell says: its value times ``scale`` as exact text and no marker, or no value and a marker.

    ``where`` names the cell in a sentence (file, sheet, row and column). Raises ``Problem`` where the cell is neither
    a number nor a symbol that is known. A missing value is never zero: an empty cell is a ``Problem`` as well.

    >>> value_and_marker(8917.0, "here", scale=1000), value_and_marker("[x]", "here")
    (('8917000', ''), ('', 'x'))
    """
    found = number(cell)
    if found is not None:
        return plain(found * scale), ""
    symbol = marker(cell)
    if symbol is not None:
        return "", symbol
    if isinstance(cell, str) and not cell.strip():
        raise Problem(f"{where} is empty, where a number or one of the publisher's symbols was expected: look it up.")
    raise Problem(
        f"{where} holds '{cell}', which is neither a number nor a symbol that is known (such as [c], [x], [z], [low]): "
        "find out in the publisher's notes what it means, and add it to analysis/ingest/markers.py."
    )
