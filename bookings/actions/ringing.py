"""Asking the front desk to ring a runner; and saying that somebody was rung.

What for is between physio and runner: a task names nobody's pain.
"""

from datetime import datetime

import structlog
from django.core.exceptions import ValidationError
from django.db.models import F

from bookings.models import Appointment, CallTask
from clinic.db import save_checked
from clinic.people.models import Runner, User

log = structlog.get_logger(__name__)


def ask_to_ring(*, runner: Runner, by: User, now: datetime) -> tuple[CallTask, bool]:
    """Put a runner on the desk's call list; returns the open task, and whether it is new.

    Who stands there stays there. Raises ValidationError without a phone number on file.
    """
    if not runner.phone:
        raise ValidationError(
            f"Ask {runner.name} for a phone number first: none is on file.", code="no_phone"
        )
    task, is_new = CallTask.objects.get_or_create(
        runner=runner,
        done_at=None,
        defaults={"reason": CallTask.Reason.PHYSIO, "asked_by": by, "created_at": now},
    )
    if is_new:
        note(task, "asked", by=by)
    return task, is_new


def take_back_asking(*, runner: Runner, by: User) -> bool:
    """The physio does not want the call any more; False when nobody is asked to ring."""
    task = CallTask.objects.open().filter(runner=runner).first()
    if task is None or not CallTask.objects.filter(pk=task.pk, done_at=None).delete()[0]:
        return False
    note(task, "taken back", by=by)
    return True


def ring_about(visit: Appointment, reason: str, *, now: datetime) -> CallTask:
    """Put a visit on the call list, once.

    One that stands there stays as it is, but that a visit no longer fits is the greater news.
    """
    task, is_new = CallTask.objects.get_or_create(
        appointment=visit, done_at=None, defaults={"reason": reason, "created_at": now}
    )
    if not is_new and task.reason == CallTask.Reason.NO_MAIL != reason:
        task.reason = reason
        save_checked(task, update_fields=["reason"])
    return task


def need_not_be_told(visit: Appointment, *, by: User, now: datetime) -> None:
    """Whoever had to be told by phone of a visit is here, or did not come."""
    untold = [CallTask.Reason.NO_MAIL, CallTask.Reason.NO_TEXT]
    tasks = CallTask.objects.filter(appointment=visit, reason__in=untold, done_at=None)
    tasks.update(done_at=now, done_by=by)


def settle_call(*, task: CallTask, by: User, now: datetime) -> bool:
    """Somebody rang; False when the task was done already."""
    still = CallTask.objects.open().filter(pk=task.pk)
    is_done = bool(still.update(done_at=now, done_by=by))
    if is_done:
        note(task, "done", by=by)
    return is_done


def note_no_answer(*, task: CallTask, by: User, now: datetime) -> bool:
    """Somebody rang and nobody answered: it stays on the list; False when it is off already."""
    still = CallTask.objects.open().filter(pk=task.pk)
    is_noted = bool(still.update(tries=F("tries") + 1, tried_at=now))
    if is_noted:
        note(task, "no answer", by=by)
    return is_noted


def unsettle_call(*, task: CallTask, by: User) -> None:
    """It was somebody else: the task is open again.

    Raises ValidationError when the same call stands on the list again by now.
    """
    task.done_at = task.done_by = None
    save_checked(task, update_fields=["done_at", "done_by"])
    note(task, "open again", by=by)


def note(task: CallTask, event: str, *, by: User) -> None:
    """Log who did what with which call, by id only."""
    log.info("call changed", task=str(task.pk), event_name=event, by=str(by.pk))
