"""Where an edition says that its numbers come from."""

from __future__ import annotations

import csv
import io

import pytest

from analysis.formulas.key import keys_in
from analysis.indicators.definitions import definitions
from analysis.tables.areas import Areas
from analysis.wording import typographic
from report.editions import origins
from report.editions.edition import Press
from report.editions.places import chosen
from report.manuscript.document import Manuscript


@pytest.fixture(scope="module")
def manuscript(press: Press, areas: Areas) -> Manuscript:
    return press.manuscript(chosen(["Kent"], areas)[0])


def test_every_measure_names_its_files_and_each_file_is_described_below(manuscript: Manuscript) -> None:
    (measures,), (sources,) = manuscript.annex["measures"], manuscript.annex["sources"]
    led_to = {run.to.removeprefix("#") for item in measures.items for run in item if run.to}
    described = {run.name for item in sources.items for run in item if run.name}
    assert led_to == described
    labels = "".join(item[0].text for item in measures.items)
    for entry in manuscript.headline:
        for key in keys_in(entry["key"]):
            assert typographic(definitions()[key.indicator].label) in labels


def test_all_numbers_can_be_had_with_their_keys(manuscript: Manuscript) -> None:
    rows = list(csv.DictReader(io.StringIO(origins.table(manuscript.headline))))
    assert len(rows) == len(manuscript.headline) > 100
    kent = next(row for row in rows if row["key"] == "looked_after_children:E10000016:2025")
    assert (kent["text"], kent["value"], kent["area"]) == ("1,896", "1896.0", "Kent")
    assert kent["sources"]


def test_the_numbers_of_one_edition_are_not_in_the_next(press: Press, areas: Areas, manuscript: Manuscript) -> None:
    other = press.manuscript(chosen(["Rutland"], areas)[0])
    assert not [entry for entry in other.headline if entry["area"] == "Kent"]
    assert [entry for entry in manuscript.headline if entry["area"] == "Kent"]
