"""Charts and tables of who provides places for looked-after children, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.tables.areas import ENGLAND
from analysis.wording import owner_name, say
from figures.drawing.colours import BLUE, PLUM
from figures.drawing.scales import names
from figures.drawing.style import draw, draw_panels
from figures.drawing.text import folded, label_bars, panel_title, unit
from figures.figure import Figure, NoValues, Table, Value, left, right
from figures.marks import mark_value
from figures.number import text
from figures.places import REGIONS, WIDER_PLACES, class_of, group_in_sentence
from figures.selection import across, at_least, calendar, councils_open, over_time

HOMES: Final = "childrens_homes"
PLACES: Final = "places_in_homes"
PER_HOME: Final = "places_per_home"
PRIVATE_SHARE: Final = "private_share_of_homes"
PER_CHILD: Final = "home_places_per_child_in_homes"
PER_100: Final = "home_places_per_100_looked_after"
OF_OWNER: Final = "homes_of_owner"
PLACES_OF_OWNER: Final = "places_of_owner"
PREMISES: Final = "supported_accommodation_premises"
FOSTER: Final = "approved_foster_places"
ALL: Final = "total"
LARGEST: Final = 10

OFSTED: Final = "Source: Ofsted."
OFSTED_DFE: Final = "Sources: Ofsted; Department for Education."
HIDDEN: Final = "[c]"
"""What a table prints instead of a count that could show where few homes are."""


def homes_and_places(indicators: pd.DataFrame) -> Figure:
    """Children's homes in England, the places in them, and places to a home, a panel each, a bar a year."""
    series = pd.DataFrame(
        {
            HOMES: at_least(indicators, HOMES, ENGLAND, ALL),
            PLACES: over_time(indicators, PLACES, ENGLAND, ALL),
            PER_HOME: over_time(indicators, PER_HOME, ENGLAND),
        }
    )
    units = {HOMES: "count", PLACES: "places", PER_HOME: "ratio"}
    titles = {HOMES: "Children’s homes", PLACES: "Places in them", PER_HOME: "Places per home"}
    periods = [str(period) for period in series.index]
    first, last = periods[0], periods[-1]
    at = [int(period) - int(first) for period in periods]
    missing = [str(year) for year in range(int(first), int(last)) if str(year) not in periods]

    def paint(panels: Sequence[Axes]) -> None:
        for axes, (name, title) in zip(panels, titles.items(), strict=True):
            axes.bar(at, list(series[name]), color=BLUE, width=0.8)
            key_of = name if name == PER_HOME else f"{name}[{ALL}]"
            for position, period in zip(at, periods, strict=True):
                place = (position, float(series[name][period]))
                mark_value(axes, indicators, place, (key_of, ENGLAND, period), row=title)
            for end in sorted({0, len(at) - 1}):
                value = text(float(series[name].iloc[end]), units[name])
                above = float(series[name].iloc[max(end - 1, 0) : end + 2].max())  # the label is wider than its bar
                axes.annotate(value, (at[end], above), (0, 3), textcoords="offset points", ha="center")
            axes.set_xlim(-1.1, at[-1] + 1.1)
            axes.set_ylim(0, series[name].max() * 1.15)
            axes.set_xticks(sorted({at[0], at[-1]}), sorted({first, last}))
            axes.set_yticks([])
            panel_title(axes, title)

    def went(name: str) -> str:
        return say("rose_by", name, ENGLAND, first, last)

    def ends(name: str) -> str:
        return f"{say('n', name, ENGLAND, first)} in {first}, {say('n', name, ENGLAND, last)} in {last}"

    gap = f"; {', '.join(missing)} not held" if missing else ""
    return Figure(
        id="homes-and-places",
        title=f"Between {first} and {last} the number of children’s homes {went(f'{HOMES}[{ALL}]')}, "
        f"and the places in them {went(f'{PLACES}[{ALL}]')}",
        caption=f"England, 31 March, {first} to {last}{gap}: all registered homes, with secure homes and residential "
        f"special schools that are registered as homes. {OFSTED}",
        alt=f"Three rows of bars, one bar a year. Homes: {ends(f'{HOMES}[{ALL}]')}. "
        f"Places: {ends(f'{PLACES}[{ALL}]')}. Places per home: {ends(PER_HOME)}.",
        drawing=draw_panels(paint, len(titles), gap=26, left=14, right=14, top=34, height=(220, 520)),
        data=series.rename_axis("period").reset_index(),
    )


def places_by_region(indicators: pd.DataFrame) -> Figure:
    """Places in children's homes for each hundred looked-after children, by region."""
    last = listed_in(indicators)[-1]
    rates = across(indicators, PER_100, [*REGIONS, ENGLAND], last).sort_values(ascending=False)

    def paint(axes: Axes) -> None:
        places = range(len(rates))
        axes.barh(places, list(rates), color=[PLUM if code == ENGLAND else BLUE for code in rates.index], height=0.72)
        label_bars(axes, [text(rate, "ratio") for rate in rates])
        for row, (code, rate) in zip(places, rates.items(), strict=True):
            remark = "places for each hundred looked-after children"
            mark_value(axes, indicators, (rate, row), (PER_100, str(code), last), remark=remark)
        names(axes, [folded(axes, WIDER_PLACES[str(code)]) for code in rates.index])
        axes.set_ylim(len(rates) - 0.4, -0.6)
        axes.set_xlim(0, rates.max() * 1.05)
        unit(axes, "Places for each hundred looked-after children")

    ranked = [str(code) for code in rates.index if code != ENGLAND]

    def rate(code: str) -> str:
        return say("n", PER_100, code, last)

    return Figure(
        id="home-places-by-region",
        title=f"In {last} homes in {group_in_sentence(ranked[0])} had {rate(ranked[0])} places for each hundred "
        f"children that its councils looked after, homes in {group_in_sentence(ranked[-1])} {rate(ranked[-1])}",
        caption=f"Places in children’s homes in the region, divided by the children whom its councils look "
        f"after, wherever they live, 31 March {last}. {OFSTED_DFE}",
        alt=f"Bars from {group_in_sentence(ranked[0])} down to {group_in_sentence(ranked[-1])}. England’s, in another "
        f"colour, is at {rate(ENGLAND)}.",
        drawing=draw(paint, left=(168, 112), right=(52, 44), top=34, bottom=12, height=(224, 350)),
        data=rates.rename(PER_100).reset_index(),
    )


def regions(indicators: pd.DataFrame) -> Table:
    """Homes, places and the private share by region, in the first and the newest year whose lists have all homes."""
    listed = listed_in(indicators)
    shown = sorted({listed[0], listed[-1]})
    last = listed[-1]
    of_children = last in calendar(indicators, PER_CHILD)
    return Table(
        id="homes-by-region",
        title=f"Children’s homes by region, {' and '.join(shown)}",
        caption=f"31 March {' and '.join(shown)}, years whose lists have all homes by place. Private: share of homes. "
        f"{'Children: of the region’s councils, wherever their home lies. ' if of_children else ''}{OFSTED_DFE}",
        columns=left("Region")
        + right(*(f"Homes {period}" for period in shown), *(f"Private {period} (per cent)" for period in shown))
        + right(f"Places {last}", f"Places per home {last}")
        + (right(f"Places for each child in a home {last}") if of_children else []),
        rows=[
            [
                label,
                *(Value(f"{HOMES}[{ALL}]", code, period) for period in shown),
                *(Value(PRIVATE_SHARE, code, period) for period in shown),
                Value(f"{PLACES}[{ALL}]", code, last),
                Value(PER_HOME, code, last),
                *([Value(PER_CHILD, code, last)] if of_children else []),
            ]
            for code, label in {ENGLAND: "England", **REGIONS}.items()
        ],
        strong=[0],
        at_end=True,
    )


def largest_owners(indicators: pd.DataFrame) -> Table:
    """The ten legal entities that own most homes, with their places.

    Raises ``NoValues`` if fewer are named in the newest year whose list has owners.
    """
    rows = indicators[(indicators["indicator"] == OF_OWNER) & (indicators["area_code"] == ENGLAND)]
    rows = rows[rows["value"].notna()]
    if rows.empty:
        raise NoValues("No owner of homes is held.")
    last = str(rows["period"].max())
    ranked = rows[rows["period"] == last].sort_values(["value", "breakdown"], ascending=[False, True])
    if len(ranked) < LARGEST:
        raise NoValues(f"Fewer than {LARGEST} owners are named in {last}.")
    return Table(
        id="largest-owners",
        title=f"The ten legal entities with the most children’s homes, {last}",
        caption=f"England, 31 March {last}. Councils are left out. A legal entity is not its group: one group may own "
        f"homes through several, and a name that changed is another. {OFSTED}",
        columns=left("Owner") + right("Homes", "Places"),
        rows=[
            [
                owner_name(str(owner)),
                Value(f"{OF_OWNER}[{owner}]", ENGLAND, last),
                Value(f"{PLACES_OF_OWNER}[{owner}]", ENGLAND, last),
            ]
            for owner in ranked["breakdown"].head(LARGEST)
        ],
    )


def every_council(indicators: pd.DataFrame) -> Table:
    """Homes, places and their sector in every council, as far as five or more can be shown."""
    last = listed_in(indicators)[-1]
    councils = councils_open(indicators, PER_100, last)
    if councils.empty:
        raise NoValues(f"No council has homes in {last}.")
    premises = f"{PREMISES}[{ALL}]"
    foster = last in calendar(indicators, FOSTER)
    supported = last in calendar(indicators, PREMISES, ALL)
    return Table(
        id="homes-every-council",
        title=f"Children’s homes and other places in every council, {last}",
        caption=f"31 March {last}, by where the homes lie"
        f"{'; foster places: councils’ own carers' if foster else ''}. [c]: not shown, "
        f"for it is below five or would give such a count away (@sec-method-homes). [x]: not available. SC shire "
        f"county, UA unitary authority, MD metropolitan district, LB London borough. {OFSTED_DFE}",
        columns=left("Council", "Class")
        + right("Homes", "Private (per cent)", "Places", "Places for each hundred looked-after children")
        + (right("Premises of supported accommodation") if supported else [])
        + (right("Approved foster places") if foster else []),
        rows=[
            [
                str(name),
                class_of(code),
                Value(f"{HOMES}[{ALL}]", code, last, missing=HIDDEN),
                Value(PRIVATE_SHARE, code, last, missing=HIDDEN),
                Value(f"{PLACES}[{ALL}]", code, last, missing=HIDDEN),
                Value(PER_100, code, last, missing=HIDDEN),
                *([Value(premises, code, last, missing=HIDDEN)] if supported else []),
                *([Value(FOSTER, code, last, missing="[x]")] if foster else []),
            ]
            for code, name in zip(councils["area_code"], councils["area_name"], strict=True)
        ],
        long=True,
        at_end=True,
    )


def listed_in(indicators: pd.DataFrame) -> list[str]:
    """The years whose lists have all homes by place, in order. Raises ``NoValues`` if there are none."""
    return [str(period) for period in at_least(indicators, PRIVATE_SHARE, ENGLAND, values=1).index]
