"""Somebody at a real browser: they read pages, type, press the main button by keyboard."""

import os
import re
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

# So many tabs lead through any page to its main action: the builder has a dozen inputs a drill.
MOST_TABS = 300
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (409|422)")
FOCUSED = """() => {
  const here = document.activeElement;
  return here && here.hasAttribute("data-primary") ? here.textContent.trim() : "";
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visitor:
    """One person's browser window. `complaints` gathers what its console said."""

    def __init__(self, context: BrowserContext, base: str, size: str) -> None:
        self.base, self.size = base, size
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._check)

    def open(self, path: str, name: str) -> None:
        """Go to an address of the site."""
        self.page.goto(self.base + path)
        self.look(name)

    def look(self, name: str) -> None:
        """What holds on every page; with SHOTS=folder a picture of it is kept there."""
        self.page.wait_for_load_state()
        self.page.evaluate("document.fonts.ready.then(() => true)")
        if folder := os.environ.get("SHOTS"):
            file = Path(folder) / f"{name}-{self.size}.png"
            self.page.screenshot(path=file, full_page=True, animations="disabled")
        assert self.page.evaluate(SIDEWAYS) <= 0, f"{name} scrolls sideways at {self.size}"
        assert self.page.locator("h1").count() == 1
        assert self.page.locator("main").count() == 1
        assert self.page.locator("[data-primary]").count() <= 1

    def press(self, label: str, name: str) -> None:
        """Press the page's one main action with the keyboard alone, and look at what comes."""
        self.page.evaluate("document.activeElement.blur()")
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if focused := self.page.evaluate(FOCUSED):
                assert " ".join(focused.split()) == label
                break
        else:
            raise AssertionError(f"{label!r} cannot be reached by keyboard on {self.page.url}")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look(name)

    def follow(self, link: str, name: str) -> None:
        """Click a link of the main part."""
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()
        self.look(name)

    def says(self, text: str) -> bool:
        """Whether the main part shows this text to somebody who looks at it."""
        return self.page.get_by_role("main").get_by_text(text).first.is_visible()

    def _hear(self, message: ConsoleMessage) -> None:
        # A refused form comes back as a page with status 409 or 422, which Chromium notes.
        is_page = message.location.get("url") == self.page.url
        if not (is_page and REFUSED.match(message.text)):
            self.complaints.append(message.text)

    def _check(self, response: Response) -> None:
        # Static files come from the test server itself, past the product's middleware.
        if "/static/" in response.url:
            return
        policy = response.headers.get("content-security-policy", "")
        # A drawing may do even less than a page.
        strict = ("default-src 'self'", "default-src 'none'")
        if not policy.startswith(strict) or "unsafe" in policy:
            self.complaints.append(f"{response.url} has the policy {policy!r}")
