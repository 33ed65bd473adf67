"""Charts and tables of projections: what was projected and what came, where the number may go, and a what-if."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.tables.areas import ENGLAND
from analysis.wording import say
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, GREY, MUTED, PAPER, PLUM, TURQUOISE
from figures.drawing.scales import percent, thousands, years
from figures.drawing.style import NARROW, WIDE, draw
from figures.drawing.text import label_ends, label_point, unit, write
from figures.drawing.typeface import SMALL
from figures.figure import Column, Figure, NoValues, Table, Value
from figures.number import text, words
from figures.selection import REGIONS, all_rows_of, newest, over_time, rows_of

NUMBER: Final = "looked_after_children"
PROJECTION: Final = "looked_after_projection_children"
ERROR: Final = "projection_error_share"
COVERAGE: Final = "projection_coverage_share"
MOVED: Final = "whatif_moved_children"
DIFFERENCE: Final = "whatif_difference_gbp"

CLAIM: Final = "ccn-projection-children-2025"
"""The claim of how many children would be looked after by 2025, projected in November 2021."""
CLAIMED_FROM: Final = "2021"

MODELS: Final = ("no_change", "trend_since_start", "trend_of_five_years", "growth_of_five_years")
TO_THE_HUNDRED: Final = -2
"""Decimals of projected children: with misses of a thousand and more, a finer figure means nothing."""
TO_THE_TEN: Final = -1
"""Decimals of children moved: homes are known as a whole per cent of children, too coarse for single children."""
SCENARIOS: Final = {"one_in_twenty": "One in twenty", "one_in_ten": "One in ten", "one_in_five": "One in five"}
HORIZONS: Final = range(1, 6)

DFE: Final = "Source: Department for Education, Children looked after in England."
LAIT: Final = (
    "Sources: Department for Education, Children looked after in England and Local Authority Interactive Tool."
)


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
    scale = _tens_of_thousands(*series, projected)

    def paint(axes: Axes) -> None:
        axes.plot(range(len(series)), series, color=BLUE)
        axes.plot([start, target], [series[CLAIMED_FROM], projected], color=PLUM, linestyle=(0, (4, 3)), linewidth=1.5)
        axes.plot(target, projected, color=PLUM, marker="D", markerfacecolor=PAPER, markersize=7, clip_on=False)
        axes.plot(target, came, color=BLUE, marker="o", clip_on=False)
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
        drawing=draw(paint, wide=WIDE.sized(left=52, right=104), narrow=NARROW.sized(left=48, right=76)),
        data=series.rename(NUMBER).rename_axis("period").reset_index(),
    )


def errors(indicators: pd.DataFrame) -> Figure:
    """How far each candidate model has missed, by years ahead, as far ahead as the series allows a test."""
    at = newest(over_time(indicators, ERROR, ENGLAND, "no_change"))
    tested = [ahead for ahead in HORIZONS if _has(indicators, ERROR, f"no_change_{ahead}_ahead", at)]
    data = pd.DataFrame(
        {
            model: [float(over_time(indicators, ERROR, ENGLAND, f"{model}_{ahead}_ahead")[at]) for ahead in tested]
            for model in MODELS
        },
        index=pd.Index(tested, name="years_ahead"),
    )
    best, names, farthest = chosen(indicators), model_names(indicators), tested[-1]
    years_ahead = f"{words(farthest)} year{'s' if farthest > 1 else ''} ahead"
    styles = {
        "no_change": (GREY, (0, (1.5, 1.2)), "s"),
        "trend_since_start": (PLUM, "-", "o"),
        "trend_of_five_years": (BLUE, (0, (5, 1.5)), "^"),
        "growth_of_five_years": (TURQUOISE, (0, (3, 1.5)), "v"),
    }

    def paint(axes: Axes) -> None:
        ends = {}
        for model, label in names.items():
            colour, line, marker = styles[model]
            axes.plot(tested, data[model], color=colour, linestyle=line, marker=marker)
            ends[label.replace(" of", "\nof").replace(" since", "\nsince")] = (
                farthest,
                float(data[model].iloc[-1]),
                colour,
            )
        axes.set_yticks([0, 0.02, 0.04, 0.06, 0.08, 0.1])
        axes.set_ylim(0, data.max().max() * 1.1)
        axes.set_xlim(0.8, farthest + 0.2)
        axes.set_xticks(tested)
        percent(axes)
        write(
            axes, "years ahead", (0.5, 0), of=("panel", "panel"), by=(0, -21), ha="center", va="top",
            colour=MUTED, size=SMALL,
        )  # fmt: skip
        unit(axes, "Mean miss" if is_narrow(axes) else "Mean miss, as a share of the number that came")
        label_ends(axes, ends, offset=12)

    def said(model: str, ahead: int) -> str:
        return say("n", f"{ERROR}[{model}_{ahead}_ahead]", ENGLAND, at)

    others = "; ".join(
        f"{label.lower()} {said(model, 1)}, then {said(model, farthest)}"
        for model, label in names.items()
        if model != best
    )
    return Figure(
        id="projection-errors",
        title=f"Of four simple models “{names[best].lower()}” has missed least: by {said(best, 1)} one year ahead, "
        f"by {said(best, farthest)} {years_ahead}",
        caption=f"Mean absolute error by years ahead, England, from every origin after the first six years; each "
        f"origin knows only the years before it. Counts to {at}. {DFE}",
        alt=f"Four lines, one a model, from one year ahead to {years_ahead}. {names[best]}: {said(best, 1)}, then "
        f"{said(best, farthest)}; {others}.",
        drawing=draw(
            paint,
            wide=WIDE.sized(left=44, right=130, bottom=48),
            narrow=NARROW.sized(left=40, right=96, bottom=48, height=340),
        ),
        data=data.reset_index(),
    )


def projection(indicators: pd.DataFrame) -> Figure:
    """The numbers counted and, ahead of them, the projection with its interval.

    Raises ``NoValues`` if no model is good enough to project the number.
    """
    series = over_time(indicators, NUMBER, ENGLAND)
    ahead = pd.DataFrame(
        {bound: over_time(indicators, PROJECTION, ENGLAND, bound) for bound in ("lower", "central", "upper")}
    )
    periods = [*series.index, *ahead.index]
    now, last, peak = series.index[-1], ahead.index[-1], str(series.idxmax())
    places = range(len(series) - 1, len(periods))
    scale = _tens_of_thousands(*series, *ahead.to_numpy().ravel())
    joined = pd.concat([pd.DataFrame(dict.fromkeys(ahead, series[now]), index=[now]), ahead])

    def paint(axes: Axes) -> None:
        axes.fill_between(places, joined["lower"], joined["upper"], color=PLUM, alpha=0.16, linewidth=0)
        axes.plot(range(len(series)), series, color=BLUE)
        axes.plot(places, joined["central"], color=PLUM, linestyle=(0, (4, 2)))
        axes.plot(len(series) - 1, series[now], color=BLUE, marker="o")
        axes.set_ylim(*scale)
        axes.set_xlim(-0.2, len(periods) - 0.8)
        thousands(axes)
        years(axes, periods)
        unit(axes, "Children looked after at 31 March")
        label_point(axes, len(series) - 1, series[now], text(series[now], "children"), colour=BLUE, dy=-8)
        label_ends(
            axes,
            {
                f"{label} {text(float(joined[bound].iloc[-1]), 'children', decimals=TO_THE_HUNDRED)}": (
                    len(periods) - 1,
                    float(joined[bound].iloc[-1]),
                    PLUM,
                )
                for bound, label in (("upper", "upper"), ("central", "central"), ("lower", "lower"))
            },
        )

    def said(bound: str) -> str:
        return say("n", f"{PROJECTION}[{bound}]", ENGLAND, last, decimals=TO_THE_HUNDRED)

    turn = say("rose", NUMBER, ENGLAND, peak, now) if peak != now else ""
    since_peak = f"; from {peak} to {now} the number {turn}" if turn else ""
    return Figure(
        id="projection",
        title=f"The chosen model leads to {said('central')} children in {last}, with an interval from "
        f"{said('lower')} to {said('upper')}{since_peak}",
        caption=f"Children looked after in England at 31 March: counted to {now} (the publisher’s totals), projected "
        f"to {last}; the scale does not start at zero. The interval is the largest miss so far at that many years "
        f"ahead. {DFE}",
        alt=f"A line of the counted number ends at {say('n', NUMBER, ENGLAND, now)} in {now}. A dashed line goes on "
        f"from it to {said('central')} in {last}, in the middle of a band that widens to between {said('lower')} and "
        f"{said('upper')}.",
        drawing=draw(paint, wide=WIDE.sized(left=52, right=112), narrow=NARROW.sized(left=48, right=100)),
        data=pd.concat([series.rename("counted"), ahead], axis="columns").rename_axis("period").reset_index(),
    )


def model_names(indicators: pd.DataFrame) -> dict[str, str]:
    """What each candidate model is called, in the order of the tables."""
    first = over_time(indicators, NUMBER, ENGLAND).index[0]
    names = ("No change", f"Trend since {first}", "Trend of five years", "Growth of five years")
    return dict(zip(MODELS, names, strict=True))


def chosen(indicators: pd.DataFrame) -> str:
    """The candidate with the least rolling-origin error."""
    at = newest(over_time(indicators, ERROR, ENGLAND, "no_change"))
    scores = {model: float(over_time(indicators, ERROR, ENGLAND, model)[at]) for model in MODELS}
    return min(scores, key=lambda model: scores[model])


def error_table(indicators: pd.DataFrame) -> Table:
    """The errors of every candidate by years ahead, and how often the chosen one's interval contained what came.

    A dash stands for years ahead that the series is too short to test.
    """
    at = newest(over_time(indicators, ERROR, ENGLAND, "no_change"))
    tried = {ahead for ahead in HORIZONS if _has(indicators, COVERAGE, f"{ahead}_ahead", at)}
    coverage = {ahead: f"{COVERAGE}[{ahead}_ahead]:{ENGLAND}:{at}" for ahead in HORIZONS}
    rows: list[list[str | Value]] = [
        [
            label,
            *(Value(f"{ERROR}[{model}_{ahead}_ahead]", ENGLAND, at, missing="–") for ahead in HORIZONS),
            Value(f"{ERROR}[{model}]", ENGLAND, at),
        ]
        for model, label in model_names(indicators).items()
    ]
    held = [
        f"{say('numerator', key)} of {say('denominator', key)}" if ahead in tried else "too few"
        for ahead, key in coverage.items()
    ]
    return Table(
        id="projection-models",
        title="Mean absolute error of four models by years ahead, and the back-test of the interval",
        caption=f"Per cent of the number that came; England, counts to {at}. Last row: back-tests of the chosen model "
        f"that fell inside an interval made of the misses known at the time, of those with three such misses. {DFE}",
        columns=[
            Column("Model", align="left"),
            *(Column(f"{ahead} year{'s' if ahead > 1 else ''} ahead") for ahead in HORIZONS),
            Column("Mean"),
        ],
        rows=[*rows, ["Inside the interval", *held, ""]],
        strong=[MODELS.index(chosen(indicators))],
    )


def projection_table(indicators: pd.DataFrame) -> Table:
    """The projection year by year.

    Raises ``NoValues`` if no model is good enough to project the number.
    """
    periods = sorted(rows_of(indicators, PROJECTION, "central")["period"])
    now = newest(over_time(indicators, NUMBER, ENGLAND))
    return Table(
        id="projection-by-year",
        title=f"Looked-after children in England, projected to {periods[-1]}",
        caption=f"At 31 March. {model_names(indicators)[chosen(indicators)]}, fitted to the counts to {now}; "
        f"the bounds are the largest miss so far at that many years ahead. To the nearest hundred. {DFE}",
        columns=[
            Column("31 March", align="left"),
            Column("Lower", "children"),
            Column("Central", "children"),
            Column("Upper", "children"),
            Column(f"Central as a share of {now}", "per cent"),
        ],
        rows=[
            [f"{now}, counted", "", Value(NUMBER, ENGLAND, now), "", ""],
            *(
                [
                    period,
                    *(
                        Value(f"{PROJECTION}[{bound}]", ENGLAND, period, decimals=TO_THE_HUNDRED)
                        for bound in ("lower", "central", "upper")
                    ),
                    say("share_of", f"{PROJECTION}[central]:{ENGLAND}:{period}", f"{NUMBER}:{ENGLAND}:{now}"),
                ]
                for period in periods
            ),
        ],
        strong=[len(periods)],
    )


def what_if(indicators: pd.DataFrame) -> Table:
    """Children moved and the difference in yearly cost, for England and the regions, at three shares.

    Raises ``NoValues`` if no year has both placements and costs.
    """
    last = newest(over_time(indicators, DIFFERENCE, ENGLAND, "one_in_ten"))
    return Table(
        id="what-if",
        title=f"What if children in homes lived with foster carers: children moved and the difference of a year’s "
        f"cost, {last}",
        caption=f"Children at 31 March {last}, to the nearest ten, and average costs of the year to it, cash. More "
        f"likely too high than too low, and no forecast. Children in homes are a whole per cent of looked-after "
        f"children, so approximate. Regions do not add up to England: their shares and costs are rounded. {LAIT}",
        columns=[
            Column("Place", align="left"),
            *(
                column
                for label in SCENARIOS.values()
                for column in (Column(f"{label} moved", "children"), Column(f"{label}: difference", "a year"))
            ),
        ],
        rows=[
            [
                label,
                *(
                    cell
                    for scenario in SCENARIOS
                    for cell in (
                        Value(f"{MOVED}[{scenario}]", place, last, decimals=TO_THE_TEN),
                        Value(f"{DIFFERENCE}[{scenario}]", place, last, style="m", decimals=0),
                    )
                ),
            ]
            for place, label in {ENGLAND: "England", **REGIONS}.items()
        ],
        strong=[0],
    )


def _has(indicators: pd.DataFrame, indicator: str, breakdown: str, period: str) -> bool:
    rows = all_rows_of(indicators, indicator, breakdown)
    return bool(rows.loc[rows["period"] == period, "value"].notna().any())


def _tens_of_thousands(*values: float) -> tuple[int, int]:
    """Limits of an axis that hold some numbers of children, in whole tens of thousands.

    >>> _tens_of_thousands(64_460.0, 95_000.0)
    (60000, 100000)
    """
    held = [value for value in values if value == value]
    return int(min(held) // 10_000 * 10_000), int(-(-max(held) // 10_000) * 10_000)
