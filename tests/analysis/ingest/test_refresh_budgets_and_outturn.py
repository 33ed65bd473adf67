"""Budgets of 2022-23 and 2024-25 and the outturn of 2025-26, under the names and in the layouts that GOV.UK has them.

The figures are made up from those that are held, but for Camden's of 2024-25, which are the publisher's.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.ingest.download import Downloads, downloading
from analysis.ingest.importing import import_files
from analysis.ingest.refresh import Refreshed, refresh, standings
from analysis.problem import Problem
from analysis.tables.loading import Tables, load, validate
from tests.analysis.ingest.stand_in import next_year
from tests.analysis.ingest.stand_in.publishers import FINANCE, Attachment, GovUk
from tests.analysis.ingest.stand_in.server import StandIn
from tests.conftest import ValuingCare

PAGE = "Local authority revenue expenditure and financing England: {}"
LOCAL = "individual local authority data"
CAMDEN = "E09000007"
SERIES = ["budget", "outturn", "outturn-multi-year"]

# £ thousand: budget and outturn of 2024-25. What is left over of the budget's total is set under "other".
CAMDEN_2024_25 = {
    "childrens_social_care": (80_997, 92_206),
    "adult_social_care": (136_450, 128_204),
    "education": (241_074, 278_748),
    "total_services": (641_564, 688_466),
}


@pytest.fixture(scope="module")
def files(tables: Tables) -> dict[str, bytes]:
    """The files by their names."""
    made = {service: amounts[0] for service, amounts in CAMDEN_2024_25.items() if service != "total_services"}
    others = next_year.budget_of(tables, CAMDEN, "2024-25")
    left = CAMDEN_2024_25["total_services"][0] - sum(({**others, **made}).values())
    camden = {(CAMDEN, service): amount for service, amount in ({**made, "other": others["other"] + left}).items()}
    growth = Decimal("1.05")
    return {
        "RA_2022-23_data.ods": next_year.budget(tables, "2022-23", "22 June 2022", growth),
        "RA_2024-25_data_Part_1.ods": next_year.budget(tables, "2024-25", "20 June 2024", growth, camden),
        "RSX_LA_Data_2025-26_data_by_LA.ods": next_year.outturn(tables, "2025-26", "17 September 2026", growth),
        "Revenue_Outturn_time_series_data_v4.csv": next_year.multi_year(tables, "2025-26", growth),
    }


@pytest.fixture(scope="module")
def stand_in(files: dict[str, bytes]) -> Iterator[StandIn]:
    with StandIn().open() as server:
        pages = GovUk(server)
        for title, published, names in (
            (f"2022 to 2023 budget {LOCAL}", "2022-06-22", ["RA_2022-23_data.ods"]),
            (f"2024 to 2025 budget {LOCAL}", "2024-06-20", ["RA_2024-25_data_Part_1.ods"]),
            (f"2025 to 2026 {LOCAL} - outturn", "2026-09-17", ["RSX_LA_Data_2025-26_data_by_LA.ods"]),
            ("revenue outturn multi-year data set", "2026-09-17", ["Revenue_Outturn_time_series_data_v4.csv"]),
        ):
            attachments = [Attachment(name, name, files[name]) for name in names]
            if "time_series" in names[0]:
                attachments.append(Attachment("v3.1", "Revenue_Outturn_time_series_data_v3.1.csv", b"superseded"))
            pages.document(FINANCE, PAGE.format(title), published, attachments)
        yield server


@pytest.fixture(scope="module")
def held(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("budgets") / "data"
    shutil.copytree(data, folder)
    return folder


@pytest.fixture(scope="module")
def downloads(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Downloads]:
    cache = tmp_path_factory.mktemp("downloads") / "cache"
    with downloading(cache, transport=stand_in.network, pause=lambda _: None) as found:
        yield found


@pytest.fixture(scope="module")
def done(held: Path, downloads: Downloads) -> Refreshed:
    status = [str(standing) for standing in standings(held, downloads, SERIES)]
    assert status == [
        "2023-24 is held; new: 2022-23 (2022-06-22), 2024-25 (2024-06-20)",
        "2024-25 is held; new: 2025-26 (2026-09-17)",
        "nothing is held; new: 2026-09 (2026-09-17)",
    ]
    return refresh(held, downloads, only=SERIES)


def test_all_of_them_come_into_the_tables(done: Refreshed, held: Path, tables: Tables) -> None:
    assert done.changed
    validate(held)
    refreshed = load(held)
    budget, outturn = (refreshed.current(table) for table in ("budget", "outturn"))
    assert {"2022-23", "2024-25"} <= set(budget["period"])
    assert not {"2022-23", "2024-25"} & set(tables.current("budget")["period"])
    assert outturn["period"].max() == "2025-26"
    councils = budget[(budget["breakdown"] == "childrens_social_care") & (budget["area_code"] != "E92000001")]
    counts = councils.groupby("period", observed=True)["area_code"].nunique()
    assert (counts["2022-23"], counts["2024-25"]) == (152, 153)
    assert refreshed.sources["mhclg-ra-2022-23-2022-06"]["file"] == "RA_2022-23_data.ods"
    assert refreshed.sources["mhclg-time-series-2026-09"]["file"] == "Revenue_Outturn_time_series_data_v4.csv"


@pytest.mark.usefixtures("done")
def test_camden_has_the_figures_that_the_publisher_printed(held: Path) -> None:
    refreshed = load(held)
    for service, amounts in CAMDEN_2024_25.items():
        for table, amount in zip(("budget", "outturn"), amounts, strict=True):
            rows = refreshed.current(table)
            rows = rows[(rows["area_code"] == CAMDEN) & (rows["period"] == "2024-25") & (rows["breakdown"] == service)]
            assert list(rows["value"]) == [amount * 1000], (table, service)
    outturn = refreshed.observations("outturn")
    rows = outturn[(outturn["area_code"] == CAMDEN) & (outturn["period"] == "2024-25")]
    assert {"mhclg-rsx-2024-25-2025-12", "mhclg-time-series-2026-09"} <= set(rows["source_id"])


@pytest.mark.usefixtures("done")
def test_a_council_that_did_not_submit_a_return_has_no_figure(held: Path, tables: Tables) -> None:
    missing = tables.current("outturn")
    missing = missing[(missing["period"] == "2024-25") & (missing["marker"] == "x")]
    rows = load(held).observations("outturn")
    rows = rows[(rows["source_id"] == "mhclg-time-series-2026-09") & (rows["period"] == "2024-25")]
    assert set(rows.loc[rows["marker"] == "x", "area_code"]) == set(missing["area_code"])


def test_each_of_them_can_be_imported_from_a_file_at_hand(
    files: dict[str, bytes], copied: Path, tmp_path: Path, held: Path, done: Refreshed
) -> None:
    assert done.changed
    at_hand = tmp_path / "at hand"
    at_hand.mkdir()
    for name, content in files.items():
        (at_hand / name).write_bytes(content)
    with pytest.raises(Problem, match="does not say when it was published: give the month with --release 2026-09"):
        import_files([at_hand], copied)
    import_files([at_hand], copied, release="2026-09")
    for path in sorted(held.iterdir()):
        if path.name != "datapackage.json":
            assert (copied / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
@pytest.mark.usefixtures("done")
def test_the_report_is_built_from_them_and_passes_its_check(
    held: Path, valuing_care: ValuingCare, tmp_path: Path
) -> None:
    build = tmp_path / "build"
    made = valuing_care("report", "--engine", "pandoc", "--data", held, "--build", build)
    assert made.returncode == 0, made.stderr
    checked = valuing_care("check", "--build", build)
    assert checked.returncode == 0, checked.stdout
    stated = {entry["key"] for entry in json.loads((build / "headline.json").read_text(encoding="utf-8"))}
    assert {f"overspend_gbp[childrens_social_care]:E92000001:{period}" for period in ("2022-23", "2024-25")} <= stated
