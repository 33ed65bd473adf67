"""A workbook as Office Open XML (``.xlsx``), each table marked as a table with a header row.

XlsxWriter makes the book: its parts, styles, headings, header rows and links. The rows of the tables are written here:
XlsxWriter takes 15 s for 1,680,000 cells, which take 2.6 s so. openpyxl takes several times as long.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from html import escape
from typing import Any, Final
from xml.etree import ElementTree as ET

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.problem import Problem
from figures.drawing.colours import LINK
from report.formats.archive import packed, unpacked
from report.formats.spreadsheets.workbook import LETTERS, Ratio, Sheet, Workbook, is_figure

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
    # To the right, where figures are, a symbol is too.
    "count": {"num_format": "#,##0", "align": "right"},
    "decimal": {"num_format": "#,##0.0", "align": "right"},
    "share": {"num_format": "0.0%", "align": "right"},
}
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""Characters that the format writes by their code, and the underscore that would begin such a code."""
_COUNTS: Final = re.compile(rb'count="(\d+)" uniqueCount="(\d+)"')
_DIMENSION: Final = re.compile(rb'<dimension ref="[^"]*"/>')


def document(book: Workbook) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as writer:
        published = datetime.fromisoformat(book.published).replace(tzinfo=UTC)
        writer.set_properties({"title": book.title, "author": book.author, "created": published})
        formats = {name: writer.add_format(properties) for name, properties in _FORMATS.items()}
        for sheet in book.sheets:
            _begin(sheet, writer.add_worksheet(sheet.name), formats)
    parts = unpacked(file.getvalue())
    parts["docProps/core.xml"] = _with_language(parts["docProps/core.xml"], book.language)
    styles = {name: form.xf_index for name, form in formats.items()}
    parts["xl/styles.xml"] = _with_heading_style(parts["xl/styles.xml"], styles["heading"])
    strings = _Strings(parts["xl/sharedStrings.xml"])
    for number, sheet in enumerate(book.sheets, start=1):
        if sheet.columns and not sheet.linking:
            name = f"xl/worksheets/sheet{number}.xml"
            parts[name] = _with_rows(parts[name], sheet, styles, strings)
    parts["xl/sharedStrings.xml"] = strings.written()
    return packed(parts)


def _begin(sheet: Sheet, page: Worksheet, formats: dict[str, Format]) -> None:
    """Write a sheet without the rows of its table, unless they are links."""
    for position, column in enumerate(sheet.layout):
        page.set_column_pixels(position, position, column.width * _PIXELS_PER_CHARACTER, formats[column.kind])
    page.write_string(0, 0, sheet.heading, formats["heading"])
    for row, line in enumerate(sheet.lines, start=1):
        page.write_string(row, 0, line, formats["text" if sheet.columns else "prose"])
    if sheet.columns:
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
    for row, (target, *cells) in enumerate(sheet.rows if sheet.linking else [], start=sheet.header):
        page.write_url(row, 0, f"internal:{target}!A1", formats["link"], target)
        for position, (column, cell) in enumerate(zip(sheet.columns[1:], cells, strict=True), start=1):
            page.write_string(row, position, cell, formats[column.kind])


class _Strings:
    """The texts of a book, each of which its cells name by number; it begins with those that XlsxWriter has written."""

    def __init__(self, written: bytes) -> None:
        found = _COUNTS.search(written)
        if found is None:
            raise Problem("XlsxWriter has written no texts: is its version the one of the lock files?")
        self._written, self._uses, self._first = written, int(found[1]), int(found[2])
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text."""
        self._uses += 1
        return self._numbers.setdefault(text, self._first + len(self._numbers))

    def written(self) -> bytes:
        """All texts as the part of the book that holds them."""
        more = "".join(f'<si><t xml:space="preserve">{_inert(text)}</t></si>' for text in self._numbers)
        counts = f'count="{self._uses}" uniqueCount="{self._first + len(self._numbers)}"'
        head = _COUNTS.sub(counts.encode(), self._written, count=1)
        return head.replace(b"</sst>", more.encode() + b"</sst>")


def _inert(text: str) -> str:
    return escape(_NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text), quote=False)


def _with_rows(page: bytes, sheet: Sheet, styles: dict[str, int], strings: _Strings) -> bytes:
    """The sheet with the rows of its table."""
    columns = [
        (f'<c r="{letter}', f'" s="{styles[column.kind]}"', column.kind in ("text", "prose"))
        for letter, column in zip(LETTERS, sheet.columns, strict=False)
    ]
    rows = []
    for row, cells in enumerate(sheet.rows, start=sheet.header + 1):
        rows.append(f'<row r="{row}">')
        for (begin, style, is_text), cell in zip(columns, cells, strict=True):
            if is_text or not is_figure(cell):
                rows.append(f'{begin}{row}{style} t="s"><v>{strings.number(cell)}</v></c>')
            else:
                formula = _formula(cell) if isinstance(cell, Ratio) else ""
                rows.append(f"{begin}{row}{style}>{formula}<v>{cell}</v></c>")
        rows.append("</row>")
    end = b"</sheetData>"
    filled = page.replace(end, "".join(rows).encode() + end)
    return _DIMENSION.sub(f'<dimension ref="A1:{sheet.last}"/>'.encode(), filled, count=1)


def _formula(ratio: Ratio) -> str:
    factor = f"*{ratio.factor}" if ratio.factor else ""
    return f"<f>{ratio.numerator}/{ratio.denominator}{factor}</f>"


def _with_language(properties: bytes, language: str) -> bytes:
    """The properties of the document with its language, which XlsxWriter cannot state."""
    end = b"</cp:coreProperties>"
    return properties.replace(end, f"<dc:language>{language}</dc:language>".encode() + end)


def _with_heading_style(styles: bytes, titles: int) -> bytes:
    """The styles, with Excel's own style for headings as the base of the format of sheets' titles.

    XlsxWriter names no style but that of links.
    """
    ET.register_namespace("", _MAIN.strip("{}"))
    root = ET.fromstring(styles)  # noqa: S314 - XlsxWriter has just written it
    bases, formats, names = (root.find(_MAIN + tag) for tag in ("cellStyleXfs", "cellXfs", "cellStyles"))
    if bases is None or formats is None or names is None:
        raise Problem("XlsxWriter has written no styles: is its version the one of the lock files?")
    heading, base = formats[titles], str(len(bases))
    ET.SubElement(
        bases, f"{_MAIN}xf", {key: heading.get(key, "0") for key in ("numFmtId", "fontId", "fillId", "borderId")}
    )
    ET.SubElement(names, f"{_MAIN}cellStyle", {"name": "Heading 1", "xfId": base, "builtinId": "16"})
    heading.set("xfId", base)
    for group in (bases, names):
        group.set("count", str(len(group)))
    with_heading: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return with_heading
