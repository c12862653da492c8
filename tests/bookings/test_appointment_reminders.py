"""Reminders of visits: on time by the wall clock, once, and never of what is no longer true."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from bookings import reminders, tasks
from bookings.actions.appointments import book, cancel_appointment, move_appointment
from bookings.actions.marks import mark_arrived
from bookings.models import Appointment
from bookings.reminders import queue_appointment_reminders
from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message, Sweep
from clinic.places.models import Site
from tests import factories
from tests.factories import SYDNEY

pytestmark = pytest.mark.django_db

PERTH = ZoneInfo("Australia/Perth")


@pytest.fixture
def book_for(pia, dee, room, first_visit, ruth):
    """book_for(start, now=…) books Ruth with Pia."""

    def book_visit(start, *, now, **other):
        known = {"runner": ruth, "practitioner": pia.practitioner, "room": room}
        return book(**(known | other), kind=first_visit, starts_at=start, by=dee, now=now)

    return book_visit


@pytest.fixture
def move_to(dee):
    """move_to(visit, start, now=…) gives a visit another time, or with room=… another room."""

    def move(visit, start, *, now, room=None):
        return move_appointment(
            appointment=visit,
            starts_at=start,
            practitioner=visit.practitioner,
            room=room or visit.room,
            version=visit.version,
            by=dee,
            now=now,
        )

    return move


def planned(visit):
    """When each reminder of the visit leaves, by its name."""
    reminders = Message.objects.filter(kind="appointment-reminder", about=f"appointment:{visit.pk}")
    reminders = reminders.filter(state=Message.State.PLANNED)
    return {m.key.rsplit(":", 1)[1]: m.send_after for m in reminders}


def at(*parts, zone=SYDNEY):
    return datetime(*parts, tzinfo=zone)


def test_a_visit_is_called_to_mind_the_day_before_and_two_hours_before(book_for):
    visit = book_for(at(2026, 11, 25, 9, 30), now=at(2026, 11, 20, 12))

    queue_appointment_reminders(now=at(2026, 11, 24, 0))

    assert planned(visit) == {"day": at(2026, 11, 24, 9), "hours": at(2026, 11, 25, 7, 30)}
    reminder = Message.objects.get(key__endswith=":day")
    assert reminder.key == f"appointment-reminder:{visit.pk}:1:day"
    assert reminder.not_after == at(2026, 11, 25, 7, 29, 59)
    assert Message.objects.get(key__endswith=":hours").not_after == at(2026, 11, 25, 9)
    assert reminder.body.startswith(
        "A reminder of your visit to Activ Therapy: Wednesday 25 November, 9:30 am, with Pia.\n"
    )


def test_after_a_day_without_a_worker_one_reminder_leaves_and_not_both(book_for):
    book_for(at(2026, 11, 25, 9, 30), now=at(2026, 11, 20, 12))

    queue_appointment_reminders(now=at(2026, 11, 25, 7, 45))
    deliver_due(now=at(2026, 11, 25, 7, 45))

    reminders = Message.objects.filter(kind="appointment-reminder")
    assert dict(reminders.values_list("key", "state")) == {
        reminders.get(key__endswith=":day").key: Message.State.EXPIRED,
        reminders.get(key__endswith=":hours").key: Message.State.SENT,
    }


def test_visits_further_away_wait(book_for):
    visit = book_for(at(2026, 11, 25, 9, 30), now=at(2026, 11, 20, 12))

    queue_appointment_reminders(now=at(2026, 11, 23, 9))

    assert planned(visit) == {}


@pytest.mark.parametrize(
    ("start", "booked", "names"),
    [
        (at(2026, 11, 24, 13), at(2026, 11, 24, 12), set()),
        (at(2026, 11, 24, 14), at(2026, 11, 24, 12), set()),
        (at(2026, 11, 24, 14, 1), at(2026, 11, 24, 12), {"hours"}),
        (at(2026, 11, 25, 8), at(2026, 11, 24, 15), {"hours"}),
        (at(2026, 11, 25, 8), at(2026, 11, 24, 9), {"hours"}),
        (at(2026, 11, 25, 8), at(2026, 11, 24, 8, 59), {"day", "hours"}),
        (at(2026, 11, 25, 0, 15), at(2026, 11, 24, 23), set()),
    ],
)
def test_a_moment_that_had_passed_when_the_visit_was_booked_is_skipped(
    book_for, start, booked, names
):
    visit = book_for(start, now=booked)

    for minutes in (0, 1, 59):
        queue_appointment_reminders(now=booked + timedelta(minutes=minutes))

    assert set(planned(visit)) == names


# Sydney puts its clocks back at 3:00 on 4 April 2027 and forward at 2:00 on 3 October 2027.
GOLDEN = [
    # start, the day before at 9:00, two hours before; all in UTC
    (at(2027, 4, 4, 9), (2027, 4, 2, 22, 0), (2027, 4, 3, 21, 0)),
    (at(2027, 4, 4, 13), (2027, 4, 2, 22, 0), (2027, 4, 4, 1, 0)),
    (at(2027, 4, 5, 9), (2027, 4, 3, 23, 0), (2027, 4, 4, 21, 0)),
    (at(2027, 4, 4, 4), (2027, 4, 2, 22, 0), (2027, 4, 3, 16, 0)),
    (at(2027, 10, 3, 9), (2027, 10, 1, 23, 0), (2027, 10, 2, 20, 0)),
    (at(2027, 10, 3, 13), (2027, 10, 1, 23, 0), (2027, 10, 3, 0, 0)),
    (at(2027, 10, 4, 9), (2027, 10, 2, 22, 0), (2027, 10, 3, 20, 0)),
    (at(2027, 10, 3, 4), (2027, 10, 1, 23, 0), (2027, 10, 2, 15, 0)),
]


@pytest.mark.parametrize(("start", "day_before", "hours_before"), GOLDEN)
def test_clock_changes_in_sydney_leave_reminders_at_nine(book_for, start, day_before, hours_before):
    visit = book_for(start, now=start - timedelta(days=30))

    queue_appointment_reminders(now=start - timedelta(hours=47))

    assert planned(visit) == {
        "day": datetime(*day_before, tzinfo=UTC),
        "hours": datetime(*hours_before, tzinfo=UTC),
    }


@pytest.mark.parametrize("day", [at(2027, 4, 4, 9, zone=PERTH), at(2027, 10, 3, 9, zone=PERTH)])
def test_a_visit_in_perth_goes_by_the_clock_of_perth(book_for, day):
    site = Site.objects.create(slug="perth", name="Perth", time_zone="Australia/Perth")
    visit = book_for(day, now=day - timedelta(days=30), room=factories.make_room(site))

    queue_appointment_reminders(now=day - timedelta(hours=47))

    assert planned(visit) == {"day": day - timedelta(days=1), "hours": day - timedelta(hours=2)}
    body = Message.objects.get(key__endswith=":day").body
    assert ", 9:00 am, with Pia." in body
    assert "Where: Perth\n" in body


def test_looking_again_owes_nothing_twice(book_for):
    visit = book_for(at(2026, 11, 25, 9, 30), now=at(2026, 11, 20, 12))

    first = queue_appointment_reminders(now=at(2026, 11, 24, 8))
    again = [queue_appointment_reminders(now=at(2026, 11, 24, hour)) for hour in range(8, 24)]

    assert (first, sum(again)) == (2, 0)
    assert len(planned(visit)) == 2


def test_a_moved_visit_earns_new_reminders_and_the_old_ones_never_leave(book_for, move_to):
    visit = book_for(at(2026, 11, 25, 9, 30), now=at(2026, 11, 20, 12))
    queue_appointment_reminders(now=at(2026, 11, 24, 8))

    move_to(visit, at(2026, 11, 25, 16), now=at(2026, 11, 24, 10))
    queue_appointment_reminders(now=at(2026, 11, 24, 10))

    assert planned(visit) == {"hours": at(2026, 11, 25, 14)}
    old = Message.objects.filter(key__startswith=f"appointment-reminder:{visit.pk}:1:")
    assert list(old.values_list("state", flat=True)) == [Message.State.CANCELLED] * 2


def test_a_visit_that_moves_away_and_back_is_called_to_mind_at_its_first_time(book_for, move_to):
    first = at(2026, 11, 25, 9, 30)
    visit = book_for(first, now=at(2026, 11, 20, 12))
    queue_appointment_reminders(now=at(2026, 11, 24, 7))
    moved = move_to(visit, at(2026, 11, 25, 16), now=at(2026, 11, 24, 7, 10))
    queue_appointment_reminders(now=at(2026, 11, 24, 7, 15))
    move_to(moved, first, now=at(2026, 11, 24, 7, 20))

    for minutes in (30, 45):
        queue_appointment_reminders(now=at(2026, 11, 24, 7, minutes))

    assert planned(visit) == {"day": at(2026, 11, 24, 9), "hours": at(2026, 11, 25, 7, 30)}
    still = Message.objects.filter(kind="appointment-reminder", state=Message.State.PLANNED)
    assert still.count() == 2


def test_a_visit_that_only_gets_another_room_is_still_called_to_mind_once(book_for, move_to, site):
    start = at(2026, 11, 25, 9, 30)
    visit = book_for(start, now=at(2026, 11, 20, 12))
    queue_appointment_reminders(now=at(2026, 11, 24, 7))
    deliver_due(now=at(2026, 11, 24, 9))

    move_to(visit, start, room=factories.make_room(site, "Room 2"), now=at(2026, 11, 24, 10))
    queue_appointment_reminders(now=at(2026, 11, 24, 10))

    assert planned(visit) == {"hours": at(2026, 11, 25, 7, 30)}
    sent = Message.objects.filter(kind="appointment-reminder", state=Message.State.SENT)
    assert sent.get().key.endswith(":day")


def test_a_visit_that_has_arrived_earns_no_second_reminder(book_for, dee):
    visit = book_for(at(2026, 11, 25, 9, 30), now=at(2026, 11, 20, 12))
    queue_appointment_reminders(now=at(2026, 11, 24, 8))

    mark_arrived(appointment=visit, version=1, by=dee, now=at(2026, 11, 25, 7))
    queue_appointment_reminders(now=at(2026, 11, 25, 7))

    assert planned(visit) == {}


def test_a_cancelled_visit_is_not_called_to_mind(book_for, dee):
    visit = book_for(at(2026, 11, 25, 9, 30), now=at(2026, 11, 20, 12))
    queue_appointment_reminders(now=at(2026, 11, 24, 8))

    cancel_appointment(appointment=visit, reason="away", version=1, by=dee, now=at(2026, 11, 24, 8))
    queue_appointment_reminders(now=at(2026, 11, 24, 9))

    assert planned(visit) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_a_look_at_a_day_with_nothing_new_costs_the_same_for_one_or_many(
    book_for, site, count, django_assert_num_queries
):
    for number in range(count):
        book_for(
            at(2026, 11, 25, 9 + number),
            now=at(2026, 11, 20, 12),
        )
    queue_appointment_reminders(now=at(2026, 11, 24, 8))

    look, savepoint = 1, 2
    with django_assert_num_queries(look + savepoint):
        queue_appointment_reminders(now=at(2026, 11, 24, 8))


@pytest.mark.parametrize("count", [1, 3])
def test_new_reminders_cost_the_same_for_one_or_many(book_for, count, django_assert_num_queries):
    for number in range(count):
        book_for(at(2026, 11, 25, 9 + number), now=at(2026, 11, 20, 12))

    look, who, insert, mark, savepoint = 1, 1, 1, 1, 2
    with django_assert_num_queries(look + who + insert + mark + savepoint):
        queue_appointment_reminders(now=at(2026, 11, 24, 8))


def test_the_wake_up_leaves_its_mark():
    tasks.remind()

    assert Sweep.objects.filter(name="bookings.remind").exists()


def test_batches_go_on_where_the_last_one_ended(pia, site, first_visit, monkeypatch):
    monkeypatch.setattr(reminders, "AT_ONCE", 2)
    start = at(2026, 11, 25, 9)
    for number in range(5):
        who = factories.make_runner(f"Runner{number}")
        physio = factories.make_practitioner(f"Physio{number}")
        room = factories.make_room(site, f"Room {number}")
        factories.make_appointment(who, physio, room, first_visit, start)
    visits = Appointment.objects.filter(starts_at=start)
    visits.update(updated_at=start - timedelta(days=5), reminded_version=0)

    sizes = [batch.visits for batch in reminders.plan_batches(now=start - timedelta(hours=30))]

    assert sizes == [2, 2, 1]
    assert Message.objects.filter(kind="appointment-reminder").count() == 2 * len(visits) == 10


def test_writing_that_reminders_are_planned_touches_no_index():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass"
            " AND pg_get_indexdef(indexrelid) LIKE '%%reminded_version%%'",
            ["bookings_appointment"],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT reloptions FROM pg_class WHERE oid = %s::regclass", ["bookings_appointment"]
        )
        assert cursor.fetchone() == (["fillfactor=70"],)
