"""Texts in the cells of CSV files that a spreadsheet would take for formulas."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[=+\-@\t\r](?![\d.,£]+%?$)")


def escape_formula(text: str) -> str:
    """The text, after an apostrophe if a spreadsheet would compute it.

    >>> escape_formula("=cmd|' /C calc'!A0"), escape_formula("Kent"), escape_formula("-12.5%"), escape_formula("")
    ("'=cmd|' /C calc'!A0", 'Kent', '-12.5%', '')
    """
    return f"'{text}" if _FORMULA.match(text) else text
