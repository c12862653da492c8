"""Visits whose reminder falls due during the run; some are cancelled or moved meanwhile.

Rather those whose reminder a worker holds at that very moment: there a change must still count.
"""

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID

from django.db import DatabaseError, connection, transaction

HOURS = timedelta(hours=2)
ZONES = [
    "Australia/Sydney",
    "Australia/Perth",
    "Australia/Adelaide",
    "Pacific/Auckland",
    "Europe/London",
]
# How many of a hundred messages each provider carries.
SHARES = {"mail": 40, "sms-1": 20, "sms-2": 20, "sms-3": 10, "push": 10}


@dataclass
class Change:
    """A visit that was cancelled or moved, and when the database had it at the latest."""

    visit: UUID
    version: int
    committed: float
    is_move: bool


@dataclass
class World:
    """What was wanted of the clinic."""

    begins: float
    spread: float
    changes: list[Change] = field(default_factory=list)
    chosen: set[UUID] = field(default_factory=set)
    choosing: threading.Lock = field(default_factory=threading.Lock)

    def choose(self, planned: UUID) -> UUID | None:
        """The visit to change now, each but once: one that a worker holds, or else the planned."""
        from bookings.progress.reach import ABOUT
        from clinic.outbox.models import Message

        held = Message.objects.filter(
            state=Message.State.SENDING, handed_over_at=None, key__endswith=":1:hours"
        )
        with self.choosing:
            # The last of a claim waits longest for its turn.
            abouts = held.order_by("-send_after", "-pk").values_list("about", flat=True)
            for visit in [*(UUID(about.removeprefix(ABOUT)) for about in abouts), planned]:
                if visit not in self.chosen:
                    self.chosen.add(visit)
                    return visit
        return None


@transaction.atomic
def seed(
    count: int,
    *,
    spread: float,
    chance: random.Random,
    begins: datetime,
    phone_keys: dict[str, str],
) -> None:
    """So many visits, each with a practitioner, a room and a runner of its own; reminders owed.

    At once: the workers, which are there already, see all of it or nothing.
    """
    from bookings.models import Appointment, AppointmentType
    from bookings.reminders import queue_appointment_reminders
    from clinic.people.models import Practitioner, Runner
    from clinic.places.models import Room, Site

    kind = AppointmentType.objects.create(name="Visit", minutes=30)
    zones = cycle(
        Site.objects.create(slug=f"site-{n}", name=f"Site {n}", time_zone=zone)
        for n, zone in enumerate(ZONES)
    )
    earlier = begins - timedelta(seconds=1)
    people = Practitioner.objects.bulk_create(
        Practitioner(name=f"Physio {n}", profession="physiotherapist") for n in range(count)
    )
    sites = [next(zones) for _ in range(count)]
    rooms = Room.objects.bulk_create(Room(site=site, name=f"R{n}") for n, site in enumerate(sites))
    runners = Runner.objects.bulk_create(
        Runner(name=f"Runner {n}", email=f"r{n}@chaos.example", phone=phone(n), created_at=earlier)
        for n in range(count)
    )
    starts = [begins + HOURS + timedelta(seconds=chance.random() * spread) for _ in range(count)]
    Appointment.objects.bulk_create(
        Appointment(
            runner=runner, practitioner=person, room=room, type=kind,
            starts_at=start, ends_at=start + timedelta(minutes=30),
            blocked_from=start, blocked_to=start + timedelta(minutes=30),
            created_at=earlier, updated_at=earlier,
        )
        for runner, person, room, start in zip(runners, people, rooms, starts, strict=True)
    )  # fmt: skip
    owed = queue_appointment_reminders(now=earlier)
    share(chance, phone_keys, earlier)
    print(f"{count} visits in {len(ZONES)} zones, {owed} reminders owed", flush=True)


def phone(number: int) -> str:
    """A number that belongs to nobody."""
    return f"+6149157{number:04d}"


def share(chance: random.Random, phone_keys: dict[str, str], now: datetime) -> None:
    """Spread the messages over the providers; whoever has a notification has a phone for it."""
    from clinic.outbox.models import Device, Message

    names, weights = list(SHARES), list(SHARES.values())
    changed, phones = [], []
    for message in Message.objects.all():
        message.provider = chance.choices(names, weights)[0]
        if message.provider == "push":
            message.channel = Message.Channel.PUSH
            endpoint = f"{phone_keys['endpoint']}-{message.person}"
            keys = {name: phone_keys[name] for name in ("p256dh", "auth")}
            phones.append(Device(person=message.person, endpoint=endpoint, created_at=now, **keys))
        elif message.provider != "mail":
            message.channel = Message.Channel.SMS
            message.to = phone(int(message.to.partition("@")[0][1:]))
        changed.append(message)
    Device.objects.bulk_create(phones, ignore_conflicts=True)
    Message.objects.bulk_update(changed, ["provider", "channel", "to"], batch_size=500)


def disturb(
    world: World, *, share_of_each: float, seconds: float, chance: random.Random
) -> list[threading.Thread]:
    """Cancel and move visits while reminders leave, so long; returns the hands that do it."""
    from bookings.models import Appointment
    from clinic.people.models import User

    desk = User.objects.create_user("dee@chaos.example", name="Dee", role=User.Role.FRONT_DESK)
    visits = list(Appointment.objects.values_list("pk", flat=True))
    chance.shuffle(visits)
    each = int(len(visits) * share_of_each)
    jobs = [(visit, True) for visit in visits[:each]]
    jobs += [(visit, False) for visit in visits[each : 2 * each]]
    plan = sorted((world.begins + chance.random() * seconds, *job) for job in jobs)
    hands = 2
    return [
        threading.Thread(target=work, args=(world, plan[n::hands], desk, random.Random(n)))
        for n in range(hands)
    ]


def work(world: World, plan: list, desk: object, chance: random.Random) -> None:
    """One pair of hands: each change at its time, tried again until the database has it."""
    for at, planned, is_move in plan:
        time.sleep(max(0, at - time.time()))
        visit = None
        for _ in range(200):
            try:
                visit = visit or world.choose(planned)
                if not visit or change(world, visit, is_move=is_move, desk=desk, chance=chance):
                    break
            except DatabaseError:
                connection.close()
            time.sleep(0.3)
    connection.close()


def change(
    world: World, visit: UUID, *, is_move: bool, desk: object, chance: random.Random
) -> bool:
    """Cancel it, or move it to where a new reminder falls due within the run."""
    from bookings.actions.appointments import cancel_appointment, move_appointment
    from bookings.models import Appointment
    from clinic.db import clock

    found = Appointment.objects.with_names().get(pk=visit)
    if found.version == 1:
        now = clock()
        if is_move:
            move_appointment(
                appointment=found,
                starts_at=now + HOURS + timedelta(seconds=5 + chance.random() * 25),
                practitioner=found.practitioner,
                room=found.room,
                version=1,
                by=desk,
                now=now,
                outside_hours=True,
            )
        else:
            cancel_appointment(appointment=found, reason="sick", version=1, by=desk, now=now)
    world.changes.append(Change(visit, 1, time.time(), is_move))
    return True
