"""Claims in prose: which of them a report has, and when they speak of."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.indicators.definitions import definitions
from analysis.tables.loading import Tables
from report.manuscript.claims import quoting
from report.manuscript.prose import Prose

CHAPTERS = Path(__file__).parents[3] / "report" / "chapters"
ASKED_FOR = re.compile(r"""(?:claim|is_claimed|recomputed|missed|verdict)\(((?:\\?"[\w-]+\\?"(?:, )?)+)""")
NAMED = re.compile(r"""\{% set [\w, ]+ = ((?:"[\w-]+-[\w-]+"(?:, )?)+) %\}""")
"""Claims that a passage names before it asks for them."""


@pytest.fixture(scope="module")
def prose(tables: Tables, indicators: pd.DataFrame, claims: pd.DataFrame) -> Prose:
    """The prose of a report of 2019, without the claims published later."""
    until_2019 = claims[claims["published"].str[:4] <= "2019"]
    return quoting(Prose(indicators, tables.areas, definitions()), until_2019)


def test_a_claim_published_later_is_not_quoted(prose: Prose) -> None:
    template = (
        '{% if is_claimed("nlgn-growth", "future-gap") %}Both.{% elif is_claimed("nlgn-growth") %}One.{% endif %}'
    )
    assert prose.text(template, "test") == "One."


def test_a_sentence_reckons_with_the_period_of_a_claim(prose: Prose) -> None:
    template = 'By {{ claim("lga-gap-2020").period.ending }}, after {{ claim("lga-gap-2020").period - 1 }}.'
    assert prose.text(template, "test") == "By 2020, after 2018-19."


def test_every_claim_that_does_not_hold_is_named_in_the_lead(claims: pd.DataFrame) -> None:
    passage = (CHAPTERS / "passages" / "claims.jinja").read_text(encoding="utf-8")
    named = set(re.findall(r'^  "([\w-]+)": "', passage, re.MULTILINE))
    failed = claims[claims["verdict"].isin(("differs", "wrong unit", "depends on definition"))]
    assert set(failed["claim_id"]) <= named


def test_the_documents_are_listed_with_who_and_when(prose: Prose) -> None:
    template = "{% for work in works() %}{{ work.title }}, {{ work.author }}, {{ work.published }};{% endfor %}"
    listed = prose.text(template, "x").split(";")
    found = "The missing piece of the children’s services puzzle, New Local Government Network, 11 September 2019"
    assert {found, "Bright Futures: children’s services, Local Government Association, "} <= set(listed)


def test_every_claim_that_a_chapter_asks_for_is_in_the_register(claims: pd.DataFrame) -> None:
    templates = [path.read_text(encoding="utf-8") for path in sorted(CHAPTERS.rglob("*")) if path.is_file()]
    names = {
        name
        for text in templates
        for asked in (*ASKED_FOR.findall(text), *NAMED.findall(text))
        for name in re.findall(r"[a-z][\w-]+", asked)
    }
    assert {"ccn-projection-children-2025", "lga-gap-2020", "future-gap"} <= names
    assert len(names) > 20
    assert names <= {*claims["claim_id"], *claims["verdict"]}
