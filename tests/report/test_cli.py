"""The command line: what it says, where, and with which exit status."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.problem import Problem
from report import cli

HEAVY = {"pandas", "numpy", "matplotlib", "python_calamine", "IPython", "typst", "pypandoc", "jinja2", "rich"}


def raising(error: BaseException) -> object:
    def command(_: object) -> None:
        raise error

    return command


def test_a_problem_is_one_sentence_on_stderr_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "_indicators", raising(Problem("data/population.csv is missing: import it.")))
    assert cli.main(["indicators"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "data/population.csv is missing: import it.\n")


def test_an_interrupt_ends_quietly_with_the_status_of_an_interrupt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "_indicators", raising(KeyboardInterrupt()))
    assert cli.main(["indicators"]) == 130
    assert capsys.readouterr().err == ""


def test_a_fault_of_the_program_is_not_dressed_up_as_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_indicators", raising(KeyError("population")))
    with pytest.raises(KeyError):
        cli.main(["indicators"])


@pytest.mark.parametrize("wrong", [[], ["nonsense"], ["data"], ["data", "import"], ["report", "--format", "rtf"]])
def test_a_wrong_call_shows_how_to_call(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(wrong)
    assert exit_.value.code == 2
    assert capsys.readouterr().err.startswith("usage: valuing-care")


@pytest.mark.parametrize(
    "command",
    [
        "",
        "data",
        "data status",
        "data refresh",
        "data import",
        "data validate",
        "indicators",
        "figures",
        "headline",
        "report",
        "trace",
        "check",
        "diff",
        "accept",
        "doctor",
    ],
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main([*command.split(), "--help"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out.startswith("usage: valuing-care")


def test_the_command_line_loads_nothing_heavy_before_it_knows_what_to_do(root: Path) -> None:
    shown = "import sys; import report.cli; report.cli._parser(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", shown], check=True, capture_output=True, text=True, cwd=root)
    assert not HEAVY & set(loaded.stdout.split())


def test_a_reader_who_has_seen_enough_gets_no_traceback(root: Path) -> None:
    piped = (
        "import os, sys; from report import cli; cli._indicators = lambda _: print('x' * 1_000_000);"
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
