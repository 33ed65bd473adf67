"""A place compared with its peers: the groups that it belongs to, others of its kind, and England."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.key import series_of
from analysis.indicators.definitions import counted, definitions
from analysis.indicators.neighbours import MODEL, SUFFIX
from analysis.indicators.peers import Peers
from analysis.tables.areas import ENGLAND
from analysis.wording import in_sentence, say
from figures import number
from figures.budgets import SHARE, SMALL_BUDGET
from figures.claims import NONE, claimed
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, FAINT, INK, MUTED, PLUM
from figures.drawing.style import draw
from figures.drawing.text import label_point, unit, write
from figures.figure import Column, Figure, NoValues, Table, Value, left, right
from figures.gaps import EXPECTED
from figures.lookup import lookup
from figures.places import area_name, place_in_sentence
from figures.selection import note_of
from figures.sources import TOOL, cited
from figures.spending import FEW_CHILDREN
from figures.summary import RATIOS, claimants


class Measure(NamedTuple):
    """An indicator that places are compared by, with its name in a table and, over two lines, in a chart."""

    indicator: str
    breakdown: str
    label: str
    unit: str
    short: str
    decimals: int | None = None

    @property
    def series(self) -> str:
        """The indicator with its breakdown in brackets, as templates name it."""
        return f"{self.indicator}[{self.breakdown}]" if self.breakdown else self.indicator

    def heading(self, period: str) -> str:
        """The heading of a row for the measure in a period."""
        return f"{self.label}, {self.unit} ({period})"

    @property
    def mean(self) -> str:
        """The mean of statistical neighbours, as templates name it."""
        name = self.indicator + SUFFIX
        return f"{name}[{self.breakdown}]" if self.breakdown else name


CHILDREN: Final = (
    Measure("looked_after_rate_per_10k", "", "Looked after", "per 10,000", "Looked after\nper 10,000"),
    Measure("starting_rate_per_10k", "", "Starting in the year", "per 10,000", "Starting\nper 10,000"),
    Measure("referral_rate_per_10k", "", "Referrals in the year", "per 10,000", "Referrals\nper 10,000"),
    Measure("child_protection_plan_rate_per_10k", "", "Protection plans", "per 10,000", "Protection plans\nper 10,000"),
)
SPENDING: Final = (
    Measure("expenditure_per_child_gbp", "total", "All services", "£ per child", "All services,\n£ per child"),
    Measure(
        "expenditure_per_child_gbp",
        "children_looked_after",
        "Looked-after",
        "£ per child",
        "Looked after,\n£ per child",
    ),
    Measure("statutory_share_narrow", "", "Looked after (narrow)", "share of spending", "Narrow share"),
    Measure("statutory_share_broad", "", "Late (broad)", "share of spending", "Broad share"),
    Measure("early_intervention_share", "", "Early", "share of spending", "Early intervention\nshare"),
)
COSTS: Final = (
    Measure("unit_cost_gbp_per_week", "looked_after_all", "All looked-after children", "£ a week", ""),
    Measure(
        "unit_cost_gbp_per_week", "residential_care", "Residential care", "£ a week", "Residential care,\n£ a week"
    ),
    Measure("unit_cost_gbp_per_week", "fostering", "Fostering", "£ a week", "Fostering,\n£ a week"),
)
PLACEMENTS: Final = (
    Measure("placement_share", "foster_care", "Foster care", "of children", "", 0),
    Measure("placement_share", "childrens_homes_and_secure", "Children’s homes", "of children", "", 0),
    Measure("placement_share", "independent_and_supported_living", "Supported living", "of children", "", 0),
)
HEADLINE: Final = (*CHILDREN[1:], *SPENDING)
RANKED: Final = (*CHILDREN[1:], *SPENDING[:2], SPENDING[4], *COSTS[1:])
"""Those whose rank is not among the three ratios of the first page."""
DRAWN: Final = (*CHILDREN[:3], *SPENDING[:3], *COSTS[1:])

CHILDREN_CARE: Final = "childrens_social_care"
OVERSPEND: Final = "overspend_share_of_budget"
RATES: Final = "looked_after_rate_per_100k", CHILDREN[0]
"""The rate per 100,000, and the measure whose mean of neighbours it has ten times over."""

AMOUNTS: Final = ("children", "referrals", "count", "gbp")
TOO_FEW: Final = "too few"
REASONS: Final = {
    "did not overspend": "no overspend",
    "budget: not available": "no budget",
    "outturn: not available": "no outturn",
    "suppressed": "suppressed",
}
"""What a table says instead of a ratio, by what the indicators note about it."""

SOURCES: Final = "Sources: DfE; ONS; MHCLG and its forerunners."
READING: Final = (
    "Children at 31 March, or in the year to it, per 10,000 aged 0 to 17. Spending: gross, on children’s and young "
    "people’s services, and its shares for looked-after children (narrow), late intervention (broad) and early "
    "intervention."
)
DFE: Final = cited(TOOL)
MEANS: Final = (
    "Classes and the county group have approximate means of their councils’ published figures, weighted by "
    "looked-after children. "
)


def compared_with_england(indicators: pd.DataFrame, peers: Peers) -> Figure:
    """A place in several measures at once, each against England's value, with the range of others of its kind.

    Raises ``NoValues`` if the place has none of the measures, or too few children for them to say anything.
    """
    _check_size(indicators, peers)
    rows = pd.DataFrame([_against_england(indicators, peers, measure) for measure in DRAWN]).dropna(subset="place")
    if rows.empty:
        raise NoValues(f"A chart compares {peers.area} with England, and the indicators have no value of it.")
    measures = [DRAWN[position] for position in rows.index]
    place, words = area_name(indicators, peers.area), place_in_sentence(indicators, peers.area)

    def paint(axes: Axes) -> None:
        lines = range(len(rows))
        axes.hlines(lines, rows["lowest"], rows["highest"], color=FAINT, linewidth=7, zorder=1)
        axes.plot(rows["mean"], lines, linestyle="none", marker="|", markersize=9, markeredgewidth=2, color=MUTED)
        axes.plot(rows["place"], lines, linestyle="none", marker="o", markersize=8, color=BLUE, zorder=3)
        axes.axvline(100, color=PLUM, linewidth=1.25, linestyle=(0, (4, 3)), zorder=2)
        top = float(rows[["place", "highest"]].max().max())
        axes.set_xlim(0, max(top, 100) * 1.04)
        axes.set_ylim(len(rows) - 0.5, -0.9)
        axes.set_yticks(lines, [measure.short for measure in measures])
        axes.tick_params(axis="y", labelcolor=INK)
        axes.grid(visible=False)
        axes.spines["bottom"].set_color(FAINT)
        label_point(axes, 100, -0.5, "England", colour=PLUM, dy=2)
        for row, words in zip(lines, rows["text"], strict=True):
            write(axes, words, (1, row), of=("panel", "data"), by=(7, 0), colour=BLUE, bold=True)
        unit(axes, "England = 100" if is_narrow(axes) else f"{place} as a share of England, England = 100")

    above, below = int((rows["place"] > 100).sum()), int((rows["place"] < 100).sum())
    values = "; ".join(
        f"{measure.heading(period)}: {_value(measure, peers.area, period)}, England {_value(measure, ENGLAND, period)}"
        for measure, period in zip(measures, rows["period"], strict=True)
    )
    return Figure(
        id="beside-england",
        title=f"{number.words(above).capitalize()} of {number.words(len(rows))} measures {_is(above)} higher in "
        f"{words} than in England, and {number.words(below)} {_is(below)} lower",
        caption=f"Dot and figure: {place}, newest year. {_range(peers)}{SOURCES}",
        alt=f"A row for each of {number.words(len(rows))} measures, with a dot for {words} on a scale on which England "
        f"is 100. {values}.",
        drawing=draw(paint, left=(150, 104), right=(66, 48), height=(344, 304)),
        data=rows.drop(columns="text").round(2),
    )


def three_ratios(indicators: pd.DataFrame, register: pd.DataFrame, peers: Peers) -> Table:
    """Overspend, statutory spending and looked-after rate of a place, among others, and what was claimed of them.

    A council with few children has no ratio, as it would say nothing; the ratios of England and the claims remain.
    """
    claims = {str(claim.claim_id): claim for claim in register.itertuples(index=False)}
    few = has_few_children(indicators, peers)
    groups = list(dict.fromkeys((peers.groups[0], ENGLAND))) if peers.level != "group" else [ENGLAND]
    rows: list[list[str | Value]] = []
    for name, series, claim_id in RATIOS:
        indicator, breakdown = series_of(series)
        measure = Measure(indicator, breakdown, name, "", "")
        dated = measure._replace(indicator=OVERSPEND, breakdown=CHILDREN_CARE) if series == SHARE else measure
        own = "" if few else _newest(indicators, dated, peers.area)
        period = own or _newest(indicators, measure, ENGLAND)
        claim = claims.get(claim_id)
        rows.append(
            [
                f"{name}, {period}",
                TOO_FEW if few else _ratio(indicators, measure, peers.area, period),
                *(_beside_ratio(measure, peers, period, few=few)),
                *(Value(series, group, period, missing=NONE) for group in groups),
                f"{claimed(claim)}, {in_sentence(str(claim.area))}, {claim.period}" if claim else NONE,
                say("verdict", claim_id) if claim else "not claimed",
            ]
        )
    rank = Column("Rank", "1 is the highest")
    means, counts = Column("Neighbours", "mean"), Column("Councils", "covered")
    columns = {"authority": [] if few else [means, rank], "group": [counts]}.get(peers.level, [counts, rank])
    return Table(
        id="three-ratios",
        title=f"The three ratios of Valuing Care in {place_in_sentence(indicators, peers.area)}, and what was claimed",
        caption=f"Overspend: outturn less first budget, children’s social care. Statutory spending: the share of gross "
        f"expenditure on children’s services that went to looked-after children (narrow) or late intervention (broad). "
        f"{_said_of(peers, few=few)}{claimants(register)}{SOURCES}",
        columns=[
            *left("Ratio"),
            Column(area_name(indicators, peers.area)),
            *columns,
            *(Column(area_name(indicators, group)) for group in groups),
            *left("Claimed", "Verdict"),
        ],
        rows=rows,
        long=True,
    )


def _ratio(indicators: pd.DataFrame, measure: Measure, area: str, period: str) -> Value:
    note = note_of(indicators, measure.series, area, period)
    reasons = [words for noted, words in REASONS.items() if noted in note]
    return Value(measure.series, area, period, missing=reasons[0] if reasons else "not held")


def _beside_ratio(measure: Measure, peers: Peers, period: str, *, few: bool) -> list[str | Value]:
    """The mean of neighbours and the rank of a council, or the councils that the ratio of a group covers."""
    if few:
        return []
    rank = _of("rank", "ranked", measure, period)
    if not peers.is_council:
        covered = _of("covered", "expected", measure, period)
        return [covered] if peers.level == "group" else [covered, rank]
    per_100k, per_10k = RATES
    if measure.indicator == per_100k:
        mean = f'{per_10k.mean}:" ~ area ~ ":{period} * 10'
        return [f'{{{{ computed("{mean}", "per_100k") or "{NONE}" }}}}', rank]
    if measure.indicator + SUFFIX not in definitions():
        return [NONE, rank]
    return [Value(measure.mean, peers.area, period, missing=NONE), rank]


def amounts(indicators: pd.DataFrame, peers: Peers) -> Table:
    """The numbers of children and amounts of money of a council whose ratios would say nothing.

    Raises ``NoValues`` for every other place, and for a council without any.
    """
    rows: list[list[str | Value]] = []
    for series, label in EXPECTED.items():
        measure = Measure(*series_of(series), label, "", "")
        period = _last(indicators, measure, peers.area)
        if period and _unit(indicators, measure) in AMOUNTS:
            style = "full" if "gbp" in measure.indicator else None
            rows.append([label, period, Value(series, peers.area, period, style=style)])
    if not rows or not has_few_children(indicators, peers):
        raise NoValues(
            f"The table of amounts has no rows for {peers.area}: it lists those of councils with few children."
        )
    return Table(
        id="amounts",
        title=f"Numbers and amounts, {area_name(indicators, peers.area)}",
        caption=f"Each in the newest year that the council has. Spending is gross; budget and outturn are net. "
        f"{SOURCES}",
        columns=[*left("Figure", "Year"), Column(area_name(indicators, peers.area))],
        rows=rows,
    )


def headline(indicators: pd.DataFrame, peers: Peers) -> Table:
    """The headline indicators of a place and of the groups that it belongs to.

    Raises ``NoValues`` if the place has none of them, or too few children for them to say anything.
    """
    _check_size(indicators, peers)
    return _with_groups(
        indicators,
        peers,
        HEADLINE,
        name="headline-indicators",
        title=f"{area_name(indicators, peers.area)} compared with "
        f"{'other places' if len(peers.groups) > 1 else 'England'}",
        caption=f"{READING} Each in the newest year that the place has. – no figure. {SOURCES}",
    )


def placements_and_costs(indicators: pd.DataFrame, peers: Peers) -> Table:
    """Where looked-after children live and what a week of their care costs, in a place and in its groups.

    Raises ``NoValues`` if the place has no value of them, or too few children for them to say anything.
    """
    _check_size(indicators, peers)
    means = MEANS if any(not place.startswith("E") for place in (peers.area, *peers.groups)) else ""
    return _with_groups(
        indicators,
        peers,
        (*PLACEMENTS, *COSTS),
        name="placements-and-costs",
        title=f"Placements and the cost of a week, {area_name(indicators, peers.area)}",
        caption=f"Placements in whole per cents at 31 March, three types that do not add up to all; costs in cash, to "
        f"the nearest £5. {means}– no figure. {DFE}",
    )


def among_others(indicators: pd.DataFrame, peers: Peers) -> Table:
    """The headline indicators of a place among others of its kind: lowest, highest, mean, and the place's rank.

    Raises ``NoValues`` if the place has none of them or too few children for a rank, or if there are no others.
    """
    _check_size(indicators, peers)
    found = [(measure, _newest(indicators, measure, peers.area)) for measure in RANKED]
    rows = [_among(indicators, peers, measure, period) for measure, period in found if period and peers.others]
    if not rows:
        raise NoValues(f"A table ranks {peers.area} among others of its kind, and has no value or no others to rank.")
    others = {"authority": "neighbours", "region": "other regions", "class": "other classes"}[peers.level]
    mean = [Column("Mean", others)] if peers.is_council else []
    return Table(
        id="among-others",
        title=f"{area_name(indicators, peers.area)} among {_kind(peers)}",
        caption=f"Ranks count from the highest; {'councils' if peers.is_council else 'places'} with equal values share "
        f"one. In brackets: the 95% interval of the rank of a rate. {_mean_of(peers)}A higher figure is neither good "
        f"nor bad in itself. {SOURCES}",
        columns=[
            *left("Measure"),
            Column(area_name(indicators, peers.area)),
            *mean,
            Column("Lowest", others),
            Column("Highest", others),
            *right("Rank (1 is the highest)"),
        ],
        rows=rows,
        long=True,
    )


def _with_groups(
    indicators: pd.DataFrame, peers: Peers, measures: Sequence[Measure], *, name: str, title: str, caption: str
) -> Table:
    found = [(measure, _newest(indicators, measure, peers.area)) for measure in measures]
    places = (peers.area, *peers.groups)
    rows: list[list[str | Value]] = [
        [
            measure.heading(period),
            *(Value(measure.series, place, period, decimals=measure.decimals, missing="–") for place in places),
        ]
        for measure, period in found
        if period
    ]
    if not rows:
        raise NoValues(f"A table compares {peers.area} with its groups, and the indicators have no value of it.")
    return Table(
        id=name,
        title=title,
        caption=caption,
        columns=[*left("Measure"), *(Column(area_name(indicators, place)) for place in places)],
        rows=rows,
        long=True,
    )


def _among(indicators: pd.DataFrame, peers: Peers, measure: Measure, period: str) -> list[str | Value]:
    held = _of_others(indicators, measure, peers, period)
    ends = [min(held, key=held.__getitem__), max(held, key=held.__getitem__)] if held else []
    return [
        measure.heading(period),
        Value(measure.series, peers.area, period),
        *([Value(measure.mean, peers.area, period, missing="–")] if peers.is_council else []),
        *(Value(measure.series, end, period) for end in ends),
        *(["–"] * (2 - len(ends))),
        _of("rank", "ranked", measure, period, _interval_of_rank(measure, period)),
    ]


def _interval_of_rank(measure: Measure, period: str) -> str:
    """The interval of the rank of a rate that is made of counts; empty for other measures."""
    if measure.indicator not in counted():
        return ""
    limits = [_called(limit, measure, period) for limit in ("rank_lower", "rank_upper")]
    return f" ({{{{ {limits[0]} }}}} to {{{{ {limits[1]} }}}})"


def _of(part: str, whole: str, measure: Measure, period: str, between: str = "") -> str:
    """Two numbers about the place of the edition as one of the other, such as its rank; a dash if it has no value."""
    first, second = (_called(function, measure, period) for function in (part, whole))
    words = f"{{{{ {first} }}}}{between}\u00a0of\u00a0{{{{ {second} }}}}"
    return f"{{% if {first} %}}{words}{{% else %}}{NONE}{{% endif %}}"


def _called(function: str, measure: Measure, period: str) -> str:
    """A call about the place of the edition, which templates know as ``area``.

    Its code would make it another template, to be compiled again, in each edition.
    """
    return f"{function}({measure.series!r}, area, {period!r})"


def _against_england(indicators: pd.DataFrame, peers: Peers, measure: Measure) -> dict[str, object]:
    """The values of a measure as shares of England's, times 100; None if the place has no value."""
    period = _newest(indicators, measure, peers.area)
    if not period:
        return {"measure": measure.series, "period": "", "place": None}
    england = _at(indicators, measure.series, ENGLAND, period)
    own = _at(indicators, measure.series, peers.area, period)
    others = _of_others(indicators, measure, peers, period)
    mean = _at(indicators, measure.mean, peers.area, period) if peers.is_council else None
    return {
        "measure": measure.series,
        "period": period,
        "place": _index(own, england),
        "mean": _index(mean, england),
        "lowest": _index(min(others.values(), default=None), england),
        "highest": _index(max(others.values(), default=None), england),
        "text": number.text(own or 0.0, _unit(indicators, measure), decimals=measure.decimals),
    }


def has_few_children(indicators: pd.DataFrame, peers: Peers) -> bool:
    """Whether a council has so few children that its ratios say nothing: 32 referrals make a rate of 1,003.1."""
    found, series = lookup(indicators), ("child_population", "")
    counts = [found.value(series, peers.area, period) for period in found.periods(series)]
    newest = next((count for count in reversed(counts) if count is not None), None)
    return peers.is_council and newest is not None and newest < FEW_CHILDREN


def _check_size(indicators: pd.DataFrame, peers: Peers) -> None:
    """Raise ``NoValues`` for a council with few children."""
    if has_few_children(indicators, peers):
        raise NoValues(f"{peers.area} has fewer than {FEW_CHILDREN:,} children, too few for a rank to say anything.")


def _newest(indicators: pd.DataFrame, measure: Measure, area: str) -> str:
    """The newest period in which both a place and England have a value; empty if there is none."""
    found, both = lookup(indicators), (area, ENGLAND)
    for period in reversed(found.periods((measure.indicator, measure.breakdown))):
        # A share of a very small budget, such as that of the Isles of Scilly, says nothing.
        budget = (
            found.value(("budget_gbp", measure.breakdown), area, period) if measure.indicator == OVERSPEND else None
        )
        small = budget is not None and budget <= SMALL_BUDGET
        if not small and all(_at(indicators, measure.series, place, period) is not None for place in both):
            return period
    return ""


def _last(indicators: pd.DataFrame, measure: Measure, area: str) -> str:
    """The newest period in which a place has a value; empty if there is none."""
    periods = reversed(lookup(indicators).periods((measure.indicator, measure.breakdown)))
    return next((period for period in periods if _at(indicators, measure.series, area, period) is not None), "")


def _of_others(indicators: pd.DataFrame, measure: Measure, peers: Peers, period: str) -> dict[str, float]:
    """The values of a measure of those others that have one."""
    values = {other: _at(indicators, measure.series, other, period) for other in peers.others}
    return {other: value for other, value in values.items() if value is not None}


def _at(indicators: pd.DataFrame, series: str, area: str, period: str) -> float | None:
    return lookup(indicators).value(series_of(series), area, period)


def _unit(indicators: pd.DataFrame, measure: Measure) -> str:
    return str(indicators["unit"].iloc[lookup(indicators).rows((measure.indicator, measure.breakdown))[0]])


def _index(value: float | None, england: float | None) -> float | None:
    return None if value is None or not england else 100 * value / england


def _value(measure: Measure, area: str, period: str) -> str:
    return say("n", measure.series, area, period)


def _is(count: int) -> str:
    return "is" if count in (0, 1) else "are"


def _kind(peers: Peers) -> str:
    return {
        "authority": "its statistical neighbours and all councils",
        "region": "the regions",
        "class": "the classes",
    }[peers.level]


def _range(peers: Peers) -> str:
    """What the bars of a chart cover."""
    if peers.is_council:
        return "Bar: lowest to highest of its ten statistical neighbours; tick: their mean. "
    kind = {"region": "regions", "class": "classes of council"}.get(peers.level)
    return f"Bar: lowest to highest of the other {kind}. " if kind else ""


def _said_of(peers: Peers, *, few: bool) -> str:
    """How to read the columns of the three ratios that are about the place."""
    if few:
        return f"Too few: of fewer than {FEW_CHILDREN:,} children a ratio says nothing. "
    if peers.is_council:
        return "Rank: of the councils with a figure, counted from the highest. "
    return "Councils: those in the figure, of all. Ranks count from the highest. "


def _mean_of(peers: Peers) -> str:
    return (
        f"The ten statistical neighbours are those of the Department for Education’s model of {MODEL}; their mean and "
        "range are of those with a figure. "
        if peers.is_council
        else ""
    )
