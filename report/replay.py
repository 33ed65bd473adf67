"""The report of other years: of each year from 2017, and of two years to come that nobody has published.

A replay tries sentences, not what was known at the time: it leaves out later periods and documents, and takes the
newest release dated by the end of the year if one is held, else today's. What it finds is written as one page a year,
on which all sentences can be read one under another; those whose words today's report does not have are marked.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import Final, NamedTuple, get_args

import pandas as pd
from jinja2 import Environment, FileSystemLoader

from analysis.claims.expression import Expression
from analysis.problem import Problem
from analysis.tables.loading import OBSERVATION_KEY, PACKAGE, REPLAY, Tables, load
from analysis.tables.replay import Direction, as_of, with_next_year
from report import store
from report.build import build_report, document
from report.engines.pandoc import TEMPLATES, style_sheet
from report.manuscript.document import ANNEX
from report.processes import pool
from report.review.checks import faults
from report.review.meaning import SENTENCE_END
from report.review.page_text import Block, read_page

FIRST_YEAR: Final = 2017
"""The first 31 March with spending by council in its present lines."""
FOLDER: Final = "replay"
DIRECTIONS: Final[Mapping[str, Direction]] = {direction: direction for direction in get_args(Direction)}
"""The years to come."""
AT_ONCE: Final = 2
"""Reports that are built at the same time."""
_MID_YEAR: Final = ("population",)
"""Tables whose periods are mid-years, which belong to the 31 March after them."""
_READ: Final = ("h1", "h2", "h3", "h4", "h5", "p", "li", "figcaption", "alt", "div", "caption", "note")
_NUMBER: Final = re.compile(r"[−+]?£?\d[\d,.]*\d|[−+]?£?\d")


class Replay(NamedTuple):
    """The report of another year: what is wrong with it, and its text.

    ``later_releases`` says for how many figures only a release of later years is held.
    """

    name: str
    faults: Sequence[str]
    blocks: Sequence[Block]
    later_releases: int


class Line(NamedTuple):
    """A sentence of a replay, and whether its words are ``new``: those of no sentence of today's report."""

    text: str
    new: bool


def names(newest: int) -> list[str]:
    """The replays that there are: the years before the newest, and the directions of a year to come.

    >>> names(2019)
    ['2017', '2018', 'continuing', 'turned']
    """
    return [*map(str, range(FIRST_YEAR, newest)), *DIRECTIONS]


def build_replays(data: Path, build: Path, wanted: Sequence[str], say: Callable[[str], None]) -> list[Replay]:
    """Build the report of other years, and a page of each with an index into ``build/replay/``.

    ``wanted`` are names of :func:`names`, all if there are none; ``say`` is told of each as it is done. A report that
    cannot be built is a fault of its replay.

    Raises :class:`Problem` for a name that is none of them, and if today's report cannot be built.
    """
    known = names(_newest(load(data)))
    if unknown := sorted(set(wanted) - set(known)):
        raise Problem(f"There is no replay '{unknown[0]}': expected one of {', '.join(known)}.")
    chosen = [name for name in known if name in wanted or not wanted]
    replays = []
    with tempfile.TemporaryDirectory(prefix="valuing-care-") as folder, pool(AT_ONCE, "spawn") as processes:
        report_of_today = processes.submit(_report, data, Path(folder) / "today")
        under_way = processes.map(_replay, repeat(data), repeat(Path(folder)), chosen)
        today = report_of_today.result()
        for replay in under_way:
            replays.append(replay)
            say(f"{replay.name}: {_count(len(replay.faults), 'fault')}")
    style = style_sheet()
    texts = {f"{FOLDER}/{replay.name}.html": page(replay, today, style) for replay in replays}
    texts[f"{FOLDER}/index.html"] = index(replays, style)
    store.write({name: text.encode() for name, text in texts.items()}, build)
    say(str(build / FOLDER / "index.html"))
    return replays


def write_tables(data: Path, folder: Path, name: str) -> int:
    """Write the tables of a replay into a folder; returns for how many figures only a later release is held."""
    tables = load(data)
    to_come = _newest(tables) + 1
    shutil.copytree(data, folder)
    (folder / PACKAGE).write_text(json.dumps({**tables.package, REPLAY: name}), encoding="utf-8")
    later = 0
    for resource in tables.package["resources"]:
        frame = pd.read_csv(data / resource["path"], dtype="str", keep_default_na=False)
        if resource["schema"]["primaryKey"] == OBSERVATION_KEY:
            mid_year = resource["name"] in _MID_YEAR
            if direction := DIRECTIONS.get(name):
                # Prices go on as they went, or nothing in real terms could be read.
                own = "continuing" if resource["name"] == "deflators" else direction
                frame = with_next_year(frame, own, to_come, mid_year=mid_year)
            else:
                frame, later_here = as_of(frame, tables.sources, int(name), mid_year=mid_year)
                later += later_here
        elif resource["name"] == "claims" and name not in DIRECTIONS:
            frame = _published_by(frame, name)
        frame.to_csv(folder / resource["path"], index=False, lineterminator="\n")
    return later


def _published_by(claims: pd.DataFrame, year: str) -> pd.DataFrame:
    """The claims published by the end of a year, none of them compared with one published later."""
    held = claims[claims["published"].str[:4] <= year]
    known = set(held["claim_id"])

    def is_known(formula: str) -> bool:
        return all(":" in name or name in known for name in Expression.parse(formula).names)

    return held.assign(compare_with=[one if one and is_known(one) else "" for one in held["compare_with"]])


def _newest(tables: Tables) -> int:
    """The year of the newest 31 March of looked-after numbers."""
    return int(max(tables.current("looked_after")["period"]))


def _replay(data: Path, folder: Path, name: str) -> Replay:
    """A replay, built in a folder of its own within a folder."""
    own, later = folder / name, 0
    try:
        later = write_tables(data, own / "data", name)
        blocks = _report(own / "data", own)
        return Replay(name, faults(own / "build"), blocks, later)
    except Problem as problem:
        return Replay(name, [f"The report cannot be built: {problem}"], [], later)


def _report(data: Path, folder: Path) -> list[Block]:
    """The text of the report of some tables, which is built into a folder."""
    build_report(data, folder / "build", "pandoc", ["html", "pdf"], lambda _: None, progress_to=io.StringIO())
    return read_page((folder / "build" / document("html")).read_text(encoding="utf-8"))


def page(replay: Replay, today: Sequence[Block], style: str) -> str:
    """A replay as one page: its faults, then its sentences, then those of today's report whose words it does not have.

    Numbers and periods differ everywhere, so they do not count as words.
    """
    here = [(block, _sentences(block)) for block in _read(replay.blocks)]
    there = [text for block in _read(today) for text in _sentences(block)]
    words_here = {_words(text) for _, texts in here for text in texts}
    words_today = set(map(_words, there))
    blocks = [(block, [Line(text, _words(text) not in words_today) for text in texts]) for block, texts in here]
    gone = [text for text in there if _words(text) not in words_here]
    return _rendered("replay.html", style, replay=replay, blocks=blocks, gone=gone)


def index(replays: Sequence[Replay], style: str) -> str:
    """The page that lists some replays."""
    return _rendered("replays.html", style, replays=replays)


def _rendered(template: str, style: str, **content: object) -> str:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(template).render(style=style, count=_count, **content)


def _read(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with sentences; cells of tables and the annex have none, and each text counts once in its place."""
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        if block.kind in _READ and block.place != ANNEX and (block.place, block.text) not in seen:
            seen.add((block.place, block.text))
            yield block


def _sentences(block: Block) -> list[str]:
    return [text for text in SENTENCE_END.split(block.text) if text]


def _words(sentence: str) -> str:
    """A sentence with a box for each number.

    >>> _words("It rose by 2.4% in 2024-25, to £9.0bn.")
    'It rose by □% in □-□, to □bn.'
    """
    return _NUMBER.sub("□", sentence)


def _count(number: int, thing: str) -> str:
    """A count with its noun.

    >>> _count(0, "fault"), _count(1, "fault"), _count(1200, "figure")
    ('no faults', '1 fault', '1,200 figures')
    """
    return f"1 {thing}" if number == 1 else f"{f'{number:,}' if number else 'no'} {thing}s"
