"""Somebody at a browser whose clicks and keys are counted, by the keystroke-level model.

Card, Moran and Newell's figures, as the budgets were planned with: a click or tap 1.2 s (1.1 to
point, 0.1 to press), a key 0.2 s, 1.35 s to think before each decision. What the app lets one wait
is measured and added.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import TimeoutError as Stuck

CLICK, KEY, THINK = 1.2, 0.2, 1.35
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True)
class Task:
    """What somebody wants done, and what it may cost: clicks, keys, and seconds in all."""

    name: str
    who: str
    start: str
    run: "Callable[[Hands], None]"
    clicks: int
    keys: int
    seconds: float
    size: dict[str, int]


class Hands:
    """One person's window; everything they do in it is counted."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.clicks = self.keys = 0
        self.model = self.waited = 0.0

    def think(self) -> None:
        """Decide what to do next."""
        self.model += THINK

    def click(self, selector: str, *, decides: bool = True) -> None:
        """Decide, unless it is the one thing to do, point and press."""
        if decides:
            self.think()
        self.clicks += 1
        self.model += CLICK
        self._do(lambda: self.page.locator(selector).first.click())

    def type(self, text: str) -> None:
        """Type where the cursor is."""
        self.keys += len(text)
        self.model += KEY * len(text)
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press one key, or several at once, such as Control+Enter."""
        count = key.count("+") + 1
        self.keys += count
        self.model += KEY * count
        self._do(lambda: self.page.keyboard.press(key))

    def arrive(self, text: str) -> None:
        """Wait until the main part of the page says this."""
        began = time.monotonic()
        self.page.get_by_role("main").get_by_text(text).first.wait_for()
        self.waited += time.monotonic() - began

    def see(self, text: str) -> None:
        """Wait until this can be read anywhere on the page, also in a message that floats."""
        began = time.monotonic()
        self.page.get_by_text(text).first.wait_for()
        self.waited += time.monotonic() - began

    def _do(self, act: Callable[[], None]) -> None:
        began = time.monotonic()
        act()
        self.page.wait_for_load_state()
        self.waited += time.monotonic() - began


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium that CHROMIUM names, or the one of this machine."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def perform(task: Task, context: BrowserContext, base: str) -> bool:
    """Do the task, print what it cost, and say whether that is within its budget.

    A task that gets stuck is missed, and says where.
    """
    page = context.new_page()
    page.set_viewport_size(task.size)
    page.goto(base + task.start)
    hands = Hands(page, base)
    stuck = ""
    try:
        task.run(hands)
    except Stuck as lost:
        stuck = str(lost).partition("\n")[0]
    page.close()
    seconds = hands.model + hands.waited
    held = (
        not stuck
        and hands.clicks <= task.clicks
        and hands.keys <= task.keys
        and seconds <= task.seconds
    )
    print(
        f"{task.name:<48} clicks {hands.clicks}/{task.clicks}  keys {hands.keys}/{task.keys}  "
        f"model {hands.model:.1f} s + waited {hands.waited:.1f} s of {task.seconds:.0f} s  "
        f"{'held' if held else 'MISSED'}{stuck and ', stuck: '}{stuck}",
        flush=True,
    )
    return held
