"""A future year, from the publishers to the numbers of the report, by the commands that a user types.

The publishers are a stand-in on loopback; the figures of the new year are made up from those of the year before.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.tables.loading import Tables, load
from tests.analysis.ingest.stand_in import next_year
from tests.analysis.ingest.stand_in.publishers import (
    FINANCE,
    Attachment,
    ExploreEducationStatistics,
    GovUk,
    Nomis,
    Version,
)
from tests.analysis.ingest.stand_in.server import StandIn
from tests.conftest import ValuingCare, contents

DEFLATORS = "/government/collections/gdp-deflators-at-market-prices-and-money-gdp"
CHILDREN, MONEY = Decimal("1.02"), Decimal("1.06")
SERIES = ("looked-after", "population", "budget", "outturn", "outturn-childrens-lines", "deflators")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Publishers:
    """The stand-in for the network, and the publishers on it."""

    stand_in: StandIn
    service: ExploreEducationStatistics
    pages: GovUk


@pytest.fixture(scope="module")
def publishers(tables: Tables) -> Iterator[Publishers]:
    with StandIn().open() as stand_in:
        service = ExploreEducationStatistics(stand_in, fillers=25)
        content = next_year.looked_after(tables, 2026, CHILDREN)
        title = "Numbers of children looked after and rates per 10,000 children"
        slug = "children-looked-after-in-england-including-adoptions"
        service.data_set(slug, title, [Version("2.0", "2026", "2026-11-19", content)])
        pages = GovUk(stand_in)
        finance = "Local authority revenue expenditure and financing England: 2025 to 2026"
        local = "individual local authority data"
        pages.document(FINANCE, "Local government financial statistics England 2026", "2026-08-01", [])
        for words, day, files in (
            (
                f"{finance} budget {local}",
                "2025-06-26",
                {"RA_2025-26_data_Part_1.ods": next_year.budget(tables, "2025-26", "26 June 2025", MONEY)},
            ),
            (
                f"{finance} {local} – outturn",
                "2026-12-03",
                {
                    "RSX_LA_Data_2025-26_data_by_LA.ods": next_year.outturn(
                        tables, "2025-26", "3 December 2026", MONEY
                    ),
                    "RO3_LA_Data_2025-26_data_by_LA.ods": next_year.childrens_lines(
                        tables, "2025-26", "3 December 2026", MONEY
                    ),
                },
            ),
        ):
            pages.document(FINANCE, words, day, [Attachment(name, name, content) for name, content in files.items()])
        name = "GDP_Deflators_Qtrly_National_Accounts_June_2027_update.xlsx"
        pages.document(
            DEFLATORS,
            "GDP deflators at market prices, and money GDP June 2027 (Quarterly National Accounts)",
            "2027-06-30",
            [Attachment("GDP deflators", name, next_year.deflators(tables, "June 2027", Decimal("1.02")), XLSX)],
        )
        Nomis(stand_in, next_year.estimates(tables, 2025, Decimal("1.001")), page=2_500)
        yield Publishers(stand_in, service, pages)


def valuing_care_on(stand_in: StandIn, root: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = root / "tests" / "analysis" / "ingest" / "stand_in" / "command.py"
    return subprocess.run(
        [sys.executable, command, str(stand_in.port), *map(str, arguments)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Brought:
    """A folder of tables with the new year, and how it came there."""

    folder: Path
    build: Path
    status: str
    said: str
    summary: str


@pytest.fixture(scope="module")
def brought(publishers: Publishers, root: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Brought:
    folder = tmp_path_factory.mktemp("refreshed")
    shutil.copytree(data, folder / "data")
    only = [word for series in SERIES for word in ("--only", series)]
    asking: list[str | Path] = ["--data", folder / "data", "--cache", folder / "cache", *only]
    status = valuing_care_on(publishers.stand_in, root, "data", "status", *asking)
    assert status.returncode == 0, status.stderr
    writing: list[str | Path] = ["--markdown", folder / "summary.md", "--build", folder / "build"]
    done = valuing_care_on(publishers.stand_in, root, "data", "refresh", *asking, *writing)
    assert done.returncode == 0, done.stderr
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    return Brought(folder / "data", folder / "build", status.stdout, done.stdout, summary)


def test_the_status_names_what_is_newer(brought: Brought) -> None:
    assert brought.status.splitlines() == [
        "looked-after: 2025 is held; new: 2026 (2026-11-19).",
        "population: nothing is held; new: 2025.",
        "budget: 2023-24 is held; new: 2025-26 (2025-06-26).",
        "outturn: 2024-25 is held; new: 2025-26 (2026-12-03).",
        "outturn-childrens-lines: 2024-25 is held; new: 2025-26 (2026-12-03).",
        "deflators: 2026-06 is held; new: 2027-06 (2027-06-30).",
    ]


def test_every_table_has_the_new_year_from_a_file_that_is_named(brought: Brought, tables: Tables) -> None:
    refreshed = load(brought.folder)
    for table, period in (
        ("looked_after", "2026"),
        ("population", "2025"),
        ("budget", "2025-26"),
        ("outturn", "2025-26"),
        ("outturn_childrens_lines", "2025-26"),
        ("deflators", "2026-27"),
    ):
        assert refreshed.current(table)["period"].max() == period
        assert tables.current(table)["period"].max() < period
    files = {entry.get("file") for entry in refreshed.sources.values()}
    assert {"looked-after_2026.csv", "RA_2025-26_data_Part_1.ods", "RO3_LA_Data_2025-26_data_by_LA.ods"} <= files


def test_the_indicators_and_the_headline_follow(brought: Brought) -> None:
    headline = json.loads((brought.build / "headline.json").read_text(encoding="utf-8"))
    stated = {entry["key"]: entry["value"] for entry in headline}
    assert stated["looked_after_children:E92000001:2026"] == pytest.approx(81_770 * float(CHILDREN), rel=0.001)
    assert stated["overspend_gbp[childrens_social_care]:E92000001:2025-26"] > 0
    assert "overspend_gbp[childrens_social_care]:E92000001:2023-24" in stated


def test_the_summary_lists_new_data_and_movements_and_fits_a_pull_request(brought: Brought) -> None:
    assert brought.summary.startswith("## Newer releases\n")
    assert "- **Revenue outturn, services**, 2025-26, published 2026-12-03: " in brought.summary
    assert "of the report’s numbers" in brought.summary
    assert len(brought.summary) < 65_536
    assert re.search(r"\nAnd [\d,]+ more lines: valuing-care diff prints them all\.\n$", brought.summary)


@pytest.mark.slow
def test_the_whole_report_of_the_new_year_passes_its_check(
    brought: Brought, valuing_care: ValuingCare, tmp_path: Path
) -> None:
    done = valuing_care("report", "--engine", "pandoc", "--data", brought.folder, "--build", tmp_path / "build")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "build" / "report" / "valuing-care.html").read_text(encoding="utf-8")
    assert "31 March 2026" in page
    checked = valuing_care("check", "--build", tmp_path / "build")
    assert checked.returncode == 0, checked.stdout


def test_all_pages_of_an_answer_are_fetched(publishers: Publishers, brought: Brought) -> None:
    del brought
    offsets = [address.rpartition("=")[2] for address, _ in publishers.stand_in.asked if "recordoffset" in address]
    assert offsets[:3] == ["0", "2500", "5000"]
    assert len(publishers.stand_in.visits(r"/v1/publications\?")) >= 2


def test_a_refresh_without_new_releases_changes_no_byte(publishers: Publishers, root: Path, brought: Brought) -> None:
    before = contents(brought.folder)
    only = [word for series in SERIES for word in ("--only", series)]
    asking: list[str | Path] = ["--data", brought.folder, "--cache", brought.folder.parent / "cache", *only]
    done = valuing_care_on(publishers.stand_in, root, "data", "refresh", *asking)
    assert (done.returncode, done.stdout) == (0, "The publishers have nothing that is not held: nothing is written.\n")
    assert contents(brought.folder) == before
