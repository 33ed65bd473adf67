"""Sheets compiled from earlier releases, made by hand and as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.ingest import compiled as sheets
from analysis.ingest.extract import Context, Extract
from analysis.ingest.sheet import OfficialFile, read_official_file
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND
from tests.analysis.ingest.releases import stated
from tests.analysis.ingest.small_country import Read, Rows

LOOKED_AFTER_HEADER = [
    *("area_code", "area_name", "year", "looked_after", "marker"),
    *("child_population_as_published", "published_in"),
]
COUNTS = {"E06000001": "110", "E10000006": "200", "E10000016": "300"}
COUNTS |= {"E12000001": "310", "E12000008": "300", "E92000001": "610"}
EXPENDITURE = {"E06000001": 10, "E10000006": 20, "E10000016": 30, "E12000001": 30, "E12000008": 30, "E92000001": 60}


def looked_after(release: str = "DfE SFR27/2010", **counts: str) -> Rows:
    rows = [[code, code, "2010", count, "", "", release] for code, count in (COUNTS | counts).items()]
    rows[-1][5] = "9000"
    return [LOOKED_AFTER_HEADER, *rows]


def section_251(**changed: int) -> Rows:
    header = ["area_code", "area_name", "financial_year", "category", "gross_expenditure_pounds"]
    rows = [header]
    for code, pounds in (EXPENDITURE | changed).items():
        rows += [[code, code, "2016-17", part, str(pounds)] for part in sheets.SECTION_251_PARTS]
        rows.append([code, code, "2016-17", "total_excluding_cera", str(7 * pounds)])
    return rows


def placements(*titles: str, release: str = "") -> Rows:
    header = ["area_code", "area_name", "year", "placement", "percent_of_looked_after", *titles]
    return [header, ["E92000001", "England", "2020", "foster_care", "70", *([release] if titles else [])]]


def deflators(base: str = "2025_26") -> Rows:
    years = [("2024-25", "97.5", "outturn"), ("2025-26", "100", "outturn"), ("2026-27", "102.5", "forecast")]
    return [["financial_year", f"index_{base}_100", "status"], *map(list, years)]


def extract(file: OfficialFile, country: Context, release: str = "2025-12") -> list[Extract]:
    assert sheets.recognise(file)
    return sheets.extract(replace(file, published=release), country)


def test_each_row_names_the_release_that_it_was_taken_from(file_of: Read, country: Context) -> None:
    (found,) = extract(file_of(looked_after()), country)
    assert (found.source.kind, found.source.source_id, found.source.sha256) == ("compiled", "dfe-sfr27-2010", "")
    assert set(found.rows["measure"]) == {"looked_after_children", "child_population_as_published"}
    assert "E92000001 / 2010!looked_after" in set(found.rows["source_ref"])


def test_the_total_excluding_cera_is_the_total(file_of: Read, country: Context) -> None:
    (found,) = extract(file_of(section_251()), country)
    rows = found.rows.set_index(["area_code", "breakdown"])["value"]
    assert rows["E92000001", "total"] == "420"
    assert rows["E06000001", "children_looked_after"] == "10"


def test_the_release_is_the_one_that_whoever_imports_the_sheet_states(file_of: Read, country: Context) -> None:
    for release, held in (("2025-12", "2025-12"), ("2026-12-03", "2026-12")):
        (found,) = extract(file_of(section_251()), country, release)
        assert found.source.source_id == f"dfe-lait-section-251-{held}"
        assert (found.source.release, found.source.published) == (held, held)
        assert set(found.rows["release"]) == {held}


def test_the_release_is_the_one_that_the_sheet_states_in_a_column(file_of: Read, country: Context) -> None:
    (found,) = extract(file_of(placements("release", release="2026-11")), country, release="")
    assert (found.source.source_id, found.source.release) == ("dfe-lait-cla-2026-11", "2026-11")


def test_a_row_of_looked_after_children_names_the_month_of_the_tool_it_was_taken_from(
    file_of: Read, country: Context
) -> None:
    tool = "DfE Local Authority Interactive Tool, CLA topic (November 2026)"
    (found,) = extract(file_of(looked_after(release=tool)), country, release="")
    assert found.source.source_id == "dfe-lait-cla-2026-11"


def test_deflators_name_their_release_and_the_year_that_is_100(file_of: Read, country: Context) -> None:
    (found,) = extract(file_of(deflators()), country, "2026-06")
    assert found.source.title == "GDP deflators at market prices and money GDP, June 2026 (2025-26 = 100)"
    assert "2024-25!index_2025_26_100" in set(found.rows["source_ref"])
    with pytest.raises(Problem, match="no index of 100 for its base year 2024-25"):
        extract(file_of(deflators("2024_25")), country, "2026-06")


@pytest.mark.parametrize(
    ("rows", "release", "sentence"),
    [
        (section_251(), "", r"does not state the release that its figures come from: .* or import it with --release"),
        (section_251(), "2016-12", "has figures of 2016-17, and the release 2016-12 came out before that year had"),
        (placements("release", release="2026-11"), "2025-11", r"'2025-11' \(the command\) and '2026-11' \(download"),
        (placements("release"), "", "does not state the release"),
        (placements(), "December", "and not 'December'"),
        (deflators(), "", "does not state the release"),
    ],
)
def test_a_sheet_without_its_true_release_is_refused(
    file_of: Read, country: Context, rows: Rows, release: str, sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence):
        extract(file_of(rows), country, release)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (looked_after(release="somewhere"), "row 2 was published in 'somewhere'"),
        (looked_after(E92000001="670"), "children looked after of England in 2010 is 670"),
        (looked_after()[:-1], "no figure of children looked after for England in 2010"),
        ([*looked_after(), looked_after()[1]], "row 8 repeats E06000001 / 2010"),
        ([[*row[:2], "2010-11" if row[2] == "2010" else row[2], *row[3:]] for row in looked_after()], "has the year"),
        ([[*row[:4], "q" if row[4] == "" else row[4], *row[5:]] for row in looked_after()], "has the marker 'q'"),
        (
            [[*row[:2], row[2].replace("2016-17", "2016-18"), *row[3:]] for row in section_251()],
            "has the financial_year",
        ),
        (looked_after(E06000001="-110"), "row 2, column looked_after holds '-110', and a multiple of 1 from 0"),
        (looked_after(E06000001="0.11"), "row 2, column looked_after holds '0.11', and a multiple of 1 from 0"),
        (section_251(E92000001=90), "of England in 2016-17 is 90, but its authorities add up to 60"),
        (section_251()[:-1], "no figure of section 251 gross expenditure for England in 2016-17"),
        ([row for row in section_251() if row[0] != "E06000001"], "no figure of section 251 .* for Northport"),
        ([*section_251()[:8], [*section_251()[8][:4], "77"], *section_251()[9:]], "categories add up to 70"),
        ([[*row[:3], row[3].replace("safeguarding", "safety"), row[4]] for row in section_251()], "category 'safety'"),
        (
            [["area_code", "area_name"], ["E10000016", "Southshire"]],
            "disagree on the county group, about E06000063: mend",
        ),
    ],
)
def test_a_sheet_that_is_not_as_it_should_be_stops(file_of: Read, country: Context, rows: Rows, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        extract(file_of(rows), country)


def test_shares_beyond_the_whole_stop(file_of: Read, country: Context) -> None:
    header = ["area_code", "area_name", "year", "placement", "percent_of_looked_after"]
    with pytest.raises(Problem, match=r"row 2, .* holds '101', and a multiple of 1 from 0 to 100 was expected"):
        extract(file_of([header, ["E92000001", "England", "2020", "foster_care", "101"]]), country)


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["area_code", "area_name", "year", "placement", "percent_of_looked_after"],
            ["E06000001", "Northport", "2020", "foster_care", "70"],
        ],
        [
            ["area_code", "area_name", "financial_year", "service", "pounds_per_child_per_week"],
            ["E06000001", "Northport", "2020-21", "fostering", "500"],
        ],
    ],
)
def test_without_england_at_its_end_a_sheet_is_cut_short(file_of: Read, country: Context, rows: Rows) -> None:
    with pytest.raises(Problem, match=r"has no row for England .* which row 2 has: it is cut short"):
        extract(file_of(rows), country)


def test_claims_and_the_list_of_members_are_known_and_give_no_figures(file_of: Read, country: Context) -> None:
    members = [["area_code", "area_name"], ["E10000016", "Southshire"], ["E06000063", "Newshire"]]
    assert extract(file_of(members), country) == []
    assert extract(file_of([["claim_id", "document", "figure"], ["a", "b", "1"]]), country) == []


def test_every_compiled_sheet_is_read_on_the_real_places(compiled: Path, real: Context) -> None:
    found = [
        extract
        for path in sorted(compiled.glob("*.csv"))
        for extract in sheets.extract(stated(read_official_file(path)), real)
    ]
    assert {extract.source.kind for extract in found} == {"compiled"}
    assert {extract.table for extract in found} == {
        *("looked_after", "children_in_need", "section_251", "unit_costs", "placements", "deflators"),
    }


def test_lines_of_2011_12_and_after_make_england_s_total(compiled: Path, real: Context) -> None:
    file = read_official_file(compiled / "section_251_england_2010_11_to_2013_14.csv")
    (found,) = sheets.extract(file, real)
    rows = found.rows[found.rows["measure"] == "gross_expenditure_gbp"]
    spent = {
        (period, breakdown): int(value) for period, breakdown, value in rows[["period", "breakdown", "value"]].values
    }
    for period in ("2011-12", "2012-13", "2013-14"):
        parts = [*sheets.SECTION_251_PARTS, *(["childrens_services_strategy"] if period == "2011-12" else [])]
        assert abs(sum(spent[period, part] for part in parts) - spent[period, "total"]) <= 4
    assert set(rows["area_code"]) == {ENGLAND}
