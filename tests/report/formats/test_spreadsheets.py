"""The spreadsheets, held against the Analysis Function's checklist for accessible ones, and against the indicators."""

from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from openxml_audit import OdfValidator, OpenXmlValidator
from python_calamine import CalamineWorkbook

from analysis.formulas.indicator import Definition
from analysis.formulas.key import breakdown_words
from analysis.formulas.units import UNITS
from analysis.indicators.definitions import definitions
from analysis.tables.loading import Tables
from report.build import document
from report.formats import spreadsheets
from report.formats.archive import packed, unpacked
from report.formats.origin import Origin, origin_of
from report.formats.spreadsheets.workbook import LETTERS, SYMBOLS, Ratio, Sheet, Workbook, symbol, workbook
from report.manuscript.draft import published as published_on

FORMATS = ("ods", "xlsx")
ODF = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}{}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FIRST = ["Cover", "Contents", "Notes", "Symbols", "Sources"]
PARTS = ("(numerator)", "(denominator)")
RUN = re.compile(r"(?:^|\. )(\d{4}(?:-\d\d)?)(?: to (\d{4}(?:-\d\d)?))?: ")
"""What begins the remark on a run of periods."""
SAMPLE = ("looked_after_children", "looked_after_rate_per_10k", "statutory_share_narrow", "projection_scaled_error")
OVERSPEND = ("overspend_gbp", "Children’s social care", "E92000001", "2023-24")
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item></oor:items>"""
"""Settings with which LibreOffice computes every formula when it opens a file."""

FORMULA_TO_EMPTY = {
    "ods": (rb'( table:formula="[^"]*" office:value-type="\w+") office:value="[^"]*"', rb'\1 office:value="0"'),
    "xlsx": (rb"(</f>)<v>[^<]*</v>", rb"\1"),
}
"""What takes the values from formulas."""

Rows = Sequence[Sequence[object]]
About = tuple[pd.DataFrame, Origin, int]


@pytest.fixture(scope="module")
def about(indicators: pd.DataFrame, tables: Tables) -> About:
    """What a book has beside its indicators: the areas, where values come from, and the date that it bears."""
    return tables.areas, origin_of(indicators, tables, tables.sources), published_on(tables.sources)


@pytest.fixture(scope="module")
def book(indicators: pd.DataFrame, about: About) -> Workbook:
    return workbook(indicators, *about)


@pytest.fixture(scope="module")
def documents(built: Path) -> dict[str, bytes]:
    """The books that the build has written."""
    return {name: (built / document(name)).read_bytes() for name in FORMATS}


@pytest.fixture(scope="module")
def parts(documents: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    return {name: unpacked(document) for name, document in documents.items()}


@pytest.fixture(scope="module")
def content(parts: Mapping[str, Mapping[str, bytes]]) -> ET.Element:
    """The sheets of the OpenDocument file down to the headers of their tables: of the rest, a million cells, none."""
    ends = (b"</table:table-header-rows>", b"</table:table>")
    text = re.sub(ends[0] + b".*?" + ends[1], b"".join(ends), parts["ods"]["content.xml"], flags=re.DOTALL)
    return ET.fromstring(text)


@pytest.fixture(scope="module", params=FORMATS)
def read_back(request: pytest.FixtureRequest, documents: Mapping[str, bytes]) -> dict[str, Rows]:
    """Every sheet as a program reads it, by its name."""
    return sheets_of(documents[request.param])


def sheets_of(document: bytes) -> dict[str, Rows]:
    opened = CalamineWorkbook.from_filelike(io.BytesIO(document))
    return {name: opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names}


Key = tuple[str, str, str, str]
"""Indicator, breakdown in words, area and period."""


def cells_in(sheets: Mapping[str, Rows], book: Workbook) -> Iterator[tuple[Key, object, str]]:
    """Every cell of a value in the sheets of indicators, with its key and what the row remarks of its period."""
    for indicator, sheet in of_indicators(book):
        headings = [column.heading for column in sheet.columns]
        figures = [column.heading for column in sheet.columns if column.kind not in ("text", "prose")]
        periods = {heading: heading.partition(" ")[0] for heading in figures if not heading.endswith(PARTS)}
        for row in sheets[sheet.name][sheet.header :]:
            about = dict(zip(headings, row, strict=True))
            breakdown = str(about.get("Breakdown", "All")).capitalize()
            remarks = remarks_in(str(about["Coverage and gaps"]), tuple(periods.values()))
            for heading, period in periods.items():
                key = (indicator.name, breakdown, str(about["Area code"]), period)
                yield key, about[heading], remarks.get(period, "")


@cache
def remarks_in(text: str, periods: Sequence[str]) -> dict[str, str]:
    """What a row remarks of each period: of all of them, or of runs such as "2017 to 2019"."""
    whole, *runs = RUN.split(text)
    if whole:
        return {} if whole == "no remark" else dict.fromkeys(periods, text)
    found: dict[str, str] = {}
    for first, last, said in zip(runs[::3], runs[1::3], runs[2::3], strict=True):
        at = slice(periods.index(first), periods.index(last or first) + 1)
        found |= dict.fromkeys(periods[at], said)
    return found


def values_in(sheets: Mapping[str, Rows], book: Workbook) -> dict[Key, float]:
    """Every value that the sheets of indicators hold as a number, by its key."""
    return {key: float(cell) for key, cell, _ in cells_in(sheets, book) if isinstance(cell, float | int)}


@pytest.fixture(scope="module")
def printed(published: pd.DataFrame) -> pd.DataFrame:
    """The value and the note of every row of the indicators.csv of the build, by key."""
    words = published["breakdown"].map({breakdown: spoken(breakdown) for breakdown in published["breakdown"].unique()})
    return published.assign(words=words).set_index(["indicator", "words", "area_code", "period"])[["value", "note"]]


@pytest.fixture(scope="module")
def values(printed: pd.DataFrame) -> dict[Key, float]:
    """Every value of the indicators.csv of the build, by its key."""
    known = printed["value"].dropna()
    return dict(zip(known.index.tolist(), known, strict=True))


@pytest.fixture(scope="module")
def gaps(printed: pd.DataFrame) -> dict[Key, tuple[str, str]]:
    """The symbol and the reason of every missing value of the indicators.csv of the build, by its key."""
    notes = printed.loc[printed["value"].isna(), "note"]
    symbols = {note: symbol(note) for note in notes.unique()}
    reasons = {note: "; ".join(dict.fromkeys(note.split("; "))) for note in symbols}
    return {key: (symbols[note], reasons[note]) for key, note in zip(notes.index.tolist(), notes, strict=True)}


def spoken(breakdown: str) -> str:
    return breakdown_words(breakdown).capitalize() or "All"


def figures_of(book: Workbook) -> Iterator[tuple[Key, str]]:
    """Every cell of a value in the book, a symbol or a figure, with its key."""
    for indicator, sheet in of_indicators(book):
        columns = [(column.heading, column.kind) for column in sheet.columns]
        for row in sheet.rows:
            breakdown = row[3].capitalize() if sheet.columns[3].heading == "Breakdown" else "All"
            for (heading, kind), cell in zip(columns, row, strict=True):
                if kind not in ("text", "prose") and not heading.endswith(PARTS):
                    yield (indicator.name, breakdown, row[0], heading.partition(" ")[0]), cell


def recalculated(document: bytes, kind: str, folder: Path) -> dict[str, Rows]:
    """The sheets as LibreOffice computes them, from a document whose formulas have lost their values."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc)")
    parts, emptied = unpacked(document), 0
    for name, content in parts.items():
        parts[name], count = re.subn(*FORMULA_TO_EMPTY[kind], content)
        emptied += count
    assert emptied
    (folder / f"book.{kind}").write_bytes(packed(parts, plain="mimetype"))
    settings = folder / "settings" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(ALWAYS, encoding="utf-8")
    other = "xlsx" if kind == "ods" else "ods"
    profile = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", other, "--outdir", str(folder), f"book.{kind}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=900)
    return sheets_of((folder / f"book.{other}").read_bytes())


def assert_equal_to_nine_decimals(found: Mapping[Key, float], expected: Mapping[Key, float]) -> None:
    assert found.keys() == expected.keys()
    # LibreOffice writes 15 significant digits, of millions of pounds fewer than nine decimals: the last may be one off.
    wrong = {
        key: (found[key], value)
        for key, value in expected.items()
        if not math.isclose(found[key], value, rel_tol=1e-14, abs_tol=1e-9)
    }
    assert wrong == {}


def first_element(tag: str, text: bytes) -> ET.Element:
    """The first element of a name, its text and what it holds not yet read."""
    return next(element for _, element in ET.iterparse(io.BytesIO(text), events=["start"]) if element.tag == tag)


def of_indicators(book: Workbook) -> list[tuple[Definition, Sheet]]:
    return [(definitions()[sheet.table], sheet) for sheet in book.sheets if sheet.table in definitions()]


def test_cover_contents_notes_and_symbols_come_first_and_then_a_sheet_an_indicator(
    read_back: Mapping[str, Rows], indicators: pd.DataFrame
) -> None:
    names = list(read_back)
    assert names[:5] == FIRST
    assert names[5:] == [f"Table_{number}" for number in range(1, indicators["indicator"].nunique() + 1)]
    assert all(len(name) <= 31 and " " not in name for name in names)


def test_every_sheet_begins_in_its_first_cell_with_its_own_title(read_back: Mapping[str, Rows]) -> None:
    titles = [rows[0][0] for rows in read_back.values()]
    assert all(isinstance(title, str) and title for title in titles)
    assert len(set(titles)) == len(titles)


def test_no_sheet_has_an_empty_row_or_an_empty_cell_in_its_table(read_back: Mapping[str, Rows], book: Workbook) -> None:
    for sheet, rows in zip(book.sheets, read_back.values(), strict=True):
        assert all(row[0] != "" for row in rows), sheet.name
        if sheet.columns:
            assert all(cell != "" for row in rows[sheet.header - 1 :] for cell in row), sheet.name


def test_the_contents_name_every_sheet_and_notes_define_every_indicator(read_back: Mapping[str, Rows]) -> None:
    named = [str(row[0]) for row in read_back["Contents"][3:]]
    assert named == list(read_back)[2:]
    notes = {row[0]: row[2] for row in read_back["Notes"][3:]}
    for number, name in enumerate(named[3:], start=1):
        assert f"[note {number}]" in str(read_back[name][0][0])
        assert len(str(notes[f"[note {number}]"])) > 30


def test_headers_are_unique_and_say_the_unit_of_every_column_of_figures(book: Workbook) -> None:
    for indicator, sheet in of_indicators(book):
        headings = [column.heading for column in sheet.columns]
        assert len(set(headings)) == len(headings)
        figures = [column for column in sheet.columns if column.kind not in ("text", "prose")]
        assert figures
        assert all(column.heading.endswith(")") for column in figures), indicator.name


def test_a_cell_without_a_figure_holds_a_symbol_that_the_book_explains(book: Workbook) -> None:
    for _, sheet in of_indicators(book):
        for row in sheet.rows:
            for column, cell in zip(sheet.columns, row, strict=True):
                if column.kind not in ("text", "prose"):
                    assert cell in SYMBOLS or float(cell) is not None


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("referrals: not available", "[x]"),
        ("budget: not held; budget: not held", "[x]"),
        ("plans: suppressed by the publisher; budget: not held", "[c]"),
        ("children: rounds to zero but is not zero", "[low]"),
        ("referrals: unreliable", "[u]"),
        ("children: not applicable", "[z]"),
        ("no share: the net is not above zero", "[z]"),
        ("no value: the denominator is not above zero", "[z]"),
        ("children's social care did not overspend", "[z]"),
        ("without Dorset, Somerset", "[x]"),
        ("the net is not above zero; without Isles of Scilly", "[z]"),
        ("no figures of 2020-21", "[x]"),
        ("fewer than 30 councils have both figures", "[x]"),
    ],
)
def test_a_missing_value_says_why_by_its_symbol(note: str, expected: str) -> None:
    assert symbol(note) == expected


def test_every_value_or_the_reason_why_there_is_none_stands_in_its_sheet_as_in_indicators_csv(
    read_back: Mapping[str, Rows], book: Workbook, values: Mapping[Key, float], gaps: Mapping[Key, tuple[str, str]]
) -> None:
    assert values_in(read_back, book) == values
    without = {key: (cell, why) for key, cell, why in cells_in(read_back, book) if key not in values}
    assert {key: without.get(key) for key in gaps} == gaps
    # The rest are periods of which the indicator expects nothing of a place: there is no row, and nothing to remark.
    assert {without[key] for key in without.keys() - gaps.keys()} <= {("[x]", ""), ("[z]", "")}


@pytest.mark.parametrize("kind", FORMATS)
def test_another_program_computes_the_values_of_a_sample(
    kind: str, indicators: pd.DataFrame, about: About, values: Mapping[Key, float], tmp_path: Path
) -> None:
    sample = indicators[indicators["indicator"].isin(SAMPLE)]
    book = workbook(sample, *about)
    computed = recalculated(spreadsheets.FORMATS[kind](book), kind, tmp_path)
    assert_equal_to_nine_decimals(
        values_in(computed, book), {key: value for key, value in values.items() if key[0] in SAMPLE}
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
def test_another_program_computes_every_value(
    kind: str, documents: Mapping[str, bytes], book: Workbook, values: Mapping[Key, float], tmp_path: Path
) -> None:
    computed = recalculated(documents[kind], kind, tmp_path)
    assert_equal_to_nine_decimals(values_in(computed, book), values)


def test_a_cell_is_a_formula_if_and_only_if_numerator_and_denominator_give_its_value(
    book: Workbook, indicators: pd.DataFrame
) -> None:
    known = indicators[indicators["value"].notna() & (indicators["denominator"] > 0)]
    ratio = known["numerator"] / known["denominator"]
    units = [UNITS[unit].per for unit in known["unit"]]
    formulas = [definitions()[name].formula for name in known["indicator"]]
    pers = [formula.per if formula else math.nan for formula in formulas]
    ways = [np.abs(ratio * factor - known["value"]) <= 1e-9 for factor in (1.0, units, pers)]
    is_given = np.any(ways, axis=0)
    keys = known.loc[is_given, ["indicator", "breakdown", "area_code", "period"]].itertuples(index=False, name=None)
    found = {key for key, cell in figures_of(book) if isinstance(cell, Ratio)}
    assert found == {(name, spoken(breakdown), area, period) for name, breakdown, area, period in keys}
    # Numbers of a back-test have nine decimals, and its ratios no longer all nine: those are values.
    assert set(known.loc[~is_given, "indicator"]) == {"projection_scaled_error"}


def test_a_formula_divides_cells_of_its_row_that_are_the_numerator_and_the_denominator(book: Workbook) -> None:
    for _, sheet in of_indicators(book):
        headings = [column.heading for column in sheet.columns]
        for number, row in enumerate(sheet.rows, start=sheet.header + 1):
            for heading, cell in zip(headings, row, strict=True):
                if isinstance(cell, Ratio):
                    period = heading.partition(" ")[0]
                    ends = [LETTERS[headings.index(f"{period} {part}")] for part in PARTS]
                    assert (cell.numerator, cell.denominator) == (f"{ends[0]}{number}", f"{ends[1]}{number}")
                    above, below = (float(row[headings.index(f"{period} {part}")]) for part in PARTS)
                    assert abs(above / below * float(cell.factor or 1) - float(cell)) <= 1e-9


def test_each_table_says_in_words_what_gives_its_figures_and_each_row_its_sources(
    book: Workbook, tables: Tables
) -> None:
    for _, sheet in of_indicators(book):
        assert sheet.lines[1].startswith("Formula: ")
        has_formulas = any(isinstance(cell, Ratio) for row in sheet.rows for cell in row)
        assert ("A figure’s cell computes it" in sheet.lines[1]) == has_formulas
        named = {source for row in sheet.rows for source in re.findall(r"[a-z]+-[\w-]+", row[-1])}
        assert named <= tables.sources.keys()
        assert named


def test_a_formula_is_written_with_the_value_that_it_gives(
    book: Workbook, parts: Mapping[str, Mapping[str, bytes]]
) -> None:
    (at,) = [at for at, sheet in enumerate(book.sheets, start=1) if sheet.table == "looked_after_rate_per_10k"]
    ratio = next(cell for cell in book.sheets[at - 1].rows[0] if isinstance(cell, Ratio))
    ends = (ratio.numerator, ratio.denominator)
    excel = f"<f>{ends[0]}/{ends[1]}*10000</f><v>{ratio}</v>"
    assert excel.encode() in parts["xlsx"][f"xl/worksheets/sheet{at}.xml"]
    calc = f'table:formula="of:=[.{ends[0]}]/[.{ends[1]}]*10000" office:value-type="float" office:value="{ratio}"'
    assert calc.encode() in parts["ods"]["content.xml"]


def test_a_council_that_did_not_exist_has_no_missing_figure(book: Workbook) -> None:
    (sheet,) = (sheet for sheet in book.sheets if sheet.table == "looked_after_children")
    headings = [column.heading for column in sheet.columns]
    assert next(row[1] for row in sheet.rows if row[0] == "E06000066") == "Somerset"
    gone = next(dict(zip(headings, row, strict=True)) for row in sheet.rows if row[1] == "Poole")
    assert gone["2018 (children)"] not in SYMBOLS
    assert gone["2025 (children)"] == "[z]"


def test_what_a_total_leaves_out_is_said_beside_it(book: Workbook, printed: pd.DataFrame) -> None:
    (sheet,) = (sheet for sheet in book.sheets if sheet.table == "overspend_gbp")
    row = next(row for row in sheet.rows if row[1] == "England" and row[3] == "Children’s social care")
    remarks = [column.heading for column in sheet.columns].index("Coverage and gaps")
    (note,) = printed["note"].loc[[OVERSPEND]]
    assert f"2023-24: {note}" in row[remarks]


def test_the_tables_of_excel_are_marked_as_tables_with_a_header_row(
    parts: Mapping[str, Mapping[str, bytes]], book: Workbook
) -> None:
    found = [ET.fromstring(text) for part, text in parts["xlsx"].items() if "/tables/" in part]
    tables = {table.get("displayName"): table for table in found}
    sheets = {sheet.table: sheet for sheet in book.sheets if sheet.columns}
    assert len(found) == len(sheets)
    assert tables.keys() == sheets.keys()
    for name, sheet in sheets.items():
        assert tables[name].get("ref") == f"A{sheet.header}:{sheet.last}"
        assert tables[name].get("headerRowCount", "1") == "1"
        headings = [column.get("name") for column in tables[name].iter(f"{MAIN}tableColumn")]
        assert headings == [column.heading for column in sheet.columns]


def test_the_tables_of_opendocument_have_a_header_row_and_a_range(content: ET.Element, book: Workbook) -> None:
    sheets = [sheet for sheet in book.sheets if sheet.columns]
    assert len(list(content.iter(ODF.format("table", "table-header-rows")))) == len(sheets)
    ranges = list(content.iter(ODF.format("table", "database-range")))
    addresses = [found.get(ODF.format("table", "target-range-address")) for found in ranges]
    assert addresses == [f"{sheet.name}.A{sheet.header}:{sheet.name}.{sheet.last}" for sheet in sheets]
    assert {found.get(ODF.format("table", "contains-header")) for found in ranges} == {"true"}


def test_nothing_is_merged_hidden_frozen_or_filtered(parts: Mapping[str, Mapping[str, bytes]]) -> None:
    wrong = ("mergeCell", "hidden=", "<pane", "autoFilter", "spanned", "visibility=")
    for kind in FORMATS:
        for part, text in parts[kind].items():
            assert not [word for word in wrong if word.encode() in text], part


def test_the_title_of_a_sheet_is_a_heading_in_style_as_well(
    parts: Mapping[str, Mapping[str, bytes]], content: ET.Element
) -> None:
    styles = ET.fromstring(parts["xlsx"]["xl/styles.xml"])
    names = {style.get("name"): style.get("xfId") for style in styles.iter(f"{MAIN}cellStyle")}
    formats = [form.get("xfId") for form in styles.findall(f"{MAIN}cellXfs/{MAIN}xf")]
    titles = [first_element(f"{MAIN}c", text) for part, text in parts["xlsx"].items() if "/worksheets/sheet" in part]
    assert {(cell.get("r"), formats[int(cell.get("s", "0"))]) for cell in titles} == {("A1", names["Heading 1"])}
    for table in content.iter(ODF.format("table", "table")):
        first = next(table.iter(ODF.format("table", "table-cell")))
        assert first.get(ODF.format("table", "style-name")) == "Heading_20_1"


def test_the_books_say_their_title_their_language_and_the_day_of_their_data(
    parts: Mapping[str, Mapping[str, bytes]], about: About
) -> None:
    for text in (parts["xlsx"]["docProps/core.xml"], parts["ods"]["meta.xml"]):
        assert b"<dc:title>Valuing Care: the tables</dc:title>" in text
        assert b"<dc:language>en-GB</dc:language>" in text
        assert f"{datetime.fromtimestamp(about[-1], UTC):%Y-%m-%d}T00:00:00".encode() in text


def test_places_come_in_one_order_england_first(book: Workbook) -> None:
    for _, sheet in of_indicators(book):
        types = [row[2] for row in sheet.rows]
        changes = [kind for kind, after in pairwise([*types, ""]) if kind != after]
        assert len(changes) == len(set(changes)), sheet.name
        assert sheet.rows[0][1] == "England" or all(row[1] != "England" for row in sheet.rows)


def test_both_are_valid_by_their_standards(indicators: pd.DataFrame, about: About, tmp_path: Path) -> None:
    few = indicators[indicators["indicator"].isin(("looked_after_children", "statutory_share_narrow"))]
    made = spreadsheets.documents(few, *about, FORMATS)
    for name, validator in (("ods", OdfValidator()), ("xlsx", OpenXmlValidator())):
        (tmp_path / f"book.{name}").write_bytes(made[name])
        assert not validator.validate(tmp_path / f"book.{name}").errors


def test_a_sample_of_indicators_gives_the_same_bytes_whatever_its_order(indicators: pd.DataFrame, about: About) -> None:
    sample = indicators[indicators["indicator"].isin(SAMPLE)]
    shuffled = sample.sort_values(["period", "area_code"], kind="stable")
    one, other = (spreadsheets.documents(rows, *about, FORMATS) for rows in (sample, shuffled))
    assert one == other


@pytest.mark.slow
def test_the_same_indicators_give_the_bytes_of_the_build_whatever_their_order(
    indicators: pd.DataFrame, about: About, documents: Mapping[str, bytes]
) -> None:
    shuffled = indicators.sort_values(["period", "area_code"], kind="stable")
    assert spreadsheets.documents(shuffled, *about, FORMATS) == documents


@pytest.mark.parametrize("unit", [*UNITS])
def test_a_workbook_holds_an_indicator_of_any_unit(unit: str, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    indicator = Definition("any", "Any", unit, "Any.", "any")
    monkeypatch.setattr(
        import_module("report.formats.spreadsheets.workbook"), "definitions", lambda: {"any": indicator}
    )
    keys = {"indicator": "any", "breakdown": "", "area_code": "E92000001", "period": "2025", "note": ""}
    row = pd.DataFrame([keys]).assign(value=0.5, numerator=math.nan, denominator=math.nan)
    table = workbook(row, tables.areas, Origin({}, {}), 0).sheets[-1]
    (column,) = [column for column in table.columns if column.heading.startswith("2025")]
    assert (column.heading, column.kind) == (f"2025 ({UNITS[unit].heading})", UNITS[unit].cell)
