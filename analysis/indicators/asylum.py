"""Unaccompanied asylum-seeking children, and looked-after children without them.

Sources: Department for Education, Children looked after in England; population: Office for National Statistics.
"""

from __future__ import annotations

from typing import Final

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import formula_indicator
from analysis.formulas.term import Term
from analysis.indicators.looked_after import CEASING, CHILDREN, POPULATION, POPULATION_OR_AS_PUBLISHED, STARTING

FLOWS: Final = "starting_ceasing_by_characteristic"


def _unaccompanied(words: str, table: str, measure: str) -> Term:
    return Term(f"unaccompanied asylum-seeking children {words}", table, measure, "asylum/unaccompanied")


LOOKED_AFTER: Final = _unaccompanied(
    "looked after at 31 March", "looked_after_by_characteristic", "looked_after_children"
)
STARTED: Final = _unaccompanied("starting to be looked after", FLOWS, "starting_children")
CEASED: Final = _unaccompanied("ceasing to be looked after", FLOWS, "ceasing_children")
MOVED: Final = Term(
    "children whose care was taken by another local authority",
    "ceasing_by_reason",
    "ceasing_children",
    "reason/taken_by_another_council",
)


@formula_indicator("Unaccompanied asylum-seeking children looked after at 31 March", "children")
def unaccompanied_children() -> Formula:
    """Unaccompanied asylum-seeking children looked after on 31 March.

    England from 2004, councils 2011, 2012, 2014 to 2017 and from 2021; the number is suppressed in councils with few.
    Cumbria to 2023 and Northamptonshire in 2021 are in England's and their region's figures and have none of their own.
    Source: Department for Education.

    >>> unaccompanied_children().value([6_540])
    6540.0
    """
    return Formula((LOOKED_AFTER,))


@formula_indicator("Unaccompanied asylum-seeking children starting to be looked after in the year", "children")
def unaccompanied_starting_children() -> Formula:
    """Unaccompanied asylum-seeking children who started to be looked after in the year to 31 March.

    A child who moves from one council to another ceases in the one and starts in the other, and counts in both. Source:
    Department for Education.

    >>> unaccompanied_starting_children().value([2_685])
    2685.0
    """
    return Formula((STARTED,))


@formula_indicator("Unaccompanied asylum-seeking children ceasing to be looked after in the year", "children")
def unaccompanied_ceasing_children() -> Formula:
    """Unaccompanied asylum-seeking children who ceased to be looked after in the year to 31 March.

    A child who moves from one council to another ceases in the one and starts in the other, and counts in both. Source:
    Department for Education.

    >>> unaccompanied_ceasing_children().value([2_729])
    2729.0
    """
    return Formula((CEASED,))


@formula_indicator(
    "Children looked after at 31 March, without unaccompanied asylum-seeking children",
    "children",
    alternatives=("looked_after_children",),
)
def looked_after_without_unaccompanied_children() -> Formula:
    """Children looked after on 31 March less unaccompanied asylum-seeking children.

    For England and the regions both are rounded to 10, so the difference may be ten off the publisher's own. Source:
    Department for Education.

    >>> looked_after_without_unaccompanied_children().value([81_770, 6_540])
    75230.0
    """
    return Formula((CHILDREN, LOOKED_AFTER.less))


@formula_indicator(
    "Children starting to be looked after in the year, without unaccompanied asylum-seeking children",
    "children",
    alternatives=("starting_children",),
)
def starting_without_unaccompanied_children() -> Formula:
    """Children who started to be looked after in the year to 31 March less unaccompanied asylum-seeking children.

    Source: Department for Education.

    >>> starting_without_unaccompanied_children().value([3_226, 2_685])
    541.0
    """
    return Formula((STARTING, STARTED.less))


@formula_indicator(
    "Children ceasing to be looked after in the year, without unaccompanied asylum-seeking children",
    "children",
    alternatives=("ceasing_children",),
)
def ceasing_without_unaccompanied_children() -> Formula:
    """Children who ceased to be looked after in the year to 31 March less unaccompanied asylum-seeking children.

    Source: Department for Education.

    >>> ceasing_without_unaccompanied_children().value([3_311, 2_729])
    582.0
    """
    return Formula((CEASING, CEASED.less))


@formula_indicator(
    "Children looked after per 10,000 children, without unaccompanied asylum-seeking children",
    "per_10k",
    counted=True,
    alternatives=("looked_after_rate_per_10k",),
)
def looked_after_without_unaccompanied_rate_per_10k() -> Formula:
    """Children looked after on 31 March, without unaccompanied asylum-seeking children, for every 10,000 children.

    The population is all children aged 0 to 17 at the mid-year before. Sources: Department for Education; Office for
    National Statistics.

    >>> round(looked_after_without_unaccompanied_rate_per_10k().value([81_770, 6_540], [12_183_016]), 1)
    61.7
    """
    return Formula((CHILDREN, LOOKED_AFTER.less), (POPULATION_OR_AS_PUBLISHED,), per=10_000)


@formula_indicator(
    "Children starting to be looked after per 10,000 children, without unaccompanied asylum-seeking children",
    "per_10k",
    counted=True,
    alternatives=("starting_rate_per_10k",),
)
def starting_without_unaccompanied_rate_per_10k() -> Formula:
    """Children who started to be looked after, without unaccompanied asylum-seeking children, per 10,000 children.

    Sources: Department for Education; Office for National Statistics, mid-year before.

    >>> round(starting_without_unaccompanied_rate_per_10k().value([3_226, 2_685], [360_000]), 1)
    15.0
    """
    return Formula((STARTING, STARTED.less), (POPULATION,), per=10_000)


@formula_indicator(
    "Children ceasing to be looked after per 10,000 children, without unaccompanied asylum-seeking children",
    "per_10k",
    counted=True,
    alternatives=("ceasing_rate_per_10k",),
)
def ceasing_without_unaccompanied_rate_per_10k() -> Formula:
    """Children who ceased to be looked after, without unaccompanied asylum-seeking children, per 10,000 children.

    Sources: Department for Education; Office for National Statistics, mid-year before.

    >>> round(ceasing_without_unaccompanied_rate_per_10k().value([3_311, 2_729], [360_000]), 1)
    16.2
    """
    return Formula((CEASING, CEASED.less), (POPULATION,), per=10_000)


@formula_indicator("Children whose care another council took over in the year", "children")
def ceasing_to_another_council_children() -> Formula:
    """Children who ceased to be looked after by a council in the year to 31 March as another one took over their care.

    They start to be looked after in the other council. Source: Department for Education.

    >>> ceasing_to_another_council_children().value([2_640])
    2640.0
    """
    return Formula((MOVED,))
