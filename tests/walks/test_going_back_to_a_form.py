"""Back and Reload in a real browser, with and without JavaScript."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "My knee hurts on stairs."


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request, chromium, live_server):
    context = chromium.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def test_back_to_a_refused_form_shows_every_word(page, live_server):
    page.goto(f"{live_server.url}/bookings/enquire/")
    page.fill("[name=message]", WORDS)
    page.click("main [data-primary]")
    page.get_by_text("There is a problem").wait_for()

    page.goto(f"{live_server.url}/sites/")
    page.go_back()

    page.get_by_text("There is a problem").wait_for()
    assert page.input_value("[name=message]") == WORDS
    page.reload()
    assert page.input_value("[name=message]") == WORDS


def test_back_from_the_thank_you_page_shows_a_form_and_not_an_error(page, live_server):
    page.goto(f"{live_server.url}/bookings/enquire/")
    page.fill("[name=message]", WORDS)
    page.click("main [data-primary]")
    page.fill("[name=name]", "Nina")
    page.fill("[name=email]", "nina@demo.example")
    page.select_option("[name=where_it_hurts]", "knee")
    page.check("[name=consent]")
    page.click("main [data-primary]")
    page.get_by_role("heading", name="We have your enquiry").wait_for()

    page.go_back()

    assert page.input_value("[name=message]") == WORDS
