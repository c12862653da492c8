"""Booking on the site: four steps without an account, a time that is kept, a link to change it."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from bookings.actions import holds
from bookings.actions.appointments import book
from bookings.models import Appointment
from bookings.progress.invitations import invitation
from bookings.progress.links import token_of
from clinic.outbox.models import Message
from clinic.outbox.providers.mail import as_mail
from clinic.people.models import Runner
from tests import factories
from tests.bookings.visits import text
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db

TEN = datetime(2026, 11, 26, 10, tzinfo=SYDNEY)
NINA = {"name": "Nina", "email": "nina@mail.example", "phone": "", "consent": "on"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """`clock(moment)` sets the pages' clock; it is Tuesday noon."""

    def set_clock(moment):
        for module in ("selfbooking", "visits"):
            monkeypatch.setattr(f"bookings.views.{module}.timezone.now", lambda: moment)

    set_clock(NOON)
    return set_clock


@pytest.fixture
def online(first_visit, pia, room):
    first_visit.is_online = True
    first_visit.save()
    factories.make_hours(pia.practitioner, room.site, [1, 2, 3, 4, 5], time(9), time(12))
    return first_visit


@pytest.fixture
def visitor(online):
    return Client()


def pick(visitor, online, at=TEN, **more):
    """Press a time."""
    return visitor.post(f"/bookings/visit/when/?kind={online.pk}", {"at": at.isoformat()} | more)


def test_a_stranger_books_in_four_steps_and_gets_an_invitation(visitor, online, site):
    first = visitor.get("/bookings/visit/")
    assert "First free: Wednesday 25 November, 9:00 am" in text(first)
    who = visitor.post("/bookings/visit/", {"flags": "no", "kind": online.pk})
    asked = visitor.get(who.url)
    assert "Anybody, the first who is free" in text(asked)
    # What is chosen goes into the address: no token of this browser may go along.
    assert "csrfmiddlewaretoken" not in asked.content.decode()
    when = visitor.get(f"/bookings/visit/when/?kind={online.pk}&practitioner=&site=&day=2026-11-26")
    assert "Thursday 26 November" in text(when)
    assert "10 times" in text(when)

    details = pick(visitor, online)
    assert Appointment.objects.get().status == "held"
    assert "12:10 pm" in text(visitor.get(details.url))
    check = visitor.post(details.url, NINA)
    assert "nina@mail.example" in text(visitor.get(check.url))
    done = visitor.post(check.url)

    visit = Appointment.objects.get()
    assert (visit.status, visit.runner.name, visit.booked_by) == ("booked", "Nina", None)
    assert "Your visit is booked" in text(visitor.get(done.url))
    told = Message.objects.get()
    assert done.url in told.body
    mail = as_mail(told).message()
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"


def test_a_red_flag_leads_to_help_and_never_to_a_booking(visitor, online):
    page = visitor.post("/bookings/visit/", {"flags": "yes", "kind": online.pk}, follow=True)

    assert "Call 000" in text(page)
    assert "/visit/who/" not in page.content.decode()
    assert visitor.post("/bookings/visit/", {"kind": online.pk}).status_code == 422


def test_a_time_that_is_gone_shows_the_nearest_three_and_keeps_all_answers(
    visitor, online, pia, room, ruth
):
    details = pick(visitor, online).url
    check = visitor.post(details, NINA).url
    hold = Appointment.objects.get()
    Appointment.objects.update(held_until=NOON - timedelta(minutes=1))
    book(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=online, starts_at=TEN,
        by=None, now=NOON,
    )  # fmt: skip

    page = visitor.post(check)

    assert page.status_code == 409
    assert "nina@mail.example" in text(page)
    assert "9:15 am" in text(page)
    assert "10:45 am" in text(page)
    hold.refresh_from_db()
    assert hold.runner is None
    again = pick(visitor, online, TEN + timedelta(minutes=45))
    assert "nina@mail.example" in visitor.get(again.url).content.decode()


def test_a_pressed_time_that_is_gone_says_so_on_the_same_page(visitor, online):
    pick(Client(), online)

    page = pick(visitor, online)

    assert page.status_code == 409
    assert "That time has just been taken" in text(page)


def test_a_hold_that_ran_out_is_booked_all_the_same_while_it_is_free(visitor, online, clock):
    check = visitor.post(pick(visitor, online).url, NINA).url
    clock(NOON + timedelta(minutes=11))

    assert "no longer keep" in text(visitor.get(check))
    assert visitor.post(check).status_code == 302
    assert Appointment.objects.get().status == "booked"


def test_a_hold_is_extended_to_half_an_hour_and_no_longer(online, pia, site):
    hold = holds.hold_time(
        kind=online, practitioner=pia.practitioner, site=site, starts_at=TEN, holder="a", now=NOON
    )
    for minutes in (9, 18, 27):
        holds.extend_hold(hold=hold, now=NOON + timedelta(minutes=minutes))
        hold.refresh_from_db()

    assert hold.held_until == NOON + timedelta(minutes=30)
    with pytest.raises(Exception, match="any longer"):
        holds.extend_hold(hold=hold, now=NOON + timedelta(minutes=29))


def test_a_device_holds_one_time_and_not_too_many_in_an_hour(visitor, online):
    pick(visitor, online)
    pick(visitor, online, TEN + timedelta(hours=1))
    assert sorted(Appointment.objects.values_list("status", flat=True)) == ["expired", "held"]

    answers = [pick(visitor, online).status_code for _ in range(20)]

    assert answers[0] == 302
    assert answers[-1] == 429


def test_somebody_elses_hold_is_not_there(visitor, online):
    details = pick(visitor, online).url

    assert Client().get(details).status_code == 404
    assert Client().post(details.replace("details", "check")).status_code == 404


def test_back_after_booking_says_that_it_is_booked_and_leads_to_the_visit(visitor, online):
    details = pick(visitor, online).url
    check = visitor.post(details, NINA).url
    mine = visitor.post(check).url

    steps = [
        visitor.get(details),
        visitor.get(check),
        visitor.post(check),
        visitor.post(details.replace("details", "extend")),
    ]

    for page in steps:
        assert page.status_code == 410
        assert "This visit is booked" in text(page)
        assert "Thursday 26 November, 10:00 am" in text(page)
        assert f'href="{mine}"' in page.content.decode()
        assert "Nina" not in text(page)
        assert "no-store" in page["Cache-Control"]
    assert Appointment.objects.count() == 1
    # To everybody else it is not there, as one that never was.
    assert Client().get(details).status_code == 404

    version = Appointment.objects.get().version
    visitor.post(f"{mine}cancel/", {"reason": "sick", "version": version})
    assert "This step is over" in text(visitor.get(check))
    assert "is booked" not in text(visitor.get(check))


def test_nobody_learns_who_is_on_file(visitor, online, ruth, dee):
    pages = []
    for email in (ruth.email, dee.email, "new@mail.example"):
        client = Client()
        at = TEN + timedelta(minutes=45 * len(pages) - 60)
        check = client.post(pick(client, online, at).url, NINA | {"email": email}).url
        pages.append(client.post(check))

    assert {page.status_code for page in pages} == {302}
    ruth.refresh_from_db()
    assert ruth.name == "Ruth"
    assert Runner.objects.get(email=dee.email).user is None


def test_the_link_moves_and_cancels_the_visit_by_the_rules(visitor, online, clock):
    done = visitor.post(visitor.post(pick(visitor, online).url, NINA).url).url
    stranger = Client()
    later = TEN + timedelta(hours=1)

    moved = stranger.post(f"{done}move/", {"at": later.isoformat(), "version": 2})
    assert moved.status_code == 302
    visit = Appointment.objects.get()
    assert (visit.starts_at, visit.version) == (later, 3)
    assert "11:00 am" in text(stranger.get(done))
    clock(later - timedelta(hours=23))
    assert "Move it" not in text(stranger.get(done))
    assert stranger.post(f"{done}cancel/", {"reason": "sick", "version": 3}).url == done
    clock(NOON)
    assert "Rather not say" in text(stranger.get(f"{done}cancel/"))
    stranger.post(f"{done}cancel/", {"reason": "unsaid", "version": 3})
    visit.refresh_from_db()
    assert (visit.status, visit.cancel_reason) == ("cancelled", "unsaid")
    assert not visit.is_late_cancel
    assert "Your visit is cancelled" in text(stranger.get(done))
    assert stranger.get("/bookings/mine/forged/").status_code == 404


def test_an_invitation_keeps_its_uid_and_its_sequence_rises_also_on_cancel(visitor, online):
    done = visitor.post(visitor.post(pick(visitor, online).url, NINA).url).url
    later = TEN + timedelta(hours=1)
    visitor.post(f"{done}move/", {"at": later.isoformat(), "version": 2})
    visitor.post(f"{done}cancel/", {"reason": "sick", "version": 3})

    sent = [
        Calendar.from_ical(one.calendar) for one in Message.objects.order_by("created_at", "pk")
    ]
    events = sorted(
        (event for calendar in sent for event in calendar.walk("VEVENT")),
        key=lambda event: event["sequence"],
    )
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [2, 3, 4]
    assert sorted(str(calendar["method"]) for calendar in sent) == ["CANCEL", "REQUEST", "REQUEST"]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    first = events[0]
    assert first.decoded("dtstart") == TEN
    assert first["dtstart"].params["TZID"] == "Australia/Sydney"
    assert not first.errors
    assert "Visit to Activ Therapy" in str(first["summary"])
    assert "First visit" not in sent[0].to_ical().decode()


def test_the_file_of_the_link_is_a_valid_calendar(visitor, online, ruth, pia, room):
    visit = factories.make_appointment(ruth, pia.practitioner, room, online, TEN)

    answer = visitor.get(f"/bookings/mine/{token_of(visit)}/visit.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    raw = answer.content
    assert b"\r\n" in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert invitation(visit).encode() == raw
