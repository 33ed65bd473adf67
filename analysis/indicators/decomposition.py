"""Why spending on looked-after children changes: their number, where they live, and what a placement costs.

Spending is the number of children, times the share of them in each group of placements (the mix), times what a child of
that group costs in a year (the price). The groups are foster care, children's homes with secure homes, and all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.formulas.decomposition import METHODS, Array, Effects, Factors
from analysis.formulas.formula import Formula
from analysis.formulas.groups import GROUP, in_groups
from analysis.formulas.indicator import Derivation, Values, derived_indicator, formula_indicator
from analysis.formulas.key import Key
from analysis.formulas.notes import left_out
from analysis.formulas.observations import Observed
from analysis.formulas.term import Term
from analysis.formulas.values import VALUE_COLUMNS, empty_values
from analysis.tables.areas import Level
from analysis.tables.periods import ending_year, financial_year_ending

BY_PLACEMENT: Final = "looked_after_by_placement"
LINES: Final = "section_251_lines"
SPENDING: Final = "expenditure_real_gbp"
LOOKED_AFTER: Final = "children_looked_after"
WEEKLY: Final = "unit_cost_published_real_gbp_per_week"
GROUPS: Final = ("foster", "homes", "other")
SAME_COUNCILS: Final = "same_councils"
WEEKS_IN_A_YEAR: Final = 365 / 7

FIGURES: Final = {
    "spending": (SPENDING, LOOKED_AFTER),
    "children": ("looked_after_children", ""),
    "foster": ("foster_care_children", ""),
    "homes": ("childrens_homes_children", ""),
    "foster_week": (WEEKLY, "fostering"),
    "homes_week": (WEEKLY, "residential_care"),
}
"""The figures of a place and year that the decomposition takes, and the indicator and breakdown of each."""
ADDED: Final = ("spending", "children", "foster", "homes")
"""Those of them that can be added."""
FACTORS: Final = ("number", "mix", "price")
DERIVED_FROM: Final = tuple(dict.fromkeys(indicator for indicator, _ in FIGURES.values()))

NEGATIVE: Final = "no value: foster care and homes, as estimated, take all of the published spending"
NO_OTHERS: Final = "no value: no child lives elsewhere than in foster care and homes"


def _placed(words: str, placement: str) -> Formula:
    return Formula((Term(words, BY_PLACEMENT, "looked_after_children", f"placement/{placement}"),))


@formula_indicator("Children in foster care", "children")
def foster_care_children() -> Formula:
    """Looked-after children in foster care at 31 March.

    England and the regions as published, rounded to 10. Source: Department for Education.

    >>> foster_care_children().value([54_820])
    54820.0
    """
    return _placed("children in foster care", "foster_care")


@formula_indicator("Children in children’s homes", "children")
def childrens_homes_children() -> Formula:
    """Looked-after children in children's homes and secure homes at 31 March, without residential schools.

    England and the regions as published, rounded to 10. Source: Department for Education.

    >>> childrens_homes_children().value([9_480])
    9480.0
    """
    return _placed("children in children’s homes", "childrens_homes_and_secure")


def _line_share(line: str) -> Formula:
    def term(name: str) -> Term:
        words = f"expenditure on looked-after children, {name}"
        return Term(words, LINES, "gross_expenditure_gbp", f"{LOOKED_AFTER}/{name}/total")

    return Formula((term(line),), (term("total"),), totals="councils")


@formula_indicator("Fostering as a share of spending on looked-after children, as returned", "share")
def fostering_line_share() -> Formula:
    """Gross expenditure on the line of fostering as a share of that on looked-after children, in section 251 returns.

    From 2012-13 adoption and special guardianship are among looked-after children. England and the regions are sums of
    councils. Source: Department for Education.

    >>> fostering_line_share().value([400], [1_000])
    0.4
    """
    return _line_share("fostering")


@formula_indicator("Residential care as a share of spending on looked-after children, as returned", "share")
def residential_line_share() -> Formula:
    """Gross expenditure on the line of residential care as a share of that on looked-after children, in section 251.

    From 2012-13 adoption and special guardianship are among looked-after children. England and the regions are sums of
    councils. Source: Department for Education.

    >>> residential_line_share().value([300], [1_000])
    0.3
    """
    return _line_share("residential")


def _figures_of(places: Iterable[str], period: str) -> list[Key]:
    year = str(ending_year(period))
    return [
        Key(indicator, breakdown, place, year if indicator.endswith("_children") else period)
        for place in places
        for indicator, breakdown in FIGURES.values()
    ]


def _of_one_year(key: Key, _: Observed) -> list[Key]:
    return _figures_of([key.area], key.period)


def _of_both_years(key: Key, tables: Observed) -> list[Key]:
    """The figures of both years: of the place; of its councils, if it is their sum or leaves some of them out."""
    membership = tables.membership
    summed = membership.levels.get(key.area) in (Level.CLASS, Level.GROUP)
    places = [] if summed else [key.area]
    if summed or key.breakdown.endswith(SAME_COUNCILS) or key.indicator.endswith("_share"):
        places += membership.members(key.area)
    counts = tables.current(BY_PLACEMENT)
    years = counts.loc[counts["breakdown"] == "placement/childrens_homes_and_secure", "period"].astype(str)
    first = financial_year_ending(int(years.min()))
    return [part for period in (first, key.period) for part in _figures_of(places, period)]


@derived_indicator(
    "Spending on looked-after children by group of placements, real terms, estimated",
    "gbp",
    derived_from=DERIVED_FROM,
    parts=_of_one_year,
)
def looked_after_group_real_gbp(values: Values, tables: Observed) -> pd.DataFrame:
    """Real spending on children in foster care, in children's homes, and on all other looked-after children.

    Foster care and homes: children at 31 March times the published cost of a week, fifty-two weeks and a day. Other:
    published spending on looked-after children less both; it holds every other placement and what is spent on no
    placement. The publisher divides spending on fostering by children at 31 March, and that on residential care by the
    days of care of the year: homes are overestimated if more children live in them on 31 March than did on an average
    day. There is no value if nothing is left for other. Sources: Department for Education; HM Treasury, GDP deflators.
    """
    figures = _figures(values, tables)
    pounds = _pounds(figures)
    notes = figures["note"].where(~np.isnan(pounds[:, 2]), _why_none(figures))
    rows = [figures.assign(breakdown=group, value=pounds[:, column], note=notes) for column, group in enumerate(GROUPS)]
    return _as_values(pd.concat(rows))


@derived_indicator(
    "Change of spending on looked-after children, real terms", "gbp", derived_from=DERIVED_FROM, parts=_of_both_years
)
def looked_after_change_real_gbp(values: Values, tables: Observed) -> pd.DataFrame:
    """Change of real spending on looked-after children since the first year with counts of children in homes.

    It is the sum of what their number, mix and price contribute. England and the regions as published;
    ``same_councils`` leaves out, in both years, councils without spending in one of them, with all that a
    reorganisation made from one another; there is no value if the children whom it leaves out are not known by
    placement. A class or the county group is the sum of its councils with all figures in both years. Sources:
    Department for Education; HM Treasury, GDP deflators.
    """
    return _contributions(values, tables, "")


def _contribution(factor: str) -> Callable[[Derivation], Derivation]:
    return derived_indicator(
        f"Change of spending on looked-after children: {factor}",
        "gbp",
        derived_from=DERIVED_FROM,
        parts=_of_both_years,
        alternatives=("looked_after_change_real_gbp",),
    )


@_contribution("number")
def looked_after_change_number_real_gbp(values: Values, tables: Observed) -> pd.DataFrame:
    """What the change in the number of looked-after children contributes to the change of spending in real terms.

    Spending is number times mix times price, by groups of placements: foster care, children's homes, all others.
    ``lmdi`` is the logarithmic mean Divisia index (LMDI-I); if a group had no spending in one of the years, its change
    belongs in equal parts to the factors that were nought. ``shapley`` is the mean over every order of the factors.
    ``same_councils`` as for the change, at the weekly costs that are published for the whole place. Sources: Department
    for Education; HM Treasury, GDP deflators.
    """
    return _contributions(values, tables, "number")


@_contribution("mix")
def looked_after_change_mix_real_gbp(values: Values, tables: Observed) -> pd.DataFrame:
    """What the change in where looked-after children live contributes to the change of spending in real terms.

    The mix is the share of children in foster care, in children's homes and elsewhere at 31 March. Methods and
    ``same_councils`` as for the number. Sources: Department for Education; HM Treasury, GDP deflators.
    """
    return _contributions(values, tables, "mix")


@_contribution("price")
def looked_after_change_price_real_gbp(values: Values, tables: Observed) -> pd.DataFrame:
    """What the change in the cost of a child's year in each group contributes to the change of spending in real terms.

    The price holds children's needs, quality, wages and rises of prices beyond the GDP deflator together. Methods and
    ``same_councils`` as for the number. Sources: Department for Education; HM Treasury, GDP deflators.
    """
    return _contributions(values, tables, "price")


@derived_indicator(
    "Change of spending on looked-after children, as a share of the first year",
    "share",
    derived_from=DERIVED_FROM,
    parts=_of_both_years,
    alternatives=("looked_after_change_real_gbp",),
)
def looked_after_change_share(values: Values, tables: Observed) -> pd.DataFrame:
    """The change of real spending on looked-after children, and each contribution to it, over that of the first year.

    By LMDI-I, on the same councils in both years everywhere: England and the regions leave out councils without
    spending in one of them, a class or the county group those without one of the figures. ``number``, ``mix`` and
    ``price`` add up to ``all``. Sources: Department for Education; HM Treasury, GDP deflators.
    """
    found = _pairs(values, tables)
    if found is None:
        return empty_values()
    pair = pd.concat([found.councils[0], found.same[0]]), pd.concat([found.councils[1], found.same[1]])
    changes = [_changes(*pair, factor).query("breakdown in ('', 'lmdi')") for factor in ("", *FACTORS)]
    base = pd.Series(_factors(pair[0]).spending.sum(axis=1), index=changes[0].index)
    rows = pd.concat(
        [
            rows.assign(breakdown=factor or "all", base=base.where(rows["value"].notna()))
            for factor, rows in zip(("", *FACTORS), changes, strict=True)
        ]
    )
    added = _added(rows, tables)
    bases = _added(rows.assign(value=rows["base"]), tables)["value"]
    both = pd.concat([rows, added.assign(base=bases)])
    shares = both.assign(numerator=both["value"], denominator=both["base"], value=both["value"] / both["base"])
    return shares[list(VALUE_COLUMNS)]


def _figures(values: Values, tables: Observed) -> pd.DataFrame:
    """The ``FIGURES`` of every council, region and England by year, from the first with counts by placement on.

    The columns ``area_code``, ``period``, one a figure, NaN if it is missing, the coverage of spending, and a ``note``
    that says why the place has no estimate, or what is noted of its spending if it has one.
    """
    found = {name: _rows(values, *of) for name, of in FIGURES.items()}
    counts = found["homes"]  # foster care is counted in years before, homes without hostels are not
    spending = found["spending"]
    if counts.empty or spending.empty:
        return pd.DataFrame(columns=["area_code", "period", *FIGURES, "areas_covered", "areas_expected", "note"])
    since = counts.index.get_level_values("period").min()
    levels = tables.membership.levels
    own = levels.index[levels.isin((Level.AUTHORITY, Level.REGION, Level.COUNTRY))]
    at = [spending.index.get_level_values(name) for name in ("area_code", "period")]
    spending = spending[at[0].isin(own) & (at[1] >= since)]
    figures = pd.DataFrame({name: rows["value"].reindex(spending.index) for name, rows in found.items()})
    missing = {name: figures[name].isna() for name in FIGURES}
    reasons = [
        rows["note"].reindex(figures.index).fillna(f"{name.replace('_', ' ')}: not held").where(missing[name], "")
        for name, rows in found.items()
    ]
    why = ["; ".join(dict.fromkeys(filter(None, notes))) for notes in zip(*reasons, strict=True)]
    figures["note"] = [reason or note for reason, note in zip(why, spending["note"], strict=True)]
    return figures.join(spending[["areas_covered", "areas_expected"]]).reset_index()


def _rows(values: Values, indicator: str, breakdown: str) -> pd.DataFrame:
    """The values of one series by place and financial year; a 31 March is the end of its year."""
    rows = values[indicator]
    rows = rows[rows["breakdown"] == breakdown]
    periods = rows["period"].astype(str)
    if indicator.endswith("_children"):
        periods = periods.map(lambda year: financial_year_ending(int(year)))
    return rows.assign(area_code=rows["area_code"].astype(str), period=periods).set_index(["area_code", "period"])


def _pounds(figures: pd.DataFrame) -> Array:
    """Spending by place and group; NaN in every group if a figure is missing or nothing is left for other."""
    foster = figures["foster"] * figures["foster_week"] * WEEKS_IN_A_YEAR
    homes = figures["homes"] * figures["homes_week"] * WEEKS_IN_A_YEAR
    pounds = np.column_stack([foster, homes, figures["spending"] - foster - homes]).astype(float)
    pounds[~(pounds[:, 2] > 0)] = np.nan
    return pounds


def _factors(figures: pd.DataFrame) -> Factors:
    """Number, mix and price of each place; NaN if a figure is missing or the remainder has no children or no money."""
    children = figures["children"].to_numpy(dtype=float)
    number = np.where(children > 0, children, np.nan)
    foster, homes = (figures[name].to_numpy(dtype=float) for name in ("foster", "homes"))
    other = number - foster - homes
    other = np.where(other > 0, other, np.nan)
    price = np.column_stack(
        [
            figures["foster_week"] * WEEKS_IN_A_YEAR,
            figures["homes_week"] * WEEKS_IN_A_YEAR,
            _pounds(figures)[:, 2] / other,
        ]
    ).astype(float)
    return Factors(number, np.column_stack([foster, homes, other]) / number[:, None], price)


def _why_none(figures: pd.DataFrame) -> pd.Series:
    """Why each place has no factors in a year; empty if it has them."""
    incomplete = figures[list(FIGURES)].isna().any(axis=1)
    others = figures["children"] - figures["foster"] - figures["homes"]
    reason = pd.Series("", index=figures.index).mask(np.isnan(_pounds(figures)[:, 2]), NEGATIVE)
    return reason.mask(others <= 0, NO_OTHERS).mask(incomplete, figures["note"])


class _Pairs(NamedTuple):
    """The figures of the first year and of each later one: row by row the same place."""

    councils: tuple[pd.DataFrame, pd.DataFrame]
    published: tuple[pd.DataFrame, pd.DataFrame]
    same: tuple[pd.DataFrame, pd.DataFrame]
    """Regions and England less the councils without spending in one of the years."""


def _pairs(values: Values, tables: Observed) -> _Pairs | None:
    """The figures to compare; None if no year follows the first."""
    figures = _figures(values, tables)
    first = figures["period"].min()
    after = figures[figures["period"] > first].reset_index(drop=True)
    if after.empty:
        return None
    before = _at(figures, after["area_code"], first)
    wide = after["area_code"].map(tables.membership.levels).isin((Level.COUNTRY, Level.REGION))
    published = before[wide], after[wide]
    return _Pairs((before[~wide], after[~wide]), published, _without_left_out(figures, *published, tables))


def _contributions(values: Values, tables: Observed, factor: str) -> pd.DataFrame:
    """What a factor contributes, or the whole change if ``factor`` is empty, by every method and place."""
    found = _pairs(values, tables)
    if found is None:
        return empty_values()
    councils = _changes(*found.councils, factor)
    same = _changes(*found.same, factor)
    same["breakdown"] = [f"{method}_{SAME_COUNCILS}" if method else SAME_COUNCILS for method in same["breakdown"]]
    return _as_values(pd.concat([councils, _changes(*found.published, factor), _added(councils, tables), same]))


def _at(figures: pd.DataFrame, places: pd.Series, period: str) -> pd.DataFrame:
    """The figures of places in one year, in the order of the places; missing ones if a place has no row."""
    rows = figures[figures["period"] == period].set_index("area_code").reindex(places)
    note = rows["note"].fillna(f"no figures of {period}")
    return rows.assign(period=period, note=note).reset_index()


def _changes(before: pd.DataFrame, after: pd.DataFrame, factor: str) -> pd.DataFrame:
    """The contributions of one factor, or their sum, in each place: a row a place, later year and method."""
    reasons = zip(_why_none(before), _why_none(after), strict=True)
    why = ["; ".join(dict.fromkeys(filter(None, pair))) for pair in reasons]
    rows = after.assign(note=[reason or note for reason, note in zip(why, after["note"], strict=True)])
    one, other = _factors(before), _factors(after)
    if not factor:
        change = (other.spending - one.spending).sum(axis=1)
        return rows.assign(breakdown="", value=change)
    effects: dict[str, Effects] = {method: decompose(one, other) for method, decompose in METHODS.items()}
    return pd.concat([rows.assign(breakdown=method, value=getattr(found, factor)) for method, found in effects.items()])


def _added(own: pd.DataFrame, tables: Observed) -> pd.DataFrame:
    """The sums of councils' contributions in each class and the county group, of those that have one."""
    levels, names = tables.membership.levels, tables.membership.names
    members = own[["area_code", "period", "breakdown", "value"]].assign(council=own["area_code"])
    members = in_groups(members, tables)
    members = members[members["area_code"].map(levels).isin((Level.CLASS, Level.GROUP))]
    sums = members.groupby(GROUP, sort=True)["value"].agg(value=_sum, areas_covered="count", areas_expected="size")
    absent = (
        members[members["value"].isna()]
        .groupby(GROUP)["council"]
        .agg(lambda codes: _without([str(names[code]) for code in codes]))
    )
    found: pd.DataFrame = sums.join(absent.rename("note")).reset_index()
    return found.assign(note=found["note"].fillna(""))


def _sum(contributions: pd.Series) -> float:
    """The sum of what is held; missing if nothing is."""
    return float(contributions.sum(min_count=1))


def _without(names: list[str]) -> str:
    return str(left_out(np.ones((len(names), 1, 1), dtype=bool), names, "without")[0, 0])


def _without_left_out(
    figures: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, tables: Observed
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures of regions and England in both years less councils without spending in one of them.

    A published total leaves such a council's spending out and its children in. Councils that a reorganisation made
    from one another are left out together.
    """
    held = figures.set_index(["area_code", "period"])[list(ADDED)]
    spent = set(held.index[held["spending"].notna()])
    first, areas, periods = before["period"], after["area_code"], after["period"]
    absent = [_lacking(area, pair, spent, tables) for area, *pair in zip(areas, first, periods, strict=True)]
    return _less(before, held, [one for one, _ in absent], tables), _less(
        after, held, [two for _, two in absent], tables
    )


def _lacking(area: str, periods: list[str], spent: set[tuple[str, str]], tables: Observed) -> list[list[str]]:
    """The councils to leave out in each of two years, since they or their successors lack spending in one of them."""
    clusters, members = tables.membership.clusters, set(tables.membership.members(area))
    standing = [[code for code in tables.membership.standing(period) if code in members] for period in periods]
    lacking = {
        clusters[code]
        for period, codes in zip(periods, standing, strict=True)
        for code in codes
        if (code, period) not in spent
    }
    return [[code for code in codes if clusters[code] in lacking] for codes in standing]


def _less(rows: pd.DataFrame, held: pd.DataFrame, absent: list[list[str]], tables: Observed) -> pd.DataFrame:
    """The figures of places without some of their councils; missing if such a council's children are not held.

    Spending that a council did not return is in no published total.
    """
    taken = np.zeros((len(rows), len(ADDED)))
    at = np.repeat(np.arange(len(rows)), [len(codes) for codes in absent])
    councils = pd.Index([code for codes in absent for code in codes], dtype=str)
    out = held.reindex(pd.MultiIndex.from_arrays([councils, rows["period"].to_numpy()[at]])).fillna({"spending": 0.0})
    np.add.at(taken, at, out.to_numpy())
    less = dict(zip(ADDED, taken.T, strict=True))
    names = [[str(tables.membership.names[code]) for code in codes] for codes in absent]
    notes = [f"in both years {_without(called)}" if called else "the same councils in both years" for called in names]
    unknown = [f"{note}; no value: their children by placement are not held" for note in notes]
    return rows.assign(
        **{name: rows[name] - less[name] for name in ADDED},
        areas_covered=rows["areas_expected"] - [len(codes) for codes in absent],
        note=np.where(np.isnan(less["foster"]), unknown, notes),
    )


def _as_values(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(numerator=np.nan, denominator=np.nan)[list(VALUE_COLUMNS)]
