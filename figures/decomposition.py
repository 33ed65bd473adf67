"""Number, mix and price: what each contributes to the change of spending on looked-after children."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.indicators.decomposition import FACTORS, SAME_COUNCILS
from analysis.tables.areas import COUNTY_GROUP, ENGLAND
from analysis.tables.periods import ending_year, financial_year_ending
from analysis.wording import in_sentence, listed, say
from figures.coverage import covering
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, INK, MUTED, PLUM, TURQUOISE
from figures.drawing.scales import names
from figures.drawing.style import draw
from figures.drawing.text import folded, write
from figures.figure import Figure, NoValues, Table, Value, left, right
from figures.lookup import lookup
from figures.marks import mark_value
from figures.number import text
from figures.places import CLASSES, REGIONS, area_name, place_in_sentence
from figures.selection import across, calendar, newest_of, price_year, value_of

CHANGE: Final = "looked_after_change_real_gbp"
SHARE: Final = "looked_after_change_share"
GROUP: Final = "looked_after_group_real_gbp"
WEEKLY: Final = "unit_cost_real_gbp_per_week"
CHILDREN: Final = ("looked_after_children", "foster_care_children", "childrens_homes_children")
COLOURS: Final = dict(zip(FACTORS, (BLUE, TURQUOISE, PLUM), strict=True))
WORDS: Final = {"number": "Number of children", "mix": "Mix of placements", "price": "Price of a placement"}
PLACES: Final = (ENGLAND, *REGIONS, *CLASSES, COUNTY_GROUP)
IN_MILLIONS: Final = 1e9
"""Pounds from which on a change and its parts are all in millions, so that they add up as printed."""

SOURCES: Final = (
    "Sources: Department for Education, section 251 outturn and Children looked after in England; HM Treasury, GDP "
    "deflators."
)


def effect(factor: str, method: str = "lmdi") -> str:
    """The series of a factor's contribution in pounds.

    >>> effect("mix")
    'looked_after_change_mix_real_gbp[lmdi]'
    """
    return f"looked_after_change_{factor}_real_gbp[{method}]"


def contributions(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """What number, mix and price contribute, one after the other, to the change since counts by placement begin.

    Raises ``NoValues`` if the place has no contributions.
    """
    first, last = _span(indicators, area)
    whole, method = _on_the_same_councils(indicators, area, last)
    values = [
        *(value_of(indicators, f"looked_after_change_{factor}_real_gbp", area, last, method) for factor in FACTORS),
        value_of(indicators, CHANGE, area, last, whole),
    ]
    changed = f"{CHANGE}[{whole}]" if whole else CHANGE
    as_published = (
        f"As published, with fewer councils in {last}, it is {say('n', CHANGE, area, last)}. " if whole else ""
    )
    steps = [0.0, values[0], values[0] + values[1], 0.0]
    labels = [*WORDS.values(), "Change in all"]
    place, change = place_in_sentence(indicators, area), values[-1]
    style = "m" if abs(change) >= IN_MILLIONS else "short"

    def paint(axes: Axes) -> None:
        for row, (start, value, colour) in enumerate(zip(steps, values, [*COLOURS.values(), MUTED], strict=True)):
            axes.barh(row, value, left=start, height=0.6, color=colour)
            series = changed if row == len(FACTORS) else effect(FACTORS[row], method)
            key = (series, area, last)
            mark_value(axes, indicators, (start + value, row), key, row=labels[row], remark=f"since {first}")
            end = start + value
            if row < len(values) - 1:
                axes.plot([end, end], [row - 0.3, row + 1.3], color=MUTED, linewidth=0.75, zorder=0)
            side = 1 if value >= 0 else -1
            write(
                axes,
                text(value, "gbp", style=style),
                (end, row),
                by=(5 * side, 0),
                ha="left" if side > 0 else "right",
            )
        axes.axvline(0, color=INK, linewidth=0.75)
        names(axes, [folded(axes, label) for label in labels])
        reach = [*steps, *(start + value for start, value in zip(steps, values, strict=True))]
        room = (0.42 if is_narrow(axes) else 0.16) * (max(reach) - min(reach))
        axes.set_xlim(min(reach) - (room if min(values) < 0 else 0), max(reach) + room)

    def amount(factor: str) -> str:
        return say("n", effect(factor, method), area, last, style=style)

    moved = f"{'rose' if change >= 0 else 'fell'} by {say('n', changed, area, last, style=style, through='size')}"
    return Figure(
        id="spending-contributions",
        title=f"Spending on looked-after children {moved} in real terms between {first} and {last}: number "
        f"{amount('number')}, mix {amount('mix')}, price {amount('price')}",
        caption=f"{area_name(indicators, area)}, prices of {price_year(indicators)}. Logarithmic mean Divisia "
        f"index over foster care, children’s homes and all other placements. {as_published}"
        f"{covering(indicators, changed, area, last)}{SOURCES}",
        alt=f"Four bars, each of the first three starting where the one above it ends. In {place} spending {moved}: "
        f"the number of children makes {amount('number')} of it, where they live {amount('mix')}, and "
        f"what placements cost {amount('price')}.",
        drawing=draw(paint, left=(146, 104), right=(10, 8), top=8, bottom=6, height=(210, 240)),
        data=pd.DataFrame({"part": [*FACTORS, "change"], "real_gbp": values}),
    )


def contributions_by_place(indicators: pd.DataFrame) -> Figure:
    """Number, mix and price as shares of spending in the first year: England, regions, classes, the county group.

    The year is the newest with a change for England. Raises ``NoValues`` if no place has its parts.
    """
    first, last = _span(indicators, ENGLAND)
    rows = pd.DataFrame({name: across(indicators, SHARE, list(PLACES), last, name) for name in (*FACTORS, "all")})
    rows = rows.reindex([place for place in PLACES if place in rows.index]).rename_axis("area_code").reset_index()
    if rows.empty:
        raise NoValues("No region, class or group has contributions to the change of spending.")
    rows.insert(1, "area_name", [area_name(indicators, code) for code in rows["area_code"]])
    absent = [in_sentence(area_name(indicators, code)) for code in PLACES if code not in set(rows["area_code"])]
    gaps = f"No figure for {listed(absent)}, for want of one of both years. " if absent else ""
    breaks = [row for row in range(1, len(rows)) if _kind(rows["area_code"][row]) != _kind(rows["area_code"][row - 1])]
    at = [row + 0.5 * sum(one <= row for one in breaks) for row in range(len(rows))]
    regions = rows[rows["area_code"].isin(REGIONS)].sort_values("all", ascending=False)

    def paint(axes: Axes) -> None:
        narrow = is_narrow(axes)
        above, below = pd.Series(0.0, index=rows.index), pd.Series(0.0, index=rows.index)
        for factor, colour in COLOURS.items():
            left = above.where(rows[factor] >= 0, below)
            axes.barh(at, rows[factor], left=left, height=0.7, color=colour)
            for code, start, part, row in zip(rows["area_code"], left, rows[factor], at, strict=True):
                key = (f"{SHARE}[{factor}]", str(code), last)
                mark_value(axes, indicators, (start + part / 2, row), key, remark=f"{WORDS[factor]}, since {first}")
            above, below = above + rows[factor].clip(lower=0), below + rows[factor].clip(upper=0)
        axes.plot([0, 0], [at[0] - 0.5, at[-1] + 0.5], color=INK, linewidth=0.75)
        for row, total in enumerate(rows["all"]):
            write(axes, text(total, "percent", decimals=0), (above[row], at[row]), by=(5, 0))
            key = (f"{SHARE}[all]", str(rows["area_code"][row]), last)
            mark_value(axes, indicators, (above[row], at[row]), key, remark=f"Change in all, since {first}")
        names(axes, [folded(axes, name) for name in rows["area_name"]])
        axes.set_yticks(at)
        axes.set_ylim(at[-1] + 0.6, -1.2)
        room = (0.16 if narrow else 0.1) * (above.max() - below.min())
        axes.set_xlim(below.min(), above.max() + room)
        start = 0.0
        for factor, colour in COLOURS.items():
            word = factor.capitalize()
            write(axes, word, (start, -0.85), of=("panel", "data"), colour=colour, bold=True)
            start += (0.34 if narrow else 0.16) if factor == "number" else (0.22 if narrow else 0.11)

    def of(code: str) -> str:
        parts = ", ".join(f"{factor} {say('n', f'{SHARE}[{factor}]', code, last)}" for factor in FACTORS)
        return f"{in_sentence(area_name(indicators, code))} {say('n', f'{SHARE}[all]', code, last)} ({parts})"

    shown = [code for code in (ENGLAND, COUNTY_GROUP) if code in set(rows["area_code"])]
    ends = [str(regions["area_code"].iloc[end]) for end in (0, -1)] if len(regions) > 1 else []
    covered = covering(indicators, f"{SHARE}[all]", ENGLAND, last) if ENGLAND in shown else ""
    most = f", from {of(ends[1])} to {of(ends[0])} among the regions" if ends else ""
    title = (
        f"From {first} to {last} price moved spending in the regions by {_range(regions, 'price', last)}, mix by "
        f"{_range(regions, 'mix', last)} and number by {_range(regions, 'number', last)}"
        if ends
        else f"Number, mix and price by class of council, {first} to {last}"
    )
    return Figure(
        id="spending-contributions-places",
        title=title,
        caption=f"Change of real spending on looked-after children from {first} to {last}, and what number, mix and "
        f"price contribute, as a share of spending in {first}; same councils in both years. Figure at the end: "
        f"the change in all. {gaps}{covered}{SOURCES}",
        alt=f"A bar for each place in three parts, to the left of nought if a part is below it. Change in all: "
        f"{'; '.join(of(code) for code in shown)}{most}.",
        drawing=draw(paint, left=(164, 112), right=(10, 6), top=4, bottom=6, height=(430, 470)),
        data=rows,
        unit="share",
    )


def groups(indicators: pd.DataFrame, area: str = ENGLAND) -> Table:
    """Children, cost of a week and estimated spending of each group of placements in the first and the newest year.

    Raises ``NoValues`` if the place has no contributions.
    """
    first, last = _span(indicators, area)
    start, end = (str(ending_year(period)) for period in (first, last))
    all_children, foster, homes = CHILDREN

    def week(group: str, period: str) -> str | Value:
        if group != "other":
            service = {"foster": "fostering", "homes": "residential_care", "all": "looked_after_all"}[group]
            return Value(f"{WEEKLY}[{service}]", area, period)
        year = ending_year(period)
        children = " - ".join(f"{name}:{area}:{year}" for name in CHILDREN)
        return say("computed", f"{GROUP}[other]:{area}:{period} / ({children}) / 365 * 7", "gbp_per_week")

    def count(group: str, year: str) -> str | Value:
        if group == "other":
            return say("computed", " - ".join(f"{name}:{area}:{year}" for name in CHILDREN), "children")
        return Value({"foster": foster, "homes": homes, "all": all_children}[group], area, year)

    def spent(group: str, period: str) -> Value:
        series = "expenditure_real_gbp[children_looked_after]" if group == "all" else f"{GROUP}[{group}]"
        return Value(series, area, period, style="m")

    labels = {"foster": "Foster care", "homes": "Children’s homes", "other": "All other", "all": "All looked-after"}
    rows: list[list[str | Value]] = [
        [
            label,
            *(count(group, year) for year in (start, end)),
            *(week(group, period) for period in (first, last)),
            *(spent(group, period) for period in (first, last)),
        ]
        for group, label in labels.items()
    ]
    return Table(
        id="spending-groups",
        title=f"Children, the cost of a week and spending by group of placements, {area_name(indicators, area)}",
        caption=f"Prices of {price_year(indicators)}. Foster care and homes: children at 31 March times the published "
        f"cost of a week times the weeks of a year. All other: what is left of published spending, on every other "
        f"placement and on none. {covering(indicators, CHANGE, area, last)}{SOURCES}",
        columns=left("Group")
        + right(f"Children (31 March {start})", f"Children (31 March {end})", f"A week (£, {first})")
        + right(f"A week (£, {last})", f"Spending (estimated, {first})", f"Spending (estimated, {last})"),
        rows=rows,
        strong=[len(rows) - 1],
    )


def _on_the_same_councils(indicators: pd.DataFrame, area: str, last: str) -> tuple[str, str]:
    """The breakdowns of the change and of its parts: of the councils of both years, if the totals leave out some."""
    held = lookup(indicators).value((CHANGE, SAME_COUNCILS), area, last) is not None
    return (SAME_COUNCILS, f"lmdi_{SAME_COUNCILS}") if held else ("", "lmdi")


def _span(indicators: pd.DataFrame, area: str) -> tuple[str, str]:
    """The first year with counts by placement, and the newest with contributions in a place."""
    return _first(indicators), newest_of(indicators, CHANGE, area)


def _first(indicators: pd.DataFrame) -> str:
    years = calendar(indicators, "childrens_homes_children")
    if not years:
        raise NoValues("A split of spending needs counts of children by placement, and the indicators have none.")
    return financial_year_ending(int(years[0]))


def _kind(code: str) -> str:
    return code if code == ENGLAND else "region" if code in REGIONS else "class"


def _range(regions: pd.DataFrame, factor: str, period: str) -> str:
    """From the lowest to the highest region's share, as templates."""
    ordered = regions.sort_values(factor)["area_code"]
    low, high = (say("n", f"{SHARE}[{factor}]", str(ordered.iloc[end]), period, decimals=0) for end in (0, -1))
    return low if low == high else f"{low} to {high}"
