"""Charts of how sure the figures are: chance between councils, and the choices behind the headline figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.funnel import LIMITS, funnels
from analysis.formulas.key import series_name
from analysis.indicators.certainty import RATE
from analysis.indicators.choices import HEADLINES, Choice, choices
from analysis.tables.areas import ENGLAND
from analysis.wording import in_sentence, listed, say
from figures import number
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, FAINT, INK, MUTED, ORANGE, PLUM, for_words
from figures.drawing.scales import set_ticks
from figures.drawing.strip import Dot, paint_dots
from figures.drawing.style import NARROW, WIDE, draw
from figures.drawing.text import label_ends, unit, write
from figures.drawing.typeface import SMALL
from figures.figure import Figure, NoValues
from figures.lookup import lookup
from figures.selection import across_councils, left_out_of, over_time, value_of

OUTSIDE: Final = "councils_outside_funnel_share"
LOWER: Final = "lower_choices_share"
LABELLED: Final = 5
"""Councils that the funnel names at most, those furthest outside."""
NAMES: Final = {
    "looked_after_rate": "Looked-after rate",
    "narrow_share": "Narrow share of spending",
    "broad_share": "Broad share of spending",
    "real_change": "Real change of spending",
    "weekly_cost": "Cost of a week of care",
    "overspend_share_of_budget": "Overspend against budget",
    "share_of_overspends": "Share of all overspends",
    "private_share_of_homes": "Private homes’ share",
}
COLOURS: Final = {"definition": ORANGE, "year": BLUE, "councils": PLUM}
"""The colour of a dot by what it changes."""
SOURCES: Final = (
    "Sources: Department for Education; Office for National Statistics; Ministry of Housing, Communities and Local "
    "Government; Ofsted."
)


def funnel(indicators: pd.DataFrame) -> Figure:
    """Each council's looked-after rate against its children, within limits of chance and of over-dispersion."""
    shares = over_time(indicators, OUTSIDE, ENGLAND, "additive_998")
    if shares.empty:
        raise NoValues("No year has enough councils for a funnel.")
    last = str(shares.index[-1])
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
        for colour, shown in (
            (BLUE, ~is_outside["additive"]),
            (ORANGE, is_outside["additive"]),
        ):
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

    missing = left_out_of(_note(indicators, OUTSIDE, "additive_998", last))
    names = [in_sentence(str(councils["area_name"].iloc[place])) for place in outside]
    return Figure(
        id="certainty-funnel",
        title=f"In {last}, {say('numerator', _of('chance'), ENGLAND, last)} of "
        f"{say('denominator', _of('chance'), ENGLAND, last)} councils lie outside the limits of chance, and "
        f"{say('numerator', _of('additive'), ENGLAND, last)} outside limits that allow for over-dispersion",
        caption=f"Councils by looked-after rate and children, 31 March {last}. Limits around England’s rate would hold "
        "99.8% of councils (lines) or 95% (dashes): those of chance if rates differed by chance alone, those of "
        f"over-dispersion if they also differed as councils do in general{f'; without {missing}' if missing else ''}. "
        "Sources: Department for Education; Office for National Statistics.",
        alt=f"Dots for councils around a line at England’s rate, {say('n', RATE, ENGLAND, last)}. The limits of chance "
        "lie close to the line, and the closer the more children a council has. The limits with over-dispersion lie "
        f"far apart at every size. Outside these {'is' if len(names) == 1 else 'are'} {listed(names) or 'no council'}.",
        drawing=draw(paint, wide=WIDE.sized(right=96), narrow=NARROW.sized(right=84, height=340)),
        data=councils[["area_code", "area_name", "period", "value", "numerator", "denominator"]].assign(
            outside_chance=is_outside["chance"], outside_additive=is_outside["additive"]
        ),
    )


def headline_choices(indicators: pd.DataFrame) -> Figure:
    """The choices behind each headline figure: a strip from the lowest to the highest, the printed one marked."""
    found = {name: choices(headline, partial(_values, indicators)) for name, headline in HEADLINES.items()}
    found = {name: chosen for name, chosen in found.items() if len(chosen) > 1}
    if not found:
        raise NoValues("No headline figure has another choice.")
    rows = {name: float(row) for row, name in enumerate(found)}
    ends = {name: (min(chosen, key=_value), max(chosen, key=_value)) for name, chosen in found.items()}

    def along(name: str, value: float) -> float:
        low, high = (end.value for end in ends[name])
        return (value - low) / (high - low) if high > low else 0.5

    dots = [
        Dot(along(name, one.value), rows[name], COLOURS[one.changes], one.changes != "year", one.changes == "councils")
        for name, chosen in found.items()
        for one in chosen[1:]
    ]

    def paint(axes: Axes) -> None:
        axes.hlines(list(rows.values()), 0, 1, color=FAINT, linewidth=1.5, zorder=1)
        paint_dots(axes, dots)
        for name, row in rows.items():
            printed = found[name][0]
            place = along(name, printed.value)
            axes.plot([place, place], [row - 0.24, row + 0.12], color=INK, linewidth=3, zorder=4)
            ha = "left" if place < 0.1 else "right" if place > 0.9 else "center"
            write(axes, _text(indicators, printed), (place, row - 0.24), by=(0, 1), ha=ha, va="bottom", bold=True)
            for end, side in zip(ends[name], ("left", "right"), strict=True):
                if end.value != printed.value:
                    at = (along(name, end.value), row + 0.16)
                    write(axes, _text(indicators, end), at, by=(0, -1), ha=side, va="top", colour=MUTED, size=SMALL)
            lower = _lower_in_figures(indicators, name, printed.period)
            if is_narrow(axes):
                write(axes, NAMES[name], (0, row - 0.24), by=(0, 14), va="bottom", bold=True)
                write(axes, lower, (1, row - 0.24), by=(0, 14), ha="right", va="bottom", colour=MUTED, size=SMALL)
            else:
                write(axes, NAMES[name], (0, row), by=(-12, 7), ha="right", bold=True)
                write(axes, lower, (0, row), by=(-12, -8), ha="right", colour=MUTED, size=SMALL)
        axes.set_ylim(len(rows) - 0.6, -0.75)
        axes.set_xlim(-0.02, 1.02)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)

    higher = sum(value_of(indicators, LOWER, ENGLAND, found[name][0].period, name) > 0.5 for name in found)
    strips = "; ".join(
        f"{NAMES[name]} ({chosen[0].period}), {_say(chosen[0])}, choices from {_say(ends[name][0])} to "
        f"{_say(ends[name][1])}, {_lower(name, chosen[0].period)}"
        for name, chosen in found.items()
    )
    return Figure(
        id="certainty-choices",
        title=f"{number.words(higher).capitalize()} of {number.words(len(found))} headline figures "
        f"{'is' if higher in (0, 1) else 'are'} higher than most other choices of definition, year and councils",
        caption="Bar: the figure printed, of England in its newest year, and how many other choices are lower. A dot "
        "changes one choice: the definition, to a declared alternative (orange); the year, or for a change the year "
        "to start from (hollow); or the councils, to the county group or those with a figure at both ends (diamond). "
        "Each strip has its own scale, from the lowest to the highest. Overspends: councils with a budget and an "
        f"outturn. {SOURCES}",
        alt=f"A strip of dots for each headline figure, with a bar at the one printed. {strips}.",
        drawing=draw(
            paint,
            wide=WIDE.sized(left=200, right=16, top=6, bottom=4, height=430),
            narrow=NARROW.sized(left=8, right=8, top=24, bottom=4, height=790),
        ),
        data=pd.DataFrame(
            [(name, *one) for name, chosen in found.items() for one in chosen],
            columns=["headline", *Choice._fields],
        ),
    )


def _of(name: str) -> str:
    return f"{OUTSIDE}[{name}_998]"


def _value(choice: Choice) -> float:
    return choice.value


def _values(indicators: pd.DataFrame, indicator: str, breakdown: str, area: str) -> Mapping[str, float]:
    """The values of a series by period, those missing left out; none if the indicators do not have it."""
    found = lookup(indicators)
    rows = found.over_time((indicator, breakdown), area)
    return {period: float(found.numbers[row]) for period, row in rows.items() if not math.isnan(found.numbers[row])}


def _is_growth(choice: Choice) -> bool:
    """Whether a choice is the change of an amount, and not an indicator of change."""
    return choice.since != "" and not choice.indicator.endswith("_share")


def _text(indicators: pd.DataFrame, choice: Choice) -> str:
    unit_ = (
        "percent"
        if choice.since
        else str(indicators["unit"].iloc[lookup(indicators).rows((choice.indicator, choice.breakdown))[0]])
    )
    return number.text(choice.value, unit_)


def _say(choice: Choice) -> str:
    series = series_name(choice.indicator, choice.breakdown)
    if _is_growth(choice):
        return say("percent_change", series, choice.area, choice.since, choice.period)
    return say("n", series, choice.area, choice.period)


def _lower(name: str, period: str) -> str:
    series = f"{LOWER}[{name}]"
    return f"{say('numerator', series, ENGLAND, period)} of {say('denominator', series, ENGLAND, period)} lower"


def _lower_in_figures(indicators: pd.DataFrame, name: str, period: str) -> str:
    """How many of the other choices are lower, as the chart writes it."""
    row = indicators.iloc[lookup(indicators).values((LOWER, name))[ENGLAND, period]]
    return f"{row['numerator']:.0f} of {row['denominator']:.0f} lower"


def _note(indicators: pd.DataFrame, indicator: str, breakdown: str, period: str) -> str:
    row = lookup(indicators).values((indicator, breakdown))[ENGLAND, period]
    return str(indicators["note"].iloc[row])
