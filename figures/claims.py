"""What others have said, in a chart and tables: claims by verdict, and every claim with what the data gives."""

from __future__ import annotations

from textwrap import fill
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.claims.rules import Verdict
from analysis.formulas.units import UNITS
from analysis.tables.periods import written_date
from analysis.wording import say
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE
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


def verdicts(claims: pd.DataFrame) -> Figure:
    """How many claims have each verdict: a bar for each."""
    counts = claims["verdict"].value_counts().reindex([str(verdict) for verdict in Verdict], fill_value=0)

    def paint(axes: Axes) -> None:
        axes.barh(range(len(counts)), list(counts), color=BLUE, height=0.62)
        label_bars(axes, [str(count) for count in counts])
        names(axes, [fill(verdict, 18) if is_narrow(axes) else verdict for verdict in counts.index])
        axes.set_xlim(0, max(counts) * 1.1)

    said = "; ".join(f"{verdict}, {say('verdicts', str(verdict))}" for verdict in Verdict)
    return Figure(
        id="claims-by-verdict",
        title=f"Of {say('verdicts')} claims, the official data reproduces {say('verdicts', str(Verdict.REPRODUCED))}; "
        f"{say('verdicts', str(Verdict.UNCHECKABLE))} cannot be checked from open data",
        caption="Claims of the documents held, by the verdict that the declared rules lead to. Source: the documents, "
        "which the tables of this chapter name.",
        alt=f"Six bars, one for each verdict, with the number of claims that have it: {said}.",
        drawing=draw(
            paint,
            wide=WIDE.sized(left=240, right=40, top=16, bottom=8, height=230),
            narrow=NARROW.sized(left=136, right=30, top=12, bottom=8, height=250),
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
            *(Column(_capital(verdict)) for verdict in Verdict),
        ],
        rows=[*rows, total],
        strong=[len(rows)],
    )


def each_document(claims: pd.DataFrame) -> list[Table]:
    """Every claim, a table a document: what was said and where, what the data gives, the verdict and why."""
    return [_of_document(rows) for _, rows in claims.groupby("document", sort=False)]


def _of_document(claims: pd.DataFrame) -> Table:
    first = claims.iloc[0]
    on_one_day = claims["published"].nunique() == 1
    when = f", {written_date(first['published'])}" if on_one_day and first["published"] else ""
    rows = [
        [
            f"{claim.statement} ({'' if on_one_day else f'{written_date(str(claim.published))}, '}{claim.location})",
            claimed(claim),
            _recomputed(claim),
            _missed(claim),
            f"{_capital(str(claim.verdict))}. {claim.reason}",
        ]
        for claim in claims.itertuples(index=False)
    ]
    return Table(
        id=f"claims-{first['document']}",
        title=f"{first['title']}, {first['author']}{when}",
        caption="Official data as this report computes it, and its difference from the figure claimed."
        + (f" Published at {first['page']}." if first["page"] else ""),
        columns=[
            Column("Claim", align="left"),
            Column("Claimed"),
            Column("Official data"),
            Column("Difference"),
            Column("Verdict, and why", align="left"),
        ],
        rows=rows,
        long=True,
    )


def claimed(claim: Any) -> str:
    """The figure that is claimed, or in words what is claimed without a figure."""
    if pd.isna(claim.stated):
        return _WITHOUT_FIGURE[claim.reading]
    return f"{_BEFORE.get(claim.reading, '')}{say('claim', claim.claim_id)}{UNITS[claim.unit].words_after}"


def _recomputed(claim: Any) -> str:
    if not claim.key:
        return NONE
    return f"{say('recomputed', claim.claim_id)}{UNITS[claim.unit].words_after}"


def _missed(claim: Any) -> str:
    if pd.isna(claim.difference):
        return NONE
    if UNITS[claim.unit].is_per_cent:
        return f"{say('missed', claim.claim_id, style='bare')} points"
    return say("missed", claim.claim_id)


def _capital(verdict: str) -> str:
    return f"{verdict[:1].upper()}{verdict[1:]}"
