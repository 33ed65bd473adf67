"""The chart and the tables of claims."""

from __future__ import annotations

import re

import pandas as pd

from analysis.claims.rules import Verdict
from figures import claims as claims_shown
from tests.figures.conftest import Fill, Printed


def test_the_bars_count_every_claim_once(claims: pd.DataFrame, fill: Fill) -> None:
    figure = claims_shown.verdicts(claims)
    assert figure.data["claims"].sum() == len(claims)
    assert list(figure.data["verdict"]) == [str(verdict) for verdict in Verdict]
    texts = [fill(text) for text in (figure.title, figure.caption, figure.alt)]
    assert len(set(texts)) == 3
    assert texts[0].startswith(f"Of {len(claims)} claims, the official data reproduces")


def test_a_verdict_that_no_claim_has_is_shown_as_zero(claims: pd.DataFrame) -> None:
    reproduced = claims[claims["verdict"] == Verdict.REPRODUCED]
    assert list(claims_shown.verdicts(reproduced).data["claims"]) == [len(reproduced), 0, 0, 0, 0, 0]


def test_the_counts_of_documents_add_up_to_all(claims: pd.DataFrame, printed: Printed) -> None:
    *documents, total = [[int(cell) for cell in row[1:]] for row in printed(claims_shown.by_document(claims))]
    assert [sum(column) for column in zip(*documents, strict=True)] == total
    assert all(count == sum(verdicts) for count, *verdicts in [*documents, total])


def test_every_claim_is_in_the_table_of_its_document(claims: pd.DataFrame, printed: Printed) -> None:
    tables = claims_shown.each_document(claims)
    assert [table.id for table in tables] == [f"claims-{name}" for name in claims["document"].drop_duplicates()]
    rows = [row for table in tables for row in printed(table)]
    assert len(rows) == len(claims)
    for row in rows:
        assert re.search(r"\(.+\)$", row[0]), row
        assert row[4].startswith(tuple(f"{verdict[:1].upper()}{verdict[1:]}. " for verdict in Verdict))
        assert not re.search(r"\{|nan|None", " ".join(row))


def test_a_claim_is_printed_as_it_is_read(claims: pd.DataFrame, printed: Printed) -> None:
    rows = [row for table in claims_shown.each_document(claims) for row in printed(table)]
    shown = dict(zip(claims["claim_id"], rows, strict=True))
    assert shown["valuing-care-statutory-before"][1:4] == ["under 40%", "41.0%", "1.0 points"]
    assert shown["valuing-care-statutory-2025"][1:4] == ["up to 60%", "55.9%", "−4.1 points"]
    assert shown["lga-referral-seconds"][1:4] == ["49 seconds", "48.8 seconds", "−0.2"]
    assert shown["valuing-care-record"][1:4] == ["a record", "83,750", "–"]
    assert shown["valuing-care-overspend"][1:4] == ["£639m", "–", "–"]
