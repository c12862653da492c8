"""Moving and ending a visit: the rules, and what the runner is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from bookings.actions.appointments import book, cancel_appointment, move_appointment
from bookings.actions.marks import complete, mark_arrived, mark_no_show, undo_arrived
from bookings.actions.refusals import SlotTaken, Stale
from bookings.progress import visits_to_come
from bookings.reminders import queue_appointment_reminders
from clinic.outbox.models import Message
from clinic.places.models import Site
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE, QUARTER
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def letters(visit, state=Message.State.PLANNED):
    about = Message.objects.filter(about=f"appointment:{visit.pk}", state=state)
    return list(about.order_by("created_at").values_list("key", flat=True))


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
    mark_arrived(appointment=visit, version=1, by=wish["by"], now=HALF_PAST_NINE)
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
    assert letters(visit) == [f"appointment-cancelled:{visit.pk}:{visit.version + 1}"]
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


def test_nobody_has_arrived_before_the_day_of_the_visit(wish, visit):
    midnight = HALF_PAST_NINE.replace(hour=0, minute=0)
    with pytest.raises(ValidationError, match="later day") as refusal:
        mark_arrived(
            appointment=visit, version=1, by=wish["by"], now=midnight - timedelta(seconds=1)
        )

    assert refusal.value.code == "too_early"
    assert letters(visit) == [f"appointment-booked:{visit.pk}"]

    arrived = mark_arrived(appointment=visit, version=1, by=wish["by"], now=midnight)
    assert arrived.status == "arrived"


def test_the_day_of_a_visit_is_that_of_its_site(wish):
    perth = Site.objects.create(slug="perth", name="Perth", time_zone="Australia/Perth")
    visit = book(**wish | {"room": factories.make_room(perth)})
    sydney_midnight = HALF_PAST_NINE.replace(hour=0, minute=0)

    assert not visit.is_day_here(sydney_midnight)
    assert visit.is_day_here(sydney_midnight + timedelta(hours=3))


def test_an_arrival_is_taken_back_and_the_reminder_still_to_come_with_it(wish, visit):
    early = HALF_PAST_NINE.replace(hour=7, minute=0)
    arrived = mark_arrived(appointment=visit, version=1, by=wish["by"], now=early)

    booked = undo_arrived(appointment=arrived, version=2, by=wish["by"], now=early)
    queue_appointment_reminders(now=early)

    assert (booked.status, booked.version) == ("booked", 3)
    assert letters(visit) == [f"appointment-reminder:{visit.pk}:3:hours"]
    with pytest.raises(ValidationError, match="Booked"):
        undo_arrived(appointment=booked, version=3, by=wish["by"], now=early)


def test_an_arrival_that_somebody_has_gone_on_from_stays(wish, visit):
    arrived = mark_arrived(appointment=visit, version=1, by=wish["by"], now=HALF_PAST_NINE)
    complete(appointment=arrived, version=2, by=wish["by"], now=HALF_PAST_NINE)

    with pytest.raises(Stale):
        undo_arrived(appointment=visit, version=2, by=wish["by"], now=HALF_PAST_NINE)


def test_nobody_has_stayed_away_before_the_visit_starts(wish, visit):
    early = HALF_PAST_NINE - timedelta(minutes=1)
    with pytest.raises(ValidationError, match="not started"):
        mark_no_show(appointment=visit, version=1, by=wish["by"], now=early)

    missed = mark_no_show(appointment=visit, version=1, by=wish["by"], now=HALF_PAST_NINE)

    assert missed.status == "no_show"


def test_ruths_next_visit_is_the_soonest_booked_one(wish, visit, ruth):
    book(**wish | {"starts_at": HALF_PAST_NINE + timedelta(days=7)})

    assert visits_to_come(runner=ruth, now=NOON)[0][0] == visit
    cancel_appointment(appointment=visit, reason="away", version=1, by=wish["by"], now=NOON)
    assert visits_to_come(runner=ruth, now=NOON)[0][0].starts_at == HALF_PAST_NINE + timedelta(
        days=7
    )
