"""What the repository promises to everyone who clones it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PHONY = set(" ".join(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)).split())
TARGETS = set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE))
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-validator.lock")


def tracked() -> list[Path]:
    """The files that git tracks, if this is a checkout."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).exists()]


def said_by_make(*arguments: str) -> str:
    """What make prints if it is not part of the make that may be running the tests."""
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(["make", *arguments], cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def text_of(path: Path) -> str:
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8")


def test_every_target_of_make_is_phony() -> None:
    assert TARGETS == PHONY


def test_the_targets_that_readers_are_promised_exist() -> None:
    assert {
        *("help", "report", "figures", "test", "test-fast", "test-full", "check", "format", "accept", "clean", "data"),
        "bench",
    } <= TARGETS


def test_make_alone_lists_every_target() -> None:
    assert set(re.findall(r"^make ([a-z-]+)", said_by_make(), re.MULTILINE)) == TARGETS


def test_make_clean_removes_build_and_nothing_else() -> None:
    assert said_by_make("--dry-run", "clean") == "rm -rf build\n"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_library_has_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8"))
    libraries = [entry for entry in entries if not entry.startswith("#")]
    assert libraries
    for library in libraries:
        assert re.match(r"[a-z0-9.-]+==\S+.*\\\n    --hash=sha256:[0-9a-f]{64}", library), library.partition("\n")[0]


def test_tests_run_on_the_libraries_that_the_report_is_built_with() -> None:
    report, test = (set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS[:2])
    assert report <= test


def test_every_declared_library_is_locked() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = declared["project"]["dependencies"] + declared["dependency-groups"]["build"]
    names = {re.split(r"[<>=]", requirement)[0].lower().replace("_", "-") for requirement in wanted}
    assert names <= set(re.findall(r"^([^=\s]+)==", (ROOT / LOCKS[0]).read_text(encoding="utf-8"), re.MULTILINE))


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    registries = [r"pypi\.o" + "rg", r"pythonhosted\.o" + "rg", r"npmjs\.o" + "rg", r"debian\.o" + "rg"]
    paths = r"(?:^|[^\w./])/(?:home|root|Users|work|tmp)/[A-Za-z.]"
    for path in tracked():
        found = re.search("|".join([*registries, paths]), text_of(path), re.MULTILINE)
        assert not found, f"{path.relative_to(ROOT)} holds {found[0]}"


def test_no_file_is_generated() -> None:
    assert not [path for path in tracked() if path.is_relative_to(ROOT / "build")]


def test_text_ends_its_lines_as_git_expects_and_its_files_with_one() -> None:
    for path in tracked():
        text = text_of(path)
        assert "\r" not in text, path.name
        assert not text or (text.endswith("\n") and not text.endswith("\n\n")), path.name


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
