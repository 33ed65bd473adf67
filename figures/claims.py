"""What others have said, in tables: claims by document and verdict, and every claim with what the data gives."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from analysis.claims.rules import Verdict
from analysis.formulas.units import UNITS
from analysis.wording import say
from figures.figure import Column, Table, left, right

NONE: Final = "–"

_BEFORE: Final = {"below": "under ", "above": "over ", "up to": "up to "}
_WITHOUT_FIGURE: Final = {
    "rose": "a rise",
    "fell": "a fall",
    "did not fall": "no fall",
    "in words": "in words",
    "rose or fell": "rise or fall",
    "fell more than": "deeper fall",
    "highest in series": "a record",
    "largest of services": "the most",
}
_HEADINGS: Final = {
    Verdict.ANOTHER_DEFINITION: "Other definition",
    Verdict.DEPENDS: "Depends",
    Verdict.UNCHECKABLE: "Cannot be checked",
}
"""Verdicts as a narrow column has them."""


def by_document(claims: pd.DataFrame) -> Table:
    """How many claims of each document have each verdict."""
    documents = claims.drop_duplicates("document")
    rows = [
        [
            str(work.title),
            say("verdicts", document=str(work.document)),
            *(say("verdicts", str(verdict), document=str(work.document)) for verdict in Verdict),
        ]
        for work in documents.itertuples(index=False)
    ]
    total = ["All", say("verdicts"), *(say("verdicts", str(verdict)) for verdict in Verdict)]
    return Table(
        id="claims-by-document",
        title="Claims by document and verdict",
        caption="Number of claims. The verdicts follow from declared rules; none is set by hand.",
        columns=[
            *left("Document"),
            *right("Claims"),
            *(Column(_HEADINGS.get(verdict, _capital(verdict))) for verdict in Verdict),
        ],
        rows=[*rows, total],
        strong=[len(rows)],
    )


def every_claim(claims: pd.DataFrame) -> Table:
    """Every claim: what was said, by whom and when, what the data gives, the verdict, and why in two lines or so."""
    return Table(
        id="every-claim",
        title="Every claim, what the official data gives, and the verdict",
        caption=(
            "Stated: the figure as published, or what is said without one. Official data: as this report computes it, "
            "under both readings if the verdict depends on the definition; a dash if it computes none. The working of "
            "each verdict is folded into the page and in the file claims.csv, which also says where in its document "
            "the claim is. Source: the documents, which the method chapter lists; official data as in the chapters."
        ),
        columns=left("Claim, who and when", "Stated", "Official data", "Verdict", "Why"),
        rows=[
            [
                f"{_said(claim)} ({claim.author}, {str(claim.published)[:4] or 'undated'})",
                claimed(claim),
                _recomputed(claim),
                _capital(str(claim.verdict)),
                str(claim.in_short),
            ]
            for claim in claims.itertuples(index=False)
        ],
        long=True,
        working=[
            "" if str(claim.reason) == str(claim.in_short) else str(claim.reason)
            for claim in claims.itertuples(index=False)
        ],
    )


def _said(claim: Any) -> str:
    """What is claimed, with the years that it speaks of."""
    return str(claim.statement) if claim.period in claim.statement else f"{claim.statement}, {claim.period}"


def claimed(claim: Any) -> str:
    """The figure that is claimed, or in words what is claimed without a figure."""
    if pd.isna(claim.stated):
        return _WITHOUT_FIGURE[claim.reading]
    return f"{_BEFORE.get(claim.reading, '')}{say('claim', claim.claim_id)}{UNITS[claim.unit].words_after}"


def _recomputed(claim: Any) -> str:
    """What the data gives, under both readings if the verdict depends on which is meant."""
    if not claim.key:
        return NONE
    readings = [say("recomputed", claim.claim_id)]
    if claim.other_reading:
        readings.append(say("recomputed", claim.claim_id, other_reading=True))
    return f"{' or '.join(readings)}{UNITS[claim.unit].words_after}"


def _capital(verdict: str) -> str:
    return f"{verdict[:1].upper()}{verdict[1:]}"
