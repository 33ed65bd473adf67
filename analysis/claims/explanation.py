"""Why a claim has its verdict: one sentence with its numbers for the register, and a short one for the reader's table.

A reason is a template of the report's prose (``report.manuscript.prose``): its numbers are looked up and recorded
when it is printed. ``n``, ``computed``, ``claim``, ``covered`` and ``expected`` are functions of that prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from analysis.claims.evidence import Evidence
from analysis.claims.expression import Expression
from analysis.claims.rules import (
    HIGHEST,
    MEASUREMENT,
    NO_MEASUREMENT,
    OF_A_FIGURE,
    OF_A_RANK,
    OF_TWO_CHANGES,
    PROJECTION,
    Claim,
    Finding,
    Verdict,
    agree,
    alternatives,
    bears_out,
    from_each_base,
    indicator_of,
    rivals,
    rounded,
)
from analysis.formulas.coverage import PUBLISHED_TOTAL
from analysis.formulas.key import Key, breakdown_words, with_breakdown
from analysis.formulas.units import UNITS, unit_of_difference
from analysis.indicators.spending import LINES_SINCE
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import ending_year
from analysis.wording import listed, say, typographic

BORNE_OUT: Final = {
    "equals": "rounding to the {stated} claimed",
    "below": "under the {stated} claimed",
    "above": "over the {stated} claimed",
    "up to": "no more than the {stated} claimed",
    "rose": "a rise",
    "fell": "a fall",
    "did not fall": "no fall",
    "rose or fell": "so that the one rose or the other fell",
    "fell more than": "so that the one fell, and by more than the other",
}
NOT_BORNE_OUT: Final = {
    "rose or fell": "so that neither the one rose nor the other fell",
    "fell more than": "so that the one did not fall by more than the other",
    "rose": "no rise",
    "fell": "no fall",
    "did not fall": "a fall",
}
TOO_SMALL: Final = ("a tenth", "a hundredth", "a thousandth", "a ten-thousandth", "a hundred-thousandth", "a millionth")
TOO_LARGE: Final = ("ten", "a hundred", "a thousand", "ten thousand", "a hundred thousand", "a million")

WHOLE_POUNDS_BELOW: Final = 10_000
"""An amount that is rounded to less is printed in pounds and not in millions."""

Others = Mapping[str, tuple[Claim, Finding]]
"""Every claim of the register with what was found of it, by id."""


def reason(claim: Claim, found: Finding, evidence: Evidence, others: Others) -> str:
    """The template of the sentence that says why a claim has its verdict, and what else is said of the same."""
    clauses = [
        _why(claim, found, evidence),
        *(_when_it_held(claim, found, evidence) if found.cases else ()),
        *_lines_changed(claim),
        *_otherwise_defined(claim, found, evidence),
        *_beside(claim, found, evidence),
        *_coincidences(claim, found, evidence),
        *_against_other_claims(claim, others, evidence),
        *([claim.remark] if claim.remark else []),
    ]
    return _sentence("; ".join(clauses))


def in_short(claim: Claim, found: Finding, evidence: Evidence, others: Others) -> str:
    """The template of a sentence of about two lines: what was compared, and what decides the verdict.

    The figures claimed and found are columns of the table that it is printed in.
    """
    return _sentence("; ".join([_why_in_short(claim, found, evidence), *_contradictions(claim, others, evidence)]))


def _why_in_short(claim: Claim, found: Finding, evidence: Evidence) -> str:
    if found.verdict == Verdict.UNCHECKABLE:
        if claim.kind not in NO_MEASUREMENT and not claim.formulas and claim.remark:
            return claim.remark
        if len(found.cases) > 1:
            return f"{listed(_years_not_held(claim, evidence))} is not held, and the years nearest to it disagree"
        return _why(claim, found, evidence)
    if found.verdict == Verdict.WRONG_UNIT:
        return _figure_in_other_unit(found, evidence) or f"the figure claimed is {_off_by(found)}"
    if found.verdict == Verdict.DEPENDS and found.other_reading is not None:
        first = found.outcomes[0]
        return "; ".join(_read_as(claim, found, found.outcomes.index(each), evidence) for each in (first, not first))
    subject = _briefly(found.cases[0][0], claim, evidence)
    if years := _years_not_held(claim, evidence):
        subject = f"{subject}, since {listed(years)} is not held"
    if claim.reading in OF_A_RANK:
        return f"{subject}: {_ranked(claim, found, evidence)}"
    if found.verdict == Verdict.OVERTAKEN:
        return f"{_apart(claim, found)} the figure projected; {subject}"
    if found.verdict == Verdict.ANOTHER_DEFINITION:
        return f"{subject}; {_label(indicator_of(found.instead[0]), '', evidence)}: {_number(found.instead[0], claim)}"
    if found.verdict == Verdict.DIFFERS and claim.reading == "equals":
        subject = f"{_apart(claim, found)} the figure claimed; {subject}"
    return f"{subject}; the same verdict from {LINES_SINCE}" if _lines_changed(claim) else subject


def _read_as(claim: Claim, found: Finding, number_of_case: int, evidence: Evidence) -> str:
    """One reading of a claim whose verdict depends on it, and what it gives."""
    formula = found.cases[number_of_case][0]
    direction = (BORNE_OUT if found.outcomes[number_of_case] else NOT_BORNE_OUT).get(claim.reading, "")
    number = _number(formula, claim)
    what = _briefly(formula, claim, evidence)
    return f"{what}: {number}{f', {direction}' if claim.reading in NOT_BORNE_OUT else ''}"


def _briefly(expression: Expression, claim: Claim, evidence: Evidence) -> str:
    """What an expression is about and when, without values; the place is named if it is not England."""
    keys = [Key.parse(name) for name in expression.names]
    first, *_, last = sorted(keys, key=lambda key: ending_year(key.period)) * 2
    breakdowns = {key.breakdown for key in keys if key.indicator == first.indicator}
    label = _label(first.indicator, first.breakdown if len(breakdowns) == 1 else "", evidence)
    is_change = " to " in claim.period or (isinstance(expression.tree, tuple) and expression.tree[0] == "-")
    when = first.period
    if first.period != last.period:
        when = f"{when} to {last.period}" if is_change else f"{when}, in prices of {last.period}"
    place = "" if first.area == ENGLAND else f"{evidence.name(first)} "
    return f"{label}, {place}{when}{_coverage(expression, evidence) if expression.is_name else ''}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def print_options(unit: str, rounded_to: float | None, *, finer: bool = False) -> dict[str, Any]:
    """The options ``decimals`` and ``style`` that print a figure as a claim rounds it, or one digit ``finer``.

    >>> print_options("gbp", 1e6), print_options("gbp", 1e8, finer=True)
    ({'decimals': 0, 'style': 'm'}, {'decimals': 2, 'style': 'bn'})
    >>> print_options("gbp", 100, finer=True)
    {'decimals': 0, 'style': 'full'}
    >>> [print_options(unit, to)["decimals"] for unit, to in (("share", 0.01), ("share", 0.1), ("children", 5_000))]
    [0, 0, 0]
    """
    known = UNITS[unit]
    if rounded_to is None:
        return {"decimals": 0, "style": "m"} if known.is_scaled else {}
    decimals = finer - rounded(rounded_to, rounded_to).adjusted()
    if known.is_scaled and rounded_to < WHOLE_POUNDS_BELOW:
        return {"decimals": max(0, decimals), "style": "full"}
    if known.is_scaled:
        style, scale = ("bn", 9) if rounded_to >= 1e8 else ("m", 6)
        return {"decimals": max(0, decimals + scale), "style": style}
    if known.factor == 100:
        decimals -= 2
    return {"decimals": max(1 if finer and not known.indivisible else 0, decimals)}


def unit_of(expression: Expression, evidence: Evidence) -> str:
    """The unit of a key, of the difference of two keys, or of the growth from one to another.

    Raises ``Problem`` if the keys differ in unit.
    """
    units = {evidence.definitions[Key.parse(name).indicator].unit for name in expression.names}
    if len(units) > 1:
        raise Problem(
            f"The formula {expression} has several units ({', '.join(sorted(units))}), and what stands beside a claim "
            "is a key, the difference of two, or the growth from one to another."
        )
    unit = units.pop()
    if expression.is_name:
        return unit
    if isinstance(expression.tree, tuple) and expression.tree[0] == "-" and isinstance(expression.tree[2], str):
        return unit_of_difference(unit)
    return "percent"


def _why(claim: Claim, found: Finding, evidence: Evidence) -> str:
    if claim.kind in NO_MEASUREMENT:
        return NO_MEASUREMENT[claim.kind]
    if not claim.formulas:
        return "no official figure held measures it"
    if not found.cases:
        return _not_held(claim, evidence)
    facts = _facts(claim, found, evidence)
    if found.verdict == Verdict.OVERTAKEN:
        return f"the outturn is {facts[0]}, {_apart(claim, found)} {_projected(claim)}"
    years = _years_not_held(claim, evidence)
    nearest = "year nearest to it gives" if len(found.cases) == 1 else "years nearest to it give"
    lead = f"{listed(years)} is not held, and the {nearest}" if years else "official data give"
    if found.verdict == Verdict.UNCHECKABLE:
        return f"{lead} {listed(facts)}, which disagree about it"
    if found.verdict == Verdict.DEPENDS and found.other_reading is not None:
        readings = ", and ".join(_each_reading(claim, found, evidence))
        return f"{lead} {readings}: the claim does not say which is meant"
    if found.verdict == Verdict.WRONG_UNIT:
        of_another = _figure_in_other_unit(found, evidence)
        words = f"{lead} {facts[0]}, and the {_figure(claim)} claimed is {_off_by(found)}"
        return f"{words}: {of_another}" if of_another else words
    return f"{lead} {listed(facts)}, {_outcome(claim, found, evidence)}"


def _not_held(claim: Claim, evidence: Evidence) -> str:
    keys = [Key.parse(name) for formula in claim.formulas for name in formula.names]
    absent = next((key for key in keys if not evidence.is_held(Expression(str(key)))), keys[0])
    subject = f"{_label(absent.indicator, absent.breakdown, evidence)}, {evidence.name(absent)} {absent.period},"
    if claim.kind == PROJECTION:
        return f"{subject} has no outturn yet"
    return f"{subject} is not held, nor is a year near it"


def _each_reading(claim: Claim, found: Finding, evidence: Evidence) -> list[str]:
    """What each reading of a claim gives, and whether it bears the claim out."""
    said = []
    for case, outcome in zip(found.cases, found.outcomes, strict=True):
        phrase = BORNE_OUT[claim.reading].format(stated=_figure(claim))
        otherwise = NOT_BORNE_OUT.get(claim.reading, f"not {phrase}")
        facts = listed([_fact(expression, claim, evidence) for expression in case])
        said.append(f"{facts}, {phrase if outcome else otherwise}")
    return said


def _lines_changed(claim: Claim) -> list[str]:
    """That the lines of spending changed over the years of a claim, and from when the change is measured as well."""
    if claim.kind != MEASUREMENT or len(from_each_base(claim.formulas)) == 1:
        return []
    return [f"the lines of spending changed, and the change is measured from {LINES_SINCE}, their first year, as well"]


def _outcome(claim: Claim, found: Finding, evidence: Evidence) -> str:
    """How the facts compare with the claim."""
    borne_out, count = all(found.outcomes), len(found.cases)
    if claim.reading in OF_A_RANK:
        return _ranked(claim, found, evidence)
    if claim.reading in OF_TWO_CHANGES:
        return (BORNE_OUT if borne_out else NOT_BORNE_OUT)[claim.reading]
    phrase = BORNE_OUT[claim.reading].format(stated=_figure(claim))
    if borne_out:
        return phrase if count == 1 else f"{'both' if count == 2 else 'all'} {phrase}"
    if count > 1:
        return f"{'neither' if count == 2 else 'none'} {phrase}"
    if claim.reading == "equals":
        return f"{_apart(claim, found)} the {_figure(claim)} claimed"
    return NOT_BORNE_OUT.get(claim.reading, f"not {phrase}")


def _when_it_held(claim: Claim, found: Finding, evidence: Evidence) -> Iterator[str]:
    """The last year before for which a claim that differs would have held."""
    formula = found.cases[0][0]
    if found.verdict != Verdict.DIFFERS or claim.reading not in OF_A_FIGURE or not formula.is_name:
        return
    earlier = [Expression(str(key)) for key in evidence.earlier(_key(formula))]
    held = [expression for expression in earlier if bears_out(claim, (expression,), evidence)]
    if held:
        yield f"the last year before for which this held is {_key(held[-1]).period}, with {_number(held[-1], claim)}"


def _ranked(claim: Claim, found: Finding, evidence: Evidence) -> str:
    own = found.cases[0][0]
    others = sorted(rivals(claim, own, evidence), key=evidence.value, reverse=True)
    above = [other for other in others if evidence.value(other) >= evidence.value(own)]
    if claim.reading == HIGHEST:
        if above:
            return f"not above {_number(above[0], claim)} in {_key(above[0]).period}"
        first = evidence.earlier(_key(own))[0].period
        later = evidence.later(_key(own))[-1:]
        since = "".join(f", and {_number(Expression(str(key)), claim)} in {key.period}" for key in later)
        return f"the highest of the years held since {first}{since}"
    if above:
        return f"behind {listed([f'{_service(other)} with {_number(other, claim)}' for other in above])}"
    text = f"the most of the services compared, before {_service(others[0])} with {_number(others[0], claim)}"
    if bears_out(claim, (own,), evidence, otherwise=True):
        return text
    ahead = [other for other in rivals(claim, own, evidence, otherwise=True) if other not in others]
    return f"{text}, though {listed([f'{_service(other)}, left out, has {_number(other, claim)}' for other in ahead])}"


def _off_by(found: Finding) -> str:
    """By which power of ten a figure is off."""
    words = TOO_SMALL[found.power - 1] + " of that" if found.power > 0 else TOO_LARGE[-found.power - 1] + " times that"
    return f"{words}, within its rounding and the three per cent allowed for populations revised since"


def _figure_in_other_unit(found: Finding, evidence: Evidence) -> str:
    """The indicator of another unit that has the figure of a claim in a wrong one; empty if there is none."""
    formula = found.cases[0][0]
    if formula.is_name:
        key, definitions = _key(formula), evidence.definitions
        for name in definitions[key.indicator].alternatives:
            other = Expression(str(key._replace(indicator=name)))
            if evidence.is_held(other) and rounded(evidence.value(other) * 10.0**found.power, 1e-6) == rounded(
                evidence.value(formula), 1e-6
            ):
                return f"it is the figure of {_label(name, '', evidence)}, {say('n', str(other))}"
    return ""


def _otherwise_defined(claim: Claim, found: Finding, evidence: Evidence) -> Iterator[str]:
    """What the alternatives declared on the claim's own indicator give."""
    if found.instead:
        label = _label(indicator_of(found.instead[0]), "", evidence)
        phrase = BORNE_OUT[claim.reading].format(stated=_figure(claim))
        yield f"under another definition, {label}, they give {_number(found.instead[0], claim)}, {phrase}"
    elif found.cases and found.cases[0][0].is_name and len(found.cases[0]) == 1:
        for other in alternatives(found.cases[0], evidence):
            label = _label(indicator_of(other[0]), "", evidence)
            when = f" in {_key(other[0]).period}" if len(found.cases) > 1 else ""
            yield f"under another definition, {label}, {_number(other[0], claim)}{when}"


def _beside(claim: Claim, found: Finding, evidence: Evidence) -> Iterator[str]:
    """The official figures that a claim's row sets beside it: the nearest ones, if it cannot be checked."""
    facts = [_fact_beside(expression, claim, evidence) for expression in claim.beside if evidence.is_held(expression)]
    if facts and found.verdict == Verdict.UNCHECKABLE and not found.cases:
        yield f"the nearest official figure{'s are' if len(facts) > 1 else ' is'} {listed(facts)}"
    elif facts:
        yield f"compare {listed(facts)}"


def _fact_beside(expression: Expression, claim: Claim, evidence: Evidence) -> str:
    unit = unit_of(expression, evidence)
    rounded_to = claim.rounded_to if unit == claim.unit else None
    fact = f"{_printed(expression, unit, rounded_to)} ({_subject(expression, evidence)})"
    others = [case[0] for case in alternatives((expression,), evidence)] if expression.is_name else []
    if not others:
        return fact
    ordered = sorted(others, key=evidence.value)
    ends = [_printed(other, unit, rounded_to) for other in (ordered[0], ordered[-1])]
    return f"{fact}, under its declared alternatives {f'{ends[0]} to {ends[1]}' if len(others) > 1 else ends[0]}"


def _coincidences(claim: Claim, found: Finding, evidence: Evidence) -> Iterator[str]:
    """Figures of another subject that happen to agree with a claim that cannot be checked."""
    if found.verdict != Verdict.UNCHECKABLE or claim.figure is None or claim.rounded_to is None:
        return
    for expression in claim.beside:
        if not expression.is_name:
            continue
        for key in evidence.siblings(_key(expression)):
            other = Expression(str(key))
            if rounded(evidence.value(other), claim.rounded_to) == rounded(claim.figure, claim.rounded_to):
                yield (
                    f"that {_service(other)} alone comes to {_number(other, claim)} is a coincidence, of another "
                    "subject, and no evidence"
                )


def _against_other_claims(claim: Claim, others: Others, evidence: Evidence) -> Iterator[str]:
    """What the claims that a claim is to be compared with make of its figure."""
    if claim.compare_with is None:
        return
    if _goes_with(claim, others):
        other, found = others[claim.compare_with.names[0]]
        words = f"{_figure(other)}{' children' if other.unit == 'children' else ''}"
        yield f"it goes with another claim, of {words}, on which the verdict is “{found.verdict}”"
    elif elsewhere := _elsewhere(claim, others, evidence):
        said, agrees = elsewhere
        verb = "agree within their rounding" if agrees else "contradict each other"
        yield f"elsewhere the same is put at {said}, and the two {verb}"


def _contradictions(claim: Claim, others: Others, evidence: Evidence) -> Iterator[str]:
    """What contradicts a claim, in short."""
    elsewhere = _elsewhere(claim, others, evidence)
    if elsewhere and not elsewhere[1]:
        yield f"contradicted by {elsewhere[0]}"


def _elsewhere(claim: Claim, others: Others, evidence: Evidence) -> tuple[str, bool] | None:
    """What other claims put the figure of a claim at, and whether the two agree; None if they are of other things."""
    if claim.compare_with is None or _goes_with(claim, others):
        return None
    keys = [name for name in claim.compare_with.names if ":" in name]
    names = [name for name in claim.compare_with.names if ":" not in name]
    if not all(evidence.is_held(Expression(key)) for key in keys):
        return None
    said = listed([say("claim", name) for name in names], "of")
    if not claim.compare_with.is_name:
        number = _number(claim.compare_with, claim)
        said = f"{said} of another total, which is {number} of this one" if keys else f"{said}, which is {number}"
    return said, agree(claim, {name: other for name, (other, _) in others.items()}, evidence)


def _goes_with(claim: Claim, others: Others) -> bool:
    """Whether what a claim is compared with is of another unit or period, so that the two can only be read together."""
    if claim.compare_with is None or claim.figure is None or not claim.compare_with.is_name:
        return claim.figure is None
    other, _ = others[claim.compare_with.names[0]]
    return (other.unit, other.period) != (claim.unit, claim.period)


def _years_not_held(claim: Claim, evidence: Evidence) -> list[str]:
    formulas = from_each_base(claim.formulas)[0] if claim.kind == MEASUREMENT else claim.formulas
    keys = [Key.parse(name) for formula in formulas for name in formula.names]
    return sorted({key.period for key in keys if not evidence.is_held(Expression(str(key)))})


def _facts(claim: Claim, found: Finding, evidence: Evidence) -> list[str]:
    """What the data gives for each formula; years of one series are named together."""
    expressions = [expression for case in found.cases for expression in case]
    keys = [_key(expression) for expression in expressions]
    if (
        len(keys) > 1
        and all(each.is_name for each in expressions)
        and len({key._replace(period="") for key in keys}) == 1
    ):
        subject = f"{_label(keys[0].indicator, keys[0].breakdown, evidence)}, {evidence.name(keys[0])}"
        *others, last = [f"{_number(each, claim)} in {_key(each).period}" for each in expressions]
        return [*others, f"{last} ({subject})"]
    return [_fact(expression, claim, evidence) for expression in expressions]


def _fact(expression: Expression, claim: Claim, evidence: Evidence) -> str:
    return f"{_number(expression, claim)}{UNITS[claim.unit].words_after} ({_what(expression, evidence)})"


def _what(expression: Expression, evidence: Evidence) -> str:
    """What an expression is made of: the label, place and year of a key, the values of a formula's keys."""
    if expression.is_name:
        key = _key(expression)
        what = f"{_label(key.indicator, key.breakdown, evidence)}, {evidence.name(key)} {key.period}"
        return f"{what}{_coverage(expression, evidence)}"
    groups: dict[str, list[str]] = {}
    for name in expression.names:
        key = Key.parse(name)
        value = _printed(Expression(name), evidence.definitions[key.indicator].unit, None)
        of = f"{_label(key.indicator, key.breakdown, evidence)}, {evidence.name(key)}"
        groups.setdefault(of, []).append(f"{value} in {key.period}")
    return " and ".join(f"{of}: {', '.join(values)}" for of, values in groups.items())


def _subject(expression: Expression, evidence: Evidence) -> str:
    """What a key or a change is about, and from when to when: without the values that it is made of."""
    if expression.is_name:
        return _what(expression, evidence)
    keys = sorted(map(Key.parse, expression.names), key=lambda key: ending_year(key.period))
    subject = f"{_label(keys[0].indicator, keys[0].breakdown, evidence)}, {evidence.name(keys[0])}"
    return f"change of {subject}, {keys[0].period} to {keys[-1].period}"


def _coverage(expression: Expression, evidence: Evidence) -> str:
    """Of how many areas a sum over councils is, if it leaves some out."""
    if not evidence.is_held(expression):
        return ""
    row = evidence.row(_key(expression))
    if row.note.startswith(PUBLISHED_TOTAL) or not row.covered < row.expected:
        return ""
    return f", {say('covered', str(expression))} of {say('expected', str(expression))} councils"


def _label(indicator: str, breakdown: str, evidence: Evidence) -> str:
    label = evidence.definitions[indicator].label
    return with_breakdown(typographic(f"{label[:1].lower()}{label[1:]}"), breakdown)


def _service(expression: Expression) -> str:
    return breakdown_words(_key(expression).breakdown)


def _key(expression: Expression) -> Key:
    return Key.parse(expression.names[0])


def _figure(claim: Claim) -> str:
    return say("claim", claim.claim_id)


def _projected(claim: Claim) -> str:
    if claim.reading == "up to":
        return f"{_figure(claim)}, the most that was projected"
    return f"the {_figure(claim)} projected"


def _apart(claim: Claim, found: Finding) -> str:
    """How far what the data gives lies from the figure claimed, and on which side."""
    if found.formula is None or found.recomputed is None or claim.figure is None:
        raise Problem(f"The claim {claim.claim_id} has no figure to set the data against.")
    difference = Expression(("-", found.formula.tree, claim.claim_id))
    unit = unit_of_difference(claim.unit)
    number = _printed(difference, unit, claim.rounded_to, through="size")
    if found.recomputed == claim.figure:
        return "exactly"
    return f"{number} {'above' if found.recomputed > claim.figure else 'below'}"


def _number(expression: Expression, claim: Claim) -> str:
    """A value of the claim's unit, a digit finer than the claim."""
    return _printed(expression, claim.unit, claim.rounded_to)


def _printed(expression: Expression, unit: str, rounded_to: float | None, *, through: str = "") -> str:
    options = print_options(unit, rounded_to, finer=True)
    if expression.is_name and ":" in expression.names[0]:
        return say("n", str(expression), through=through, **options)
    return say("computed", str(expression), unit, through=through, **options)
