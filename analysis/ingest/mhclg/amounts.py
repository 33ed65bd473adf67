"""What the cells of a return say: amounts, symbols that stand in for them, and letters beside a council's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from analysis.ingest.markers import NOT_APPLICABLE, NOT_AVAILABLE, marker, number
from analysis.ingest.sheet import Cell

Amount = Decimal | str
"""A figure in the unit of the file, or the marker that stands in its place."""

# Letters in place of a figure, or beside the name of a council that sent no return: M missing, S and I imputed for
# England's line only, "Grossed" (2016-17) the same. There is no figure of the council's own behind any of them.
NOT_RECEIVED = ("m", "s", "i", "grossed")
# What else stands in a return and nowhere else: "[n]" no appropriate estimation (England and classes), "[y]" not
# relevant.
_SYMBOLS = {
    "[n]": NOT_AVAILABLE,
    "[y]": NOT_APPLICABLE,
    **{
        f"{before}{letter}{after}": NOT_AVAILABLE for letter in NOT_RECEIVED for before, after in (("", ""), ("[", "]"))
    },
}
_NO_RETURN = {*NOT_RECEIVED, "x", "…", "...", ".."}
# R revised; in the column "Certified" Y and N: a return that is not certified yet has figures all the same (58 of them
# in 2023-24), and they are in the publisher's totals.
_RETURN = {"r", "y", "n"}

_NOTE = re.compile(
    r"\[\s*note[^\[\]]*\]|\bnotes?\s*\d+\b|\(\s*(?:[a-z]|\d{1,2})\s*\)|[¹²³⁴⁵⁶⁷⁸⁹⁰]|\*+|(?<=\d)\s*R\b", re.I
)
_IN_BRACKETS = re.compile(r"\( ?(£?[\d,. ]+)\)(.*)")
_DASH = re.compile(r"[\s£]*[-–—−][\s?]*")
_SPACED_THOUSANDS = re.compile(r"-?\d{1,3}( \d{3})+(\.\d+)?")


def read_amount(cell: Cell) -> Decimal | str | None:
    """The amount of a cell, exactly as it stands there, or the marker for its symbol; None where it is neither.

    A cell that holds nothing but a reference to a note has no figure, and the note says why: Gateshead could not
    break down its children looked after in 2024-25.

    >>> read_amount(783.1753861738197), read_amount("1,546"), read_amount("(1,546)"), read_amount("-283 [note 4]")
    (Decimal('783.1753861738197'), Decimal('1546'), Decimal('-1546'), Decimal('-283'))
    >>> read_amount("(5)"), read_amount("1 546"), read_amount("−£1,546.5"), read_amount("1,546 (R)")
    (Decimal('-5'), Decimal('1546'), Decimal('-1546.5'), Decimal('1546'))
    >>> read_amount(" £ (1,546) "), read_amount(" £ -   ")
    (Decimal('-1546'), 'z')
    >>> read_amount("[x]"), read_amount(" … "), read_amount("-"), read_amount("Category discontinued"), read_amount("S")
    ('x', 'x', 'z', 'z', 'x')
    >>> read_amount("[note 4]"), read_amount("12,34"), read_amount("#REF!"), read_amount("")
    ('x', None, None, None)
    """
    if not isinstance(cell, str):
        return number(cell)
    text = " ".join(cell.split())
    if not text:
        return None
    if is_dash(text):
        return NOT_APPLICABLE
    text = text.removeprefix("£").lstrip()
    in_brackets = _IN_BRACKETS.fullmatch(text)
    if in_brackets:
        text = f"-{in_brackets[1].strip()}{in_brackets[2]}"
    bare = " ".join(_NOTE.sub(" ", text).split())
    if not bare:
        return NOT_AVAILABLE
    symbol = _SYMBOLS.get(bare.lower()) or marker(bare)
    if symbol:
        return symbol
    written = re.sub(r"^[-−–]\s*", "-", bare).replace("£", "")
    return number(written.replace(" ", "") if _SPACED_THOUSANDS.fullmatch(written) else written)


def is_dash(cell: Cell) -> bool:
    """Whether a cell holds a dash and nothing else: "not relevant", or zero in a spreadsheet's accounting format.

    >>> is_dash(" -   "), is_dash("£ -"), is_dash("-5"), is_dash("[z]")
    (True, True, False, False)
    """
    return isinstance(cell, str) and _DASH.fullmatch(cell) is not None


def rounding(amounts: Iterable[Amount], scale: int) -> Decimal:
    """How far a sum of amounts may be off, in the unit of the file, of which one is ``scale`` pounds.

    A whole number of thousands may have been rounded by a half. One with decimals was not, and is off by the last
    digits of a spreadsheet's sums.
    """
    thousand = Decimal(1000) / scale
    return sum(
        (
            thousand * (Decimal("0.5") if amount % thousand == 0 else Decimal("0.01"))
            for amount in amounts
            if isinstance(amount, Decimal)
        ),
        Decimal(0),
    )


def return_received(cell: Cell) -> bool | None:
    """Whether notes beside a council leave its return standing; None where they hold a letter that is not known.

    >>> return_received("M"), return_received("Grossed"), return_received("(d) R"), return_received("[note 11]")
    (False, False, True, True)
    >>> return_received("Q") is None
    True
    """
    letters = [letter.strip("[]()") for letter in re.split(r"[\s,;/]+", _NOTE.sub(" ", str(cell)).lower())]
    if any(letter in _NO_RETURN for letter in letters):
        return False
    return True if all(letter in _RETURN or not letter for letter in letters) else None
