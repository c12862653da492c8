"""Dee logs a call from the diary without a mouse, and nothing fires while she types."""

import pytest

from bookings.models import Call

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_call_is_logged_from_the_diary_by_keys_alone(dee, ruth, browse):
    at_work = browse(dee)
    at_work.open("/bookings/diary/", "f2-diary")
    keys = at_work.page.keyboard
    keys.press("n")
    keys.type("Rut")
    at_work.page.locator("[data-pick]").wait_for()
    assert at_work.page.get_by_label("Name").input_value() == "Rut"
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.type("ank")
    keys.press("Tab")
    keys.type("knows a way in")
    keys.press("Control+Enter")

    at_work.page.get_by_text("Call saved. Reference").wait_for()
    call = Call.objects.get()
    assert (call.note, call.enquiry.runner, call.enquiry.phone) == (
        "knows a way in",
        ruth,
        ruth.phone,
    )
    assert at_work.page.url.endswith("/bookings/diary/")
    # The words stand an instant before the dialog closes, and until then keys belong to it.
    at_work.page.locator("dialog[open]").wait_for(state="detached")
    keys.press("g")
    keys.press("i")
    at_work.page.get_by_role("heading", name="Enquiries").wait_for()


def test_shift_goes_on_to_the_booking(dee, browse):
    at_work = browse(dee)
    at_work.open("/bookings/diary/", "f2-book")
    keys = at_work.page.keyboard
    keys.press("n")
    at_work.page.get_by_label("Phone number").fill("0491 570 157")
    at_work.page.get_by_label("Where does it hurt?").select_option("knee")
    keys.press("Shift+Control+Enter")

    at_work.page.get_by_role("heading", name="Book a visit for Unknown caller").wait_for()
