"""Find a Chromium for the browser tests, or get one, and say plainly which."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launch import paths
from launch.console import LaunchError, say

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Long enough for a slow line; a closed network answers "no" at once or stays silent.
DOWNLOAD_SECONDS = 120
APT_SECONDS = 300


@dataclass(frozen=True)
class Browser:
    """A Chromium that starts, and where it came from."""

    path: str
    source: str
    version: str


def ensure() -> Browser | None:
    """The first Chromium that starts; None, with the reason said, when there is none.

    A browser named by CHROMIUM is taken or refused, never replaced. In CI (CI=true) none
    at all is a LaunchError; elsewhere the browser tests skip.
    """
    if named := os.environ.get("CHROMIUM"):
        browser = starts(named, "named by CHROMIUM")
        if browser is None:
            raise LaunchError(f"CHROMIUM={named} does not start. Correct it or unset it.")
        return browser
    for look in (on_path, from_playwright, by_playwright, by_apt):
        if browser := look():
            return browser
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        raise LaunchError("CI must run the browser tests, and no Chromium was found or installed.")
    return None


def variables(find: Callable[[], Browser | None] = ensure) -> dict[str, str]:
    """CHROMIUM for the tests, or CHROMIUM_MISSING with the reason; says which it is."""
    browser = find()
    if browser is None:
        reason = "no Chromium: none on PATH, and neither playwright nor apt could install one"
        say(f"BROWSER TESTS WILL BE SKIPPED: {reason}. Install chromium or set CHROMIUM.")
        return {"CHROMIUM_MISSING": reason}
    say(f"Browser tests use {browser.version} ({browser.source}: {browser.path})")
    return {"CHROMIUM": browser.path}


def starts(path: str, source: str) -> Browser | None:
    """The browser at this path, if it can tell its version."""
    try:
        told = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return Browser(path, source, told.stdout.strip())


def on_path() -> Browser | None:
    """A Chromium or Chrome of this machine."""
    for name in ON_PATH:
        path = shutil.which(name)
        if path and (browser := starts(path, "on PATH")):
            return browser
    return None


def from_playwright() -> Browser | None:
    """One that playwright installed earlier."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    told = subprocess.run([paths.PYTHON, "-c", ask], capture_output=True, text=True, check=False)
    full = Path(told.stdout.strip() or "nowhere")
    for folder in full.parents:
        if folder.name == "ms-playwright":
            shells = folder.glob("chromium_headless_shell-*/*/*headless*shell")
            for path in [full, *sorted(shells, reverse=True)]:
                if path.is_file() and (browser := starts(str(path), "playwright's own")):
                    return browser
    return None


def by_playwright() -> Browser | None:
    """Let playwright download its own."""
    say("No Chromium found; asking playwright to download one ...")
    install = [paths.PYTHON, "-m", "playwright", "install", "--only-shell", "chromium"]
    return from_playwright() if _succeeds(install, DOWNLOAD_SECONDS) else None


def by_apt() -> Browser | None:
    """Let apt install one, where we may."""
    apt = shutil.which("apt-get")
    if os.getuid() != 0 or apt is None:
        return None
    say("Asking apt to install chromium ...")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = [apt, "install", "-y", "--no-install-recommends", "chromium"]
    if _succeeds([apt, "update"], APT_SECONDS) and _succeeds(install, APT_SECONDS):
        return on_path()
    return None


def _succeeds(command: list, seconds: int) -> bool:
    """Run one attempt; when it fails, say so with its first complaint, or else its last line."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        say(f"  gave up after {seconds} s.")
        return False
    if done.returncode:
        lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        complaints = [line for line in lines if "error" in line.lower()] or lines[-1:]
        say(f"  that failed: {complaints[0][:200] if complaints else 'no reason given'}")
    return done.returncode == 0
