"""The command line: what it says, where, and with which exit status."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from analysis.problem import Problem
from report import cli
from tests.conftest import ValuingCare, interruptible

HEAVY = {"pandas", "numpy", "matplotlib", "python_calamine", "IPython", "typst", "pypandoc", "jinja2", "rich"}


def commands(group: click.Group = cli.valuing_care, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command and group of commands, by the words that call it."""
    yield " ".join(path), group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(commands())


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[BaseException]:
    """Makes the command `indicators` raise what the list holds, in an empty folder."""
    errors: list[BaseException] = []

    def stop(**_: object) -> None:
        raise errors[0]

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(COMMANDS["indicators"], "callback", stop)
    return errors


@pytest.mark.parametrize(
    ("error", "status", "said"), [(Problem("No table."), 1, "No table.\n"), (KeyboardInterrupt(), 130, "")]
)
def test_a_problem_is_one_sentence_without_a_traceback_and_an_interrupt_ends_quietly(
    stopping: list[BaseException], capsys: pytest.CaptureFixture[str], error: BaseException, status: int, said: str
) -> None:
    stopping.append(error)
    assert cli.main(["indicators"]) == status
    assert tuple(capsys.readouterr()) == ("", said)


def test_a_fault_of_the_program_is_not_dressed_up_as_a_problem(stopping: list[BaseException]) -> None:
    stopping.append(KeyError("population"))
    with pytest.raises(KeyError):
        cli.main(["indicators"])


@pytest.mark.parametrize("wrong", [[], ["nonsense"], ["data"], ["data", "import"], ["report", "--format", "rtf"]])
def test_a_wrong_call_shows_how_to_call(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(wrong) == 2
    said = capsys.readouterr()
    assert said.err.startswith("Usage: valuing-care")
    assert said.out == ""


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_explains_itself(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*words.split(), "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: {' '.join(['valuing-care', *words.split()])} ")


@pytest.mark.parametrize(
    "words", [words for words, command in COMMANDS.items() if not isinstance(command, click.Group)]
)
def test_the_help_of_every_command_has_an_example_that_the_command_takes(
    words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    command = COMMANDS[words]
    start, example = f"Example: valuing-care {words}", command.epilog or ""
    assert example.startswith(start)
    command.make_context(words, shlex.split(example.removeprefix(start)))


def test_the_version_is_that_of_the_project(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    version = capsys.readouterr().out.removeprefix("valuing-care ").strip()
    assert f'\nversion = "{version}"\n' in (root / "pyproject.toml").read_text(encoding="utf-8")


def test_a_shell_can_complete_commands_and_options_as_the_help_says(valuing_care: ValuingCare) -> None:
    variable = "_VALUING_CARE_COMPLETE"
    assert f'"$({variable}=bash_source valuing-care)"' in " ".join((cli.valuing_care.epilog or "").split())

    def completed(words: str) -> list[str]:
        asked = {variable: "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        return valuing_care(**asked).stdout.split()

    assert completed("valuing-care re") == ["plain,replay", "plain,report"]
    assert "plain,quarto" in completed("valuing-care report --engine q")


def test_the_command_line_loads_nothing_heavy_before_it_knows_what_to_do(root: Path) -> None:
    shown = "import sys; from report.cli import main; main(['report', '--help']); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", shown], check=True, capture_output=True, text=True, cwd=root)
    assert not HEAVY & set(loaded.stdout.split())


def test_a_reader_who_has_seen_enough_gets_no_traceback(root: Path) -> None:
    piped = (
        "import sys; from report import cli\n"
        "cli.valuing_care.commands['indicators'].callback = lambda **_: print('x' * 1_000_000)\n"
        "sys.exit(cli.main(['indicators']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", piped], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=lambda sent: str(sent)
)
def test_a_signal_ends_a_command_with_its_children_and_its_temporary_folder(
    root: Path, tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    waiting = (
        "import subprocess, sys, tempfile\n"
        "from report import cli\n"
        "def wait(**_):\n"
        "    with tempfile.TemporaryDirectory(prefix='valuing-care-'):\n"
        "        child = 'import time; print(\\'ready\\', flush=True); time.sleep(60)'\n"
        "        subprocess.run([sys.executable, '-c', child])\n"
        "cli.valuing_care.commands['indicators'].callback = wait\n"
        "sys.exit(cli.main(['indicators']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", interruptible(waiting)],
        cwd=root,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "ready\n"
        process.send_signal(sent)
        # The child holds the same pipe: it ends when both have.
        assert process.stderr.read() == ""
    assert process.returncode == status
    assert not list(tmp_path.iterdir())


def test_under_nohup_a_hangup_does_not_end_a_command(root: Path) -> None:
    command = (
        "import os, signal, sys; from report import cli\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "cli.valuing_care.commands['indicators'].callback = lambda **_: os.kill(os.getpid(), signal.SIGHUP)\n"
        "sys.exit(cli.main(['indicators']))"
    )
    assert subprocess.run([sys.executable, "-c", command], cwd=root, check=False).returncode == 0
