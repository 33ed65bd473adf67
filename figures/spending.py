"""What is spent on children’s and young people’s services: in cash and in real terms, by category, per child."""

from __future__ import annotations

import math
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.indicators.spending import BASE_YEAR, CATEGORIES
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.periods import ending_year, financial_year_ending
from analysis.wording import in_sentence, say
from figures.coverage import coverage, covered_of, covering, gaps_in_coverage, left_out_of
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, FAINT, MUTED, PAPER, PLUM, TURQUOISE
from figures.drawing.scales import names, percent, pounds, years
from figures.drawing.style import draw
from figures.drawing.text import label_ends, label_point, unit, write
from figures.drawing.typeface import SMALL
from figures.figure import Column, Figure, NoValues, Table, Value, left, right
from figures.lines import DASHED, DOTTED, Line, name_lines, paint_lines
from figures.lookup import lookup
from figures.marks import mark_value
from figures.number import text
from figures.places import CLASSES, REGIONS, area_name, is_council, place_in_sentence
from figures.selection import (
    across,
    across_councils,
    at_least,
    by_period,
    newest,
    note_of,
    on_calendar,
    over_time,
    price_year,
    since_gap,
    value_of,
)
from figures.sources import DEFLATORS, ESTIMATES, SECTION_251, cited
from figures.spread import classes_as_a_whole, dots_by_class, large_enough

LOOKED_AFTER: Final = "children_looked_after"
TOTAL: Final = "expenditure_gbp[total]"
REAL: Final = "expenditure_real_gbp[total]"
REAL_LOOKED_AFTER: Final = f"expenditure_real_gbp[{LOOKED_AFTER}]"
GROWTH: Final = "expenditure_real_growth_share"
SMOOTHED: Final = "expenditure_real_smoothed_gbp[total]"
LATE: Final = "late_intervention_real_gbp"
EARLY: Final = "early_intervention_real_gbp"
NARROW_SHARE: Final = "statutory_share_narrow"
BROAD_SHARE: Final = "statutory_share_broad"
EARLY_SHARE: Final = "early_intervention_share"
ONE_SET_OF_LINES: Final = "looked_after_on_one_set_of_lines_real_gbp"
EARLY_OF_THE_TIME: Final = "early_intervention_lines_of_the_time_real_gbp"
PRIVATE_SHARE: Final = "looked_after_private_share"
PER_CHILD: Final = "expenditure_per_child_gbp"
PER_CHILD_TOTAL: Final = f"{PER_CHILD}[total]"
PER_CHILD_LOOKED_AFTER: Final = f"{PER_CHILD}[{LOOKED_AFTER}]"
PER_CHILD_REAL: Final = "expenditure_real_per_child_gbp[total]"

CATEGORY_NAMES: Final = {
    "children_looked_after": "Children looked after",
    "safeguarding": "Safeguarding",
    "family_support": "Family support",
    "youth_justice": "Youth justice",
    "services_for_young_people": "Services for young people",
    "sure_start_and_early_years": "Sure Start and early years",
    "other_children_and_families": "Other children and families",
}
# Adoption and special guardianship are part of children looked after from this year on.
LINES_OF_TODAY: Final = "2012-13"
PANDEMIC: Final = "2020-21"
"""The financial year of the pandemic, whose deflator is unlike others."""
FEW_CHILDREN: Final = 5_000
FEW_POUNDS: Final = 50_000
"""An amount too small for its change in per cent to say anything."""
MANY_TIMES: Final = 200
"""How many times larger the largest category is if the growth of a small one says nothing."""
YEARS_OF_HISTORY: Final = 8
"""How many years a place needs for a chart of its history."""
PRIVATE_LINES: Final = {"Residential\ncare": "residential", "Fostering": "fostering", "All": "total"}
"""The lines of the return whose private providers are charted, by their words on the chart."""

DFE: Final = cited(SECTION_251)
DFE_HMT: Final = cited(SECTION_251, DEFLATORS)
DFE_ONS: Final = cited(SECTION_251, ESTIMATES)
DFE_ONS_HMT: Final = cited(SECTION_251, ESTIMATES, DEFLATORS)


def total_over_time(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """All children’s and young people’s services in cash and in real terms, year by year."""
    cash = on_calendar(over_time(indicators, "expenditure_gbp", area, "total"))
    real = on_calendar(over_time(indicators, "expenditure_real_gbp", area, "total"))
    place, prices = area_name(indicators, area), price_year(indicators)
    first, lowest, last = str(real.index[0]), str(real.idxmin()), newest(real)
    start = _before(last, since_gap(real), first)
    trough = "" if lowest in (first, last) else f", {say('n', REAL, area, lowest)} at its lowest in {lowest}"

    def paint(axes: Axes) -> None:
        lines = [Line("Cash", cash, TOTAL, TURQUOISE, DASHED), Line(f"Prices of {_dashed(prices)}", real, REAL, BLUE)]
        paint_lines(axes, indicators, area, lines)
        axes.set_ylim(0, real.max() * 1.1)
        pounds(axes, scale=1e9, suffix="bn")
        years(axes, list(real.index))
        unit(axes, "Gross expenditure a year")
        _remark_gap(axes, real)
        for line, dy in zip(lines, (-9, 8), strict=True):
            label_point(axes, 0, line.values[first], line.name, colour=line.colour, dx=-3, dy=dy, ha="left")
        label_ends(axes, {text(real[last], "gbp"): (len(real) - 1, real[last], BLUE)})

    return Figure(
        id="spending-total",
        title=f"Spending on children’s services {_grew(indicators, 'total', area, start, last)} in real terms between "
        f"{start} and {last}",
        caption=f"{place}, in cash and in prices of {prices}. Years without a point are not held. "
        f"{_as_published(indicators, area, start, last)}{coverage(indicators, TOTAL, area)} {DFE_HMT}",
        alt=f"Line chart of spending on children’s services, {place}. In prices of {prices} it was "
        f"{say('n', REAL, area, first)} in {first}{trough} and {say('n', REAL, area, last)} in {last}. In cash it went "
        f"from {say('n', TOTAL, area, first)} to {say('n', TOTAL, area, last)}. Years missing break the lines.",
        drawing=draw(paint, right=(76, 58)),
        data=by_period(cash_gbp=cash, real_gbp=real),
    )


def change_by_category(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Each category at the start of the unbroken series and in its newest year, in real terms.

    A place with a single year has its amounts alone. Raises ``NoValues`` if it has no year.
    """
    start, last = _span(indicators, area, years=1)
    single = start == last
    place, prices = area_name(indicators, area), price_year(indicators)
    rows = pd.DataFrame(
        {
            "category": list(CATEGORIES),
            "start_gbp": [value_of(indicators, "expenditure_real_gbp", area, start, name) for name in CATEGORIES],
            "end_gbp": [value_of(indicators, "expenditure_real_gbp", area, last, name) for name in CATEGORIES],
        }
    ).sort_values("end_gbp", ascending=False, ignore_index=True)
    rows["growth_share"] = [_growth(indicators, name, area, start, last) for name in rows["category"]]

    def paint(axes: Axes) -> None:
        narrow = is_narrow(axes)
        axes.hlines(range(len(rows)), rows["start_gbp"], rows["end_gbp"], color=FAINT, linewidth=3, zorder=1)
        dots: dict[str, Any] = {"linestyle": "none", "marker": "o", "color": BLUE, "markersize": 8, "clip_on": False}
        axes.plot(rows["start_gbp"], range(len(rows)), **dots, markerfacecolor=PAPER, markeredgewidth=1.6)
        axes.plot(rows["end_gbp"], range(len(rows)), **dots)
        axes.set_xlim(0, rows[["start_gbp", "end_gbp"]].to_numpy().max())
        names(axes, [_broken(CATEGORY_NAMES[name], narrow=narrow) for name in rows["category"]])
        axes.tick_params(axis="y", pad=10)  # half of a dot at nought is outside the axes
        axes.set_ylim(len(rows) - 0.5, -0.75)
        largest = rows.iloc[0]
        changes = zip(rows["start_gbp"], rows["end_gbp"], rows["growth_share"], strict=True)
        for row, (before, now, growth) in enumerate(changes):
            category = str(rows["category"][row])
            for period, amount in {start: before, last: now}.items():
                key = (f"expenditure_real_gbp[{category}]", area, period)
                mark_value(axes, indicators, (amount, row), key, row=CATEGORY_NAMES[category])
            # Next to a large category, a small one is not written to the pound, nor is its growth.
            small = max(FEW_POUNDS, float(largest["end_gbp"]) / MANY_TIMES)
            change = "" if single or min(before, now) < small else f"  {_signed(growth)}"
            little = 0 < now < FEW_POUNDS < small
            words = f"under {text(FEW_POUNDS, 'gbp')}" if little else f"{text(now, 'gbp', style='short')}{change}"
            label_point(axes, max(before, now), row, words, dx=8, dy=0, ha="left")
        # The dots of the first row are labelled with their years, on their outer sides if they are close.
        before, now = float(largest["start_gbp"]), float(largest["end_gbp"])
        close = abs(now - before) < (0.6 if narrow else 0.2) * axes.get_xlim()[1] and not single
        outward = 1 if before > now else -1
        for value, period, side in ((before, start, outward), (now, last, -outward)):
            if period == last or not single:
                ha = {0: "center", 1: "left", -1: "right"}[side if close else 0]
                label_point(axes, value, 0, _dashed(period), colour=BLUE, dx=2 * side if close else 0, ha=ha)

    def amounts(name: str) -> str:
        real = f"expenditure_real_gbp[{name}]"
        now = say("n", real, area, last, style="short")
        return now if single else f"from {say('n', real, area, start, style='short')} to {now}"

    if single:
        title = (
            f"{say('n', REAL_LOOKED_AFTER, area, last)} of the {say('n', REAL, area, last)} spent on children’s "
            f"services in {last} was for looked-after children"
        )
        marks = "a dot and an amount for each"
    else:
        few = value_of(indicators, "expenditure_real_gbp", area, last, LOOKED_AFTER) < FEW_POUNDS
        title = (
            f"Between {start} and {last} spending on looked-after children "
            f"{f'went {amounts(LOOKED_AFTER)}' if few else _grew(indicators, LOOKED_AFTER, area, start, last)} in real "
            f"terms; on all children’s services it {_grew(indicators, 'total', area, start, last)}"
        )
        marks = f"{start} (ring), {last} (dot and amount) and the change between them{_of_both(area)}"

    return Figure(
        id="spending-by-category",
        title=title,
        caption=f"{place}, prices of {prices}: {marks}. {covering(indicators, TOTAL, area)}{DFE_HMT}",
        alt=f"Seven categories of spending in {place_in_sentence(indicators, area)}, largest first, with a dot for "
        f"{last}{'' if single else f' and a ring for {start}'}. Looked-after children "
        f"{amounts('children_looked_after')}, safeguarding {amounts('safeguarding')}, Sure "
        f"Start and early years {amounts('sure_start_and_early_years')}.",
        drawing=draw(paint, left=(178, 100), right=(112, 98), top=26, bottom=6, height=330),
        data=rows,
    )


def categories(indicators: pd.DataFrame, area: str = ENGLAND) -> Table:
    """Every category in cash and in real terms, at the start of the unbroken series and in its newest year."""
    start, last = _span(indicators, area)
    place, prices = area_name(indicators, area), price_year(indicators)
    order = sorted(CATEGORIES, key=lambda name: -value_of(indicators, "expenditure_gbp", area, last, name))
    rows: list[list[str | Value]] = []
    for name in [*order, "total"]:
        cash, real = f"expenditure_gbp[{name}]", f"expenditure_real_gbp[{name}]"
        rows.append(
            [
                CATEGORY_NAMES.get(name, "All children’s and young people’s services"),
                Value(cash, area, start, style="m"),
                Value(real, area, start, style="m"),
                Value(real, area, last, style="m"),
                _growth_cell(indicators, name, area, start, last),
            ]
        )
    return Table(
        id="spending-categories",
        title=f"Gross expenditure by category, {place}, {start} and {last}",
        caption=f"Real terms: prices of {prices}; change: real terms{_of_both(area)}. "
        f"{coverage(indicators, TOTAL, area)} {DFE_HMT}",
        columns=left("Category")
        + right(f"{start} (cash)", f"{start} (real terms)", f"{last} (real terms)", "Change (per cent)"),
        rows=rows,
        strong=[len(rows) - 1],
        at_end=True,
    )


def late_and_early(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Late intervention, of it looked-after children, and early intervention in real terms."""
    late = _comparable(over_time(indicators, LATE, area))
    looked_after = over_time(indicators, "expenditure_real_gbp", area, LOOKED_AFTER).reindex(late.index)
    early = over_time(indicators, EARLY, area).reindex(late.index)
    place, prices = area_name(indicators, area), price_year(indicators)
    first, last = str(late.index[0]), newest(late)
    start = _before(last, since_gap(late), first)

    def paint(axes: Axes) -> None:
        space = "\n" if is_narrow(axes) else " "
        lines = [
            Line(f"Late{space}intervention\n", late, LATE, BLUE),
            Line("of it looked-\nafter children\n", looked_after, REAL_LOOKED_AFTER, PLUM, DASHED),
            Line(f"Early{space}intervention\n", early, EARLY, TURQUOISE, DOTTED),
        ]
        paint_lines(axes, indicators, area, lines)
        axes.set_ylim(0, late.max() * 1.08)
        pounds(axes, scale=1e9, suffix="bn")
        years(axes, list(late.index))
        unit(axes, f"Gross expenditure a year, prices of {_dashed(prices)}")
        _remark_gap(axes, late)
        name_lines(axes, lines, "gbp")

    def from_to(series: str) -> str:
        return f"from {say('n', series, area, start)} to {say('n', series, area, last)}"

    def all_three(period: str) -> str:
        return (
            f"{period}: {say('n', LATE, area, period)} on late intervention, of it "
            f"{say('n', REAL_LOOKED_AFTER, area, period)} on looked-after children; {say('n', EARLY, area, period)} on "
            f"early intervention."
        )

    return Figure(
        id="spending-late-early",
        title=f"Between {start} and {last} spending on late intervention went {from_to(LATE)} in real terms, and on "
        f"early intervention {from_to(EARLY)}",
        caption=f"{place}. Late intervention: looked-after children, safeguarding and youth justice. Early "
        f"intervention: Sure Start and early years, family support and services for young people. Years without a "
        f"point are not held. {coverage(indicators, TOTAL, area)} {DFE_HMT}",
        alt=f"Line chart with three series in prices of {prices}, broken where years are missing. {all_three(first)} "
        f"{all_three(last)}",
        drawing=draw(paint, right=(124, 94)),
        data=by_period(
            late_intervention_real_gbp=late,
            children_looked_after_real_gbp=looked_after,
            early_intervention_real_gbp=early,
        ),
    )


def shares_over_time(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """The narrow, the broad and the early share of children’s services year by year.

    Raises ``NoValues`` if the place has fewer than two years.
    """
    broad = _comparable(at_least(indicators, BROAD_SHARE, area))
    narrow = over_time(indicators, NARROW_SHARE, area).reindex(broad.index)
    early = over_time(indicators, EARLY_SHARE, area).reindex(broad.index)
    first, last = str(broad.index[0]), newest(broad)
    start = _before(last, str(broad[max(first, BASE_YEAR) :].first_valid_index()), first)

    def paint(axes: Axes) -> None:
        space = "\n" if is_narrow(axes) else " "
        lines = [
            Line(f"Late intervention\n(broad){space}", broad, BROAD_SHARE, BLUE),
            Line(f"Looked-after\nchildren (narrow){space}", narrow, NARROW_SHARE, PLUM, DASHED),
            Line(f"Early{space}intervention{space}", early, EARLY_SHARE, TURQUOISE, DOTTED),
        ]
        paint_lines(axes, indicators, area, lines)
        axes.set_ylim(0, 1)
        percent(axes)
        years(axes, list(broad.index))
        unit(axes, "Share of gross expenditure on children’s services")
        _remark_gap(axes, broad)
        name_lines(axes, lines, "share")

    def both(share: str) -> str:
        return f"from {say('n', share, area, start)} to {say('n', share, area, last)}"

    return Figure(
        id="spending-shares",
        title=f"Spending on looked-after children was {say('n', NARROW_SHARE, area, last)} of children’s services "
        f"(narrow) in {last}, after {say('n', NARROW_SHARE, area, start)} in {start}",
        caption=f"{area_name(indicators, area)}. Shares of the sum of the seven categories. Years without a point are "
        f"not held. {covering(indicators, NARROW_SHARE, area)}{DFE}",
        alt=f"Line chart of three shares in {place_in_sentence(indicators, area)} from {first} to {last}, broken where "
        f"years are missing. From {start} to {last} late intervention (broad) went {both(BROAD_SHARE)}, looked-after "
        f"children (narrow) {both(NARROW_SHARE)} and early intervention {both(EARLY_SHARE)}.",
        drawing=draw(paint, right=(152, 108)),
        data=by_period(
            looked_after_share_narrow=narrow, late_intervention_share_broad=broad, early_intervention_share=early
        ),
    )


def since_the_first_return(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Looked-after children and early intervention in real terms, from the first return held to the newest.

    The line of early intervention breaks where the lines of the return were drawn anew. Raises ``NoValues`` if the
    place has few years.
    """
    looked_after = on_calendar(at_least(indicators, ONE_SET_OF_LINES, area, values=YEARS_OF_HISTORY))
    early = at_least(indicators, EARLY_OF_THE_TIME, area).reindex(looked_after.index)
    place, prices = area_name(indicators, area), price_year(indicators)
    held = list(looked_after.dropna().index)
    last = held[-1]
    whole = [period for period in held if not left_out_of(note_of(indicators, ONE_SET_OF_LINES, area, period))]
    first = whole[0] if whole else held[0]
    # A title compares the same councils. Those that England lacks in its newest year move it by less than it prints.
    end = last if area == ENGLAND or whole[-1:] in ([], [first]) else whole[-1]
    early_first, early_last = str(early.first_valid_index()), newest(early)
    redrawn = list(looked_after.index).index(LINES_OF_TODAY) - 0.5 if LINES_OF_TODAY in looked_after.index else None
    millions = looked_after.max() < 2e9

    def paint(axes: Axes) -> None:
        space = "\n" if is_narrow(axes) else " "
        whole = Line("Looked-after\nchildren\n", looked_after, ONE_SET_OF_LINES, BLUE)
        of_today = Line(f"Early{space}intervention\n", early, EARLY_OF_THE_TIME, TURQUOISE, DASHED)
        parts = [early.where(is_part) for is_part in (early.index < LINES_OF_TODAY, early.index >= LINES_OF_TODAY)]
        paint_lines(axes, indicators, area, [whole, *(of_today._replace(values=part) for part in parts)])
        axes.set_ylim(0, max(looked_after.max(), early.max()) * 1.1)
        pounds(axes, scale=1e6 if millions else 1e9, suffix="m" if millions else "bn")
        years(axes, list(looked_after.index))
        unit(axes, f"Gross expenditure a year, prices of {_dashed(prices)}")
        if redrawn is not None and early.index[early.notna()].min() < LINES_OF_TODAY:
            axes.axvline(redrawn, 0.17, color=FAINT, linewidth=1, zorder=0)
            label_point(axes, redrawn, 0, "lines\nredrawn", colour=MUTED, dy=5)
        name_lines(axes, [whole, of_today], "gbp")

    return Figure(
        id="spending-since-the-first-return",
        title=f"Between {first} and {end} spending on looked-after children went from "
        f"{say('n', ONE_SET_OF_LINES, area, first)} to {say('n', ONE_SET_OF_LINES, area, end)} in real terms",
        caption=f"{place}, prices of {prices}. Looked-after children: on the lines of {LINES_OF_TODAY} throughout. "
        f"Early intervention (Sure Start and early years, family support, services for young people): on the lines of "
        f"its time, so that years before and after the break do not compare. Years without a point are not held. "
        f"{gaps_in_coverage(indicators, ONE_SET_OF_LINES, area, [held[0]])}"
        f"{covering(indicators, ONE_SET_OF_LINES, area)}{DFE_HMT}",
        alt=f"Line chart with two series for {place_in_sentence(indicators, area)}, broken where years are missing. "
        f"Looked-after children: {say('n', ONE_SET_OF_LINES, area, first)} in {first} and "
        f"{say('n', ONE_SET_OF_LINES, area, last)} in {last}. Early intervention: "
        f"{say('n', EARLY_OF_THE_TIME, area, early_first)} in {early_first} and "
        f"{say('n', EARLY_OF_THE_TIME, area, early_last)} in {early_last}.",
        drawing=draw(paint, right=(124, 94)),
        data=by_period(looked_after_real_gbp=looked_after, early_intervention_real_gbp=early),
    )


def private_providers(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """The share of private providers in spending on residential care, fostering and all of looked-after children.

    Raises ``NoValues`` if the place has fewer than two years.
    """
    shares = {
        name: on_calendar(at_least(indicators, PRIVATE_SHARE, area, line)) for name, line in PRIVATE_LINES.items()
    }
    residential = shares["Residential\ncare"]
    first, last = str(residential.index[0]), newest(residential)

    def paint(axes: Axes) -> None:
        looks = ((BLUE, "-"), (TURQUOISE, DOTTED), (PLUM, DASHED))
        lines = [
            Line(f"{name} ", series, f"{PRIVATE_SHARE}[{PRIVATE_LINES[name]}]", *look)
            for (name, series), look in zip(shares.items(), looks, strict=True)
        ]
        paint_lines(axes, indicators, area, lines)
        axes.set_ylim(0, max(1.1 * max(series.max() for series in shares.values()), 0.1))
        percent(axes)
        years(axes, list(residential.index))
        unit(axes, "Private providers’ share of gross expenditure")
        name_lines(axes, lines, "share")

    def from_to(line: str) -> str:
        series = f"{PRIVATE_SHARE}[{line}]"
        return f"{say('n', series, area, first)} in {first}, {say('n', series, area, last)} in {last}"

    return Figure(
        id="spending-private-providers",
        title=f"Private providers received {say('n', f'{PRIVATE_SHARE}[residential]', area, last)} of spending on "
        f"residential care in {last}, after {say('n', f'{PRIVATE_SHARE}[residential]', area, first)} in {first}",
        caption=f"{area_name(indicators, area)}. The rest is councils’ own, other public and voluntary provision. "
        f"Later returns are not held by sector, and years without a point are not held at all. "
        f"{gaps_in_coverage(indicators, f'{PRIVATE_SHARE}[total]', area, [first])}{DFE}",
        alt=f"Line chart of three shares in {place_in_sentence(indicators, area)}. Residential care: "
        f"{from_to('residential')}. Fostering: {from_to('fostering')}. All spending on looked-after children: "
        f"{from_to('total')}.",
        drawing=draw(paint, right=(124, 112), height=(290, 320)),
        data=by_period(
            residential_private_share=residential,
            fostering_private_share=shares["Fostering"],
            all_private_share=shares["All"],
        ),
    )


def deflator_alternatives(indicators: pd.DataFrame, area: str = ENGLAND) -> Table:
    """How far the deflator of the pandemic year moves growth in real terms.

    Raises ``NoValues`` if the place has no year after it, whose deflator the smoothed one needs.
    """
    start, last = _span(indicators, area)
    ending = ending_year(PANDEMIC)
    before, after = financial_year_ending(ending - 1), financial_year_ending(ending + 1)
    if last < after:
        raise NoValues(f"The table compares growth to {PANDEMIC} and after it, and the newest year is {last}.")
    spans = dict.fromkeys([(before, PANDEMIC), (PANDEMIC, after), (start, PANDEMIC), (PANDEMIC, last), (start, last)])
    rows = [
        [
            f"{one} to {other}",
            *(say("percent_change", measure, area, one, other) for measure in (TOTAL, REAL, SMOOTHED)),
        ]
        for one, other in spans
    ]
    return Table(
        id="spending-deflators",
        title="How far the deflator of the pandemic year moves growth in real terms",
        caption=f"{area_name(indicators, area)}, change of gross expenditure on all children’s services. Smoothed: the "
        f"mean of the deflators of {before} and {after} is used for {PANDEMIC}. "
        f"{coverage(indicators, TOTAL, area)} {DFE_HMT}",
        columns=left("From and to") + right("Cash", "Real terms (GDP deflator)", "Real terms (smoothed)"),
        rows=rows,
        strong=[len(rows) - 1],
        at_end=True,
    )


def per_child_by_region(indicators: pd.DataFrame) -> Figure:
    """Spending per child by region: on looked-after children, and on all services."""
    period = newest(over_time(indicators, PER_CHILD, ENGLAND, "total"))
    rows = pd.DataFrame(
        {
            f"{name}_gbp_per_child": across(indicators, PER_CHILD, [ENGLAND, *REGIONS], period, name)
            for name in (LOOKED_AFTER, "total")
        }
    )
    rows = rows.sort_values("total_gbp_per_child", ascending=False).rename_axis("area_code").reset_index()
    rows.insert(1, "area_name", [area_name(indicators, code) for code in rows["area_code"]])
    regions = rows[rows["area_code"] != ENGLAND]
    highest, lowest = str(regions["area_code"].iloc[0]), str(regions["area_code"].iloc[-1])
    looked_after, total = rows[f"{LOOKED_AFTER}_gbp_per_child"], rows["total_gbp_per_child"]

    def paint(axes: Axes) -> None:
        narrow = is_narrow(axes)
        axes.barh(range(len(rows)), total, height=0.72, color=FAINT)
        marked = [PLUM if code == ENGLAND else BLUE for code in rows["area_code"]]
        axes.barh(range(len(rows)), looked_after, height=0.72, color=marked)
        axes.set_xlim(0, total.max())
        names(axes, [_broken(name, narrow=narrow) for name in rows["area_name"]])
        axes.set_ylim(len(rows) - 0.5, -1.15)
        for row, (part, whole) in enumerate(zip(looked_after, total, strict=True)):
            label_point(axes, 0, row, text(part, "gbp_per_child"), colour=PAPER, dx=6, dy=0, ha="left")
            label_point(axes, whole, row, text(whole, "gbp_per_child"), dx=5, dy=0, ha="left")
            code = str(rows["area_code"][row])
            for value, series, words in (
                (part, PER_CHILD_LOOKED_AFTER, "Children looked after"),
                (whole, PER_CHILD_TOTAL, "All services"),
            ):
                mark_value(axes, indicators, (value, row), (series, code, period), remark=words)
        label_point(axes, 0, -0.45, "Looked after" if narrow else "Children looked after", colour=BLUE, dy=2, ha="left")
        label_point(axes, total.max(), -0.45, "All" if narrow else "All services", colour=MUTED, dy=2, ha="right")

    def where(area: str, series: str) -> str:
        return f"{say('n', series, area, period)} in {in_sentence(area_name(indicators, area))}"

    return Figure(
        id="spending-per-child-regions",
        title=f"Spending on children’s services per child was {where(highest, PER_CHILD_TOTAL)} and "
        f"{where(lowest, PER_CHILD_TOTAL)} in {period}",
        caption=f"Gross expenditure in {period} per child aged 0 to 17 in the area, of the councils covered only. "
        f"{coverage(indicators, PER_CHILD_TOTAL, ENGLAND)} {DFE_ONS}",
        alt=f"A bar for each of the nine regions and for England, longest first, with the part spent on looked-after "
        f"children marked. All services: {where(ENGLAND, PER_CHILD_TOTAL)}, {where(highest, PER_CHILD_TOTAL)} and "
        f"{where(lowest, PER_CHILD_TOTAL)}. Looked-after children: {where(ENGLAND, PER_CHILD_LOOKED_AFTER)}, "
        f"{where(highest, PER_CHILD_LOOKED_AFTER)} and {where(lowest, PER_CHILD_LOOKED_AFTER)}.",
        drawing=draw(paint, left=(158, 92), right=(52, 50), top=8, bottom=6, height=(344, 400)),
        data=rows,
    )


def per_child_by_council(indicators: pd.DataFrame) -> Figure:
    """How spending on looked-after children per child is spread over the councils of each class."""
    period = newest(over_time(indicators, PER_CHILD, ENGLAND, LOOKED_AFTER))
    every = across_councils(indicators, PER_CHILD, period, LOOKED_AFTER)
    is_small = every["denominator"] < FEW_CHILDREN
    councils, not_drawn = large_enough(every, is_small, f"fewer than {FEW_CHILDREN:,} children")

    def where(row: int) -> str:
        council = councils.iloc[row]
        return f"{say('n', PER_CHILD_LOOKED_AFTER, council['area_code'], period)} in {council['area_name']}"

    return Figure(
        id="spending-per-child-councils",
        title=f"In {period} spending on looked-after children per child in the area ranged from {where(-1)} to "
        f"{where(0)}",
        caption=f"Gross expenditure on looked-after children in {period} per child aged 0 to 17 in the area. A dot is "
        f"a council, a bar the class as a whole. {not_drawn}{coverage(indicators, PER_CHILD_LOOKED_AFTER, ENGLAND)} "
        f"{DFE_ONS}",
        alt=f"Dots for councils along a scale of pounds per child, in a row for each class. Taken as a whole: "
        f"{classes_as_a_whole(PER_CHILD_LOOKED_AFTER, period)}. Lowest: {where(-1)}; highest: {where(0)}.",
        drawing=dots_by_class(indicators, councils),
        data=every[["area_code", "area_name", "value"]].rename(columns={"value": "looked_after_gbp_per_child"}),
    )


def per_child_by_place(indicators: pd.DataFrame) -> Table:
    """Spending per child and the shares of England, the regions, the classes and the county group."""
    series = on_calendar(over_time(indicators, "expenditure_real_per_child_gbp", ENGLAND, "total"))
    start, last = since_gap(series), newest(series)
    change = () if start == last else (Column("Change", "real terms"),)
    changing = (
        f"Change: that of all services per child, {start} to {last}, of the councils covered in each. "
        if change
        else ""
    )
    return Table(
        id="spending-per-child",
        title=f"Spending per child and shares by region, class and county group, {last}",
        caption=f"Gross expenditure per child aged 0 to 17 in the area. {changing}Narrow: spending on looked-after "
        f"children as a share of children’s services; broad: late intervention. Classes and the county group on "
        f"today’s membership. {DFE_ONS_HMT}",
        columns=[
            *left("Place"),
            *right("All services (£ per child)"),
            *change,
            *right("Looked-after children (£ per child)", "Narrow share", "Broad share", "Councils covered"),
        ],
        rows=[
            [
                area_name(indicators, area),
                Value(PER_CHILD_TOTAL, area, last),
                *(say("percent_change", PER_CHILD_REAL, area, start, last) for _ in change),
                Value(PER_CHILD_LOOKED_AFTER, area, last),
                Value(NARROW_SHARE, area, last),
                Value(BROAD_SHARE, area, last),
                covered_of(PER_CHILD_TOTAL, area, last),
            ]
            for area in (ENGLAND, *REGIONS, *CLASSES, COUNTY_GROUP)
        ],
        strong=[0],
        at_end=True,
    )


def _span(indicators: pd.DataFrame, area: str, *, years: int = 2) -> tuple[str, str]:
    """The first year and the newest that a place has in the unbroken series of all spending.

    Raises ``NoValues`` if it has fewer than ``years``.
    """
    series = at_least(indicators, "expenditure_real_gbp", area, "total", values=years, since=BASE_YEAR)
    return str(series.index[0]), str(series.index[-1])


def _before(last: str, start: str, first: str) -> str:
    """The period to compare the last with: the ``start`` of a run of years, or the ``first`` if the run has one year.

    >>> _before("2024-25", "2016-17", "2012-13"), _before("2016-17", "2016-17", "2012-13")
    ('2016-17', '2012-13')
    """
    return first if start == last else start


def _comparable(series: pd.Series) -> pd.Series:
    """A series on the calendar, from the first year with today's lines of the return."""
    return on_calendar(series[series.index >= LINES_OF_TODAY])


def _remark_gap(axes: Axes, series: pd.Series) -> None:
    """Write into a gap of a chart over years that these years are not held."""
    missing = [position for position, empty in enumerate(series.isna()) if empty]
    if missing:
        write(
            axes, "not\nheld", ((missing[0] + missing[-1]) / 2, 0), of=("data", "panel"), by=(0, 5),
            ha="center", va="bottom", colour=MUTED, size=SMALL, spacing=1,
        )  # fmt: skip


def _dashed(period: str) -> str:
    """A financial year as charts write it."""
    return period.replace("-", "–")


def _growth(indicators: pd.DataFrame, category: str, area: str, start: str, last: str) -> float:
    """Growth in real terms of the councils with figures of both years; of the amounts if no such figure is held."""
    held = _same_councils(indicators, category, area, start, last)
    if held is not None:
        return held
    before, now = (value_of(indicators, "expenditure_real_gbp", area, period, category) for period in (start, last))
    return now / before - 1 if before > 0 else math.nan


def _grew(indicators: pd.DataFrame, category: str, area: str, start: str, last: str) -> str:
    """The growth of :func:`_growth` in words, as a template."""
    growth = _same_councils(indicators, category, area, start, last)
    if growth is None:
        return say("rose_by", f"expenditure_real_gbp[{category}]", area, start, last)
    if text(abs(growth), "share") == text(0, "share"):
        return "was unchanged"
    amount = say("n", f"{GROWTH}[{category}]", area, last, through="size")
    return f"{'fell' if growth < 0 else 'rose'} by {amount}"


def _growth_cell(indicators: pd.DataFrame, category: str, area: str, start: str, last: str) -> str | Value:
    """The growth of :func:`_growth` as the cell of a table."""
    if _same_councils(indicators, category, area, start, last) is None:
        return say("percent_change", f"expenditure_real_gbp[{category}]", area, start, last)
    return Value(f"{GROWTH}[{category}]", area, last)


def _same_councils(indicators: pd.DataFrame, category: str, area: str, start: str, last: str) -> float | None:
    """The growth of the councils with figures of both years, which is held since the first year of today's lines."""
    return lookup(indicators).value((GROWTH, category), area, last) if start == BASE_YEAR else None


def _of_both(area: str) -> str:
    return "" if is_council(area) else ", in the councils with figures for both years"


def _as_published(indicators: pd.DataFrame, area: str, start: str, last: str) -> str:
    """What the publisher's totals give, for a place whose growth is that of fewer councils."""
    growth = _same_councils(indicators, "total", area, start, last)
    published = value_of(indicators, "expenditure_real_gbp", area, last, "total")
    before = value_of(indicators, "expenditure_real_gbp", area, start, "total")
    if growth is None or text(growth, "share") == text(published / before - 1, "share"):
        return ""
    return f"The totals as published, which leave out councils, {say('rose_by', REAL, area, start, last)}. "


def _signed(growth: float) -> str:
    """A change in per cent, with its sign; empty if there was no amount before.

    >>> _signed(0.05), _signed(-0.05), _signed(math.nan)
    ('+5%', '−5%', '')
    """
    if math.isnan(growth):
        return ""
    return f"{'+' if growth > 0 else ''}{text(growth, 'percent', decimals=0)}"


def _broken(name: str, *, narrow: bool) -> str:
    """A long name over two lines on a narrow chart."""
    spaces = [position for position, letter in enumerate(name) if letter == " "]
    if not narrow or not spaces or len(name) < 14:
        return name
    middle = min(spaces, key=lambda position: abs(position - len(name) / 2))
    return f"{name[:middle]}\n{name[middle + 1 :]}"
