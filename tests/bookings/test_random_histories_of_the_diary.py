"""Whatever happens to a diary, in whatever order, twelve things hold after every step.

One machine at a time, so that a failing history is shrunk; eight at once are let loose on one diary
in test_eight_at_one_diary.py. There are no group classes, so nothing can be overfilled (I10).
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bookings.actions.appointments import book, cancel_appointment, move_appointment
from bookings.actions.holds import confirm_hold, expire_holds, hold_time
from bookings.actions.marks import mark_arrived, undo_cancel
from bookings.actions.supply import add_block, add_hours, end_hours, fits
from bookings.actions.waitlist import (
    accept_offer,
    decline_offer,
    expire_offers,
    join_waitlist,
    offer_time,
)
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer, WorkingHours
from tests.bookings import twelve_things as things
from tests.bookings.small_clinic import PEOPLE, SmallClinic
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db

RUNNERS = 3
DAYS = st.integers(0, 2)
SLOTS = st.integers(0, 11)
WHO = st.integers(0, PEOPLE - 1)
RUNNER = st.integers(0, RUNNERS - 1)
PICK = st.integers(0, 30)


class Diary(SmallClinic, RuleBasedStateMachine):
    """A small clinic and a clock that only goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        # As a test's own transaction: the actions' durable ones may stand inside it.
        self.world._from_testcase = True
        self.world.__enter__()
        self.now = NOON
        self.open(runners=RUNNERS)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def at(self, day: int, slot: int) -> datetime:
        nine = datetime.combine(date(2026, 11, 25), time(9), SYDNEY) + timedelta(days=day)
        return (nine + timedelta(minutes=15 * slot)).astimezone(UTC)

    def tried(self, work):
        """What an action answers; a refusal is an answer, and leaves nothing behind."""
        try:
            return work()
        except ValidationError:
            return None

    def one_of(self, rows, pick: int):
        found = list(rows)
        return found[pick % len(found)] if found else None

    @rule(day=DAYS, slot=SLOTS, who=WHO, runner=RUNNER, anybody=st.booleans())
    def book_it(self, day, slot, who, runner, anybody):
        key = uuid4()
        wish = {
            "runner": self.runners[runner], "practitioner": None if anybody else self.people[who],
            "room": None, "site": self.site, "kind": self.kind, "starts_at": self.at(day, slot),
            "by": self.dee, "now": self.now, "idempotency_key": key,
        }  # fmt: skip
        visit = self.tried(lambda: book(**wish))
        if visit:
            self.answers[key] = visit.pk
            assert book(**wish).pk == visit.pk

    @rule(day=DAYS, slot=SLOTS, who=WHO, device=st.sampled_from("ab"))
    def hold_it(self, day, slot, who, device):
        self.tried(
            lambda: hold_time(
                kind=self.kind, practitioner=self.people[who], site=self.site,
                starts_at=self.at(day, slot), holder=device, now=self.now,
            )
        )  # fmt: skip

    @rule(pick=PICK, runner=RUNNER)
    def confirm_it(self, pick, runner):
        hold = self.one_of(Appointment.objects.filter(status="held", runner=None), pick)
        if hold:
            email = self.runners[runner].email
            self.tried(
                lambda: confirm_hold(hold=hold, name="N", email=email, phone="", now=self.now)
            )

    @rule(pick=PICK, day=DAYS, slot=SLOTS, who=WHO)
    def move_it(self, pick, day, slot, who):
        visit = self.one_of(Appointment.objects.filter(status="booked"), pick)
        if visit:
            self.tried(
                lambda: move_appointment(
                    appointment=visit, starts_at=self.at(day, slot), room=None,
                    practitioner=self.people[who], version=visit.version, by=self.dee, now=self.now,
                )
            )  # fmt: skip

    @rule(pick=PICK)
    def cancel_it_and_book_the_time_at_once(self, pick):
        """I7: a cancelled time is bookable in the next request."""
        visit = self.one_of(Appointment.objects.filter(status="booked").with_names(), pick)
        if not visit:
            return
        was_free = fits(visit) and visit.starts_at > self.now
        cancel_appointment(
            appointment=visit, reason="sick", version=visit.version, by=self.dee, now=self.now
        )
        if was_free:
            again = book(
                runner=visit.runner, practitioner=visit.practitioner, room=visit.room,
                kind=self.kind, starts_at=visit.starts_at, by=self.dee, now=self.now,
            )  # fmt: skip
            assert again.status == "booked"

    @rule(pick=PICK)
    def cancel_it(self, pick):
        visit = self.one_of(Appointment.objects.filter(status="booked"), pick)
        if visit:
            cancel_appointment(
                appointment=visit, reason="sick", version=visit.version, by=self.dee, now=self.now
            )

    @rule(pick=PICK)
    def uncancel_it(self, pick):
        visit = self.one_of(Appointment.objects.filter(status="cancelled"), pick)
        if visit:
            self.tried(
                lambda: undo_cancel(
                    appointment=visit, version=visit.version, by=self.dee, now=self.now
                )
            )

    @rule(pick=PICK)
    def arrive(self, pick):
        visit = self.one_of(Appointment.objects.filter(status="booked"), pick)
        if visit:
            self.tried(
                lambda: mark_arrived(
                    appointment=visit, version=visit.version, by=self.dee, now=self.now
                )
            )

    @rule(who=WHO, day=DAYS, whole=st.booleans())
    def go_on_leave(self, who, day, whole):
        on = date(2026, 11, 25) + timedelta(days=day)
        hours = {} if whole else {"opens": time(10), "closes": time(11)}
        facts = {"kind": "leave", "practitioner": self.people[who], "starts_on": on, "ends_on": on}
        add_block(facts=facts | hours, now=self.now)

    @rule(who=WHO, pick=PICK, longer=st.booleans())
    def change_hours(self, who, pick, longer):
        rows = WorkingHours.objects.filter(practitioner=self.people[who])
        if longer:
            facts = {
                "practitioner": self.people[who], "site": self.site, "weekday": 3 + pick % 3,
                "opens": time(9), "closes": time(13),
            }  # fmt: skip
            add_hours(facts=facts, now=self.now)
        elif rows.count() > 1 and (hours := self.one_of(rows, pick)):
            end_hours(hours=hours, now=self.now)

    @rule(runner=RUNNER)
    def join(self, runner):
        facts = {"type": self.kind}
        self.tried(lambda: join_waitlist(runner=self.runners[runner], facts=facts, now=self.now))

    @rule(pick=PICK, day=DAYS, slot=SLOTS, who=WHO)
    def offer_it(self, pick, day, slot, who):
        entry = self.one_of(WaitlistEntry.objects.waiting(), pick)
        if entry:
            self.tried(
                lambda: offer_time(
                    entry=entry, practitioner=self.people[who], site=self.site,
                    starts_at=self.at(day, slot), by=self.dee, now=self.now,
                )
            )  # fmt: skip

    @rule(pick=PICK, yes=st.booleans())
    def answer_it(self, pick, yes):
        offer = self.one_of(WaitlistOffer.objects.all(), pick)
        if offer and yes:
            self.tried(lambda: accept_offer(offer=offer, now=self.now))
        elif offer:
            decline_offer(offer=offer, now=self.now)

    @rule(minutes=st.sampled_from([1, 9, 11, 31, 600]))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def sweep(self):
        expire_offers(now=self.now)
        expire_holds(now=self.now)
        assert not Appointment.objects.run_out(self.now).exists()

    @invariant()
    def twelve_things_hold(self):
        """But for I7, which a rule above asks for, and I10."""
        things.nobody_and_nothing_is_taken_twice()
        things.booked_visits_fit_the_roster_or_are_on_the_call_list(self.now)
        things.visits_last_as_long_as_their_type_in_real_minutes()
        things.a_gap_has_one_open_offer_and_is_filled_once()
        things.holds_say_until_when_and_last_half_an_hour_at_most(self.now)
        things.each_booking_is_told_once()
        things.every_answer_is_one_row(self.answers)


def test_twelve_things_hold_whatever_happens(db):
    run_state_machine_as_test(
        Diary,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
