"""Taking back that a programme was stopped or completed, while nothing has come of it."""

from datetime import datetime
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.people.models import Principal, User
from programs.actions.periods import begin_period, current_period, day_of, locked
from programs.actions.telling import tell_of_undoing
from programs.models import Program, ProgramEvent

Status = Program.Status
Kind = ProgramEvent.Kind
OVER = [Status.STOPPED, Status.COMPLETED]
ENDINGS = [Kind.STOPPED, Kind.COMPLETED]


@transaction.atomic
def take_back_ending(*, program: Program, by: Principal, now: datetime, why: str = "") -> None:
    """Go on as before the programme was stopped or completed, on the same day of the runner.

    From the next day on sessions would have been missed that nobody asked for, so a later change
    of mind is a new programme. Raises ValidationError `illegal_state`.
    """
    program = locked(program, by=by, among=OVER)
    today = day_of(program, now)
    ended = program.events.filter(kind__in=ENDINGS).order_by("-at").first()
    if ended is None or ended.plan is None or ended.phase is None or ended.on != today:
        raise ValidationError(
            "This can be taken back on the same day only. Write a new programme instead.",
            code="illegal_state",
        )
    program.status = _status_before(ended)
    program.updated_at = now
    program.save(update_fields=["status", "updated_at"])
    is_on_hold = program.status == Status.ON_HOLD
    if is_on_hold or not ended.plan.ends_on or ended.plan.ends_on >= today:
        before = current_period(program, today) if program.periods.exists() else None
        first_day = max(today, program.starts_on)
        begin_period(
            program, ended.plan, ended.phase, first_day, before, now=now, is_on_hold=is_on_hold
        )
    event = ProgramEvent.objects.create(
        program=program,
        kind=Kind.TAKEN_BACK,
        plan=ended.plan,
        phase=ended.phase,
        on=today,
        by=cast(User, by),
        at=now,
        why=why,
    )
    tell_of_undoing(program, event, ended, now=now)


def can_take_back(program: Program, ended: ProgramEvent | None, now: datetime) -> bool:
    """Whether `take_back_ending` would, going by the programme's last ending."""
    return (
        program.status in OVER
        and ended is not None
        and ended.kind in ENDINGS
        and ended.on == day_of(program, now)
    )


def _status_before(ended: ProgramEvent) -> str:
    """On hold if the last that was said about it before was a hold."""
    turns = [Kind.SENT, Kind.HELD, Kind.RESUMED]
    earlier = ended.program.events.filter(kind__in=turns, at__lte=ended.at).order_by("-at").first()
    return Status.ON_HOLD if earlier and earlier.kind == Kind.HELD else Status.ACTIVE
