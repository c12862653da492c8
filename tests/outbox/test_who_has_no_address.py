"""Somebody with a number alone is named where their messages could not leave."""

import re
from datetime import timedelta

import pytest

from bookings.actions.appointments import book, move_appointment
from bookings.actions.marks import mark_arrived
from bookings.actions.ringing import ring_about
from bookings.models import CallTask
from clinic.outbox.models import Message
from clinic.people.models import Runner
from tests.bookings.visits import HALF_PAST_NINE, text
from tests.factories import NOON

pytestmark = pytest.mark.django_db
WORDS = "no address: ring Ben, 0491 570 158"


@pytest.fixture
def booked(pia, room, first_visit, dee, time_machine):
    time_machine.move_to(NOON, tick=False)

    def for_(name, days=0):
        runner = Runner.objects.create(name=name, phone="+61491570158", created_at=NOON)
        return book(
            runner=runner, practitioner=pia.practitioner, room=room, kind=first_visit,
            starts_at=HALF_PAST_NINE + timedelta(days=days), by=dee, now=NOON,
        )  # fmt: skip

    return for_


def test_every_page_of_a_message_says_whom_to_ring(signed_in, dee, booked):
    booked("Ben")
    desk, message = signed_in(dee), Message.objects.get()

    for page in ("/ops/", "/ops/messages/", f"/ops/messages/{message.pk}/"):
        assert WORDS in desk.get(page).content.decode()


def test_they_stand_on_the_call_list_until_they_are_rung_or_here(
    signed_in, dee, booked, pia, time_machine
):
    visit = booked("Ben")
    desk = signed_in(dee)
    page = text(desk.get("/bookings/calls/"))
    assert "Ben, Wednesday 25 November, 9:30 am" in page
    assert "no mail tells of this visit. Booked, with Pia" in page
    move_appointment(
        appointment=visit, starts_at=HALF_PAST_NINE + timedelta(hours=2), version=1, by=dee,
        practitioner=visit.practitioner, room=visit.room, now=NOON,
    )  # fmt: skip
    assert CallTask.objects.filter(done_at=None).count() == 1

    time_machine.move_to(HALF_PAST_NINE)
    mark_arrived(appointment=visit, version=2, by=dee, now=HALF_PAST_NINE)

    assert "Nobody to ring" in text(desk.get("/bookings/calls/"))


def test_a_visit_that_no_longer_fits_says_that_instead(booked):
    visit = booked("Ben")

    ring_about(visit, "leave", now=NOON)
    ring_about(visit, "no_mail", now=NOON)

    assert CallTask.objects.get().reason == "leave"


def test_nobody_with_an_address_is_rung_for_a_booking(ruth, pia, room, first_visit, dee):
    book(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit,
        starts_at=HALF_PAST_NINE, by=dee, now=NOON,
    )  # fmt: skip

    assert not CallTask.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_naming_costs_one_query_for_one_or_many(
    signed_in, dee, booked, count, django_assert_num_queries
):
    for number in range(count):
        booked(f"Ben{number}", days=number)
    desk = signed_in(dee)

    session_person_sweep_due_resting, sender, stuck, names, replies = 5, 1, 1, 1, 2
    each = session_person_sweep_due_resting + sender + stuck + names + replies
    with django_assert_num_queries(each):
        page = desk.get("/ops/").content.decode()

    assert len(re.findall(r">[^<]*no address: ring Ben", page)) >= count
