"""What comes before a child is looked after: referrals, children in need, protection plans, section 47 enquiries.

Source: Department for Education, Children in need census; population: Office for National Statistics.
"""

from __future__ import annotations

from typing import Final

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import formula_indicator
from analysis.formulas.term import Term
from analysis.indicators.looked_after import POPULATION

REFERRALS: Final = Term("referrals", "children_in_need", "referrals")
IN_NEED: Final = Term("children in need at 31 March", "children_in_need", "children_in_need")
PLANS: Final = Term("child protection plans at 31 March", "children_in_need", "child_protection_plans")
PLANS_STARTING: Final = Term("child protection plans starting", "children_in_need", "child_protection_plans_starting")
SECTION_47: Final = Term("section 47 enquiries", "children_in_need", "section_47_enquiries")
CONFERENCES: Final = Term(
    "initial child protection conferences", "children_in_need", "initial_child_protection_conferences"
)


@formula_indicator("Referrals to children's social care in the year", "referrals")
def referrals() -> Formula:
    """Referrals to children's social care in the year to 31 March; a child may be referred more than once.

    England and the regions are the publisher's totals, rounded to 10. Source: Department for Education.

    >>> referrals().value([632_830])
    632830.0
    """
    return Formula((REFERRALS,))


@formula_indicator("Child protection plans starting in the year", "plans")
def child_protection_plans_starting() -> Formula:
    """Child protection plans that started in the year to 31 March. Source: Department for Education.

    >>> child_protection_plans_starting().value([300])
    300.0
    """
    return Formula((PLANS_STARTING,))


@formula_indicator("Child protection plans at 31 March", "plans")
def child_protection_plans() -> Formula:
    """Children who were the subject of a child protection plan on 31 March. Source: Department for Education.

    >>> child_protection_plans().value([49_420])
    49420.0
    """
    return Formula((PLANS,))


@formula_indicator("Children in need at 31 March", "children")
def children_in_need() -> Formula:
    """Children in need on 31 March: episodes of need open on that day. Source: Department for Education.

    >>> children_in_need().value([402_400])
    402400.0
    """
    return Formula((IN_NEED,))


@formula_indicator("Referrals per 10,000 children", "per_10k", counted=True)
def referral_rate_per_10k() -> Formula:
    """Referrals in the year to 31 March for every 10,000 children aged 0 to 17 at the mid-year before.

    Sources: Department for Education; Office for National Statistics.

    >>> round(referral_rate_per_10k().value([632_830], [12_183_016]), 1)
    519.4
    """
    return Formula((REFERRALS,), (POPULATION,), per=10_000)


@formula_indicator("Children in need per 10,000 children", "per_10k", counted=True)
def children_in_need_rate_per_10k() -> Formula:
    """Children in need on 31 March for every 10,000 children aged 0 to 17 at the mid-year before.

    Sources: Department for Education; Office for National Statistics.

    >>> round(children_in_need_rate_per_10k().value([402_400], [12_183_016]), 1)
    330.3
    """
    return Formula((IN_NEED,), (POPULATION,), per=10_000)


@formula_indicator("Children on child protection plans per 10,000 children", "per_10k", counted=True)
def child_protection_plan_rate_per_10k() -> Formula:
    """Child protection plans on 31 March for every 10,000 children aged 0 to 17 at the mid-year before.

    Sources: Department for Education; Office for National Statistics.

    >>> round(child_protection_plan_rate_per_10k().value([49_420], [12_183_016]), 1)
    40.6
    """
    return Formula((PLANS,), (POPULATION,), per=10_000)


@formula_indicator("Section 47 enquiries in the year", "enquiries")
def section_47_enquiries() -> Formula:
    """Enquiries under section 47 of the Children Act 1989 in the year to 31 March; a child may have more than one.

    England and the regions are the publisher's totals, rounded to 10. Source: Department for Education.

    >>> section_47_enquiries().value([230_590])
    230590.0
    """
    return Formula((SECTION_47,))


@formula_indicator("Initial child protection conferences in the year", "conferences")
def initial_child_protection_conferences() -> Formula:
    """Initial child protection conferences in the year to 31 March. Source: Department for Education.

    >>> initial_child_protection_conferences().value([72_100])
    72100.0
    """
    return Formula((CONFERENCES,))


@formula_indicator("Section 47 enquiries per 10,000 children", "per_10k", counted=True)
def section_47_enquiries_per_10k() -> Formula:
    """Enquiries under section 47 of the Children Act 1989 in the year to 31 March per 10,000 children aged 0 to 17.

    The population is that of the mid-year before. Sources: Department for Education; Office for National Statistics.

    >>> round(section_47_enquiries_per_10k().value([230_590], [12_183_016]), 1)
    189.3
    """
    return Formula((SECTION_47,), (POPULATION,), per=10_000)
