"""What the documents say of the code is so."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from docs import architecture, indicators
from report.cli import valuing_care

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / folder / "README.md" for folder in ("data", "report", "tests/expected")),
    ]
)
TARGETS = set(re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
FOLDERS = "analysis|benchmarks|data|docs|figures|report|tests"
NOT_HERE = re.compile("NN-|foster_carers|plain_text|report/valuing-care")
"""Parts of the names of files that a reader makes by a how-to, or that lie in build/."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page" in metafunc.fixturenames:
        metafunc.parametrize("page", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES])


def code_in(page: Path) -> str:
    """What a page sets as code."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", page.read_text(encoding="utf-8"), re.DOTALL))


def test_the_picture_shows_the_imports_of_the_code() -> None:
    drawn = architecture.picture(architecture.rooms())
    assert (ROOT / "docs/architecture.svg").read_text(encoding="utf-8") == drawn, "run make docs"


def test_the_picture_has_an_arrow_for_every_import_that_no_other_explains() -> None:
    imports = {"report.manuscript": {"figures", "analysis.claims"}, "figures": {"analysis.claims"}}
    drawn = architecture.picture(imports | {"analysis.claims": set[str]()})
    assert "figures to report.manuscript" in drawn
    assert "analysis.claims to figures" in drawn
    assert "analysis.claims to report.manuscript" not in drawn


def test_every_room_is_described() -> None:
    described = re.findall(r"^\| `([\w./]+)` \|", (ROOT / "docs/architecture.md").read_text("utf-8"), re.MULTILINE)
    rooms = {room.replace(".", "/") for room in {*architecture.rooms(), architecture.COMMANDS}}
    assert rooms == {name.removesuffix("/").removesuffix(".py") for name in described}


def test_the_page_of_indicators_is_what_the_code_defines() -> None:
    assert indicators.PAGE.read_text(encoding="utf-8") == indicators.page(), "run make docs"


def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S))
    assert not [target for target in targets if not (page.parent / target).exists()]


def test_every_file_that_is_named_exists(page: Path) -> None:
    named = re.findall(rf"(?<![\w./-])(?:{FOLDERS})/[\w./-]*[\w/](?![\w*{{<])", code_in(page))
    assert not [name for name in named if not NOT_HERE.search(name) and not (ROOT / name).exists()]


def test_every_command_that_is_named_exists(page: Path) -> None:
    code = code_in(page)
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code)) <= TARGETS
    for words in re.findall(r"valuing-care((?: [^\s`]+)+)", code):
        command: click.Command = valuing_care
        options = {"--version", "--help"}
        for word in words.split():
            if isinstance(command, click.Group) and re.fullmatch(r"[a-z]+", word):
                assert word in command.commands, words
                command = command.commands[word]
                options |= {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", words)) <= options, words
