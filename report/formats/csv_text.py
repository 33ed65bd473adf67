"""A table as CSV, a quarter of a million rows in a third of a second."""

from __future__ import annotations

import io
from collections import defaultdict
from itertools import islice
from typing import Final

import numpy as np
import pandas as pd

from figures.cells import unevaluated

LINES_AT_ONCE: Final = 20_000


def csv_text(table: pd.DataFrame) -> bytes:
    r"""The table as CSV in UTF-8: whole numbers without a point, empty where a value is missing, lines ended by LF.

    No text is one that a spreadsheet would compute. A column repeats few values, so each is written once and then put
    in its places.

    >>> csv_text(pd.DataFrame({"area": ["Kent", "Bournemouth, Christchurch and Poole"], "value": [6440598000.0, None]}))
    b'area,value\nKent,6440598000\n"Bournemouth, Christchurch and Poole",\n'
    """
    lines = map(",".join, zip(*(_texts(table[name]) for name in table.columns), strict=True))
    text = bytearray((",".join(table.columns) + "\n").encode())
    while part := list(islice(lines, LINES_AT_ONCE)):
        text += ("\n".join(part) + "\n").encode()
    return bytes(text)


def indicators(text: bytes) -> pd.DataFrame:
    """The table of indicators that a text holds: what :func:`csv_text` made it from, to the last bit."""
    numbers = ["value", "numerator", "denominator", "areas_covered", "areas_expected"]
    kinds = defaultdict(lambda: "str", dict.fromkeys(numbers[:3], "float64") | dict.fromkeys(numbers[3:], "Int64"))
    missing = {name: [""] for name in numbers}
    return pd.read_csv(io.BytesIO(text), dtype=kinds, keep_default_na=False, na_values=missing)


def _texts(column: pd.Series) -> list[str]:
    codes, values = pd.factorize(column)
    write = number_text if pd.api.types.is_numeric_dtype(column.dtype) else _word
    texts = [write(value) for value in values]
    texts.append("")  # what the code of a missing value, -1, points at
    placed: list[str] = np.array(texts, dtype=object)[codes].tolist()
    return placed


def number_text(value: float) -> str:
    """A number as it stands in a table: whole numbers without a point, others with as many decimals as they have."""
    whole = value == int(value) and abs(value) < 1e15
    return str(int(value)) if whole else repr(float(value))


def _word(value: str) -> str:
    safe = unevaluated(value)
    quoted = safe.replace('"', '""')
    return f'"{quoted}"' if any(sign in safe for sign in ',"\r\n') else safe
