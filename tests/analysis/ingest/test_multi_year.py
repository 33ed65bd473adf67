"""The multi-year outturn file, in the columns that it is known to have: every year as its returns would give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.ingest import mhclg
from analysis.ingest.extract import Extract
from analysis.ingest.originals import Originals
from analysis.ingest.sheet import OfficialFile, read_official_file
from analysis.problem import Problem
from analysis.tables.corrections import CodeCorrection, Corrections
from tests.analysis.ingest.small_country import written
from tests.analysis.ingest.test_mhclg import ASSETS, AUTHORITIES, CLASSES, context, figures

Rows = list[list[str]]
YEARS = {"202003": 1.0, "202103": 1.05, "202203": 1.1}
HEADER = [
    *("year_ending", "ONS_code", "LA_LGF_code", "LA_name", "status", "LA_class", "LA_subclass", "RG_grantin_tot"),
    *(
        f"{form}_{asset}_{measure}"
        for asset in (*ASSETS, "totsx")
        for form, measure in (("RSX", "tot_exp"), ("RS", "net_exp"))
    ),
]
STATUS, FIRST_AMOUNT = 4, 8


def multi_year() -> Rows:
    """Three years of the small country, each with its classes and England, as the publisher adds them."""
    rows = [list(HEADER)]
    for ending, growth in YEARS.items():

        def cells(size: float, growth: float = growth) -> list[str]:
            services = [round(figure * growth) for figure in figures(size)[:-1] if isinstance(figure, int)]
            return [cell for figure in (*services, sum(services)) for cell in ("7", str(figure))]

        def added(code: str, cells: Callable[[float], list[str]] = cells) -> list[str]:
            each = [cells(size) for *_, letter, size in AUTHORITIES if code in (letter, "")]
            return [str(sum(int(row[place]) for row in each)) for place in range(len(cells(1)))]

        for code, ons, name, letter, size in AUTHORITIES:
            rows.append([ending, ons, code, name, "Certified", letter, "", "1", *cells(size)])
        for name, code in CLASSES:
            rows.append([ending, "E06", "", name, "", code, "", "1", *added(code)])
        rows.append([ending, "E92000001", "", "England", "", "Eng", "", "1", *added("")])
    return rows


def file_of(rows: Rows, tmp_path: Path, published: str = "2022-09-17") -> OfficialFile:
    path = written(tmp_path / "Revenue_Outturn_time_series_data_v4.csv", rows)
    return replace(read_official_file(path), published=published)


def read(rows: Rows, tmp_path: Path, corrections: Corrections | None = None) -> Extract:
    file = file_of(rows, tmp_path)
    assert mhclg.recognise(file)
    (extract,) = mhclg.extract(file, context(corrections))
    return extract


def row_of(rows: Rows, ending: str, code: str) -> list[str]:
    return next(row for row in rows if row[0] == ending and code in row[1:3])


def values(extract: Extract, period: str) -> dict[tuple[str, str], str]:
    rows = extract.rows[extract.rows["period"] == period]
    shown = rows["value"] + rows["marker"]
    return dict(zip(zip(rows["area_code"], rows["breakdown"], strict=True), shown, strict=True))


def test_every_year_is_read_in_pounds_from_one_source(tmp_path: Path) -> None:
    rows = multi_year()
    extract = read(rows, tmp_path)
    assert extract.source.source_id == "mhclg-time-series-2022-09"
    assert extract.source.scale == 1000
    assert extract.source.title.startswith("Revenue outturn, multi-year data set, 2019-20 to 2021-22")
    assert set(extract.rows["release"]) == {"2022-09"}
    for ending, period in (("202003", "2019-20"), ("202103", "2020-21"), ("202203", "2021-22")):
        found = values(extract, period)
        for code, ons, _, letter, _ in AUTHORITIES:
            if letter in ("UA", "SC", "MD", "L"):
                row = row_of(rows, ending, code)
                assert found[ons, "childrens_social_care"] == f"{row[FIRST_AMOUNT + 5]}000"
                assert found[ons, "total_services"] == f"{row[-1]}000"
        assert found["E92000001", "education"] == f"{row_of(rows, ending, 'E92000001')[FIRST_AMOUNT + 1]}000"
        assert len(found) == 14 * 5


def test_a_year_is_final_in_the_december_after_it(tmp_path: Path) -> None:
    rows = read(multi_year(), tmp_path).rows
    statuses = dict(zip(rows["period"], rows["status"], strict=True))
    assert statuses == {"2019-20": "final", "2020-21": "final", "2021-22": "provisional"}


def test_a_reference_leads_back_to_the_cell_of_its_year(tmp_path: Path) -> None:
    extract = read(multi_year(), tmp_path)
    originals = Originals(tmp_path)
    source = {"kind": "official file", "file": extract.source.file, "sha256": extract.source.sha256, "scale": 1000}
    for row in extract.rows.itertuples():
        held = _Held(float(str(row.value)), str(row.marker), str(row.source_ref))
        reading = originals.read(source, held)
        assert reading.agrees, (row.source_ref, reading.sentence)
    assert "202103 / E1121!RS_csc_net_exp" in set(extract.rows["source_ref"])


class _Held:
    """What the tables hold of a cell."""

    def __init__(self, value: float, marker: str, source_ref: str) -> None:
        self.value, self.marker, self.source_ref = value, marker, source_ref


def test_a_return_that_was_not_received_has_no_figures_of_the_council(tmp_path: Path) -> None:
    rows = multi_year()
    row_of(rows, "202103", "E1121")[STATUS] = "Imputed"
    extract = read(rows, tmp_path)
    assert values(extract, "2020-21")["E10000008", "childrens_social_care"] == "x"
    assert values(extract, "2019-20")["E10000008", "childrens_social_care"].isdecimal()


def test_slips_in_the_codes_of_returns_are_not_expected(tmp_path: Path) -> None:
    slip = CodeCorrection("slip", "", "", "E1121", "E10000022", "E10000008", ("RS 2019-20",))
    assert len(read(multi_year(), tmp_path, Corrections((slip,))).rows) == 3 * 14 * 5


def changed(change: Callable[[Rows], object]) -> Rows:
    rows = multi_year()
    change(rows)
    return rows


def without_column(rows: Rows, name: str) -> Rows:
    place = rows[0].index(name)
    return [row[:place] + row[place + 1 :] for row in rows]


WRONG: list[tuple[str, Rows, str]] = [
    (
        "an unknown status",
        changed(lambda rows: rows[2].__setitem__(STATUS, "Pending")),
        "has the status 'Pending', and",
    ),
    ("a month that is none", changed(lambda rows: rows[2].__setitem__(0, "2024")), "has the year_ending '2024'"),
    ("a row cut short", [*multi_year()[:-1], multi_year()[-1][:-3]], "has 33 cells where the header has 36"),
    ("a header alone", multi_year()[:1], "has a header and no rows: it is cut short"),
    ("no line of England", multi_year()[:-1], r"\(RS 2021-22\) has no line of England"),
    (
        "a council less",
        [row for row in multi_year() if row[:3] != ["202103", "E08000016", "E4401"]],
        "has no row of Mill",
    ),
    ("a column less", without_column(multi_year(), "RS_csc_net_exp"), r"no column of childrens social care \(rs-csc"),
    ("no status", without_column(multi_year(), "status"), "has not one column each called status"),
    ("a figure changed", changed(lambda rows: row_of(rows, "202103", "E1121").__setitem__(13, "99")), "its parts make"),
    (
        "pounds for thousands",
        changed(lambda rows: [row.__setitem__(slice(8, None), [f"{c}000" for c in row[8:]]) for row in rows[1:]]),
        "the heading does not fit the figure",
    ),
]


@pytest.mark.parametrize(("what", "rows", "sentence"), WRONG, ids=[what for what, *_ in WRONG])
def test_what_would_give_a_wrong_figure_stops(tmp_path: Path, what: str, rows: Rows, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence) as problem:
        read(rows, tmp_path)
    assert str(problem.value).startswith("Revenue_Outturn_time_series_data_v4.csv"), what


def test_a_file_whose_day_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="does not say when it was published: give the month with --release 2026-09"):
        mhclg.extract(file_of(multi_year(), tmp_path, published=""), context())


@pytest.mark.parametrize("published", ["2022-03-31", "2022"])
def test_a_file_that_came_out_before_its_newest_year_had_ended_is_refused(tmp_path: Path, published: str) -> None:
    with pytest.raises(
        Problem, match=f"the year to March 2022, and its release is said to be {published}: give the month"
    ):
        mhclg.extract(file_of(multi_year(), tmp_path, published), context())
