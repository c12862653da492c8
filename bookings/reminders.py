"""Whom a visit is to be called to mind, and when.

The rule is one of wall clocks: at 9:00 on the day before, by the clock of the site, and two hours
before the start. A moment that had passed when the visit got its time is skipped, so nobody who
books for this afternoon is reminded of "tomorrow", or at once of what they have just done.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from bookings.actions.slots import about
from bookings.models import Appointment
from bookings.models.appointments import AppointmentQuerySet
from bookings.progress.clock import from_local
from clinic.outbox.actions import new_keys, queue_message

DAY_BEFORE_AT = time(9)
HOURS_BEFORE = timedelta(hours=2)
NO_LATER_THAN = timedelta(minutes=30)
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Reminder:
    """One reminder of one version of a visit: a visit that moves earns new ones."""

    key: str
    visit: Appointment
    send_at: datetime
    not_after: datetime


def queue_appointment_reminders(*, now: datetime) -> int:
    """Owe the reminders of the next two days; returns how many are new. Repeat it at will.

    They are planned ahead with the moment at which they leave. A visit that somebody is changing
    at this moment is left to the next run.
    """
    planned = {one.key: one for one in reminders_of(Appointment.objects.to_remind(now))}
    wanted = {planned[key].visit.pk for key in new_keys(planned)}
    if not wanted:
        return 0
    with transaction.atomic():
        # Locked and read again: a visit that has just been cancelled or moved must not be recalled.
        still = Appointment.objects.to_remind(now).filter(pk__in=wanted)
        still = still.select_for_update(skip_locked=True, of=["self"])
        due = {one.key: one for one in reminders_of(still)}
        fresh = new_keys(due)
        for key in fresh:
            owe(due[key], now=now)
    return len(fresh)


def reminders_of(visits: AppointmentQuerySet) -> list[Reminder]:
    """The reminders that these visits have earned, due or still to come."""
    return [one for visit in visits.with_names() for one in reminders_for(visit)]


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


def owe(reminder: Reminder, *, now: datetime) -> None:
    """Plan one reminder, and until when it is of use."""
    queue_message(
        key=reminder.key,
        kind="appointment-reminder",
        to=reminder.visit.runner.email if reminder.visit.runner else "",
        template="bookings/email/reminder",
        context={"appointment": reminder.visit},
        now=now,
        about=about(reminder.visit),
        send_after=reminder.send_at,
        not_after=reminder.not_after,
    )
