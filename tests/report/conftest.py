"""A made-up country of two regions and sixty councils, and a short report about it (the notebooks of ``sample/``).

And a browser, with what it finds against the accessibility guidelines.
"""

from __future__ import annotations

import base64
import json
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pandas as pd
import pikepdf
import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, sync_playwright

from analysis.formulas.indicator import Definition
from analysis.formulas.key import series_name
from analysis.formulas.results import INDICATOR_COLUMNS
from report.engines import pandoc
from report.manuscript import execute
from report.manuscript.document import Manuscript
from report.manuscript.draft import assembled
from report.manuscript.execute import Notebook
from report.manuscript.prose import Prose
from tests.report.page.timing import DRAWN

SAMPLE = Path(__file__).parent / "sample"
CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
PHONE: Final[ViewportSize] = {"width": 320, "height": 640}
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
TWICE: Final = "html { font-size: 200% !important }"
WAYS_OF_SEEING: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "light": ("", {"color_scheme": "light"}),
    "dark": ("", {"color_scheme": "dark"}),
    "phone": ("", {"viewport": PHONE}),
    "text at twice its size": (TWICE, {}),
    "forced colours": ("", {"forced_colors": "active"}),
}
"""The style and the window in which axe looks at a page."""

STANDARD: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def seen_in_each_way(*each_run: str) -> pytest.MarkDecorator:
    """A test in all ways of seeing: without ``--full`` in these alone."""
    ways = [
        pytest.param(*way, id=name, marks=() if name in each_run else pytest.mark.slow)
        for name, way in WAYS_OF_SEEING.items()
    ]
    return pytest.mark.parametrize(("style", "options"), ways)


def open_page(browser: Browser, page: Path, style: str = "", anchor: str = "", **options: Any) -> Page:
    """A page in a window of its own, as wide as a desk's unless ``options`` say otherwise, with more style."""
    window = browser.new_page(**({"viewport": DESK} | options))
    window.goto(f"{page.as_uri()}{anchor}")
    if style:
        window.add_style_tag(content=style)
    return window


def open_explorer(browser: Browser, page: Path, style: str = "", **options: Any) -> Page:
    """The page of every number in a window of its own, its number there."""
    window = open_page(browser, page, style, **options)
    window.wait_for_selector("#value")
    return window


def visit(window: Page, view: str, ready: str, query: Mapping[str, str]) -> None:
    """Goes to a view of the page of every number, and waits until it is drawn with what is ``ready`` then."""
    window.evaluate("to => { location.hash = to; }", f"#{view}?{urlencode(query)}")
    window.evaluate(DRAWN)
    window.locator(f"#view-{view}[aria-busy=false] {ready}").first.wait_for(state="attached")


def unpacked(text: str) -> Any:
    """What a script of a page reads, which the page holds deflated in base 64."""
    return json.loads(zlib.decompress(base64.b64decode(text), wbits=-15))


def violations(window: Page) -> dict[str, list[str]]:
    """What axe finds against the guidelines in a window: the parts of the page at fault, by rule."""
    # Axe takes what a browser has not laid out yet, since it is far from the window, to overlap what is near.
    window.add_style_tag(content="* { content-visibility: visible !important }")
    window.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    terms = {"runOnly": {"type": "tag", "values": STANDARD}, "resultTypes": ["violations"]}
    found = window.evaluate(f"axe.run(document, {json.dumps(terms)})")
    assert {rule["id"] for rule in found["passes"]} >= {"color-contrast", "target-size", "skip-link", "region"}
    return {rule["id"]: [node["html"][:200] for node in rule["nodes"]] for rule in found["violations"]}


def box_of(element: Locator) -> FloatRect:
    """Where an element is in its window."""
    box = element.bounding_box()
    assert box
    return box


def downloaded(window: Page, selector: str) -> tuple[str, bytes]:
    """The name and the content of the file that a press saves."""
    with window.expect_download() as download:
        window.locator(selector).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


@contextmanager
def quiet(window: Page) -> Iterator[list[str]]:
    """A window in which no script raises an error and nothing is written to the console; with what it asks for."""
    asked: list[str] = []
    said: list[str] = []
    listeners: dict[Any, Callable[[Any], None]] = {
        "request": lambda request: asked.append(request.url),
        "console": lambda message: said.append(message.text),
        "pageerror": lambda error: said.append(str(error)),
    }
    for event, listener in listeners.items():
        window.on(event, listener)
    yield asked
    for event, listener in listeners.items():
        window.remove_listener(event, listener)
    assert said == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for what a module keeps open."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not program:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program)
        yield chromium
        chromium.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The browser for one test, at whose end the windows that it has opened are closed."""
    kept = chromium.contexts
    yield chromium
    for context in chromium.contexts:
        if context not in kept:
            context.close()


@pytest.fixture(scope="session")
def report_page(built: Path) -> Path:
    """The page of the report that is built."""
    return built / "report" / "valuing-care.html"


@pytest.fixture(scope="session")
def explorer(built: Path) -> Path:
    """The page of every number that is built."""
    return built / "report" / "explore.html"


@pytest.fixture(scope="session")
def published(built: Path) -> pd.DataFrame:
    """Every row of the ``indicators.csv`` of the build, with the name of its series and with its key."""
    texts = dict.fromkeys(("breakdown", "period", "note"), "str")
    rows = pd.read_csv(built / "indicators.csv", dtype=texts, low_memory=False)
    rows = rows.fillna(dict.fromkeys(texts, ""))
    pairs = [*zip(rows["indicator"], rows["breakdown"], strict=True)]
    names = {pair: series_name(*pair) for pair in set(pairs)}
    rows = rows.assign(series=[names[pair] for pair in pairs])
    return rows.assign(key=rows["series"] + ":" + rows["area_code"] + ":" + rows["period"])


class Elements(HTMLParser):
    """The elements of a page with their attributes, in order, and its words but for those of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem not in ("script", "style"):
            self.words += data.split()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a name."""
        return [attributes for name, attributes in self.found if name == tag]


def tagged(kids: pikepdf.Object, *kinds: str) -> Iterator[pikepdf.Object]:
    """The elements of some kinds among the tags of a PDF and all that they hold, in reading order."""
    for element in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            if str(element.S) in kinds:
                yield element
            if "/K" in element:
                yield from tagged(element.K, *kinds)


def notebook(*cells: dict[str, Any], name: str = "01-chapter") -> Notebook:
    """A notebook of cells that differ from an empty cell of code in what is given of them."""
    empty: dict[str, Any] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": ""}
    filled = [empty | {"id": f"cell-{number}"} | cell for number, cell in enumerate(cells, start=1)]
    return Notebook(name, {"cells": filled, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


CHILDREN = ("Children looked after at 31 March", "children", "Children looked after on 31 March.")
RATE = ("Children looked after per 10,000 children", "per_10k", "Children looked after for every 10,000 aged 0 to 17.")
DEFINITIONS = {
    "looked_after_children": Definition("looked_after_children", *CHILDREN, "made_up"),
    "looked_after_rate_per_10k": Definition("looked_after_rate_per_10k", *RATE, "made_up", counted=True),
}
AREAS = pd.DataFrame(
    [
        ("E92000001", "England", "country"),
        ("E12000001", "North East", "region"),
        ("E12000007", "London", "region"),
        ("E06000057", "Northumberland", "authority"),
        *((f"E09{number:06d}", f"Council {number:03d}", "authority") for number in range(1, 61)),
    ],
    columns=["area_code", "area_name", "level"],
)


def _indicators() -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []

    def add(indicator: str, area: str, period: str | int, value: float | None, unit: str, *rest: object) -> None:
        name, _, breakdown = indicator.partition("[")
        code = AREAS.set_index("area_name")["area_code"][area]
        rows.append((name, breakdown.rstrip("]"), code, area, str(period), value, unit, *rest))

    for area, first, last in (("England", 60.0, 67.1), ("North East", 80.0, 110.0), ("London", 55.0, 51.0)):
        for step, year in enumerate(range(2013, 2026)):
            rate = first + (last - first) * step / 12
            add("looked_after_rate_per_10k", area, year, rate, "per_10k", rate * 1200, 12e6, 60, 61, "")
            add("looked_after_children", area, year, float(int(rate * 1218.6)), "children", None, None, 60, 61, "")
    add("looked_after_rate_per_10k", "Northumberland", 2013, None, "per_10k", None, None, 0, 1, "not held")
    for number in range(1, 61):
        council, children, rate = f"Council {number:03d}", 100.0 + number * 7, 40 + number * 1.15
        counts = (children, 10_000 * children / rate) if number % 17 else (None, None)
        add("looked_after_children", council, 2025, counts[0], "children", None, None, 1, 1, "suppressed")
        known = rate if number % 17 else None
        add("looked_after_rate_per_10k", council, 2025, known, "per_10k", *counts, 1, 1, "suppressed")
    for period, spent, share in (("2016-17", 4.2e9, 0.4537), ("2023-24", 8.1e9, 0.541), ("2024-25", 8.9554e9, 0.559)):
        add("expenditure_gbp[children_looked_after]", "England", period, spent, "gbp", None, None, 151, 153, "")
        add("statutory_share_narrow", "England", period, share, "share", spent, spent / share, 151, 153, "")
    add("unit_cost_gbp_per_week[residential_care]", "England", "2024-25", 7495.0, "gbp_per_week", *[None] * 2, 1, 1, "")
    add("unit_cost_gbp_per_week[fostering]", "England", "2024-25", 885.0, "gbp_per_week", *[None] * 2, 1, 1, "")
    frame = pd.DataFrame(rows, columns=INDICATOR_COLUMNS)
    return frame.astype({"value": float, "numerator": float, "denominator": float})


@pytest.fixture(scope="session")
def sample_indicators() -> pd.DataFrame:
    """The indicators of the made-up country."""
    return _indicators()


@pytest.fixture
def prose(sample_indicators: pd.DataFrame) -> Prose:
    """The templates' environment over them, nothing printed yet."""
    return Prose(sample_indicators, AREAS, DEFINITIONS)


@pytest.fixture(scope="session")
def sample() -> list[Notebook]:
    """The chapters as written."""
    return execute.read(SAMPLE)


@pytest.fixture(scope="session")
def chapters(sample: list[Notebook]) -> list[Notebook]:
    """The chapters as executed."""
    return [execute.execute(notebook) for notebook in sample]


@pytest.fixture(scope="session")
def manuscript(chapters: list[Notebook], sample_indicators: pd.DataFrame) -> Manuscript:
    """The report before an engine renders it."""
    return assembled(chapters, Prose(sample_indicators, AREAS, DEFINITIONS), published=1_763_596_800)


@pytest.fixture(scope="session")
def page(manuscript: Manuscript) -> str:
    """The report as HTML."""
    return pandoc.html(manuscript).decode()


@pytest.fixture(scope="session")
def document(manuscript: Manuscript) -> bytes:
    """The report as PDF."""
    return pandoc.pdf(manuscript)
