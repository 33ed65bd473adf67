"""The publishers' lists in their real shapes: what is found in them, and what is not taken for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.ingest import ons, publishers
from analysis.ingest.download import Downloads
from analysis.ingest.extract import Context
from analysis.ingest.series import Listed, Offer, Series
from analysis.ingest.sheet import read_official_file
from analysis.problem import Problem
from analysis.tables.corrections import Corrections
from analysis.tables.loading import Tables
from tests.analysis.ingest.stand_in import faults
from tests.analysis.ingest.stand_in.publishers import (
    ASSETS,
    FINANCE,
    GOVUK,
    NOMIS,
    Attachment,
    ExploreEducationStatistics,
    GovUk,
    Nomis,
    Version,
)
from tests.analysis.ingest.stand_in.server import Answer, StandIn

BUDGET = (
    "Local authority revenue expenditure and financing England: 2026 to 2027 budget individual local authority data"
)
OUTTURN = (
    "Local authority revenue expenditure and financing England: 2025 to 2026 individual local authority data - outturn"
)


def part(number: int, content: bytes = b"E-code", year: str = "2026-27") -> Attachment:
    return Attachment(f"Part {number}", f"RA_{year}_data_Part_{number}.ods", content)


Listing = Callable[[str], Listed]


@pytest.fixture
def pages(stand_in: StandIn) -> GovUk:
    return GovUk(stand_in)


@pytest.fixture
def listed(declared: dict[str, Series], downloads: Downloads, tables: Tables) -> Listing:
    """What the publisher of a series lists, by the name of the series."""
    return lambda name: publishers.listed(declared[name], downloads, tables)


def test_an_attachment_is_looked_up_and_its_address_is_nowhere_written(
    stand_in: StandIn, pages: GovUk, downloads: Downloads, listed: Listing, declared: dict[str, Series], root: Path
) -> None:
    pages.document(FINANCE, BUDGET, "2026-06-18", [part(1), part(2, b"other")])
    pages.document(FINANCE, OUTTURN, "2026-12-03", [part(1, b"wrong page")])
    pages.document(FINANCE, BUDGET.replace("2026 to 2027", "2019 to 2020"), "2019-06-27", [part(1, year="2019-20")])
    (offer,) = listed("budget").offers
    assert (offer.edition, offer.published, offer.name) == ("2026-27", "2026-06-18", "RA_2026-27_data_Part_1.ods")
    assert publishers.fetch(declared["budget"], offer, downloads) == b"E-code"
    assert not stand_in.visits("2019-to-2020")
    package = (root / "data" / "datapackage.json").read_text(encoding="utf-8")
    assert "publishing.service.gov.uk/media" not in package


def test_a_file_that_is_replaced_has_another_address(
    pages: GovUk, downloads: Downloads, listed: Listing, declared: dict[str, Series]
) -> None:
    pages.document(FINANCE, BUDGET, "2026-06-18", [part(1)])
    (first,) = listed("budget").offers
    pages.document(FINANCE, BUDGET, "2026-07-02", [part(1, b"revised")])
    (second,) = listed("budget").offers
    assert first.address != second.address
    assert publishers.fetch(declared["budget"], second, downloads) == b"revised"


def test_a_budget_and_its_outturn_are_told_apart_by_the_titles_of_their_pages(pages: GovUk, listed: Listing) -> None:
    names = ("RSX_LA_Data_2025-26_data_by_LA.ods", "RO3_LA_Data_2025-26_data_by_LA.ods", "RS_LA_Data_2025-26.ods")
    pages.document(FINANCE, OUTTURN, "2026-12-03", [Attachment(name, name, name.encode()) for name in names])
    pages.document(FINANCE, BUDGET, "2026-06-18", [part(1)])
    found = {
        name: [offer.name for offer in listed(name).offers] for name in ("budget", "outturn", "outturn-childrens-lines")
    }
    assert found == {
        "budget": ["RA_2026-27_data_Part_1.ods"],
        "outturn": ["RSX_LA_Data_2025-26_data_by_LA.ods"],
        "outturn-childrens-lines": ["RO3_LA_Data_2025-26_data_by_LA.ods"],
    }


@pytest.mark.parametrize(
    ("year", "name"),
    [
        ("2022 to 2023", "RA_2022-23_data.ods"),
        ("2023 to 2024", "RA_2023-24_data_Part_1.ods"),
        ("2026 to 2027", "RA_2026-27_data_by_LA.ods"),
    ],
)
def test_a_budget_is_found_under_each_of_the_names_it_has_had(
    pages: GovUk, listed: Listing, year: str, name: str
) -> None:
    part_2 = Attachment("Part 2", name.replace("Part_1", "Part_2").replace("RA_", "RG_"), b"other")
    title = BUDGET.replace("2026 to 2027", year)
    pages.document(FINANCE, title, "2026-06-18", [part_2, Attachment("Part 1", name, b"E-code")])
    (offer,) = listed("budget").offers
    assert offer.name == name


def test_a_release_under_a_name_that_nothing_looks_for_is_described(pages: GovUk, listed: Listing) -> None:
    pages.document(FINANCE, BUDGET, "2026-06-18", [part(1)])
    pages.document(FINANCE, OUTTURN, "2026-12-03", [])
    pages.document(FINANCE, "Local authority capital expenditure England: 2026 to 2027", "2026-12-03", [])
    renamed = Attachment("Budget", "budget_2027-28_by_council.ods", b"E-code")
    pages.document(FINANCE, BUDGET.replace("2026 to 2027", "2027 to 2028"), "2027-06-18", [renamed])
    pages.document(FINANCE, BUDGET.replace("2026 to 2027", "2028/29"), "2028-06-18", [part(1)])
    found = listed("budget")
    assert [offer.edition for offer in found.offers] == ["2026-27"]
    assert sorted(found.unmatched) == [
        "2027-28 (2027-06-18) with budget_2027-28_by_council.ods",
        f"a page called '{BUDGET.replace('2026 to 2027', '2028/29')}' (2028-06-18)",
    ]
    with pytest.raises(
        Problem, match=r"lists no file of Revenue outturn, services: .* It has 2025-26 \(2026-12-03\) with no"
    ):
        listed("outturn")


def test_of_the_versions_of_a_file_on_one_page_the_newest_is_offered(pages: GovUk, listed: Listing) -> None:
    names = [f"Revenue_Outturn_time_series_data_v{version}.csv" for version in ("2.3", "10", "4", "1.0_")]
    title = "Local authority revenue outturn multi-year data set"
    files = [Attachment(name, name, name.encode(), "text/csv") for name in names]
    pages.document(FINANCE, title, "2026-09-17", files)
    (offer,) = listed("outturn-multi-year").offers
    assert offer.name == "Revenue_Outturn_time_series_data_v10.csv"


def test_what_the_department_has_is_named_if_none_of_it_is_looked_for(stand_in: StandIn, listed: Listing) -> None:
    service = ExploreEducationStatistics(stand_in)
    version = Version("1.0", "2026", "2026-10-29", b"a,b\n")
    service.data_set("children-in-need", "Episodes of need", [version])
    service.catalogue_file("children-in-need", "Episodes", "c1_episodes.csv", "2026", "2026-10-29", b"a,b\n")
    seen = "It has the data set Episodes of need; the file c1_episodes.csv of 2026."
    with pytest.raises(Problem, match=seen):
        listed("referrals")


def test_a_file_of_another_length_than_its_page_says_is_not_taken(
    stand_in: StandIn, pages: GovUk, downloads: Downloads, listed: Listing, declared: dict[str, Series]
) -> None:
    pages.document(FINANCE, BUDGET, "2026-06-18", [part(1, b"E-code" * 100)])
    (offer,) = listed("budget").offers
    stand_in.misbehave(f"^{ASSETS}", *[faults.fewer_than_there_are] * 5)
    with pytest.raises(Problem, match="450 bytes came where its publisher says that there are 600"):
        publishers.fetch(declared["budget"], offer, downloads)


def test_a_page_that_has_moved_is_named_with_where_it_went(stand_in: StandIn, pages: GovUk, listed: Listing) -> None:
    pages.redirect(FINANCE, "/government/collections/new-name")
    with pytest.raises(Problem, match=r"has moved to /government/collections/new-name or was taken back"):
        listed("budget")
    stand_in.serve(f"{GOVUK}/api/content{FINANCE}", Answer(b"gone", status=410))
    with pytest.raises(Problem, match=r"www.gov.uk has no local-authority-revenue"):
        listed("budget")


def test_deflators_are_found_by_their_month_of_issue(
    pages: GovUk, listed: Listing, declared: dict[str, Series]
) -> None:
    path = declared["deflators"].find["collection"]
    for month, note in (
        ("June 2027", "Quarterly National Accounts"),
        ("March 2027", "Spring Statement"),
        ("March 2026", "x"),
    ):
        file = Attachment("Workbook", f"GDP_Deflators_{month.replace(' ', '_')}_update.xlsx", month.encode())
        user_guide = Attachment("Guide", "user_guide.pdf", b"%PDF")
        title = f"GDP deflators at market prices, and money GDP {month} ({note})"
        pages.document(path, title, "2027-07-01", [user_guide, file])
    found = listed("deflators").offers
    assert [offer.edition for offer in found] == ["2027-03", "2027-06"]


def children(year: int) -> dict[tuple[str, int], int]:
    """England, a region and two councils, one of which has had another code since April 2025."""
    barnsley = "E08000038" if year >= 2025 else "E08000016"
    return {("E92000001", year): 40, ("E12000003", year): 40, ("E06000014", year): 18, (barnsley, year): 22}


@pytest.fixture
def population(declared: dict[str, Series]) -> Series:
    return replace(declared["population"], since="2024", find={"dataset": "NM_2002_1", "first": "2024"})


def offer_of(series: Series, downloads: Downloads, tables: Tables) -> Offer:
    (offer,) = publishers.listed(series, downloads, tables).offers
    return offer


def test_places_are_asked_for_by_the_codes_of_the_newest_mid_year(
    stand_in: StandIn, downloads: Downloads, population: Series, tables: Tables
) -> None:
    for year, code, other in ((2024, "E08000016", "E08000038"), (2025, "E08000038", "E08000016")):
        Nomis(stand_in, children(year))
        offer = offer_of(population, downloads, tables)
        assert offer.edition == str(year)
        assert code in offer.address
        assert other not in offer.address
        assert "E06000028" not in offer.address  # Bournemouth, which has not been there since 2019


@pytest.mark.parametrize("page", [25_000, 72, 30, 7])
def test_an_answer_is_the_same_in_however_many_pages_it_comes(
    stand_in: StandIn, downloads: Downloads, population: Series, tables: Tables, tmp_path: Path, page: int
) -> None:
    Nomis(stand_in, children(2024), page=page)
    offer = offer_of(population, downloads, tables)
    content = publishers.fetch(population, offer, downloads)
    assert content.count(b"OBS_VALUE") == 1
    assert content.count(b"\n") == 1 + 4 * 18
    (tmp_path / offer.name).write_bytes(content)
    file = read_official_file(tmp_path / offer.name)
    assert ons.recognise(file)
    listing = ons._listings(file)[0]
    counted = ons._counts(listing, Context(tables.places, Corrections()))
    assert {code: int(sum(ages.values())) for (_, _, code), ages in counted.items()} == {
        "E92000001": 40,
        "E12000003": 40,
        "E06000014": 18,
        "E08000016": 22,
    }


def test_rows_that_are_missing_are_missed(
    stand_in: StandIn, downloads: Downloads, population: Series, tables: Tables
) -> None:
    Nomis(stand_in, children(2024), page=30)
    offer = offer_of(population, downloads, tables)
    whole = stand_in.pages[NOMIS]

    def without_end(query: Mapping[str, str]) -> Answer:
        answer = whole(query)
        rows = answer.content.splitlines(keepends=True)
        return Answer(b"".join(rows[:1] if query.get("recordoffset") == "60" else rows), answer.kind)

    stand_in.pages[NOMIS] = without_end
    with pytest.raises(Problem, match="Nomis gave 60 of 72 rows"):
        publishers.fetch(population, offer, downloads)

    def with_too_many(query: Mapping[str, str]) -> Answer:
        return Answer(whole(query).content.replace(b",72\n", b",71\n").replace(b",72\r\n", b",71\r\n"), "text/csv")

    stand_in.pages[NOMIS] = with_too_many
    with pytest.raises(Problem, match=r"Nomis gave 72 rows .* where it says that there are 71"):
        publishers.fetch(population, offer, downloads)


def test_a_newest_year_that_is_none_is_said(
    stand_in: StandIn, downloads: Downloads, population: Series, tables: Tables
) -> None:
    stand_in.serve(NOMIS, Answer(b'"DATE_NAME"\n', "text/csv"))
    with pytest.raises(Problem, match="Nomis names no newest year"):
        publishers.listed(population, downloads, tables)
    stand_in.serve(NOMIS, Answer(b"DATE_NAME\rX\n2025\n", "text/csv"))
    with pytest.raises(Problem, match="answers in another form than it used to"):
        publishers.listed(population, downloads, tables)
    stand_in.serve(NOMIS, Answer(b"Error: bad dimension", "text/csv"))
    with pytest.raises(Problem, match="Nomis"):
        publishers.listed(population, downloads, tables)


def test_a_page_whose_title_names_no_year_is_known_by_the_month_in_which_it_came_out(
    pages: GovUk, listed: Listing, declared: dict[str, Series]
) -> None:
    title = "Local authority revenue expenditure and financing England: revenue outturn multi-year data set"
    name = "Revenue_Outturn_time_series_data_v4.csv"
    for day in ("2026-09-17", "2026-12-03"):
        pages.document(FINANCE, title, day, [Attachment("Time series", name, day.encode(), "text/csv")])
        (offer,) = listed("outturn-multi-year").offers
        assert (offer.edition, offer.published, offer.name) == (day[:7], day, name)
    assert declared["outturn-multi-year"].edition("mhclg-time-series-2026-12") == "2026-12"
