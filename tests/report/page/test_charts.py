"""The charts of the report's page in a browser: values under finger and arrow key, the chosen council, copies."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator, Page

from analysis.formulas.key import series_of
from figures.number import text
from tests.report.conftest import PHONE, TWICE, box_of, open_page, quiet, unpacked, violations

SAMPLE: Final = (
    "looked-after-rate-and-population",
    "looked-after-regions",
    "spending-late-early",
    "childrens-share",
    "home-places-by-region",
)
"""Charts of lines, of dots, of lines with gaps, of two bars a row, and of one bar a row."""
COUNCILS: Final = "looked-after-councils"
KENT: Final = "E10000016"
CITY: Final = "E09000001"
ROUNDED: Final = {"homes_outside_boundary_share": 0, "looked_after_projection_children": -2}
"""Decimals of indicators that charts print with fewer than their units have."""


Values = Mapping[str, tuple[float, str]]


class Mark(NamedTuple):
    row: str
    code: str
    place: str
    period: str
    value: str
    unit: str
    note: str
    series: str


def opened(browser: Browser, report_page: Path, area: str = "", style: str = "", **options: Any) -> Page:
    """The page of the report in a window of its own, a council chosen or none."""
    window = open_page(browser, report_page, style, **options)
    if area:
        choose(window, area)
    if options.get("java_script_enabled", True):
        window.locator(".reader").first.wait_for(state="attached")
    return window


def choose(window: Page, area: str) -> None:
    """Choose a council by the address, or none."""
    window.evaluate("area => { location.hash = `area=${area}`; }", area)
    window.wait_for_function("area => location.hash.endsWith(area)", arg=area)


@pytest.fixture(scope="module")
def phone(chromium: Browser, report_page: Path) -> Page:
    return opened(chromium, report_page, viewport=PHONE, has_touch=True, reduced_motion="reduce", color_scheme="dark")


@pytest.fixture(scope="module")
def window(chromium: Browser, report_page: Path) -> Page:
    allowed = ["clipboard-read", "clipboard-write"]
    return opened(chromium, report_page, permissions=allowed, reduced_motion="reduce")


@pytest.fixture(scope="module")
def marks(window: Page) -> dict[str, list[Mark]]:
    """What the page holds of the marks of each chart."""
    held = unpacked(json.loads(window.locator("script#marks").text_content() or ""))

    def column(chart: Mapping[str, Any], name: str, names: list[Any]) -> list[Any]:
        """A column, which has one number for all marks if it is the same for all."""
        numbers = chart[name] if isinstance(chart[name], list) else [chart[name]] * len(chart["values"])
        return [names[number] for number in numbers]

    return {
        name.removeprefix("fig-"): [
            Mark(row, code, place, *rest)
            for row, (code, place), *rest in zip(
                column(chart, "row", held["words"]),
                column(chart, "place", held["places"]),
                column(chart, "period", held["words"]),
                chart["values"],
                *(column(chart, part, held["words"]) for part in ("unit", "note", "series")),
                strict=True,
            )
        ]
        for name, chart in held["charts"].items()
    }


@pytest.fixture(scope="module")
def values(published: pd.DataFrame) -> Values:
    """Every value of ``indicators.csv`` with its unit, by its key."""
    rows = published[published["value"].notna()]
    return dict(zip(rows["key"], zip(rows["value"], rows["unit"], strict=True), strict=True))


def printed(values: Values, series: str, area: str, period: str) -> str:
    """A value of ``indicators.csv`` as the charts print it."""
    return text(*values[f"{series}:{area}:{period}"], decimals=ROUNDED.get(series_of(series)[0]))


def said(window: Page) -> str:
    """What a screen reader was told last."""
    return window.locator("main > [role=status].unseen").text_content() or ""


def reader(window: Page, chart: str) -> Locator:
    return window.locator(f"#fig-{chart} .reader")


def read_by_keys(window: Page, chart: str, marks: list[Mark]) -> list[str]:
    """What is said as a reader goes with the arrow keys through every row of a chart, each from its beginning."""
    sizes = [len([mark for mark in marks if mark.row == row]) for row in dict.fromkeys(mark.row for mark in marks)]
    press = """([id, sizes]) => {
      const reader = document.querySelector(`#${id} .reader`);
      const status = document.querySelector("main > [role=status].unseen");
      const press = key => reader.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      const said = [];
      reader.focus();
      sizes.forEach(() => press("ArrowUp"));
      for (const size of sizes) {
        press("Home");
        said.push(status.textContent);
        for (let step = 1; step < size; step += 1) { press("ArrowRight"); said.push(status.textContent); }
        press("ArrowDown");
      }
      return said;
    }"""
    found: list[str] = window.evaluate(press, [f"fig-{chart}", sizes])
    return found


def assert_reads_what_is_published(window: Page, values: Values, chart: str, marks: list[Mark]) -> None:
    """Every mark of a chart is read out once, with the value that ``indicators.csv`` has."""
    expected = []
    for mark in marks:
        value = printed(values, mark.series, mark.code, mark.period) if mark.series else mark.value
        name = ", ".join(dict.fromkeys(part for part in (mark.place, mark.row, mark.period) if part))
        expected.append(f"{name}: {value}{mark.unit}{f'; {mark.note}' if mark.note else ''}")
    assert sorted(read_by_keys(window, chart, marks)) == sorted(expected)


def test_every_chart_is_one_stop_of_the_keyboard_with_a_name(window: Page, marks: dict[str, list[Mark]]) -> None:
    names = window.locator(".reader").evaluate_all("readers => readers.map(one => one.ariaLabel)")
    assert len(names) == len(marks) == window.locator("main figure:has(.drawing)").count()
    assert names[0] == (
        "Values of Figure 1: arrow keys read them, Enter opens one in the explorer if it was built, Escape ends"
    )
    assert window.locator(".chart [tabindex='0']").count() == len(names)


@pytest.mark.parametrize("chart", SAMPLE)
def test_arrow_keys_read_out_the_values_of_a_chart_as_published(
    window: Page, values: Values, marks: dict[str, list[Mark]], chart: str
) -> None:
    assert_reads_what_is_published(window, values, chart, marks[chart])


@pytest.mark.slow
def test_arrow_keys_read_out_the_values_of_every_chart_as_published(
    window: Page, values: Values, marks: dict[str, list[Mark]]
) -> None:
    for chart in marks:
        assert_reads_what_is_published(window, values, chart, marks[chart])


def test_every_mark_of_a_chart_says_what_indicators_csv_has_and_none_is_of_a_missing_value(
    values: Values, marks: dict[str, list[Mark]]
) -> None:
    held = [mark for chart in marks.values() for mark in chart if mark.series]
    assert len(held) > 1000
    assert [mark for mark in held if mark.value != printed(values, mark.series, mark.code, mark.period)] == []


def test_keys_go_along_a_row_to_its_ends_and_across_rows_to_the_same_year(window: Page) -> None:
    reader(window, "spending-late-early").focus()
    for _ in range(3):
        window.keyboard.press("ArrowUp")
    window.keyboard.press("Home")
    first = said(window)
    window.keyboard.press("ArrowLeft")
    assert said(window) == first
    window.keyboard.press("End")
    last = said(window)
    window.keyboard.press("ArrowRight")
    assert said(window) == last
    window.keyboard.press("ArrowDown")
    assert re.findall(r"20\d\d-\d\d", said(window))[0] == re.findall(r"20\d\d-\d\d", last)[0]
    assert said(window) != last


def test_a_label_shows_what_is_said_with_a_ring_on_the_mark_until_escape(window: Page) -> None:
    chart = window.locator(f"#fig-{COUNCILS}")
    reader(window, COUNCILS).focus()
    words = chart.locator(".reading > *").all_text_contents()
    assert f"{words[0]}: {words[1]}" in said(window)
    assert chart.locator(".drawing.wide .ring.read").is_visible()
    assert re.search(
        r"/explore\.html#looked_after_rate_per_10k:E\d{8}:20\d\d$", chart.locator(".reading a").evaluate("a => a.href")
    )
    window.keyboard.press("Escape")
    assert chart.locator(".reading, .ring.read").count() == 0
    assert window.evaluate("document.activeElement.className") == "reader"


def test_a_pointer_reads_the_mark_below_it_and_may_go_onto_the_label(window: Page) -> None:
    chart = window.locator(f"#fig-{COUNCILS}")
    label = chart.locator(".reading")
    reader(window, COUNCILS).focus()
    window.keyboard.press("Home")
    ring, words = box_of(chart.locator(".wide .ring.read")), label.text_content()
    window.evaluate("document.activeElement.blur()")
    assert label.count() == 0
    window.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    assert label.text_content() == words
    label.hover()
    assert label.is_visible()
    window.mouse.move(5, 5)
    assert label.count() == 0


@pytest.mark.parametrize("chart", ["certainty-funnel", pytest.param("looked-after-regions", marks=pytest.mark.slow)])
def test_a_label_is_never_beyond_the_edges_of_a_small_window(phone: Page, chart: str) -> None:
    for size in ("100%", "200%"):
        phone.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        reader(phone, chart).focus()
        for key in ("Home", "End", "ArrowUp", "Home"):
            phone.keyboard.press(key)
            left, top, right = phone.locator(".reading").evaluate(
                "one => (box => [box.left, box.top, box.right])(one.getBoundingClientRect())"
            )
            assert left >= 0, (chart, key)
            assert right <= PHONE["width"], (chart, key)
            assert top >= 0, (chart, key)
    phone.evaluate("document.documentElement.style.fontSize = '100%'")


def test_a_finger_reads_a_chart_in_its_narrow_shape_and_then_another(phone: Page) -> None:
    for chart in ("looked-after-regions", "spending-late-early", "spending-late-early"):
        drawing = phone.locator(f"#fig-{chart} .drawing.narrow")
        drawing.locator("svg").tap(position={"x": 150, "y": 130})
        assert drawing.locator(".reading").is_visible()
        assert phone.locator(".reading").count() == 1


def test_the_chosen_council_has_a_ring_and_its_value_in_every_chart_of_councils(window: Page, values: Values) -> None:
    choose(window, KENT)
    charts = window.locator("figure:has(.of-chosen)")
    assert charts.count() == 7
    labels = window.locator(".wide .of-chosen").all_text_contents()
    value = printed(values, "looked_after_rate_per_10k", KENT, "2025")
    assert f"Kent {value}" in labels
    assert all(label.startswith("Kent ") for label in labels)
    assert window.locator(f"#fig-{COUNCILS} .wide .ring.chosen").is_visible()
    assert window.locator(".absent").count() == 0
    assert window.locator("#fig-looked-after-regions .wide .ring.chosen").count() == 1
    choose(window, "")
    assert window.locator(".ring, .of-chosen").count() == 0


def test_a_chart_without_the_chosen_council_says_why_and_draws_nothing(window: Page) -> None:
    choose(window, CITY)
    chart = window.locator(f"#fig-{COUNCILS}")
    assert "suppressed by the publisher" in (chart.locator(".absent").text_content() or "")
    assert chart.locator(".ring").count() == 0
    choose(window, KENT)
    assert chart.locator(".absent").count() == 0
    assert chart.locator(".wide .ring.chosen").count() == 1


def test_the_label_of_the_chosen_council_lies_within_its_chart(phone: Page) -> None:
    for area in (KENT, "E06000009", "E09000015"):
        choose(phone, area)
        assert phone.locator(".narrow .of-chosen").count() > 5
        beyond = phone.locator(".narrow .of-chosen").evaluate_all(
            """labels => labels.filter(label => {
              const [box, chart] = [label, label.parentElement].map(one => one.getBoundingClientRect());
              return box.left < chart.left - 1 || box.right > chart.right + 1 || box.top < chart.top - 1;
            }).map(label => label.textContent)"""
        )
        assert beyond == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("style", "options"),
    [
        pytest.param("", {"viewport": PHONE, "color_scheme": "dark"}, id="phone, dark"),
        pytest.param("", {}, id="desk"),
        pytest.param(TWICE, {}, id="text at twice its size"),
        pytest.param("", {"forced_colors": "active"}, id="forced colours"),
    ],
)
def test_axe_finds_nothing_against_a_chart_that_is_read_and_has_its_tools_open(
    browser: Browser, report_page: Path, style: str, options: dict[str, Any]
) -> None:
    window = opened(browser, report_page, KENT, style, **options)
    # Other chapters and tables are what axe finds nothing against in a test of its own.
    window.evaluate(
        "document.querySelectorAll('main > section:not(#sec-children), table').forEach(part => part.remove())"
    )
    window.evaluate("document.querySelectorAll('.tools').forEach(part => part.open = true)")
    reader(window, COUNCILS).focus()
    assert window.locator(".reading").is_visible()
    assert violations(window) == {}


def test_in_print_a_chart_is_as_it_is_drawn(window: Page) -> None:
    choose(window, KENT)
    window.emulate_media(media="print")
    shown = """added => added.filter(one => one.getClientRects().length).map(one => one.className)"""
    assert window.locator(".ring, .of-chosen, .absent, .tools, .reader").evaluate_all(shown) == []
    window.emulate_media(media="screen")


def test_without_a_script_a_chart_is_as_it_is_drawn(browser: Browser, report_page: Path) -> None:
    unscripted = opened(browser, report_page, java_script_enabled=False)
    assert unscripted.locator(".chart, .tools, .reader").count() == 0
    assert unscripted.locator("figure .drawing.wide svg").first.is_visible()


def test_a_chart_can_be_copied_as_a_picture(window: Page) -> None:
    tools = window.locator(f"#fig-{COUNCILS} .tools")
    tools.locator("summary").click()
    tools.get_by_role("button", name="Copy as picture").click()
    tools.get_by_text("The picture is in the clipboard.").wait_for()
    held = window.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const bytes = new Uint8Array(await (await item.getType("image/png")).arrayBuffer());
          return btoa([...bytes].map(byte => String.fromCharCode(byte)).join(""));
        }"""
    )
    picture = base64.b64decode(held)
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[start : start + 4], "big") for start in (16, 20))
    assert width == 2 * (640 + 32)
    assert height > width / 2
    assert len(picture) > 50_000  # no blank sheet


def test_an_embedded_chart_is_whole_asks_nothing_of_a_network_and_says_of_which_data_it_is(
    window: Page, browser: Browser, tmp_path: Path
) -> None:
    tools = window.locator(f"#fig-{COUNCILS} .tools")
    tools.evaluate("part => { part.open = true; }")
    tools.get_by_role("button", name="Copy to embed in a page").click()
    tools.get_by_text("The code is in the clipboard.").wait_for()
    host = tmp_path / "host.html"
    host.write_text(f"<!DOCTYPE html><title>host</title>{window.evaluate('navigator.clipboard.readText()')}", "utf-8")
    other = browser.new_page()
    with quiet(other) as asked:
        other.goto(host.as_uri())
        held = other.frame_locator("iframe")
        assert held.locator("svg circle, svg use, svg path").count() > 10
        words = held.locator("body").inner_text()
    version = re.search(r"version [0-9a-f]{12}", window.locator(".imprint").inner_text())
    assert version
    newer = "there is a newer version of this chart"
    assert [part for part in (version[0], newer, "Open Government Licence", "CC BY 4.0") if part not in words] == []
    assert [url for url in asked if not url.startswith(("file:", "about:", "data:"))] == []
