"""Reminders that were planned before messages had a person are taken back like all others."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection

from bookings.actions.appointments import book
from bookings.reminders import plan_afresh, queue_appointment_reminders
from clinic.outbox.models import Message
from programs.reminders.sessions import queue_session_reminders
from tests.factories import SYDNEY, make_drill, make_program

pytestmark = pytest.mark.django_db
update = import_module("bookings.migrations.0015_whose_planned_reminders_are")
SEVEN = datetime(2026, 11, 24, 7, 0, tzinfo=SYDNEY)


def test_they_get_their_person(pia, dee, room, first_visit, ruth):
    book(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit,
        starts_at=SEVEN + timedelta(days=1, hours=6), by=dee, now=SEVEN - timedelta(days=4),
    )  # fmt: skip
    make_program(ruth, [make_drill()])
    queue_appointment_reminders(now=SEVEN)
    queue_session_reminders(now=SEVEN)
    booked = Message.objects.filter(kind="appointment-booked").values("pk")
    Message.objects.update(person=None)

    with connection.cursor() as cursor:
        for statement in (update.VISITS, update.SESSIONS):
            cursor.execute(statement)

    reminders = Message.objects.exclude(pk__in=booked)
    assert list(reminders.values_list("person", flat=True)) == [ruth.pk] * 3
    plan_afresh(runner=ruth, now=SEVEN)
    left = Message.objects.filter(kind="appointment-reminder", state="planned")
    assert not left.exists()
