"""A workbook as Office Open XML (``.xlsx``), each table marked as a table with a header row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from html import escape
from pathlib import Path
from typing import Final

from figures.drawing import colours
from report.formats.archive import packed
from report.formats.spreadsheets.workbook import LETTERS, Sheet, Workbook, is_figure

_TEMPLATES: Final = Path(__file__).parents[2] / "templates" / "spreadsheets"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Style(IntEnum):
    """How a cell looks: its place among the styles of ``excel-styles.xml``."""

    TEXT = 0
    HEADING = 1
    HEADER = 2
    LINK = 3
    PROSE = 4
    SYMBOL = 5
    COUNT = 6
    DECIMAL = 7
    SHARE = 8


def document(book: Workbook) -> bytes:
    """The workbook as a file."""
    strings = _Strings()
    numbers = range(1, len(book.sheets) + 1)
    tables = [number for number, sheet in zip(numbers, book.sheets, strict=True) if sheet.columns]
    worksheets = {
        f"xl/worksheets/sheet{number}.xml": _worksheet(sheet, strings)
        for number, sheet in zip(numbers, book.sheets, strict=True)
    }
    parts = {
        "[Content_Types].xml": _content_types(numbers, tables),
        "_rels/.rels": _relationships(
            (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _properties(book),
        "xl/workbook.xml": _workbook(book),
        "xl/_rels/workbook.xml.rels": _relationships(
            *((f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number in numbers),
            (f"{_OFFICE}/styles", "styles.xml"),
            (f"{_OFFICE}/theme", "theme.xml"),
            (f"{_OFFICE}/sharedStrings", "sharedStrings.xml"),
        ),
        **worksheets,
        **{
            f"xl/worksheets/_rels/sheet{number}.xml.rels": _relationships(
                (f"{_OFFICE}/table", f"../tables/table{number}.xml")
            )
            for number in tables
        },
        **{f"xl/tables/table{number}.xml": _table(number, book.sheets[number - 1]) for number in tables},
        "xl/sharedStrings.xml": strings.part(),
    }
    encoded = {name: (_XML + text).encode() for name, text in parts.items()}
    kept = {
        f"xl/{name}.xml": colours.filled((_TEMPLATES / f"excel-{name}.xml").read_text(encoding="utf-8")).encode()
        for name in ("styles", "theme")
    }
    return packed(encoded | kept)


class _Strings(dict[str, int]):
    """Each text of the workbook once; cells refer to it by its number."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]

    def part(self) -> str:
        texts = "".join(f"<si><t>{escape(text, quote=False)}</t></si>" for text in self)
        return f'<sst xmlns="{_MAIN}" uniqueCount="{len(self)}">{texts}</sst>'


def _worksheet(sheet: Sheet, strings: _Strings) -> str:
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(sheet.widths, start=1)
    )
    links = "".join(
        f'<hyperlink ref="A{row}" location="{target}!A1" display="{target}"/>' for row, target in sheet.links.items()
    )
    return (
        f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15.75"/><cols>{widths}</cols>'
        f"<sheetData>{_rows(sheet, strings)}</sheetData>"
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + ('<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' if sheet.columns else "")
        + "</worksheet>"
    )


def _rows(sheet: Sheet, strings: _Strings) -> str:
    style = Style.TEXT if sheet.columns else Style.PROSE
    lines = [
        _row(number, [(text, style if number > 1 else Style.HEADING)], strings)
        for number, text in enumerate([sheet.heading, *sheet.lines], start=1)
    ]
    if not sheet.columns:
        return "".join(lines)
    header = _row(sheet.header, [(column.heading, Style.HEADER) for column in sheet.columns], strings)
    styles = [Style[column.kind.upper()] for column in sheet.columns]
    if sheet.links:
        styles[0] = Style.LINK
    body = [
        _row(number, zip(cells, styles, strict=True), strings)
        for number, cells in enumerate(sheet.rows, start=sheet.header + 1)
    ]
    return "".join([*lines, header, *body])


def _row(number: int, cells: Iterable[tuple[str, int]], strings: _Strings) -> str:
    written = [
        f'<c r="{letter}{number}" s="{style}"><v>{text}</v></c>'
        if style >= Style.COUNT and is_figure(text)
        else f'<c r="{letter}{number}" s="{min(style, Style.SYMBOL)}" t="s"><v>{strings[text]}</v></c>'
        for letter, (text, style) in zip(LETTERS, cells, strict=False)
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def _table(number: int, sheet: Sheet) -> str:
    columns = "".join(
        f'<tableColumn id="{position}" name="{escape(column.heading)}"/>'
        for position, column in enumerate(sheet.columns, start=1)
    )
    return (
        f'<table xmlns="{_MAIN}" id="{number}" name="{sheet.table}" displayName="{sheet.table}" '
        f'ref="A{sheet.header}:{sheet.last}" headerRowCount="1" totalsRowShown="0">'
        f'<tableColumns count="{len(sheet.columns)}">{columns}</tableColumns></table>'
    )


def _workbook(book: Workbook) -> str:
    sheets = "".join(
        f'<sheet name="{sheet.name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(book.sheets, start=1)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>"
    )


def _properties(book: Workbook) -> str:
    moment = f"{book.published}T00:00:00Z"
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(book.title)}</dc:title><dc:creator>{escape(book.author)}</dc:creator>"
        f"<dc:language>{book.language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )


def _relationships(*targets: tuple[str, str]) -> str:
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'


def _content_types(sheets: Sequence[int], tables: Sequence[int]) -> str:
    kinds = {
        "/xl/workbook.xml": f"{_TYPE}.sheet.main+xml",
        "/xl/styles.xml": f"{_TYPE}.styles+xml",
        "/xl/theme.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/xl/sharedStrings.xml": f"{_TYPE}.sharedStrings+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/xl/worksheets/sheet{number}.xml": f"{_TYPE}.worksheet+xml" for number in sheets},
        **{f"/xl/tables/table{number}.xml": f"{_TYPE}.table+xml" for number in tables},
    }
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
