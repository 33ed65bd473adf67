"""Charts and tables of how sure the figures are."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.intervals import difference, limits
from analysis.indicators.certainty import ALIKE, HIGHER, LOWER, UNIT, estimate_of, verdicts
from analysis.indicators.funnel import RATE
from analysis.tables.areas import ENGLAND
from analysis.wording import in_sentence, say
from figures.drawing.colours import BLUE, MUTED, PLUM, TURQUOISE
from figures.drawing.style import draw
from figures.drawing.text import label_point, unit
from figures.figure import Figure, NoValues
from figures.marks import mark_absent, mark_value
from figures.number import text
from figures.selection import across_councils, newest, over_time, rows_of

AGAINST_ENGLAND: Final = "councils_by_rate_against_england"
GROUPS: Final = {
    HIGHER: ("Clearly higher", 1, BLUE),
    ALIKE: ("Neither", -1, MUTED),
    LOWER: ("Clearly lower", -1, TURQUOISE),
}
"""What a group of councils is called, whether that is written above or below it, and its colour."""
DFE_ONS: Final = "Sources: Department for Education; Office for National Statistics."


def councils_with_intervals(indicators: pd.DataFrame) -> Figure:
    """The rate of every council with its 95% interval, from the highest rate to the lowest, against England's.

    Raises ``NoValues`` if no council has a rate.
    """
    last = newest(over_time(indicators, RATE, ENGLAND))
    rows = across_councils(indicators, RATE, last)
    if rows.empty:
        raise NoValues(f"A chart needs councils' rates of {last}, and the indicators have none.")
    own = rows_of(indicators, RATE)
    england = own[(own["area_code"] == ENGLAND) & (own["period"] == last)]
    rate = float(england["value"].iloc[0])
    rows["lower_95"], rows["upper_95"] = limits(rows["numerator"].to_numpy(), rows["denominator"].to_numpy(), UNIT)
    clear = verdicts(difference(estimate_of(rows), estimate_of(england)))
    first, middle, end = rows.iloc[0], rows.iloc[len(rows) // 2], rows.iloc[-1]

    def count(name: str, function: str = "n") -> str:
        return say(function, f"{AGAINST_ENGLAND}[{name}]", ENGLAND, last)

    def at(function: str, row: pd.Series) -> str:
        return say(function, RATE, str(row["area_code"]), last)

    def named(row: pd.Series) -> str:
        return in_sentence(str(row["area_name"]))

    def paint(axes: Axes) -> None:
        for name, (words, side, colour) in GROUPS.items():
            places = np.flatnonzero(clear == name)
            own = rows.iloc[places]
            axes.vlines(places, own["lower_95"], own["upper_95"], color=colour, linewidth=1.25)
            axes.plot(places, own["value"], linestyle="none", marker="o", markersize=2.2, color=colour)
            columns = (own[column].tolist() for column in ("area_code", "value", "lower_95", "upper_95"))
            for at_rank, code, value, lower, upper in zip(places.tolist(), *columns, strict=True):
                interval = f"95% interval {text(lower, UNIT)} to {text(upper, UNIT)}"
                spot, key = (at_rank, value), (RATE, code, last)
                mark_value(axes, indicators, spot, key, row="Looked-after rate", remark=interval)
            if len(places):
                end = float(own["upper_95"].quantile(0.6) if side > 0 else own["lower_95"].quantile(0.25))
                label_point(
                    axes,
                    float(places.mean()),
                    end,
                    words,
                    colour=colour,
                    dy=8 * side,
                    ha="left" if side > 0 else "right",
                )
        mark_absent(indicators, (RATE, last), rows["area_code"].tolist())
        axes.axhline(rate, color=PLUM, linewidth=1.25, linestyle=(0, (4, 3)))
        axes.set_xlim(-1.5, len(rows) + 0.5)
        axes.set_ylim(0, rows["upper_95"].max() * 1.02)
        axes.set_xticks([])
        label_point(axes, len(rows), rate, f"England {text(rate, UNIT)}", colour=PLUM, dy=4, ha="right")
        unit(axes, "Looked after per 10,000, highest rate to lowest")

    return Figure(
        id="certainty-councils",
        title=f"{count(HIGHER)} of {count(HIGHER, 'covered')} councils had a rate clearly higher than England’s at "
        f"31 March {last}, {count(LOWER)} a clearly lower one and {count(ALIKE)} neither",
        caption=f"Children looked after per 10,000 at 31 March {last}: dot, the rate of a council with a published "
        f"number; line, its 95% interval. The council in the middle, {named(middle)}, has rank {at('rank', middle)}; "
        f"the 95% interval of that rank is {at('rank_lower', middle)} to {at('rank_upper', middle)}. {DFE_ONS}",
        alt=f"Councils from the highest rate to the lowest, each with a line for its 95% interval, and a dashed "
        f"line at England’s {say('n', RATE, ENGLAND, last)}. The first is {named(first)} with {at('n', first)} "
        f"({at('lower', first)} to {at('upper', first)}), the last {named(end)} with {at('n', end)} "
        f"({at('lower', end)} to {at('upper', end)}).",
        drawing=draw(paint, left=30, right=(8, 6), bottom=8, height=(244, 320)),
        data=rows[["area_code", "area_name", "value", "lower_95", "upper_95"]].rename(columns={"value": RATE}),
        unit="per_10k",
    )
