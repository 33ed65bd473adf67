"""The quality assurance log: its evidence exists, runs when it says, and empty roles are said to be empty."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from figures import assurance
from figures.assurance import COMMANDS, EVERY_CHANGE, VALIDATED, VERIFIED, Check
from figures.figure import Table
from report.cli import valuing_care
from report.outputs import CLAIMS

EVIDENCE = sorted({evidence for check in (*VERIFIED, *VALIDATED) for evidence in check.evidence})
NOBODY = {"commissioned": "", "analysed": "Somebody", "assured": "", "approved": ""}


def cells(table: Table) -> dict[str, list[str]]:
    """The cells of each row by its header."""
    return {str(row[0]): [str(cell) for cell in row[1:]] for row in table.rows}


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_every_test_command_and_file_that_is_named_as_evidence_exists(evidence: str, root: Path) -> None:
    if evidence.startswith("valuing-care "):
        assert evidence.removeprefix("valuing-care ") in valuing_care.commands
    elif evidence.startswith("make "):
        assert f"\n{evidence.removeprefix('make ')}:" in (root / "Makefile").read_text(encoding="utf-8")
    elif evidence.startswith("build/figures/"):
        code = "".join(file.read_text(encoding="utf-8") for file in (root / "figures").glob("*.py"))
        assert f'id="{Path(evidence).stem}"' in code
    elif evidence.startswith("build/"):
        assert evidence == f"build/{CLAIMS}"
    elif evidence.endswith(".py"):
        tree = ast.parse((root / evidence).read_text(encoding="utf-8"))
        tests = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        assert tests
    else:
        assert (root / evidence).exists()
        assert not (root / evidence).is_dir() or ">>> " in "".join(
            file.read_text("utf-8") for file in (root / evidence).glob("*.py")
        )


def test_commands_that_are_said_to_run_with_every_change_do(root: Path) -> None:
    run = (root / ".ci" / "run").read_text(encoding="utf-8")
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    check = re.search(r"^check: \$.*?\n\n", makefile, re.MULTILINE | re.DOTALL)
    workflows = "".join(file.read_text(encoding="utf-8") for file in (root / ".github" / "workflows").glob("*.yml"))
    assert check
    assert {"make test", "make check"} <= set(re.findall(r"^make \w+", run, re.MULTILINE))
    assert "bash .ci/run" in workflows
    for command, when in COMMANDS.items():
        assert (command in run + check[0] + workflows) == (when == EVERY_CHANGE), command


def test_every_row_says_what_when_and_by_what_evidence() -> None:
    rows = assurance.log(**NOBODY).rows
    assert len({row[0] for row in rows}) == len(rows) == 4 + len(VERIFIED) + len(VALIDATED)
    assert all(cell for row in rows for cell in row)


def test_a_check_says_once_when_each_of_its_evidence_runs() -> None:
    check = Check(
        "totals", "They add up", ("tests/test_house.py", "tests/test_docs.py", "make fuzz", "build/claims.csv")
    )
    assert check.when == "each change, on request, each report"


def test_a_role_without_a_name_says_so_and_one_with_a_name_says_as_of_when() -> None:
    found = cells(assurance.log(**NOBODY))
    assert found["Analysed"][:2] == ["By Somebody", "sources to {{ newest_source() }}"]
    for role in ("Commissioned", "Assured", "Approved"):
        assert found[role][0].startswith("Nobody is named")
    assert cells(assurance.log(**NOBODY | {"assured": "An Office"}))["Assured"][0] == "By An Office"


def test_the_report_names_as_analysts_those_whom_its_citation_names(root: Path) -> None:
    (call,) = re.findall(r"assurance\.log\([^)]*\)", (root / "report/chapters/11-method.ipynb").read_text("utf-8"))
    citation = (root / "CITATION.cff").read_text(encoding="utf-8")
    (author,) = re.findall(r"^  - name: (.*)$", citation, re.MULTILINE)
    assert f'analysed=\\"{author}\\"' in call
