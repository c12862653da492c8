"""What became of a visit: arrived, done, did not come; and taking such a mark back."""

from datetime import datetime
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.actions import locks
from bookings.actions.asking import Ask
from bookings.actions.news import cancelled_key, take_back
from bookings.actions.ringing import need_not_be_told
from bookings.actions.slots import about, choose, claim
from bookings.actions.supply import fits
from bookings.models import Appointment
from clinic.db import save_checked
from clinic.outbox.actions import cancel_messages
from clinic.people.models import User

log = structlog.get_logger(__name__)

Status = Appointment.Status


@transaction.atomic
def mark_arrived(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """The runner is here: nothing unsent about the visit is of use any more.

    Raises Stale, and ValidationError before the day of the visit.
    """
    visit = claim(appointment, version=version, allowed={Status.BOOKED}, now=now)
    if not visit.is_day_here(now):
        raise ValidationError(
            "This visit is on a later day. Mark it as arrived on that day.", code="too_early"
        )
    cancel_messages(about=about(visit))
    need_not_be_told(visit, by=by, now=now)
    return change(visit, Status.ARRIVED, by=by, now=now)


@transaction.atomic
def undo_arrived(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """It was somebody else: the visit is booked again, and earns the reminders still to come.

    Raises Stale, and ValidationError unless the visit is marked as arrived.
    """
    visit = claim(appointment, version=version, allowed={Status.ARRIVED}, now=now)
    return change(visit, Status.BOOKED, by=by, now=now)


@transaction.atomic
def mark_no_show(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """The runner did not come. Raises Stale, and ValidationError before the visit has started."""
    visit = claim(appointment, version=version, allowed={Status.BOOKED}, now=now)
    if now < visit.starts_at:
        raise ValidationError(
            "The visit has not started yet. Cancel it, or wait until then.", code="too_early"
        )
    cancel_messages(about=about(visit))
    need_not_be_told(visit, by=by, now=now)
    return change(visit, Status.NO_SHOW, by=by, now=now)


@transaction.atomic
def complete(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """The visit took place. Raises Stale, and ValidationError unless the runner has arrived."""
    visit = claim(appointment, version=version, allowed={Status.ARRIVED}, now=now)
    return change(visit, Status.COMPLETED, by=by, now=now)


@transaction.atomic
def undo_completed(
    *, appointment: Appointment, version: int, by: User, now: datetime
) -> Appointment:
    """It was somebody else's visit that is over: the runner is still here.

    Raises Stale, and ValidationError unless the visit is marked as completed.
    """
    visit = claim(appointment, version=version, allowed={Status.COMPLETED}, now=now)
    return change(visit, Status.ARRIVED, by=by, now=now)


def undo_no_show(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """They came after all: the visit is booked again, if its time is still free.

    Raises Stale, SlotTaken, BusyDiary, and ValidationError unless the visit is marked so.
    """

    def again() -> Appointment:
        return put_back(appointment, version=version, was=Status.NO_SHOW, by=by, now=now)

    return locks.in_turn(again, *who_and_where(appointment))


def undo_cancel(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """It was the wrong visit: it is booked again, if its time is still free and lies ahead.

    Raises Stale, SlotTaken, BusyDiary, and ValidationError unless the visit is marked so.
    """

    def again() -> Appointment:
        visit = put_back(appointment, version=version, was=Status.CANCELLED, by=by, now=now)
        if visit.starts_at <= now:
            raise ValidationError("This time has passed. Book another one.", code="past")
        take_back(visit, key=cancelled_key(visit, version), event="booked", now=now)
        return visit

    return locks.in_turn(again, *who_and_where(appointment))


def put_back(
    appointment: Appointment, *, version: int, was: str, by: User, now: datetime
) -> Appointment:
    """Make a visit booked again that had given its time free; needs its turn."""
    visit = claim(appointment, version=version, allowed={was}, now=now)
    # It stays with whom and where it was, and the desk has decided already that it may be then.
    choose(Ask(visit, [visit.practitioner], [visit.room], outside_hours=True), now=now)
    # The roster may have changed since, and nobody was rung about a visit that was off: it shows.
    visit.is_outside_hours = visit.is_outside_hours or not fits(visit)
    visit.cancel_reason, visit.is_late_cancel = "", False
    return change(visit, Status.BOOKED, by=by, now=now)


def who_and_where(visit: Appointment) -> list[UUID | None]:
    """Whose turn a visit that comes back has to wait for."""
    return [visit.practitioner_id, visit.room_id, visit.runner_id]


def change(visit: Appointment, status: str, *, by: User | None, now: datetime) -> Appointment:
    """Write the new status of a claimed visit as its next version."""
    visit.status = status
    visit.version += 1
    visit.changed_by = by
    visit.updated_at = now
    note(visit, status, by=by)
    visit.held_until = None if status == Appointment.Status.BOOKED else visit.held_until
    return save_checked(
        visit,
        update_fields=[
            "status", "cancel_reason", "is_late_cancel", "is_outside_hours", "held_until", "runner",
            "booked_by", "version", "changed_by", "updated_at",
        ],
    )  # fmt: skip


def note(visit: Appointment, event: str, *, by: User | None) -> None:
    """Log who changed which visit, by id only."""
    log.info(
        "visit changed", visit=str(visit.pk), event_name=event, by=str(by.pk) if by else "online"
    )
