"""Statistical neighbours: the councils whose circumstances are most like one's own, by the publisher's models."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The neighbours of every council in every model.

    ``rows`` has the columns ``area_code``, ``model``, ``rank`` (a whole number from 1) and ``neighbour_code``.

    >>> columns = ["area_code", "model", "rank", "neighbour_code"]
    >>> rows = [("E1", "2025", 2, "E3"), ("E1", "2025", 1, "E2"), ("E1", "2021", 1, "E3")]
    >>> neighbours = Neighbours(pd.DataFrame(rows, columns=columns))
    >>> neighbours.of("E1", "2025"), neighbours.of("E2", "2025")
    (['E2', 'E3'], [])
    """

    rows: pd.DataFrame

    def of(self, area: str, model: str) -> list[str]:
        """The neighbours of a council in a model, the closest first; none for a place that is no council."""
        return self._ranked.get((area, model), [])

    @cached_property
    def _ranked(self) -> dict[tuple[str, str], list[str]]:
        ranked: dict[tuple[str, str], list[str]] = {}
        ordered = self.rows.sort_values("rank", kind="stable")
        columns = (ordered[name].astype(str) for name in ("area_code", "model", "neighbour_code"))
        for area, model, neighbour in zip(*columns, strict=True):
            ranked.setdefault((area, model), []).append(neighbour)
        return ranked
