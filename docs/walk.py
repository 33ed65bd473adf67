"""Walks through five tasks by keyboard alone in the pages of ``build/report/``: ``docs/walk.md`` with its pictures.

A walk opens a page and from then on only presses keys. It goes no further if a key does not lead where it should, or
if what has the focus cannot be seen.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Final

import pandas as pd
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize, sync_playwright

from analysis.problem import Problem

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = ROOT / "build" / "report"
RECORD: Final = ROOT / "docs" / "walk.md"
PICTURES: Final = ROOT / "docs" / "walk"
WINDOW: Final[ViewportSize] = {"width": 1000, "height": 700}
COLOURS: Final = 128
"""Of a picture: as many as the pages need."""
PATIENCE_MS: Final = 20_000
MOST_TABS: Final = 80
BEGINNING: Final = """\
# Five tasks by keyboard alone

A recorded walk through `valuing-care.html` and `explore.html`, without a mouse. The first page of each task is opened;
from then on there are only keys. What is said of the pages is what they said.

`make walk` walks again in the pages of `build/report/` and writes this page. It stops with a sentence if a key does not
lead where it should, or if what has the focus cannot be seen. `make test-full` walks too and writes nothing. The
pictures are documents, not outputs: their bytes differ from browser to browser.
"""
FOCUSED: Final = """() => {
  const own = document.activeElement;
  const { top, bottom } = own.getBoundingClientRect();
  return {
    name: (own.getAttribute("aria-label") ?? own.labels?.[0]?.textContent ?? own.textContent).trim(),
    isSeen: own.matches(":focus-visible") && bottom > 0 && top < innerHeight,
  };
}"""

WORDS: Final = "own => own.matches('input') ? own.value : own.innerText ?? own.textContent"


class Walk:
    """A reader at a window: the keys that were pressed, and what is written down of them."""

    def __init__(self, context: BrowserContext, pages: Path, pictures: Path | None) -> None:
        self.context = context
        self.pages = pages
        self.pictures = pictures
        self.window: Page
        self.lines: list[str] = []
        self.keys: list[str] = []

    def begin(self, task: str, page: str, ready: str) -> None:
        """Open the page that a task begins with."""
        self.lines += ["", f"## {task}", "", f"`{page}` is opened.", ""]
        self.show((self.pages / page).as_uri(), ready)

    def show(self, address: str, ready: str) -> None:
        """An address in a new window, as one who pastes it there."""
        self.window = self.context.new_page()
        self.window.set_default_timeout(PATIENCE_MS)
        self.window.goto(address)
        self.see(ready)

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.window.keyboard.press(key)
            self.keys.append(key)

    def type(self, words: str) -> None:
        """Type words where the focus is."""
        self.window.keyboard.type(words)
        self.keys.append(f"“{words}”")

    def tab_to(self, name: str, key: str = "Tab") -> None:
        """Press Tab until the focus is on what is called so, or begins so, and can be seen."""
        for _ in range(MOST_TABS):
            self.press(key)
            focused = self.window.evaluate(FOCUSED)
            if focused["name"].startswith(name):
                if not focused["isSeen"]:
                    raise Problem(f"{self.window.title()}: the focus is on “{name}”, and a reader does not see it.")
                return
        raise Problem(f"{self.window.title()}: {MOST_TABS} presses of {key} do not lead to “{name}”.")

    def see(self, selector: str, words: str = "") -> str:
        """What an element says, once it is there with the words that it should have."""
        found = self.window.locator(selector).filter(has_text=words, visible=True).first
        try:
            found.wait_for()
        except Error as error:
            expected = f"{selector} with “{words}”" if words else selector
            pressed = _said(self.keys) or "it was opened"
            raise Problem(f"{self.window.title()}: {expected} should be there after {pressed}, and is not.") from error
        return " ".join(str(found.evaluate(WORDS)).split())

    def note(self, said: str, picture: str = "") -> None:
        """Write down the keys since the last note, what they led to and, if it has a name, a picture of it."""
        self.lines.append(f"- {_said(self.keys)}: {said}" if self.keys else f"- {said}")
        self.keys.clear()
        if picture and self.pictures:
            self.window.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            image = Image.open(io.BytesIO(self.window.screenshot()))
            image.quantize(COLOURS, dither=Image.Dither.NONE).save(self.pictures / f"{picture}.png", optimize=True)
            self.lines += ["", f"  ![{_plain(said)}]({self.pictures.name}/{picture}.png)", ""]


def _said(keys: list[str]) -> str:
    """Keys as a reader reads them: those that are pressed often with how often."""
    pressed = ((key, len([*same])) for key, same in groupby(keys))
    return ", ".join(
        (key if key[0] == "“" else f"`{key}`") + (f" × {times}" if times > 1 else "") for key, times in pressed
    )


def _plain(said: str) -> str:
    return said.replace("[", "(").replace("]", ")").replace("`", "")


def find_a_number(walk: Walk) -> None:
    """Hull's residential cost and where it comes from."""
    walk.begin("Find Hull’s residential cost, and where it comes from", "explore.html", "#value")
    walk.tab_to("Find a number")
    walk.note("the focus is on the box “Find a number”.")
    walk.type("Hull residential cost")
    walk.note(f"the list offers “{walk.see('[role=option]', 'Kingston upon Hull')}” first.", "find-list")
    walk.press("Enter")
    place = walk.see(".about", "Kingston upon Hull")
    value = walk.see(".value")
    walk.note(f"{place}: {value}.", "find-number")
    releases = walk.window.locator("section:has(> h3:text-is('Where it comes from')) a").all_inner_texts()
    walk.tab_to(releases[0])
    walk.note(f"below it is where it comes from, as links: {'; '.join(releases)}.", "find-source")


def compare_with_neighbours(walk: Walk) -> None:
    """Kent beside its statistical neighbours."""
    walk.begin("Compare Kent with its statistical neighbours", "explore.html", "#value")
    walk.tab_to("Number")
    walk.press("ArrowRight", "ArrowRight")
    walk.see("#view-compare h2", "Compare")
    walk.tab_to("Remove England")
    walk.press("Enter")
    walk.see("#view-compare .remark", "Choose two to twelve places")
    walk.note("the view “Compare”, without the place that was looked at before; the focus is on the box for another.")
    walk.type("kent")
    walk.press("Enter")
    walk.see(".chips .name", "Kent")
    walk.tab_to("Statistical neighbours")
    walk.press("Enter")
    walk.see("#view-compare .strip")
    count = walk.window.locator("#view-compare .chips li").count()
    walk.note(f"Kent and {count - 1} others are compared.", "compare-places")
    walk.tab_to(str(walk.window.locator("#view-compare .strip").first.get_attribute("aria-label")))
    walk.tab_to("Children looked after per 10,000 children", key="ArrowDown")
    walk.press("ArrowRight")
    walk.note(f"the first dot of the row is read out: “{walk.see('.dots .readout', '2')}”", "compare-dots")
    walk.tab_to("Children looked after per 10,000 children, over time")
    walk.press("ArrowLeft")
    walk.note(f"the chart over time reads out: “{walk.see('.trend .readout', 'Kent')}”.", "compare-lines")


def map_a_share(walk: Walk) -> None:
    """The share of children in children's homes who are outside the boundary of their council."""
    walk.begin("Map the share outside the boundary", "explore.html", "#value")
    walk.tab_to("Number")
    walk.press("ArrowRight")
    walk.see("#view-map .hexagon")
    walk.tab_to("Indicator")
    walk.type("share outside boundary")
    walk.press("ArrowDown")
    walk.note(f"the list has “{walk.see('[role=option][aria-selected=true]', 'children’s homes')}”.", "map-list")
    walk.press("Enter")
    title = walk.see("#view-map figcaption", "children’s homes")
    walk.note(f"the map of “{title}”; councils without a value are hatched, and the legend says why.", "map-share")
    walk.tab_to("Council")
    walk.type("hull")
    walk.press("Enter")
    walk.see("#view-map [aria-pressed=true][data-area=E06000010]")
    walk.tab_to("Kingston upon Hull")
    walk.press("ArrowLeft")
    walk.note(
        f"Hull is outlined, and from it an arrow key leads to the next hexagon: “{walk.see('.land .readout')}”.",
        "map-council",
    )


def take_a_table(walk: Walk) -> None:
    """A table of ten councils as a spreadsheet, which is read again."""
    walk.begin("Take a table of ten councils into a spreadsheet", "explore.html", "#value")
    walk.tab_to("Number")
    walk.press("End")
    walk.see("#view-table tbody tr")
    walk.tab_to("Add a place")
    walk.type("kent")
    walk.press("Enter")
    walk.see("#view-table .chips", "Kent")
    walk.tab_to("Statistical neighbours (Kent)")
    walk.press("Enter")
    walk.see("#view-table p[role=status]", "12 rows")
    walk.note("the table has England, Kent and its statistical neighbours.")
    for place in ("England", "Kent"):
        walk.tab_to(f"Remove {place}")
        walk.press("Enter")
        walk.window.get_by_role("button", name=f"Remove {place}").wait_for(state="detached")
    walk.note(f"England and Kent are out: {walk.see('#view-table p[role=status]', '10 of 10 rows')}.")
    walk.tab_to("Download XLSX")
    walk.note("the focus is on “Download XLSX”.", "table-councils")
    with walk.window.expect_download() as download:
        walk.press("Enter")
    read = pd.read_excel(download.value.path(), engine="calamine")
    councils = [row[0] for row in walk.window.eval_on_selector_all("#view-table tbody tr", CELLS)]
    if read["Place"].tolist() != councils or len(councils) != 10:
        raise Problem(f"table.xlsx should have the ten councils of {', '.join(councils)}, and has {len(read)} rows.")
    walk.note(f"`table.xlsx` is saved; read again, it has {len(read)} councils, from {councils[0]} to {councils[-1]}.")


CELLS: Final = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"


def give_an_address(walk: Walk) -> None:
    """From a number in the report to its address, and from there to the same number in a colleague's window."""
    walk.begin("Give a colleague the address of one number", "valuing-care.html", "#council")
    walk.tab_to("Your council")
    walk.type("hull")
    walk.press("Enter")
    walk.note(f"the report’s page has Hull as its council: “{walk.see('#council-help', 'Edition of')}”.")
    number = walk.window.evaluate(FIRST_NUMBER)
    walk.tab_to(number)
    walk.press("Enter")
    walk.note(
        f"the first number of the summary, {number}, opens its working: “{walk.see('#working')}”.", "address-working"
    )
    walk.tab_to("In the explorer")
    walk.press("Enter")
    key = walk.see("#address")
    value = walk.see(".value")
    walk.note(f"the same number in `explore.html`: {walk.see('.about')}, {value}.")
    walk.tab_to("Copy the link")
    walk.press("Enter")
    walk.see(".address [role=status]", "Copied")
    walk.note(f"the link to `#{key}` is copied.", "address-copied")
    copied = walk.window.evaluate("navigator.clipboard.readText()")
    walk.show(copied, "#value")
    if (walk.see("#address"), walk.see(".value")) != (key, value):
        raise Problem(
            f"{walk.window.title()}: a new window at {copied} should show {value}, and shows {walk.see('.value')}."
        )
    walk.note(
        f"The colleague pastes it into the address bar of a new window, which shows {walk.see('.about')}: {value}.",
        "address-opened",
    )


FIRST_NUMBER: Final = "document.querySelector('main a.number[data-key]:not([data-key*=\"(\"])').textContent"
TASKS: Final[tuple[Callable[[Walk], None], ...]] = (
    find_a_number,
    compare_with_neighbours,
    map_a_share,
    take_a_table,
    give_an_address,
)


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or another that is installed as a program."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not program:
        raise Problem("The walk needs Chromium, and none is installed: install it (Debian: chromium).")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program)
        yield chromium
        chromium.close()


def walk_through(chromium: Browser, pages: Path, pictures: Path | None = None) -> str:
    """Do the five tasks in the pages of a folder, and return the record as Markdown; pictures only into a folder."""
    context = chromium.new_context(viewport=WINDOW, reduced_motion="reduce", accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    walk = Walk(context, pages.resolve(), pictures)
    for task in TASKS:
        task(walk)
    context.close()
    return BEGINNING + re.sub(r"\n{3,}", "\n\n", "\n".join(walk.lines)).rstrip() + "\n"


def main() -> None:
    """Walk, and write the page and its pictures."""
    for page in ("explore.html", "valuing-care.html"):
        if not (PAGES / page).exists():
            raise Problem(f"build/report/ has no {page} to walk through: run make report.")
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with browser() as chromium:
        record = walk_through(chromium, PAGES, PICTURES)
    RECORD.write_text(record, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(str(problem))
