"""What others have said, in a chart and tables: claims by verdict, and every claim with what the data gives."""

from __future__ import annotations

from textwrap import fill
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.claims.rules import Verdict
from analysis.formulas.units import UNITS
from analysis.wording import say
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE
from figures.drawing.marks import Meaning, note
from figures.drawing.scales import names
from figures.drawing.style import NARROW, WIDE, draw
from figures.drawing.text import label_bars
from figures.figure import Column, Figure, Table

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


def verdicts(claims: pd.DataFrame) -> Figure:
    """How many claims have each verdict: a bar for each."""
    counts = claims["verdict"].value_counts().reindex([str(verdict) for verdict in Verdict], fill_value=0)

    def paint(axes: Axes) -> None:
        axes.barh(range(len(counts)), list(counts), color=BLUE, height=0.62)
        label_bars(axes, [str(count) for count in counts])
        for row, (verdict, count) in enumerate(counts.items()):
            note(axes, (count, row), Meaning(_capital(str(verdict)), "", "", "", str(count), " claims"))
        names(axes, [fill(verdict, 18) if is_narrow(axes) else verdict for verdict in counts.index])
        axes.set_xlim(0, max(counts) * 1.1)

    said = "; ".join(f"{verdict}, {say('verdicts', str(verdict))}" for verdict in Verdict)
    return Figure(
        id="claims-by-verdict",
        title=f"Of {say('verdicts')} claims, the official data reproduces {say('verdicts', str(Verdict.REPRODUCED))}, "
        f"{say('verdicts', str(Verdict.DIFFERS))} differ from it, and {say('verdicts', str(Verdict.UNCHECKABLE))} "
        "cannot be checked from open data",
        caption="Claims of the documents held, by the verdict that the declared rules lead to. Source: the documents, "
        "which the section on every claim names.",
        alt=f"A bar for each verdict, with the number of claims that have it: {said}.",
        drawing=draw(
            paint,
            wide=WIDE.sized(left=240, right=40, top=16, bottom=8, height=262),
            narrow=NARROW.sized(left=136, right=30, top=12, bottom=8, height=286),
        ),
        data=counts.rename_axis("verdict").rename("claims").reset_index(),
    )


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
            Column("Document", align="left"),
            Column("Claims"),
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
            "under both readings if the verdict depends on the definition; a dash if it computes none. The file "
            "claims.csv has the working of each verdict, and where in its document the claim is. Source: the "
            "documents named above; official data as in the chapters."
        ),
        columns=[
            Column("Claim, who and when", align="left"),
            Column("Stated", align="left"),
            Column("Official data", align="left"),
            Column("Verdict", align="left"),
            Column("Why", align="left"),
        ],
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
