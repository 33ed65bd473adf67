"""What `valuing-care doctor` finds, and what it makes of it."""

from __future__ import annotations

import shutil
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from analysis.problem import Problem
from report import cli, doctor
from report.engines import pandoc, quarto


@pytest.fixture(autouse=True)
def tables_are_as_their_package_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables are validated elsewhere; here it takes no time."""
    monkeypatch.setattr(doctor, "_data", lambda _: "2 tables")
    monkeypatch.setattr(quarto, "installed", lambda: None)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, str], str]:
    status = cli.main(["doctor", *arguments])
    captured = capsys.readouterr()
    return status, {line[:10].strip(): line[10:] for line in captured.out.splitlines()}, captured.err


def test_if_everything_is_installed_the_report_can_be_built_and_every_version_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, found, error = said(capsys)
    assert (status, error) == (0, "")
    assert list(found)[:-1] == ["Python", "Libraries", "pandoc", "Typst", "Typefaces", "Data", "Quarto", "Engine"]
    assert "as locked" in found["Libraries"]
    assert found["pandoc"][0].isdigit()
    assert found["Typefaces"].startswith("Source Sans Pro (")
    assert found["Quarto"] == "not installed; the report does not need it"
    assert found["Engine"] == "pandoc (auto)"


def test_an_installed_quarto_is_named_with_its_version_and_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarto, "installed", lambda: quarto.Quarto(Path("bin/quarto"), "1.9.38"))
    _, found, _ = said(capsys)
    assert found["Quarto"] == "1.9.38, bin/quarto"
    assert found["Engine"] == "quarto (auto)"


def test_a_quarto_that_is_too_old_hinders_only_if_it_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def installed() -> None:
        raise Problem("It is Quarto 1.3 and 1.4 is needed.")

    monkeypatch.setattr(quarto, "installed", installed)
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    status, found, _ = said(capsys)
    assert (status, found["Quarto"]) == (0, "It is Quarto 1.3 and 1.4 is needed.")
    assert found["Engine"] == "pandoc (auto)"
    status, _, error = said(capsys, "--engine", "quarto")
    assert (status, error) == (1, "The report cannot be built: see Quarto, Engine above.\n")


def test_a_missing_table_and_a_missing_library_are_named_and_hinder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def data(_: Path) -> str:
        raise Problem("population.csv is missing.")

    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "_data", data)
    monkeypatch.setattr(doctor, "version", version)
    status, found, error = said(capsys)
    assert (status, found["Data"]) == (1, "population.csv is missing.")
    assert found["Typst"] == "typst is not installed: run make report."
    assert error == "The report cannot be built: see Libraries, Typst, Data above.\n"


def test_libraries_other_than_the_locked_ones_are_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "version", lambda _: "0.0.0")
    status, found, _ = said(capsys)
    assert status == 0
    assert found["Libraries"].startswith("0 of ")
    assert "typst 0.0.0, not " in found["Libraries"]


def test_a_pandoc_that_does_not_run_hinders(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pandoc, "program", lambda: Path(shutil.which("false") or "false"))
    status, found, _ = said(capsys)
    assert status == 1
    assert "does not run: install the locked libraries" in found["pandoc"]
