"""The register of claims: each row of ``claims.csv`` with what the official data gives, the verdict and its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from analysis.claims.evidence import Evidence
from analysis.claims.explanation import in_short, reason, unit_of
from analysis.claims.expression import Expression, Tree
from analysis.claims.rules import (
    HIGHEST,
    IN_WORDS,
    KINDS,
    LARGEST,
    MEASUREMENT,
    OF_A_FIGURE,
    OF_A_RANK,
    OF_TWO_CHANGES,
    READINGS,
    SERVICES_COMPARED_OTHERWISE,
    Claim,
    Finding,
    Verdict,
    judged,
)
from analysis.formulas.indicator import Definition
from analysis.formulas.key import Key
from analysis.formulas.units import unit_named, unit_of_difference
from analysis.problem import Problem, refuse_unknown
from analysis.tables.periods import ending_year
from analysis.wording import listed

REGISTER_COLUMNS: Final = (
    "claim_id",
    "document",
    "title",
    "author",
    "page",
    "published",
    "location",
    "kind",
    "statement",
    "area",
    "period",
    "reading",
    "stated",
    "rounded_to",
    "formula",
    "recomputed",
    "unit",
    "difference",
    "verdict",
    "in_short",
    "reason",
    "key",
    "other_reading",
    "beside",
)
OF_QUOTIENTS: Final = ("share", "percent", "ratio")
"""The units of one value over another of the same unit."""
NO_DIFFERENCE: Final = (Verdict.WRONG_UNIT, Verdict.DEPENDS)
"""The verdicts under which a difference would mean nothing: of two units, or of one of two readings."""

_NUMBERS: Final = ("stated", "rounded_to", "recomputed", "difference")


def register(
    claims: pd.DataFrame,
    documents: pd.DataFrame,
    indicators: pd.DataFrame,
    definitions: Mapping[str, Definition],
    *,
    is_replay: bool = False,
) -> pd.DataFrame:
    """Every claim with what the official data gives: the columns of ``REGISTER_COLUMNS``, in the order of the claims.

    ``claims`` and ``documents`` are the tables of those names, all text; ``indicators`` has the columns of
    ``indicators.csv``. ``formula`` is what is to recompute a claim, ``key`` the key or formula that does, and
    ``other_reading`` another that decides the other way. ``difference`` is recomputed less stated, empty if the two
    are in different units or depend on a definition. ``reason`` and ``in_short`` are templates of sentences
    (``analysis.claims.explanation``).
    In the tables of another year (``is_replay``) a breakdown may not have begun: it is not held, and not unknown.

    Raises ``Problem``, with the nearest names, if a claim names an unknown indicator, place, document or other claim,
    and if the parts of its row contradict each other, such as a unit that its formula cannot have.
    """
    rows = [{str(column): str(cell) for column, cell in row.items()} for row in claims.to_dict("records")]
    works = {str(work["document"]): work for work in documents.to_dict("records")}
    evidence = Evidence(indicators, definitions, is_replay=is_replay)
    read = {row["claim_id"]: _read(row, evidence, works) for row in rows}
    for claim in read.values():
        _refuse_unknown_claims(claim, read)
    found = {name: (claim, judged(claim, evidence)) for name, claim in read.items()}
    lines = [
        _line(claim, finding)
        | works[claim.document]
        | {name: say(claim, finding, evidence, found) for name, say in (("in_short", in_short), ("reason", reason))}
        for claim, finding in found.values()
    ]
    return pd.DataFrame(lines, columns=list(REGISTER_COLUMNS)).astype(dict.fromkeys(_NUMBERS, float))


def _line(claim: Claim, found: Finding) -> dict[str, Any]:
    apart = None
    if found.recomputed is not None and claim.figure is not None and found.verdict not in NO_DIFFERENCE:
        apart = round(found.recomputed - claim.figure, 9)
    return {column: getattr(claim, column) for column in REGISTER_COLUMNS if hasattr(claim, column)} | {
        "stated": claim.figure,
        "recomputed": found.recomputed,
        "difference": apart,
        "verdict": str(found.verdict),
        "formula": "; ".join(map(str, claim.formulas)),
        "key": str(found.formula or ""),
        "other_reading": str(found.other_reading or ""),
        "beside": "; ".join(map(str, claim.beside)),
    }


def _read(row: Mapping[str, str], evidence: Evidence, documents: Iterable[str]) -> Claim:
    """A claim from its row; every ``Problem`` says which row it is about."""
    try:
        claim = Claim(
            claim_id=row["claim_id"],
            document=row["document"],
            published=row["published"],
            location=row["location"],
            kind=row["kind"],
            statement=row["statement"],
            period=row["period"],
            area=row["area"],
            reading=row["reading"],
            figure=_number(row["figure"]),
            unit=row["unit"],
            rounded_to=_number(row["rounded_to"]),
            formulas=_expressions(row["formula"], evidence),
            beside=_expressions(row["beside"], evidence),
            compare_with=_comparison(row["compare_with"], evidence),
            remark=row["remark"],
        )
        refuse_unknown("document", claim.document, documents)
        refuse_unknown("kind of claim", claim.kind, KINDS)
        refuse_unknown("reading", claim.reading, READINGS)
        if claim.unit or claim.formulas or claim.figure is not None:
            unit_named(claim.unit, "It")
        for expression in claim.beside:
            unit_of(expression, evidence)
        _refuse_incoherent(claim, evidence)
    except Problem as problem:
        raise Problem(f"claims.csv, claim {row['claim_id']}: {problem}") from problem
    return claim


def _refuse_incoherent(claim: Claim, evidence: Evidence) -> None:
    """Refuse a claim whose reading, figure, unit and formulas do not fit each other."""
    keys = [Key.parse(name) for formula in claim.formulas for name in formula.names]
    count = len(claim.formulas)
    if claim.reading in OF_A_FIGURE and (claim.figure is None or claim.rounded_to is None):
        raise Problem(f"The reading '{claim.reading}' needs a figure, and how far it is rounded (rounded_to).")
    if claim.reading == IN_WORDS and count:
        raise Problem(f"The reading '{claim.reading}' takes no formula, and has {count}: say how it is to be read.")
    if claim.reading in OF_TWO_CHANGES and count not in (0, 2):
        raise Problem(f"The reading '{claim.reading}' needs two formulas, a semicolon between them, and has {count}.")
    if claim.reading in OF_A_RANK and count > 1:
        raise Problem(f"The reading '{claim.reading}' needs one formula, and has {count}.")
    if claim.reading == HIGHEST and count and not claim.formulas[0].is_name:
        raise Problem(f"The reading '{claim.reading}' needs a key and no arithmetic, and has {claim.formulas[0]}.")
    if claim.reading == LARGEST:
        for key in keys:
            refuse_unknown("service that is compared", key.breakdown, SERVICES_COMPARED_OTHERWISE)
    first, _, last = claim.period.partition(" to ")
    for formula in claim.formulas if claim.kind == MEASUREMENT and last else ():
        periods = sorted((Key.parse(name).period for name in formula.names), key=ending_year)
        if periods[0] != periods[-1] and (periods[0], periods[-1]) != (first, last):
            raise Problem(
                f"The claim speaks of a change from {first} to {last}, and {formula} measures it from {periods[0]} to "
                f"{periods[-1]}: give it the claim’s years. The rules say what is read if one is not held."
            )
    for formula in claim.formulas:
        units = _units_that_fit(formula.tree, evidence)
        if units and claim.unit not in units:
            raise Problem(
                f"{formula} is in {listed(units, 'or')}, and the claim in {claim.unit or 'no unit'}: give it that unit."
            )


def _units_that_fit(tree: Tree, evidence: Evidence) -> tuple[str, ...]:
    """The units that the value of a formula can have; empty if its arithmetic leaves that open.

    A key has its own unit, and so has the sum of two keys. A quotient of values in one unit is a share, whether 1 is
    taken off or not. Nothing is known of other products and quotients, such as children over days.
    """
    if isinstance(tree, float):
        return OF_QUOTIENTS
    if isinstance(tree, str):
        return (evidence.definitions[Key.parse(tree).indicator].unit,)
    sign, left, right = tree
    first, second = _units_that_fit(left, evidence), _units_that_fit(right, evidence)
    if first != second or not first:
        return ()
    if sign == "/":
        return OF_QUOTIENTS
    if sign == "-" and isinstance(left, str):
        return tuple(map(unit_of_difference, first))
    return first if sign in "+-" else ()


def _refuse_unknown_claims(claim: Claim, read: Mapping[str, Claim]) -> None:
    """Refuse a claim that is compared with an unknown claim, or with one that has no figure."""
    if claim.compare_with is None:
        return
    try:
        for name in claim.compare_with.names:
            if ":" in name:
                continue
            refuse_unknown("claim", name, read)
            if read[name].figure is None:
                raise Problem(f"A claim is compared with a figure, and {name} has none.")
    except Problem as problem:
        raise Problem(f"claims.csv, claim {claim.claim_id}, compare_with: {problem}") from problem


def _expressions(text: str, evidence: Evidence) -> tuple[Expression, ...]:
    return tuple(evidence.resolved(Expression.parse(part)) for part in text.split(";") if part.strip())


def _comparison(text: str, evidence: Evidence) -> Expression | None:
    """What other claims say of the same: arithmetic over their ids and over keys."""
    if not text:
        return None
    expression = Expression.parse(text)
    return expression.renamed(lambda name: evidence.resolved(Expression(name)).names[0] if ":" in name else name)


def _number(text: str) -> float | None:
    return float(text) if text else None
