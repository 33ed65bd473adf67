"""Charts and tables of need: why children come into care, deprivation, and whether need and cost go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.formulas.key import series_name
from analysis.indicators.need import COSTS, FIFTHS, INDICES, NEEDS, WEIGHTINGS
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import in_runs
from analysis.wording import say
from figures.coverage import coverage
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, FAINT, INK, MUTED, ORANGE, PAPER, PLUM, TURQUOISE, for_words
from figures.drawing.strip import Dot, paint_dots
from figures.drawing.style import draw, draw_panels
from figures.drawing.text import folded, label_bars, label_point, panel_title, unit, write
from figures.figure import Figure, NoValues, Table, Value, left, right
from figures.lookup import lookup
from figures.marks import mark_value
from figures.number import text
from figures.selection import at_least, calendar, newest_of

CATEGORY: Final = "need_category_share"
CATEGORIES: Final = {
    "abuse_or_neglect": "Abuse or neglect",
    "family_dysfunction": "Family dysfunction",
    "absent_parenting": "Absent parenting",
    "family_in_acute_stress": "Family in acute stress",
    "parental_illness_or_disability": "Parent’s illness or disability",
    "childs_disability": "Child’s disability",
    "socially_unacceptable_behaviour": "Socially unacceptable behaviour",
    "low_income": "Low income",
}
FACTOR: Final = "assessment_factor_share"
FACTORS: Final = {
    "mental_health_of_parent": "Mental health: a parent",
    "domestic_abuse_of_parent": "Domestic abuse: a parent",
    "emotional_abuse": "Emotional abuse",
    "neglect": "Neglect",
    "mental_health_of_child": "Mental health: the child",
    "alcohol_misuse_by_parent": "Alcohol misuse: a parent",
    "drug_misuse_by_parent": "Drug misuse: a parent",
    "learning_disability_of_child": "Learning disability: the child",
    "physical_abuse_by_adult": "Physical abuse by an adult",
    "domestic_abuse_of_child": "Domestic abuse: the child",
    "sexual_abuse_by_adult": "Sexual abuse by an adult",
    "child_criminal_exploitation": "Criminal exploitation",
    "child_sexual_exploitation": "Sexual exploitation",
    "unaccompanied_asylum_seeking": "Seeking asylum alone",
}
SPLIT: Final = ("physical_abuse_by_adult", "sexual_abuse_by_adult")
"""Factors that took years to replace the undivided ones: their shares of two years are not compared."""
SCORE: Final = "sdq_score_average"
WITH_SCORE: Final = "sdq_coverage_share"
BY_FIFTH: Final = "looked_after_rate_by_deprivation_per_10k"
BY_FIFTH_OF_CHILDREN: Final = "looked_after_rate_by_deprivation_of_children_per_10k"
IN_FIFTH: Final = "councils_by_deprivation"
LONDON: Final = "E12000007"
FIFTH_NAMES: Final = dict(zip(FIFTHS, ("Least deprived", "Second", "Middle", "Fourth", "Most deprived"), strict=True))
INDEX_NAMES: Final = dict(zip(INDICES, ("All deprivation", "Income deprivation of children"), strict=True))
CORRELATION: Final = "need_and_cost_correlation"
NEED_NAMES: Final = {
    "imd": "All deprivation",
    "idaci": "Children’s deprivation",
    "children_in_need": "Children in need",
    "sdq": "SDQ score",
}
COST_NAMES: Final = {
    "week_all": "A week of care of any kind",
    "week_residential": "A week of residential care",
    "week_fostering": "A week of fostering",
    "per_child": "Spending per child of the area",
}
COLOURS: Final = dict(zip(NEEDS, (BLUE, TURQUOISE, PLUM, ORANGE), strict=True))
DFE: Final = "Source: Department for Education"
DEPRIVATION_SOURCES: Final = (
    "Sources: Department for Education; Office for National Statistics; Ministry of Housing, Communities and Local "
    "Government, English indices of deprivation."
)


def categories(indicators: pd.DataFrame) -> Figure:
    """The share of looked-after children in each category of need, in the newest year."""
    last = newest_of(indicators, CATEGORY, ENGLAND, "abuse_or_neglect")
    shares = _across(indicators, CATEGORY, CATEGORIES, last)
    highest = str(shares.index[0])

    def paint(axes: Axes) -> None:
        axes.barh(range(len(shares)), list(shares["share"]), color=BLUE, height=0.7)
        label_bars(axes, [text(share, "share") for share in shares["share"]])
        for row, (name, share, words) in enumerate(shares[["share", "words"]].itertuples()):
            key = (series_name(CATEGORY, str(name)), ENGLAND, last)
            mark_value(axes, indicators, (share, row), key, row=words)
        _name_rows(axes, list(shares["words"]))
        axes.set_xlim(0, shares["share"].max() * 1.02)
        axes.set_xticks([])
        unit(axes, "Per cent of looked-after children")

    listed = "; ".join(
        f"{row.words}, {say('n', series_name(CATEGORY, str(name)), ENGLAND, last)}"
        for name, row in zip(shares.index, shares.itertuples(), strict=True)
    )
    return Figure(
        id="need-categories",
        title=f"{shares['words'].iloc[0]} is the category of need of "
        f"{say('n', series_name(CATEGORY, highest), ENGLAND, last)} of children looked after at 31 March {last}",
        caption="Children looked after in England by the category recorded when they first needed help, one for each "
        f"child. {coverage(indicators, series_name(CATEGORY, highest), ENGLAND, last)} {DFE}, Children looked after.",
        alt=f"Bars from the most frequent category to the rarest: {listed}.",
        drawing=draw(paint, left=(222, 140), right=(58, 46), top=34, bottom=10, height=(300, 380)),
        data=shares[["share"]].reset_index(names="category"),
    )


def factors(indicators: pd.DataFrame) -> Figure:
    """The share of assessments that found each factor, in the first year held and the newest."""
    held = calendar(indicators, FACTOR, "neglect")
    if len(held) < 2:
        raise NoValues("A chart of factors needs two years.")
    first, last = held[0], held[-1]
    shares = _across(indicators, FACTOR, FACTORS, last)
    shares["before"] = _across(indicators, FACTOR, FACTORS, first)["share"].drop([*SPLIT], errors="ignore")

    def paint(axes: Axes) -> None:
        for row, (was, now) in enumerate(zip(shares["before"].tolist(), shares["share"].tolist(), strict=True)):
            axes.plot([was, now], [row, row], color=FAINT, linewidth=3, zorder=1)
            axes.plot(was, row, marker="o", markersize=7, markerfacecolor=PAPER, markeredgecolor=BLUE)
            axes.plot(now, row, marker="o", markersize=8, color=BLUE)
            series, words = series_name(FACTOR, str(shares.index[row])), shares["words"].iloc[row]
            for value, period in ((was, first), (now, last)):
                if pd.notna(value):
                    mark_value(axes, indicators, (value, row), (series, ENGLAND, period), row=words)
            write(axes, text(now, "share"), (1, row), of=("panel", "data"), by=(8, 0))
        _name_rows(axes, list(shares["words"]))
        axes.set_ylim(len(shares) - 0.5, -1.1)
        axes.set_xlim(0, shares[["share", "before"]].max().max() * 1.06)
        axes.set_xticks([])
        top = shares.iloc[0]
        rightwards = top["share"] >= top["before"]
        label_point(axes, top["before"], 0, first, colour=MUTED, dy=7, ha="right" if rightwards else "left")
        label_point(axes, top["share"], 0, last, colour=BLUE, dy=7, ha="left" if rightwards else "right")
        unit(axes, "Per cent of assessments with any factor")

    change = (shares["share"] - shares["before"]).dropna()
    most, least = str(change.idxmax()), str(change.idxmin())

    def moved(name: str) -> str:
        key = series_name(FACTOR, name)
        return (
            f"{FACTORS[name]}, {say('n', key, ENGLAND, first)} in {first} and {say('n', key, ENGLAND, last)} in {last}"
        )

    highest = str(shares.index[0])
    return Figure(
        id="need-factors",
        title=f"{FACTORS[highest].replace(': a', ' of a').replace(': the', ' of the')} was found in "
        f"{say('n', series_name(FACTOR, highest), ENGLAND, last)} of assessments with a factor in {last}",
        caption=f"Assessments of children in need in England in the year to 31 March {first} (hollow) and {last} "
        "(filled) that found the factor, as a share of those that found any; an assessment may find several. "
        "Abuse by an adult is counted apart from abuse by another child in the later years only, and criminal "
        f"exploitation was added. {DFE}, Children in need.",
        alt=f"A row for each of the factors shown, the most frequent first. The share that moved up most, or fell "
        f"least: {moved(most)}. The one that moved down most, or rose least: {moved(least)}.",
        drawing=draw(paint, left=(206, 118), right=(52, 44), top=36, bottom=8, height=(430, 520)),
        data=shares[["before", "share"]].set_axis([first, last], axis=1).reset_index(names="factor"),
        unit="share",
    )


def difficulties(indicators: pd.DataFrame) -> Table:
    """The average SDQ score of each year, and how many of the children who should have one do."""
    scores = at_least(indicators, SCORE, ENGLAND, values=1)
    return Table(
        id="need-difficulties",
        title=f"Difficulties of looked-after children, England, {scores.index[0]} to {scores.index[-1]}",
        caption="Average score of the strengths and difficulties questionnaire (SDQ), higher with greater "
        f"difficulties, of children aged five to sixteen looked after for a year. {DFE}, Children looked after.",
        columns=left("31 March") + right("Average score", "Children with a score (per cent)"),
        rows=[
            [str(period), Value(SCORE, ENGLAND, str(period)), Value(WITH_SCORE, ENGLAND, str(period), missing="–")]
            for period in scores.index
        ],
    )


def by_deprivation(indicators: pd.DataFrame) -> Figure:
    """The looked-after rate in fifths of the councils by deprivation, a panel for each index."""
    last = newest_of(indicators, BY_FIFTH, ENGLAND, f"imd/{FIFTHS[0]}")
    rate = partial(lookup(indicators).value, area=ENGLAND, period=last)
    rates = pd.DataFrame(
        {index: [rate((BY_FIFTH, f"{index}/{fifth}")) for fifth in FIFTHS] for index in INDICES},
        index=pd.Index(FIFTHS, name="fifth"),
        dtype=float,
    )

    def paint(panels: Sequence[Axes]) -> None:
        for axes, index in zip(panels, INDICES, strict=True):
            axes.barh(range(len(rates)), list(rates[index]), color=BLUE if index == "imd" else TURQUOISE, height=0.7)
            label_bars(axes, [text(rate, "per_10k") for rate in rates[index]])
            for row, (fifth, rate) in enumerate(rates[index].items()):
                key = (series_name(BY_FIFTH, f"{index}/{fifth}"), ENGLAND, last)
                words = f"{INDEX_NAMES[index]}: {FIFTH_NAMES[str(fifth)].lower()}"
                mark_value(axes, indicators, (rate, row), key, row=words)
            _name_rows(axes, list(FIFTH_NAMES.values()))
            axes.set_xlim(0, rates.max().max() * (1.02 if is_narrow(axes) else 1.55))
            axes.set_xticks([])
            panel_title(axes, INDEX_NAMES[index])

    def ends(index: str) -> str:
        least, most = (series_name(BY_FIFTH, f"{index}/{FIFTHS[end]}") for end in (0, -1))
        return (
            f"{say('n', least, ENGLAND, last)} in the least deprived fifth, {say('n', most, ENGLAND, last)} in the most"
        )

    least, most = (series_name(BY_FIFTH, f"imd/{FIFTHS[end]}") for end in (0, -1))
    scored = newest_of(indicators, IN_FIFTH, ENGLAND, f"imd/{FIFTHS[0]}")
    return Figure(
        id="need-by-deprivation",
        title=f"In the most deprived fifth of councils {say('n', most, ENGLAND, last)} of every "
        f"10,000 children were looked after in {last}, in the least deprived {say('n', least, ENGLAND, last)}",
        caption=f"Children looked after per 10,000 children at 31 March {last}, in fifths of the councils by "
        f"the average score of the English index of multiple deprivation of {scored} and of that of income deprivation "
        "affecting children; children of the councils added up. Without the City of London and the Isles of Scilly, "
        f"which have too few children to compare. {DEPRIVATION_SOURCES}",
        alt=f"Two panels of five bars, from the least to the most deprived fifth of councils. By all deprivation: "
        f"{ends('imd')}. By income deprivation of children: {ends('idaci')}.",
        drawing=draw_panels(
            paint, len(INDICES), columns=(2, 1), left=96, right=44, top=34, bottom=8, height=(230, 400)
        ),
        data=rates.reset_index(),
        unit="per_10k",
    )


def fifths(indicators: pd.DataFrame) -> Table:
    """The looked-after rate by fifth under both indices and both ways to make fifths, and London's boroughs in each."""
    last = newest_of(indicators, BY_FIFTH, ENGLAND, f"imd/{FIFTHS[0]}")
    scored = newest_of(indicators, IN_FIFTH, ENGLAND, f"imd/{FIFTHS[0]}")

    def row(fifth: str) -> list[str | Value]:
        rates = [
            Value(series_name(indicator, f"{index}/{fifth}"), ENGLAND, last)
            for index in INDICES
            for indicator in (BY_FIFTH, BY_FIFTH_OF_CHILDREN)
        ]
        boroughs = [Value(series_name(IN_FIFTH, f"{index}/{fifth}"), LONDON, scored) for index in INDICES]
        return [FIFTH_NAMES[fifth], *rates, *boroughs]

    return Table(
        id="need-fifths",
        title=f"Looked-after children by deprivation of the council: two indices and two rules, {last}",
        caption=f"Per 10,000 children at 31 March {last}. Fifths have as many councils each or, in the columns "
        "of fifths of children, about as many children. London boroughs: how many of them are in each fifth of "
        f"councils, without the City of London. {DEPRIVATION_SOURCES}",
        columns=left("Fifth")
        + right("All deprivation", "All deprivation (fifths of children)", "Children’s index")
        + right("Children’s index (fifths of children)", "London boroughs (all deprivation)")
        + right("London boroughs (children’s index)"),
        rows=[row(fifth) for fifth in FIFTHS],
    )


def need_and_cost(indicators: pd.DataFrame) -> Figure:
    """Every rank correlation of need and cost: a strip for each pair of measures, a dot for each choice."""
    rows = indicators[indicators["indicator"] == CORRELATION].dropna(subset=["value"])
    if rows.empty:
        raise NoValues("No correlation of need and cost is held.")
    named = rows["breakdown"].str.split("/", expand=True).set_axis(["need", "cost", "weighting"], axis=1)
    found = pd.concat([rows[["breakdown", "period", "value", "areas_covered"]], named], axis=1)
    periods = sorted(found["period"].unique())
    last = periods[-1]
    heights = {
        (cost, need): block * (len(NEEDS) + 1.4) + lane
        for block, cost in enumerate(COSTS)
        for lane, need in enumerate(NEEDS)
    }
    dots = [
        Dot(value, heights[cost, need], COLOURS[need], period == last, weighting != WEIGHTINGS[0])
        for need, cost, weighting, period, value in found[["need", "cost", "weighting", "period", "value"]].itertuples(
            index=False
        )
    ]

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=INK, linewidth=1, zorder=1)
        paint_dots(axes, dots)
        columns = (found[name].tolist() for name in ("need", "cost", "weighting", "breakdown", "period", "value"))
        for need, cost, weighting, breakdown, period, value in zip(*columns, strict=True):
            at, key = (value, heights[cost, need]), (series_name(CORRELATION, breakdown), ENGLAND, period)
            words = f"{COST_NAMES[cost]}: {NEED_NAMES[need].lower()}"
            mark_value(axes, indicators, at, key, row=words, remark=f"weighted by {weighting}")
        axes.set_yticks(list(heights.values()), [folded(axes, NEED_NAMES[need]) for _, need in heights])
        for block, cost in enumerate(COSTS):
            words = COST_NAMES[cost]
            write(axes, words, (-1, block * (len(NEEDS) + 1.4) - 0.95), colour=INK, bold=True)
        axes.set_ylim(max(heights.values()) + 0.7, -1.9)
        axes.set_xlim(-1, 1)
        axes.set_xticks([-1, -0.5, 0, 0.5, 1], [""] * 5)
        axes.grid(visible=True, axis="x")
        for place, words, ha in ((-1, "Opposite", "left"), (0, "No order", "center"), (1, "Same order", "right")):
            write(axes, words, (place, 0), of=("data", "panel"), by=(0, -14), ha=ha, colour=MUTED)
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", labelcolor=for_words(INK))

    def ends(costs: Sequence[str]) -> tuple[str, str]:
        """The lowest and the highest correlation with some measures of cost, as templates."""
        some = found[found["cost"].isin(list(costs))].sort_values(["value", "breakdown"], kind="stable")
        low, high = (
            say("n", series_name(CORRELATION, str(one["breakdown"])), ENGLAND, str(one["period"]))
            for one in (some.iloc[0], some.iloc[-1])
        )
        return low, high

    weekly = ends([cost for cost in COSTS if cost.startswith("week")])
    ranges = "; ".join("{}: from {} to {}".format(COST_NAMES[cost], *ends([cost])) for cost in COSTS)
    with_index = sorted(found.loc[found["need"].isin(INDICES), "period"].unique())
    scored = f"; deprivation is held for {in_runs(with_index)} alone" if with_index and with_index != periods else ""
    earlier = f" and {periods[0]} (hollow)" if len(periods) > 1 else ""
    return Figure(
        id="need-and-cost",
        title=f"Between councils, rank correlations of need with the weekly cost of care run from {weekly[0]} to "
        f"{weekly[1]}, {in_runs(periods)}",
        caption=f"Spearman’s rank correlation over the councils with both figures, {last} (filled){earlier}; circles "
        f"count each council alike, diamonds by its looked-after children. Every choice is shown{scored}. "
        f"{DEPRIVATION_SOURCES}",
        alt=f"Strips of dots on a scale from the opposite order, through none, to the same order. {ranges}.",
        drawing=draw(paint, left=(158, 104), right=(16, 12), top=8, height=(610, 600)),
        data=found[["need", "cost", "weighting", "period", "value", "areas_covered"]]
        .sort_values(["cost", "need", "weighting", "period"])
        .reset_index(drop=True),
        unit="correlation",
    )


def _across(indicators: pd.DataFrame, indicator: str, words: Mapping[str, str], period: str) -> pd.DataFrame:
    """England's shares by breakdown in one period, the highest first, with their words."""
    values = {name: lookup(indicators).value((indicator, name), ENGLAND, period) for name in words}
    shares = pd.DataFrame({"share": pd.Series(values, dtype=float), "words": pd.Series(words)})
    return shares.dropna().sort_values("share", ascending=False, kind="stable")


def _name_rows(axes: Axes, words: Sequence[str]) -> None:
    """The names of rows from the top, over two lines if a narrow chart has no room for one."""
    axes.set_yticks(range(len(words)), [folded(axes, name) if is_narrow(axes) else name for name in words])
    axes.set_ylim(len(words) - 0.4, -0.6)
    axes.tick_params(axis="y", labelcolor=INK)
    axes.grid(visible=False)
