"""The quality assurance log: who answers for the analysis, what is verified and validated, when, and by what evidence.

Roles and words are those of the AQuA Book, the British government's guidance on analysis of quality. What is verified
does what its definition says; what is validated answers the question that is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from figures.figure import Table, Value, left

_INGEST: Final = "tests/analysis/ingest"

EVERY_CHANGE: Final = "each change"
EVERY_REPORT: Final = "each report"
ON_REQUEST: Final = "on request"

COMMANDS: Final = {
    ".ci/run": EVERY_CHANGE,
    "make audit": EVERY_CHANGE,
    "make fuzz": ON_REQUEST,
    "make replay": EVERY_CHANGE,
    "valuing-care check": EVERY_CHANGE,
}
"""The commands that are evidence, and when they run. Tests run with every change."""


@dataclass(frozen=True)
class Check:
    """What is checked, and the evidence: tests, commands, or what the report shows.

    Tests are named by their file or folder; what the report shows by the file of its data.
    """

    subject: str
    what: str
    evidence: tuple[str, ...]

    @property
    def when(self) -> str:
        """When it is checked, in the order of the evidence."""
        return ", ".join(dict.fromkeys(map(_when, self.evidence)))


VERIFIED: Final = (
    Check("tables", "Rows add up to the totals of their file, or a reason is declared", (f"{_INGEST}/test_totals.py",)),
    Check("cells", "Cells of official files, read again, have the values held", (f"{_INGEST}/test_originals.py",)),
    Check(
        "damaged files",
        "Files changed at random give the same figures, or are refused",
        (f"{_INGEST}/test_mutations.py", "make fuzz"),
    ),
    Check("formulas", "Each definition’s worked example gives what it states", ("analysis/indicators",)),
    Check(
        "computing",
        "Every indicator computed a second time, in SQL or with another library, agrees",
        ("make audit", "tests/analysis/audit/test_exempt.py"),
    ),
    Check(
        "definitions",
        "Each is registered with the data that it was made with",
        ("tests/report/records/test_registration.py",),
    ),
    Check("numbers", "Each leads to its source; page and print say the same", ("valuing-care check",)),
    Check("sentences", "They stay true over the data of other years, or fall away", ("make replay",)),
    Check("repeatability", "Two builds give the same bytes", (".ci/run", "tests/test_end_to_end.py")),
    Check(
        "accessibility",
        "Page and print pass the validators of their standards",
        ("tests/report/test_accessibility.py",),
    ),
    Check(
        "disclosure",
        "An attack on all that is held and printed finds no home and no suppressed count",
        ("tests/test_disclosure.py",),
    ),
)

VALIDATED: Final = (
    Check("totals", "Indicators give what publishers have printed elsewhere", ("tests/test_published_totals.py",)),
    Check(
        "two returns",
        "Two returns about the same spending are set side by side",
        ("build/figures/two-returns-every-council.csv",),
    ),
    Check("choices", "Other definitions of the headlines are shown", ("build/figures/alternatives.csv",)),
    Check("coverage", "Sums say how many councils they hold, of how many", ("build/figures/coverage.csv",)),
    Check(
        "projections",
        "Each model is tried on the past, and must beat no change",
        ("tests/analysis/indicators/test_outlook.py",),
    ),
    Check(
        "back-tests",
        "No origin knows what came after it; bands that failed the past are refused",
        ("tests/analysis/formulas/test_back_test.py",),
    ),
    Check(
        "intervals",
        "They are those of published examples and of other libraries",
        ("tests/analysis/formulas/test_intervals.py",),
    ),
    Check(
        "funnel", "Its limits and scores are those of published examples", ("tests/analysis/formulas/test_funnel.py",)
    ),
    Check(
        "claims",
        "{{ verdicts() }} published claims are judged by rules declared before",
        ("tests/analysis/claims/test_rules.py", "build/claims.csv"),
    ),
)


def log(*, commissioned: str, analysed: str, assured: str, approved: str) -> Table:
    """The log, with the names of those who commissioned, analysed, assured and approved; an empty role says so."""
    roles = (
        ("Commissioned", commissioned, ""),
        ("Analysed", analysed, ""),
        ("Assured", assured, ": the checks below are the analysts’ own"),
        ("Approved", approved, ""),
    )
    rows: list[list[str | Value]] = [
        [role, f"By {name}" if name else f"Nobody is named{otherwise}", _AS_OF if name else "–", "–"]
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
        columns=left("Step", "What was done", "When", "Evidence"),
        rows=rows,
        long=True,
    )


_AS_OF: Final = "sources to {{ newest_source() }}"


def _when(evidence: str) -> str:
    if evidence.startswith("build/"):
        return EVERY_REPORT
    return COMMANDS.get(evidence, EVERY_CHANGE)


def _written(evidence: tuple[str, ...]) -> str:
    """The evidence in one cell; a path may break after a slash or an underscore."""
    return ", ".join(re.sub(r"(?<=[/_])", "\u200b", name) for name in evidence)
