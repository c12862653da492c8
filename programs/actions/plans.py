"""Writing a plan: from a routine to a draft, and the draft's changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from clinic.db import save_checked
from clinic.people.models import Practitioner, Principal, Runner, User
from drills.models import Drill, Routine
from programs.actions.copies import dose_of
from programs.models import Phase, Plan, PlannedSession, Prescription, Program

Status = Program.Status
CHANGED = (
    "Somebody saved this draft after you opened it. What you typed is still here, and is not saved "
    "yet. Save again to put it in place of the other version."
)


@dataclass(frozen=True)
class DraftChanges:
    """What a physio typed into a draft; what is not named stays as it is.

    `seen` is the draft's `updated_at` when it was opened: if it has moved on, nothing is saved.
    `weekdays` goes by session, `doses` by prescription: each the dose fields and the note, or
    some of them. `added` says which drill joins which session, with the drill's own dose.
    """

    seen: datetime
    title: str
    note: str
    starts_on: date
    ends_on: date | None
    weekdays: Mapping[UUID, list[int]]
    doses: Mapping[UUID, Mapping[str, Any]]
    removed: Iterable[UUID] = ()
    added: tuple[UUID, Drill] | None = None


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


@transaction.atomic
def save_draft(*, plan: Plan, changes: DraftChanges, now: datetime) -> None:
    """Put the changes into an open plan, all of them or none.

    Raises ValidationError with the code `illegal_state` when it is sealed, `changed` when
    somebody else saved it in between, and the rule's own sentence for an impossible dose.
    """
    claimed = Plan.objects.filter(pk=plan.pk, sealed_at=None, updated_at=changes.seen)
    if not claimed.update(updated_at=now):
        raise refusal_of(plan)
    plan.title, plan.note, plan.ends_on = changes.title, changes.note, changes.ends_on
    plan.updated_at = now
    save_checked(plan, update_fields=["title", "note", "ends_on"])
    program = plan.program
    if program and program.status == Status.DRAFT:
        program.title, program.note = changes.title, changes.note
        program.starts_on, program.ends_on = changes.starts_on, changes.ends_on
        program.updated_at = now
        save_checked(program, update_fields=["title", "note", "starts_on", "ends_on", "updated_at"])

    for session in PlannedSession.objects.filter(phase__plan=plan, pk__in=changes.weekdays.keys()):
        session.weekdays = sorted(set(changes.weekdays[session.pk]))
        save_checked(session, update_fields=["weekdays"])

    ours = Prescription.objects.filter(session__phase__plan=plan)
    ours.filter(pk__in=list(changes.removed)).delete()
    for prescription in ours.filter(pk__in=changes.doses.keys()):
        _change(prescription, changes.doses[prescription.pk])
    if changes.added:
        _add(plan, *changes.added)


def _change(prescription: Prescription, changes: Mapping[str, Any]) -> None:
    """Save those dose fields and the note that really change; the constraints decide."""
    changed = [name for name, value in changes.items() if getattr(prescription, name) != value]
    for name in changed:
        setattr(prescription, name, changes[name])
    if changed:
        save_checked(prescription, update_fields=changed)


def _add(plan: Plan, session_id: UUID, drill: Drill) -> Prescription:
    """The drill at the end of the session, with the drill's own dose."""
    session = PlannedSession.objects.get(pk=session_id, phase__plan=plan)
    last = session.prescriptions.aggregate(last=Max("order"))["last"] or 0
    return save_checked(
        Prescription(session=session, drill=drill, order=last + 1, **dose_of(drill))
    )


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
