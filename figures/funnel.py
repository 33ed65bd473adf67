"""The funnel of looked-after rates: how far councils lie from England's rate, and how far chance would take them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.funnel import LIMITS, funnels
from analysis.indicators.funnel import RATE
from analysis.tables.areas import ENGLAND
from analysis.wording import in_sentence, listed, say
from figures import number
from figures.coverage import left_out_of, part_of
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, INK, MUTED, ORANGE, PLUM, for_words
from figures.drawing.scales import set_ticks
from figures.drawing.style import draw
from figures.drawing.text import label_ends, unit, write
from figures.figure import Figure
from figures.marks import mark_absent, mark_value
from figures.selection import across_councils, newest_of, note_of, value_of

OUTSIDE: Final = "councils_outside_funnel_share"
LABELLED: Final = 5
"""Councils that the funnel names at most, those furthest outside."""


def rates_of_councils(indicators: pd.DataFrame) -> Figure:
    """Each council's looked-after rate against its children, within limits of chance and of over-dispersion."""
    last = newest_of(indicators, OUTSIDE, ENGLAND, "additive_998")
    england = value_of(indicators, RATE, ENGLAND, last)
    councils = across_councils(indicators, RATE, last)
    councils = councils[councils["numerator"] > 0]
    population = councils["denominator"].to_numpy(dtype=float)
    children, expected = councils["numerator"].to_numpy(dtype=float), population * england / 10_000
    limits = funnels(children, expected)
    is_outside = {
        name: np.abs(limits[name].scores(children, expected)) > LIMITS["998"] for name in ("chance", "additive")
    }
    furthest_first = np.argsort(-np.abs(limits["additive"].scores(children, expected)), kind="stable")
    outside = [int(place) for place in furthest_first if is_outside["additive"][place]]
    places = np.linspace(population.min(), population.max(), 120)

    def paint(axes: Axes) -> None:
        for name, colour in (("chance", MUTED), ("additive", PLUM)):
            for level, score in LIMITS.items():
                for side in limits[name].limits(places * england / 10_000, score):
                    axes.plot(
                        places,
                        side * england,
                        color=colour,
                        linewidth=1.5 if level == "998" else 1,
                        linestyle="-" if level == "998" else (0, (4, 3)),
                        zorder=2,
                    )
        axes.axhline(england, color=INK, linewidth=1, zorder=1)
        for colour, shown in ((BLUE, ~is_outside["additive"]), (ORANGE, is_outside["additive"])):
            axes.plot(
                population[shown],
                councils["value"].to_numpy()[shown],
                linestyle="none",
                marker="o",
                markersize=3.5 if is_narrow(axes) else 4.5,
                color=colour,
                markeredgewidth=0,
                zorder=3,
            )
        codes, rates = councils["area_code"].tolist(), councils["value"].tolist()
        for code, rate, size, is_far in zip(codes, rates, population.tolist(), is_outside["additive"], strict=True):
            remark = f"{number.text(size, 'children')} children aged 0–17"
            remark += ", outside the limits with over-dispersion" if is_far else ""
            mark_value(axes, indicators, (size, rate), (RATE, code, last), row="Looked-after rate", remark=remark)
        mark_absent(indicators, (RATE, last), codes)
        axes.set_xlim(0, population.max() * 1.02)
        axes.set_ylim(0, councils["value"].max() * 1.08)
        for place in outside[:LABELLED]:
            point = (population[place], councils["value"].iloc[place])
            write(axes, str(councils["area_name"].iloc[place]), point, by=(5, 5), colour=for_words(ORANGE))
        steps = np.arange(0, population.max(), 100_000 if is_narrow(axes) else 50_000)
        set_ticks(axes.xaxis, steps, [number.text(step, "children") for step in steps])
        upper = {name: limits[name].limits(expected.max(keepdims=True), LIMITS["998"])[1][0] for name in limits}
        end = float(population.max())
        label_ends(
            axes,
            {
                "Chance": (end, upper["chance"] * england, MUTED),
                f"England {number.text(england, 'per_10k')}": (end, england, INK),
                "Over-\ndispersion": (end, upper["additive"] * england, PLUM),
            },
        )
        unit(axes, "Looked after per 10,000 children, by children aged 0–17")

    missing = left_out_of(note_of(indicators, _of("additive"), ENGLAND, last))
    names = [in_sentence(str(councils["area_name"].iloc[place])) for place in outside]
    return Figure(
        id="certainty-funnel",
        title=f"In {last}, {part_of(_of('chance'), ENGLAND, last)} councils lie outside the limits of chance, and "
        f"{say('numerator', _of('additive'), ENGLAND, last)} outside limits that allow for over-dispersion",
        caption=f"Councils by looked-after rate and children, 31 March {last}. Limits around England’s rate would hold "
        "99.8% of councils (lines) or 95% (dashes): those of chance if rates differed by chance alone, those of "
        f"over-dispersion if they also differed as councils do in general{f'; without {missing}' if missing else ''}. "
        "Sources: Department for Education; Office for National Statistics.",
        alt=f"Dots for councils around a line at England’s rate, {say('n', RATE, ENGLAND, last)}. The limits of chance "
        "lie close to the line, and the closer the more children a council has. The limits with over-dispersion lie "
        f"far apart at every size. Outside these {'is' if len(names) == 1 else 'are'} {listed(names) or 'no council'}.",
        drawing=draw(paint, right=(96, 84), height=(262, 340)),
        data=councils[["area_code", "area_name", "period", "value", "numerator", "denominator"]]
        .rename(columns={"value": RATE, "numerator": "looked_after_children", "denominator": "child_population"})
        .assign(outside_chance=is_outside["chance"], outside_additive=is_outside["additive"]),
    )


def _of(name: str) -> str:
    return f"{OUTSIDE}[{name}_998]"
