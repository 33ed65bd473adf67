"""How a trail cites a figure: its source, and the cell within it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_CELL = re.compile(r"[A-Z]{1,3}\d+")


def cell_in_words(ref: str) -> str:
    """A reference to a published cell in words.

    >>> cell_in_words("RSX_LA_Data_202425!AB17")
    'sheet RSX_LA_Data_202425, cell AB17'
    >>> cell_in_words("2025 / E92000001!children_count"), cell_in_words("E1121!csctot")
    ('row 2025 / E92000001, column children_count', 'row E1121, column csctot')
    """
    where, _, name = ref.rpartition("!")
    return f"sheet {where}, cell {name}" if _CELL.fullmatch(name) else f"row {where}, column {name}"


def file_in_words(source: Mapping[str, Any]) -> str:
    """The file that the figures of a source were read from, or that they are compiled.

    >>> file_in_words({"kind": "official file", "file": "RA_2019-20_data_by_LA.xlsx"})
    'official file RA_2019-20_data_by_LA.xlsx'
    >>> file_in_words({"kind": "compiled"})
    'compiled from the release: no file is held'
    """
    return f"official file {source['file']}" if source.get("file") else "compiled from the release: no file is held"
