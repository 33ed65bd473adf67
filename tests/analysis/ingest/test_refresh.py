"""The refresh as a whole, on the small country: all of it or nothing, whatever the publishers do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from analysis.ingest.download import Downloads, Limits, downloading
from analysis.ingest.importing import import_files
from analysis.ingest.refresh import Refreshed, held_editions, in_markdown, refresh, standings
from analysis.problem import Problem
from analysis.tables.loading import load
from tests.analysis.ingest.small_country import in_csv, looked_after, written
from tests.analysis.ingest.stand_in import faults
from tests.analysis.ingest.stand_in.publishers import (
    API,
    CATALOGUE,
    ExploreEducationStatistics,
    Version,
    identity,
    in_json,
)
from tests.analysis.ingest.stand_in.server import Answer, Fault, StandIn
from tests.analysis.ingest.test_importing import NEXT_YEAR, fingerprint

SLUG = "children-looked-after-in-england-including-adoptions"
TITLE = "Numbers of children looked after and rates per 10,000 children"
SERIES = ["looked-after"]
DATA_SET = f"{API}/data-sets/{identity(SLUG, TITLE)}"

YEAR_AFTER = {("2026", code): count for (_, code), count in NEXT_YEAR.items()} | {
    ("2026", "E92000001"): "670",
    ("2026", "E12000008"): "330",
    ("2026", "E10000016"): "332",
}


FIRST = Version("1.0", "2025", "2025-11-20", in_csv(looked_after(NEXT_YEAR)))


@pytest.fixture
def service(stand_in: StandIn) -> ExploreEducationStatistics:
    """The service with so many other publications that the one that is wanted stands on a second page."""
    service = ExploreEducationStatistics(stand_in, fillers=25)
    service.data_set(SLUG, TITLE, [FIRST])
    return service


@pytest.fixture
def downloads(stand_in: StandIn, tmp_path: Path) -> Iterator[Downloads]:
    limits = Limits(size=200_000, duration=20, silence=10)
    cache = tmp_path / "downloads" / "cache"
    with downloading(cache, transport=stand_in.network, limits=limits, pause=lambda _: None) as found:
        yield found


@pytest.fixture
def held(folder: Path, tmp_path: Path) -> Path:
    """Tables with the years to 2024."""
    import_files([written(tmp_path / "2024.csv", looked_after())], folder)
    return folder


def counts(folder: Path) -> dict[tuple[str, str], float]:
    current = load(folder).current("looked_after")
    rows = current[current["measure"] == "looked_after_children"]
    return dict(zip(zip(rows["period"], rows["area_code"], strict=True), rows["value"], strict=True))


def test_a_new_year_arrives_without_code(service: ExploreEducationStatistics, held: Path, downloads: Downloads) -> None:
    (before,) = standings(held, downloads, SERIES)
    assert str(before) == "2024 is held; new: 2025 (2025-11-20)"
    done = refresh(held, downloads, only=SERIES)
    assert done.changed
    assert counts(held)["2025", "E92000001"] == 660
    assert load(held).sources["dfe-cla-2025"]["file"] == "looked-after_2025.csv"
    (after,) = standings(held, downloads, SERIES)
    assert str(after) == "2025 is held; the publisher’s newest is 2025 (2025-11-20)"
    service.data_set(
        SLUG, TITLE, [FIRST, Version("2.0", "2026", "2026-11-19", in_csv(looked_after(NEXT_YEAR | YEAR_AFTER)))]
    )
    refresh(held, downloads, only=SERIES)
    assert counts(held)["2026", "E92000001"] == 670
    assert [edition for _, edition in held_editions(held, SERIES)] == ["2026"]


def test_the_older_release_stays_in_the_history(
    service: ExploreEducationStatistics, held: Path, downloads: Downloads
) -> None:
    revised = in_csv(looked_after(NEXT_YEAR | {("2024", "E06000001"): "113"}))
    service.data_set(SLUG, TITLE, [Version("1.0", "2025", "2025-11-20", revised)])
    refresh(held, downloads, only=SERIES)
    everything = load(held).observations("looked_after")
    rows = everything[
        (everything["area_code"] == "E06000001")
        & (everything["period"] == "2024")
        & (everything["measure"] == "looked_after_children")
    ]
    assert sorted(zip(rows["release"], rows["status"], rows["value"], strict=True)) == [
        ("2024", "superseded", 111.0),
        ("2025-11", "final", 113.0),
    ]


@pytest.mark.usefixtures("service")
def test_a_second_refresh_changes_no_byte_and_fetches_no_file(
    held: Path, downloads: Downloads, stand_in: StandIn
) -> None:
    refresh(held, downloads, only=SERIES)
    before = fingerprint(held)
    again = refresh(held, downloads, only=SERIES)
    assert not again.changed
    assert again.lines == ("The publishers have nothing that is not held: nothing is written.",)
    assert fingerprint(held) == before
    assert "If-None-Match" in stand_in.visits(r"/csv\?")[-1]


@pytest.mark.usefixtures("service")
def test_a_trial_says_everything_and_writes_nothing(held: Path, downloads: Downloads) -> None:
    before = fingerprint(held)
    trial = refresh(held, downloads, only=SERIES, trial=True)
    assert fingerprint(held) == before
    assert trial.lines[-1] == "Nothing is written: this was a trial."
    assert trial.lines[:-1] == refresh(held, downloads, only=SERIES).lines[:-1]


def test_a_corrected_version_replaces_its_release_and_its_publisher_is_quoted(
    service: ExploreEducationStatistics, held: Path, downloads: Downloads
) -> None:
    refresh(held, downloads, only=SERIES)
    corrected = in_csv(looked_after(NEXT_YEAR | {("2025", "E06000001"): "123"}))
    gone = {"indicators": [{"previousState": {"id": "a", "column": "number", "label": "Number"}}]}
    service.data_set(SLUG, TITLE, [FIRST, Version("1.1", "2025", "2025-12-11", corrected, gone)])
    (standing,) = standings(held, downloads, SERIES)
    assert "perhaps revised since: 2025 (2025-12-11)" in str(standing)
    done = refresh(held, downloads, only=SERIES)
    assert counts(held)["2025", "E06000001"] == 123
    assert done.lines[0] == "looked-after_2025.csv: its publisher says: number (indicators) is gone."


def test_a_version_that_is_withdrawn_is_not_taken(
    service: ExploreEducationStatistics, held: Path, downloads: Downloads
) -> None:
    wrong = Version("1.1", "2025", "2025-12-11", in_csv(looked_after()), status="Withdrawn")
    service.data_set(SLUG, TITLE, [FIRST, wrong])
    refresh(held, downloads, only=SERIES)
    assert counts(held)["2025", "E92000001"] == 660


def test_what_the_interface_lacks_is_found_in_the_catalogue(
    stand_in: StandIn, held: Path, downloads: Downloads
) -> None:
    service = ExploreEducationStatistics(stand_in, fillers=3)
    name = "cla_number_and_rate_per_10k_children.csv"
    service.catalogue_file(SLUG, "Placements", "cla_placements.csv", "2025", "2025-11-20", b"placements")
    service.catalogue_file(SLUG, "Numbers and rates", name, "2025", "2025-11-20", FIRST.content)
    refresh(held, downloads, only=SERIES)
    assert counts(held)["2025", "E92000001"] == 660
    assert load(held).sources["dfe-cla-2025"]["file"] == name
    assert stand_in.visits(f"^{CATALOGUE}/{identity(SLUG, name, '2025')}/csv$")


GROWN = NEXT_YEAR | {("2025", "E06000001"): "2420", ("2025", "E12000001"): "2640", ("2025", "E92000001"): "2960"}
WRONG: list[tuple[str, bytes, str]] = [
    ("last year's file under this year's name", in_csv(looked_after()), "is offered as that of 2025 and holds 2024"),
    ("another file in its place", b"time_period,geographic_level,new_la_code\n2025,National,\n", "is not recognised"),
    ("a page to sign in", faults.LOGIN, "sent a web page where csv was expected"),
    ("nothing", b"", "is empty"),
    ("cut short", FIRST.content[:-40], r"looked-after_2025.csv, row \d+ has"),
    ("a whole row less", FIRST.content.rstrip().rpartition(b"\n")[0], "has no row for Southshire in 2025"),
    (
        "a council twenty times as large",
        in_csv(looked_after(NEXT_YEAR | {("2025", "E06000001"): "2420"})),
        "but its authorities add up to",
    ),
    (
        "the same, with totals that fit",
        in_csv(looked_after(GROWN)),
        (
            r"^2 changes are larger than expected: looked_after_children:E92000001:2025 \(England has 2,960 in 2025, "
            r"640 in 2024: a change of \+362.5%, where at most 15.0% was expected\); "
            r"looked_after_children:E06000001:2025 .*"
            r"accepted by its name, --accept looked_after_children:E92000001:2025\.$"
        ),
    ),
]


@pytest.mark.parametrize(("what", "content", "sentence"), WRONG, ids=[what for what, *_ in WRONG])
def test_a_wrong_file_leaves_everything_as_it_was(
    service: ExploreEducationStatistics, held: Path, downloads: Downloads, what: str, content: bytes, sentence: str
) -> None:
    service.data_set(SLUG, TITLE, [Version("1.0", "2025", "2025-11-20", content)])
    before = fingerprint(held)
    with pytest.raises(Problem, match=sentence) as problem:
        refresh(held, downloads, only=SERIES)
    assert "\n" not in str(problem.value), what
    assert fingerprint(held) == before


def test_a_change_that_is_right_is_accepted_by_its_name(
    service: ExploreEducationStatistics, held: Path, downloads: Downloads
) -> None:
    service.data_set(SLUG, TITLE, [Version("1.0", "2025", "2025-11-20", in_csv(looked_after(GROWN)))])
    with pytest.raises(Problem, match=r"^1 change is larger than expected: looked_after_children:E06000001:2025"):
        refresh(held, downloads, only=SERIES, accepted=["looked_after_children:England:2025"])
    both = ["looked_after_children:England:2025", "looked_after_children:E06000001:2025"]
    done = refresh(held, downloads, only=SERIES, accepted=both)
    assert counts(held)["2025", "E06000001"] == 2420
    assert sum(line.startswith("Accepted: looked_after_children:") for line in done.lines) == 2
    assert "## Accepted against appearance" in in_markdown(done)


LASTING: list[tuple[str, Fault, int]] = [
    ("not found", faults.says(404), 1),
    ("down", faults.says(503), 5),
    ("busy for an hour", faults.busy("3600"), 1),
    ("cut", faults.cut(0), 5),
    ("compressed and cut", faults.truncated_gzip, 5),
    ("sign in", faults.login_page, 1),
    ("endless", faults.endless, 1),
    ("round in a circle", faults.leads_to(f"{API}/publications"), 6),
    ("elsewhere", faults.leads_to("https://example.org/"), 1),
]
ADDRESSES = {
    "the list of publications": f"^{API}/publications$",
    "the data sets": "/data-sets$",
    "the versions": "/versions$",
    "the file": "/csv$",
}


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(("what", "fault", "times"), LASTING, ids=[what for what, *_ in LASTING])
def test_a_publisher_that_fails_at_any_step_changes_nothing(
    held: Path, downloads: Downloads, stand_in: StandIn, what: str, fault: Fault, times: int
) -> None:
    before = fingerprint(held)
    for where, address in ADDRESSES.items():
        stand_in.misbehave("." if what == "round in a circle" else address, *[fault] * times)
        with pytest.raises(Problem) as problem:
            refresh(held, downloads, only=SERIES)
        assert "\n" not in str(problem.value), where
        assert fingerprint(held) == before, where
    assert refresh(held, downloads, only=SERIES).changed


OTHER_FORMS: list[Mapping[str, object] | Sequence[object] | str | None] = [
    {},
    [],
    "no",
    None,
    {"results": [{}], "paging": {"totalPages": 1}},
    {"results": [], "paging": {}},
    {"results": [{"slug": SLUG}], "paging": {"totalPages": 1}},
]


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("answer", OTHER_FORMS, ids=str)
def test_a_list_in_another_form_is_a_sentence(
    held: Path, downloads: Downloads, stand_in: StandIn, answer: object
) -> None:
    stand_in.serve(f"{API}/publications", in_json(answer))
    with pytest.raises(Problem, match="answers in another form than it used to"):
        refresh(held, downloads, only=SERIES)


def test_a_list_without_an_end_is_left(stand_in: StandIn, held: Path, downloads: Downloads) -> None:
    others = [{"id": "1", "slug": "another"}]
    stand_in.serve(f"{API}/publications", in_json({"results": others, "paging": {"totalPages": 10**9}}))
    with pytest.raises(Problem, match="goes on after 50 pages: it was left"):
        refresh(held, downloads, only=SERIES)
    assert len(stand_in.asked) == 50


def test_two_data_sets_of_one_name_are_not_guessed_between(
    service: ExploreEducationStatistics, held: Path, downloads: Downloads
) -> None:
    service.data_set(SLUG, TITLE + " by age", [FIRST])
    with pytest.raises(Problem, match=r"^2 data sets are called as .* one was expected"):
        refresh(held, downloads, only=SERIES)


def test_what_no_longer_goes_by_its_name_is_said(stand_in: StandIn, held: Path, downloads: Downloads) -> None:
    service = ExploreEducationStatistics(stand_in)
    service.catalogue_file(SLUG, "Placements", "cla_placements.csv", "2025", "2025-11-20", b"placements")
    (standing,) = standings(held, downloads, SERIES)
    assert str(standing).startswith("2024 is held. The publisher lists no file of Children looked after")
    with pytest.raises(
        Problem, match=r"under the series looked-after. It has the file cla_placements.csv of 2025. Nothing"
    ):
        refresh(held, downloads, only=SERIES)


def test_an_unknown_series_is_met_with_those_there_are(held: Path, downloads: Downloads) -> None:
    with pytest.raises(Problem, match=r"^No series is called nonsense: there are looked-after, .*, outturn, "):
        standings(held, downloads, ["nonsense"])


@pytest.mark.usefixtures("service")
def test_a_disk_too_full_to_lay_out_what_came_is_said_so(
    held: Path, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(held)
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "looked-after_2025.csv":
            raise OSError(28, "No space left on device")
        return write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(Problem, match=r"^looked-after_2025.csv cannot be laid out .*\(No space left on device\)"):
            refresh(held, downloads, only=SERIES)
    assert fingerprint(held) == before


def test_the_summary_for_a_pull_request_names_what_came_and_no_text_of_theirs_is_markup(
    service: ExploreEducationStatistics, held: Path, downloads: Downloads
) -> None:
    hostile = "looked after per 10,000 [x](https://example.org) <script>@everyone"
    ExploreEducationStatistics.data_set(service, SLUG, hostile, [])
    service.data_set("another-one", TITLE, [])
    done = refresh(held, downloads, only=SERIES)
    text = in_markdown(done)
    assert "- **Children looked after in England including adoptions**, 2025, published 2025-11-20" in text
    assert done.fetched[0].sha256 in text
    assert "- looked\\_after: 42 rows added, 28 rows changed." in text
    assert "<script>" not in text


def test_nothing_newer_is_a_summary_too() -> None:
    assert in_markdown(Refreshed(("Nothing.",), changed=False)) == "## No newer releases\n\n\n## Tables\n\n- Nothing.\n"


def test_series_that_are_declared_wrongly_are_named(held: Path, downloads: Downloads) -> None:
    package = json.loads((held / "datapackage.json").read_text(encoding="utf-8"))
    mistakes: dict[str, Callable[[dict[str, object]], object]] = {
        "needs a table that is listed": lambda entry: entry.update(table="nonsense"),
        "a group called edition": lambda entry: entry.update(sources="dfe-cla-.*"),
        "cannot be read": lambda entry: entry.pop("since"),
        "two of one name": lambda entry: entry.update(name="referrals"),
    }
    for sentence, mistake in mistakes.items():
        wrong = json.loads(json.dumps(package))
        mistake(wrong["series"][0])
        (held / "datapackage.json").write_text(json.dumps(wrong), encoding="utf-8")
        with pytest.raises(Problem, match=sentence):
            standings(held, downloads)


def test_an_answer_is_kept_apart_from_the_file_that_it_names(stand_in: StandIn, downloads: Downloads) -> None:
    stand_in.serve(f"{API}/publications", Answer(b"{}"))
    assert downloads.json(f"{API}/publications") == {}
    assert downloads.last(f"{API}/publications") != downloads.last(DATA_SET)
