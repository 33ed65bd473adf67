"""Why children come into care, how deprived their councils are, and whether cost and need go together.

Sources: Department for Education, Children looked after and Children in need; Ministry of Housing, Communities and
Local Government, English indices of deprivation; population: Office for National Statistics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import pandas as pd

from analysis.formulas.correlation import rank_correlation
from analysis.formulas.formula import Formula
from analysis.formulas.indicator import Parts, Values, derived_indicator, formula_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.term import EACH, Term
from analysis.formulas.values import empty_values, values_of
from analysis.indicators.looked_after import CHILDREN
from analysis.tables.areas import COUNCIL, ENGLAND, Level
from analysis.tables.periods import ending_year, financial_year_ending, mid_year_before

WELLBEING: Final = "wellbeing"
DEPRIVATION: Final = "deprivation"
INDICES: Final = ("imd", "idaci")
FIFTHS: Final = ("1_least_deprived", "2", "3", "4", "5_most_deprived")
IN_NO_FIFTH: Final = ("E09000001", "E06000053")
"""The City of London and the Isles of Scilly, with too few children to compare."""
NOTE: Final = "City of London and Isles of Scilly are in no fifth"


@formula_indicator("Looked-after children by category of need", "share", counted=True)
def need_category_share() -> Formula:
    """Children looked after on 31 March by category of need, as a share of all of them.

    The category is recorded when a child first needs help. Each child has one, the first that applies in an order set
    by the department, so a child of one category may have the needs of others. Source: Department for Education.

    >>> need_category_share().value([53_000], [81_770])  # doctest: +ELLIPSIS
    0.648...
    """
    table, measure = "looked_after_by_characteristic", "looked_after_children"
    return Formula((Term("children by category of need", table, measure, f"need/{EACH}"),), (CHILDREN,))


@formula_indicator("Assessments that found a factor", "share", counted=True)
def assessment_factor_share() -> Formula:
    """Assessments of children in need that found a factor in the year to 31 March, as a share of those that found any.

    An assessment may find several factors, so the shares overlap and are never added up. Source: Department for
    Education.

    >>> assessment_factor_share().value([100], [400])
    0.25
    """
    return Formula(
        (Term("assessments with the factor", "assessment_factors", "assessments_with_factor", EACH),),
        (Term("assessments with any factor", "assessment_factors", "assessments_with_any_factor"),),
    )


@formula_indicator("Average score of difficulties of looked-after children (SDQ)", "score")
def sdq_score_average() -> Formula:
    """Average score of the strengths and difficulties questionnaire, from nought to forty.

    Of children aged five to sixteen on 31 March who had been looked after for a year and have a score. A higher score
    means greater difficulties. Averages cannot be added, so classes and the county group have none. Source: Department
    for Education.

    >>> sdq_score_average().value([14.9])
    14.9
    """
    return Formula((Term("average SDQ score", WELLBEING, "sdq_score_average"),), totals="published only")


@formula_indicator("Looked-after children with a score of difficulties (SDQ)", "share", counted=True)
def sdq_coverage_share() -> Formula:
    """Children with a score of the strengths and difficulties questionnaire, as a share of those who should have one.

    Those are the children aged five to sixteen on 31 March who had been looked after for a year. Source: Department
    for Education.

    >>> round(sdq_coverage_share().value([33_790], [43_220]), 2)
    0.78
    """
    return Formula(
        (Term("children with an SDQ score", WELLBEING, "children_with_sdq_score"),),
        (Term("children aged 5 to 16 looked after for 12 months", WELLBEING, "children_aged_5_to_16"),),
    )


@formula_indicator("Average score of deprivation", "index_score")
def deprivation_score() -> Formula:
    """Average score of the index of multiple deprivation (imd), and of income deprivation affecting children (idaci).

    A county council's is the mean of its districts', weighted by children aged 0 to 17; ranks are not averaged. The two
    indices have different units, and their scores are not compared with each other. Source: Ministry of Housing,
    Communities and Local Government.

    >>> deprivation_score().value([0.5])
    0.5
    """
    return Formula((Term("average score", DEPRIVATION, "average_score", EACH),), totals="published only")


def fifths_by_number(scores: pd.Series) -> pd.Series:
    """The fifth of each council, from 0 for the least deprived to 4, so that each fifth has as many councils.

    If their number cannot be divided by five, the least deprived fifths have one more. Equal scores go by code.

    >>> list(fifths_by_number(pd.Series([5, 1, 2, 3, 4, 6], index=list("abcdef"))))
    [3, 0, 0, 1, 2, 4]
    """
    order = scores.sort_index().sort_values(kind="stable").index
    return pd.Series([place * 5 // len(order) for place in range(len(order))], index=order).reindex(scores.index)


def fifths_by_children(scores: pd.Series, children: pd.Series) -> pd.Series:
    """The fifth of each council, from 0 for the least deprived to 4, so that each fifth has about as many children.

    A council is in the fifth in which the middle one of its children is, counted from the least deprived council.

    >>> list(fifths_by_children(pd.Series([1, 2, 3], index=list("abc")), pd.Series([10, 10, 80], index=list("abc"))))
    [0, 0, 3]
    """
    order = scores.sort_index().sort_values(kind="stable").index
    held = children.reindex(order).fillna(0)
    middle = held.cumsum() - held / 2
    return (middle * 5 // held.sum()).clip(upper=4).astype(int).reindex(scores.index)


class _Year(NamedTuple):
    """The councils of one index in one year: each one's fifth, children looked after and child population."""

    period: str
    deprivation: str
    councils: pd.DataFrame


def _years(values: Values, *, by_children: bool) -> Iterator[_Year]:
    """The councils in fifths, of every year since the index is held: the newest index by then counts."""
    scores = _councils(values["deprivation_score"])
    children, population = _councils(values["looked_after_children"]), _councils(values["child_population"])
    for period in sorted(children["period"].unique()):
        looked_after, all_children = (_at(frame, period) for frame in (children, population))
        for index in INDICES:
            known = scores[(scores["breakdown"] == index) & (scores["period"] <= period)]
            if known.empty:
                continue
            score = _at(known, known["period"].max()).drop(list(IN_NO_FIFTH), errors="ignore").dropna()
            fifth = fifths_by_children(score, all_children) if by_children else fifths_by_number(score)
            councils = pd.DataFrame({"fifth": fifth, "children": looked_after, "population": all_children})
            yield _Year(period, index, councils[councils["fifth"].notna()])


def _councils(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of single councils, keys as text."""
    rows = frame[["breakdown", "area_code", "period", "value"]]
    rows = rows.astype({"breakdown": str, "area_code": str, "period": str})
    return rows[rows["area_code"].str.match(COUNCIL)]


def _at(frame: pd.DataFrame, period: str) -> pd.Series:
    return frame[frame["period"] == period].set_index("area_code")["value"]


def _rates(values: Values, *, by_children: bool) -> pd.DataFrame:
    rows = []
    for year in _years(values, by_children=by_children):
        for number, councils in year.councils.groupby("fifth"):
            whole = councils.dropna()
            above, below = float(whole["children"].sum()), float(whole["population"].sum())
            rate = 10_000 * above / below if below else float("nan")
            breakdown = f"{year.deprivation}/{FIFTHS[int(str(number).split('.')[0])]}"
            figures = (rate, above, below, len(whole), len(councils), NOTE)
            rows.append((breakdown, ENGLAND, year.period, *figures))
    return values_of(rows)


def _of_fifth(*, by_children: bool) -> Parts:
    """The scores of all councils, which make the fifths, and the children and populations of the councils of one."""

    def parts(key: Key, tables: Observed) -> list[Key]:
        index, _, fifth = key.breakdown.partition("/")
        newest = max(period for period in tables.current(DEPRIVATION)["period"].unique() if period <= key.period)
        scores = _read(tables, DEPRIVATION, newest, index).drop(list(IN_NO_FIFTH), errors="ignore")
        if by_children:
            fifths = fifths_by_children(scores, _read(tables, "population", mid_year_before(key.period)))
        else:
            fifths = fifths_by_number(scores)
        councils = sorted(fifths.index[fifths == FIFTHS.index(fifth)])
        found = [Key("deprivation_score", index, council, newest) for council in sorted(scores.index)]
        found += [Key(name, "", council, key.period) for council in councils for name in COUNTED]
        if by_children:
            found += [Key("child_population", "", council, key.period) for council in sorted(scores.index)]
        return found

    return parts


def _read(tables: Observed, table: str, period: str, breakdown: str = "") -> pd.Series:
    """The figures of a table with one measure, by council."""
    rows = tables.current(table)
    rows = rows[(rows["period"] == period) & (rows["breakdown"] == breakdown)]
    rows = rows.astype({"area_code": str})
    return rows[rows["area_code"].str.match(COUNCIL)].set_index("area_code")["value"]


COUNTED: Final = ("looked_after_children", "child_population")


@derived_indicator(
    "Children looked after per 10,000 children, by deprivation of the council",
    "per_10k",
    derived_from=(*COUNTED, "deprivation_score"),
    parts=_of_fifth(by_children=False),
    counted=True,
    alternatives=("looked_after_rate_by_deprivation_of_children_per_10k",),
)
def looked_after_rate_by_deprivation_per_10k(values: Values, _: Observed) -> pd.DataFrame:
    """Children looked after on 31 March per 10,000 children, in fifths of the councils by their deprivation.

    Councils are in the order of their average score, in five groups of as many councils; the children of a group are
    added up and divided by its population. The City of London and the Isles of Scilly are in no group, with
    too few children to compare. Years before the index was published have no value. Sources: Department for
    Education; Office for National Statistics; Ministry of Housing, Communities and Local Government.
    """
    return _rates(values, by_children=False)


@derived_indicator(
    "Children looked after per 10,000 children, by deprivation of the council, fifths of children",
    "per_10k",
    derived_from=(*COUNTED, "deprivation_score"),
    parts=_of_fifth(by_children=True),
    counted=True,
    alternatives=("looked_after_rate_by_deprivation_per_10k",),
)
def looked_after_rate_by_deprivation_of_children_per_10k(values: Values, _: Observed) -> pd.DataFrame:
    """Children looked after on 31 March per 10,000 children, in groups of councils that have a fifth of children each.

    Councils are in the order of their average score; one is in the fifth in which the middle one of its children is.
    Otherwise as the rate by fifths of councils. Sources: Department for Education; Office for National Statistics;
    Ministry of Housing, Communities and Local Government.
    """
    return _rates(values, by_children=True)


def _of_every_score(key: Key, tables: Observed) -> list[Key]:
    """The scores of all councils, which make the fifths."""
    index = key.breakdown.partition("/")[0]
    return [Key("deprivation_score", index, council, key.period) for council in tables.membership.members(ENGLAND)]


@derived_indicator(
    "Councils by fifth of deprivation", "count", derived_from=("deprivation_score",), parts=_of_every_score
)
def councils_by_deprivation(values: Values, tables: Observed) -> pd.DataFrame:
    """How many councils of a region or of England are in each fifth of all councils by their average score.

    Without the City of London and the Isles of Scilly. Source: Ministry of Housing, Communities and Local Government.
    """
    scores = _councils(values["deprivation_score"])
    pairs = tables.membership.pairs.astype(str)
    shown = tables.membership.levels[lambda levels: levels.isin((Level.REGION, Level.COUNTRY))].index
    pairs = pairs[pairs["composite"].isin(shown)]
    rows = []
    for (index, period), held in scores.groupby(["breakdown", "period"]):
        score = held.set_index("area_code")["value"].drop(list(IN_NO_FIFTH), errors="ignore").dropna()
        members = pairs.assign(fifth=pairs["area_code"].map(fifths_by_number(score))).dropna()
        for place, fifths in members.groupby("composite")["fifth"]:
            for number, name in enumerate(FIFTHS):
                count = int((fifths == number).sum())
                nothing = float("nan")
                figures = (count, nothing, nothing, len(fifths), len(fifths), NOTE if place == ENGLAND else "")
                rows.append((f"{index}/{name}", place, period, *figures))
    return values_of(rows)


NEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "imd": ("deprivation_score", "imd"),
    "idaci": ("deprivation_score", "idaci"),
    "children_in_need": ("children_in_need_rate_per_10k", ""),
    "sdq": ("sdq_score_average", ""),
}
"""Measures of need by council: two of its population, one of the children it knows, one of those it looks after."""
COSTS: Final[Mapping[str, tuple[str, str]]] = {
    "week_all": ("unit_cost_published_gbp_per_week", "looked_after_all"),
    "week_residential": ("unit_cost_published_gbp_per_week", "residential_care"),
    "week_fostering": ("unit_cost_published_gbp_per_week", "fostering"),
    "per_child": ("expenditure_per_child_gbp", "children_looked_after"),
}
"""Measures of cost by council: a week of care of a looked-after child, and spending per child who lives there."""
WEIGHTINGS: Final = ("councils", "children")
"""Each council counts alike, or as often as it has looked-after children."""
YEARS_BACK: Final = (0, 3)
"""The newest year of costs, and one with the same measures before it."""
FEWEST: Final = 30
"""Councils with both measures that a correlation needs."""


def choices() -> list[str]:
    """Every choice of need, cost and weighting, as breakdowns.

    >>> len(choices()), choices()[0]
    (32, 'imd/week_all/councils')
    """
    return [f"{need}/{cost}/{weighting}" for need in NEEDS for cost in COSTS for weighting in WEIGHTINGS]


def _of_choice(key: Key, tables: Observed) -> list[Key]:
    """The need, cost and looked-after children of every council."""
    need, cost, _ = key.breakdown.split("/")
    year = str(ending_year(key.period))
    indicator, breakdown = NEEDS[need]
    found = []
    for council in tables.membership.standing(key.period):
        found.append(Key(indicator, breakdown, council, year))
        found.append(Key(COSTS[cost][0], COSTS[cost][1], council, key.period))
        found.append(Key("looked_after_children", "", council, year))
    return found


@derived_indicator(
    "Rank correlation of need and cost between councils",
    "correlation",
    derived_from=(*dict.fromkeys(name for name, _ in (*NEEDS.values(), *COSTS.values())), "looked_after_children"),
    parts=_of_choice,
)
def need_and_cost_correlation(values: Values, _: Observed) -> pd.DataFrame:
    """Spearman's rank correlation of a measure of need and a measure of cost over the councils that have both.

    One if the councils have the same order by both, minus one if the opposite one, about nought if the orders have
    nothing to do with each other. Need is deprivation (imd, idaci), children in need per 10,000, or the average SDQ
    score; cost is a week of all looked-after children, of residential care or of fostering, or spending on looked-after
    children per child aged 0 to 17. Councils count alike or by their looked-after children. A correlation between
    councils says nothing about single children. Sources: Department for Education; Ministry of Housing, Communities and
    Local Government; Office for National Statistics.
    """
    held = {name: _councils(frame) for name, frame in values.items()}
    of_costs = {period for name, _ in COSTS.values() for period in held[name]["period"].unique()}
    if not of_costs:
        return empty_values()
    newest = max(map(ending_year, of_costs))
    rows = []
    for year in sorted(newest - back for back in YEARS_BACK):
        weights = _measured(held, "looked_after_children", "", str(year))
        for need, (of_need, index) in NEEDS.items():
            needs = _measured(held, of_need, index, str(year))
            for cost, (of_cost, service) in COSTS.items():
                costs = _measured(held, of_cost, service, financial_year_ending(year))
                both = pd.DataFrame({"need": needs, "cost": costs, "weight": weights})
                expected = len(both)
                both = both.dropna()
                enough = len(both) >= FEWEST
                note = "" if enough else f"fewer than {FEWEST} councils have both figures"
                for weighting in WEIGHTINGS:
                    weight = both["weight"] if weighting == "children" else None
                    value = rank_correlation(both["need"], both["cost"], weight) if enough else float("nan")
                    figures = (value, float("nan"), float("nan"), len(both), expected, note)
                    rows.append((f"{need}/{cost}/{weighting}", ENGLAND, financial_year_ending(year), *figures))
    return values_of(rows)


def _measured(held: Mapping[str, pd.DataFrame], indicator: str, breakdown: str, period: str) -> pd.Series:
    rows = held[indicator]
    return _at(rows[rows["breakdown"] == breakdown], period)
