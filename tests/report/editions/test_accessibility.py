"""The index of editions and an edition in a browser: what a reader with a keyboard, a phone or no script meets."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import ValuingCare
from tests.report.conftest import DESK, PHONE, box_of, open_page, seen_in_each_way, violations

PAGES: Final = ("index", "kent")
SEEN: Final = seen_in_each_way("light", "dark", "phone", "text at twice its size")


@pytest.fixture(scope="module")
def editions(valuing_care: ValuingCare, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of Kent's edition and of the index."""
    build = tmp_path_factory.mktemp("editions")
    done = valuing_care("editions", "Kent", "--format", "html", "--build", build)
    assert done.returncode == 0, done.stderr
    return build / "editions"


def shown(window: Page) -> list[str]:
    """The names of the places that the index shows, in their order."""
    return window.locator("tbody tr:not([hidden]) th").all_inner_texts()


@pytest.mark.parametrize("name", PAGES)
@SEEN
def test_axe_finds_nothing_against_the_web_content_accessibility_guidelines(
    browser: Browser, editions: Path, name: str, style: str, options: dict[str, Any]
) -> None:
    window = open_page(browser, editions / f"{name}.html", style, **options)
    # A place's row is like the next one: axe, slow on thousands of cells, is given the first of them.
    window.evaluate("document.querySelectorAll('tbody tr:nth-child(n+20)').forEach(row => row.remove())")
    assert violations(window) == {}


@pytest.mark.parametrize("name", PAGES)
@SEEN
def test_the_page_never_scrolls_sideways(
    browser: Browser, editions: Path, name: str, style: str, options: dict[str, Any]
) -> None:
    window = open_page(browser, editions / f"{name}.html", style, **options)
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_search_leaves_the_places_that_it_names_and_says_how_many(browser: Browser, editions: Path) -> None:
    window = open_page(browser, editions / "index.html")
    everywhere = shown(window)
    window.get_by_label("Search by name, kind or region").fill("kent")
    assert shown(window) == ["Kent"]
    assert window.get_by_role("status").inner_text() == f"1 of {len(everywhere)} places"
    window.get_by_label("Search by name, kind or region").fill("")
    assert shown(window) == everywhere


def test_the_table_is_sorted_by_keyboard_and_values_that_are_missing_come_last(
    browser: Browser, editions: Path
) -> None:
    window = open_page(browser, editions / "index.html")
    column = "() => [...document.querySelectorAll('tbody tr')].map(row => row.cells[3].dataset.value ?? null)"
    button = window.locator("thead th").nth(3).get_by_role("button")
    for direction, backwards in (("ascending", False), ("descending", True)):
        button.focus()
        window.keyboard.press("Enter")
        assert window.locator("thead th").nth(3).get_attribute("aria-sort") == direction
        assert window.locator("thead th[aria-sort]").count() == 1
        values = window.evaluate(column)
        held = [float(value) for value in values if value is not None]
        assert held == sorted(held, reverse=backwards)
        assert len(held) < len(values), "a place without a figure was expected"
        assert values[len(held) :] == [None] * (len(values) - len(held))


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_headings_stay_above_the_rows_and_never_hide_what_has_the_focus(
    browser: Browser, editions: Path, viewport: dict[str, int]
) -> None:
    window = open_page(browser, editions / "index.html", viewport=viewport)
    window.evaluate("document.querySelector('.scroll').scrollTo(120, 9999)")
    head, region = (box_of(window.locator(part).first) for part in ("thead th:first-child", ".scroll"))
    assert [head["x"], head["y"]] == pytest.approx([region["x"], region["y"]], abs=2)
    kent = window.get_by_role("link", name="Kent", exact=True)
    kent.focus()
    link, head = box_of(kent), box_of(window.locator("thead th").first)
    assert link["y"] >= head["y"] + head["height"]


def test_without_a_script_the_table_is_whole_and_offers_nothing_that_does_not_work(
    browser: Browser, editions: Path
) -> None:
    window = open_page(browser, editions / "index.html", java_script_enabled=False)
    assert window.locator("tbody tr").count() == 167
    assert window.get_by_role("link", name="Kent", exact=True).get_attribute("href") == "kent.html"
    assert not window.locator("#search").is_visible()
    assert window.get_by_role("button").count() == 0


def test_the_table_takes_the_height_of_the_window(browser: Browser, editions: Path) -> None:
    for height in (700, 1400):
        window = open_page(browser, editions / "index.html", viewport={"width": 1280, "height": height})
        assert 0.9 * height < box_of(window.locator(".scroll"))["height"] <= height
