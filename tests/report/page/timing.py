"""What a page takes of the processor.

The time is that of the page's own thread: it stands still while another program has the processor. It is given in
milliseconds of a processor four times slower than this one, for which the promised times hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page

SLOWER: Final = 4
ANSWER: Final = 100
"""Within so many milliseconds a key is answered."""
USABLE: Final = 1000
"""Within so many milliseconds a page or one of its views is there."""
ATTEMPTS: Final = 10
"""So many more measurements are taken at most."""
HOLD: Final = """() => {
  window.paint ??= requestAnimationFrame.bind(window);
  window.held = [];
  window.requestAnimationFrame = (step) => held.push(step);
}"""
DRAWN: Final = "new Promise((done) => (window.paint ?? requestAnimationFrame)(() => setTimeout(done)))"
"""A frame has been drawn, with all that there was to draw."""
BUSY: Final = "document.querySelector('[aria-busy=true]')"
NOTE: Final = """new MutationObserver((_, observer) => {
  if (!document.querySelector(%s)) return;
  performance.mark("there");
  window.stateThen = document.readyState;
  observer.disconnect();
}).observe(document, { subtree: true, childList: true })"""


def too_long(measure: Callable[[], Mapping[str, float]], bound: float) -> dict[str, float]:
    """What takes a bound or more each time that it is measured, by name, and the least that it takes.

    Noise only adds to a measurement: the browser collects garbage or compiles a function for the first time, another
    program takes the caches of the processor. So the least of several is nearest to what the page takes; a page that
    takes more takes it each time. No more are taken once each thing has been below its bound.
    """
    least = dict(measure())
    for _ in range(ATTEMPTS):
        if max(least.values()) < bound:
            break
        again = measure()
        least = {name: min(least[name], again[name]) for name in least}
    return {name: taken for name, taken in least.items() if taken >= bound}


class Clock:
    """Measures what the page in a window takes."""

    def __init__(self, window: Page) -> None:
        self._window = window
        self._session = window.context.new_cdp_session(window)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked(self) -> float:
        """What it has taken so far, all that it has to draw drawn."""
        self._window.evaluate(DRAWN)
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration") * 1000 * SLOWER)

    def of(self, act: Callable[[], object]) -> float:
        """What it takes for an act."""
        before = self.worked()
        act()
        return self.worked() - before

    def key(self, pressed: str) -> float:
        """What it takes to answer a key."""
        return self.of(lambda: self._window.keyboard.press(pressed))

    def steps(self, pressed: str) -> float:
        """The most that a step of the answer to a key takes.

        A view draws what is in sight, and the rest in steps, each after a frame. Another key waits for one of them at
        most. Here each step waits until it is let go, so that what is measured does not depend on how fast frames come.
        """
        window = self._window

        def settle() -> None:
            window.wait_for_function(f"held.length || !{BUSY}", polling=10)

        def press() -> None:
            window.keyboard.press(pressed)
            window.evaluate(DRAWN)
            settle()

        def step() -> None:
            window.evaluate("held.splice(0).forEach((step) => step())")
            settle()

        window.evaluate(HOLD)
        taken = [self.of(press)]
        while window.evaluate("held.length"):
            taken.append(self.of(step))
        window.evaluate("() => { window.requestAnimationFrame = paint; }")
        return max(taken)


def too_late(browser: Browser, page: Path, selector: str) -> dict[str, float]:
    """What a page takes until an element is there, if it is too long; the browser must still be reading the page."""

    def taken() -> dict[str, float]:
        milliseconds, state = until_there(browser, page, selector)
        assert state == "loading"
        return {selector: milliseconds}

    return too_long(taken, USABLE)


def until_there(browser: Browser, page: Path, selector: str) -> tuple[float, str]:
    """What a page takes until an element is there, and the state of the document then."""
    window = browser.new_page()
    window.add_init_script(NOTE % json.dumps(selector))
    browser.start_tracing(page=window, categories=["-*", "blink.user_timing"])
    window.goto(page.as_uri())
    window.wait_for_function("window.stateThen")
    state = window.evaluate("window.stateThen")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    window.close()
    (mark,) = (event for event in events if event["name"] == "there")
    return mark["tts"] / 1000 * SLOWER, state
