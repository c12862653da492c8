"""Requests that no page of ours sends are answered in words, never with a fault of ours."""

from datetime import date

import pytest

from bookings.models import Appointment
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

FIRST, LAST = "0001-01-01", "9999-12-31"
MANY = "9" * 5000


@pytest.fixture
def pages(visit):
    """Where the requests go, by name."""
    enquiry = factories.make_enquiry("Nina")
    return {
        "mark": f"/bookings/{visit.pk}/mark/",
        "move": f"/bookings/{visit.pk}/move/",
        "cancel": f"/bookings/{visit.pk}/cancel/",
        "book": f"/bookings/book/?runner={visit.runner_id}",
        "convert": f"/bookings/inbox/{enquiry.pk}/book/",
        "step": f"/bookings/inbox/{enquiry.pk}/",
        "call": f"/bookings/inbox/{enquiry.pk}/call/",
        "log": "/bookings/calls/new/",
    }


@pytest.mark.parametrize(
    "asked",
    [
        f"diary/?day={FIRST}",
        f"diary/?day={LAST}",
        "diary/?day=%00",
        "diary/?physio=%00",
        f"diary/?day={MANY}",
        "book/?q=%00",
        "book/?q=rut%00h",
        f"book/?q={MANY}",
        "book/?runner=%00",
        "inbox/?page=%00",
        f"inbox/?page={MANY}",
        "inbox/?tray=%00",
    ],
)
def test_no_link_breaks_a_page(signed_in, dee, visit, asked):
    assert signed_in(dee).get(f"/bookings/{asked}").status_code in {200, 404}


@pytest.mark.parametrize("given", ["practitioner", "room", "day", "time"])
@pytest.mark.parametrize("value", ["%00", FIRST, MANY])
def test_no_prefilled_form_breaks(signed_in, dee, pages, given, value):
    page = f"{pages['book']}&{given}={value}"

    assert signed_in(dee).get(page).status_code == 200


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        *[("mark", {"as": "arrived", "version": odd}) for odd in ("²", MANY, "-1", "\0", "9" * 30)],
        ("mark", {"as": "\0", "version": "1"}),
        *[(page, {"version": odd}) for page in ("move", "cancel") for odd in ("²", MANY, "9" * 30)],
        *[(page, {"day": day}) for page in ("book", "move", "convert") for day in (FIRST, LAST)],
        *[
            (page, {"at": at})
            for page in ("book", "move", "convert")
            for at in (f"{FIRST}T00:00:00+14:00", f"{LAST}T23:59:00-12:00", FIRST, LAST, "\0")
        ],
        *[
            (page, {field: "\0"})
            for page in ("book", "convert")
            for field in ("key", "kind", "room", "practitioner", "day", "time", "version")
        ],
        *[("convert", {field: "a\0b"}) for field in ("who", "name", "email", "phone")],
        *[("log", {field: "a\0b"}) for field in ("name", "email", "phone", "note", "ref")],
        *[
            (page, {"call_back_at": f"{day}T{clock}"})
            for page in ("call", "log")
            for day, clock in ((FIRST, "00:00"), (LAST, "23:59"))
        ],
        ("step", {"do": "\0"}),
        ("step", {"do": "close", "reason": "\0"}),
    ],
)
def test_no_form_breaks(signed_in, dee, visit, typed, pages, page, sent):
    person = {"who": "new", "name": "Nina", "email": "new@demo.example", "version": "1"}
    call = {"where_it_hurts": "knee", "when_suits": "any", "direction": "in"}
    whole = typed | person | call | {"time": "14:00", "reason": "sick", "outcome": "answered"}

    answer = signed_in(dee).post(pages[page], whole | sent)

    assert answer.status_code < 500


@pytest.mark.parametrize("day", [FIRST, LAST, "2024-11-01", "2028-12-01"])
def test_a_day_far_away_shows_today_and_says_so(signed_in, dee, visit, day):
    page = signed_in(dee).get(f"/bookings/diary/?day={day}")

    assert "Tuesday 24 November" in text(page)
    assert "up to two years back or ahead. This is today." in text(page)


def test_a_day_within_two_years_is_shown(signed_in, dee):
    for day in (date(2025, 1, 6), date(2028, 11, 20)):
        page = signed_in(dee).get(f"/bookings/diary/?day={day}")
        assert "This is today" not in text(page)
        assert f'value="{day}"' in page.content.decode()


def test_a_search_that_cannot_be_says_so_and_keeps_the_words(signed_in, dee, ruth):
    page = signed_in(dee).get("/bookings/book/?q=ruth%00")

    assert "Search for letters and digits." in text(page)
    assert "Nobody matches" not in text(page)


@pytest.mark.parametrize(("page", "day"), [("book", FIRST), ("move", FIRST), ("book", LAST)])
def test_a_visit_on_a_day_far_away_is_refused_in_words(signed_in, dee, typed, pages, page, day):
    answer = signed_in(dee).post(pages[page], typed | {"day": day, "version": 1})

    assert answer.status_code == 422
    assert "Choose a day within a year from today." in text(answer)
    assert Appointment.objects.get().starts_at == HALF_PAST_NINE
