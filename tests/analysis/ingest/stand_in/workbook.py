"""Workbooks with the least that they need: as OpenDocument spreadsheet, and as Office Open XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

KIND = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "manifest")}

Grid = Sequence[Sequence[str | float]]


def ods(sheets: Mapping[str, Grid]) -> bytes:
    """Sheets by name as the bytes of a file; numbers are numbers, everything else is text."""
    tables = "".join(_table(name, grid) for name, grid in sheets.items())
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in (
            ("mimetype", KIND),
            ("content.xml", f"<office:document-content{_namespaces()}>{body}</office:document-content>"),
            ("META-INF/manifest.xml", f"<manifest:manifest{_namespaces()}>{_entry()}</manifest:manifest>"),
        ):
            archive.writestr(zipfile.ZipInfo(path), content)
    return written.getvalue()


def xlsx(name: str, grid: Grid) -> bytes:
    """One sheet as the bytes of a file; numbers are numbers, everything else is text."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = "".join(f"<row>{''.join(map(_inline, row))}</row>" for row in grid)
    sheets = f'<sheets><sheet name={quoteattr(name)} sheetId="1" r:id="one"/></sheets>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in (
            ("_rels/.rels", _relation(package, f"{office}/officeDocument", "xl/workbook.xml")),
            ("xl/_rels/workbook.xml.rels", _relation(package, f"{office}/worksheet", "worksheets/sheet1.xml")),
            ("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}">{sheets}</workbook>'),
            ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'),
        ):
            archive.writestr(zipfile.ZipInfo(path), content)
    return written.getvalue()


def _relation(package: str, kind: str, target: str) -> str:
    one = f'<Relationship Id="one" Type="{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{package}">{one}</Relationships>'


def _inline(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value!r}</v></c>"


def _table(name: str, grid: Grid) -> str:
    width = max(map(len, grid))
    rows = (
        f"<table:table-row>{''.join(map(_cell, (*row, *[''] * (width - len(row)))))}</table:table-row>" for row in grid
    )
    return f"<table:table table:name={quoteattr(name)}>{''.join(rows)}</table:table>"


def _cell(value: str | float) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'


def _namespaces() -> str:
    return "".join(f" xmlns:{name}={quoteattr(address)}" for name, address in NAMES.items())


def _entry() -> str:
    return f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
