"""Undo of a call: it is closed as a mistake, its words stay, and no report counts it."""

import re
from datetime import timedelta
from html import unescape

import pytest

from bookings.models import Call, Enquiry
from bookings.progress.reports import Stretch, conversion
from tests.bookings.test_logging_calls import FOLDED, FOUR, PAGE
from tests.bookings.test_logging_calls_from_anywhere import DIALOG
from tests.bookings.visits import text
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def undo_in(page):
    (undo,) = re.findall(r'action="([^"]+do=mistake)"', page.content.decode())
    return unescape(undo)


@pytest.mark.parametrize("asked", [{}, DIALOG])
def test_the_toast_takes_the_call_back_and_puts_it_back(signed_in, dee, asked):
    client = signed_in(dee)
    saved = client.post(PAGE, FOUR | FOLDED, follow=not asked, **asked)

    told = client.post(undo_in(saved), follow=True)

    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.close_reason) == ("closed", "mistake")
    assert Call.objects.get().note == FOUR["note"]
    assert FOUR["note"] in text(told)
    assert "The call is taken back." in text(told)
    (again,) = re.findall(r'action="([^"]+do=reopen)"', told.content.decode())
    client.post(unescape(again))
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.close_reason) == ("open", "")


def test_a_mistake_is_nobody_whom_a_report_counts(signed_in, dee):
    client = signed_in(dee)
    saved = client.post(PAGE, FOUR | FOLDED, follow=True)
    days = Stretch(NOON.date() - timedelta(days=1), NOON.date() + timedelta(days=1))
    assert conversion(user=dee, days=days)[0].whole == 1

    client.post(undo_in(saved))

    assert conversion(user=dee, days=days)[0].whole == 0


def test_a_call_that_led_to_a_visit_is_not_taken_back(signed_in, dee, ruth):
    client = signed_in(dee)
    saved = client.post(PAGE, FOUR | FOLDED, follow=True)
    Enquiry.objects.update(state="booked", runner=ruth)

    told = client.post(undo_in(saved), follow=True)

    assert Enquiry.objects.get().state == "booked"
    assert "Not possible now" in text(told)
