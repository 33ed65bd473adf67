"""Claims in prose: the figures that others have published, quoted as published, and what the data gives instead."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from analysis.claims.explanation import print_options
from analysis.claims.expression import Expression
from analysis.claims.rules import Verdict
from analysis.formulas.units import unit_of_difference
from analysis.problem import refuse_unknown
from analysis.tables.periods import written_date
from figures import number
from report.manuscript.periods import Period
from report.manuscript.printed import Found, Missing, Number
from report.manuscript.prose import Prose
from report.outputs import CLAIMS


def quoting(prose: Prose, register: pd.DataFrame) -> Prose:
    """The prose, whose templates can now quote the claims of a register and compute formulas.

    ``register`` has the columns of ``analysis.claims.register``.
    """
    claims = _Claims(register, prose)
    prose.know(
        claims.is_claimed,
        claims.claim,
        claims.recomputed,
        claims.missed,
        claims.verdict,
        claims.verdicts,
        claims.works,
        claims.computed,
    )
    return prose


def with_reasons(register: pd.DataFrame, prose: Prose) -> pd.DataFrame:
    """The register with the numbers of its reasons filled in: the table that ``claims.csv`` holds."""
    sentences = ("in_short", "reason")
    return register.assign(**{name: [prose.text(each, CLAIMS) for each in register[name]] for name in sentences})


class _Claims:
    """The functions about claims that templates call; each number that they print is recorded."""

    def __init__(self, register: pd.DataFrame, prose: Prose) -> None:
        self._claims: dict[str, dict[Hashable, Any]] = {row["claim_id"]: row for row in register.to_dict("records")}
        self._prose = prose

    def is_claimed(self, *claim_ids: str) -> bool:
        """Whether the register has all of some claims: that of an earlier year lacks those published later."""
        return self._claims.keys() >= set(claim_ids)

    def claim(self, claim_id: str) -> Found:
        """The figure of a claim, rounded as it was published."""
        row = self._row(claim_id)
        if math.isnan(row["stated"]):
            return Missing(f"The claim {claim_id} gives no figure that could be quoted: it says '{row['reading']}'.")
        return Number(
            key=f"claim({claim_id})",
            label=row["statement"],
            value=row["stated"],
            unit=row["unit"],
            text=number.text(row["stated"], row["unit"], **print_options(row["unit"], _rounded_to(row))),
            area=row["area"],
            period=Period(row["period"]),
            definition=f"Quoted from {row['author']}, {row['title']}, {row['published']}, {row['location']}.",
            formula="as published",
            record=self._prose.record,
        )

    def recomputed(self, claim_id: str, *, other_reading: bool = False) -> Found:
        """What the official data gives for a claim, to one digit more than the claim.

        ``other_reading`` is what it gives under the reading that decides the other way.
        """
        row = self._row(claim_id)
        formula = row["other_reading" if other_reading else "key"]
        if not formula:
            return Missing(f"The claim {claim_id} cannot be recomputed: {row['verdict']}.")
        return self._finer(formula, row["unit"], row)

    def missed(self, claim_id: str) -> Found:
        """What the official data gives, less the claim's figure; shares differ by percentage points."""
        row = self._row(claim_id)
        if math.isnan(row["difference"]):
            return Missing(f"The claim {claim_id} has no figure to differ from, or nothing that recomputes it.")
        return self._finer(f"{row['key']} - {claim_id}", unit_of_difference(row["unit"]), row)

    def verdict(self, claim_id: str) -> str:
        """The verdict on a claim, in the words of the register."""
        return str(self._row(claim_id)["verdict"])

    def verdicts(self, verdict: str | None = None, *, document: str | None = None) -> Number:
        """How many claims there are, with one verdict or any, in one document or in all."""
        if verdict is not None:
            refuse_unknown("verdict", verdict, list(Verdict))
        if document is not None:
            refuse_unknown("document", document, {row["document"] for row in self._claims.values()})
        counted = sum(
            verdict in (None, row["verdict"]) and document in (None, row["document"]) for row in self._claims.values()
        )
        asked = ", ".join(each for each in (verdict, document) if each)
        label = f"Claims: {verdict}" if verdict else "Claims"
        return self._prose.count(f"verdicts({asked})", label, counted, "counted in the register of claims")

    def works(self) -> list[dict[str, str]]:
        """The documents that claims come from, in their order: title, author, page (its address) and when."""
        dates: dict[str, set[str]] = {}
        for row in self._claims.values():
            dates.setdefault(row["document"], set()).add(row["published"])
        own = {row["document"]: row for row in self._claims.values()}
        return [
            {name: str(own[document][name]) for name in ("title", "author", "page")}
            | {"published": written_date(max(published)) if len(published) == 1 and max(published) else ""}
            for document, published in dates.items()
        ]

    def computed(self, formula: str, unit: str, *, decimals: int | None = None, style: str | None = None) -> Found:
        """The value, in a named unit, of a formula over keys and ids of claims (``analysis.claims.expression``)."""
        expression = Expression.parse(formula)
        operands = {name: self._operand(name) for name in expression.names}
        for operand in operands.values():
            if isinstance(operand, Missing):
                return operand
        numbers = list(operands.values())
        value = expression.value({name: one.value or 0.0 for name, one in operands.items()}.__getitem__)
        if value is None:
            return Missing(f"{expression} divides by zero.")
        value = round(value, 9)
        periods = sorted({one.period for one in numbers if one.period})
        return Number(
            key=f"computed({expression})",
            label=" and ".join(dict.fromkeys(one.label for one in numbers)),
            value=value,
            unit=unit,
            text=number.text(value, unit, decimals=decimals, style=style),
            area=" and ".join(dict.fromkeys(one.area for one in numbers)),
            period=" to ".join(dict.fromkeys((periods[0], periods[-1]))) if periods else "",
            formula=str(expression),
            record=self._prose.record,
        )

    def _finer(self, formula: str, unit: str, row: dict[Hashable, Any]) -> Found:
        options = print_options(unit, _rounded_to(row), finer=True)
        if Expression.parse(formula).is_name:
            return self._prose.n(formula, **options)
        return self.computed(formula, unit, **options)

    def _operand(self, name: str) -> Found:
        return self._prose.n(name) if ":" in name else self.claim(name)

    def _row(self, claim_id: str) -> dict[Hashable, Any]:
        refuse_unknown("claim", claim_id, self._claims)
        return self._claims[claim_id]


def _rounded_to(row: dict[Hashable, Any]) -> float | None:
    return None if math.isnan(row["rounded_to"]) else float(row["rounded_to"])
