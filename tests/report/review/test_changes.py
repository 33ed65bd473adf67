"""What moved, in words: on the terminal, for a pull request, as a page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from report.records.inputs import Part, Step
from report.review import changes
from report.review.comparison import Comparison
from report.review.movements import Contribution, Move, Revision, Stated, TableChange

SHARE = "overspend_share_of_all_services:E10000016:2023-24"
CHILDREN = "looked_after_children:E10000016:2025"


def stated(key: str, value: float | None, unit: str, *texts: str) -> Stated:
    return Stated(key, "Kent’s number", value, unit, texts)


def move(old: Stated | None, new: Stated | None, *causes: tuple[Step, float | None]) -> Move:
    known = old or new
    assert known
    return Move(known.key, old, new, tuple(Contribution(step, difference) for step, difference in causes))


def comparison(*moves: Move, **others: object) -> Comparison:
    files: dict[Part, list[str]] = {"data": ["data/outturn.csv"], "code": ["figures/number.py"]}
    tables = [TableChange("data/outturn.csv", (Revision("E10000016 / 2023-24", ("value",), ("1",), ("2",)),), 3, 0)]
    known = Comparison("main (8b57c53)", "build", files, tables, [], list(moves), [], [])
    return replace(known, **others)  # type: ignore[arg-type]  # named parts of a comparison


BY_TWO = move(
    stated(SHARE, 0.41, "share", "41%", "41.0%"),
    stated(SHARE, 0.411, "share", "41%", "41.1%"),
    (("data",), 0.007),
    (("method",), -0.006),
)
IN_PRINT = move(
    stated(CHILDREN, 1990.0, "children", "1,990"), stated(CHILDREN, 1990.0, "children", "1990"), (("code",), 0)
)
COME = move(None, stated("new:E10000016:2025", 5.0, "children", "5"), (("method",), None))
CLAIM = Move(
    "nine-in-ten",
    Stated("nine-in-ten", "Councils that overspent", 0.91, "share", ("reproduced",)),
    Stated("nine-in-ten", "Councils that overspent", 0.84, "share", ("differs",)),
    (Contribution(("data",), -0.07),),
)


def test_the_first_sentence_counts_what_moved() -> None:
    found = comparison(BY_TWO, IN_PRINT, COME, verdicts=[CLAIM])
    first, *others = changes.plain(found).splitlines()
    assert first == (
        "From main (8b57c53) to build, of the report’s numbers, 1 moved, 1 changed in print only and 1 appeared; "
        "of the claims, 1 moved, 1 to another verdict."
    )
    assert others[:2] == [
        "Data that differs: data/outturn.csv (rows: 1 revised and 3 added).",
        "Code that differs: figures/number.py.",
    ]


def test_changed_definitions_are_named_after_the_files_that_differ() -> None:
    sentence = "Definitions computed otherwise since newer data came (figures to 2024; now figures to 2025): rate."
    found = comparison(BY_TWO, definitions=[sentence])
    assert changes.plain(found).splitlines()[3] == sentence
    assert f"- {sentence}" in changes.markdown(found).splitlines()
    assert sentence.encode() in b" ".join(changes.page(found).split())


def test_the_first_sentence_says_if_nothing_moved() -> None:
    assert changes.plain(comparison()).startswith("From main (8b57c53) to build, none of the report’s numbers moved.")


def test_a_number_is_printed_old_and_new_with_its_difference_and_its_causes() -> None:
    lines = changes.plain(comparison(BY_TWO)).splitlines()
    assert lines[-4:] == [
        "Numbers that moved",
        "  Kent’s number",
        f"    {SHARE}",
        "    41% / 41.0% → 41% / 41.1%, +0.1 percentage points: data +0.7, method −0.6",
    ]


@pytest.mark.parametrize(
    ("old", "new", "unit", "text"),
    [
        (81770.0, 81740.0, "children", "−30"),
        (1.835e9, 1.84e9, "gbp", "+£5.0m"),
        (67.12, 67.1234, "per_10k", "+0.003"),
        (0.45, 0.45001, "share", "+0.001 percentage points"),
    ],
)
def test_a_difference_has_its_sign_its_unit_and_enough_decimals(old: float, new: float, unit: str, text: str) -> None:
    moved = move(stated("k:a:1", old, unit, "old"), stated("k:a:1", new, unit, "new"), (("data",), new - old))
    assert changes.plain(comparison(moved)).endswith(f"old → new, {text}: data")


def test_a_missing_number_is_a_dash_and_has_no_difference() -> None:
    assert changes.plain(comparison(COME)).endswith("– → 5: method")


@pytest.mark.parametrize(("step", "words"), [((), "not known"), (("data", "code"), "data or code")])
def test_a_cause_that_is_not_known_is_not_named(step: Step, words: str) -> None:
    moved = move(stated("k:a:1", 1.0, "children", "1"), stated("k:a:1", 2.0, "children", "2"), (step, 1.0))
    assert changes.plain(comparison(moved)).endswith(f"1 → 2, +1: {words}")


def test_a_verdict_is_listed_before_numbers() -> None:
    text = changes.plain(comparison(BY_TWO, verdicts=[CLAIM]))
    assert text.index("reproduced (91.0%) → differs (84.0%), −7.0 percentage points: data") < text.index(
        "Numbers that moved"
    )


def test_markdown_has_a_table_that_github_shows() -> None:
    _, table = changes.markdown(comparison(BY_TWO, COME)).split("### Numbers that moved\n\n")
    assert table.split("\n\n")[0].splitlines() == [
        "| What | Old | New | Difference | Moved by |",
        "|:--|:--|:--|:--|:--|",
        f"| Kent’s number<br>`{SHARE}` | 41% / 41.0% | 41% / 41.1% | +0.1 percentage points | data +0.7, method −0.6 |",
    ]


def test_the_page_looks_like_the_report_and_says_what_the_terminal_says() -> None:
    found = comparison(BY_TWO, IN_PRINT, COME, verdicts=[CLAIM], remarks=["A remark_with_a sign."])
    text = changes.page(found).decode()
    assert "<title>What moved: From main (8b57c53) to build</title>" in text
    assert "font-family" in text
    assert "A remark_with_a sign." in text
    assert not re.search(r'(?:src|href)="https?:', text)
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", text.replace("\N{ZERO WIDTH SPACE}", ""))
    shown = {"41% / 41.1%", "data +0.7, method −0.6", "E10000016 / 2023-24", "differs (84.0%)"}
    assert {f"Kent’s number ({SHARE})", *shown} <= set(cells)


def test_a_page_limits_the_number_of_revised_rows() -> None:
    rows = tuple(Revision(f"E10000016 / {number}", ("value",), ("1",), ("2",)) for number in range(1, 1000))
    text = changes.page(comparison(tables=[TableChange("data/outturn.csv", rows, 0, 0)])).decode()
    assert "999 rows revised" in text
    assert f"These are the first {changes.ROWS_SHOWN}." in text
    assert text.count('<th scope="row"') == changes.ROWS_SHOWN
