"""An attack on published sums: the least and the most that a hidden cell can be, by linear programming.

It knows nothing of how cells were chosen to be hidden: it gets the cells that are shown, and which add up to which.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, TypeVar

import numpy as np

NEAR = 1e-7
Cell = TypeVar("Cell", bound=Hashable)


class Sums(Generic[Cell]):
    """Cells of nought or more, the values of some, and sums: each a cell and the cells that it is made of."""

    def __init__(self, shown: Mapping[Cell, float], sums: Mapping[Cell, Sequence[Cell]]) -> None:
        cells = {cell: None for whole, parts in sums.items() for cell in (whole, *parts)}
        self.hidden = [cell for cell in cells if cell not in shown]
        self._column = {cell: number for number, cell in enumerate(self.hidden)}
        matrix = np.zeros((len(sums), len(self.hidden)))
        right = np.zeros(len(sums))
        for row, (whole, parts) in enumerate(sums.items()):
            for cell, sign in ((whole, -1.0), *((part, 1.0) for part in parts)):
                if cell in shown:
                    right[row] -= sign * shown[cell]
                else:
                    matrix[row, self._column[cell]] += sign
        self._tableau, self._basis = _feasible(matrix, right)

    def bounds(self, cell: Cell) -> tuple[float, float]:
        """The least and the most that a hidden cell can be; the most may be infinite."""
        cost = np.zeros(len(self.hidden))
        cost[self._column[cell]] = 1.0
        least, most = _lowest(self._tableau, self._basis, cost), _lowest(self._tableau, self._basis, -cost)
        return least, -most


def _feasible(matrix: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """The tableau of a first solution that is nought or more: what is left of artificial cells comes down to nought."""
    sign = np.where(right < 0, -1.0, 1.0)
    rows, columns = matrix.shape
    tableau = np.hstack([matrix * sign[:, None], np.eye(rows), (right * sign)[:, None]])
    basis = list(range(columns, columns + rows))
    cost = np.concatenate([np.zeros(columns), np.ones(rows)])
    assert abs(_descend(tableau, basis, cost)) < NEAR, "the published sums contradict each other"
    for row in range(rows):
        if basis[row] >= columns:
            column = next((number for number in range(columns) if abs(tableau[row, number]) > NEAR), None)
            if column is not None:
                _pivot(tableau, basis, row, column)
    kept = [row for row in range(rows) if basis[row] < columns]
    return np.delete(tableau[kept], range(columns, columns + rows), axis=1), [basis[row] for row in kept]


def _lowest(tableau: np.ndarray, basis: Sequence[int], cost: np.ndarray) -> float:
    return _descend(tableau.copy(), list(basis), cost)


def _descend(tableau: np.ndarray, basis: list[int], cost: np.ndarray) -> float:
    """The least cost, by Bland's rule, which cannot go in circles; minus infinity if there is none."""
    while True:
        reduced = cost - cost[basis] @ tableau[:, :-1]
        entering = next((column for column in range(len(cost)) if reduced[column] < -NEAR), None)
        if entering is None:
            return float(cost[basis] @ tableau[:, -1])
        rows = [row for row in range(len(basis)) if tableau[row, entering] > NEAR]
        if not rows:
            return -np.inf
        leaving = min(rows, key=lambda row: (round(tableau[row, -1] / tableau[row, entering], 9), basis[row]))
        _pivot(tableau, basis, leaving, entering)


def _pivot(tableau: np.ndarray, basis: list[int], row: int, column: int) -> None:
    tableau[row] /= tableau[row, column]
    for other in range(len(tableau)):
        if other != row and tableau[other, column]:
            tableau[other] -= tableau[other, column] * tableau[row]
    basis[row] = column
