"""What others have published in numbers, and the verdict of the official data on it, by declared rules.

A claim is a row of ``data/claims.csv``: what was said, how its figure is to be read, and the formula over the
indicators that recomputes it. The verdict follows from that row and the data; no rule names a claim, and a new claim
needs a row and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import chain, product
from typing import Final

from analysis.claims.evidence import Evidence
from analysis.claims.expression import Expression
from analysis.formulas.key import Key
from analysis.indicators.budgets import COUNTED
from analysis.indicators.spending import LINES_SINCE
from analysis.tables.periods import ending_year

# The rules, declared before any claim was looked at.


class Verdict(StrEnum):
    """What the official data says of a claim."""

    REPRODUCED = "reproduced"
    ANOTHER_DEFINITION = "reproduced under another definition"
    WRONG_UNIT = "wrong unit"
    DIFFERS = "differs"
    OVERTAKEN = "overtaken"
    DEPENDS = "depends on definition"
    UNCHECKABLE = "cannot be checked from open data"


MEASUREMENT: Final = "measurement"
PROJECTION: Final = "projection"
NO_MEASUREMENT: Final = {
    "forecast survey": "a forecast from a survey is another concept than outturn less budget",
    "opinion survey": "what councils expect is known from the survey alone",
    "recommendation": "a recommendation is not a measurement",
    "budget line": "the budgets of departments are not among the tables held",
    "opinion": "an opinion is not a measurement",
    "case records": "what councils’ own records of children show is not open",
}
"""Kinds of claim that no official figure can bear out, and why: a figure that happens to agree is no evidence."""

KINDS: Final = (MEASUREMENT, PROJECTION, *NO_MEASUREMENT)

REVISION_TOLERANCE: Final = 0.03
"""How far a figure in a wrong unit may be off in addition to its rounding: populations have been revised since."""

LINES_OF_THE_TIME: Final[Mapping[str, str]] = {
    "expenditure_gbp": "expenditure_gbp",
    "expenditure_real_gbp": "expenditure_real_gbp",
    "early_intervention_real_gbp": "early_intervention_lines_of_the_time_real_gbp",
}
"""The indicators whose lines of spending changed in ``LINES_SINCE``, and which indicator has the years before.

One rule holds for the base year of every claim about change. A change is measured from the first to the last year that
the claim names. If the lines of spending changed in between, it is measured from ``LINES_SINCE`` as well: if the two
readings disagree, the verdict is that it depends on the definition.
"""

POWERS_OF_TEN: Final = (1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6)

OF_A_FIGURE: Final[Mapping[str, Callable[[float, float, float], bool]]] = {
    "equals": lambda value, figure, to: rounded(value, to) == rounded(figure, to),
    "below": lambda value, figure, _: value < figure,
    "above": lambda value, figure, _: value > figure,
    "up to": lambda value, figure, _: value <= figure,
}
"""How a figure is read: whether a value bears it out. ``equals`` is to the claim's own rounding, the others exact."""

OF_A_CHANGE: Final[Mapping[str, Callable[[float], bool]]] = {
    "rose": lambda change: change > 0,
    "fell": lambda change: change < 0,
    "did not fall": lambda change: change >= 0,
}
"""How a claim without a figure is read on each change that its formulas give; to rise faster than prices is to rise in
real terms."""

OF_TWO_CHANGES: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "rose or fell": lambda first, second: first > 0 or second < 0,
    "fell more than": lambda first, second: first < 0 and first < second,
}
"""How a claim is read on the changes of two formulas: the first rose, or the second fell; the first fell, and by more
than the second."""

HIGHEST: Final = "highest in series"
LARGEST: Final = "largest of services"
OF_A_RANK: Final = (HIGHEST, LARGEST)
"""How a claim to a first place is read: against all earlier years held, or against the other services compared."""

IN_WORDS: Final = "in words"
"""What is said has neither a figure nor a direction: no formula can bear it out."""

READINGS: Final = (IN_WORDS, *OF_A_FIGURE, *OF_A_CHANGE, *OF_TWO_CHANGES, *OF_A_RANK)

SERVICES_COMPARED: Final = tuple(service for service in COUNTED if service != "other")
"""The services of the share of overspends, without the residual line, which is no service."""

SERVICES_COMPARED_OTHERWISE: Final = ("education", *SERVICES_COMPARED)
"""With education: the alternative that is declared on the share of overspends."""


@dataclass(frozen=True)
class Claim:
    """A row of ``claims.csv``: ``figure`` is empty if the document gives none; formulas hold codes of places."""

    claim_id: str
    document: str
    published: str
    location: str
    kind: str
    statement: str
    period: str
    area: str
    reading: str
    figure: float | None
    unit: str
    rounded_to: float | None
    formulas: tuple[Expression, ...]
    beside: tuple[Expression, ...]
    compare_with: Expression | None
    remark: str


Case = tuple[Expression, ...]
"""What a reading is applied to at once, over values that are held: one formula, or the two of a pair."""


@dataclass(frozen=True)
class Finding:
    """The verdict on a claim and what it rests on.

    ``cases`` are what the claim was held against: several if it has several formulas or base years, or if years that
    are not held were replaced by their neighbours. ``formula`` recomputes the claim's figure as ``recomputed``; if the
    verdict depends on the definition, ``other_reading`` is a formula that decides the other way. ``instead`` bears
    the claim out under another definition; ``power`` is that of ten in a wrong unit.
    """

    verdict: Verdict
    cases: tuple[Case, ...] = ()
    outcomes: tuple[bool, ...] = ()
    instead: Case = ()
    power: int = 0
    formula: Expression | None = None
    recomputed: float | None = None
    other_reading: Expression | None = None


def rounded(value: float, to: float) -> Decimal:
    """A value rounded half up to a multiple of ``to``, as a claim rounds its figure.

    >>> [str(rounded(value, to)) for value, to in ((0.875, 0.1), (48.81, 1), (508.7, 100), (97_500, 5_000))]
    ['0.9', '49', '500', '100000']
    """
    step = Decimal(repr(float(to))).normalize()
    # Nine decimals, as in the table of indicators: what a division leaves behind must not tip a half.
    steps = (Decimal(repr(round(value, 9))) / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Decimal(f"{steps * step:f}")


def judged(claim: Claim, evidence: Evidence) -> Finding:
    """The verdict on a claim, by its kind, its reading and the values held."""
    if claim.kind in NO_MEASUREMENT or not claim.formulas:
        return Finding(Verdict.UNCHECKABLE)
    if claim.kind == PROJECTION:
        return _of_a_projection(claim, evidence)
    return _of_a_measurement(claim, evidence)


def bears_out(claim: Claim, case: Case, evidence: Evidence, *, otherwise: bool = False) -> bool:
    """Whether the values of a case bear a claim out, read as it is to be read.

    ``otherwise`` compares services under the alternative that counts education.
    """
    values = [evidence.value(expression) for expression in case]
    if claim.reading in OF_A_FIGURE:
        return claim.figure is not None and OF_A_FIGURE[claim.reading](values[0], claim.figure, claim.rounded_to or 0)
    if claim.reading in OF_A_CHANGE:
        return OF_A_CHANGE[claim.reading](values[0])
    if claim.reading in OF_TWO_CHANGES:
        return OF_TWO_CHANGES[claim.reading](*values)
    return all(evidence.value(rival) < values[0] for rival in rivals(claim, case[0], evidence, otherwise=otherwise))


def rivals(claim: Claim, expression: Expression, evidence: Evidence, *, otherwise: bool = False) -> list[Expression]:
    """What a claim to a first place is set against: the same for earlier years, or for the other services compared."""
    if claim.reading == HIGHEST:
        return [Expression(str(key)) for key in evidence.earlier(Key.parse(expression.names[0]))]
    compared = SERVICES_COMPARED_OTHERWISE if otherwise else SERVICES_COMPARED
    others = [_of_service(expression, service) for service in compared]
    return [other for other in others if other != expression and evidence.is_held(other)]


def alternatives(case: Case, evidence: Evidence) -> list[Case]:
    """The case under each alternative declared on its indicator: in the same unit, of the same coverage, and held."""
    own = indicator_of(case[0])
    definitions = evidence.definitions
    others = [name for name in definitions[own].alternatives if definitions[name].unit == definitions[own].unit]
    moved = [tuple(_of_indicator(expression, own, other) for expression in case) for other in others]
    return [
        other
        for other in moved
        if all(map(evidence.is_held, other))
        and [evidence.coverage(expression) for expression in other]
        == [evidence.coverage(expression) for expression in case]
    ]


def agree(claim: Claim, others: Mapping[str, Claim], evidence: Evidence) -> bool:
    """Whether a claim's figure and what its ``compare_with`` makes of other claims agree, given how each is rounded."""
    if claim.compare_with is None:
        return True
    names = claim.compare_with.names
    ends = [(evidence.value(Expression(name)),) if ":" in name else _ends(others[name]) for name in names]
    values = [claim.compare_with.value(dict(zip(names, corner, strict=True)).__getitem__) for corner in product(*ends)]
    made = [value for value in values if value is not None]
    low, high = _ends(claim)
    return min(made) <= high and low <= max(made)


def indicator_of(expression: Expression) -> str:
    """The indicator that a formula is about: that of its first key."""
    return Key.parse(expression.names[0]).indicator


def _of_a_projection(claim: Claim, evidence: Evidence) -> Finding:
    formula = claim.formulas[0]
    if not evidence.is_held(formula):
        return Finding(Verdict.UNCHECKABLE)
    return Finding(
        Verdict.OVERTAKEN,
        cases=((formula,),),
        outcomes=(bears_out(claim, (formula,), evidence),),
        formula=formula,
        recomputed=evidence.value(formula),
    )


def _of_a_measurement(claim: Claim, evidence: Evidence) -> Finding:
    readings = _readings(claim, evidence)
    decided = [[bears_out(claim, case, evidence) for case in cases] for cases in readings]
    cases, outcomes = tuple(chain(*readings)), tuple(chain(*decided))
    if not cases or any(len(set(each)) > 1 for each in decided):
        # Nothing is held, or the years nearest to one that is not held disagree.
        return Finding(Verdict.UNCHECKABLE, cases, outcomes)
    formula = cases[0][0]
    found = Finding(Verdict.REPRODUCED, cases, outcomes, formula=formula, recomputed=evidence.value(formula))
    if len(set(outcomes)) > 1:
        other_reading = cases[outcomes.index(not outcomes[0])][0]
        return replace(found, verdict=Verdict.DEPENDS, other_reading=other_reading)
    if all(outcomes):
        with_education = [bears_out(claim, case, evidence, otherwise=True) for case in cases]
        return found if all(with_education) else replace(found, verdict=Verdict.DEPENDS)
    for instead in alternatives(cases[0], evidence):
        if bears_out(claim, instead, evidence):
            return replace(found, verdict=Verdict.ANOTHER_DEFINITION, instead=instead)
    power = _power_of_ten(claim, evidence.value(formula))
    if power:
        return replace(found, verdict=Verdict.WRONG_UNIT, power=power)
    return replace(found, verdict=Verdict.DIFFERS)


def _readings(claim: Claim, evidence: Evidence) -> list[tuple[Case, ...]]:
    """What a claim may mean: its formulas, each or as a pair, from each base year, over years held or near them.

    None if one of them cannot be read from its own base year: a verdict rests on every reading, and a change is not
    measured from a later year instead.
    """
    together = [claim.formulas] if claim.reading in OF_TWO_CHANGES else [(formula,) for formula in claim.formulas]
    readings = []
    for formulas in together:
        own, *comparable = (_cases(claim, based, evidence) for based in from_each_base(formulas))
        if not own:
            return []
        readings += [cases for cases in (own, *comparable) if cases and cases not in readings]
    return readings


def _cases(claim: Claim, formulas: Case, evidence: Evidence) -> tuple[Case, ...]:
    """What a reading of a claim is held against: one case, or one for each of the years nearest to one not held."""
    cases = tuple(zip(*map(evidence.held_or_neighbouring, formulas), strict=False))
    return tuple(case for case in cases if claim.reading not in OF_A_RANK or rivals(claim, case[0], evidence))


def from_each_base(formulas: Case) -> list[Case]:
    """The formulas of a change from the claim's own base year and, if the lines of spending changed since, from then.

    >>> growth = Expression.parse("expenditure_gbp:Kent:2019-20 / expenditure_gbp:Kent:2010-11 - 1")
    >>> [str(formula) for case in from_each_base((growth,)) for formula in case][1]
    'expenditure_gbp:Kent:2019-20 / expenditure_gbp:Kent:2012-13 - 1'
    """
    keys = [key for formula in formulas for key in map(Key.parse, formula.names) if key.indicator in LINES_OF_THE_TIME]
    before = {key.period for key in keys if ending_year(key.period) < ending_year(LINES_SINCE)}
    since = {key.period for key in keys} - before
    if not before or not since:
        return [formulas]

    def of_the_time(name: str) -> str:
        key = Key.parse(name)
        return str(key._replace(indicator=LINES_OF_THE_TIME.get(key.indicator, key.indicator)))

    def comparable(name: str) -> str:
        key = Key.parse(name)
        return str(key._replace(period=LINES_SINCE)) if key.period in before else name

    return [tuple(formula.renamed(name) for formula in formulas) for name in (of_the_time, comparable)]


def _power_of_ten(claim: Claim, value: float) -> int:
    """The power of ten that takes a claim's figure to a value, within rounding and tolerance; 0 if none does."""
    if claim.reading != "equals" or claim.figure is None or claim.rounded_to is None:
        return 0
    for power in POWERS_OF_TEN:
        allowed = claim.rounded_to * 10.0**power / 2 + REVISION_TOLERANCE * abs(value)
        if abs(claim.figure * 10.0**power - value) <= allowed:
            return power
    return 0


def _ends(claim: Claim) -> tuple[float, float]:
    """Between what a claim's figure may lie before it was rounded."""
    figure, half = claim.figure or 0.0, (claim.rounded_to or 0.0) / 2
    return figure - half, figure + half


def _of_indicator(expression: Expression, own: str, other: str) -> Expression:
    def moved(name: str) -> str:
        key = Key.parse(name)
        return str(key._replace(indicator=other)) if key.indicator == own else name

    return expression.renamed(moved)


def _of_service(expression: Expression, service: str) -> Expression:
    return expression.renamed(lambda name: str(Key.parse(name)._replace(breakdown=service)))
