"""Downloads from a server that misbehaves in every way that servers do."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from analysis.ingest.download import HOSTS, Downloads, Limits, downloading, file_name
from analysis.problem import Problem, Unreachable
from tests.analysis.ingest.stand_in import faults
from tests.analysis.ingest.stand_in.server import Answer, Fault, StandIn, no_network

FILE = "https://assets.publishing.service.gov.uk/media/68f/RA_2026-27_data_Part_1.csv"
CONTENT = b"".join(b"%d,a line of a table\n" % number for number in range(400))
LIMITS = Limits(size=100_000, duration=20, silence=10)
IMPATIENT = Limits(size=100_000, duration=0.5, silence=0.2)

Pauses = list[float]


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn().open() as server:
        server.serve(FILE, Answer(CONTENT, "text/csv"))
        yield server


@pytest.fixture
def pauses() -> Pauses:
    return []


@pytest.fixture
def downloads(stand_in: StandIn, tmp_path: Path, pauses: Pauses) -> Iterator[Downloads]:
    with downloading(
        tmp_path / "cache", transport=stand_in.network, limits=LIMITS, pause=pauses.append, contact="a@example.org"
    ) as found:
        yield found


def kept(tmp_path: Path) -> set[str]:
    """The contents in the cache, and what is left of downloads that did not come to an end."""
    contents = {path.name for path in (tmp_path / "cache" / "contents").iterdir()}
    return contents | {path.suffix for path in (tmp_path / "cache" / "addresses").iterdir() if path.suffix != ".json"}


def test_a_file_is_asked_for_with_a_contact_and_kept_by_its_content(
    stand_in: StandIn, downloads: Downloads, tmp_path: Path
) -> None:
    assert downloads.content(FILE, size=len(CONTENT)) == CONTENT
    assert kept(tmp_path) == {downloads.last(FILE)}
    assert stand_in.visits(FILE)[0]["User-Agent"] == "valuing-care (a@example.org)"


def test_what_has_not_changed_is_not_sent_again(stand_in: StandIn, downloads: Downloads) -> None:
    first, again = downloads.content(FILE), downloads.content(FILE)
    assert first == again == CONTENT
    assert "If-None-Match" in stand_in.visits(FILE)[1]


def test_what_has_changed_is_sent_anew(stand_in: StandIn, downloads: Downloads) -> None:
    downloads.content(FILE)
    stand_in.serve(FILE, Answer(CONTENT + b"more", "text/csv"))
    assert downloads.content(FILE) == CONTENT + b"more"


def test_a_copy_that_was_spoilt_is_not_believed(stand_in: StandIn, downloads: Downloads, tmp_path: Path) -> None:
    downloads.content(FILE)
    (tmp_path / "cache" / "contents" / downloads.last(FILE)).write_bytes(b"spoilt")
    assert not downloads.last(FILE)
    assert downloads.content(FILE) == CONTENT
    assert "If-None-Match" not in stand_in.visits(FILE)[1]


@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_download_goes_on_where_it_was(stand_in: StandIn, downloads: Downloads, packed: bool) -> None:  # noqa: FBT001 - a case
    stand_in.serve(FILE, Answer(CONTENT, "text/csv", packed=packed))
    stand_in.misbehave(FILE, faults.cut(300), faults.cut(0))
    assert downloads.content(FILE) == CONTENT
    assert [visit.get("Range", "") for visit in stand_in.visits(FILE)][0:2] == ["", "bytes=300-"]


def test_a_cut_download_goes_on_in_another_run(stand_in: StandIn, tmp_path: Path, pauses: Pauses) -> None:
    stand_in.misbehave(FILE, faults.cut(1000))
    once = Limits(attempts=1)
    with (
        downloading(tmp_path / "cache", transport=stand_in.network, limits=once, pause=pauses.append) as first,
        pytest.raises(Problem, match="failed 1 times"),
    ):
        first.content(FILE)
    with downloading(tmp_path / "cache", transport=stand_in.network, pause=pauses.append) as second:
        assert second.content(FILE) == CONTENT
    assert stand_in.visits(FILE)[1]["Range"] == "bytes=1000-"


def test_a_cut_download_starts_anew_where_the_file_has_changed(stand_in: StandIn, downloads: Downloads) -> None:
    newer = CONTENT.upper()
    answers = iter((Answer(CONTENT, "text/csv"), Answer(newer, "text/csv")))
    stand_in.pages[FILE] = lambda _: next(answers)
    stand_in.misbehave(FILE, faults.cut(301))
    assert downloads.content(FILE) == newer
    assert stand_in.visits(FILE)[1]["Range"] == "bytes=301-"


PASSING: list[tuple[str, list[Fault]]] = [
    ("too many requests", [faults.busy("2")]),
    ("an error of the server, twice", [faults.says(500), faults.says(503)]),
    ("cut at once", [faults.cut(0)]),
    ("cut within", [faults.cut(5_000)]),
    ("cut again and again", [faults.cut(100), faults.cut(50), faults.cut(7)]),
    ("a compressed body cut short", [faults.truncated_gzip]),
    ("a compressed body damaged", [faults.damaged_gzip]),
    ("fewer bytes than the publisher says", [faults.fewer_than_there_are]),
    ("more bytes said than sent", [faults.more_than_there_are]),
    ("goes on elsewhere than it should", [faults.cut(300), faults.goes_on_elsewhere]),
    ("leads to itself, once", [faults.leads_to(FILE)]),
]


@pytest.mark.parametrize(("what", "met"), PASSING, ids=[what for what, _ in PASSING])
def test_what_passes_is_waited_for(
    stand_in: StandIn, downloads: Downloads, tmp_path: Path, what: str, met: list[Fault]
) -> None:
    stand_in.misbehave(FILE, *met)
    assert downloads.content(FILE, size=len(CONTENT)) == CONTENT, what
    assert kept(tmp_path) == {downloads.last(FILE)}


LASTING: list[tuple[str, list[Fault], str, int]] = [
    ("not found", [faults.says(404)], r"has no RA_2026-27_data_Part_1.csv", 1),
    ("taken back", [faults.says(410)], r"has no RA_2026-27", 1),
    ("forbidden", [faults.says(403)], r"refuses \(status 403\)", 1),
    ("always busy", [faults.says(503)] * 5, r"failed 5 times to send RA_.*\(status 503\): try again later", 5),
    ("cut each time", [faults.cut(0)] * 5, r"failed 5 times .*connection was cut", 5),
    ("asks to wait for an hour", [faults.busy("3600")], r"asks to wait 3,600 seconds", 1),
    ("a page to sign in", [faults.login_page], r"sent a web page where RA_", 1),
    ("a page to sign in, said to be a table", [faults.login_page_as_csv], r"sent a web page where RA_", 1),
    ("without an end", [faults.endless], r"sends more than 100,000 bytes", 1),
    ("unpacks to too much", [faults.gzip_bomb(200_000)], r"unpacks to more than 100,000 bytes", 1),
    ("leads round in a circle", [faults.leads_to(FILE)] * 9, r"leads from one address to the next", 6),
    ("leads to another host", [faults.leads_to("https://example.org/x.csv")], r"https://example.org, to which", 1),
    ("leads off HTTPS", [faults.leads_to(FILE.replace("https", "http"))], r"^http://assets.*is not asked", 1),
    ("leads to a file", [faults.leads_to("file:///etc/hostname")], r"^file://, to which .* is not asked", 1),
    ("always fewer bytes", [faults.fewer_than_there_are] * 5, r"bytes came where its publisher says", 5),
]


@pytest.mark.parametrize(("what", "met", "sentence", "visits"), LASTING, ids=[case[0] for case in LASTING])
def test_what_does_not_pass_is_one_sentence_and_nothing_is_kept(
    stand_in: StandIn,
    downloads: Downloads,
    tmp_path: Path,
    what: str,
    met: list[Fault],
    sentence: str,
    visits: int,
) -> None:
    stand_in.misbehave(FILE, *met)
    with pytest.raises(Problem, match=sentence) as problem:
        downloads.content(FILE, size=len(CONTENT))
    assert "\n" not in str(problem.value)
    assert str(problem.value).endswith("."), what
    assert len(stand_in.visits(FILE)) == visits
    assert not {name for name in kept(tmp_path) if not name.startswith(".")}


def test_a_byte_now_and_then_is_not_waited_for_without_end(stand_in: StandIn, tmp_path: Path, pauses: Pauses) -> None:
    stand_in.misbehave(FILE, faults.drip(0.01))
    with (
        downloading(tmp_path / "cache", transport=stand_in.network, limits=IMPATIENT, pause=pauses.append) as downloads,
        pytest.raises(Problem, match=r"was not done with RA_.* after 0.5 seconds: .* it goes on where it was\.$"),
    ):
        downloads.content(FILE)
    assert not {name for name in kept(tmp_path) if not name.startswith(".")}
    with downloading(tmp_path / "cache", transport=stand_in.network) as downloads:
        assert downloads.content(FILE) == CONTENT
    assert stand_in.visits(FILE)[-1]["Range"].startswith("bytes=")


def test_silence_is_a_fault_that_may_pass(stand_in: StandIn, tmp_path: Path, pauses: Pauses) -> None:
    stand_in.misbehave(FILE, *[faults.silence(2)] * 2)
    twice = Limits(attempts=2, silence=0.2)
    with (
        downloading(tmp_path / "cache", transport=stand_in.network, limits=twice, pause=pauses.append) as downloads,
        pytest.raises(Problem, match=r"failed 2 times .* \(nothing came for 0.2 seconds\)"),
    ):
        downloads.content(FILE)
    assert pauses == [1]


def test_the_publisher_says_how_long_to_wait(stand_in: StandIn, downloads: Downloads, pauses: Pauses) -> None:
    at = {"Retry-After": "Sun, 06 Nov 2026 08:49:57 GMT", "Date": "Sun, 06 Nov 2026 08:49:37 GMT"}
    stand_in.misbehave(FILE, faults.busy("7"), faults.says(503, at), faults.says(500), faults.busy("soon"))
    downloads.content(FILE)
    # A time is set against the publisher's own clock, or passed over where it says none that can be understood.
    assert pauses[0] == 7
    assert pauses[2:] == [4, 8]


def test_an_answer_that_is_no_list_is_said_to_be_none(downloads: Downloads) -> None:
    with pytest.raises(Problem, match="answered with something else than the list that was expected"):
        downloads.json(FILE)


@pytest.mark.parametrize(
    "address",
    [
        "http://www.gov.uk/a.csv",
        "https://www.gov.uk.example.org/a.csv",
        "https://127.0.0.1/a.csv",
        "ftp://www.gov.uk/a",
    ],
)
def test_nobody_but_the_publishers_is_asked(stand_in: StandIn, downloads: Downloads, address: str) -> None:
    with pytest.raises(Problem, match="is not asked"):
        downloads.content(address)
    assert not stand_in.asked


def test_every_host_is_a_publishers_own() -> None:
    assert all(host.endswith((".gov.uk", ".nomisweb.co.uk")) for host in HOSTS)


def test_without_a_network_that_is_said_soon(tmp_path: Path, pauses: Pauses) -> None:
    network = httpx.MockTransport(no_network)
    with (
        downloading(tmp_path / "cache", transport=network, pause=pauses.append) as downloads,
        pytest.raises(Unreachable, match=r"^assets.publishing.service.gov.uk cannot be reached$"),
    ):
        downloads.content(FILE)
    assert sum(pauses) == 1


def test_a_host_that_does_not_prove_who_it_is_is_no_missing_network(tmp_path: Path, pauses: Pauses) -> None:
    def refuses(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("failed", request=request) from ssl.SSLCertVerificationError(1, "self-signed")

    with (
        downloading(tmp_path / "cache", transport=httpx.MockTransport(refuses), pause=pauses.append) as downloads,
        pytest.raises(Problem, match="does not prove that it is who it says") as problem,
    ):
        downloads.content(FILE)
    assert not isinstance(problem.value, Unreachable)


def test_two_at_once_do_not_mix(stand_in: StandIn, downloads: Downloads, tmp_path: Path) -> None:
    with (
        pytest.raises(Problem, match="Another refresh is asking the publishers"),
        downloading(tmp_path / "cache", transport=stand_in.network),
    ):
        pass
    assert downloads.content(FILE) == CONTENT


def test_a_folder_that_cannot_be_written_is_said_so(stand_in: StandIn, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    with (
        pytest.raises(Problem, match=r"Downloads cannot be kept in .*cache .*--cache"),
        downloading(tmp_path / "cache", transport=stand_in.network),
    ):
        pass


def test_a_full_disk_is_said_so_and_nothing_half_is_kept(
    downloads: Downloads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(Problem, match=r"cannot be kept .*\(No space left on device\)"):
            downloads.content(FILE)
    assert not kept(tmp_path) - {".part", ".begun"}
    assert downloads.content(FILE) == CONTENT


def test_the_progress_of_a_download_adds_up(stand_in: StandIn, tmp_path: Path) -> None:
    reported: list[tuple[str, int, int | None]] = []

    def report(name: str, here: int, expected: int | None) -> None:
        reported.append((name, here, expected))

    with downloading(tmp_path / "cache", transport=stand_in.network, on_progress=report) as downloads:
        downloads.content(FILE)
    assert reported[-1] == ("RA_2026-27_data_Part_1.csv", len(CONTENT), len(CONTENT))


@pytest.mark.parametrize("last", ["..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "a%00b", "%0a", "", ".bashrc", "a\\..\\b"])
def test_no_name_leads_out_of_its_folder(last: str, tmp_path: Path) -> None:
    name = file_name(f"https://www.gov.uk/media/{last}")
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()
    assert name.isprintable()
