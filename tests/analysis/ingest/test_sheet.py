"""Official files as grids of cells: what is read, and what is refused."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.ingest import container, sheet, workbook
from analysis.ingest.sheet import OLE_SIGNATURE, Listing, OfficialFile, Sheet, header_row, read_official_file
from analysis.problem import Problem
from tests.analysis.ingest.stand_in.workbook import ods, xlsx

Read = Callable[..., OfficialFile]


@pytest.fixture(autouse=True)
def usual_size_of_a_field() -> Iterator[None]:
    """The limit that Python sets; frictionless, which another test imports, lifts it for the whole process."""
    lifted = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(lifted)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads bytes as the file of a name."""

    def read(content: bytes, name: str = "odd.csv") -> OfficialFile:
        (tmp_path / name).write_bytes(content)
        return read_official_file(tmp_path / name)

    return read


def test_a_file_is_what_its_bytes_say_and_not_its_name(read: Read) -> None:
    (table,) = read("\ufeffa,b\r\n1,é\r\n".encode(), "budget.xlsx").sheets
    assert [list(row) for row in table.rows] == [["a", "b"], ["1", "é"]]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Children\xd5s services,total\xc9\n", "Children’s services"),
        (b"Children\x92s services,\xa3 thousand\n", "Children’s services"),
    ],
)
def test_an_old_encoding_is_known_by_its_apostrophe(read: Read, content: bytes, text: str) -> None:
    assert read(content).sheets[0].rows[0][0] == text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "odd.csv is empty"),
        (b" \n ", "odd.csv is empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "odd.csv is a web page and not a table"),
        (b"\n<HTML>", "odd.csv is a web page and not a table"),
        (b"code,name\nE1,Caf\xe9\n", "odd.csv is not UTF-8 and fits no other known encoding"),
        (b"\xff\xfea", "odd.csv is not a whole UTF-16 file"),
        (b"a,b\n\x001,2\n", "odd.csv holds characters that no text has"),
        (b"%PDF-1.7 and more", "odd.csv is a PDF document and not a table"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9], "odd.csv is a gzip file that is cut short or damaged"),
        (b"a,b\n1,\x1b[2J\n", "odd.csv holds characters that no text has"),
        (b"<!-- login --><form action='/login'>", "odd.csv is a web page and not a table"),
        ("<html>".encode("utf-16"), "odd.csv is a web page and not a table"),
        (b"," * (sheet.MOST_CELLS + 1), "odd.csv has more than 20,000,000 cells"),
        (b"," * sheet.MOST_COLUMNS, "odd.csv has more than 16,384 columns"),
        (b"PK\x03\x04 and no more", "odd.csv is cut short or damaged as a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "odd.csv cannot be opened as a workbook"),
        (b'a,b\n"' + b"x" * 200_000, "odd.csv cannot be read as CSV"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(read: Read, content: bytes, sentence: str) -> None:
    with pytest.raises(Problem, match=f"^{sentence}") as problem:
        read(content)
    assert "\n" not in str(problem.value)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"^gone.csv cannot be read \(No such file"):
        read_official_file(tmp_path / "gone.csv")


def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    endless = tmp_path / "endless"
    os.mkfifo(endless)
    with pytest.raises(Problem, match=r"^endless is no file"):
        read_official_file(endless)


def test_a_file_larger_than_any_publishes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(container.LARGEST_FILE + 1)
    with pytest.raises(Problem, match=r"^large.csv has 268,435,457 bytes"):
        read_official_file(path)


def workbook_of(cells: str, *, prolog: str = "", texts: str = "", padding: int = 0) -> bytes:
    """An xlsx workbook of one sheet, by the XML of its rows; ``padding`` is how many blanks another part holds."""
    spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    instead = {
        "xl/sharedStrings.xml": f'<sst xmlns="{spreadsheet}"><si><t>{texts}</t></si></sst>',
        "xl/worksheets/sheet1.xml": (
            f'{prolog}<worksheet xmlns="{spreadsheet}"><sheetData>{cells}</sheetData></worksheet>'
        ),
    }
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx("Data", [["a text"]]))) as usual,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in usual.namelist():
            archive.writestr(part, instead.get(part, usual.read(part)))
        with archive.open("xl/blanks.xml", "w") as blanks:
            for _ in range(padding // 2**20):
                blanks.write(b" " * 2**20)
    return content.getvalue()


REPEATED = '<row><c t="s"><v>0</v></c>' + '<c t="s"><v>0</v></c>' * 500 + "</row>"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbook_of('<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'), "takes more memory or time"),
        (workbook_of(REPEATED * 400, texts="x" * 32_767), "takes more memory or time"),
        (workbook_of("", padding=workbook.UNPACKED_AT_MOST), "unpacks to more than any workbook"),
        (workbook_of("", prolog='<!DOCTYPE a [<!ENTITY b "c">]>'), "declares entities in its part xl/worksheets"),
        (workbook_of("", prolog='<!DOCTYPE a SYSTEM "file:///etc/passwd">'), "declares entities in its part"),
    ],
    ids=["a cell far away", "one long text in many cells", "blanks", "entities", "an outside file"],
)
def test_a_small_workbook_that_unpacks_to_much_is_refused_and_takes_no_memory(
    read: Read, content: bytes, sentence: str
) -> None:
    assert len(content) < 1_000_000
    with pytest.raises(Problem, match=f"^bomb.xlsx {sentence}"):
        read(content, "bomb.xlsx")


def test_a_workbook_with_the_macros_of_a_spreadsheet_program_is_read(tmp_path: Path) -> None:
    path = tmp_path / "saved again.ods"
    path.write_bytes(ods({"Data": [["Kent"]]}))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Basic/Standard/script-lb.xml", '<!DOCTYPE library:library PUBLIC "a" "library.dtd"><a/>')
    assert read_official_file(path).sheets[0].rows == [["Kent"]]


def test_a_table_of_sectors_that_leads_in_a_circle_ends(read: Read) -> None:
    header = OLE_SIGNATURE + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, 0, 0, 4096, 0, 1, 0xFFFFFFFE, 0, 0) + b"\xff" * 432
    with pytest.raises(Problem, match=r"^circle.xls (takes more memory|cannot be opened)"):
        read(header + struct.pack("<I", 0) * 128 + bytes(512), "circle.xls")


def test_what_a_workbook_holds_comes_as_it_stands_there(read: Read) -> None:
    content = workbook_of('<row><c t="s"><v>0</v></c><c><v>NaN</v></c><c><v>0.1</v></c></row>', texts="Kent")
    (row,) = read(content, "small.xlsx").sheets[0].rows
    assert (row[0], str(row[1]), row[2]) == ("Kent", "nan", 0.1)


def archive_of(path: Path, **members: str | bytes) -> Path:
    """A zip archive of files, by their names with ``__`` for a dot and ``_in_`` for a folder."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_in_", "/").replace("__", "."), content)
    return path


def is_counts(file: OfficialFile) -> bool:
    return list(file.sheets[0].rows[0]) == ["year", "count"]


COUNTS = "year,count\n2024,1\n"


def test_the_one_file_of_an_archive_that_is_wanted_is_read_under_its_own_name(tmp_path: Path) -> None:
    path = archive_of(
        tmp_path / "all_files.zip",
        data_in_counts__csv=COUNTS,
        guidance__txt="Data guidance\n",
        notes__pdf=b"%PDF-1.7",
        __MACOSX_in___counts__csv=COUNTS,
        inner__gz=gzip.compress(COUNTS.encode()),
    )
    file = read_official_file(path, is_counts)
    assert (file.name, file.sha256) == ("counts.csv", hashlib.sha256(COUNTS.encode()).hexdigest())


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"a__csv": COUNTS, "b__csv": f"{COUNTS}2025,2\n"}, r"of 2 files, and 2 of them can be read \(a.csv, b.csv\)"),
        (
            {"a__txt": "Notes", "b__txt": "More"},
            r"of 2 files, and none of them is a file that is read \(a.txt, b.txt\)",
        ),
        ({"__MACOSX_in_a__csv": COUNTS, "_in_": ""}, "is a zip archive with no file in it"),
    ],
)
def test_an_archive_without_one_file_that_is_wanted_is_named_for_what_it_is(
    tmp_path: Path, members: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Problem, match=f"^files.zip .*{sentence}"):
        read_official_file(archive_of(tmp_path / "files.zip", **members), is_counts)


def test_an_archive_that_unpacks_to_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_FILE", 1000)
    zipped = archive_of(tmp_path / "files.zip", a__csv="x" * 1001)
    gzipped = tmp_path / "a.csv.gz"
    gzipped.write_bytes(gzip.compress(b"x" * 1001))
    for path in (zipped, gzipped):
        with pytest.raises(Problem, match=f"^{path.name} .*unpacks to more than 1,000 bytes"):
            read_official_file(path)


TEXT = st.text(st.sampled_from("abc ,;\t|\"'’£1.-\n"), max_size=12).map(str.strip)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.from_regex(r"[1-9][0-9]{0,2}(,[0-9]{3}){0,2}", fullmatch=True), min_size=width, max_size=width),
        min_size=6,
    )
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(TABLES, TEXT, st.sampled_from(sheet.SEPARATORS), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
def test_a_table_is_read_the_same_whatever_separates_its_cells(
    read: Read, rows: list[list[str]], title: str, separator: str, encoding: str
) -> None:
    header = [f"column {number}" for number in range(len(rows[0]))]
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([[title or "Title"], header, *rows])
    found = read(text.getvalue().encode(encoding), "table.txt").sheets[0].rows
    assert [list(row) for row in found] == [[title or "Title"], header, *rows]


def test_a_separator_that_excel_was_told_is_taken(read: Read) -> None:
    assert list(read(b"sep=;\na;b,c\n").sheets[0].rows[1]) == ["a", "b,c"]


def test_a_hidden_sheet_counts_only_if_no_visible_one_has_what_is_looked_for() -> None:
    shown, hidden = Sheet("a.xlsx", "Data", [["a"]]), Sheet("a.xlsx", "Check", [["a"], ["b"]], hidden=True)
    file = OfficialFile("a.xlsx", "", (hidden, shown))
    assert file.sheets_with(lambda sheet: sheet.rows[0] == ["a"]) == [shown]
    assert file.sheets_with(lambda sheet: len(sheet.rows) == 2) == [hidden]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,b\n1,"]))
def test_no_bytes_at_all_give_anything_but_a_file_or_a_problem(read: Read, content: bytes, start: bytes) -> None:
    with suppress(Problem):
        assert read(start + content, "bytes").sheets


def test_a_header_is_found_by_its_content() -> None:
    budget = Sheet("a.csv", "", [["Budget"], [""], ["E-code", "ONS\n Code"], ["E0101", "E06000022"]])
    assert header_row(budget, ("e-code", "ons code")) == 2
    assert header_row(budget, ("e-code", "class")) is None


def test_a_doubled_column_stops_and_is_named_with_both_its_letters() -> None:
    listing = Listing(Sheet("a.csv", "", [["Year", "Count", "year"]]), 0)
    with pytest.raises(Problem, match=r"^a.csv, row 1 has two columns called 'year' \(A and C\)"):
        listing.column("year")


def test_a_missing_column_stops_and_says_what_there_is() -> None:
    listing = Listing(Sheet("a.csv", "", [["year", "count"]]), 0)
    with pytest.raises(Problem, match=r"no column called 'number' or 'children': it has year, count"):
        listing.column("number", "children")


def test_a_row_cut_short_stops_and_empty_rows_do_not() -> None:
    listing = Listing(Sheet("a.csv", "", [["year", "count"], ["2024", "1"], ["", ""], [], ["2025"]]), 0)
    with pytest.raises(Problem, match=r"^a.csv, row 5 has 1 cells where the header has 2"):
        list(listing.rows())
