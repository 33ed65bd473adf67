"""Budgets and overspends: net current expenditure by service, what was budgeted, what was spent, and by whom."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.indicators.budgets import CHILDREN, LEFT_OUT_OF_SHARE, MIXED_BASIS, SERVICES, TOTAL
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.periods import in_runs
from analysis.wording import say
from figures.coverage import coverage, covered_of, covering, gaps_in_coverage, part_of
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, MUTED, PAPER, PLUM, TURQUOISE
from figures.drawing.scales import names, pounds, years
from figures.drawing.style import draw
from figures.drawing.text import label_bars, label_point, unit, write
from figures.drawing.typeface import SMALL
from figures.figure import Column, Figure, NoValues, Table, Value, left, right
from figures.lines import DASHED, DOTTED, Line, name_lines, paint_lines
from figures.lookup import lookup
from figures.marks import mark_number, mark_value
from figures.number import text
from figures.places import CLASSES, REGIONS, WIDER_PLACES, area_name, class_of, is_council, place_in_sentence
from figures.revisions import provisional
from figures.selection import (
    across_councils,
    at_least,
    by_period,
    councils_open,
    newest,
    newest_of,
    on_calendar,
    over_time,
    price_year,
    rows_of,
    value_of,
)
from figures.spread import classes_as_a_whole, dots_by_class, large_enough

BUDGET: Final = f"budget_gbp[{CHILDREN}]"
OUTTURN: Final = f"outturn_gbp[{CHILDREN}]"
OVERSPEND: Final = f"overspend_gbp[{CHILDREN}]"
OF_BUDGET: Final = f"overspend_share_of_budget[{CHILDREN}]"
OVERSPENDING: Final = f"councils_overspending_share[{CHILDREN}]"
SHARE: Final = "overspend_share_of_all_services"
NET: Final = "overspend_share_of_net"


class Definition(NamedTuple):
    """What children's overspend is divided by: in a table, over two or three lines of an axis, and in brackets."""

    words: str
    axis: str
    short: str


DEFINITIONS: Final = {
    SHARE: Definition(
        "Headline: services that overspent, added over the group", "Services\nthat overspent", "services that overspent"
    ),
    "overspend_share_of_all_services_with_education": Definition(
        "Headline, with education", "the same,\nwith education", "with education"
    ),
    "overspend_share_of_all_services_by_council": Definition(
        "Each council and service that overspent",
        "Each council’s\nservices that\noverspent",
        "each council and service",
    ),
    "overspend_share_of_all_services_by_council_with_education": Definition(
        "Each council and service, with education", "the same,\nwith education", "the same with education"
    ),
    NET: Definition("Net of under- and overspends, all services", "Net of all\nservices", "net"),
}
SERVICE_NAMES: Final = {
    "education": "Education",
    "highways_and_transport": "Highways and transport",
    "childrens_social_care": "Children’s social care",
    "adult_social_care": "Adult social care",
    "public_health": "Public health",
    "housing": "Housing",
    "cultural": "Cultural services",
    "environmental": "Environment",
    "planning": "Planning and development",
    "police": "Police",
    "fire": "Fire and rescue",
    "central": "Central services",
    "other": "Other services",
    "total_services": "All services",
}
SINCE: Final = "2018-19"
"""The year from which published claims measure how services have grown; the claims keep it in the report."""
LABEL: Final = 54  # pixels that a bar's label takes
# A share of a net budget of this size or less, such as that of the Isles of Scilly, means nothing.
SMALL_BUDGET: Final = 1_000_000
SMALL_TOTAL: Final = 100_000_000

RETURNS: Final = (
    "Sources: MHCLG and its forerunners, revenue account budget and revenue outturn, net current expenditure."
)
RETURNS_HMT: Final = (
    "Sources: MHCLG and its forerunners, revenue outturn, net current expenditure; HM Treasury, GDP deflators."
)
MIXED: Final = (
    f"Budgets of {MIXED_BASIS} are on a mixed basis, some with the pandemic taken into account and most without: that "
    "year compares unlike things."
)


def overspend_by_year(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Outturn less budget on children's social care, a bar a year, with no bar for a year without a budget."""
    overspend = _on_outturn_years(indicators, "overspend_gbp", area)
    of_budget = _on_outturn_years(indicators, "overspend_share_of_budget", area)
    held = overspend.dropna()
    first, last, peak = str(held.index[0]), newest(overspend), str(held.idxmax())
    missing = _without_budget(indicators, area)
    low, high = min(0.0, held.min()), max(0.0, held.max())

    def paint(axes: Axes) -> None:
        narrow = is_narrow(axes)
        bars = axes.bar(range(len(overspend)), overspend, width=0.76, color=BLUE)
        for position, period in enumerate(overspend.index):
            of_its_budget = text(of_budget[period], "share") if pd.notna(of_budget[period]) else ""
            mark_value(
                axes,
                indicators,
                (position, overspend[period]),
                (OVERSPEND, area, str(period)),
                row="Outturn less budget",
                remark=f"{of_its_budget} of the budget{', which is on a mixed basis' if period == MIXED_BASIS else ''}",
            )
            if period == MIXED_BASIS:
                bars[position].set(facecolor=PAPER, edgecolor=BLUE, linewidth=1.25, linestyle=(0, (3, 2)))
            if period in missing:
                write(
                    axes, "not\nheld", (position, 0), by=(0, 5), ha="center", va="bottom",
                    colour=MUTED, size=SMALL, spacing=1,
                )  # fmt: skip
            elif not narrow or period == last:
                amount = text(overspend[period], "gbp", style="m")
                above = max(0.0, overspend[period])
                label_point(axes, position, above, f"{amount}\n{text(of_budget[period], 'share')}", dy=3)
        # The amount over the last bar is wider than a narrow bar.
        axes.set_xlim(-0.6, len(overspend) - (0.1 if narrow and last == overspend.index[-1] else 0.4))
        axes.set_ylim(low * 1.1, high + (high - low) * (0.18 if narrow else 0.12))
        axes.axhline(0, color=MUTED, linewidth=0.75)
        axes.grid(visible=False)
        pounds(axes, scale=1e6, suffix="m")
        years(axes, list(overspend.index))
        unit(axes, "Outturn less budget, and as a share of the budget")

    def of(period: str) -> str:
        outlined = ", drawn as an outline" if period == MIXED_BASIS else ""
        return f"{say('n', OVERSPEND, area, period, style='m')} in {period}{outlined}"

    named = [period for period in held.index if period in (first, MIXED_BASIS, last)]
    return Figure(
        id="overspend-by-year",
        title=f"Outturn on children’s social care was {say('n', OVERSPEND, area, last, style='m', through='size')} "
        f"{_side(overspend[last])} budget in {last}, {say('n', OF_BUDGET, area, last, through='size')} of it",
        caption=f"{area_name(indicators, area)}, the councils with both returns. "
        f"{coverage(indicators, OVERSPEND, area)} {_remarks(indicators, area)}{RETURNS}",
        alt=f"Bars, one a year, from {first} to {overspend.index[-1]}: {'; '.join(map(of, named))}. The highest is "
        f"{peak}." + (f" There is no bar for {in_runs(missing)}." if missing else ""),
        drawing=draw(paint, left=(62, 58), right=(10, 8)),
        data=by_period(overspend_gbp=overspend, share_of_budget=of_budget),
    )


def by_year(indicators: pd.DataFrame) -> Table:
    """Overspends of children's social care by year, for England and the county group."""
    periods = list(over_time(indicators, "overspend_gbp", ENGLAND, CHILDREN).index)
    return Table(
        id="overspend-of-each-year",
        title="Overspends of children’s social care, England and the county group",
        caption=f"Councils with both returns; the county group on today’s membership. "
        f"{_remarks(indicators, mark='* ')}{RETURNS}",
        columns=left("Year")
        + right("Councils (with both returns)", "Budget (England)", "Overspend (England)")
        + right("Share of budget (England)", "Councils over budget (England)", "Overspend (county group)")
        + right("Share of budget (county group)", "Councils over budget (county group)"),
        rows=[
            [
                f"{period}*" if period == MIXED_BASIS else period,
                covered_of(OVERSPEND, ENGLAND, period),
                say("denominator", OF_BUDGET, ENGLAND, period, unit="gbp", style="m"),
                Value(OVERSPEND, ENGLAND, period, style="m"),
                Value(OF_BUDGET, ENGLAND, period),
                part_of(OVERSPENDING, ENGLAND, period),
                Value(OVERSPEND, COUNTY_GROUP, period, style="m"),
                Value(OF_BUDGET, COUNTY_GROUP, period),
                part_of(OVERSPENDING, COUNTY_GROUP, period),
            ]
            for period in periods
        ],
        at_end=True,
    )


def by_service(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Outturn less budget of every service in the newest year with both.

    Raises ``NoValues`` if the place has no year with both.
    """
    period = newest_of(indicators, "overspend_gbp", area, CHILDREN)
    held = across_services(indicators, "overspend_gbp", area, period)
    rows = pd.DataFrame(
        {
            "service": held.index,
            "overspend_gbp": held.to_numpy(),
            "counted": [name not in LEFT_OUT_OF_SHARE for name in held.index],
        }
    ).sort_values("overspend_gbp", ascending=False, ignore_index=True)
    highest, lowest = (str(rows["service"].iloc[end]) for end in (0, -1))

    def paint(axes: Axes) -> None:
        narrow = is_narrow(axes)
        bars = axes.barh(range(len(rows)), rows["overspend_gbp"], height=0.7, color=BLUE)
        for bar, name, counted in zip(bars, rows["service"], rows["counted"], strict=True):
            if name == CHILDREN:
                bar.set_facecolor(PLUM)
            elif not counted:
                bar.set(facecolor=PAPER, edgecolor=BLUE, linewidth=1.25)
        _leave_room(axes, rows["overspend_gbp"])
        names(axes, [_service(name, narrow=narrow) for name in rows["service"]])
        axes.axvline(0, color=MUTED, linewidth=0.75)
        label_bars(axes, [text(value, "gbp", style="m") for value in rows["overspend_gbp"]])
        for row, (name, value) in enumerate(zip(rows["service"], rows["overspend_gbp"], strict=True)):
            key = (f"overspend_gbp[{name}]", area, period)
            mark_value(axes, indicators, (value, row), key, row=SERVICE_NAMES[name])

    def of(service: str) -> str:
        return f"{SERVICE_NAMES[service].lower()} {say('n', f'overspend_gbp[{service}]', area, period, style='m')}"

    def against_budget(service: str) -> str:
        over = float(held[service])
        if text(over, "gbp", style="m") == text(0, "gbp", style="m"):
            return "on budget"
        return f"{say('n', f'overspend_gbp[{service}]', area, period, style='m', through='size')} {_side(over)} budget"

    named = [name for name in (CHILDREN, "adult_social_care") if name in held.index]
    also = [name for name in (CHILDREN, "education", "adult_social_care") if name in held.index]
    also = [name for name in also if name not in (highest, lowest)]
    return Figure(
        id="overspend-by-service",
        title=f"In {period} outturn was "
        + " and ".join(f"{against_budget(name)} on {SERVICE_NAMES[name].lower()}" for name in named),
        caption=f"{area_name(indicators, area)}, {period}: outturn less budget, net current expenditure"
        f"{_of_councils_with_both(area)}. Outlined: education, police and fire, which the headline share leaves out. "
        f"{covering(indicators, OVERSPEND, area, period)}{RETURNS}",
        alt=f"A bar for each service of {place_in_sentence(indicators, area)}, from {of(highest)} at the top to "
        f"{of(lowest)}. Also: {', '.join(of(name) for name in also)}.",
        drawing=draw(paint, left=(172, 112), right=(62, 56), top=8, bottom=6, height=(340, 420)),
        data=rows,
    )


def budget_and_outturn(indicators: pd.DataFrame, area: str = ENGLAND) -> Table:
    """Budget, outturn and the difference of every service that a place has, in the newest year with both.

    A place of more than one council has the budgets and overspends of those with both returns. Raises ``NoValues`` if
    the place has no year with both.
    """
    period = newest_of(indicators, "overspend_gbp", area, CHILDREN)
    spent = across_services(indicators, "outturn_gbp", area, period).sort_values(ascending=False)
    services = [str(name) for name in spent.index]
    alone = is_council(area)
    # A column has one unit: amounts below a tenth of a million, which small councils have, would print in full.
    money: dict[str, Any] = (
        {"style": "full"}
        if value_of(indicators, "outturn_gbp", area, period, TOTAL) < SMALL_TOTAL
        else {"style": "m", "decimals": 1}
    )

    def cells(name: str) -> list[str | Value]:
        budget, share = f"budget_gbp[{name}]", f"overspend_share_of_budget[{name}]"
        over = Value(f"overspend_gbp[{name}]", area, period, **money, missing="–")
        of_budget: str | Value = Value(share, area, period, missing="–")
        if alone:
            small = value_of(indicators, "budget_gbp", area, period, name) <= SMALL_BUDGET
            amounts = [Value(of, area, period, **money) for of in (budget, f"outturn_gbp[{name}]")]
            return [SERVICE_NAMES[name], *amounts, over, "–" if small else of_budget]
        held = lookup(indicators).value(("overspend_share_of_budget", name), area, period) is not None
        both = say("denominator", share, area, period, unit="gbp", style="m") if held else "–"
        return [SERVICE_NAMES[name], both, over, of_budget]

    return Table(
        id="budget-and-outturn",
        title=f"Budget and outturn by service, {area_name(indicators, area)}, {period}",
        caption=f"Net current expenditure{_of_councils_with_both(area)}. There is no share (–) of a budget of less "
        f"than £1m. {covering(indicators, OVERSPEND, area, period)}{RETURNS}",
        columns=[
            *left("Service"),
            *right("Budget"),
            *([Column("Outturn")] if alone else []),
            *right("Outturn less budget", "Share of budget"),
        ],
        rows=[cells(name) for name in (*services, TOTAL)],
        strong=[services.index(CHILDREN), len(services)],
        long=True,
    )


def across_services(indicators: pd.DataFrame, indicator: str, area: str, period: str) -> pd.Series:
    """The amounts of the services that a place has, by service, without those of others, such as a county's police.

    Raises ``NoValues`` if the place has no amount for children's social care.
    """
    value_of(indicators, indicator, area, period, CHILDREN)
    found = lookup(indicators)
    amounts = {name: found.value((indicator, name), area, period) for name in SERVICES}
    spent = {name: found.value(("outturn_gbp", name), area, period) for name in SERVICES}
    return pd.Series({name: held for name, held in amounts.items() if held is not None and (held or spent[name])})


def childrens_share(indicators: pd.DataFrame) -> Figure:
    """Children's share of all overspends under each definition, for England and the county group.

    Raises ``NoValues`` if no year has a share of both.
    """
    period = _newest_share(indicators)
    places = {code: WIDER_PLACES[code] for code in (ENGLAND, COUNTY_GROUP)}
    rules = _definitions(indicators, period)
    shares = pd.DataFrame(
        {name: [value_of(indicators, rule, code, period) for rule in rules] for code, name in places.items()},
        index=rules,
    )
    county = shares["County group"]
    lowest, highest = str(county.idxmin()), str(county.idxmax())

    def paint(axes: Axes) -> None:
        looks: dict[str, dict[str, Any]] = {
            "England": {"color": BLUE},
            "County group": {"facecolor": PAPER, "edgecolor": PLUM, "linewidth": 1.5},
        }
        for offset, name, words in ((-0.2, "England", PAPER), (0.2, "County group", PLUM)):
            axes.barh([row + offset for row in range(len(shares))], shares[name], height=0.34, **looks[name])
            code = ENGLAND if name == "England" else COUNTY_GROUP
            for row, (rule, value) in enumerate(shares[name].items()):
                key = (str(rule), code, period)
                mark_value(axes, indicators, (value, row + offset), key, row=DEFINITIONS[str(rule)].words)
            label_bars(axes, [text(value, "share", decimals=0) for value in shares[name]])
            label_point(axes, 0, offset, name, colour=words, dx=6, dy=0, ha="left")
        axes.set_xlim(0, shares.to_numpy().max())
        names(axes, [DEFINITIONS[rule].axis for rule in rules])

    def of(rule: str, area: str) -> str:
        return say("n", rule, area, period, decimals=0)

    pairs = "; ".join(
        f"{' and '.join((of(rule, ENGLAND), of(rule, COUNTY_GROUP)))} ({DEFINITIONS[rule].short})" for rule in rules
    )
    all_but = "all but the last leave" if NET in rules else "all leave"
    return Figure(
        id="childrens-share",
        title=f"Children’s share of the county group’s overspends in {period} lies between "
        f"{of(lowest, COUNTY_GROUP)} and {of(highest, COUNTY_GROUP)}, depending on the definition",
        caption=f"Children’s social care as a share of overspends, {period}, by what it is divided by. The first is "
        f"the headline; {all_but} out police and fire. {coverage(indicators, OVERSPEND, ENGLAND, period)} "
        f"{RETURNS}",
        alt=f"A pair of bars for each definition, England and the county group: {pairs}.",
        drawing=draw(paint, left=(124, 100), right=(44, 40), top=6, bottom=6, height=(300, 380)),
        data=shares.rename_axis("definition").reset_index(),
        unit="share",
    )


def share_alternatives(indicators: pd.DataFrame) -> Table:
    """Children's share of all overspends by definition: England and the county group, and how far each moves.

    Raises ``NoValues`` if no year has a share of both.
    """
    period = _newest_share(indicators)
    return Table(
        id="share-alternatives",
        title=f"Children’s share of overspends by definition, {period}",
        caption=f"Divided by: the overspends that children’s social care is set against. Councils with both returns: "
        f"{covered_of(OVERSPEND, ENGLAND, period)} in England, {covered_of(OVERSPEND, COUNTY_GROUP, period)} in the "
        f"county group. {RETURNS}",
        columns=left("Definition")
        + right("Divided by (England)", "Share (England)", "From headline (points)", "Divided by (county group)")
        + right("Share (county group)", "From headline (points)"),
        rows=[
            [
                DEFINITIONS[rule].words,
                *(
                    cell
                    for area in (ENGLAND, COUNTY_GROUP)
                    for cell in (
                        say("denominator", rule, area, period, unit="gbp", style="m"),
                        Value(rule, area, period),
                        "–" if rule == SHARE else _moved(rule, area, period),
                    )
                ),
            ]
            for rule in _definitions(indicators, period)
        ],
        strong=[0],
        at_end=True,
    )


def outturn_over_time(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Children's and adult social care and all services in real terms, each as an index on the first year."""
    services = ((CHILDREN, PLUM, "-"), ("adult_social_care", BLUE, DASHED), (TOTAL, TURQUOISE, DOTTED))
    real = {name: over_time(indicators, "outturn_real_gbp", area, name) for name, _, _ in services}
    index = pd.DataFrame({name: 100 * series / series.iloc[0] for name, series in real.items()})
    first, last = str(index.index[0]), str(index.index[-1])

    def paint(axes: Axes) -> None:
        words = [_service(name, narrow=is_narrow(axes)) + (" " if name == TOTAL else "\n") for name, *_ in services]
        lines = [
            Line(label, index[name], f"outturn_real_gbp[{name}]", colour, style)
            for label, (name, colour, style) in zip(words, services, strict=True)
        ]
        paint_lines(axes, indicators, area, lines, remark=f"{{}} on the scale, {first} = 100")
        axes.set_ylim(min(90.0, index.to_numpy().min() - 2), index.to_numpy().max() * 1.03)
        years(axes, list(index.index))
        unit(axes, f"Outturn in real terms, {first.replace('-', '–')} = 100")
        name_lines(axes, lines, "count")

    def grew(service: str) -> str:
        key = f"outturn_real_gbp[{service}]"
        return say("rose_by", key, area, first, last)

    return Figure(
        id="outturn-over-time",
        title=f"From {first} to {last} outturn on children’s social care {grew(CHILDREN)} in real terms; on all "
        f"services it {grew(TOTAL)}",
        caption=f"{area_name(indicators, area)}, net current expenditure in prices of {price_year(indicators)}; the "
        f"axis does not start at 0. {_line(indicators, area)} {RETURNS_HMT}",
        alt=f"Line chart of three series from {first} to {last}, each set to 100 at its start. Children’s social care "
        f"{grew(CHILDREN)}, adult social care {grew('adult_social_care')}, all services {grew(TOTAL)}.",
        drawing=draw(paint, right=(140, 96), height=(284, 320)),
        data=index.rename_axis("period").reset_index(),
        unit=f"index, {first} = 100",
    )


def growth_by_service(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """The change of outturn in real terms by service from ``SINCE`` to the newest year.

    Raises ``NoValues`` if no year after ``SINCE`` is held.
    """
    last = newest(at_least(indicators, "outturn_real_gbp", area, TOTAL, since=SINCE))
    # "Other services" are a balance of small items above and below zero, whose change says nothing.
    shown = [name for name in (*SERVICES, TOTAL) if name != "other"]
    growth = {
        name: value_of(indicators, "outturn_real_gbp", area, last, name)
        / value_of(indicators, "outturn_real_gbp", area, SINCE, name)
        - 1
        for name in shown
    }
    rows = pd.DataFrame({"service": shown, "change_real_share": [growth[name] for name in shown]})
    rows = rows.sort_values("change_real_share", ascending=False, ignore_index=True)
    highest, lowest = (str(rows["service"].iloc[end]) for end in (0, -1))

    def paint(axes: Axes) -> None:
        narrow = is_narrow(axes)
        marked = {CHILDREN: PLUM, TOTAL: TURQUOISE}
        axes.barh(
            range(len(rows)),
            rows["change_real_share"],
            height=0.7,
            color=[marked.get(s, BLUE) for s in rows["service"]],
        )
        _leave_room(axes, rows["change_real_share"])
        names(axes, [_service(name, narrow=narrow) for name in rows["service"]])
        axes.axvline(0, color=MUTED, linewidth=0.75)
        label_bars(axes, [text(value, "percent") for value in rows["change_real_share"]])
        place = area_name(indicators, area)
        for row, (name, value) in enumerate(zip(rows["service"], rows["change_real_share"], strict=True)):
            years_of_change = f"{SINCE} to {last}"
            mark_number(
                axes, (value, row), value, "percent", row=SERVICE_NAMES[name], period=years_of_change, place=place
            )

    def of(service: str) -> str:
        change = say("percent_change", f"outturn_real_gbp[{service}]", area, SINCE, last)
        return f"{SERVICE_NAMES[service].lower()} {change}"

    def grew(service: str) -> str:
        return say("rose_by", f"outturn_real_gbp[{service}]", area, SINCE, last)

    also = [name for name in (CHILDREN, "adult_social_care", "education") if name not in (highest, lowest)]

    return Figure(
        id="growth-by-service",
        title=f"Between {SINCE} and {last} outturn on children’s social care {grew(CHILDREN)} in real terms; on all "
        f"services it {grew(TOTAL)}",
        caption=f"{area_name(indicators, area)}, change of net current expenditure in prices of "
        f"{price_year(indicators)}; “other services”, small items above and below zero, are not drawn. "
        f"{_line(indicators, area)} {RETURNS_HMT}",
        alt=f"A bar for each service, from {of(highest)} to {of(lowest)}. Also: {', '.join(map(of, also))}.",
        drawing=draw(paint, left=(172, 112), right=(54, 50), top=8, bottom=6, height=(270, 470)),
        data=rows,
    )


def outturn_growth(indicators: pd.DataFrame, area: str = ENGLAND) -> Table:
    """Outturn by service and its growth from ``SINCE`` to the newest year with a budget and to the newest of all.

    Raises ``NoValues`` if no year after ``SINCE`` is held.
    """
    last = newest(at_least(indicators, "outturn_gbp", area, TOTAL, since=SINCE))
    ends = [end for end in dict.fromkeys((newest_of(indicators, "overspend_gbp", area, CHILDREN), last)) if end > SINCE]
    order = sorted(SERVICES, key=lambda name: -value_of(indicators, "outturn_gbp", area, last, name))
    rows: list[list[str | Value]] = []
    for name in (*order, TOTAL):
        cash, real = f"outturn_gbp[{name}]", f"outturn_real_gbp[{name}]"
        growth = [say("percent_change", key, area, SINCE, end) for end in ends for key in (cash, real)]
        amounts = [Value(cash, area, period, style="m") for period in (SINCE, *ends)]
        rows.append([SERVICE_NAMES[name], *amounts, *(growth if name != "other" else ["–"] * len(growth))])
    return Table(
        id="outturn-growth",
        title=f"Outturn by service, {area_name(indicators, area)}, {SINCE} to {' and to '.join(ends)}",
        caption=f"Net current expenditure; real terms by the GDP deflator. Other services are small items above and "
        f"below zero, whose change says nothing. {_line(indicators, area)} {RETURNS_HMT}",
        columns=[
            *left("Service"),
            *(Column(period, "cash") for period in (SINCE, *ends)),
            *(Column(f"Change to {end}", terms) for end in ends for terms in ("cash", "real terms")),
        ],
        rows=rows,
        strong=[order.index(CHILDREN), len(rows) - 1],
        at_end=True,
    )


def by_place(indicators: pd.DataFrame) -> Table:
    """Overspends of England, the regions, the classes and the county group in the newest year with both returns."""
    period = newest_of(indicators, "overspend_gbp", ENGLAND, CHILDREN)
    return Table(
        id="overspend-by-place",
        title=f"Overspends of children’s social care by region, class and county group, {period}",
        caption=f"Councils with both returns. Share of all overspends: the headline definition. Classes and the county "
        f"group on today’s membership. {coverage(indicators, OVERSPEND, ENGLAND, period)} {RETURNS}",
        columns=left("Place")
        + right("Councils (with both returns)", "Budget", "Overspend", "Share of budget", "Councils over budget")
        + right("Share of all overspends"),
        rows=[
            [
                area_name(indicators, area),
                covered_of(OVERSPEND, area, period),
                say("denominator", OF_BUDGET, area, period, unit="gbp", style="m"),
                Value(OVERSPEND, area, period, style="m"),
                Value(OF_BUDGET, area, period),
                part_of(OVERSPENDING, area, period),
                Value(SHARE, area, period, decimals=0, missing="–"),
            ]
            for area in (ENGLAND, *REGIONS, *CLASSES, COUNTY_GROUP)
        ],
        strong=[0],
        at_end=True,
    )


def spread_over_councils(indicators: pd.DataFrame) -> Figure:
    """Each council's overspend as a share of its budget, by class."""
    period = newest_of(indicators, "overspend_gbp", ENGLAND, CHILDREN)
    every = across_councils(indicators, "overspend_share_of_budget", period, CHILDREN)
    is_small = every["denominator"] <= SMALL_BUDGET
    councils, not_drawn = large_enough(every, is_small, "a budget of less than £1m")

    def where(row: int) -> str:
        council = councils.iloc[row]
        return f"{council['area_name']} {say('n', OF_BUDGET, council['area_code'], period)}"

    return Figure(
        id="overspend-by-council",
        title=f"{part_of(OVERSPENDING, ENGLAND, period)} councils spent more on children’s social care in {period} "
        f"than they had budgeted",
        caption=f"Outturn less budget as a share of the budget, {period}. A dot is a council, a bar the class as a "
        f"whole; from {where(-1)} to {where(0)}. {not_drawn}"
        f"{coverage(indicators, OVERSPEND, ENGLAND, period)} {RETURNS}",
        alt=f"Dots for councils along a scale of per cent of the budget, in a row for each class. Taken as a whole: "
        f"{classes_as_a_whole(OF_BUDGET, period)}. Lowest: {where(-1)}; highest: {where(0)}.",
        drawing=dots_by_class(indicators, councils),
        data=every[["area_code", "area_name", "value"]].rename(columns={"value": "overspend_share_of_budget"}),
    )


def budget_on_outturn_before(indicators: pd.DataFrame) -> Table:
    """Each year's budget for children's social care, and how it differs from what the same councils spent before."""
    less, share = f"budget_less_outturn_before_gbp[{CHILDREN}]", f"budget_change_on_outturn_before_share[{CHILDREN}]"
    periods = over_time(indicators, "budget_change_on_outturn_before_share", ENGLAND, CHILDREN).index
    return Table(
        id="budget-on-outturn-before",
        title="Children’s social care: each year’s budget less the outturn of the year before",
        caption=f"Councils with both returns, cash. {_remarks(indicators, mark='* ')}{RETURNS}",
        columns=left("Budget of")
        + right("Councils (with both returns)", "Budget less outturn before (England)")
        + right("Share of that outturn (England)", "Share of that outturn (county group)"),
        rows=[
            [
                f"{period}*" if period == MIXED_BASIS else period,
                covered_of(share, ENGLAND, period),
                Value(less, ENGLAND, period, style="m", decimals=0),
                Value(share, ENGLAND, period),
                Value(share, COUNTY_GROUP, period),
            ]
            for period in periods
        ],
    )


def every_council(indicators: pd.DataFrame) -> Table:
    """Every council's budget, outturn and overspend in the newest year with both; a missing one has its reason."""
    period = newest_of(indicators, "overspend_gbp", ENGLAND, CHILDREN)
    councils = councils_open(indicators, "overspend_gbp", period, CHILDREN)
    returned = {
        name: set(rows.loc[rows["period"] == period, "area_code"])
        for name, rows in (
            ("budget", rows_of(indicators, "budget_gbp", CHILDREN)),
            ("outturn", rows_of(indicators, "outturn_gbp", CHILDREN)),
        )
    }
    england: list[str | Value] = [
        "England",
        "–",
        say("denominator", OF_BUDGET, ENGLAND, period, unit="gbp", style="m"),
        "–",
        Value(OVERSPEND, ENGLAND, period, style="m", decimals=1),
        Value(OF_BUDGET, ENGLAND, period),
    ]
    rows: list[list[str | Value]] = [england]
    every = across_councils(indicators, "overspend_share_of_budget", period, CHILDREN)
    tiny = set(every.loc[every["denominator"] <= SMALL_BUDGET, "area_code"])
    for code, name in zip(councils["area_code"], councils["area_name"], strict=True):
        lacking = [kind for kind, codes in returned.items() if code not in codes]
        rows.append(
            [
                str(name),
                class_of(code),
                Value(BUDGET, code, period, style="m", decimals=1, missing="[x]"),
                Value(OUTTURN, code, period, style="m", decimals=1, missing="[x]"),
                Value(OVERSPEND, code, period, style="m", decimals=1, missing=f"no {' or '.join(lacking)}"),
                "–" if code in tiny else Value(OF_BUDGET, code, period, missing="–"),
            ]
        )
    return Table(
        id="overspend-every-council",
        title=f"Children’s social care: budget and outturn of every council, {period}",
        caption=f"Net current expenditure. England: the {covered_of(OVERSPEND, ENGLAND, period)} councils with both "
        f"returns. [x]: the publisher’s file has no figure. No share is given (–) without both returns, nor of a "
        f"budget of less than £1m. Amounts too small for millions are in pounds. SC shire county, UA unitary "
        f"authority, MD metropolitan district, LB London borough. {RETURNS}",
        columns=left("Council", "Class") + right("Budget", "Outturn", "Overspend", "Share of budget"),
        rows=rows,
        strong=[0],
        long=True,
        at_end=True,
    )


def _line(indicators: pd.DataFrame, area: str) -> str:
    """What an outturn covers: England's line is the publisher's, with estimates for councils without a return."""
    counted = coverage(indicators, OUTTURN, area)
    if area != ENGLAND:
        return counted
    others = gaps_in_coverage(indicators, OUTTURN, area, [newest_of(indicators, "outturn_gbp", area, CHILDREN)])
    estimates = "the publisher’s estimates for the others, and " if others else ""
    return f"{counted} England’s line holds {estimates}district councils, police and fire authorities."


def stated(indicators: pd.DataFrame) -> Table:
    """The budget of England that releases state and the publisher's England line of outturn, by year.

    Sums over councils with both returns have columns of their own. Raises ``NoValues`` if no stated budget is held.
    """
    periods = rows_of(indicators, "stated_budget_gbp", CHILDREN)["period"].tolist()
    found = lookup(indicators)

    def cell(indicator: str, breakdown: str, period: str, style: str, decimals: int) -> str | Value:
        if found.value((indicator, breakdown), ENGLAND, period) is None:
            return "not held"
        series = f"{indicator}[{breakdown}]" if breakdown else indicator
        return Value(series, ENGLAND, period, style=style, decimals=decimals)

    return Table(
        id="stated-budgets",
        title="Children’s social care: the budget that the publisher states for England, and its line of outturn",
        caption="Net current expenditure, cash. Both lines of England hold estimates for councils without a return, "
        "and the budget is stated to one decimal of £bn; the sum over councils with both returns is another figure. "
        "Net current expenditure on asylum-seeking children: two lines of the revenue outturn (RO3). "
        f"{provisional(indicators, 'asylum_net_current_expenditure_gbp', ENGLAND, periods)}"
        "Sources: MHCLG and its forerunner, texts of the budget releases, revenue outturn.",
        columns=left("Year")
        + right("Stated budget (England)", "Outturn (England’s line)", "Outturn less stated budget (England)")
        + right("Overspend (councils with both returns)", "On asylum-seeking children (England’s line, net)"),
        rows=[
            [
                period,
                *(
                    cell(name, CHILDREN, period, "bn", 1)
                    for name in ("stated_budget_gbp", "outturn_gbp", "outturn_less_stated_budget_gbp")
                ),
                cell("overspend_gbp", CHILDREN, period, "m", 0),
                cell("asylum_net_current_expenditure_gbp", "", period, "m", 0),
            ]
            for period in periods
        ],
    )


def _on_outturn_years(indicators: pd.DataFrame, indicator: str, area: str) -> pd.Series:
    """A series of children's social care over all years with outturn, missing in years without a budget."""
    calendar = on_calendar(over_time(indicators, "outturn_gbp", area, CHILDREN)).index
    return over_time(indicators, indicator, area, CHILDREN).reindex(calendar)


def _without_budget(indicators: pd.DataFrame, area: str = ENGLAND) -> list[str]:
    """The years with outturn but without a budget."""
    overspend = _on_outturn_years(indicators, "overspend_gbp", area)
    return [str(period) for period in overspend.index[overspend.isna()]]


def _remarks(indicators: pd.DataFrame, area: str = ENGLAND, mark: str = "") -> str:
    """Which years have no overspend, and which one compares unlike things, each with a space after it, if any."""
    missing = _without_budget(indicators, area)
    not_held = f"No budget is held for {in_runs(missing)}. " if missing else ""
    mixed = MIXED_BASIS in over_time(indicators, "overspend_gbp", area, CHILDREN).index
    return not_held + (f"{mark}{MIXED} " if mixed else "")


def _newest_share(indicators: pd.DataFrame) -> str:
    """The newest year with a headline share of England and of the county group.

    Raises ``NoValues`` if no year has both.
    """
    england, county = (at_least(indicators, SHARE, area, values=1).index for area in (ENGLAND, COUNTY_GROUP))
    both = set(england) & set(county)
    if not both:
        raise NoValues("A chart compares the shares of England and the county group, and no year has both.")
    return str(max(both))


def _definitions(indicators: pd.DataFrame, period: str) -> list[str]:
    """The definitions under which England and the county group have a share: none of a net that is not above zero."""
    found = lookup(indicators)
    return [
        rule
        for rule in DEFINITIONS
        if all(found.value((rule, ""), area, period) is not None for area in (ENGLAND, COUNTY_GROUP))
    ]


def _of_councils_with_both(area: str) -> str:
    """Whose returns an overspend rests on; nothing for a single council."""
    return "" if is_council(area) else " of the councils with both returns"


def _moved(rule: str, area: str, period: str) -> str:
    return say("difference", f"{rule}:{area}:{period}", f"{SHARE}:{area}:{period}", style="bare")


def _side(value: float) -> str:
    return "above" if value > 0 else "below"


def _leave_room(axes: Axes, values: pd.Series) -> None:
    """Set limits for bars on both sides of zero, with room for the label of the lowest if it is below."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    across = float(axes.get_window_extent().width) / axes.figure.get_dpi() * 96
    room = LABEL / across if low < 0 else 0.0
    axes.set_xlim((low - high * room) / (1 - room), high)


def _service(name: str, *, narrow: bool) -> str:
    words = SERVICE_NAMES[name]
    return words.replace(" ", "\n", 1) if narrow and len(words) > 17 else words
