"""The script within a page: modules joined in their order, data that stays data, and the policy."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from report.engines import script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    modules = {
        "area": 'import * as place from "./place.js";\nexport function current() {\n  return place.all;\n}\n',
        "box": 'import * as area from "./area.js";\nconst code = area.current();\n',
        "place": "export const all = new Map();\nexport async function load() {}\n",
        "rows": 'import * as area from "./area.js";\n',
    }
    for name, text in modules.items():
        (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def sharing(folder: Path) -> Path:
    """A folder whose module imports one that pages share, and one that none needs."""
    page, shared = folder / "page", folder / "script"
    page.mkdir()
    shared.mkdir()
    (page / "chooser.js").write_text('import * as names from "../script/names.js";\n', encoding="utf-8")
    (shared / "names.js").write_text('import * as texts from "./texts.js";\n', encoding="utf-8")
    (shared / "texts.js").write_text("export const none = 0;\n", encoding="utf-8")
    (shared / "unpack.js").write_text("export const all = 1;\n", encoding="utf-8")
    return page


def modules(text: str) -> list[str]:
    return re.findall(r"^const (\w+) = \(\(\) => \{$", text, re.MULTILINE)


def test_a_module_follows_those_that_it_imports_and_its_names_are_its_own(folder: Path) -> None:
    joined = script.joined(folder)
    assert modules(joined) == ["place", "area", "box", "rows"]
    assert "return { all, load };" in joined
    assert not re.search(r"^(?:import|export) ", joined, re.MULTILINE)


def test_of_two_scripts_the_first_has_a_module_with_its_imports_and_the_second_the_rest(folder: Path) -> None:
    first, second = script.joined_in_two(folder, "box")
    assert (modules(first), modules(second)) == (["place", "area", "box"], ["rows"])


def test_of_the_modules_that_pages_share_a_page_has_those_that_it_imports(sharing: Path) -> None:
    joined = script.joined(sharing)
    assert modules(joined) == ["texts", "names", "chooser"]
    assert not re.search(r"^(?:import|export) ", joined, re.MULTILINE)


def test_data_in_a_page_ends_no_element() -> None:
    hostile = ["</script><script>alert(1)</script>", "<!--"]
    text = script.block("places", hostile)
    held = re.fullmatch(r'<script type="application/json" id="places">(.*)</script>', text)
    assert held
    assert "<" not in held[1]
    assert json.loads(held[1]) == hostile


def test_the_policy_allows_the_scripts_given_and_nothing_else() -> None:
    digest = base64.b64encode(hashlib.sha256(b"let a;").digest()).decode()
    rules = dict(rule.strip().split(" ", 1) for rule in script.policy("let a;").split(";"))
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
