"""Processes that work for another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from multiprocessing import get_all_start_methods
from pathlib import Path

import pytest

POOL = """
import os, time
from report.processes import pool

if __name__ == "__main__":
    with pool(1, "{start}") as worker:
        print(worker.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


@pytest.mark.parametrize("start", ["spawn", "fork"])
@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_ends_with_the_process_it_works_for(tmp_path: Path, start: str, ended_by: signal.Signals) -> None:
    script = tmp_path / "first.py"
    script.write_text(POOL.format(start=start))
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as first:
        assert first.stdout
        worker = int(first.stdout.readline())
        os.kill(worker, 0)
        first.send_signal(ended_by)
        assert first.stdout.read() == "", "the worker has the same output, and closes it when it ends"


SETTING = """
import os
from report.formats.pictures import pictures
from report.processes import pool, start

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'

if __name__ == "__main__":
    print(start())
    for _ in range(2):
        with pool(1, start()) as worker:
            assert worker.submit(pictures, {"a": DRAWING}).result() == pictures({"a": DRAWING})
    print(start())
"""


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="This system forks no processes.")
def test_a_process_that_has_set_pages_forks_no_others(tmp_path: Path) -> None:
    script = tmp_path / "first.py"
    script.write_text(SETTING)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["fork", "spawn"]


FAILING = """
import signal
import sys
from report.processes import pool

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for _ in range(30):
        try:
            with pool(1, "fork"):
                raise LookupError
        except LookupError:
            pass
"""


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="This system forks no processes.")
def test_a_worker_that_is_not_wanted_any_more_ends_without_a_word(tmp_path: Path) -> None:
    script = tmp_path / "first.py"
    script.write_text(FAILING)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
