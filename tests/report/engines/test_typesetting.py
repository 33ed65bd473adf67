"""Where figures stand on the printed page."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from report.engines import pandoc
from report.manuscript.document import ANNEX, Manuscript
from report.review.page_text import AT_END, read_page
from report.review.print_text import read_print
from tests.report.conftest import tagged

TEXT = "A paragraph of some length stands between two charts, so that pages fill unevenly. " * 5


@pytest.fixture(scope="module")
def crowded(manuscript: Manuscript) -> Manuscript:
    """A report of one chapter with many charts of one size between paragraphs of another."""
    chart = manuscript.figures[0]
    charts = [replace(chart, id=f"chart-{number}", number=number) for number in range(1, 13)]
    blocks = [
        f"{TEXT * (1 + figure.number % 3)}\n\n"
        f'::: {{#fig-{figure.id} .figure number="{figure.number}"}}\n'
        f"Title\n\n![](figures/{figure.id}.svg)\n\nCaption\n:::"
        for figure in charts
    ]
    front = manuscript.markdown[: manuscript.markdown.index("# Summary")]
    return replace(manuscript, markdown=f"{front}# Charts\n\n" + "\n\n".join(blocks), figures=charts, tables=[])


def places_of_figures(pdf: pikepdf.Pdf) -> list[tuple[int, float]]:
    """Page and distance from its foot of every figure, in the order in which it is read out."""
    pages = [page.obj.objgen for page in pdf.pages]
    figures = tagged(pdf.Root.StructTreeRoot.K, "/Figure")
    boxes = ((figure, next(part.BBox for part in figure.A if "/BBox" in part)) for figure in figures)
    return [(pages.index(figure.Pg.objgen), float(box[3])) for figure, box in boxes]


def test_figures_stand_in_their_order_and_the_text_fills_the_pages(crowded: Manuscript) -> None:
    with pikepdf.open(io.BytesIO(pandoc.pdf(crowded))) as pdf:
        stand, pages = places_of_figures(pdf), len(pdf.pages)
    assert len(stand) == 12
    assert stand == sorted(stand, key=lambda place: (place[0], -place[1]))
    # Title page and contents; twelve charts of two fifths of a page and twenty-four paragraphs of a tenth.
    assert pages <= 2 + 9


def test_the_charts_of_the_report_stand_in_the_order_of_their_numbers(built: Path) -> None:
    with pikepdf.open(built / "report" / "valuing-care.pdf") as pdf:
        stand = places_of_figures(pdf)
    assert len(stand) >= 12
    assert stand == sorted(stand, key=lambda place: (place[0], -place[1]))


def test_print_has_tables_to_look_up_before_the_annex_and_the_page_where_they_are_shown(built: Path) -> None:
    words = read_print((built / "report" / "valuing-care.pdf").read_bytes()).words
    page = read_page((built / "report" / "valuing-care.html").read_text(encoding="utf-8"))
    blocks = ["".join(block.text.split()) for block in page]
    table = next(text for text, block in zip(blocks, page, strict=True) if block.panel == AT_END)
    chapter = next(text for text, block in zip(blocks, page, strict=True) if block.place == "sec-method")
    annex = next(text for text, block in zip(blocks, page, strict=True) if block.place == ANNEX)
    assert blocks.index(table) < blocks.index(chapter) < blocks.index(annex)
    assert words.index(chapter) < words.index("Tablestolookup") < words.index(table) < words.index(annex)
