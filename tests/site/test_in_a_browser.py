"""What Chromium fetches of the public site; bin/audit looks at the pages themselves."""

import pytest

from tests.look.test_the_style_guide import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAY = "Play our video"


def asked_for(page, act) -> list[str]:
    """The addresses that the page asks for while `act` is done; outside ones get no answer."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("https://**/*", lambda route: route.fulfill(body="<p>A player</p>"))
    act()
    return asked


def test_nothing_is_fetched_from_anywhere_else_before_play_is_pressed(
    clinic, open_page, live_server
):
    page = open_page("/", **WIDE)
    asked = asked_for(page, page.reload)
    assert len(asked) <= 8
    assert all(address.startswith(f"{live_server.url}/") for address in asked)

    asked = asked_for(page, page.get_by_role("link", name=PLAY).click)
    page.frame_locator("iframe").get_by_text("A player").wait_for()

    outside = [address for address in asked if not address.startswith(f"{live_server.url}/")]
    assert outside
    assert all(address.startswith("https://www.youtube-nocookie.com/embed/") for address in outside)
    assert page.locator("iframe").get_attribute("title").startswith("Introduction to ")


def test_without_javascript_play_leads_to_the_video(clinic, open_page):
    page = open_page("/", java_script_enabled=False, **PHONE)

    asked_for(page, page.get_by_role("link", name=PLAY).click)

    page.wait_for_url(lambda address: address.startswith("https://www.youtube.com/watch?v="))


def test_the_links_of_the_site_fit_in_two_rows_on_a_phone(clinic, open_page):
    page = open_page("/", **PHONE)
    tops = page.eval_on_selector_all(
        ".site-nav a", "all => all.map(one => one.getBoundingClientRect().top)"
    )

    assert len(tops) == 7
    assert len(set(tops)) == 2
