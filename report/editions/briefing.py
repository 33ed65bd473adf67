"""The briefing of an edition: its first page on a sheet of its own, to take along."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from analysis.tables.periods import written_date
from report.manuscript.document import Manuscript

FORMAT: Final = "briefing"

_FIRST_CHAPTER: Final = re.compile(r"\A---\n(?P<front>.*?)\n---\n\n(?P<chapter># .*?)(?=\n# |\Z)", re.DOTALL)
_NUMBER: Final = re.compile(r"\A# \[\d+\]\{\.section-number\} ")
_REFERENCE: Final = re.compile(r"\[([^\[\]]*)\]\(#([\w-]+)\)")
_WHERE: Final = (
    "First page of the edition *{name}: {title}*, which has the charts, the gaps in the data and the cells of the "
    "published files. Newest source published on {day}; data version {data_version}. "
)


def briefing(edition: Manuscript, data_version: str) -> Manuscript:
    """The manuscript of the briefing: the first chapter of an edition, with the same words and numbers.

    It has a title of its own, and says of which edition, data and day it is. What it refers to elsewhere is named, and
    is no link.
    """
    found = _FIRST_CHAPTER.match(edition.markdown)
    if found is None:
        raise ValueError("An edition begins with its front matter and a chapter.")
    chapter = _NUMBER.sub("# ", found["chapter"])
    own = set(re.findall(r"\{#([\w-]+)", chapter))
    chapter = _REFERENCE.sub(lambda link: link[0] if link[2] in own else f"{link[1]} of the edition", chapter)
    front = json.loads(found["front"])
    day = written_date(datetime.fromtimestamp(edition.published, UTC).date().isoformat())
    where = _WHERE.format(name=front["edition-of"], title=front["title"], day=day, data_version=data_version)
    name = f"{front['edition-of']} in brief"
    front |= {"briefing": True, "edition-of": name, "attribution": where + front["attribution"]}
    return replace(
        edition,
        markdown=f"---\n{json.dumps(front, ensure_ascii=False)}\n---\n\n{chapter.rstrip()}\n",
        figures=[figure for figure in edition.figures if f"fig-{figure.id}" in own],
        tables=[table for table in edition.tables if f"tbl-{table.id}" in own],
        annex={},
    )
