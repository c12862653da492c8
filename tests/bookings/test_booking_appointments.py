"""Booking, moving and ending a visit: the rules, and what the runner is told."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.actions import locks
from bookings.actions.appointments import (
    book,
    cancel_appointment,
    complete,
    mark_arrived,
    mark_no_show,
    move_appointment,
)
from bookings.actions.slots import KeyReused, SlotTaken, Stale
from bookings.models import Appointment
from bookings.progress import next_visit_for
from bookings.progress.appointments import from_local
from clinic.outbox.models import Message
from clinic.places.models import Site
from tests import factories
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db

HALF_PAST_NINE = datetime(2026, 11, 25, 9, 30, tzinfo=SYDNEY)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def wish(ruth, pia, room, first_visit, dee):
    """What Dee asks for: Ruth with Pia, tomorrow at 9:30 am."""
    return {
        "runner": ruth,
        "practitioner": pia.practitioner,
        "room": room,
        "kind": first_visit,
        "starts_at": HALF_PAST_NINE,
        "by": dee,
        "now": NOON,
    }


@pytest.fixture
def visit(wish):
    return book(**wish)


def letters(visit, state=Message.State.PLANNED):
    about = Message.objects.filter(about=f"appointment:{visit.pk}", state=state)
    return list(about.order_by("created_at").values_list("key", flat=True))


def test_ruth_is_booked_and_told_when_where_and_with_whom(wish):
    visit = book(**wish)

    assert (visit.status, visit.version) == ("booked", 1)
    assert visit.ends_at - visit.starts_at == timedelta(minutes=45)
    told = Message.objects.get(key=f"appointment-booked:{visit.pk}")
    assert told.to == "ruth@demo.example"
    assert told.body.startswith(
        "Your visit to Activ Therapy: Wednesday 25 November, 9:30 am, Winston Hills, with Pia.\n"
    )
    assert told.subject == "Your visit to Activ Therapy: Wednesday 25 November, 9:30 am"


def test_a_letter_shows_the_time_of_the_site_not_of_the_server(wish):
    perth = Site.objects.create(slug="perth", name="Perth", time_zone="Australia/Perth")
    wish |= {"room": factories.make_room(perth)}

    visit = book(**wish)

    told = Message.objects.get(key=f"appointment-booked:{visit.pk}")
    assert "Wednesday 25 November, 6:30 am, Perth" in told.body


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


def test_moving_frees_the_old_time_and_takes_back_the_old_letter(wish, visit, otto):
    later = HALF_PAST_NINE + timedelta(hours=2)
    moved = move_appointment(
        appointment=visit,
        starts_at=later,
        practitioner=wish["practitioner"],
        room=wish["room"],
        version=1,
        by=wish["by"],
        now=NOON,
    )

    assert (moved.starts_at, moved.version) == (later, 2)
    assert letters(visit) == [f"appointment-moved:{visit.pk}:2"]
    assert letters(visit, Message.State.CANCELLED) == [f"appointment-booked:{visit.pk}"]
    assert "11:30 am" in Message.objects.get(key=f"appointment-moved:{visit.pk}:2").body
    book(**wish | {"runner": otto})


def test_a_visit_may_move_by_less_than_its_own_length(wish, visit):
    moved = move_appointment(
        appointment=visit,
        starts_at=HALF_PAST_NINE + QUARTER,
        practitioner=wish["practitioner"],
        room=wish["room"],
        version=1,
        by=wish["by"],
        now=NOON,
    )

    assert moved.starts_at == HALF_PAST_NINE + QUARTER


def test_moving_into_a_taken_time_changes_nothing(wish, visit, otto):
    taken = HALF_PAST_NINE + timedelta(hours=2)
    book(**wish | {"runner": otto, "starts_at": taken})

    with pytest.raises(SlotTaken) as refusal:
        move_appointment(
            appointment=visit,
            starts_at=taken + QUARTER,
            practitioner=wish["practitioner"],
            room=wish["room"],
            version=1,
            by=wish["by"],
            now=NOON,
        )

    assert refusal.value.alternatives[0] == taken + 3 * QUARTER
    visit.refresh_from_db()
    assert (visit.starts_at, visit.version) == (HALF_PAST_NINE, 1)
    assert letters(visit) == [f"appointment-booked:{visit.pk}"]


def test_who_moves_or_cancels_an_old_version_is_told(wish, visit):
    mark_arrived(appointment=visit, version=1, by=wish["by"], now=NOON)
    place = {"practitioner": wish["practitioner"], "room": wish["room"]}

    with pytest.raises(Stale):
        cancel_appointment(appointment=visit, reason="sick", version=1, by=wish["by"], now=NOON)
    with pytest.raises(Stale):
        move_appointment(
            appointment=visit,
            starts_at=HALF_PAST_NINE + QUARTER,
            version=1,
            by=wish["by"],
            now=NOON,
            **place,
        )


def test_cancelling_frees_the_time_and_takes_back_what_is_unsent(wish, visit, otto):
    cancelled = cancel_appointment(
        appointment=visit, reason="sick", version=1, by=wish["by"], now=NOON
    )

    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "sick")
    assert letters(visit) == [f"appointment-cancelled:{visit.pk}"]
    assert letters(visit, Message.State.CANCELLED) == [f"appointment-booked:{visit.pk}"]
    book(**wish | {"runner": otto})


def test_cancelling_needs_a_reason(wish, visit):
    with pytest.raises(ValidationError) as refusal:
        cancel_appointment(appointment=visit, reason="", version=1, by=wish["by"], now=NOON)

    assert "reason" in refusal.value.message_dict


def test_a_visit_goes_from_booked_to_arrived_to_completed(wish, visit):
    arrived = mark_arrived(appointment=visit, version=1, by=wish["by"], now=HALF_PAST_NINE)
    done = complete(appointment=arrived, version=2, by=wish["by"], now=HALF_PAST_NINE)

    assert (done.status, done.version) == ("completed", 3)
    with pytest.raises(ValidationError, match="Completed"):
        cancel_appointment(appointment=done, reason="sick", version=3, by=wish["by"], now=NOON)


def test_nobody_has_stayed_away_before_the_visit_starts(wish, visit):
    early = HALF_PAST_NINE - timedelta(minutes=1)
    with pytest.raises(ValidationError, match="not started"):
        mark_no_show(appointment=visit, version=1, by=wish["by"], now=early)

    missed = mark_no_show(appointment=visit, version=1, by=wish["by"], now=HALF_PAST_NINE)

    assert missed.status == "no_show"


def test_ruths_next_visit_is_the_soonest_booked_one(wish, visit, ruth):
    book(**wish | {"starts_at": HALF_PAST_NINE + timedelta(days=7)})

    assert next_visit_for(runner=ruth, now=NOON) == visit
    cancel_appointment(appointment=visit, reason="away", version=1, by=wish["by"], now=NOON)
    assert next_visit_for(runner=ruth, now=NOON).starts_at == HALF_PAST_NINE + timedelta(days=7)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "moment"),
    [
        ("Australia/Sydney", date(2026, 11, 25), time(9, 30), (2026, 11, 24, 22, 30)),
        ("Australia/Sydney", date(2027, 4, 4), time(2, 30), (2027, 4, 3, 15, 30)),
        ("Australia/Sydney", date(2027, 4, 4), time(3, 0), (2027, 4, 3, 17, 0)),
        ("Australia/Sydney", date(2027, 10, 3), time(1, 59), (2027, 10, 2, 15, 59)),
        ("Australia/Sydney", date(2027, 10, 3), time(3, 0), (2027, 10, 2, 16, 0)),
        ("Australia/Adelaide", date(2027, 10, 3), time(13, 0), (2027, 10, 3, 2, 30)),
        ("Australia/Brisbane", date(2027, 10, 3), time(2, 30), (2027, 10, 2, 16, 30)),
        ("Australia/Perth", date(2027, 10, 3), time(9, 0), (2027, 10, 3, 1, 0)),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), (2027, 4, 3, 14, 45)),
    ],
)
def test_local_times_become_moments(zone, day, clock, moment):
    assert from_local(day, clock, ZoneInfo(zone)) == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("Australia/Sydney", time(2, 30)), ("Australia/Lord_Howe", time(2, 15))],
)
def test_a_time_that_the_clocks_skip_is_refused(zone, clock):
    with pytest.raises(ValidationError) as refusal:
        from_local(date(2027, 10, 3), clock, ZoneInfo(zone))

    assert refusal.value.code == "time_skipped"


def test_a_visit_over_the_change_of_clocks_lasts_its_real_minutes(wish):
    start = from_local(date(2027, 4, 4), time(2, 30), SYDNEY)

    visit = book(**wish | {"starts_at": start})

    assert visit.ends_at - visit.starts_at == timedelta(minutes=45)
    assert f"{visit.local_end:%H:%M}" == "02:15"


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
