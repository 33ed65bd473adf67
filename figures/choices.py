"""The choices behind the headline figures, in one strip chart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.key import series_name
from analysis.indicators.choices import HEADLINES, Choice, choices
from analysis.tables.areas import ENGLAND
from analysis.wording import say
from figures import number
from figures.coverage import part_of
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, FAINT, INK, MUTED, ORANGE, PLUM
from figures.drawing.strip import Dot, paint_dots
from figures.drawing.style import draw
from figures.drawing.text import write
from figures.drawing.typeface import SMALL
from figures.figure import Figure, NoValues
from figures.lookup import lookup
from figures.marks import mark_number, mark_value
from figures.places import area_name
from figures.selection import value_of

LOWER: Final = "lower_choices_share"
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


def of_headlines(indicators: pd.DataFrame) -> Figure:
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
            for one in found[name]:
                _mark(axes, indicators, (along(name, one.value), row), NAMES[name], one)
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
        drawing=draw(paint, left=(200, 8), right=(16, 8), top=(6, 24), bottom=4, height=(424, 790)),
        data=pd.DataFrame(
            [(name, *one, _unit(indicators, one)) for name, chosen in found.items() for one in chosen],
            columns=["headline", *Choice._fields, "unit"],
        ).rename(columns={"area": "area_code"}),
    )


def _value(choice: Choice) -> float:
    return choice.value


def _values(indicators: pd.DataFrame, indicator: str, breakdown: str, area: str) -> Mapping[str, float]:
    """The values of a series by period, those missing left out; none if the indicators do not have it."""
    found = lookup(indicators)
    rows = found.over_time((indicator, breakdown), area)
    return {period: float(found.numbers[row]) for period, row in rows.items() if not math.isnan(found.numbers[row])}


def _is_change_of_amount(choice: Choice) -> bool:
    """Whether a choice is the change of an amount, and not an indicator of change."""
    return choice.since != "" and not choice.indicator.endswith("_share")


def _mark(axes: Axes, indicators: pd.DataFrame, at: tuple[float, float], name: str, choice: Choice) -> None:
    """Say what the dot of a choice, or the bar of the printed figure, stands for."""
    said = f"another choice of {choice.changes}" if choice.changes else "the figure printed"
    if _is_change_of_amount(choice):
        place, years = area_name(indicators, choice.area), f"{choice.since} to {choice.period}"
        mark_number(axes, at, choice.value, "percent", row=name, period=years, place=place, remark=said)
        return
    key = (series_name(choice.indicator, choice.breakdown), choice.area, choice.period)
    mark_value(axes, indicators, at, key, row=name, remark=said)


def _text(indicators: pd.DataFrame, choice: Choice) -> str:
    return number.text(choice.value, _unit(indicators, choice))


def _unit(indicators: pd.DataFrame, choice: Choice) -> str:
    if choice.since:
        return "percent"
    return str(indicators["unit"].iloc[lookup(indicators).rows((choice.indicator, choice.breakdown))[0]])


def _say(choice: Choice) -> str:
    series = series_name(choice.indicator, choice.breakdown)
    if _is_change_of_amount(choice):
        return say("percent_change", series, choice.area, choice.since, choice.period)
    return say("n", series, choice.area, choice.period)


def _lower(name: str, period: str) -> str:
    return f"{part_of(f'{LOWER}[{name}]', ENGLAND, period)} lower"


def _lower_in_figures(indicators: pd.DataFrame, name: str, period: str) -> str:
    """How many of the other choices are lower, as the chart writes it."""
    row = indicators.iloc[lookup(indicators).values((LOWER, name))[ENGLAND, period]]
    return f"{row['numerator']:.0f} of {row['denominator']:.0f} lower"
