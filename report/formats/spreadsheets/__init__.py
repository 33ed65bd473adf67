"""The indicators as accessible spreadsheets, for those who check: Excel and OpenDocument with the same sheets.

They follow the Government Analysis Function's guidance on spreadsheets: a cover, a list of contents, notes and symbols;
then one table a sheet, its title in A1 and its header row marked as such, without merged, hidden or empty cells, units
in the headers, and a symbol in brackets where there is no figure. A ratio is a formula over cells of its row, so that a
reader's own program computes it again.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from report.formats.origin import Origin
from report.formats.spreadsheets import excel, opendocument
from report.formats.spreadsheets.workbook import workbook

FORMATS = {"ods": opendocument.document, "xlsx": excel.document}


def documents(
    indicators: pd.DataFrame, areas: pd.DataFrame, origin: Origin, published: int, formats: Sequence[str]
) -> dict[str, bytes]:
    """The spreadsheets of some formats; ``published`` dates them (seconds since 1970)."""
    book = workbook(indicators, areas, origin, published)
    return {name: FORMATS[name](book) for name in formats}
