"""The report of other years: of each year from 2017, and of two years to come that nobody has published.

A replay tries sentences, not what was known at the time: it leaves out later periods and documents, and takes the
newest release dated by the end of the year if one is held, else today's. What it finds is written as one page a year,
on which all sentences can be read one under another; those that the report of today does not have are marked.
"""

from __future__ import annotations

import html
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, get_args

import pandas as pd

from analysis.claims.expression import Expression
from analysis.problem import Problem
from analysis.tables.loading import OBSERVATION_KEY, PACKAGE, REPLAY, load
from analysis.tables.replay import Direction, as_of, with_next_year
from report import store
from report.build import build_report, document
from report.review.checks import faults
from report.review.page_text import Block, read_page

FIRST_YEAR: Final = 2017
"""The first 31 March with spending by council in its present lines."""
FOLDER: Final = "replay"
_MID_YEAR: Final = ("population",)
"""Tables whose periods are mid-years, which belong to the 31 March after them."""
_READ: Final = ("p", "li", "h1", "h2", "h3", "h4", "h5", "figcaption", "alt", "div", "caption")


class Replay(NamedTuple):
    """The report of another year: what is wrong with it, and its text."""

    name: str
    faults: Sequence[str]
    blocks: Sequence[Block]
    later_releases: int


def names(newest: int) -> list[str]:
    """The replays that there are: the years before the newest, and the directions of a year to come.

    >>> names(2019)
    ['2017', '2018', 'continuing', 'turned']
    """
    return [*map(str, range(FIRST_YEAR, newest)), *get_args(Direction)]


def build_replays(data: Path, build: Path, wanted: Sequence[str], say: Callable[[str], None]) -> list[str]:
    """Build the report of other years, and a page of each into ``build/replay/``; returns the faults of all.

    ``wanted`` are names of :func:`names`, all if there are none.

    Raises :class:`Problem` for a name that is none of them, and if the report of a year cannot be built.
    """
    newest = int(max(load(data).current("looked_after")["period"]))
    if unknown := sorted(set(wanted) - set(names(newest))):
        raise Problem(f"There is no replay '{unknown[0]}': expected one of {', '.join(names(newest))}.")
    with tempfile.TemporaryDirectory(prefix="valuing-care-") as folder:
        today = {block.text for block in _report(data, Path(folder) / "today")}
        files: store.Files = {}
        found: list[str] = []
        for name in wanted or names(newest):
            replayed = _replay(data, Path(folder) / name, name)
            found += [f"{name}: {fault}" for fault in replayed.faults]
            files[f"{FOLDER}/{name}.html"] = _page(replayed, today).encode()
            say(f"{build / FOLDER / name}.html: {len(replayed.faults)} faults")
    store.write(files, build)
    return found


def write_tables(data: Path, folder: Path, name: str) -> int:
    """Write the tables of a replay into a folder; returns for how many figures only a later release is held."""
    tables = load(data)
    shutil.copytree(data, folder)
    (folder / PACKAGE).write_text(json.dumps({**tables.package, REPLAY: name}), encoding="utf-8")
    later = 0
    for resource in tables.package["resources"]:
        frame = pd.read_csv(data / resource["path"], dtype="str", keep_default_na=False)
        if resource["schema"]["primaryKey"] == OBSERVATION_KEY:
            if name in get_args(Direction):
                # Prices go on as they went, or nothing in real terms could be read.
                direction = "continuing" if resource["name"] == "deflators" else name
                frame = with_next_year(frame, direction)  # type: ignore[arg-type]  # one of them, as was just asked
            else:
                mid_year = resource["name"] in _MID_YEAR
                frame, later_here = as_of(frame, tables.sources, int(name), mid_year=mid_year)
                later += later_here
        elif resource["name"] == "claims" and name not in get_args(Direction):
            later_claims = frame.loc[frame["published"].str[:4] > name, "claim_id"]
            frame = frame[~frame["claim_id"].isin(later_claims)].copy()
            frame.loc[_names_any(frame["compare_with"], later_claims), "compare_with"] = ""
        frame.to_csv(folder / resource["path"], index=False, lineterminator="\n")
    return later


def _names_any(expressions: pd.Series, claims: Iterable[str]) -> pd.Series:
    """Which expressions over ids of claims name one of some claims."""
    named = set(claims)
    return expressions.map(lambda text: bool(text) and not named.isdisjoint(Expression.parse(text).names))


def _replay(data: Path, folder: Path, name: str) -> Replay:
    try:
        later = write_tables(data, folder / "data", name)
        blocks = _report(folder / "data", folder)
    except Problem as problem:
        raise Problem(f"The report of the replay '{name}' cannot be built: {problem}") from problem
    return Replay(name, faults(folder / "build"), blocks, later)


def _report(data: Path, folder: Path) -> list[Block]:
    """The text of the report of some tables, which is built into a folder."""
    build_report(data, folder / "build", "pandoc", ["html", "pdf"], lambda _: None)
    return read_page((folder / "build" / document("html")).read_text(encoding="utf-8"))


def _page(replayed: Replay, today: Iterable[str]) -> str:
    """The sentences of a replay one under another, those that the report of today does not have marked."""
    known = set(today)
    lines = []
    for block in replayed.blocks:
        if block.kind in _READ and block.text and not block.place.startswith("n-"):
            text = html.escape(block.text, quote=False)
            lines.append(f"<p>{text}</p>" if block.text in known else f"<p><mark>{text}</mark></p>")
    found = "".join(f"<li>{html.escape(fault)}</li>" for fault in replayed.faults) or "<li>No faults.</li>"
    title = f"Replay: {replayed.name}"
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n'
        f"<h1>{title}</h1>\n<p>Of {replayed.later_releases:,} figures only a release of later years is held.</p>\n"
        f"<ul>{found}</ul>\n" + "\n".join(lines) + "\n</body></html>\n"
    )
