"""Visits whose reminder of two hours before is due and not planned yet."""

from datetime import datetime, timedelta

from django.db import connection

A_VISIT = timedelta(minutes=29)
A_PRACTITIONER = 3
"""Visits of one practitioner whose reminders are due: they start in 31 to 120 minutes."""
FIRST = timedelta(minutes=31)


def people(count: int) -> None:
    """As many practitioners and rooms as so many visits need, and one runner for each visit."""
    from django.utils import timezone

    from bookings.models import AppointmentType
    from clinic.people.models import Practitioner, Runner
    from clinic.places.models import Room, Site

    now, needed = timezone.now(), -(-count // A_PRACTITIONER)
    site = Site.objects.create(slug="burst", name="Winston Hills")
    AppointmentType.objects.create(name="Visit", minutes=29)
    Practitioner.objects.bulk_create(
        Practitioner(name=f"Physio {n}", profession="physiotherapist") for n in range(needed)
    )
    Room.objects.bulk_create(Room(site=site, name=f"R{n}") for n in range(needed))
    Runner.objects.bulk_create(
        Runner(name=f"Runner {n}", email=f"r{n}@burst.example", created_at=now)
        for n in range(count)
    )


def make_due(count: int, now: datetime) -> None:
    """So many visits that start within two hours; earlier ones and their messages go."""
    from bookings.models import Appointment, AppointmentType
    from clinic.people.models import Practitioner, Runner
    from clinic.places.models import Room

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bookings_appointment, outbox_message CASCADE")
    kind, earlier = AppointmentType.objects.get(), now - timedelta(hours=3)
    pairs = list(zip(Practitioner.objects.all(), Room.objects.all(), strict=True))
    visits = []
    for n, runner in enumerate(Runner.objects.all()[:count]):
        person, room = pairs[n // A_PRACTITIONER]
        start = now + FIRST + (n % A_PRACTITIONER) * A_VISIT
        visits.append(
            Appointment(
                runner=runner, practitioner=person, room=room, type=kind,
                starts_at=start, ends_at=start + A_VISIT,
                blocked_from=start, blocked_to=start + A_VISIT,
                created_at=earlier, updated_at=earlier,
            )
        )  # fmt: skip
    Appointment.objects.bulk_create(visits, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bookings_appointment")
