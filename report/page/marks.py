"""The marks of the page's charts as its script reads them: in columns, every text that recurs named once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeAlias

from report.manuscript.document import PrintedFigure

Column: TypeAlias = int | list[int]
"""A number for each mark, or one for all of them."""


class _Names(dict[Hashable, int]):
    """Numbers texts in the order in which they are first asked for."""

    def __missing__(self, text: Hashable) -> int:
        return self.setdefault(text, len(self))


def marks(figures: Sequence[PrintedFigure]) -> dict[str, object]:
    """The marks of figures by the figures' ids: columns of numbers that name ``words`` and ``places``.

    ``values`` are as printed; ``wide`` and ``narrow`` hold the places of the marks in the two drawings one after the
    other, from the left and from the top, in tenths of a point; ``absent`` pairs a place with the reason. The script
    (``templates/page/marks.js``) reads them so.
    """
    words, places = _Names(), _Names()
    charts: dict[str, dict[str, object]] = {}
    for figure in figures:
        meanings = [mark.meaning for mark in figure.marks]
        charts[f"fig-{figure.id}"] = {
            "row": _column([words[one.row] for one in meanings]),
            "place": _column([places[one.area_code, one.place] for one in meanings]),
            "period": _column([words[one.period] for one in meanings]),
            "unit": _column([words[one.unit] for one in meanings]),
            "note": _column([words[one.note] for one in meanings]),
            "series": _column([words[one.series] for one in meanings]),
            "values": [one.value for one in meanings],
            "wide": [number for mark in figure.marks for number in mark.wide],
            "narrow": [number for mark in figure.marks for number in mark.narrow],
        }
        if figure.absent:
            charts[f"fig-{figure.id}"]["absent"] = [
                [places[one.area_code, one.place], words[one.reason]] for one in figure.absent
            ]
    return {"words": list(words), "places": list(places), "charts": charts}


def _column(numbers: list[int]) -> Column:
    return numbers[0] if len(set(numbers)) == 1 else numbers
