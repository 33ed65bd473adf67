"""Section 251 outturn by council and line: files made by hand, the files as published, and the table that is held."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.ingest import section_251
from analysis.ingest.catalogue import importer_of, importers
from analysis.ingest.extract import Context, Extract
from analysis.ingest.importing import import_files
from analysis.ingest.sheet import OfficialFile, read_official_file
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND
from analysis.tables.corrections import Absence, Corrections
from analysis.tables.loading import Tables
from tests.analysis.ingest.small_country import AREA_CODES, Rows, places, written
from tests.conftest import OfficialFiles

HEADER = [
    *("LA", "LA Name", "ReturnStatus", "Line", "S52 Line Reference", "Own Provision (y)", "Private (z(i))"),
    *("Other Public (z(ii))", "Voluntary (z(iii))", "Total Expenditure (k)", "Income (l)"),
]
COUNCILS = {"301": "E06000001", "302": "E10000006", "303": "E10000016"}
MILLION = 1_000_000
LINES: Mapping[str, Sequence[int] | int] = {
    # Millions by sector (own, private, other public, voluntary); a number is a total whose sectors are not printed.
    "Youth Justice": (100, 0, 0, 0),
    "Residential care": (200, 300, 0, 50),
    "Fostering services": (250, 150, 10, 0),
    "Total Children Looked After": (450, 450, 10, 50),
    "Direct payments": (40, 0, 0, 0),
    "Total Family Support Services": (40, 0, 0, 0),
    "Adoption services": (30, 10, 0, 0),
    "Total Other Children's and Families Services": (30, 10, 0, 0),
    "Capital Expenditure from Revenue (CERA) (Children's and young people's services)": 5,
    "CHILDREN AND YOUNG PEOPLE'S SERVICES BUDGET (Including CERA)": 1145,
    "CHILDREN AND YOUNG PEOPLE'S SERVICES BUDGET (excluding CERA)": 1140,
    "Youth work - (memorandum expenditure included in line 1 above)": 7,
}


def outturn(lines: Mapping[str, Sequence[int] | int] = LINES, councils: Sequence[str] = tuple(COUNCILS)) -> Rows:
    """A file in the layout of 2010-11: every council spends the same."""
    rows = [list(HEADER)]
    for council in councils:
        for number, (line, amounts) in enumerate(lines.items(), start=1):
            by_sector = [] if isinstance(amounts, int) else list(amounts)
            whole = amounts if isinstance(amounts, int) else sum(amounts)
            cells = [str(amount * MILLION) for amount in by_sector] or ["", "NULL", "", ""]
            rows.append(
                [council, f"Council {council}  ", "Submitted", str(number), line, *cells, str(whole * MILLION), "0"]
            )
    return rows


def context(held: Sequence[Mapping[str, str]] = (), corrections: Corrections | None = None) -> Context:
    codes = AREA_CODES + "".join(f"{code},dfe,{place},,\n" for code, place in COUNCILS.items())
    return Context(places(codes=codes), corrections or Corrections(), {"section_251": held})


@pytest.fixture
def read(file_of: Callable[..., OfficialFile]) -> Callable[..., Extract]:
    def read(rows: Rows, name: str = "outturn_2010-11.csv", known: Context | None = None) -> Extract:
        file = file_of(rows, name)
        assert section_251.recognise(file)
        (extract,) = section_251.extract(file, known or context())
        return extract

    return read


Read = Callable[..., Extract]


def figures(extract: Extract, area_code: str = "E06000001") -> dict[str, str]:
    rows = extract.rows[extract.rows["area_code"] == area_code]
    return dict(zip(rows["breakdown"], rows["value"] + rows["marker"], strict=True))


def test_looked_after_children_are_held_by_line_and_sector_and_other_categories_in_total(read: Read) -> None:
    extract = read(outturn())
    found = figures(extract)
    assert found == {
        **{f"children_looked_after/residential/{sector}": f"{pounds}000000" for sector, pounds in SECTORS.items()},
        "children_looked_after/residential/other_public": "0",
        "children_looked_after/fostering/own": "250000000",
        "children_looked_after/fostering/private": "150000000",
        "children_looked_after/fostering/other_public": "10000000",
        "children_looked_after/fostering/voluntary": "0",
        "children_looked_after/fostering/total": "410000000",
        "children_looked_after/total/own": "450000000",
        "children_looked_after/total/private": "450000000",
        "children_looked_after/total/other_public": "10000000",
        "children_looked_after/total/voluntary": "50000000",
        "children_looked_after/total/total": "960000000",
        "other_children_and_families/adoption/total": "40000000",
        "other_children_and_families/total/total": "40000000",
        "family_support/total/total": "40000000",
        "youth_justice/total/total": "100000000",
        "total/total/total": "1140000000",
        "total_including_cera/total/total": "1145000000",
    }
    assert set(extract.rows["area_code"]) == set(COUNCILS.values())
    assert set(extract.rows["period"]) == set(extract.rows["release"]) == {"2010-11"}
    assert "301 / Residential care!Private (z(i))" in set(extract.rows["source_ref"])


SECTORS = {"own": 200, "private": 300, "voluntary": 50, "total": 550}


def test_which_category_a_line_is_in_follows_from_the_totals(read: Read) -> None:
    moved = {"Residential care": LINES["Residential care"], "Adoption services": LINES["Adoption services"]}
    rest = {line: amounts for line, amounts in LINES.items() if line not in moved and "Total Other" not in line}
    names = list(rest)
    lines = {"Youth Justice": rest["Youth Justice"], **moved, **{name: rest[name] for name in names[1:]}}
    lines["Total Children Looked After"] = (480, 460, 10, 50)
    found = figures(read(outturn(lines)))
    assert found["children_looked_after/adoption/total"] == "40000000"
    assert not any(breakdown.startswith("other_children_and_families") for breakdown in found)


def test_totals_may_be_printed_above_what_they_include(read: Read) -> None:
    names = list(LINES)
    order = [*names[:8], names[10], names[8], names[9], names[11]]
    assert figures(read(outturn({name: LINES[name] for name in order}))) == figures(read(outturn()))


def test_a_line_that_is_not_known_is_held_under_its_own_words_and_told(read: Read) -> None:
    lines = {("Staying put" if line == "Fostering services" else line): amounts for line, amounts in LINES.items()}
    extract = read(outturn(lines))
    assert figures(extract)["children_looked_after/staying_put/total"] == "410000000"
    assert extract.notes == ("Held under their own words: staying put.",)


def with_titles(**changed: str) -> Rows:
    rows = outturn()
    return [[changed.get(title.partition(" ")[0], title) for title in rows[0]], *rows[1:]]


def by_line(rows: Rows) -> Rows:
    return [rows[0], *sorted(rows[1:], key=lambda row: row[4])]


def numbered_names(rows: Rows) -> Rows:
    """The layout of 2008-09 and 2012-13, where the number of a line is in its name."""
    return [[*row[:3], f"{row[3]}{row[4]}" if at else row[4], *row[5:]] for at, row in enumerate(rows)]


LAYOUTS: dict[str, Rows] = {
    "titles of 2011-12": with_titles(
        S52="CYPServiceDescription",
        Own="OwnProvision",
        Private="PrivateProvision",
        Other="OtherPublic",
        Voluntary="Voluntary",
        Total="TotalExpenditure",
        Line="LineNumber",
    ),
    "titles in capitals": [[title.upper() for title in HEADER], *outturn()[1:]],
    "rows by the names of lines": by_line(outturn()),
    "numbers inside the names": numbered_names(outturn()),
    "columns in another order": [[row[place] for place in (4, 9, 8, 7, 6, 5, 3, 1, 0)] for row in outturn()],
    "notes above the header": [["Section 251 outturn"], [], *outturn()],
    "saved as a workbook": [[f"{cell}.0" if cell.isdecimal() else cell for cell in row] for row in outturn()],
    "empty rows": [*outturn()[:1], [""] * len(HEADER), *outturn()[1:], [""] * len(HEADER)],
}


@pytest.mark.parametrize("rows", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts_that_change_from_year_to_year_give_the_same_figures(read: Read, rows: Rows) -> None:
    assert figures(read(rows)) == figures(read(outturn()))


def early() -> Rows:
    """The layout and the councils of 2008-09, where a council's own provision is within the public sector's."""
    header = [
        *("LEA Number:", "LA Name:", "S52 Line Reference:", "PRIVATE (x)", "VOLUNTARY (y)", "PUBLIC (z)"),
        *("TOTAL EXPENDITURE (k)", "INCOME (l)"),
    ]
    rows = [header]
    for row in outturn(councils=(*COUNCILS, "820", "875"))[1:]:
        public = str(int(row[5]) + int(row[7])) if row[5] else ""
        rows.append([row[0], row[1], f"{row[3]} {row[4]}", row[6], row[8], public, *row[9:]])
    return rows


def test_in_2008_09_own_provision_is_within_the_public_sector_and_two_councils_are_not_held(read: Read) -> None:
    extract = read(early(), "outturn_2008-09.csv")
    found = figures(extract)
    assert found["children_looked_after/fostering/public"] == "260000000"
    assert "children_looked_after/fostering/own" not in found
    assert set(extract.rows["area_code"]) == set(COUNCILS.values())
    assert extract.notes == ("Bedfordshire and Cheshire, abolished in April 2009, are in the sums and not held.",)


def test_a_cell_without_a_figure_is_never_zero(read: Read) -> None:
    rows = outturn()
    rows[2][6] = "NULL"  # private residential care of the first council
    rows[3][9] = ""  # fostering in all
    found = figures(read(rows))
    assert found["children_looked_after/fostering/total"] == "x"
    assert found["children_looked_after/residential/private"] == "x"


def with_cell(row: int, column: int, text: str) -> Rows:
    rows = outturn()
    rows[row][column] = text
    return rows


WRONG: list[tuple[str, Rows, str, str]] = [
    ("no year in the name", outturn(), "download.csv", "does not state its year: put the financial year into the name"),
    ("two years in the name", outturn(), "2010-11_2011-12.csv", "does not state its year"),
    ("a sector changed", with_cell(3, 6, "1"), "", "row 4, 'Fostering services' of 301: its sectors make £260,000,001"),
    (
        "a line changed with its sectors",
        [
            [*row[:5], "1", "0", "0", "0", "1", "0"] if (row[0], row[4]) == ("302", "Fostering services") else row
            for row in outturn()
        ],
        "",
        "'Total Children Looked After' of 302 differs by £409,999,999 from the sum of its lines",
    ),
    ("a row missing", outturn()[:-1], "", "has no row 'Youth work .*' of 303, which other councils have: it is cut"),
    ("a council missing", outturn(councils=("301", "302")), "", "has no rows of Southshire in 2010-11"),
    ("a council that is not known", outturn(councils=(*COUNCILS, "999")), "", "has the code 999, which is that of no"),
    ("a row doubled", [*outturn(), outturn()[-1]], "", "row 38 repeats 'Youth work .*' of 303"),
    ("a code that is none", with_cell(13, 0, "E06000002"), "", "has the code 'E06000002', where the three digits"),
    ("a line without a name", with_cell(1, 4, " "), "", "row 2 has no line of spending"),
    ("a text for a figure", with_cell(1, 5, "n.k."), "", r"row 2, column Own Provision \(y\) holds 'n.k.'"),
    (
        "in thousands",
        [HEADER, *([*row[:5], *(cell.removesuffix("000") for cell in row[5:])] for row in outturn()[1:])],
        "",
        "it is not in pounds, or not whole",
    ),
    ("councils of a later year", early(), "outturn_2009-10.csv", "does not have the councils of 2009-10"),
    ("councils of an earlier year", outturn(), "outturn_2008-09.csv", "does not have the councils of 2008-09"),
    ("no total", outturn({k: v for k, v in LINES.items() if "excluding" not in k}), "", "lacks the total of children"),
    (
        "two columns of one sector",
        [[*row, "Private sector" if at == 0 else "0"] for at, row in enumerate(outturn())],
        "",
        r"has 2 columns of private \('Private \(z\(i\)\)' and 'Private sector'\)",
    ),
    (
        "sectors of two kinds",
        [[*row, "Public" if at == 0 else "0"] for at, row in enumerate(outturn())],
        "",
        "has the sectors other_public, own, private, public, voluntary, and private, voluntary and public",
    ),
]


@pytest.mark.parametrize(("what", "rows", "name", "sentence"), WRONG, ids=[what for what, *_ in WRONG])
def test_what_would_give_a_wrong_figure_is_refused(read: Read, what: str, rows: Rows, name: str, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence) as problem:
        read(rows, name or "outturn_2010-11.csv")
    assert "\n" not in str(problem.value), what


def england(pounds: int, period: str = "2010-11") -> dict[str, str]:
    key = {"area_code": ENGLAND, "period": period, "measure": "gross_expenditure_gbp"}
    return {**key, "breakdown": "children_looked_after", "value": str(pounds)}


def test_a_year_that_the_sheet_of_england_contradicts_is_refused(read: Read) -> None:
    read(outturn(), known=context([england(2_880_000_000), england(1, "2011-12")]))
    with pytest.raises(Problem, match=r"has £2,880,000,000 of children looked after for England in 2011-12, and .*£1:"):
        read(outturn(), "outturn_2011-12.csv", context([england(1, "2011-12")]))


def test_a_council_that_is_declared_absent_may_be_missing(read: Read) -> None:
    absent = Absence("withheld", "", "", ("section_251_lines",), "2010-11", ("E10000016",), ())
    lines = {line: 2 * v if isinstance(v, int) else tuple(2 * amount for amount in v) for line, v in LINES.items()}
    extract = read(outturn(lines, ("301", "302")), known=context(corrections=Corrections(absences=(absent,))))
    assert set(extract.rows["area_code"]) == {"E06000001", "E10000006"}


def test_a_file_without_sectors_is_another_one(file_of: Callable[..., OfficialFile]) -> None:
    rows = [[*row[:6], *row[9:]] for row in outturn()]
    assert not section_251.recognise(file_of(rows))


def test_the_files_as_published_are_recognised_by_no_other_importer(official: OfficialFiles) -> None:
    for path in official.of("dfe-section-251"):
        assert importer_of(read_official_file(path), importers()) is section_251, path.name


def test_a_file_under_the_name_of_another_year_is_refused(official: OfficialFiles, data: Path, real: Context) -> None:
    with (data / "section_251.csv").open(encoding="utf-8", newline="") as held:
        known = replace(real, held={"section_251": list(csv.DictReader(held))})
    path = official["dfe-section-251-2012-13"]
    file = read_official_file(path)
    for year in ("2008-09", "2010-11", "2011-12", "2013-14"):
        with pytest.raises(Problem, match=r"(C|c)heck the year in"):
            section_251.extract(replace(file, name=f"outturn_{year}.csv"), known)


@pytest.fixture(scope="module")
def lines(tables: Tables) -> pd.DataFrame:
    """What is held, a column each for category, line and sector."""
    held = tables.current("section_251_lines").astype({"breakdown": str})
    parts = held["breakdown"].str.split("/", expand=True)
    return held.assign(category=parts[0], line=parts[1], sector=parts[2])


def test_councils_add_up_to_the_department_s_sheet_of_england_to_the_pound(lines: pd.DataFrame, tables: Tables) -> None:
    whole = lines[(lines["line"] == "total") & (lines["sector"] == "total")]
    added = whole.groupby(["period", "category"], observed=True)["value"].sum().to_dict()
    printed = tables.current("section_251")
    printed = printed[(printed["measure"] == "gross_expenditure_gbp") & (printed["area_code"] == ENGLAND)]
    keys = zip(printed["period"], printed["breakdown"], strict=True)
    pairs = {key: (added[key], value) for key, value in zip(keys, printed["value"], strict=True) if key in added}
    assert [key for key, (ours, theirs) in pairs.items() if abs(ours - theirs) > 0.51] == []
    assert len(pairs) == 37
    councils = lines.groupby("period", observed=True)["area_code"].nunique()
    assert dict(councils) == {"2008-09": 148} | dict.fromkeys(("2010-11", "2011-12", "2012-13", "2013-14"), 152)


def test_lines_and_sectors_add_up_to_what_was_spent_on_looked_after_children(lines: pd.DataFrame) -> None:
    spent = lines[lines["category"] == "children_looked_after"]
    assert spent["marker"].eq("").all()
    in_total, by_sector = spent[spent["sector"] == "total"], spent[spent["line"].isin(section_251.BY_SECTOR)]
    for one, keys, held in (
        ("line", ["area_code", "period", "sector"], in_total),
        ("sector", ["area_code", "period", "line"], by_sector),
    ):
        is_total = held[one] == "total"
        parts = held[~is_total].groupby(keys, observed=True)["value"].sum()
        totals = held[is_total].set_index(keys)["value"]
        assert (parts - totals).abs().max() <= 1
        assert len(parts) == len(totals)


def test_categories_add_up_to_the_total(lines: pd.DataFrame) -> None:
    whole = lines[(lines["line"] == "total") & (lines["sector"] == "total")]
    whole = whole[whole["category"] != "total_including_cera"]
    is_total = whole["category"] == "total"
    keys = ["area_code", "period"]
    parts = whole[~is_total].groupby(keys, observed=True)["value"].sum()
    assert (parts - whole[is_total].set_index(keys)["value"]).abs().max() <= 1


def test_a_file_at_hand_is_imported_by_its_year(folder: Path, tmp_path: Path) -> None:
    codes = folder / "area_codes.csv"
    codes.write_text(
        codes.read_text(encoding="utf-8") + "".join(f"{code},dfe,{place},,\n" for code, place in COUNCILS.items()),
        encoding="utf-8",
    )
    report = import_files([written(tmp_path / "outturn_2010-11.csv", outturn())], folder)
    assert "section_251_lines: 63 rows added." in list(report)
