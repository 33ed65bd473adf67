"""The data of charts and tables as the page holds it: each a zip archive with one CSV file, a seventh of its size.

Without a script the archive is what a reader gets, which every computer opens. With it they get the CSV file.
"""

from __future__ import annotations

from report.formats.archive import packed
from report.manuscript.document import Manuscript


def archives(manuscript: Manuscript) -> dict[str, bytes]:
    """The archive of every chart and table, by its id in the page."""
    data = {f"fig-{figure.id}": figure.data for figure in manuscript.figures}
    data |= {f"tbl-{table.id}": table.data for table in manuscript.tables}
    return {place: packed({f"{place[4:]}.csv": text.encode()}) for place, text in data.items()}
