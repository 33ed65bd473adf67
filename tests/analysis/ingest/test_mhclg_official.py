"""Returns of local authority finance as published, reconciled with what is known of them from elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.ingest import mhclg
from analysis.ingest.extract import Context, Extract
from analysis.ingest.sheet import read_official_file
from analysis.tables.areas import ENGLAND, Areas
from analysis.tables.corrections import Corrections
from tests.conftest import OfficialFiles

CHILDRENS = "childrens_social_care"
BUDGETS = [f"RA {year}-{year % 100 + 1}" for year in (*range(2014, 2022), 2023)]
OUTTURNS = [f"RS {year}-{year % 100 + 1}" for year in range(2014, 2024)]
FIRST_RELEASE = "RS 2017-18 provisional"


@pytest.fixture(scope="module")
def context(data: Path) -> Context:
    def records(name: str) -> list[dict[str, str]]:
        with (data / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    areas = Areas.from_records(records("areas.csv"), records("area_codes.csv"))
    return Context(areas, Corrections.load(data / "corrections.toml"))


@pytest.fixture(scope="module")
def extracts(official: OfficialFiles, context: Context) -> dict[str, Extract]:
    """What every return gives, by form and period; the first release of 2017-18 apart."""
    found: dict[str, Extract] = {}
    for path in official.of("mhclg-r"):
        file = read_official_file(path)
        assert mhclg.recognise(file), path.name
        (extract,) = mhclg.extract(file, context)
        form = extract.source.source_id.split("-")[1].upper()
        provisional = " provisional" if set(extract.rows["status"]) == {"provisional"} else ""
        key = f"{form} {extract.rows['period'].iloc[0]}{provisional}"
        assert key not in found, path.name
        found[key] = extract
    return found


def amounts(extract: Extract, breakdown: str, measure: str = "") -> dict[str, Decimal | None]:
    rows = extract.rows[extract.rows["breakdown"] == breakdown]
    rows = rows[rows["measure"] == measure] if measure else rows
    return {
        code: Decimal(value) if value else None for code, value in zip(rows["area_code"], rows["value"], strict=True)
    }


def millions(amount: Decimal | None) -> float:
    assert amount is not None
    return float(round(amount / 1_000_000, 1))


def overspend(extracts: Mapping[str, Extract], budget: str, outturn: str) -> tuple[float, int, int]:
    """Over by so many millions, so many councils of so many with both returns."""
    planned, spent = amounts(extracts[budget], CHILDRENS), amounts(extracts[outturn], CHILDRENS)
    both = {
        area: (plan, spend)
        for area, plan in planned.items()
        if area != ENGLAND and plan is not None and (spend := spent.get(area)) is not None
    }
    total = sum((spend - plan for plan, spend in both.values()), Decimal(0))
    return millions(total), sum(spend > plan for plan, spend in both.values()), len(both)


def test_every_return_of_the_folder_is_read(extracts: Mapping[str, Extract]) -> None:
    of_2024 = ["RSX 2024-25", "RO3 2024-25"]
    whole = [*BUDGETS, *OUTTURNS, FIRST_RELEASE, "RSX 2023-24", *of_2024]
    earlier = ["RO3 2023-24 provisional", *(f"{key} provisional" for key in of_2024)]
    assert set(whole) <= set(extracts) <= {*whole, *earlier}


def test_the_first_releases_of_the_lines_give_what_the_publisher_printed(extracts: Mapping[str, Extract]) -> None:
    if "RO3 2023-24 provisional" not in extracts or "RO3 2024-25 provisional" not in extracts:
        pytest.skip("the first releases of RO3 are in none of the folders of VALUING_CARE_OFFICIAL")
    first, net, gross = extracts["RO3 2023-24 provisional"], "net_current_expenditure_gbp", "total_expenditure_gbp"
    assert millions(amounts(first, "children_looked_after", gross)[ENGLAND]) == 8132.7
    lines = amounts(first, CHILDRENS, net)
    assert millions(lines[ENGLAND]) == 14454.7
    assert sum(amount is not None for code, amount in lines.items() if code != ENGLAND) == 142
    later = amounts(extracts["RO3 2024-25 provisional"], CHILDRENS, net)
    assert millions(later[ENGLAND]) == 15484.0
    assert sum(amount is not None for code, amount in later.items() if code != ENGLAND) == 145


def test_zeros_declared_as_not_reported_are_no_figures(extracts: Mapping[str, Extract]) -> None:
    extract = extracts["RO3 2024-25"]
    assert amounts(extract, "children_looked_after_residential", "total_expenditure_gbp")["E06000026"] is None
    assert amounts(extract, "children_looked_after_fostering", "total_expenditure_gbp")["E06000026"]


def test_england_s_outturn_is_what_the_publisher_printed(extracts: Mapping[str, Extract]) -> None:
    assert millions(amounts(extracts["RS 2023-24"], CHILDRENS)[ENGLAND]) == 14592.9
    assert millions(amounts(extracts["RSX 2023-24"], CHILDRENS)[ENGLAND]) == 14592.9
    assert millions(amounts(extracts["RS 2021-22"], CHILDRENS)[ENGLAND]) == 11270.0
    assert millions(amounts(extracts["RA 2021-22"], CHILDRENS)[ENGLAND]) == 10384.0


@pytest.mark.parametrize(
    ("period", "over", "councils", "both"),
    [
        ("2015-16", 605.4, 114, 152),
        ("2017-18", 806.6, 133, 152),
        ("2018-19", 806.1, 125, 152),
        ("2019-20", 816.0, 129, 151),
        ("2023-24", 1835.0, 141, 147),
    ],
)
def test_overspends_of_councils_with_both_returns(
    extracts: Mapping[str, Extract], period: str, over: float, councils: int, both: int
) -> None:
    assert overspend(extracts, f"RA {period}", f"RS {period}") == (over, councils, both)


def test_budget_and_outturn_of_2015_16_are_those_that_the_lga_published(extracts: Mapping[str, Extract]) -> None:
    def total(key: str) -> float:
        return millions(
            sum((a for code, a in amounts(extracts[key], CHILDRENS).items() if a and code != ENGLAND), Decimal(0))
        )

    assert (total("RA 2015-16"), total("RS 2015-16")) == (7696.4, 8301.8)


def test_the_first_release_of_2017_18_is_told_apart_by_its_content(extracts: Mapping[str, Extract]) -> None:
    assert overspend(extracts, "RA 2017-18", FIRST_RELEASE) == (817.0, 134, 150)
    first, final = extracts[FIRST_RELEASE].source, extracts["RS 2017-18"].source
    assert (first.published, first.release) == ("2018-08-23", "2018-08")
    assert (final.published, final.release) == ("2019-03-20", "2019-03")
    missing = [code for code, amount in amounts(extracts[FIRST_RELEASE], CHILDRENS).items() if amount is None]
    assert missing == ["E06000038", "E06000065"]


def test_councils_without_a_return_are_named(extracts: Mapping[str, Extract], context: Context) -> None:
    def missing(key: str) -> list[str]:
        return [
            context.areas.name(code) for code, amount in amounts(extracts[key], CHILDRENS).items() if amount is None
        ]

    westmorland = "Westmorland and Furness"
    assert sorted(missing("RA 2023-24")) == ["Cumberland", "Hillingdon", "North Yorkshire", "Slough", westmorland]
    assert sorted(missing("RS 2023-24")) == ["Birmingham", westmorland]
    assert sorted(missing("RSX 2023-24")) == ["Birmingham", westmorland]
    assert sorted(missing("RSX 2024-25")) == ["Birmingham", "Cumberland", "Slough"]
    assert missing("RS 2016-17") == ["Isles of Scilly"]


def test_the_two_summaries_of_2023_24_agree_within_rounding(extracts: Mapping[str, Extract]) -> None:
    summary, expenditure = extracts["RS 2023-24"].rows, extracts["RSX 2023-24"].rows
    key = ["area_code", "period", "measure", "breakdown", "release", "status", "marker"]
    assert (summary[key] == expenditure[key]).all(axis=None)
    for exact, rounded in zip(summary["value"], expenditure["value"], strict=True):
        assert (exact == rounded == "") or abs(Decimal(exact) - Decimal(rounded)) <= 500


def test_the_return_of_social_care_agrees_with_the_service_summary(extracts: Mapping[str, Extract]) -> None:
    lines = amounts(extracts["RO3 2024-25"], CHILDRENS, "net_current_expenditure_gbp")
    assert lines == amounts(extracts["RSX 2024-25"], CHILDRENS)
    gross = amounts(extracts["RO3 2024-25"], "children_looked_after", "total_expenditure_gbp")
    assert millions(gross[ENGLAND]) == 8917.0


def test_gateshead_has_no_breakdown_of_its_looked_after_children(extracts: Mapping[str, Extract]) -> None:
    extract = extracts["RO3 2024-25"]
    assert amounts(extract, "children_looked_after", "total_expenditure_gbp")["E08000037"] == Decimal("41170999.59")
    assert amounts(extract, "children_looked_after_fostering", "total_expenditure_gbp")["E08000037"] is None


def test_every_council_of_a_year_has_every_service(extracts: Mapping[str, Extract]) -> None:
    for key, extract in extracts.items():
        if extract.table != "outturn_childrens_lines":
            per_area = extract.rows.groupby("area_code")["breakdown"].nunique()
            assert set(per_area) == {14}, key
            assert 152 <= len(per_area) <= 154, key


def test_each_value_is_the_cell_that_its_reference_names_times_a_thousand(
    extracts: Mapping[str, Extract], official: OfficialFiles
) -> None:
    workbook = read_official_file(official["mhclg-rsx-2024-25-2025-12"])
    cells = {
        sheet.cell_ref(number, column): cell
        for sheet in workbook.sheets
        for number, row in enumerate(sheet.rows)
        for column, cell in enumerate(row)
    }
    for row in extracts["RSX 2024-25"].rows.itertuples():
        cell = cells[str(row.source_ref)]
        assert (cell == "[x]") if row.marker else (Decimal(repr(cell)) * 1000 == Decimal(str(row.value)))


def test_north_yorkshire_is_one_place_under_all_its_codes(extracts: Mapping[str, Extract]) -> None:
    for key in ("RS 2015-16", "RS 2017-18", "RS 2018-19", "RS 2022-23", "RS 2023-24"):
        assert "E06000065" in amounts(extracts[key], CHILDRENS)
