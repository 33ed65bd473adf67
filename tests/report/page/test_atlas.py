"""The map, the comparison and the reader's own table of ``explore.html``, in a browser."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from analysis.tables.loading import Tables
from figures import number
from report.page import explore
from tests.report.conftest import (
    DESK,
    box_of,
    downloaded,
    open_explorer,
    open_page,
    quiet,
    seen_in_each_way,
    violations,
    visit,
)
from tests.report.page.timing import ANSWER, USABLE, Clock, too_long

Opened = Callable[..., Page]
KENT: Final = "E10000016"
LONDON: Final = "E09000001"  # the City: its numbers are suppressed
RATE: Final = "looked_after_rate_per_10k"
COST: Final = "unit_cost_published_gbp_per_week[residential_care]"
DEFICIT: Final = "overspend_share_of_budget[childrens_social_care]"
SPINE: Final = re.findall(
    r'^ {4}"?([a-z][\w\[\]]+)"?:', (explore.FOLDER / "spine.js").read_text(encoding="utf-8"), re.MULTILINE
)
LABEL: Final = "name => store.series.get(name).label"
HOSTILE: Final = "=<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"


@pytest.fixture(scope="module")
def values(published: pd.DataFrame) -> pd.DataFrame:
    """The rows of the series that the views of these tests show."""
    return published[published["series"].isin({*SPINE, COST})]


@pytest.fixture(scope="module")
def names(tables: Tables) -> Mapping[str, str]:
    """What places are called, by their codes."""
    return {code: place.area_name for code, place in tables.places.places.items()}


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Page:
    """A window in which one test after another opens the page: a new one takes more of the processor than the page."""
    return chromium.new_page(viewport=DESK)


@pytest.fixture
def opened(browser: Browser, window: Page, explorer: Path) -> Iterator[Opened]:
    """Opens a view of the page, and waits until it is drawn."""
    windows: list[Page] = []
    with ExitStack() as open_windows:

        def open_view(view: str, ready: str, style: str = "", query: Mapping[str, str] = {}, **options: Any) -> Page:
            if style or options or windows:
                own = open_page(browser, explorer, style, **options)
            else:
                own = window
                own.set_viewport_size(DESK)
                own.mouse.move(0, 0)
                own.goto("about:blank")
                own.goto(explorer.as_uri())
            windows.append(own)
            open_windows.enter_context(quiet(own))
            visit(own, view, ready, query)
            return own

        yield open_view


def texts(window: Page, selector: str) -> list[list[str]]:
    """The cells of the rows of a table, as they are read."""
    rows = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    found: list[list[str]] = window.eval_on_selector_all(f"{selector} tbody tr", rows)
    return found


def rows_by(values: pd.DataFrame, place: str) -> dict[tuple[str, ...], Any]:
    """The rows of ``values`` by series, place and period."""
    keys = zip(values["series"], values[place], values["period"], strict=True)
    return dict(zip(keys, values.itertuples(index=False), strict=True))


def printed(row: Any) -> str:
    return number.text(row.value, row.unit)


def on_the_map(window: Page) -> dict[str, str]:
    """What a reader hears of each hexagon, by code."""
    found: dict[str, str] = window.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#view-map .hexagon[data-area]')]"
        ".map(mark => [mark.dataset.area, mark.getAttribute('aria-label')]))"
    )
    return found


def check_map(window: Page, rows: pd.DataFrame, names: Mapping[str, str]) -> None:
    heard = on_the_map(window)
    table = {row[0]: row for row in texts(window, "#view-map")}
    assert len(heard) == len(table) == 153
    of_councils = rows[rows["area_code"].isin(heard)]
    assert len(of_councils) > 140
    each: Iterable[Any] = of_councils.itertuples(index=False)
    for row in each:
        name = names[row.area_code]
        if pd.isna(row.value):
            assert heard[row.area_code] == f"{name}: no value: {row.note}"
            assert table[name][1].startswith("[")
            assert table[name][3] == row.note
        else:
            assert heard[row.area_code].startswith(f"{name}: {printed(row)}")
            assert table[name][1] == printed(row)


MAPS: Final = ((RATE, "2025"), (RATE, "2014"), (COST, "2024-25"), (DEFICIT, "2023-24"))


@pytest.mark.parametrize(("series", "period"), MAPS)
def test_the_map_says_of_each_council_what_indicators_csv_has(
    opened: Opened, values: pd.DataFrame, names: Mapping[str, str], series: str, period: str
) -> None:
    window = opened("map", ".hexagon", query={"series": series, "period": period})
    check_map(window, values[(values["series"] == series) & (values["period"] == period)], names)


@pytest.mark.slow
def test_every_map_says_what_indicators_csv_has(opened: Opened, values: pd.DataFrame, names: Mapping[str, str]) -> None:
    window = opened("map", ".hexagon")
    councils = values[values["area_code"].isin(on_the_map(window))]
    shown = councils[["series", "period"]].drop_duplicates()
    for series, period in zip(shown["series"].tolist(), shown["period"].tolist(), strict=True):
        visit(window, "map", ".hexagon", {"series": series, "period": period})
        title = f"{window.evaluate(LABEL, series)}, {period}"
        window.locator("#view-map figcaption", has_text=title).wait_for()
        check_map(window, values[(values["series"] == series) & (values["period"] == period)], names)


def test_a_missing_value_is_hatched_with_its_reason_in_the_legend(opened: Opened) -> None:
    window = opened("map", ".hexagon", query={"series": RATE, "period": "2025"})
    hatched = window.locator("#view-map .hexagon.missing[data-area]")
    assert LONDON in [mark.get_attribute("data-area") for mark in hatched.all()]
    fill = "mark => getComputedStyle(mark.querySelector('polygon')).fill"
    assert hatched.first.evaluate(fill) == 'url("#hatching")'
    legend = window.locator("#view-map .legend").inner_text()
    assert "No value: children looked after at 31 March: suppressed by the publisher 1 council" in " ".join(
        legend.split()
    )
    counts = [int(count) for count in re.findall(r"(\d+) councils?\b", legend)]
    assert sum(counts) == 153


def test_a_council_that_had_not_been_formed_is_hatched_and_said_to_be_so(opened: Opened) -> None:
    window = opened("map", ".hexagon", query={"series": RATE, "period": "2014"})
    north_northamptonshire = window.locator("#view-map [data-area=E06000061]")
    assert "missing" in (north_northamptonshire.get_attribute("class") or "")
    said = "North Northamptonshire: no value: the council had not been formed"
    assert north_northamptonshire.get_attribute("aria-label") == said


def test_the_limits_of_the_classes_are_the_values_of_their_lowest_and_highest_councils(
    opened: Opened, values: pd.DataFrame
) -> None:
    window = opened("map", ".hexagon", query={"series": RATE, "period": "2025"})
    limits = [
        item.split(" to ") for item in window.locator("#view-map .legend .limits").all_inner_texts() if " to " in item
    ]
    assert len(limits) == 5
    marks = set(on_the_map(window))
    held = values[(values["series"] == RATE) & (values["period"] == "2025") & values["area_code"].isin(marks)]
    ordered = held.dropna(subset="value").sort_values("value")
    assert limits[0][0] == number.text(ordered["value"].iloc[0], "per_10k")
    assert limits[-1][1] == number.text(ordered["value"].iloc[-1], "per_10k")
    assert all(float(one[1]) < float(other[0]) for one, other in pairwise(limits))


def test_values_that_are_printed_alike_share_a_class_and_equal_values_make_one(opened: Opened) -> None:
    window = opened("map", ".hexagon")
    classes = (
        "numbers => classes.quantiles(numbers.map(value => ({value, text: value.toFixed(1)}))).map(each => each.count)"
    )
    assert window.evaluate(classes, list(range(10))) == [2, 2, 2, 2, 2]
    assert window.evaluate(classes, [4, 4, 4, 4]) == [4]
    assert window.evaluate(classes, [1, 1, 1, 1.01, 2, 3, 4, 5, 6, 7]) == [4, 1, 1, 2, 2]
    assert window.evaluate(classes, [1, 2]) == [1, 1]
    assert window.evaluate(classes, []) == []


def test_arrow_keys_lead_from_hexagon_to_hexagon_and_enter_outlines_a_council(opened: Opened) -> None:
    window = opened("map", ".hexagon", query={"area": KENT})
    focused = "document.activeElement.dataset.area"
    window.locator(f"#view-map [data-area={KENT}]").focus()
    middle = """code => {
      const { x, y } = document.querySelector(`#view-map [data-area=${code}]`).getBoundingClientRect();
      return [x, y];
    }"""
    for key, axis, way in (("ArrowLeft", 0, -1), ("ArrowUp", 1, -1), ("ArrowDown", 1, 1), ("ArrowRight", 0, 1)):
        before = window.evaluate(focused)
        window.keyboard.press(key)
        after = window.evaluate(focused)
        assert (window.evaluate(middle, after)[axis] - window.evaluate(middle, before)[axis]) * way > 0
    window.keyboard.press("ArrowLeft")
    reached = window.evaluate(focused)
    window.keyboard.press("Enter")
    assert window.evaluate("location.hash").endswith(f"area={reached}")
    assert window.locator("#view-map .hexagon[aria-pressed=true]").get_attribute("data-area") == reached
    assert window.locator("#view-map .hexagon[tabindex='0']").count() == 1
    assert window.locator("#view-map .readout strong").inner_text() in (
        window.locator(f"#view-map [data-area={reached}]").get_attribute("aria-label") or ""
    )


def test_every_council_can_be_reached_by_arrow_keys(opened: Opened) -> None:
    window = opened("map", ".hexagon")
    reached = window.evaluate(
        """() => {
          const places = Object.values(store.hexagons).map((place) => hexagons.hexagonCentre(...place));
          const seen = new Set([0]);
          for (const from of seen) {
            for (const key of ["Left", "Right", "Up", "Down"]) {
              seen.add(hexagons.hexagonTowards(places, from, `Arrow${key}`));
            }
          }
          return seen.size;
        }"""
    )
    assert reached == 153


def test_every_council_has_a_short_name_of_its_own_in_its_hexagon(opened: Opened) -> None:
    window = opened("map", ".hexagon")
    short = window.locator("#view-map .hexagon text").all_text_contents()
    assert len(short) == len(set(short)) == 153
    assert {len(name) for name in short} <= {2, 3, 4, 5}
    alike = ["Derby", "Derbyshire", "Kent", "Waltham Forest", "Westmorland and Furness"]
    assert window.evaluate("hexagons.shortNames", alike) == ["Derb", "Ders", "Kent", "WFo", "WFu"]


def test_the_map_and_its_legend_fit_the_window_of_a_desk(opened: Opened) -> None:
    window = opened("map", ".hexagon", query={"series": RATE, "period": "2025", "area": KENT})
    window.locator("#view-map .readout strong").wait_for()
    boxes = [box_of(window.locator(f"#view-map {part}")) for part in (".land > svg", ".readout", ".legend")]
    assert all(box["y"] + box["height"] <= DESK["height"] for box in boxes)
    land, readout, legend = boxes
    assert land["x"] + land["width"] <= min(readout["x"], legend["x"])
    assert readout["y"] + readout["height"] <= legend["y"]


def test_the_value_under_the_pointer_is_read_out(opened: Opened) -> None:
    window = opened("map", ".hexagon", query={"series": RATE, "period": "2025"})
    window.locator(f"#view-map [data-area={KENT}]").hover()
    said = " ".join(window.locator("#view-map .readout").inner_text().split())
    assert said == on_the_map(window)[KENT].replace(":", "")


def test_the_dots_say_what_indicators_csv_has(
    opened: Opened, values: pd.DataFrame, names: Mapping[str, str], tables: Tables
) -> None:
    today = set(tables.text("hexagons")["area_code"])
    places = [KENT, LONDON, "E12000001"]
    window = opened("compare", ".strip", query={"areas": ",".join(places)})
    rows = texts(window, "#view-compare [aria-label='The values of the dots']")
    assert len(rows) == len(SPINE)
    headers = window.locator("#view-compare thead >> nth=0").locator("th button").all_text_contents()
    assert headers[3:7] == [*(names[place] for place in places), "England"]
    by_key = rows_by(values, "area_code")
    compared = 0
    for series, (_, _, period, *cells) in zip(SPINE, rows, strict=True):
        for place, cell in zip([*places, "E92000001"], cells, strict=False):
            row = by_key.get((series, place, period))
            if row is None or pd.isna(row.value):
                assert cell.startswith("[")
                assert row is None or row.note in cell
            else:
                assert cell == printed(row)
            compared += 1
        councils = values[(values["series"] == series) & (values["period"] == period) & values["area_code"].isin(today)]
        lower, upper = councils["value"].dropna().quantile([0.25, 0.75])
        unit = councils["unit"].iloc[0]
        assert cells[4] == f"{number.text(lower, unit)} to {number.text(upper, unit)}"
    assert compared == 4 * len(SPINE)


def test_a_place_without_a_value_has_no_dot(opened: Opened) -> None:
    window = opened("compare", ".strip", query={"areas": f"{LONDON},{KENT}"})
    marks = window.evaluate(
        "[...document.querySelectorAll('.strip')]"
        ".map(strip => [...strip.querySelectorAll('[data-area]')].map(mark => mark.dataset.area))"
    )
    at = SPINE.index(RATE)
    assert LONDON not in marks[at]
    assert KENT in marks[at]
    assert "City of London: no value: children looked after" in (
        window.locator(".strip").nth(at).get_attribute("aria-label") or ""
    )


@pytest.mark.parametrize(
    ("press", "places", "said"),
    [
        ("Statistical neighbours", 11, ""),
        ("County group", 12, "11 of"),
        ("Region: South East", 12, "11 of 18 places are taken"),
    ],
)
def test_one_press_takes_a_group_of_places(opened: Opened, press: str, places: int, said: str) -> None:
    window = opened("compare", ".chips .name", query={"areas": KENT})
    window.get_by_role("button", name=press, exact=True).click()
    window.locator("#view-compare .strip").first.wait_for()
    assert window.locator("#view-compare .chips li").count() == places
    assert window.locator("#view-compare .chips [aria-pressed=true]").inner_text() == "Kent"
    assert said in window.locator("#view-compare p[role=status]").first.inner_text()
    assert window.evaluate("document.activeElement.textContent") == press


def test_the_keyboard_keeps_its_place_when_a_view_is_drawn_again(opened: Opened) -> None:
    window = opened("table", "tbody tr", query={"indicators": RATE, "places": f"{KENT},{LONDON}"})
    focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    window.locator("#view-table thead button").nth(2).press("Enter")
    window.locator("#view-table thead [aria-sort]").wait_for()
    assert window.evaluate(focused).startswith("20")
    window.get_by_role("button", name="Remove Kent").press("Enter")
    window.get_by_role("button", name="Remove Kent").wait_for(state="detached")
    assert window.evaluate("document.activeElement.tagName") == "INPUT"
    window.get_by_role("combobox", name="Add a place").press_sequentially("hull")
    window.keyboard.press("Enter")
    window.get_by_role("button", name="Remove Kingston upon Hull").wait_for()
    window.locator("#view-table[aria-busy=false]").wait_for()
    assert [row[0] for row in texts(window, "#view-table")] == ["City of London", "Kingston upon Hull"]


def test_a_box_keeps_the_focus_and_the_next_words_replace_what_was_chosen(opened: Opened) -> None:
    window = opened("compare", ".strip", query={"areas": f"{KENT},{LONDON}"})
    box = window.get_by_role("combobox", name="Indicator over time")
    box.focus()
    window.keyboard.type("referrals")
    window.keyboard.press("Enter")
    window.locator(".trend figcaption", has_text="Referrals").wait_for()
    assert "Referrals" in box.input_value()
    window.keyboard.type("children looked")
    assert box.input_value() == "children looked"
    assert window.get_by_role("option").first.inner_text().startswith("Children looked after")


def test_keys_read_out_dots_and_points_of_lines(opened: Opened) -> None:
    window = opened("compare", ".strip", query={"areas": f"{KENT},E10000008", "series": RATE})
    window.locator("#view-compare .strip").nth(SPINE.index(RATE)).focus()
    window.keyboard.press("ArrowRight")
    assert re.search(r"2025\. (Kent|Devon|England): \d", window.locator(".dots .readout").inner_text())
    window.locator(".trend > svg").focus()
    window.keyboard.press("ArrowLeft")
    assert re.fullmatch(r"Kent, 2024: [\d.]+ per 10,000 children", window.locator(".trend .readout").inner_text())


def test_a_line_breaks_where_a_value_is_missing(opened: Opened, values: pd.DataFrame) -> None:
    window = opened("compare", ".trend", query={"areas": f"{LONDON},{KENT}", "series": RATE})
    own = values[(values["series"] == RATE) & (values["area_code"] == LONDON)].sort_values("period")["value"].notna()
    runs = [run.sum() for _, run in own.groupby((own != own.shift()).cumsum()) if run.all()]
    pieces = window.locator(f".trend [data-area={LONDON}]")
    assert pieces.count() == len(runs)
    points = pieces.evaluate_all("marks => marks.map(mark => (mark.getAttribute('points') ?? 'one').split(' ').length)")
    assert sorted(points) == sorted(runs)


TABLES: Final[tuple[dict[str, str], ...]] = (
    {"indicators": f"{RATE},{COST}", "places": f"{LONDON},{KENT},regions", "from": "2022", "to": "2025"},
    {
        "indicators": f"{DEFICIT},{RATE}",
        "places": "councils",
        "from": "2024",
        "to": "2024",
        "across": "indicator",
        "first": "period",
    },
    {
        "indicators": COST,
        "places": f"E92000001,{KENT}",
        "across": "place",
        "first": "period",
        "sort": "-3",
        "rows": "held",
    },
)


def addresses(window: Page) -> list[list[tuple[str, ...]]]:
    """The address of each figure of the table, in its parts: series, place and period."""
    address = "rows => rows.map(row => [...row.cells].map(cell => cell.querySelector('a')?.getAttribute('href') ?? ''))"
    rows = window.eval_on_selector_all("#view-table tbody tr", address)
    return [[tuple(cell[1:].split(":")) for cell in row] for row in rows]


@pytest.mark.parametrize("query", TABLES)
def test_the_table_says_what_indicators_csv_has(opened: Opened, values: pd.DataFrame, query: dict[str, str]) -> None:
    window = opened("table", "tbody tr", query=query)
    by_key = rows_by(values, "area_code")
    compared = 0
    for keys, cells in zip(addresses(window), texts(window, "#view-table"), strict=True):
        for key, cell in zip(keys, cells, strict=True):
            if key in by_key:
                row = by_key[key]
                compared += 1
                if pd.isna(row.value):
                    assert row.note in cell
                else:
                    assert cell.split(" †")[0] == printed(row)
            else:
                assert key == ("",)
                assert cell
    assert compared >= 10


@pytest.mark.parametrize("query", TABLES)
def test_downloads_hold_the_numbers_of_indicators_csv_and_reasons_in_place_of_missing_ones(
    opened: Opened, values: pd.DataFrame, query: dict[str, str]
) -> None:
    window = opened("table", "tbody tr", query=query)
    files = dict(downloaded(window, f"#save-{kind}") for kind in ("csv", "xlsx"))
    assert [*files] == ["table.csv", "table.xlsx"]
    book = io.BytesIO(files["table.xlsx"])
    labels = {window.evaluate(LABEL, name): name for name in query["indicators"].split(",")}
    series_of = {re.sub(r" \([^()]*\)$", "", label): name for label, name in labels.items()} | labels
    by_key = rows_by(values, "area_name")
    for frame in (
        pd.read_csv(io.BytesIO(files["table.csv"]), encoding="utf-8-sig"),
        pd.read_excel(book, engine="calamine", keep_default_na=False),
    ):
        down = [name for name in ("Place", "Indicator", "Period") if name in frame.columns]
        assert len(down) == 2
        across = ({"Place", "Indicator", "Period"} - {*down}).pop()
        long = frame.melt(id_vars=down, var_name=across, value_name="value").astype({"Period": str})
        assert len(long) >= 10
        held = 0
        for place, indicator, period, value in long[["Place", "Indicator", "Period", "value"]].itertuples(index=False):
            name = series_of.get(indicator) or series_of[re.sub(r" \([^()]*\)$", "", indicator)]
            row = next(filter(None, (by_key.get((name, place, one)) for one in period.split(" or "))), None)
            if row is None or pd.isna(row.value):
                assert re.match(r"\[(c|low|u|x|z)\] \w", str(value))
                assert row is None or str(value).endswith(row.note)
            else:
                assert float(value) == row.value
                held += 1
        assert held > 5
    sheets = pd.read_excel(book, engine="calamine", sheet_name=None)
    assert [*sheets] == ["Values", "Remarks", "Definitions", "Sources"]
    assert sheets["Sources"]["Publisher"].str.contains("Department for Education|Ministry").any()
    assert len(sheets["Definitions"]) == len(query["indicators"].split(","))


@pytest.mark.parametrize("query", TABLES)
def test_the_address_gives_the_same_table_again(opened: Opened, query: dict[str, str]) -> None:
    window = opened("table", "tbody tr", query=query)
    window.locator("#view-table thead button").nth(2).click()
    window.locator("#view-table thead [aria-sort]").wait_for()
    window.locator("#table-filter").fill("k")
    again = opened("table", "tbody tr", query={})
    again.goto(window.url)
    again.reload()
    again.locator("#view-table tbody tr").first.wait_for()
    assert texts(again, "#view-table") == texts(window, "#view-table")
    assert (
        again.locator("#view-table p[role=status]").inner_text()
        == window.locator("#view-table p[role=status]").inner_text()
    )


def test_periods_that_end_in_one_year_stand_side_by_side(opened: Opened) -> None:
    query = {"indicators": f"{RATE},{COST}", "places": KENT, "from": "2025", "to": "2025"}
    window = opened("table", "tbody tr", query=query)
    headings = window.locator("#view-table thead th").all_inner_texts()
    assert [heading.removesuffix(" ↕") for heading in headings] == ["Place", "Indicator", "2024-25 or 2025"]
    addresses_of_figures = [row[2] for row in addresses(window)]
    assert addresses_of_figures == [(RATE, KENT, "2025"), (COST, KENT, "2024-25")]


def test_missing_values_come_last_whichever_way_a_table_is_sorted(opened: Opened) -> None:
    query = {"indicators": RATE, "places": "councils", "from": "2025", "to": "2025"}
    for sort in ("3", "-3"):
        window = opened("table", "tbody tr", query=query | {"sort": sort})
        cells = [row[2] for row in texts(window, "#view-table")]
        missing = [cell.startswith("[") for cell in cells]
        assert any(missing)
        assert missing == sorted(missing)
        held = [float(cell.split()[0]) for cell in cells if not cell.startswith("[")]
        assert held == sorted(held, reverse=sort == "-3")


def test_names_with_markup_stay_words(browser: Browser, explorer: Path, tmp_path: Path) -> None:
    page = explorer.read_text(encoding="utf-8")
    hostile = json.dumps(HOSTILE).replace("<", "\\u003c")
    changed = page.replace('"name":"Kent"', f'"name":{hostile}')
    assert changed != page
    file = tmp_path / "explore.html"
    file.write_text(changed, encoding="utf-8")
    window = open_page(browser, file)
    for view, ready, query in VIEWS:
        visit(window, view, ready, query)
        assert HOSTILE in unescape(window.locator(f"#view-{view}").inner_html())
        assert window.locator(f"#view-{view} img, #view-{view} script").count() == 0
    (_, table), (_, book) = (downloaded(window, f"#save-{kind}") for kind in ("csv", "xlsx"))
    assert pd.read_csv(io.BytesIO(table), encoding="utf-8-sig")["Place"].iloc[0] == f"'{HOSTILE}"
    assert pd.read_excel(io.BytesIO(book), engine="calamine")["Place"].iloc[0] == HOSTILE
    assert window.title() != "run"


VIEWS: Final = (
    ("map", ".hexagon", {"series": RATE, "area": KENT}),
    ("compare", ".trend > svg", {"areas": f"{KENT},{LONDON},E10000008"}),
    ("table", "tbody tr", {"indicators": RATE, "places": f"{KENT},{LONDON},regions"}),
)


@seen_in_each_way("light")
@pytest.mark.parametrize(("view", "ready", "query"), VIEWS)
def test_axe_finds_nothing_in_the_views(
    opened: Opened,
    view: str,
    ready: str,
    query: dict[str, str],
    style: str,
    options: dict[str, Any],
) -> None:
    window = opened(view, ready, style, query, **options)
    window.evaluate("document.querySelectorAll('tbody tr:nth-child(n+9)').forEach(row => row.remove())")
    assert violations(window) == {}


@pytest.mark.parametrize(("view", "ready", "query"), VIEWS)
def test_no_view_scrolls_sideways(opened: Opened, view: str, ready: str, query: dict[str, str]) -> None:
    window = opened(view, ready, query=query)
    for width in (1280, 768, 320):
        window.set_viewport_size({"width": width, "height": 900})
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_hexagons_keep_the_colours_of_their_classes_if_colours_are_forced(opened: Opened) -> None:
    window = opened("map", ".hexagon", query={"series": RATE, "period": "2025"}, forced_colors="active")
    fills = "[...document.querySelectorAll('#view-map .hexagon polygon')].map(mark => getComputedStyle(mark).fill)"
    assert len(set(window.evaluate(fills))) == 6


def test_in_print_the_charts_and_tables_stay_and_the_controls_go(opened: Opened) -> None:
    for view, ready, query in VIEWS:
        window = opened(view, ready, query=query)
        window.emulate_media(media="print")
        assert not window.locator(f"#view-{view} .controls").first.is_visible()
        assert window.locator(f"#view-{view} table").first.is_visible()
        window.emulate_media(media="screen")


def tab_to(window: Page, name: str) -> None:
    """Presses Tab until something of this name has the focus."""
    named = """() => {
      const own = document.activeElement;
      return own.getAttribute("aria-label") ?? own.labels?.[0]?.textContent ?? own.textContent;
    }"""
    for _ in range(80):
        window.keyboard.press("Tab")
        if window.evaluate(named).startswith(name):
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_the_tabs_of_views_follow_keys_that_come_fast(browser: Browser, explorer: Path) -> None:
    window = open_explorer(browser, explorer)
    window.locator("#tab-number").focus()
    press = 'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}))'
    window.evaluate(f"() => {{ {press}; {press}; }}")
    window.locator("#view-compare h2").wait_for()
    assert window.evaluate("document.activeElement.id") == "tab-compare"


ELEVEN: Final = ",".join([KENT, *(f"E0600000{number}" for number in range(1, 9)), "E06000010", "E06000011"])


def test_a_view_takes_little_of_a_slow_processor_to_open(browser: Browser, explorer: Path) -> None:
    def taken() -> dict[str, float]:
        window = open_explorer(browser, explorer)
        clock = Clock(window)

        def opening(view: str, ready: str, **query: str) -> dict[str, float]:
            return {view: clock.of(lambda: visit(window, view, ready, query))}

        found = opening("map", ".hexagon", series=RATE, area=KENT)
        found |= opening("compare", ".trend > svg", areas=ELEVEN)
        found |= opening("table", "tbody tr", indicators=RATE, places="councils")
        window.close()
        return found

    assert too_long(taken, USABLE) == {}


def test_a_key_takes_little_of_a_slow_processor(browser: Browser, explorer: Path) -> None:
    window = open_explorer(browser, explorer)
    clock = Clock(window)

    def keys(part: str, *pressed: str) -> dict[str, float]:
        window.locator(part).first.focus()
        return {f"{part} {at} {key}": clock.key(key) for at, key in enumerate(pressed)}

    def taken() -> dict[str, float]:
        visit(window, "table", "tbody tr", {"indicators": RATE, "places": "councils"})
        found = keys("#table-filter", *"kwe", "Backspace", "Backspace", "Backspace")
        visit(window, "compare", ".trend > svg", {"areas": ELEVEN})
        found |= keys("#view-compare .strip", "ArrowRight", "ArrowDown", "ArrowRight")
        found |= keys("#view-compare .trend > svg", "ArrowLeft", "ArrowUp")
        found |= keys("#view-compare input", "d", "e", "ArrowDown", "Escape")
        visit(window, "map", ".hexagon", {"series": RATE, "area": KENT})
        found |= keys(f"#view-map [data-area={KENT}]", "ArrowLeft", "ArrowUp", "Enter")
        return found | keys("#view-map input", *"out", "Escape")

    assert too_long(taken, ANSWER) == {}


def test_enter_takes_little_of_a_slow_processor(browser: Browser, explorer: Path) -> None:
    window = open_explorer(browser, explorer)
    clock = Clock(window)

    def enter(name: str, typed: str) -> float:
        window.get_by_role("combobox", name=name, exact=True).focus()
        window.keyboard.type(typed)
        return clock.steps("Enter")

    def taken() -> dict[str, float]:
        visit(window, "compare", ".trend > svg", {"areas": ELEVEN})
        found = {
            "a place to compare": enter("Add a place", "brighton"),
            "an indicator over time": enter("Indicator over time", "referral"),
        }
        visit(window, "map", ".hexagon", {"series": RATE, "area": KENT})
        found |= {"a map": enter("Indicator", "residential"), "a council of the map": enter("Council", "hull")}
        visit(window, "table", "tbody tr", {"indicators": RATE, "places": "councils"})
        return found | {"a row": enter("Add a place", "london"), "rows": enter("Add an indicator", "referral")}

    assert too_long(taken, ANSWER) == {}
    assert window.locator("#view-compare .chips li").count() == 12
    assert window.locator("#view-map [aria-pressed=true]").get_attribute("data-area") == "E06000010"
    assert window.locator("#view-table [aria-label='Indicators of the table'] li").count() == 2


def test_three_tasks_are_done_by_keyboard_alone(browser: Browser, explorer: Path) -> None:
    window = open_explorer(browser, explorer)
    tab_to(window, "Number")
    window.keyboard.press("ArrowRight")
    tab_to(window, "Indicator")
    window.keyboard.type("outside the boundary of their council")
    window.keyboard.press("Enter")
    window.locator("#view-map figcaption", has_text="outside the boundary").wait_for()
    tab_to(window, "Council")
    window.keyboard.type("hull")
    window.keyboard.press("Enter")
    window.locator("#view-map [aria-pressed=true][data-area=E06000010]").wait_for()

    visit(window, "compare", "input", {})
    tab_to(window, "Compare")
    tab_to(window, "Add a place")
    window.keyboard.type("kent")
    window.keyboard.press("Enter")
    window.locator("#view-compare .chips li").wait_for()
    tab_to(window, "Statistical neighbours")
    window.keyboard.press("Enter")
    window.locator("#view-compare .strip").first.wait_for()
    assert window.locator("#view-compare .chips li").count() == 11

    visit(window, "table", "tbody tr", {"indicators": RATE, "places": KENT})
    tab_to(window, "Table")
    tab_to(window, "Statistical neighbours (Kent)")
    window.keyboard.press("Enter")
    window.locator("#view-table tbody tr").nth(10).wait_for()
    tab_to(window, "Download XLSX")
    with window.expect_download() as download:
        window.keyboard.press("Enter")
    read = pd.read_excel(io.BytesIO(download.value.path().read_bytes()), engine="calamine")
    assert read["Place"].tolist()[0] == "Kent"
    assert len(read) == 11
