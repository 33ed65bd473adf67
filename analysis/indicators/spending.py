"""What councils spend on children's and young people's services, by category, from section 251 returns.

Gross expenditure, excluding capital expenditure charged to revenue (CERA). Source: Department for Education, LA and
school expenditure; deflators: HM Treasury; population: Office for National Statistics.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.groups import in_groups, of_each_council, share_of_councils
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
"""The first year since when section 251 is held for every year."""
LINES_SINCE: Final = "2012-13"
"""Before, strategy was a line of its own, and in 2010-11 social work was apart from safety."""
CATEGORIES_SINCE: Final = "2010-11"
"""In 2008-09 early years and services for young people were not part of the return."""
LINES_TABLE: Final = "section_251_lines"
MEASURE: Final = "gross_expenditure_gbp"
LAST_WITH_ADOPTION_APART: Final = "2011-12"
LAST_WITH_ASYLUM_APART: Final = "2008-09"
LITTLE: Final = 0.4
HALF: Final = 0.5
"""The shares between which the network's report has statutory duties move."""
LATE_INTERVENTION: Final = ("children_looked_after", "safeguarding", "youth_justice")
EARLY_INTERVENTION: Final = ("sure_start_and_early_years", "family_support", "services_for_young_people")


def _expenditure(category: str) -> Term:
    words = "expenditure" if category == EACH else f"expenditure on {category.replace('_', ' ')}"
    otherwise = _line(words, f"{category}/total/total")
    return Term(words, "section_251", MEASURE, category, otherwise=otherwise)


def _line(words: str, breakdown: str, *, until: str = "", sign: int = 1) -> Term:
    return Term(words, LINES_TABLE, MEASURE, breakdown, until=until, sign=sign)


def _expenditures(categories: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(_expenditure(category) for category in categories)


@formula_indicator("Gross expenditure, cash", "gbp", alternatives=("expenditure_real_gbp",))
def expenditure_gbp() -> Formula:
    """Gross expenditure on children's and young people's services by category, in pounds of the year.

    England and the regions are the publisher's totals, which leave out councils whose return failed its checks. Before
    2016-17 a council's figure is the total of the category in its return, and regions are sums of councils. Source:
    Department for Education, section 251 outturn.

    >>> expenditure_gbp().value([8_955_400_000])
    8955400000.0
    """
    return Formula((_expenditure(EACH),), since=CATEGORIES_SINCE)


@formula_indicator(
    "Gross expenditure, real terms", "gbp", alternatives=("expenditure_gbp", "expenditure_real_smoothed_gbp")
)
def expenditure_real_gbp() -> Formula:
    """Gross expenditure by category in prices of the newest outturn year, by the GDP deflator.

    Sources: Department for Education, section 251 outturn; HM Treasury, GDP deflators.
    """
    return Formula((_expenditure(EACH),), deflated="gdp", since=CATEGORIES_SINCE)


@formula_indicator(
    "Gross expenditure, real terms, pandemic year smoothed", "gbp", alternatives=("expenditure_real_gbp",)
)
def expenditure_real_smoothed_gbp() -> Formula:
    """Gross expenditure in real terms with the deflator's index of 2020-21 replaced by the mean of the years beside it.

    The GDP deflator of 2020-21 was distorted by the pandemic. Sources as for real terms.
    """
    return Formula((_expenditure(EACH),), deflated="gdp smoothed", since=CATEGORIES_SINCE)


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
    return Formula((_expenditure(EACH),), (POPULATION,), totals="published where complete", since=LINES_SINCE)


@formula_indicator(
    "Gross expenditure per child, real terms", "gbp_per_child", alternatives=("expenditure_per_child_gbp",)
)
def expenditure_real_per_child_gbp() -> Formula:
    """Gross expenditure per child aged 0 to 17 in prices of the newest outturn year, of the councils covered only.

    Sources: Department for Education, section 251 outturn; HM Treasury; Office for National Statistics.
    """
    each = _expenditure(EACH)
    return Formula((each,), (POPULATION,), deflated="gdp", totals="published where complete", since=LINES_SINCE)


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


@formula_indicator(
    "Gross expenditure on early intervention, real terms",
    "gbp",
    alternatives=("early_intervention_lines_of_the_time_real_gbp",),
)
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


@formula_indicator(
    "Gross expenditure on early intervention, lines of the time, real terms",
    "gbp",
    alternatives=("early_intervention_real_gbp",),
)
def early_intervention_lines_of_the_time_real_gbp() -> Formula:
    """Gross expenditure on early years, family support and services for young people since 2010-11, in real terms.

    The lines of 2010-11 and 2011-12 were drawn otherwise than those of later years, so that a change over 2012-13 is
    partly one of definition. Sources: Department for Education, section 251 outturn; HM Treasury, GDP deflators.

    >>> early_intervention_lines_of_the_time_real_gbp().value([5, 10, 5])
    20.0
    """
    return Formula(_expenditures(EARLY_INTERVENTION), deflated="gdp", since=CATEGORIES_SINCE)


@formula_indicator(
    "Gross expenditure on looked-after children, one set of lines, real terms",
    "gbp",
    alternatives=("expenditure_real_gbp",),
)
def looked_after_on_one_set_of_lines_real_gbp() -> Formula:
    """Gross expenditure on looked-after children since 2008-09 on the lines of 2012-13, in real terms.

    Adoption and special guardianship, which were other services until 2011-12, and asylum-seeking children, who were a
    category of their own in 2008-09, are counted in every year. 2009-10, 2014-15 and 2015-16 are not held. Sums of
    2008-09 are without Bedfordshire and Cheshire, abolished in April 2009. Sources: Department for Education, section
    52 and section 251 outturn; HM Treasury, GDP deflators.

    >>> looked_after_on_one_set_of_lines_real_gbp().value([80, 10, 5, 5])
    100.0
    """
    looked_after = _expenditure("children_looked_after")
    adoption, guardianship = (
        _line(
            f"{line.replace('_', ' ')}, until 2011-12",
            f"other_children_and_families/{line}/total",
            until=LAST_WITH_ADOPTION_APART,
        )
        for line in ("adoption", "special_guardianship")
    )
    asylum = _line("asylum seekers, 2008-09", "asylum_seekers/total/total", until=LAST_WITH_ASYLUM_APART)
    return Formula((looked_after, adoption, guardianship, asylum), deflated="gdp")


def _of_looked_after(sector: str, sign: int = 1) -> Term:
    words = f"spending with {sector} providers" if sector != "total" else "spending with all providers"
    return _line(words, f"children_looked_after/{EACH}/{sector}", sign=sign)


@formula_indicator("Private providers' share of spending on looked-after children", "share")
def looked_after_private_share() -> Formula:
    """Gross expenditure with private providers as a share of all on looked-after children, residential or fostering.

    Held for 2008-09 and 2010-11 to 2013-14, in which councils reported spending by sector of the provider; later
    returns are not held by sector. Source: Department for Education, section 52 and section 251 outturn.

    >>> looked_after_private_share().value([30], [100])
    0.3
    """
    return Formula((_of_looked_after("private"),), (_of_looked_after("total"),))


@formula_indicator("Voluntary providers' share of spending on looked-after children", "share")
def looked_after_voluntary_share() -> Formula:
    """Gross expenditure with voluntary providers as a share of that on looked-after children.

    Years as for private providers. Source: Department for Education, section 52 and section 251 outturn.

    >>> looked_after_voluntary_share().value([5], [100])
    0.05
    """
    return Formula((_of_looked_after("voluntary"),), (_of_looked_after("total"),))


@formula_indicator("Public providers' share of spending on looked-after children", "share")
def looked_after_public_share() -> Formula:
    """Gross expenditure on councils' own and other public provision as a share of that on looked-after children.

    It is what is neither private nor voluntary, since 2008-09 has no line between own and other public provision.
    Source: Department for Education, section 52 and section 251 outturn.

    >>> looked_after_public_share().value([100, 30, 5], [100])
    0.65
    """
    outside = (_of_looked_after("private", sign=-1), _of_looked_after("voluntary", sign=-1))
    return Formula((_of_looked_after("total"), *outside), (_of_looked_after("total"),))


@derived_indicator(
    "Councils that spend under two fifths of children's services on looked-after children (narrow)",
    "share",
    derived_from=("statutory_share_narrow",),
    parts=of_each_council("statutory_share_narrow"),
)
def councils_narrow_share_under_two_fifths_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose narrow share is below two fifths, as a share of the councils with a narrow share.

    Source: Department for Education, section 251 outturn.
    """
    return _councils_whose_narrow_share(values, tables, lambda share: share < LITTLE)


@derived_indicator(
    "Councils that spend over half of children's services on looked-after children (narrow)",
    "share",
    derived_from=("statutory_share_narrow",),
    parts=of_each_council("statutory_share_narrow"),
)
def councils_narrow_share_over_half_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose narrow share is above a half, as a share of the councils with a narrow share.

    Source: Department for Education, section 251 outturn.
    """
    return _councils_whose_narrow_share(values, tables, lambda share: share > HALF)


def _councils_whose_narrow_share(
    values: Values, tables: Observed, fits: Callable[[pd.Series], pd.Series]
) -> pd.DataFrame:
    """The share of the councils of each composite place whose narrow share fits, by period."""
    own = values["statutory_share_narrow"]
    councils = in_groups(own[own["area_code"].isin(tables.membership.clusters)], tables)
    rows = share_of_councils(councils, fits(councils["value"]))
    return rows[rows["value"].notna()].assign(note="")[list(VALUE_COLUMNS)]


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

    Councils that a reorganisation made from one another are taken together, and left out together if one of them has no
    figure. So a publisher's total that leaves out a council does not read as a fall. A place counts them all if one of
    them belongs to it: the county group counts Bournemouth, Christchurch and Poole with Dorset. Sources: Department for
    Education, section 251 outturn; HM Treasury, GDP deflators.
    """
    membership = tables.membership
    own = values["expenditure_real_gbp"]
    own = own[own["area_code"].isin(membership.clusters) & (own["areas_expected"] == 1)]
    own = own[own["period"].astype(str) >= BASE_YEAR]
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
