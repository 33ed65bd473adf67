"""The periods that sentences name: ``now``, ``now - 5``, ``base`` and what else ``report/chapters/periods.toml`` lists.

A sentence that names its period in this way stays true when the data has another year. For a period that the data does
not reach, such as one after the newest year of an older report, there is no number, and the sentence falls away.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from analysis.problem import Problem
from analysis.tables.periods import ending_year, financial_year_ending, is_financial_year


class Period(str):
    """A period by name: 31 March of a year (``2025``), or the year to it, or a financial year (``2024-25``).

    >>> now, spent = Period("2025"), Period("2024-25")
    >>> now - 5, spent - 5, spent.ending, now.financial
    ('2020', '2019-20', '2025', '2024-25')
    >>> now.day, now.year_to, now.year_to_day
    ('31 March 2025', 'the year to March 2025', 'the year to 31 March 2025')
    >>> now > now - 1, list(now.back(2))
    (True, ['2023', '2024', '2025'])
    """

    __slots__ = ()

    def __add__(self, years: int) -> Period:  # type: ignore[override]  # years are added, and no text
        if not isinstance(years, int):
            raise Problem(f"{self} + {years!r}: only a number of years can be added to a period.")
        year = ending_year(self) + years
        return Period(financial_year_ending(year) if is_financial_year(self) else str(year))

    def __sub__(self, years: int) -> Period:
        if not isinstance(years, int):
            raise Problem(f"{self} - {years!r}: only a number of years can be taken from a period.")
        return self + -years

    def back(self, years: int) -> Iterator[Period]:
        """The periods from some years before, up to this one."""
        return (self - before for before in range(years, -1, -1))

    @property
    def ending(self) -> Period:
        """The 31 March on which a financial year ends."""
        return Period(str(ending_year(self)))

    @property
    def financial(self) -> Period:
        """The financial year that ends on a 31 March."""
        return Period(financial_year_ending(ending_year(self)))

    @property
    def day(self) -> str:
        """The last day, as sentences have it."""
        return f"31 March {ending_year(self)}"

    @property
    def year_to(self) -> str:
        """The year to its last month, as sentences have it."""
        return f"the year to March {ending_year(self)}"

    @property
    def year_to_day(self) -> str:
        """The year to its last day, as sentences have it."""
        return f"the year to {self.day}"


class Named(NamedTuple):
    """A period with its name: ``what`` it is, or, if it is ``fixed``, why it may stay."""

    name: str
    period: Period
    what: str
    fixed: bool


def named_periods(path: Path, newest: Callable[[str], str]) -> list[Named]:
    """The periods that a file declares; ``newest`` gives the last period of an indicator for England.

    Raises :class:`Problem` if a declaration is neither newest nor fixed with its reason.
    """
    declared: Mapping[str, Mapping[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return [_named(path, name, about, newest) for name, about in declared.items()]


def _named(path: Path, name: str, about: Mapping[str, str], newest: Callable[[str], str]) -> Named:
    if about.keys() == {"newest", "what"}:
        return Named(name, Period(newest(about["newest"])), about["what"], fixed=False)
    if about.keys() == {"fixed", "why"}:
        ending_year(about["fixed"])  # or it is no period
        return Named(name, Period(about["fixed"]), about["why"], fixed=True)
    raise Problem(
        f"The period '{name}' of {path.name} has {', '.join(about) or 'nothing'}: expected 'newest' (an indicator) and "
        f"'what', or 'fixed' (a period) and 'why'."
    )
