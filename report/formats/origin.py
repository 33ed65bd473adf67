"""What formats that list every value say of where the values come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Origin(NamedTuple):
    """Every source by its id, as the data package describes it, and the ids behind each series, by period.

    The ids behind an indicator's breakdown in a period are sorted and joined by commas. The trail of one value
    (``analysis.formulas.provenance``) says which of them it rests on, and names the cells.
    """

    sources: Mapping[str, Mapping[str, Any]]
    behind: Mapping[tuple[str, str, str], str]
