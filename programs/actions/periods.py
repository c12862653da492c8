"""How a programme stands: hold, resume, stop, complete, and the next phase."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from clinic.db import save_checked
from clinic.people.models import Principal, Runner, User
from programs.actions.telling import tell_of_change
from programs.models import Period, Phase, Plan, Program, ProgramEvent

Status = Program.Status
Kind = ProgramEvent.Kind


@transaction.atomic
def hold_program(*, program: Program, by: Principal, now: datetime, why: str = "") -> None:
    """Nothing is due from today on, until it is resumed. Raises ValidationError `illegal_state`."""
    program = locked(program, by=by, among=[Status.ACTIVE])
    period = current_period(program, day_of(program, now))
    first_day = max(day_of(program, now), program.starts_on)
    begin_period(program, period.plan, period.phase, first_day, period, now=now, is_on_hold=True)
    _turn(program, Status.ON_HOLD, Kind.HELD, period, on=first_day, by=by, now=now, why=why)


@transaction.atomic
def resume_program(*, program: Program, by: Principal, now: datetime, why: str = "") -> None:
    """Go on from today with the plan and the phase that were held.

    Raises ValidationError with the code `illegal_state`, or `over` when its last day has passed.
    """
    program = locked(program, by=by, among=[Status.ON_HOLD])
    today = day_of(program, now)
    period = current_period(program, today)
    _check_not_over(period, today)
    first_day = max(today, program.starts_on)
    begin_period(program, period.plan, period.phase, first_day, period, now=now)
    _turn(program, Status.ACTIVE, Kind.RESUMED, period, on=first_day, by=by, now=now, why=why)


@transaction.atomic
def stop_program(*, program: Program, by: Principal, now: datetime, why: str) -> None:
    """End it for good, from today on. Raises ValidationError `illegal_state`."""
    _end(program, Status.STOPPED, Kind.STOPPED, by=by, now=now, why=why)


@transaction.atomic
def complete_program(*, program: Program, by: Principal, now: datetime, why: str = "") -> None:
    """It has done its work. Raises ValidationError `illegal_state`."""
    _end(program, Status.COMPLETED, Kind.COMPLETED, by=by, now=now, why=why)


@transaction.atomic
def change_phase(
    *, program: Program, phase: Phase, by: Principal, now: datetime, why: str = ""
) -> None:
    """Go on with another phase of the plan in force, from today.

    A phase that was left and come back to on one day was never left: it keeps its first day.
    Only a person calls this: the software proposes, a physio decides (domain.md D2).
    Raises ValidationError `illegal_state`, `phase` when it is of another version or in force, or
    `over` when the last day has passed.
    """
    program = locked(program, by=by, among=[Status.ACTIVE])
    today = day_of(program, now)
    period = current_period(program, today)
    if phase.plan_id != period.plan_id:
        raise ValidationError("Choose a phase of the version in force.", code="phase")
    if phase.pk == period.phase_id:
        raise ValidationError(f"It is in {phase.name} already.", code="phase")
    _check_not_over(period, today)
    first_day = max(today, program.starts_on)
    begin_period(
        program, period.plan, phase, first_day, _of_the_day_before(program, first_day), now=now
    )
    fresh = current_period(program, today)
    _turn(program, program.status, Kind.PHASE, fresh, on=today, by=by, now=now, why=why)


def begin_period(
    program: Program,
    plan: Plan,
    phase: Phase,
    first_day: date,
    before: Period | None,
    *,
    now: datetime,
    is_on_hold: bool = False,
) -> Period:
    """Close what was in force the day before `first_day`, and let this hold from then on.

    A phase that goes on from `before` keeps its first day. Call it with the programme locked.
    """
    goes_on = before is not None and before.phase.line == phase.line
    close_periods(program, first_day)
    return save_checked(
        Period(
            program=program,
            plan=plan,
            phase=phase,
            is_on_hold=is_on_hold,
            starts_on=first_day,
            ends_on=None if is_on_hold else plan.ends_on,
            phase_started_on=before.phase_started_on if before and goes_on else first_day,
            made_on=day_of(program, now),
        )
    )


def close_periods(program: Program, first_day: date) -> None:
    """Nothing is in force from `first_day` on; what was before stays as it was."""
    Period.objects.filter(program=program, starts_on__gte=first_day).delete()
    Period.objects.filter(program=program).filter(
        Q(ends_on=None) | Q(ends_on__gte=first_day)
    ).update(ends_on=first_day - timedelta(days=1))


def current_period(program: Program, day: date) -> Period:
    """What is in force on that day; else the last one begun, or the one to come."""
    periods = program.periods.select_related("plan", "phase")
    begun = periods.filter(starts_on__lte=day).order_by("-starts_on").first()
    found = begun or periods.order_by("starts_on").first()
    if found is None:
        raise ValidationError("This programme was never sent.", code="illegal_state")
    return found


def locked(program: Program, *, by: Principal, among: Sequence[str]) -> Program:
    """The programme's row, held until the transaction ends; the runner's first, as everywhere.

    Raises ValidationError `illegal_state` unless its status is one of `among`, and
    `not_on_caseload` when somebody else treats the runner now.
    """
    treated = Runner.objects.treated_by(by).select_for_update(of=("self",), no_key=True)
    if not treated.filter(pk=program.runner_id).exists():
        raise ValidationError(
            {"runner": f"{program.runner.name} is not on your caseload."}, code="not_on_caseload"
        )
    found = Program.objects.select_for_update(of=("self",)).select_related("runner", "physio")
    fresh = found.get(pk=program.pk)
    if fresh.status not in among:
        label = Status(fresh.status).label.lower()
        raise ValidationError(f"This programme is {label}.", code="illegal_state")
    return fresh


def day_of(program: Program, now: datetime) -> date:
    """The runner's own day."""
    return now.astimezone(program.runner.zone).date()


def _of_the_day_before(program: Program, day: date) -> Period | None:
    """What was in force on the day before, whatever was begun since."""
    periods = program.periods.on(day - timedelta(days=1)).select_related("phase")
    return periods.first()


def _check_not_over(period: Period, today: date) -> None:
    if period.plan.ends_on and period.plan.ends_on < today:
        raise ValidationError(
            f"Its last day was {period.plan.ends_on:%-d %B}. Change the programme and give it a "
            "later last day.",
            code="over",
        )


def _end(
    program: Program, status: str, kind: str, *, by: Principal, now: datetime, why: str
) -> None:
    program = locked(program, by=by, among=[Status.ACTIVE, Status.ON_HOLD])
    today = day_of(program, now)
    period = current_period(program, today)
    close_periods(program, max(today, program.starts_on))
    _turn(program, status, kind, period, on=today, by=by, now=now, why=why)


def _turn(
    program: Program,
    status: str,
    kind: str,
    period: Period,
    *,
    on: date,
    by: Principal,
    now: datetime,
    why: str,
) -> None:
    """Write down who did it, and tell the runner."""
    program.status, program.updated_at = status, now
    program.save(update_fields=["status", "updated_at"])
    event = save_checked(
        ProgramEvent(
            program=program,
            kind=kind,
            plan=period.plan,
            phase=period.phase,
            on=on,
            by=cast(User, by),
            at=now,
            why=why,
        )
    )
    tell_of_change(program, event, now=now)
