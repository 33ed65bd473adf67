"""The Department for Education's files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from analysis.ingest import dfe
from analysis.ingest.extract import Context, Extract
from analysis.ingest.sheet import Cell, OfficialFile, Sheet
from analysis.problem import Problem
from tests.analysis.ingest.small_country import LOOKED_AFTER_HEADER, Read, Rows, looked_after, place_cells


def extract(file: OfficialFile, country: Context) -> Extract:
    assert dfe.recognise(file)
    (found,) = dfe.extract(file, country)
    return found


def shown(found: Extract, measure: str, period: str) -> dict[str, str]:
    rows = found.rows[(found.rows["measure"] == measure) & (found.rows["period"] == period)]
    return dict(zip(rows["area_code"], rows["value"] + rows["marker"], strict=True))


def renamed(rows: Rows, **names: str) -> Rows:
    return [[names.get(title, title) for title in rows[0]], *rows[1:]]


def count_file(column: str, *, age: str = "Children aged 0 to 17 years", **changed: str) -> Rows:
    """A tidy file of one count in 2024."""
    counts = {"E92000001": "640", "E12000001": "320", "E12000008": "310"}
    counts |= {"E06000001": "111", "E06000063": "212", "E10000016": "312"} | changed
    header = [*LOOKED_AFTER_HEADER[:10], "age_group", column]
    return [header, *(["2024", "Reporting year", *place_cells(code), age, count] for code, count in counts.items())]


def test_counts_and_printed_rates_of_children_looked_after_come_with_their_markers(
    file_of: Read, country: Context
) -> None:
    found = extract(file_of(looked_after()), country)
    assert found.table == "looked_after"
    assert shown(found, "looked_after_children", "2023") == {
        "E92000001": "600",
        "E12000001": "300",
        "E12000008": "300",
        "E06000001": "102",
        "E10000006": "197",
        "E06000063": "z",
        "E10000016": "301",
    }
    assert shown(found, "looked_after_rate_per_10k_published", "2024")["E92000001"] == "64"
    refs = set(found.rows["source_ref"])
    assert "2024 / E92000001 / Children looked after on 31 March each year!children_count" in refs


def test_a_release_is_known_by_its_newest_year(file_of: Read, country: Context) -> None:
    source = extract(file_of(looked_after()), country).source
    assert (source.source_id, source.release, source.file) == ("dfe-cla-2024", "2024", "download.csv")
    assert len(source.sha256) == 64


def test_columns_may_have_the_names_of_earlier_releases(file_of: Read, country: Context) -> None:
    earlier = renamed(looked_after(), population_type="population_count", children_count="number")
    found = extract(file_of(earlier), country)
    assert shown(found, "looked_after_children", "2024")["E92000001"] == "640"


def test_starting_and_ceasing_are_measures_of_their_own(file_of: Read, country: Context) -> None:
    rows = looked_after() + looked_after(group="Children ceasing to be looked after each year")[1:]
    found = extract(file_of(rows), country)
    assert set(found.rows["measure"]) == {
        *("looked_after_children", "looked_after_rate_per_10k_published"),
        *("ceasing_children", "ceasing_rate_per_10k_published"),
    }


@pytest.mark.parametrize(
    ("column", "table", "measure"),
    [
        ("referral_count", "children_in_need", "referrals"),
        ("At31_episodes", "children_in_need", "children_in_need"),
        ("CPP_At31", "children_in_need", "child_protection_plans"),
    ],
)
def test_each_count_of_children_in_need_goes_to_its_measure(
    file_of: Read, country: Context, column: str, table: str, measure: str
) -> None:
    found = extract(file_of(count_file(column)), country)
    assert found.table == table
    assert shown(found, measure, "2024")["E10000016"] == "312"
    assert f"2024 / E10000016!{column}" in set(found.rows["source_ref"])


def test_populations_belong_to_the_middle_of_their_year(file_of: Read, country: Context) -> None:
    rows = count_file("population_estimate", E92000001="635", E12000001="323", E12000008="312")
    found = extract(file_of(rows), country)
    assert found.table == "population"
    assert found.source.source_id == "dfe-cin-population-2025"
    assert set(found.rows["period"]) == {"2024"}


def test_a_population_of_other_ages_stops(file_of: Read, country: Context) -> None:
    with pytest.raises(Problem, match="row 2 is of 'Aged 0 to 15', where children aged 0 to 17 were expected"):
        dfe.extract(file_of(count_file("population_estimate", age="Aged 0 to 15")), country)


def test_an_old_code_goes_to_the_place_of_today_and_the_idle_row_beside_it_goes(
    file_of: Read, country: Context
) -> None:
    codes = dict(country.areas.codes) | {"E10000099": "E06000063"}
    recoded = Context(type(country.areas)(country.areas.places, codes), country.corrections)
    idle = ["2024", "Reporting year", *place_cells("E06000063")[:-1], "E10000099", *looked_after()[1][10:11]]
    rows = [*looked_after(), [*idle, "100000", "z", "z"]]
    found = extract(file_of(rows), recoded)
    assert shown(found, "looked_after_children", "2024")["E06000063"] == "212"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: [row[:12] + row[13:] for row in rows], "no column called 'children_count' or 'number'"),
        (lambda rows: [row[:10] + row[11:] for row in rows], "has no column that says which rows count"),
        (lambda rows: [row[:13] for row in rows], "no column called 'rate_per_10000'"),
        (lambda rows: [row[1:] for row in rows], "no column called 'time_period'"),
        (lambda rows: [[*row, row[12]] for row in rows], "two columns called 'children_count'"),
        (lambda rows: [*rows[:5], rows[5][:6]], "row 6 has 6 cells where the header has 14"),
        (lambda rows: rows[:-1], "has no row for Southshire in 2024"),
        (lambda rows: [*rows, rows[3]], "has two rows for 2023 / E12000008 / Children looked after"),
        (lambda rows: rows[:1], "has a header and no rows|no column that says"),
    ],
)
def test_a_file_that_is_not_whole_stops(
    file_of: Read, country: Context, change: Callable[[Rows], Rows], sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence):
        dfe.extract(file_of(change(looked_after())), country)


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        (0, "202324", "row 2 has the time_period '202324'"),
        (0, "²⁰²⁴", "row 2 has the time_period '²⁰²⁴'"),
        (0, "0000", "row 2 has the time_period '0000'"),
        (12, "-600", "row 2, column children_count holds '-600', where a count of children was expected"),
        (12, "600.5", "row 2, column children_count holds '600.5', where a count of children was expected"),
        (2, "Ward", "row 2 has the geographic_level 'Ward'"),
        (3, "E99999999", "row 2 has the code 'E99999999', which no place has"),
        (10, "Children adopted", "row 2 counts 'Children adopted'"),
        (12, "n.k.", "row 2, column children_count holds 'n.k.'"),
        (12, "", "row 2, column children_count is empty"),
        (
            12,
            "650",
            "row 2, column children_count: children looked after of England in 2023 is 650|row 2 prints a rate of 60",
        ),
        (13, "62", "row 2 prints a rate of 62 per 10,000, but 600 of 100000 children are 60.0"),
    ],
)
def test_a_cell_that_cannot_be_stops_with_its_row(
    file_of: Read, country: Context, column: int, text: str, sentence: str
) -> None:
    rows = looked_after()
    rows[1][column] = text
    with pytest.raises(Problem, match=sentence):
        dfe.extract(file_of(rows), country)


def test_two_sheets_of_tidy_columns_stop(country: Context) -> None:
    sheets = [Sheet("cla.xlsx", name, looked_after()) for name in ("Data", "Data (2)")]
    with pytest.raises(Problem, match=r"cla.xlsx has 2 sheets with the columns of a tidy file \(Data, Data \(2\)\)"):
        dfe.extract(OfficialFile("cla.xlsx", "0" * 64, tuple(sheets)), country)


def test_two_codes_of_one_row_that_lead_to_two_councils_stop(file_of: Read, country: Context) -> None:
    rows = looked_after()
    rows[4][7] = "886"
    with pytest.raises(Problem, match="row 5 has the codes E06000001 and 886, which lead to different councils"):
        dfe.extract(file_of(rows), country)


def test_a_tidy_file_of_something_else_is_not_one_of_those_that_are_read(file_of: Read) -> None:
    assert not dfe.recognise(file_of(count_file("pupil_absence")))


def as_saved_by_a_spreadsheet(rows: Rows) -> list[list[Cell]]:
    """Rows with a number for each text that a spreadsheet program takes for one."""
    return [[float(cell) if cell.isdigit() else cell for cell in row] for row in rows]


def test_a_tidy_file_saved_as_a_workbook_gives_the_same_figures(file_of: Read, country: Context) -> None:
    sheet = Sheet("cla.xlsx", "Sheet1", as_saved_by_a_spreadsheet(looked_after()))
    found = extract(OfficialFile("cla.xlsx", "1" * 64, (sheet,)), country)
    expected = extract(file_of(looked_after()), country)
    assert found.rows.drop(columns="source_ref").equals(expected.rows.drop(columns="source_ref"))
    assert found.rows["source_ref"].iloc[0] == "Sheet1!M2"


def test_a_hidden_sheet_of_tidy_columns_does_not_matter(country: Context) -> None:
    sheets = (Sheet("cla.xlsx", "Old", looked_after(), hidden=True), Sheet("cla.xlsx", "Data", looked_after()))
    assert extract(OfficialFile("cla.xlsx", "0" * 64, sheets), country).rows["source_ref"].iloc[0].startswith("Data!")


def test_years_and_codes_with_a_decimal_are_those_without(file_of: Read, country: Context) -> None:
    rows = [[f"{cell}.0" if cell.isdigit() else cell for cell in row] for row in looked_after()]
    assert extract(file_of(rows), country).rows.equals(extract(file_of(looked_after()), country).rows)


def council(code: float, name: str, *, near: Cell = "-", closeness: str = "-") -> list[Cell]:
    """A row of the sheet of neighbours: a council with the same neighbour ten times."""
    cells: list[Cell] = [code, name, code, 3.0, "North"]
    return cells + [near, closeness] * 10


def neighbours(*rows: list[Cell], model_of_2025: bool = True) -> OfficialFile:
    header: list[Cell] = ["LA num", "LA Name", "LA number", "GOInd", "GOReg"]
    for rank in range(1, 11):
        header += [f"SN{rank}", "SNP"]
    newshire = (
        council(942.0, "Newshire", near=805.0, closeness="Close") if model_of_2025 else council(942.0, "Newshire")
    )
    grid: list[list[Cell]] = [["A"] * 25, [1.0] * 25, header]
    grid += [council(805.0, "Northport", near=886.0, closeness="Very Close"), newshire, council(886.0, "Southshire")]
    grid += [[""] * 25, ["", "Old SNs:", *[""] * 23], *rows]
    return OfficialFile("sn.xlsx", "0" * 64, (Sheet("sn.xlsx", "LA SN Groups", grid),))


def test_neighbours_are_ranked_with_the_word_for_how_close_they_are(country: Context) -> None:
    found = extract(neighbours(), country)
    assert found.table == "statistical_neighbours"
    assert found.rows.iloc[1].to_dict() == {
        "area_code": "E06000001",
        "model": "2025",
        "rank": "2",
        "neighbour_code": "E10000016",
        "closeness": "Very close",
        "source_id": "dfe-statistical-neighbours-2025",
        "source_ref": "LA SN Groups!H4",
    }


def with_rows(file: OfficialFile, rows: Sequence[Sequence[Cell]]) -> OfficialFile:
    """A file of one sheet with other rows."""
    return replace(file, sheets=(replace(file.sheets[0], rows=rows),))


NORTHSHIRE = council(909.0, "Northshire", near=805.0, closeness="Close")


def test_the_model_of_2021_has_no_neighbours_for_councils_of_2023(country: Context) -> None:
    found = extract(neighbours(NORTHSHIRE, model_of_2025=False), country)
    assert set(found.rows["model"]) == {"2021"}
    assert set(found.rows["area_code"]) == {"E06000001", "E10000006"}


def test_an_abolished_council_whose_neighbours_are_held_may_not_be_cut_off(country: Context) -> None:
    rows = extract(neighbours(NORTHSHIRE), country).rows
    held = [dict(zip(rows.columns, row, strict=True)) for row in rows.to_numpy().tolist()]
    with pytest.raises(Problem, match="no neighbours of Northshire, which are held of the model of 2025: it is cut"):
        dfe.extract(neighbours(), replace(country, held={"statistical_neighbours": held}))


def test_the_model_of_2021_is_complete_without_rows_of_the_councils_of_2023(country: Context) -> None:
    later = neighbours(NORTHSHIRE, model_of_2025=False)
    rows = later.sheets[0].rows
    found = extract(with_rows(later, [row for row in rows if row[1] != "Newshire"]), country)
    assert len(found.rows) == len(extract(later, country).rows)
    with pytest.raises(Problem, match="has no row for Northshire in 2021"):
        dfe.extract(with_rows(later, [row for row in rows if row[1] != "Northshire"]), country)


@pytest.mark.parametrize("rows_left", [3, 4, 5])
def test_neighbours_cut_off_are_refused_wherever_they_are_cut(country: Context, rows_left: int) -> None:
    file = neighbours()
    with pytest.raises(Problem, match=r"no neighbours under it|has no row for"):
        dfe.extract(with_rows(file, file.sheets[0].rows[:rows_left]), country)


def test_an_unknown_neighbour_and_a_doubled_council_stop(country: Context) -> None:
    with pytest.raises(Problem, match="has two rows for Northport"):
        dfe.extract(neighbours(council(805.0, "Northport", near=886.0, closeness="Close")), country)
    with pytest.raises(Problem, match=r"row 9 has '111.0', where the three-digit code"):
        dfe.extract(neighbours(council(886.0, "Southshire", near=111.0, closeness="Close")), country)
    with pytest.raises(Problem, match="row 9 says 'Hardly' of how close neighbour 1 is"):
        dfe.extract(neighbours(council(886.0, "Southshire", near=805.0, closeness="hardly")), country)


def test_a_council_left_out_or_without_some_of_its_neighbours_stops(country: Context) -> None:
    file = neighbours()
    rows = [list(row) for row in file.sheets[0].rows]
    with pytest.raises(Problem, match="has no row for Southshire in 2025"):
        dfe.extract(with_rows(file, rows[:-3]), country)
    rows[3][9] = ""
    with pytest.raises(Problem, match="row 4 has 9 neighbours of Northport, where 10 or none were expected"):
        dfe.extract(with_rows(file, rows), country)
