"""What councils spend on children's and young people's services, by category, from section 251 returns.

Gross expenditure, excluding capital expenditure charged to revenue (CERA). Source: Department for Education, LA and
school expenditure; deflators: HM Treasury; population: Office for National Statistics.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import Values, derived_indicator, formula_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.term import EACH, Term
from analysis.formulas.values import VALUE_COLUMNS
from analysis.indicators.looked_after import POPULATION

CATEGORIES: Final = (
    "children_looked_after",
    "safeguarding",
    "family_support",
    "youth_justice",
    "services_for_young_people",
    "sure_start_and_early_years",
    "other_children_and_families",
)
BASE_YEAR: Final = "2016-17"
"""The first year that section 251 is held for councils: the lines of earlier years differ."""
LINES_SINCE: Final = "2012-13"
"""Before, strategy was a line of its own, and 2010-11 had neither safeguarding nor services for young people."""
LATE_INTERVENTION: Final = ("children_looked_after", "safeguarding", "youth_justice")
EARLY_INTERVENTION: Final = ("sure_start_and_early_years", "family_support", "services_for_young_people")


def _expenditure(category: str) -> Term:
    words = "expenditure" if category == EACH else f"expenditure on {category.replace('_', ' ')}"
    return Term(words, "section_251", "gross_expenditure_gbp", category)


def _expenditures(categories: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(_expenditure(category) for category in categories)


@formula_indicator("Gross expenditure, cash", "gbp", alternatives=("expenditure_real_gbp",))
def expenditure_gbp() -> Formula:
    """Gross expenditure on children's and young people's services by category, in pounds of the year.

    England and the regions are the publisher's totals, which leave out councils whose return failed its checks.
    Source: Department for Education, section 251 outturn.

    >>> expenditure_gbp().value([8_955_400_000])
    8955400000.0
    """
    return Formula((_expenditure(EACH),))


@formula_indicator(
    "Gross expenditure, real terms", "gbp", alternatives=("expenditure_gbp", "expenditure_real_smoothed_gbp")
)
def expenditure_real_gbp() -> Formula:
    """Gross expenditure by category in prices of the newest outturn year, by the GDP deflator.

    Sources: Department for Education, section 251 outturn; HM Treasury, GDP deflators.
    """
    return Formula((_expenditure(EACH),), deflated="gdp")


@formula_indicator(
    "Gross expenditure, real terms, pandemic year smoothed", "gbp", alternatives=("expenditure_real_gbp",)
)
def expenditure_real_smoothed_gbp() -> Formula:
    """Gross expenditure in real terms with the deflator of 2020-21 replaced by the mean of its neighbours.

    The GDP deflator of 2020-21 was distorted by the pandemic. Sources as for real terms.
    """
    return Formula((_expenditure(EACH),), deflated="gdp smoothed")


@formula_indicator(
    "Gross expenditure per child, cash", "gbp_per_child", alternatives=("expenditure_real_per_child_gbp",)
)
def expenditure_per_child_gbp() -> Formula:
    """Gross expenditure in a financial year per child aged 0 to 17 at its mid-year, of the councils covered only.

    Where a publisher's total leaves out councils, the sums of the others' expenditure and population stand in its
    place. Sources: Department for Education, section 251 outturn; Office for National Statistics.

    >>> expenditure_per_child_gbp().value([12_000], [10])
    1200.0
    """
    return Formula((_expenditure(EACH),), (POPULATION,), totals="published where complete")


@formula_indicator(
    "Gross expenditure per child, real terms", "gbp_per_child", alternatives=("expenditure_per_child_gbp",)
)
def expenditure_real_per_child_gbp() -> Formula:
    """Gross expenditure per child aged 0 to 17 in prices of the newest outturn year, of the councils covered only.

    Sources: Department for Education, section 251 outturn; HM Treasury; Office for National Statistics.
    """
    return Formula((_expenditure(EACH),), (POPULATION,), deflated="gdp", totals="published where complete")


@formula_indicator(
    "Spending on looked-after children as a share of children's services (narrow)",
    "share",
    alternatives=("statutory_share_broad",),
)
def statutory_share_narrow() -> Formula:
    """Gross expenditure on looked-after children as a share of all children's and young people's services.

    All services are the sum of the seven categories, so that a total missing or incomplete at the source does not
    move the share. Safeguarding is a statutory duty too: this is the narrow reading. From 2012-13 on, when the lines
    took their present form. Source: Department for Education.

    >>> statutory_share_narrow().value([50], [50, 20, 10, 5, 5, 5, 5])
    0.5
    """
    return Formula((_expenditure("children_looked_after"),), _expenditures(CATEGORIES), since=LINES_SINCE)


@formula_indicator(
    "Spending on late intervention as a share of children's services (broad)",
    "share",
    alternatives=("statutory_share_narrow",),
)
def statutory_share_broad() -> Formula:
    """Gross expenditure on looked-after children, safeguarding and youth justice as a share of all categories.

    Source: Department for Education, section 251 outturn.

    >>> statutory_share_broad().value([50, 20, 5], [50, 20, 10, 5, 5, 5, 5])
    0.75
    """
    return Formula(_expenditures(LATE_INTERVENTION), _expenditures(CATEGORIES), since=LINES_SINCE)


@formula_indicator("Spending on early intervention as a share of children's services", "share")
def early_intervention_share() -> Formula:
    """Gross expenditure on early years, family support and services for young people as a share of all categories.

    Source: Department for Education, section 251 outturn.

    >>> early_intervention_share().value([5, 10, 5], [50, 20, 10, 5, 5, 5, 5])
    0.2
    """
    return Formula(_expenditures(EARLY_INTERVENTION), _expenditures(CATEGORIES), since=LINES_SINCE)


@formula_indicator("Gross expenditure on early intervention, real terms", "gbp")
def early_intervention_real_gbp() -> Formula:
    """Gross expenditure on early years, family support and services for young people, in real terms.

    Sources: Department for Education, section 251 outturn; HM Treasury, GDP deflators.
    """
    return Formula(_expenditures(EARLY_INTERVENTION), deflated="gdp", since=LINES_SINCE)


@formula_indicator("Gross expenditure on late intervention, real terms", "gbp")
def late_intervention_real_gbp() -> Formula:
    """Gross expenditure on looked-after children, safeguarding and youth justice, in real terms.

    Sources: Department for Education, section 251 outturn; HM Treasury, GDP deflators.
    """
    return Formula(_expenditures(LATE_INTERVENTION), deflated="gdp", since=LINES_SINCE)


def _of_each_council_in_both_years(key: Key, tables: Observed) -> list[Key]:
    clusters = tables.membership.clusters
    led = {clusters[area] for area in tables.membership.members(key.area)}
    return [
        Key("expenditure_real_gbp", key.breakdown, area, period)
        for area, leader in clusters.items()
        if leader in led
        for period in (BASE_YEAR, key.period)
    ]


@derived_indicator(
    "Growth of gross expenditure since 2016-17, real terms, same councils",
    "share",
    derived_from=("expenditure_real_gbp",),
    parts=_of_each_council_in_both_years,
)
def expenditure_real_growth_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Growth of gross expenditure in real terms since 2016-17, of the councils with a figure in both years only.

    Councils that a reorganisation made from one another are taken together, and left out together where one of them
    has no figure. So a publisher's total that leaves out a council does not read as a fall. Sources: Department for
    Education, section 251 outturn; HM Treasury, GDP deflators.
    """
    membership = tables.membership
    own = values["expenditure_real_gbp"]
    own = own[own["area_code"].isin(membership.clusters) & (own["areas_expected"] == 1)]
    together = own.assign(cluster=own["area_code"].map(membership.clusters), missing=own["value"].isna())
    keys = ["cluster", "breakdown", "period"]
    sums = together.groupby(keys, sort=True).agg(
        value=("value", "sum"), missing=("missing", "any"), councils=("value", "size")
    )
    sums["value"] = sums["value"].mask(sums["missing"])
    later = sums.reset_index()
    base = later.loc[later["period"] == BASE_YEAR, ["cluster", "breakdown", "value"]]
    both = later.merge(base, on=["cluster", "breakdown"], how="left", suffixes=("", "_base"))
    both["held"] = both["value"].notna() & both["value_base"].notna()
    places = membership.pairs.assign(cluster=membership.pairs["area_code"].map(membership.clusters))
    alone = pd.DataFrame({"composite": list(membership.clusters), "cluster": list(membership.clusters.values())})
    single = alone["cluster"].map(alone["cluster"].value_counts()) == 1
    places = pd.concat([places[["composite", "cluster"]].drop_duplicates(), alone[single]])
    rows = both.merge(places, on="cluster")
    counted = rows["councils"].where(rows["held"], 0)
    rows = rows.assign(
        growth=(rows["value"] - rows["value_base"]).where(rows["held"]),
        base=rows["value_base"].where(rows["held"]),
        counted=counted,
    )
    growth = (
        rows.groupby(["composite", "breakdown", "period"], sort=True)
        .agg(
            numerator=("growth", "sum"),
            denominator=("base", "sum"),
            areas_covered=("counted", "sum"),
            areas_expected=("councils", "sum"),
        )
        .reset_index()
        .rename(columns={"composite": "area_code"})
    )
    growth["value"] = growth["numerator"] / growth["denominator"].where(growth["denominator"] > 0)
    growth["note"] = f"since {BASE_YEAR}, councils with a figure in both years"
    return growth.loc[growth["value"].notna(), list(VALUE_COLUMNS)]
