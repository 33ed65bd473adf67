"""Texts in the cells of CSV files, which spreadsheets would take for formulas."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[=+\-@\t\r](?![\d.,£]+%?$)")


def unevaluated(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet would compute it, else as it is.

    >>> unevaluated("=cmd|' /C calc'!A0"), unevaluated("Kent"), unevaluated("-12.5%"), unevaluated("")
    ("'=cmd|' /C calc'!A0", 'Kent', '-12.5%', '')
    """
    return f"'{text}" if _FORMULA.match(text) else text
