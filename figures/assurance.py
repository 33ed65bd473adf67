"""The quality assurance log: who answers for the analysis, what is verified and validated, when, and by what evidence.

Roles and words are those of the AQuA Book, the British government's guidance on analysis of quality. What is verified
does what its definition says; what is validated answers the question that is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from figures.figure import Column, Table, Value

EVERY_CHANGE: Final = "with every change"
EVERY_REPORT: Final = "with every report"
ON_REQUEST: Final = "on request"

COMMANDS: Final = {
    ".ci/run": EVERY_CHANGE,
    "make fuzz": ON_REQUEST,
    "make replay": EVERY_CHANGE,
    "valuing-care check": EVERY_CHANGE,
    "valuing-care data validate": EVERY_CHANGE,
    "valuing-care diff": EVERY_CHANGE,
    "valuing-care trace --open-source": ON_REQUEST,
}
"""The commands that are evidence, and when they run. Tests run with every change."""


@dataclass(frozen=True)
class Check:
    """What is checked, and the evidence: tests, commands, or what the report shows.

    Tests are named by their file, a folder, or ``file::name``; what the report shows by the file of its data.
    """

    subject: str
    what: str
    evidence: tuple[str, ...]

    @property
    def when(self) -> str:
        """When it is checked, in the order of the evidence."""
        return ", ".join(dict.fromkeys(map(_when, self.evidence)))


_SAME_BYTES: Final = "test_two_builds_give_the_same_bytes_on_another_account_in_another_folder_and_time_zone"

VERIFIED: Final = (
    Check(
        "tables",
        "Rows add up to the totals in their file, or the difference is declared with its reason",
        ("tests/analysis/ingest/test_totals.py", "valuing-care data validate"),
    ),
    Check(
        "cells",
        "Cells of official files, drawn at random, are read again and have the values held",
        ("tests/analysis/ingest/test_originals.py", "valuing-care trace --open-source"),
    ),
    Check(
        "damaged files",
        "Official files changed at random give the same figures, or are refused",
        ("tests/analysis/ingest/test_mutations.py", "make fuzz"),
    ),
    Check(
        "formulas",
        "Each definition holds a worked example, which gives the result that it states",
        ("analysis/indicators",),
    ),
    Check(
        "definitions",
        "Each is registered with the newest data that it was made with; a change after newer data came is named",
        ("tests/report/records/test_registration.py", "valuing-care diff"),
    ),
    Check(
        "printed numbers",
        "Each is in the list of numbers and leads to its source; page and print say the same",
        ("valuing-care check", "tests/test_end_to_end.py"),
    ),
    Check(
        "sentences",
        "They stay true over the data of other years, past and to come, or fall away",
        ("make replay",),
    ),
    Check(
        "repeatability",
        "Two builds give the same bytes, on another account, in another folder and time zone",
        (".ci/run", f"tests/test_end_to_end.py::{_SAME_BYTES}"),
    ),
    Check(
        "accessibility",
        "Page and print pass the validators of the standards that they are made to meet",
        ("tests/report/test_accessibility.py",),
    ),
    Check(
        "disclosure",
        "An attack on all that is held and printed finds no home and no suppressed count",
        ("tests/test_disclosure.py",),
    ),
)

VALIDATED: Final = (
    Check(
        "totals",
        "Indicators give the totals and rates that publishers have printed elsewhere",
        ("tests/test_published_totals.py",),
    ),
    Check(
        "two returns",
        "Two returns about the same spending are set side by side for each council",
        ("tests/analysis/indicators/test_returns.py", "build/figures/two-returns-every-council.csv"),
    ),
    Check(
        "definitions",
        "Headline figures stand beside those that other definitions give",
        ("build/figures/alternatives.csv",),
    ),
    Check("coverage", "Sums of councils say how many of how many they hold", ("build/figures/coverage.csv",)),
    Check(
        "projections",
        "Each model is tried on the past, and none is printed that does no better than no change",
        ("tests/analysis/indicators/test_outlook.py", "build/figures/projection-models.csv"),
    ),
    Check(
        "claims",
        "{{ verdicts() }} published claims are judged by rules that were declared before",
        ("tests/analysis/claims/test_rules.py", "build/claims.csv"),
    ),
)


def log(*, commissioned: str, analysed: str, assured: str, approved: str) -> Table:
    """The log, with the names of those who commissioned, analysed, assured and approved; an empty role says so."""
    roles = (
        ("Commissioned", commissioned, "the report answers no request"),
        ("Analysed", analysed, ""),
        ("Assured", assured, "the checks below are the analysts’ own, and nobody independent has reviewed them"),
        ("Approved", approved, "nobody has accepted the report as fit for a decision"),
    )
    rows: list[list[str | Value]] = [
        [role, f"By {name}" if name else f"Nobody is named: {otherwise}", _AS_OF if name else "–", "–"]
        for role, name, otherwise in roles
    ]
    for step, checks in (("Verified", VERIFIED), ("Validated", VALIDATED)):
        rows += [[f"{step}: {check.subject}", check.what, check.when, _written(check.evidence)] for check in checks]
    return Table(
        id="assurance",
        title="Quality assurance log",
        caption=(
            "Evidence is a test, a command, or a file of the build; paths are those of the code. Tests on official "
            "files run if the files are at hand."
        ),
        columns=[
            Column("Step", align="left"),
            Column("What was done", align="left"),
            Column("When", align="left"),
            Column("Evidence", align="left"),
        ],
        rows=rows,
        long=True,
    )


_AS_OF: Final = "on sources published up to {{ newest_source() }}"


def _when(evidence: str) -> str:
    if evidence.startswith("build/"):
        return EVERY_REPORT
    return COMMANDS.get(evidence, EVERY_CHANGE)


def _written(evidence: tuple[str, ...]) -> str:
    """The evidence in one cell, a test without its name in the file; a path may break after a slash or underscore."""
    return ", ".join(re.sub(r"(?<=[/_])", "\u200b", name.partition("::")[0]) for name in evidence)
