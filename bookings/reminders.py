"""Whom a visit is to be called to mind, and when.

The rule is one of wall clocks: at 9:00 on the day before, by the clock of the site, and two hours
before the start. A moment that had passed when the visit got its time is skipped, so nobody who
books for this afternoon is reminded of "tomorrow", or at once of what they have just done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from bookings.actions.ringing import ring_about
from bookings.models import Appointment, CallTask
from bookings.progress.clock import from_local
from bookings.progress.links import as_uuid, link_to
from bookings.progress.reach import ABOUT
from clinic.db import read_rows
from clinic.outbox.actions import Owed, cancel_unwanted, queue_messages
from clinic.outbox.models import Message
from clinic.people.actions.telling import in_their_ways
from clinic.people.models import KINDS, Purpose, Runner

DAY_BEFORE_AT = time(9)
HOURS_BEFORE = timedelta(hours=2)
NO_LATER_THAN = timedelta(minutes=30)
A_MOMENT = timedelta(seconds=1)
AT_ONCE = 500
DUE = """
SELECT v.id, v.version, v.starts_at, v.updated_at, v.runner_id,
  p.name, s.name, concat_ws(', ', nullif(s.street, ''), s.name), s.time_zone
FROM bookings_appointment v
JOIN people_practitioner p ON p.id = v.practitioner_id
JOIN places_room r ON r.id = v.room_id JOIN places_site s ON s.id = r.site_id
WHERE v.status = 'booked' AND v.reminded_version < v.version
  AND (v.starts_at, v.id) > (%s, %s) AND v.starts_at <= %s
ORDER BY v.starts_at, v.id LIMIT %s
FOR UPDATE OF v SKIP LOCKED
"""
RUNNERS = "SELECT {r} FROM people_runner r WHERE r.id = ANY(%s)"
AHEAD = timedelta(days=2)
LAST_ID = UUID(int=2**128 - 1)


class DueVisit(NamedTuple):
    """A visit whose reminders are to be planned: what they say of it, and what times them."""

    pk: UUID
    version: int
    starts_at: datetime
    updated_at: datetime
    runner_id: UUID
    practitioner_name: str
    site_name: str
    address: str
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its site."""
        return ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> datetime:
        """The start as the clock of its site shows it."""
        return self.starts_at.astimezone(self.zone)


@dataclass(frozen=True)
class Reminder:
    """One reminder of one version of a visit: a visit that moves earns new ones."""

    key: str
    visit: DueVisit
    send_at: datetime
    not_after: datetime


class Batch(NamedTuple):
    """What one batch came to; `last` is the start and the id of the last visit looked at."""

    visits: int
    reminders: int
    last: tuple[datetime, UUID]


def queue_appointment_reminders(*, now: datetime) -> int:
    """Owe the reminders of the next two days; returns how many. Repeat it at will."""
    return sum(batch.reminders for batch in plan_batches(now=now))


def plan_batches(*, now: datetime) -> Iterator[Batch]:
    """Plan reminders ahead with the moment at which they leave, a batch of visits at a time.

    Each batch begins behind the last one, so that none goes through all those before it again.
    """
    after = (now, LAST_ID)
    while batch := plan_batch(now=now, after=after):
        yield batch
        if batch.visits < AT_ONCE:
            return
        after = batch.last


@transaction.atomic
def plan_batch(*, now: datetime, after: tuple[datetime, UUID]) -> Batch | None:
    """Owe the reminders of the next visits without, four queries; None when there are no more.

    A visit that somebody is changing at this moment is left to the next run.
    """
    visits = [DueVisit(*row) for row in read_rows(DUE, [*after, now + AHEAD, AT_ONCE])]
    if not visits:
        return None
    # Read once the visits are locked: whoever chooses other ways waits, and plans them afresh.
    runners = {
        runner.pk: runner
        for (runner,) in read_rows(RUNNERS, [[visit.runner_id for visit in visits]], r=Runner)
    }
    reminders = [one for visit in visits for one in reminders_for(visit)]
    queue_messages(
        (
            owed
            for reminder in reminders
            for owed in owed_for(reminder, runners[reminder.visit.runner_id], now=now)
        ),
        now=now,
    )
    Appointment.objects.filter(pk__any_of=[visit.pk for visit in visits]).update(
        reminded_version=F("version")
    )
    return Batch(len(visits), len(reminders), (visits[-1].starts_at, visits[-1].pk))


def reminders_for(visit: DueVisit) -> list[Reminder]:
    """The reminders of one visit whose moment lay ahead when the visit got its time."""
    soon = visit.starts_at - HOURS_BEFORE
    # Where nothing left for a day, one reminder leaves and not both: the first gives way.
    moments = {
        "day": (_day_before(visit.local_start.date(), visit.zone), soon - A_MOMENT),
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


@lru_cache(maxsize=64)
def _day_before(day: date, zone: ZoneInfo) -> datetime:
    return from_local(day - timedelta(days=1), DAY_BEFORE_AT, zone)


def owed_for(reminder: Reminder, runner: Runner, *, now: datetime) -> list[Owed]:
    """One reminder as the outbox takes it, in each way that its runner chose.

    Whoever chose other ways has new reminders of what still lies ahead, so that none of those
    that were taken back is missed.
    """
    chosen_at, key = runner.ways_chosen_at, reminder.key
    mail = Owed(
        key=f"{key}:{chosen_at:%Y%m%d%H%M%S%f}" if chosen_at else key,
        kind="appointment-reminder",
        to="",
        template="bookings/email/reminder",
        context={"appointment": reminder.visit, "link": link_to(reminder.visit.pk)},
        about=f"{ABOUT}{reminder.visit.pk}",
        send_after=reminder.send_at,
        not_after=reminder.not_after,
    )
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
