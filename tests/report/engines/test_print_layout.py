"""How the printed report fills its pages: measured on the words and the links of its PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pikepdf
import pytest

HEAD: Final = 75
"""Points from the top of the paper above which there is only the running head."""
TOP: Final = 85
FOOT: Final = 765
"""Points from the top of the paper between which the text is."""
EMPTY_AT_MOST: Final = 1 / 3
"""The share of a page that may be empty below its last line, unless it is the last of its chapter."""

_WORD: Final = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</word>')


class Sheet(NamedTuple):
    """A page: its number, whether a chapter opens on it, its words, and how much of it is empty at its foot."""

    number: int
    opens: bool
    words: str
    empty: float


@pytest.fixture(scope="module")
def pdf(built: Path) -> Path:
    """The printed report."""
    return built / "report" / "valuing-care.pdf"


@pytest.fixture(scope="module")
def sheets(pdf: Path) -> list[Sheet]:
    """The pages of the printed report."""
    pdftotext = shutil.which("pdftotext")
    if not pdftotext:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    found = subprocess.run([pdftotext, "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return [sheet(number, page) for number, page in enumerate(found.split("<page ")[1:], start=1)]


def sheet(number: int, page: str) -> Sheet:
    """A page as pdftotext lists its words with their places."""
    words = [(float(top), float(end), word) for _, top, end, word in _WORD.findall(page)]
    last = max((end for top, end, _ in words if top > HEAD and end < FOOT + 6), default=TOP)
    opens = not any(top < HEAD for top, _, _ in words)
    return Sheet(number, opens, " ".join(word for _, _, word in words), (FOOT - last) / (FOOT - TOP))


def chapters(sheets: Sequence[Sheet]) -> Iterator[list[Sheet]]:
    """The pages of each chapter, from its opening to its last; the title page and the contents are the first two."""
    openings = [position for position, page in enumerate(sheets) if page.opens]
    for start, end in zip(openings, [*openings[1:], len(sheets)], strict=True):
        yield list(sheets[start:end])


def holding(sheets: Sequence[Sheet], words: str) -> list[int]:
    """The numbers of the pages that hold some words, without the contents."""
    return [page.number for page in sheets[2:] if words in page.words]


def test_no_page_within_a_chapter_is_emptier_than_a_third(sheets: list[Sheet]) -> None:
    pages = [page for chapter in chapters(sheets) for page in chapter[:-1]]
    assert len(pages) > 50
    assert {page.number: round(page.empty, 2) for page in pages if page.empty > EMPTY_AT_MOST} == {}


def test_charts_and_tables_are_on_the_page_that_first_calls_them_or_the_next(pdf: Path, sheets: list[Sheet]) -> None:
    chapter_of = {page.number: number for number, chapter in enumerate(chapters(sheets)) for page in chapter}
    called: dict[str, tuple[int, int]] = {}
    with pikepdf.open(pdf) as document:
        for number, page in enumerate(document.pages, start=1):
            for link in page.get("/Annots", []):
                leads = re.fullmatch(r"((?:Figure|Table) \d+), page (\d+)", str(link.get("/Contents", "")))
                if leads and chapter_of[int(leads[2])] == chapter_of[number]:
                    called.setdefault(leads[1], (number, int(leads[2])))
    assert len(called) > 50
    assert {name: pages for name, pages in called.items() if not 0 <= pages[1] - pages[0] <= 1} == {}


def test_the_contents_fit_one_page(sheets: list[Sheet]) -> None:
    assert [page.opens for page in sheets[:3]] == [True] * 3
    assert sheets[1].words.startswith("Contents")
    assert sheets[2].words.startswith("1 Summary")


@pytest.mark.parametrize(("chapter", "at_least", "at_most"), [("1 Summary", 2, 2), ("10 How sure", 1, 3)])
def test_the_summary_takes_two_pages_and_how_sure_the_figures_are_three(
    sheets: list[Sheet], chapter: str, at_least: int, at_most: int
) -> None:
    (pages,) = [pages for pages in chapters(sheets) if pages[0].words.startswith(chapter)]
    assert at_least <= len(pages) <= at_most


def test_the_glossary_fits_one_page(sheets: list[Sheet]) -> None:
    (first,) = holding(sheets, "What a council finds out about a child and family after a referral")
    (last,) = holding(sheets, "Spending on a service divided by the children in it")
    assert first == last


def test_definitions_and_sources_are_set_densely(sheets: list[Sheet]) -> None:
    (definitions,) = holding(sheets, "Definitions An indicator is a function")
    (after,) = holding(sheets, "Definitions that move the answer Some")
    (sources,) = holding(sheets, "Sources All figures are official statistics")
    (following,) = holding(sheets, "First releases and flags A count")
    assert after - definitions <= 8
    assert following - sources <= 4
