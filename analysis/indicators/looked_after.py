"""How many children are looked after, start and cease to be looked after.

Source: Department for Education, Children looked after in England; population: Office for National Statistics.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import formula_indicator
from analysis.formulas.term import Term

CHILDREN: Final = Term("children looked after at 31 March", "looked_after", "looked_after_children")
STARTING: Final = Term("children starting to be looked after", "looked_after", "starting_children")
CEASING: Final = Term("children ceasing to be looked after", "looked_after", "ceasing_children")
LONG_SERIES: Final = Term(
    "children looked after at 31 March, as printed in 2024", "looked_after_england", "looked_after_children"
)
POPULATION: Final = Term("children aged 0 to 17 at mid-year", "population", "children_0_17", mid_year=True)
THEN_USED: Final = Term("on the population then used", "looked_after", "child_population_as_published")
POPULATION_OR_AS_PUBLISHED: Final = replace(POPULATION, otherwise=THEN_USED)


@formula_indicator("Children looked after at 31 March", "children")
def looked_after_children() -> Formula:
    """Children looked after by local authorities on 31 March.

    England and the regions are the publisher's totals, rounded to 10; classes and the county group are sums of the
    councils that publish a figure. Suppressed figures stay out of the sums. Source: Department for Education.

    >>> looked_after_children().value([81_770])
    81770.0
    """
    return Formula((CHILDREN,))


@formula_indicator(
    "Children looked after in England since 1994, as printed in 2024",
    "children",
    alternatives=("looked_after_children",),
)
def looked_after_children_since_1994() -> Formula:
    """Children looked after in England on 31 March, from 1994 on, as the Department's series of November 2024 has them.

    England alone. From 2010 the numbers may differ by some tens from those of the year's own release, and that of 2024
    has been revised since. Source: Department for Education.

    >>> looked_after_children_since_1994().value([47_590])
    47590.0
    """
    return Formula((LONG_SERIES,), totals="published only")


@formula_indicator("Children starting to be looked after in the year", "children")
def starting_children() -> Formula:
    """Children who started to be looked after in the year to 31 March.

    Withheld for a council if its number of looked-after children at either end of the year is suppressed: starts and
    ceases would nearly give it back. Source: Department for Education.

    >>> starting_children().value([33_000])
    33000.0
    """
    return Formula((STARTING,))


@formula_indicator("Children ceasing to be looked after in the year", "children")
def ceasing_children() -> Formula:
    """Children who ceased to be looked after in the year to 31 March.

    Withheld for a council if its number of looked-after children at either end of the year is suppressed: starts and
    ceases would nearly give it back. Source: Department for Education.

    >>> ceasing_children().value([34_450])
    34450.0
    """
    return Formula((CEASING,))


@formula_indicator("Children aged 0 to 17 at the mid-year before", "children")
def child_population() -> Formula:
    """Children aged 0 to 17 at the mid-year before 31 March, for the places and years with looked-after children.

    Source: Office for National Statistics, mid-year estimates; for 2010, the population that the Department for
    Education then used.
    """
    return Formula((POPULATION_OR_AS_PUBLISHED,))


@formula_indicator(
    "Children looked after per 10,000 children", "per_10k", counted=True, alternatives=("looked_after_rate_per_100k",)
)
def looked_after_rate_per_10k() -> Formula:
    """Children looked after on 31 March for every 10,000 children aged 0 to 17 at the mid-year before.

    The pairing is the Department for Education's own. Places without a population estimate, such as old Dorset,
    Bournemouth and Poole before 2019, have no rate. 2010 stands on the population then used, which was revised since.
    Sources: Department for Education; Office for National Statistics.

    >>> round(looked_after_rate_per_10k().value([81_770], [12_183_016]), 1)
    67.1
    """
    return Formula((CHILDREN,), (POPULATION_OR_AS_PUBLISHED,), per=10_000)


@formula_indicator(
    "Children looked after per 100,000 children", "per_100k", counted=True, alternatives=("looked_after_rate_per_10k",)
)
def looked_after_rate_per_100k() -> Formula:
    """Children looked after on 31 March for every 100,000 children aged 0 to 17: ten times the rate per 10,000.

    The Department for Education publishes the rate per 10,000; the two are often confused. Sources: Department for
    Education; Office for National Statistics.

    >>> round(looked_after_rate_per_100k().value([81_770], [12_183_016]))
    671
    """
    return Formula((CHILDREN,), (POPULATION_OR_AS_PUBLISHED,), per=100_000)


@formula_indicator("Children starting to be looked after per 10,000 children", "per_10k", counted=True)
def starting_rate_per_10k() -> Formula:
    """Children starting to be looked after in the year to 31 March for every 10,000 children aged 0 to 17.

    Sources: Department for Education; Office for National Statistics, mid-year before.

    >>> round(starting_rate_per_10k().value([30], [10_000]))
    30
    """
    return Formula((STARTING,), (POPULATION,), per=10_000)


@formula_indicator("Children ceasing to be looked after per 10,000 children", "per_10k", counted=True)
def ceasing_rate_per_10k() -> Formula:
    """Children ceasing to be looked after in the year to 31 March for every 10,000 children aged 0 to 17.

    Sources: Department for Education; Office for National Statistics, mid-year before.

    >>> round(ceasing_rate_per_10k().value([34_450], [12_183_016]))
    28
    """
    return Formula((CEASING,), (POPULATION,), per=10_000)
