"""Charts and tables of the outlook: models and their tests, projections, and a what-if."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.back_test import BENCHMARK, CANDIDATES, HORIZONS, LEVELS
from analysis.formulas.key import series_name
from analysis.indicators.placements import RESIDENTIAL
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import ending_year, financial_year_ending
from analysis.wording import listed, say
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, GREY, MUTED, PLUM, TURQUOISE
from figures.drawing.scales import percent, tens_of_thousands, thousands, years
from figures.drawing.style import draw
from figures.drawing.text import label_ends, label_point, unit, write
from figures.drawing.typeface import SMALL
from figures.figure import Column, Figure, Table, Value, left, right
from figures.marks import mark_line, mark_value
from figures.number import text, words
from figures.places import REGIONS
from figures.selection import all_rows_of, newest, over_time, price_year, rows_of
from figures.sources import CENSUS, cited

NUMBER: Final = "looked_after_children"
EARLIER_NUMBER: Final = "looked_after_children_since_1994"
PROJECTION: Final = "looked_after_projection_children"
ERROR: Final = "projection_error_share"
SCALED: Final = "projection_scaled_error"
COVERAGE: Final = "projection_coverage_share"
ORIGINS: Final = "back_test_origins"
PLACED: Final = "placement_projection_children"
SPENDING: Final = "spending_projection_real_gbp"
MOVED: Final = "whatif_moved_children"
DIFFERENCE: Final = "whatif_difference_gbp"

MODELS: Final = tuple(CANDIDATES)
PARTS: Final = {
    "number": "Number of children",
    "foster_care_share": "Share in foster care",
    "childrens_homes_share": "Share in children’s homes",
    "fostering_week": "Cost of a week in foster care, real terms",
    "residential_week": "Cost of a week in residential care, real terms",
}
IN_WORDS: Final = {50: "half", 80: "four in five"}
BOUNDS: Final = {
    "lower_80": "Four in five: from",
    "lower_50": "Half: from",
    "central": "Middle",
    "upper_50": "Half: to",
    "upper_80": "Four in five: to",
}
"""The heading of each bound in a table, from the lowest to the highest."""
OF_BOUND: Final = {bound: heading.partition(":")[0].lower() for bound, heading in BOUNDS.items()}
"""What each bound is called at the end of its line."""
TO_THE_HUNDRED: Final = -2
"""Decimals of projected children: with misses of a thousand and more, a finer figure means nothing."""
TO_THE_TEN: Final = -1
"""Decimals of children moved: the published counts of England and the regions are to the nearest ten."""
SCENARIOS: Final = {"one_in_twenty": "One in twenty", "one_in_ten": "One in ten", "one_in_five": "One in five"}

DFE: Final = cited(CENSUS)
LAIT: Final = (
    "Sources: Department for Education, Children looked after in England and Local Authority Interactive Tool."
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
            for ahead in tested:
                place, key = (ahead, float(data[model][ahead])), (f"{ERROR}[{model}_{ahead}_ahead]", ENGLAND, at)
                years_on = f"{words(ahead)} year{'s' if ahead > 1 else ''} ahead"
                mark_value(axes, indicators, place, key, row=label, remark=years_on)
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
        unit(axes, "Mean miss" if is_narrow(axes) else "Mean miss, as a share of the number counted")
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
        f"origin knows only the years before it. Least: the mean over the years ahead of the miss over that of no "
        f"change. Counts of {counted(indicators).index[0]} to {at}. {DFE}",
        alt=f"Four lines, one a model, from one year ahead to {years_ahead}. {names[best]}: {said(best, 1)}, then "
        f"{said(best, farthest)}; {others}.",
        drawing=draw(paint, left=(44, 40), right=(130, 96), bottom=48, height=(344, 340)),
        data=data.reset_index(),
        unit="share",
    )


def projection(indicators: pd.DataFrame) -> Figure:
    """The numbers counted and, ahead of them, the projection with the bands that passed their back-test.

    Raises ``NoValues`` if no model is good enough to project the number.
    """
    series = counted(indicators)
    bounds = [bound for bound in BOUNDS if bound == "central" or _has(indicators, PROJECTION, bound)]
    ahead = pd.DataFrame({bound: over_time(indicators, PROJECTION, ENGLAND, bound) for bound in bounds})
    levels = [level for level in LEVELS if f"lower_{level}" in ahead]
    periods = [*series.index, *ahead.index]
    now, last, peak = series.index[-1], ahead.index[-1], str(series.idxmax())
    places = range(len(series) - 1, len(periods))
    scale = tens_of_thousands(*series, *ahead.to_numpy().ravel())
    joined = pd.concat([pd.DataFrame(dict.fromkeys(ahead, series[now]), index=[now]), ahead])

    def paint(axes: Axes) -> None:
        for level in levels:
            axes.fill_between(
                places, joined[f"lower_{level}"], joined[f"upper_{level}"], color=PLUM, alpha=0.16, linewidth=0
            )
        axes.plot(range(len(series)), series, color=BLUE)
        axes.plot(places, joined["central"], color=PLUM, linestyle=(0, (4, 2)))
        axes.plot(len(series) - 1, series[now], color=BLUE, marker="o")
        own = over_time(indicators, NUMBER, ENGLAND).index[0]
        for name, is_of_it in ((EARLIER_NUMBER, series.index < own), (NUMBER, series.index >= own)):
            mark_line(axes, indicators, series.where(is_of_it), name, ENGLAND, row="Counted")
        for bound in ahead:
            for place, period in enumerate(ahead.index, start=len(series)):
                key = (series_name(PROJECTION, str(bound)), ENGLAND, str(period))
                at, label = (place, float(ahead[bound][period])), f"Projected, {BOUNDS[str(bound)].lower()}"
                mark_value(axes, indicators, at, key, row=label, decimals=TO_THE_HUNDRED)
        axes.set_ylim(*scale)
        axes.set_xlim(-0.2, len(periods) - 0.8)
        thousands(axes)
        years(axes, periods)
        unit(axes, "Children looked after at 31 March")
        label_point(axes, len(series) - 1, series[now], text(series[now], "children"), colour=BLUE, dy=-16)
        last_values = {str(bound): float(joined[bound].iloc[-1]) for bound in ahead}
        label_ends(
            axes,
            {
                f"{text(value, 'children', decimals=TO_THE_HUNDRED)} {OF_BOUND[bound]}": (len(periods) - 1, value, PLUM)
                for bound, value in last_values.items()
            },
        )

    def said(bound: str) -> str:
        return say("n", series_name(PROJECTION, bound), ENGLAND, last, decimals=TO_THE_HUNDRED)

    def between(level: int) -> str:
        return f"{said(f'lower_{level}')} to {said(f'upper_{level}')}"

    turn = say("rose", NUMBER, ENGLAND, peak, now) if peak != now else ""
    since_peak = f"; from {peak} to {now} the number {turn}" if turn else ""
    band = f", with {between(levels[-1])} as the band for {IN_WORDS[levels[-1]]}" if levels else ""
    model = model_names(indicators)[chosen(indicators)].lower()
    shades = listed([f"{IN_WORDS[level]} of what comes, {between(level)}" for level in levels])
    return Figure(
        id="projection",
        title=f"Carried on, the {model} leads to {said('central')} children in {last}{band}{since_peak}",
        caption=f"Children looked after in England at 31 March: counted {series.index[0]} to {now} (the publisher’s "
        f"totals), projected to {last}; the scale does not start at zero. The bands are made of the misses so far at "
        f"that many years ahead. {DFE}",
        alt=f"A line of the counted number goes from {_number(indicators, series.index[0])} in {series.index[0]} to "
        f"{say('n', NUMBER, ENGLAND, now)} in {now}. A dashed line goes on from it to {said('central')} in {last}"
        + (f", inside shades that widen: by {last} they are to hold {shades}." if levels else "."),
        drawing=draw(paint, left=(52, 48), right=(124, 114)),
        data=pd.concat([series.rename("counted"), ahead], axis="columns").rename_axis("period").reset_index(),
        unit="children",
    )


def counted(indicators: pd.DataFrame) -> pd.Series:
    """The number of children looked after in England by year: the long series up to the first year held by council."""
    own, earlier = (over_time(indicators, indicator, ENGLAND) for indicator in (NUMBER, EARLIER_NUMBER))
    held: pd.Series = pd.concat([earlier[earlier.index < own.index[0]], own])
    return held


def model_names(indicators: pd.DataFrame) -> dict[str, str]:
    """What each candidate model is called, in the order of the tables."""
    names = ("No change", f"Trend since {counted(indicators).index[0]}", "Trend of five years", "Growth of five years")
    return dict(zip(MODELS, names, strict=True))


def chosen(indicators: pd.DataFrame) -> str:
    """The candidate with the least mean scaled error, or no change if that of none is below one."""
    at = newest(over_time(indicators, ERROR, ENGLAND, BENCHMARK))
    scaled = {
        model: over_time(indicators, SCALED, ENGLAND, model).get(at, 1.0) for model in MODELS if model != BENCHMARK
    }
    return min({BENCHMARK: 1.0, **scaled}.items(), key=lambda item: item[1])[0]


def back_tests(indicators: pd.DataFrame) -> Table:
    """What the chosen model and no change would have missed by, and what the bands would have held, by years ahead.

    A dash stands for what the series is too short to test, and for bands if no model is projected.
    """
    at = newest(over_time(indicators, ERROR, ENGLAND, BENCHMARK))
    names, best = model_names(indicators), chosen(indicators)
    models = dict.fromkeys((BENCHMARK, best))
    scaled = [model for model in models if model != BENCHMARK]
    return Table(
        id="projection-tests",
        title="What the models would have missed by, and the bands held",
        caption=f"Mean misses as a share of the number counted; England, counts to {at}. Chosen anew: the model that "
        f"had missed least until each origin. Scaled error: the miss over that of no change. Bands: back-tests inside "
        f"one made of the misses known at the time, and the 95% interval of that share, as if they were independent. "
        f"{DFE}",
        columns=left("Years ahead")
        + right("Origins", *(f"{names[model]} (mean miss)" for model in models), "Chosen anew (mean miss)")
        + right(*("Scaled error" for _ in scaled))
        + right(*(f"Band for {IN_WORDS[level]} (held)" for level in LEVELS)),
        rows=[
            [
                words(ahead).capitalize(),
                Value(f"{ORIGINS}[number_{ahead}_ahead]", ENGLAND, at),
                *(Value(f"{ERROR}[{model}_{ahead}_ahead]", ENGLAND, at, missing="–") for model in models),
                Value(f"{ERROR}[chosen_anew_{ahead}_ahead]", ENGLAND, at, missing="–"),
                *(Value(f"{SCALED}[{model}_{ahead}_ahead]", ENGLAND, at, decimals=2, missing="–") for model in scaled),
                *(_held(indicators, f"{level}_{ahead}_ahead", at) for level in LEVELS),
            ]
            for ahead in HORIZONS
        ],
        at_end=True,
    )


def _held(indicators: pd.DataFrame, band: str, at: str) -> str:
    """How often a band held what came, of how many times, with the interval of that share; a dash if not tried."""
    if not _has(indicators, COVERAGE, band, at):
        return "–"
    share = f"{COVERAGE}[{band}]:{ENGLAND}:{at}"
    low, high = (say(end, f"{COVERAGE}[{band}]", ENGLAND, at, decimals=0) for end in ("lower", "upper"))
    return f"{say('numerator', share)} of {say('denominator', share)} ({low} to {high})"


def parts(indicators: pd.DataFrame) -> Table:
    """The parts that spending is made of: how many years of each are held, how often it can be tested, what is done."""
    projected = _has(indicators, PROJECTION, "central")
    rows: list[list[str | Value]] = []
    for part, label in PARTS.items():
        held = all_rows_of(indicators, ORIGINS, f"{part}_{HORIZONS[-1]}_ahead")
        if held.empty:
            continue
        at, run = held[["period", "note"]].iloc[-1]
        done = "held constant" if part != "number" else "projected" if projected else "not projected"
        ends = (Value(f"{ORIGINS}[{part}_{ahead}_ahead]", ENGLAND, at) for ahead in (HORIZONS[0], HORIZONS[-1]))
        rows.append([label, run, *ends, done])
    return Table(
        id="outlook-parts",
        title="The parts of spending, and how far each can be tested",
        caption="England. Years to 31 March that are held without a gap, and origins with six years before them and "
        f"the year asked for after them; fewer than ten are too few. {LAIT}",
        columns=left("Part")
        + right("Years held", f"Origins ({HORIZONS[0]} year ahead)", f"Origins ({HORIZONS[-1]} years ahead)")
        + left("In this outlook"),
        rows=rows,
    )


def projection_table(indicators: pd.DataFrame) -> Table:
    """The projection year by year, and what it alone makes of children in homes and of spending.

    Raises ``NoValues`` if no model is good enough to project the number.
    """
    periods = sorted(rows_of(indicators, PROJECTION, "central")["period"])
    now = newest(over_time(indicators, NUMBER, ENGLAND))
    in_homes = _has(indicators, PLACED, RESIDENTIAL)
    spent = _has(indicators, SPENDING, "central")
    last = listed([part for part, is_shown in (("children’s homes", in_homes), ("spending", spent)) if is_shown])
    constant = f"For {last}, mix and costs in real terms are as in the newest year. " if last else ""

    def row(period: str) -> list[str | Value]:
        series = [f"{PROJECTION}[{bound}]" for bound in BOUNDS] + ([f"{PLACED}[{RESIDENTIAL}]"] if in_homes else [])
        cells = [Value(name, ENGLAND, period, decimals=TO_THE_HUNDRED, missing="–") for name in series]
        if spent:
            year = financial_year_ending(ending_year(period))
            cells.append(Value(f"{SPENDING}[central]", ENGLAND, year, style="bn", decimals=1, missing="–"))
        return [period, *cells]

    return Table(
        id="projection-by-year",
        title=f"Looked-after children in England, projected to {periods[-1]}, and what the number alone would mean",
        caption=f"At 31 March, and in the financial year to it. {model_names(indicators)[chosen(indicators)]}, "
        f"fitted to the counts to {now}, to the nearest hundred; bounds of the bands for half and for four in five. "
        f"{constant}{LAIT}",
        columns=left("31 March")
        + [Column(heading, "children") for heading in BOUNDS.values()]
        + (right("In children’s homes (children)") if in_homes else [])
        + (right(f"Spending (prices of {price_year(indicators)})") if spent else []),
        rows=[row(period) for period in periods],
        strong=[len(periods) - 1],
        at_end=True,
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
        f"likely too high than too low, and no forecast. Children in homes include those in secure homes. Regions do "
        f"not add up to England: each has costs of its own. {LAIT}",
        columns=[
            *left("Place"),
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
        at_end=True,
    )


def _number(indicators: pd.DataFrame, year: str) -> str:
    """The number of a year, from the series that has it."""
    own = over_time(indicators, NUMBER, ENGLAND)
    return say("n", NUMBER if year in own.index else EARLIER_NUMBER, ENGLAND, year)


def _has(indicators: pd.DataFrame, indicator: str, breakdown: str, period: str = "") -> bool:
    """Whether an indicator has a value, in a period or in any."""
    rows = all_rows_of(indicators, indicator, breakdown)
    return bool(rows.loc[rows["period"].eq(period) | (period == ""), "value"].notna().any())
