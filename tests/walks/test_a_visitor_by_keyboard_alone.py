"""With JavaScript off and no pointer: find a drill, read it, send an enquiry, lose no word."""

import pytest

from bookings.models import Enquiry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "It aches on the outside, worst on hills."
# Those at the top: the foot of every page leads to the same addresses.
DRILLS = '.site-nav a[href="/drills/"]'
FOUND = 'main .cards a[href="/drills/clamshell/"]'
TOO_FAST = 3_500  # milliseconds; a form that comes back sooner than in 3 s is taken for a robot's


def tab_to(page, target):
    """Press Tab until the focus is on the target, as somebody without a pointer does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.locator(f"{target}:focus").count():
            return
    pytest.fail(f"the keyboard never reached {target}")


def follow(page, target):
    tab_to(page, target)
    enter(page)


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page, field, text):
    tab_to(page, f"#id_{field}")
    page.keyboard.type(text)


@pytest.fixture
def page(chromium, live_server, library, size):
    width = {"360": 360, "1440": 1440}[size]
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 900}, locale="en-AU"
    )
    page = context.new_page()
    page.goto(live_server.url)
    yield page
    context.close()


def test_a_visitor_finds_a_drill_and_reads_it(page):
    follow(page, DRILLS)
    write(page, "q", "clamshell")
    enter(page)
    follow(page, FOUND)

    assert page.locator("h1").inner_text() == "Clamshell"
    assert page.locator("ol.how li").count() >= 3


def test_a_visitor_sends_an_enquiry_and_a_refusal_loses_no_word(page):
    follow(page, '.site-nav a[href="/bookings/enquire/"]')
    page.wait_for_timeout(TOO_FAST)
    write(page, "name", "Nina Rossi")
    write(page, "email", "nina at mail")
    write(page, "where_it_hurts", "Hip")
    write(page, "message", WORDS)
    follow(page, "main button[type=submit]")

    assert page.title().startswith("Error: ")
    assert page.locator("#id_name").input_value() == "Nina Rossi"
    assert page.locator("#id_email").input_value() == "nina at mail"
    assert page.locator("#id_where_it_hurts").input_value() == "hip"
    assert page.locator("#id_message").input_value() == WORDS

    tab_to(page, "#id_email")
    page.keyboard.press("Control+A")
    page.keyboard.type("nina@mail.example")
    tab_to(page, "#id_consent")
    page.keyboard.press("Space")
    page.wait_for_timeout(TOO_FAST)
    follow(page, "main button[type=submit]")

    enquiry = Enquiry.objects.get()
    assert enquiry.reference in page.locator("main").inner_text()
    assert (enquiry.email, enquiry.message) == ("nina@mail.example", WORDS)
    assert not enquiry.is_doubtful


@pytest.mark.parametrize(("address", "link"), [("/", DRILLS), ("/drills/?q=clamshell", FOUND)])
def test_the_walk_ends_at_a_link_that_the_tab_key_skips(page, live_server, address, link):
    page.goto(live_server.url + address)
    page.locator(link).evaluate("link => { link.tabIndex = -1; }")

    with pytest.raises(pytest.fail.Exception, match="never reached"):
        tab_to(page, link)
