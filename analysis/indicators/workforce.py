"""Children's social workers: how many there are, how many posts are vacant, who fills them, how many cases they hold.

Full-time equivalents at 30 September of the year. Source: Department for Education, children's social work workforce.
"""

from __future__ import annotations

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import formula_indicator
from analysis.formulas.term import Term

IN_POST = Term("social workers in post", "workforce", "social_workers_in_post_fte")
VACANCIES = Term("vacancies", "workforce", "social_worker_vacancies_fte")
CASES = Term("cases held", "workforce", "cases_held")
CASE_HOLDERS = Term("social workers who hold cases", "workforce", "case_holders_fte")


@formula_indicator("Children's social workers in post", "fte")
def social_workers_in_post_fte() -> Formula:
    """Children's social workers in post at 30 September, full-time equivalents, without agency workers.

    Kingston upon Thames and Richmond upon Thames make one return, and so do North and West Northamptonshire: they are
    in the totals of England and their region, and have no figure of their own. Source: Department for Education,
    children's social work workforce.

    >>> social_workers_in_post_fte().value([36_186.3])
    36186.3
    """
    return Formula((IN_POST,))


@formula_indicator("Vacancy rate of children's social workers", "share")
def social_worker_vacancy_share() -> Formula:
    """Vacancies as a share of vacancies and social workers in post at 30 September, full-time equivalents.

    A vacancy that an agency worker covers counts as one. Councils that make one return together are in the totals of
    England and their region alone. Source: Department for Education, children's social work workforce.

    >>> round(social_worker_vacancy_share().value([5_965.4], [5_965.4, 36_186.3]), 3)
    0.142
    """
    return Formula((VACANCIES,), (VACANCIES, IN_POST))


@formula_indicator("Agency rate of children's social workers", "share")
def agency_social_worker_share() -> Formula:
    """Agency workers as a share of agency workers and social workers in post at 30 September, as published.

    The publisher leaves out councils whose figures are not usable, so the rate of a region or England cannot be made of
    the counts, and there is none for classes and the county group. Source: Department for Education, children's social
    work workforce.

    >>> agency_social_worker_share().value([13])
    0.13
    """
    rate = Term("agency social workers, per cent", "workforce", "agency_social_worker_percent")
    return Formula((rate,), per=0.01, totals="published only")


@formula_indicator("Turnover of children's social workers", "share")
def social_worker_turnover_share() -> Formula:
    """Social workers who left a council in the year to 30 September as a share of those in post then, as published.

    A move to another council counts. There is no rate for classes and the county group, as for agency workers. Source:
    Department for Education, children's social work workforce.

    >>> round(social_worker_turnover_share().value([11.8]), 3)
    0.118
    """
    rate = Term("turnover of social workers, per cent", "workforce", "social_worker_turnover_percent")
    return Formula((rate,), per=0.01, totals="published only")


@formula_indicator("Cases for each children's social worker who holds cases", "ratio")
def cases_per_social_worker() -> Formula:
    """Cases held at 30 September for each full-time equivalent social worker who holds cases, agency workers included.

    Source: Department for Education, children's social work workforce.

    >>> round(cases_per_social_worker().value([321_661], [21_105.4]), 1)
    15.2
    """
    return Formula((CASES,), (CASE_HOLDERS,))
