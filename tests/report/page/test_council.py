"""The report's page as an instrument: the council that a reader picks, its cards and rows, the working of a number."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from analysis.formulas.key import STORED_KEY
from report.formats import archive
from report.page.cards import CHAPTERS, ITSELF
from tests.report.conftest import (
    DESK,
    TWICE,
    box_of,
    downloaded,
    open_page,
    quiet,
    seen_in_each_way,
    unpacked,
    violations,
)
from tests.report.page.timing import ANSWER, Clock, too_late, too_long

Blocks: TypeAlias = dict[str, Any]

KENT: Final = "E10000016"
HULL: Final = "E06000010"
CITY_OF_LONDON: Final = "E09000001"
"""A council with too few children for a rank."""
CUMBERLAND: Final = "E06000063"
"""A council without a budget to set against its outturn."""
SAMPLE: Final = (KENT, HULL, CITY_OF_LONDON, CUMBERLAND, "E06000053", "E08000025")
LARGEST: Final = 2_500_000
"""Bytes of the page."""
LONGEST_SCRIPT: Final = 100_000
"""Bytes of our own scripts in it."""


def opened(browser: Browser, report_page: Path, anchor: str = "", style: str = "", **options: Any) -> Page:
    """The page of the report in a window of its own, at an anchor, which may name a council."""
    window = open_page(browser, report_page, style, anchor, **({"reduced_motion": "reduce"} | options))
    if "area=" in anchor and options.get("java_script_enabled", True):
        window.wait_for_selector(".card")
    return window


@pytest.fixture(scope="module")
def page(report_page: Path) -> str:
    return report_page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def blocks(page: str) -> Blocks:
    """What the script reads, unpacked."""
    found = re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', page, re.DOTALL)
    held = {name: json.loads(text) for name, text in found}
    return {name: unpacked(block) if isinstance(block, str) else block for name, block in held.items()}


@pytest.fixture
def window(browser: Browser, report_page: Path) -> Iterator[Page]:
    """The page, which must ask for nothing, and whose policy and script must raise no error."""
    window = browser.new_page(viewport=DESK, reduced_motion="reduce")
    with quiet(window) as asked:
        window.goto(report_page.as_uri())
        yield window
    assert {url.partition("#")[0] for url in asked if not url.startswith(("data:", "blob:"))} == {report_page.as_uri()}


def choose(window: Page, typed: str) -> str:
    """Type into the box and press Enter; the name that is then in it."""
    window.locator("#council").fill("")
    window.locator("#council").press_sequentially(typed)
    window.keyboard.press("Enter")
    window.wait_for_selector(".card")
    return window.locator("#council").input_value()


# The box.


def test_a_council_is_found_by_what_people_call_it(window: Page) -> None:
    names = {
        "kent": "Kent",
        "Hull": "Kingston upon Hull",
        "kent cc": "Kent",
        "BCP": "Bournemouth, Christchurch and Poole",
        "brum": "Birmingham",
        "b&nes": "Bath and North East Somerset",
        "st. helens": "St Helens",
        "city of bristol": "Bristol",
        "e06000010": "Kingston upon Hull",
        "durham": "County Durham",
        "chesh w": "Cheshire West and Chester",
    }
    found = {typed: choose(window, typed) for typed in names}
    assert found == names


def test_the_arrow_keys_choose_among_the_councils_found_and_escape_clears(window: Page) -> None:
    box = window.get_by_role("combobox", name="Your council")
    box.press_sequentially("north")
    options = window.get_by_role("option")
    assert options.count() > 3
    assert box.get_attribute("aria-expanded") == "true"
    window.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    window.keyboard.press("Escape")  # closes the list, and chooses nothing
    assert (box.get_attribute("aria-expanded"), window.evaluate("location.hash")) == ("false", "")
    assert choose(window, "hull") == "Kingston upon Hull"
    window.keyboard.press("Escape")
    assert (box.input_value(), window.evaluate("location.hash"), window.locator(".card").count()) == ("", "", 0)
    assert window.evaluate("document.activeElement.id") == "council"


def test_a_name_that_no_council_has_is_said_to_be_none(window: Page) -> None:
    window.locator("#council").press_sequentially("Atlantis")
    assert window.locator("#chooser [role=status]").text_content() == "No council of this name"
    window.keyboard.press("Enter")
    assert window.evaluate("location.hash") == ""


# The address.


def test_the_address_holds_the_council_beside_an_anchor_and_back_undoes_it(window: Page) -> None:
    choose(window, "kent")
    assert window.evaluate("location.hash") == f"#area={KENT}"
    window.locator(".contents a[href='#sec-need']").click()
    window.wait_for_function(f"location.hash === '#sec-need&area={KENT}'")
    assert window.evaluate("document.querySelector(':target').id") == "sec-need"
    window.go_back()
    window.wait_for_function(f"location.hash === '#area={KENT}'")
    window.go_back()
    window.wait_for_function("location.hash === ''")
    assert (window.locator(".card").count(), window.locator("#council").input_value()) == (0, "")
    window.go_forward()
    window.wait_for_selector(".card")
    assert window.locator("#council").input_value() == "Kent"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
@pytest.mark.parametrize("viewport", [DESK, {"width": 320, "height": 700}])
def test_the_address_opens_the_page_at_its_anchor_with_its_council(
    browser: Browser, report_page: Path, viewport: Any, motion: Any
) -> None:
    window = opened(browser, report_page, f"#sec-spending&area={HULL}", viewport=viewport, reduced_motion=motion)
    window.wait_for_selector("#sec-certainty .tools", state="attached")
    assert window.locator("#council").input_value() == "Kingston upon Hull"
    assert window.evaluate("document.querySelector(':target').id") == "sec-spending"
    assert abs(window.evaluate("document.getElementById('sec-spending').getBoundingClientRect().top")) < 40
    assert window.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize("code", ["E99999999", "<script>alert(1)</script>", "__proto__", ""])
def test_a_council_that_there_is_not_is_ignored(browser: Browser, report_page: Path, code: str) -> None:
    window = opened(browser, report_page)
    window.goto(f"{window.url}#sec-need&area={code}")
    window.wait_for_function("location.hash === '#sec-need'")
    assert (window.locator("#council").input_value(), window.locator(".card").count()) == ("", 0)


# The cards.


def printed_as(text: str, value: float, unit: str) -> bool:
    """Whether a text is a value in its unit, rounded half up as far as the text goes; its sign may be in words."""
    digits = re.search(r"[\d,]+(?:\.\d+)?", text)
    if not digits:
        words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        return text in words and words.index(text) == value
    shown = Decimal(digits[0].replace(",", ""))
    scale = {"bn": Decimal(10**9), "m": Decimal(10**6), "%": Decimal("0.01")}.get(
        text[digits.end() :].strip(), Decimal(1)
    )
    exact = abs(Decimal(repr(value))) / scale
    if exact == shown:
        return True
    step = Decimal(1).scaleb(shown.as_tuple().exponent)  # type: ignore[arg-type]  # it is a number
    if "," in digits[0] or (shown >= 10 and unit.startswith("gbp") and scale == 1):
        significant = Decimal(1).scaleb(max(0, len(str(int(shown))) - 3))  # large sums are printed to thousands
        return any(exact.quantize(one, ROUND_HALF_UP) == shown for one in (step, significant))
    return exact.quantize(step, ROUND_HALF_UP) == shown


def numbers_of(cards: Blocks, codes: Iterator[str] | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for code in codes:
        for chapter in cards.values():
            for _, runs in chapter[code]:
                yield from ((run[0], run[1].replace(ITSELF, f":{code}:")) for run in runs if not isinstance(run, str))


def check(cards: Blocks, codes: tuple[str, ...], published: pd.DataFrame) -> None:
    values = published.set_index("key")[["value", "unit"]].to_dict("index")
    checked = 0
    for text, key in numbers_of(cards, codes):
        if STORED_KEY.fullmatch(key):
            value, unit = values[key].values()
            assert printed_as(text, float(value), unit), (text, key, value)
            checked += 1
    assert checked > 8 * len(codes)


def test_the_numbers_of_cards_are_those_of_the_indicators(blocks: Blocks, published: pd.DataFrame) -> None:
    check(blocks["cards"], SAMPLE, published)


@pytest.mark.slow
def test_the_numbers_of_all_cards_are_those_of_the_indicators(blocks: Blocks, published: pd.DataFrame) -> None:
    check(blocks["cards"], tuple(place[0] for place in blocks["places"]), published)


def test_every_council_has_a_card_in_every_chapter_with_figures_of_councils(blocks: Blocks) -> None:
    codes = {place[0] for place in blocks["places"]}
    assert len(codes) > 100
    assert blocks["cards"].keys() == CHAPTERS.keys()
    for chapter, cards in blocks["cards"].items():
        assert cards.keys() == codes, chapter
        assert all(cards.values()), chapter


def test_a_card_says_what_is_missing_and_why_and_ranks_no_council_with_few_children(blocks: Blocks) -> None:
    def words(chapter: str, code: str) -> str:
        return " ".join(
            run if isinstance(run, str) else run[0] for _, runs in blocks["cards"][chapter][code] for run in runs
        )

    assert "is missing (children looked after at 31 March: suppressed by the publisher)" in words(
        "sec-children", CITY_OF_LONDON
    )
    assert "No budget to set against the outturn" in words("sec-summary", CUMBERLAND)
    assert "is missing (budget: " in words("sec-budgets", CUMBERLAND)
    few = " ".join(words(chapter, CITY_OF_LONDON) for chapter in CHAPTERS)
    assert "has too few children for a rate, a share or a rank to say anything" in few
    assert not re.search(r"ranks \d|its rank|per 10,000", few)
    assert "ranks" in words("sec-children", KENT)


def test_the_chosen_council_heads_each_chapter_and_another_takes_its_place(window: Page, blocks: Blocks) -> None:
    for typed, code in (("kent", KENT), ("hull", HULL)):
        choose(window, typed)
        window.wait_for_function(f"document.querySelector('.card [data-key*={code}]')")
        for chapter, cards in blocks["cards"].items():
            shown = window.locator(f"#{chapter} > h2 + .card")
            said = [run if isinstance(run, str) else run[0] for _, runs in cards[code] for run in runs]
            words = re.sub(r"\s+", "", shown.inner_text()).removeprefix(
                re.sub(r"\s+", "", window.locator("#council").input_value())
            )
            assert words == re.sub(r"\s+", "", "".join(said)), chapter
    assert window.locator(".card").count() == len(CHAPTERS)
    assert window.locator("#chooser a").get_attribute("href") == "../editions/kingston-upon-hull.html"


# The rows.


def test_every_long_table_of_councils_has_the_row_of_the_chosen_one_on_top(window: Page) -> None:
    choose(window, "wigan")
    rows = """() => [...document.querySelectorAll("table.data tr.pinned")].map(row => {
      const twin = [...row.parentElement.rows].find(other => other !== row && other.classList.contains("own"));
      const words = (cells) => [...cells].map(cell => cell.textContent).join("|");
      const isFirst = row === row.parentElement.rows[0];
      return [row.closest("figure").id, isFirst, words(row.cells).endsWith(words(twin.cells))];
    })"""
    found = window.evaluate(rows)
    assert {name for name, _, _ in found} == {
        "tbl-looked-after-every-council",
        "tbl-two-returns-every-council",
        "tbl-overspend-every-council",
        "tbl-homes-every-council",
        "tbl-flags",
    }
    assert all(is_first and is_same for _, is_first, is_same in found)
    table = window.locator("#tbl-looked-after-every-council")
    table.locator(".scroll").evaluate("region => { region.scrollIntoView(); region.scrollTop = 1500; }")
    head, row = (box_of(table.locator(part)) for part in ("thead th >> nth=0", "tr.pinned th"))
    assert abs(row["y"] - head["y"] - head["height"]) < 1.5
    window.locator("#council").press("Escape")
    assert window.locator("tr.pinned, tr.own").count() == 0


def test_tables_of_groups_have_no_row_of_a_council(window: Page) -> None:
    choose(window, "kent")
    assert window.locator("#tbl-looked-after-regions-and-classes tr.own, #tbl-three-ratios tr.own").count() == 0


# The working of a number.


def test_a_number_opens_its_working_where_it_stands_and_escape_closes_it(window: Page) -> None:
    link = window.locator("#sec-children a.number[data-key='looked_after_rate_per_10k:E92000001:2025']").first
    link.scroll_into_view_if_needed()
    at = window.evaluate("scrollY")
    link.focus()
    window.keyboard.press("Enter")
    panel = window.get_by_role("dialog")
    panel.wait_for()
    words = panel.inner_text()
    assert words.startswith(link.inner_text())
    for part in ("Formula", "÷", "England, 2025", "152 of 152 councils", ".csv", "column", "Its entry in the annex"):
        assert part in words, part
    assert window.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    box, number = box_of(panel), box_of(link)
    assert box["y"] >= number["y"] + number["height"] or box["y"] + box["height"] <= number["y"]
    assert panel.get_by_role("link", name="In the explorer").get_attribute("href") == (
        "explore.html#looked_after_rate_per_10k:E92000001:2025"
    )
    window.keyboard.press("Escape")
    assert panel.count() == 0
    assert window.evaluate("document.activeElement.dataset.key") == "looked_after_rate_per_10k:E92000001:2025"
    assert (window.evaluate("scrollY"), window.evaluate("location.hash")) == (at, "")


def test_the_parts_of_a_derived_number_open_in_the_same_place_and_its_entry_in_the_annex(window: Page) -> None:
    window.locator("#sec-children a.number[data-key^=percent_change]").first.click()
    panel = window.get_by_role("dialog")
    panel.wait_for()
    part = panel.locator("dd a").first
    number = part.inner_text()
    part.click()
    window.wait_for_function("document.querySelector('.trail dl').textContent.includes('Formula')")
    assert number.replace(",", "")[:2] in panel.inner_text().replace(",", "")
    panel.get_by_role("link", name="Its entry in the annex").click()
    window.wait_for_function("location.hash.startsWith('#n-')")
    assert panel.count() == 0
    assert window.evaluate("document.querySelector(':target').closest('.annex') !== null")


def test_every_number_of_the_text_has_a_working_to_open(page: str, blocks: Blocks) -> None:
    links = set(re.findall(r'<a href="#(n-[0-9a-f]{8})"[^>]* class="number', page))
    entries = set(re.findall(r'id="(n-[0-9a-f]{8})"', page))
    assert len(links) > 300
    assert links <= entries
    assert set(blocks["workings"]) <= entries


# What goes for the whole page.


def test_the_page_is_as_small_as_promised_and_so_is_its_script(page: str, root: Path) -> None:
    assert len(page.encode()) <= LARGEST
    scripts = (root / "report" / "templates" / "page").glob("*.js")
    assert sum(len(script.read_bytes()) for script in scripts) <= LONGEST_SCRIPT


def test_the_policy_names_each_script_and_lets_nothing_be_fetched(page: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(part.strip().split(" ", 1) for part in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"('sha256-[\w+/]+=*' ?){2}", rules["script-src"])
    assert not {"connect-src", "frame-src", "worker-src"} & rules.keys()
    assert not re.search(r"innerHTML|outerHTML =|insertAdjacentHTML|document\.write|\beval\(", page)


def test_the_data_of_charts_and_tables_is_in_the_page_as_it_lies_beside_it(page: str, built: Path) -> None:
    links = re.findall(r'download="([\w-]+)\.zip" href="data:application/zip;base64,([^"]*)"', page)
    assert len(links) > 80
    for name, data in links:
        assert archive.unpacked(base64.b64decode(data)) == {
            f"{name}.csv": (built / "figures" / f"{name}.csv").read_bytes()
        }


def test_the_data_of_a_table_is_saved_as_csv(window: Page, built: Path) -> None:
    saved = downloaded(window, "a[download='flags.zip']")
    assert saved == ("flags.csv", (built / "figures" / "flags.csv").read_bytes())


def test_without_a_script_the_page_is_what_it_was(browser: Browser, report_page: Path) -> None:
    window = opened(browser, report_page, f"#area={KENT}", java_script_enabled=False)
    assert window.locator("#chooser").is_hidden()
    assert window.locator(".card, .trail, .pinned").count() == 0
    assert window.locator("a[download='flags.zip']").inner_text().endswith("(CSV, zipped)")
    link = window.locator("#sec-children a.number").first
    target = link.get_attribute("href") or "nowhere"
    link.click()
    assert window.url.endswith(target)
    assert 0 <= box_of(window.locator(f"[id='{target[1:]}']"))["y"] < 900


def test_print_has_no_instruments(browser: Browser, report_page: Path) -> None:
    window = opened(browser, report_page, f"#area={KENT}")
    window.locator("#sec-children a.number").first.click()
    window.get_by_role("dialog").wait_for()
    window.emulate_media(media="print")
    shown = window.locator("#chooser, .card, .trail, tr.pinned").evaluate_all(
        "parts => parts.filter(part => getComputedStyle(part).display !== 'none').length"
    )
    assert shown == 0


SHORTENED: Final = "document.querySelectorAll('tbody tr:nth-child(n+4), .drawing').forEach(part => part.remove())"
"""Rows are alike and drawings have tests of their own: axe, slow on thousands of parts, is given the others."""


@seen_in_each_way("light")
def test_axe_finds_nothing_with_a_council_chosen_and_a_working_open(
    browser: Browser, report_page: Path, style: str, options: dict[str, Any]
) -> None:
    window = opened(browser, report_page, f"#area={HULL}", style, **options)
    window.evaluate(SHORTENED)
    window.locator("a.number[href='#n-d78b6b95']").first.click()
    window.get_by_role("dialog").wait_for()
    assert violations(window) == {}


@pytest.mark.slow
def test_axe_finds_nothing_with_the_list_of_councils_open(browser: Browser, report_page: Path) -> None:
    window = opened(browser, report_page, f"#area={HULL}")
    window.evaluate(SHORTENED)
    window.locator("#council").press("ArrowDown")
    window.get_by_role("option").first.wait_for()
    assert violations(window) == {}


@pytest.mark.parametrize("width", [320, 768])
def test_the_page_never_scrolls_sideways_with_a_council_chosen(browser: Browser, report_page: Path, width: int) -> None:
    window = opened(browser, report_page, f"#area={HULL}", TWICE, viewport={"width": width, "height": 900})
    wider = """() => [...document.querySelectorAll("#chooser *, .card, .card *")].filter(part =>
      !part.closest("[hidden], .unseen") && part.getBoundingClientRect().right > innerWidth + 1
    ).map(part => part.outerHTML.slice(0, 200))"""
    assert window.evaluate(wider) == []
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_the_box_is_there_within_a_second_of_a_slow_processor(browser: Browser, report_page: Path) -> None:
    assert too_late(browser, report_page, "#council") == {}


def test_a_key_in_the_box_takes_little_of_a_slow_processor(browser: Browser, report_page: Path) -> None:
    window = opened(browser, report_page)
    clock = Clock(window)
    window.locator("#council").focus()

    def taken() -> dict[str, float]:
        letters = {f"{at} {letter}": clock.key(letter) for at, letter in enumerate("north somerset")}
        return letters | {"Escape": clock.key("Escape")}

    assert too_long(taken, ANSWER) == {}
