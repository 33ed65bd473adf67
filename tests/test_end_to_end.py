"""The whole way: the command line on the real tables, and the files that readers open."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

from analysis.formulas.results import INDICATOR_COLUMNS
from report.review import accepted
from tests.conftest import OfficialFiles, ValuingCare, contents, interruptible

HEADLINE_FIELDS = {
    *("key", "label", "value", "unit", "text", "numerator", "denominator", "area", "period", "definition", "sources"),
}


@pytest.fixture(scope="session")
def headline(built: Path) -> list[dict[str, object]]:
    """Every number that a reader sees."""
    entries: list[dict[str, object]] = json.loads((built / "headline.json").read_text(encoding="utf-8"))
    return entries


class _Text(HTMLParser):
    """The words of a page with its alternative texts, without style and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [f" {text} " for name, text in attrs if name in {"alt", "aria-label"} and text]
        self._silent += tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def plain(text: str) -> str:
    """Words as a reader sees them, with one space for any white space."""
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="session")
def page(built: Path) -> str:
    """The words of the HTML report."""
    parser = _Text()
    parser.feed((built / "report" / "valuing-care.html").read_text(encoding="utf-8"))
    return plain("".join(parser.words))


def printed_words(pdf: Path, *pages: str) -> str:
    """The words of a PDF, or of some of its pages, as a PDF reader extracts them."""
    pdftotext = shutil.which("pdftotext")
    if not pdftotext:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    return subprocess.run([pdftotext, *pages, pdf, "-"], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def print_out(built: Path) -> str:
    """The words of the PDF report, and its alternative texts."""
    pdf = built / "report" / "valuing-care.pdf"
    words = printed_words(pdf)
    with pikepdf.open(pdf) as document:
        tags = [part for part in document.objects if isinstance(part, pikepdf.Dictionary)]
        return plain(" ".join([words, *(str(tag["/Alt"]) for tag in tags if "/Alt" in tag)]))


def test_the_indicators_command_writes_what_the_report_does_as_one_table_sorted_by_key(
    valuing_care: ValuingCare, built: Path, tmp_path: Path
) -> None:
    done = valuing_care("indicators", "--build", tmp_path / "build")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == ["claims.csv", "indicators.csv"]
    for name in ("claims.csv", "indicators.csv"):
        assert (tmp_path / "build" / name).read_bytes() == (built / name).read_bytes()
    with (tmp_path / "build" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == (*INDICATOR_COLUMNS, "lower_95", "upper_95", "lower_998", "upper_998")
    keys = [(row["indicator"], row["breakdown"], row["area_code"], row["period"]) for row in rows]
    assert keys == sorted(set(keys))
    assert not {value for row in rows for value in row.values() if value.lower() in {"nan", "none", "inf", "-inf"}}


@pytest.mark.slow  # .ci/run compares two builds too, of two time zones
def test_two_builds_give_the_same_bytes_on_another_account_in_another_folder_and_time_zone(
    root: Path, built: Path, every_format: list[str], tmp_path: Path
) -> None:
    place, home = tmp_path / "another place", tmp_path / "another user"
    for name in ("analysis", "data", "figures", "report"):
        shutil.copytree(root / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(root / name, place)
    # Settings that a user may have for the programs that the report is made with.
    for name, content in {
        ".config/matplotlib/matplotlibrc": "font.size: 30\naxes.facecolor: red\n",
        ".local/share/pandoc/default.csl": "no style",
        ".local/share/pandoc/abbreviations": "the\n",
        ".ipython/profile_default/startup/00-first.py": "print('started')\n",
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(content, encoding="utf-8")
    elsewhere = {
        "HOME": str(home),
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": str(place),
        "SOURCE_DATE_EPOCH": "0",
        "TZ": "Pacific/Auckland",
        "USER": "another",
    }
    hidden = ("XDG_", "MPL", "IPYTHON", "JUPYTER")
    folders = ["--data", str(place / "data"), "--build", str(place / "build")]
    done = subprocess.run(
        [sys.executable, "-m", "report.cli", "report", "--engine", "pandoc", *every_format, *folders],
        cwd=home,
        env={name: value for name, value in os.environ.items() if not name.startswith(hidden)} | elsewhere,
        umask=0o077,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    one, other = contents(built), contents(place / "build")
    differing = {name for name in {*one, *other} if one.get(name) != other.get(name)}
    # These say which commit is checked out, and the other place is no checkout.
    assert differing <= {"manifest.json", "ro-crate-metadata.json", ".keys.json"}
    record, elsewhere_recorded = json.loads(one["manifest.json"]), json.loads(other["manifest.json"])
    assert elsewhere_recorded == record | {"revision": None}


def test_every_format_that_is_asked_for_is_there_and_every_file_is_recorded(built: Path) -> None:
    suffixes = {path.suffix for path in (built / "report").iterdir()}
    assert suffixes == {".html", ".pdf", ".docx", ".ods", ".xlsx"}
    record = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    seen = {name: content for name, content in contents(built).items() if not name.startswith(".")}
    found = {name: hashlib.sha256(content).hexdigest() for name, content in seen.items()}
    recorded = {name: about["sha256"] for name, about in record["outputs"].items()}
    assert {*found} - {*recorded} == {"manifest.json", "ro-crate-metadata.json"}
    assert recorded.items() <= found.items()
    crate = json.loads((built / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    files = {entity["@id"] for entity in crate["@graph"] if entity["@type"] == "File"}
    assert files == {*found} - {"ro-crate-metadata.json"}


def test_every_chart_is_a_drawing_a_picture_and_its_data(built: Path) -> None:
    figures = built / "figures"
    drawings = {path.stem for path in figures.glob("*.svg")}
    assert drawings
    assert drawings == {path.stem for path in figures.glob("*.png")}
    assert drawings <= {path.stem for path in figures.glob("*.csv")}


def test_every_chart_says_where_its_numbers_come_from_and_whom_they_cover(built: Path) -> None:
    page = (built / "report" / "valuing-care.html").read_text(encoding="utf-8")
    charts = re.findall(r'<figure[^>]* id="(fig-[^"]+)".*?<div class="caption">(.*?)</div>', page, re.DOTALL)
    assert len(charts) >= 12
    for chart, caption in charts:
        assert re.search(r"Sources?: ", caption), chart
        assert re.search(r"England|council|Claims", caption), chart


def test_a_build_that_is_interrupted_says_nothing_and_leaves_nothing(root: Path, tmp_path: Path) -> None:
    # As the installed command starts. Under `python -m`, an interrupt that falls into an `exec` (every dataclass has
    # one) is raised again by Python after the command has ended well.
    code = interruptible("import sys; from report.cli import main; sys.exit(main())")
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        [*command, "report", "--engine", "pandoc", "--build", tmp_path / "build"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as build:
        assert build.stdout
        assert build.stderr
        build.stdout.readline()
        build.send_signal(signal.SIGINT)
        assert build.stderr.read() == ""
    assert build.returncode == 130
    assert not (tmp_path / "build").exists()


def test_every_headline_number_has_what_is_needed_to_check_it(headline: list[dict[str, object]]) -> None:
    assert headline
    for entry in headline:
        assert set(entry) >= HEADLINE_FIELDS, entry["key"]
        assert entry["definition"] or entry["formula"], entry["key"]


def test_every_headline_number_is_in_the_page_and_in_the_print(
    headline: list[dict[str, object]], page: str, print_out: str
) -> None:
    texts = {plain(str(entry["text"])) for entry in headline}
    assert not {text for text in texts if text not in page}
    # A line of the print may break within a number's words; the digits hold together.
    assert not {text for text in texts if text.replace(" ", "") not in print_out.replace(" ", "")}


def test_the_quick_list_of_numbers_equals_that_of_the_report(
    valuing_care: ValuingCare, built: Path, tmp_path: Path
) -> None:
    assert valuing_care("headline", "--build", tmp_path).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*accepted.STATED, "inputs.json", "registered.csv"]
    )
    for name in accepted.STATED:
        assert (tmp_path / name).read_bytes() == (built / name).read_bytes()


def test_the_report_states_the_numbers_that_were_accepted(root: Path, built: Path) -> None:
    expected = root / accepted.FOLDER / "headline.json"
    if not expected.exists():
        pytest.skip("no numbers have been accepted yet: make accept takes those of a build")
    stated = set(accepted.headline((built / "headline.json").read_text(encoding="utf-8")).splitlines())
    moved = sorted(stated ^ set(expected.read_text(encoding="utf-8").splitlines()))
    remedy = "`valuing-care diff` says which, by how much and why; `make accept` takes them."
    assert not moved, f"{len(moved)} lines have moved: {remedy}\n" + "\n".join(moved[:10])


def test_what_moved_is_printed_and_written_as_a_page(valuing_care: ValuingCare, built: Path, tmp_path: Path) -> None:
    done = valuing_care("diff", built, built, "--markdown", "--build", tmp_path)
    called = "/".join(built.parts[-2:])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"**From {called} to {called}, none of the report’s numbers moved.**\n"
    assert "none of the report’s numbers moved" in (tmp_path / "report" / "changes.html").read_text(encoding="utf-8")


def test_a_comparison_with_an_unknown_revision_is_refused_in_one_sentence(
    valuing_care: ValuingCare, built: Path, tmp_path: Path
) -> None:
    done = valuing_care("diff", "no-such-revision", built, "--build", tmp_path / "build")
    assert (done.returncode, done.stdout) == (1, "")
    assert "'no-such-revision'" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "build").exists()


def test_the_contents_of_the_print_take_one_page(built: Path) -> None:
    words = printed_words(built / "report" / "valuing-care.pdf", "-f", "2", "-l", "3")
    listed, first_chapter = words.split("\f")[:2]
    assert listed.startswith("Contents")
    assert ". . . ." in listed
    assert first_chapter.startswith("1 Summary")


def test_no_reader_meets_a_leftover(page: str, print_out: str) -> None:
    leftovers = r"\{\{|\}\}|\{%|\?\?|@(?:fig|tbl|sec)-|\b(?:nan|NaN|NaT|inf)\b|\bNone\b(?! of\b)"
    assert not re.findall(leftovers, page)
    assert not re.findall(leftovers, print_out)


def test_the_report_passes_its_own_checks(valuing_care: ValuingCare, built: Path) -> None:
    done = valuing_care("check", "--build", built)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_number_changed_only_in_the_page_fails_the_checks(
    valuing_care: ValuingCare, built: Path, headline: list[dict[str, object]], tmp_path: Path
) -> None:
    shutil.copytree(built, tmp_path / "build")
    page = tmp_path / "build" / "report" / "valuing-care.html"
    text = next(str(entry["text"]) for entry in headline if entry["key"] == "looked_after_children:E92000001:2025")
    html = page.read_text(encoding="utf-8")
    page.write_text(html.replace(f">{text}</", f">{text}1</", 1), encoding="utf-8")
    done = valuing_care("check", "--build", tmp_path / "build")
    assert done.returncode == 1
    assert f"{text}1" in done.stdout
    assert done.stderr.count("\n") == 1


def test_every_number_of_the_text_leads_to_its_entry_and_the_entry_leads_back(built: Path) -> None:
    html = (built / "report" / "valuing-care.html").read_text(encoding="utf-8")
    names = re.findall(r'\bid="([^"]+)"', html)
    assert len(names) == len(set(names))
    leads = set(re.findall(r'\bhref="#([^"]+)"', html))
    assert leads <= set(names)
    numbers = re.findall(r'<a href="#(n-[0-9a-f]{8})"(?: id="([^"]+)")? class="number"', html)
    assert len(numbers) > 200
    assert {name for _, name in numbers if name} <= leads
    assert not re.findall(r'<span class="number"[^>]*>[^<]*\d', re.sub(r"<h\d.*?</h\d>", "", html))


def test_word_leads_from_the_same_numbers_to_the_same_entries_as_the_page(built: Path) -> None:
    page = (built / "report" / "valuing-care.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(built / "report" / "valuing-care.docx") as parts:
        text = parts.read("word/document.xml").decode()
    links = re.findall(r'<w:hyperlink w:anchor="([^"]+)">(.*?)</w:hyperlink>', text)
    numbers = [anchor for anchor, words in links if 'w:val="NumberLink"' in words]
    assert numbers == re.findall(r'<a href="#([^"]+)" (?:id="[^"]+" )?class="number(?: compiled)?"', page)
    assert {anchor for anchor, _ in links} <= set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', text))


def test_the_page_fetches_nothing(built: Path) -> None:
    html = (built / "report" / "valuing-care.html").read_text(encoding="utf-8")
    fetched = [tag for tag in re.findall(r'(?:src|srcset|poster)="([^"]*)"', html) if not tag.startswith("data:")]
    links = [tag for tag in re.findall(r"<link\b[^>]*>", html) if "href" in tag and "data:" not in tag]
    imports = re.findall(r"@import|url\((?!['\"]?(?:data:|#))", html)
    assert (fetched, links, imports) == ([], [], [])


def test_tables_that_do_not_exist_are_named_and_nothing_is_written(valuing_care: ValuingCare, tmp_path: Path) -> None:
    for command in (["indicators"], ["report", "--engine", "pandoc"]):
        done = valuing_care(*command, "--data", tmp_path / "nowhere", "--build", tmp_path / "build")
        assert done.returncode == 1
        assert "nowhere" in done.stderr
        assert done.stderr.count("\n") == 1
        assert not (tmp_path / "build").exists()


def test_a_table_without_a_column_is_one_sentence_that_names_file_and_column(
    valuing_care: ValuingCare, copied: Path, tmp_path: Path
) -> None:
    table = copied / "population.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("marker", "mark", 1), encoding="utf-8")
    done = valuing_care("indicators", "--data", copied, "--build", tmp_path / "build")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "population.csv" in done.stderr
    assert "marker" in done.stderr


def test_an_error_page_saved_as_a_table_changes_nothing(
    valuing_care: ValuingCare, data: Path, copied: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "RA_2024-25_data_Part_1.csv"
    wrong.write_text("<!DOCTYPE html><html><body>404</body></html>", encoding="utf-8")
    done = valuing_care("data", "import", wrong, "--data", copied)
    assert done.returncode == 1
    assert done.stderr.startswith("RA_2024-25_data_Part_1.csv is a web page")
    assert contents(copied) == contents(data)


def test_importing_the_same_files_again_says_so_and_changes_nothing(
    valuing_care: ValuingCare, data: Path, official: OfficialFiles, copied: Path
) -> None:
    done = valuing_care("data", "import", *official.of("dfe-"), "--data", copied)
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing is written" in done.stdout
    assert contents(copied) == contents(data)


def test_the_tables_hold_what_their_data_package_says(valuing_care: ValuingCare) -> None:
    assert valuing_care("data", "validate").returncode == 0
