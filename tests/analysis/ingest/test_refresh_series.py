"""Every series that is declared finds the next year at its publisher, and the refresh brings it in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.ingest.download import Downloads
from analysis.ingest.importing import import_files
from analysis.ingest.refresh import refresh, standings
from analysis.ingest.series import Series
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import load
from tests.analysis.ingest.ofsted.test_providers import listed
from tests.analysis.ingest.small_country import Rows, in_csv
from tests.analysis.ingest.stand_in.publishers import Attachment, ExploreEducationStatistics, GovUk
from tests.analysis.ingest.stand_in.server import StandIn
from tests.analysis.ingest.stand_in.workbook import ods
from tests.analysis.ingest.test_files_of_need import factors, scores, tidy
from tests.analysis.ingest.test_looked_after_tidy import new_placements, series, stability
from tests.analysis.ingest.test_workforce import sheet

LOOKED_AFTER = "children-looked-after-in-england-including-adoptions"
IN_NEED = "children-in-need"
WORKFORCE = "children-s-social-work-workforce"
SOCIAL_CARE = "/government/collections/childrens-social-care-statistics"
ELSEWHERE = {
    *("looked-after", "referrals", "children-in-need", "child-protection-plans", "population-as-issued", "population"),
    *("budget", "outturn", "outturn-childrens-lines", "outturn-multi-year", "deflators"),
}
"""The series whose next year ``test_refresh_official.py`` and ``test_refresh_end_to_end.py`` bring in."""


@dataclass(frozen=True)
class File:
    """A file of 2026 in the data catalogue: its publication and name, its rows, and a figure of England in it."""

    publication: str
    name: str
    rows: Rows
    measure: str
    value: float


def of_2026(rows: Rows) -> Rows:
    """A file of the small country, whatever its newest year, as one whose newest year is 2026."""
    newest = max(row[0] for row in rows[1:])
    return [["2026" if cell == newest else cell for cell in row] for row in rows]


FILES = {
    "section-47-enquiries": File(
        IN_NEED,
        "c4_children_in_need_section_47s_and_icpcs_2013_to_2026.csv",
        of_2026(tidy(["Section47", "Section47_child"], lambda count: [str(count), str(count // 2)])),
        "children_with_section_47_enquiry",
        30,
    ),
    "assessment-factors": File(
        IN_NEED,
        "c3_factors_identified_at_end_of_assessment_2018_to_2026.csv",
        of_2026(factors()),
        "assessments_with_any_factor",
        600,
    ),
    "looked-after-england": File(
        LOOKED_AFTER,
        "cla_time_series_1994_2026.csv",
        of_2026(series((2026,))),
        "looked_after_children",
        70,
    ),
    "placement-stability": File(
        LOOKED_AFTER,
        "la_cla_placement_stability.csv",
        of_2026(stability()),
        "children_in_three_or_more_placements",
        60,
    ),
    "new-placements": File(
        LOOKED_AFTER,
        "la_cla_during_year_new_placements.csv",
        of_2026(new_placements()),
        "new_placements",
        300,
    ),
    "wellbeing": File(
        LOOKED_AFTER, "la_conviction_health_outcome_cla.csv", of_2026(scores()), "sdq_score_average", 14.9
    ),
    "workforce": File(
        WORKFORCE, "csww_indicators_2017_to_2026.csv", of_2026(sheet()), "social_workers_in_post_fte", 90
    ),
}


def test_each_series_is_tried_on_a_stand_in(declared: dict[str, Series]) -> None:
    assert declared.keys() == ELSEWHERE | FILES.keys() | {"childrens-homes"}


@pytest.mark.parametrize("name", FILES)
def test_a_new_year_in_the_data_catalogue_is_found_and_brought_in(
    stand_in: StandIn, downloads: Downloads, folder: Path, declared: dict[str, Series], name: str
) -> None:
    file = FILES[name]
    service = ExploreEducationStatistics(stand_in)
    service.catalogue_file(file.publication, name, file.name, "2026", "2026-11-19", in_csv(file.rows))
    service.catalogue_file(file.publication, name, f"national_{file.name}", "2026", "2026-11-19", b"another")
    (standing,) = standings(folder, downloads, [name])
    assert str(standing) == "nothing is held; new: 2026 (2026-11-19)"
    refresh(folder, downloads, only=[name])
    held = load(folder)
    (source,) = held.sources.values()
    assert source["file"] == file.name
    assert source["published"].startswith("2026")
    current = held.current(declared[name].table)
    found = current[(current["area_code"] == ENGLAND) & (current["measure"] == file.measure)]
    assert list(zip(found["period"], found["value"], strict=True)) == [("2026", file.value)]
    (standing,) = standings(folder, downloads, [name])
    assert str(standing) == "2026 is held; the publisher’s newest is 2026 (2026-11-19)"


def test_the_list_of_all_homes_is_taken_from_the_workbook_of_the_year(
    stand_in: StandIn, downloads: Downloads, folder: Path, tmp_path: Path
) -> None:
    everyone = listed()
    inspected = [row for row in everyone if row[-1]]
    workbook = ods(
        {"Contents": [["Contents"]], "Provider_level_31_Mar_2026": inspected, "Providers_31_Mar_2026": everyone}
    )
    pages = GovUk(stand_in)
    pages.document(
        SOCIAL_CARE, "Children’s social care in England 2026", "2026-07-15", [Attachment("Data", "CSC.ods", workbook)]
    )
    pages.document(SOCIAL_CARE, "Fostering in England 2026", "2026-11-12", [Attachment("Data", "F.ods", b"another")])
    (standing,) = standings(folder, downloads, ["childrens-homes"])
    assert str(standing) == "nothing is held; new: 2026 (2026-07-15)"
    refresh(folder, downloads, only=["childrens-homes"])
    held = load(folder)
    assert {name: source["path"] for name, source in held.sources.items()} == {
        "ofsted-all-providers-2026": "https://www.gov.uk/government/statistics/children-s-social-care-in-england-2026"
    }
    by_hand = tmp_path / "by hand.ods"
    by_hand.write_bytes(workbook)
    assert not import_files([by_hand], folder).changed
    current = held.current("childrens_homes").set_index(["area_code", "measure", "breakdown"])["value"]
    assert current[ENGLAND, "homes", "private"] == 28
