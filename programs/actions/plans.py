"""Writing a plan: from a routine to a draft."""

from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.people.models import Practitioner, Principal, Runner, User
from drills.models import Routine
from programs.actions.copies import dose_of
from programs.models import Phase, Plan, PlannedSession, Prescription, Program

Status = Program.Status
CHANGED = (
    "Somebody saved this draft after you opened it. What you typed is still here, and is not saved "
    "yet. Save again to put it in place of the other version."
)


@transaction.atomic
def create_program_from_routine(
    *,
    runner: Runner,
    physio: Practitioner,
    routine: Routine,
    title: str,
    starts_on: date,
    weeks: int | None,
    weekdays: list[int],
    by: Principal,
    now: datetime,
    ref: UUID | None = None,
) -> Program:
    """A draft for a runner, with the routine's drills and doses copied into one session.

    Later changes of the routine leave it alone. `weeks` None means until further notice; an empty
    title or no weekdays means the routine's own. `ref` is the id of the programme to come: the same
    wish again under it (a double click) is the first draft, another wish is a draft of its own.
    Raises ValidationError when the runner is not on the caseload of `physio`, `by` is somebody
    else, or the routine has no drills.
    """
    if treating(runner=runner, by=by) != physio.pk:  # and from here on one click at a time
        raise _not_on_caseload(runner)
    first = Program.objects.filter(pk=ref).first() if ref else None
    if first and (first.runner_id, first.routine_id) == (runner.pk, routine.pk):
        return first
    items = list(routine.items.all())
    if not items:
        raise ValidationError(
            {"routine": f"{routine.name} has no drills. Choose a routine with drills."},
            code="routine_without_drills",
        )
    program = save_checked(
        Program(
            id=ref if ref and not first else uuid4(),
            runner=runner,
            physio=physio,
            routine=routine,
            title=title or routine.name,
            starts_on=starts_on,
            ends_on=last_day(starts_on, weeks),
            created_at=now,
            updated_at=now,
        )
    )
    plan = save_checked(
        Plan(
            program=program,
            title=program.title,
            ends_on=program.ends_on,
            made_by=cast(User, by),
            made_at=now,
            updated_at=now,
        )
    )
    phase = save_checked(Phase(plan=plan, order=1, name="Phase 1"))
    session = save_checked(
        PlannedSession(
            phase=phase,
            order=1,
            name=routine.name,
            moment=routine.moment,
            weekdays=sorted(set(weekdays or routine.weekdays)),
        )
    )
    Prescription.objects.bulk_create(
        Prescription(session=session, drill_id=item.drill_id, order=order, **dose_of(item))
        for order, item in enumerate(items, start=1)
    )
    return program


def treating(*, runner: Runner, by: Principal) -> UUID:
    """The id of `by` as the runner's physio, who stays that until the transaction ends.

    A physio writes for the own caseload. Raises ValidationError for anybody else.
    """
    treated = Runner.objects.treated_by(by).select_for_update(of=("self",), no_key=True)
    found = treated.filter(pk=runner.pk).first()
    if not (found and found.physio_id):
        raise _not_on_caseload(runner)
    return found.physio_id


def _not_on_caseload(runner: Runner) -> ValidationError:
    return ValidationError(
        {"runner": f"{runner.name} is not on your caseload."}, code="not_on_caseload"
    )


def refusal_of(plan: Plan) -> ValidationError:
    """Why a conditional update found no row."""
    if Plan.objects.open().filter(pk=plan.pk).exists():
        return ValidationError(CHANGED, code="changed")
    program = Program.objects.filter(plans=plan).first()
    label = Status(program.status).label.lower() if program else "a template"
    return ValidationError(
        f"This is not a draft any more: the programme is {label}.", code="illegal_state"
    )


def last_day(starts_on: date, weeks: int | None) -> date | None:
    """The last day of a programme of so many weeks; None has no end."""
    return starts_on + timedelta(weeks=weeks, days=-1) if weeks else None
