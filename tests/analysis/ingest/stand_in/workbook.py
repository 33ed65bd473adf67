"""Workbooks: an OpenDocument spreadsheet with the least that it needs, and Office Open XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

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
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(grid):
            sheet.write_row(number, 0, row)
    return written.getvalue()


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
