"""The player in a real Chromium: its modules alone, and a whole phone that can be killed."""

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser import chromium

__all__ = ["chromium"]


@pytest.fixture
def modules(chromium, live_server) -> Page:
    """A page of the site on which the player's modules can be imported and called."""
    context = chromium.new_context(timezone_id="Australia/Sydney", locale="en-AU")
    page = context.new_page()
    page.goto(f"{live_server.url}/offline/")
    yield page
    context.close()


@pytest.fixture
def run(modules):
    """run("machine plan", "return m.begin()") calls exports of these modules in the browser."""

    def call(names: str, body: str, words: object = None) -> object:
        files = [f"/static/js/player/{name}.js" for name in names.split()]
        script = (
            "async ([files, words]) => {"
            "const m = Object.assign({}, ...await Promise.all(files.map((f) => import(f))));"
            f"{body} }}"
        )
        return modules.evaluate(script, [files, words])

    return call


@pytest.fixture
def cookie(signed_in):
    """cookie(person, address) is the session cookie of that person for that address."""

    def give(person, url: str) -> dict[str, str]:
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": signed_in(person).cookies[name].value, "url": url}

    return give
