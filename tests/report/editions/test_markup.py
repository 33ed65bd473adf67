"""An edition's renderers, beside pandoc’s, on a manuscript that has all that chapters may write."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from analysis.problem import Problem
from report.editions import markup, page, sheets
from report.engines import pandoc
from report.manuscript.document import Manuscript
from report.review.page_text import read_page
from report.review.print_text import read_print

HEAD = {
    "report": "Valuing Care",
    "title": "Kent",
    "subtitle": "What it costs",
    "description": "A test.",
    "author": ["A & B"],
    "keywords": ["care"],
    "lang": "en-GB",
    "attribution": "Open.",
}
CHAPTER = """\
# [1]{.section-number} What is “spent” {#sec-spent}

::: {.lead}
Kent's own [81,770]{.number key="looked_after_children:E10000016:2025"} children, *in* 2024-25, **cost** £5 < £6 & more.
:::

A line
that goes on, with a [link](#sec-more), a [web address](https://example.gov.uk/a_b) and `code_*`.

## [1.1]{.section-number} More {#sec-more}

::: {.headlines}
- **[5]{.number key="a[b]:E:2025"}** of *all* children
- **£6m** is spent
:::

1. First, “quoted 'inside' it”
2. Second \\$ \\# \\[brackets\\] #not-a-call *[x]*

::: {.note}
Nothing *better* or worse.
:::

| Place | Rate |
| :-- | --: |
| Kent | 1 |
"""


@pytest.fixture(scope="module")
def manuscript() -> Manuscript:
    text = f"---\n{json.dumps(HEAD, indent=2)}\n---\n\n{CHAPTER}"
    return Manuscript(text, published=0, notebooks=[], figures=[], tables=[], headline=[])


def blocks(document: bytes) -> list[tuple[str, str, str]]:
    return [
        (block.kind, block.text, block.typed)
        for block in read_page(document.decode())
        if block.place.startswith("sec-") and block.text
    ]


def test_a_page_has_the_blocks_words_and_numbers_that_pandoc_would_give_it(manuscript: Manuscript) -> None:
    assert blocks(page.html(manuscript, "")) == blocks(pandoc.html(manuscript))


def test_the_print_has_the_words_of_the_page(manuscript: Manuscript) -> None:
    words = read_print(sheets.pdf(manuscript)).words
    for _, text, _ in blocks(page.html(manuscript, "")):
        assert "".join(text.split()) in words


def test_what_looks_like_markup_of_an_output_is_text(manuscript: Manuscript) -> None:
    hostile = replace(manuscript, markdown=f"{manuscript.markdown}\n<script>alert(1)</script> #panic() $x$ ]]\n")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; #panic() $x$ ]]" in page.html(hostile, "").decode()
    assert "<script>alert(1)</script>#panic()$x$]]" in read_print(sheets.pdf(hostile)).words


def test_links_and_numbers_keep_where_they_lead_and_what_they_are(manuscript: Manuscript) -> None:
    text = page.html(manuscript, "").decode()
    assert '<a href="https://example.gov.uk/a_b">web address</a>' in text
    assert '<span data-key="looked_after_children:E10000016:2025" class="number">81,770</span>' in text


@pytest.mark.parametrize("render", [partial(page.html, style=""), sheets.pdf])
def test_what_an_edition_cannot_set_stops_it(manuscript: Manuscript, render: Callable[[Manuscript], bytes]) -> None:
    with pytest.raises(Problem, match="cannot set what Markdown calls 'blockquote'"):
        render(replace(manuscript, markdown=f"{manuscript.markdown}\n> a quotation\n"))


def test_without_a_title_page_there_is_text_alone() -> None:
    head, tree = markup.read("Kent *alone*\n")
    assert (head, markup.plain(tree)) == ({}, "Kent alone")
