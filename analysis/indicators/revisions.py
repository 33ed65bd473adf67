"""First releases and what became of them: how far later releases moved figures, by council, service and year.

Only pairs of releases that are held count. Sources: Ministry of Housing, Communities and Local Government, revenue
outturn; Department for Education, children looked after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.groups import GROUP, added_up, in_groups, share_of_councils
from analysis.formulas.indicator import Derivation, Parts, Values, derived_indicator, formula_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.term import EACH, Term
from analysis.formulas.values import VALUE_COLUMNS, values_of
from analysis.tables.areas import COUNCIL, ENGLAND
from analysis.tables.periods import ending_year, financial_year_ending, is_financial_year

OUTTURN: Final = "outturn_revision_share"
LINES: Final = "revenue_outturn_revision_share"
LOOKED_AFTER: Final = "looked_after_revision_share"
COUNTED: Final = {OUTTURN: ("outturn", 1_000.0), LINES: ("ro3", 1_000.0), LOOKED_AFTER: ("looked_after", 1.0)}
"""The revisions that are counted over councils: how their breakdowns begin, and the least that is a revision.

Pounds or children: less than the unit of the return is rounding.
"""
FIRST_YEAR: Final = 2010
WITHIN_ONE_PERCENT: Final = 0.01
NINE_IN_TEN: Final = 0.9
LOWER, UPPER = 0.025, 0.975
"""The percentiles between which 95% of the revisions lie."""

LATER_OUTTURN: Final = Term("later release", "outturn", "outturn_gbp", EACH, release="later")
FIRST_IN_RO3: Final = Term(
    "first released in RO3", "outturn_childrens_lines", "net_current_expenditure_gbp", EACH, release="first"
)
FIRST_OUTTURN: Final = replace(LATER_OUTTURN, words="first release", release="first", otherwise=FIRST_IN_RO3)
LATER_LINE: Final = Term("later release", "outturn_childrens_lines", "total_expenditure_gbp", EACH, release="later")
FIRST_LINE: Final = replace(LATER_LINE, words="first release", release="first")


def _children(measure: str, release: Literal["first", "later"]) -> Term:
    def term(table: str, otherwise: Term | None = None) -> Term:
        return Term(f"{release} release", table, measure, release=release, otherwise=otherwise)

    return term("looked_after", otherwise=term("looked_after_england"))


@formula_indicator("Revision of the outturn since its first release", "gbp", alternatives=(OUTTURN,))
def outturn_revision_gbp() -> Formula:
    """Net current expenditure by service in the newest final release less that in the first, councils with both only.

    A first release is provisional, or a later one has superseded it; one that the newest repeats figure by figure is
    none. The outturn on children's social care of a year whose first release is held in RO3 alone is compared with RO3,
    which has the same figure. Source: Ministry of Housing, Communities and Local Government.

    >>> outturn_revision_gbp().value([110.0, 100.0])
    10.0
    """
    return Formula((LATER_OUTTURN, FIRST_OUTTURN.less), totals="councils")


@formula_indicator("Revision of the outturn, as a share of its first release", "share")
def outturn_revision_share() -> Formula:
    """The same, as a share of the first release; there is no share of an amount that is not above zero.

    England and groups are the sum of the councils with both releases. Source: Ministry of Housing, Communities and
    Local Government.

    >>> outturn_revision_share().value([110.0, 100.0], [100.0])
    0.1
    """
    return Formula((LATER_OUTTURN, FIRST_OUTTURN.less), (FIRST_OUTTURN,), totals="councils")


@formula_indicator("Revision of a line of RO3 since its first release", "gbp", alternatives=(LINES,))
def revenue_outturn_revision_gbp() -> Formula:
    """Total expenditure by line of children's social care in the newest final release of RO3 less that in the first.

    Councils with a figure in both only. Source: Ministry of Housing, Communities and Local Government.

    >>> revenue_outturn_revision_gbp().value([95.0, 100.0])
    -5.0
    """
    return Formula((LATER_LINE, FIRST_LINE.less), totals="councils")


@formula_indicator("Revision of a line of RO3, as a share of its first release", "share")
def revenue_outturn_revision_share() -> Formula:
    """The same, as a share of the first release; there is no share of an amount that is not above zero.

    Source: Ministry of Housing, Communities and Local Government.

    >>> revenue_outturn_revision_share().value([95.0, 100.0], [100.0])
    -0.05
    """
    return Formula((LATER_LINE, FIRST_LINE.less), (FIRST_LINE,), totals="councils")


@formula_indicator(
    "Revision of looked-after children since the first release", "children", alternatives=(LOOKED_AFTER,)
)
def looked_after_revision_children() -> Formula:
    """Children looked after on 31 March as they stand in the newest release held less those first printed, that year.

    England's and regions' numbers are rounded to ten, in 2010 England's to a hundred. Source: Department for Education.

    >>> looked_after_revision_children().value([83_530, 83_630])
    -100.0
    """
    measure = "looked_after_children"
    return Formula((_children(measure, "later"), _children(measure, "first").less))


@formula_indicator("Revision of looked-after children, as a share of the first release", "share")
def looked_after_revision_share() -> Formula:
    """The same, as a share of the number first printed. Source: Department for Education.

    >>> round(looked_after_revision_share().value([83_530, 83_630], [83_630]), 4)
    -0.0012
    """
    measure = "looked_after_children"
    return Formula((_children(measure, "later"), _children(measure, "first").less), (_children(measure, "first"),))


def _of_each_council(key: Key, tables: Observed) -> list[Key]:
    """The revisions of the councils behind a value that is counted over them."""
    for indicator, (series, _) in COUNTED.items():
        if (key.breakdown + "_").startswith(f"{series}_"):
            own = key._replace(indicator=indicator, breakdown=key.breakdown.removeprefix(series).removeprefix("_"))
            return [own._replace(area=area) for area in tables.membership.members(key.area)]
    return []


def _of_each_council_until(key: Key, tables: Observed) -> list[Key]:
    """The same, in every year up to that of the value."""
    return [
        each._replace(period=period) for period in _periods_until(key.period) for each in _of_each_council(key, tables)
    ]


def _over_councils(label: str, parts: Parts = _of_each_council) -> Callable[[Derivation], Derivation]:
    return derived_indicator(label, "share", derived_from=tuple(COUNTED), parts=parts)


def _periods_until(period: str) -> list[str]:
    """The periods up to one, from the first for which a first release is held.

    >>> _periods_until("2010-11"), _periods_until("2011")
    (['2009-10', '2010-11'], ['2010', '2011'])
    """
    years = range(FIRST_YEAR, ending_year(period) + 1)
    return [financial_year_ending(year) if is_financial_year(period) else str(year) for year in years]


def counted(share: str, breakdown: str = "") -> str:
    """The breakdown of what is counted over councils, for the share of a revision and its breakdown.

    >>> counted(OUTTURN, "childrens_social_care"), counted(LOOKED_AFTER)
    ('outturn_childrens_social_care', 'looked_after')
    """
    return f"{COUNTED[share][0]}_{breakdown}".rstrip("_")


@_over_councils("Councils whose first release was revised")
def first_release_revised_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils with another figure in the newest final release than in the first, of those with both.

    A difference of less than a thousand pounds, the unit of the return, is rounding and none. By service of the
    outturn, by line of RO3, and for looked-after children. Sources: Ministry of Housing, Communities and Local
    Government; Department for Education.
    """
    return _share_of_councils(values, tables, lambda rows: rows["is_revised"])


@_over_councils("Councils whose first release was revised by at most 1%")
def first_release_within_1_percent_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Councils whose figure moved by at most 1% from the first to the newest final release, of those with both.

    Sources: Ministry of Housing, Communities and Local Government; Department for Education.
    """
    return _share_of_councils(values, tables, lambda rows: rows["revision"].abs() <= WITHIN_ONE_PERCENT * rows["first"])


@_over_councils("Revisions either way, as a share of the first release")
def first_release_absolute_revision_share(values: Values, tables: Observed) -> pd.DataFrame:
    """Revisions of all councils with both releases, up and down alike, as a share of the sum of their first releases.

    It is the mean absolute revision, in which a large council counts more; the mean with its sign is the revision of
    the sum. Sources: Ministry of Housing, Communities and Local Government; Department for Education.
    """
    rows = _of_groups(values, tables)
    rows = rows.assign(numerator=rows["revision"].abs(), denominator=rows["first"])
    return _as_values(added_up(rows, "revision"))


@_over_councils("Revision that nine in ten councils stayed within")
def first_release_90th_percentile_share(values: Values, tables: Observed) -> pd.DataFrame:
    """The ninetieth percentile, over councils with both releases, of the revision either way as a share of the first.

    Sources: Ministry of Housing, Communities and Local Government; Department for Education.
    """
    rows = _of_groups(values, tables)
    grouped = rows.assign(size=rows["share"].abs()).groupby(GROUP, sort=True)["size"]
    found = pd.DataFrame({"value": grouped.quantile(NINE_IN_TEN), "areas_covered": grouped.count()})
    found = found[found["areas_covered"] > 0].assign(numerator=float("nan"), denominator=float("nan"))
    return _as_values(found.assign(areas_expected=found["areas_covered"]).reset_index())


@_over_councils("Lower limit of later releases, as a difference from the first", _of_each_council_until)
def first_release_lower_share(values: Values, _: Observed) -> pd.DataFrame:
    """The revision of a council's first release, as a share of it, that one in forty seen up to the year lie below.

    Nineteen in twenty revisions lie between this and the upper limit. They rest on as few releases as the note says.
    Sources: Ministry of Housing, Communities and Local Government; Department for
    Education.
    """
    return _percentile_until(values, LOWER)


@_over_councils("Upper limit of later releases, as a difference from the first", _of_each_council_until)
def first_release_upper_share(values: Values, _: Observed) -> pd.DataFrame:
    """The revision of a council's first release, as a share of it, that one in forty seen up to the year lie above.

    Sources: Ministry of Housing, Communities and Local Government; Department for Education.
    """
    return _percentile_until(values, UPPER)


def _of_councils(values: Values) -> pd.DataFrame:
    """The revision of each council with both releases: its size, the first release, their share, whether it is one."""
    frames = []
    for indicator, (series, least) in COUNTED.items():
        rows = values[indicator]
        rows = rows[rows["area_code"].astype(str).str.match(COUNCIL) & rows["numerator"].notna()]
        frames.append(
            pd.DataFrame(
                {
                    "area_code": rows["area_code"].astype(str),
                    "period": rows["period"].astype(str),
                    "breakdown": (f"{series}_" + rows["breakdown"].astype(str)).str.rstrip("_"),
                    "revision": rows["numerator"].astype(float),
                    "first": rows["denominator"].astype(float),
                    "share": rows["value"].astype(float),
                    "is_revised": rows["numerator"].abs() >= least,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _of_groups(values: Values, tables: Observed) -> pd.DataFrame:
    """The same, a row for each group that a council is in."""
    return in_groups(_of_councils(values), tables)


def _share_of_councils(values: Values, tables: Observed, counts: Callable[[pd.DataFrame], pd.Series]) -> pd.DataFrame:
    rows = _of_groups(values, tables)
    return _as_values(share_of_councils(rows, counts(rows), "revision"))


def _percentile_until(values: Values, at: float) -> pd.DataFrame:
    rows = _of_councils(values)
    rows = rows[rows["share"].notna()]
    found = []
    for breakdown, of_series in rows.groupby("breakdown", sort=True):
        periods, shares, areas = (of_series[name].to_numpy() for name in ("period", "share", "area_code"))
        for releases, period in enumerate(sorted(set(periods)), start=1):
            until = periods <= period
            councils = len(set(areas[until]))
            note = f"{until.sum()} figures of councils in {releases} first release{'s'[: releases - 1]}"
            value = np.quantile(shares[until], at)
            found.append((breakdown, ENGLAND, period, value, np.nan, np.nan, councils, councils, note))
    return values_of(found)


def _as_values(rows: pd.DataFrame) -> pd.DataFrame:
    notes = rows["value"].isna().map({True: "no value: the denominator is not above zero", False: ""})
    return rows.assign(note=notes)[list(VALUE_COLUMNS)]
