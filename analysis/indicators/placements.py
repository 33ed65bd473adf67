"""Where looked-after children live, who provides it, how long it lasts, and what a week of care costs.

Children are counted; unit costs are published rounded to £5 and placements of 2020 in whole per cents, both without
numerators. Sources: Department for Education, some through the Local Authority Interactive Tool.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.groups import GROUP, in_groups
from analysis.formulas.indicator import Parts, Values, derived_indicator, formula_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.term import EACH, Term
from analysis.formulas.values import VALUE_COLUMNS
from analysis.indicators.looked_after import CHILDREN
from analysis.tables.periods import ending_year

UNIT_COST: Final = Term("unit cost", "unit_costs", "unit_cost_gbp_per_week", EACH)
PLACEMENT: Final = Term("share of placements", "placements", "placement_percent", EACH)
BY_PLACEMENT: Final = "looked_after_by_placement"
BY_LOCALITY: Final = "looked_after_by_locality"
HOMES_OUTSIDE: Final = "childrens_homes_outside_boundary"
STABILITY: Final = "placement_stability"
NO_TREND: Final = (
    ("2024", "supported accommodation that was not yet registered is with other placements and providers not reported"),
)
"""Nothing about placement or provider is a trend through that year."""


def _placed(words: str, breakdown: str) -> Term:
    return Term(words, BY_PLACEMENT, "looked_after_children", breakdown, remarks=NO_TREND)


def _located(words: str, breakdown: str, sign: int = 1) -> Term:
    return Term(words, BY_LOCALITY, "looked_after_children", breakdown, sign=sign)


IN_PLACEMENT: Final = _placed("children by placement", "placement/*")
BY_PROVIDER: Final = _placed("children by provider", "provider/*")
PRIVATE: Final = _placed("children in private provision", "provider/private")
OUTSIDE: Final = _located("children placed outside the boundary", "locality/outside")
INSIDE: Final = _located("children placed inside the boundary", "locality/inside")
PLACED_HERE: Final = _located("children of other councils placed in the area", "placing_council/other_councils")
UNSETTLED: Final = Term("children in three or more placements", STABILITY, "children_in_three_or_more_placements")
SAME_CARER: Final = Term("children with the same carer for two years", STABILITY, "children_with_same_carer")
LONG_TERM: Final = Term("children looked after for long", STABILITY, "children_looked_after_long_term")
RESIDENTIAL: Final = "childrens_homes_and_secure"


@formula_indicator("Children by placement", "children", alternatives=("placement_share",))
def children_by_placement() -> Formula:
    """Children looked after on 31 March by type of placement.

    From 2021 there are eight types. Of 2010 to 2012 and 2014 to 2017 children's homes are counted with secure homes and
    hostels, and from 2016 with most residential schools, and other placements in the community with independent living.
    In 2024 supported accommodation that was not yet registered is with other placements. Suppressed figures stay out of
    the sums of councils. Source: Department for Education.

    >>> children_by_placement().value([54_820])
    54820.0
    """
    return Formula((IN_PLACEMENT,))


@formula_indicator("Share of children by placement", "share", counted=True, alternatives=("placement_share",))
def children_by_placement_share() -> Formula:
    """Children looked after on 31 March by type of placement, as a share of all looked-after children, from counts.

    A class or the county group has the share of its councils that publish a count. Source: Department for Education.

    >>> round(children_by_placement_share().value([54_820], [81_770]), 3)
    0.67
    """
    return Formula((IN_PLACEMENT,), (CHILDREN,))


@formula_indicator("Children by provider", "children")
def children_by_provider() -> Formula:
    """Children looked after on 31 March by who provides their placement: the council, another, private or voluntary.

    2010, 2013, 2018 to 2021 are not held. In 2024 supported accommodation that was not yet registered has no provider
    reported, so no trend runs through that year. Source: Department for Education.

    >>> children_by_provider().value([32_980])
    32980.0
    """
    return Formula((BY_PROVIDER,))


@formula_indicator("Share of children in private provision", "share", counted=True)
def private_provision_share() -> Formula:
    """Children whose placement is provided privately, as a share of all children looked after on 31 March.

    Providers that are not reported count as not private. Source: Department for Education.

    >>> round(private_provision_share().value([32_980], [81_770]), 3)
    0.403
    """
    return Formula((PRIVATE,), (CHILDREN,))


@formula_indicator("Children by distance of their placement from home", "children")
def children_by_distance() -> Formula:
    """Children looked after on 31 March by the distance of their placement from home: twenty miles or less, or more.

    Source: Department for Education.

    >>> children_by_distance().value([18_120])
    18120.0
    """
    return Formula((_located("children by distance", "distance/*"),))


@formula_indicator("Children placed outside the boundary of their council", "children")
def outside_boundary_children() -> Formula:
    """Children looked after on 31 March who are placed outside the boundary of the council that looks after them.

    Source: Department for Education.

    >>> outside_boundary_children().value([36_350])
    36350.0
    """
    return Formula((OUTSIDE,))


@formula_indicator("Share of children placed outside the boundary of their council", "share", counted=True)
def outside_boundary_share() -> Formula:
    """Children placed outside their council's boundary, as a share of those placed inside or outside it, on 31 March.

    To 2014 some children are in neither. Source: Department for Education.

    >>> round(outside_boundary_share().value([36_350], [36_350, 45_420]), 3)
    0.445
    """
    return Formula((OUTSIDE,), (OUTSIDE, INSIDE))


@formula_indicator("Children of other councils placed in the area", "children")
def placed_by_other_councils_children() -> Formula:
    """Children looked after by other councils who are placed within the boundary of a council on 31 March.

    For a region or England these are children placed within another council's boundary, wherever it lies. Source:
    Department for Education.

    >>> placed_by_other_councils_children().value([1_160])
    1160.0
    """
    return Formula((PLACED_HERE,))


@formula_indicator("Children placed in the area by other councils less own children placed outside it", "children")
def net_gain_of_placed_children() -> Formula:
    """Children of other councils placed within a council's boundary less its own children placed outside it.

    Above zero, the area takes more children than its council places elsewhere. Children placed outside England or at
    places that are not known make England's figure less than zero. Source: Department for Education.

    >>> net_gain_of_placed_children().value([1_160, 407])
    753.0
    """
    return Formula((PLACED_HERE, OUTSIDE.less))


@formula_indicator("Children in children's homes outside the boundary of their council", "children")
def homes_outside_boundary_children() -> Formula:
    """Children looked after on 31 March who live in children's homes outside the boundary of their council.

    2014 to 2024, suppressed in a third of councils' figures. Source: Department for Education, answer to a request.

    >>> homes_outside_boundary_children().value([5_760])
    5760.0
    """
    return Formula((Term("children in homes outside the boundary", HOMES_OUTSIDE, "children_placed_outside_boundary"),))


@formula_indicator("Share of children in children's homes who are outside the boundary of their council", "share")
def homes_outside_boundary_share() -> Formula:
    """Children in children's homes outside their council's boundary, as a share of its children in homes, as published.

    In whole per cents: the number of all children in homes is not given. Source: Department for Education, answer to a
    request.

    >>> homes_outside_boundary_share().value([67])
    0.67
    """
    share = Term("per cent of children in homes", HOMES_OUTSIDE, "placed_outside_boundary_percent")
    return Formula((share,), per=0.01, totals="published only")


@formula_indicator("Net gain of children in children's homes", "children")
def homes_net_gain_children() -> Formula:
    """Other councils' children in homes within a council's boundary less its own in homes outside it, on 31 March.

    Source: Department for Education, answer to a request.

    >>> homes_net_gain_children().value([-300])
    -300.0
    """
    return Formula((Term("net gain of children in homes", HOMES_OUTSIDE, "net_gain_children"),))


@formula_indicator("Children in three or more placements in the year", "children")
def three_or_more_placements_children() -> Formula:
    """Children looked after on 31 March who had three or more placements in the year to it.

    Source: Department for Education.

    >>> three_or_more_placements_children().value([8_500])
    8500.0
    """
    return Formula((UNSETTLED,))


@formula_indicator("Share of children in three or more placements in the year", "share", counted=True)
def three_or_more_placements_share() -> Formula:
    """Children with three or more placements in the year, as a share of all children looked after on 31 March.

    Source: Department for Education.

    >>> round(three_or_more_placements_share().value([8_500], [81_770]), 3)
    0.104
    """
    return Formula((UNSETTLED,), (CHILDREN,))


@formula_indicator(
    "Share of children looked after for long who have the same carer for two years", "share", counted=True
)
def same_carer_share() -> Formula:
    """Children living with the same carer for at least two years, as a share of those looked after for long.

    These are children under sixteen looked after continuously for at least two and a half years on 31 March. Source:
    Department for Education.

    >>> round(same_carer_share().value([19_680], [28_710]), 3)
    0.685
    """
    return Formula((SAME_CARER,), (LONG_TERM,))


@formula_indicator("New placements in the year", "count")
def new_placements() -> Formula:
    """Placements of looked-after children that began in the year to 31 March; a child may have several.

    Source: Department for Education.

    >>> new_placements().value([90_930])
    90930.0
    """
    return Formula((Term("new placements", STABILITY, "new_placements"),))


@formula_indicator("Cost of a child's week, as published", "gbp_per_week")
def unit_cost_published_gbp_per_week() -> Formula:
    """Section 251 expenditure on a service in pounds a child a week, as published, rounded to £5.

    Over the children at 31 March; residential care: over the days of care in the year. That of all looked-after
    children is withheld for a council whose number of them is suppressed: with spending it would give the number back.
    Source: Department for Education.

    >>> unit_cost_published_gbp_per_week().value([7_385])
    7385.0
    """
    return Formula((UNIT_COST,), totals="published only")


@formula_indicator("Cost of a child's week, as published, real terms", "gbp_per_week")
def unit_cost_published_real_gbp_per_week() -> Formula:
    """The published cost of a child's week in prices of the newest outturn year, by the GDP deflator.

    Sources: Department for Education; HM Treasury, GDP deflators.
    """
    return Formula((UNIT_COST,), deflated="gdp", totals="published only")


@formula_indicator("Children by placement, as published", "share")
def placement_published_share() -> Formula:
    """Looked-after children by type of placement on 31 March, as published in whole per cents.

    The three types held do not add up to all placements; supported living changes its definition in 2024. Source:
    Department for Education.

    >>> placement_published_share().value([66])
    0.66
    """
    return Formula((PLACEMENT,), per=0.01, totals="published only")


def _published_and_weights(published: str) -> Parts:
    """The councils' published figures and the looked-after children that weigh them; of one place, its own figure."""

    def parts(key: Key, tables: Observed) -> list[Key]:
        if tables.membership.levels.get(key.area) not in ("class", "group"):
            return [key._replace(indicator=published)]
        figures = [key._replace(indicator=published, area=area) for area in tables.membership.members(key.area)]
        year = str(ending_year(key.period))
        weights = [Key("looked_after_children", "", figure.area, year) for figure in figures]
        return figures + weights

    return parts


@derived_indicator(
    "Cost of a child's week",
    "gbp_per_week",
    derived_from=("unit_cost_published_gbp_per_week", "looked_after_children"),
    parts=_published_and_weights("unit_cost_published_gbp_per_week"),
)
def unit_cost_gbp_per_week(values: Values, tables: Observed) -> pd.DataFrame:
    """Section 251 expenditure in pounds a child a week, by service.

    Over the children at 31 March; residential care: over the days of care in the year. Councils, regions and England as
    published, rounded to £5. A class or the county group has an approximate mean of its councils' costs, weighted by
    their looked-after children at the end of the year. Source: Department for Education.
    """
    return _with_weighted_means(values["unit_cost_published_gbp_per_week"], values["looked_after_children"], tables)


@derived_indicator(
    "Cost of a child's week, real terms",
    "gbp_per_week",
    derived_from=("unit_cost_published_real_gbp_per_week", "looked_after_children"),
    parts=_published_and_weights("unit_cost_published_real_gbp_per_week"),
)
def unit_cost_real_gbp_per_week(values: Values, tables: Observed) -> pd.DataFrame:
    """Section 251 expenditure in pounds a child a week, by service, in prices of the newest outturn year.

    Over the children at 31 March; residential care: over the days of care in the year. A class or the county group has
    an approximate mean, weighted by looked-after children. Sources: Department for Education; HM Treasury, GDP
    deflators.
    """
    return _with_weighted_means(
        values["unit_cost_published_real_gbp_per_week"], values["looked_after_children"], tables
    )


@derived_indicator(
    "Children by placement, in whole per cents",
    "share",
    alternatives=("children_by_placement_share",),
    derived_from=("placement_published_share", "looked_after_children"),
    parts=_published_and_weights("placement_published_share"),
)
def placement_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Looked-after children by type of placement on 31 March, as a share of all looked-after children.

    Councils, regions and England as published, in whole per cents. A class or the county group has an approximate mean
    of its councils' shares, weighted by their looked-after children. Source: Department for Education.
    """
    return _with_weighted_means(values["placement_published_share"], values["looked_after_children"], tables)


def _with_weighted_means(published: pd.DataFrame, children: pd.DataFrame, tables: Observed) -> pd.DataFrame:
    levels = tables.membership.levels
    weights = children.assign(year=children["period"].map(ending_year))[["area_code", "year", "value"]]
    single = published.assign(year=published["period"].map(ending_year)).merge(
        weights.rename(columns={"value": "weight"}), on=["area_code", "year"], how="left"
    )
    members = in_groups(single[single["areas_expected"] == 1], tables)
    members = members[members["area_code"].map(levels).isin(("class", "group"))]
    held = members["value"].notna() & members["weight"].notna()
    members = members.assign(
        held=held, weighted=(members["value"] * members["weight"]).where(held), weight=members["weight"].where(held)
    )
    means = (
        members.groupby(GROUP, sort=True)
        .agg(
            weighted=("weighted", "sum"),
            weight=("weight", "sum"),
            areas_covered=("held", "sum"),
            areas_expected=("held", "size"),
        )
        .reset_index()
    )
    means["value"] = means["weighted"] / means["weight"].where(means["weight"] > 0)
    means = means.assign(
        numerator=float("nan"),
        denominator=float("nan"),
        note="approximate: mean of the councils' published figures, weighted by their looked-after children",
    )
    return pd.concat([published, means])[list(VALUE_COLUMNS)]
