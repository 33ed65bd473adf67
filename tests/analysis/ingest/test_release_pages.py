"""Every source leads to the page of its release, if that page is known."""

from __future__ import annotations

import json
from pathlib import Path

from analysis.ingest.release_pages import release_page


def test_the_data_package_has_every_page_that_is_known(data: Path) -> None:
    sources = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["sources"]
    assert [source["id"] for source in sources if release_page(source["id"], source["path"]) != source["path"]] == []


def test_returns_of_two_years_lead_to_two_pages() -> None:
    pages = [release_page(f"mhclg-rs-{period}-final", "collection") for period in ("2018-19", "2019-20")]
    assert [page.partition("england-")[2] for page in pages] == [
        "2018-to-2019-individual-local-authority-data-outturn",
        "2019-to-2020-individual-local-authority-data-outturn",
    ]


def test_a_release_of_unknown_page_keeps_its_publishers() -> None:
    assert release_page("mhclg-rs-2031-32-2032-12", "collection") == "collection"
    assert release_page("mhclg-ra-2020-21-2020-10", "collection") == "collection"
