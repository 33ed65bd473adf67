"""The page of every number in a browser: it shows what ``indicators.csv`` says, and asks nothing of anybody."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from analysis.formulas.key import STORED_KEY
from figures import number
from report.engines import script
from report.page import explore
from report.page.series import RATIO, compressed
from report.versions import held
from tests.report.conftest import PHONE, TWICE, open_explorer, open_page, quiet, seen_in_each_way, unpacked, violations
from tests.report.page.timing import ANSWER, USABLE, Clock, too_late, too_long

KENT: Final = "looked_after_rate_per_10k:E10000016:2025"
HOSTILE: Final = "</script><img src=x onerror=window.pressed=1>"


@pytest.fixture(scope="module")
def window(chromium: Browser, explorer: Path) -> Page:
    return open_explorer(chromium, explorer)


def test_a_number_is_shown_with_its_meaning_its_working_its_sources_and_its_history(
    window: Page, explorer: Path
) -> None:
    window.goto(f"{explorer.as_uri()}#{KENT}")
    expect(window).to_have_title(re.compile("Children looked after per 10,000 children, Kent, 2025"))
    words = window.locator("#view-number").inner_text()
    value = window.locator("#value").inner_text()
    for part in ("Kent, 2025", "per 10,000 children", "95% interval", "at the mid-year before", "÷", f"= {value}"):
        assert part in words
    for part in ("Department for Education", "valuing-care trace " + KENT, "per 100,000", "2024", "2013"):
        assert part in words
    row = window.locator("tr", has=window.locator("[aria-current]"))
    assert row.locator("td").first.inner_text() == value


def test_the_sources_of_a_number_that_the_report_prints_are_among_those_of_its_series(
    window: Page, built: Path
) -> None:
    printed = json.loads((built / "headline.json").read_text(encoding="utf-8"))
    rows = {entry["key"]: entry["sources"] for entry in printed[::16] if STORED_KEY.fullmatch(entry["key"])}
    found = window.evaluate(
        """async (keys) => Promise.all(keys.map(async (key) => {
          const { row } = await number.resolved(key);
          const printed = row.series.printed(row.area, row.period);
          return [row.series.sources(row.period).map(({ id }) => id), printed.places, printed.cells];
        }))""",
        list(rows),
    )
    assert len(found) > 100
    for own, (of_series, places, cells) in zip(rows.values(), found, strict=True):
        assert set(own) <= set(of_series)
        assert places
        assert cells or not own


def test_a_missing_value_says_so_and_why(window: Page, explorer: Path, published: pd.DataFrame) -> None:
    row = published[published["value"].isna() & (published["note"] != "")].iloc[0]
    window.goto(f"{explorer.as_uri()}#{row['key']}")
    expect(window.locator("#value")).to_have_text("No value")
    reason = row["note"].replace("'", "’")
    assert reason.lower() in window.locator(".head").inner_text().lower()


def test_the_chart_has_no_mark_for_a_missing_value(window: Page, explorer: Path, published: pd.DataFrame) -> None:
    own = published[(published["indicator"] == "looked_after_rate_per_10k") & (published["area_code"] == "E92000001")]
    window.goto(f"{explorer.as_uri()}#looked_after_rate_per_10k:E92000001:2025")
    expect(window.locator(".about")).to_have_text("England, 2025")
    assert own["value"].isna().any()
    assert window.locator(".history circle").count() == own["value"].notna().sum()
    assert window.locator(".history + .scroll tbody tr").count() == len(own)


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("looked_after_rate_per_10k:Kent:2025", KENT),
        ("looked_after_rate_per_10k:Kent CC:2025", KENT),
        ("looked_after_rate_per_10k:886:2025", KENT),
        ("budget_gbp[fire]:E92000001:2023/24", "budget_gbp[fire]:E92000001:2023-24"),
        ("referrals:Hull:2025", "referrals:E06000010:2025"),
        ("referrals:bcp:2025", "referrals:E06000058:2025"),
    ],
)
def test_a_place_may_be_given_as_people_call_it(window: Page, explorer: Path, address: str, leads_to: str) -> None:
    window.goto(f"{explorer.as_uri()}#{address}")
    expect(window.locator("#address")).to_have_value(leads_to)
    assert window.evaluate("decodeURIComponent(location.hash)") == f"#{leads_to}"


@pytest.mark.parametrize(
    ("address", "why", "nearest"),
    [
        ("looked_after_rate_per_10:E10000016:2025", "There is no series looked_after_rate_per_10.", KENT),
        ("budget_gbp:E10000016:2023-24", "There is no series budget_gbp.", "budget_gbp[fire]:E10000016:2023-24"),
        ("referrals:Kint:2025", "No place is called or coded “Kint”.", "referrals:E10000016:2025"),
        ("looked_after_rate_per_10k:E10000016:1066", "Kent has this for 20", KENT),
        ("nothing of the kind", "expected indicator:area:period", "looked_after_rate_per_10k:England:2025"),
    ],
)
def test_an_unknown_address_says_so_and_names_the_nearest(
    window: Page, explorer: Path, address: str, why: str, nearest: str
) -> None:
    window.goto(f"{explorer.as_uri()}#{address}")
    problem = window.get_by_role("alert")
    expect(problem).to_contain_text(why)
    assert nearest in problem.locator("a").all_inner_texts()
    problem.get_by_role("link", name=nearest, exact=True).click()
    expect(window.locator("#value")).to_be_visible()


def test_a_number_is_found_and_read_by_keyboard_alone(window: Page, explorer: Path) -> None:
    window.goto(f"{explorer.as_uri()}#{KENT}")
    box = window.get_by_role("combobox", name="Find a number")
    box.focus()
    window.keyboard.type("Hull's residential cost")
    first = window.get_by_role("option").first
    expect(first).to_have_text("Cost of a child’s week: residential care, Kingston upon Hull")
    active = box.get_attribute("aria-activedescendant")
    assert window.locator(f"#{active}").get_attribute("aria-selected") == "true"
    window.keyboard.press("ArrowDown")
    window.keyboard.press("ArrowUp")
    window.keyboard.press("Enter")
    expect(window.locator(".about")).to_contain_text("Kingston upon Hull")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    window.keyboard.type("kent")
    expect(box).to_have_attribute("aria-expanded", "true")
    window.keyboard.press("Escape")
    expect(window.get_by_role("listbox")).to_have_count(0)
    window.keyboard.press("Tab")
    expect(window.get_by_label("Period", exact=True)).to_be_focused()
    newest = window.locator("#address").input_value()
    window.keyboard.press("ArrowUp")
    expect(window.locator("#address")).not_to_have_value(newest)
    assert window.locator("#address").input_value().startswith("unit_cost_gbp_per_week[residential_care]:E06000010:")


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("overspend share of budget", "Overspend as a share of the budget: children’s social care"),
        ("looked after rate", "Children looked after per 10,000 children"),
        ("outside boundary", "outside"),
        ("referrals in Kent", "Referrals per 10,000 children, Kent"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
        ("kent cc", "Kent"),
    ],
)
def test_names_that_people_use_are_found(window: Page, words: str, label: str) -> None:
    found = window.evaluate("(text) => number.options(text).map(({ label }) => label)", words)
    assert any(label.lower() in each.lower() for each in found[:3]), found


def test_the_page_asks_nothing_of_anybody_and_may_not(browser: Browser, explorer: Path) -> None:
    window = browser.new_page()
    with quiet(window) as asked:
        window.goto(f"{explorer.as_uri()}#{KENT}")
        window.wait_for_selector("#value")
    assert [url.partition("#")[0] for url in asked] == [explorer.as_uri()]
    refused = "fetch('https://example.org/').then(() => 'sent', () => 'refused')"
    assert window.evaluate(refused) == "refused"


def test_the_page_is_small_and_so_is_its_script(explorer: Path) -> None:
    assert explorer.stat().st_size <= 10_000_000
    assert len(script.joined(explore.FOLDER).encode()) <= 100_000


def test_another_version_of_the_data_is_opened_beside_the_number(
    browser: Browser, explorer: Path, tmp_path: Path
) -> None:
    text = explorer.read_text(encoding="utf-8")
    index = json.loads(text.split('id="index">')[1].split("</script>")[0])
    earlier = unpacked(text.split('class="values">')[1].split("</script>")[0])
    assert earlier["how"] == RATIO
    cells = len(earlier["areas"]) * len(earlier["periods"])
    at = earlier["areas"].index(index["listed"].index("E10000016")) * len(earlier["periods"])
    at += len(earlier["periods"]) - 1
    at -= sum(absent < at for absent in earlier["absent"])
    assert len(earlier["numerator"]) == cells - len(earlier["absent"])
    earlier["numerator"][at] *= 2
    own = index["data"]
    series = next(entry for entry in index["series"] if entry[4:6] == [0, 0])
    series[6] = len(compressed(json.dumps(earlier)))
    other = tmp_path / "explore.html"
    other.write_text(
        text.split('<script type="application/json"')[0]
        + script.block("index", index | {"data": "earlier"})
        + f'<script type="text/plain" class="values">{compressed(json.dumps(earlier))}</script>',
        encoding="utf-8",
    )
    window = open_page(browser, explorer)
    window.goto(f"{explorer.as_uri()}#{KENT}")
    value = window.locator("#value").inner_text()
    window.get_by_label("another version").set_input_files(other)
    row = window.locator("tr", has_text="version earlier")
    doubled = number.text(2 * float(value), "per_10k")
    expect(row.locator("td").first).to_have_text(re.compile(re.escape(doubled[:-1])))
    assert row.locator("td").nth(1).inner_text().startswith("+")
    window.get_by_label("another version").set_input_files(explorer)
    expect(window.locator("tr", has_text=f"version {own} (this one)").locator("td").first).to_have_text(value)
    (tmp_path / "no.html").write_text("<p>Nothing</p>", encoding="utf-8")
    window.get_by_label("another version").set_input_files(tmp_path / "no.html")
    expect(window.get_by_text("no.html is not a page of this kind.")).to_be_visible()


def test_a_headline_number_is_shown_as_it_was_in_the_versions_that_were_accepted(
    window: Page, explorer: Path, root: Path
) -> None:
    values: dict[str, list[list[str]]] = {}
    for version in reversed(held(root)):
        for change in version.changes:
            if change.after is not None:
                text = number.text(change.after, change.unit)
                values.setdefault(change.key, []).append([f"from version {version.data}", text])
    key, expected = max(values.items(), key=lambda found: len(found[1]))
    assert len(expected) > 1
    window.goto(f"{explorer.as_uri()}#{key}")
    rows = window.get_by_label("The number in other versions of the data").locator("tbody tr")
    expect(rows).to_have_count(len(expected))
    found = [row.locator("th, td").all_inner_texts()[:2] for row in rows.all()]
    assert [[version.removesuffix(" (this one)"), text] for version, text in found] == expected
    window.goto(f"{explorer.as_uri()}#{KENT}")
    expect(window.locator("tr", has_text="from version")).to_have_count(0)


def test_hostile_names_are_plain_words(browser: Browser, explorer: Path, tmp_path: Path) -> None:
    text = explorer.read_text(encoding="utf-8")
    held = re.search(r'<script type="application/json" id="index">(.*?)</script>', text)
    assert held
    index = json.loads(held[1])
    for area in index["areas"]:
        area["name"] = f"{area['name']} {HOSTILE}"
    for entry in index["series"]:
        entry[2] += HOSTILE
    for indicator in index["indicators"]:
        indicator["definition"] += HOSTILE
    for source in index["sources"]:
        source |= {"title": HOSTILE, "path": "javascript:window.pressed=1"}
    index["notes"] = [HOSTILE for _ in index["notes"]]
    hostile = tmp_path / "explore.html"
    hostile.write_text(text.replace(held[0], script.block("index", index)), encoding="utf-8")
    window = open_explorer(browser, hostile)
    window.get_by_role("combobox", name="Find").fill("kent referrals")
    expect(window.get_by_role("option").first).to_contain_text(HOSTILE)
    window.get_by_role("option").first.click()
    expect(window.locator(".about")).to_contain_text(HOSTILE)
    window.goto(f"{hostile.as_uri()}#{HOSTILE}:x:1")
    expect(window.get_by_role("alert")).to_contain_text(HOSTILE)
    assert window.locator("main img").count() == 0
    assert window.locator("a[href^='javascript']").count() == 0
    assert window.evaluate("window.pressed") is None


def test_the_page_takes_little_of_a_slow_processor_to_open(browser: Browser, explorer: Path) -> None:
    def taken() -> dict[str, float]:
        window = browser.new_page()

        def open_and_wait() -> None:
            window.goto(explorer.as_uri())
            window.wait_for_selector("#value")

        return {"the page": Clock(window).of(open_and_wait)}

    assert too_long(taken, USABLE) == {}


def test_a_key_in_the_box_takes_little_of_a_slow_processor(browser: Browser, explorer: Path) -> None:
    window = open_page(browser, explorer)
    clock = Clock(window)

    def taken() -> dict[str, float]:
        window.goto(f"{explorer.as_uri()}#{KENT}")
        window.locator("#view-number[aria-busy=false]").wait_for()
        window.get_by_role("combobox", name="Find").focus()
        letters = {f"{at} {letter}": clock.key(letter) for at, letter in enumerate("hull residential")}
        return letters | {"Enter": clock.steps("Enter")}

    assert too_long(taken, ANSWER) == {}
    expect(window.locator(".about")).to_contain_text("Kingston upon Hull")


@pytest.mark.slow
def test_a_number_is_there_within_a_second_of_a_slow_processor(browser: Browser, explorer: Path) -> None:
    assert too_late(browser, explorer, "#value") == {}


@seen_in_each_way("light")
def test_axe_finds_nothing_against_the_web_content_accessibility_guidelines(
    browser: Browser, explorer: Path, style: str, options: dict[str, Any]
) -> None:
    window = open_explorer(browser, explorer, style, **options)
    window.get_by_role("combobox", name="Find").fill("kent")
    expect(window.get_by_role("option").first).to_be_visible()
    assert violations(window) == {}


@pytest.mark.parametrize("style", ["", TWICE], ids=["as it is", "text at twice its size"])
def test_the_page_never_scrolls_sideways(browser: Browser, explorer: Path, style: str) -> None:
    window = open_explorer(browser, explorer, style, viewport=PHONE)
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_skip_link_leads_past_the_controls_and_leaves_the_address(browser: Browser, explorer: Path) -> None:
    window = open_explorer(browser, explorer)
    address = window.url
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id") == "views"
    assert window.url == address


def test_print_leaves_the_controls_out(window: Page, explorer: Path) -> None:
    window.goto(f"{explorer.as_uri()}#{KENT}")
    window.emulate_media(media="print")
    assert not window.get_by_role("tablist").is_visible()
    assert window.locator("#value").is_visible()
    window.emulate_media(media="screen")
