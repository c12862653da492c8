"""The Chromium of the browser tests: bin/test finds one and names it in CHROMIUM."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def not_run(reason: str) -> NoReturn:
    """Skip a test that needs what is not on this machine; in CI it fails."""
    in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    (pytest.fail if in_ci else pytest.skip)(f"Browser test not run: {reason}")


def chromium_path() -> str:
    """Where the Chromium is; without one the test is not run."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        not_run(os.environ.get("CHROMIUM_MISSING", f"no Chromium at {path}"))
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running Chromium. Without one these tests skip, and in CI they fail.

    It ends with its module. While it runs, playwright's event loop stands in our thread, and Django
    would take every query for one from asynchronous code: here it is told that none is.
    """
    path = chromium_path()
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()
