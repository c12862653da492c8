"""A clinic for the measurements of booking: people, hours, rooms, and times worth fighting for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

LENGTH = timedelta(minutes=30)
PEOPLE = 5


@dataclass(frozen=True)
class Slot:
    """A free time of one practitioner."""

    practitioner: str
    site: str
    at: datetime

    def start(self, minutes: int = 0) -> str:
        """Its start, or one beside it."""
        return (self.at + timedelta(minutes=minutes)).isoformat()


@dataclass
class World:
    """What the clients need to know."""

    kind: str
    token: str
    runners: list[str]
    slots: list[Slot]
    moving: dict[int, str] = field(default_factory=dict)


def wipe(*, guards_off: bool) -> None:
    """No visits, and with the guards off no exclusion constraints."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE bookings_appointment, people_practitioner, places_site, people_runner,"
            " people_user, bookings_appointmenttype, outbox_message CASCADE"
        )
        if guards_off:
            for who in ("practitioner", "room", "runner"):
                cursor.execute(
                    "ALTER TABLE bookings_appointment"
                    f" DROP CONSTRAINT IF EXISTS appointment_{who}_is_free"
                )


def seed(*, clients: int, slots: int, guards_off: bool) -> World:
    """Five practitioners with a room each; slots an hour apart, so that a neighbour overlaps."""
    from bookings.models import Appointment, AppointmentType, WorkingHours
    from clinic.people.actions import make_token
    from clinic.people.models import Practitioner, Runner, User
    from clinic.places.models import Room, Site

    wipe(guards_off=guards_off)
    now = timezone.now()
    desk = User.objects.create_user("dee@bench.example", name="Dee", role=User.Role.FRONT_DESK)
    _, token = make_token(user=desk, name="bench", scopes=["appointments:write"], now=now)
    kind = AppointmentType.objects.create(name="Visit", minutes=30, is_online=True)
    people = [
        Practitioner.objects.create(name=f"Physio {number}", profession="physiotherapist")
        for number in range(PEOPLE)
    ]
    sites = [Site.objects.create(slug=f"site-{n}", name=f"Site {n}") for n in range(PEOPLE)]
    rooms = [Room.objects.create(site=site, name="Room 1") for site in sites]
    for person, site in zip(people, sites, strict=True):
        WorkingHours.objects.bulk_create(
            WorkingHours(
                practitioner=person, site=site, weekday=day, opens=time(6), closes=time(20)
            )
            for day in range(1, 8)
        )
    runners = Runner.objects.bulk_create(
        Runner(name=f"Runner {number}", email=f"r{number}@bench.example", created_at=now)
        for number in range(clients)
    )
    monday = (now + timedelta(days=14)).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    first = monday.replace(hour=22) - timedelta(days=1)  # 9 am in Sydney
    world = World(str(kind.pk), token, [str(one.pk) for one in runners], [])
    for number in range(slots):
        who, hour = number % PEOPLE, number // PEOPLE
        at = first + timedelta(days=hour // 8, hours=hour % 8)
        world.slots.append(Slot(str(people[who].pk), str(sites[who].pk), at))
    later = first + timedelta(days=60)
    visits = []
    for place, number in enumerate(n for n in range(clients) if n % 10 in {8, 9}):
        who, turn = place % PEOPLE, place // PEOPLE
        at = later + timedelta(days=turn // 8, hours=turn % 8)
        visits.append(
            Appointment(
                id=uuid4(), runner=runners[number], practitioner=people[who], room=rooms[who],
                type=kind, starts_at=at, ends_at=at + LENGTH, blocked_from=at,
                blocked_to=at + LENGTH, created_at=now, updated_at=now,
            )
        )  # fmt: skip
        world.moving[number] = str(visits[-1].pk)
    Appointment.objects.bulk_create(visits)
    return world


def open_clinic(people: int) -> tuple[Any, list[Any], list[Any]]:
    """A kind of visit, practitioners with hours from 9 to 5 on every day, and a room for each."""
    from bookings.models import AppointmentType, WorkingHours
    from clinic.people.models import Practitioner
    from clinic.places.models import Room, Site

    kind = AppointmentType.objects.create(
        name="Visit", minutes=30, is_online=True, horizon_days=365
    )
    sites = [Site.objects.create(slug=f"site-{n}", name=f"Site {n}") for n in range(2)]
    staff = [
        Practitioner.objects.create(name=f"Physio {number}", profession="physiotherapist")
        for number in range(people)
    ]
    rooms = [
        Room.objects.create(site=sites[number % 2], name=f"Room {number}")
        for number in range(people)
    ]
    WorkingHours.objects.bulk_create(
        WorkingHours(
            practitioner=person, site=rooms[number].site, weekday=day, opens=time(9),
            closes=time(17),
        )
        for number, person in enumerate(staff)
        for day in range(1, 8)
    )  # fmt: skip
    return kind, staff, rooms
