"""What councils budgeted and what they spent, by service: overspends, and the part that children's social care has.

Net current expenditure. Source: Ministry of Housing, Communities and Local Government and its forerunners, revenue
account budget (RA) and revenue outturn (RS, RSX).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.groups import GROUP, in_groups, of_each_council, share_of_councils
from analysis.formulas.indicator import Derivation, Parts, Values, derived_indicator, formula_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.term import EACH, Term
from analysis.formulas.values import VALUE_COLUMNS
from analysis.tables.areas import Level

CHILDREN: Final = "childrens_social_care"
TOTAL: Final = "total_services"
SERVICES: Final = (
    "education",
    "highways_and_transport",
    "childrens_social_care",
    "adult_social_care",
    "public_health",
    "housing",
    "cultural",
    "environmental",
    "planning",
    "police",
    "fire",
    "central",
    "other",
)
# Education spending follows the dedicated schools grant and falls as schools become academies, whatever a council
# decides; police and fire are other authorities' services in most places.
LEFT_OUT_OF_SHARE: Final = ("education", "police", "fire")
COUNTED: Final = tuple(service for service in SERVICES if service not in LEFT_OUT_OF_SHARE)
COUNTED_WITH_EDUCATION: Final = ("education", *COUNTED)

MIXED_BASIS: Final = "2020-21"
"""The year for which some councils budgeted with the pandemic taken into account, and most without."""
REMARKS: Final = ((MIXED_BASIS, f"budgets of {MIXED_BASIS} are on a mixed basis"),)

BUDGET: Final = Term("budget", "budget", "budget_gbp", EACH, remarks=REMARKS)
OUTTURN: Final = Term("outturn", "outturn", "outturn_gbp", EACH)
OUTTURN_BEFORE: Final = replace(OUTTURN, words="outturn of the year before", year_before=True)
STATED_BUDGET: Final = Term("stated budget", "budget_england_stated", "budget_stated_gbp", EACH)


@formula_indicator("Budget, net current expenditure", "gbp")
def budget_gbp() -> Formula:
    """Budgeted net current expenditure by service, in pounds of the year.

    England is the publisher's line where there is one, else the sum of the returns. Source: revenue account budget.

    >>> budget_gbp().value([100.0])
    100.0
    """
    return Formula((BUDGET,))


@formula_indicator("Outturn, net current expenditure", "gbp", alternatives=("outturn_real_gbp",))
def outturn_gbp() -> Formula:
    """Net current expenditure by service, in pounds of the year.

    England is the publisher's line, which holds estimates for councils without a return and small sums of district
    councils. Source: revenue outturn.

    >>> outturn_gbp().value([110.0])
    110.0
    """
    return Formula((OUTTURN,))


@formula_indicator("Outturn, net current expenditure, real terms", "gbp", alternatives=("outturn_gbp",))
def outturn_real_gbp() -> Formula:
    """Net current expenditure by service in prices of the newest outturn year, by the GDP deflator.

    Sources: revenue outturn; HM Treasury, GDP deflators.
    """
    return Formula((OUTTURN,), deflated="gdp")


@formula_indicator("Overspend: outturn less budget", "gbp")
def overspend_gbp() -> Formula:
    """Outturn less budget by service, of the councils with both returns only; a negative value is an underspend.

    England is the sum of those councils, not the publisher's line. Sources: revenue account budget, revenue outturn.

    >>> overspend_gbp().value([110.0, 100.0])
    10.0
    """
    return Formula((OUTTURN, BUDGET.less), totals="councils")


@formula_indicator("Overspend as a share of the budget", "share")
def overspend_share_of_budget() -> Formula:
    """Outturn less budget, divided by the budget, of the councils with both returns only.

    Sources: revenue account budget, revenue outturn.

    >>> overspend_share_of_budget().value([110.0, 100.0], [100.0])
    0.1
    """
    return Formula((OUTTURN, BUDGET.less), (BUDGET,), totals="councils")


@formula_indicator("Budget less the outturn of the year before", "gbp")
def budget_less_outturn_before_gbp() -> Formula:
    """Budget less the outturn of the year before by service, of the councils with both returns only, in cash.

    Below zero, a council plans to spend less than it last spent. A budget is set before the outturn of the year before
    is final. Sources: revenue account budget, revenue outturn.

    >>> budget_less_outturn_before_gbp().value([100.0, 105.0])
    -5.0
    """
    return Formula((BUDGET, OUTTURN_BEFORE.less), totals="councils")


@formula_indicator("Budget less the outturn of the year before, as a share of that outturn", "share")
def budget_change_on_outturn_before_share() -> Formula:
    """Budget less the outturn of the year before, divided by that outturn, of the councils with both returns only.

    Sources: revenue account budget, revenue outturn.

    >>> budget_change_on_outturn_before_share().value([100.0, 125.0], [125.0])
    -0.2
    """
    return Formula((BUDGET, OUTTURN_BEFORE.less), (OUTTURN_BEFORE,), totals="councils")


@formula_indicator("Stated budget of England", "gbp", alternatives=("budget_gbp",))
def stated_budget_gbp() -> Formula:
    """England's budget for children's social care as the text of a release states it, in £bn to one decimal.

    It holds estimates for councils that had not returned, and is never set against sums of councils. Source: Local
    authority revenue expenditure and financing, budget, text of the release.
    """
    return Formula((STATED_BUDGET,), totals="published only")


def _of_outturn_and_stated_budget(key: Key, _: Observed) -> list[Key]:
    return [key._replace(indicator=indicator) for indicator in ("outturn_gbp", "stated_budget_gbp")]


@derived_indicator(
    "Outturn less stated budget of England",
    "gbp",
    derived_from=("outturn_gbp", "stated_budget_gbp"),
    parts=_of_outturn_and_stated_budget,
    alternatives=("overspend_gbp",),
)
def outturn_less_stated_budget_gbp(values: Values, _: Observed) -> pd.DataFrame:
    """The publisher's England line of outturn on children's social care less the England budget that it stated.

    Both hold estimates for councils without a return. The difference is no more exact than the stated budget. Sources:
    revenue outturn; Local authority revenue expenditure and financing, budget, text of the release.
    """
    key = ["breakdown", "area_code", "period"]
    stated = values["stated_budget_gbp"].astype(dict.fromkeys(key, str)).set_index(key)["value"]
    outturn = values["outturn_gbp"].astype(dict.fromkeys(key, str)).set_index(key)
    both = outturn[outturn["value"].notna()].join(stated.rename("stated"), how="inner").reset_index()
    difference = both["value"] - both["stated"]
    return both.assign(value=difference, numerator=difference, denominator=np.nan)[list(VALUE_COLUMNS)]


def _of_each_service(counted: Iterable[str]) -> Parts:
    """The overspends of the services counted, for the place itself."""

    def parts(key: Key, _: Observed) -> list[Key]:
        return [key._replace(indicator="overspend_gbp", breakdown=service) for service in counted]

    return parts


def _of_each_council_and_service(counted: Iterable[str]) -> Parts:
    """The overspends of the services counted, for each council of the place."""

    def parts(key: Key, tables: Observed) -> list[Key]:
        return [
            key._replace(indicator="overspend_gbp", breakdown=service, area=area)
            for area in tables.membership.members(key.area)
            for service in counted
        ]

    return parts


@derived_indicator(
    "Councils that overspent", "share", derived_from=("overspend_gbp",), parts=of_each_council("overspend_gbp")
)
def councils_overspending_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose outturn exceeds their budget for a service, as a share of the councils with both returns.

    Sources: revenue account budget, revenue outturn.
    """
    members = in_groups(_councils(values["overspend_gbp"], tables), tables)
    rows = share_of_councils(members, members["value"] > 0)
    sums = ["numerator", "denominator"]
    rows[sums] = rows[sums].where(rows["areas_covered"] > 0)
    notes = values["overspend_gbp"].set_index(GROUP)["note"]
    rows["note"] = notes.reindex(pd.MultiIndex.from_frame(rows[GROUP])).to_numpy()
    return rows[list(VALUE_COLUMNS)]


def _share_of_overspends(label: str, parts: Parts, *alternatives: str) -> Callable[[Derivation], Derivation]:
    return derived_indicator(label, "share", derived_from=("overspend_gbp",), parts=parts, alternatives=alternatives)


@_share_of_overspends(
    "Children's social care's share of the overspends of all services",
    _of_each_service(COUNTED),
    "overspend_share_of_all_services_with_education",
    "overspend_share_of_all_services_by_council",
    "overspend_share_of_all_services_by_council_with_education",
    "overspend_share_of_net",
)
def overspend_share_of_all_services(values: Values, _: Observed) -> pd.DataFrame:
    """The overspend on children's social care, divided by the overspends of all services that overspent.

    Services are added over the councils of a group first; education, police and fire stay out, since they lie outside
    a council's control or its remit for children and adults. There is no share if children's social care did not
    overspend, or if one of the services has no figure. Sources: revenue account budget, revenue outturn, councils with
    both returns.
    """
    return _share_of_overspent(values["overspend_gbp"], COUNTED)


@_share_of_overspends(
    "Children's social care's share of the overspends of all services, education included",
    _of_each_service(COUNTED_WITH_EDUCATION),
    "overspend_share_of_all_services",
)
def overspend_share_of_all_services_with_education(values: Values, _: Observed) -> pd.DataFrame:
    """The overspend on children's social care, divided by the overspends of all services, education included.

    Police and fire stay out. Sources: revenue account budget, revenue outturn, councils with both returns.
    """
    return _share_of_overspent(values["overspend_gbp"], COUNTED_WITH_EDUCATION)


@_share_of_overspends(
    "Children's social care's share of the overspends of all services, council by council",
    _of_each_council_and_service(COUNTED),
    "overspend_share_of_all_services",
)
def overspend_share_of_all_services_by_council(values: Values, tables: Observed) -> pd.DataFrame:
    """Overspends on children's social care over all overspends, each council and service counted where it overspent.

    A service that one council overspent is not set off against another's underspend. Education, police and fire stay
    out. Sources: revenue account budget, revenue outturn, councils with both returns for every service counted.
    """
    return _share_council_by_council(values["overspend_gbp"], COUNTED, tables)


@_share_of_overspends(
    "Children's social care's share of the overspends of all services, council by council, education included",
    _of_each_council_and_service(COUNTED_WITH_EDUCATION),
    "overspend_share_of_all_services",
)
def overspend_share_of_all_services_by_council_with_education(values: Values, tables: Observed) -> pd.DataFrame:
    """Overspends on children's social care over all overspends, council by council, education included.

    Police and fire stay out. Sources: revenue account budget, revenue outturn, councils with both returns for every
    service counted.
    """
    return _share_council_by_council(values["overspend_gbp"], COUNTED_WITH_EDUCATION, tables)


@_share_of_overspends(
    "Children's social care overspend against the net overspend of all services",
    _of_each_service((CHILDREN, TOTAL)),
    "overspend_share_of_all_services",
)
def overspend_share_of_net(values: Values, _: Observed) -> pd.DataFrame:
    """The overspend on children's social care, divided by total outturn less total budget of all services.

    Underspends are set off against overspends, education, police and fire included; there is no share unless both are
    above zero. Sources: revenue account budget, revenue outturn, councils with both returns.
    """
    overspend = values["overspend_gbp"]
    childrens = overspend[overspend["breakdown"] == CHILDREN]
    total = overspend.loc[overspend["breakdown"] == TOTAL, ["area_code", "period", "value"]]
    rows = childrens.merge(total, on=["area_code", "period"], suffixes=("", "_total"))
    rows = rows[["area_code", "period"]].assign(numerator=rows["value"], denominator=rows["value_total"])
    return _with_coverage_of_children(rows, overspend)


def _councils(overspend: pd.DataFrame, tables: Observed) -> pd.DataFrame:
    levels = tables.membership.levels
    single = overspend[(overspend["area_code"].map(levels) == Level.AUTHORITY) & (overspend["areas_expected"] == 1)]
    return single[["area_code", "period", "breakdown", "value"]].copy()


def _complete(single: pd.DataFrame, counted: tuple[str, ...]) -> pd.DataFrame:
    """The rows of councils with both returns for every service counted."""
    single = single[single["breakdown"].isin(counted)]
    whole = single.groupby(["area_code", "period"])["value"].transform("count") == len(counted)
    return single[whole].copy()


def _share_council_by_council(overspend: pd.DataFrame, counted: tuple[str, ...], tables: Observed) -> pd.DataFrame:
    single = _complete(_councils(overspend, tables), counted)
    members = in_groups(single.assign(over=single["value"].clip(lower=0)), tables)
    members["childrens"] = members["over"].where(members["breakdown"] == CHILDREN, 0.0)
    grouped = members.groupby(["area_code", "period"], sort=True)
    rows = grouped.agg(numerator=("childrens", "sum"), denominator=("over", "sum")).reset_index()
    return _with_coverage_of_children(rows, overspend)


def _share_of_overspent(overspend: pd.DataFrame, counted: tuple[str, ...]) -> pd.DataFrame:
    rows = overspend[overspend["breakdown"].isin(counted)]
    wide = rows.pivot(index=["area_code", "period"], columns="breakdown", values="value")
    wide = wide.reindex(columns=list(counted))
    over = wide.clip(lower=0).sum(axis=1).where(wide.notna().all(axis=1))
    result = pd.DataFrame({"numerator": wide[CHILDREN], "denominator": over}).reset_index()
    return _with_coverage_of_children(result, overspend)


def _with_coverage_of_children(rows: pd.DataFrame, overspend: pd.DataFrame) -> pd.DataFrame:
    """Adds the value, the coverage of children's social care, and why there is no value where there is none."""
    childrens = overspend.loc[
        overspend["breakdown"] == CHILDREN, ["area_code", "period", "areas_covered", "areas_expected", "note"]
    ]
    key = {"area_code": str, "period": str}
    rows = rows.astype(key).merge(childrens.astype(key), on=list(key), how="left").assign(breakdown="")
    over = rows["numerator"] > 0
    net_above_zero = rows["denominator"] > 0
    rows["value"] = (rows["numerator"] / rows["denominator"].where(net_above_zero)).where(over)
    reason = np.select(
        [rows["numerator"].isna() | rows["denominator"].isna(), ~over, ~net_above_zero],
        ["", "children's social care did not overspend", "no share: the net is not above zero"],
        default="",
    )
    rows["note"] = rows["note"].where((rows["note"] == "") | (reason == ""), rows["note"] + "; ") + reason
    return rows[list(VALUE_COLUMNS)]
