"""Many people and one time: exactly one gets it, and everybody else is told what is free.

The last tests take the guards away and show that these races then do go wrong. If they fail, the
tests above them prove nothing.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, connections

from bookings.actions import locks, slots
from bookings.actions.appointments import book, cancel_appointment, move_appointment
from bookings.actions.refusals import SlotTaken
from bookings.models import Appointment
from clinic.outbox.models import Message
from tests import factories
from tests.factories import NOON, SYDNEY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=SYDNEY)
QUARTER = timedelta(minutes=15)
CROWD = 20


@pytest.fixture
def crowd(pia, dee, room, first_visit):
    """A wish of each of twenty runners for the same visit with Pia."""
    runners = [factories.make_runner(f"Runner{number}") for number in range(CROWD)]
    shared = {
        "practitioner": pia.practitioner,
        "room": room,
        "kind": first_visit,
        "starts_at": MORNING,
        "by": dee,
        "now": NOON,
    }
    return [{"runner": runner, **shared} for runner in runners]


@pytest.fixture(autouse=True)
def roomy_pool(settings):
    """Every thread its own connection, as if each were a worker of its own."""
    pool = connection.pool
    before = pool.max_size
    pool.resize(pool.min_size, CROWD + 1)
    yield
    pool.resize(pool.min_size, before)


def at_once(*jobs):
    """Start all jobs at the same moment, each in a thread with its own connection."""
    start = Barrier(len(jobs))

    def run(job):
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return job()
        except SlotTaken as taken:
            return taken
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def booking(wish, **other):
    return lambda: book(**(wish | other))


def outcomes(answers):
    return Counter(type(answer).__name__ for answer in answers)


def overlaps():
    """Pairs of visits that take the same practitioner, room or runner at the same time."""
    kept = list(Appointment.objects.blocking())
    return [
        (one.pk, other.pk)
        for place, one in enumerate(kept)
        for other in kept[place + 1 :]
        if one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        and (
            one.practitioner_id == other.practitioner_id
            or one.room_id == other.room_id
            or one.runner_id == other.runner_id
        )
    ]


@pytest.fixture
def retries(monkeypatch):
    """The pauses taken because a transaction lost patience or was a deadlock's victim."""
    taken = []
    monkeypatch.setattr(locks, "sleep", taken.append)
    return taken


@contextmanager
def constraints_off():
    """Take the exclusion constraints away, and put them back once no rows are left."""
    guards = [
        constraint
        for constraint in Appointment._meta.constraints
        if isinstance(constraint, ExclusionConstraint)
    ]
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.remove_constraint(Appointment, guard)
    try:
        yield
    finally:
        Appointment.objects.all().delete()
        with connection.schema_editor() as editor:
            for guard in guards:
                editor.add_constraint(Appointment, guard)


@pytest.fixture
def locks_off(monkeypatch):
    """Nobody waits for anybody, and everybody looks before anybody books."""

    def switch_off(crowd_size):
        look, everybody_looked = slots.choose, Barrier(crowd_size)

        def look_together(ask, *, now):
            look(ask, now=now)
            everybody_looked.wait(timeout=60)

        monkeypatch.setattr(locks, "hold", lambda *names: None)
        monkeypatch.setattr(slots, "choose", look_together)

    return switch_off


def test_twenty_people_and_one_time_leave_one_visit_and_nineteen_offers(crowd, retries):
    answers = at_once(*[booking(wish) for wish in crowd])

    assert outcomes(answers) == {"Appointment": 1, "SlotTaken": CROWD - 1}
    offers = [answer.alternatives for answer in answers if isinstance(answer, SlotTaken)]
    free = MORNING + 3 * QUARTER
    assert offers == [[free, free + QUARTER, free + 2 * QUARTER]] * (CROWD - 1)
    assert Appointment.objects.count() == Message.objects.count() == 1
    assert retries == []


def test_overlapping_times_are_as_exclusive_as_equal_ones(crowd):
    starts = [MORNING + (number % 4) * QUARTER for number in range(CROWD)]

    answers = at_once(
        *[booking(wish, starts_at=start) for wish, start in zip(crowd, starts, strict=True)]
    )

    assert overlaps() == []
    booked = outcomes(answers)["Appointment"]
    assert booked == Appointment.objects.count()
    # 9:00 to 9:45 leaves room for a visit at 9:45 and for nothing else that was asked for.
    assert 1 <= booked <= 2
    assert outcomes(answers)["SlotTaken"] == CROWD - booked


def test_a_crowd_over_several_rooms_and_physios_fills_each_once(crowd, paul, site):
    rooms = [crowd[0]["room"], factories.make_room(site, "Room 2")]
    physios = [crowd[0]["practitioner"], paul.practitioner]

    answers = at_once(
        *[
            booking(wish, room=rooms[number % 2], practitioner=physios[number // 2 % 2])
            for number, wish in enumerate(crowd)
        ]
    )

    assert overlaps() == []
    assert outcomes(answers) == {"Appointment": 2, "SlotTaken": CROWD - 2}


def test_moving_into_a_time_races_fairly_with_booking_it(crowd, dee):
    first, *others = crowd[:9]
    elsewhere = book(**(first | {"starts_at": MORNING + timedelta(hours=3)}))

    def move():
        return move_appointment(
            appointment=elsewhere,
            starts_at=MORNING,
            practitioner=first["practitioner"],
            room=first["room"],
            version=1,
            by=dee,
            now=NOON,
        )

    answers = at_once(move, *[booking(wish) for wish in others])

    assert overlaps() == []
    assert outcomes(answers) == {"Appointment": 1, "SlotTaken": len(others)}
    assert Appointment.objects.filter(starts_at=MORNING).count() == 1


def test_two_visits_that_swap_places_end_without_deadlock(crowd, dee, retries):
    early = book(**crowd[0])
    late = book(**(crowd[1] | {"starts_at": MORNING + timedelta(hours=1)}))

    def moving(visit, start):
        return lambda: move_appointment(
            appointment=visit,
            starts_at=start,
            practitioner=visit.practitioner,
            room=visit.room,
            version=1,
            by=dee,
            now=NOON,
        )

    answers = at_once(moving(early, late.starts_at), moving(late, early.starts_at))

    assert outcomes(answers) == {"SlotTaken": 2}
    assert overlaps() == []
    assert retries == []


def test_a_cancelled_time_is_booked_again_once(crowd, dee):
    holder = book(**crowd[0])

    def cancel():
        return cancel_appointment(appointment=holder, reason="sick", version=1, by=dee, now=NOON)

    answers = at_once(cancel, *[booking(wish) for wish in crowd[1:10]])
    assert overlaps() == []
    assert outcomes(answers)["Appointment"] in {1, 2}

    at_once(*[booking(wish) for wish in crowd[10:]])
    assert Appointment.objects.blocking().count() == 1


def test_one_key_pressed_ten_times_at_once_books_once(crowd):
    key = factories.uuid4()

    answers = at_once(*[booking(crowd[0], idempotency_key=key) for _ in range(10)])

    assert {answer.pk for answer in answers} == set(
        Appointment.objects.values_list("pk", flat=True)
    )
    assert Appointment.objects.count() == Message.objects.count() == 1


def test_without_locks_the_constraints_still_let_nobody_in_twice(crowd, locks_off):
    locks_off(2)

    answers = at_once(*[booking(wish) for wish in crowd[:2]])

    assert outcomes(answers) == {"Appointment": 1, "SlotTaken": 1}


def test_without_constraints_the_locks_still_let_nobody_in_twice(crowd):
    with constraints_off():
        answers = at_once(*[booking(wish) for wish in crowd])

        assert outcomes(answers) == {"Appointment": 1, "SlotTaken": CROWD - 1}
        assert overlaps() == []


def test_without_both_guards_the_race_double_books(crowd, locks_off):
    """Keeps the tests above honest."""
    locks_off(2)
    with constraints_off():
        answers = at_once(*[booking(wish) for wish in crowd[:2]])

        assert outcomes(answers) == {"Appointment": 2}
        assert len(overlaps()) == 1


def test_the_constraints_are_back_after_they_were_off(crowd):
    with constraints_off():
        pass

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'x' "
            "AND conrelid = 'bookings_appointment'::regclass ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall()]
    assert names == [
        "appointment_practitioner_is_free",
        "appointment_room_is_free",
        "appointment_runner_is_free",
    ]
