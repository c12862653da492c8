"""A phone in the storm: a real Chromium, the product's own modules, and what it was promised.

Every promise is noted the moment the phone makes it (the modules resolve once the disk has the
entry; the page says "Saved on this phone" no earlier). The judge holds the clinic to all of them.
"""

import contextlib
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, Playwright

from bench.hands import FLAGS
from bench.storm.proxy import Network

FIELDS = ("pain_during", "effort", "minutes")
# In a page: the modules that the page itself runs, so that nothing is there twice.
SCRIPT = (Path(__file__).parent / "phone.js").read_text(encoding="utf-8")


def script(name: str) -> str:
    """One of the functions of phone.js, as a page can run it."""
    return f"(words) => {{ {SCRIPT}\nreturn {name}(words); }}"


UP = "document.querySelector('[data-waiting]')?.dataset.waiting !== ''"
KEEP, EDIT, COUNT = script("keep"), script("edit"), script("count")


@dataclass
class Promise:
    """What a phone, or another device, was told is kept. `is_sure` is False where it was killed."""

    log: str
    by: str
    values: dict[str, Any]
    is_sure: bool = True
    is_poison: bool = False
    at: float | None = None


@dataclass
class Person:
    """Who holds the phone: ids, the session's cookie, a token for the other device."""

    runner: str
    program: str
    session: str
    cookie: str
    token: str
    drills: list[str]


@dataclass
class Phone:
    """One phone: a profile on disk, a browser that can be killed, tabs."""

    playwright: Playwright
    shared: Browser
    person: Person
    network: Network
    chance: random.Random
    can_die: bool
    promises: list[Promise] = field(default_factory=list)
    samples: list[bool] = field(default_factory=list)
    offset: int = 0
    zone: str = "Australia/Sydney"
    profile: str = ""
    last: dict[str, Any] | None = None
    context: BrowserContext | None = None
    pages: list[Page] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Where the clinic is, as this phone sees it."""
        return f"http://127.0.0.1:{self.network.port}"

    def start(self) -> None:
        """Open the browser, on the same profile if it had one."""
        options: dict[str, Any] = {"service_workers": "block", "locale": "en-AU"}
        if self.can_die:
            self.profile = self.profile or tempfile.mkdtemp(prefix="steady-storm-")
            flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
            path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            self.context = self.playwright.chromium.launch_persistent_context(
                self.profile, executable_path=path, args=flags, **options
            )
        else:
            self.context = self.context or self.shared.new_context(**options)
        cookie = {"name": "sessionid", "value": self.person.cookie, "url": self.base}
        self.context.add_cookies([cookie])  # type: ignore[list-item]
        self.pages = []
        self.open_tab()

    def open_tab(self) -> None:
        """Another tab; offline it shows nothing, and what is kept stays where it is."""
        assert self.context
        page = self.context.new_page()
        if self.offset:
            page.add_init_script(
                f"{{const real = Date.now; Date.now = () => real() + {self.offset};}}"
            )
        self.pages.append(page)
        self.devtools(page).send("Emulation.setTimezoneOverride", {"timezoneId": self.zone})
        self.load(page)

    def devtools(self, page: Page) -> CDPSession:
        """The tab's own line for what no script can do."""
        assert self.context
        return self.context.new_cdp_session(page)

    def fill_up(self, *, is_full: bool) -> None:
        """The phone's storage is full, or has room again: the browser itself refuses to write."""
        for page in self.pages[:1]:
            room = {"quotaSize": 1} if is_full else {}
            with contextlib.suppress(Error):
                self.devtools(page).send(
                    "Storage.overrideQuotaForOrigin", {"origin": self.base, **room}
                )

    def load(self, page: Page) -> None:
        """Open the page of the storm; without signal the tab waits for some."""
        with contextlib.suppress(Error):
            page.goto(f"{self.base}/programs/play/", wait_until="load", timeout=20_000)
            for _ in range(100):  # wait_for_function would need what the page's CSP forbids
                if page.evaluate(UP):
                    break
                page.wait_for_timeout(100)

    def page(self) -> Page | None:
        """A tab in which the modules run."""
        ready = [page for page in self.pages if page.url.startswith(self.base)]
        return self.chance.choice(ready) if ready else None

    def new(self, *, poison: bool = False) -> None:
        """Log a session."""
        log, token = str(uuid4()), f"entry {uuid4()}"
        values = {name: self.chance.randint(0, 10) for name in FIELDS}
        if poison:
            values["pain_during"] = 11
        content = {
            "program": self.person.program,
            "session": self.person.session,
            "state": "done",
            "skip_reason": "",
            "pain_after": None,
            "note": f"{token} – “né”",
            "drills": [
                {
                    "prescription": one,
                    "state": "done",
                    "sets": [{"side": "left", "reps": 10, "hold_seconds": None, "load_value": 2.5}],
                }
                for one in self.person.drills[:2]
            ],
            **values,
        }
        # Around the hour at which the clocks of Sydney changed, in April and in October.
        night = self.chance.choice([1775318400, 1791043200])
        at = night + 60 * self.chance.randint(-150, 150)
        told = {"runner": self.person.runner, "session": self.person.session, "at": at * 1000}
        self.promise(KEEP, {**told, "log": log, "content": content}, values, poison=poison)

    def edit(self) -> None:
        """Put one of the own logs right."""
        known = sorted({one.log for one in self.promises if not one.is_poison and one.is_sure})
        if not known:
            return
        changes = {self.chance.choice(FIELDS): self.chance.randint(0, 10)}
        told = {"runner": self.person.runner, "session": self.person.session}
        log = self.chance.choice(known)
        self.promise(EDIT, {**told, "log": log, "changes": changes}, changes)

    def promise(
        self, script: str, words: dict[str, Any], values: dict[str, Any], *, poison: bool = False
    ) -> None:
        """Ask a tab for it; a kill may strike in the middle, and then nothing was promised."""
        page = self.page()
        if page is None:
            return
        at = words["at"] / 1000 if "at" in words else None
        made = Promise(words["log"], "phone", values, is_poison=poison, at=at)
        killer = None
        if self.can_die and self.chance.random() < 0.35:
            killer = threading.Timer(self.chance.random() * 0.25, self.kill)
            killer.start()
        try:
            if page.evaluate(script, words) is not None:
                self.promises.append(made)
        except Error:
            made.is_sure = False
            self.promises.append(made)
        if killer:
            killer.join()
            with contextlib.suppress(Error):
                assert self.context
                self.context.close()
            self.start()

    def kill(self) -> None:
        """SIGKILL the browser of this profile."""
        kill_browser(self.profile)

    def reload(self) -> None:
        """Load a tab again, as a person with no answer does."""
        if self.pages:
            self.load(self.chance.choice(self.pages))

    def close_tab(self) -> None:
        """Close a tab in the middle of whatever it does; never the last one for long."""
        if self.pages:
            self.pages.pop(self.chance.randrange(len(self.pages))).close()
        if not self.pages:
            self.open_tab()

    def sample(self) -> dict[str, Any] | None:
        """Compare the line on the screen with the queue on the disk."""
        page = self.page()
        if page is None:
            return None
        try:
            seen = page.evaluate(COUNT)
        except Error:
            return None
        self.samples.append(seen["right"])
        self.last = seen
        return seen

    def recover(self, seconds: float) -> float | None:
        """Signal again, and the app opened again: how long until only what is refused waits."""
        self.network.is_down, self.network.strike, self.offset = False, 0.0, 0
        self.fill_up(is_full=False)
        for page in self.pages[1:]:
            page.close()
        self.pages = self.pages[:1]
        began = time.monotonic()
        self.load(self.pages[0])
        poison = sum(one.is_poison for one in self.promises)
        while time.monotonic() - began < seconds:
            seen = self.sample()
            if seen is None:
                self.load(self.pages[0])
            if seen and seen["all"] <= poison and seen["all"] == seen["refused"]:
                return time.monotonic() - began
            time.sleep(0.1)
        return None

    def end(self) -> None:
        """Close the browser, and throw the profile away."""
        with contextlib.suppress(Error):
            if self.context:
                self.context.close()
        if self.profile:
            shutil.rmtree(self.profile, ignore_errors=True)


def kill_browser(profile: str) -> None:
    """SIGKILL the browser that runs on this folder, and no other."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            ours = f"--user-data-dir={profile}".encode() in words
            if ours and not any(word.startswith(b"--type=") for word in words):
                os.kill(int(entry.name), signal.SIGKILL)


@contextlib.contextmanager
def phone(*words: Any, **more: Any) -> Iterator[Phone]:
    """A phone for one schedule."""
    held = Phone(*words, **more)
    try:
        held.start()
        yield held
    finally:
        held.end()
