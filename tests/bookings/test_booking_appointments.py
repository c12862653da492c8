"""Booking a visit: the rules, and what the runner is told."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.actions import locks
from bookings.actions.appointments import book
from bookings.actions.refusals import KeyReused, SlotTaken
from bookings.models import Appointment
from clinic.outbox.models import Message
from clinic.places.models import Site
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE, QUARTER
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db


def test_ruth_is_booked_and_told_when_where_and_with_whom(wish):
    visit = book(**wish)

    assert (visit.status, visit.version) == ("booked", 1)
    assert visit.ends_at - visit.starts_at == timedelta(minutes=45)
    told = Message.objects.get(key=f"appointment-booked:{visit.pk}")
    assert told.to == "ruth@demo.example"
    assert told.body.startswith(
        "Your visit to Activ Therapy: Wednesday 25 November, 9:30 am, with Pia.\n\n"
        "Where: Winston Hills\n"
    )
    assert told.subject == "Your visit to Activ Therapy: Wednesday 25 November, 9:30 am"


def test_a_letter_shows_the_time_of_the_site_not_of_the_server(wish):
    perth = Site.objects.create(slug="perth", name="Perth", time_zone="Australia/Perth")
    wish |= {"room": factories.make_room(perth)}

    visit = book(**wish)

    told = Message.objects.get(key=f"appointment-booked:{visit.pk}")
    assert "Wednesday 25 November, 6:30 am, with Pia." in told.body
    assert "Where: Perth\n" in told.body


def test_a_letter_carries_no_word_about_the_body(wish, first_visit):
    first_visit.name = "Hip assessment"
    first_visit.save()

    visit = book(**wish)

    told = Message.objects.get(key=f"appointment-booked:{visit.pk}")
    assert "hip" not in (told.subject + told.body).lower()
    assert "physiotherapist" not in told.body.lower()


@pytest.mark.parametrize("minutes", [0, -15, 15, 44])
def test_two_visits_of_one_physio_never_overlap(wish, otto, site, minutes):
    book(**wish)
    wish |= {"runner": otto, "room": factories.make_room(site, "Room 2")}
    wish |= {"starts_at": HALF_PAST_NINE + timedelta(minutes=minutes)}

    with pytest.raises(SlotTaken) as refusal:
        book(**wish)

    assert refusal.value.code == "slot_taken"
    assert Appointment.objects.count() == 1
    assert Message.objects.count() == 1


def test_a_room_and_a_runner_are_in_one_place_at_a_time(wish, paul, otto, site):
    book(**wish)
    same_room = wish | {"runner": otto, "practitioner": paul.practitioner}
    same_runner = wish | {"practitioner": paul.practitioner}
    same_runner |= {"room": factories.make_room(site, "Room 2")}

    with pytest.raises(SlotTaken, match="room"):
        book(**same_room)
    with pytest.raises(SlotTaken, match="runner"):
        book(**same_runner)


def test_one_visit_may_follow_the_other_at_once(wish, otto):
    book(**wish)

    second = book(**wish | {"runner": otto, "starts_at": HALF_PAST_NINE + timedelta(minutes=45)})

    assert second.status == "booked"


def test_buffers_are_kept_free(wish, otto, first_visit):
    first_visit.buffer_after = 15
    first_visit.save()
    book(**wish)

    with pytest.raises(SlotTaken):
        book(**wish | {"runner": otto, "starts_at": HALF_PAST_NINE + timedelta(minutes=45)})
    book(**wish | {"runner": otto, "starts_at": HALF_PAST_NINE + timedelta(minutes=60)})


def test_who_comes_too_late_is_offered_the_next_free_times(wish, otto):
    book(**wish)

    with pytest.raises(SlotTaken) as refusal:
        book(**wish | {"runner": otto})

    first = HALF_PAST_NINE + timedelta(minutes=45)
    assert refusal.value.alternatives == [first, first + QUARTER, first + 2 * QUARTER]
    for start in refusal.value.alternatives[::3]:
        book(**wish | {"runner": otto, "starts_at": start})


def test_offers_stay_within_opening_hours_and_go_on_to_the_next_day(wish, otto):
    evening = datetime(2026, 11, 25, 18, 15, tzinfo=SYDNEY)
    book(**wish | {"starts_at": evening})

    with pytest.raises(SlotTaken) as refusal:
        book(**wish | {"runner": otto, "starts_at": evening})

    morning = datetime(2026, 11, 26, 7, 0, tzinfo=SYDNEY)
    assert refusal.value.alternatives == [morning, morning + QUARTER, morning + 2 * QUARTER]


@pytest.mark.parametrize(
    ("start", "code"),
    [(NOON, "past"), (NOON - timedelta(days=1), "past"), (NOON + timedelta(days=366), "too_far")],
)
def test_a_start_that_cannot_be_is_refused_in_words(wish, start, code):
    with pytest.raises(ValidationError) as refusal:
        book(**wish | {"starts_at": start})

    assert refusal.value.code == code


def test_a_repeated_request_books_once(wish):
    key = uuid4()

    first = book(**wish, idempotency_key=key)
    again = book(**wish, idempotency_key=key)

    assert first.pk == again.pk
    assert Message.objects.count() == 1


def test_a_key_that_comes_back_with_another_wish_is_refused(wish):
    key = uuid4()
    book(**wish, idempotency_key=key)

    with pytest.raises(KeyReused) as refusal:
        book(**wish | {"starts_at": HALF_PAST_NINE + timedelta(hours=2)}, idempotency_key=key)

    assert refusal.value.code == "idempotency_mismatch"


@pytest.mark.django_db(transaction=True)
def test_booking_inside_another_transaction_is_refused(wish):
    with pytest.raises(RuntimeError), transaction.atomic():
        book(**wish)


def test_a_lost_lock_is_tried_again_and_then_called_busy(monkeypatch, wish):
    monkeypatch.setattr(locks, "sleep", lambda seconds: None)
    tries = []

    def jammed():
        tries.append(1)
        with locks.connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$")

    with pytest.raises(locks.BusyDiary):
        locks.in_turn(jammed)

    assert len(tries) == locks.TRIES
