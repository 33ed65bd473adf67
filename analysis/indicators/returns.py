"""Two returns about the same spending: section 251 and the revenue outturn (RO3), line by line and council by council.

Section 251 has gross expenditure, RO3 total expenditure: both before fees, grants and other income are taken off.
Sources: Department for Education, section 251 outturn; Ministry of Housing, Communities and Local Government, revenue
outturn social care and public health services (RO3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.groups import GROUP, in_groups, of_each_council, share_of_councils
from analysis.formulas.indicator import Derivation, Values, derived_indicator, formula_indicator
from analysis.formulas.observations import Observed
from analysis.formulas.term import EACH, Term
from analysis.formulas.values import VALUE_COLUMNS
from analysis.indicators.spending import CATEGORIES
from analysis.tables.areas import Level

ASYLUM_LINES: Final = ("asylum_seekers", "children_looked_after_asylum_seekers")
"""RO3's lines of asylum-seeking children: the one of its own, and the part of children looked after."""
SINCE: Final = "2023-24"
"""The first year of RO3 by council that is held."""
WITHIN_ONE_PERCENT: Final = 0.01
WITHIN_FIVE_PERCENT: Final = 0.05
BEYOND_TEN_PERCENT: Final = 0.1


def _section_251(line: str, sign: int = 1) -> Term:
    words = "section 251" if line == EACH else f"section 251, {line.replace('_', ' ')}"
    return Term(words, "section_251", "gross_expenditure_gbp", line, sign=sign)


def _revenue_outturn(line: str, measure: str = "total_expenditure_gbp") -> Term:
    words = "revenue outturn" if line == EACH else f"revenue outturn, {line.replace('_', ' ')}"
    return Term(words, "outturn_childrens_lines", measure, line)


ALL_LINES_OF_SECTION_251: Final = tuple(map(_section_251, CATEGORIES))
ALL_LINES_OF_REVENUE_OUTTURN: Final = tuple(map(_revenue_outturn, (*CATEGORIES, "asylum_seekers")))


@formula_indicator("Total expenditure in the revenue outturn (RO3)", "gbp", alternatives=("expenditure_gbp",))
def revenue_outturn_total_expenditure_gbp() -> Formula:
    """Total expenditure by line of children's social care in the revenue outturn (RO3), to set beside section 251.

    The two returns tell of the same spending to two departments. Source: Ministry of Housing, Communities and Local
    Government, revenue outturn social care and public health services.
    """
    return Formula((_revenue_outturn(EACH),))


@formula_indicator("Net current expenditure in the revenue outturn (RO3)", "gbp")
def revenue_outturn_net_current_expenditure_gbp() -> Formula:
    """Total expenditure less fees, charges and other income by line of children's social care, before any grant.

    Source: Ministry of Housing, Communities and Local Government, revenue outturn social care and public health
    services (RO3).
    """
    return Formula((_revenue_outturn(EACH, "net_current_expenditure_gbp"),))


@formula_indicator("Revenue outturn (RO3) less section 251", "gbp", alternatives=("revenue_outturn_difference_share",))
def revenue_outturn_less_section_251_gbp() -> Formula:
    """Total expenditure in the revenue outturn less gross expenditure in section 251, of the councils with both only.

    Below zero, section 251 has more. England is the sum of those councils. Sources: Department for Education;
    Ministry of Housing, Communities and Local Government.

    >>> revenue_outturn_less_section_251_gbp().value([110.0, 100.0])
    10.0
    """
    return Formula((_revenue_outturn(EACH), _section_251(EACH, sign=-1)), totals="councils", since=SINCE)


@formula_indicator(
    "Revenue outturn (RO3) less section 251, as a share of section 251",
    "share",
    alternatives=("revenue_outturn_difference_of_all_lines_share",),
)
def revenue_outturn_difference_share() -> Formula:
    """Total expenditure in the revenue outturn less gross expenditure in section 251, divided by the latter, by line.

    Of the councils with both only; there is no share of nothing in section 251. Sources: Department for Education;
    Ministry of Housing, Communities and Local Government.

    >>> revenue_outturn_difference_share().value([110.0, 100.0], [100.0])
    0.1
    """
    return Formula(
        (_revenue_outturn(EACH), _section_251(EACH, sign=-1)), (_section_251(EACH),), totals="councils", since=SINCE
    )


@formula_indicator(
    "Revenue outturn (RO3) less section 251, all lines together, as a share of section 251",
    "share",
    alternatives=("revenue_outturn_difference_share",),
)
def revenue_outturn_difference_of_all_lines_share() -> Formula:
    """The same for the seven lines of both together, with asylum seekers, whom section 251 has among looked-after.

    If one line differs and the whole does not, the spending is on other lines. Sources: Department for Education;
    Ministry of Housing, Communities and Local Government.
    """
    less = tuple(_section_251(line, sign=-1) for line in CATEGORIES)
    return Formula((*ALL_LINES_OF_REVENUE_OUTTURN, *less), ALL_LINES_OF_SECTION_251, totals="councils", since=SINCE)


def _share_derived_from_each_council(label: str) -> Callable[[Derivation], Derivation]:
    return derived_indicator(
        label,
        "share",
        derived_from=("revenue_outturn_difference_share",),
        parts=of_each_council("revenue_outturn_difference_share"),
    )


@_share_derived_from_each_council("Councils whose two returns agree within 1%")
def returns_within_1_percent_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose revenue outturn is at most 1% above or below section 251 on a line.

    Of the councils with both returns and a figure above zero in section 251. Sources: Department for Education;
    Ministry of Housing, Communities and Local Government.
    """
    return _counted(values, tables, lambda apart: apart <= WITHIN_ONE_PERCENT)


@_share_derived_from_each_council("Councils whose two returns agree within 5%")
def returns_within_5_percent_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose revenue outturn is at most 5% above or below section 251 on a line.

    Of the councils with both returns and a figure above zero in section 251. Sources: Department for Education;
    Ministry of Housing, Communities and Local Government.
    """
    return _counted(values, tables, lambda apart: apart <= WITHIN_FIVE_PERCENT)


@_share_derived_from_each_council("Councils whose two returns are more than 10% apart")
def returns_beyond_10_percent_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose revenue outturn is more than 10% above or below section 251 on a line.

    Of the councils with both returns and a figure above zero in section 251. Sources: Department for Education;
    Ministry of Housing, Communities and Local Government.
    """
    return _counted(values, tables, lambda apart: apart > BEYOND_TEN_PERCENT)


@_share_derived_from_each_council("Median difference between the two returns")
def returns_median_difference_share(values: Values, tables: Observed) -> pd.DataFrame:
    """The median, over councils, of how far the revenue outturn is from section 251 on a line, as a share of it.

    Above and below count alike. Of the councils with both returns and a figure above zero in section 251. Sources:
    Department for Education; Ministry of Housing, Communities and Local Government.
    """
    grouped = _apart(values, tables).groupby(GROUP, sort=True)["apart"]
    rows = grouped.agg(value="median", areas_covered="count", areas_expected="size").reset_index()
    return _as_values(rows.assign(numerator=float("nan"), denominator=float("nan")))


def _apart(values: Values, tables: Observed) -> pd.DataFrame:
    """How far each council's two returns are apart, a row for each group that the council is in."""
    share = values["revenue_outturn_difference_share"]
    single = share[(share["area_code"].map(tables.membership.levels) == Level.AUTHORITY)]
    single = single[single["areas_expected"] == 1]
    return in_groups(single.assign(apart=single["value"].abs())[["area_code", "period", "breakdown", "apart"]], tables)


def _counted(values: Values, tables: Observed, counts: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    apart = _apart(values, tables)
    return _as_values(share_of_councils(apart, counts(apart["apart"]), "apart"))


def _as_values(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of groups in which at least one council has both returns."""
    return rows.loc[rows["areas_covered"] > 0].assign(note="")[list(VALUE_COLUMNS)]


@formula_indicator("Total expenditure on asylum-seeking children (RO3)", "gbp")
def asylum_expenditure_gbp() -> Formula:
    """Total expenditure on RO3's two lines of asylum seekers: of children looked after, and the line of its own.

    Source: Ministry of Housing, Communities and Local Government, revenue outturn (RO3).

    >>> asylum_expenditure_gbp().value([287.2, 322.6])
    609.8
    """
    return Formula(tuple(map(_revenue_outturn, ASYLUM_LINES)))


@formula_indicator("Net current expenditure on asylum-seeking children (RO3)", "gbp")
def asylum_net_current_expenditure_gbp() -> Formula:
    """Net current expenditure on the same two lines: grants that finance it, such as the Home Office's, are in it.

    Source: Ministry of Housing, Communities and Local Government, revenue outturn (RO3).
    """
    return Formula(tuple(_revenue_outturn(line, "net_current_expenditure_gbp") for line in ASYLUM_LINES))


@formula_indicator("Asylum-seeking children's share of net current expenditure (RO3)", "share")
def asylum_net_current_expenditure_share() -> Formula:
    """Net current expenditure on the two lines of asylum seekers as a share of that on children's social care.

    Source: Ministry of Housing, Communities and Local Government, revenue outturn (RO3).

    >>> round(asylum_net_current_expenditure_share().value([259.3, 304.9], [15_556.1]), 3)
    0.036
    """
    return Formula(
        tuple(_revenue_outturn(line, "net_current_expenditure_gbp") for line in ASYLUM_LINES),
        (_revenue_outturn("childrens_social_care", "net_current_expenditure_gbp"),),
    )
