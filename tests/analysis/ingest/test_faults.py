"""Whatever ends an import, the tables are in their old state or in their new one, whole."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.ingest.importing import import_files
from tests.analysis.ingest.small_country import looked_after, written
from tests.analysis.ingest.test_importing import NEXT_YEAR

WHOLE = re.compile(r"(done|refused|killed), left (old|new), then (old|new)")


@pytest.fixture
def country_of_files(folder: Path) -> Iterator[Path]:
    """The tables of the small country, a file that they hold and one that they do not, where anybody may look."""
    with tempfile.TemporaryDirectory() as name:
        here = Path(name) / "here"
        here.mkdir()
        Path(name).chmod(0o755)
        folder.rename(here / "data")
        import_files([written(here / "held.csv", looked_after())], here / "data")
        written(here / "new.csv", looked_after(NEXT_YEAR))
        yield here


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "endings"),
    [
        ("killed_at_every_step", {"killed, left old, then old", "killed, left new, then new"}),
        ("killed_at_random", set()),
        ("refused_by_the_disk", {"refused, left old, then old"}),
        ("without_room", {"refused, left old, then old", "done, left new, then new"}),
        ("read_only", {"refused, left old, then old"}),
        ("two_at_once", set()),
    ],
)
def test_an_import_that_a_fault_ends_leaves_the_old_state_or_the_new_one_whole(
    root: Path, country_of_files: Path, kind: str, endings: set[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.analysis.ingest.faults", kind, str(country_of_files), "16"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    print(kind, found)  # noqa: T201 - how many of each were tried
    assert endings <= found.keys()
    broken = {ending: count for ending, count in found.items() if kind != "two_at_once" and not WHOLE.fullmatch(ending)}
    assert not broken, done.stderr[-2000:]
