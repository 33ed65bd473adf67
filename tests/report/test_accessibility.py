"""The report as people with disabilities use it: what a browser, a validator and the tags of the PDF can say of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import page as validator
import pikepdf
import pytest
from playwright.sync_api import Browser

from tests.report.conftest import PHONE, TWICE, box_of, open_page, seen_in_each_way, tagged, violations

SPACED: Final = """* {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
} p { margin-bottom: 2em !important }"""
"""The spacing that a reader may set (WCAG 2.2, 1.4.12)."""


# Each run looks at the light page on a desk with a council chosen (tests/report/page/test_council.py).
@seen_in_each_way("phone")
def test_axe_finds_nothing_against_the_web_content_accessibility_guidelines(
    browser: Browser, report_page: Path, style: str, options: dict[str, Any]
) -> None:
    window = open_page(browser, report_page, style, **options)
    # A council's row is like the next one: axe, slow on thousands of cells, is given the first of each table.
    window.evaluate("document.querySelectorAll('tbody tr:nth-child(n+9)').forEach(row => row.remove())")
    assert violations(window) == {}


@pytest.mark.parametrize("style", ["", TWICE, SPACED], ids=["as it is", "text at twice its size", "text spaced"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_never_scrolls_sideways(browser: Browser, report_page: Path, width: int, style: str) -> None:
    window = open_page(browser, report_page, style, viewport={"width": width, "height": 900})
    wider = """() => [...document.querySelectorAll("body *")].filter(part =>
      !part.parentElement.closest(".scroll, svg") && part.getBoundingClientRect().right > innerWidth + 1
    ).map(part => part.outerHTML.slice(0, 200))"""
    assert window.evaluate(wider) == []
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_a_claim_is_a_card_with_its_verdict_first(browser: Browser, report_page: Path) -> None:
    window = open_page(browser, report_page, viewport=PHONE)
    boxes = [box_of(cell) for cell in window.locator("#tbl-every-claim tbody tr").first.locator("th, td").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    claim, _, _, verdict, _ = boxes
    assert verdict["y"] < claim["y"]
    assert min(box["y"] for box in boxes) == verdict["y"]


def test_the_first_stop_of_the_keyboard_skips_to_the_report(browser: Browser, report_page: Path) -> None:
    window = open_page(browser, report_page)
    window.keyboard.press("Tab")
    skip = window.locator(":focus")
    assert skip.inner_text() == "Skip to the report"
    assert box_of(skip)["y"] >= 0
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id") == "report"
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whatever_the_keyboard_reaches_shows_that_it_has_the_focus(
    browser: Browser, report_page: Path, scheme: str
) -> None:
    window = open_page(browser, report_page, color_scheme=scheme)
    window.keyboard.press("Tab")  # from here on, focus is what the keyboard gives
    unseen = """() => [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")].filter(part => {
      part.focus();
      const style = getComputedStyle(part);
      const seen = style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
      return part === document.activeElement && !seen;
    }).map(part => part.outerHTML.slice(0, 200))"""
    assert window.evaluate(unseen) == []


def test_a_table_that_scrolls_does_so_by_keyboard(browser: Browser, report_page: Path) -> None:
    # The policy of the page would not let the test ask again and again.
    window = open_page(browser, report_page, viewport=PHONE, bypass_csp=True)
    scrolls = "[...document.querySelectorAll('.scroll')].find(region => region.scrollWidth > region.clientWidth)"
    window.evaluate(f"{scrolls}.focus()")
    window.keyboard.press("ArrowRight")
    window.wait_for_function("document.activeElement.scrollLeft > 0")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_by_itself(browser: Browser, report_page: Path, motion: str) -> None:
    window = open_page(browser, report_page, reduced_motion=motion)
    assert window.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert window.evaluate("document.getAnimations().length") == 0


def test_print_is_dark_on_white_and_whole(browser: Browser, report_page: Path) -> None:
    window = open_page(browser, report_page, color_scheme="dark", viewport={"width": 640, "height": 900})
    window.emulate_media(media="print")
    colours = "(style => [style.color, style.backgroundColor])(getComputedStyle(document.body))"
    assert window.evaluate(colours) == ["rgb(29, 39, 48)", "rgb(255, 255, 255)"]
    cut = """() => [...document.querySelectorAll(".scroll")].filter(region =>
      region.scrollHeight > region.clientHeight + 1 || region.scrollWidth > region.clientWidth + 1
    ).map(region => region.getAttribute("aria-labelledby"))"""
    assert window.evaluate(cut) == []
    assert window.locator(".narrow").first.is_hidden()
    assert not window.locator(".skip").is_visible()


def test_a_print_of_the_page_has_its_contents_beside_the_title_and_no_links_to_data(
    browser: Browser, report_page: Path
) -> None:
    window = open_page(browser, report_page)
    window.emulate_media(media="print")
    assert not [link for link in window.locator("[download]").all() if link.is_visible()]
    window.set_viewport_size({"width": 680, "height": 1000})  # A4 less its margins
    contents = box_of(window.locator(".contents"))
    assert contents["y"] + contents["height"] < 1000


def test_the_page_says_how_accessible_it_is_and_as_of_when(browser: Browser, report_page: Path) -> None:
    window = open_page(browser, report_page)
    window.get_by_role("contentinfo").get_by_role("link", name="How accessible this report is").click()
    assert window.evaluate("location.hash") == "#sec-accessibility"
    words = window.locator("#sec-accessibility").inner_text()
    for part in ("WCAG) 2.2", "PDF/UA-1", "How it is tested", "Known gaps"):
        assert part in words
    assert re.search(r"published up to [A-Z][a-z]+ 20\d\d\.", words)


# The printed report.


@pytest.fixture(scope="module")
def printed(built: Path) -> bytes:
    return (built / "report" / "valuing-care.pdf").read_bytes()


@pytest.fixture(scope="module")
def pdf(printed: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(printed)) as document:
        yield document


def of_table(cell: pikepdf.Object) -> pikepdf.Object:
    """What a cell's attributes say of it as a part of its table."""
    return next(attributes for attributes in cell.A if str(attributes.O) == "/Table")


LIMITS = validator.SafetyLimits(max_reference_depth=1_000)
"""Each bookmark refers to the next, and the annex has more of them than the validator follows unasked."""


@pytest.mark.parametrize("profile", [validator.ValidationProfile.PDF_UA_1, validator.ValidationProfile.PDF_A_2A])
def test_the_validator_passes_the_printed_report(printed: bytes, profile: validator.ValidationProfile) -> None:
    found = validator.validate_pdf_bytes(printed, profile=profile, limits=LIMITS)
    assert found.is_compliant, found


def test_the_printed_report_names_its_language_and_shows_its_title(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo.Title) == "Valuing Care"
    assert {str(sheet.get("/Tabs")) for sheet in pdf.pages} == {"/S"}


def test_the_bookmarks_are_the_headings(pdf: pikepdf.Pdf) -> None:
    def titles(entries: list[pikepdf.OutlineItem]) -> Iterator[str]:
        for entry in entries:
            yield str(entry.title)
            yield from titles(entry.children)

    headings = [str(heading.T) for heading in tagged(pdf.Root.StructTreeRoot.K, "/H1", "/H2", "/H3", "/H4")]
    with pdf.open_outline() as outline:
        assert [plain(title) for title in titles(list(outline.root))] == [
            plain(heading) for heading in headings if heading != "Contents"
        ]


def test_every_link_says_where_it_leads(pdf: pikepdf.Pdf) -> None:
    links = [note for sheet in pdf.pages for note in sheet.get("/Annots", []) if str(note.Subtype) == "/Link"]
    assert links
    for link in links:
        assert re.search(r"\w+.*, page \d+$|” page \d+$|^https://", str(link.Contents)), str(link.Contents)


def test_every_cell_names_the_headers_of_its_column_and_its_row(pdf: pikepdf.Pdf) -> None:
    for table in tagged(pdf.Root.StructTreeRoot.K, "/Table"):
        (head,) = tagged(table.K, "/THead")
        (body,) = tagged(table.K, "/TBody")
        columns = list(tagged(head.K, "/TH"))
        assert [str(of_table(column).Scope) for column in columns] == ["/Column"] * len(columns)
        for row in tagged(body.K, "/TR"):
            first, *others = row.K
            assert (str(first.S), str(of_table(first).Scope)) == ("/TH", "/Row")
            for column, cell in zip(columns[1:], others, strict=True):
                assert {str(name) for name in of_table(cell).Headers} == {str(column.ID), str(first.ID)}


def test_chapters_charts_and_tables_are_read_in_the_order_of_the_page(
    pdf: pikepdf.Pdf, browser: Browser, report_page: Path
) -> None:
    tree = tagged(pdf.Root.StructTreeRoot.K, "/H1", "/H2", "/H3", "/Figure", "/Table")
    read = [str(part.T) if "/T" in part else str(part.S) for part in tree]
    window = open_page(browser, report_page)
    order = """[...document.querySelectorAll("main h2, main h3, main h4, main figure")].map(part =>
      part.tagName !== "FIGURE" ? part.innerText : part.querySelector("svg") ? "/Figure" : "/Table")"""
    said = [plain(part) for part in read if part not in ("Contents", "Tables to look up")]
    # Print has these tables before the annex; what they are read as is the same.
    at_end = window.locator("main figure.at-end").count()
    window.evaluate("document.querySelectorAll('figure.at-end').forEach(part => part.remove())")
    annex = said.index(plain(window.locator("#sec-numbers > h2").inner_text()))
    assert said[annex - at_end : annex] == ["Table"] * at_end
    assert said[: annex - at_end] + said[annex:] == [plain(part) for part in window.evaluate(order)]


def plain(text: str) -> str:
    """A heading's words alone."""
    return re.sub(r"\W+", " ", text).strip()
