"""A workbook as Office Open XML (``.xlsx``), each table marked as a table with a header row.

XlsxWriter takes 4.0 s for 570,000 cells, which an own writer of XML did in 0.7 s. openpyxl takes several times as long.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any, Final
from xml.etree import ElementTree as ET

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.problem import Problem
from figures.drawing.colours import LINK
from report.formats.archive import packed, unpacked
from report.formats.spreadsheets.workbook import Sheet, Workbook, is_figure

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OPTIONS: Final = {
    "in_memory": True,
    "default_format_properties": {"font_name": "Arial", "font_size": 12, "font_scheme": "none"},
    "default_row_height": 21,  # pixels
}
_PIXELS_PER_CHARACTER: Final = 7
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "heading": {"bold": True, "font_size": 16},
    "header": {"bold": True, "bottom": 1, "text_wrap": True},
    # Without a theme, so that the colour is the one given here.
    "link": {"hyperlink": True, "theme": 0, "underline": 1, "font_color": LINK, "valign": "top"},
    "text": {},
    "prose": {"text_wrap": True, "valign": "top"},
    "symbol": {"align": "right"},
    "count": {"num_format": "#,##0"},
    "decimal": {"num_format": "#,##0.0"},
    "share": {"num_format": "0.0%"},
}


def document(book: Workbook) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as writer:
        published = datetime.fromisoformat(book.published).replace(tzinfo=UTC)
        writer.set_properties({"title": book.title, "author": book.author, "created": published})
        formats = {name: writer.add_format(properties) for name, properties in _FORMATS.items()}
        for sheet in book.sheets:
            _write(sheet, writer.add_worksheet(sheet.name), formats)
    parts = unpacked(file.getvalue())
    parts["docProps/core.xml"] = _with_language(parts["docProps/core.xml"], book.language)
    parts["xl/styles.xml"] = _with_heading_style(parts["xl/styles.xml"])
    return packed(parts)


class _Figure(float):
    """A number whose every digit is written: XlsxWriter writes 16, and one figure in twenty has 17."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return repr(self).removesuffix(".0")


def _write(sheet: Sheet, page: Worksheet, formats: dict[str, Format]) -> None:
    for position, width in enumerate(sheet.widths):
        page.set_column_pixels(position, position, width * _PIXELS_PER_CHARACTER)
    page.write_string(0, 0, sheet.heading, formats["heading"])
    for row, line in enumerate(sheet.lines, start=1):
        page.write_string(row, 0, line, formats["text" if sheet.columns else "prose"])
    if sheet.columns:
        _write_table(sheet, page, formats)
    for number, target in sheet.links.items():
        page.write_url(number - 1, 0, f"internal:{target}!A1", formats["link"], target)


def _write_table(sheet: Sheet, page: Worksheet, formats: dict[str, Format]) -> None:
    page.add_table(
        f"A{sheet.header}:{sheet.last}",
        {
            "name": sheet.table,
            "style": None,
            "autofilter": False,
            "banded_rows": False,
            "columns": [{"header": column.heading, "header_format": formats["header"]} for column in sheet.columns],
        },
    )
    columns = [(position, column.kind, formats[column.kind]) for position, column in enumerate(sheet.columns)]
    for row, cells in enumerate(sheet.rows, start=sheet.header):
        for (position, kind, shown), cell in zip(columns, cells, strict=True):
            if kind in ("text", "prose"):
                page.write_string(row, position, cell, shown)
            elif is_figure(cell):
                page.write_number(row, position, _Figure(cell), shown)
            else:
                page.write_string(row, position, cell, formats["symbol"])


def _with_language(properties: bytes, language: str) -> bytes:
    """The properties of the document with its language, which XlsxWriter cannot state."""
    end = b"</cp:coreProperties>"
    return properties.replace(end, f"<dc:language>{language}</dc:language>".encode() + end)


def _with_heading_style(styles: bytes) -> bytes:
    """The styles, with Excel's own style for headings as the base of the format of sheets' titles.

    XlsxWriter names no style but that of links. The titles' format is the first that cells use.
    """
    ET.register_namespace("", _MAIN.strip("{}"))
    root = ET.fromstring(styles)  # noqa: S314 - XlsxWriter has just written it
    bases, formats, names = (root.find(_MAIN + tag) for tag in ("cellStyleXfs", "cellXfs", "cellStyles"))
    if bases is None or formats is None or names is None:
        raise Problem("XlsxWriter has written no styles: is its version the one of the lock files?")
    heading, base = formats[1], str(len(bases))
    ET.SubElement(
        bases, f"{_MAIN}xf", {key: heading.get(key, "0") for key in ("numFmtId", "fontId", "fillId", "borderId")}
    )
    ET.SubElement(names, f"{_MAIN}cellStyle", {"name": "Heading 1", "xfId": base, "builtinId": "16"})
    heading.set("xfId", base)
    for group in (bases, names):
        group.set("count", str(len(group)))
    with_heading: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return with_heading
