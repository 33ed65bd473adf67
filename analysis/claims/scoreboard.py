"""Forecasts that others have published, scored each year by one rule, declared before any was scored.

A straight line leads from the base to the forecast. The base is the newest figure held of a period that had ended when
the forecast was published. The score is the newest figure less the line of that year: on the way it says whether the
forecast is on course, and once it is due, by how much it missed. The line is a way to read a forecast before its year
has come, and no part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

import pandas as pd

from analysis.claims.expression import Expression
from analysis.claims.rules import PROJECTION
from analysis.formulas.key import Key
from analysis.tables.periods import ending_year, last_day

PeriodsHeld = Callable[[Key], Sequence[str]]
"""The periods of a key's series in its place that have a value, in order."""


class Status(StrEnum):
    """Whether the year of a forecast has come, as far as the figures held go."""

    DUE = "due"
    NOT_DUE = "not due"


class Score(NamedTuple):
    """A forecast against its line: the keys of the ``base`` and of the ``newest`` figure up to the year forecast.

    ``line`` is the formula of the line in the year of the newest figure, ``apart`` that of the score.
    """

    claim_id: str
    status: Status
    base: Key
    newest: Key
    line: str
    apart: str


def score(claim_id: str, published: str, formula: str, held: PeriodsHeld) -> Score | None:
    """The score of a forecast; None if it has none.

    It has none if its formula is not one series, if no figure is held of a period that had ended when it was published,
    or no later one up to its year, and if its own year has gone by without a figure. ``published`` is a date, a month
    or a year; a period counts as ended if it had by the first day that this may mean.

    >>> held = lambda key: ["2022", "2023", "2024", "2025"]
    >>> found = score("a-claim", "2023-11", "referrals:E92000001:2027", held)
    >>> str(found.status), str(found.base), found.line
    ('not due', 'referrals:E92000001:2023', 'referrals:E92000001:2023 + (a-claim - referrals:E92000001:2023) * 2 / 4')
    >>> str(score("a-claim", "2023-11", "referrals:E92000001:2025", held).status)
    'due'
    >>> score("a-claim", "2025-11", "referrals:E92000001:2027", held) is None
    True
    """
    if not formula or not (expression := Expression.parse(formula)).is_name:
        return None
    target = Key.parse(expression.names[0])
    periods = list(held(target))
    known = [period for period in periods if last_day(period) <= published]
    since = [period for period in periods if known and known[-1] < period <= target.period]
    if not since or (since[-1] < target.period < periods[-1]):
        return None
    base, newest = target._replace(period=known[-1]), target._replace(period=since[-1])
    if newest == target:
        return Score(claim_id, Status.DUE, base, newest, claim_id, f"{newest} - {claim_id}")
    start, *ends = (ending_year(key.period) for key in (base, newest, target))
    passed, years = (end - start for end in ends)
    line = f"{base} + ({claim_id} - {base}) * {passed} / {years}"
    return Score(claim_id, Status.NOT_DUE, base, newest, line, f"{newest} - ({line})")


def forecasts(register: pd.DataFrame) -> pd.DataFrame:
    """The rows of the register of claims that are projections with a figure, in the order of their publication."""
    rows = register[(register["kind"] == PROJECTION) & register["stated"].notna()]
    return rows.sort_values(["published", "claim_id"], kind="stable")
