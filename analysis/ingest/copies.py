"""Copies of a publisher's file that were saved again: rounded, in another format, or without their date.

A copy is as good as the file for reading, and never takes its place: the exact figures, the name and the hash of the
publisher's file stay. What a copy says otherwise is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.ingest.changes import Table, named
from analysis.ingest.extract import Extract, Source
from analysis.ingest.releases import (
    CONTENT,
    FIGURE,
    RELEASE,
    SOURCE,
    Contents,
    Row,
    current,
    differing,
    is_coarser,
    is_undated,
    with_status,
)
from analysis.problem import Problem
from analysis.tables.areas import Areas

DIFFERENCES_IN_A_SENTENCE = 3


def without_copies(
    extracts: Sequence[Extract], tables: Sequence[Table], package: Mapping[str, Any], published: Mapping[str, str]
) -> tuple[list[Extract], list[str]]:
    """The extracts without those of copies, and what is to be said of each copy.

    A copy has the figures of another file of its release, as they are or rounded. Files that their publisher sent
    (``published``, by SHA-256) are none. Raises ``Problem`` if two files of one import contradict each other, or one
    has the figures of the file that is held rounded, and others besides.
    """
    entries = {entry["id"]: entry for entry in package.get("sources", ())}
    held_hash = {source_id: entry.get("sha256", "") for source_id, entry in entries.items()}
    single: list[Extract] = []
    said: list[str] = []
    # The file that is held comes first, so that it is the others that are copies of it.
    for extract in sorted(
        extracts, key=lambda extract: extract.source.sha256 != held_hash.get(extract.source.source_id)
    ):
        rivals = [place for place, other in enumerate(single) if _are_rivals(extract, other)]
        if rivals:
            _settle(single, rivals[0], extract, said)
        else:
            single.append(extract)
    originals: list[Extract] = []
    for extract in single:
        held = _held(extract, tables)
        entry = entries.get(extract.source.source_id, {})
        is_another = entry.get("sha256", "") not in ("", extract.source.sha256)
        is_sent = extract.source.sha256 in published
        if held and is_another and not is_sent and _is_copy(extract, held, entry["file"]):
            said.append(_said(extract.source, entry["file"]))
        else:
            originals.append(extract)
    return originals, said


def _are_rivals(one: Extract, other: Extract) -> bool:
    """Whether two files say that they are the same release of the same thing."""
    return (
        (one.table, one.source.source_id) == (other.table, other.source.source_id)
        and one.source.sha256 != other.source.sha256
        and not _measures(one).isdisjoint(_measures(other))
    )


def _measures(extract: Extract) -> set[str]:
    return set(extract.rows.get("measure", [""]))


def _settle(single: list[Extract], place: int, extract: Extract, said: list[str]) -> None:
    """Keep one of two rivals, the one with more digits. Raises ``Problem`` if they contradict each other."""
    first = single[place]
    ours, theirs = _contents(extract), _contents(first)
    if not differing(ours, theirs, extract.source.scale):
        said.append(_said(extract.source, first.source.file))
    elif not differing(theirs, ours, extract.source.scale):
        single[place] = extract
        said.append(_said(first.source, extract.source.file))
    else:
        raise Problem(
            f"{first.source.file} and {extract.source.file} are both {extract.source.title}, with different content: "
            "import the one that the publisher has today."
        )


def _said(copy: Source, file: str) -> str:
    return f"{copy.file} has the figures of {file}, which stays the file that is held."


def _contents(extract: Extract) -> Contents:
    columns = [name for name in extract.rows.columns if name not in ("source_id", "source_ref", "status")]
    rows = zip(*(extract.rows[name].tolist() for name in columns), strict=True)
    if "value" not in columns:
        return dict.fromkeys(rows, ("", ""))
    place = columns.index("value")
    return {row[:place]: row[place:] for row in rows}


def _held(extract: Extract, tables: Sequence[Table]) -> Contents:
    """What a table holds of the source and the measures of an extract, as ``_contents`` gives it."""
    table = next(table for table in tables if table.name == extract.table)
    source = table.position("source_id")
    rows = [row for row in table.rows if row[source] == extract.source.source_id]
    if not table.is_observations:
        skipped = {source, table.position("source_ref")}
        return {tuple(cell for place, cell in enumerate(row) if place not in skipped): ("", "") for row in rows}
    measures = _measures(extract)
    return {row[: RELEASE + 1]: row[CONTENT] for row in rows if row[2] in measures}


def _is_copy(extract: Extract, held: Contents, file: str) -> bool:
    ours, scale = _contents(extract), extract.source.scale
    others = differing(ours, held, scale)
    if others and is_coarser(ours, held, scale) and len(others) < len(ours) / 2:
        shown = "; ".join(
            f"{' / '.join(part for part in key if part)} is {''.join(ours.get(key, ('nothing',)))} and was "
            f"{''.join(held.get(key, ('nothing',)))}"
            for key in others[:DIFFERENCES_IN_A_SENTENCE]
        )
        raise Problem(
            f"{extract.source.file} has the figures of {file} rounded, and {len(others):,} others ({shown}): a changed "
            "copy cannot take the place of the publisher's file. Leave it out, or import the publisher's own."
        )
    return not others


def without_undated_copies(
    tables: Sequence[Table], extracts: Sequence[Extract], package: Mapping[str, Any], areas: Areas
) -> tuple[list[Table], list[str]]:
    """The tables without the rows of undated files that only repeat a dated one, and what is to be said of the others.

    An undated file may be of any day, so the figures of a dated one of the same period stay those that hold.
    """
    files = {entry["id"]: str(entry.get("file") or entry["title"]) for entry in package.get("sources", ())}
    files |= {extract.source.source_id: extract.source.file or extract.source.title for extract in extracts}
    brought = {extract.source.source_id for extract in extracts}
    scales = {extract.source.source_id: extract.source.scale for extract in extracts}
    scales |= {entry["id"]: int(entry.get("scale", 1)) for entry in package.get("sources", ())}
    settled: list[Table] = []
    said: list[str] = []
    for table in tables:
        rows = table.rows
        undated = sorted({row[SOURCE] for row in rows if is_undated(row[RELEASE])}) if table.is_observations else []
        for source in undated:
            ours = {row[FIGURE]: row for row in rows if row[SOURCE] == source}
            dated = current(row for row in rows if row[FIGURE] in ours and not is_undated(row[RELEASE]))
            if not dated or brought.isdisjoint({source, *(row[SOURCE] for row in dated.values())}):
                continue
            others = differing(
                {figure: row[CONTENT] for figure, row in ours.items()},
                {figure: row[CONTENT] for figure, row in dated.items()},
                scales[source],
            )
            holding = ", ".join(sorted({files[row[SOURCE]] for row in dated.values()}))
            if not others:
                rows = [row for row in rows if row[SOURCE] != source]
                said.append(f"{files[source]} has the figures of {holding}, which stays the file that is held.")
                continue
            said.append(
                f"{files[source]} does not say when it was published, so the figures of {holding} stay those that "
                f"hold; it says otherwise of {len(others):,}:"
            )
            said += [_difference(figure, ours, dated, areas) for figure in others]
        settled.append(table if rows is table.rows else replace(table, rows=with_status(rows)))
    return settled, said


def _difference(figure: Row, undated: Mapping[Row, Row], dated: Mapping[Row, Row], areas: Areas) -> str:
    ours, held = (_shown(rows.get(figure)) for rows in (undated, dated))
    return f"  {named(figure, areas)}: {ours} in it, {held} is held."


def _shown(row: Row | None) -> str:
    if row is None:
        return "nothing"
    value, marker = row[CONTENT]
    return f"{Decimal(value):,}" if value else marker
