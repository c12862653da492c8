"""Eight at once, each with a random history of their own, on one diary: the twelve things hold.

They really overlap: committed transactions, connections of their own, no turns.
A history cannot be shrunk here; the seed is in the message, and the order is the machine's.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from bookings.actions.appointments import book, cancel_appointment, move_appointment
from bookings.actions.holds import confirm_hold, expire_holds, hold_time
from bookings.actions.marks import undo_cancel
from bookings.actions.supply import add_block
from bookings.actions.waitlist import (
    accept_offer,
    decline_offer,
    expire_offers,
    join_waitlist,
    offer_time,
)
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from tests.bookings import twelve_things as things
from tests.bookings.small_clinic import SmallClinic
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT, STEPS, PATIENCE = 8, 30, 300
WISHES = frozenset({"book", "hold", "cancel", "move", "leave", "wait_for", "offer"})


@pytest.fixture(autouse=True)
def room_for_all():
    """Each their own connection, as if they were eight workers."""
    pool = connection.pool
    before = pool.max_size
    pool.resize(pool.min_size, EIGHT + 1)
    yield
    pool.resize(pool.min_size, before)


class World(SmallClinic):
    """A small clinic that all share, and what it answered to which key."""

    def __init__(self) -> None:
        self.open(runners=EIGHT)
        self.did: dict[str, int] = {}
        self.lock = threading.Lock()

    def has_seen(self, wishes: frozenset[str]) -> bool:
        """Whether each of the wishes was granted to somebody at least once."""
        with self.lock:
            return wishes <= set(self.did)


class Somebody:
    """One of the eight: every step is a wish of theirs, and a refusal is an answer."""

    def __init__(self, world: World, number: int, seed: int) -> None:
        self.world, self.number = world, number
        self.chance = Random(f"{seed}.{number}")
        self.now = NOON

    def live(self) -> None:
        steps = [
            self.book, self.book, self.hold, self.confirm, self.move, self.cancel, self.uncancel,
            self.leave, self.wait_for, self.offer, self.answer, self.sweep,
        ]  # fmt: skip
        try:
            for step in range(PATIENCE):
                # The order is the machine's: in a rare one nobody's offer fits in thirty steps.
                if step >= STEPS and self.world.has_seen(WISHES):
                    break
                self.take(self.chance.choice(steps))
        finally:
            connection.close()

    def take(self, step) -> None:
        try:
            done = step()
        except ValidationError:
            return
        if done:
            with self.world.lock:
                self.world.did[step.__name__] = self.world.did.get(step.__name__, 0) + 1

    def at(self) -> datetime:
        day = date(2026, 11, 25) + timedelta(days=self.chance.randrange(2))
        nine = datetime.combine(day, time(9), SYDNEY).astimezone(UTC)
        return nine + timedelta(minutes=15 * self.chance.randrange(12))

    def one_of(self, rows):
        found = list(rows)
        return self.chance.choice(found) if found else None

    def who(self):
        return self.chance.choice(self.world.people)

    def booked(self):
        return self.one_of(Appointment.objects.filter(status="booked").with_names())

    def book(self):
        world, key = self.world, uuid4()
        visit = book(
            runner=self.chance.choice(world.runners), practitioner=self.chance.choice(
                [None, self.who()]
            ),
            room=None, site=world.site, kind=world.kind, starts_at=self.at(), by=world.dee,
            now=self.now, idempotency_key=key,
        )  # fmt: skip
        with world.lock:
            world.answers[key] = visit.pk
        return visit

    def hold(self):
        return hold_time(
            kind=self.world.kind, practitioner=self.who(), site=self.world.site,
            starts_at=self.at(), holder=f"device {self.number}", now=self.now,
        )  # fmt: skip

    def confirm(self):
        hold = self.one_of(Appointment.objects.filter(status="held", runner=None).with_names())
        email = self.chance.choice(self.world.runners).email
        return hold and confirm_hold(hold=hold, name="N", email=email, phone="", now=self.now)

    def move(self):
        visit = self.booked()
        return visit and move_appointment(
            appointment=visit, starts_at=self.at(), room=None, practitioner=self.who(),
            version=visit.version, by=self.world.dee, now=self.now,
        )  # fmt: skip

    def cancel(self):
        visit = self.booked()
        return visit and cancel_appointment(
            appointment=visit, reason="sick", version=visit.version, by=self.world.dee, now=self.now
        )

    def uncancel(self):
        visit = self.one_of(Appointment.objects.filter(status="cancelled"))
        return visit and undo_cancel(
            appointment=visit, version=visit.version, by=self.world.dee, now=self.now
        )

    def leave(self):
        on = date(2026, 11, 25) + timedelta(days=self.chance.randrange(2))
        facts = {"kind": "leave", "practitioner": self.who(), "starts_on": on, "ends_on": on}
        hour = 9 + self.chance.randrange(3)
        add_block(facts=facts | {"opens": time(hour), "closes": time(hour, 15)}, now=self.now)
        return True

    def wait_for(self):
        runner = self.chance.choice(self.world.runners)
        return join_waitlist(runner=runner, facts={"type": self.world.kind}, now=self.now)

    def offer(self):
        entry = self.one_of(WaitlistEntry.objects.waiting().select_related("runner", "type"))
        return entry and offer_time(
            entry=entry, practitioner=self.who(), site=self.world.site, starts_at=self.at(),
            by=self.world.dee, now=self.now,
        )  # fmt: skip

    def answer(self):
        offer = self.one_of(WaitlistOffer.objects.select_related("appointment"))
        if offer and self.chance.random() < 0.7:
            return accept_offer(offer=offer, now=self.now)
        return offer and decline_offer(offer=offer, now=self.now)

    def sweep(self):
        self.now += timedelta(minutes=self.chance.choice([1, 11, 31]))
        return expire_offers(now=self.now) + expire_holds(now=self.now)


@pytest.mark.parametrize("seed", [1, 2])
def test_eight_at_once_leave_a_diary_in_which_twelve_things_hold(seed):
    world = World()
    eight = [Somebody(world, number, seed) for number in range(EIGHT)]

    with ThreadPoolExecutor(EIGHT) as pool:
        for life in [pool.submit(one.live) for one in eight]:
            life.result(timeout=240)

    last = max(one.now for one in eight)
    things.nobody_and_nothing_is_taken_twice()
    things.booked_visits_fit_the_roster_or_are_on_the_call_list(last)
    things.visits_last_as_long_as_their_type_in_real_minutes()
    things.a_gap_has_one_open_offer_and_is_filled_once()
    things.holds_say_until_when_and_last_half_an_hour_at_most(last)
    things.each_booking_is_told_once()
    things.every_answer_is_one_row(world.answers)
    # Nothing would be shown by eight who were refused everything.
    assert world.has_seen(WISHES), (seed, world.did)
