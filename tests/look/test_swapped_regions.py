"""When htmx swaps a part of a page: focus, what is said aloud, waiting, and what failed."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PAGE = "/styleguide/?frame=staff"
START = """(keep) => {
  const main = document.querySelector("main .page");
  main.insertAdjacentHTML("afterbegin", `<div${keep ? " data-keep-focus" : ""}>
    <button id="ask" hx-get="/region/" hx-target="#region">Ask</button>
    <div id="region"><h2>Before</h2></div></div>`);
  htmx.process(main);
  document.getElementById("ask").focus();
}"""
FOUND = '<div data-say="Two found"><h2>Found</h2><p>Ana, Ruth</p></div>'
FOCUSED = "document.activeElement.textContent"


@pytest.fixture
def region(open_page):
    """region(answer, keep=False) is a page where pressing Ask is answered so."""

    def start(*, keep=False, **answer):
        page = open_page(PAGE, viewport={"width": 1440, "height": 900})
        page.route("**/region/", lambda route: route.fulfill(content_type="text/html", **answer))
        page.evaluate(START, keep)
        return page

    return start


def test_the_new_heading_takes_focus_and_one_line_says_what_changed(region):
    page = region(body=FOUND)
    page.keyboard.press("Enter")

    expect(page.locator("#live")).to_have_text("Two found")
    assert page.evaluate(FOCUSED) == "Found"
    assert page.locator("#live").get_attribute("aria-live") == "polite"


def test_where_somebody_types_focus_stays_and_the_line_is_said(region):
    page = region(keep=True, body=FOUND)
    page.keyboard.press("Enter")

    expect(page.locator("#live")).to_have_text("Two found")
    assert page.evaluate(FOCUSED) == "Ask"


def test_the_region_is_busy_while_it_waits(open_page):
    page = open_page(PAGE, viewport={"width": 1440, "height": 900})
    waiting = []
    page.route("**/region/", lambda route: waiting.append(route))
    page.evaluate(START, False)
    page.keyboard.press("Enter")

    expect(page.locator("#region")).to_have_attribute("aria-busy", "true")
    assert page.locator("#region").inner_text() == "Before"
    waiting[0].fulfill(body=FOUND, content_type="text/html")
    expect(page.locator("#region h2")).to_have_text("Found")
    assert page.locator("#region").get_attribute("aria-busy") is None
