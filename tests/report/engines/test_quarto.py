"""The Quarto engine: how it is called, what becomes of its faults, and that it says what the embedded engine says."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from analysis.problem import Problem
from report import engines
from report.engines import pandoc, quarto
from report.engines.quarto import Quarto
from report.engines.self_contained import refuse_what_is_fetched
from report.manuscript.document import Manuscript
from report.review.print_text import read_print
from tests.conftest import ValuingCare, interruptible
from tests.report.conftest import Elements

STAND_IN = Path(__file__).parent / "stand_in.py"


def program(path: Path, words: str) -> Path:
    """A program of the shell at a path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A path that holds the stand-in as its only Quarto; this is its program."""
    words = f'exec {shlex.quote(sys.executable)} -I {shlex.quote(str(STAND_IN))} "$@"'
    found = program(tmp_path / "a path" / "quarto", words)
    monkeypatch.setenv("PATH", f"{found.parent}:/usr/bin:/bin")
    monkeypatch.setenv("STAND_IN_PANDOC", str(pandoc.program()))
    monkeypatch.setenv("STAND_IN_RECORD", str(tmp_path / "calls"))
    monkeypatch.setenv("STAND_IN_CHILD", str(tmp_path / "child"))
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    return found


@pytest.fixture
def engine(stand_in: Path) -> Quarto:
    return Quarto(stand_in, "1.9.38")


def calls(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "calls").read_text(encoding="utf-8").splitlines()]


def is_running(process: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked about does not."""
    status = Path(f"/proc/{process}/stat")
    if Path("/proc/self/stat").exists():
        return status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def child_has_ended(tmp_path: Path) -> bool:
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    for _ in range(50):
        if not is_running(child):
            return True
        time.sleep(0.02)
    return False


def test_quarto_is_taken_from_the_path_or_from_where_it_is_named(
    stand_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quarto.installed() == Quarto(stand_in, "1.9.38")
    named = program(tmp_path / "elsewhere" / "quarto-1.6", "echo 1.6.40")
    monkeypatch.setenv("QUARTO_PATH", str(named))
    assert quarto.installed() == Quarto(named, "1.6.40")
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(Problem, match=r"QUARTO_PATH is .*nowhere, but there is no program"):
        quarto.installed()


def test_auto_takes_quarto_where_it_is_and_serves_there_what_else_is_asked_for(
    stand_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = engines.choose("auto")
    assert taken.name == "quarto"
    assert set(taken.renderers) == set(engines.choose("pandoc").renderers)
    monkeypatch.setenv("PATH", str(stand_in.parent.parent))
    assert engines.choose("auto").name == "pandoc"
    with pytest.raises(Problem, match="Quarto was not found on the path: install it"):
        engines.choose("quarto")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("echo 1.3.450", r"is Quarto 1\.3\.450 and 1\.4 or newer is needed: install it, or use --engine pandoc"),
        ("echo 0.9", r"is Quarto 0\.9 and 1\.4 or newer"),
        ("echo hello", r"does not say which Quarto it is, it ended with exit status 0 and said “hello”"),
        ("echo 1.9.38; exit 3", r"does not say which Quarto it is, it ended with exit status 3"),
        ("head -c 3000 /dev/urandom", r"does not say which Quarto it is"),
    ],
)
def test_a_quarto_that_is_too_old_or_none_is_said_in_one_sentence_and_auto_does_without(
    stand_in: Path, said: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(stand_in, said)
    with pytest.raises(Problem, match=sentence) as raised:
        engines.choose("quarto")
    assert "\n" not in str(raised.value)
    assert engines.choose("auto").name == "pandoc"
    monkeypatch.setenv("QUARTO_PATH", str(stand_in))
    with pytest.raises(Problem, match=sentence):
        engines.choose("auto")


def test_a_file_that_is_no_program_is_said_in_one_sentence(stand_in: Path) -> None:
    stand_in.write_bytes(b"\x7fELF and nothing more")
    with pytest.raises(Problem, match=r"could not be run .*use --engine pandoc"):
        quarto.installed()


def test_quarto_is_called_by_its_documented_command_line_in_a_folder_of_its_own(
    engine: Quarto, manuscript: Manuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PROFILE", "somebody-else")
    monkeypatch.setenv("QUARTO_PANDOC", "/opt/conda/bin/pandoc")
    engine.html(manuscript)
    engine.pdf(manuscript)
    page, printed = calls(tmp_path)
    assert page["arguments"] == ["render", "manuscript.md", "--to", "html", "--no-execute"]
    assert printed["arguments"] == ["render", "manuscript.md", "--to", "typst", "--no-execute"]
    assert page["folder"] != printed["folder"]
    assert not Path(page["folder"]).exists()
    for call in (page, printed):
        assert {"_quarto.yml", "manuscript.md", "manuscript.lua", "report.html", "report.typ"} <= set(call["files"])
        assert not [name for name in call["files"] if name.endswith((".ipynb", ".qmd", ".py"))]
        assert call["session"]
        assert call["input"] == ""
        environment = call["environment"]
        assert "QUARTO_PROFILE" not in environment
        assert environment["QUARTO_PANDOC"] == "/opt/conda/bin/pandoc"  # how Conda tells Quarto where its parts are
        assert {environment[name] for name in ("TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME")} == {call["folder"]}
        assert environment["HTTPS_PROXY"] == environment["http_proxy"] == "http://127.0.0.1:9"
        assert environment["NO_COLOR"] == "1"


def test_quarto_is_told_to_execute_and_number_nothing_and_finds_nothing_to_number(
    engine: Quarto, manuscript: Manuscript, tmp_path: Path
) -> None:
    engine.pdf(manuscript)
    (call,) = calls(tmp_path)
    lines = [line.strip() for line in call["settings"].splitlines()]
    told = {"enabled: false", "number-sections: false", "embed-resources: true", "citeproc: true"}
    assert told <= set(lines)
    assert f"from: {pandoc.READER}" in lines
    assert "{#fig-" not in call["manuscript"]
    assert "{#tbl-" not in call["manuscript"]
    assert '::: {.figure place="fig-rate" number="1"}' in call["manuscript"]
    assert "{{<" not in call["manuscript"]


def test_what_the_stand_in_makes_with_the_same_pandoc_is_the_same_to_the_byte(
    engine: Quarto, manuscript: Manuscript, page: str, document: bytes
) -> None:
    assert engine.html(manuscript).decode() == page
    assert engine.pdf(manuscript) == document


def test_a_heading_without_a_number_keeps_the_label_that_links_lead_to(engine: Quarto) -> None:
    text = "---\ntitle: T\n---\n\n# Preface {#sec-preface .unnumbered}\n\nSee [the preface](#sec-preface).\n"
    typst = engine._rendered(Manuscript(text, 0, [], [], [], []), "typst", ".typ")
    assert "= Preface\n<sec-preface>" in typst


def test_two_runs_at_once_share_no_file(engine: Quarto, manuscript: Manuscript, page: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: engine.html(manuscript).decode(), range(2)))
    assert made == [page, page]
    assert len({call["folder"] for call in calls(tmp_path)}) == 2


FAILED = "Quarto 1.9.38 could not render the report as html, it "
WROTE = "What Quarto 1.9.38 wrote as "
FAULTS = {
    ("fails", "html"): f"{FAILED}ended with exit status 1 and said “ERROR: Error running filter manuscript.lua: / "
    "manuscript.lua:7: attempt to index a nil value in manuscript.md”.",
    ("is killed", "html"): f"{FAILED}was killed by signal 9 and said nothing.",
    ("writes nothing", "html"): f"{FAILED}ended with exit status 0 and said “Output created: elsewhere.html”.",
    ("writes garbage", "html"): f"{WROTE}html is no text: use --engine pandoc,",
    ("writes garbage", "pdf"): f"{WROTE}typst is no text: use --engine pandoc,",
    ("cuts the page short", "html"): f"{WROTE}HTML is no whole page: use --engine pandoc,",
    ("loses a table", "html"): f"{WROTE}HTML has no place for table:tbl-regions: use --engine pandoc,",
    ("links scripts", "html"): "The page that Quarto 1.9.38 wrote needs "
    "https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.6/require.min.js, which is not in it,",
}


@pytest.mark.parametrize(("behaviour", "form"), FAULTS)
def test_a_fault_of_quarto_is_one_sentence(
    engine: Quarto, manuscript: Manuscript, behaviour: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", behaviour)
    with pytest.raises(Problem) as raised:
        getattr(engine, form)(manuscript)
    assert str(raised.value).startswith(FAULTS[behaviour, form])
    assert "\n" not in str(raised.value)


def test_a_quarto_that_hangs_is_stopped_with_all_that_it_started(
    engine: Quarto, manuscript: Manuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", "hangs")
    monkeypatch.setattr(quarto, "TIME_LIMIT", 1.0)
    with pytest.raises(Problem, match=r"did not finish \(render manuscript.md --to\) within 1 seconds and was stopped"):
        engine.html(manuscript)
    assert child_has_ended(tmp_path)


def test_a_child_that_quarto_leaves_behind_neither_delays_the_report_nor_outlives_it(
    engine: Quarto, manuscript: Manuscript, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", "leaves a child")
    assert engine.html(manuscript).decode() == page
    assert child_has_ended(tmp_path)


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_interrupted_build_takes_quarto_with_it(
    root: Path, tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    rendering = (
        "import sys; from report import cli, engines\n"
        "from report.manuscript.document import Manuscript\n"
        "empty = Manuscript('---\\ntitle: T\\n---\\n', 0, [], [], [], [])\n"
        "render = lambda **_: engines.choose('quarto').renderers['html'](empty)\n"
        "cli.valuing_care.commands['report'].callback = render\n"
        "sys.exit(cli.main(['report']))"
    )
    environment = os.environ | {"STAND_IN": "hangs", "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", interruptible(rendering)], cwd=root, env=environment, stderr=subprocess.PIPE, text=True
    ) as build:
        while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text():
            assert build.poll() is None
            time.sleep(0.02)
        build.send_signal(sent)
        assert build.stderr
        assert build.stderr.read() == ""
    assert build.returncode == status
    assert child_has_ended(tmp_path)
    assert not list(tmp_path.glob("valuing-care-*"))


@pytest.mark.parametrize(
    "foreign",
    [
        '<link rel="stylesheet" href="site_libs/bootstrap.min.css">',
        '<img src="figures/rate.svg" alt="">',
        '<svg><image href="https://example.org/a.png"/></svg>',
        "<style>@import 'fonts.css';</style>",
        '<style>@font-face{src:url("https://example.org/a.woff")}</style>',
        '<p style="background:url(a.png)">',
        '<iframe src="//example.org"></iframe>',
    ],
)
def test_a_page_that_fetches_anything_is_refused(foreign: str) -> None:
    with pytest.raises(Problem, match=r"needs .*, which is not in it"):
        refuse_what_is_fetched(f"<html><head></head><body>{foreign}</body></html>", "Quarto")


def test_the_page_of_the_report_fetches_nothing_and_keeps_its_links(page: str) -> None:
    refuse_what_is_fetched(page, "pandoc")
    refuse_what_is_fetched('<a href="https://www.gov.uk">a</a><img src="data:image/png;base64,AA==">', "pandoc")


@pytest.mark.slow  # two builds of every format
@pytest.mark.usefixtures("stand_in")
def test_word_and_spreadsheets_are_the_same_whatever_the_engine(
    built: Path, valuing_care: ValuingCare, tmp_path: Path
) -> None:
    build = tmp_path / "build"
    done = valuing_care("report", "--engine", "quarto", "--format", "docx", "--format", "ods", "--build", build)
    assert done.returncode == 0, done.stderr
    for name in ("report/valuing-care.docx", "report/valuing-care.ods", "figures/demand-rates.png"):
        assert (build / name).read_bytes() == (built / name).read_bytes()
    assert json.loads((build / "manifest.json").read_text(encoding="utf-8"))["engine"] == "quarto 1.9.38"


def attributes(page: Elements, *names: str) -> list[str | None]:
    """What the elements of a page have of some attributes."""
    return [value for _, held in page.found for name, value in held.items() if name in names]


@pytest.fixture(scope="module")
def real() -> Quarto:
    """The Quarto of this machine."""
    if not (os.environ.get("QUARTO_PATH") or shutil.which("quarto")):
        pytest.skip("Quarto is not installed: neither is it on the path nor does QUARTO_PATH name it")
    found = quarto.installed()
    assert found
    return found


def test_both_engines_say_the_same_in_the_page(real: Quarto, manuscript: Manuscript, page: str) -> None:
    ours, theirs = Elements(page), Elements(real.html(manuscript).decode())
    assert theirs.words == ours.words
    alternatives = ("alt", "aria-label", "title")
    assert attributes(theirs, *alternatives) == attributes(ours, *alternatives)
    assert [link.get("href") for link in theirs.all("a")] == [link.get("href") for link in ours.all("a")]
    assert {*attributes(ours, "id")} <= {*attributes(theirs, "id")}


def test_both_engines_say_the_same_in_print(real: Quarto, manuscript: Manuscript, document: bytes) -> None:
    printed = real.pdf(manuscript)
    alternatives = tuple(figure.alt for figure in manuscript.figures)
    assert read_print(printed).alternatives == read_print(document).alternatives == alternatives
    pdftotext = shutil.which("pdftotext")
    if not pdftotext:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    ours, theirs = (
        subprocess.run([pdftotext, "-", "-"], input=content, check=True, capture_output=True).stdout.split()
        for content in (document, printed)
    )
    assert theirs == ours
