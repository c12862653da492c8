"""Whom a visit is to be called to mind, and when.

The rule is one of wall clocks: at 9:00 on the day before, by the clock of the site, and two hours
before the start. A moment that had passed when the visit got its time is skipped, so nobody who
books for this afternoon is reminded of "tomorrow", or at once of what they have just done.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from bookings.actions.ringing import ring_about
from bookings.actions.slots import about
from bookings.models import Appointment, CallTask
from bookings.progress.clock import from_local
from bookings.progress.links import as_uuid
from bookings.progress.reach import ABOUT
from clinic.outbox.actions import Owed, cancel_unwanted, queue_messages
from clinic.outbox.models import Message
from clinic.people.actions.telling import in_their_ways
from clinic.people.models import KINDS, Purpose, Runner

DAY_BEFORE_AT = time(9)
HOURS_BEFORE = timedelta(hours=2)
NO_LATER_THAN = timedelta(minutes=30)
A_MOMENT = timedelta(seconds=1)
AT_ONCE = 500


@dataclass(frozen=True)
class Reminder:
    """One reminder of one version of a visit: a visit that moves earns new ones."""

    key: str
    visit: Appointment
    send_at: datetime
    not_after: datetime


class Batch(NamedTuple):
    """What one batch came to; empty, it counts as nothing."""

    visits: int
    reminders: int

    def __bool__(self) -> bool:
        return self.visits > 0


def queue_appointment_reminders(*, now: datetime) -> int:
    """Owe the reminders of the next two days; returns how many. Repeat it at will.

    They are planned ahead with the moment at which they leave, a batch of visits at a time.
    """
    total = 0
    while batch := plan_batch(now=now):
        total += batch.reminders
        if batch.visits < AT_ONCE:
            break
    return total


@transaction.atomic
def plan_batch(*, now: datetime) -> Batch:
    """Owe the reminders of the first visits without, four queries; False when there are none.

    A visit that somebody is changing at this moment is left to the next run.
    """
    waiting = Appointment.objects.to_remind(now).with_names()
    visits = list(waiting.select_for_update(skip_locked=True, of=["self"])[:AT_ONCE])
    # Read once the visits are locked: whoever chooses other ways waits, and plans them afresh.
    runners = Runner.objects.in_bulk({visit.runner_id for visit in visits if visit.runner_id})
    reminders = [one for visit in visits for one in reminders_for(visit)]
    owed = [
        one
        for reminder in reminders
        for one in owed_for(reminder, runners.get(reminder.visit.runner_id), now=now)
    ]
    queue_messages(owed, now=now)
    Appointment.objects.filter(pk__in=[visit.pk for visit in visits]).update(
        reminded_version=F("version")
    )
    return Batch(len(visits), len(reminders))


def reminders_for(visit: Appointment) -> list[Reminder]:
    """The reminders of one visit whose moment lay ahead when the visit got its time."""
    zone = visit.room.site.zone
    day_before = visit.local_start.date() - timedelta(days=1)
    soon = visit.starts_at - HOURS_BEFORE
    # Where nothing left for a day, one reminder leaves and not both: the first gives way.
    moments = {
        "day": (from_local(day_before, DAY_BEFORE_AT, zone), soon - A_MOMENT),
        "hours": (soon, visit.starts_at - NO_LATER_THAN),
    }
    # The version and not the start, for a visit that moves away and back needs reminding again. A
    # booked visit has a new version, and updated_at, only when what was unsent was taken back.
    return [
        Reminder(
            f"appointment-reminder:{visit.pk}:{visit.version}:{name}", visit, send_at, not_after
        )
        for name, (send_at, not_after) in moments.items()
        if send_at > visit.updated_at
    ]


def owed_for(reminder: Reminder, runner: Runner | None, *, now: datetime) -> list[Owed]:
    """One reminder as the outbox takes it, in each way that its runner chose.

    Whoever chose other ways has new reminders of what still lies ahead, so that none of those
    that were taken back is missed.
    """
    mail = Owed(
        key=reminder.key,
        kind="appointment-reminder",
        to="",
        template="bookings/email/reminder",
        context={"appointment": reminder.visit},
        about=about(reminder.visit),
        send_after=reminder.send_at,
        not_after=reminder.not_after,
    )
    if runner is None:
        return [mail]
    chosen_at = runner.ways_chosen_at
    if chosen_at:
        mail = replace(mail, key=f"{mail.key}:{chosen_at:%Y%m%d%H%M%S%f}")
    starts_at = reminder.visit.starts_at
    ways = in_their_ways(runner, Purpose.VISITS, mail, now=now, event_at=starts_at)
    return [one for one in ways if chosen_at is None or (one.send_after or now) > chosen_at]


@transaction.atomic
def ring_untold(*, now: datetime) -> int:
    """Put visits on the call list of which no text told anybody; returns how many."""
    untold = Message.objects.told_nobody().filter(about__startswith=ABOUT)
    texts = list(untold.select_for_update(skip_locked=True)[:AT_ONCE])
    ids = {pk for text in texts if (pk := as_uuid(text.about.removeprefix(ABOUT)))}
    visits = Appointment.objects.upcoming(now).filter(pk__in=ids)
    for visit in visits:
        ring_about(visit, CallTask.Reason.NO_TEXT, now=now)
    Message.objects.filter(pk__in=[text.pk for text in texts]).update(settled_at=now)
    return len(visits)


def plan_afresh(*, runner: Runner, now: datetime) -> None:
    """Other ways were chosen: take back the reminders that have not come due, and plan anew.

    The visits are locked first, so that a planner in the middle of them is waited for.
    """
    visits = Appointment.objects.upcoming(now).filter(runner=runner)
    visits.order_by().update(reminded_version=0)
    cancel_unwanted(person=runner.pk, kinds=KINDS[Purpose.VISITS], later_than=now)
