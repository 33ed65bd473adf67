"""The tables of claims."""

from __future__ import annotations

import re

import pandas as pd

from figures import claims as claims_shown
from tests.figures.conftest import Printed

WORDS = ["Claim, who and when", "Stated", "Official data", "Verdict", "Why"]


def test_the_counts_of_documents_add_up_to_all(claims: pd.DataFrame, printed: Printed) -> None:
    *documents, total = [[int(cell) for cell in row[1:]] for row in printed(claims_shown.by_document(claims))]
    assert [sum(column) for column in zip(*documents, strict=True)] == total
    assert all(count == sum(verdicts) for count, *verdicts in [*documents, total])


def test_every_claim_is_a_row_with_who_said_it_and_a_verdict_of_its_own(claims: pd.DataFrame, printed: Printed) -> None:
    table = claims_shown.every_claim(claims)
    assert [column.heading for column in table.columns] == WORDS
    rows = printed(table)
    assert len(rows) == len(claims)
    for row, verdict in zip(rows, claims["verdict"], strict=True):
        assert re.search(r"\(.+, (\d{4}|undated)\)$", row[0]), row
        assert row[3].casefold() == verdict
        assert not re.search(r"\{|nan|None", " ".join(row))


def test_the_reason_for_reading_takes_a_few_lines_and_never_more(claims: pd.DataFrame, printed: Printed) -> None:
    lengths = [len(row[4]) for row in printed(claims_shown.every_claim(claims))]
    assert max(lengths) <= 210
    assert sum(lengths) / len(lengths) <= 90


def test_a_claim_is_printed_as_it_is_read(claims: pd.DataFrame, printed: Printed) -> None:
    shown = dict(zip(claims["claim_id"], printed(claims_shown.every_claim(claims)), strict=True))
    assert shown["valuing-care-statutory-before"][1:3] == ["under 40%", "41.0%"]
    assert shown["valuing-care-statutory-2025"][1:3] == ["up to 60%", "55.9%"]
    assert shown["lga-referral-seconds"][1:3] == ["49 seconds", "48.8 seconds"]
    assert shown["valuing-care-record"][1:3] == ["a record", "83,750"]
    assert shown["valuing-care-overspend"][1:3] == ["£639m", "–"]


def test_both_readings_are_shown_if_the_verdict_depends_on_one(claims: pd.DataFrame, printed: Printed) -> None:
    shown = dict(zip(claims["claim_id"], printed(claims_shown.every_claim(claims)), strict=True))
    assert shown["future-budgets-reduced"][1:4] == ["a fall", "−3.0% or 5.0%", "Depends on definition"]
