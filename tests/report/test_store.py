"""The build folder is one state: whole, old or new, whatever stops the process that writes it."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.problem import Problem
from report import store

ROUNDS = 12
FILES = 40
WRITER = f"""
import sys
from pathlib import Path
from report import store

build, first = Path(sys.argv[1]), int(sys.argv[2])
for generation in range(first, first + int(sys.argv[3])):
    with store.held(build):
        files = {{f"figures/{{number}}-{{generation % 2}}.svg": b"%d" % generation for number in range({FILES})}}
        files |= {{f"{{number}}.csv": b"%d" % generation * 1000 for number in range({FILES})}}
        store.put(files.items(), build, gone=store.within(build, ["figures"]))
    print(generation, flush=True)
"""


def writer(build: Path, first: int, count: int) -> subprocess.Popen[str]:
    """A process that puts one generation of files after another into a folder."""
    command = [sys.executable, "-c", WRITER, str(build), str(first), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def generations(build: Path) -> set[str]:
    """The generations that the files of a folder are of, new ones not yet declared good apart; each must be whole."""
    found = set()
    for path in build.rglob("*"):
        if path.is_file() and not path.relative_to(build).parts[0].startswith(".new-"):
            text = path.read_text()
            generation = text[: len(text) // 1000] if path.suffix == ".csv" else text
            assert text in (generation, generation * 1000)
            found.add(generation)
    return found


def names(build: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.relative_to(build).as_posix() for path in build.rglob("*") if path.is_file())


def test_files_are_put_in_place_and_what_an_earlier_build_left_goes(tmp_path: Path) -> None:
    store.write({"figures/old.svg": b"old", "report/valuing-care.pdf": b"1"}, tmp_path)
    store.write({"figures/new.svg": b"new", "report/valuing-care.html": b"2"}, tmp_path)
    assert names(tmp_path) == ["figures/new.svg", "report/valuing-care.html", "report/valuing-care.pdf"]


def test_what_is_gone_goes_with_the_new_files_and_not_before(tmp_path: Path) -> None:
    store.write({"a.csv": b"1", "b.csv": b"1"}, tmp_path)

    def new() -> Iterator[tuple[str, bytes]]:
        yield "a.csv", b"2"
        assert (tmp_path / "a.csv").read_bytes() == b"1"
        assert (tmp_path / "b.csv").exists()

    with store.held(tmp_path):
        store.put(new(), tmp_path, gone=["b.csv"])
    assert (tmp_path / "a.csv").read_bytes() == b"2"
    assert names(tmp_path) == ["a.csv"]


def test_a_folder_whose_last_file_goes_does_not_stay(tmp_path: Path) -> None:
    build = tmp_path / "build"
    store.write({"api/v1/areas.json": b"", "report/page.html": b""}, build)
    with store.held(build):
        store.put([], build, gone=["api/v1/areas.json"])
    assert [path.name for path in build.iterdir()] == ["report"]


def test_a_folder_that_nothing_is_put_into_does_not_stay(tmp_path: Path) -> None:
    with store.held(tmp_path / "build"):
        pass
    assert not (tmp_path / "build").exists()


def test_a_full_disk_is_said_in_one_sentence_and_leaves_the_last_good_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write({"report/valuing-care.html": b"good", "headline.json": b"good"}, tmp_path)
    write_bytes = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "headline.json":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Problem, match=r"^The disk is full: .* stay as they are\."):
        store.write({"report/valuing-care.html": b"new", "headline.json": b"new"}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == {
        "valuing-care.html": b"good",
        "headline.json": b"good",
    }


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if (
        not mount
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True).returncode
    ):
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_that_runs_full_leaves_the_last_good_files(small_disk: Path) -> None:
    build = small_disk / "build"
    store.write({"figures/a.svg": b"good", "indicators.csv": b"good" * 50_000}, build)
    with pytest.raises(Problem, match="The disk is full"):
        store.write({"figures/a.svg": b"new", "indicators.csv": b"new!" * 250_000}, build)
    assert names(build) == ["figures/a.svg", "indicators.csv"]
    assert (build / "figures/a.svg").read_bytes() == b"good"
    assert (build / "indicators.csv").read_bytes() == b"good" * 50_000


def test_a_process_killed_at_any_moment_leaves_one_generation(tmp_path: Path) -> None:
    for turn in range(ROUNDS):
        with writer(tmp_path, 1000 * turn, 1000) as process:
            assert process.stdout
            done = [process.stdout.readline()]
            time.sleep(0.05 * turn / ROUNDS)
            process.kill()
            done += process.stdout.readlines()
        generations(tmp_path)
        store.settle(tmp_path)
        (found,) = map(int, generations(tmp_path))
        assert found in (int(done[-1]), int(done[-1]) + 1)
    with store.held(tmp_path):
        assert len(names(tmp_path)) == 2 * FILES


def test_a_killed_process_whose_files_were_declared_good_is_finished_by_the_next(tmp_path: Path) -> None:
    store.write({"a.csv": b"old", "b.csv": b"old", "c.csv": b"old"}, tmp_path)
    moved: list[str] = []
    replace = Path.replace

    def killed(path: Path, target: Path) -> Path:
        if moved:
            raise KeyboardInterrupt
        moved.append(target.name)
        return replace(path, target)

    with pytest.MonkeyPatch.context() as patch, store.held(tmp_path):
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            store.put([("a.csv", b"new"), ("b.csv", b"new")], tmp_path, gone=["c.csv"])
    assert (tmp_path / "b.csv").read_bytes() == b"old"
    store.settle(tmp_path)
    assert names(tmp_path) == ["a.csv", "b.csv"]
    assert {(tmp_path / name).read_bytes() for name in names(tmp_path)} == {b"new"}


def test_two_that_write_at_once_take_turns(tmp_path: Path) -> None:
    with writer(tmp_path, 0, 40) as one, writer(tmp_path, 1000, 40) as other:
        while one.poll() is None or other.poll() is None:
            with store.held(tmp_path):
                assert len(generations(tmp_path)) <= 1
    assert (one.returncode, other.returncode) == (0, 0)
    assert generations(tmp_path) in ({"39"}, {"1039"})


def test_a_folder_that_others_remove_meanwhile_is_held_all_the_same(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from report import store\n"
        "for _ in range(1000):\n"
        "    with store.held(Path(sys.argv[1])): pass"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "build")]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]


def test_who_waits_is_told_so_and_finds_the_folder_even_if_it_was_removed(tmp_path: Path) -> None:
    build = tmp_path / "build"
    program = (
        "import sys; from pathlib import Path; from report import store; build = Path(sys.argv[1])\n"
        "with store.held(build, lambda: print('waiting', flush=True)): store.put([('a.csv', b'2')], build)"
    )
    with store.held(build):
        (build / "a.csv").write_bytes(b"1")
        other = subprocess.Popen([sys.executable, "-c", program, build], stdout=subprocess.PIPE, text=True)
        assert other.stdout
        assert other.stdout.readline() == "waiting\n"
        shutil.rmtree(build)
    assert other.communicate()[0] == ""
    assert other.returncode == 0
    assert (build / "a.csv").read_bytes() == b"2"
