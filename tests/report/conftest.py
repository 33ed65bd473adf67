"""A made-up country of two regions and sixty councils, and a short report about it (the notebooks of ``sample/``).

And a browser, with what it finds against the accessibility guidelines.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from analysis.formulas.indicator import Definition
from analysis.formulas.results import INDICATOR_COLUMNS
from report.engines import pandoc
from report.manuscript import execute
from report.manuscript.document import Manuscript
from report.manuscript.draft import assembled
from report.manuscript.execute import Notebook
from report.manuscript.prose import Prose

SAMPLE = Path(__file__).parent / "sample"
CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
PHONE: Final[ViewportSize] = {"width": 320, "height": 640}
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
TWICE: Final = "html { font-size: 200% !important }"
WAYS_OF_SEEING: Final = (
    pytest.param("", {"color_scheme": "light"}, id="light"),
    pytest.param("", {"color_scheme": "dark"}, id="dark", marks=pytest.mark.slow),
    pytest.param("", {"viewport": PHONE}, id="phone", marks=pytest.mark.slow),
    pytest.param(TWICE, {}, id="text at twice its size", marks=pytest.mark.slow),
    pytest.param("", {"forced_colors": "active"}, id="forced colours", marks=pytest.mark.slow),
)
"""The style and the window in which axe looks at a page; each run looks in one of them."""

STANDARD: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def open_page(browser: Browser, page: Path, style: str = "", **options: Any) -> Page:
    """A page in a window of its own, as wide as a desk's unless ``options`` say otherwise, with more style."""
    window = browser.new_page(**({"viewport": DESK} | options))
    window.goto(page.as_uri())
    if style:
        window.add_style_tag(content=style)
    return window


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not program:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program)
        yield chromium
        chromium.close()


@pytest.fixture
def violations() -> Callable[[Page], dict[str, list[str]]]:
    """What axe finds against the guidelines in a window: the parts of the page at fault, by rule."""

    def found(window: Page) -> dict[str, list[str]]:
        # Axe takes what a browser has not laid out yet, since it is far from the window, to overlap what is near.
        window.add_style_tag(content="* { content-visibility: visible !important }")
        window.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        terms = {"runOnly": {"type": "tag", "values": STANDARD}, "resultTypes": ["violations"]}
        found = window.evaluate(f"axe.run(document, {json.dumps(terms)})")
        assert {rule["id"] for rule in found["passes"]} >= {"color-contrast", "target-size", "skip-link", "region"}
        return {rule["id"]: [node["html"][:200] for node in rule["nodes"]] for rule in found["violations"]}

    return found


DEFINITIONS = {
    "looked_after_children": Definition(
        "looked_after_children",
        "Children looked after at 31 March",
        "children",
        "Children looked after on 31 March.",
        "",
    ),
    "looked_after_rate_per_10k": Definition(
        "looked_after_rate_per_10k",
        "Children looked after per 10,000 children",
        "per_10k",
        "Children looked after for every 10,000 aged 0 to 17.",
        "",
        counted=True,
    ),
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
        children = None if number % 17 == 0 else 100.0 + number * 7
        add(
            "looked_after_children", f"Council {number:03d}", 2025, children, "children", None, None, 1, 1, "suppressed"
        )
        share = None if children is None else 40 + number * 1.15
        add(
            "looked_after_rate_per_10k",
            f"Council {number:03d}",
            2025,
            share,
            "per_10k",
            children,
            None if children is None or share is None else 10_000 * children / share,
            1,
            1,
            "suppressed",
        )
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
