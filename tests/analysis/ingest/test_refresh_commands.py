"""What is held and what is newer, as its user asks on the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from analysis.ingest import download
from report import cli
from report.cli.data import shortened
from tests.analysis.ingest.small_country import in_csv, looked_after
from tests.analysis.ingest.stand_in import faults
from tests.analysis.ingest.stand_in.publishers import (
    FINANCE,
    Attachment,
    ExploreEducationStatistics,
    GovUk,
    Version,
)
from tests.analysis.ingest.stand_in.server import StandIn, no_network
from tests.analysis.ingest.test_importing import NEXT_YEAR, fingerprint
from tests.analysis.ingest.test_refresh import SLUG, TITLE

Command = Callable[..., int]


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn().open() as server:
        service = ExploreEducationStatistics(server)
        service.data_set(SLUG, TITLE, [Version("1.0", "2025", "2025-11-20", in_csv(looked_after(NEXT_YEAR)))])
        yield server


@pytest.fixture
def ask(stand_in: StandIn, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs an action of ``valuing-care data`` on the stand-in, for children looked after."""
    asked = partial(download.downloading, transport=stand_in.network, pause=lambda _: None)
    monkeypatch.setattr(download, "downloading", asked)

    def run(action: str, *more: str) -> int:
        where = ["--data", str(folder), "--cache", str(tmp_path / "downloads" / "cache"), "--only", "looked-after"]
        return cli.main(["data", action, *where, *more])

    return run


def test_status_and_refresh_speak_a_line_each(ask: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("status") == 0
    assert capsys.readouterr().out == "looked-after: nothing is held; new: 2025 (2025-11-20).\n"
    assert ask("refresh", "--dry-run") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing is written: this was a trial."
    assert ask("refresh") == 0
    said = capsys.readouterr().out.splitlines()
    assert "looked_after: 42 rows added." in said
    assert said[-1] == "To see which numbers of the report move: make report, then valuing-care diff."
    assert ask("status") == 0
    assert capsys.readouterr().out.startswith("looked-after: 2025 is held; the publisher’s newest is 2025")


def test_status_says_what_it_saw_under_a_name_that_nothing_looks_for(
    ask: Command, stand_in: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    title = "Local authority revenue expenditure and financing England: {} budget individual local authority data"
    pages = GovUk(stand_in)
    for years, published, name in (
        ("2025 to 2026", "2025-06-19", "RA_2025-26_data_Part_1.ods"),
        ("2026 to 2027", "2026-06-11", "Budget_2026-27.ods"),
    ):
        pages.document(FINANCE, title.format(years), published, [Attachment(name, name, b"E-code")])
    assert ask("status", "--only", "budget") == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "budget: nothing is held; new: 2025-26 (2025-06-19); seen under names that are not looked for: "
        "2026-27 (2026-06-11) with Budget_2026-27.ods."
    )


def test_without_a_network_what_is_held_is_said_and_the_status_is_its_own(
    ask: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    asked = partial(download.downloading, transport=httpx.MockTransport(no_network))
    monkeypatch.setattr(download, "downloading", asked)
    assert ask("refresh") == 3
    capsys.readouterr()
    before = fingerprint(folder)
    sentence = "api.education.gov.uk cannot be reached: the tables stay as they are, and the report builds from them.\n"
    assert ask("refresh") == cli.UNREACHABLE == 3
    assert capsys.readouterr() == ("", sentence)
    assert ask("status") == 3
    assert capsys.readouterr() == ("looked-after: nothing is held.\n", sentence)
    assert fingerprint(folder) == before


def test_a_list_that_cannot_be_read_keeps_nobody_from_hearing_of_the_others(
    ask: Command, stand_in: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("status", "--only", "referrals") == 1
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "looked-after: nothing is held; new: 2025 (2025-11-20)."
    assert told.out.splitlines()[1].startswith("referrals: nothing is held. content.explore-education-statistics")
    assert told.err == "What is newer could not be found out for referrals.\n"
    assert stand_in.visits("/publications/children-in-need/title$")


def test_a_refusal_is_one_sentence_and_leaves_no_summary(
    ask: Command, stand_in: StandIn, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    stand_in.misbehave("/csv$", faults.login_page)
    assert ask("refresh", "--markdown", str(tmp_path / "summary.md")) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "summary.md").exists()


def test_a_summary_that_is_too_long_is_cut_at_a_line() -> None:
    text = "".join(f"line {number}\n" for number in range(20_000))
    short = shortened(text)
    assert len(short) < 65_536
    shown, _, rest = short.partition("\n\nAnd ")
    assert text.startswith(shown + "\n")
    assert rest == f"{20_000 - shown.count(chr(10)) - 1:,} more lines: valuing-care diff prints them all.\n"


@pytest.mark.slow
def test_a_refresh_that_is_killed_leaves_the_tables_as_they_were_or_as_they_are_to_be(
    stand_in: StandIn, folder: Path, tmp_path: Path, root: Path
) -> None:
    command = root / "tests" / "analysis" / "ingest" / "stand_in" / "command.py"
    arguments = ["--data", str(folder), "--cache", str(tmp_path / "cache"), "--only", "looked-after"]
    call = [sys.executable, str(command), str(stand_in.port), "data", "refresh", *arguments]
    environment = os.environ | {"PYTHONPATH": str(root)}
    begun = time.monotonic()
    done = subprocess.run([*call, "--dry-run"], env=environment, cwd=root, check=True, capture_output=True, text=True)
    whole = time.monotonic() - begun
    assert "this was a trial" in done.stdout
    before = fingerprint(folder)
    states = [before]
    for part in range(1, 7):
        with subprocess.Popen(call, env=environment, cwd=root, stdout=subprocess.DEVNULL) as process:
            time.sleep(whole * part / 6)
            process.send_signal(signal.SIGKILL)
        # The next one undoes what the one that was killed left beside the tables.
        subprocess.run([*call, "--dry-run"], env=environment, cwd=root, check=True, capture_output=True)
        states.append(fingerprint(folder))
    subprocess.run(call, env=environment, cwd=root, check=True, capture_output=True)
    after = fingerprint(folder)
    assert after != before
    assert all(state in (before, after) for state in states)
