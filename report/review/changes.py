"""What moved between two builds, in words: for a terminal, for a pull request, and as a page."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analysis.formulas.units import PERCENTAGE_POINTS, unit_of_difference
from analysis.wording import listed
from figures import number
from figures.figure import Column, Table
from report.manuscript.in_markdown import in_markdown
from report.review.comparison import Comparison
from report.review.movements import KINDS, Contribution, Move, Stated, TableChange

NOTHING: Final = "–"
ROWS_SHOWN: Final = 200
"""How many revised rows of a table are shown: a new release may revise thousands."""

_COLUMNS = ("What", "Old", "New", "Difference", "Moved by")
_EXPLANATION = Path(__file__).parents[1] / "templates" / "changes.md"
_METADATA = Path(__file__).parents[1] / "chapters" / "metadata.yml"


@dataclass(frozen=True)
class Section:
    """Movements of one kind: ``title`` says what moved them.

    A row has a label, a key and the texts of the other columns.
    """

    heading: str
    title: str
    rows: Sequence[tuple[str, str, Sequence[str]]]


def plain(comparison: Comparison) -> str:
    """The comparison as lines for a terminal."""
    lines = _opening(comparison)
    for section in _sections(comparison):
        lines += ["", section.heading]
        for label, key, (old, new, difference, cause) in section.rows:
            by = f", {difference}" if difference else ""
            lines += [f"  {label}", f"    {key}", f"    {old} → {new}{by}: {cause}"]
    return "\n".join(lines)


def markdown(comparison: Comparison) -> str:
    """The comparison as GitHub's Markdown, for a pull request."""
    first, *others = _opening(comparison)
    lines = [f"**{first}**", *([""] if others else []), *(f"- {line}" for line in others)]
    for section in _sections(comparison):
        lines += ["", f"### {section.heading}", "", _row(_COLUMNS), "|:--|:--|:--|:--|:--|"]
        lines += [
            _row((f"{in_markdown(label)}<br>`{key}`", *map(in_markdown, cells))) for label, key, cells in section.rows
        ]
    return "\n".join(lines)


def page(comparison: Comparison) -> bytes:
    """The comparison as one HTML page that looks like the report."""
    from report.engines import pandoc
    from report.manuscript.assemble import assemble
    from report.manuscript.execute import Notebook
    from report.manuscript.prose import Prose

    first, *others = _opening(comparison)
    opening = "\n".join(f"- {line}" for line in others)
    cells = [_prose(f"# What differs {{.unnumbered}}\n\n::: {{.lead}}\n{first}\n:::\n\n{opening}")]
    for section in _sections(comparison):
        cells += [_prose(f"# {section.heading} {{.unnumbered}}"), _shown(_table(section))]
    if any(change.revised for change in comparison.tables):
        cells += [_prose("# Rows of the data that were revised {.unnumbered}")]
        cells += [_shown(_revisions(change)) for change in comparison.tables if change.revised]
    cells += [_prose(_EXPLANATION.read_text(encoding="utf-8"))]
    none = Prose(pd.DataFrame(), pd.DataFrame(), {})
    return pandoc.html(assemble([Notebook("changes", {"cells": cells})], none, _front_matter(comparison)))


def _front_matter(comparison: Comparison) -> str:
    """The report's own title page, under another title."""
    own = {
        "title": "What moved",
        "subtitle": f"From {comparison.old} to {comparison.new}",
        "description": "The report’s numbers, old and new, and whether data, method or code moved them.",
    }
    of_the_report = "|".join((*own, "standing", "imprint", "files"))
    others = re.sub(
        rf"^({of_the_report}):.*\n(?:(?: |{{%).*\n)*", "", _METADATA.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return "".join(f"{name}: {json.dumps(text, ensure_ascii=False)}\n" for name, text in own.items()) + others


def _opening(comparison: Comparison) -> list[str]:
    """What moved in one sentence, then what differs between the inputs and the definitions, then remarks."""
    kinds = Counter(move.kind for move in comparison.numbers)
    counts = [f"{kinds[kind]:,} {kind}" for kind in KINDS if kinds[kind]]
    what = f"of the report’s numbers, {listed(counts)}" if counts else "none of the report’s numbers moved"
    judged = sum(1 for move in comparison.verdicts if not (move.old and move.new and move.old.texts == move.new.texts))
    claims = f"; of the claims, {len(comparison.verdicts):,} moved, {judged or 'none'} to another verdict"
    first = f"From {comparison.old} to {comparison.new}, {what}{claims if comparison.verdicts else ''}."
    return [first, *_inputs(comparison), *comparison.definitions, *comparison.remarks]


def _inputs(comparison: Comparison) -> Iterator[str]:
    said = {change.path: _rows_of(change) for change in comparison.tables}
    for part, paths in comparison.files.items():
        yield f"{part.capitalize()} that differs: {listed([path + said.get(path, '') for path in paths])}."


def _rows_of(change: TableChange) -> str:
    counts = ((len(change.revised), "revised"), (change.added, "added"), (change.removed, "removed"))
    rows = listed([f"{count:,} {word}" for count, word in counts if count])
    return f" (rows: {rows})" if rows else ""


def _sections(comparison: Comparison) -> Iterator[Section]:
    for subject, moves, said in (("Claims", comparison.verdicts, _verdict), ("Numbers", comparison.numbers, _texts)):
        for kind in KINDS:
            own = [move for move in moves if move.kind == kind]
            causes = Counter(_step(cause) for move in own for cause in move.causes)
            counts = listed([f"{cause} {count:,}" for cause, count in sorted(causes.items())])
            rows = [(move.label, move.key, (said(move.old), said(move.new), *_why(move))) for move in own]
            if rows:
                yield Section(f"{subject} that {kind}", f"{subject} that {kind}, by what moved them: {counts}", rows)


def _table(section: Section) -> Table:
    return Table(
        id=section.heading.lower().replace(" ", "-"),
        title=section.title,
        caption=f"The key is in brackets; {NOTHING} means that there is no number.",
        columns=[Column(title, align="left") for title in _COLUMNS],
        rows=[[f"{label} ({_breakable(key)})", *cells] for label, key, cells in section.rows],
    )


def _revisions(change: TableChange) -> Table:
    shown = change.revised[:ROWS_SHOWN]
    return Table(
        id=Path(change.path).stem.replace("_", "-"),
        title=f"{change.path}: {len(change.revised):,} rows revised",
        caption="Rows are named by their keys."
        + (f" These are the first {ROWS_SHOWN}." if shown != change.revised else ""),
        columns=[Column(title, align="left") for title in ("Row", "Column", "Old", "New")],
        rows=[
            [_breakable(row.key), *(" / ".join(parts) or NOTHING for parts in (row.columns, row.old, row.new))]
            for row in shown
        ],
    )


def _why(move: Move) -> tuple[str, str]:
    """The difference of a number, and the part that moved it; if there are several, each with its difference."""
    difference = _by(move, move.difference)
    points = " percentage points" if difference and _is_in_points(move) else ""
    if len(move.causes) == 1:
        return f"{difference}{points}", _step(move.causes[0])
    causes = [f"{_step(cause)} {_by(move, cause.difference)}".strip() for cause in move.causes]
    return f"{difference}{points}", ", ".join(causes)


def _texts(stated: Stated | None) -> str:
    return " / ".join(stated.texts) if stated else NOTHING


def _verdict(stated: Stated | None) -> str:
    """A verdict, and what the data gives for the claim."""
    if stated is None or stated.value is None:
        return _texts(stated)
    return f"{_texts(stated)} ({number.text(stated.value, stated.unit)})"


def _by(move: Move, difference: float | None) -> str:
    """A difference in the unit of its number, with its sign and enough decimals to show it.

    The difference of shares is in percentage points, without the words.
    """
    if not difference:
        return ""
    unit, style = unit_of_difference(move.unit), "bare" if _is_in_points(move) else None
    texts = (number.text(difference, unit, style=style, decimals=decimals) for decimals in (None, *range(2, 10)))
    text = next(text for text in texts if re.search("[1-9]", text))
    return text if difference < 0 else f"+{text}"


def _is_in_points(move: Move) -> bool:
    return unit_of_difference(move.unit) == PERCENTAGE_POINTS


def _step(cause: Contribution) -> str:
    return listed(cause.step, "or") or "not known"


def _breakable(key: str) -> str:
    """A key in which a line may break after punctuation."""
    return re.sub(r"([_:,(\[/])", "\\1\N{ZERO WIDTH SPACE}", key)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _prose(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": text}


def _shown(table: Table) -> dict[str, Any]:
    return {"cell_type": "code", "source": "", "outputs": [{"data": table._repr_mimebundle_()}]}
