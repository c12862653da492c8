"""A runner's calendar takes sessions and visits from a private address that can be switched off."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from icalendar import Calendar

from clinic.people.actions import make_calendar_link
from clinic.people.models import CalendarLink
from tests.factories import (
    NOON,
    TODAY,
    make_appointment,
    make_drill,
    make_program,
    make_room,
    make_runner,
    make_site,
    make_type,
)

pytestmark = pytest.mark.django_db
SYDNEY = ZoneInfo("Australia/Sydney")
PAGE = "/settings/calendar/"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def address(ruth) -> str:
    _, secret = make_calendar_link(user=ruth.user, now=NOON)
    return f"/calendar/{secret}.ics"


@pytest.fixture
def visit(ruth, pia):
    """visit(start) books Ruth with Pia for something that nobody else need know."""
    room, kind = make_room(make_site()), make_type(name="Bone stress check")

    def book(starts_at: datetime, **fields):
        return make_appointment(ruth, pia.practitioner, room, kind, starts_at, **fields)

    return book


def read(client, address: str) -> Calendar:
    """The feed, as a strict reader takes it: RFC 5545, 3.1 and 3.6."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    raw = answer.content
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    found = Calendar.from_ical(raw)
    assert [part.errors for part in found.walk() if part.errors] == []
    assert found.to_ical() == raw
    for event in found.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event)
    uids = [str(event["UID"]) for event in found.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    return found


def starts(found: Calendar) -> dict[str, list]:
    """What begins when, by its summary."""
    told: dict[str, list] = {}
    for event in found.walk("VEVENT"):
        told.setdefault(str(event["SUMMARY"]), []).append(event["DTSTART"].dt)
    return told


def test_it_tells_days_of_sessions_and_times_of_visits(client, ruth, address, visit):
    make_program(ruth, [make_drill("bridge")], weekdays=[3])
    visit(NOON + timedelta(days=2))

    told = starts(read(client, address))

    assert told["Session"][:2] == [TODAY + timedelta(days=1), TODAY + timedelta(days=8)]
    (visit_at,) = told["Visit to Activ Therapy"]
    assert visit_at == NOON + timedelta(days=2)


def test_two_sessions_of_a_day_are_one_entry(client, ruth, address):
    for title in ("One", "Two"):
        make_program(ruth, [], weekdays=[3], title=title)

    assert set(starts(read(client, address))) == {"2 sessions"}


@pytest.mark.parametrize("change", [date(2026, 10, 4), date(2027, 4, 4)])
def test_both_nights_on_which_clocks_change_keep_the_clinics_time(
    client, at_noon, address, visit, change
):
    """The file's own rules of the zone give the very moment that is booked."""
    days = [change + timedelta(days=ahead) for ahead in (-1, 0, 1)]
    booked = [datetime.combine(day, time(9, 30), SYDNEY) for day in days]
    for start in booked:
        visit(start)
    at_noon.move_to(booked[0] - timedelta(days=3))

    found = read(client, address)

    (zone,) = found.walk("VTIMEZONE")
    there = [event["DTSTART"] for event in found.walk("VEVENT")]
    assert {start.params["TZID"] for start in there} == {"Australia/Sydney"}
    own = zone.to_tz(lookup_tzid=False)
    told = [start.dt.replace(tzinfo=None) for start in there]
    assert told == [start.replace(tzinfo=None) for start in booked]
    assert [start.replace(tzinfo=own).astimezone(UTC) for start in told] == [
        start.astimezone(UTC) for start in booked
    ]


def test_no_word_says_what_anything_is_for(client, ruth, address, visit):
    make_program(ruth, [make_drill("clamshell")], title="Hip pain after a stress fracture")
    visit(NOON + timedelta(days=2))

    text = client.get(address).content.decode().lower()

    assert re.search("clamshell|hip|stress|fracture|bone|check|before your run|ruth", text) is None


def test_a_visit_that_is_off_says_so(client, address, visit):
    visit(NOON + timedelta(days=2), status="cancelled", cancel_reason="runner")

    (event,) = read(client, address).walk("VEVENT")
    assert str(event["STATUS"]) == "CANCELLED"


def test_the_address_is_shown_once_and_can_be_switched_off(client, ruth, signed_in):
    ruths = signed_in(ruth)
    made = ruths.post(PAGE).content.decode()
    first = re.search(r'value="http://[^/]+(/calendar/[\w-]{43}\.ics)"', made)[1]
    assert first not in ruths.get(PAGE).content.decode()
    assert client.get(first).status_code == 200

    again = ruths.post(PAGE).content.decode()
    second = re.search(r"/calendar/[\w-]{43}\.ics", again)[0]
    assert [client.get(one).status_code for one in (first, second)] == [404, 200]

    ruths.post(PAGE, {"do": "revoke"})
    assert client.get(second).status_code == 404
    stored = str(list(CalendarLink.objects.values()))
    assert first[10:53] not in stored


def test_who_may_not_sign_in_has_no_calendar(client, ruth, address):
    ruth.user.is_active = False
    ruth.user.save()

    assert client.get(address).status_code == 404


def test_it_is_one_persons(client, pia, address):
    otto = make_runner("Otto", pia.practitioner)
    make_program(otto, [], title="Otto's")

    assert starts(read(client, address)) == {}


def test_the_database_keeps_one_link_on(ruth, address):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarLink.objects.create(user=ruth.user, digest="x", created_at=NOON)


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_costs_the_same_for_more(
    client, ruth, address, visit, count, django_assert_num_queries
):
    for number in range(count):
        make_program(ruth, [make_drill(f"d{number}")], title=f"P{number}")
        visit(NOON + timedelta(days=2 + number))

    with django_assert_num_queries(6):
        read(client, address)


def test_a_physio_has_the_diary_without_who_and_what_for(client, ruth, pia, paul, visit, signed_in):
    mine = visit(NOON + timedelta(days=2))
    visit(NOON + timedelta(days=3), status="cancelled", cancel_reason="sick")
    visit(NOON + timedelta(days=4), status="held", held_until=NOON + timedelta(minutes=9))
    page = signed_in(pia).post(PAGE).content.decode()
    address = re.search(r"/calendar/[\w-]{43}\.ics", page)[0]

    first, off = read(client, address).walk("VEVENT")

    assert [str(one["STATUS"]) for one in (first, off)] == ["CONFIRMED", "CANCELLED"]
    assert str(first["SUMMARY"]) == "Visit"
    assert str(first["LOCATION"]) == "Room 1, Winston Hills"
    assert str(first["URL"]).endswith(f"/bookings/{mine.pk}/")
    told = client.get(address).content.decode()
    assert not re.search("ruth|stress|sick", told, re.IGNORECASE)
    pauls = signed_in(paul).post(PAGE).content.decode()
    assert read(client, re.search(r"/calendar/[\w-]{43}\.ics", pauls)[0]).walk("VEVENT") == []


def test_a_physio_finds_the_link_in_the_diary_and_the_desk_has_none(signed_in, pia, dee):
    assert 'href="/settings/calendar/"' in signed_in(pia).get("/bookings/diary/").content.decode()
    assert signed_in(dee).get(PAGE).status_code == 403
