"""Declared corrections."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from analysis.problem import Problem
from analysis.tables.corrections import Absence, CodeCorrection, Corrections, Discrepancy, NotReported


@pytest.fixture
def declared(data: Path) -> Corrections:
    return Corrections.load(data / "corrections.toml")


def test_every_entry_says_what_and_why_under_a_name_of_its_own(declared: Corrections) -> None:
    entries: list[CodeCorrection | Discrepancy | Absence | NotReported] = [
        *declared.codes,
        *declared.discrepancies,
        *declared.absences,
        *declared.not_reported,
    ]
    assert len({entry.correction_id for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.what.endswith(".")
        assert entry.why.endswith(".")


def test_the_five_findings_in_section_251_are_declared(declared: Corrections) -> None:
    amounts = {entry.correction_id: entry.expect for entry in declared.discrepancies if entry.table == "section_251"}
    assert amounts == {
        "section-251-2017-18-north-east": Decimal(60_000_000),
        "section-251-2017-18-slough": Decimal(-855_316),
        "section-251-2022-23-luton": Decimal(-55_335_132),
    }
    left_out = {(entry.period, entry.area_codes) for entry in declared.absences if "section_251" in entry.tables}
    assert left_out == {
        ("2022-23", ("E06000032",)),
        ("2023-24", ("E06000063", "E06000064")),
        ("2024-25", ("E06000002", "E09000032")),
    }


def test_without_a_file_nothing_is_corrected(tmp_path: Path) -> None:
    assert Corrections.load(tmp_path / "corrections.toml") == Corrections()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[code]", "cannot be read as TOML"),
        ("[[fix]]\nid = 'a'", "has entries called fix: known are code, discrepancy, absence, not_reported"),
        ("[[code]]\nid = 'a'", "has an entry a that has no what.*has no expect: correct it"),
        ("[[absence]]\nid = 'a'\nwhat = 'b'\nmore = 1", "has an entry a that .*has more, which means nothing there"),
    ],
)
def test_an_entry_that_is_not_whole_stops(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match=sentence):
        Corrections.load(path)


def test_a_wrong_code_that_is_gone_from_where_it_is_expected_stops(declared: Corrections) -> None:
    entry = declared.code("E2721", "E10000022")
    assert entry is not None
    declared.check_codes("RS.xlsx", "RS", "2015-16", [entry])
    with pytest.raises(Problem, match="no longer carries E10000022 for E2721"):
        declared.check_codes("RS.xlsx", "RS", "2015-16", [])
    declared.check_codes("RS.xlsx", "RS", "2016-17", [])
