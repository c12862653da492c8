"""A visit that goes to another practitioner while somebody waits to cancel it is still found."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from bookings.actions.appointments import book, cancel_appointment
from bookings.actions.refusals import Stale
from bookings.models import Appointment
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS)
        return cursor.fetchone() != (0,)


def test_who_cancels_behind_a_move_is_told_of_it(wish, paul, site, dee, max_):
    visit = book(**wish)
    other_room = factories.make_room(site, "Room 2")

    def cancel():
        try:
            cancel_appointment(appointment=visit, reason="sick", version=1, by=dee, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Appointment.objects.filter(pk=visit.pk).update(
                practitioner=paul.practitioner, room=other_room, version=2, changed_by=max_,
                updated_at=NOON,
            )  # fmt: skip
            late = pool.submit(cancel)
            tick, until = threading.Event(), 200
            while not somebody_waits() and until:
                tick.wait(0.05)
                until -= 1
            assert until, "the cancel has to come while the move is not committed"

        with pytest.raises(Stale, match="Max changed this visit"):
            late.result(timeout=20)

    moved = Appointment.objects.get(pk=visit.pk)
    assert (moved.status, moved.practitioner) == ("booked", paul.practitioner)
    assert moved.room == other_room
