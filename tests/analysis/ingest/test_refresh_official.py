"""The refresh on official files: what is taken out of the tables comes back from the publishers to the byte."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from analysis.ingest.download import Downloads
from analysis.ingest.refresh import refresh, standings
from analysis.tables.loading import load
from tests.analysis.ingest.stand_in.publishers import FINANCE, Attachment, ExploreEducationStatistics, GovUk
from tests.analysis.ingest.stand_in.server import StandIn
from tests.conftest import OfficialFiles

PAGE = "Local authority revenue expenditure and financing England: {} to {} {}"
BUDGET, OUTTURN = "budget individual local authority data", "individual local authority data - outturn"
LOOKED_AFTER = "children-looked-after-in-england-including-adoptions"


def take_out(folder: Path, *sources: str) -> None:
    """Forget sources, and every figure that came from them."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["sources"] = [entry for entry in package["sources"] if entry["id"] not in sources]
    write_package(folder, package)
    for resource in package["resources"]:
        path = folder / resource["path"]
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        if "source_id" in header:
            kept = [row for row in rows if row[header.index("source_id")] not in sources]
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *kept])


def write_package(folder: Path, package: dict[str, Any]) -> None:
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def attachment(path: Path) -> Attachment:
    return Attachment(path.stem, path.name, path.read_bytes())


def test_what_is_taken_out_comes_back_to_the_byte(
    official: OfficialFiles, data: Path, copied: Path, downloads: Downloads, stand_in: StandIn
) -> None:
    service, pages = ExploreEducationStatistics(stand_in, fillers=21), GovUk(stand_in)
    for slug, publisher in {LOOKED_AFTER: "dfe-cla-2025", "children-in-need": "dfe-cin-"}.items():
        for path in official.of(publisher):
            service.catalogue_file(slug, path.stem, path.name, "2025", "2025-11-20", path.read_bytes())
    pages.document(
        FINANCE,
        PAGE.format(2024, 2025, OUTTURN),
        "2025-12-04",
        [attachment(official[f"mhclg-{form}-2024-25-2025-12"]) for form in ("rsx", "ro3")],
    )
    budget = official["mhclg-ra-2023-24-2023-06"]
    pages.document(FINANCE, PAGE.format(2023, 2024, BUDGET), "2023-06-22", [attachment(budget)])
    gone = [
        *("dfe-cla-2025", "dfe-cin-referrals-2025", "dfe-cin-in-need-2025", "dfe-cin-plans-2025"),
        *("dfe-cin-population-2025", "mhclg-ra-2023-24-2023-06"),
        *("mhclg-rsx-2024-25-2025-12", "mhclg-ro3-2024-25-2025-12"),
    ]
    take_out(copied, *gone)
    series = [
        *("looked-after", "referrals", "children-in-need", "child-protection-plans", "population-as-issued"),
        *("budget", "outturn", "outturn-childrens-lines"),
    ]
    # Of the newest outturn the first release is still held, so the final one revises it.
    assert all(bool(standing.new) != bool(standing.revised) for standing in standings(copied, downloads, series))
    # What Southwark returned first for 2023-24 has £40m of other income taken off.
    southwark = "net_current_expenditure_gbp[children_looked_after]:E09000028:2024-25"
    refresh(copied, downloads, only=series, accepted=[southwark])
    for path in sorted(data.iterdir()):
        assert (copied / path.name).read_bytes() == path.read_bytes(), path.name
    assert not refresh(copied, downloads, only=series).changed


def test_a_first_release_counts_until_the_final_one_is_there(
    official: OfficialFiles, copied: Path, downloads: Downloads, stand_in: StandIn
) -> None:
    pages = GovUk(stand_in)
    take_out(copied, "mhclg-rs-2017-18-2018-08", "mhclg-rs-2017-18-2019-03")
    package = json.loads((copied / "datapackage.json").read_text(encoding="utf-8"))
    # Another series by its declaration alone.
    (series,) = (entry for entry in package["series"] if entry["name"] == "outturn")
    series["since"], series["sources"] = "2017-18", r"mhclg-rs-(?P<edition>\d{4}-\d{2})-.+"
    series["find"]["attachment"] = r"RS_\d{4}-\d{2}_data_by_LA\.xlsx?"
    write_package(copied, package)

    def statuses() -> dict[str, str]:
        rows = load(copied).observations("outturn")
        rows = rows[(rows["period"] == "2017-18") & (rows["area_code"] == "E92000001")]
        return dict(zip(rows["release"], rows["status"], strict=True))

    page = PAGE.format(2017, 2018, OUTTURN)
    pages.document(FINANCE, page, "2018-08-23", [attachment(official["mhclg-rs-2017-18-2018-08"])])
    refresh(copied, downloads, only=["outturn"])
    assert statuses() == {"2018-08": "provisional"}
    pages.document(FINANCE, page, "2019-03-20", [attachment(official["mhclg-rs-2017-18-2019-03"])])
    (standing,) = standings(copied, downloads, ["outturn"])
    assert str(standing) == "2023-24 is held; perhaps revised since: 2017-18 (2019-03-20)"
    refresh(copied, downloads, only=["outturn"])
    assert statuses() == {"2018-08": "superseded", "2019-03": "final"}
    current = load(copied).current("outturn")
    now = current[(current["period"] == "2017-18") & (current["breakdown"] == "childrens_social_care")]
    assert set(now["release"]) == {"2019-03"}
