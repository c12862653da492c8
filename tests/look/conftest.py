"""A browser that asks Django itself for every page and file, with no server in between."""

from collections.abc import Callable, Iterator
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

from tests.browser import chromium

__all__ = ["chromium", "open_page"]
SITE = "http://localhost"


def answer(route: Route) -> None:
    """Serve a static file from the finders and everything else from the test client."""
    where = urlsplit(route.request.url)
    if where.path.startswith("/static/"):
        file = finders.find(where.path.removeprefix("/static/"))
        assert file, f"No static file {where.path}"
        kind = guess_type(where.path)[0] or "font/woff2"
        route.fulfill(body=Path(file).read_bytes(), content_type=kind)
        return
    response = Client().get(f"{where.path}?{where.query}")
    headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
    route.fulfill(status=response.status_code, body=response.content, headers=headers)


@pytest.fixture
def open_page(chromium) -> Iterator[Callable[..., Page]]:
    """open_page("/path/", **context) is that page; a console message or script error fails."""
    contexts = []
    complaints: list[str] = []

    def open_(path: str, **options) -> Page:
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto(f"{SITE}{path}")
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
