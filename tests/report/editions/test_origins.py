"""Where an edition says that its numbers come from."""

from __future__ import annotations

import csv
import io

import pytest

from analysis.tables.areas import Areas
from report.editions import origins
from report.editions.edition import Press
from report.editions.places import chosen
from report.manuscript.document import Manuscript
from report.manuscript.draft import Measured


@pytest.fixture(scope="module")
def manuscript(press: Press, areas: Areas) -> Manuscript:
    return press.manuscript(chosen(["Kent"], areas)[0])


def test_each_ratio_of_the_first_page_has_its_cells(manuscript: Manuscript) -> None:
    (ratios,) = manuscript.annex["ratios"]
    texts = ["".join(run.text for run in item).replace("\u200b", "") for item in ratios.items]
    (overspend,) = (text for text in texts if "Overspend as a share of the budget" in text)
    assert "RS_2023-24_data_by_LA.xlsx, sheet RS_LA_Data_2023-24, cell " in overspend
    assert "(322,301,000 − 299,643,000) ÷ 299,643,000" in overspend
    printed = {run.text for item in ratios.items for run in item if run.strong}
    (table,) = (table for table in manuscript.tables if table.id == "three-ratios")
    assert printed == {row[1] for row in table.rows}


def test_every_file_is_described_and_each_ratio_leads_to_its_files(manuscript: Manuscript) -> None:
    (ratios,), (files,) = manuscript.annex["ratios"], manuscript.annex["sources"]
    described = {run.name for item in files.items for run in item if run.name}
    led_to = {run.to.removeprefix("#") for item in ratios.items for run in item if run.to.startswith("#")}
    assert led_to
    assert led_to <= described
    assert described == {f"s-{source}" for entry in manuscript.headline for source in entry["sources"]}


def test_all_numbers_can_be_had_with_their_keys_and_cells(manuscript: Manuscript, known: Measured) -> None:
    cells = origins.Cells(known.trails, known.tables.sources)
    rows = list(csv.DictReader(io.StringIO(origins.table(manuscript.headline, cells))))
    assert len(rows) == len(manuscript.headline) > 100
    kent = next(row for row in rows if row["key"] == "looked_after_children:E10000016:2025")
    assert (kent["text"], kent["value"], kent["area"]) == ("1,896", "1896.0", "Kent")
    assert kent["sources"]
    assert "row 2025 / E10000016 / Children looked after on 31 March each year, column children_count" in kent["cells"]
