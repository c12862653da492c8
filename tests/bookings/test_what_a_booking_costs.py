"""A booking is what the clinic does all day: what it may ask of the database, and how often."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from bookings.models import Appointment
from tests import factories
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db

API = "/api/v1/appointments/"
NINE = datetime(2026, 11, 25, 9, tzinfo=SYDNEY)
# A line prepares what it is asked a third time; the database then plans five times before it
# chooses whether one plan will do for all.
UNTIL_IT_IS_CHOSEN = 2 + 5 + 1


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr("bookings.serializers.appointments.timezone.now", lambda: NOON)


@pytest.fixture
def past(ruth, first_visit, pia, room):
    """A diary with a history: with hardly a row in it any plan is cheap."""
    half = timedelta(minutes=30)
    last = NINE.astimezone(UTC) - timedelta(days=2)
    starts = [last - number * half for number in range(3000)]
    Appointment.objects.bulk_create(
        Appointment(
            runner=ruth, practitioner=pia.practitioner, room=room, type=first_visit,
            starts_at=at, ends_at=at + half, blocked_from=at, blocked_to=at + half,
            status="completed", created_at=at, updated_at=at,
        )
        for at in starts
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bookings_appointment")


@pytest.fixture
def book(bearer, ruth, first_visit, pia, room):
    """Books the next day's visit with Pia over the API."""
    first_visit.is_online = True
    first_visit.save()
    factories.make_hours(pia.practitioner, room.site, range(1, 8), time(9), time(12))
    client, days = bearer(ruth.user, "appointments:write"), iter(range(100))

    def one():
        body = {
            "appointment_type": str(first_visit.pk),
            "practitioner": str(pia.practitioner.pk),
            "site": str(room.site.pk),
            "starts_at": (NINE + timedelta(days=next(days))).isoformat(),
        }
        answer = client.post(API, body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.status_code == 201, answer.json()

    return one


def plans():
    """How often this line has planned each statement anew, and used the kept plan."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, custom_plans, generic_plans FROM pg_prepared_statements")
        return {statement: (anew, kept) for statement, anew, kept in cursor.fetchall()}


def test_what_a_booking_asks_is_planned_once_and_not_for_each(past, book):
    for _ in range(UNTIL_IT_IS_CHOSEN):
        book()
    before = plans()

    for _ in range(2):
        book()

    after = plans()
    asked = {statement for statement in after if after[statement] != before.get(statement)}
    asked = {statement for statement in asked if "pg_prepared_statements" not in statement}
    planned_anew = {one for one in asked if after[one][0] != before.get(one, (0, 0))[0]}
    assert len(asked) == 7, asked  # at most ten may be asked
    assert planned_anew == set()
