"""Periods as the tables write them: ``2025`` (31 March, or the year to it) and ``2023-24`` (a financial year)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from analysis.problem import Problem
from analysis.wording import listed

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Listed here because the names that Python knows depend on the locale of the machine."""

PERIOD_PATTERN: Final = r"\d{4}(?:-\d{2})?"
"""What the period of a key looks like, as a part of longer patterns."""

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_FINANCIAL_YEAR = re.compile(r"((?:19|20)\d\d)-(\d\d)", re.ASCII)


def is_year(period: str) -> bool:
    """Whether a period is a calendar year, of the 20th or 21st century.

    >>> is_year("2025"), is_year("2023-24"), is_year("0000")
    (True, False, False)
    """
    return _YEAR.fullmatch(period) is not None


def is_financial_year(period: str) -> bool:
    """Whether a period is a financial year: two calendar years, one after the other.

    >>> is_financial_year("2023-24"), is_financial_year("2024"), is_financial_year("2023-25")
    (True, False, False)
    """
    match = _FINANCIAL_YEAR.fullmatch(period)
    return match is not None and (int(match[1]) + 1) % 100 == int(match[2])


def ending_year(period: str) -> int:
    """The calendar year in whose March a period ends.

    >>> ending_year("2023-24"), ending_year("1999-00"), ending_year("2025")
    (2024, 2000, 2025)
    """
    if is_financial_year(period):
        return int(period[:4]) + 1
    if is_year(period):
        return int(period)
    raise Problem(f"A period such as 2025 or 2023-24 was expected, and {period!r} was found.")


def mid_year_before(period: str) -> str:
    """The mid-year whose population goes with a period, as the Department for Education pairs them.

    31 March 2025 takes mid-2024, and so does the financial year 2024-25.

    >>> mid_year_before("2025"), mid_year_before("2024-25")
    ('2024', '2024')
    """
    return str(ending_year(period) - 1)


def financial_year_ending(year: int) -> str:
    """The financial year that ends in March of a calendar year.

    >>> financial_year_ending(2025), financial_year_ending(2000)
    ('2024-25', '1999-00')
    """
    return f"{year - 1}-{year % 100:02d}"


def in_runs(periods: Sequence[str]) -> str:
    """Periods in order as a sentence has them, with "to" between the ends of three or more that follow each other.

    >>> in_runs(["2011", "2012", "2013", "2020"]), in_runs(["2022-23", "2023-24"])
    ('2011 to 2013 and 2020', '2022-23 and 2023-24')
    """
    runs: list[list[str]] = []
    for period in periods:
        if runs and ending_year(period) == ending_year(runs[-1][-1]) + 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    shortened = [[f"{run[0]} to {run[-1]}"] if len(run) > 2 else run for run in runs]
    return listed([period for run in shortened for period in run])


def last_day(period: str) -> str:
    """The last day of a period as an ISO date.

    >>> last_day("2023-24")
    '2024-03-31'
    """
    return f"{ending_year(period)}-03-31"


def written_date(iso: str) -> str:
    """An ISO date as a sentence has it: a day, a month, or a year alone.

    >>> written_date("2023-12-07"), written_date("2018-06"), written_date("2022")
    ('7 December 2023', 'June 2018', '2022')
    """
    year, *rest = map(int, iso.split("-"))
    month = [MONTHS[rest[0] - 1]] if rest else []
    return " ".join([*map(str, rest[1:]), *month, str(year)])
