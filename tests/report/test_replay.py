"""The report of other years: its tables, its pages, and that its sentences stay true."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from analysis.indicators.definitions import definitions
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import Tables, load, validate
from analysis.tables.periods import ending_year
from analysis.tables.replay import with_next_year
from report import replay
from report.build import build_report
from report.cli import main
from report.manuscript.draft import measured
from report.manuscript.values import Values
from report.replay import Replay, build_replays, index, names, page, write_tables
from report.review.checks import faults
from report.review.page_text import Block, Piece

YEAR = "2019"
SAMPLE = ("2017", "2021")
"""The first year, and one in which series have not begun or have a gap: tried without ``--full`` too."""
REPLAYS = [
    pytest.param(name, marks=() if name in SAMPLE else pytest.mark.slow)
    for name in names(int(max(load(Path(__file__).parents[2] / "data").current("looked_after")["period"])))
]
PUBLISHED_APART = (
    "looked_after",
    "population",
    "children_in_need",
    "section_251",
    "budget",
    "outturn",
    "outturn_childrens_lines",
    "unit_costs",
    "placements",
)
"""The tables that go on: a refresh can bring one of them months before the others."""


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def earlier(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The tables of a year that has been, and for how many figures only a later release is held."""
    folder = tmp_path_factory.mktemp("replay") / "data"
    return folder, write_tables(data, folder, YEAR)


@pytest.fixture(scope="module")
def turned(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a year to come."""
    folder = tmp_path_factory.mktemp("replay") / "data"
    assert write_tables(data, folder, "turned") == 0
    return folder


def test_the_tables_of_a_year_end_with_it(earlier: tuple[Path, int]) -> None:
    folder, later_releases = earlier
    tables = load(folder)
    for name in ("looked_after", "children_in_need", "section_251", "budget", "outturn", "unit_costs", "deflators"):
        assert ending_year(max(tables.observations(name)["period"])) == int(YEAR), name
    assert max(tables.observations("population")["period"]) == str(int(YEAR) - 1)
    assert tables.observations("placements").empty
    written = [table(folder, path.stem) for path in folder.glob("*.csv")]
    figures = sum(len(rows) for rows in written if "release" in rows)
    assert 0 < later_releases < figures


def test_no_claim_of_a_replay_is_younger_or_compared_with_one_published_later(data: Path, tmp_path: Path) -> None:
    write_tables(data, tmp_path / "data", "2021")
    claims = table(tmp_path / "data", "claims").set_index("claim_id")
    assert claims["published"].max() < "2022"
    assert claims.at["ccn-projection-children-2025", "compare_with"] == ""
    assert claims.at["lga-gap-2025", "compare_with"] == "nlgn-gap-2025"


def test_a_year_to_come_has_every_series_that_goes_on(turned: Path, tables: Tables) -> None:
    to_come = max(tables.current("looked_after")["period"].astype(int)) + 1
    after = load(turned)
    for name in ("looked_after", "section_251", "budget", "outturn", "unit_costs", "placements"):
        assert ending_year(max(after.observations(name)["period"])) == to_come, name
    assert max(after.observations("population")["period"]) == str(to_come - 1)
    assert table(turned, "section_251_lines").equals(table(tables.folder, "section_251_lines"))


def test_prices_rise_in_a_year_to_come_in_which_all_else_falls(data: Path, tmp_path: Path) -> None:
    prices = table(data, "deflators")
    without = prices[prices["period"] < prices["period"].max()]
    folder = shutil.copytree(data, tmp_path / "data")
    without.to_csv(folder / "deflators.csv", index=False, lineterminator="\n")
    write_tables(folder, tmp_path / "replayed", "turned")
    continued = table(tmp_path / "replayed", "deflators").sort_values("period")["value"].astype(float)
    assert len(continued) == len(without) + 1
    assert continued.is_monotonic_increasing


def test_what_is_replayed_is_as_the_data_package_says(turned: Path) -> None:
    assert validate(turned)
    assert json.loads((turned / "datapackage.json").read_text(encoding="utf-8"))["replay"] == "turned"


def block(text: str, kind: str = "p") -> Block:
    return Block("sec-x", kind, (Piece(text),))


@pytest.mark.parametrize("name", REPLAYS)
def test_indicators_and_claims_of_another_year_are_computed(name: str, data: Path, tmp_path: Path) -> None:
    write_tables(data, tmp_path / "data", name)
    known = measured(tmp_path / "data")
    newest = max(known.tables.current("looked_after")["period"])
    rows = known.indicators[known.indicators["indicator"] == "looked_after_children"]
    assert max(rows.loc[rows["value"].notna(), "period"]) == newest
    assert len(known.claims) == len(known.tables.claims)
    values = Values(known.indicators, known.tables.areas, definitions(), is_replay=True)
    assert values.periods("children_by_placement[a_kind_to_come]", ENGLAND) == []


TODAY = [block("They rose by 2.4% to 81,770. It is the highest number since 2010."), block("A chart.", "alt")]


def test_a_page_marks_sentences_with_other_words_and_no_other_numbers() -> None:
    then = [block("They rose by 3% to 77,150. It is the lowest number since 2010."), block("A chart.", "alt")]
    text = page(Replay("2018", [], then, 1200), TODAY, "")
    assert "They rose by 3% to 77,150.<br><mark>It is the lowest number since 2010.</mark>" in text
    assert "Of 1,200 figures only a release of later years is held." in text
    assert text.index("not here") < text.index("It is the highest number since 2010.")


def test_a_page_names_its_faults_and_shows_what_the_data_says_as_it_is() -> None:
    text = page(Replay("turned", ["sec-x: “<b>”"], [block("A & B <i>")], 0), [block("A & B <i>")], "")
    assert "<h2>1 fault</h2>" in text
    assert "<li>sec-x: “&lt;b&gt;”</li>" in text
    assert "<p>A &amp; B &lt;i&gt;</p>" in text
    assert "There are none." in text


def test_the_index_leads_to_every_replay_and_counts_its_faults() -> None:
    text = index([Replay("2018", ["one", "two"], [], 1200), Replay("turned", [], [], 0)], "")
    assert '<a href="2018.html">2018</a></th><td class="right">2</td><td class="right">1,200</td>' in text
    assert '<a href="turned.html">Turned</a></th><td class="right">0</td><td class="right">0</td>' in text


def test_a_replay_that_is_none_is_refused_with_those_that_there_are(data: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"There is no replay '2016': expected one of 2017, 2018, .*, turned\."):
        build_replays(data, tmp_path, ["2016"], print)


@pytest.mark.parametrize(("faults", "status"), [([], 0), (["sec-x: a fault", "sec-y: another"], 1)])
def test_the_command_names_faults_and_fails_if_there_are_any(
    faults: Sequence[str], status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [Replay("2018", [], [], 0), Replay("turned", faults, [], 0)]
    monkeypatch.setattr(replay, "build_replays", lambda *_: found)
    assert main(["replay", "2018", "turned"]) == status
    said = capsys.readouterr()
    assert said.out.splitlines() == [f"turned: {fault}" for fault in faults]
    assert said.err == ("The replays with the faults above are not as they should be: turned.\n" if faults else "")


@pytest.mark.slow
def test_the_report_of_every_other_year_is_built_and_passes_its_check(
    data: Path, tables: Tables, tmp_path: Path
) -> None:
    said: list[str] = []
    replays = build_replays(data, tmp_path, [], said.append)
    assert [replay.name for replay in replays] == names(max(tables.current("looked_after")["period"].astype(int)))
    assert {replay.name: replay.faults for replay in replays if replay.faults} == {}
    assert {path.stem for path in (tmp_path / "replay").iterdir()} == {"index", *(replay.name for replay in replays)}
    assert said[-1] == str(tmp_path / "replay" / "index.html")


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED_APART)
def test_the_report_is_built_and_passes_its_check_if_one_table_is_a_year_ahead_of_the_others(
    name: str, data: Path, tables: Tables, tmp_path: Path
) -> None:
    folder, today = shutil.copytree(data, tmp_path / "data"), table(data, name)
    to_come = int(max(tables.current("looked_after")["period"])) + 1
    ahead = with_next_year(today, "continuing", to_come, mid_year=name == "population")
    assert len(ahead) > len(today)
    ahead.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    build = tmp_path / "build"
    build_report(folder, build, "pandoc", ["html", "pdf"], print, progress_to=io.StringIO())
    assert faults(build) == []
