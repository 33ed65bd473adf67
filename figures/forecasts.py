"""Forecasts that others have published and what came: a chart of one, and all of them scored by one rule."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.claims.explanation import print_options
from analysis.claims.scoreboard import Score, Status, forecasts, score
from analysis.formulas.key import Key
from analysis.formulas.units import UNITS, unit_of_difference
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import written_date
from analysis.wording import listed, say
from figures.drawing.colours import BLUE, PAPER, PLUM
from figures.drawing.scales import tens_of_thousands, thousands, years
from figures.drawing.style import draw
from figures.drawing.text import label_ends, unit
from figures.figure import Figure, NoValues, Table, Value, left, right
from figures.lookup import lookup
from figures.marks import mark_line, mark_number
from figures.number import text, words
from figures.places import WIDER_PLACES
from figures.selection import over_time
from figures.sources import CENSUS, cited

NUMBER: Final = "looked_after_children"
CLAIM: Final = "ccn-projection-children-2025"
"""The claim of how many children would be looked after by 2025, projected in November 2021."""
CLAIMED_FROM: Final = "2021"
BEFORE: Final = {"above": "over ", "up to": "up to "}
"""What goes before a forecast that is no single figure."""
DFE: Final = cited(CENSUS)


def projection_of_2021(indicators: pd.DataFrame, claims: pd.DataFrame) -> Figure:
    """What was projected in 2021 for 2025, according to the register of claims, and the numbers that came.

    Raises ``NoValues`` before the register has the claim, and before the year that it is about has come.
    """
    claim = claims.set_index("claim_id").reindex([CLAIM]).iloc[0]
    projected, year = float(claim["stated"]), str(claim["period"])
    series = over_time(indicators, NUMBER, ENGLAND)
    if year not in series.index:
        raise NoValues(f"A chart sets what was projected in {CLAIMED_FROM} against what came, which is not known yet.")
    series = series[:year]
    periods = list(series.index)
    start, target = periods.index(CLAIMED_FROM), periods.index(year)
    came = float(series[year])
    scale = tens_of_thousands(*series, projected)

    def paint(axes: Axes) -> None:
        axes.plot(range(len(series)), series, color=BLUE)
        axes.plot([start, target], [series[CLAIMED_FROM], projected], color=PLUM, linestyle=(0, (4, 3)), linewidth=1.5)
        axes.plot(target, projected, color=PLUM, marker="D", markerfacecolor=PAPER, markersize=7, clip_on=False)
        axes.plot(target, came, color=BLUE, marker="o", clip_on=False)
        mark_line(axes, indicators, series, NUMBER, ENGLAND, row="Counted")
        mark_number(
            axes,
            (target, projected),
            projected,
            "children",
            row=f"Projected in {CLAIMED_FROM}",
            period=year,
            place=WIDER_PLACES[ENGLAND],
        )
        axes.set_ylim(*scale)
        axes.set_xlim(-0.2, len(series) - 0.8)
        thousands(axes)
        years(axes, periods)
        unit(axes, "Children looked after at 31 March")
        label_ends(
            axes,
            {
                f"Projected\nin {CLAIMED_FROM}\n{text(projected, 'children')}": (target, projected, PLUM),
                f"Counted\n{text(came, 'children')}": (target, came, BLUE),
            },
            offset=9,
        )

    key = f"{NUMBER}:{ENGLAND}:{year}"
    missed, above = ("fewer", "above") if came < projected else ("more", "below")
    return Figure(
        id="projection-of-2021",
        title=f"{say('n', key)} children were looked after at 31 March {year}, "
        f"{say('missed', CLAIM, through='size')} {missed} than projected in November {CLAIMED_FROM}",
        caption=f"Children looked after in England at 31 March, the publisher’s totals, {periods[0]} to {periods[-1]}; "
        f"the scale does not start at zero. The dashed line joins the count of {CLAIMED_FROM} to the projected number "
        f"and is no part of the projection. {DFE} Projection: County Councils Network, 22 November {CLAIMED_FROM}.",
        alt=f"A line of the number counted each year goes from {say('n', NUMBER, ENGLAND, periods[0])} in "
        f"{periods[0]} to {say('n', NUMBER, ENGLAND, CLAIMED_FROM)} in {CLAIMED_FROM} and {say('n', key)} in {year}. A "
        f"hollow diamond at {year} marks the projected number, {say('claim', CLAIM)}, {above} the line.",
        drawing=draw(paint, left=(52, 48), right=(104, 76)),
        data=series.rename(NUMBER).rename_axis("period").reset_index(),
    )


def scoreboard(indicators: pd.DataFrame, claims: pd.DataFrame) -> Table:
    """Every forecast of the register that a series held measures, against the straight line to it.

    Raises ``NoValues`` if there is none.
    """

    def held(key: Key) -> list[str]:
        if (key.indicator, key.breakdown) not in lookup(indicators).series:
            return []
        return list(over_time(indicators, key.indicator, key.area, key.breakdown).index)

    rows, without = [], []
    for claim in forecasts(claims).itertuples(index=False):
        found = score(str(claim.claim_id), str(claim.published), str(claim.formula), held)
        if found:
            rows.append(_scored(claim, found))
        else:
            without.append(claim)
    if not rows:
        raise NoValues("No forecast of the register has a series that measures it.")
    authors = listed(sorted({str(claim.author) for claim in without}))
    count = words(len(without))
    left_out = f"Not scored: {count} more of {authors}, which no series held measures. " if without else ""
    return Table(
        id="scoreboard",
        title="Forecasts that others have published, scored by one rule",
        caption="Base: the newest figure of a period that had ended when the forecast was published. Line: where the "
        f"straight line from the base to the forecast is in the newest year; a dash once the "
        "forecast is due, as the line has reached it. A "
        f"document may mean another series than the one held (@sec-claims-register). {left_out}Sources: the documents; "
        "Department for Education.",
        columns=left("Forecast", "Figure", "Base", "Newest figure")
        + right("Line", "Newest less line")
        + left("Status"),
        rows=rows,
    )


def _scored(claim: Any, found: Score) -> list[str | Value]:
    """The row of a forecast."""
    shown = print_options(claim.unit, claim.rounded_to, finer=True)
    apart = unit_of_difference(claim.unit)
    of_apart = {
        **print_options(apart, claim.rounded_to, finer=True),
        **({"style": "bare"} if apart != claim.unit else {}),
    }
    after = UNITS[claim.unit].words_after

    def figure(key: Key) -> str:
        return f"{say('n', str(key), **shown)}{after} ({key.period})"

    return [
        f"{claim.statement} ({claim.author}, {written_date(str(claim.published))})",
        f"{BEFORE.get(claim.reading, '')}{say('claim', claim.claim_id)}{after} ({claim.period})",
        figure(found.base),
        figure(found.newest),
        f"{say('computed', found.line, claim.unit, **shown)}{after}" if found.status == Status.NOT_DUE else "–",
        f"{say('computed', found.apart, apart, **of_apart)}{' points' if apart != claim.unit else after}",
        str(found.status),
    ]
